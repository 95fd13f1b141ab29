//! The two engines behind one face: the same text of SQL with `$1`, the same values, the same rows.
//!
//! The one macro here expands the same expression for each driver; nothing else in the crate knows
//! which engine answers, apart from the fragments that `migration` and `search` keep for each.
//! Many rows at a time are bound value by value on SQLite and column by column on PostgreSQL.
//! Not here: what is asked (`read`, `write`, `search`, `journal`).

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use gyokaku_core::document::DocumentId;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction,
};

use crate::error::StoreError;
use crate::schema::Holds;

/// How long a writer waits for another one, and a server for its first answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many values one statement binds on SQLite; the engine would take 32,766, and gains nothing by it.
const VALUES_AT_A_TIME: usize = 1_000;

/// How many rows one statement writes on PostgreSQL, and how many are read ahead of being taken.
const ROWS_AT_A_TIME: usize = 1_000;

/// How many bytes of rows are gathered before they are written; a single row may have more.
const BYTES_AT_A_TIME: usize = 1 << 20;

/// A value on its way to or from the database.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(Some(text.to_owned()))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Value::Text(text.map(str::to_owned))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Value::Int(number)
    }
}

impl Value {
    /// About how many bytes it holds.
    fn weight(&self) -> usize {
        match self {
            Value::Text(text) => text.as_ref().map_or(0, String::len),
            Value::Int(_) => 8,
            Value::Bytes(bytes) => bytes.len(),
        }
    }
}

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

/// A connection to one of the engines.
#[derive(Clone, Debug)]
pub(crate) enum Db {
    Lite(SqlitePool),
    Pg(PgPool),
}

/// Which engine answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Lite,
    Pg,
}

/// A transaction. Dropped without [`Session::commit`] it leaves nothing behind.
pub(crate) struct Session {
    open: Open,
    statements: Arc<AtomicU64>,
}

enum Open {
    Lite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
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
fn columns(holds: &[Holds], rows: Vec<Vec<Value>>) -> Vec<Column> {
    let with_room = |holds: &Holds| match holds {
        Holds::Text | Holds::Place => Column::Text(Vec::with_capacity(rows.len())),
        Holds::Int | Holds::Order => Column::Int(Vec::with_capacity(rows.len())),
        Holds::Bytes => Column::Bytes(Vec::with_capacity(rows.len())),
    };
    let mut columns: Vec<Column> = holds.iter().map(with_room).collect();
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

impl Engine {
    /// The word that a backup remembers it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Engine::Lite => "sqlite",
            Engine::Pg => "postgresql",
        }
    }

    /// The parameter with a number. SQLite is given no numbers where many are bound: it searches
    /// them one by one, so that a statement would cost the square of its length.
    pub(crate) fn parameter(self, number: usize) -> String {
        match self {
            Engine::Lite => "?".into(),
            Engine::Pg => format!("${number}"),
        }
    }

    /// A relation of so many bound rows, after so many parameters. On PostgreSQL each column is one
    /// array, so that the text is the same for any number of rows.
    pub(crate) fn bound_rows(self, holds: &[Holds], rows: usize, after: usize) -> String {
        match self {
            Engine::Lite => {
                let row = format!("({})", vec!["?"; holds.len()].join(", "));
                format!("VALUES {}", vec![row; rows].join(", "))
            }
            Engine::Pg => {
                let array = |(at, holds): (usize, &Holds)| {
                    let kind = match holds {
                        Holds::Text | Holds::Place => "TEXT",
                        Holds::Int | Holds::Order => "BIGINT",
                        Holds::Bytes => "BYTEA",
                    };
                    format!("${}::{kind}[]", after + at + 1)
                };
                let arrays: Vec<String> = holds.iter().enumerate().map(array).collect();
                format!("SELECT * FROM UNNEST({})", arrays.join(", "))
            }
        }
    }
}

/// Expands one expression for both drivers, with the driver's name at hand.
macro_rules! each {
    ($open:expr, $kind:ident, |$driver:ident, $it:ident| $body:expr) => {
        match $open {
            $kind::Lite($it) => {
                type $driver = Sqlite;
                $body
            }
            $kind::Pg($it) => {
                type $driver = Postgres;
                $body
            }
        }
    };
}

/// A query of one driver with its values bound.
macro_rules! bound {
    ($driver:ty, $sql:expr, $values:expr) => {
        $values.into_iter().fold(
            sqlx::query::<$driver>(AssertSqlSafe($sql)),
            |query, value| match value {
                Value::Text(text) => query.bind(text),
                Value::Int(number) => query.bind(number),
                Value::Bytes(bytes) => query.bind(bytes),
            },
        )
    };
}

/// A row of one driver as values.
macro_rules! values {
    ($row:expr, $table:expr, $holds:expr) => {
        $holds
            .iter()
            .enumerate()
            .map(|(at, holds)| match holds {
                Holds::Text | Holds::Place => $row.try_get(at).map(Value::Text),
                Holds::Int | Holds::Order => $row.try_get(at).map(Value::Int),
                Holds::Bytes => $row.try_get(at).map(Value::Bytes),
            })
            .collect::<Result<Vec<Value>, sqlx::Error>>()
            .map_err(|e| StoreError::Damaged {
                table: $table.to_owned(),
                key: "-".into(),
                what: e.to_string(),
            })
    };
}

