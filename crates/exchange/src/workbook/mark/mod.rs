//! A workbook that came back wrong, as itself with its wrong cells marked, and the marks off again.
//!
//! Only what the marks need is written anew; every other part of the file is copied byte for byte, so
//! that lists, protection, widths, pictures and other sheets survive, whichever program wrote them.
//! The colour is a conditional format with a condition that is always true and names itself. It lies
//! over the cell's own colour instead of replacing it: nothing has to be remembered to take it off,
//! and a spreadsheet that saves the file in between keeps it recognisable. The reason is a note;
//! where the person has a note of their own, it is added below theirs.
//! Not here: what is wrong (`survey`, `register`).

mod colour;
mod notes;
mod shapes;

use std::collections::BTreeMap;

use gyokaku_core::document::Spot;

use super::Fault;
use super::parts::{Parts, SheetPart};
use crate::read::{NotADocument, bytes};

/// Who notes and colours are by.
const AUTHOR: &str = "検算";
/// The line of a note from which on it is ours.
const LINE: &str = "【検算】";
/// The most characters of one note.
const LONGEST_NOTE: usize = 2_000;

/// Cells of one sheet by row and column, with the text of their notes.
type Cells = BTreeMap<(u32, u32), String>;

/// The workbook with the cells of the faults marked. Marks of an earlier time are taken off first.
///
/// # Errors
/// When the bytes are no workbook, or one that is too damaged to be written again.
pub fn marked(bytes: &[u8], faults: &[Fault]) -> Result<Vec<u8>, NotADocument> {
    let mut parts = opened(bytes)?;
    let sheets = parts.sheets()?;
    clear(&mut parts, &sheets)?;
    let by_sheet = cells(faults);
    let mut colour = None;
    for sheet in &sheets {
        let Some(cells) = by_sheet.get(sheet.name.as_str()) else {
            continue;
        };
        let colour = match colour {
            Some(colour) => colour,
            None => *colour.insert(colour::registered(&mut parts)?),
        };
        if let Some(colour) = colour {
            colour::lay(&mut parts, &sheet.part, colour, cells.keys())?;
        }
        notes::add(&mut parts, &sheet.part, cells)?;
    }
    parts.close()
}

/// The workbook without our marks, as the person left it.
///
/// # Errors
/// When the bytes are no workbook, or one that is too damaged to be written again.
pub fn unmarked(bytes: &[u8]) -> Result<Vec<u8>, NotADocument> {
    let mut parts = opened(bytes)?;
    let sheets = parts.sheets()?;
    clear(&mut parts, &sheets)?;
    parts.close()
}

/// Whether a workbook carries marks of ours.
///
/// # Errors
/// When the bytes are no workbook, or one that is too damaged to be read.
pub fn is_marked(bytes: &[u8]) -> Result<bool, NotADocument> {
    let mut parts = opened(bytes)?;
    let sheets = parts.sheets()?;
    clear(&mut parts, &sheets)?;
    Ok(parts.is_changed())
}

fn opened(bytes: &[u8]) -> Result<Parts<'_>, NotADocument> {
    bytes::bounded(bytes)?;
    if !bytes::is_archive(bytes) {
        bytes::decoded(bytes)?;
        return Err(NotADocument::Archive);
    }
    Parts::open(bytes)
}

fn clear(parts: &mut Parts<'_>, sheets: &[SheetPart]) -> Result<(), NotADocument> {
    for sheet in sheets {
        colour::lift(parts, &sheet.part)?;
        notes::remove(parts, &sheet.part)?;
    }
    Ok(())
}

/// The cells to mark, by sheet: each with the reasons of all its faults.
fn cells(faults: &[Fault]) -> BTreeMap<&str, Cells> {
    let mut found: BTreeMap<&str, Cells> = BTreeMap::new();
    for fault in faults {
        for place in std::iter::once(&fault.at).chain(&fault.also) {
            if let Spot::Cell { sheet, row, column } = &place.spot {
                let text = found
                    .entry(sheet)
                    .or_default()
                    .entry((*row, *column))
                    .or_insert_with(|| LINE.to_owned());
                text.push('\n');
                text.push_str(&fault.message());
            }
        }
    }
    for text in found.values_mut().flat_map(Cells::values_mut) {
        if let Some((end, _)) = text.char_indices().nth(LONGEST_NOTE) {
            text.truncate(end);
            text.push('…');
        }
    }
    found
}
