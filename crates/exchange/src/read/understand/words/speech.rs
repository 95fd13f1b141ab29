//! What a text speaks of: effects, results of a year, the occasion on which it was written, revenue or spending.
//!
//! Not here: the text of which table it is (`tables`), years (`years`).

use gyokaku_core::effect::{Duration, Source};
use gyokaku_core::text::fold;

use super::cut::{closed, one_line};
use super::numbering::without_label;

/// Whether a text speaks of effect amounts.
pub(crate) fn speaks(text: &str) -> bool {
    let folded = fold(text);
    [
        "効果額",
        "財政効果",
        "改善効果",
        "収支改善",
        "削減額",
        "歳入確保額",
        "効果見込",
    ]
    .iter()
    .any(|w| folded.contains(w))
}

/// Whether a label names effects, whatever the table around it is about.
fn names_effects(folded: &str) -> bool {
    ["効果", "削減", "縮減", "節減", "増収", "改善額"]
        .iter()
        .any(|w| folded.contains(w))
}

/// Whether a label of a table says that its amounts are effects: 行革効果, 取組による効果額.
pub(crate) fn labels_effects(label: &str) -> bool {
    speaks(label) || fold(label).contains("効果")
}

/// Whether a label names money that is set aside, spent or kept as a whole and is no effect: 予算額, 事業費, 基金残高.
pub(crate) fn is_budget(label: &str) -> bool {
    let folded = fold(label);
    let named = [
        "予算",
        "事業費",
        "補助額",
        "補助金額",
        "交付額",
        "交付金額",
        "残高",
        "標準財政規模",
    ];
    named.iter().any(|w| folded.contains(w)) && !names_effects(&folded)
}

/// Whether a label names what was spent or received in a year, which is an effect only among effects: 決算額.
pub(crate) fn is_settled(label: &str) -> bool {
    let folded = fold(label);
    folded.contains("決算") && !names_effects(&folded)
}

/// Whether a label names what revenue and spending leave: 収支差, 財源不足額, 基金残高. A table with it is an outlook.
pub(crate) fn is_balance(label: &str) -> bool {
    let folded = fold(label);
    let named = ["収支", "財源不足", "歳入歳出差", "基金残高"];
    named.iter().any(|w| folded.contains(w)) && !folded.contains("改善")
}

/// Whether a title says that the document reports results.
pub(crate) fn reports(title: &str) -> bool {
    [
        "実績",
        "結果",
        "総括",
        "進捗",
        "取組状況",
        "実施状況",
        "達成状況",
        "報告",
    ]
    .iter()
    .any(|w| title.contains(w))
}

/// Whether what stands above a table says that it counts what came out of an evaluation.
pub(crate) fn tells_of_evaluation(text: &str) -> bool {
    ["評価", "判定", "方向性", "点検", "仕分け"]
        .iter()
        .any(|word| text.contains(word))
}

/// Revenue or spending, where a label says so.
pub(crate) fn source(label: &str) -> Option<Source> {
    let folded = fold(label);
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    match (
        has(&["歳入", "収入", "増収"]),
        has(&["歳出", "削減", "縮減", "節減"]),
    ) {
        (true, false) => Some(Source::Revenue),
        (false, true) => Some(Source::Spending),
        _ => None,
    }
}

/// The occasion named by a text: up to 時点, 策定時, 現在.
pub(crate) fn occasion(text: &str) -> Option<String> {
    let line = one_line(text);
    let line = without_label(&line);
    for word in ["時点", "策定時", "改定時", "改訂時", "見直し時", "末現在", "現在"] {
        if let Some(at) = line.find(word) {
            let start = line[..at]
                .rfind(['（', '(', '「', '【', ' ', '　', '、', '。', ':', '：'])
                .map_or(0, |i| i + line[i..].chars().next().map_or(1, char::len_utf8));
            let found = closed(&line[start..at + word.len()]);
            if found.chars().count() >= 3 {
                return Some(found);
            }
        }
    }
    None
}

/// How long an effect lasts, where a text says so.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    if text.contains("単年度") {
        Some(Duration::SingleYear)
    } else if text.contains("継続的効果") || text.contains("累積効果") {
        Some(Duration::Continuing)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occasions() {
        assert_eq!(
            occasion("2 計画策定時点の効果額見込み").as_deref(),
            Some("計画策定時点")
        );
        assert_eq!(
            occasion("効果額（令和6年度時点）").as_deref(),
            Some("令和6年度時点")
        );
        assert_eq!(occasion("効果額"), None);
    }
}
