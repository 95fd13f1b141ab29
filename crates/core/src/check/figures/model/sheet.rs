//! A document as the rules of figures see it: tables with labels, columns and figures, and lines of text.
//!
//! Not here: how a document is taken apart (`taking_apart`), which figures must agree.

use std::rc::Rc;

use super::axis::{self, Axis};
use super::listed::Listed;
use crate::check::figures::engine::ledger::{Entry, Id, Ledger};
use crate::document::GridForm;
use crate::tabular::{Column, RowLabel};

/// A cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nothing printed, or a dash: no value, and no zero.
    Empty,
    /// Words.
    Words,
    /// A figure.
    One(Id),
    /// A figure with another one in brackets.
    Two(Id, Id),
}

impl Slot {
    /// The figure outside of brackets.
    pub(crate) fn main(self) -> Option<Id> {
        match self {
            Slot::One(id) | Slot::Two(id, _) => Some(id),
            Slot::Empty | Slot::Words => None,
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The words in front of the first figure.
    pub(crate) label: RowLabel,
    /// The short words that stand in its other cells: what it is classed as, who leads it.
    pub(crate) words: Vec<String>,
    /// By column.
    pub(crate) slots: Vec<Slot>,
    /// Whether cells may stand in other columns than they seem to.
    pub(crate) adrift: bool,
}

impl Row {
    /// The words in front of the first figure, joined.
    pub(crate) fn label(&self) -> String {
        self.label.text()
    }

    /// Whether any cell holds a figure.
    pub(crate) fn has_figures(&self) -> bool {
        self.slots.iter().any(|s| s.main().is_some())
    }
}

/// A table with one head.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// The columns below the head.
    pub(crate) columns: Vec<Column>,
    /// The rows below the head.
    pub(crate) rows: Vec<Row>,
    /// How certain the columns are.
    pub(crate) form: GridForm,
    /// The block of the document that it stands in.
    pub(crate) block: usize,
    /// Whether its entries may be counted in several rows (再掲, 重複, 延べ).
    pub(crate) overlapping: bool,
    /// Whether it goes on to the very end of the document, which may have been cut.
    pub(crate) at_the_end: bool,
}

impl Sheet {
    /// The labels of the columns, in order.
    pub(crate) fn heads(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.label.as_str())
    }
}

/// A line of running text with its figures.
#[derive(Clone, Debug)]
pub(crate) struct Prose {
    /// As printed.
    pub(crate) text: String,
    /// Its figures, with the bytes where they stand.
    pub(crate) figures: Vec<Id>,
    /// The block of the document that it stands in; of a text over several, the last.
    pub(crate) block: usize,
    /// The first of them.
    pub(crate) begins: usize,
    /// Whether it is an entry of a list.
    pub(crate) listed: bool,
    /// Whether it is a cell of a table and has no neighbouring lines.
    pub(crate) alone: bool,
}

/// The whole document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheets {
    /// Every figure and relation.
    pub(crate) ledger: Ledger,
    /// The tables, split where a head is repeated.
    pub(crate) sheets: Vec<Sheet>,
    /// The lines of text between them, and the long cells in them.
    pub(crate) prose: Vec<Prose>,
    /// What the rows of tables and the lines of text say in words, in order; of more than
    /// [`MOST_LISTED`](super::listed::MOST_LISTED) only so many and one.
    pub(crate) listed: Vec<Listed>,
    /// The lines of a text, by number, for frames that no table shows.
    pub(crate) lines: Vec<(u32, String)>,
    /// The tables along their rows and along their columns.
    pub(super) axes: Vec<Rc<[Axis; 2]>>,
}

impl Sheets {
    /// A table along its rows, and along its columns.
    pub(crate) fn axes(&self, sheet: usize) -> Rc<[Axis; 2]> {
        match self.axes.get(sheet) {
            Some(axes) => Rc::clone(axes),
            None => Rc::new(axis::both(&self.sheets[sheet], &self.ledger)),
        }
    }

    /// A figure of the ledger.
    pub(crate) fn entry(&self, id: Id) -> &Entry {
        &self.ledger.entries[id]
    }
}
