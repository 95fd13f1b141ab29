//! What goes wrong around the program: a disk that is full for a moment, a peer that stands still, a server that
//! has no TLS, other users of the machine.

use std::time::Duration;

use super::{NOW, SERVER, clerk, engines, on, on_both, opened, sendai, tagajo};
use crate::database::Engine;
use crate::{Store, StoreError};

/// How long a test waits for what should come at once; only ever spent where something is wrong.
const FAR_TOO_LONG: Duration = Duration::from_secs(45);

async fn put(store: &Store) -> Result<(), StoreError> {
    store.put_body(&clerk(), NOW, &sendai(), "仙台市").await
}

#[test]
fn a_disk_that_was_full_stops_nothing_afterwards() {
    on(&[Engine::Lite], async |urls| {
        let store = opened(&urls[0]).await;
        put(&store).await.expect("a body");
        for _ in 0..6 {
            let mut tx = store.writing().await.expect("a transaction after a full disk");
            // From now on this connection finds no room, as on a full disk, until it is closed.
            let pages: Vec<(i64,)> = tx.named("-", "PRAGMA page_count", vec![]).await.expect("pages");
            let limit = format!("PRAGMA max_page_count = {}", pages[0].0);
            tx.script(&limit).await.expect("a limit");
            let much =
                "INSERT INTO gyokaku_schema (version, checksum) VALUES (1000, hex(randomblob(400000)))";
            let full = tx.script(much).await;
            assert!(matches!(full, Err(StoreError::File(_))), "{full:?}");
            let again = tx.rollback().await;
            assert!(again.is_err(), "SQLite has rolled back by itself");
        }
        put(&store).await.expect("a write after a full disk");
        assert_eq!(store.bodies().await.expect("bodies").len(), 1);
    });
}

#[test]
fn who_reads_does_not_wait_for_those_who_wait_to_write() {
    on_both(async |url| {
        let (store, peer) = (opened(url).await, opened(url).await);
        put(&store).await.expect("a body");
        let mut held = peer.writing().await.expect("a transaction");
        let head = "UPDATE journal_head SET sequence = sequence WHERE id = 1";
        held.run(head, vec![]).await.expect("the lock");
        // Each writes something of its own: where nothing would change, nothing is waited for.
        let writers: Vec<_> = (0..12)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    let name = format!("仙台市{n}");
                    store.put_body(&clerk(), NOW, &sendai(), &name).await
                })
            })
            .collect();
        // Let all of them come to where they wait.
        tokio::time::sleep(Duration::from_millis(300)).await;
        for _ in 0..20 {
            let read = tokio::time::timeout(Duration::from_secs(4), store.bodies()).await;
            assert_eq!(read.expect("readers do not wait").expect("bodies").len(), 1);
        }
        assert!(writers.iter().all(|writer| !writer.is_finished()));
        held.rollback().await.expect("an end");
        for writer in writers {
            writer.await.expect("no panic").expect("its turn comes");
        }
    });
}

#[test]
fn who_reads_cannot_write() {
    on_both(async |url| {
        let store = opened(url).await;
        put(&store).await.expect("a body");
        let mut tx = store.reading().await.expect("a transaction");
        assert!(tx.run("UPDATE body SET name = 'x'", vec![]).await.is_err());
    });
}

#[test]
fn a_peer_that_stands_still_is_not_waited_for_without_end() {
    if !engines().contains(&Engine::Pg) {
        return;
    }
    on(&[Engine::Pg], async |urls| {
        let (store, peer) = (opened(&urls[0]).await, opened(&urls[0]).await);
        let mut held = peer.writing().await.expect("a transaction");
        let head = "UPDATE journal_head SET sequence = sequence WHERE id = 1";
        held.run(head, vec![]).await.expect("the lock");
        let written =
            tokio::time::timeout(FAR_TOO_LONG, store.put_body(&clerk(), NOW, &tagajo(), "多賀城市")).await;
        let refused = written.expect("an answer");
        assert!(matches!(refused, Err(StoreError::Busy(_))), "{refused:?}");
        for (limit, value) in [
            ("idle_in_transaction_session_timeout", "30s"),
            ("statement_timeout", "1min"),
        ] {
            let found: Vec<(String,)> = store
                .named("-", &format!("SHOW {limit}"), vec![])
                .await
                .expect("a limit");
            assert_eq!(found[0].0, value, "{limit}");
        }
        held.unhurried().await.expect("work without limits");
        held.rollback().await.expect("an end");
        put(&store).await.expect("a write afterwards");
    });
}

#[test]
fn a_server_without_tls_is_told_from_one_that_is_away() {
    let Ok(server) = std::env::var(SERVER) else {
        return;
    };
    let protected = format!("{server}?sslmode=require");
    let refused = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(Store::open(&protected));
    let error = refused.expect_err("the server of the tests has no TLS");
    let StoreError::Unprotected(cause) = &error else {
        panic!("{error:?}");
    };
    assert!(!cause.to_string().contains("without TLS support"), "{cause}");
    assert!(error.message().contains("sslmode=disable"));
}

#[test]
fn open_sessions_stay_out_of_backups() {
    on_both(async |url| {
        let store = opened(url).await;
        put(&store).await.expect("a body");
        let account = gyokaku_core::account::Account {
            id: "a1".into(),
            login: "zaisei".into(),
            name: "財政課 担当".into(),
            mail: None,
            grants: Vec::new(),
            must_change: false,
            enabled: true,
        };
        let password = crate::NewPassword::Fixed("$argon2id$x");
        store
            .create_account(&clerk(), NOW, &sendai(), &account, password)
            .await
            .expect("an account");
        let ends = "2026-04-01T21:00:00+09:00";
        store
            .open_session(&clerk(), NOW, &sendai(), "a1", "a-hash-of-a-token", ends)
            .await
            .expect("a session");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.db");
        store
            .backup(&file, crate::Existing::Refuse, NOW, &mut |_| {})
            .await
            .expect("a backup");
        let hash = b"a-hash-of-a-token";
        let bytes = std::fs::read(&file).expect("a file");
        assert!(!bytes.windows(hash.len()).any(|part| part == hash));
        let target = format!("sqlite:{}", folder.path().join("new.db").display());
        Store::restore(&target, &file, &clerk(), NOW, &mut |_| {})
            .await
            .expect("restored");
        let restored = opened(&target).await;
        assert!(
            restored
                .sessions_of(&sendai(), "a1")
                .await
                .expect("asked")
                .is_empty()
        );
        assert!(restored.account(&sendai(), "a1").await.expect("asked").is_some());
    });
}

#[test]
#[cfg(unix)]
fn only_the_owner_may_read_what_is_stored() {
    use std::os::unix::fs::PermissionsExt as _;
    on(&[Engine::Lite], async |urls| {
        let store = opened(&urls[0]).await;
        put(&store).await.expect("a body");
        let file = crate::database::file_of(&urls[0]).expect("a file");
        let backup = file.with_file_name("backup.db");
        store
            .backup(&backup, crate::Existing::Refuse, NOW, &mut |_| {})
            .await
            .expect("a backup");
        let folder = file.parent().expect("a folder");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let mode = entry.metadata().expect("rights").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{:?} {mode:o}", entry.file_name());
            seen += 1;
        }
        assert!(seen >= 3, "the database, what is beside it, and the backup");
    });
}
