//! The rows of a plan, between the database and the domain.
//!
//! Not here: what a table is (`table`), how a value of the domain becomes columns (`column`).

use std::collections::HashMap;
use std::hash::Hash;

use gyokaku_core::document::DocumentId;

use super::column::Column;
use super::table::{Record, Table};
use crate::database::Value;
use crate::error::StoreError;

/// A row: its columns as the table lists them, and its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The columns.
    pub(crate) cells: Vec<Value>,
    /// The document of its first place; a place in another one says so itself.
    pub(crate) source: Option<DocumentId>,
}

impl Row {
    /// The part of the key that the row itself has.
    pub(crate) fn key(&self, table: &Table) -> &[Value] {
        &self.cells[..table.key_len()]
    }

    /// The first column as text: the identity, or that of the owner.
    pub(crate) fn id(&self) -> Option<&str> {
        match self.cells.first() {
            Some(Value::Text(Some(id))) => Some(id),
            _ => None,
        }
    }

    /// The order printed.
    pub(crate) fn order(&self, table: &Table) -> Option<i64> {
        match table.order_at().and_then(|at| self.cells.get(at)) {
            Some(Value::Int(number)) => *number,
            _ => None,
        }
    }

    /// Gives the row another place in the order.
    pub(crate) fn set_order(&mut self, table: &Table, order: i64) {
        if let Some(cell) = table.order_at().and_then(|at| self.cells.get_mut(at)) {
            *cell = order.into();
        }
    }

    /// The values that a row binds, after the body's code and the plan's key.
    pub(crate) fn bound(self, table: &Table, plan: &[Value; 2]) -> Vec<Value> {
        let source = Value::Text(self.source.as_ref().map(DocumentId::to_string));
        let source = table.is_sourced().then_some(source);
        plan.iter().cloned().chain(self.cells).chain(source).collect()
    }
}

/// A row in the making: its columns, in the order of the table.
#[derive(Default)]
pub(crate) struct Cells {
    pub(super) cells: Vec<Value>,
    pub(super) source: Option<DocumentId>,
}

/// A row that is taken apart, column by column in the order of the table.
pub(crate) struct Fields<'a> {
    table: &'a Table,
    key: Vec<Value>,
    cells: std::vec::IntoIter<Value>,
    pub(super) document: Option<DocumentId>,
}

impl<'a> Fields<'a> {
    fn of(table: &'a Table, row: Row) -> Self {
        Fields {
            table,
            key: row.key(table).to_vec(),
            cells: row.cells.into_iter(),
            document: row.source,
        }
    }

    /// The next column.
    pub(super) fn next(&mut self) -> Option<Value> {
        self.cells.next()
    }

    /// The error that names this row.
    pub(crate) fn damaged(&self, what: impl ToString) -> StoreError {
        let part = |value: &Value| match value {
            Value::Text(Some(text)) => text.clone(),
            Value::Int(Some(number)) => number.to_string(),
            _ => "-".into(),
        };
        StoreError::Damaged {
            table: self.table.name.to_owned(),
            key: self.key.iter().map(part).collect::<Vec<_>>().join("/"),
            what: what.to_string(),
        }
    }
}

/// A row as the domain has it: what it is part of, its order, its value.
type Taken<T> = (<T as Record>::Head, usize, <T as Record>::Value);

/// All rows of a plan by the name of their table, in the order of the plan.
#[derive(Clone, Default)]
pub(crate) struct Rows(HashMap<&'static str, Vec<Row>>);

impl Rows {
    /// The rows of a table.
    pub(crate) fn of(&self, table: &Table) -> &[Row] {
        self.0.get(table.name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Takes the rows of a table out.
    pub(crate) fn remove(&mut self, table: &Table) -> Vec<Row> {
        self.0.remove(table.name).unwrap_or_default()
    }

    /// Adds a row as loaded.
    pub(crate) fn push(&mut self, table: &Table, row: Row) {
        self.0.entry(table.name).or_default().push(row);
    }

    /// Brings the rows of a table into the order printed.
    pub(super) fn sort(&mut self, table: &Table) {
        if let Some(rows) = self.0.get_mut(table.name) {
            rows.sort_by_key(|row| row.order(table));
        }
    }

    /// Adds the row of a value at its place in its list.
    pub(super) fn put<T: Record>(&mut self, head: &T::Head, ordinal: usize, value: &T::Value) {
        let (table, mut row) = (&T::TABLE, Cells::default());
        head.put(&mut row);
        if table.is_keyed_by_order() {
            ordinal.put(&mut row);
        }
        T::put(value, &mut row);
        if !table.order.is_empty() {
            ordinal.put(&mut row);
        }
        let Cells { cells, source } = row;
        self.push(table, Row { cells, source });
    }

    /// Adds the rows of a list.
    pub(super) fn put_all<'v, T: Record<Value: 'v>>(
        &mut self,
        head: &T::Head,
        values: impl IntoIterator<Item = &'v T::Value>,
    ) {
        for (at, value) in values.into_iter().enumerate() {
            self.put::<T>(head, at, value);
        }
    }

    /// Takes the rows of a table as the domain has them.
    pub(super) fn take<T: Record>(&mut self) -> Result<Vec<Taken<T>>, StoreError> {
        let table = &T::TABLE;
        let taken = |row: Row| {
            let order = row.order(table).and_then(|order| usize::try_from(order).ok());
            let mut fields = Fields::of(table, row);
            let head = T::Head::take(&mut fields)?;
            if table.is_keyed_by_order() {
                fields.next();
            }
            let order = order.unwrap_or(0);
            Ok((head, order, T::take(&mut fields)?))
        };
        self.remove(table).into_iter().map(taken).collect()
    }

    /// Takes the rows of a table as a list.
    pub(super) fn take_all<T: Record>(&mut self) -> Result<Vec<T::Value>, StoreError> {
        Ok(self.take::<T>()?.into_iter().map(|(_, _, value)| value).collect())
    }

    /// Takes the rows of a table as the lists of what they are part of.
    pub(super) fn take_parts<K: Eq + Hash, T: Record<Head = (K,)>>(
        &mut self,
    ) -> Result<HashMap<K, Vec<T::Value>>, StoreError> {
        let mut parts: HashMap<K, Vec<T::Value>> = HashMap::new();
        for ((of,), _, value) in self.take::<T>()? {
            parts.entry(of).or_default().push(value);
        }
        Ok(parts)
    }
}
