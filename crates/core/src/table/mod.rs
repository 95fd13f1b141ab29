//! Published tables: each is one function from the domain to a typed [`Table`], never markup.
//!
//! N tables and M formats cost N + M: the renderers of `gyokaku-exchange` and the pages show the
//! same `Table`, so screen, workbook, CSV and JSON cannot disagree.

pub mod amendments;
pub mod board;
pub mod compared;
pub mod councils;
pub mod crosswalk;
pub mod departments;
pub mod effects;
pub mod fiscal;
pub mod indicators;
pub mod item;
pub mod ledger;
pub mod meetings;
pub mod opinions;
pub mod outline;
pub mod progress;
mod published;
pub mod references;
pub mod register;
pub mod review;
pub mod running;
pub mod shown;
pub mod voices;
pub mod year;
pub mod years;

pub use published::{Made, MakeOverYears, Narrow, PlaceOnPages, Published};

use crate::department::Role;
use crate::document::Place;
use crate::money::{Share, Yen};

/// Every published table, in the order of the tabs.
pub const PUBLISHED: [Published; 23] = [
    outline::PUBLISHED,
    register::PUBLISHED,
    references::PUBLISHED,
    amendments::PUBLISHED,
    item::PUBLISHED,
    progress::PUBLISHED,
    effects::PUBLISHED,
    compared::PUBLISHED,
    running::PUBLISHED,
    ledger::PUBLISHED,
    fiscal::PUBLISHED,
    crosswalk::PUBLISHED,
    review::PUBLISHED,
    opinions::PUBLISHED,
    meetings::PUBLISHED,
    councils::PUBLISHED,
    voices::SUGGESTIONS,
    voices::PRACTICES,
    voices::APPRAISALS,
    indicators::PUBLISHED,
    departments::PUBLISHED,
    year::PUBLISHED,
    years::PUBLISHED,
];

/// Names of tables that are frozen or shown and have no address of their own.
const OTHERS: [&str; 3] = ["board", years::ITEM, years::PROGRESS];

/// The published table of a name.
pub fn named(name: &str) -> Option<&'static Published> {
    const ALL: &[Published] = &PUBLISHED;
    ALL.iter().find(|table| table.name == name)
}

/// The name as every table of that name bears it; none where no table is called so.
pub fn known_name(name: &str) -> Option<&'static str> {
    let published = PUBLISHED.iter().map(|table| table.name);
    published.chain(OTHERS).find(|known| *known == name)
}

/// A table: what a page shows and what every file of it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The name of the command line: `progress`.
    pub name: &'static str,
    /// The title, in Japanese.
    pub title: String,
    /// The sentence that says what the table shows, made of its figures.
    pub summary: String,
    /// The unit of its amounts on screen, where it has amounts.
    pub unit: Option<crate::money::Unit>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// What stands under the table, one sentence each: the rules by which its figures were made.
    pub notes: Vec<String>,
}

/// A column. A renderer reads its kind and its part, and never guesses by the key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// A key of lower-case letters, digits and `_`.
    pub key: String,
    /// The head, in Japanese.
    pub label: String,
    /// What its cells hold.
    pub kind: ColumnKind,
    /// What it does for its rows.
    pub part: ColumnPart,
    /// The grade that its figures are of, where they count one.
    pub grade: Option<String>,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ColumnKind {
    /// Words.
    #[default]
    Text,
    /// The name of the row: it heads the row.
    Name,
    /// A grade, as the scale writes it.
    Grade,
    /// A number that names something and counts nothing: no commas.
    Number,
    /// A year: no commas.
    Year,
    /// A count.
    Count,
    /// An amount.
    Yen,
    /// A part of a whole, in percent.
    Share,
    /// A number with decimals, in the unit that its row names.
    Decimal,
}

impl ColumnKind {
    /// All kinds.
    pub const ALL: [ColumnKind; 9] = [
        ColumnKind::Text,
        ColumnKind::Name,
        ColumnKind::Grade,
        ColumnKind::Number,
        ColumnKind::Year,
        ColumnKind::Count,
        ColumnKind::Yen,
        ColumnKind::Share,
        ColumnKind::Decimal,
    ];

