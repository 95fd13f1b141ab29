//! What the words of a label say: a field, a year, a total, a rate, a grade, a unit. One place for every reader and every rule.
//!
//! The reader of a document and its checker ask the same questions here, so they cannot disagree
//! about one and the same row. A word is decided once, by what it means.
//! Not here: figures (`figure`), years in running text (`fiscal_year`), and anything that needs more than
//! the label (`tabular`).

pub mod brackets;
pub mod breaks;
pub mod department;
pub mod effect_kind;
pub mod field;
pub mod formula;
pub mod grade;
pub mod kind;
pub mod numbering;
mod synonyms;
pub mod unit;
pub mod year;

pub use brackets::without_brackets;
pub use kind::{Kind, Rank, is_generic_total, is_total, kind, stem};
