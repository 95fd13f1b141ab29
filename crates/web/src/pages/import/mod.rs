//! A document comes in.

mod choice;
pub(crate) mod new;
pub(crate) mod create;
pub(crate) mod show;
pub(crate) mod store;
pub(crate) mod discard;
