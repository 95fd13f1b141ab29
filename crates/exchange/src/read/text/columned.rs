//! Tables of words whose columns are parted by wide gaps: a full-width space, or several spaces.
//!
//! Believed only when a head of at least three short words is followed by rows that all fall into as
//! many parts; a sentence that happens to hold a wide space has no such neighbours.

use gyokaku_core::document::{Cell, Grid, GridForm, Place};

use super::Printed;
use super::values::{is_value, labelled_values, only_values};

/// How many rows of the head's width prove a table.
const PROOF: usize = 2;

/// The table that starts at line `start`, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    let head = parts(lines.get(start)?);
    let short = head.iter().all(|c| c.text.chars().count() <= 14 && !is_value(&c.text) && !c.text.contains(['。', '、', '：', ':']));
    if head.len() < 3 || !short || lines[start].text.trim_start().starts_with(['-', '・', '■', '#', '※', '○', '◎', '(']) {
        return None;
    }
    let width = head.len();
    let mut rows = vec![head];
    let mut i = start + 1;
    while let Some(line) = lines.get(i).filter(|l| !l.is_blank()) {
        let row = parts(line);
        if row.len() != width {
            break;
        }
        rows.push(row);
        i += 1;
    }
    // A row of figures that is shorter lost a cell: columns parted by spaces can be put together again.
    let broken = lines.get(i).is_some_and(|l| only_values(l.text).is_some() || labelled_values(l.text).is_some());
    (rows.len() > PROOF && !broken).then_some((Grid { rows, form: GridForm::Spaced }, i))
}

/// The parts of a line between wide gaps, with their columns; the indent in front is no gap.
fn parts(line: &Printed<'_>) -> Vec<Cell> {
    if line.text.contains(['\t', '|']) {
        return Vec::new();
    }
    let mut cells: Vec<Cell> = Vec::new();
    let (mut gap, mut wide) = (0u32, false);
    for (i, c) in line.text.chars().enumerate() {
        if c.is_whitespace() {
            gap += 1;
            wide |= c == '\u{3000}' || gap >= 2;
            continue;
        }
        match cells.last_mut() {
            Some(last) if !wide => {
                if gap > 0 {
                    last.text.push(' ');
                }
                last.text.push(c);
            }
            _ => cells.push(Cell::new(c, Place::Line { line: line.number, column: i as u32 + 1 })),
        }
        (gap, wide) = (0, false);
    }
    cells
}
