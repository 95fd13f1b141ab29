//! The number formats of a workbook, by the style that cells name.
//!
//! Not here: fonts, fills and borders.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::number::NumberFormat;
use super::xml::{Events, attribute};
use crate::read::error::NotADocument;

/// One format for each style, in order.
pub(super) fn formats(part: &str, xml: &str) -> Result<Vec<NumberFormat>, NotADocument> {
    let (mut codes, mut formats, mut in_cells) = (HashMap::new(), Vec::new(), false);
    let mut events = Events::of(part, xml);
    loop {
        match events.next()? {
            Event::Start(e) if e.local_name().as_ref() == "cellXfs" => in_cells = true,
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cells = false,
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(&e, "numFmtId"), attribute(&e, "formatCode")) {
                        codes.insert(id, code);
                    }
                }
                "xf" if in_cells => {
                    let id = attribute(&e, "numFmtId").unwrap_or_default();
                    formats.push(match codes.get(&id) {
                        Some(code) => NumberFormat::of(code),
                        None => NumberFormat::built_in(id.parse().unwrap_or(0)),
                    });
                }
                _ => {}
            },
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}
