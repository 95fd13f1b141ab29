//! The cells of one sheet of an old workbook, and its merged regions.
//!
//! Not here: which rows are a table (`rows`).

use super::STREAM;
use super::book::{Book, Sheet};
use super::records::{Record, Records};
use crate::read::binary::{Rich, broken, f64_at, fault, packed, truth, u16_at, u32_at};
use crate::read::error::NotADocument;
use crate::read::rows::Merge;
use crate::read::xlsx::number::Shown;
use crate::read::xlsx::sheet::{Found, Gathering, Limits, MOST_MERGES};

/// The records of a sheet that count here.
mod kind {
    pub(super) const BOF: u16 = 0x0809;
    pub(super) const EOF: u16 = 0x0a;
    pub(super) const FORMULA: u16 = 0x06;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const TRUTH_OR_FAULT: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const PACKED: u16 = 0x027e;
    pub(super) const PACKED_ROW: u16 = 0xbd;
    pub(super) const RICH: u16 = 0xd6;
    pub(super) const MERGED: u16 = 0xe5;
    pub(super) const SHARED: u16 = 0xfd;
}

/// Where a cell stands and its style.
#[derive(Clone, Copy)]
struct Head {
    at: (u32, u32),
    style: usize,
}

impl Head {
    fn of(record: &Record<'_>) -> Option<Self> {
        Some(Self {
            at: (record.u16(0)?.into(), record.u16(2)?.into()),
            style: record.u16(4)?.into(),
        })
    }
}

/// Reads a sheet. `left` is how many bytes of records may still be read: no sound workbook holds a record of two
/// sheets, and one that says so would be read over and over.
pub(super) fn read(
    stream: &[u8],
    sheet: &Sheet,
    book: &Book,
    limits: &mut Limits,
    left: &mut usize,
) -> Result<Found, NotADocument> {
    let mut records = Records::of(stream, sheet.at);
    let mut cells = Cells {
        book,
        gathering: Gathering::of(&sheet.name, limits),
        merges: Vec::new(),
        formula: None,
    };
    let (mut depth, mut before) = (0usize, sheet.at);
    loop {
        let record = records.next().ok_or_else(|| broken(&sheet.name))?;
        *left = left
            .checked_sub(records.at() - before)
            .ok_or_else(|| broken(&sheet.name))?;
        before = records.at();
        match record.kind {
            // A chart inside the sheet is a stream of its own, with cells of its own.
            kind::BOF => depth += 1,
            kind::EOF if depth <= 1 => break,
            kind::EOF => depth -= 1,
            _ if depth == 0 => return Err(broken(STREAM)),
            _ if depth == 1 => cells.take(&record)?,
            _ => {}
        }
    }
    let Cells {
        gathering, merges, ..
    } = cells;
    Ok(gathering.found(merges))
}

struct Cells<'a> {
    book: &'a Book,
    gathering: Gathering<'a>,
    merges: Vec<Merge>,
    /// A formula whose text comes in another record.
    formula: Option<Head>,
}

impl Cells<'_> {
    /// Takes what a record says; one that is too short says nothing.
    fn take(&mut self, record: &Record<'_>) -> Result<(), NotADocument> {
        match record.kind {
            kind::MERGED => {
                self.merged(record.data);
                return Ok(());
            }
            kind::PACKED_ROW => return self.packed_row(record),
            kind::STRING => {
                let text = self.book.texts.long(&mut record.from(0));
                let (Some(head), Some(text)) = (self.formula.take(), text) else {
                    return Ok(());
                };
                let rich = Rich::of(&text, &[], &self.book.looks);
                return self.rich(head, &rich);
            }
            _ => {}
        }
        let Some(head) = Head::of(record) else {
            return Ok(());
        };
        let looks = &self.book.looks;
        let shown = match record.kind {
            kind::NUMBER => f64_at(record.data, 6).and_then(|number| looks.number(head.style, number)),
            kind::PACKED => u32_at(record.data, 6).and_then(|bits| looks.number(head.style, packed(bits))),
            kind::TRUTH_OR_FAULT => match record.data.get(6..8) {
                Some([code, 1]) => Some(fault(*code)),
                Some([value, _]) => Some(truth(*value)),
                _ => None,
            },
            kind::FORMULA => self.formula(head, record),
            kind::SHARED => {
                let string = u32_at(record.data, 6).and_then(|n| self.book.strings.get(n as usize));
                return string.map_or(Ok(()), |string| self.rich(head, string));
            }
            kind::LABEL | kind::RICH => {
                let mut from = record.from(6);
                let Some(text) = self.book.texts.long(&mut from) else {
                    return Ok(());
                };
                let runs = match record.kind {
                    kind::RICH => self.book.texts.runs(&mut from).unwrap_or_default(),
                    _ => Vec::new(),
                };
                let rich = Rich::of(&text, &runs, looks);
                return self.rich(head, &rich);
            }
            _ => return Ok(()),
        };
        self.put(head, shown, "")
    }

    fn put(&mut self, head: Head, shown: Option<Shown>, struck: &str) -> Result<(), NotADocument> {
        let whole = self.book.looks.is_struck(head.style);
        self.gathering.take(head.at, shown, struck, whole)
    }

    fn rich(&mut self, head: Head, rich: &Rich) -> Result<(), NotADocument> {
        let shown = self.book.looks.text(head.style, &rich.text);
        self.put(head, Some(shown), &rich.struck)
    }

    /// The value that Excel stored with a formula.
    fn formula(&mut self, head: Head, record: &Record<'_>) -> Option<Shown> {
        self.formula = None;
        let value = record.data.get(6..14)?;
        if value[6..] != [0xff, 0xff] {
            return self.book.looks.number(head.style, f64_at(value, 0)?);
        }
        match value[0] {
            0 => {
                self.formula = Some(head);
                None
            }
            1 => Some(truth(value[2])),
            2 => Some(fault(value[2])),
            _ => None,
        }
    }

    /// Numbers one beside another.
    fn packed_row(&mut self, record: &Record<'_>) -> Result<(), NotADocument> {
        let (Some(row), Some(first)) = (record.u16(0), record.u16(2)) else {
            return Ok(());
        };
        let cells = record.data.get(4..record.data.len().saturating_sub(2));
        for (column, cell) in (u32::from(first)..).zip(cells.unwrap_or_default().chunks_exact(6)) {
            let (Some(style), Some(bits)) = (u16_at(cell, 0), u32_at(cell, 2)) else {
                continue;
            };
            let head = Head {
                at: (row.into(), column),
                style: style.into(),
            };
            let shown = self.book.looks.number(head.style, packed(bits));
            self.put(head, shown, "")?;
        }
        Ok(())
    }

    fn merged(&mut self, data: &[u8]) {
        for region in data.get(2..).unwrap_or_default().chunks_exact(8) {
            let edge = |at| u16_at(region, at).map(u32::from);
            let (Some(top), Some(bottom), Some(left), Some(right)) = (edge(0), edge(2), edge(4), edge(6))
            else {
                continue;
            };
            if top <= bottom && left <= right && self.merges.len() < MOST_MERGES {
                self.merges.push(Merge {
                    top,
                    left,
                    bottom,
                    right,
                });
            }
        }
    }
}
