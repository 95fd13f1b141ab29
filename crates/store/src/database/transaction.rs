//! A transaction: its statements, and many rows at a time, value by value on SQLite and column by column on
//! PostgreSQL.
//!
//! Not here: connecting, single statements (`super`).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use sqlx::{AssertSqlSafe, Postgres, Row as _, Sqlite};

use super::{ColumnType, Engine, Value, named};
use crate::error::StoreError;
use crate::seal::JournalKey;
use crate::typed::Named;

/// How many values one statement binds on SQLite; the engine would take 32,766, and gains nothing by it.
const VALUES_AT_A_TIME: usize = 1_000;

/// How many rows one statement writes on PostgreSQL, and how many are read ahead of being taken.
const ROWS_AT_A_TIME: usize = 1_000;

/// How many bytes of rows are gathered before they are written; a single row may have more.
const BYTES_AT_A_TIME: usize = 1 << 20;

/// Whether so many rows of this weight are enough for one statement or one step.
fn is_enough(rows: &[Vec<Value>], most: usize, weight: &mut usize) -> bool {
    *weight += rows
        .last()
        .into_iter()
        .flatten()
        .map(Value::weight)
        .sum::<usize>();
    rows.len() >= most || *weight >= BYTES_AT_A_TIME
}

/// A transaction. Dropped without [`Transaction::commit`] it leaves nothing behind.
pub(crate) struct Transaction {
    open: Open,
    statements: Arc<AtomicU64>,
    /// With what entries of the journal are sealed.
    key: Option<JournalKey>,
}

pub(super) enum Open {
    Lite(sqlx::Transaction<'static, Sqlite>),
    Pg(sqlx::Transaction<'static, Postgres>),
}

/// Whether a statement stays prepared for the next time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Prepared,
    Nothing,
}

/// The values of one column, as PostgreSQL takes many rows.
enum Column {
    Text(Vec<Option<String>>),
    Int(Vec<Option<i64>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

/// Rows turned into columns. A value of another kind than its column becomes null, which the schema refuses.
fn columns(types: &[ColumnType], rows: Vec<Vec<Value>>) -> Vec<Column> {
    let with_room = |of_type: &ColumnType| match of_type {
        ColumnType::Text => Column::Text(Vec::with_capacity(rows.len())),
        ColumnType::Int => Column::Int(Vec::with_capacity(rows.len())),
        ColumnType::Bytes => Column::Bytes(Vec::with_capacity(rows.len())),
    };
    let mut columns: Vec<Column> = types.iter().map(with_room).collect();
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            match (column, value) {
                (Column::Text(values), Value::Text(value)) => values.push(value),
                (Column::Int(values), Value::Int(value)) => values.push(value),
                (Column::Bytes(values), Value::Bytes(value)) => values.push(Some(value)),
                (Column::Text(values), _) => values.push(None),
                (Column::Int(values), _) => values.push(None),
                (Column::Bytes(values), _) => values.push(None),
            }
        }
    }
    columns
}

impl Transaction {
    pub(super) fn new(open: Open, statements: &Arc<AtomicU64>) -> Self {
        statements.fetch_add(1, Ordering::Relaxed);
        Transaction {
            open,
            statements: Arc::clone(statements),
            key: None,
        }
    }

    /// The same, with a key for the entries of the journal.
    pub(crate) fn sealing(self, key: Option<JournalKey>) -> Self {
        Transaction { key, ..self }
    }

    /// With what entries of the journal are sealed.
    pub(crate) fn key(&self) -> Option<&JournalKey> {
        self.key.as_ref()
    }

    pub(crate) fn engine(&self) -> Engine {
        match self.open {
            Open::Lite(_) => Engine::Lite,
            Open::Pg(_) => Engine::Pg,
        }
    }

    fn count(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    /// Runs a statement; gives how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        self.count();
        Ok(each!(&mut self.open, Open, |Driver, tx| bound!(
            Driver, sql, values
        )
        .execute(&mut **tx)
        .await?
        .rows_affected()))
    }

    /// Runs the statements of a migration.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.count();
        each!(&mut self.open, Open, |_Driver, tx| sqlx::raw_sql(AssertSqlSafe(
            sql
        ))
        .execute(&mut **tx)
        .await
        .map(drop)?);
        Ok(())
    }

    /// Runs a statement that gives rows.
    pub(crate) async fn rows(
        &mut self,
        table: &'static str,
        sql: &str,
        values: Vec<Value>,
        types: &[ColumnType],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        self.count();
        each!(&mut self.open, Open, |Driver, tx| {
            let rows = bound!(Driver, sql, values).fetch(&mut **tx);
            rows.map(|row| {
                row.map_err(StoreError::from)
                    .and_then(|row| values!(row, table, types))
            })
            .try_collect()
            .await
        })
    }

