//! Editions of the years (確定版): what was frozen, for ever at its address.

pub(crate) mod file;
pub(crate) mod index;
pub(crate) mod show;
