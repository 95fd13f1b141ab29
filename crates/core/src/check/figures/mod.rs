//! Rules of figures: a printed figure that others determine must be what they make it.
//!
//! `model` takes the document apart, the files of rules lay down relations between its figures by
//! structure alone, `engine` works them out. Not here: rules about words and years.

pub(crate) mod engine;
pub(crate) mod model;
pub(crate) mod prose;
pub(crate) mod recognise;

pub mod count_mismatch;
pub mod difference_mismatch;
pub mod level_count_mismatch;
pub mod rate_mismatch;
pub mod running_total_mismatch;
pub mod share_mismatch;
pub mod sum_mismatch;

use super::rule::Rule;

/// The rules of this area, by code.
pub(crate) const RULES: &[Rule] = &[
    sum_mismatch::RULE,
    share_mismatch::RULE,
    rate_mismatch::RULE,
    difference_mismatch::RULE,
    running_total_mismatch::RULE,
    count_mismatch::RULE,
    level_count_mismatch::RULE,
];