    /// The word of JSON.
    pub const fn key(self) -> &'static str {
        match self {
            ColumnKind::Text => "text",
            ColumnKind::Name => "name",
            ColumnKind::Grade => "grade",
            ColumnKind::Number => "number",
            ColumnKind::Year => "year",
            ColumnKind::Count => "count",
            ColumnKind::Yen => "yen",
            ColumnKind::Share => "share",
            ColumnKind::Decimal => "decimal",
        }
    }

    /// Whether the cells are figures, which are aligned right.
    pub const fn is_figure(self) -> bool {
        !matches!(self, ColumnKind::Text | ColumnKind::Name | ColumnKind::Grade)
    }

    /// Whether thousands are set apart in its whole numbers.
    pub const fn has_thousands(self) -> bool {
        !matches!(self, ColumnKind::Number | ColumnKind::Year)
    }
}

/// What a column does for its rows, beside holding their values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColumnPart {
    /// Nothing else.
    #[default]
    Plain,
    /// Its cells lead to the item of their row.
    Leads,
    /// Its cells part the rows: what the row above says already is not said again.
    Parts,
    /// Its cells part the rows into blocks: on screen each is a heading above its rows.
    Heads,
    /// What a heading of rows says there stands beside the heading.
    Beside(Aside),
    /// Its cells lead to the items of the department that heads the row, in a role where one is given.
    Department(Option<Role>),
}

/// What may stand beside a heading of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aside {
    /// Who leads.
    Lead,
    /// Who supports.
    Support,
    /// Which plans it refers to.
    References,
}

impl Aside {
    /// The sign before it.
    pub const fn sign(self) -> Option<char> {
        match self {
            Aside::Lead => Some(Role::Lead.mark()),
            Aside::Support => Some(Role::Support.mark()),
            Aside::References => None,
        }
    }

    /// The word before it.
    pub const fn word(self) -> &'static str {
        match self {
            Aside::Lead => Role::Lead.label(),
            Aside::Support => Role::Support.label(),
            Aside::References => "関連計画",
        }
    }
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

impl Value {
    /// Whether it says nothing: a blank, or words without a letter.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Blank => true,
            Value::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

impl Cell {
    /// A blank cell.
    pub fn blank() -> Self {
        Self::default()
    }

    /// Words, blank where there are none.
    pub fn words(text: &str) -> Self {
        match text.is_empty() {
            true => Self::blank(),
            false => Self::text(text),
        }
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
    /// A column of a kind.
    pub fn of(kind: ColumnKind, key: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            kind,
            ..Self::default()
        }
    }

    /// A column of words.
    pub fn text(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(ColumnKind::Text, key, label)
    }

    /// The column that names its rows.
    pub fn name(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(ColumnKind::Name, key, label)
    }

    /// A column of counts.
    pub fn count(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(ColumnKind::Count, key, label)
    }

    /// A column of amounts.
    pub fn yen(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(ColumnKind::Yen, key, label)
    }

    /// A column of shares.
    pub fn share(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(ColumnKind::Share, key, label)
    }

    /// The same column with what it does for its rows.
    pub fn which(mut self, part: ColumnPart) -> Self {
        self.part = part;
        self
    }

    /// The same column, its figures being of a grade.
    pub fn of_grade(mut self, grade: impl Into<String>) -> Self {
        self.grade = Some(grade.into());
        self
    }
}

impl Table {
    /// The index of the column with a key.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.key == key)
    }

    /// The columns that count a grade, in order: index, grade, and whether the grade has a share of its
    /// own (what is counted apart has none).
    pub fn grades(&self) -> impl Iterator<Item = (usize, &str, bool)> {
        let has_share = |grade: &str| {
            self.columns
                .iter()
                .any(|c| c.kind == ColumnKind::Share && c.grade.as_deref() == Some(grade))
        };
        self.columns.iter().enumerate().filter_map(move |(at, column)| {
            let grade = column
                .grade
                .as_deref()
                .filter(|_| column.kind == ColumnKind::Count)?;
            Some((at, grade, has_share(grade)))
        })
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
