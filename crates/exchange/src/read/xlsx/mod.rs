//! Excel workbooks (.xlsx) → [`Document`], with the values as the sheet shows them.
//!
//! Read are the visible sheets, in their order, with their hidden rows and columns: totals count
//! those too, and a check that left them out would report false differences. Left out are hidden
//! sheets, charts, pictures, comments, the reading aids of Japanese text (furigana), what lies under a merged
//! cell and what is struck out (見え消し), which is reported, and what a workbook of our own only says again
//! (`restated`). Formulas
//! are never run: the value that Excel stored is taken, a formula without one is a blank, and an
//! error stays the text that Excel shows (`#REF!`).
//!
//! Invariant: memory is bounded by what is stored, never by what a file claims (dimensions, counts
//! of strings, sizes of parts). Not here: which rows are a table (`rows`).

mod merges;
pub(in crate::read) mod number;
pub(crate) mod package;
pub(crate) mod raw;
pub(crate) mod restated;
pub(in crate::read) mod sheet;
mod strings;
mod styles;
pub(crate) mod xml;

use gyokaku_core::document::{Block, Document, Format, Place};

use self::package::{Book, Package};
pub(crate) use self::sheet::position;
use super::error::NotADocument;
use super::rows;

/// Reads a zip archive as an Excel workbook; the macros in it are not looked at.
///
/// # Errors
/// Says what is wrong where it is damaged or too large.
pub(super) fn document(name: &str, mut package: Package<'_>) -> Result<Document, NotADocument> {
    let mut document = Document {
        name: name.to_owned(),
        format: Format::Workbook,
        ..Document::default()
    };
    let book = package.workbook()?;
    each_sheet(&mut package, &book, &mut |sheet, mut found| {
        // A workbook of our own has one sheet.
        if let (Some(named), [_]) = (&book.restated, book.sheets.as_slice()) {
            found.rows = restated::without(found.rows, named);
            // The name of the sheet is all that is left of a table that is made of others.
            if found.rows.is_empty() && says_something(sheet) {
                document.blocks.push(name_of(sheet));
                return Ok(());
            }
        }
        lay_out(sheet, found, &mut document)
    })?;
    said(document)
}

/// The rows of the first sheet that is seen; none where there is none.
fn first_rows(package: &mut Package<'_>) -> Result<Option<Vec<rows::SheetRow>>, NotADocument> {
    let book = package.workbook()?;
    let mut first = None;
    each_sheet(package, &book, &mut |_, found| {
        first.get_or_insert(found.rows);
        Ok(())
    })?;
    Ok(first)
}

/// What is done with a sheet, by its name.
type OnSheet<'a> = dyn FnMut(&str, sheet::Found) -> Result<(), NotADocument> + 'a;

/// Reads the sheets that are seen, in their order.
fn each_sheet(package: &mut Package<'_>, book: &Book, on: &mut OnSheet<'_>) -> Result<(), NotADocument> {
    let strings = match package.part(&book.strings)? {
        Some(xml) => strings::shared(&book.strings, &xml)?,
        None => Vec::new(),
    };
    let styles = match package.part(&book.styles)? {
        Some(xml) => styles::styles(&book.styles, &xml)?,
        None => Vec::new(),
    };
    let mut limits = sheet::Limits::of(package.size());
    for sheet in book.sheets.iter().filter(|sheet| sheet.visible) {
        let Some(xml) = package.part(&sheet.part)? else {
            continue;
        };
        let values = sheet::Values {
            strings: &strings,
            styles: &styles,
            since_1904: book.since_1904,
        };
        let found = sheet::read(sheet, &xml, &values, &mut limits)?;
        drop(xml);
        on(&sheet.name, found)?;
    }
    Ok(())
}

/// Adds what a sheet shows to a document, under its name.
pub(super) fn lay_out(sheet: &str, found: sheet::Found, document: &mut Document) -> Result<(), NotADocument> {
    document.oddities.extend(found.struck);
    if found.rows.is_empty() {
        return Ok(());
    }
    if says_something(sheet) {
        document.blocks.push(name_of(sheet));
    }
    rows::layout(sheet, found.rows, found.merges, document)
}

/// The name of a sheet as the heading of what it shows.
fn name_of(sheet: &str) -> Block {
    Block::Heading {
        level: 1,
        text: sheet.to_owned(),
        at: Place::cell(sheet.to_owned(), 0, 0),
    }
}

/// A workbook that says something.
pub(super) fn said(document: Document) -> Result<Document, NotADocument> {
    if document.blocks.is_empty() {
        return Err(NotADocument::Blank);
    }
    Ok(document)
}

/// Whether a sheet's name carries words: `Sheet1`, `シート2` and bare numbers do not.
fn says_something(name: &str) -> bool {
    let folded = gyokaku_core::text::fold(name);
    let rest = folded
        .trim_start_matches("sheet")
        .trim_start_matches("シート")
        .trim_start_matches("ワークシート");
    rest.chars().any(|c| c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::says_something;

    #[test]
    fn names_given_by_excel_say_nothing() {
        assert!(!says_something("Sheet1") && !says_something("シート 2") && !says_something("１"));
        assert!(says_something("取組一覧") && says_something("Sheet1 進捗"));
    }
}
