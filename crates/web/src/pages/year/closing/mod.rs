//! Closing a round (確定) and opening a closed one for a correction (訂正).

mod close;
mod page;
mod prepared;
mod reopen;
mod show;

use super::round;
use crate::access::Access::Body;
use crate::access::Right;
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let keeps = Body(Right::ManageRounds);
    vec![
        get(round("/closing"), keeps, show::show),
        post(round("/closing"), keeps, close::close),
        post(round("/reopening"), keeps, reopen::reopen),
    ]
}
