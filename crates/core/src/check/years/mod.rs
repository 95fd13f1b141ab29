//! Rules of years: eras and Western years, periods and their length.
//!
//! Not here: reading years out of a text (`fiscal_year`).

pub mod era_after_its_end;
pub mod year_count_mismatch;
pub mod year_era_mismatch;

use super::rule::Rule;

/// The rules of this area, by code.
pub(crate) const RULES: &[Rule] = &[
    year_era_mismatch::RULE,
    era_after_its_end::RULE,
    year_count_mismatch::RULE,
];
