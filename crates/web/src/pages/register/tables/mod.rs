//! The published tables of a plan: one page and one file for all of them, by the registry of the domain.
//!
//! A table that is only named there has its page, its tab and its files. What a page shows beside its
//! table (pictures, choices, a legend) is in the file of that table here. Not here: the register of
//! items, whose page has filters of its own (`item::index`); what a table holds (`gyokaku_core::table`).

mod crosswalk;
pub(crate) mod effects;
pub(crate) mod file;
mod indicators;
pub(crate) mod progress;
pub(crate) mod ready;
mod retrospective;
pub(crate) mod show;
mod years;