/// The file of an address after `sqlite:`.
fn sqlite_file(address: &str) -> &str {
    address.strip_prefix("//").unwrap_or(address)
}

/// The file that an address of a database names, if it names one.
pub(crate) fn file_of(url: &str) -> Option<PathBuf> {
    let file = sqlite_file(url.strip_prefix("sqlite:")?);
    (!file.is_empty() && file != ":memory:").then(|| PathBuf::from(file))
}

impl Db {
    /// Connects, and says clearly why not. A database file is made where it is missing.
    pub(crate) async fn connect(url: &str) -> Result<Self, StoreError> {
        if let Some(file) = url.strip_prefix("sqlite:") {
            return Self::connect_sqlite(file).await;
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::connect_postgres(url).await;
        }
        Err(StoreError::Address)
    }

    async fn connect_sqlite(file: &str) -> Result<Self, StoreError> {
        let file = sqlite_file(file);
        let options = match file {
            "" => return Err(StoreError::Address),
            ":memory:" => SqliteConnectOptions::new().in_memory(true),
            file => SqliteConnectOptions::new().filename(file).create_if_missing(true),
        };
        // FULL, so that what was acknowledged survives a power cut; WAL is set once the file is known to be ours.
        let options = options
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .synchronous(SqliteSynchronous::Full)
            .pragma("recursive_triggers", "ON");
        let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE * 3);
        // A database in memory belongs to its connection, which therefore must stay the only one.
        let pool = match file {
            ":memory:" => pool
                .max_connections(1)
                .min_connections(1)
                .idle_timeout(None)
                .max_lifetime(None),
            _ => pool.max_connections(4),
        };
        Ok(Db::Lite(pool.connect_with(options).await?))
    }

    async fn connect_postgres(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
        // A pool would try again until its patience ends and then only say that it ran out of time.
        let first = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options)).await;
        let first = first.map_err(|_| StoreError::Unreachable(sqlx::Error::PoolTimedOut))??;
        first.close().await?;
        Ok(Db::Pg(
            PgPoolOptions::new()
                .max_connections(8)
                .acquire_timeout(PATIENCE)
                .connect_lazy_with(options),
        ))
    }

    /// A new database file that nobody else knows of yet: it needs no safety against a crash, since
    /// it is thrown away then.
    pub(crate) async fn connect_unfinished(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off);
        Self::connect_alone(options).await
    }

    /// A database file that is only read.
    pub(crate) async fn connect_to_read(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .busy_timeout(PATIENCE);
        Self::connect_alone(options).await
    }

    async fn connect_alone(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let pool = SqlitePoolOptions::new().max_connections(1);
        Ok(Db::Lite(pool.connect_with(options).await?))
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Db::Lite(_) => Engine::Lite,
            Db::Pg(_) => Engine::Pg,
        }
    }

    /// Switches a database file to write-ahead logging, so that readers do not wait for a writer.
    pub(crate) async fn write_ahead(&self) -> Result<(), StoreError> {
        if let Db::Lite(pool) = self {
            let switched = sqlx::query("PRAGMA journal_mode = WAL").fetch_all(pool).await;
            // Another program opens the file at this moment; the next opening switches.
            if let Err(error) = switched.map_err(StoreError::from)
                && !matches!(error, StoreError::Busy(_))
            {
                return Err(error);
            }
        }
        Ok(())
    }

    /// A transaction that only reads, and sees one state of the data throughout.
    pub(crate) async fn reading(&self, statements: &Arc<AtomicU64>) -> Result<Session, StoreError> {
        let open = match self {
            Db::Lite(pool) => Open::Lite(pool.begin().await?),
            Db::Pg(pool) => Open::Pg(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        };
        Ok(Session::new(open, statements))
    }

    /// A transaction that writes. SQLite takes its lock at once, so that two writers wait instead of failing.
    pub(crate) async fn writing(&self, statements: &Arc<AtomicU64>) -> Result<Session, StoreError> {
        let open = match self {
            Db::Lite(pool) => Open::Lite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Db::Pg(pool) => Open::Pg(pool.begin().await?),
        };
        Ok(Session::new(open, statements))
    }

    /// One reading statement on its own.
    pub(crate) async fn rows(
        &self,
        statements: &AtomicU64,
        table: &'static str,
        sql: &str,
        values: Vec<Value>,
        holds: &[Holds],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        statements.fetch_add(1, Ordering::Relaxed);
        each!(self, Db, |Driver, pool| {
            // Row by row, because the drivers' own rows are several times larger than the values.
            let rows = bound!(Driver, sql, values).fetch(pool);
            rows.map(|row| {
                row.map_err(StoreError::from)
                    .and_then(|row| values!(row, table, holds))
            })
            .try_collect()
            .await
        })
    }

    /// Closes all connections, so that a file can be moved or copied.
    pub(crate) async fn close(&self) {
        each!(self, Db, |_Driver, pool| pool.close().await);
    }
}

