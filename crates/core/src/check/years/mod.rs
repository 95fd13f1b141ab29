//! Rules of years: eras and Western years, periods and their length.
//!
//! Not here: reading years out of a text (`fiscal_year`).

pub mod era_after_its_end;
pub mod year_count_mismatch;
pub mod year_era_mismatch;
