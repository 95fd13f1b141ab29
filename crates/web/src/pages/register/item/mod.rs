//! The items of a plan.

mod index;
mod show;

use crate::access::Access::Everyone;
use crate::route::{Route, get};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{code}/{plan}/items", Everyone, index::index),
        get("/{code}/{plan}/items/{id}", Everyone, show::show),
    ]
}
