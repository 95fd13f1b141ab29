//! Lines of a table that tell of its other lines and are no entries of their own: running totals, rates,
//! differences, parts of the line above.
//!
//! Not here: what a single label says (`gyokaku_core::labels::kind`), totals, which are kept beside the entries.

use gyokaku_core::document::Cell;
use gyokaku_core::figure::{CellFigure, cell as figure};
use gyokaku_core::labels::{self, Kind, kind, unit};
use gyokaku_core::text::fold;

use super::cut::is_nothing;

/// Whether a line with this label is no entry of its own: 累計, 進捗率, 増減, うち一般会計分. What is listed again (再掲) is an
/// entry for all that.
pub(crate) fn is_no_entry(label: &str) -> bool {
    match kind(label) {
        Kind::Part => !label.contains("再掲") && !is_another_word(label),
        _ => labels::kind::tells_of_others(label) || is_in_percent(label),
    }
}

/// Words that only begin as a part of a line does.
fn is_another_word(label: &str) -> bool {
    let folded = fold(label);
    ["うちわ", "うち水"].iter().any(|word| folded.starts_with(word))
}

/// Whether a label says that its figures are percentages: 達成状況（％）.
pub(crate) fn is_in_percent(label: &str) -> bool {
    let folded = fold(label);
    folded.contains("(%)") || folded.contains("単位:%")
}

/// Whether a label says that its figures are money: 予算額, 交付（千円）, 令和5年度決算.
pub(crate) fn is_of_money(label: &str) -> bool {
    let folded = fold(label);
    let plain = labels::without_brackets(&folded);
    unit::declared(&folded).is_some()
        || ["額", "予算", "決算"]
            .iter()
            .any(|word| plain.trim().ends_with(word))
}

/// Whether all that a row says behind its label are figures, and there is one.
pub(crate) fn has_only_figures(behind: &[Cell]) -> bool {
    let mut said = behind.iter().filter(|c| !is_nothing(&c.text)).peekable();
    said.peek().is_some() && said.all(|c| !matches!(figure(&c.text), CellFigure::Text | CellFigure::Blank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_no_entries() {
        for label in [
            "累計",
            "目標に対する進捗率（％）",
            "うち電力調達",
            "達成状況（％）",
            "前年度増減",
        ] {
            assert!(is_no_entry(label), "{label}");
        }
        for label in ["合計", "歳入の確保", "使用料の見直し（再掲）", "うちわの作成"]
        {
            assert!(!is_no_entry(label), "{label}");
        }
        assert!(is_of_money("令和5年度予算額") && is_of_money("交付（千円）") && !is_of_money("事業数"));
    }
}
