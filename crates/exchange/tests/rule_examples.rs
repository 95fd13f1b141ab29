//! The example on the page of each rule is a document, and the rule finds something in it.
//!
//! In an example four spaces part two cells. Not here: what the rules find besides.

use std::path::Path;

use gyokaku_core::check::{Subject, check_with, rules};
use gyokaku_core::department::{Department, Directory};
use gyokaku_exchange::read::{document, understand};

/// The departments of an invented body.
fn directory() -> Directory {
    let names = [
        "収納課",
        "総務課",
        "市民課",
        "財政課",
        "管財課",
        "人事課",
        "広報課",
        "情報課",
    ];
    let department = |(n, name): (usize, &&str)| Department {
        id: n.to_string(),
        name: (*name).to_owned(),
        aliases: Vec::new(),
        parent: None,
        from: None,
        until: None,
        successors: Vec::new(),
    };
    Directory {
        departments: names.iter().enumerate().map(department).collect(),
    }
}

/// The example in the comment at the head of a rule's file.
fn example(source: &str) -> Option<String> {
    let (_, rest) = source.split_once("//! ## Example\n")?;
    let (_, rest) = rest.split_once("//! ```text\n")?;
    let (lines, _) = rest.split_once("//! ```")?;
    let line = |line: &str| line.trim_start_matches("//!").trim_start().replace("    ", "\t");
    Some(lines.lines().map(line).collect::<Vec<_>>().join("\n"))
}

#[test]
fn every_rule_finds_its_own_example() {
    let checks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/check");
    let directory = directory();
    let mut silent = Vec::new();
    for rule in rules() {
        let file = format!("{}.rs", rule.name.replace('-', "_"));
        let areas = std::fs::read_dir(&checks).expect("the areas");
        let source = areas
            .filter_map(|area| std::fs::read_to_string(area.expect("an area").path().join(&file)).ok())
            .next()
            .unwrap_or_else(|| panic!("no file of {}", rule.name));
        let text = example(&source).unwrap_or_else(|| panic!("{} has no example", rule.name));
        let document = document("example.txt", text.as_bytes()).expect("a document");
        let plan = understand(&document);
        let subject = Subject {
            document: &document,
            plan: &plan,
        };
        let report = check_with(subject, Some(&directory));
        let found = report.findings.iter().filter(|f| f.rule == rule.name).count();
        if found == 0 {
            silent.push(rule.name);
        }
    }
    assert!(silent.is_empty(), "no finding in the example of {silent:?}");
}
