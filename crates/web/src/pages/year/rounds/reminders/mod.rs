//! Reminders of a round: who would get one, what it says, and what became of each.

pub(crate) mod create;
pub(crate) mod file;
pub(crate) mod index;
pub(crate) mod retry;
mod wish;
