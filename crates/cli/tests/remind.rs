//! The nightly job: what is due is asked for over a mail server, once a day.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::mpsc::{Receiver, channel};

use gyokaku_core::account::{Account, Grant, Role, Term};
use gyokaku_core::body::BodyCode;
use gyokaku_core::department::{Department, Role as Part};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::opening::proposal;
use gyokaku_core::round::{Key, day_in_japan};
use gyokaku_store::{Actor, NewPassword, Store};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

fn remind(database: &str, more: &[&str], smtp: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gyokaku"))
        .args(["remind", "--body", "990019", "--database", database])
        .args(more)
        .env("GYOKAKU_SMTP", smtp)
        .env("GYOKAKU_MAIL_FROM", "行財政改革 事務局 <gyokaku@city.example.jp>")
        .env("GYOKAKU_PUBLIC_URL", "https://gyokaku.city.example/")
        .env_remove("GYOKAKU_SMTP_CA")
        .output()
        .expect("the binary runs")
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A mail server that takes everything; tells of each recipient.
fn server() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.expect("a connection");
            let mut out = stream.try_clone().expect("a stream");
            let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
            out.write_all(b"220 test\r\n").expect("sent");
            while let Some(line) = lines.next() {
                let answer = match line.split([' ', ':']).next() {
                    Some("DATA") => {
                        out.write_all(b"354 go on\r\n").expect("sent");
                        lines.by_ref().take_while(|line| line != ".").for_each(drop);
                        "250 taken"
                    }
                    Some("QUIT") => "221 bye",
                    _ => "250 well",
                };
                if line.starts_with("RCPT") && tell.send(line).is_err() {
                    return;
                }
                // A client that has gone needs no answer.
                let _ = out.write_all(format!("{answer}\r\n").as_bytes());
            }
        }
    });
    (format!("smtp://127.0.0.1:{port}"), told)
}

/// A database with one open answer that is due in two days.
async fn prepared(file: &Path) {
    let store = Store::open(&format!("sqlite:{}", file.display()))
        .await
        .expect("a store");
    let body: BodyCode = "990019".parse().expect("a code");
    let now = OffsetDateTime::now_utc().format(&Rfc3339).expect("a time");
    let actor = Actor {
        name: "試験".into(),
        role: "command".into(),
    };
    let plan = Plan {
        title: "見本のプラン".into(),
        items: vec![Item {
            id: "i1".into(),
            number: Some("1-1".into()),
            title: "予算編成".into(),
            ..Item::default()
        }],
        ..Plan::default()
    };
    store
        .put_body(&actor, &now, &body, "見本市")
        .await
        .expect("a body");
    store
        .put_plan(&actor, &now, &body, "small", None, &plan, None)
        .await
        .expect("a plan");
    let mut departments = store.departments(&body).await.expect("departments");
    departments.directory.departments.push(Department {
        id: "d1".into(),
        name: "財政課".into(),
        aliases: vec![],
        parent: None,
        from: None,
        until: None,
        successors: vec![],
    });
    store
        .put_departments(&actor, &now, &body, &departments)
        .await
        .expect("departments");
    let account = Account {
        id: "a1".into(),
        login: "zaisei".into(),
        name: "財政課 担当".into(),
        mail: Some("zaisei@city.example.jp".into()),
        grants: vec![Grant {
            role: Role::Staff,
            department: Some("d1".into()),
            deputy: false,
            term: Term::ALWAYS,
        }],
        must_change: false,
        enabled: true,
    };
    store
        .create_account(&actor, &now, &body, &account, NewPassword::Fixed("no hash"))
        .await
        .expect("an account");
    let today = day_in_japan(&now).expect("a day");
    let mut round = proposal(Key::parse("2025").expect("a key"), None, today);
    round.title = "進捗状況調査".into();
    round.due.department = today + Duration::days(2);
    let answer = Planned {
        item: "i1".into(),
        department: "d1".into(),
        role: Part::Lead,
        coordinates: true,
    };
    store
        .open_round(&actor, &now, &body, "small", &round, &[answer])
        .await
        .expect("a round");
    store.close().await;
}

#[test]
fn what_is_due_soon_is_asked_for_once_a_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("remind.db");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(prepared(&file));
    let database = format!("sqlite:{}", file.display());
    let (smtp, told) = server();

    let early = remind(&database, &["--round", "2025", "--within", "1"], &smtp);
    assert_eq!(early.status.code(), Some(0), "{}", said(&early));
    assert!(said(&early).contains("送信 0通"), "{}", said(&early));

    let sent = remind(&database, &["--round", "2025"], &smtp);
    assert_eq!(sent.status.code(), Some(0), "{}", said(&sent));
    assert!(said(&sent).contains("送信 1通"), "{}", said(&sent));
    assert_eq!(told.recv().expect("a mail"), "RCPT TO:<zaisei@city.example.jp>");

    let again = remind(&database, &["--round", "2025"], &smtp);
    assert!(
        said(&again).contains("送信 0通") && said(&again).contains("今日すでに送った宛先 1"),
        "{}",
        said(&again)
    );
    assert!(told.try_recv().is_err(), "no second mail");
}

#[test]
fn each_slip_of_the_call_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("remind.db");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(prepared(&file));
    let database = format!("sqlite:{}", file.display());
    for (more, smtp, words) in [
        (&["--round", "今年"][..], "smtp://127.0.0.1:1", "2019-h1"),
        (
            &["--round", "2020"],
            "smtp://127.0.0.1:1",
            "この調査が見当たりません",
        ),
        (
            &["--round", "2025", "--plan", "none"],
            "smtp://127.0.0.1:1",
            "none",
        ),
        (&["--round", "2025"], "", "--smtp"),
    ] {
        let output = remind(&database, more, smtp);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(words), "{words} in {}", said(&output));
    }
}
