//! Rules of schedules: steps and periods.
//!
//! Not here: years and their eras (`years`).

pub mod period_reversed;
pub mod step_outside_period;