impl Session {
    fn new(open: Open, statements: &Arc<AtomicU64>) -> Self {
        statements.fetch_add(1, Ordering::Relaxed);
        Session {
            open,
            statements: Arc::clone(statements),
        }
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
        Ok(each!(&mut self.open, Open, |Driver, session| bound!(
            Driver, sql, values
        )
        .execute(&mut **session)
        .await?
        .rows_affected()))
    }

    /// Runs the statements of a migration.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.count();
        each!(&mut self.open, Open, |_Driver, session| sqlx::raw_sql(
            AssertSqlSafe(sql)
        )
        .execute(&mut **session)
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
        holds: &[Holds],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        self.count();
        each!(&mut self.open, Open, |Driver, session| {
            let rows = bound!(Driver, sql, values).fetch(&mut **session);
            rows.map(|row| {
                row.map_err(StoreError::from)
                    .and_then(|row| values!(row, table, holds))
            })
            .try_collect()
            .await
        })
    }

    /// Runs a statement whose rows are taken by and by, so that a table of any size takes little memory.
    pub(crate) fn stream<'s>(&'s mut self, table: &'s str, sql: &'s str, holds: &'s [Holds]) -> Batches<'s> {
        self.count();
        each!(&mut self.open, Open, |Driver, session| {
            let query = sqlx::query::<Driver>(AssertSqlSafe(sql)).persistent(false);
            let rows = query.fetch(&mut **session);
            Batches(
                rows.map(move |row| {
                    row.map_err(StoreError::from)
                        .and_then(|row| values!(row, table, holds))
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
        holds: &[Holds],
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        let most = match self.engine() {
            Engine::Lite => (VALUES_AT_A_TIME / holds.len().max(1)).max(1),
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
                    self.run_batch(sql, Keep::Prepared, fixed, holds, batch).await?;
                } else {
                    self.run_batch(&sql(batch.len()), Keep::Nothing, fixed, holds, batch)
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
        holds: &[Holds],
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        self.count();
        match &mut self.open {
            Open::Lite(session) => {
                let values = fixed.iter().cloned().chain(rows.into_iter().flatten());
                // Only the text of a full batch comes again.
                bound!(Sqlite, sql, values)
                    .persistent(keep == Keep::Prepared)
                    .execute(&mut **session)
                    .await?;
            }
            Open::Pg(session) => {
                let query = bound!(Postgres, sql, fixed.iter().cloned());
                let query = columns(holds, rows)
                    .into_iter()
                    .fold(query, |query, column| match column {
                        Column::Text(values) => query.bind(values),
                        Column::Int(values) => query.bind(values),
                        Column::Bytes(values) => query.bind(values),
                    });
                query.execute(&mut **session).await?;
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

    /// Makes what was written last.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.count();
        Ok(each!(self.open, Open, |_Driver, session| session.commit().await)?)
    }

    /// Gives up what was written.
    pub(crate) async fn rollback(self) -> Result<(), StoreError> {
        self.count();
        Ok(each!(self.open, Open, |_Driver, session| session
            .rollback()
            .await)?)
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

/// Takes the values of a row apart in the order in which they were asked for.
pub(crate) struct Fields {
    table: &'static str,
    key: String,
    values: std::vec::IntoIter<Value>,
    document: Option<DocumentId>,
}

impl Fields {
    /// The fields of a row; `key` names it where one of them is damaged.
    pub(crate) fn new(table: &'static str, key: String, values: Vec<Value>) -> Self {
        Fields {
            table,
            key,
            values: values.into_iter(),
            document: None,
        }
    }

    /// The same fields of a row whose places are in this document unless they say otherwise.
    pub(crate) fn within(mut self, document: Option<DocumentId>) -> Self {
        self.document = document;
        self
    }

    /// The document that the row names.
    pub(crate) fn document(&self) -> Option<&DocumentId> {
        self.document.as_ref()
    }

    /// The error that names this row.
    pub(crate) fn damaged(&self, what: impl Into<String>) -> StoreError {
        StoreError::Damaged {
            table: self.table.to_owned(),
            key: self.key.clone(),
            what: what.into(),
        }
    }

    /// A text that may be missing.
    pub(crate) fn text_or_none(&mut self) -> Result<Option<String>, StoreError> {
        match self.values.next() {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(self.damaged("文字列ではありません")),
        }
    }

    /// A text.
    pub(crate) fn text(&mut self) -> Result<String, StoreError> {
        self.text_or_none()?
            .ok_or_else(|| self.damaged("文字列がありません"))
    }

    /// A number that may be missing.
    pub(crate) fn int_or_none(&mut self) -> Result<Option<i64>, StoreError> {
        match self.values.next() {
            Some(Value::Int(number)) => Ok(number),
            _ => Err(self.damaged("数値ではありません")),
        }
    }

    /// A number.
    pub(crate) fn int(&mut self) -> Result<i64, StoreError> {
        self.int_or_none()?
            .ok_or_else(|| self.damaged("数値がありません"))
    }

    /// Bytes.
    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        match self.values.next() {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(self.damaged("バイト列ではありません")),
        }
    }
}
