//! Rules of names: one thing, one name.
//!
//! Not here: names of departments (`departments`).

pub mod plan_cited_under_two_names;
pub mod spelling_varies;

use super::rule::Rule;

/// The rules of this area, by code.
pub(crate) const RULES: &[Rule] = &[spelling_varies::RULE, plan_cited_under_two_names::RULE];
