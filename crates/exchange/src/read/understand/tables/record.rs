//! One row of a register, with every cell led to its column: a number and a title in one cell or
//! in two, a title run together with the text after it, a cell too few or too many.
//!
//! Not here: what the cells mean.

use gyokaku_core::document::{Cell, Place};

use super::index::Index;
use super::table::said;
use crate::read::understand::kinds::register_columns::Columns;
use crate::read::understand::words::cut::{after_title, is_nothing, one_line, some};
use crate::read::understand::words::departments::is_marked;
use crate::read::understand::words::numbering::{self, label_only, labelled};

/// A row of a register.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record<'a> {
    pub(crate) serial: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) title: String,
    pub(crate) content: Option<String>,
    pub(crate) number_at: Place,
    pub(crate) title_at: Place,
    pub(crate) content_at: Place,
    cells: &'a [Cell],
    shift: Shift,
}

/// Where the cells of a row stand against the head.
#[derive(Clone, Copy, Debug, Default)]
struct Shift {
    /// Columns right of this one are moved.
    after: usize,
    by: isize,
}

impl<'a> Record<'a> {
    /// The cell of a column of the head.
    pub(crate) fn cell(&self, column: usize) -> Option<&'a Cell> {
        let moved = if column > self.shift.after {
            column.checked_add_signed(self.shift.by)?
        } else {
            column
        };
        self.cells.get(moved)
    }

    /// Where the row starts.
    pub(crate) fn cells_at(&self) -> Place {
        self.cells
            .iter()
            .find(|c| !c.is_blank())
            .map(|c| c.at.clone())
            .unwrap_or_default()
    }

    /// The text of a column of the head; none for a blank.
    pub(crate) fn text(&self, column: Option<usize>) -> Option<(&'a str, Place)> {
        let cell = self.cell(column?)?;
        (!is_nothing(&cell.text)).then(|| (cell.text.trim(), cell.at.clone()))
    }
}

/// Reads a row; the index at the front says where a title ends.
pub(crate) fn record<'a>(row: &'a [Cell], columns: &Columns, index: &Index) -> Record<'a> {
    let mut out = Record {
        cells: row,
        ..Record::default()
    };
    let place = |i: usize| row.get(i).map(|c| c.at.clone()).unwrap_or_default();
    let text = |i: usize| row.get(i).map_or("", |c| c.text.trim());
    let wide = said(row);

    if let Some(at) = columns.serial {
        out.serial = some(text(at)).map(|t| one_line(&t));
    }
    if let Some(at) = columns.number {
        out.number = some(text(at)).map(|t| one_line(&t)).filter(|t| !is_nothing(t));
        out.number_at = place(at);
        if out.serial.is_none() && out.number.as_deref().is_some_and(numbering::is_serial) {
            out.serial = out.number.take();
        }
    }
    let mut title = columns.title;
    out.title_at = place(title);
    let alone = label_only(text(title)).filter(|_| out.number.is_none() || out.serial.is_none());
    if let Some(number) = alone {
        if out.number.is_some() {
            out.serial = out.number.take();
        }
        // The number stands in the cell of the title, and the title in the next.
        out.number = Some(number.label);
        out.number_at = place(title);
        title += 1;
        out.title_at = place(title);
        if wide > columns.width {
            out.shift = Shift {
                after: columns.title,
                by: 1,
            };
            out.title = one_line(text(title));
        } else {
            // The text after the title is that of the content, wherever its column stands.
            title = columns.content.filter(|c| *c > columns.title).unwrap_or(title);
            out.title_at = place(title);
            let (head, rest) = split_title(text(title), out.serial.as_deref(), out.number.as_deref(), index);
            out.title = head;
            out.content = some(&rest);
            out.content_at = place(title);
        }
    } else {
        out.title = one_line(text(title));
        out.shift = shift(row, columns, wide);
    }
    if let Some(found) = labelled(&out.title)
        .filter(|f| !f.title.is_empty())
        .filter(|_| out.number.is_none() || alone_is_again(&out))
    {
        // With a number in front of the title, the column of numbers counts the rows.
        if out.number.is_none() {
            out.number = Some(numbering::without_word(&found.label).to_owned());
            out.number_at = out.title_at.clone();
        } else if out.serial.is_none()
            && out.number.as_deref().map(gyokaku_core::text::fold)
                != Some(gyokaku_core::text::fold(&found.label))
        {
            out.serial = out
                .number
                .replace(numbering::without_word(&found.label).to_owned());
        }
        out.title = found.title;
    }
    if let Some(clean) = index.title(out.serial.as_deref(), out.number.as_deref(), &out.title) {
        out.title = clean.to_owned();
    }
    if out.content.is_none()
        && let Some((content, at)) = out.text(columns.content)
    {
        out.content = Some(content.to_owned());
        out.content_at = at;
    }
    out
}

/// Whether a title has a label though a column of numbers has one too.
fn alone_is_again(out: &Record<'_>) -> bool {
    labelled(&out.title)
        .is_some_and(|f| matches!(f.style, numbering::Style::Parts(_) | numbering::Style::Plain))
}

/// A title and the text that was run together with it.
fn split_title(text: &str, serial: Option<&str>, number: Option<&str>, index: &Index) -> (String, String) {
    if let Some(title) = index.entry(serial, number)
        && let Some(rest) = after_title(text, title)
    {
        return (title.to_owned(), rest.to_owned());
    }
    if let Some((head, rest)) = text.split_once('\n') {
        return (one_line(head), rest.trim().to_owned());
    }
    // Without an index the first space outside of brackets parts them, where a sentence follows.
    let last = text.rfind('。').unwrap_or(0);
    let mut depth = 0usize;
    for (i, c) in text.char_indices() {
        match c {
            '（' | '(' | '「' => depth += 1,
            '）' | ')' | '」' => depth = depth.saturating_sub(1),
            ' ' | '　' if depth == 0 && i < last => {
                return (text[..i].trim().to_owned(), text[i..].trim().to_owned());
            }
            _ => {}
        }
    }
    (one_line(text), String::new())
}

/// How the cells of a row are moved: the departments show it, being the surest to know.
fn shift(row: &[Cell], columns: &Columns, wide: usize) -> Shift {
    let none = Shift::default();
    let Some(lead) = columns.lead.filter(|l| l + 1 == columns.width) else {
        return none;
    };
    let marked = |i: usize| row.get(i).is_some_and(|c| is_marked(&c.text));
    if wide == lead && lead > columns.title + 1 && marked(lead - 1) {
        // One cell is missing: what lies nearest to the departments keeps its distance to them.
        return Shift {
            after: columns.content.unwrap_or(columns.title).max(columns.title),
            by: -1,
        };
    }
    if wide == columns.width + 1 && marked(lead + 1) {
        let blank = (columns.title + 1..lead).find(|i| row.get(*i).is_some_and(Cell::is_blank));
        return blank.map_or(none, |at| Shift {
            after: at.saturating_sub(1),
            by: 1,
        });
    }
    none
}
