//! Relations that the words of running text say.
//!
//! Not here: tables (the rules themselves).

pub(crate) mod names;
pub(crate) mod phrase;
pub(crate) mod rates;
pub(crate) mod sentence;
pub(crate) mod shares;
pub(crate) mod sums;
