//! Backups as a drill: filled, backed up while somebody writes, restored into either engine, refused
//! when they are not what they were.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use super::sample::full;
use super::{NOW, clerk, on_both, on_pairs, opened, sendai, tagajo};
use crate::database::Engine;
use crate::{Backup, Existing, JournalState, NewSource, Progress, Restored, Stage, Store, StoreError};

const KEY: &str = "keiei-2016";
const DOCUMENT: NewSource<'static> = NewSource {
    name: "進捗状況.txt",
    bytes: b"\x00\xffbytes",
    checked: None,
};

async fn filled(url: &str) -> Store {
    let store = opened(url).await;
    store
        .put_plan(&clerk(), NOW, &sendai(), KEY, None, &full(), Some(DOCUMENT))
        .await
        .expect("a plan");
    store
}

async fn back_up(store: &Store, file: &Path) -> Result<Backup, StoreError> {
    store.backup(file, Existing::Refuse, NOW, &mut |_| {}).await
}

async fn restore(url: &str, file: &Path) -> Result<Restored, StoreError> {
    Store::restore(url, file, &clerk(), NOW, &mut |_| {}).await
}

/// A backup of a full plan, made on SQLite.
async fn made(folder: &Path) -> PathBuf {
    let store = filled(&format!("sqlite:{}", folder.join("live.db").display())).await;
    let file = folder.join("backup.db");
    back_up(&store, &file).await.expect("a backup");
    store.close().await;
    file
}

async fn alter(file: &Path, sql: &str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut connection = SqliteConnection::connect_with(&options)
        .await
        .expect("a database");
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await
        .expect("a change");
    connection.close().await.expect("an orderly end");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_of_either_engine_fills_either_engine() {
    on_pairs(async |from, into| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("控え 100%?.db");
        let store = filled(from).await;
        let other = gyokaku_core::plan::Plan {
            title: "計画".into(),
            items: full().items,
            sections: full().sections,
            ..Default::default()
        };
        // Somebody goes on writing the same plan and the body all the time.
        let (stop, writes) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let writer = tokio::spawn({
            let (store, stop, writes, mut other) = (store.clone(), stop.clone(), writes.clone(), other);
            async move {
                let mut revision = None;
                while !stop.load(Ordering::Relaxed) {
                    let number = writes.fetch_add(1, Ordering::Relaxed);
                    other.items[0].title = format!("取組{number}");
                    let head = store
                        .put_plan(&clerk(), NOW, &sendai(), "other", revision, &other, None)
                        .await;
                    revision = Some(head.expect("a write beside the backup").revision);
                }
            }
        });
        while writes.load(Ordering::Relaxed) < 3 {
            tokio::task::yield_now().await;
        }
        let mut seen = 0;
        let backup = store
            .backup(&file, Existing::Refuse, NOW, &mut |progress: Progress<'_>| {
                assert_eq!(progress.stage, Stage::Copy);
                seen = progress.rows;
            })
            .await
            .expect("a backup");
        stop.store(true, Ordering::Relaxed);
        writer.await.expect("a writer");
        assert_eq!(backup.rows, seen);
        let JournalState::Holds { entries, last } = backup.journal else {
            panic!("the journal of the backup is whole");
        };
        assert_eq!(names(folder.path()), ["控え 100%?.db"]);

        let restored = restore(into, &file).await.expect("a restore");
        assert_eq!(
            restored,
            Restored {
                rows: backup.rows,
                made_at: NOW.into(),
                entries,
                last: last.clone()
            }
        );
        assert_eq!(
            names(folder.path()),
            ["控え 100%?.db"],
            "reading leaves nothing beside it"
        );
        let again = Store::open(into).await.expect("a store");
        let journal = again.journal(None, 10).await.expect("a journal");
        assert_eq!(
            (journal[0].what.as_str(), journal[0].prev.as_str()),
            ("restore", last.as_str())
        );
        assert!(
            matches!(again.verify_journal().await, Ok(JournalState::Holds { entries: found, .. }) if found == entries + 1)
        );
        let (before, after) = (store.plan(&sendai(), KEY).await, again.plan(&sendai(), KEY).await);
        assert_eq!(after.expect("a plan"), before.expect("a plan"));
        // Of the other plan one moment is there: as many writes as the journal says.
        let other = again
            .plan(&sendai(), "other")
            .await
            .expect("a plan")
            .expect("a plan");
        assert_eq!(other.head.revision, entries - 2);
        assert_eq!(other.plan.items[0].title, format!("取組{}", entries - 3));
        let source = &after_sources(&again).await[0];
        let bytes = again
            .source(&sendai(), source)
            .await
            .expect("a source")
            .expect("a source")
            .1;
        assert_eq!(bytes, DOCUMENT.bytes);
        assert_eq!(
            again.search_items(&sendai(), KEY, "ＢＰＲ").await.expect("hits"),
            ["i-a"]
        );
        for sql in [
            "UPDATE effect SET amount = 0",
            "DELETE FROM effect",
            "DELETE FROM journal",
        ] {
            let mut tx = again.writing().await.expect("a session");
            assert!(tx.script(sql).await.is_err(), "{sql}");
        }
        // Work goes on where it stopped.
        again
            .put_plan(&clerk(), NOW, &sendai(), "third", None, &full(), Some(DOCUMENT))
            .await
            .expect("a write");
        assert_eq!(
            again
                .search_items(&sendai(), "third", "窓口")
                .await
                .expect("hits"),
            ["i-b"]
        );
        assert!(matches!(
            again.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));
    });
}

