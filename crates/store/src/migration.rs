//! The schema over time: an ordered list of migrations, each a common text and, where it is needed, one for the engine.
//!
//! A list of our own, because sqlx's migrator reads one folder and we keep a common one beside a
//! small one for each engine. Invariant: a migration that was applied never changes (its checksum
//! is stored), and a database that a newer release has migrated is left alone.
//! Not here: moving data between installations; that is backup and restore.

mod released;
mod tied;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::database::{Db, Engine, Transaction};
use crate::error::StoreError;
use crate::journal::sha256;

struct Migration {
    version: i64,
    common: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// The migrations in the order of their numbers, as `build.rs` finds them in `migrations/`.
const MIGRATIONS: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The version from which on amounts are tied to their sections and items.
const AMOUNTS_TIED: i64 = 3;

/// The version from which on plans are released on purpose.
const RELEASED: i64 = 8;

impl Migration {
    fn own(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Lite => self.sqlite,
            Engine::Pg => self.postgres,
        }
    }

    fn checksum(&self, engine: Engine) -> String {
        sha256(format!("{}\n{}", self.common, self.own(engine)).as_bytes())
    }
}

/// Brings the schema up to date in one transaction, or refuses and leaves everything as it is.
pub(crate) async fn migrate(db: &Db, statements: &Arc<AtomicU64>) -> Result<(), StoreError> {
    let mut tx = db.writing(statements).await?;
    tx.unhurried().await?;
    let applied = applied(&mut tx).await?;
    let known = newest();
    if let Some(found) = applied
        .iter()
        .map(|(version, _)| *version)
        .max()
        .filter(|found| *found > known)
    {
        return Err(StoreError::Newer { found, known });
    }
    let engine = tx.engine();
    for migration in MIGRATIONS {
        match applied.iter().find(|(version, _)| *version == migration.version) {
            Some((_, checksum)) if *checksum == migration.checksum(engine) => {}
            Some(_) => {
                return Err(StoreError::Migration {
                    version: migration.version,
                });
            }
            None => {
                tx.script(migration.common).await?;
                tx.script(migration.own(engine)).await?;
                let row = vec![
                    migration.version.into(),
                    migration.checksum(engine).as_str().into(),
                ];
                tx.run(
                    "INSERT INTO gyokaku_schema (version, checksum) VALUES ($1, $2)",
                    row,
                )
                .await?;
            }
        }
    }
    let since = applied.iter().map(|(version, _)| *version).max().unwrap_or(0);
    if since < AMOUNTS_TIED {
        tied::tie_amounts(&mut tx).await?;
    }
    if since < RELEASED {
        released::release_all(&mut tx).await?;
    }
    tx.commit().await
}

/// The newest version that this program knows.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |m| m.version)
}

/// The version of a database that is only read; refused where it is not the newest known, because
/// somebody else has migrated it since it was opened.
pub(crate) async fn known_version(tx: &mut Transaction) -> Result<i64, StoreError> {
    let sql = "SELECT MAX(version) FROM gyokaku_schema";
    let newest_there: Vec<(Option<i64>,)> = tx.named("gyokaku_schema", sql, vec![]).await?;
    let found = newest_there
        .into_iter()
        .find_map(|(version,)| version)
        .unwrap_or(0);
    let known = newest();
    if found == known {
        Ok(found)
    } else {
        Err(StoreError::Newer { found, known })
    }
}

/// The migrations that the database has seen, after making sure that it is ours.
async fn applied(tx: &mut Transaction) -> Result<Vec<(i64, String)>, StoreError> {
    match tx.engine() {
        // Another program's file must not gain our tables by a slip of the hand.
        Engine::Lite => {
            let sql = "SELECT name FROM sqlite_master";
            let tables: Vec<(String,)> = tx.named("sqlite_master", sql, vec![]).await?;
            if !tables.is_empty() && tables.iter().all(|(name,)| name != "gyokaku_schema") {
                return Err(StoreError::Foreign);
            }
        }
        // Servers that start together on one database migrate one after the other. The number is ours alone.
        Engine::Pg => tx.script("SELECT pg_advisory_xact_lock(4719100191)").await?,
    }
    tx.script("CREATE TABLE IF NOT EXISTS gyokaku_schema (version BIGINT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL)").await?;
    let sql = "SELECT version, checksum FROM gyokaku_schema ORDER BY version";
    tx.named("gyokaku_schema", sql, vec![]).await
}
