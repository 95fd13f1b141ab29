//! The journal (操作記録): who did what when, from what to what; whether its chain holds.

mod export;
mod filter;
mod index;
mod names;
mod verify;

use crate::access::{Access, Right};
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let reads = Access::Body(Right::ReadJournal);
    vec![
        get("/{code}/journal", reads, index::index),
        post("/{code}/journal/verification", reads, verify::verify),
        post("/{code}/journal/export", reads, export::export),
    ]
}
