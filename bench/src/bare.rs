//! The reference of the deadline day: the rows that one save writes, in one transaction each, and nothing else.
//!
//! The same durability as the product's: SQLite with write-ahead logging and full synchronisation,
//! PostgreSQL as the server is set. Not here: anything that decides, checks or hashes.

use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

const TABLES: &str = "CREATE TABLE answer (item TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL, revision BIGINT NOT NULL);
CREATE TABLE answer_value (item TEXT NOT NULL, field TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (item, field));
CREATE TABLE answer_trail (item TEXT NOT NULL, field TEXT NOT NULL, sequence BIGINT NOT NULL, PRIMARY KEY (item, field, sequence));
CREATE TABLE journal (sequence BIGINT NOT NULL PRIMARY KEY, summary TEXT NOT NULL);
CREATE TABLE journal_head (id BIGINT NOT NULL PRIMARY KEY, sequence BIGINT NOT NULL);
INSERT INTO journal_head VALUES (1, 0);";

/// The statements of one save; `$1` is the item, `$2` the number of the save.
fn statements(n: usize) -> String {
    let item = n / crate::deadline::SAVES;
    let summary = "{\"fields\":{\"done\":{\"old\":null,\"new\":\"窓口を統合し、待ち時間を縮めた。\"}}}";
    format!(
        "INSERT INTO answer VALUES ('i{item}', 'in_work', 1) ON CONFLICT (item) DO UPDATE SET revision = answer.revision + 1;
        INSERT INTO answer_value VALUES ('i{item}', 'f{n}', '窓口を統合し、待ち時間を縮めた。') ON CONFLICT (item, field) DO UPDATE SET content = excluded.content;
        INSERT INTO journal VALUES ({n}, '{summary}');
        UPDATE journal_head SET sequence = {n} WHERE id = 1;
        INSERT INTO answer_trail VALUES ('i{item}', 'f{n}', {n});"
    )
}

/// How long each of so many saves takes, one after the other.
pub(crate) async fn saves(url: &str, count: usize) -> Result<Vec<Duration>, String> {
    timed(url, count).await.map_err(|e| e.to_string())
}

async fn timed(url: &str, count: usize) -> Result<Vec<Duration>, sqlx::Error> {
    let mut times = Vec::with_capacity(count);
    if let Some(file) = url.strip_prefix("sqlite:") {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        connection.execute(TABLES).await?;
        for n in 0..count {
            let sql = format!("BEGIN IMMEDIATE; {} COMMIT;", statements(n));
            let start = Instant::now();
            connection.execute(AssertSqlSafe(sql)).await?;
            times.push(start.elapsed());
        }
    } else {
        let mut connection = PgConnection::connect_with(&PgConnectOptions::from_str(url)?).await?;
        sqlx::raw_sql(TABLES).execute(&mut connection).await?;
        for n in 0..count {
            let sql = format!("BEGIN; {} COMMIT;", statements(n));
            let start = Instant::now();
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
            times.push(start.elapsed());
        }
    }
    Ok(times)
}

/// An open database with an empty table for texts.
pub(crate) async fn frozen(url: &str) -> Result<SqliteConnection, sqlx::Error> {
    let file = url.strip_prefix("sqlite:").unwrap_or(url);
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    connection
        .execute("CREATE TABLE frozen (ordinal BIGINT NOT NULL PRIMARY KEY, content TEXT NOT NULL)")
        .await?;
    Ok(connection)
}

/// Writes these texts, a row each, in one transaction.
pub(crate) async fn texts(mut connection: SqliteConnection, texts: &[String]) -> Result<(), sqlx::Error> {
    let mut session = connection.begin().await?;
    for (ordinal, text) in (0i64..).zip(texts) {
        sqlx::query("INSERT INTO frozen VALUES ($1, $2)")
            .bind(ordinal)
            .bind(text)
            .execute(&mut *session)
            .await?;
    }
    session.commit().await
}

/// Two new databases on a server that is thrown away afterwards.
pub(crate) async fn databases(server: &str) -> Result<(String, String), String> {
    let make = async {
        let mut connection = PgConnection::connect(server).await?;
        let mut urls = Vec::new();
        for kind in ["day", "bare"] {
            let name = format!("gyokaku_{kind}_{}", std::process::id());
            sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}")))
                .execute(&mut connection)
                .await?;
            let host = server.rsplit_once('/').map_or(server, |(host, _)| host);
            urls.push(format!("{host}/{name}"));
        }
        Ok::<_, sqlx::Error>(urls)
    };
    match make.await.map_err(|e| e.to_string())?.as_slice() {
        [day, bare] => Ok((day.clone(), bare.clone())),
        _ => Err("no databases".into()),
    }
}