async fn after_sources(store: &Store) -> Vec<String> {
    let stored = store.plan(&sendai(), KEY).await.expect("a plan").expect("a plan");
    stored.sources.into_iter().map(|s| s.id).collect()
}

#[test]
fn nothing_is_left_out() {
    on_both(async |url| {
        let store = filled(url).await;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.db");
        back_up(&store, &file).await.expect("a backup");
        let tables = match store.engine() {
            Engine::Lite => "SELECT name FROM sqlite_master WHERE type = 'table'",
            Engine::Pg => "SELECT tablename::TEXT FROM pg_tables WHERE schemaname = 'public'",
        };
        let own = |name: &str| {
            name.starts_with("gyokaku_") || name.starts_with("sqlite_") || name.starts_with("item_grams")
        };
        let tables: Vec<(String,)> = store.named("-", tables, vec![]).await.expect("tables");
        let mut tables: Vec<String> = tables.into_iter().map(|row| row.0).collect();
        tables.retain(|name| !own(name));
        tables.sort();
        let kept = Store::open(&format!("sqlite:{}", file.display()))
            .await
            .expect("a backup is a database too");
        let sql = "SELECT name FROM gyokaku_backup_table ORDER BY name";
        let rows: Vec<(String,)> = kept.named("-", sql, vec![]).await.expect("a mark");
        assert_eq!(rows.into_iter().map(|row| row.0).collect::<Vec<_>>(), tables);
        for table in tables {
            let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}");
            let count = async |store: &Store| {
                let counted: Vec<(i64,)> = store.named("-", &sql, vec![]).await.expect("a count");
                counted
            };
            assert_eq!(count(&store).await, count(&kept).await, "{table}");
        }
    });
}

