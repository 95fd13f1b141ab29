//! A department's answers as a workbook or a CSV: out, filled in by hand, and back.
//!
//! [`write::workbook`] and [`csv`] lay a [`Form`] out; [`back`] compares what came back with it and
//! gives changes and faults; [`marked`] returns the very file with its wrong cells marked. Rows and
//! columns are known by identities inside the sheet, never by their position, the sheet's name or
//! the file's. Not here: what a survey round is, who may answer, and storing anything.

mod back;
mod compare;
pub mod csv;
mod form;
mod guide;
pub mod layout;
pub mod read;
mod value;
pub mod write;

pub use back::{Back, Change, NotTheForm, Twice, Unknown};
pub use form::{Choice, Column, ColumnKind, Form, Kind, Row};
pub use value::LONGEST_TEXT;

pub use crate::workbook::{Fault, FaultKind, mark};

use crate::read::NotADocument;
use crate::read::bytes::is_archive;

/// Compares a file that came back, a workbook or a CSV by its content, with the form as it stands now.
///
/// # Errors
/// When the bytes are no such file, or the file of another form. Faults of single cells are no errors.
pub fn back(bytes: &[u8], form: &Form) -> Result<Back, NotTheForm> {
    if is_archive(bytes) {
        match layout::returned(bytes, form)? {
            Some(back) => Ok(back),
            None => read::workbook(bytes, form),
        }
    } else {
        csv::back(bytes, form)
    }
}

/// The very file that came back, with the faults marked in it: in a workbook by colour and note, in a
/// CSV in a last column. Marks of an earlier time are gone.
///
/// # Errors
/// When the bytes are neither, or too damaged to be written again.
pub fn marked(bytes: &[u8], faults: &[Fault]) -> Result<Vec<u8>, NotADocument> {
    if is_archive(bytes) {
        mark::marked(bytes, faults)
    } else {
        csv::marked(bytes, faults)
    }
}

/// Whether a file that came back carries marks of an earlier time.
///
/// # Errors
/// When the bytes are neither a workbook nor text.
pub fn is_marked(bytes: &[u8]) -> Result<bool, NotADocument> {
    if is_archive(bytes) {
        mark::is_marked(bytes)
    } else {
        csv::is_marked(bytes)
    }
}
