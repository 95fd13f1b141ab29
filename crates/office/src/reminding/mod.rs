//! Reminders on their way: written for a round, queued, and sent by a task beside the pages.
//!
//! The pages and the command line write and queue through `draft` (reminders) and `notices`; `sending` takes what waits, asks
//! before each mail whether it is still needed, and notes the outcome.
//! Not here: who is written to (`gyokaku_core::reminder`), the queue (`gyokaku-store`), SMTP (`mail`).

mod draft;
mod notices;
mod sending;

pub use draft::{Draft, Due, Letters, Queued, letters, queue_due, sent_today};
pub use notices::{Deed, Notices, queue_waiting};
pub use sending::{NotSent, Sent, run, send_waiting};
