//! Checking (検算): one rule, one file, under `check/<area>/<rule>.rs`.
//!
//! A rule is silent where it does not understand: no finding is better than a false one.

use crate::document::Document;
use crate::finding::Report;
use crate::plan::Plan;

/// What is checked: a document as laid out, and what was understood of it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The document.
    pub document: &'a Document,
    /// What was understood.
    pub plan: &'a Plan,
}

/// Runs every rule over a document and what was understood of it.
pub fn check(_subject: Subject<'_>) -> Report {
    Report::default()
}
