//! What the tests of checking share: reports as lines of text.
//!
//! Not here: any expectation.
#![allow(dead_code)]

use gyokaku_core::check::{Subject, check};
use gyokaku_core::document::{Place, Spot};
use gyokaku_core::finding::{Report, Severity};
use gyokaku_exchange::read::text::layout;
use gyokaku_exchange::read::understand::understand;

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
