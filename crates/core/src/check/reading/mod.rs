//! Rules of what could not be taken out of a document, so that nothing is dropped without a word.
//!
//! Not here: what was understood and does not fit.

pub mod not_understood;

use super::rule::Rule;

/// The rules of this area, by code.
pub(crate) const RULES: &[Rule] = &[not_understood::RULE];
