//! Which department a name at an item means, where the directory cannot tell (担当の決定).

mod show;
mod store;

use crate::access::{Access, Right};
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let keeps = Access::Body(Right::ManageDepartments);
    vec![
        get("/{code}/{plan}/charges", keeps, show::show),
        post("/{code}/{plan}/charges", keeps, store::store),
    ]
}
