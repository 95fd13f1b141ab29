//! The command line as scripts rely on it: shapes, exit status, what goes to which stream.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gyokaku_testkit::outside::Folder;
use serde_json::Value;

fn gyokaku(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gyokaku"))
        .current_dir(folder)
        .env_remove("GYOKAKU_DATABASE")
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn json(output: &Output) -> Value {
    assert!(
        output.status.code().is_some_and(|c| c < 2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("standard output is JSON and nothing else")
}

/// A document of the seeds.
fn seed(number: &str) -> Option<PathBuf> {
    Folder::Seeds.document(number)
}

fn array<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is a list"))
}

#[test]
fn read_has_the_shape_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    for (number, items, crosswalk) in [
        ("000", 0, 0),
        ("001", 0, 0),
        ("002", 54, 0),
        ("003", 53, 65),
        ("004", 23, 0),
    ] {
        let Some(file) = seed(number) else { return };
        let read = json(&gyokaku(
            folder.path(),
            &["read", "--json", file.to_str().unwrap()],
        ));
        assert_eq!(read["schema"], "gyokaku.read/1");
        assert_eq!(array(&read, "items").len(), items, "items of {number}");
        assert_eq!(
            array(&read, "crosswalk").len(),
            crosswalk,
            "crosswalk of {number}"
        );
        for key in ["sections", "progress", "effects", "findings"] {
            array(&read, key);
        }
        for note in array(&read, "notes") {
            assert!(note["text"].is_string() && note["at"]["line"].is_u64(), "{note}");
            assert!(note["on"].is_null() || note["on"].is_string(), "{note}");
        }
        for left in array(&read, "not_taken") {
            assert!(left["text"].is_string() && left["because"].is_string(), "{left}");
            assert!(left["at"]["line"].is_u64(), "{left}");
        }
        assert!(read["plan"]["title"].is_string() && read["review"]["try"].is_array());
        for item in array(&read, "items") {
            assert!(item["at"]["line"].is_u64(), "an item without a line: {item}");
        }
    }
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "reading stores nothing"
    );
}

