//! A part of a workbook as its root and the stretches of text of the root's children, to cut and to
//! insert without touching anything else.
//!
//! Not here: which elements mean what.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::NotADocument;
use crate::read::xlsx::xml::{broken, ends_early};
use crate::write::markup::entity;

/// The root of a part.
pub(crate) struct Root {
    /// What stands in front of its elements' names: `x:`, or nothing.
    pub(crate) prefix: String,
    /// The children in order.
    pub(crate) children: Vec<Child>,
    /// Where a last child would stand.
    pub(crate) end: usize,
}

/// An element and where it stands.
pub(crate) struct Child {
    /// Its name without prefix.
    pub(crate) name: String,
    /// From `<` to behind `>`.
    pub(crate) range: Range<usize>,
}

/// The outline of an element that `xml` consists of; a root without children (`<a/>`) is opened first.
///
/// # Errors
/// Where the XML is broken or ends early.
pub(crate) fn root(part: &str, xml: &mut String) -> Result<Root, NotADocument> {
    if let Some(opened) = opened(part, xml)? {
        *xml = opened;
    }
    let mut reader = reader(xml);
    let (mut depth, mut children, mut prefix) = (0usize, Vec::new(), None);
    let mut open: Option<(String, usize)> = None;
    loop {
        let before = position(&reader);
        let event = reader.read_event().map_err(|source| broken(part, source))?;
        let after = position(&reader);
        match event {
            Event::Start(e) => {
                match depth {
                    0 => prefix = Some(prefix_of(&e)),
                    1 => open = Some((local(&e), before)),
                    _ => {}
                }
                depth += 1;
            }
            Event::Empty(e) if depth == 1 => children.push(Child {
                name: local(&e),
                range: before..after,
            }),
            Event::End(_) => match depth {
                0 => return Err(ends_early(part)),
                1 => {
                    return Ok(Root {
                        prefix: prefix.unwrap_or_default(),
                        children,
                        end: before,
                    });
                }
                _ => {
                    depth -= 1;
                    if let Some((name, from)) = open.take_if(|_| depth == 1) {
                        children.push(Child {
                            name,
                            range: from..after,
                        });
                    }
                }
            },
            Event::Eof => return Err(ends_early(part)),
            _ => {}
        }
    }
}

/// The text with a root `<a/>` written as `<a></a>`; none where the root is open already.
fn opened(part: &str, xml: &str) -> Result<Option<String>, NotADocument> {
    let mut reader = reader(xml);
    loop {
        let before = position(&reader);
        match reader.read_event().map_err(|source| broken(part, source))? {
            Event::Start(_) => return Ok(None),
            Event::Empty(e) => {
                let after = position(&reader);
                let head = xml[before..after].trim_end_matches('>').trim_end_matches('/');
                let name: &str = e.name().into_inner();
                return Ok(Some(format!("{}{head}></{name}>", &xml[..before])));
            }
            Event::Eof => return Err(ends_early(part)),
            _ => {}
        }
    }
}

/// A reader of a part that asks no more of it than that its tags can be told apart.
pub(crate) fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    reader
}

/// Where a reader stands, in bytes.
pub(crate) fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn local(element: &BytesStart<'_>) -> String {
    element.local_name().as_ref().to_owned()
}

fn prefix_of(element: &BytesStart<'_>) -> String {
    let name: &str = element.name().into_inner();
    name.rsplit_once(':')
        .map_or_else(String::new, |(prefix, _)| format!("{prefix}:"))
}

impl Root {
    /// Where an element has to be put that stands before the children `after` and behind the others.
    pub(crate) fn place_behind(&self, before: &[&str]) -> Option<usize> {
        self.children
            .iter()
            .rev()
            .find(|child| before.contains(&child.name.as_str()))
            .map(|child| child.range.end)
    }

    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Child> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Takes stretches out of a text; they lie apart from each other.
pub(crate) fn without(xml: &str, mut cuts: Vec<Range<usize>>) -> String {
    cuts.sort_by_key(|cut| cut.start);
    let (mut out, mut at) = (String::with_capacity(xml.len()), 0);
    for cut in cuts {
        out.push_str(&xml[at..cut.start]);
        at = cut.end;
    }
    out.push_str(&xml[at..]);
    out
}

/// The text as it stands between tags or in an attribute. Characters that XML does not have are left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match (entity(c), c) {
            // An apostrophe means nothing here, where attributes stand between quotation marks.
            (Some(entity), c) if c != '\'' => out.push_str(entity),
            (_, '\n' | '\t') => out.push(c),
            (_, c) if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            (_, c) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_found_where_they_stand() {
        let mut xml = "<?xml version=\"1.0\"?>\n<x:a b=\"1\"><x:c><x:c/></x:c> <d/></x:a>".to_owned();
        let found = root("p", &mut xml).unwrap();
        assert_eq!(found.prefix, "x:");
        let children: Vec<_> = found
            .children
            .iter()
            .map(|child| &xml[child.range.clone()])
            .collect();
        assert_eq!(children, ["<x:c><x:c/></x:c>", "<d/>"]);
        assert_eq!(&xml[found.end..], "</x:a>");
    }

    #[test]
    fn an_empty_root_is_opened() {
        let mut xml = "<a b=\"1\" />".to_owned();
        let found = root("p", &mut xml).unwrap();
        assert_eq!((xml.as_str(), found.end), ("<a b=\"1\" ></a>", 10));
        assert!(root("p", &mut "<a><b>".to_owned()).is_err());
    }
}
