//! Reading: bytes → [`Document`] (layout) → [`Plan`] (meaning) → [`Report`] (findings).

use gyokaku_core::document::Document;
use gyokaku_core::finding::Report;
use gyokaku_core::plan::Plan;

pub mod bytes;
pub mod csv;
pub mod error;
mod rows;
pub mod text;
pub mod understand;
pub mod xlsx;

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
