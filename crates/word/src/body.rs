//! The text of a document: paragraphs and their runs, one after another.
//!
//! Elements that are not known are gone through, so that what wraps a text does not hide it. Only tables, text
//! boxes and ruby are followed into their depth, and that is bounded. Not here: tables (`table`).

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use crate::numbering::Numbering;
use crate::styles::{Look, Styles};
use crate::symbols::symbol;
use crate::xml::{Events, attribute, number, value};
use crate::{Block, Error, Paragraph, table};

/// How deep tables, text boxes and runs may lie in each other; what is deeper is left out.
const MOST_DEEP: usize = 24;

/// What is known over the whole document.
pub(crate) struct Reader<'s> {
    pub(crate) styles: &'s Styles,
    numbering: Numbering,
    /// How many cells may still come.
    pub(crate) cells: usize,
    /// The texts of footnotes and endnotes, by the name of what refers to them and their identity.
    pub(crate) notes: HashMap<(String, String), String>,
    /// Notes that were referred to and are not said yet.
    waiting: Vec<String>,
    /// The text of a paragraph whose end was deleted: it goes on in the next one.
    carried: Option<Paragraph>,
}

/// What a paragraph says of itself.
#[derive(Default)]
struct Properties {
    style: Option<String>,
    list: Option<String>,
    depth: Option<u8>,
    outline: Option<u8>,
    is_end_deleted: bool,
}

/// A paragraph whose runs are still coming.
struct Open {
    look: Look,
    text: String,
    struck: String,
    /// What stands in text boxes.
    boxes: Vec<Block>,
    is_contents: bool,
}

impl<'s> Reader<'s> {
    pub(crate) fn of(styles: &'s Styles, numbering: Numbering, cells: usize) -> Self {
        Self {
            styles,
            numbering,
            cells,
            notes: HashMap::new(),
            waiting: Vec::new(),
            carried: None,
        }
    }

    /// Reads the part that is the document.
    pub(crate) fn document(&mut self, part: &str, xml: &str) -> Result<Vec<Block>, Error> {
        let mut events = Events::of(part, xml);
        let mut blocks = Vec::new();
        loop {
            match events.next()? {
                Event::Start(e) if e.local_name().as_ref() == "body" => {
                    self.blocks("body", &mut events, &mut blocks, 0)?;
                }
                Event::Eof => return Ok(blocks),
                _ => {}
            }
        }
    }

