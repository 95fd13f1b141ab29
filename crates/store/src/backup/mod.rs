//! Backup (バックアップ) and restore (復元): all rows of an installation as one SQLite file, and back.
//!
//! A backup of either engine can be restored into either, so an office moves from SQLite to
//! PostgreSQL this way. It is a whole database of this program with a mark: which form it has, when
//! it was made, and for each table how many rows it has and the digest of them, since a database
//! notices a broken page but not a changed letter. Invariants: nothing unfinished ever has the name
//! asked for; nothing is written before the backup was found whole; no row is held longer than its
//! batch.
//! Not here: which tables there are (`catalogue`), what a row counts for in the digest (`copy`), what
//! the mark looks like (`mark`).

mod catalogue;
mod copy;
mod mark;
mod unfinished;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gyokaku_core::journal::Event;

use crate::database::{Db, Engine, Transaction, file_of};
use crate::error::StoreError;
use crate::journal;
use crate::migration;
use crate::{Actor, JournalKey, JournalState, Store};

use catalogue::{Table, tables};
use copy::{Fault, copy, digest};
use mark::{Mark, read_mark, write_mark};
use unfinished::Unfinished;

/// What to do with a file that has the name of the backup to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and make no backup.
    Refuse,
    /// Put the backup in its place once the backup is whole.
    Replace,
}

/// How far a backup or a restore has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is done now.
    pub stage: Stage,
    /// The table in hand.
    pub table: &'a str,
    /// How many rows this stage has dealt with, over all tables.
    pub rows: u64,
}

/// What is done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Rows are compared with their digest.
    Check,
    /// Rows are written.
    Copy,
}

/// Told now and then how far it has come.
pub type Watch<'a> = &'a mut (dyn FnMut(Progress<'_>) + Send);

/// A backup made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// How many rows it has.
    pub rows: u64,
    /// Whether the chain of the journal in it holds; a backup in which it does not cannot be restored.
    pub journal: JournalState,
}

/// A backup restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// How many rows were written.
    pub rows: u64,
    /// When the backup was made, RFC 3339.
    pub made_at: String,
    /// How many journal entries the backup had.
    pub entries: i64,
    /// The hash of the last of them. The restore itself is the entry that follows.
    pub last: String,
}

impl Store {
    /// Writes all rows as they are at one moment into `file`, while others go on writing.
    ///
    /// The file appears under its name only when it is whole. `now` is RFC 3339.
    pub async fn backup(
        &self,
        file: &Path,
        existing: Existing,
        now: &str,
        watch: Watch<'_>,
    ) -> Result<Backup, StoreError> {
        if let Some(own) = self.file().await?
            && is_same(&own, file)
        {
            return Err(StoreError::OwnFile { path: file.into() });
        }
        let unfinished = Unfinished::beside(file, existing)?;
        let unwritable = |fault| match fault {
            Fault::Reading(error) => error,
            Fault::Writing(error) => StoreError::BackupUnwritable {
                path: file.into(),
                source: Box::new(error),
            },
        };
        let made = self
            .fill(unfinished.path(), now, watch)
            .await
            .map_err(unwritable)?;
        unfinished.finish(existing)?;
        Ok(made)
    }

    /// Fills a new file.
    async fn fill(&self, file: &Path, now: &str, watch: Watch<'_>) -> Result<Backup, Fault> {
        let db = Db::connect_unfinished(file).await.map_err(Fault::Writing)?;
        let target = Store {
            db,
            statements: Arc::default(),
            key: None,
        };
        let made = self.fill_store(&target, now, watch).await;
        target.close().await;
        made
    }

    async fn fill_store(&self, target: &Store, now: &str, watch: Watch<'_>) -> Result<Backup, Fault> {
        let mut from = self.reading().await?;
        from.unhurried().await?;
        // The copy has the form of the database, which may be an earlier one: copying changes nothing.
        let version = migration::look(&mut from).await?;
        migration::migrate_to(version, &target.db, &target.statements)
            .await
            .map_err(Fault::Writing)?;
        let mut to = target.writing().await.map_err(Fault::Writing)?;
        let tables = tables(&mut to).await.map_err(Fault::Writing)?;
        let (rows, digests) = copy(&mut from, &mut to, &tables, watch).await?;
        from.rollback().await?;
        let engine = self.engine().name();
        let journal = async {
            write_mark(&mut to, now, engine, version, &digests).await?;
            let state = journal::verify(&mut to).await?;
            to.commit().await?;
            Ok(state)
        };
        let journal = journal.await.map_err(Fault::Writing)?;
        Ok(Backup { rows, journal })
    }

