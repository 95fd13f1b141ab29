//! The people who work here: signing in, their accounts, and the journal of what they did.

pub(crate) mod account;
pub(crate) mod accounts;
mod deputies;
pub(crate) mod journal;
pub(crate) mod session;

use crate::route::Route;

/// The routes of the group.
pub(crate) fn routes() -> Vec<Route> {
    [
        session::routes(),
        account::routes(),
        accounts::routes(),
        deputies::routes(),
        journal::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
