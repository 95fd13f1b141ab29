//! Documents as they are: how many figures are verified in each, and what is found.
//!
//! Not here: which of the findings are right; nobody wrote that down for these documents.

use gyokaku_core::finding::Severity;
use gyokaku_testkit::outside::{Folder, documents};

use crate::material::{name, report};
use crate::tally::{Line, Measure, findings, total};

/// The documents of a folder, one line each, and their total.
///
/// # Errors
/// Says what is missing.
pub fn measure(of: &str, folder: Folder) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for path in documents(&folder.find()?) {
        let Some(read) = report(&path)? else {
            lines.push(Line::of(name(&path)).noted("refused"));
            continue;
        };
        let count = |severity| Measure::Count(findings(&read.report, severity));
        lines.push(
            Line::of(name(&path))
                .with("verified", Measure::Count(read.report.verified.len()))
                .with("errors", count(Severity::Error))
                .with("warnings", count(Severity::Warning))
                .with("notes", count(Severity::Note)),
        );
    }
    lines.push(total(of, &lines));
    Ok(lines)
}
