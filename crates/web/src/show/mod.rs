//! How values become markup: the frame of every page, the one table, places and figures as words.

pub(crate) mod document;
pub(crate) mod page;
pub(crate) mod places;
pub(crate) mod sections;
pub(crate) mod sisters;
pub(crate) mod table;
pub(crate) mod terms;
pub(crate) mod time;
