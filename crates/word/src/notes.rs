//! Footnotes and endnotes, by what refers to them.
//!
//! Not here: where they are said.

use quick_xml::events::Event;

use crate::body::Reader;
use crate::table::joined;
use crate::xml::{Events, attribute};
use crate::{Block, Error};

/// Reads the notes of a part for a reader of the document.
pub(crate) fn notes(reader: &mut Reader<'_>, part: &str, xml: &str) -> Result<(), Error> {
    let mut events = Events::of(part, xml);
    loop {
        match events.next()? {
            Event::Start(e) if matches!(e.local_name().as_ref(), "footnote" | "endnote") => {
                let name = e.local_name().as_ref().to_owned();
                let id = attribute(&e, "id").unwrap_or_default();
                let is_line = attribute(&e, "type").is_some_and(|kind| kind != "normal");
                let mut blocks: Vec<Block> = Vec::new();
                reader.blocks(&name, &mut events, &mut blocks, 1)?;
                let (text, _, _) = joined(blocks);
                let text = text.replace('\n', " ");
                if !is_line && !text.trim().is_empty() {
                    let key = (format!("{name}Reference"), id);
                    reader.notes.insert(key, text.trim().to_owned());
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
