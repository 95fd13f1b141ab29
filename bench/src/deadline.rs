//! Deadline day: 500 people save and hand in while others read, beside bare inserts of the same rows.
//!
//! Everything runs on loopback in this process: the pages, the people, the database. Each person comes
//! at a moment of their own, opens the form, saves three times and hands in; twenty others read the
//! board and the register all the while. The ten minutes of the day are pressed into one (or what
//! `GYOKAKU_BENCH_SECONDS` says). The reference writes the same rows of the same saves into the same
//! kind of database, one transaction after the other, without anything around it.
//! In the end everything acknowledged must be stored and the journal's chain must hold.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use gyokaku_core::account::{Account, Grant, Role};
use gyokaku_core::body::{BodyCode, SAMPLE_WITHOUT_NAME};
use gyokaku_core::department::{Assignment, Department, Directory, Role as Part};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::progress::{Grade, Scale, Tone};
use gyokaku_core::round::answer::State;
use gyokaku_core::round::approval::Approval;
use gyokaku_core::round::field::{Field, Question};
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::{Deadlines, Key, Round, RoundState, day};
use gyokaku_store::{Actor, Departments, JournalState, NewPassword, RoundAt, Scope, Store, StoreError};
use gyokaku_web::{App, Config};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::bare;
use crate::harness::Line;

const CODE: BodyCode = SAMPLE_WITHOUT_NAME;
const PLAN: &str = "bench";
const PEOPLE: usize = 500;
const READERS: usize = 20;
const DEPARTMENTS: usize = 50;
/// How many times a person saves.
pub(crate) const SAVES: usize = 3;
const NOW: &str = "2026-04-20T00:00:00Z";

/// Both engines where PostgreSQL is at hand.
pub(crate) fn run() -> Result<Vec<Line>, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let at = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let mut lines = runtime.block_on(day_on("SQLite", &at("day.db"), &at("bare.db")))?;
    match std::env::var("GYOKAKU_BENCH_POSTGRES") {
        Ok(server) => {
            let (day, bare) = runtime.block_on(bare::databases(&server))?;
            lines.extend(runtime.block_on(day_on("PostgreSQL", &day, &bare))?);
        }
        Err(_) => {
            eprintln!("deadline-day: GYOKAKU_BENCH_POSTGRES names no server, so only SQLite is measured")
        }
    }
    Ok(lines)
}

