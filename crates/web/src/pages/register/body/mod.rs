//! A body.

pub(crate) mod show;
