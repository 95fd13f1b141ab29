//! Words and signs of a plan: what a short text says by itself, wherever it stands.
//!
//! Not here: tables, and what any of it means beside other cells.

pub(crate) mod class;
pub(crate) mod cut;
pub(crate) mod departments;
pub(crate) mod grades;
pub(crate) mod others;
pub(crate) mod references;
pub(crate) mod remark;
pub(crate) mod schedule;
pub(crate) mod speech;
pub(crate) mod titles;
pub(crate) mod values;
pub(crate) mod vocabulary;
pub(crate) mod years;

pub(crate) use gyokaku_core::labels::numbering;
