//! What the tests of checking share: the documents handed to the project, and reports as lines of text.
//!
//! Not here: any expectation.
#![allow(dead_code)]

use std::path::{Path, PathBuf};

use gyokaku_core::check::{Subject, check};
use gyokaku_core::document::{Place, Spot};
use gyokaku_core::finding::{Report, Severity};
use gyokaku_exchange::read::text::layout;
use gyokaku_exchange::read::understand::understand;

/// A folder of documents: named by the environment, else beside the project; none where there is none.
/// In continuous integration a missing folder is an error.
pub(crate) fn folder(variable: &str, name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(name);
    let folder = std::env::var_os(variable).map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "{variable} names no folder");
    None
}

/// The text of the document in a folder whose name starts as given.
pub(crate) fn text(folder: &Path, start: &str) -> String {
    let path = documents(folder).into_iter().find(|p| {
        p.file_name()
            .is_some_and(|n| n.to_string_lossy().starts_with(start))
    });
    std::fs::read_to_string(path.unwrap_or_else(|| panic!("no document {start}")))
        .unwrap_or_else(|e| panic!("{start}: {e}"))
}

/// The text documents of a folder, in order.
pub(crate) fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    all.sort();
    all
}

/// The report on a text.
pub(crate) fn report(text: &str) -> Report {
    let document = layout("test.txt", text);
    let plan = understand(&document);
    check(Subject {
        document: &document,
        plan: &plan,
    })
}

/// The line and the column of a place.
pub(crate) fn line_and_column(at: &Place) -> (u32, u32) {
    match &at.spot {
        Spot::Line { line, column } => (*line, *column),
        _ => (0, 0),
    }
}

/// Findings as `severity rule line stated → computed`.
pub(crate) fn findings(report: &Report) -> Vec<String> {
    report
        .findings
        .iter()
        .map(|f| {
            let sign = match f.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            let (line, _) = line_and_column(&f.at);
            format!(
                "{sign} {} {line} {} → {}",
                f.rule,
                f.stated.as_deref().unwrap_or("-"),
                f.computed.as_deref().unwrap_or("-")
            )
        })
        .collect()
}

/// Verified figures as `line figure`.
pub(crate) fn verified(report: &Report) -> Vec<String> {
    report
        .verified
        .iter()
        .map(|v| format!("{} {}", line_and_column(&v.at).0, v.stated))
        .collect()
}
