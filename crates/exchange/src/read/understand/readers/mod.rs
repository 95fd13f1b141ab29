//! One reader for each kind of table.
//!
//! Not here: which table is of which kind (`kinds`), running text (`prose`).

pub(crate) mod amounts;
pub(crate) mod answers;
pub(crate) mod counts;
pub(crate) mod crosswalk;
pub(crate) mod grades_down;
pub(crate) mod indicators;
pub(crate) mod item;
pub(crate) mod levels;
pub(crate) mod outline;
pub(crate) mod outlook;
pub(crate) mod register;
pub(crate) mod sheet;
