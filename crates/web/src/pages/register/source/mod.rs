//! The documents that a plan came from.

pub(crate) mod show;
