//! The options for mail as a person at the server types them: what is said, and what is kept secret.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::thread::JoinHandle;

fn gyokaku(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_gyokaku"));
    command.current_dir(folder.path()).args(arguments);
    for name in [
        "GYOKAKU_DATABASE",
        "GYOKAKU_OFFICE_KEY",
        "GYOKAKU_SMTP",
        "GYOKAKU_SMTP_CA",
        "GYOKAKU_MAIL_FROM",
        "GYOKAKU_PUBLIC_URL",
    ] {
        command.env_remove(name);
    }
    command
        .envs(environment.iter().copied())
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

const FROM: &str = "行財政改革 事務局 <gyokaku@city.example.jp>";

/// A mail server for one connection; gives what it was told.
fn server(recipient: &'static str) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let talk = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut out = stream.try_clone().expect("a stream");
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let mut told = Vec::new();
        out.write_all(b"220 test\r\n").expect("sent");
        while let Some(line) = lines.next() {
            let answer = match line.split([' ', ':']).next() {
                Some("RCPT") => recipient,
                Some("DATA") => {
                    out.write_all(b"354 go on\r\n").expect("sent");
                    told.extend(lines.by_ref().take_while(|line| line != "."));
                    "250 taken"
                }
                Some("QUIT") => {
                    out.write_all(b"221 bye\r\n").expect("sent");
                    break;
                }
                _ => "250 well",
            };
            told.push(line);
            out.write_all(format!("{answer}\r\n").as_bytes()).expect("sent");
        }
        told
    });
    (port, talk)
}

#[test]
fn one_mail_shows_that_the_settings_are_right() {
    let (port, talk) = server("250 well");
    let url = format!("smtp://127.0.0.1:{port}");
    let output = gyokaku(
        &["mail-test", "--to", "zaisei@city.example.jp"],
        &[("GYOKAKU_SMTP", &url), ("GYOKAKU_MAIL_FROM", FROM)],
    );
    let words = said(&output);
    assert_eq!(output.status.code(), Some(0), "{words}");
    assert!(
        words.contains("受け取りました") && words.contains("暗号化しません"),
        "{words}"
    );
    let told = talk.join().expect("the talk ends");
    for line in [
        "MAIL FROM:<gyokaku@city.example.jp>",
        "RCPT TO:<zaisei@city.example.jp>",
        "Auto-Submitted: auto-generated",
    ] {
        assert!(told.iter().any(|l| l == line), "{line} in {told:?}");
    }
}

#[test]
fn a_refused_mail_is_said_with_the_answer() {
    let (port, talk) = server("550 5.1.1 User unknown");
    let url = format!("smtp://127.0.0.1:{port}");
    let output = gyokaku(
        &[
            "mail-test",
            "--smtp",
            &url,
            "--mail-from",
            FROM,
            "--to",
            "nobody@city.example.jp",
        ],
        &[],
    );
    let words = said(&output);
    assert_eq!(output.status.code(), Some(2), "{words}");
    assert!(
        words.contains("550 5.1.1 User unknown") && words.contains("宛先"),
        "{words}"
    );
    talk.join().expect("the talk ends");
}

#[test]
fn each_slip_is_said_and_no_password_is() {
    let secret = "k3ep-m3-secret";
    let clear = format!("smtp://user:{secret}@mail.city.example:25");
    let odd = format!("http://user:{secret}@mail.city.example");
    let right = format!("smtps://user:{secret}@mail.city.example");
    let to = ["--to", "zaisei@city.example.jp"];
    for (arguments, words) in [
        (vec!["mail-test", "--to", "zaisei"], "メールアドレスの形"),
        (vec!["mail-test", to[0], to[1]], "--smtp"),
        (
            vec!["mail-test", to[0], to[1], "--smtp", "smtp://mail.city.example"],
            "--mail-from",
        ),
        (vec!["mail-test", to[0], to[1], "--mail-from", FROM], "--smtp"),
        (
            vec!["mail-test", to[0], to[1], "--mail-from", FROM, "--smtp", &clear],
            "パスワードが暗号化されずに",
        ),
        (
            vec!["mail-test", to[0], to[1], "--mail-from", FROM, "--smtp", &odd],
            "smtp://",
        ),
        (
            vec![
                "mail-test",
                to[0],
                to[1],
                "--mail-from",
                "事務局",
                "--smtp",
                &right,
            ],
            "--mail-from",
        ),
        (
            vec![
                "mail-test",
                to[0],
                to[1],
                "--mail-from",
                FROM,
                "--smtp",
                &right,
                "--smtp-ca",
                "missing.pem",
            ],
            "missing.pem",
        ),
        (
            vec![
                "mail-test",
                to[0],
                to[1],
                "--mail-from",
                FROM,
                "--smtp",
                &right,
                "--mail-batch",
                "0",
            ],
            "1以上",
        ),
        (
            vec!["serve", "--mail-from", FROM, "--smtp", &clear],
            "パスワードが暗号化されずに",
        ),
        (
            vec!["serve", "--mail-from", FROM, "--smtp", &right],
            "--public-url",
        ),
        (
            vec![
                "serve",
                "--mail-from",
                FROM,
                "--smtp",
                &right,
                "--public-url",
                "gyokaku",
            ],
            "--public-url",
        ),
    ] {
        let output = gyokaku(&arguments, &[]);
        let heard = said(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {heard}");
        assert!(heard.contains(words), "{arguments:?}: {heard}");
        assert!(!heard.contains(secret), "{heard}");
    }
    for command in ["serve", "mail-test"] {
        let help = gyokaku(&[command, "--help"], &[("GYOKAKU_SMTP", &right)]);
        assert!(said(&help).contains("GYOKAKU_SMTP") && !said(&help).contains(secret));
    }
}
