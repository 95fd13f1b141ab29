//! The store on both engines: every case runs on a SQLite file and on a PostgreSQL database of its own.
//!
//! PostgreSQL is used where `GYOKAKU_TEST_POSTGRES` names a server on which databases may be made.
//! Not here: what a merge does; that needs no database (`gyokaku_core::difference`).

mod chain;
mod opening;
mod plans;
mod sample;
mod statements;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use gyokaku_core::body::BodyCode;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{Actor, Store};

const NOW: &str = "2026-04-01T09:00:00+09:00";
const SERVER: &str = "GYOKAKU_TEST_POSTGRES";

fn sendai() -> BodyCode {
    "041009".parse().expect("a code")
}

fn tagajo() -> BodyCode {
    "042099".parse().expect("a code")
}

fn clerk() -> Actor {
    Actor {
        name: "仙台 太郎".into(),
        role: "事務局".into(),
    }
}

/// Runs a case on both engines; it is given the address of an empty database.
fn on_both(case: impl AsyncFn(&str)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    runtime.block_on(case(&format!(
        "sqlite:{}",
        folder.path().join("gyokaku.db").display()
    )));
    let Ok(server) = std::env::var(SERVER) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "{SERVER} must name a PostgreSQL server: both engines are tested"
        );
        return;
    };
    let name = format!("gyokaku_{}", uuid::Uuid::now_v7().simple());
    let (address, options) = server
        .split_once('?')
        .map_or((server.as_str(), String::new()), |(a, o)| (a, format!("?{o}")));
    let host = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let admin = |sql: String| {
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&server)
                .await
                .expect("the server of the tests");
            sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await
                .expect("a database of our own");
            connection.close().await.expect("an orderly end");
        });
    };
    admin(format!("CREATE DATABASE {name}"));
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(case(&format!("{host}/{name}{options}")))
    }));
    admin(format!("DROP DATABASE {name} WITH (FORCE)"));
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// A store with one body.
async fn opened(url: &str) -> Store {
    let store = Store::open(url).await.expect("a store");
    store
        .put_body(&clerk(), NOW, &sendai(), "仙台市")
        .await
        .expect("a body");
    store
}
