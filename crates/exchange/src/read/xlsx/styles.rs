//! The styles that cells name: how they show numbers, and whether they strike out what they hold.
//!
//! Not here: other looks of fonts, fills and borders.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::number::NumberFormat;
use super::strings::is_on;
use super::xml::{Events, attribute};
use crate::read::error::NotADocument;

/// A style.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// How it shows numbers.
    pub(super) format: NumberFormat,
    /// Whether its font strikes out.
    pub(super) struck: bool,
}

/// The styles, in order.
pub(super) fn styles(part: &str, xml: &str) -> Result<Vec<Style>, NotADocument> {
    let (mut codes, mut styles, mut in_cells) = (HashMap::new(), Vec::new(), false);
    let (mut fonts, mut in_fonts) = (Vec::new(), false);
    let mut events = Events::of(part, xml);
    loop {
        match events.next()? {
            Event::Start(e) if e.local_name().as_ref() == "cellXfs" => in_cells = true,
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cells = false,
            Event::Start(e) if e.local_name().as_ref() == "fonts" => in_fonts = true,
            Event::End(e) if e.local_name().as_ref() == "fonts" => in_fonts = false,
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "font" if in_fonts => fonts.push(false),
                "strike" if in_fonts => {
                    if let Some(font) = fonts.last_mut() {
                        *font = is_on(&e);
                    }
                }
                "numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(&e, "numFmtId"), attribute(&e, "formatCode")) {
                        codes.insert(id, code);
                    }
                }
                "xf" if in_cells => {
                    let id = attribute(&e, "numFmtId").unwrap_or_default();
                    let format = match codes.get(&id) {
                        Some(code) => NumberFormat::of(code),
                        None => NumberFormat::built_in(id.parse().unwrap_or(0)),
                    };
                    let font = attribute(&e, "fontId").and_then(|id| id.parse::<usize>().ok());
                    let struck = font.and_then(|font| fonts.get(font).copied()).unwrap_or(false);
                    styles.push(Style { format, struck });
                }
                _ => {}
            },
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}
