//! Reading on a thread of its own.
//!
//! The libraries below are young and read what strangers send. They were found to keep their promises on many
//! thousands of mutated files, but a promise of theirs is not one of ours: nested objects want a deep stack,
//! a panic must end in a [`Fault`], and a loop that nobody foresaw must not hold the caller. A thread that
//! overstays its time is left behind; what it may spend is bounded all the same, so it ends by itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::budget::Budget;
use crate::{Fault, Limits, Page, open};

/// Objects may be nested 512 deep, forms 24 deep.
const STACK: usize = 64 << 20;
/// What the thread may take beyond its time to notice that it is over.
const GRACE: Duration = Duration::from_secs(5);

/// Reads the pages of a PDF.
///
/// # Errors
/// Says why the bytes give no text; nothing of them was run.
pub fn read(bytes: Vec<u8>, limits: Limits) -> Result<Vec<Page>, Fault> {
    let (send, receive) = mpsc::channel();
    let work = move || {
        let read = AssertUnwindSafe(|| open::pages(bytes, &mut Budget::new(limits)));
        // A receiver that has gone waits for nothing any more.
        let _ = send.send(catch_unwind(read).unwrap_or(Err(Fault::Broken)));
    };
    let thread = thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(work);
    if thread.is_err() {
        return Err(Fault::TooMuch);
    }
    receive
        .recv_timeout(limits.time + GRACE)
        .unwrap_or(Err(Fault::TooSlow))
}
