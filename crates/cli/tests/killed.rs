//! The program killed in the middle of its work, again and again: what was acknowledged is there.
//!
//! Eight people save without pause while the process is killed at a moment of chance, 200 times. After
//! each new start every person finds their last acknowledged words, or the ones that were on their way
//! when the process died. In the end every acknowledged word stands in the history of its answer, in
//! the order in which it was acknowledged, and the journal's chain holds.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gyokaku_core::account::{Account, Grant, Role, Term};
use gyokaku_core::body::{BodyCode, SAMPLE_WITHOUT_NAME};
use gyokaku_core::department::{Department, Directory, Role as Part};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::round::Key;
use gyokaku_core::round::opening::Planned;
use gyokaku_store::{Actor, AnswerAt, Departments, JournalState, NewPassword, RoundAt, Store};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const CODE: BodyCode = SAMPLE_WITHOUT_NAME;
const PLAN: &str = "plan";
const PEOPLE: usize = 8;
const KILLS: usize = 200;
const NOW: &str = "2026-04-01T00:00:00Z";
const FOREVER: &str = "2199-01-01T00:00:00Z";

fn key() -> Key {
    Key::parse("2025").expect("a key")
}

fn program() -> Actor {
    Actor {
        name: "試験".into(),
        role: "command".into(),
    }
}

/// A body with a round that takes answers for a long time, and a session for each person.
async fn prepare(store: &Store) {
    let actor = program();
    store
        .put_body(&actor, NOW, &CODE, "見本市")
        .await
        .expect("a body");
    let department = Department {
        id: "d1".into(),
        name: "財政課".into(),
        aliases: vec![],
        parent: None,
        from: None,
        until: None,
        successors: vec![],
    };
    let departments = Departments {
        directory: Directory {
            departments: vec![department],
        },
        ..Departments::default()
    };
    store
        .put_departments(&actor, NOW, &CODE, &departments)
        .await
        .expect("a department");
    let items = (0..PEOPLE).map(|n| Item {
        id: format!("i{n}"),
        title: format!("取組{n}"),
        ..Item::default()
    });
    let plan = Plan {
        title: "プラン".into(),
        items: items.collect(),
        ..Plan::default()
    };
    store
        .put_plan(&actor, NOW, &CODE, PLAN, None, &plan, None)
        .await
        .expect("a plan");
    let round = gyokaku_testkit::round("2025", "進捗状況調査", ["2199-12-31"; 3]);
    let answers: Vec<Planned> = (0..PEOPLE)
        .map(|n| Planned {
            item: format!("i{n}"),
            department: "d1".into(),
            role: Part::Lead,
            coordinates: true,
        })
        .collect();
    store
        .open_round(&actor, NOW, &CODE, PLAN, &round, &answers)
        .await
        .expect("a round");
    for n in 0..PEOPLE {
        let account = Account {
            id: format!("a{n}"),
            login: format!("person{n}"),
            name: format!("財政課 担当{n}"),
            grants: vec![Grant {
                role: Role::Staff,
                department: Some("d1".into()),
                deputy: false,
                term: Term::ALWAYS,
            }],
            enabled: true,
            ..Account::default()
        };
        // Nobody signs in with a password here, so none has to be right.
        store
            .create_account(&actor, NOW, &CODE, &account, NewPassword::Fixed("-"))
            .await
            .expect("an account");
        let hash = gyokaku_core::text::hex(&Sha256::digest(token(n)));
        // By the clock of the server, to which a session of the future would be over.
        let now = now();
        store
            .open_session(&actor, &now, &CODE, &account.id, &hash, FOREVER)
            .await
            .expect("a session");
    }
}

/// Now, as RFC 3339 text in UTC with whole seconds.
fn now() -> String {
    let now = OffsetDateTime::now_utc();
    let now = now.replace_nanosecond(0).expect("whole seconds");
    now.format(&Rfc3339).expect("a time")
}

fn token(n: usize) -> String {
    format!("{n:064}")
}

