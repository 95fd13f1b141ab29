//! What is open on a page while its tags come, and the text between them.
//!
//! Not here: the names of tags (`tag`), the cells of a table (`table`).

use gyokaku_core::document::{Document, Format};
use html5gum::StartTag;

use super::table::{Line, Piece, Table, say};
use super::tag::{Tag, attribute, hides, number, strikes};
use crate::read::bytes::clean;
use crate::read::error::NotADocument;
use crate::read::flow::Flow;
use crate::read::limits::MOST_CELLS;

/// Elements that are open at once; the tags of deeper ones count only where they begin a line.
const MOST_OPEN: usize = 256;
/// Tables within tables; deeper ones are lines of the cell.
const MOST_TABLES: usize = 16;
/// Cells, and steps to find a place for each, of a whole page.
const MOST_STEPS: usize = MOST_CELLS + 500_000;

/// An open element that changes what its text is.
struct Open {
    name: Vec<u8>,
    tag: Tag,
    struck: bool,
    typed: bool,
}

/// An element that nobody sees, and what is open in it.
struct Hidden {
    name: Vec<u8>,
    tag: Tag,
    depth: usize,
    tables: usize,
}

/// An open list.
struct List {
    numbered: bool,
    next: u32,
}

/// A page so far.
pub(super) struct Page {
    pieces: Vec<Piece>,
    tables: Vec<Table>,
    /// Tables that are too deep to be tables.
    deeper: usize,
    open: Vec<Open>,
    lists: Vec<List>,
    hidden: Option<Hidden>,
    line: Line,
    /// Blanks that wait for what comes after them; whether a line ended in them.
    blank: Option<bool>,
    left: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            pieces: Vec::new(),
            tables: Vec::new(),
            deeper: 0,
            open: Vec::new(),
            lists: Vec::new(),
            hidden: None,
            line: Line::default(),
            blank: None,
            left: MOST_STEPS,
        }
    }
}

impl Page {
    /// Takes the start of an element.
    pub(super) fn start(&mut self, element: &StartTag<()>) -> Result<(), NotADocument> {
        let (name, tag) = (&element.name[..], Tag::of(&element.name));
        if let Some(hidden) = &mut self.hidden {
            let another = hidden.name == name
                || hidden.tag == tag
                || matches!(
                    (hidden.tag, tag),
                    (Tag::Cell, Tag::Row | Tag::Rows) | (Tag::Row, Tag::Rows)
                );
            let ends = another && hidden.tables == 0 && hidden.tag.ends_by_itself(&hidden.name);
            if !ends {
                hidden.tables += usize::from(tag == Tag::Table);
                hidden.depth += usize::from(hidden.name == name && !element.self_closing);
                return Ok(());
            }
            self.hidden = None;
        }
        let void = matches!(tag, Tag::Void | Tag::Break);
        if !void && (tag == Tag::Hidden || hides(element)) {
            // Whatever it is, it ends the cell or the row before it.
            self.begin(tag);
            if !element.self_closing || tag != Tag::Hidden {
                self.hidden = Some(Hidden {
                    name: name.to_vec(),
                    tag,
                    depth: 1,
                    tables: 0,
                });
            }
            return Ok(());
        }
        self.begin(tag);
        match tag {
            Tag::Heading(level) => self.line.mark = "#".repeat(level.into()) + " ",
            Tag::List(numbered) => self.lists.push(List {
                numbered: numbered && attribute(element, "type").is_none_or(|kind| kind == "1"),
                next: number(element, "start").unwrap_or(1),
            }),
            Tag::Item => self.item(number(element, "value")),
            Tag::Break if self.in_heading() => self.blank = Some(false),
            Tag::Break => self.end_line(),
            Tag::Table if self.tables.len() >= MOST_TABLES => self.deeper += 1,
            Tag::Table => self.tables.push(Table::of(self.open.len())),
            Tag::Row if self.deeper == 0 => {
                if let Some(table) = self.tables.last_mut() {
                    table.begin_row();
                }
            }
            Tag::Cell if self.deeper == 0 => {
                let covered = (
                    number(element, "rowspan").unwrap_or(1),
                    number(element, "colspan").unwrap_or(1),
                );
                if let Some(table) = self.tables.last_mut() {
                    table.begin_cell(covered, &mut self.left)?;
                }
            }
            _ => {}
        }
        if !void && tag != Tag::Table && self.open.len() < MOST_OPEN {
            let struck = tag == Tag::Struck || strikes(element) || self.is_struck();
            let typed = tag == Tag::Typed || self.is_typed();
            self.open.push(Open {
                name: name.to_vec(),
                tag,
                struck,
                typed,
            });
        }
        Ok(())
    }

    /// Ends what the start of an element ends.
    fn begin(&mut self, tag: Tag) {
        match tag {
            Tag::Row | Tag::Rows if self.deeper == 0 => self.close_row(),
            Tag::Cell if self.deeper == 0 => self.close_cell(),
            Tag::Inline | Tag::Struck | Tag::Ruby | Tag::Void | Tag::Break | Tag::Hidden | Tag::Unknown => {}
            _ => self.end_line(),
        }
    }

    fn item(&mut self, value: Option<u32>) {
        let depth = self.lists.len().saturating_sub(1).min(8);
        let mark = match self.lists.last_mut() {
            Some(list) if list.numbered => {
                let number = value.unwrap_or(list.next);
                list.next = number.saturating_add(1);
                format!("{number}. ")
            }
            _ => "・".to_owned(),
        };
        self.line.mark = "  ".repeat(depth) + &mark;
    }

