//! Backup and restore as an administrator runs them: what is said, with which status, and which files are there.

use std::path::Path;
use std::process::{Command, Output};

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gyokaku"));
    command
        .current_dir(folder)
        .env_remove("GYOKAKU_DATABASE")
        .args(arguments);
    command
}

fn gyokaku(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the binary runs")
}

/// What a command says that has to do its work.
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = gyokaku(folder, arguments);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {error}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &error
}

/// The one message of a command that has to refuse.
fn refused(output: Output, wanted: &str) {
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(
        output.stdout.is_empty()
            && error.lines().count() == 1
            && error.contains(wanted)
            && !error.contains("panicked"),
        "{error}"
    );
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with("gyokaku.db"))
        .collect();
    names.sort();
    names
}

/// A folder with the sample bodies in `gyokaku.db`.
fn with_samples() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["demo", "--init-only"]);
    folder
}

const ALL_TABLES: [&str; 4] = ["progress", "register", "crosswalk", "effects"];

#[test]
fn what_was_backed_up_comes_back_whole() {
    let folder = with_samples();
    let at = folder.path();
    let said = done(at, &["backup", "控え.db"]);
    assert!(said.contains("控え.db") && said.contains("操作記録"), "{said}");
    assert_eq!(names(at), ["控え.db"]);
    let restored = done(at, &["restore", "控え.db", "--database", "sqlite:new.db"]);
    assert!(restored.contains("戻しました"), "{restored}");
    assert_eq!(
        done(at, &["bodies", "--json"]),
        done(at, &["bodies", "--json", "--database", "sqlite:new.db"])
    );
    for table in ALL_TABLES {
        for body in ["041009", "042099", "082350", "990019"] {
            let call = ["table", table, "--body", body, "--format", "json"];
            let (before, after) = (
                gyokaku(at, &call),
                gyokaku(at, &[&call[..], &["--database", "sqlite:new.db"]].concat()),
            );
            assert_eq!(
                (before.status, before.stdout),
                (after.status, after.stdout),
                "{table} of {body}"
            );
        }
    }
    let last = |said: String| said.split_whitespace().last().map(str::to_owned);
    let verified = done(at, &["verify", "--database", "sqlite:new.db"]);
    assert_ne!(
        last(verified),
        last(done(at, &["verify"])),
        "the restore itself is in the journal"
    );
    // The backup of a backup, and a database taken up from one as it is.
    done(at, &["backup", "again.db", "--database", "sqlite:new.db"]);
    std::fs::copy(at.join("控え.db"), at.join("copied.db")).unwrap();
    assert_eq!(
        done(at, &["verify", "--database", "sqlite:copied.db"]),
        done(at, &["verify"])
    );
}

#[test]
fn a_file_is_replaced_only_when_asked_for() {
    let folder = with_samples();
    let at = folder.path();
    std::fs::write(at.join("b.db"), "kept").unwrap();
    refused(gyokaku(at, &["backup", "b.db"]), "すでにあります");
    assert_eq!(std::fs::read(at.join("b.db")).unwrap(), b"kept");
    done(at, &["backup", "b.db", "--overwrite"]);
    done(at, &["restore", "b.db", "--database", "sqlite:new.db"]);
    refused(gyokaku(at, &["restore", "b.db"]), "すでに内容があります");
    refused(
        gyokaku(at, &["backup", "gyokaku.db", "--overwrite"]),
        "データベースそのもの",
    );
    done(at, &["verify"]);
}

#[test]
fn what_cannot_be_used_is_one_message_and_status_2() {
    let folder = with_samples();
    let at = folder.path();
    done(at, &["backup", "b.db"]);
    let bytes = std::fs::read(at.join("b.db")).unwrap();
    std::fs::write(at.join("half.db"), &bytes[..bytes.len() / 2]).unwrap();
    std::fs::write(at.join("text.txt"), "計画".repeat(500)).unwrap();
    std::fs::write(at.join("empty.db"), "").unwrap();
    std::fs::create_dir(at.join("folder")).unwrap();
    let before = names(at);
    for (call, wanted) in [
        (
            ["restore", "half.db", "--database", "sqlite:new.db"],
            "壊れている",
        ),
        (
            ["restore", "text.txt", "--database", "sqlite:new.db"],
            "バックアップではありません",
        ),
        (
            ["restore", "empty.db", "--database", "sqlite:new.db"],
            "バックアップではありません",
        ),
        (
            ["restore", "gyokaku.db", "--database", "sqlite:new.db"],
            "バックアップではありません",
        ),
        (
            ["restore", "none.db", "--database", "sqlite:new.db"],
            "見つかりません",
        ),
        (["restore", "b.db", "--database", "mysql://new"], "読み取れません"),
        (
            ["restore", "b.db", "--database", "sqlite:none/new.db"],
            "フォルダー",
        ),
        (
            ["backup", "none/b.db", "--database", "sqlite:gyokaku.db"],
            "見つかりません",
        ),
        (
            ["backup", "folder", "--database", "sqlite:gyokaku.db"],
            "フォルダーです",
        ),
        (
            ["backup", "text.txt/b.db", "--database", "sqlite:gyokaku.db"],
            "フォルダー",
        ),
        (["backup", "c.db", "--database", "sqlite:typo.db"], "typo.db"),
    ] {
        refused(gyokaku(at, &call), wanted);
    }
    refused(
        gyokaku(at, &["verify", "--database", "sqlite:typo.db"]),
        "typo.db",
    );
    assert_eq!(names(at), before, "nothing was made or left");
}

