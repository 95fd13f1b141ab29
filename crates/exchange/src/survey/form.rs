//! The shape of what is asked: columns, rows, and the values as they stand.
//!
//! Not here: where the values come from, and any file.

use std::collections::BTreeSet;

/// What goes out to be filled in, and what a file that comes back is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The heading of the sheet.
    pub title: String,
    /// How to fill it in, a line each. The first three stand above the table, all of them on the second sheet.
    pub notes: Vec<String>,
    /// The identity of what is asked and of whom: body, plan, round, department. Opaque here; a file
    /// is taken only where it carries this very code.
    pub code: String,
    /// The head of the column with the groups of the rows; such a column is written where a row has one.
    pub group_label: String,
    /// The columns in the order in which they are written.
    pub columns: Vec<Column>,
    /// The rows in the order in which they are written.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its identity; unlike that of every other column, and not blank.
    pub key: String,
    /// The head as printed, with the unit; unlike that of every other column, since a CSV has nothing else.
    pub label: String,
    /// What to write, in a sentence; empty where the head says enough.
    pub hint: String,
    /// Whether it is asked, and what it holds.
    pub kind: ColumnKind,
    /// The width in half-width characters.
    pub width: u16,
}

/// Whether a column is there to be read or to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Locked.
    Fixed(Kind),
    /// Open.
    Asked(Kind),
}

/// What the cells of a column hold, and how [`Row::cells`] says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of the labels.
    Choice(Vec<Choice>),
    /// Any text.
    Text,
    /// Whole yen, as digits with a plain minus: `-1234000`.
    Yen,
    /// A plain decimal number: `93.4`.
    Decimal {
        /// The most decimal places that are taken.
        places: u8,
    },
}

/// What can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The value: `◎`.
    pub label: String,
    /// What it stands for: 「計画を上回った」. May be empty.
    pub meaning: String,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The identity of the answer; opaque, unlike that of every other row.
    pub id: String,
    /// The section that the row belongs to.
    pub group: Option<String>,
    /// The values as they stand, one for each column; empty for a blank.
    pub cells: Vec<String>,
    /// Whether the answer is handed in already and takes no change.
    pub locked: bool,
    /// The asked columns, counted from 0, that are not asked of this row: an indicator of another row,
    /// a grade where the department only supports.
    pub unasked: BTreeSet<usize>,
}

impl Column {
    /// What the cells hold.
    pub fn kind(&self) -> &Kind {
        match &self.kind {
            ColumnKind::Fixed(kind) | ColumnKind::Asked(kind) => kind,
        }
    }

    /// Whether the column is to be filled in.
    pub fn is_asked(&self) -> bool {
        matches!(self.kind, ColumnKind::Asked(_))
    }
}

impl Row {
    /// The value in a column, counted from 0; empty for a blank.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

impl Form {
    /// Whether a cell is to be filled in, by row and column from 0.
    pub(super) fn is_open(&self, row: &Row, column: usize) -> bool {
        let is_asked = self.columns.get(column).is_some_and(Column::is_asked);
        is_asked && !row.locked && !row.unasked.contains(&column)
    }

    /// Whether a column with the groups is written.
    pub(super) fn has_groups(&self) -> bool {
        self.rows.iter().any(|row| row.group.is_some())
    }
}