    /// Fills the empty or missing database at `url` from a backup, and says so in its journal.
    ///
    /// The backup is read through and verified first; a database that holds anything is refused.
    /// Either all of it is restored or nothing.
    pub async fn restore(
        url: &str,
        file: &Path,
        actor: &Actor,
        now: &str,
        watch: Watch<'_>,
    ) -> Result<Restored, StoreError> {
        Self::restore_sealing(url, file, None, (actor, now), watch).await
    }

    /// Fills a database as [`Store::restore`] does, and seals the entry that says so.
    ///
    /// # Errors
    /// Those of [`Store::restore`].
    pub async fn restore_sealing(
        url: &str,
        file: &Path,
        key: Option<JournalKey>,
        (actor, now): (&Actor, &str),
        watch: Watch<'_>,
    ) -> Result<Restored, StoreError> {
        if file_of(url).is_some_and(|target| is_same(&target, file)) {
            return Err(StoreError::NotEmpty);
        }
        let backup = open_backup(file).await?.sealing(key);
        let restored = backup.restore_into(url, file, actor, now, watch).await;
        backup.close().await;
        restored
    }

    /// As a backup that was opened: verifies it and writes it into the database at `url`.
    async fn restore_into(
        &self,
        url: &str,
        file: &Path,
        actor: &Actor,
        now: &str,
        watch: Watch<'_>,
    ) -> Result<Restored, StoreError> {
        let (mark, entries, last) = self.verify_backup(watch).await.map_err(as_backup)?;
        // An older backup is brought up to date in a copy, so that it fits the tables of today.
        let upgraded = if mark.version < migration::newest() {
            Some(upgraded(file).await?)
        } else {
            None
        };
        let from = upgraded.as_ref().map_or(self, |(store, _)| store);
        let target = Store::open(url).await?.sealing(self.key.clone());
        let event = Event::Restored {
            made_at: mark.made_at.clone(),
            engine: mark.engine.clone(),
            entries,
            last: last.clone(),
        };
        let rows = target.receive(from, actor, now, &event, watch).await;
        target.close().await;
        if let Some((store, _)) = &upgraded {
            store.close().await;
        }
        Ok(Restored {
            rows: rows?,
            made_at: mark.made_at,
            entries,
            last,
        })
    }

    /// As the target: takes all rows in one transaction.
    async fn receive(
        &self,
        backup: &Store,
        actor: &Actor,
        now: &str,
        event: &Event,
        watch: Watch<'_>,
    ) -> Result<u64, StoreError> {
        let mut from = backup.reading().await?;
        let tables = tables(&mut from).await?;
        let mut to = self.writing().await?;
        to.unhurried().await?;
        if !is_empty(&mut to, &tables).await? {
            return Err(StoreError::NotEmpty);
        }
        let (rows, _) = copy(&mut from, &mut to, &tables, watch)
            .await
            .map_err(|fault| match fault {
                Fault::Reading(error) => as_backup(error),
                Fault::Writing(error) => error,
            })?;
        from.rollback().await?;
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        to.count_rows(&names).await?;
        journal::append(&mut to, actor, now, None, None, event).await?;
        match journal::verify(&mut to).await? {
            JournalState::Holds { .. } => to.commit().await?,
            broken => return Err(damaged_journal(broken)),
        }
        Ok(rows)
    }