fn seconds() -> u64 {
    let asked = std::env::var("GYOKAKU_BENCH_SECONDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(60)
}

/// One deadline day on one engine, and the bare inserts after it.
async fn day_on(engine: &'static str, url: &str, bare_url: &str) -> Result<Vec<Line>, String> {
    let store = filled(url).await.map_err(|e| e.message())?;
    let config = Config {
        demo: None,
        mail: None,
        public_url: None,
        hosts: Vec::new(),
        requests: None,
        is_tls: false,
        clock: || NOW.to_owned(),
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let router = gyokaku_web::router(App::new(store.clone(), config));
    tokio::spawn(async move { axum::serve(listener, router).await });

    let window = Duration::from_secs(seconds());
    let (over, pages) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let readers: Vec<_> = (0..READERS)
        .map(|n| tokio::spawn(read(address, n, over.clone(), pages.clone())))
        .collect();
    let people: Vec<_> = (0..PEOPLE)
        .map(|n| {
            tokio::spawn(person(
                address,
                n,
                window * (n as u32 * 7919 % PEOPLE as u32) / PEOPLE as u32,
            ))
        })
        .collect();
    let (mut saves, mut moves) = (Vec::new(), Vec::new());
    for one in people {
        let (own, handed_in) = one.await.map_err(|e| e.to_string())??;
        saves.extend(own);
        moves.push(handed_in);
    }
    over.store(true, Ordering::Relaxed);
    for one in readers {
        one.await.map_err(|e| e.to_string())??;
    }
    nothing_lost(&store).await?;
    let mut reference = bare::saves(bare_url, saves.len()).await?;
    for times in [&mut saves, &mut moves, &mut reference] {
        times.sort_unstable();
    }
    let note = format!(
        "{engine}: {PEOPLE} people, {} saves and {} submissions within {} s, {} pages read meanwhile; of the saves 50% within {}, 99% within {}; of the submissions 99% within {}",
        saves.len(),
        moves.len(),
        window.as_secs(),
        pages.load(Ordering::Relaxed),
        Line::shown(at(&saves, 50)),
        Line::shown(at(&saves, 99)),
        Line::shown(at(&moves, 99)),
    );
    Ok(vec![
        Line::of(at(&saves, 50), "bare, 50%", at(&reference, 50)).with(note),
        Line::of(at(&saves, 99), "bare, 99%", at(&reference, 99)).with(engine),
    ])
}

/// The time within which so many percent were done; the times are sorted.
fn at(times: &[Duration], percent: usize) -> Duration {
    let last = times.len().saturating_sub(1);
    times.get(last * percent / 100).copied().unwrap_or_default()
}

/// A person: opens the form, saves three times, hands in. Gives how long each save and the last step took.
async fn person(address: SocketAddr, n: usize, wait: Duration) -> Result<(Vec<Duration>, Duration), String> {
    tokio::time::sleep(wait).await;
    let department = n % DEPARTMENTS;
    let path = format!("/{CODE}/{PLAN}/rounds/2025/departments/d{department}/items/i{n}");
    let cookie = format!("gyokaku_session={CODE}.{n:064}");
    let mut line = TcpStream::connect(address).await.map_err(|e| e.to_string())?;
    line.set_nodelay(true).map_err(|e| e.to_string())?;
    ask(
        &mut line,
        &format!("GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n"),
        "200",
    )
    .await?;
    let mut times = Vec::new();
    for (field, words) in [
        ("grade", "○"),
        ("done", "窓口を統合し、待ち時間を縮めた。"),
        ("next", "効果を検証する。"),
    ] {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let message = format!(
            "{{\"as\":\"{CODE}.person{n}\",\"changes\":[{{\"field\":\"{field}\",\"seen\":\"\",\"new\":\"{words}\"}}]}}"
        );
        let request = post(address, &path, &cookie, "application/json", &message);
        let start = Instant::now();
        let answer = ask(&mut line, &request, "200").await?;
        times.push(start.elapsed());
        if !answer.contains(&format!("\"saved\":[\"{field}\"]")) {
            return Err(format!("a save was not acknowledged: {answer}"));
        }
    }
    let request = post(
        address,
        &format!("{path}/submission"),
        &cookie,
        "application/x-www-form-urlencoded",
        "",
    );
    let start = Instant::now();
    ask(&mut line, &request, "303").await?;
    Ok((times, start.elapsed()))
}

fn post(address: SocketAddr, path: &str, cookie: &str, kind: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\naccept: {kind}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Somebody who reads, page after page.
async fn read(
    address: SocketAddr,
    n: usize,
    over: Arc<AtomicBool>,
    pages: Arc<AtomicUsize>,
) -> Result<(), String> {
    let cookie = format!("gyokaku_session={CODE}.{n:064}");
    let mut line = TcpStream::connect(address).await.map_err(|e| e.to_string())?;
    let paths = [
        format!("/{CODE}/{PLAN}/items"),
        format!("/{CODE}/{PLAN}/rounds/2025/departments/d{}", n % DEPARTMENTS),
        "/todo".to_owned(),
        format!("/{CODE}/{PLAN}"),
    ];
    let mut turn = n;
    while !over.load(Ordering::Relaxed) {
        let path = &paths[turn % paths.len()];
        turn += 1;
        ask(
            &mut line,
            &format!("GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n"),
            "200",
        )
        .await?;
        pages.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(1_000)).await;
    }
    Ok(())
}

/// Sends a request over a kept-alive line and gives the body of the answer, which must have this status.
async fn ask(line: &mut TcpStream, request: &str, status: &str) -> Result<String, String> {
    line.write_all(request.as_bytes())
        .await
        .map_err(|e| e.to_string())?;
    let (mut got, mut buffer) = (Vec::new(), vec![0u8; 64 * 1024]);
    loop {
        let n = line.read(&mut buffer).await.map_err(|e| e.to_string())?;
        if n == 0 {
            return Err("the server closed the connection".into());
        }
        got.extend_from_slice(&buffer[..n]);
        let Some(end) = got.windows(4).position(|w| w == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&got[..end]).to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|l| l.strip_prefix("content-length:")?.trim().parse::<usize>().ok())
            .unwrap_or(0);
        if got.len() >= end + 4 + length {
            let body = String::from_utf8_lossy(&got[end + 4..end + 4 + length]).into_owned();
            return match head.starts_with(&format!("http/1.1 {status}")) {
                true => Ok(body),
                false => Err(format!("{}: {body}", head.lines().next().unwrap_or_default())),
            };
        }
    }
}

/// Every answer is handed in with all that was acknowledged, and the chain holds.
async fn nothing_lost(store: &Store) -> Result<(), String> {
    let at = RoundAt {
        body: &CODE,
        plan: PLAN,
        round: key()?,
    };
    let found = store
        .round_answers(at, Scope::All)
        .await
        .map_err(|e| e.message())?;
    let answers = found.ok_or("the round is gone")?.answers;
    let whole = answers.iter().filter(|answer| {
        answer.state == State::Submitted
            && [Field::Grade, Field::Done, Field::Next]
                .iter()
                .all(|field| answer.value(field).is_some())
    });
    let whole = whole.count();
    if whole != PEOPLE {
        return Err(format!(
            "{whole} of {PEOPLE} answers are there as they were handed in"
        ));
    }
    match store.verify_journal().await.map_err(|e| e.message())? {
        JournalState::Holds { .. } => Ok(()),
        JournalState::Broken { sequence, why } => Err(format!("the journal breaks at {sequence}: {why}")),
    }
}

fn key() -> Result<Key, String> {
    Key::parse("2025").ok_or_else(|| "no key".to_owned())
}

/// A body with a round of 500 items for 50 departments, and a session for each person.
async fn filled(url: &str) -> Result<Store, StoreError> {
    let store = Store::open(url).await?;
    let actor = Actor {
        name: "bench".into(),
        role: "command".into(),
    };
    store.put_body(&actor, NOW, &CODE, "見本市").await?;
    let departments = (0..DEPARTMENTS).map(|n| Department {
        id: format!("d{n}"),
        name: format!("第{n}課"),
        aliases: vec![],
        parent: None,
        from: None,
        until: None,
        successors: vec![],
    });
    let directory = Directory {
        departments: departments.collect(),
    };
    let departments = Departments {
        directory,
        ..Departments::default()
    };
    store.put_departments(&actor, NOW, &CODE, &departments).await?;
    store
        .put_plan(&actor, NOW, &CODE, PLAN, None, &plan(), None)
        .await?;
    let Some((key, last)) = Key::parse("2025").zip(day("2026-05-15")) else {
        return Ok(store);
    };
    let round = Round {
        key,
        revision: 0,
        title: "進捗状況調査".into(),
        questions: Question::usual().collect(),
        own: Vec::new(),
        approvals: vec![Approval::usual(last)],
        tolerance: gyokaku_core::round::USUAL_TOLERANCE,
        due: Deadlines {
            department: last,
            office: last,
        },
        state: RoundState::Open,
        reason: None,
        opened_at: String::new(),
        opened_by: String::new(),
    };
    let answers: Vec<Planned> = (0..PEOPLE)
        .map(|n| Planned {
            item: format!("i{n}"),
            department: format!("d{}", n % DEPARTMENTS),
            role: Part::Lead,
            coordinates: true,
        })
        .collect();
    store
        .open_round(&actor, NOW, &CODE, PLAN, &round, &answers)
        .await?;
    for n in 0..PEOPLE {
        let account = Account {
            id: format!("a{n}"),
            login: format!("person{n}"),
            name: format!("第{}課 担当{n}", n % DEPARTMENTS),
            grants: vec![Grant {
                role: Role::Staff,
                department: Some(format!("d{}", n % DEPARTMENTS)),
                deputy: false,
                term: Default::default(),
            }],
            enabled: true,
            ..Account::default()
        };
        // Nobody signs in with a password here, so none has to be right.
        store
            .create_account(&actor, NOW, &CODE, &account, NewPassword::Fixed("-"))
            .await?;
        let hash = gyokaku_core::text::hex(&Sha256::digest(format!("{n:064}")));
        let ends = "2026-04-20T12:00:00Z";
        store
            .open_session(&actor, NOW, &CODE, &account.id, &hash, ends)
            .await?;
    }
    Ok(store)
}

fn plan() -> Plan {
    let grade = |label: &str, rank, tone| Grade {
        label: label.into(),
        definition: String::new(),
        rank,
        tone,
        evaluated: true,
    };
    let items = (0..PEOPLE).map(|n| Item {
        id: format!("i{n}"),
        serial: Some(format!("No.{}", n + 1)),
        title: format!("取組その{}", n + 1),
        departments: Assignment {
            lead: vec![format!("第{}課", n % DEPARTMENTS)],
            support: Vec::new(),
        },
        ..Item::default()
    });
    Plan {
        title: "計測用のプラン".into(),
        items: items.collect(),
        scales: vec![Scale {
            grades: vec![
                grade("◎", 1, Tone::Ahead),
                grade("○", 2, Tone::Steady),
                grade("△", 3, Tone::Behind),
            ],
            ..Scale::default()
        }],
        ..Plan::default()
    }
}
