//! The rows of a plan, between the database and the domain.
//!
//! A plan becomes rows in `encode`, rows become a plan in `decode`; here is the shape that both
//! share. Not here: SQL.

use std::collections::BTreeMap;

use gyokaku_core::document::{DocumentId, Place};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Period;
use gyokaku_core::precedence::Precedence;

use crate::database::{Fields, Value};
use crate::error::StoreError;
use crate::place;
use crate::schema::TableId;
use crate::words::Word;

/// A row: its columns as the schema lists them, and what the store adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The columns.
    pub(crate) cells: Vec<Value>,
    /// The revision of a row that has one; 1 for a new row.
    pub(crate) revision: i64,
    /// The document of its first place; a place in another one says so itself.
    pub(crate) source: Option<DocumentId>,
}

impl Row {
    /// The part of the key that the row itself has.
    pub(crate) fn key(&self, table: TableId) -> &[Value] {
        &self.cells[..table.table().key]
    }

    /// The first column as text: the identity, or that of the owner.
    pub(crate) fn id(&self) -> Option<&str> {
        match self.cells.first() {
            Some(Value::Text(Some(id))) => Some(id),
            _ => None,
        }
    }
}

/// All rows of a plan by table, in the order of the plan.
pub(crate) type Rows = BTreeMap<TableId, Vec<Row>>;

/// Puts a row together, column by column in the order of the schema.
pub(crate) struct Cells<'a> {
    rows: &'a mut Rows,
    table: TableId,
    cells: Vec<Value>,
    source: Option<DocumentId>,
}

impl<'a> Cells<'a> {
    /// Starts a row; it is added by [`Cells::done`].
    pub(crate) fn of(rows: &'a mut Rows, table: TableId) -> Self {
        Cells {
            rows,
            table,
            cells: Vec::with_capacity(table.table().columns.len()),
            source: None,
        }
    }

    pub(crate) fn text(mut self, text: &str) -> Self {
        self.cells.push(text.into());
        self
    }

    pub(crate) fn text_or_none(mut self, text: &Option<String>) -> Self {
        self.cells.push(text.as_deref().into());
        self
    }

    pub(crate) fn int(mut self, number: i64) -> Self {
        self.cells.push(number.into());
        self
    }

    pub(crate) fn int_or_none(mut self, number: Option<i64>) -> Self {
        self.cells.push(number.into());
        self
    }

    /// The order printed.
    pub(crate) fn order(self, place: usize) -> Self {
        self.int(place as i64)
    }

    pub(crate) fn flag(self, flag: bool) -> Self {
        self.int(i64::from(flag))
    }

    pub(crate) fn word(self, word: impl Word) -> Self {
        self.text(word.word())
    }

    pub(crate) fn year(self, year: FiscalYear) -> Self {
        self.int(i64::from(year.western()))
    }

    pub(crate) fn year_or_none(self, year: Option<FiscalYear>) -> Self {
        self.int_or_none(year.map(|y| i64::from(y.western())))
    }

    pub(crate) fn period(self, period: Option<Period>) -> Self {
        self.year_or_none(period.map(|p| p.from))
            .year_or_none(period.map(|p| p.to))
    }

    pub(crate) fn list(self, list: &[String]) -> Self {
        let text = list_text(list);
        self.text(&text)
    }

    pub(crate) fn place(mut self, at: &Place) -> Self {
        if self.source.is_none() {
            self.source.clone_from(&at.document);
        }
        self.cells
            .push(Value::Text(place::encode(at, self.source.as_ref())));
        self
    }

    /// Adds the row.
    pub(crate) fn done(self) {
        debug_assert_eq!(
            self.cells.len(),
            self.table.table().columns.len(),
            "{:?}",
            self.table
        );
        self.rows.entry(self.table).or_default().push(Row {
            cells: self.cells,
            revision: 1,
            source: self.source,
        });
    }
}

/// A short list as one value: a JSON array of texts.
pub(crate) fn list_text(list: &[String]) -> String {
    serde_json::Value::from(list.to_vec()).to_string()
}

/// What the domain reads out of a row.
impl Fields {
    pub(crate) fn flag(&mut self) -> Result<bool, StoreError> {
        match self.int()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(self.damaged(format!("0か1であるはずの値が{other}です"))),
        }
    }

    /// A number that the domain keeps in a smaller type.
    pub(crate) fn small<T: TryFrom<i64>>(&mut self) -> Result<T, StoreError> {
        let number = self.int()?;
        T::try_from(number).map_err(|_| self.damaged(format!("範囲外の数値{number}です")))
    }

    pub(crate) fn word<W: Word>(&mut self) -> Result<W, StoreError> {
        let word = self.text()?;
        W::of(&word).ok_or_else(|| self.damaged(format!("知らない語「{word}」です")))
    }

    pub(crate) fn year_or_none(&mut self) -> Result<Option<FiscalYear>, StoreError> {
        let Some(number) = self.int_or_none()? else {
            return Ok(None);
        };
        let year = i16::try_from(number).ok().and_then(FiscalYear::new);
        year.map(Some)
            .ok_or_else(|| self.damaged(format!("年度ではない値{number}です")))
    }

    pub(crate) fn year(&mut self) -> Result<FiscalYear, StoreError> {
        self.year_or_none()?
            .ok_or_else(|| self.damaged("年度がありません"))
    }

    pub(crate) fn period(&mut self) -> Result<Option<Period>, StoreError> {
        match (self.year_or_none()?, self.year_or_none()?) {
            (Some(from), Some(to)) => Ok(Some(Period { from, to })),
            (None, None) => Ok(None),
            _ => Err(self.damaged("期間の一方だけがあります")),
        }
    }

    /// Whose grade counts.
    pub(crate) fn precedence(&mut self) -> Result<Precedence, StoreError> {
        let words = self.text()?;
        Precedence::parse(&words).ok_or_else(|| self.damaged(format!("評価者の順ではない値「{words}」です")))
    }

    pub(crate) fn list(&mut self) -> Result<Vec<String>, StoreError> {
        let text = self.text()?;
        serde_json::from_str(&text).map_err(|_| self.damaged("一覧として読めません"))
    }

    pub(crate) fn place(&mut self) -> Result<Place, StoreError> {
        let text = self.text_or_none()?;
        place::decode(text.as_deref(), self.document()).ok_or_else(|| self.damaged("場所として読めません"))
    }
}
