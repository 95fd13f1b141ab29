//! The report of a check as text: what holds, and what does not, one line each.
//!
//! Not here: the messages of findings, which are words for the screen and change without a rule changing.

use gyokaku_core::finding::{Finding, Report, Verified};

use crate::words::{Lines, Words, at, facts, whole};

/// A report, every figure and word as printed.
pub fn report_as_text(report: &Report) -> String {
    write(report, whole)
}

/// A report in which no sentence of the document is left: sentences and long texts are their length and a trace.
pub fn report_as_facts(report: &Report) -> String {
    write(report, facts)
}

fn write(report: &Report, words: Words) -> String {
    let Report { verified, findings } = report;
    let mut lines = Lines::default();
    for Verified {
        rule,
        at: place,
        stated,
    } in verified
    {
        lines.element(format!("verified {rule} {}{}", words(stated), at(place)));
    }
    for finding in findings {
        let Finding {
            rule,
            severity,
            at: place,
            related,
            stated,
            computed,
            message: _,
            hint: _,
        } = finding;
        let text = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), words);
        let related: String = related.iter().map(at).collect();
        let beside = if related.is_empty() { "" } else { ", beside" };
        lines.element(format!(
            "{} {rule} {} → {}{}{beside}{related}",
            severity.key(),
            text(stated),
            text(computed),
            at(place),
        ));
    }
    lines.into_text()
}
