//! Rules of printed numbers of items, which are labels and no identity.
//!
//! Not here: counts and amounts (`figures`).

pub mod number_missing;
pub mod number_used_twice;

use super::rule::Rule;

/// The rules of this area, by code.
pub(crate) const RULES: &[Rule] = &[number_missing::RULE, number_used_twice::RULE];
