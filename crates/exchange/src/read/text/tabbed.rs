//! Tables whose cells are parted by tabs, with rows that an extraction broke over lines, and cells in quotes
//! that hold line ends, as spreadsheets copy them.

use gyokaku_core::document::{Cell, Grid, GridForm, Place};

use super::Printed;
use super::tags::{plain, unclosed};
use super::values::{is_value, only_values};

/// How many lines a broken row may run over.
const LONGEST_ROW: usize = 60;

/// The table that starts at line `start`, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    if !begins_row(lines, start) {
        return None;
    }
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut i = start;
    let mut width = 0;
    while i < lines.len() {
        if begins_row(lines, i) {
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

/// Whether a row begins at a line: it holds a tab, or its first cell is in quotes and goes on below.
fn begins_row(lines: &[Printed<'_>], i: usize) -> bool {
    lines
        .get(i)
        .is_some_and(|line| is_row(line.text) || line.text.trim_start().starts_with('"'))
        && (is_row(lines[i].text) || quoted(lines, i).is_some_and(|(text, _)| is_row(&text)))
}

/// A row with cells in quotes that hold line ends, on one piece with its quotes resolved; line ends are `\n`, and
/// the tabs of cells are the only ones. None where no quote at the beginning of a cell stays open at the end of its
/// line, or where none closes it at the end of a cell.
fn quoted(lines: &[Printed<'_>], start: usize) -> Option<(String, usize)> {
    let (mut row, mut end) = (String::new(), start);
    let mut rest = lines.get(start)?.text.to_owned();
    if !has_open_quote(&rest) {
        return None;
    }
    loop {
        let cell_end = rest.find('\t').unwrap_or(rest.len());
        let Some(inner) = rest.strip_prefix('"') else {
            row.push_str(&rest[..cell_end]);
            if cell_end == rest.len() {
                return Some((row, end + 1));
            }
            row.push('\t');
            rest.drain(..=cell_end);
            continue;
        };
        let mut inner = inner.to_owned();
        let close = loop {
            if let Some(close) = closing_quote(&inner) {
                break close;
            }
            end += 1;
            let more = lines.get(end).filter(|_| end - start < LONGEST_ROW)?;
            inner.push('\n');
            inner.push_str(more.text);
        };
        row.push_str(&inner[..close].replace("\"\"", "\"").replace('\t', " "));
        rest = inner[close + 1..].to_owned();
        match rest.strip_prefix('\t') {
            Some(after) => {
                row.push('\t');
                rest = after.to_owned();
            }
            None => return Some((row, end + 1)),
        }
    }
}

/// Whether a cell of a line begins with a quote that the line does not close.
fn has_open_quote(line: &str) -> bool {
    line.split('\t')
        .next_back()
        .and_then(|cell| cell.strip_prefix('"'))
        .is_some_and(|cell| closing_quote(cell).is_none())
}

/// The first quote that is not doubled and stands at the end of a cell.
fn closing_quote(text: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('"') {
        let quote = at + found;
        let behind = &text[quote + 1..];
        if behind.starts_with('"') {
            at = quote + 2;
        } else if behind.is_empty() || behind.starts_with('\t') {
            return Some(quote);
        } else {
            at = quote + 1;
        }
    }
    None
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
    if let Some((text, end)) = quoted(lines, start) {
        return (cells(&text, lines[start].number), end);
    }
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
        if begins_row(lines, i + 1) {
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
    let followed = begins_row(lines, i + 1);
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
