//! Registers with a cell a line: head, then for each row its number and as many texts as the head says.
//!
//! Believed only where numbers one apart stand at the same distance, and nowhere between.

use gyokaku_core::document::{Cell, Grid, GridForm, Place};

use super::Printed;

/// How many columns such a table may have.
const WIDEST: usize = 12;

/// The table that starts at line `start`, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    let text = |i: usize| lines.get(i).map(|l| l.text.trim()).filter(|t| !t.is_empty());
    let is_head = |t: &str| {
        t.chars().count() <= 12 && !t.contains(|c: char| c.is_ascii_digit() || "。、：:|\t#■・※-".contains(c))
    };
    let heads = (start..start + WIDEST + 1)
        .take_while(|i| text(*i).is_some_and(is_head))
        .count();
    if !(3..=WIDEST).contains(&heads) {
        return None;
    }
    let number_at = |row: usize| text(start + row * heads).and_then(number);
    let first = number_at(1)?;
    let mut rows = 1;
    while number_at(rows + 1) == first.checked_add(rows as u32)
        && (rows * heads + 1..(rows + 1) * heads)
            .all(|i| text(start + i).is_some_and(|t| number(t).is_none() && !t.contains('\t')))
    {
        rows += 1;
    }
    // The last row holds as many lines as the others.
    if !(rows * heads + 1..(rows + 1) * heads)
        .all(|i| text(start + i).is_some_and(|t| number(t).is_none() && !t.contains('\t')))
    {
        rows -= 1;
    }
    if rows < 2 {
        return None;
    }
    let end = start + (rows + 1) * heads;
    let cells = lines[start..end]
        .iter()
        .map(|l| Cell::new(super::plain(l.text), Place::at_line(l.number, 1)));
    let cells: Vec<Cell> = cells.collect();
    Some((
        Grid {
            rows: cells.chunks(heads).map(<[Cell]>::to_vec).collect(),
            form: GridForm::Stacked,
        },
        end,
    ))
}

/// The last figure of a line that is nothing but a number: `3`, `1-3`, `No.3`.
fn number(text: &str) -> Option<u32> {
    let plain: String = text.chars().map(gyokaku_core::text::narrow).collect();
    let plain = plain.trim_start_matches(['N', 'n', 'o', 'O', '.', '№']);
    let last = plain.rsplit('-').next()?;
    let digits = |t: &str| !t.is_empty() && t.len() <= 3 && t.chars().all(|c| c.is_ascii_digit());
    plain.split('-').all(digits).then(|| last.parse().ok()).flatten()
}
