//! The first administrator of a body: made on the command line, signs in in the browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn gyokaku(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gyokaku"))
        .current_dir(folder)
        .env_remove("GYOKAKU_DATABASE")
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The password that was printed.
fn password(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    let line = out.lines().find_map(|l| l.strip_prefix("最初のパスワード "));
    line.unwrap_or_else(|| panic!("no password in {out}")).to_owned()
}

/// A server that ends with the test.
struct Server {
    process: Child,
    address: String,
    said: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_gyokaku"))
            .current_dir(folder)
            .env_remove("GYOKAKU_DATABASE")
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut said = String::new();
        let mut lines = BufReader::new(process.stderr.take().expect("a pipe"));
        let address = loop {
            let mut line = String::new();
            assert!(
                lines.read_line(&mut line).expect("a line") > 0,
                "it never listens: {said}"
            );
            said.push_str(&line);
            if let Some(rest) = line.strip_prefix("http://") {
                break rest.split('/').next().expect("an address").to_owned();
            }
        };
        Self {
            process,
            address,
            said,
        }
    }

    fn post(&self, path: &str, form: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            self.address,
            form.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        text(&answer)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_first_administrator_is_made_and_signs_in() {
    let folder = tempfile::tempdir().unwrap();
    let account = |more: &[&str]| {
        let mut arguments = vec!["account", "--body", "990019", "--login", "Kanri"];
        arguments.extend(more);
        gyokaku(folder.path(), &arguments)
    };
    let refused = account(&["--role", "administrator"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        !folder.path().join("gyokaku.db").exists(),
        "no database is made by mistake"
    );
    for (more, said) in [
        (&["--body-name", "見本市"][..], "--role に administrator"),
        (
            &["--body-name", "見本市", "--role", "king"],
            "--role に administrator",
        ),
        (
            &["--body-name", "見本市", "--role", "office", "--department", "d1"],
            "--department は",
        ),
        (
            &["--body-name", "見本市", "--role", "staff", "--department", "d1"],
            "課名簿にありません",
        ),
    ] {
        let refused = account(more);
        assert_eq!(refused.status.code(), Some(2), "{more:?}");
        assert!(text(&refused.stderr).contains(said), "{}", text(&refused.stderr));
    }
    {
        let server = Server::start(folder.path());
        assert!(server.said.contains("まだ利用者がいない") && server.said.contains("gyokaku account"));
    }
    let first = password(&account(&["--role", "administrator"]));
    let server = Server::start(folder.path());
    assert!(!server.said.contains("まだ利用者がいない"));
    let form = |password: &str| format!("body=990019&login=kanri&password={password}");
    let entered = server.post("/session", &form(&first));
    assert!(entered.starts_with("HTTP/1.1 200") && entered.contains("パスワードの変更"));
    let second = password(&account(&[]));
    assert_ne!(first, second);
    assert!(server.post("/session", &form(&first)).starts_with("HTTP/1.1 401"));
    assert!(
        server
            .post("/session", &form(&second))
            .starts_with("HTTP/1.1 200")
    );
    let verified = gyokaku(folder.path(), &["verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
}

#[test]
fn a_demonstration_has_an_account_for_each_role_and_says_so_when_it_is_served_in_earnest() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let made = gyokaku(folder.path(), &["demo", "--init-only"]);
        assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    }
    let server = Server::start(folder.path());
    assert!(server.said.contains("見本の利用者がいます"));
    for role in [
        "administrator",
        "office",
        "staff",
        "head",
        "committee",
        "external",
        "reader",
    ] {
        for body in ["041009", "042099", "082350", "990019"] {
            let form = format!("body={body}&login={role}&password=mihon-no-aikotoba");
            let entered = server.post("/session", &form);
            assert!(
                entered.starts_with("HTTP/1.1 303") && entered.contains("location: /todo"),
                "{role} of {body}: {entered}"
            );
        }
    }
}
