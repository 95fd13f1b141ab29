//! The journal (操作記録): who did what when, from what to what; whether its chain holds.

pub(crate) mod export;
mod filter;
pub(crate) mod index;
mod names;
pub(crate) mod verify;