    /// Takes the end of an element.
    pub(super) fn end(&mut self, name: &[u8]) {
        let tag = Tag::of(name);
        if let Some(hidden) = &mut self.hidden {
            if hidden.name == name {
                hidden.depth -= 1;
                if hidden.depth > 0 {
                    return;
                }
                self.hidden = None;
                return;
            }
            if tag == Tag::Table && hidden.tables > 0 {
                hidden.tables -= 1;
                return;
            }
            // The end of what holds it.
            let holder = matches!(tag, Tag::Table | Tag::Rows | Tag::Row | Tag::List(_) | Tag::Ruby);
            if hidden.tables > 0 || !holder || !hidden.tag.ends_by_itself(&hidden.name) {
                return;
            }
            self.hidden = None;
        }
        match tag {
            Tag::Table if self.deeper > 0 => self.deeper -= 1,
            Tag::Table => self.close_table(),
            Tag::Row | Tag::Rows if self.deeper == 0 => self.close_row(),
            Tag::Cell if self.deeper == 0 => self.close_cell(),
            Tag::Inline | Tag::Struck | Tag::Ruby | Tag::Void | Tag::Hidden | Tag::Unknown => {}
            Tag::List(_) => {
                self.end_line();
                self.lists.pop();
            }
            Tag::Heading(_) | Tag::Item => {
                self.end_line();
                self.line.mark.clear();
            }
            _ => self.end_line(),
        }
        let floor = self.tables.last().map_or(0, |table| table.floor);
        let found = self.open[floor.min(self.open.len())..]
            .iter()
            .rposition(|open| open.name == name);
        if let Some(at) = found {
            self.open.truncate(floor + at);
        }
    }

    fn is_struck(&self) -> bool {
        self.open.last().is_some_and(|open| open.struck)
    }

    fn is_typed(&self) -> bool {
        self.open.last().is_some_and(|open| open.typed)
    }

    fn in_heading(&self) -> bool {
        let near = self.open.iter().rev().take(8);
        near.into_iter().any(|open| matches!(open.tag, Tag::Heading(_)))
    }

    /// Takes text.
    pub(super) fn said(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        let typed = self.is_typed();
        let struck = self.is_struck();
        for c in text.chars() {
            match c {
                '\n' if typed => self.end_line(),
                ' ' | '\t' | '\n' | '\r' | '\x0c' if !typed => {
                    self.blank = Some(self.blank.unwrap_or(false) || c == '\n');
                }
                _ => self.put(c, struck),
            }
        }
    }

    fn put(&mut self, c: char, struck: bool) {
        let line = if struck {
            &mut self.line.struck
        } else {
            &mut self.line.text
        };
        if let (Some(broken), Some(last)) = (self.blank.take(), line.chars().next_back()) {
            // A line of the file that ends between two ideographs is no blank on the page.
            if !(broken && is_wide(last) && is_wide(c)) {
                line.push(' ');
            }
        }
        line.push(if c == '\u{a0}' { ' ' } else { c });
    }

    /// Ends the line of text, and puts it where it stands.
    fn end_line(&mut self) {
        self.blank = None;
        let Line { mark, text, struck } = std::mem::take(&mut self.line);
        let (text, struck) = (readable(&text), readable(&struck));
        if text.is_empty() && struck.is_empty() {
            self.line.mark = mark;
            return;
        }
        let line = Line { mark, text, struck };
        let sink = self.sink();
        if sink.is_empty() {
            // Nearly all cells hold one line.
            sink.reserve_exact(1);
        }
        sink.push(Piece::Line(line));
    }

    /// Where text and tables are put: the innermost open cell, or the page.
    fn sink(&mut self) -> &mut Vec<Piece> {
        let cell = self.tables.iter_mut().rev().find_map(|table| table.open.as_mut());
        cell.map_or(&mut self.pieces, |cell| &mut cell.pieces)
    }

    fn close_cell(&mut self) {
        self.end_line();
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        table.end_cell();
        let floor = table.floor;
        self.open.truncate(floor.max(self.row_floor(floor)));
        (self.line, self.blank) = (Line::default(), None);
    }

    /// How many open elements stay when a cell ends: those that hold it.
    fn row_floor(&self, floor: usize) -> usize {
        let inside = self.open.get(floor..).unwrap_or_default();
        floor
            + inside
                .iter()
                .position(|open| open.tag == Tag::Cell)
                .unwrap_or(inside.len())
    }

    fn close_row(&mut self) {
        self.close_cell();
        if let Some(table) = self.tables.last_mut() {
            table.end_row();
        }
    }

    fn close_table(&mut self) {
        self.close_cell();
        let Some(table) = self.tables.pop() else {
            return;
        };
        self.open.truncate(table.floor);
        if !table.is_blank() {
            self.sink().push(Piece::Table(Box::new(table)));
        }
    }

    /// The page as a document.
    pub(super) fn document(mut self, name: &str, format: Format) -> Result<Document, NotADocument> {
        self.end_line();
        while !self.tables.is_empty() {
            self.close_table();
        }
        let mut flow = Flow::of(name, format);
        say(self.pieces, &mut flow)?;
        flow.end()
    }
}

fn readable(text: &str) -> String {
    clean(text.trim())
}

/// Whether a character is one of those between which no blank is written.
fn is_wide(c: char) -> bool {
    ('\u{2e80}'..='\u{d7ff}').contains(&c) || ('\u{f900}'..='\u{ffdf}').contains(&c)
}
