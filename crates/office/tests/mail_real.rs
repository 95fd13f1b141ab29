//! Sending to a real mail server: aiosmtpd, from Python's package index, on loopback.
//!
//! What arrives is read by Python's own mail parser, so that our writing is not judged by our reading.
//! `cargo xtask test` installs the server into `target/test-python`. Where it is missing the tests are
//! skipped, unless `CI` is set.

mod mail_support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use gyokaku_core::reminder::{Department, Occasion, OpenItem, Person, recipients, reminder_text};
use gyokaku_office::mail::{Go, Mail, Outcome, Pace, Server, Unreachable, send};
use gyokaku_testkit::outside::at_hand;
use mail_support::{FROM, clock, mail, pace};
use serde_json::Value;
use time::macros::date;

/// The server; it ends with the test, because its standard input does.
struct Aiosmtpd {
    process: Child,
    lines: Receiver<String>,
    port: u16,
}

impl Drop for Aiosmtpd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Aiosmtpd {
    /// None where it is not installed, which on CI is a failure.
    fn start(arguments: &[&str]) -> Option<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = here.join("../../target/test-python/bin/python");
        if !at_hand(
            python.is_file(),
            "aiosmtpd in target/test-python (cargo xtask test installs it)",
        ) {
            return None;
        }
        let mut process = Command::new(python)
            .arg(here.join("tests/mail_support/server.py"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python runs");
        let out = BufReader::new(process.stdout.take().expect("a pipe"));
        let (line, lines) = channel();
        // Read at once: a server whose output nobody takes would stop taking mails.
        std::thread::spawn(move || {
            out.lines()
                .map_while(Result::ok)
                .try_for_each(|read| line.send(read))
        });
        let mut server = Self {
            process,
            lines,
            port: 0,
        };
        let port = server.next()["port"].as_u64().expect("a port");
        server.port = u16::try_from(port).expect("a port");
        Some(server)
    }

    /// The next line that it prints.
    fn next(&mut self) -> Value {
        let line = self
            .lines
            .recv_timeout(Duration::from_secs(60))
            .expect("the server tells of it");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line:?}"))
    }
}

async fn send_all(server: &Server, mails: &[Mail]) -> Result<Vec<(String, Outcome)>, Unreachable> {
    let mut told = Vec::new();
    send(server, clock, mails, &mut |id: &str, outcome| {
        if outcome != Outcome::Waiting {
            told.push((id.to_owned(), outcome));
        }
        Go::On
    })
    .await?;
    Ok(told)
}

/// 130 departments: of ten one person answers for two, so that 120 people are written to.
fn reminders() -> Vec<Mail> {
    let departments: Vec<Department> = (0..130)
        .map(|n| Department {
            id: n.to_string(),
            name: format!("第{n}課"),
            staff: vec![Person {
                id: format!("p{}", n % 120),
                name: format!("第{}課 担当", n % 120),
                mail: Some(format!("ka{}@city.example.jp", n % 120)),
                enabled: true,
            }],
            deputies: Vec::new(),
            heads: Vec::new(),
            open: (0..=n % 5)
                .map(|i| OpenItem {
                    number: format!("No.{n}-{i}"),
                    title: format!("公共施設の使用料の見直し①～⑨（㈱・髙・﨑・𠮷を含む）その{i}"),
                    state: "入力中".to_owned(),
                    late_until: None,
                })
                .collect(),
        })
        .collect();
    let occasion = Occasion {
        body: "見本市",
        plan: "行財政改革プラン 2021（改定版）",
        round: "令和3年度 (FY2021) 進捗状況調査",
        deadline: date!(2022 - 05 - 13),
        today: date!(2022 - 05 - 10),
        address: "https://gyokaku.city.example/todo",
        note: "ご不明な点は内線1234へ。\n.\n..",
        signature: "見本市 行財政改革課",
    };
    let found = recipients(&departments);
    assert_eq!(found.unaddressed, []);
    found
        .mails
        .iter()
        .map(|recipient| {
            let written = reminder_text(&occasion, recipient);
            Mail {
                id: format!("reminder-{}", recipient.accounts.join("-")),
                to: recipient.mail.clone(),
                subject: written.subject,
                text: written.text,
            }
        })
        .collect()
}