    /// Runs a statement that gives rows with names.
    pub(crate) async fn named<T: Named>(
        &mut self,
        table: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        self.count();
        each!(&mut self.open, Open, |Driver, tx| {
            let rows = bound!(Driver, sql, values).fetch(&mut **tx);
            rows.map(|row| named(table, &row?)).try_collect().await
        })
    }

    /// Runs a statement whose rows are taken by and by, so that a table of any size takes little memory.
    pub(crate) fn stream<'s>(
        &'s mut self,
        table: &'s str,
        sql: &'s str,
        types: &'s [ColumnType],
    ) -> Batches<'s> {
        self.count();
        each!(&mut self.open, Open, |Driver, tx| {
            let query = sqlx::query::<Driver>(AssertSqlSafe(sql)).persistent(false);
            let rows = query.fetch(&mut **tx);
            Batches(
                rows.map(move |row| {
                    row.map_err(StoreError::from)
                        .and_then(|row| values!(row, table, types))
                })
                .boxed(),
            )
        })
    }

    /// Runs a statement over many rows, a batch at a time. `sql` gives the text for so many rows
    /// (see [`Engine::bound_rows`]); `fixed` are the values that stand before the rows.
    pub(crate) async fn run_rows(
        &mut self,
        sql: &(dyn Fn(usize) -> String + Sync),
        fixed: &[Value],
        types: &[ColumnType],
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        let most = match self.engine() {
            Engine::Lite => (VALUES_AT_A_TIME / types.len().max(1)).max(1),
            Engine::Pg => ROWS_AT_A_TIME,
        };
        let (mut full, mut batch, mut weight) = (None, Vec::new(), 0);
        let mut rows = rows.into_iter().peekable();
        while let Some(row) = rows.next() {
            batch.push(row);
            if is_enough(&batch, most, &mut weight) || rows.peek().is_none() {
                let batch = std::mem::take(&mut batch);
                weight = 0;
                if batch.len() == most {
                    let sql: &str = full.get_or_insert_with(|| sql(most));
                    self.run_batch(sql, Keep::Prepared, fixed, types, batch).await?;
                } else {
                    self.run_batch(&sql(batch.len()), Keep::Nothing, fixed, types, batch)
                        .await?;
                }
            }
        }
        Ok(())
    }

    async fn run_batch(
        &mut self,
        sql: &str,
        keep: Keep,
        fixed: &[Value],
        types: &[ColumnType],
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        self.count();
        match &mut self.open {
            Open::Lite(tx) => {
                let values = fixed.iter().cloned().chain(rows.into_iter().flatten());
                // Only the text of a full batch comes again.
                bound!(Sqlite, sql, values)
                    .persistent(keep == Keep::Prepared)
                    .execute(&mut **tx)
                    .await?;
            }
            Open::Pg(tx) => {
                let query = bound!(Postgres, sql, fixed.iter().cloned());
                let query = columns(types, rows)
                    .into_iter()
                    .fold(query, |query, column| match column {
                        Column::Text(values) => query.bind(values),
                        Column::Int(values) => query.bind(values),
                        Column::Bytes(values) => query.bind(values),
                    });
                query.execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    /// Lets PostgreSQL count these tables after many rows were written, before it checks references
    /// at the commit: of a table that it believes to be empty it takes any index, and then reads a
    /// whole plan for each reference. SQLite looks at the index itself.
    pub(crate) async fn count_rows(&mut self, tables: &[&str]) -> Result<(), StoreError> {
        match self.engine() {
            Engine::Pg => self.script(&format!("ANALYZE {}", tables.join(", "))).await,
            Engine::Lite => Ok(()),
        }
    }

    /// Takes the limits of time away from this transaction: for work that has as much to do as there is (a migration,
    /// a backup, a restore). SQLite has none.
    pub(crate) async fn unhurried(&mut self) -> Result<(), StoreError> {
        match self.engine() {
            Engine::Pg => {
                let none = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
                    SET LOCAL idle_in_transaction_session_timeout = 0";
                self.script(none).await
            }
            Engine::Lite => Ok(()),
        }
    }

    /// Makes what was written last.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.count();
        Ok(each!(self.open, Open, |_Driver, tx| tx.commit().await)?)
    }

    /// Gives up what was written.
    pub(crate) async fn rollback(self) -> Result<(), StoreError> {
        self.count();
        Ok(each!(self.open, Open, |_Driver, tx| tx.rollback().await)?)
    }
}

/// The rows of a statement, taken by and by.
pub(crate) struct Batches<'s>(BoxStream<'s, Result<Vec<Value>, StoreError>>);

impl Batches<'_> {
    /// The next rows; empty after the last.
    pub(crate) async fn next(&mut self) -> Result<Vec<Vec<Value>>, StoreError> {
        let (mut rows, mut weight) = (Vec::new(), 0);
        while let Some(row) = self.0.try_next().await? {
            rows.push(row);
            if is_enough(&rows, ROWS_AT_A_TIME, &mut weight) {
                break;
            }
        }
        Ok(rows)
    }
}
