//! Mail over SMTP: one text to one address at a time, in batches over one connection.
//!
//! `server` says through whom and from whom, `letter` makes the bytes of a mail, `connection` hands
//! one over, `send` goes through a list. Every reason is a Japanese sentence for the screen.
//! Invariants: no password in a message, a log line or `Debug`; no address and no subject with a line
//! break gets as far as a header; nothing is sent without encryption unless the URL says so.
//! Not here: who is written to and what (`gyokaku_core::reminder`), and the queue (`gyokaku-store`).

mod address;
mod connection;
mod letter;
mod misconfigured;
mod send;
mod server;
mod unreachable;
mod url;

pub use address::{Address, NotAnAddress, Sender};
pub use misconfigured::Misconfigured;
pub use send::{Go, Outcome, Sending, send};
pub use server::{Pace, Server};
pub use unreachable::Unreachable;

/// A mail of plain text to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Identity, unique in the whole installation. The same identity gives the same `Message-ID`, so
    /// that a mail that had to be sent twice is recognised as one.
    pub id: String,
    /// The address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text; lines end in `\n` or `\r\n`.
    pub text: String,
}
