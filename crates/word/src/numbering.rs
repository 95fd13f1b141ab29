//! Lists: what stands in front of each of their paragraphs.
//!
//! Not here: how a number is written (`marks`).

use std::collections::{HashMap, HashSet};

use quick_xml::events::Event;

use crate::marks::printed;
use crate::symbols::symbol;
use crate::xml::{Events, attribute, number, value};
use crate::{Error, Mark};

const DEPTHS: usize = 9;

/// One depth of a list.
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    /// `第%1章`.
    text: String,
    /// Whether a blank comes after the mark.
    blank: bool,
    /// Whether the numbers of all depths are plain digits.
    plain: bool,
    font: String,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            blank: true,
            plain: false,
            font: String::new(),
        }
    }
}

type Levels = [Option<Level>; DEPTHS];

/// A list by its number: a definition, and what is other in it.
#[derive(Default)]
struct List {
    definition: String,
    starts: [Option<u32>; DEPTHS],
    levels: Levels,
}

/// The lists of a document, and how far each was counted.
#[derive(Default)]
pub(crate) struct Numbering {
    definitions: HashMap<String, Levels>,
    lists: HashMap<String, List>,
    /// The depth that belongs to a style.
    depths: HashMap<String, u8>,
    counted: HashMap<String, [Option<u32>; DEPTHS]>,
    begun: HashSet<String>,
}

/// Reads the lists of a document.
pub(crate) fn numbering(part: &str, xml: &str) -> Result<Numbering, Error> {
    let mut found = Numbering::default();
    let mut events = Events::of(part, xml);
    let mut definition: Option<(String, Levels)> = None;
    let mut list: Option<(String, List)> = None;
    let mut depth = 0;
    loop {
        match events.next()? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "abstractNum" => {
                    found.definitions.extend(definition.take());
                    let id = attribute(&e, "abstractNumId").unwrap_or_default();
                    definition = Some((id, Levels::default()));
                }
                "num" => {
                    found.definitions.extend(definition.take());
                    found.lists.extend(list.take());
                    list = attribute(&e, "numId").map(|id| (id, List::default()));
                }
                "abstractNumId" => {
                    if let Some((_, list)) = &mut list {
                        list.definition = value(&e).unwrap_or_default();
                    }
                }
                "lvlOverride" => depth = level_of(&e),
                "startOverride" => {
                    if let Some((_, list)) = &mut list {
                        list.starts[depth] = number(&e);
                    }
                }
                "lvl" => {
                    depth = level_of(&e);
                    let levels = levels(&mut definition, &mut list);
                    levels
                        .into_iter()
                        .for_each(|levels| levels[depth] = Some(Level::default()));
                }
                name => {
                    if name == "pStyle" && list.is_none() {
                        found.depths.extend(value(&e).map(|style| (style, depth as u8)));
                    }
                    let levels = levels(&mut definition, &mut list);
                    if let Some(level) = levels.and_then(|levels| levels[depth].as_mut()) {
                        level.take(name, &e);
                    }
                }
            },
            Event::Eof => {
                found.definitions.extend(definition);
                found.lists.extend(list);
                return Ok(found);
            }
            _ => {}
        }
    }
}

fn level_of(element: &quick_xml::events::BytesStart<'_>) -> usize {
    let depth = attribute(element, "ilvl").and_then(|depth| depth.parse::<usize>().ok());
    depth.unwrap_or(0).min(DEPTHS - 1)
}

/// The levels that are being read: those of a list of its own, or of a definition.
fn levels<'a>(
    definition: &'a mut Option<(String, Levels)>,
    list: &'a mut Option<(String, List)>,
) -> Option<&'a mut Levels> {
    match (list, definition) {
        (Some((_, list)), _) => Some(&mut list.levels),
        (None, Some((_, levels))) => Some(levels),
        (None, None) => None,
    }
}

impl Level {
    fn take(&mut self, name: &str, element: &quick_xml::events::BytesStart<'_>) {
        match name {
            "start" => self.start = number(element).unwrap_or(1),
            "numFmt" => self.format = value(element).unwrap_or_default(),
            "lvlText" => self.text = value(element).unwrap_or_default().chars().take(200).collect(),
            "suff" => self.blank = value(element).is_none_or(|after| after != "nothing"),
            "isLgl" => self.plain = true,
            "rFonts" => self.font = attribute(element, "ascii").unwrap_or_default(),
            _ => {}
        }
    }
}

impl Numbering {
    /// The depth that a style has in the list that it names.
    pub(crate) fn depth_of_style(&self, style: Option<&str>) -> Option<u8> {
        self.depths.get(style?).copied()
    }

    /// What stands in front of the next paragraph of a list; none where nobody can tell.
    pub(crate) fn next(&mut self, id: &str, depth: u8) -> Option<Mark> {
        let at = usize::from(depth).min(DEPTHS - 1);
        let list = self.lists.get(id)?;
        let definition = self.definitions.get(&list.definition);
        let level = |depth: usize| {
            let own = list.levels[depth].as_ref();
            own.or_else(|| definition.and_then(|levels| levels[depth].as_ref()))
        };
        let this = level(at)?;
        let counted = self.counted.entry(list.definition.clone()).or_default();
        if self.begun.insert(id.to_owned()) {
            for (count, _) in counted
                .iter_mut()
                .zip(list.starts)
                .filter(|(_, start)| start.is_some())
            {
                *count = None;
            }
        }
        let start = |depth: usize| list.starts[depth].or(level(depth).map(|level| level.start));
        for (above, count) in counted.iter_mut().enumerate().take(at) {
            *count = count.or_else(|| start(above));
        }
        counted[at] = match counted[at] {
            Some(count) => count.checked_add(1),
            None => start(at),
        };
        counted[at + 1..].fill(None);
        if this.format == "bullet" {
            let sign = this.text.chars().next().map(|sign| symbol(&this.font, sign));
            return Some(Mark {
                depth: at as u8,
                text: sign.flatten().unwrap_or('・').to_string() + " ",
                bullet: true,
            });
        }
        let mut text = String::new();
        let mut signs = this.text.chars().peekable();
        while let Some(sign) = signs.next() {
            let digit = signs.peek().and_then(|digit| digit.to_digit(10));
            match digit.filter(|digit| sign == '%' && *digit > 0) {
                Some(digit) => {
                    signs.next();
                    let named = digit as usize - 1;
                    let format = match level(named) {
                        Some(level) if !this.plain => &level.format,
                        _ => "decimal",
                    };
                    text.push_str(&printed(counted[named]?, format)?);
                }
                None => text.push(sign),
            }
        }
        if text.trim().is_empty() {
            return None;
        }
        if this.blank {
            text.push(' ');
        }
        Some(Mark {
            depth: at as u8,
            text,
            bullet: false,
        })
    }
}
