//! A plan.

pub(super) mod readiness;
pub(super) mod show;

use crate::access::Access::Released;
use crate::route::{Route, get};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/{code}/{plan}", Released, show::show)]
}
