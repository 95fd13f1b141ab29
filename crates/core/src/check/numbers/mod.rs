//! Rules of printed numbers of items, which are labels and no identity.
//!
//! Not here: counts and amounts (`figures`).

pub mod number_missing;
pub mod number_used_twice;
