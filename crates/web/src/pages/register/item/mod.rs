//! The items of a plan.

pub(crate) mod index;
pub(crate) mod show;
