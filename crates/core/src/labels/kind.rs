//! What a label says about the figures beside it: an entry, a total and of which rank, a rate, a difference.
//!
//! Not here: whether the figures agree with it.

use super::brackets::plain;
use super::formula::without_letters;
use crate::text::fold;

/// What the label of a row or a column says about its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An entry.
    Plain,
    /// A total of its rank.
    Total(Rank),
    /// 累計
    Running,
    /// 差, 増減, 比較
    Difference,
    /// 率, 構成比, 平均, 指数: no amount that could be added.
    Rate,
    /// うち…, 再掲: a part of another line.
    Part,
    /// Not figures of one kind.
    Other,
}

/// How much a total takes in: a higher one may sum up those below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// 小計
    Subtotal,
    /// 計
    Sum,
    /// 合計, 全体
    Total,
    /// 総計, 総合計, 総額
    Grand,
}

/// Totals of no particular thing, with their ranks.
const GENERIC: [(&str, Rank); 22] = [
    ("小計", Rank::Subtotal),
    ("計", Rank::Sum),
    ("全計", Rank::Sum),
    ("合計", Rank::Total),
    ("合計額", Rank::Total),
    ("合計数", Rank::Total),
    ("合計値", Rank::Total),
    ("合計件数", Rank::Total),
    ("合計項目数", Rank::Total),
    ("全体", Rank::Total),
    ("全体計", Rank::Total),
    ("全項目", Rank::Total),
    ("全取組", Rank::Total),
    ("全事業", Rank::Total),
    ("総計", Rank::Grand),
    ("総計額", Rank::Grand),
    ("総合計", Rank::Grand),
    ("総合計額", Rank::Grand),
    ("総額", Rank::Grand),
    ("総数", Rank::Grand),
    ("総件数", Rank::Grand),
    ("総項目数", Rank::Grand),
];

/// How the labels of totals of something end (取組計, 歳入合計), with their ranks.
const ENDINGS: [(&str, Rank); 8] = [
    ("小計", Rank::Subtotal),
    ("総合計", Rank::Grand),
    ("総計", Rank::Grand),
    ("合計", Rank::Total),
    ("合計額", Rank::Total),
    ("合計数", Rank::Total),
    ("計", Rank::Sum),
    ("計額", Rank::Sum),
];

/// Words that end as totals do and are none.
const NO_TOTALS: [&str; 12] = [
    "会計",
    "統計",
    "設計",
    "家計",
    "推計",
    "時計",
    "余計",
    "温度計",
    "集計",
    "生計",
    "早計",
    "計画",
];

/// How the labels of rates, means and indices end.
const RATES: [&str; 14] = [
    "率",
    "割合",
    "比率",
    "構成比",
    "シェア",
    "パーセント",
    "%",
    "指数",
    "平均",
    "単価",
    "比",
    "順位",
    "倍率",
    "偏差値",
];

/// Units that stand behind the name of a column without brackets, folded: １施設平均㎡.
const BARE_UNITS: [&str; 5] = ["m2", "m3", "円", "人", "件"];

/// Words that make a figure one that cannot be added, wherever they stand in its label.
const NOT_TO_BE_ADDED: [&str; 8] = [
    "当たり",
    "あたり",
    "最大",
    "最小",
    "最高",
    "最低",
    "中央値",
    "達成度",
];

/// How the labels of differences end.
const DIFFERENCES: [&str; 21] = [
    "増減",
    "増減額",
    "差",
    "差額",
    "差引",
    "差引額",
    "比較",
    "との比較",
    "対前年",
    "乖離",
    "増減数",
    "過不足",
    "差異",
    "過不足額",
    "増▲減",
    "増△減",
    "上積み額",
    "超過額",
    "超過数",
    "不足数",
    "不足額",
];

/// What a label says.
pub fn kind(label: &str) -> Kind {
    kind_of_folded(&fold(without_letters(label)))
}

/// The same, of a label that is folded already.
pub fn kind_of_folded(folded: &str) -> Kind {
    let plain = plain(folded);
    if plain.is_empty() {
        return Kind::Plain;
    }
    if folded.contains("再掲")
        || plain.starts_with("うち")
        || plain.starts_with("内、")
        || folded.starts_with("(うち")
        || folded.starts_with("内訳")
        || folded.contains("(内数)")
    {
        return Kind::Part;
    }
    let running = ["累計", "累計額", "累積", "累積額"];
    if running.iter().any(|w| plain.ends_with(w))
        || plain.starts_with("累計")
        || plain.starts_with("累積")
        || folded.starts_with("(累計")
    {
        return Kind::Running;
    }
    let without_unit = BARE_UNITS.iter().find_map(|unit| plain.strip_suffix(unit));
    let named = without_unit.unwrap_or(&plain);
    if RATES.iter().any(|w| plain.ends_with(w) || named.ends_with(w))
        || NOT_TO_BE_ADDED.iter().any(|w| plain.contains(w))
    {
        return Kind::Rate;
    }
    if DIFFERENCES.iter().any(|w| plain.ends_with(w))
        || plain.starts_with("増減")
        || plain.starts_with("差引")
        || folded.contains("対前年度比較")
        || plain.ends_with("上回る額")
    {
        return Kind::Difference;
    }
    if let Some(rank) = rank(&plain) {
        return Kind::Total(rank);
    }
    if ["人口", "年齢", "西暦"].iter().any(|w| plain.ends_with(w)) {
        return Kind::Other;
    }
    Kind::Plain
}

