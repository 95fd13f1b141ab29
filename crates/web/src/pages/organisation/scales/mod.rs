//! The scales of a plan (評価区分), year by year.

mod form;
pub(crate) mod show;
pub(crate) mod store;
