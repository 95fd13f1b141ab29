//! Tables whose columns are parted by wide spaces (full-width, or two and more), whatever their cells
//! hold; and tables of words parted by single spaces, where every line has the same number of them.
//!
//! Believed only when at least three lines in a row have the same number of cells.

use gyokaku_core::document::{Cell, Grid, GridForm, Place};
use gyokaku_core::text::is_kanji;

use super::Printed;
use super::values::is_value;

/// How many lines a title row may be parted from the rows.
const LONGEST_TITLE: usize = 40;

/// The table that starts at line `start`, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    let head = cells(lines.get(start)?)?;
    let width = head.len();
    if width < 3
        || head
            .iter()
            .any(|c| is_value(&c.text) || c.text.chars().count() > 20)
    {
        return None;
    }
    let mut rows = vec![head];
    let mut i = start + 1;
    let mut full = 0;
    while let Some(line) = lines
        .get(i)
        .filter(|l| !l.is_blank() && !l.text.contains(['\t', '|', '｜']))
    {
        match cells(line) {
            Some(row) if row.len() == width => {
                rows.push(row);
                full += 1;
            }
            None if is_title(line.text)
                && lines.get(i + 1).and_then(cells).is_some_and(|r| r.len() == width) =>
            {
                rows.push(vec![Cell::new(line.text.trim(), line.at())]);
            }
            _ => break,
        }
        i += 1;
    }
    (full >= 2).then_some((
        Grid {
            rows,
            form: GridForm::Spaced,
        },
        i,
    ))
}

/// A line inside a table that may be the title of its next rows.
fn is_title(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= LONGEST_TITLE && !text.contains(['。', '、']) && !text.starts_with(['※', '・'])
}

/// The cells of a line; none of a line without a wide space, of a sentence, or of an entry of a list.
fn cells(line: &Printed<'_>) -> Option<Vec<Cell>> {
    let text = line.text.trim();
    if text.ends_with('。')
        || text.starts_with(['※', '・', '○', '●', '■', '#', '＊', '◎', '-', '•', '（', '('])
        || !(text.contains('　') || text.contains("  "))
    {
        return None;
    }
    let chars: Vec<char> = line.text.chars().collect();
    let mut out: Vec<Cell> = Vec::new();
    let mut piece = String::new();
    let mut from = 0u32;
    let mut gap = String::new();
    for (i, c) in chars.iter().enumerate() {
        if c.is_whitespace() {
            gap.push(*c);
            continue;
        }
        // 合　計 is one word: a full-width space between two single characters; A　B are two grades.
        let drawn = gap == "　"
            && piece.chars().count() == 1
            && piece.chars().chain([*c]).all(is_kanji)
            && chars.get(i + 1).is_none_or(|c| c.is_whitespace());
        let wide = !drawn && (gap.contains('　') || gap.chars().count() >= 2);
        if !piece.is_empty() && wide {
            out.push(Cell::new(
                std::mem::take(&mut piece),
                Place::at_line(line.number, from),
            ));
        } else if !piece.is_empty() && !gap.is_empty() {
            piece.push(' ');
        }
        gap.clear();
        if piece.is_empty() {
            from = i as u32 + 1;
        }
        piece.push(*c);
    }
    if !piece.is_empty() {
        out.push(Cell::new(piece, Place::at_line(line.number, from)));
    }
    (out.len() >= 3 && out.iter().all(|c| c.text.chars().count() <= 80)).then_some(out)
}
