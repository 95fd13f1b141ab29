//! A document comes in.

mod choice;
pub(crate) mod choose;
pub(crate) mod create;
pub(crate) mod discard;
pub(crate) mod fix;
pub(crate) mod new;
pub(crate) mod show;
pub(crate) mod store;
