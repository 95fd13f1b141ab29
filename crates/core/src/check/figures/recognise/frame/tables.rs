//! The tables of a document as frames, as they were read.
//!
//! Not here: what a table is (`tabular`, `model`).

use super::{Frame, Line, Name};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::model::sheet::{Sheet, Sheets, Slot};
use crate::check::figures::recognise::number::Bits;
use crate::labels::{self, Kind, unit};

/// One frame for each table. A figure in brackets behind another stands in a column of its own.
pub(super) fn frames(all: &Sheets) -> Vec<Frame> {
    all.sheets
        .iter()
        .map(frame)
        .filter(|frame| frame.rows.len() * frame.columns.len() > 1)
        .collect()
}

/// What it costs that a table goes on below a page's end.
const GOES_ON: Bits = 100;
/// A table goes on over so many pages at most.
const MOST_PAGES: usize = 40;

/// Tables that go on under the same columns, where the first part ends without a total, as one frame each.
pub(super) fn continued(frames: &[Frame]) -> Vec<Frame> {
    let heads = |frame: &Frame| -> Vec<String> {
        let folded = frame.columns.iter().map(|name| name.folded.clone());
        folded.collect()
    };
    let goes_on = |one: &Frame, next: &Frame| {
        let (own, other) = (heads(one), heads(next));
        let is_ended = one
            .rows
            .last()
            .is_none_or(|row| matches!(row.name.kind, Kind::Total(_)));
        own.len() >= 2 && own == other && own.iter().all(|head| !head.is_empty()) && !is_ended
    };
    let mut found = Vec::new();
    for parts in frames
        .chunk_by(goes_on)
        .filter(|parts| (2..=MOST_PAGES).contains(&parts.len()))
    {
        let rows = parts.iter().flat_map(|part| part.rows.iter().cloned());
        found.push(Frame {
            rows: rows.collect(),
            columns: parts[0].columns.clone(),
            is_told: false,
            has_sure_ends: true,
            cost: GOES_ON,
        });
    }
    found
}

/// The figures that stand in columns named as rates, or as amounts for each of something.
pub(in crate::check::figures::recognise) fn rates(all: &Sheets) -> Vec<Id> {
    let of_sheet = |sheet: &Sheet| -> Vec<Id> {
        let is_rate: Vec<bool> = sheet
            .heads()
            .map(|head| labels::kind(head) == Kind::Rate || unit::is_in_points(head))
            .collect();
        let of_row = |slots: &[Slot]| -> Vec<Id> {
            let named = slots.iter().zip(&is_rate).filter(|(_, is_rate)| **is_rate);
            named.filter_map(|(slot, _)| slot.main()).collect()
        };
        sheet.rows.iter().flat_map(|row| of_row(&row.slots)).collect()
    };
    all.sheets.iter().flat_map(of_sheet).collect()
}

fn frame(sheet: &Sheet) -> Frame {
    let width = sheet.rows.iter().map(|row| row.slots.len()).max().unwrap_or(0);
    let rows = || {
        let filled = sheet.rows.iter();
        filled.filter(|row| row.has_figures() && !row.adrift)
    };
    // Columns without any figure are words.
    let mut kept: Vec<(usize, bool)> = Vec::new();
    for column in 0..width {
        let slots = || rows().filter_map(|row| row.slots.get(column));
        if slots().any(|slot| slot.main().is_some()) {
            kept.push((column, false));
        }
        if slots().any(|slot| matches!(slot, Slot::Two(..))) {
            kept.push((column, true));
        }
    }
    let figure = |slot: Option<&Slot>, second: bool| -> Option<Id> {
        match (slot?, second) {
            (Slot::Two(_, id), true) => Some(*id),
            (slot, false) => slot.main(),
            _ => None,
        }
    };
    Frame {
        rows: rows()
            .map(|row| Line {
                name: Name::of(&row.label()).beside(&row.words),
                figures: kept
                    .iter()
                    .map(|(column, second)| figure(row.slots.get(*column), *second))
                    .collect(),
            })
            .collect(),
        columns: kept
            .iter()
            .map(|(column, second)| match sheet.columns.get(*column) {
                Some(head) if !*second && head.path.len() > 1 => Name::of(&head.label).beside(&head.path),
                Some(head) if !*second => Name::of(&head.label),
                _ => Name::none(),
            })
            .collect(),
        is_told: false,
        has_sure_ends: true,
        cost: 0,
    }
}
