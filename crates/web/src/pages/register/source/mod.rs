//! The documents that a plan came from.

mod show;

use crate::access::Access::Released;
use crate::route::{Route, get};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/{code}/{plan}/sources/{id}", Released, show::show)]
}
