//! Progress.

pub(crate) mod show;
