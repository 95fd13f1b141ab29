//! What running text says: the frame, outlines in lists, amounts and counts in sentences.
//!
//! Not here: tables (`readers`).

pub(crate) mod amounts;
pub(crate) mod chapters;
pub(crate) mod charges;
pub(crate) mod counts;
pub(crate) mod frame;
pub(crate) mod glossary;
pub(crate) mod identity;
pub(crate) mod period;
pub(crate) mod review;
pub(crate) mod reviewed;
pub(crate) mod running;
pub(crate) mod scales;
pub(crate) mod statements;
pub(crate) mod targets;
