//! The store on both engines: every case runs on a SQLite file and on a PostgreSQL database of its own.
//!
//! PostgreSQL is used where `GYOKAKU_TEST_POSTGRES` names a server on which databases may be made.
//! Not here: what a merge does; that needs no database (`gyokaku_core::difference`).

mod accounts;
mod approvals;
mod attachments;
mod backup;
mod chain;
mod departments;
mod drill;
mod earlier;
mod editing;
mod journal;
mod opening;
mod pages;
mod peers;
mod plans;
mod releases;
mod reminders;
mod reports;
mod rounds;
mod sample;
mod statements;
mod terms;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use gyokaku_core::body::BodyCode;
use gyokaku_testkit::outside::at_hand;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::database::Engine;
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

/// The engines at hand: PostgreSQL only where a server is named.
fn engines() -> Vec<Engine> {
    let server = std::env::var_os(SERVER).is_some();
    let server = at_hand(server, "the PostgreSQL server that GYOKAKU_TEST_POSTGRES names");
    let mut engines = vec![Engine::Lite];
    engines.extend(server.then_some(Engine::Pg));
    engines
}

/// Runs a case on both engines; it is given the address of an empty database.
fn on_both(case: impl AsyncFn(&str)) {
    for engine in engines() {
        on(&[engine], async |urls| case(&urls[0]).await);
    }
}

/// Runs a case on every engine with every engine; it is given the addresses of two empty databases.
fn on_pairs(case: impl AsyncFn(&str, &str)) {
    for one in engines() {
        for other in engines() {
            on(&[one, other], async |urls| case(&urls[0], &urls[1]).await);
        }
    }
}

/// Runs a case with an empty database of each of these engines, and removes them afterwards.
fn on(engines: &[Engine], case: impl AsyncFn(&[String])) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let server = std::env::var(SERVER).unwrap_or_default();
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
    let mut made = Vec::new();
    let mut urls = Vec::new();
    for engine in engines {
        let name = format!("gyokaku_{}", uuid::Uuid::now_v7().simple());
        urls.push(match engine {
            Engine::Lite => format!("sqlite:{}", folder.path().join(format!("{name}.db")).display()),
            Engine::Pg => {
                admin(format!("CREATE DATABASE {name}"));
                let url = format!("{host}/{name}{options}");
                made.push(name);
                url
            }
        });
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(case(&urls))));
    for name in made {
        admin(format!("DROP DATABASE {name} WITH (FORCE)"));
    }
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
