//! The scales of a plan (評価区分), year by year, and whose grade counts.

mod form;
mod precedence;
mod show;
mod store;

use crate::access::{Access, Right};
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let keeps = Access::Body(Right::ManageScales);
    let of = |end: &str| format!("/{{code}}/{{plan}}/scales{end}");
    vec![
        get(of(""), keeps, show::show),
        post(of(""), keeps, store::store),
        post(of("/removal"), keeps, store::remove),
        post(of("/precedence"), keeps, precedence::store),
    ]
}