/// The server, killed when it goes.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start(file: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_gyokaku"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(format!("sqlite:{}", file.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut lines = BufReader::new(process.stderr.take().expect("a pipe")).lines();
        let address = lines.find_map(|line| {
            let line = line.ok()?;
            let rest = &line[line.find("http://")? + 7..];
            rest.split('/').next()?.parse().ok()
        });
        // What the server says later is read away, so that it never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            process,
            address: address.expect("the address is printed"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a person knows: the words last acknowledged, those on their way, and all ever acknowledged.
#[derive(Default)]
struct Person {
    last: String,
    underway: Option<String>,
    acknowledged: Vec<String>,
    count: usize,
}

/// One request over a connection of its own; none where the server went away.
fn save(address: SocketAddr, n: usize, seen: &str, new: &str) -> Option<serde_json::Value> {
    let message = serde_json::json!({
        "as": format!("{CODE}.person{n}"),
        "changes": [{ "field": "done", "seen": seen, "new": new }],
    })
    .to_string();
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    write!(
        stream,
        "POST /{CODE}/{PLAN}/rounds/2025/departments/d1/items/i{n} HTTP/1.1\r\nhost: {address}\r\ncookie: gyokaku_session={CODE}.{}\r\n\
        content-type: application/json\r\naccept: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{message}",
        token(n),
        message.len(),
    )
    .ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    // An answer that was cut off is no acknowledgement.
    let length = head.lines().find_map(|l| {
        l.to_ascii_lowercase()
            .strip_prefix("content-length:")
            .map(|v| v.trim().to_owned())
    })?;
    if body.len() < length.parse::<usize>().ok()? {
        return None;
    }
    assert!(head.starts_with("HTTP/1.1 200"), "{text}");
    serde_json::from_str(body).ok()
}

/// Saves until the server is gone.
fn work(address: SocketAddr, n: usize, person: &mut Person, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        // Words that were on their way when the server died may have arrived or not.
        if let Some(underway) = person.underway.take() {
            let Some(answer) = save(address, n, &person.last, &underway) else {
                person.underway = Some(underway);
                return;
            };
            let stored = answer["values"]["done"].as_str().unwrap_or_default().to_owned();
            assert_eq!(
                stored, underway,
                "neither the last words nor those on their way: {answer}"
            );
            person.last = stored.clone();
            person.acknowledged.push(stored);
        }
        person.count += 1;
        let new = format!("担当{n}の{}回目の記入", person.count);
        match save(address, n, &person.last, &new) {
            Some(answer) => {
                assert_eq!(answer["conflicts"], serde_json::json!([]), "{answer}");
                assert_eq!(answer["values"]["done"], serde_json::json!(new), "{answer}");
                person.last.clone_from(&new);
                person.acknowledged.push(new);
            }
            None => {
                person.underway = Some(new);
                return;
            }
        }
    }
}

#[test]
fn what_was_acknowledged_survives_two_hundred_kills() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gyokaku.db");
    let url = format!("sqlite:{}", file.display());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&url).await.expect("a store");
        prepare(&store).await;
        store.close().await;
    });
    let mut people: Vec<Person> = (0..PEOPLE).map(|_| Person::default()).collect();
    // The moments of chance are the same in every run, so that a failure can be looked at again.
    let mut chance = 0x9e37_79b9_7f4a_7c15u64;
    for _ in 0..KILLS {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let mut server = Server::start(&file);
        let (address, stop) = (server.address, AtomicBool::new(false));
        std::thread::scope(|scope| {
            for (n, person) in people.iter_mut().enumerate() {
                let stop = &stop;
                scope.spawn(move || work(address, n, person, stop));
            }
            std::thread::sleep(Duration::from_millis(20 + chance % 180));
            let _ = server.process.kill();
            let _ = server.process.wait();
            stop.store(true, Ordering::Relaxed);
        });
    }
    let acknowledged: usize = people.iter().map(|p| p.acknowledged.len()).sum();
    assert!(
        acknowledged > KILLS,
        "too little was saved to prove anything: {acknowledged}"
    );
    runtime.block_on(async {
        let store = Store::open(&url).await.expect("a store");
        for (n, person) in people.iter().enumerate() {
            let item = format!("i{n}");
            let at = AnswerAt {
                at: RoundAt {
                    body: &CODE,
                    plan: PLAN,
                    round: key(),
                },
                item: &item,
                department: "d1",
            };
            let history = store.answer_history(at, Some("done")).await.expect("a history");
            let mut told = history.iter().filter_map(|(_, entry)| {
                let summary: serde_json::Value = serde_json::from_str(&entry.summary).ok()?;
                Some(summary["fields"]["done"]["new"].as_str()?.to_owned())
            });
            for words in &person.acknowledged {
                assert!(
                    told.any(|known| known == *words),
                    "「{words}」 was acknowledged and is not there"
                );
            }
        }
        let state = store.verify_journal().await.expect("the journal");
        assert!(matches!(state, JournalState::Holds { .. }), "{state:?}");
    });
    eprintln!("{acknowledged} saves were acknowledged over {KILLS} kills");
}
