//! Rules of indicators: what a value means beside its limit.
//!
//! Not here: whether a printed rate is right (`figures`).

pub mod threshold_reached;

use super::rule::Rule;

/// The rules of this area, by code.
pub(crate) const RULES: &[Rule] = &[threshold_reached::RULE];
