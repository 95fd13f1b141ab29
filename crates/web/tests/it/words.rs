//! The words of the screen: one label for one thing. What was replaced does not come back, neither in a
//! template nor in a sentence that code makes.
//!
//! Not here: the words of documents, which readers and rules must know in every spelling.

use std::path::{Path, PathBuf};

/// What is not said, and what is said for it.
const REPLACED: [(&str, &str); 22] = [
    ("差戻す", "差し戻す"),
    ("差戻して", "差し戻して"),
    ("差戻した", "差し戻した"),
    ("差戻しま", "差し戻しま"),
    ("取下げる", "取り下げる"),
    ("取下げま", "取り下げま"),
    (">すること<", "対応が必要なもの"),
    ("「すること」", "対応が必要なもの"),
    ("読むもの", "メニュー"),
    (">程度<", "区分"),
    ("目標通り", "計画どおり"),
    ("計画のすがた", "計画の概要"),
    ("段階の呼び名", "階層の名称"),
    ("本文の数", "主な数値"),
    ("本文中の数", "主な数値"),
    ("わかること", "収録内容"),
    ("取組の見直し", "新旧対照"),
    ("照会を", "調査を"),
    ("反映する", "取り込む"),
    ("反映しました", "取り込みました"),
    ("いますです", "います"),
    ("revision }}版", "no number: an edition is what is published"),
];

/// What the screen is made of. Documents are read with other words, and rules name them.
const FOLDERS: [&str; 7] = [
    "crates/web/src",
    "crates/office/src",
    "crates/cli/src",
    "crates/core/src",
    "crates/store/src",
    "crates/exchange/src/survey",
    "crates/exchange/src/write",
];
const OF_DOCUMENTS: [&str; 2] = ["crates/core/src/check", "crates/core/src/labels"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("an entry").path();
        match path.extension().and_then(|ending| ending.to_str()) {
            _ if path.is_dir() => files(&path, found),
            Some("rs" | "html") => found.push(path),
            _ => {}
        }
    }
}

/// What of a file reaches a person: a template whole, of code what is neither comment nor test.
fn shown(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a text");
    if path.extension().is_some_and(|ending| ending == "html") {
        return text;
    }
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_was_replaced_does_not_come_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut all = Vec::new();
    for folder in FOLDERS {
        files(&root.join(folder), &mut all);
    }
    let is_of_documents = |path: &PathBuf| OF_DOCUMENTS.iter().any(|of| path.starts_with(root.join(of)));
    all.retain(|path| !is_of_documents(path));
    assert!(all.len() > 300, "only {} files were found", all.len());
    let mut found = Vec::new();
    for path in &all {
        let text = shown(path);
        for (not, but) in REPLACED.into_iter().filter(|(not, _)| text.contains(not)) {
            found.push(format!("{}: {not} → {but}", path.display()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_test_that_the_table_of_asvs_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let table = std::fs::read_to_string(root.join("docs/ASVS.md")).expect("the table");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| no."))
        .map(|line| {
            line.split(" | ")
                .map(|cell| cell.trim_matches(['|', ' ']))
                .collect()
        })
        .collect();
    assert_eq!(rows.len(), 253, "the requirements of levels 1 and 2");
    assert_eq!(rows.iter().filter(|row| row[1] == "1").count(), 70, "of level 1");
    let numbers: std::collections::BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(numbers.len(), rows.len(), "each once");

    let mut all = Vec::new();
    files(&root.join("crates"), &mut all);
    let code: Vec<String> = all
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| std::fs::read_to_string(path).expect("a text"))
        .collect();
    let is_test = |name: &str| {
        let head = format!("fn {name}(");
        code.iter().any(|text| text.contains(&head))
    };
    let is_name = |text: &&str| {
        text.len() >= 12
            && text.contains('_')
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    for row in &rows {
        let [number, _, asked, state, shown] = row[..] else {
            panic!("five cells: {row:?}");
        };
        assert!(!asked.is_empty() && !shown.is_empty(), "{number}");
        assert!(
            ["met", "in part", "not met", "not here"].contains(&state),
            "{number}: {state}"
        );
        for name in shown.split('`').filter(is_name) {
            assert!(is_test(name), "{number}: there is no test {name}");
        }
    }
}
