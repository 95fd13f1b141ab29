//! The office's part of a round: opening it, looking how far it is, settings, reminders.
//!
//! Not here: answering (the department's pages) and accepting (the review).

pub(crate) mod assignment;
pub(crate) mod board;
mod choices;
pub(crate) mod create;
mod frame;
pub(crate) mod index;
pub(crate) mod late;
pub(crate) mod lock;
pub(crate) mod new;
pub(crate) mod preview;
pub(crate) mod reminders;
pub(crate) mod settings;
mod typed;
