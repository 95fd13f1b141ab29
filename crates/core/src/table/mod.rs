//! Published tables: each is one function from the domain to a typed [`Table`], never markup.
//!
//! N tables and M formats cost N + M: the renderers of `gyokaku-exchange` and the pages show the
//! same `Table`, so screen, workbook, CSV and JSON cannot disagree.

pub mod board;
pub mod crosswalk;
pub mod effects;
pub mod indicators;
pub mod item;
pub mod outline;
pub mod progress;
pub mod register;
pub mod review;
pub mod year;
pub mod years;

use crate::document::Place;
use crate::money::{Share, Yen};

/// A published table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The name of the command line: `progress`.
    pub name: &'static str,
    /// The title, in Japanese.
    pub title: String,
    /// The sentence that says what the table shows, made of its figures.
    pub answer: String,
    /// The unit of its amounts on screen, where it has amounts.
    pub unit: Option<crate::money::Unit>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// What stands under the table, one sentence each: the rules by which its figures were made.
    pub notes: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// A key of lower-case letters, digits and `_`.
    pub key: String,
    /// The head, in Japanese.
    pub label: String,
    /// What its cells hold; figures are right-aligned.
    pub kind: ColumnKind,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Figures.
    Figure,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// An entry.
    #[default]
    Row,
    /// A heading of the rows below it, with or without subtotals.
    Group,
    /// A total.
    Total,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// The depth, 0 for the highest.
    pub level: u8,
    /// One for each column, in their order.
    pub cells: Vec<Cell>,
    /// The identity of the item that the row leads to.
    pub item: Option<String>,
}

/// A cell: a value, and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What is shown.
    pub value: Value,
    /// The places in documents, or the identities of the entries, that the value rests on.
    pub from: Vec<Place>,
}

/// A value. A blank is not a zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing is known.
    #[default]
    Blank,
    /// Words.
    Text(String),
    /// A count or a year.
    Count(i64),
    /// An amount.
    Yen(Yen),
    /// A part of a whole, shown in percent with one place.
    Share(Share),
    /// A number with decimals.
    Decimal(crate::indicator::Decimal),
}

impl Cell {
    /// A blank cell.
    pub fn blank() -> Self {
        Self::default()
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            value: Value::Text(text.into()),
            from: Vec::new(),
        }
    }

    /// A count, blank where there is none.
    pub fn count(count: Option<i64>) -> Self {
        Self {
            value: count.map_or(Value::Blank, Value::Count),
            from: Vec::new(),
        }
    }

    /// An amount, blank where there is none.
    pub fn yen(amount: Option<Yen>) -> Self {
        Self {
            value: amount.map_or(Value::Blank, Value::Yen),
            from: Vec::new(),
        }
    }

    /// A share, blank where there is none.
    pub fn share(share: Option<Share>) -> Self {
        Self {
            value: share.map_or(Value::Blank, Value::Share),
            from: Vec::new(),
        }
    }

    /// The same cell with the places it rests on.
    pub fn from(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.from = places.into_iter().collect();
        self
    }
}

impl Column {
    /// A column of words.
    pub fn text(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            kind: ColumnKind::Text,
        }
    }

    /// A column of figures.
    pub fn figure(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            kind: ColumnKind::Figure,
        }
    }
}

impl Table {
    /// The index of the column with a key.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.key == key)
    }

    /// Whether the table has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Row {
    /// An entry.
    pub fn entry(level: u8, cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Row,
            level,
            cells,
            item: None,
        }
    }

    /// A heading of the rows below it.
    pub fn group(level: u8, cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Group,
            level,
            cells,
            item: None,
        }
    }

    /// A total.
    pub fn total(cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Total,
            level: 0,
            cells,
            item: None,
        }
    }
}
