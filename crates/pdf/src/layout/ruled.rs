//! Frames → tables: cells are what no rule parts; a glyph belongs to the cell that its middle is in.

use crate::budget::Budget;
use crate::glyph::{Glyph, Sheet, Turn};
use crate::{Cell, Fault, Row, Table};

use super::ruling::{Frame, frames, nearest, steps};
use super::{Placed, What, cell};

/// A frame in which fewer than one of so many cells hold text is a drawing.
const ONE_OF: usize = 8;

/// The tables that rules part, and the glyphs that are in none.
pub(super) fn tables(
    sheet: &Sheet,
    glyphs: Vec<Glyph>,
    page: u32,
    budget: &Budget,
) -> Result<(Vec<Placed>, Vec<Glyph>), Fault> {
    let mut frames = frames(sheet, budget)?;
    // What is drawn inside of a cell of another table is read first.
    let size = |frame: &Frame| frame.area().width() * frame.area().height();
    frames.sort_by(|a, b| size(a).total_cmp(&size(b)));
    let (mut tables, mut rest) = (Vec::new(), glyphs);
    for frame in frames {
        budget.in_time()?;
        let area = frame.area();
        let (inside, outside): (Vec<Glyph>, Vec<Glyph>) = rest
            .into_iter()
            .partition(|glyph| area.holds(glyph.area.middle()));
        match table(&frame, inside, page) {
            Ok(placed) => {
                tables.push(placed);
                rest = outside;
            }
            Err(inside) => {
                rest = outside;
                rest.extend(inside);
            }
        }
    }
    Ok((tables, rest))
}

/// A cell as rules part it: the first row and column, and those behind the last.
#[derive(Clone, Copy, Debug)]
struct Region {
    top: usize,
    left: usize,
    bottom: usize,
    right: usize,
}

/// The table of a frame, or its glyphs where it is none.
fn table(frame: &Frame, glyphs: Vec<Glyph>, page: u32) -> Result<Placed, Vec<Glyph>> {
    let (columns, rows) = (frame.columns.len() - 1, frame.rows.len() - 1);
    let (regions, of_slot) = regions(frame, columns, rows);
    let mut held: Vec<Vec<Glyph>> = vec![Vec::new(); regions.len()];
    let region_of = |glyph: &Glyph| {
        let (x, y) = glyph.area.middle();
        let column = frame.columns.partition_point(|at| *at <= x).clamp(1, columns) - 1;
        let row = frame.rows.partition_point(|at| *at <= y).clamp(1, rows) - 1;
        of_slot[row * columns + column]
    };
    for word in glyphs.chunk_by(is_one_word) {
        held[most_frequent(word.iter().map(region_of))].extend_from_slice(word);
    }
    let is_filled = |glyphs: &Vec<Glyph>| glyphs.iter().any(|glyph| !glyph.is_space());
    let filled = held.iter().filter(|glyphs| is_filled(glyphs)).count();
    if filled < 2 || filled * ONE_OF < regions.len() {
        return Err(held.into_iter().flatten().collect());
    }
    let texts: Vec<String> = regions
        .iter()
        .zip(held)
        .map(|(region, glyphs)| cell::text(glyphs, &area(frame, region)))
        .collect();
    let begins = |kept: fn(&Region) -> usize| {
        let mut at: Vec<usize> = regions
            .iter()
            .zip(&texts)
            .filter(|(_, text)| !text.is_empty())
            .map(|(region, _)| kept(region))
            .collect();
        at.sort_unstable();
        at.dedup();
        at
    };
    let (kept_rows, kept_columns) = (begins(|r| r.top), begins(|r| r.left));
    let table = Table {
        rows: cells(&regions, texts, &kept_rows, &kept_columns, page),
        ruled: true,
    };
    let edges = kept_columns.iter().map(|column| frame.columns[*column]).collect();
    Ok(Placed {
        area: frame.area(),
        what: What::Table(table, edges),
    })
}

/// Whether a glyph was printed right behind another. A text that has no room in its cell runs over into the next
/// one, where a program that makes tables cuts it off: it belongs to its own cell all the same.
fn is_one_word(before: &Glyph, behind: &Glyph) -> bool {
    let gap = (behind.area.left - before.area.right).abs();
    let level = (behind.area.top - before.area.top).abs();
    before.run == behind.run
        && before.turn == Turn::Upright
        && behind.turn == Turn::Upright
        && gap.max(level) < 0.12 * before.size
}

