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
