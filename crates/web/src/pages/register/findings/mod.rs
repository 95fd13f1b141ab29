//! Findings.

mod handle;
pub(crate) mod index;

use crate::access::Access::Body;
use crate::access::Right;
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let sees = Body(Right::SeeDrafts);
    vec![
        get("/{code}/{plan}/findings", sees, index::index),
        post(
            "/{code}/{plan}/findings",
            Body(Right::EditRegister),
            handle::handle,
        ),
    ]
}
