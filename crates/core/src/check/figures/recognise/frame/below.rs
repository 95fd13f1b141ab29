//! A table and one before it whose columns are called alike, as one frame: what stands below is worked out with what
//! stands above (対策後の収支 C＋D, the rates of its totals) or says its lines again.
//!
//! Tables whose rows are called alike are joined side by side in the same way.
//! A table without heads below one that is equally wide has its columns. Not here: lines that are no table
//! (`joined`).

use std::collections::HashMap;

use super::{Frame, Line, Name};
use crate::check::figures::recognise::number::{Bits, log2};
use crate::labels::Kind;

/// What it costs that two tables may belong together.
const TOGETHER: Bits = 200;
/// So many tables before one are looked at.
const MOST_BEFORE: usize = 2;
/// At most so many tables of a document are joined.
const MOST_JOINED: usize = 24;
/// So many columns must be called alike.
const FEWEST: usize = 3;
/// Larger tables have what they tell of beside it.
const MOST_ROWS: usize = 60;

/// A table below another one; only what its rows are of the rows above is asked, as each table is a frame of its own.
pub(in crate::check::figures::recognise) struct Joined {
    pub(in crate::check::figures::recognise) frame: Frame,
    /// How many of its rows stand above.
    pub(in crate::check::figures::recognise) above: usize,
}

/// The tables that may be joined with others.
pub(super) fn small(tables: &[Frame]) -> impl Iterator<Item = &Frame> {
    tables.iter().filter(|table| is_small(table))
}

/// The tables, each joined with those before it whose columns it has.
pub(super) fn below(tables: &[Frame]) -> Vec<Joined> {
    let mut found = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        if found.len() >= MOST_JOINED {
            break;
        }
        if !is_small(table) {
            continue;
        }
        let far = if is_headless(table) { 1 } else { MOST_BEFORE };
        let before = &tables[at.saturating_sub(far)..at];
        let joined: Vec<(&Frame, Vec<(usize, usize)>)> = before
            .iter()
            .rev()
            .filter(|before| is_small(before))
            .filter_map(|before| Some((before, columns_of_both(before, table)?)))
            .collect();
        let cost = TOGETHER + log2(joined.len());
        found.extend(
            joined
                .iter()
                .map(|(before, columns)| join(before, table, columns, cost)),
        );
        // What compares two tables stands below both.
        if let [(second, of_second), (first, of_first), ..] = &joined[..]
            && are_called_alike(first, second)
        {
            let both = of_second.iter().filter_map(|(above, own)| {
                let (first, _) = of_first.iter().find(|(_, other)| other == own)?;
                Some((*first, *above))
            });
            let both: Vec<(usize, usize)> = both.collect();
            if both.len() == of_second.len() {
                let columns: Vec<(usize, usize)> = of_second
                    .iter()
                    .enumerate()
                    .map(|(at, (_, own))| (at, *own))
                    .collect();
                found.push(join(&join(first, second, &both, 0).frame, table, &columns, cost));
            }
        }
    }
    found
}

/// Whether two tables have the same rows.
fn are_called_alike(one: &Frame, other: &Frame) -> bool {
    let names =
        |frame: &Frame| -> Vec<String> { frame.rows.iter().map(|row| row.name.folded.clone()).collect() };
    names(one) == names(other)
}

fn is_small(table: &Frame) -> bool {
    table.rows.len().max(table.columns.len()) <= MOST_ROWS
}

fn is_headless(table: &Frame) -> bool {
    table.columns.iter().all(|column| column.folded.is_empty())
}

/// Which columns of two tables are called alike, or stand below each other where the second has no heads; none
/// where they are too few.
fn columns_of_both(before: &Frame, table: &Frame) -> Option<Vec<(usize, usize)>> {
    if is_headless(table) {
        let is_below = !is_headless(before) && before.columns.len() == table.columns.len();
        return is_below.then(|| (0..table.columns.len()).map(|column| (column, column)).collect());
    }
    let above = called(&before.columns);
    let mut both: Vec<(usize, usize)> = called(&table.columns)
        .into_iter()
        .filter_map(|(key, column)| Some((*above.get(&key)?, column)))
        .collect();
    both.sort_unstable_by_key(|(_, column)| *column);
    (both.len() >= FEWEST && 2 * both.len() > table.columns.len()).then_some(both)
}

/// The columns by what they are called, a year in whatever way it is written; of equal names the first.
fn called(columns: &[Name]) -> HashMap<String, usize> {
    let mut called = HashMap::new();
    for (at, column) in columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.folded.is_empty())
    {
        let year = column.year().filter(|_| column.kind == Kind::Plain);
        let key = year.map(|year| format!("{year} 年度"));
        called
            .entry(key.unwrap_or_else(|| column.folded.clone()))
            .or_insert(at);
    }
    called
}

fn join(before: &Frame, table: &Frame, columns: &[(usize, usize)], cost: Bits) -> Joined {
    let (above, own): (Vec<usize>, Vec<usize>) = columns.iter().copied().unzip();
    let mut rows = cut(&before.rows, &above);
    rows.extend(cut(&table.rows, &own));
    Joined {
        above: before.rows.len(),
        frame: Frame {
            rows,
            columns: above
                .iter()
                .map(|column| before.columns[*column].clone())
                .collect(),
            is_told: false,
            // A table without heads may be another's.
            has_sure_ends: !is_headless(table),
            cost,
        },
    }
}

/// Rows with some of their columns.
fn cut(rows: &[Line], columns: &[usize]) -> Vec<Line> {
    let line = |row: &Line| Line {
        name: row.name.clone(),
        figures: columns.iter().map(|column| row.figures[*column]).collect(),
    };
    rows.iter().map(line).collect()
}