#[test]
fn what_holds_something_is_not_overwritten() {
    on_both(async |url| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = made(folder.path()).await;
        let store = Store::open(url).await.expect("a store");
        store
            .put_body(&clerk(), NOW, &tagajo(), "多賀城市")
            .await
            .expect("a body");
        let refused = restore(url, &file).await;
        assert!(matches!(refused, Err(StoreError::NotEmpty)), "{refused:?}");
        assert_eq!(store.bodies().await.expect("bodies").len(), 1);
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { entries: 1, .. })
        ));

        let before = std::fs::read(&file).expect("a backup");
        let refused = back_up(&store, &file).await;
        assert!(matches!(refused, Err(StoreError::Exists { .. })), "{refused:?}");
        assert_eq!(std::fs::read(&file).expect("a backup"), before);
        let replaced = store.backup(&file, Existing::Replace, NOW, &mut |_| {}).await;
        assert_eq!(
            replaced.map(|b| b.rows).ok(),
            Some(3),
            "body, journal and its head"
        );
        let own = format!("sqlite:{}", file.display());
        assert!(matches!(restore(&own, &file).await, Err(StoreError::NotEmpty)));
        let own = Store::open(&own).await.expect("a store");
        let refused = own.backup(&file, Existing::Replace, NOW, &mut |_| {}).await;
        assert!(matches!(refused, Err(StoreError::OwnFile { .. })), "{refused:?}");
    });
}

#[test]
fn what_is_not_whole_is_refused_before_anything_is_touched() {
    on_both(async |url| {
        let folder = tempfile::tempdir().expect("a folder");
        let whole = made(folder.path()).await;
        let bytes = std::fs::read(&whole).expect("a backup");
        let file = folder.path().join("tried.db");
        let refused = async |bytes: &[u8], sql: &str| {
            std::fs::write(&file, bytes).expect("a file");
            if !sql.is_empty() {
                alter(&file, sql).await;
            }
            let refused = restore(url, &file).await.expect_err("a refusal");
            assert!(
                refused.message().contains("何も") || matches!(refused, StoreError::Newer { .. }),
                "{refused:?}"
            );
            refused
        };
        let damaged = async |bytes: &[u8], sql: &str| {
            let refused = refused(bytes, sql).await;
            assert!(
                matches!(refused, StoreError::BackupDamaged { .. }),
                "{sql}: {refused:?}"
            );
        };
        // One letter of a text, which a database would not notice.
        let mut letter = bytes.clone();
        let at = letter
            .windows(7)
            .position(|w| w == DOCUMENT.bytes)
            .expect("the document");
        letter[at + 2] = b'B';
        damaged(&letter, "").await;
        for kept in [bytes.len() / 2, bytes.len() - 4096, 5000] {
            damaged(&bytes[..kept], "").await;
        }
        let mut noise = bytes.clone();
        noise[4096..].fill(0xA5);
        damaged(&noise, "").await;
        for sql in [
            "DELETE FROM note",
            "UPDATE item SET title = 'x'",
            "DROP TABLE note",
            "DROP TABLE journal_head",
            "UPDATE gyokaku_backup_table SET sha256 = 'x'",
            "CREATE TABLE extra (id TEXT)",
            "CREATE TABLE \"odd name\" (id TEXT)",
            "DELETE FROM gyokaku_backup",
            "UPDATE gyokaku_backup SET form = 'x'",
        ] {
            damaged(&bytes, sql).await;
        }
        assert!(matches!(
            refused(&bytes, "UPDATE gyokaku_backup SET schema_version = 99").await,
            StoreError::Newer { found: 99, .. }
        ));
        assert!(matches!(
            refused(&bytes, "UPDATE gyokaku_backup SET form = 2").await,
            StoreError::Newer { .. }
        ));
        for foreign in [&b""[..], b"no database, though long enough to have a header of one hundred bytes; so it says what it is, and more."] {
            assert!(matches!(refused(foreign, "").await, StoreError::NotABackup));
        }
        assert!(matches!(
            refused(b"", "CREATE TABLE theirs (id INTEGER)").await,
            StoreError::NotABackup
        ));
        let live = std::fs::read(folder.path().join("live.db")).expect("a database");
        assert!(
            matches!(refused(&live, "").await, StoreError::NotABackup),
            "a database without a mark"
        );
        assert!(matches!(
            restore(url, &folder.path().join("none.db")).await,
            Err(StoreError::BackupUnreadable { .. })
        ));
        assert!(matches!(
            restore(url, folder.path()).await,
            Err(StoreError::NotABackup)
        ));
        if let Some(target) = url.strip_prefix("sqlite:") {
            assert!(!Path::new(target).exists(), "the target was not even made");
        }
        // As if a release before the first had made it: brought up to date in a copy.
        let older = folder.path().join("older.db");
        std::fs::write(&older, &bytes).expect("a file");
        alter(&older, "UPDATE gyokaku_backup SET schema_version = 0").await;
        let target = format!("sqlite:{}", folder.path().join("new.db").display());
        assert!(restore(&target, &older).await.is_ok());
        assert!(
            restore(url, &whole).await.is_ok(),
            "after all that the whole one is taken"
        );
    });
}

