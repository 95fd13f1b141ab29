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
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Database, FromRow, PgConnection, Pool, Postgres, Row, Sqlite};

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

/// How many connections read at once, on either engine.
const READERS: u32 = 5;

/// How many connections write at once on PostgreSQL; on SQLite there is one writer at a time anyway.
const WRITERS: u32 = 5;

/// What PostgreSQL ends by itself, so that a peer that stands still holds nobody else up for ever: a statement,
/// the wait for a lock, a transaction in which nothing happens, a connection whose packets nobody confirms.
const LIMITS: [(&str, &str); 4] = [
    ("statement_timeout", "60s"),
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "30s"),
    ("tcp_user_timeout", "30s"),
];

/// The connections to one engine. Who writes waits among those who write; who reads never waits for them.
#[derive(Debug)]
pub(crate) struct Lines<D: Database> {
    pub(crate) readers: Pool<D>,
    pub(crate) writers: Pool<D>,
}

impl<D: Database> Clone for Lines<D> {
    fn clone(&self) -> Self {
        Self {
            readers: self.readers.clone(),
            writers: self.writers.clone(),
        }
    }
}

/// One of the engines.
#[derive(Clone, Debug)]
pub(crate) enum Db {
    Lite(Lines<Sqlite>),
    Pg(Lines<Postgres>),
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

/// A pool that takes back only connections in which no transaction is open.
///
/// After an error that SQLite answers by rolling back itself (a full disk, a failing one) the driver believes that
/// the transaction goes on for ever; such a connection is closed and another one made in its place.
fn whole<D: Database>(pool: PoolOptions<D>) -> PoolOptions<D> {
    pool.after_release(|connection, _| {
        Box::pin(async move {
            // What is still to be rolled back is done before the answer to this.
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
}

/// Makes an empty file that only its owner may read, where there is none: it will hold hashes of passwords, mail
/// addresses and drafts. What SQLite puts beside it gets the same rights. Where it cannot be made, SQLite says why.
fn make_private(file: &str) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(file);
}

/// How the line to a server is protected: to another machine never plainly, unless it is written so.
fn protection(options: &PgConnectOptions) -> PgSslMode {
    let is_here = options.get_socket().is_some()
        || options.get_host() == "localhost"
        || options.get_host().starts_with('/')
        || options
            .get_host()
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    match options.get_ssl_mode() {
        PgSslMode::Allow | PgSslMode::Prefer if !is_here => PgSslMode::Require,
        written => written,
    }
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
            file => {
                make_private(file);
                SqliteConnectOptions::new().filename(file).create_if_missing(true)
            }
        };
        // FULL, so that what was acknowledged survives a power cut; WAL is set once the file is known to be ours.
        let options = options
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .synchronous(SqliteSynchronous::Full)
            .pragma("recursive_triggers", "ON");
        // A database in memory belongs to its connection, which therefore must stay the only one.
        if file == ":memory:" {
            let pool = SqlitePoolOptions::new()
                .acquire_timeout(PATIENCE * 3)
                .max_connections(1)
                .min_connections(1)
                .idle_timeout(None)
                .max_lifetime(None);
            return Ok(Self::alone(pool.connect_with(options).await?));
        }
        let writer = whole(
            SqlitePoolOptions::new()
                .acquire_timeout(PATIENCE * 3)
                .max_connections(1),
        );
        let readers = whole(
            SqlitePoolOptions::new()
                .acquire_timeout(PATIENCE)
                .max_connections(READERS),
        );
        Ok(Db::Lite(Lines {
            writers: writer.connect_with(options.clone()).await?,
            readers: readers.connect_lazy_with(options.pragma("query_only", "ON")),
        }))
    }

    /// A database of SQLite with a single connection.
    fn alone(pool: Pool<Sqlite>) -> Self {
        Db::Lite(Lines {
            readers: pool.clone(),
            writers: pool,
        })
    }

    async fn connect_postgres(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
        let mode = protection(&options);
        let options = options.ssl_mode(mode).options(LIMITS);
        // A pool would try again until its patience ends and then only say that it ran out of time.
        let first = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options)).await;
        let first = first.map_err(|_| StoreError::Unreachable(sqlx::Error::PoolTimedOut))??;
        first.close().await?;
        let pool = |most| {
            let pool = whole(
                PgPoolOptions::new()
                    .max_connections(most)
                    .acquire_timeout(PATIENCE),
            );
            pool.connect_lazy_with(options.clone())
        };
        Ok(Db::Pg(Lines {
            readers: pool(READERS),
            writers: pool(WRITERS),
        }))
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
        Ok(Self::alone(pool.connect_with(options).await?))
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Db::Lite(_) => Engine::Lite,
            Db::Pg(_) => Engine::Pg,
        }
    }

    /// Switches a database file to write-ahead logging, so that readers do not wait for a writer.
    pub(crate) async fn write_ahead(&self) -> Result<(), StoreError> {
        if let Db::Lite(lines) = self {
            let switched = sqlx::query("PRAGMA journal_mode = WAL")
                .fetch_all(&lines.writers)
                .await;
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
            Db::Lite(lines) => Open::Lite(lines.readers.begin().await?),
            Db::Pg(lines) => Open::Pg(
                lines
                    .readers
                    .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        };
        Ok(Transaction::new(open, statements))
    }

    /// A transaction that writes. SQLite takes its lock at once, so that two writers wait instead of failing.
    pub(crate) async fn writing(&self, statements: &Arc<AtomicU64>) -> Result<Transaction, StoreError> {
        let open = match self {
            Db::Lite(lines) => Open::Lite(lines.writers.begin_with("BEGIN IMMEDIATE").await?),
            Db::Pg(lines) => Open::Pg(lines.writers.begin().await?),
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
        each!(self, Db, |Driver, lines| {
            let rows = bound!(Driver, sql, values).fetch(&lines.readers);
            rows.map(|row| named(table, &row?)).try_collect().await
        })
    }

    /// One writing statement on its own, which is a transaction by itself; gives how many rows it touched.
    pub(crate) async fn run(
        &self,
        statements: &AtomicU64,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        statements.fetch_add(1, Ordering::Relaxed);
        Ok(each!(self, Db, |Driver, lines| {
            let done = bound!(Driver, sql, values).execute(&lines.writers).await?;
            done.rows_affected()
        }))
    }

    /// Closes all connections, so that a file can be moved or copied.
    pub(crate) async fn close(&self) {
        each!(self, Db, |_Driver, lines| {
            lines.readers.close().await;
            lines.writers.close().await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_to_another_machine_is_plain_only_where_it_is_written() {
        for (url, is_plain) in [
            ("postgres://u@127.0.0.1/db", true),
            ("postgres://u@localhost:5433/db", true),
            ("postgres://u@[::1]/db", true),
            ("postgres:///db?host=/var/run/postgresql", true),
            ("postgres://u@db.city.example/db", false),
            ("postgres://u@10.0.0.5/db", false),
            ("postgres://u@10.0.0.5/db?sslmode=prefer", false),
            ("postgres://u@localhost.city.example/db", false),
            ("postgres://u@10.0.0.5/db?sslmode=disable", true),
        ] {
            let options = PgConnectOptions::from_str(url).expect("an address");
            let mode = protection(&options);
            let may_be_plain = matches!(mode, PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer);
            assert_eq!(may_be_plain, is_plain, "{url}");
        }
        let options = PgConnectOptions::from_str("postgres://u@10.0.0.5/db?sslmode=verify-full");
        let mode = protection(&options.expect("an address"));
        assert!(matches!(mode, PgSslMode::VerifyFull), "what is written stays");
    }
}
