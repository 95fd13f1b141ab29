//! Tables whose cells are parted by tabs, with rows that an extraction broke over lines.

use gyokaku_core::document::{Cell, Grid, GridForm, Place};

use super::Printed;
use super::tags::{plain, unclosed};
use super::values::{is_value, only_values};

/// How many lines a broken row may run over.
const LONGEST_ROW: usize = 60;

/// The table that starts at line `start`, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    if !is_row(lines.get(start)?.text) {
        return None;
    }
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut i = start;
    let mut width = 0;
    while i < lines.len() {
        if is_row(lines[i].text) {
            let (row, next) = row(lines, i);
            width = if rows.is_empty() { row.len() } else { width };
            match rows.last_mut() {
                Some(last) if continues(last, &row, width) => last.extend(row),
                Some(last) if breaks_in_a_cell(last, &row, width) => {
                    let mut row = row.into_iter();
                    join_last(last, &row.next().map(|c| c.text).unwrap_or_default());
                    last.extend(row);
                }
                _ => rows.push(row),
            }
            i = next;
        } else if let Some(next) = loose_line(lines, i, width, &mut rows) {
            i = next;
        } else {
            break;
        }
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_blank()));
    Some((
        Grid {
            rows,
            form: GridForm::Ruled,
        },
        i,
    ))
}

fn is_row(text: &str) -> bool {
    text.trim_matches(['\n', '\r', ' ']).contains('\t') && !text.trim().is_empty()
}

/// A row of only values that completes a row too short.
fn continues(last: &[Cell], row: &[Cell], width: usize) -> bool {
    last.len() < width
        && last.len() + row.len() == width
        && row.iter().all(|c| is_value(&c.text))
        && last.len() > 1
}

/// A row that goes on in the middle of a cell of the row above: together they are one row, and the
/// second part starts with words, not with a number of its own.
fn breaks_in_a_cell(last: &[Cell], row: &[Cell], width: usize) -> bool {
    let starts_with_words = row.first().is_some_and(|c| {
        !c.is_blank()
            && !c
                .text
                .starts_with(|c: char| c.is_ascii_digit() || "(（①②③④⑤⑥⑦⑧⑨ⅠⅡⅢN■".contains(c))
    });
    last.len() > 1
        && last.len() + row.len() == width + 1
        && starts_with_words
        && last.last().is_some_and(|c| !c.is_blank())
}

fn row(lines: &[Printed<'_>], start: usize) -> (Vec<Cell>, usize) {
    let mut text = lines[start].text.to_owned();
    let mut end = start + 1;
    while unclosed(&text) > 0 && end < lines.len() && end - start < LONGEST_ROW {
        text.push('\n');
        text.push_str(lines[end].text);
        end += 1;
    }
    if unclosed(&text) > 0 && end - start > 1 {
        // The tag is never closed: the line stands for itself.
        text = lines[start].text.to_owned();
        end = start + 1;
    }
    (cells(&text, lines[start].number), end)
}

fn cells(text: &str, number: u32) -> Vec<Cell> {
    let (mut column, mut line) = (1u32, number);
    text.split('\t')
        .map(|piece| {
            let lead = piece.chars().take_while(|c| c.is_whitespace()).count() as u32;
            let cell = Cell::new(plain(piece), Place::at_line(line, column + lead));
            match piece.rfind('\n') {
                Some(last) => {
                    line += piece.matches('\n').count() as u32;
                    column = piece[last + 1..].chars().count() as u32 + 2;
                }
                None => column += piece.chars().count() as u32 + 1,
            }
            cell
        })
        .collect()
}

/// A line without a tab inside a table: values that fell out of their row, the rest of a cell that
/// broke in two, or a title row. Returns the line to go on with; none when the table has ended.
fn loose_line(lines: &[Printed<'_>], i: usize, width: usize, rows: &mut Vec<Vec<Cell>>) -> Option<usize> {
    let line = lines.get(i).filter(|l| !l.is_blank())?;
    let last = rows.last_mut()?;
    if last.len() < width && last.len() > 1 {
        let room = width - last.len();
        if let Some(values) = only_values(line.text).filter(|values| values.len() <= room) {
            last.extend(
                values
                    .into_iter()
                    .map(|w| Cell::new(w.text, Place::at_line(line.number, w.column))),
            );
            return Some(i + 1);
        }
        if lines.get(i + 1).is_some_and(|l| is_row(l.text)) {
            let (rest, after) = row(lines, i + 1);
            if last.len() + rest.len() == width {
                join_last(last, line.text);
                last.extend(rest);
                return Some(after);
            }
            if last.len() + rest.len() == width + 1 {
                join_last(last, line.text);
                let mut rest = rest.into_iter();
                if let Some(first) = rest.next() {
                    join_last(last, &first.text);
                }
                last.extend(rest);
                return Some(after);
            }
        }
    }
    // A title row needs a row of the table right after it.
    let title = line.text.trim();
    let followed = lines.get(i + 1).is_some_and(|l| is_row(l.text));
    (followed && title.chars().count() <= 60 && !title.ends_with('。')).then(|| {
        rows.push(vec![Cell::new(plain(title), line.at())]);
        i + 1
    })
}

fn join_last(row: &mut [Cell], text: &str) {
    if let Some(cell) = row.last_mut() {
        if !cell.text.is_empty() {
            cell.text.push('\n');
        }
        cell.text.push_str(&plain(text));
    }
}
