//! Rules of lists: one thing that stands in two lists of one document.
//!
//! Not here: one thing under two names (`names`), two things under one number (`numbers`).

pub mod lists_disagree;

use super::rule::Rule;

/// The rules of this area, by code.
pub(crate) const RULES: &[Rule] = &[lists_disagree::RULE];
