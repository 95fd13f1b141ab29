//! Rules of figures: a printed figure that others determine must be what they make it.
//!
//! `sheet` takes the document apart, the files of rules lay down relations between its figures by
//! structure alone, `settle` works them out. Not here: rules about words and years.

pub(crate) mod axis;
pub mod count_mismatch;
pub mod difference_mismatch;
pub(crate) mod ledger;
pub(crate) mod phrase;
pub(crate) mod print;
pub(crate) mod prose_rates;
pub(crate) mod prose_shares;
pub(crate) mod prose_sums;
pub mod rate_mismatch;
pub mod running_total_mismatch;
pub(crate) mod sentence;
pub(crate) mod settle;
pub mod share_mismatch;
pub(crate) mod sheet;
pub mod sum_mismatch;
