//! A plan.

pub(crate) mod show;
