//! Spreadsheets of OpenDocument (.ods) → [`Document`].
//!
//! A cell of this format holds what it shows as text beside its value, so what is shown is taken as it stands, and
//! the value only where nothing is said. The same as of other workbooks is read and left out (`xlsx`): hidden
//! sheets, what lies under a merged cell, what is struck out, comments, drawings, reading aids.
//! Not here: the archive around it, which rows are a table (`rows`).

mod cells;
mod styles;

use gyokaku_core::document::{Document, Format};
use quick_xml::events::Event;

use self::styles::Styles;
use super::error::NotADocument;
use super::xlsx;
use super::xlsx::package::{MOST_SHEETS, Package};
use super::xlsx::sheet::Limits;
use super::xlsx::xml::{Events, attribute, ends_early, readable};

const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";

/// Reads a zip archive as a spreadsheet of OpenDocument.
///
/// # Errors
/// Says what is wrong where it is damaged or too large.
pub(super) fn document(name: &str, mut package: Package<'_>) -> Result<Document, NotADocument> {
    let mut styles = Styles::default();
    if let Some(xml) = package.part(STYLES)? {
        styles.read(STYLES, &xml)?;
    }
    let xml = package.part(CONTENT)?.ok_or_else(|| ends_early(CONTENT))?;
    styles.read(CONTENT, &xml)?;
    let mut document = Document {
        name: name.to_owned(),
        format: Format::Workbook,
        ..Document::default()
    };
    let (mut limits, mut sheets) = (Limits::of(package.size()), 0);
    let mut events = Events::of(CONTENT, &xml);
    loop {
        match events.next()? {
            Event::Start(e) if e.local_name().as_ref() == "table" => {
                sheets += 1;
                if sheets > MOST_SHEETS {
                    return Err(NotADocument::TooManySheets { limit: MOST_SHEETS });
                }
                let name = readable(&attribute(&e, "name").unwrap_or_default());
                let style = attribute(&e, "style-name").unwrap_or_default();
                let found = cells::sheet(&name, &mut events, &styles, &mut limits)?;
                if !styles.hides_table(&style) {
                    xlsx::lay_out(&name, found, &mut document)?;
                }
            }
            Event::Eof => return xlsx::said(document),
            _ => {}
        }
    }
}

/// Skips to the end of an element that was just opened, whatever elements it holds.
fn skip(events: &mut Events<'_>) -> Result<(), NotADocument> {
    let mut depth = 1usize;
    while depth > 0 {
        match events.next()? {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(ends_early(CONTENT)),
            _ => {}
        }
    }
    Ok(())
}
