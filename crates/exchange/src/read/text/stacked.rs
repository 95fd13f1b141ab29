//! Tables with a cell a line: head, then for each row its label and as many values as the head says.
//!
//! Believed only when every row has the same number of values; otherwise the lines stay paragraphs.

use gyokaku_core::document::{Cell, Grid, GridForm, Place};

use super::Printed;
use super::values::{is_bracketed, is_label, is_value};

/// How many labels may come before the first value: a head and the label of its first row.
const LONGEST_HEAD: usize = 40;

/// The table that starts at line `start`, and the line after it.
///
/// Every test that can fail early does, so that a long list of short lines is not walked again and
/// again. The last row may be cut off: an extraction often ends in the middle of a table.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    if !is_label(lines.get(start)?.text) {
        return None;
    }
    let mut cells: Vec<(Cell, bool)> = Vec::new();
    let mut runs = Runs::default();
    let mut i = start;
    while let Some(line) = lines
        .get(i)
        .filter(|l| is_label(l.text) || is_value(l.text.trim()))
    {
        let text = line.text.trim();
        let value = is_value(text);
        match cells.last_mut() {
            Some((last, true)) if is_bracketed(text) && !last.text.contains('\n') => {
                last.text.push('\n');
                last.text.push_str(text);
            }
            _ => {
                runs.push(value)?;
                cells.push((Cell::new(text, Place::at_line(line.number, 1)), value));
            }
        }
        i += 1;
    }
    // In the middle of words, one that is left over would give each figure the name of its neighbour.
    let begins = start == 0 || !is_label(lines[start - 1].text);
    if let Some(one) = one_row(&cells).filter(|_| begins) {
        return Some((
            Grid {
                rows: one,
                form: GridForm::Stacked,
            },
            i,
        ));
    }
    let (first_value, width) = runs.end()?;
    let labels = cells
        .chunk_by(|a, b| a.1 == b.1)
        .filter(|run| !run[0].1)
        .skip(1)
        .map(<[_]>::len)
        .max()
        .unwrap_or(1);
    let head_end = first_value - labels.min(first_value - width);
    let head_start = head_end - width;
    if head_start > 0 {
        // Lines before the head are no part of the table; they are read for themselves first.
        return None;
    }
    let mut rows = vec![
        cells[head_start..head_end]
            .iter()
            .map(|(cell, _)| cell.clone())
            .collect::<Vec<_>>(),
    ];
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
    Some((
        Grid {
            rows,
            form: GridForm::Stacked,
        },
        i,
    ))
}

/// A head and as many values, and nothing else: one row, without a label of its own or with one below the head.
fn one_row(cells: &[(Cell, bool)]) -> Option<Vec<Vec<Cell>>> {
    let words = cells.iter().take_while(|(_, value)| !value).count();
    let values = cells.len() - words;
    let parted = (3..=12).contains(&values) && cells[words..].iter().all(|(_, value)| *value);
    let head = match words.checked_sub(values)? {
        0 => words,
        2 => words - 1,
        _ => return None,
    };
    let row = |cells: &[(Cell, bool)]| cells.iter().map(|(cell, _)| cell.clone()).collect();
    parted.then(|| vec![row(&cells[..head]), row(&cells[head..])])
}

/// The runs of labels and values seen so far; it refuses what cannot become a table any more.
#[derive(Default)]
struct Runs {
    /// How many labels come first.
    first_value: usize,
    /// How many values a row has, known once the first row has ended.
    values: Option<usize>,
    /// The length of the run under way, and whether it is one of values.
    current: usize,
    in_values: bool,
    rows: usize,
}

impl Runs {
    fn push(&mut self, value: bool) -> Option<()> {
        if value != self.in_values && self.current > 0 {
            if self.in_values {
                self.end_of_row()?;
            } else if self.rows == 0 {
                self.first_value = self.current;
            }
            self.current = 0;
        }
        self.in_values = value;
        self.current += 1;
        let too_long = if value {
            self.values.is_some_and(|n| self.current > n)
        } else {
            self.rows == 0 && self.current > LONGEST_HEAD
        };
        (!too_long).then_some(())
    }

    fn end_of_row(&mut self) -> Option<()> {
        let values = *self.values.get_or_insert(self.current);
        self.rows += 1;
        // A head is as wide as a row, and the label of the first row follows it.
        (values == self.current && values >= 2 && self.first_value >= values + 2).then_some(())
    }

    /// The place of the first value and the width of a row, where it all makes a table.
    fn end(mut self) -> Option<(usize, usize)> {
        let cut_off = self.in_values && self.values.is_some_and(|n| self.current < n);
        if self.in_values && !cut_off {
            self.end_of_row()?;
        }
        let width = self.values? + 1;
        (self.rows >= 2 && self.in_values).then_some((self.first_value, width))
    }
}
