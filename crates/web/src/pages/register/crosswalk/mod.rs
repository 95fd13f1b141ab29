//! From the old edition to the new.

pub(crate) mod show;
