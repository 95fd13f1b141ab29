//! One reader for each kind of table.
//!
//! Not here: which table is of which kind (`kinds`), running text (`prose`).

pub(crate) mod answers;
pub(crate) mod crosswalk;
pub(crate) mod effects;
pub(crate) mod effects_down;
pub(crate) mod effects_whole;
pub(crate) mod indicators;
pub(crate) mod item;
pub(crate) mod levels;
pub(crate) mod outline;
pub(crate) mod progress;
pub(crate) mod progress_list;
pub(crate) mod register;
pub(crate) mod sheet;