#[tokio::test]
async fn a_hundred_and_twenty_people_get_one_mail_each() {
    let Some(mut smtp) = Aiosmtpd::start(&["plain"]) else {
        return;
    };
    let mails = reminders();
    assert_eq!(mails.len(), 120);
    let url = format!("smtp://127.0.0.1:{}", smtp.port);
    let server = Server::new(&url, FROM, None)
        .and_then(|server| server.with_pace(pace()))
        .expect("a server");
    let told = send_all(&server, &mails).await.expect("the server takes mails");
    assert_eq!(told.len(), 120);
    assert!(
        told.iter().all(|(_, outcome)| *outcome == Outcome::Sent),
        "{told:?}"
    );

    let mut connections = BTreeMap::<u64, usize>::new();
    for mail in &mails {
        let arrived = smtp.next();
        assert_eq!(
            arrived["recipients"],
            serde_json::json!([mail.to]),
            "one a person, in order"
        );
        assert_eq!(arrived["to"], serde_json::json!([mail.to]));
        assert_eq!(arrived["subject"], mail.subject.as_str());
        assert_eq!(arrived["text"], mail.text.replace('\n', "\r\n"));
        assert_eq!(arrived["sender"], "gyokaku@city.example.jp");
        assert_eq!(arrived["from"], "gyokaku@city.example.jp");
        assert_eq!(arrived["from_name"], "行財政改革 事務局");
        assert_eq!(arrived["date"], "2022-05-10T00:30:00+00:00");
        assert_eq!(
            arrived["message_id"],
            format!("<gyokaku.{}@city.example.jp>", mail.id)
        );
        assert_eq!(arrived["auto_submitted"], "auto-generated");
        assert_eq!(arrived["content_type"], "text/plain; charset=\"utf-8\"");
        assert_eq!(arrived["ascii"], true);
        assert_eq!(arrived["defects"], serde_json::json!([]));
        *connections
            .entry(arrived["connection"].as_u64().expect("a port"))
            .or_default() += 1;
    }
    assert_eq!(connections.values().copied().collect::<Vec<_>>(), [20; 6]);
    let two = mails
        .iter()
        .find(|m| m.to == "ka0@city.example.jp")
        .expect("the first");
    assert!(
        two.text.contains("■ 第0課") && two.text.contains("■ 第120課"),
        "{}",
        two.text
    );
}

/// A certificate authority of our own, and a certificate of it for 127.0.0.1.
struct Certificates {
    folder: tempfile::TempDir,
}

impl Certificates {
    /// None where OpenSSL is missing, which on CI is a failure.
    fn make() -> Option<Self> {
        let there = Command::new("openssl")
            .arg("version")
            .output()
            .is_ok_and(|output| output.status.success());
        if !at_hand(there, "openssl") {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("names"), "subjectAltName=IP:127.0.0.1\n").expect("a file");
        let key = [
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ];
        for arguments in [
            [
                &["req", "-x509"][..],
                &key,
                &[
                    "-subj",
                    "/CN=authority",
                    "-days",
                    "30",
                    "-keyout",
                    "ca.key",
                    "-out",
                    "ca.pem",
                ],
            ],
            [
                &["req"][..],
                &key,
                &["-subj", "/CN=mail", "-keyout", "mail.key", "-out", "mail.csr"],
            ],
            [
                &[
                    "x509", "-req", "-in", "mail.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                ][..],
                &["-CAcreateserial", "-days", "30"],
                &["-extfile", "names", "-out", "mail.pem"],
            ],
        ] {
            let output = Command::new("openssl")
                .current_dir(folder.path())
                .args(arguments.concat())
                .output()
                .expect("openssl runs");
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Some(Self { folder })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn server(&self, mode: &str) -> Option<Aiosmtpd> {
        let (certificate, key) = (self.file("mail.pem"), self.file("mail.key"));
        Aiosmtpd::start(&[mode, certificate.to_str()?, key.to_str()?])
    }

    fn authority(&self) -> Vec<u8> {
        std::fs::read(self.file("ca.pem")).expect("a certificate")
    }
}

#[tokio::test]
async fn encryption_and_sign_in_by_the_url() {
    let Some(certificates) = Certificates::make() else {
        return;
    };
    for (mode, scheme, option) in [("starttls", "smtp", "?tls=required"), ("tls", "smtps", "")] {
        let Some(mut smtp) = certificates.server(mode) else {
            return;
        };
        let url = |password: &str| format!("{scheme}://tanto:{password}@127.0.0.1:{}{option}", smtp.port);
        let quick = Pace {
            retries: Vec::new(),
            ..pace()
        };
        let server = |url: &str, authority: Option<&[u8]>| {
            Server::new(url, FROM, authority)
                .and_then(|server| server.with_pace(quick.clone()))
                .expect("a server")
        };
        let authority = certificates.authority();

        let unknown = send_all(&server(&url("p%40ss%3Aword%25"), None), &[mail("a")]).await;
        match unknown {
            Err(why @ Unreachable::Encryption { .. }) => {
                assert!(why.to_string().contains("--smtp-ca"), "{why}");
            }
            other => panic!("{mode}: {other:?}"),
        }
        let wrong = send_all(&server(&url("wrong"), Some(&authority)), &[mail("a")]).await;
        assert!(
            matches!(&wrong, Err(Unreachable::Credentials { answer, .. }) if answer == "535"),
            "{mode}: {wrong:?}"
        );

        let right = server(&url("p%40ss%3Aword%25"), Some(&authority));
        let told = send_all(&right, &[mail("a")]).await.expect("it takes mails");
        assert_eq!(told, [("a".to_owned(), Outcome::Sent)]);
        let arrived = smtp.next();
        assert_eq!(
            arrived["to"],
            serde_json::json!(["a@city.example.jp"]),
            "the first that arrives"
        );
        assert_eq!(
            (&arrived["encrypted"], &arrived["signed_in"]),
            (&true.into(), &true.into())
        );
    }
}
