//! How values become markup: the frame of every page, the one table, places and figures as words.

pub mod page;
pub mod places;
pub mod table;
