//! What the text says about its figures as a whole: rounded, cut off, counted more than once.
//!
//! Not here: the figures themselves.

use crate::document::{Block, Document, Grid};
use crate::text::fold;

/// Whether a text says that amounts do not add up because they were rounded.
pub(super) fn says_rounded(text: &str) -> bool {
    // 構成比は端数処理の関係で合計が100%とならない: that is about shares, not about amounts.
    let shares = ["構成比", "割合", "比率", "100%", "100％", "100.0"]
        .iter()
        .any(|w| text.contains(w))
        && !["額", "円", "内訳", "計と"].iter().any(|w| text.contains(w));
    (text.contains("四捨五入") || text.contains("端数"))
        && ["合計", "一致", "計と", "内訳", "合わない"]
            .iter()
            .any(|w| text.contains(w))
        && !shares
}

/// Whether the table or the text around it says that entries are counted more than once.
pub(super) fn is_overlapping(document: &Document, index: usize, grid: &Grid) -> bool {
    let says = |text: &str| {
        ["再掲", "重複", "延べ", "のべ", "実数", "複数の項目に", "複数計上"]
            .iter()
            .any(|w| text.contains(w))
    };
    let around = document.blocks[index.saturating_sub(2)..(index + 3).min(document.blocks.len())]
        .iter()
        .filter_map(Block::text);
    around
        .chain(
            grid.rows
                .iter()
                .flatten()
                .filter(|c| c.text.len() < 120 && !is_part_of_a_line(&c.text))
                .map(|c| c.text.as_str()),
        )
        .any(says)
}

/// （再掲）…, うち再掲: a line that is left out of its total, in a table that adds up without it.
fn is_part_of_a_line(text: &str) -> bool {
    let folded = fold(text);
    ["再掲", "(再掲)", "うち再掲", "(うち再掲"]
        .iter()
        .any(|w| folded.starts_with(w))
}

/// Whether a text says that figures were cut off and not rounded.
pub(super) fn says_cut_off(text: &str) -> bool {
    ["切捨て", "切り捨て", "切捨"].iter().any(|w| text.contains(w))
}
