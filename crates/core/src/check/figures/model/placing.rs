//! Rows whose cells may stand in other columns than they seem to: put where they belong, or left adrift.
//!
//! Not here: what the columns are called (`tabular`).

use super::sheet::{Sheet, Slot};
use crate::check::figures::engine::ledger::Ledger;
use crate::figure::Measure;
use crate::labels;

/// The very last row may have been cut: where it lacks columns that hold figures above, it proves nothing.
pub(crate) fn cut_off_in_a_row(sheet: &mut Sheet) {
    let Some((last, above)) = sheet.rows.split_last_mut() else {
        return;
    };
    let width = last.slots.len();
    let lacks = above.iter().any(|row| {
        row.slots
            .get(width..)
            .is_some_and(|rest| rest.iter().any(|s| s.main().is_some()))
    });
    last.adrift |= lacks && width < sheet.columns.len();
}

/// Rows with fewer cells than the head: the only columns that their percentages, counts and amounts fit,
/// or all columns but the total at the end.
pub(crate) fn put_in_place(ledger: &Ledger, sheet: &mut Sheet) {
    let width = sheet.columns.len();
    if !sheet.rows.iter().any(|r| r.adrift) || width > 14 {
        return;
    }
    let measure = |slot: &Slot| slot.main().map(|id| ledger.entries[id].figure.measure);
    let mut columns: Vec<Option<Measure>> = vec![None; width];
    for row in sheet.rows.iter().filter(|r| !r.adrift && r.slots.len() == width) {
        for (column, slot) in columns.iter_mut().zip(&row.slots) {
            *column = column.or(measure(slot));
        }
    }
    let total_at_end = sheet.columns.last().is_some_and(|c| labels::is_total(&c.label));
    for row in sheet.rows.iter_mut().filter(|r| r.adrift) {
        let labels = row.slots.iter().take_while(|s| s.main().is_none()).count();
        let cells: Vec<Slot> = row.slots[labels..].to_vec();
        if labels != 1 || cells.iter().any(|s| s.main().is_none()) {
            continue;
        }
        let kinds: Vec<Option<Measure>> = cells.iter().map(measure).collect();
        let uniform = columns
            .iter()
            .flatten()
            .all(|m| Some(*m) == columns.iter().flatten().next().copied());
        let place = if cells.len() + 2 == width && total_at_end && uniform {
            Some((1..=cells.len()).collect())
        } else {
            only_fit(&kinds, &columns, labels)
        };
        if let Some(place) = place {
            let mut slots = vec![Slot::Empty; width];
            slots[..labels].copy_from_slice(&row.slots[..labels]);
            for (slot, column) in cells.into_iter().zip(place) {
                slots[column] = slot;
            }
            row.slots = slots;
            row.adrift = false;
        }
    }
}

/// The columns that cells of these kinds fit in order, if there is only one way.
fn only_fit(kinds: &[Option<Measure>], columns: &[Option<Measure>], first: usize) -> Option<Vec<usize>> {
    fn fit(
        kinds: &[Option<Measure>],
        columns: &[Option<Measure>],
        from: usize,
        so_far: &mut Vec<usize>,
        found: &mut Vec<Vec<usize>>,
    ) {
        let Some((kind, rest)) = kinds.split_first() else {
            return found.push(so_far.clone());
        };
        for column in from..columns.len() {
            if columns[column] == *kind && found.len() < 2 {
                so_far.push(column);
                fit(rest, columns, column + 1, so_far, found);
                so_far.pop();
            }
        }
    }
    let mut found = Vec::new();
    fit(kinds, columns, first, &mut Vec::new(), &mut found);
    if found.len() == 1 { found.pop() } else { None }
}
