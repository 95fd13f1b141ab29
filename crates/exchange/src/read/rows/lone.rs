//! Rows that belong to no table: titles, dates, notes and asides.
//!
//! Not here: the tables between them.

use super::{SheetCell, SheetRow};

/// A row of one text.
pub(super) fn is_lone(row: &SheetRow) -> bool {
    matches!(row.cells.as_slice(), [only] if !only.figure)
}

/// A row that is no row of a table by itself: a lone text, or a title with its unit in the same row.
pub(super) fn is_said(row: &SheetRow) -> bool {
    let has_unit = |cell: &SheetCell| {
        let text = cell.text.trim_start_matches(['(', '（', '［', '[', '【']);
        text.starts_with("単位") && (text.len() < cell.text.len() || text.contains(['：', ':']))
    };
    is_lone(row)
        || (row.cells.len() <= 3
            && row.cells.iter().all(|c| !c.figure)
            && (row.cells.iter().any(has_unit) || is_dated_title(row)))
}

/// A title with its date, its author or its page at the right: `取組一覧　　令和6年5月1日`. A short
/// text in front of a date is a label, not a title.
pub(super) fn is_dated_title(row: &SheetRow) -> bool {
    let ([title, aside] | [title, _, aside]) = row.cells.as_slice() else {
        return false;
    };
    let title = title.text.trim_matches(['：', ':', ' ', '\u{3000}']);
    title.chars().count() > 6
        && !title.ends_with(['日', '期', '時'])
        && !title.contains('\n')
        && aside.column > row.cells[0].column + 1
        && is_dateline(&aside.text)
}

/// `令和6年5月1日現在`, `作成日 R6.3.1`, `2024-05-01`, `企画課作成`, `1/2ページ`, `別紙1`.
pub(super) fn is_dateline(text: &str) -> bool {
    let text = gyokaku_core::text::fold(text);
    let text = text.trim_matches(['(', ')', ' ', '【', '】', '[', ']']);
    if text.chars().count() > 24 {
        return false;
    }
    let without = |words: &[&str]| {
        words
            .iter()
            .fold(text.to_owned(), |text, word| text.replace(word, ""))
    };
    let rest = without(&[
        "作成日",
        "作成",
        "更新",
        "改定",
        "現在",
        "時点",
        "令和",
        "平成",
        "元",
    ]);
    let is_date = rest.chars().filter(char::is_ascii_digit).count() >= 3
        && rest.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '.' | '/' | '-' | ':' | ' ' | 'r' | 'h')
        });
    is_date
        || ["作成", "現在", "ページ", "頁"]
            .iter()
            .any(|word| text.ends_with(word))
        || ["別紙", "別添", "資料", "様式", "作成"]
            .iter()
            .any(|word| text.starts_with(word))
}

/// A lone cell that says something about the table above it.
pub(super) fn is_note(row: &SheetRow) -> bool {
    is_lone(row)
        && row.cells.first().is_some_and(|cell| {
            let text = cell.text.trim_start();
            text.starts_with(['※', '＊', '*', '注']) || is_aside(text) || text.trim_end().ends_with('。')
        })
}

/// `（単位：千円）`, `出典：…`.
pub(super) fn is_aside(text: &str) -> bool {
    let inner = text.trim_start_matches(['(', '（', '［', '[', '【', ' ', '\u{3000}']);
    ["単位", "出典", "資料", "注", "備考"]
        .iter()
        .any(|word| inner.starts_with(word))
}
