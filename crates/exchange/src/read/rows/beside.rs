//! Tables that stand side by side on a sheet, parted by a blank column.
//!
//! A blank column alone is no proof: forms and registers have them too. Each side must be a table
//! by itself, and all must bear the same head or each its own total. Not here: titles and notes,
//! and tables one below another (`rows`).

use gyokaku_core::labels::is_generic_total;

use super::lone::is_lone;
use super::{Merge, SheetRow};

/// The rows in parts, in the order of reading, each without tables side by side. `merges` are in order.
pub(super) fn parts(rows: Vec<SheetRow>, merges: &[Merge]) -> Vec<Vec<SheetRow>> {
    let mut bands = Vec::new();
    let (mut start, mut reach) = (0, 0u32);
    let mut next_merge = 0;
    for (i, row) in rows.iter().enumerate() {
        if i > start && row.row > reach.saturating_add(1) {
            bands.push(start..i);
            start = i;
        }
        while let Some(merge) = merges.get(next_merge).filter(|m| m.top <= row.row) {
            reach = reach.max(merge.bottom);
            next_merge += 1;
        }
        reach = reach.max(row.row);
    }
    bands.push(start..rows.len());
    let splits: Vec<_> = bands
        .into_iter()
        .filter_map(|band| {
            let sides = sides(&rows[band.clone()], merges)?;
            Some((band, sides))
        })
        .collect();
    let mut parts = Vec::new();
    let (mut rest, mut taken) = (rows.into_iter(), 0);
    for (band, sides) in splits {
        let lead = rest.by_ref().take(band.start + sides.body.start - taken);
        parts.push(lead.collect());
        let body: Vec<SheetRow> = rest.by_ref().take(sides.body.len()).collect();
        taken = band.start + sides.body.end;
        parts.extend(parted(body, &sides.starts));
    }
    parts.push(rest.collect());
    parts.retain(|part: &Vec<SheetRow>| !part.is_empty());
    parts
}

/// The rows of a band that hold tables side by side, and where each but the first starts.
struct Sides {
    body: std::ops::Range<usize>,
    starts: Vec<u32>,
}

fn sides(band: &[SheetRow], merges: &[Merge]) -> Option<Sides> {
    let lead = band.iter().take_while(|row| is_lone(row)).count();
    let notes = band.iter().rev().take_while(|row| is_lone(row)).count();
    let end = band.len().checked_sub(notes).filter(|end| *end >= lead + 3)?;
    let body = &band[lead..end];
    let mut used: Vec<(u32, u32)> = body
        .iter()
        .flat_map(|row| row.cells.iter().map(|cell| (cell.column, cell.column)))
        .collect();
    let from = merges.partition_point(|m| m.top < body[0].row);
    used.extend(
        merges[from..]
            .iter()
            .take_while(|m| m.top <= body[body.len() - 1].row)
            .map(|m| (m.left, m.right)),
    );
    used.sort_unstable();
    let (mut starts, mut reach) = (Vec::new(), used.first()?.1);
    for (left, right) in used {
        if left > reach.saturating_add(1) {
            starts.push(left);
        }
        reach = reach.max(right);
    }
    // More than a handful of blank columns is a form drawn on grid paper.
    if starts.is_empty() || starts.len() > 4 {
        return None;
    }
    let bounds = starts
        .iter()
        .copied()
        .zip(starts.iter().skip(1).copied().chain([u32::MAX]));
    let blocks: Vec<Block> = std::iter::once((0, starts[0]))
        .chain(bounds)
        .map(|(from, to)| Block::of(body, from, to))
        .collect::<Option<_>>()?;
    let same_head = blocks.iter().all(|block| block.head == blocks[0].head);
    let own_totals = blocks.iter().all(|block| block.has_total);
    (same_head || own_totals).then_some(Sides {
        body: lead..end,
        starts,
    })
}

/// What is between two blank columns.
struct Block<'a> {
    /// The texts of its first row with several cells.
    head: Vec<&'a str>,
    /// Whether its first column names a total.
    has_total: bool,
}

impl<'a> Block<'a> {
    /// None where the columns hold no table by themselves: a head in words and two rows below it.
    fn of(body: &'a [SheetRow], from: u32, to: u32) -> Option<Self> {
        let mut rows = body
            .iter()
            .map(|row| {
                let start = row.cells.partition_point(|cell| cell.column < from);
                &row.cells[start..row.cells.partition_point(|cell| cell.column < to)]
            })
            .filter(|cells| cells.len() > 1);
        let head = rows.next().filter(|head| head.iter().all(|cell| !cell.figure))?;
        let first = head[0].column;
        let (mut has_total, mut count) = (false, 0);
        for cells in rows {
            has_total |= cells[0].column == first && is_generic_total(&cells[0].text);
            count += 1;
        }
        (count >= 2).then(|| Block {
            head: head.iter().map(|cell| cell.text.as_str()).collect(),
            has_total,
        })
    }
}

/// The rows of each side; `starts` are the first columns of all sides but the first.
fn parted(body: Vec<SheetRow>, starts: &[u32]) -> Vec<Vec<SheetRow>> {
    let mut sides: Vec<Vec<SheetRow>> = vec![Vec::new(); starts.len() + 1];
    for mut row in body {
        for (side, start) in starts.iter().enumerate().rev() {
            let cells = row
                .cells
                .split_off(row.cells.partition_point(|cell| cell.column < *start));
            if !cells.is_empty() {
                sides[side + 1].push(SheetRow { row: row.row, cells });
            }
        }
        if !row.cells.is_empty() {
            sides[0].push(row);
        }
    }
    sides
}
