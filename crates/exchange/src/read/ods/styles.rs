//! Styles of a spreadsheet: what they strike out, and which sheets they hide.
//!
//! Not here: fonts, colours and number formats; a cell says what it shows.

use std::collections::HashMap;

use quick_xml::events::Event;

use crate::read::error::NotADocument;
use crate::read::xlsx::xml::{Events, attribute};

/// A style may follow others; no sound file has a longer row of them.
const MOST_PARENTS: usize = 32;

/// What a style says; none of what it leaves to its parent.
#[derive(Default)]
struct Style {
    parent: Option<String>,
    struck: Option<bool>,
    hides_table: bool,
}

/// Styles by family and name.
#[derive(Default)]
pub(super) struct Styles(HashMap<(String, String), Style>);

impl Styles {
    /// Adds the styles of a part.
    pub(super) fn read(&mut self, part: &str, xml: &str) -> Result<(), NotADocument> {
        let mut events = Events::of(part, xml);
        let mut current = None;
        loop {
            match events.next()? {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "style" => {
                        let family = attribute(&e, "family").unwrap_or_default();
                        let key = (family, attribute(&e, "name").unwrap_or_default());
                        let style = Style {
                            parent: attribute(&e, "parent-style-name"),
                            ..Style::default()
                        };
                        self.0.insert(key.clone(), style);
                        current = Some(key);
                    }
                    "text-properties" => {
                        let line = attribute(&e, "text-line-through-style")
                            .or_else(|| attribute(&e, "text-line-through-type"));
                        if let Some((style, line)) =
                            current.as_ref().and_then(|k| self.0.get_mut(k)).zip(line)
                        {
                            style.struck = Some(line != "none");
                        }
                    }
                    "table-properties" => {
                        let hides = attribute(&e, "display").is_some_and(|display| display == "false");
                        if let Some(style) = current.as_ref().and_then(|key| self.0.get_mut(key)) {
                            style.hides_table |= hides;
                        }
                    }
                    // Tables come after all styles.
                    "body" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Whether a style of a family strikes out.
    pub(super) fn strikes(&self, family: &str, name: &str) -> bool {
        let mut key = (family.to_owned(), name.to_owned());
        for _ in 0..MOST_PARENTS {
            let Some(style) = self.0.get(&key) else {
                return false;
            };
            match (style.struck, &style.parent) {
                (Some(struck), _) => return struck,
                (None, Some(parent)) => key.1.clone_from(parent),
                (None, None) => return false,
            }
        }
        false
    }

    /// Whether a style hides the sheets that have it.
    pub(super) fn hides_table(&self, name: &str) -> bool {
        let key = ("table".to_owned(), name.to_owned());
        self.0.get(&key).is_some_and(|style| style.hides_table)
    }
}
