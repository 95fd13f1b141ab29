//! The first page.

pub(crate) mod show;
