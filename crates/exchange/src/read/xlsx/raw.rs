//! The cells of the sheets as stored, for a workbook of which the shape is known.
//!
//! Documents are read as shown, since that is what was printed; an amount that a format shows in
//! thousands is here the amount that was typed. Not here: which cells mean what.

use super::package::{Package, Sheet};
use super::sheet::{Kind, Limits, Met, Values, walk};
use super::{number, sheet, strings, styles};
use crate::read::error::NotADocument;

/// A sheet.
pub(crate) struct RawSheet {
    /// Its name, as Excel shows it.
    pub(crate) name: String,
    /// Whether Excel shows it.
    pub(crate) visible: bool,
    /// The cells that say something, in the order of the file: by row and column, unless the file is odd.
    pub(crate) cells: Vec<RawCell>,
}

/// A cell; row and column count from 0.
pub(crate) struct RawCell {
    pub(crate) row: u32,
    pub(crate) column: u32,
    pub(crate) value: Raw,
    /// The value as shown, as a person would quote it.
    pub(crate) shown: String,
}

/// A value as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Raw {
    /// Text, as in `shown`.
    Text,
    /// A number: its digits without its format.
    Number(String),
    /// A number that is shown as a percentage; its digits without its format.
    Percent(String),
    /// A day or a time.
    Date,
    /// TRUE or FALSE.
    Bool,
    /// `#REF!` and its kin.
    Error,
    /// A formula of which the file holds no result.
    Unevaluated,
}

/// Reads the visible sheets of a workbook.
///
/// # Errors
/// As for a document: no workbook, protected, damaged, too large.
pub(crate) fn sheets(bytes: &[u8]) -> Result<Vec<RawSheet>, NotADocument> {
    read(bytes, |sheet| sheet.visible)
}

/// Reads all sheets of a workbook, those that are hidden as well.
///
/// # Errors
/// As for a document: no workbook, protected, damaged, too large.
pub(crate) fn all_sheets(bytes: &[u8]) -> Result<Vec<RawSheet>, NotADocument> {
    read(bytes, |_| true)
}

fn read(bytes: &[u8], is_wanted: fn(&Sheet) -> bool) -> Result<Vec<RawSheet>, NotADocument> {
    let mut package = Package::open(bytes)?;
    let book = package.workbook()?;
    let strings = match package.part(&book.strings)? {
        Some(xml) => strings::shared(&book.strings, &xml)?,
        None => Vec::new(),
    };
    let styles = match package.part(&book.styles)? {
        Some(xml) => styles::styles(&book.styles, &xml)?,
        None => Vec::new(),
    };
    let values = Values {
        strings: &strings,
        styles: &styles,
        since_1904: book.since_1904,
    };
    let mut limits = sheet::Limits::of(package.size());
    let mut found = Vec::new();
    for sheet in book.sheets.iter().filter(|sheet| is_wanted(sheet)) {
        if let Some(xml) = package.part(&sheet.part)? {
            found.push(RawSheet {
                name: sheet.name.clone(),
                visible: sheet.visible,
                cells: cells(sheet, &xml, &values, &mut limits)?,
            });
        }
    }
    Ok(found)
}

fn cells(
    sheet: &Sheet,
    xml: &str,
    values: &Values<'_>,
    limits: &mut Limits,
) -> Result<Vec<RawCell>, NotADocument> {
    let mut cells = Vec::new();
    walk(sheet, xml, values, |met| {
        let (row, column) = (met.row, met.column);
        if let Some((value, shown)) = raw(met) {
            limits.spend(&sheet.name, row, column, &shown)?;
            cells.push(RawCell {
                row,
                column,
                value,
                shown,
            });
        }
        Ok(())
    })?;
    Ok(cells)
}

/// The value of a cell; none where it is blank.
fn raw(met: Met<'_>) -> Option<(Raw, String)> {
    let Some(shown) = met.shown else {
        return met.formula.then(|| (Raw::Unevaluated, String::new()));
    };
    let value = match met.kind {
        Kind::Shared | Kind::Text => Raw::Text,
        Kind::Bool => Raw::Bool,
        Kind::Error => Raw::Error,
        Kind::Date => Raw::Date,
        Kind::Number if met.format.is_some_and(|format| format.is_date()) => Raw::Date,
        Kind::Number => match number::plain(met.stored.trim()) {
            Some(digits) if met.format.is_some_and(|format| format.is_percent()) => Raw::Percent(digits),
            Some(digits) => Raw::Number(digits),
            None => Raw::Text,
        },
    };
    // A formula such as ="" shows nothing; so does a format such as ;;; but there the number counts.
    let is_blank = value == Raw::Text && shown.text.trim().is_empty();
    (!is_blank).then_some((value, shown.text))
}
