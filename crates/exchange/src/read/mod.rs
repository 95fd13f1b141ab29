//! Reading: bytes → [`Document`] (layout) → [`Plan`] (meaning) → [`Report`] (findings).
//!
//! Invariant: no document makes this panic. What cannot be a document is one clear error; all that is
//! odd inside a document is a finding, or is left alone.

use std::collections::HashSet;

use gyokaku_core::check::{Subject, check};
use gyokaku_core::document::{Document, Place};
use gyokaku_core::finding::Report;
use gyokaku_core::not_taken::{Because, NotTaken};
use gyokaku_core::plan::Plan;

mod binary;
pub(crate) mod bytes;
pub(crate) mod csv;
mod error;
mod flow;
mod html;
mod limits;
mod ods;
mod pdf;
pub(crate) mod rows;
pub mod text;
mod touching;
pub mod understand;
mod word;
mod xls;
mod xlsb;
pub(crate) mod xlsx;

pub use bytes::document;
pub use error::NotADocument;
pub use understand::{Understood, understand, understand_all};

use crate::{programmes, stratml};

/// Which readers and rules are these: another text where any of them is another, so that a report that was
/// kept is known to be theirs.
pub const RULES: &str = env!("GYOKAKU_RULES");

/// A document that was read: what it looks like, what it means, what does not fit.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// As laid out.
    pub document: Document,
    /// As understood.
    pub plan: Plan,
    /// What was not taken, in the order of the document, each with the reason.
    pub not_taken: Vec<NotTaken>,
    /// As checked.
    pub report: Report,
}

/// Reads, understands and checks the bytes of a file; `name` is the file's name without its folder.
///
/// # Errors
/// When the bytes are no document of a kind that can be read.
pub fn read(name: &str, bytes: &[u8]) -> Result<Read, NotADocument> {
    let mut document = document(name, bytes)?;
    let Understood {
        mut plan,
        mut not_taken,
    } = stratml::understood(bytes)
        .or_else(|| programmes::understood(name, bytes))
        .unwrap_or_else(|| understand_all(&document));
    let mut report = check(Subject {
        document: &document,
        plan: &plan,
    });
    without_checked(&mut not_taken, &report);
    if !document.pages.is_empty() {
        let mut settle = document.places_on_pages();
        document.each_place(&mut settle);
        plan.each_place(&mut settle);
        report.each_place(&mut settle);
        not_taken.iter_mut().for_each(|left| settle(&mut left.at));
    }
    Ok(Read {
        document,
        plan,
        not_taken,
        report,
    })
}

/// A figure of a table that was understood is accounted for where it was recomputed, whether the plan keeps it or not.
fn without_checked(not_taken: &mut Vec<NotTaken>, report: &Report) {
    let verified = report.verified.iter().map(|figure| &figure.at);
    let told = report
        .findings
        .iter()
        .filter(|finding| finding.computed.is_some());
    let figures: HashSet<&Place> = verified.chain(told.map(|finding| &finding.at)).collect();
    let rows: HashSet<Place> = figures.iter().map(|at| at.whole_line()).collect();
    not_taken.retain(|left| match left.because {
        Because::Column => !figures.contains(&left.at),
        Because::Row => !rows.contains(&left.at.whole_line()),
        Because::Table | Because::Heading | Because::Text => true,
    });
}
