//! The items of a plan.

mod course;
mod index;
mod lineage;
pub(super) mod show;

use crate::access::Access::Released;
use crate::route::{Route, get};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{code}/{plan}/items", Released, index::index),
        get("/{code}/{plan}/items/{id}", Released, show::show),
    ]
}
