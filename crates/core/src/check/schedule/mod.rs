//! Rules of schedules: steps and periods.
//!
//! Not here: years and their eras (`years`).

pub mod period_reversed;
pub mod step_outside_period;

use super::rule::Rule;

/// The rules of this area, by code.
pub(crate) const RULES: &[Rule] = &[step_outside_period::RULE, period_reversed::RULE];
