//! The pages, one module for each noun, one file for each action, its template beside it.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod answers;
pub(crate) mod body;
pub(crate) mod charges;
pub(crate) mod crosswalk;
pub(crate) mod departments;
pub(crate) mod directory;
pub(crate) mod effects;
pub(crate) mod findings;
pub(crate) mod import;
pub(crate) mod indicators;
pub(crate) mod item;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod review;
pub(crate) mod scales;
pub(crate) mod session;
pub(crate) mod source;
pub(crate) mod start;
pub(crate) mod todo;
pub(crate) mod workbook;
