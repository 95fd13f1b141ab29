//! Styles: which are headings, which number their paragraphs, which strike out or hide.
//!
//! Not here: other looks.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use crate::Error;
use crate::xml::{Events, attribute, is_on, number, value};

/// A style may follow others; no sound document has a longer row of them.
const MOST_PARENTS: usize = 32;

/// What runs look like; none of what is left to a style.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look {
    pub(crate) struck: Option<bool>,
    pub(crate) hidden: Option<bool>,
}

impl Look {
    /// Takes what an element of run properties says.
    pub(crate) fn take(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "strike" | "dstrike" => {
                self.struck = Some(is_on(element) || self.struck.unwrap_or(false));
            }
            "vanish" => self.hidden = Some(is_on(element)),
            _ => {}
        }
    }

    /// What this leaves open, as another says it.
    pub(crate) fn or(self, other: Look) -> Look {
        Look {
            struck: self.struck.or(other.struck),
            hidden: self.hidden.or(other.hidden),
        }
    }
}

#[derive(Default)]
struct Style {
    name: String,
    parent: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    depth: Option<u8>,
    look: Look,
}

/// Styles by their identity.
#[derive(Default)]
pub(crate) struct Styles {
    styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    usual: Option<String>,
}

/// Reads the styles of a document.
pub(crate) fn styles(part: &str, xml: &str) -> Result<Styles, Error> {
    let mut found = Styles::default();
    let mut events = Events::of(part, xml);
    let mut current: Option<(String, Style)> = None;
    loop {
        match events.next()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "style" => {
                found.styles.extend(current.take());
                let id = attribute(&e, "styleId").unwrap_or_default();
                let is = |name, wanted| attribute(&e, name).is_some_and(|value| value == wanted);
                if is("type", "paragraph") && (is("default", "1") || is("default", "true")) {
                    found.usual = Some(id.clone());
                }
                current = Some((id, Style::default()));
            }
            Event::Start(e) | Event::Empty(e) => {
                if let Some((_, style)) = &mut current {
                    match e.local_name().as_ref() {
                        "name" => style.name = value(&e).unwrap_or_default().to_lowercase(),
                        "basedOn" => style.parent = value(&e),
                        "outlineLvl" => style.outline = number(&e),
                        "numId" => style.list = value(&e),
                        "ilvl" => style.depth = number(&e),
                        _ => style.look.take(&e),
                    }
                }
            }
            Event::Eof => {
                found.styles.extend(current);
                return Ok(found);
            }
            _ => {}
        }
    }
}

impl Styles {
    /// The style of that identity, or the usual one, and those that it is based on.
    fn chain<'a>(&'a self, id: Option<&str>) -> impl Iterator<Item = &'a Style> + use<'a> {
        let first = id.or(self.usual.as_deref()).and_then(|id| self.styles.get(id));
        std::iter::successors(first, |style| self.styles.get(style.parent.as_deref()?)).take(MOST_PARENTS)
    }

    /// The level of a heading, from 1.
    pub(crate) fn heading(&self, id: Option<&str>) -> Option<u8> {
        let named = |style: &Style| match style.name.as_str() {
            "title" | "表題" => Some(0),
            name => name
                .strip_prefix("heading")
                .or_else(|| name.strip_prefix("見出し"))?
                .trim()
                .parse::<u8>()
                .ok()?
                .checked_sub(1),
        };
        let outline = self
            .chain(id)
            .find_map(|style| style.outline.or_else(|| named(style)))?;
        (outline < 9).then_some(outline + 1)
    }

    /// The list that a style numbers its paragraphs in, and how deep.
    pub(crate) fn list<'a>(&'a self, id: Option<&str>) -> (Option<&'a str>, Option<u8>) {
        let list = self.chain(id).find_map(|style| style.list.as_deref());
        (list, self.chain(id).find_map(|style| style.depth))
    }

    /// Whether a style is that of a table of contents.
    pub(crate) fn is_contents(&self, id: Option<&str>) -> bool {
        self.chain(id)
            .any(|style| style.name.starts_with("toc ") || style.name.starts_with("目次"))
    }

    /// What a style makes of runs.
    pub(crate) fn look(&self, id: Option<&str>) -> Look {
        self.chain(id)
            .fold(Look::default(), |look, style| look.or(style.look))
    }

    /// What a style of runs makes of them; nothing where none is named.
    pub(crate) fn run_look(&self, id: Option<&str>) -> Look {
        id.map_or_else(Look::default, |id| self.look(Some(id)))
    }
}
