//! What each published table is as data: which of its columns tell its rows apart, which hold several values, and
//! what its columns of years measure.
//!
//! Not here: the columns themselves (`table`), what each of them means (`define`).

/// A published table as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The name of the table.
    pub name: &'static str,
    /// What it holds, in a sentence.
    pub about: &'static str,
    /// The columns that tell its rows apart; one that ends in `_` is the beginning of several.
    keys: &'static [&'static str],
    /// The columns whose cells hold several values, with what parts these.
    lists: &'static [(&'static str, char)],
    /// The column that says in words of which fiscal year a row is.
    pub(super) year: Option<&'static str>,
    /// What a column of a fiscal year measures: its code and its label.
    pub(super) yearly: (&'static str, &'static str),
}

const AMOUNT: (&str, &str) = ("amount", "額");

impl Shape {
    const fn of(name: &'static str, about: &'static str, keys: &'static [&'static str]) -> Self {
        Self {
            name,
            about,
            keys,
            lists: &[],
            year: None,
            yearly: AMOUNT,
        }
    }

    const fn lists(mut self, lists: &'static [(&'static str, char)]) -> Self {
        self.lists = lists;
        self
    }

    const fn year(mut self, column: &'static str) -> Self {
        self.year = Some(column);
        self
    }

    const fn yearly(mut self, measure: (&'static str, &'static str)) -> Self {
        self.yearly = measure;
        self
    }

    /// Whether a column tells rows apart.
    pub fn tells_apart(&self, key: &str) -> bool {
        let begins = |known: &&str| known.ends_with('_') && key.starts_with(*known);
        self.keys.iter().any(|known| *known == key || begins(known))
    }

    /// What parts the values of a column that holds several.
    pub fn separator(&self, key: &str) -> Option<char> {
        let found = self.lists.iter().find(|(known, _)| *known == key);
        found.map(|(_, separator)| *separator)
    }
}

/// The shapes of the published tables.
const SHAPES: [Shape; 22] = [
    Shape::of(
        "outline",
        "計画の体系（方針、区分などの階層）と、それぞれの取組項目の数です。",
        &["level", "label", "title"],
    ),
    Shape::of(
        "register",
        "計画の取組項目の一覧です。担当課、スケジュール、目標、取組内容などを記載しています。",
        &["serial", "number", "title"],
    )
    .lists(&[("lead", '、'), ("support", '、'), ("references", '、')]),
    Shape::of(
        "references",
        "計画が引用しているほかの計画と、引用している箇所です。",
        &["plan", "place", "kind", "title"],
    )
    .lists(&[("parts", '、'), ("printed", '、')]),
    Shape::of(
        "amendments",
        "計画の途中で決定した変更です。",
        &["decided_on", "title", "kind", "field"],
    ),
    Shape::of(
        "progress",
        "取組の進捗状況を、方針や区分ごと、評価区分ごとに数えたものです。",
        &["label", "title"],
    ),
    Shape::of(
        "effects",
        "改革の効果額を、区分ごと、時点ごと、計画と実績ごと、年度ごとに示すものです。",
        &["vintage", "title", "kind"],
    ),
    Shape::of("compared", "二つの時点の効果額を比べたものです。", &["title"]).yearly(("difference", "差")),
    Shape::of("running", "効果額の累計です。", &["vintage", "title"]),
    Shape::of(
        "ledger",
        "効果額の記録です。記録した額は書き換えず、訂正は新しい記録として加えています。",
        &[
            "number", "title", "vintage", "year", "kind", "duration", "source", "state",
        ],
    )
    .year("year"),
    Shape::of(
        "fiscal",
        "財政計画の額と改革の効果額を、年度ごとに対比したものです。",
        &["vintage", "title"],
    ),
    Shape::of(
        "crosswalk",
        "変更前の計画の取組項目と変更後の取組項目との対照です。",
        &["level_", "old", "label", "kind"],
    ),
    Shape::of(
        "review",
        "計画の振り返り（Keep・Problem・Try）と、次の計画の取組項目へのつながりです。",
        &["kind", "number", "item"],
    )
    .lists(&[
        ("departments", '、'),
        ("merges", '、'),
        ("evidence", '\n'),
        ("notes", '\n'),
    ]),
    Shape::of(
        "opinions",
        "会議や意見募集で出た意見と、その回答、計画や予算への反映です。",
        &["number"],
    )
    .lists(&[("items", '、'), ("asked", '、')])
    .year("amount_year"),
    Shape::of(
        "meetings",
        "計画に関する会議の開催状況です。",
        &["held_on", "title"],
    )
    .lists(&[("agenda", '\n'), ("papers", '\n')]),
    Shape::of(
        "councils",
        "計画を推進し、評価する会議体とその委員です。",
        &["council", "part", "name"],
    ),
    Shape::of("suggestions", "職員の提案です。", &[]),
    Shape::of("practices", "うまくいった取組の事例です。", &[]),
    Shape::of("appraisals", "既存の事業の点検です。", &[]),
    Shape::of(
        "indicators",
        "指標の目標値、実績値、基準値を年度ごとに示すものです。",
        &["item", "name", "kind"],
    )
    .yearly(("value", "値")),
    Shape::of("departments", "担当課ごとの取組項目の数です。", &["name"]),
    Shape::of(
        "year",
        "取組項目ごとの、その年度の進捗状況（評価、実施した内容、効果額など）です。",
        &["number", "title"],
    )
    .lists(&[("departments", '\n'), ("indicators", '\n')]),
    Shape::of("years", "進捗状況を年度ごとに並べたものです。", &["year"]).year("year"),
];

/// The shape of a table by its name; of one that is not listed, its rows are told apart by their number alone.
pub fn shape(name: &'static str) -> Shape {
    let found = SHAPES.iter().find(|shape| shape.name == name);
    found
        .copied()
        .unwrap_or_else(|| Shape::of(name, "計画の公開している表です。", &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Made, PUBLISHED};

    #[test]
    fn every_published_table_has_a_shape_and_no_other() {
        for table in PUBLISHED {
            let found = SHAPES.iter().filter(|shape| shape.name == table.name).count();
            // The sheet of an item says what the register and the years say.
            let wanted = usize::from(!matches!(table.made, Made::OfItem(_)));
            assert_eq!(found, wanted, "{}", table.name);
        }
        for shape in SHAPES {
            assert!(
                PUBLISHED.iter().any(|table| table.name == shape.name),
                "{}",
                shape.name
            );
        }
    }
}
