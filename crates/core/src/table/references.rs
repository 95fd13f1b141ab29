//! The plans that are cited (関連計画一覧): each plan under one name, place by place, with the parts that cite it.

use super::register::PUBLISHED as REGISTER;
use super::{Cell, Column, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::cited::{Citation, CitedPlans};
use crate::plan::Plan;
use crate::text::{each_once, fold};

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "references",
    word: "references",
    label: "関連計画",
    absent: "この計画には、ほかの計画を引用する項目がありません。",
    note: "引用しているほかの計画を、計画ごと・箇所ごとにまとめています。",
    place: PlaceOnPages::Under(REGISTER.name),
    made: Made::OfPlan {
        is_in: |plan| {
            let sections = plan.sections.iter().map(|section| &section.references);
            let mut all = plan.items.iter().map(|item| &item.references).chain(sections);
            all.any(|references| !references.is_empty())
        },
        make: |plan, _| table(plan),
    },
};

/// A place that is cited.
struct Cited<'a> {
    citation: Citation<'a>,
    /// How it is printed, each way once.
    printed: Vec<&'a str>,
    /// What the parts are called that cite it.
    parts: Vec<String>,
}

/// A row for each place of another plan; plans and places in the order in which they are first cited.
pub fn table(plan: &Plan) -> Table {
    let cited = CitedPlans::of(&plan.frame);
    let sections = plan.sections.iter().map(|s| (s.called(), &s.references));
    let items = plan.items.iter().map(|i| (i.called(), &i.references));
    let mut plans: Vec<(String, Vec<Cited<'_>>)> = Vec::new();
    for (part, references) in sections.chain(items) {
        for printed in references {
            let citation = cited.read(printed);
            let at = plans.iter().position(|(name, _)| *name == citation.plan);
            let at = at.unwrap_or_else(|| {
                plans.push((citation.plan.clone(), Vec::new()));
                plans.len() - 1
            });
            let places = &mut plans[at].1;
            let same = |known: &Cited<'_>| {
                fold(&known.citation.place) == fold(&citation.place)
                    && known.citation.is_indicator == citation.is_indicator
            };
            match places.iter_mut().find(|known| same(known)) {
                Some(known) => {
                    known.printed.push(printed);
                    known.parts.push(part.clone());
                }
                None => places.push(Cited {
                    citation,
                    printed: vec![printed],
                    parts: vec![part.clone()],
                }),
            }
        }
    }
    let mut table = Table {
        name: PUBLISHED.name,
        title: format!("{} 関連計画一覧", plan.title).trim().to_owned(),
        columns: vec![
            Column::name("plan", "計画").which(ColumnPart::Parts),
            Column::text("place", "箇所"),
            Column::text("kind", "種類"),
            Column::text("title", "項目・指標の名称"),
            Column::text("parts", "引用している区分・取組項目"),
            Column::text("printed", "計画書の表記"),
        ],
        summary: summary(&plans),
        ..Table::default()
    };
    for (name, places) in &plans {
        for place in places {
            let words = |text: &str| match text.is_empty() {
                true => Cell::blank(),
                false => Cell::text(text),
            };
            let citation = &place.citation;
            table.rows.push(Row::entry(
                0,
                vec![
                    Cell::text(name.as_str()),
                    words(&citation.place),
                    Cell::text(citation.kind()),
                    words(citation.title.unwrap_or_default()),
                    Cell::text(each_once(place.parts.iter().map(String::as_str)).join("、")),
                    Cell::text(each_once(place.printed.iter().copied()).join("、")),
                ],
            ));
        }
    }
    table
}

/// How many plans and places there are.
fn summary(plans: &[(String, Vec<Cited<'_>>)]) -> String {
    let places: usize = plans.iter().map(|(_, places)| places.len()).sum();
    format!("{}の計画の{places}か所を引用しています。", plans.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editing::texts::groups;
    use crate::plan::{Item, Section};
    use crate::table::Value;

    #[test]
    fn names_of_one_plan_are_merged() {
        let mut plan = Plan {
            sections: vec![Section {
                label: "1".into(),
                title: "財政".into(),
                references: vec!["六次総基本計画07-02".into()],
                ..Section::default()
            }],
            items: vec![Item {
                number: Some("1-1".into()),
                title: "収納".into(),
                references: vec!["総計基本計画07-02".into(), "六次総基本計画07-02指標".into()],
                ..Item::default()
            }],
            ..Plan::default()
        };
        let rows = |plan: &Plan| {
            let cell = |cell: &Cell| match &cell.value {
                Value::Text(text) => text.clone(),
                _ => "-".into(),
            };
            let rows = table(plan).rows.into_iter();
            let rows = rows.map(|row| row.cells.iter().map(cell).collect::<Vec<_>>().join("|"));
            rows.collect::<Vec<_>>()
        };
        assert_eq!(
            rows(&plan),
            [
                "六次総基本計画|07-02|項目|-|1 財政|六次総基本計画07-02",
                "六次総基本計画|07-02|指標|-|1-1 収納|六次総基本計画07-02指標",
                "総計基本計画|07-02|項目|-|1-1 収納|総計基本計画07-02",
            ]
        );
        plan.frame.cited = groups("第六次総合計画：六次総、総計\n・基本計画07-02：財政運営");
        assert_eq!(
            rows(&plan),
            [
                "第六次総合計画|基本計画07-02|項目|財政運営|1 財政、1-1 収納|六次総基本計画07-02、総計基本計画07-02",
                "第六次総合計画|基本計画07-02|指標|-|1-1 収納|六次総基本計画07-02指標",
            ]
        );
        assert_eq!(table(&plan).summary, "1の計画の2か所を引用しています。");
    }
}
