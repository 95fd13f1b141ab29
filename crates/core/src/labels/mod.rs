//! What the words of a label say: a total, a rate, a grade, a unit. One place for every reader and every rule.
//!
//! The reader of a document and its checker ask the same questions here, so they cannot disagree
//! about one and the same row. A word is decided once, by what it means.
//! Not here: the fields of header cells (`exchange::read::understand`), figures (`figure`), years
//! (`fiscal_year`), and anything that needs more than the label.

pub mod brackets;
pub mod grade;
pub mod kind;
pub mod unit;

pub use brackets::without_brackets;
pub use kind::{Kind, Rank, is_generic_total, is_total, kind, stem};