    /// Reads paragraphs and tables up to the end of the element `holder`, and gives what it says of itself if it
    /// is a cell.
    pub(crate) fn blocks(
        &mut self,
        holder: &str,
        events: &mut Events<'_>,
        out: &mut Vec<Block>,
        deep: usize,
    ) -> Result<table::Properties, Error> {
        let mut cell = table::Properties::default();
        loop {
            match events.inside()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "tcPr" => cell = table::properties(events)?,
                    "p" => self.paragraph(events, out, deep)?,
                    "tbl" if deep < MOST_DEEP => self.table(events, out, deep + 1)?,
                    "tbl" => events.skip()?,
                    name if is_left_out(name) => events.skip()?,
                    _ => continue,
                },
                Event::Empty(e) if e.local_name().as_ref() == "p" => {
                    out.push(Block::Paragraph(Paragraph::default()));
                }
                Event::End(e) if e.local_name().as_ref() == holder => return Ok(cell),
                _ => continue,
            }
            if deep == 0 {
                let notes = std::mem::take(&mut self.waiting);
                out.extend(notes.into_iter().map(|text| {
                    Block::Paragraph(Paragraph {
                        text,
                        ..Paragraph::default()
                    })
                }));
            }
        }
    }

    fn paragraph(&mut self, events: &mut Events<'_>, out: &mut Vec<Block>, deep: usize) -> Result<(), Error> {
        let mut properties = Properties::default();
        let mut open = Open {
            look: self.styles.look(None),
            text: String::new(),
            struck: String::new(),
            boxes: Vec::new(),
            is_contents: false,
        };
        loop {
            match events.inside()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "pPr" => {
                        properties = paragraph_properties(events)?;
                        let style = properties.style.as_deref();
                        open.look = self.styles.look(style);
                        open.is_contents = self.styles.is_contents(style);
                    }
                    "r" => self.run(events, &mut open, deep)?,
                    name if is_left_out(name) => events.skip()?,
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "p" => break,
                _ => {}
            }
        }
        let boxes = std::mem::take(&mut open.boxes);
        if let Some(paragraph) = self.finished(properties, open) {
            out.push(Block::Paragraph(paragraph));
        }
        out.extend(boxes);
        Ok(())
    }

    /// The paragraph with its number; none where its text goes on in the next one.
    fn finished(&mut self, properties: Properties, open: Open) -> Option<Paragraph> {
        let mut paragraph = self.carried.take().unwrap_or_default();
        paragraph.text.push_str(&open.text);
        paragraph.struck.push_str(&open.struck);
        if properties.is_end_deleted {
            self.carried = Some(paragraph);
            return None;
        }
        let style = properties.style.as_deref();
        paragraph.heading = match properties.outline {
            Some(level) => (level < 9).then_some(level + 1),
            None => self.styles.heading(style),
        };
        let (list, depth) = self.styles.list(style);
        let list = properties.list.as_deref().or(list).filter(|list| *list != "0");
        let depth = properties
            .depth
            .or_else(|| self.numbering.depth_of_style(style))
            .or(depth);
        paragraph.mark = list.and_then(|list| self.numbering.next(list, depth.unwrap_or(0)));
        Some(paragraph)
    }

    /// Reads a run, with the runs that it holds.
    fn run(&mut self, events: &mut Events<'_>, open: &mut Open, deep: usize) -> Result<(), Error> {
        if deep >= MOST_DEEP {
            return events.skip();
        }
        let mut look = open.look;
        loop {
            match events.inside()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "rPr" => look = self.run_look(events)?.or(open.look),
                    "r" => self.run(events, open, deep + 1)?,
                    "t" => {
                        let mut text = String::new();
                        events.text(&mut text)?;
                        open.say(&text.replace(['\n', '\r', '\t'], " "), look);
                    }
                    "txbxContent" => {
                        let (mut boxes, carried) = (Vec::new(), self.carried.take());
                        self.blocks("txbxContent", events, &mut boxes, deep + 1)?;
                        self.carried = carried;
                        open.boxes.append(&mut boxes);
                    }
                    name if is_left_out(name) => events.skip()?,
                    _ => self.sign(&e, open, look),
                },
                Event::Empty(e) => self.sign(&e, open, look),
                Event::End(e) if e.local_name().as_ref() == "r" => return Ok(()),
                _ => {}
            }
        }
    }

    /// What an element without text prints, or the note that it refers to.
    fn sign(&mut self, element: &BytesStart<'_>, open: &mut Open, look: Look) {
        match element.local_name().as_ref() {
            "tab" | "ptab" => open.say(if open.is_contents { " … " } else { "\t" }, look),
            "br" | "cr" => open.say("\n", look),
            "noBreakHyphen" => open.say("-", look),
            "sym" => {
                let font = attribute(element, "font").unwrap_or_default();
                let code = attribute(element, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                let sign = code.and_then(char::from_u32).and_then(|sign| symbol(&font, sign));
                // The geta mark stands where a sign cannot be set.
                open.say(&sign.unwrap_or('〓').to_string(), look);
            }
            name @ ("footnoteReference" | "endnoteReference") => {
                let key = (name.to_owned(), attribute(element, "id").unwrap_or_default());
                if let Some(text) = self.notes.remove(&key) {
                    self.waiting.push(format!("※{text}"));
                }
            }
            _ => {}
        }
    }

    fn run_look(&self, events: &mut Events<'_>) -> Result<Look, Error> {
        let (mut look, mut style) = (Look::default(), None);
        loop {
            match events.inside()? {
                // What the run looked like before a change.
                Event::Start(e) if e.local_name().as_ref() == "rPrChange" => events.skip()?,
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "rStyle" => style = value(&e),
                    _ => look.take(&e),
                },
                Event::End(e) if e.local_name().as_ref() == "rPr" => {
                    return Ok(look.or(self.styles.run_look(style.as_deref())));
                }
                _ => {}
            }
        }
    }
}

impl Open {
    fn say(&mut self, text: &str, look: Look) {
        if look.hidden == Some(true) {
            return;
        }
        if look.struck == Some(true) {
            self.struck.push_str(text);
        } else {
            self.text.push_str(text);
        }
    }
}

/// Whether nothing of an element is printed: what was deleted or moved away, the other rendition of a drawing,
/// reading aids, the code of a field, settings.
pub(crate) fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "Fallback"
            | "rt"
            | "delText"
            | "instrText"
            | "delInstrText"
            | "fldData"
            | "pPr"
            | "rPr"
            | "tblPr"
            | "tblPrEx"
            | "tblGrid"
            | "trPr"
            | "tcPr"
            | "sdtPr"
            | "sdtEndPr"
            | "sectPr"
            | "ctrlPr"
    )
}

fn paragraph_properties(events: &mut Events<'_>) -> Result<Properties, Error> {
    let mut found = Properties::default();
    let mut in_mark = false;
    loop {
        match events.inside()? {
            Event::Start(e) if matches!(e.local_name().as_ref(), "pPrChange" | "rPrChange" | "sectPr") => {
                events.skip()?;
            }
            Event::Start(e) if e.local_name().as_ref() == "rPr" => in_mark = true,
            Event::End(e) if e.local_name().as_ref() == "rPr" => in_mark = false,
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "del" if in_mark => found.is_end_deleted = true,
                "pStyle" => found.style = value(&e),
                "numId" => found.list = value(&e),
                "ilvl" => found.depth = number(&e),
                "outlineLvl" => found.outline = number(&e),
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "pPr" => return Ok(found),
            _ => {}
        }
    }
}