#[test]
fn a_backup_with_a_broken_journal_says_so() {
    on_both(async |url| {
        let store = filled(url).await;
        let mut tx = store.writing().await.expect("a session");
        let off = match tx.engine() {
            Engine::Lite => "DROP TRIGGER journal_no_update",
            Engine::Pg => "ALTER TABLE journal DISABLE TRIGGER ALL",
        };
        tx.script(off).await.expect("the power of an administrator");
        tx.script("UPDATE journal SET actor = '別人' WHERE sequence = 2")
            .await
            .expect("a change");
        tx.commit().await.expect("a change");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.db");
        let backup = back_up(&store, &file).await.expect("a backup all the same");
        assert!(matches!(backup.journal, JournalState::Broken { sequence: 2, .. }));
        let target = format!("sqlite:{}", folder.path().join("new.db").display());
        match restore(&target, &file).await {
            Err(StoreError::BackupDamaged { what }) => assert!(what.contains("2件目")),
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn an_unfinished_backup_leaves_nothing() {
    on_both(async |url| {
        let store = filled(url).await;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.db");
        // Given up half way, as by a program that ends.
        let (told, mut seen) = tokio::sync::mpsc::unbounded_channel();
        let work = tokio::spawn({
            let (store, file) = (store.clone(), file.clone());
            async move {
                let mut watch = |progress: Progress<'_>| {
                    let _ = told.send(progress.rows);
                    assert!(progress.table != "item", "the end of the program");
                };
                store.backup(&file, Existing::Refuse, NOW, &mut watch).await
            }
        });
        assert!(seen.recv().await.is_some());
        assert!(work.await.is_err());
        assert_eq!(names(folder.path()), Vec::<String>::new());
        // An error half way: a table near the end is missing.
        let mut tx = store.writing().await.expect("a session");
        tx.script("ALTER TABLE statement RENAME TO statements")
            .await
            .expect("a change");
        tx.commit().await.expect("a change");
        std::fs::write(&file, "the backup of yesterday").expect("a file");
        assert!(
            store
                .backup(&file, Existing::Replace, NOW, &mut |_| {})
                .await
                .is_err()
        );
        assert_eq!(names(folder.path()), ["backup.db"]);
        assert_eq!(std::fs::read(&file).expect("a file"), b"the backup of yesterday");
        for nowhere in ["none/backup.db", "backup.db/backup.db", ".", ""] {
            let refused = back_up(&store, &folder.path().join(nowhere)).await;
            assert!(
                matches!(refused, Err(StoreError::BackupUnwritable { .. })),
                "{nowhere}: {refused:?}"
            );
        }
    });
}

#[test]
fn an_unfinished_restore_leaves_an_empty_database() {
    on_both(async |url| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = made(folder.path()).await;
        let work = tokio::spawn({
            let (url, file) = (url.to_owned(), file.clone());
            async move {
                let mut watch =
                    |p: Progress<'_>| assert!(p.stage == Stage::Check || p.table != "journal", "the end");
                Store::restore(&url, &file, &clerk(), NOW, &mut watch).await
            }
        });
        assert!(work.await.is_err());
        let store = Store::open(url).await.expect("a store");
        assert_eq!(store.bodies().await.expect("bodies"), []);
        store.close().await;
        assert!(restore(url, &file).await.is_ok());
    });
}
