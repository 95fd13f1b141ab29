//! The mark that makes a database a backup: its form, when and of what it was made, and what each
//! table had.
//!
//! Not here: comparing the digests (the module above).

use super::copy::Digest;
use crate::database::{Fields, Transaction, Value};
use crate::error::StoreError;
use crate::migration;
use crate::schema::Holds;

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
    let marks = tx.rows("sqlite_master", sql, vec![], &[Holds::Text]).await?;
    if marks.len() != 3 {
        return Err(StoreError::NotABackup);
    }
    let sql = "SELECT form, made_at, engine, schema_version FROM gyokaku_backup";
    let holds = [Holds::Int, Holds::Text, Holds::Text, Holds::Int];
    let rows = tx.rows("gyokaku_backup", sql, vec![], &holds).await?;
    let mut mark = Fields::new(
        "gyokaku_backup",
        "-".into(),
        rows.into_iter().next().unwrap_or_default(),
    );
    let (form, made_at, engine, version) = (mark.int()?, mark.text()?, mark.text()?, mark.int()?);
    // A newer form may keep its digests otherwise; what it says of its version is enough to refuse it.
    let version = if form > FORM {
        version.max(migration::newest() + 1)
    } else {
        version
    };
    let sql = "SELECT name, how_many, sha256 FROM gyokaku_backup_table";
    let holds = [Holds::Text, Holds::Int, Holds::Text];
    let rows = tx.rows("gyokaku_backup_table", sql, vec![], &holds).await?;
    let row = |values: Vec<Value>| -> Result<(String, Digest), StoreError> {
        let mut fields = Fields::new("gyokaku_backup_table", "-".into(), values);
        let (name, how_many, sha256) = (fields.text()?, fields.int()?, fields.text()?);
        Ok((name, Digest { how_many, sha256 }))
    };
    let digests = rows.into_iter().map(row).collect::<Result<_, _>>()?;
    Ok(Mark {
        made_at,
        engine,
        version,
        digests,
    })
}
