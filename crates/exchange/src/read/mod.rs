//! Reading: bytes → [`Document`] (layout) → [`Plan`] (meaning) → [`Report`] (findings).
//!
//! Invariant: no document makes this panic. What cannot be a document is one clear error; all that is
//! odd inside a document is a finding, or is left alone.

use gyokaku_core::check::{Subject, check};
use gyokaku_core::document::Document;
use gyokaku_core::finding::Report;
use gyokaku_core::plan::Plan;

pub(crate) mod bytes;
pub(crate) mod csv;
mod error;
mod limits;
mod pdf;
pub(crate) mod rows;
pub mod text;
mod touching;
pub mod understand;
pub(crate) mod xlsx;

pub use bytes::document;
pub use error::NotADocument;
pub use understand::understand;

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
    /// As checked.
    pub report: Report,
}

/// Reads, understands and checks the bytes of a file; `name` is the file's name without its folder.
///
/// # Errors
/// When the bytes are no document of a kind that can be read.
pub fn read(name: &str, bytes: &[u8]) -> Result<Read, NotADocument> {
    let mut document = document(name, bytes)?;
    let mut plan = understand(&document);
    let mut report = check(Subject {
        document: &document,
        plan: &plan,
    });
    if !document.pages.is_empty() {
        let mut settle = document.places_on_pages();
        document.each_place(&mut settle);
        plan.each_place(&mut settle);
        report.each_place(&mut settle);
    }
    Ok(Read {
        document,
        plan,
        report,
    })
}
