//! The accounts of a body (利用者), kept by its administrators.

mod create;
mod first;
mod form;
mod index;
mod new;
mod password;
pub(crate) mod roles;
mod show;
mod sign_out;
mod unlock;
mod update;

use crate::access::{Access, Right};
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let keeps = Access::Body(Right::ManageAccounts);
    let of = |end: &str| format!("/{{code}}/accounts{end}");
    vec![
        get(of(""), keeps, index::index),
        post(of(""), keeps, create::create),
        get(of("/new"), keeps, new::new),
        get(of("/{id}"), keeps, show::show),
        post(of("/{id}"), keeps, update::update),
        post(of("/{id}/lock/end"), keeps, unlock::unlock),
        post(of("/{id}/password"), keeps, password::reissue),
        post(of("/{id}/sessions/end"), keeps, sign_out::everywhere),
    ]
}
