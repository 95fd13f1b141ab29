//! Opening: what is no database of ours is refused, named, and left as it is.

use super::{NOW, clerk, on_both, opened, sendai};
use crate::migration::newest;
use crate::{Store, StoreError};

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

async fn alter(store: &Store, sql: &str) {
    let mut tx = store.writing().await.expect("a session");
    tx.script(sql).await.expect("a change");
    tx.commit().await.expect("a change");
}

#[test]
fn a_newer_or_altered_schema_is_refused() {
    on_both(async |url| {
        let store = opened(url).await;
        alter(
            &store,
            "INSERT INTO gyokaku_schema (version, checksum) VALUES (99, 'x')",
        )
        .await;
        match Store::open(url).await {
            Err(error @ StoreError::Newer { found: 99, known }) if known == newest() => {
                assert!(error.message().contains("99"));
            }
            other => panic!("{other:?}"),
        }
        alter(&store, "DELETE FROM gyokaku_schema WHERE version = 99").await;
        assert!(Store::open(url).await.is_ok());
        alter(&store, "UPDATE gyokaku_schema SET checksum = 'x'").await;
        assert!(matches!(
            Store::open(url).await,
            Err(StoreError::Migration { version: 1 })
        ));
    });
}

#[test]
fn two_programs_that_start_together_migrate_once() {
    on_both(async |url| {
        let (a, b) = tokio::join!(Store::open(url), Store::open(url));
        let (a, b) = (a.expect("a store"), b.expect("a store"));
        a.put_body(&clerk(), NOW, &sendai(), "仙台市")
            .await
            .expect("a body");
        assert_eq!(b.bodies().await.expect("bodies").len(), 1);
    });
}

#[test]
fn what_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("計画 100%?.xlsx");
    let contents = b"PK\x03\x04 this is no database, and long enough to have had a header of one hundred bytes in front of it.".repeat(50);
    std::fs::write(&file, &contents).expect("a file");
    let refused = block(Store::open(&format!("sqlite:{}", file.display())));
    assert!(matches!(refused, Err(StoreError::NotADatabase)), "{refused:?}");
    assert_eq!(std::fs::read(&file).expect("a file"), contents);
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        1,
        "nothing was put beside it"
    );
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("other.db");
    block(async {
        use sqlx::Connection;
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true);
        let mut connection = sqlx::SqliteConnection::connect_with(&options)
            .await
            .expect("a database");
        sqlx::raw_sql("CREATE TABLE theirs (id INTEGER)")
            .execute(&mut connection)
            .await
            .expect("a table");
        connection.close().await.expect("an orderly end");
    });
    let before = std::fs::read(&file).expect("a file");
    let refused = block(Store::open(&format!("sqlite:{}", file.display())));
    assert!(matches!(refused, Err(StoreError::Foreign)), "{refused:?}");
    assert_eq!(std::fs::read(&file).expect("a file"), before);
}

#[test]
fn a_damaged_file_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gyokaku.db");
    let url = format!("sqlite:{}", file.display());
    block(async {
        let store = opened(&url).await;
        alter(&store, "PRAGMA user_version = 1").await;
        store.close().await;
    });
    let mut bytes = std::fs::read(&file).expect("a file");
    assert!(bytes.len() > 8192);
    // The header stays, the pages after it are noise.
    bytes[100..].fill(0xA5);
    std::fs::write(&file, &bytes).expect("a file");
    let refused = block(Store::open(&url));
    assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{refused:?}");
}

#[test]
fn addresses_that_lead_nowhere() {
    for url in [
        "",
        "sqlite:",
        "mysql://localhost/x",
        "gyokaku.db",
        "postgres://127.0.0.1:port/gyokaku",
    ] {
        assert!(
            matches!(block(Store::open(url)), Err(StoreError::Address)),
            "{url}"
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    let missing = format!("sqlite:{}", folder.path().join("none/gyokaku.db").display());
    assert!(matches!(block(Store::open(&missing)), Err(StoreError::File(_))));
    assert!(matches!(
        block(Store::open(&format!("sqlite:{}", folder.path().display()))),
        Err(StoreError::File(_))
    ));
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a port")
        .port();
    let nobody = block(Store::open(&format!(
        "postgres://gyokaku@127.0.0.1:{port}/gyokaku"
    )));
    assert!(matches!(nobody, Err(StoreError::Unreachable(_))), "{nobody:?}");
}

#[test]
fn an_unknown_database_is_a_refusal() {
    let Ok(server) = std::env::var(super::SERVER) else {
        return;
    };
    let host = server.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let refused = block(Store::open(&format!("{host}/gyokaku_that_is_not_there")));
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
}

#[test]
fn a_store_in_memory_works() {
    block(async {
        let store = opened("sqlite::memory:").await;
        assert_eq!(store.bodies().await.expect("bodies")[0].name, "仙台市");
        assert_eq!(
            store
                .clone()
                .body(&sendai())
                .await
                .expect("a body")
                .map(|b| b.plans.len()),
            Some(0)
        );
    });
}