/// A disk that takes no more, told by a limit on the size of files.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing() {
    let folder = with_samples();
    let limited = "trap '' XFSZ; ulimit -f 128; exec \"$0\" backup b.db";
    let output = Command::new("sh")
        .args(["-c", limited, env!("CARGO_BIN_EXE_gyokaku")])
        .current_dir(folder.path())
        .env_remove("GYOKAKU_DATABASE")
        .output()
        .unwrap();
    refused(output, "空き容量");
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

/// A program that is killed cannot tidy up; but what it leaves never has the name asked for.
#[test]
fn a_killed_backup_never_has_the_name() {
    let folder = with_samples();
    let at = folder.path();
    for round in 0..5 {
        let mut child = command(at, &["backup", "b.db"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let begun = || names(at).iter().any(|name| name.ends_with(".part"));
        let mut finished = false;
        while !begun() && !finished {
            finished = child.try_wait().unwrap().is_some();
        }
        let _ = child.kill();
        child.wait().unwrap();
        if at.join("b.db").exists() {
            done(
                at,
                &["restore", "b.db", "--database", &format!("sqlite:new{round}.db")],
            );
            std::fs::remove_file(at.join("b.db")).unwrap();
        } else {
            assert!(!finished);
        }
        // What was left is in nobody's way.
        done(at, &["backup", "b.db"]);
        for left in names(at).iter().filter(|name| name.contains("b.db")) {
            std::fs::remove_file(at.join(left)).unwrap();
        }
    }
}

#[test]
fn verifying_nothing_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::write(at.join("empty.db"), "").unwrap();
    let verify = |more: &[&str]| gyokaku(at, &[&["verify", "--database", "sqlite:empty.db"], more].concat());
    let empty = verify(&[]);
    assert_eq!(empty.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&empty.stdout).contains("0件"));
    assert_eq!(verify(&["--allow-empty"]).status.code(), Some(0));
    assert_eq!(
        std::fs::read(at.join("empty.db")).unwrap(),
        b"",
        "nothing is made of it"
    );
}

#[test]
fn an_entry_that_was_written_down_is_looked_for() {
    let folder = with_samples();
    let at = folder.path();
    let said = done(at, &["verify"]);
    let anchor = said.split_whitespace().last().unwrap();
    assert!(done(at, &["verify", "--expect", anchor]).contains("つながりを確かめました"));
    let (sequence, hash) = anchor.split_once(':').unwrap();
    let next: i64 = sequence.parse::<i64>().unwrap() + 1;
    for (expected, wanted) in [
        (format!("{next}:{hash}"), "ありません"),
        (format!("1:{hash}"), "控えと違います"),
    ] {
        let output = gyokaku(at, &["verify", "--expect", anchor, "--expect", &expected]);
        assert_eq!(output.status.code(), Some(1), "{expected}");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains(wanted), "{said}");
    }
    let call = gyokaku(at, &["verify", "--expect", "12:abc"]);
    assert_eq!(call.status.code(), Some(2));
}

#[test]
fn entries_are_sealed_with_a_key_that_is_in_another_file() {
    let folder = with_samples();
    let at = folder.path();
    std::fs::write(at.join("key"), "0123456789abcdef0123456789abcdef\n").unwrap();
    std::fs::write(at.join("short"), "0123\n").unwrap();
    let key = ["--journal-key", "key"];
    let verify = |more: &[&str]| gyokaku(at, &[&["verify"], more].concat());
    let told = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let unsealed = verify(&key);
    assert_eq!(unsealed.status.code(), Some(1));
    assert!(
        told(&unsealed).contains("封印がありません"),
        "{}",
        told(&unsealed)
    );
    let account = [
        "account", "--body", "041009", "--login", "new-one", "--role", "reader",
    ];
    done(at, &[&account[..], &key].concat());
    let said = done(at, &["verify", "--journal-key", "key"]);
    let anchor = said
        .split("--expect ")
        .nth(1)
        .and_then(|rest| rest.lines().next())
        .expect("an anchor")
        .to_owned();
    assert_eq!(anchor.split(':').count(), 3, "{anchor}");
    done(at, &["verify", "--journal-key", "key", "--expect", &anchor]);
    let said = done(at, &["verify", "--expect", &anchor]);
    assert!(said.contains("封印1個は確かめていません"), "{said}");
    std::fs::write(at.join("other"), "another key, as long as it has to be\n").unwrap();
    let wrong = verify(&["--journal-key", "other", "--expect", &anchor]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(told(&wrong).contains("鍵と合いません") && told(&wrong).contains("控え"));
    refused(verify(&["--journal-key", "short"]), "短すぎます");
    refused(verify(&["--journal-key", "nowhere"]), "開けません");

    // A restore seals its own entry, and seals travel with the backup.
    done(at, &["backup", "b.db"]);
    let new = ["--database", "sqlite:new.db", "--journal-key", "key"];
    done(at, &[&["restore", "b.db"], &new[..]].concat());
    done(at, &[&["verify"], &new[..]].concat());
}
