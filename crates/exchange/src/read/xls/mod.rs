//! Workbooks of Excel 97–2003 (.xls), and of Excel 5 and 95, → [`Document`], with the values as the sheet shows them.
//!
//! The same as of newer workbooks is read and left out (`xlsx`): hidden sheets, what lies under a merged cell,
//! what is struck out, reading aids; formulas are never run. Each record is looked at once and each size is
//! checked against the bytes that are there, so that nothing a file claims costs memory or time.
//! Not here: which rows are a table (`rows`).

mod book;
mod compound;
mod records;
mod sheet;

use gyokaku_core::document::{Document, Format};

pub(super) use self::compound::Compound;
use super::error::NotADocument;
use super::xlsx;
use super::xlsx::sheet::Limits;

/// What the stream of a workbook is called.
const STREAM: &str = "Workbook";

/// Reads the workbook of a compound file.
///
/// # Errors
/// Says what is wrong where it is protected, damaged, too large or older than Excel 5.
pub(super) fn document(name: &str, file: &Compound<'_>) -> Result<Document, NotADocument> {
    let stream = file
        .stream(STREAM)
        .or_else(|| file.stream("Book"))
        .ok_or(NotADocument::Truncated)?;
    let book = book::book(&stream)?;
    let mut document = Document {
        name: name.to_owned(),
        format: Format::Workbook,
        ..Document::default()
    };
    let (mut limits, mut left) = (Limits::of(stream.len()), stream.len());
    for sheet in book.sheets.iter().filter(|sheet| sheet.visible) {
        let found = sheet::read(&stream, sheet, &book, &mut limits, &mut left)?;
        xlsx::lay_out(&sheet.name, found, &mut document)?;
    }
    xlsx::said(document)
}
