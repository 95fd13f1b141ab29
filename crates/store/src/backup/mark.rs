//! The mark that makes a database a backup: its form, when and of what it was made, and what each
//! table had.
//!
//! Not here: comparing the digests (the module above).

use super::copy::Digest;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::migration;

/// The form of the mark in a backup.
const FORM: i64 = 1;

const MARK: &str = "CREATE TABLE gyokaku_backup (form BIGINT NOT NULL, made_at TEXT NOT NULL, engine TEXT NOT NULL, schema_version BIGINT NOT NULL);
    CREATE TABLE gyokaku_backup_table (name TEXT NOT NULL PRIMARY KEY, how_many BIGINT NOT NULL, sha256 TEXT NOT NULL)";

/// What a backup says of itself.
pub(super) struct Mark {
    pub(super) made_at: String,
    pub(super) engine: String,
    pub(super) version: i64,
    pub(super) digests: Vec<(String, Digest)>,
}

/// Marks a database as a backup.
pub(super) async fn write_mark(
    tx: &mut Transaction,
    now: &str,
    engine: &str,
    version: i64,
    digests: &[(String, Digest)],
) -> Result<(), StoreError> {
    tx.script(MARK).await?;
    let sql = "INSERT INTO gyokaku_backup (form, made_at, engine, schema_version) VALUES ($1, $2, $3, $4)";
    let mark = vec![FORM.into(), now.into(), engine.into(), version.into()];
    tx.run(sql, mark).await?;
    for (name, digest) in digests {
        let sql = "INSERT INTO gyokaku_backup_table (name, how_many, sha256) VALUES ($1, $2, $3)";
        let row = vec![
            name.as_str().into(),
            digest.how_many.into(),
            digest.sha256.as_str().into(),
        ];
        tx.run(sql, row).await?;
    }
    Ok(())
}

/// Reads the mark; what has none is no backup.
pub(super) async fn read_mark(tx: &mut Transaction) -> Result<Mark, StoreError> {
    let sql = "SELECT name FROM sqlite_master WHERE name IN ('gyokaku_backup', 'gyokaku_backup_table', 'gyokaku_schema') AND type = 'table'";
    let marks: Vec<(String,)> = tx.named("sqlite_master", sql, vec![]).await?;
    if marks.len() != 3 {
        return Err(StoreError::NotABackup);
    }
    let sql = "SELECT form, made_at, engine, schema_version FROM gyokaku_backup";
    let marks: Vec<(i64, String, String, i64)> = tx.named("gyokaku_backup", sql, vec![]).await?;
    let mark = marks.into_iter().next().ok_or_else(|| StoreError::Damaged {
        table: "gyokaku_backup".into(),
        key: "-".into(),
        what: "印がありません".into(),
    });
    let (form, made_at, engine, version) = mark?;
    // A newer form may keep its digests otherwise; what it says of its version is enough to refuse it.
    let version = if form > FORM {
        version.max(migration::newest() + 1)
    } else {
        version
    };
    let sql = "SELECT name, how_many, sha256 FROM gyokaku_backup_table";
    let rows: Vec<(String, i64, String)> = tx.named("gyokaku_backup_table", sql, vec![]).await?;
    let digest = |(name, how_many, sha256)| (name, Digest { how_many, sha256 });
    let digests = rows.into_iter().map(digest).collect();
    Ok(Mark {
        made_at,
        engine,
        version,
        digests,
    })
}
