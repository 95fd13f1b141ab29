//! Tables with a cell a line: head, then for each row its label and as many values as the head says.
//!
//! Believed only when every row has the same number of values; otherwise the lines stay paragraphs.

use gyokaku_core::document::{Cell, Grid, GridForm, Place};

use super::Printed;
use super::values::{is_bracketed, is_label, is_value};

/// The table that starts at line `start`, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    if !is_label(lines.get(start)?.text) {
        return None;
    }
    let mut cells: Vec<(Cell, bool)> = Vec::new();
    let mut i = start;
    while let Some(line) = lines.get(i).filter(|l| is_label(l.text) || is_value(l.text.trim())) {
        let text = line.text.trim();
        let value = is_value(text);
        match cells.last_mut() {
            Some((last, true)) if is_bracketed(text) && !last.text.contains('\n') => {
                last.text.push('\n');
                last.text.push_str(text);
            }
            _ => cells.push((Cell::new(text, Place::Line { line: line.number, column: 1 }), value)),
        }
        i += 1;
    }
    let first_value = cells.iter().position(|(_, value)| *value)?;
    let runs: Vec<usize> = cells.chunk_by(|a, b| a.1 == b.1).filter(|run| run[0].1).map(<[_]>::len).collect();
    let width = runs[0] + 1;
    // Head, first label, first row: the head is as wide as the rows.
    let regular = runs.len() >= 2 && runs.iter().all(|run| run + 1 == width) && width >= 3;
    if !regular || first_value < width + 1 || cells.last().is_some_and(|(_, value)| !value) {
        return None;
    }
    let labels = cells.chunk_by(|a, b| a.1 == b.1).filter(|run| !run[0].1).skip(1).map(<[_]>::len).max().unwrap_or(1);
    let head_end = first_value - labels.min(first_value - width);
    let head_start = head_end - width;
    if head_start > 0 {
        // Lines before the head are no part of the table; they are read for themselves first.
        return None;
    }
    let mut rows = vec![cells[head_start..head_end].iter().map(|(cell, _)| cell.clone()).collect::<Vec<_>>()];
    for run in cells[head_end..].chunk_by(|a, b| a.1 == b.1) {
        if run[0].1 {
            if let Some(row) = rows.last_mut() {
                row.extend(run.iter().map(|(cell, _)| cell.clone()));
            }
        } else {
            let mut label = run[0].0.clone();
            for (more, _) in &run[1..] {
                label.text.push_str(&more.text);
            }
            rows.push(vec![label]);
        }
    }
    Some((Grid { rows, form: GridForm::Stacked }, i))
}