#[test]
fn check_says_by_its_exit_status_whether_anything_contradicts() {
    let Some(register) = seed("002") else { return };
    let folder = tempfile::tempdir().unwrap();
    let output = gyokaku(folder.path(), &["check", "--json", register.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let check = json(&output);
    assert_eq!(check["schema"], "gyokaku.check/1");
    let year = array(&check, "findings")
        .iter()
        .find(|f| f["rule"] == "year-era-mismatch")
        .expect("the year of No.13");
    assert!(
        year["stated"].as_str().unwrap().contains("2020(R3)")
            && year["severity"] == "error"
            && year["at"]["line"].is_u64()
    );
    let Some(progress) = seed("000") else { return };
    let output = gyokaku(folder.path(), &["check", "--json", progress.to_str().unwrap()]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(array(&json(&output), "verified").len() > 20);
}

#[test]
fn human_output_marks_the_figure_in_its_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("t.txt"),
        "区分\t件数\n窓口\t3\n財政\t4\n人事\t5\n合計\t13\n",
    )
    .unwrap();
    let output = gyokaku(folder.path(), &["check", "t.txt"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("t.txt:5") && text.contains("^^") && text.contains("12"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_used_is_one_message_and_status_2() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("empty.txt"), "").unwrap();
    std::fs::write(folder.path().join("binary.xlsx"), [0u8, 159, 146, 150, 0, 1, 2]).unwrap();
    for call in [
        vec!["read", "empty.txt"],
        vec!["check", "binary.xlsx"],
        vec!["read", "nowhere.txt"],
        vec!["import", "empty.txt", "--body", "041009", "--yes"],
        vec!["import", "empty.txt", "--body", "041008"],
        vec!["table", "register", "--body", "041009", "--format", "json"],
        vec!["table", "nonsense"],
        vec!["frobnicate"],
    ] {
        let output = gyokaku(folder.path(), &call);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{call:?}: {error}");
        assert!(
            output.stdout.is_empty() && !error.is_empty() && !error.contains("panicked"),
            "{call:?}: {error}"
        );
    }
}

#[test]
fn the_sample_bodies_are_made_once_and_give_every_table() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let made = gyokaku(folder.path(), &["demo", "--init-only"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let bodies = json(&gyokaku(folder.path(), &["bodies", "--json"]));
    let codes: Vec<&str> = bodies
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["041009", "042099", "082350", "990019"]);
    for (body, table, wanted) in [
        ("041009", "progress", vec![124, 8, 112, 4]),
        ("042099", "register", vec![]),
        ("082350", "outline", vec![5, 6]),
        (
            "990019",
            "effects",
            vec![2_674_093_000, 2_611_600_000, -62_493_000, 11_442_000],
        ),
        ("990019", "crosswalk", vec![]),
        ("990019", "review", vec![8]),
    ] {
        let shape = json(&gyokaku(
            folder.path(),
            &["table", table, "--body", body, "--format", "json"],
        ));
        assert_eq!(shape["schema"], "gyokaku.table/1");
        let columns: Vec<&str> = array(&shape, "columns")
            .iter()
            .map(|c| c["key"].as_str().unwrap())
            .collect();
        let mut figures = Vec::new();
        for row in array(&shape, "rows") {
            let cells = row["cells"].as_object().unwrap();
            assert_eq!(cells.len(), columns.len());
            figures.extend(cells.values().filter_map(Value::as_i64));
        }
        for figure in wanted {
            assert!(figures.contains(&figure), "{table} of {body} shows {figure}");
        }
        for format in ["csv", "html", "pdf", "xlsx"] {
            let file = format!("{table}.{format}");
            let written = gyokaku(
                folder.path(),
                &["table", table, "--body", body, "--format", format, "-o", &file],
            );
            assert!(
                written.status.success() && written.stdout.is_empty(),
                "{}",
                String::from_utf8_lossy(&written.stderr)
            );
            assert!(std::fs::metadata(folder.path().join(&file)).unwrap().len() > 200);
        }
    }
    let crosswalk = json(&gyokaku(
        folder.path(),
        &["table", "crosswalk", "--body", "990019", "--format", "json"],
    ));
    assert_eq!(array(&crosswalk, "rows").len(), 65);
    let register = json(&gyokaku(
        folder.path(),
        &["table", "register", "--body", "042099", "--format", "json"],
    ));
    assert_eq!(
        array(&register, "rows")
            .iter()
            .filter(|r| r["kind"] == "row")
            .count(),
        54
    );
    assert_eq!(
        array(&register, "rows")
            .iter()
            .filter(|r| r["kind"] == "group")
            .count(),
        12
    );
    let verified = gyokaku(folder.path(), &["verify"]);
    assert!(verified.status.success());
}

#[test]
fn importing_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("r.csv"), "No.,取組項目,主担当課,目標\n1,窓口の改善,市民課,待ち時間の短縮\n2,使用料の見直し,財政課,適正な負担\n").unwrap();
    let import = |arguments: &[&str]| {
        gyokaku(
            folder.path(),
            &[
                &["import", "r.csv", "--body", "042099", "--body-name", "多賀城市"],
                arguments,
            ]
            .concat(),
        )
    };
    let unanswered = import(&[]);
    assert_eq!(unanswered.status.code(), Some(2), "nobody was asked");
    let first = import(&["--yes"]);
    assert!(
        first.status.success(),
        "{}",
        String::from_utf8_lossy(&first.stderr)
    );
    let journal = |folder: &Path| String::from_utf8(gyokaku(folder, &["verify"]).stdout).unwrap();
    let before = journal(folder.path());
    let again = import(&["--yes"]);
    assert!(again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("変更はありません"));
    assert_eq!(before, journal(folder.path()), "no journal entry for nothing");
    std::fs::write(folder.path().join("r.csv"), "No.,取組項目,主担当課,目標\n1,窓口の改善,市民課,待ち時間の半減\n2,使用料の見直し,財政課,適正な負担\n").unwrap();
    let changed = String::from_utf8_lossy(&import(&["--yes"]).stderr).into_owned();
    assert!(
        changed.contains("待ち時間の短縮") && changed.contains("待ち時間の半減"),
        "{changed}"
    );
}

#[test]
fn the_open_data_of_a_body_are_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let Some(file) = seed("002") else { return };
    let file = file.to_str().unwrap();
    let database = ["--database", "sqlite:g.db"];
    let run = |arguments: &[&str]| gyokaku(folder.path(), &[arguments, &database].concat());
    let imported = run(&["import", "--body", "041009", "--plan", "keiei", "--yes", file]);
    assert!(
        imported.status.success(),
        "{}",
        String::from_utf8_lossy(&imported.stderr)
    );
    // What is not released is no open data.
    let nothing = run(&["export", "data", "--body", "041009", "-o", "out"]);
    assert_eq!(
        nothing.status.code(),
        Some(2),
        "{}",
        String::from_utf8_lossy(&nothing.stderr)
    );
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("公開しているプランがありません"));
    let published = run(&["publish", "--body", "041009"]);
    assert!(
        published.status.success(),
        "{}",
        String::from_utf8_lossy(&published.stderr)
    );
    let written = run(&["export", "data", "--body", "041009", "-o", "out"]);
    assert!(
        written.status.success(),
        "{}",
        String::from_utf8_lossy(&written.stderr)
    );
    let package = std::fs::read(folder.path().join("out/keiei/datapackage.json")).expect("a package");
    let package: Value = serde_json::from_slice(&package).expect("JSON");
    assert_eq!(package["licenses"][0]["name"], "PDL-1.0");
    for resource in array(&package, "resources") {
        let path = resource["path"].as_str().expect("a path");
        let size = std::fs::metadata(folder.path().join("out/keiei").join(path))
            .expect("its file")
            .len();
        assert_eq!(resource["bytes"], size, "{path}");
    }
    let again = run(&["export", "data", "--body", "041009", "-o", "out"]);
    assert_eq!(again.status.code(), Some(2), "nothing is written over");
    let zip = run(&["export", "data", "--body", "041009", "-o", "out.zip"]);
    assert!(zip.status.success(), "{}", String::from_utf8_lossy(&zip.stderr));
    assert!(
        std::fs::read(folder.path().join("out.zip"))
            .expect("a file")
            .starts_with(b"PK")
    );
}
