//! Tables whose cells are parted by bars: `区分 | 件数 |`, with or without a rule of dashes.

use gyokaku_core::document::{Cell, Grid, GridForm, Place};

use super::Printed;
use super::tags::plain;

/// The table that starts at line `start`, and the line after it.
pub(super) fn table(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    let is_part = |line: &Printed<'_>| is_row(line.text) || is_drawn_rule(line.text);
    if !is_part(lines.get(start)?) {
        return None;
    }
    let end = (start..lines.len())
        .find(|i| !is_part(&lines[*i]))
        .unwrap_or(lines.len());
    let run = &lines[start..end];
    let rule = run.iter().position(|l| is_rule(l.text));
    let Some(first) = run.iter().find(|line| !is_rule(line.text)) else {
        // Rules alone are nothing.
        return Some((Grid::default(), end));
    };
    if rule.is_none() && run.len() < 2 {
        return None;
    }
    let width = rule.map_or_else(
        || cells(first, first.text.trim_start().starts_with(['|', '｜'])).len(),
        |at| {
            run[at]
                .text
                .matches('-')
                .count()
                .min(run[at].text.split(['|', '+']).filter(|p| p.contains('-')).count())
        },
    );
    // Where the head has no bar in front, a bar in front stands behind a blank cell.
    let fenced = first.text.trim_start().starts_with(['|', '｜']);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for line in run.iter().filter(|l| !is_rule(l.text)) {
        let mut row = cells(line, fenced);
        // A row that broke over lines goes on until it is as wide as the rule says.
        match rows.last_mut() {
            Some(last) if last.len() < width && last.len() + row.len() <= width => last.append(&mut row),
            _ => rows.push(row),
        }
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_blank()));
    Some((
        Grid {
            rows,
            form: GridForm::Ruled,
        },
        end,
    ))
}

fn is_row(text: &str) -> bool {
    let bars = text.matches(['|', '｜']).count();
    bars >= 2 || (bars == 1 && text.trim_end().ends_with(['|', '｜']))
}

fn is_rule(text: &str) -> bool {
    text.contains('-') && text.chars().all(|c| matches!(c, '-' | '|' | ':' | ' ' | '+'))
}

/// A rule with corners: `+---+---+`.
fn is_drawn_rule(text: &str) -> bool {
    is_rule(text) && text.matches('+').count() >= 2
}

/// A cell without the marks that print all of it bold: `**124**`.
fn without_marks(text: &str) -> &str {
    let inner = ["**", "__"]
        .into_iter()
        .find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark));
    let is_all = |inner: &&str| !inner.trim().is_empty() && !inner.contains("**") && !inner.contains("__");
    inner.filter(is_all).unwrap_or(text)
}

fn cells(line: &Printed<'_>, fenced: bool) -> Vec<Cell> {
    let mut column = 1u32;
    let mut cells: Vec<Cell> = line
        .text
        .split(['|', '｜'])
        .map(|piece| {
            let lead = piece.chars().take_while(|c| c.is_whitespace()).count() as u32;
            let cell = Cell::new(
                without_marks(&plain(piece)),
                Place::at_line(line.number, column + lead),
            );
            column += piece.chars().count() as u32 + 1;
            cell
        })
        .collect();
    if cells.last().is_some_and(Cell::is_blank) {
        cells.pop();
    }
    if fenced && line.text.trim_start().starts_with(['|', '｜']) && !cells.is_empty() {
        cells.remove(0);
    }
    cells
}
