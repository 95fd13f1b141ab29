//! The year's turn (年度更新): from the closed year to the round about the next one, on one page.
//!
//! Not here: what the turn is made of (`gyokaku_core::turn`), who is in charge (`organisation/charges`), the round itself
//! (`year/rounds`).

mod make;
mod show;

use crate::access::Access::Body;
use crate::access::Right;
use crate::route::{Route, get, post};

/// How many bytes the form may have: a box for each item and indicator of a large plan.
const MOST_BYTES: usize = 1024 * 1024;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let keeps = Body(Right::ManageRounds);
    vec![
        get("/{code}/{plan}/turn", keeps, show::show),
        post("/{code}/{plan}/turn", keeps, make::make).holding(MOST_BYTES),
    ]
}
