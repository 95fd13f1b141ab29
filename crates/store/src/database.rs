//! The two engines behind one face: the same text of SQL with `$1`, the same values, the same rows.
//!
//! The one macro here expands the same expression for each driver; nothing else in the crate knows
//! which engine answers, apart from the fragments that `migration` and `search` keep for each.
//! Not here: what is asked (`read`, `write`, `search`, `journal`).

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction,
};

use crate::error::StoreError;
use crate::schema::Holds;

/// How long a writer waits for another one, and a server for its first answer.
const PATIENCE: Duration = Duration::from_secs(10);

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

/// The rows of one driver as values.
macro_rules! values {
    ($rows:expr, $table:expr, $holds:expr) => {
        $rows
            .iter()
            .map(|row| {
                $holds
                    .iter()
                    .enumerate()
                    .map(|(at, holds)| match holds {
                        Holds::Text | Holds::Place => row.try_get(at).map(Value::Text),
                        Holds::Int | Holds::Order => row.try_get(at).map(Value::Int),
                        Holds::Bytes => row.try_get(at).map(Value::Bytes),
                    })
                    .collect::<Result<Vec<Value>, sqlx::Error>>()
            })
            .collect::<Result<Vec<Vec<Value>>, sqlx::Error>>()
            .map_err(|e| StoreError::Damaged {
                table: $table,
                key: "-".into(),
                what: e.to_string(),
            })
    };
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
        let file = file.strip_prefix("//").unwrap_or(file);
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

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Db::Lite(_) => Engine::Lite,
            Db::Pg(_) => Engine::Pg,
        }
    }

    /// Switches a database file to write-ahead logging, so that readers do not wait for a writer.
    pub(crate) async fn write_ahead(&self) -> Result<(), StoreError> {
        if let Db::Lite(pool) = self {
            sqlx::query("PRAGMA journal_mode = WAL").fetch_all(pool).await?;
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
            let rows = bound!(Driver, sql, values).fetch_all(pool).await?;
            values!(rows, table, holds)
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

    /// Runs a statement whose text will hardly come again, without keeping it prepared.
    pub(crate) async fn run_once(&mut self, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        self.count();
        Ok(each!(&mut self.open, Open, |Driver, session| bound!(
            Driver, sql, values
        )
        .persistent(false)
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
            let rows = bound!(Driver, sql, values).fetch_all(&mut **session).await?;
            values!(rows, table, holds)
        })
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

/// Takes the values of a row apart in the order in which they were asked for.
pub(crate) struct Fields {
    table: &'static str,
    key: String,
    values: std::vec::IntoIter<Value>,
}

impl Fields {
    /// The fields of a row; `key` names it where one of them is damaged.
    pub(crate) fn new(table: &'static str, key: String, values: Vec<Value>) -> Self {
        Fields {
            table,
            key,
            values: values.into_iter(),
        }
    }

    /// The error that names this row.
    pub(crate) fn damaged(&self, what: impl Into<String>) -> StoreError {
        StoreError::Damaged {
            table: self.table,
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
