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

use futures::{StreamExt as _, TryStreamExt as _};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, FromRow, PgConnection, PgPool, Postgres, Row, Sqlite, SqlitePool};

use crate::error::StoreError;
use crate::typed::Named;

/// How long a writer waits for another one, and a server for its first answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnType {
    /// Text, or null.
    Text,
    /// A whole number, or null.
    Int,
    /// Bytes; only documents and attachments have them.
    Bytes,
}

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
    pub(crate) fn bound_rows(self, types: &[ColumnType], rows: usize, after: usize) -> String {
        match self {
            Engine::Lite => {
                let row = format!("({})", vec!["?"; types.len()].join(", "));
                format!("VALUES {}", vec![row; rows].join(", "))
            }
            Engine::Pg => {
                let array = |(at, of_type): (usize, &ColumnType)| {
                    let kind = match of_type {
                        ColumnType::Text => "TEXT",
                        ColumnType::Int => "BIGINT",
                        ColumnType::Bytes => "BYTEA",
                    };
                    format!("${}::{kind}[]", after + at + 1)
                };
                let arrays: Vec<String> = types.iter().enumerate().map(array).collect();
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
    ($row:expr, $table:expr, $types:expr) => {
        $types
            .iter()
            .enumerate()
            .map(|(at, of_type)| match of_type {
                ColumnType::Text => $row.try_get(at).map(Value::Text),
                ColumnType::Int => $row.try_get(at).map(Value::Int),
                ColumnType::Bytes => $row.try_get(at).map(Value::Bytes),
            })
            .collect::<Result<Vec<Value>, sqlx::Error>>()
            .map_err(|e| StoreError::Damaged {
                table: $table.to_owned(),
                key: "-".into(),
                what: e.to_string(),
            })
    };
}

/// A row of one engine as a row with names.
fn named<'r, R: Row, T: FromRow<'r, R>>(table: &str, row: &'r R) -> Result<T, StoreError> {
    T::from_row(row).map_err(|error| StoreError::Damaged {
        table: table.to_owned(),
        key: "-".into(),
        what: match error {
            sqlx::Error::ColumnDecode { index, source } => format!("{index}：{source}"),
            other => other.to_string(),
        },
    })
}

mod transaction;

use transaction::Open;
pub(crate) use transaction::Transaction;

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
    pub(crate) async fn reading(&self, statements: &Arc<AtomicU64>) -> Result<Transaction, StoreError> {
        let open = match self {
            Db::Lite(pool) => Open::Lite(pool.begin().await?),
            Db::Pg(pool) => Open::Pg(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        };
        Ok(Transaction::new(open, statements))
    }

    /// A transaction that writes. SQLite takes its lock at once, so that two writers wait instead of failing.
    pub(crate) async fn writing(&self, statements: &Arc<AtomicU64>) -> Result<Transaction, StoreError> {
        let open = match self {
            Db::Lite(pool) => Open::Lite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Db::Pg(pool) => Open::Pg(pool.begin().await?),
        };
        Ok(Transaction::new(open, statements))
    }

    /// One reading statement on its own, as rows with names.
    pub(crate) async fn named<T: Named>(
        &self,
        statements: &AtomicU64,
        table: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        statements.fetch_add(1, Ordering::Relaxed);
        each!(self, Db, |Driver, pool| {
            let rows = bound!(Driver, sql, values).fetch(pool);
            rows.map(|row| named(table, &row?)).try_collect().await
        })
    }

    /// Closes all connections, so that a file can be moved or copied.
    pub(crate) async fn close(&self) {
        each!(self, Db, |_Driver, pool| pool.close().await);
    }
}