/// Whether a label or head names a total.
pub fn is_total(label: &str) -> bool {
    matches!(kind(label), Kind::Total(_))
}

/// Whether the label names a total of no particular thing: 計, 合計, 総計.
pub fn is_generic_total(label: &str) -> bool {
    let plain = plain(&fold(label));
    GENERIC.iter().any(|(word, _)| *word == plain)
}

/// Whether the label names all there is (全体, 全項目), which may be more than the lines beside it.
pub fn is_the_whole(label: &str) -> bool {
    let folded = fold(label);
    folded.contains("全体") || ["全項目", "全取組", "全事業"].contains(&folded.as_str())
}

/// Whether a total says that it leaves something out, which no line beside it need say: 計（据置きを除く）.
pub fn leaves_out(label: &str) -> bool {
    ["除く", "除き", "除いた", "含まない"]
        .iter()
        .any(|word| label.contains(word))
}

/// Whether a line with this label tells of other lines and is no entry of its own: differences, rates,
/// running totals.
pub fn tells_of_others(label: &str) -> bool {
    matches!(kind(label), Kind::Running | Kind::Difference | Kind::Rate)
}

/// What a total is of: 取組 of 取組計, 計画 of 計画計; none for 計, 合計.
pub fn stem(label: &str) -> Option<String> {
    if !is_total(label) || is_generic_total(label) {
        return None;
    }
    let plain = plain(&fold(label));
    let stem = ["合計額", "合計", "小計", "計"]
        .iter()
        .find_map(|end| plain.strip_suffix(end))?;
    (stem.chars().count() >= 2).then(|| stem.to_owned())
}

/// Whether a label counts things: 項目数, 取組数, 対象事業数, 計.
pub fn is_count(label: &str) -> bool {
    let label = plain(&fold(label));
    let things = ["項目", "取組", "事業", "施策", "件", "細目", "取り組み", "対象"];
    label
        .strip_suffix('数')
        .is_some_and(|l| things.iter().any(|t| l.ends_with(t)) && !l.contains("再掲"))
}

/// The rank of a total, by its folded label without brackets.
fn rank(plain: &str) -> Option<Rank> {
    let plain = plain.trim_matches([':', '・', '■', '●', '○', '*', '=', '-']);
    if let Some((_, rank)) = GENERIC.iter().find(|(word, _)| *word == plain) {
        return Some(*rank);
    }
    // 施設計 is the total of 施設 and no 設計.
    if NO_TOTALS.iter().any(|w| plain.ends_with(w)) && !plain.ends_with("施設計") {
        return None;
    }
    ENDINGS
        .iter()
        .find(|(end, _)| plain.ends_with(end))
        .map(|(_, rank)| *rank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("小 計", Kind::Total(Rank::Subtotal))]
    #[case("第3次計", Kind::Total(Rank::Sum))]
    #[case("合計額 (R4~R9)", Kind::Total(Rank::Total))]
    #[case("取組計", Kind::Total(Rank::Sum))]
    #[case("効果額合計", Kind::Total(Rank::Total))]
    #[case("全項目", Kind::Total(Rank::Total))]
    #[case("一般会計", Kind::Plain)]
    #[case("実数", Kind::Plain)]
    #[case("計画", Kind::Plain)]
    #[case("累計", Kind::Running)]
    #[case("計画策定時 との比較", Kind::Difference)]
    #[case("うち市税", Kind::Part)]
    #[case("構成比（％）", Kind::Rate)]
    #[case("達成率", Kind::Rate)]
    fn labels_say_what_a_line_is(#[case] label: &str, #[case] expected: Kind) {
        assert_eq!(kind(label), expected);
    }

    #[test]
    fn a_total_of_something_has_a_stem() {
        assert_eq!(stem("取組計").as_deref(), Some("取組"));
        assert_eq!(stem("総合計"), None);
        assert_eq!(stem("一般会計"), None);
    }
}