/// What comes most often; of several the first.
fn most_frequent(of: impl Iterator<Item = usize>) -> usize {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for region in of {
        match counts.iter_mut().find(|(known, _)| *known == region) {
            Some((_, count)) => *count += 1,
            None => counts.push((region, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts
        .iter()
        .find(|(_, count)| *count == most)
        .map_or(0, |(region, _)| *region)
}

fn area(frame: &Frame, region: &Region) -> crate::glyph::Area {
    crate::glyph::Area {
        left: frame.columns[region.left],
        top: frame.rows[region.top],
        right: frame.columns[region.right],
        bottom: frame.rows[region.bottom],
    }
}

/// The rows and columns in which a text begins, with the cells that cover others.
fn cells(regions: &[Region], texts: Vec<String>, rows: &[usize], columns: &[usize], page: u32) -> Vec<Row> {
    let plain = Cell {
        columns: 1,
        rows: 1,
        ..Cell::default()
    };
    let row = |number: usize| Row {
        page,
        row: number as u32 + 1,
        cells: vec![plain.clone(); columns.len()],
        ..Row::default()
    };
    let mut out: Vec<Row> = (0..rows.len()).map(row).collect();
    for (region, text) in regions.iter().zip(texts) {
        let down = rows.partition_point(|r| *r < region.top)..rows.partition_point(|r| *r < region.bottom);
        let across =
            columns.partition_point(|c| *c < region.left)..columns.partition_point(|c| *c < region.right);
        for (i, row) in out[down.clone()].iter_mut().enumerate() {
            for (j, cell) in row.cells[across.clone()].iter_mut().enumerate() {
                cell.covered = i + j > 0;
            }
        }
        let Some(cell) = out
            .get_mut(down.start)
            .and_then(|row| row.cells.get_mut(across.start))
        else {
            continue;
        };
        if !down.is_empty() && !across.is_empty() {
            cell.text = text;
            (cell.rows, cell.columns) = (down.len() as u32, across.len() as u32);
        }
    }
    out
}

/// The cells of a frame, and which of them each slot of its grid belongs to.
fn regions(frame: &Frame, columns: usize, rows: usize) -> (Vec<Region>, Vec<usize>) {
    // Whether a rule is at the right of a slot, and below it.
    let (mut right, mut below) = (vec![false; columns * rows], vec![false; columns * rows]);
    for rule in &frame.down {
        let Some(column) = nearest(&frame.columns, rule.at).and_then(|at| at.checked_sub(1)) else {
            continue;
        };
        for row in steps(&frame.rows, rule) {
            right[row * columns + column.min(columns - 1)] = true;
        }
    }
    for rule in &frame.across {
        let Some(row) = nearest(&frame.rows, rule.at).and_then(|at| at.checked_sub(1)) else {
            continue;
        };
        for column in steps(&frame.columns, rule) {
            below[row.min(rows - 1) * columns + column] = true;
        }
    }
    let mut found = Vec::new();
    let mut of_slot = vec![usize::MAX; columns * rows];
    for slot in 0..columns * rows {
        if of_slot[slot] != usize::MAX {
            continue;
        }
        let (top, left) = (slot / columns, slot % columns);
        let is_free = |slot: usize, of_slot: &[usize]| of_slot[slot] == usize::MAX;
        let mut end = left + 1;
        while end < columns && !right[slot + end - left - 1] && is_free(top * columns + end, &of_slot) {
            end += 1;
        }
        // A row goes on with the one above where no rule is between them, and no rule parts it.
        let mut bottom = top + 1;
        let goes_on = |bottom: usize, of_slot: &[usize]| {
            (left..end).all(|c| {
                !below[(bottom - 1) * columns + c]
                    && is_free(bottom * columns + c, of_slot)
                    && (c + 1 == end || !right[bottom * columns + c])
            })
        };
        while bottom < rows && goes_on(bottom, &of_slot) {
            bottom += 1;
        }
        for row in top..bottom {
            of_slot[row * columns + left..row * columns + end].fill(found.len());
        }
        found.push(Region {
            top,
            left,
            bottom,
            right: end,
        });
    }
    (found, of_slot)
}
