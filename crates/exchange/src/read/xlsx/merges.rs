//! Cells under a merged one, which Excel keeps and no page shows.
//!
//! Not here: how far a merged cell reaches in a table (`rows`).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::read::rows::{Merge, SheetRow};

/// The regions that reach the row at hand, by their left column; and the same by where they end.
#[derive(Default)]
struct Open {
    regions: BTreeMap<u32, Merge>,
    ends: BinaryHeap<Reverse<(u32, u32)>>,
}

/// Takes out of rows, which are in order, the cells that a merged cell covers. Regions of a sound workbook never
/// overlap; of a workbook whose regions do nobody can tell what it shows, and nothing is taken out.
pub(super) fn visible(rows: &mut Vec<SheetRow>, merges: &[Merge]) {
    let mut merges = merges.to_vec();
    merges.sort_unstable();
    let mut open = Open::default();
    if !merges.iter().all(|merge| open.takes(*merge)) {
        return;
    }
    let mut open = Open::default();
    let mut coming = merges.into_iter().peekable();
    for row in rows.iter_mut() {
        while let Some(merge) = coming.next_if(|merge| merge.top <= row.row) {
            open.takes(merge);
        }
        open.forget(row.row);
        if open.regions.is_empty() {
            continue;
        }
        let at = row.row;
        row.cells.retain(|cell| {
            let region = open.regions.range(..=cell.column).next_back();
            region.is_none_or(|(left, merge)| {
                merge.right < cell.column || (at, cell.column) == (merge.top, *left)
            })
        });
    }
    rows.retain(|row| !row.cells.is_empty());
}

impl Open {
    /// Takes a region in; false where it overlaps one that is open.
    fn takes(&mut self, merge: Merge) -> bool {
        self.forget(merge.top);
        let before = self.regions.range(..=merge.right).next_back();
        let is_free = before.is_none_or(|(_, before)| before.right < merge.left);
        if is_free {
            self.regions.insert(merge.left, merge);
            self.ends.push(Reverse((merge.bottom, merge.left)));
        }
        is_free
    }

    /// Forgets the regions that end above a row.
    fn forget(&mut self, row: u32) {
        while let Some(Reverse((_, left))) = self.ends.peek().copied().filter(|end| end.0.0 < row) {
            self.regions.remove(&left);
            self.ends.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::rows::SheetCell;

    fn row(row: u32, columns: &[u32]) -> SheetRow {
        let cell = |column: &u32| SheetCell {
            column: *column,
            text: "x".into(),
            figure: false,
            exact: None,
        };
        SheetRow {
            row,
            cells: columns.iter().map(cell).collect(),
        }
    }

    fn merge(top: u32, left: u32, bottom: u32, right: u32) -> Merge {
        Merge {
            top,
            left,
            bottom,
            right,
        }
    }

    #[test]
    fn only_the_first_cell_of_a_region_is_seen() {
        let mut rows = vec![
            row(0, &[0, 1, 2]),
            row(1, &[1, 2]),
            row(2, &[0, 1, 2, 3]),
            row(3, &[0]),
        ];
        let merges = [merge(2, 3, 2, 4), merge(0, 1, 2, 2), merge(3, 0, 9, 5)];
        visible(&mut rows, &merges);
        let left: Vec<(u32, Vec<u32>)> = rows
            .iter()
            .map(|row| (row.row, row.cells.iter().map(|cell| cell.column).collect()))
            .collect();
        assert_eq!(left, [(0, vec![0, 1]), (2, vec![0, 3]), (3, vec![0])]);
    }
    #[test]
    fn regions_that_overlap_hide_nothing() {
        let mut rows = vec![row(0, &[0, 1]), row(1, &[0, 1])];
        visible(&mut rows, &[merge(0, 0, 1, 1), merge(1, 1, 2, 2)]);
        assert_eq!(rows.iter().map(|row| row.cells.len()).sum::<usize>(), 4);
    }
}
