//! The cells of a sheet as stretches of its text, to be written anew one by one.
//!
//! Not here: what is written.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use crate::read::NotADocument;
use crate::read::xlsx::xml::{attribute, broken, ends_early};
use crate::workbook::xml::{escaped, position, reader};

/// What is written into a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A text; a blank cell where it is empty.
    Text(String),
    /// A number in plain digits.
    Number(String),
}

/// The sheet with other contents in some of its cells, by name (`C5`). The format of a cell stays.
///
/// # Errors
/// Where the XML is broken or ends early.
pub(super) fn written(
    part: &str,
    xml: &str,
    contents: &HashMap<String, Content>,
) -> Result<String, NotADocument> {
    let mut reader = reader(xml);
    reader.config_mut().allow_unmatched_ends = true;
    let mut out = String::with_capacity(xml.len());
    let mut copied = 0;
    let mut open: Option<(Range<usize>, String)> = None;
    loop {
        let before = position(&reader);
        let event = reader.read_event().map_err(|source| broken(part, source))?;
        let after = position(&reader);
        match event {
            Event::Start(e) if e.local_name().as_ref() == "c" => {
                let cell = replaced(&e, contents);
                open = cell.map(|cell| (before..after, cell));
            }
            Event::Empty(e) if e.local_name().as_ref() == "c" => {
                if let Some(cell) = replaced(&e, contents) {
                    out.push_str(&xml[copied..before]);
                    out.push_str(&cell);
                    copied = after;
                }
            }
            Event::End(e) if e.local_name().as_ref() == "c" => {
                if let Some((range, cell)) = open.take() {
                    out.push_str(&xml[copied..range.start]);
                    out.push_str(&cell);
                    copied = after;
                }
            }
            Event::Eof if open.is_some() => return Err(ends_early(part)),
            Event::Eof => break,
            _ => {}
        }
    }
    out.push_str(&xml[copied..]);
    Ok(out)
}

/// The cell with its new content; none where it stays.
fn replaced(cell: &BytesStart<'_>, contents: &HashMap<String, Content>) -> Option<String> {
    let name = attribute(cell, "r")?;
    let content = contents.get(&name)?;
    let tag: &str = cell.name().into_inner();
    let prefix = tag.rsplit_once(':').map_or("", |(prefix, _)| prefix);
    let p = match prefix {
        "" => String::new(),
        prefix => format!("{prefix}:"),
    };
    let style = attribute(cell, "s").map_or_else(String::new, |style| format!(" s=\"{}\"", escaped(&style)));
    let head = format!("<{p}c r=\"{}\"{style}", escaped(&name));
    Some(match content {
        Content::Text(text) if text.is_empty() => format!("{head}/>"),
        Content::Text(text) => format!(
            "{head} t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is></{p}c>",
            escaped(text)
        ),
        Content::Number(digits) => format!("{head}><{p}v>{}</{p}v></{p}c>", escaped(digits)),
    })
}
