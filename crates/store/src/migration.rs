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

/// What a trigger is, or a function that triggers call: its name, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trigger {
    pub(crate) name: String,
    pub(crate) text: Option<String>,
}

impl Trigger {
    /// Whether it does the same.
    pub(crate) fn is_as(&self, other: &Trigger) -> bool {
        match (&self.text, &other.text) {
            (Some(one), Some(other)) => essence(one) == essence(other),
            _ => false,
        }
    }
}

/// A text without what does not matter: blanks, and, of a trigger of PostgreSQL, the schema of its table and the order of
/// what it is called before, which that engine writes in its own way.
fn essence(text: &str) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let is_of_pg = words.starts_with(&["CREATE", "TRIGGER"]) && words.contains(&"EXECUTE");
    if is_of_pg {
        let at = |named: &str| words.iter().position(|word| *word == named);
        if let (Some(before), Some(on)) = (at("BEFORE"), at("ON")) {
            if let Some(events) = words.get_mut(before + 1..on) {
                events.sort_unstable();
            }
            if let Some(table) = words.get_mut(on + 1) {
                *table = table.rsplit('.').next().unwrap_or_default();
            }
        }
    }
    words.join(" ")
}

/// The functions that triggers call, which the migrations up to a version make for PostgreSQL: their bodies.
pub(crate) fn functions(engine: Engine, version: i64) -> Vec<Trigger> {
    const BEGIN: &str = "CREATE FUNCTION ";
    let applied = MIGRATIONS.iter().filter(|migration| migration.version <= version);
    let mut found = Vec::new();
    for text in applied.map(|migration| migration.own(engine)) {
        for (at, _) in text.match_indices(BEGIN) {
            let rest = text.get(at + BEGIN.len()..).unwrap_or_default();
            let name = rest.split('(').next().unwrap_or_default().trim();
            let body = rest.split("$$").nth(1).map(str::to_owned);
            found.push(Trigger {
                name: name.to_owned(),
                text: body,
            });
        }
    }
    found
}

/// The triggers that the migrations up to a version make.
pub(crate) fn triggers(engine: Engine, version: i64) -> Vec<Trigger> {
    const BEGIN: &str = "CREATE TRIGGER ";
    let applied = MIGRATIONS.iter().filter(|migration| migration.version <= version);
    let texts = applied.flat_map(|migration| [migration.common, migration.own(engine)]);
    let mut found = Vec::new();
    for text in texts {
        for (at, _) in text.match_indices(BEGIN) {
            let rest = text.get(at..).unwrap_or_default();
            let name = rest
                .get(BEGIN.len()..)
                .and_then(|rest| rest.split_whitespace().next());
            let whole = match engine {
                Engine::Lite => rest.find("END;").and_then(|end| rest.get(..end + "END".len())),
                Engine::Pg => rest.split(';').next(),
            };
            found.extend(name.map(|name| Trigger {
                name: name.to_owned(),
                text: whole.map(str::to_owned),
            }));
        }
    }
    found
}

/// Brings the schema up to date in one transaction, or refuses and leaves everything as it is.
pub(crate) async fn migrate(db: &Db, statements: &Arc<AtomicU64>) -> Result<(), StoreError> {
    migrate_to(newest(), db, statements).await
}

/// Brings the schema to a version, or refuses and leaves everything as it is.
pub(crate) async fn migrate_to(version: i64, db: &Db, statements: &Arc<AtomicU64>) -> Result<(), StoreError> {
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
    for migration in MIGRATIONS.iter().filter(|migration| migration.version <= version) {
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
    if since < AMOUNTS_TIED && AMOUNTS_TIED <= version {
        tied::tie_amounts(&mut tx).await?;
    }
    if since < RELEASED && RELEASED <= version {
        released::release_all(&mut tx).await?;
    }
    tx.commit().await
}

/// The newest version that this program knows.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |m| m.version)
}

/// The version of a database that stays as it is: of this program, this version or an earlier one.
///
/// # Errors
/// Another program's database, or a newer one; `Empty` where there are no tables.
pub(crate) async fn look(tx: &mut Transaction) -> Result<i64, StoreError> {
    let (table, sql) = match tx.engine() {
        Engine::Lite => (
            "sqlite_master",
            "SELECT name FROM sqlite_master WHERE type = 'table'",
        ),
        Engine::Pg => (
            "pg_tables",
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()",
        ),
    };
    let tables: Vec<(String,)> = tx.named(table, sql, vec![]).await?;
    if tables.iter().all(|(name,)| name != "gyokaku_schema") {
        return Err(match tables.is_empty() || tx.engine() == Engine::Pg {
            true => StoreError::Empty,
            false => StoreError::Foreign,
        });
    }
    let applied = versions(tx).await?;
    let found = applied.iter().map(|(version, _)| *version).max().unwrap_or(0);
    let known = newest();
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let engine = tx.engine();
    let is_known = |(version, checksum): &&(i64, String)| {
        let migration = MIGRATIONS.iter().find(|migration| migration.version == *version);
        migration.is_some_and(|migration| migration.checksum(engine) == *checksum)
    };
    match applied.iter().find(|one| !is_known(one)) {
        Some((version, _)) => Err(StoreError::Migration { version: *version }),
        None if found == 0 => Err(StoreError::Empty),
        None => Ok(found),
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
    versions(tx).await
}

async fn versions(tx: &mut Transaction) -> Result<Vec<(i64, String)>, StoreError> {
    let sql = "SELECT version, checksum FROM gyokaku_schema ORDER BY version";
    tx.named("gyokaku_schema", sql, vec![]).await
}
