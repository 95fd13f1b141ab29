//! The scales of a plan (評価区分), year by year, and whose grade counts.

mod form;
pub(crate) mod precedence;
pub(crate) mod show;
pub(crate) mod store;