    /// As a backup: reads all of it once, and says what it is, how many journal entries it has and the
    /// hash of the last.
    async fn verify_backup(&self, watch: Watch<'_>) -> Result<(Mark, i64, String), StoreError> {
        let mut tx = self.reading().await?;
        let mark = read_mark(&mut tx).await?;
        let known = migration::newest();
        if mark.version > known {
            return Err(StoreError::Newer {
                found: mark.version,
                known,
            });
        }
        let sound: Vec<(String,)> = tx.named("-", "PRAGMA integrity_check(1)", vec![]).await?;
        if sound != [("ok".to_owned(),)] {
            return Err(damaged("ファイルの構造が壊れています。"));
        }
        let tables = tables(&mut tx).await?;
        let found = digest(&mut tx, &tables, watch).await?;
        if let Some((name, _)) = found.iter().find(|table| !mark.digests.contains(table)) {
            return Err(damaged(&format!("表{name}の内容が、作成したときと違います。")));
        }
        if found.len() != mark.digests.len() {
            return Err(damaged("表が足りません。"));
        }
        let state = journal::verify(&mut tx).await?;
        tx.rollback().await?;
        match state {
            JournalState::Holds { entries, last } => Ok((mark, entries, last)),
            broken => Err(damaged_journal(broken)),
        }
    }

    /// The file of the open database, where it has one.
    async fn file(&self) -> Result<Option<PathBuf>, StoreError> {
        if self.engine() == Engine::Pg {
            return Ok(None);
        }
        let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        let rows: Vec<(Option<String>,)> = self.named("-", sql, vec![]).await?;
        let file = rows.into_iter().find_map(|(file,)| file);
        Ok(file.filter(|file| !file.is_empty()).map(PathBuf::from))
    }
}

/// Whether both names lead to the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn damaged(what: &str) -> StoreError {
    StoreError::BackupDamaged {
        what: what.to_owned(),
    }
}

fn damaged_journal(state: JournalState) -> StoreError {
    match state {
        JournalState::Broken { sequence, why } => damaged(&format!(
            "操作記録のつながりが{sequence}件目で切れています。{why}"
        )),
        JournalState::Holds { .. } => damaged("操作記録を確かめられません。"),
    }
}

/// Opens a backup to read it; what is no database at all is no backup.
async fn open_backup(file: &Path) -> Result<Store, StoreError> {
    // The system says better than SQLite why a file cannot be opened.
    let unreadable = |source| StoreError::BackupUnreadable {
        path: file.into(),
        source,
    };
    let opened = fs::File::open(file).map_err(unreadable)?;
    if !opened.metadata().map_err(unreadable)?.is_file() {
        return Err(StoreError::NotABackup);
    }
    let db = Db::connect_to_read(file).await.map_err(as_backup)?;
    let store = Store {
        db,
        statements: Arc::default(),
        key: None,
    };
    Ok(store)
}

/// A copy of an older backup in the folder for temporary files, brought up to date.
async fn upgraded(file: &Path) -> Result<(Store, Unfinished), StoreError> {
    let name = std::env::temp_dir().join("gyokaku-restore.db");
    let copy = Unfinished::beside(&name, Existing::Replace)?;
    fs::copy(file, copy.path()).map_err(|source| StoreError::BackupUnwritable {
        path: copy.path().into(),
        source: Box::new(source),
    })?;
    let db = Db::connect_unfinished(copy.path()).await?;
    let store = Store {
        db,
        statements: Arc::default(),
        key: None,
    };
    migration::migrate(&store.db, &store.statements).await?;
    Ok((store, copy))
}

/// An error in reading a backup, in words of backups.
fn as_backup(error: StoreError) -> StoreError {
    match error {
        StoreError::NotADatabase => StoreError::NotABackup,
        StoreError::Corrupt(_) | StoreError::Damaged { .. } | StoreError::Database(_) => {
            damaged("ファイルの構造が壊れています。")
        }
        other => other,
    }
}

/// Whether nothing was ever stored. Locks the journal's head, so that nobody begins meanwhile.
async fn is_empty(tx: &mut Transaction, tables: &[Table]) -> Result<bool, StoreError> {
    let lock = "UPDATE journal_head SET sequence = sequence WHERE id = 1 RETURNING sequence";
    let head: Vec<(i64,)> = tx.named("journal_head", lock, vec![]).await?;
    if head != [(0,)] {
        return Ok(false);
    }
    // What stays where it is hangs on what does not, or says nothing.
    let carried = |table: &&Table| !table.is_seeded() && !table.is_left_behind();
    for table in tables.iter().filter(carried) {
        let sql = format!("SELECT CAST(1 AS BIGINT) FROM {} LIMIT 1", table.name);
        let found: Vec<(i64,)> = tx.named("-", &sql, vec![]).await?;
        if !found.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}
