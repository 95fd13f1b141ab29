//! The accounts of a body (利用者), kept by its administrators.

mod create;
mod factor;
mod first;
mod form;
mod handover;
mod index;
mod list;
mod new;
mod password;
pub(crate) mod roles;
mod show;
mod sign_out;
mod terms;
mod unlock;
mod update;

use crate::access::{Access, Right};
use crate::route::{Route, get, post};

/// How many bytes the form of an account may have: it holds two days for each role of each department.
const MOST_BYTES: usize = 1024 * 1024;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let keeps = Access::Body(Right::ManageAccounts);
    let of = |end: &str| format!("/{{code}}/accounts{end}");
    let mut routes = vec![
        get(of(""), keeps, index::index),
        post(of(""), keeps, create::create).holding(MOST_BYTES),
        get(of("/new"), keeps, new::new),
        get(of("/{id}"), keeps, show::show),
        post(of("/{id}"), keeps, update::update).holding(MOST_BYTES),
        post(of("/factor"), keeps, factor::demand),
        post(of("/{id}/factor/end"), keeps, factor::end),
        post(of("/{id}/lock/end"), keeps, unlock::unlock),
        post(of("/{id}/password"), keeps, password::reissue),
        post(of("/{id}/sessions/end"), keeps, sign_out::everywhere),
    ];
    routes.extend(list::routes());
    routes.extend(handover::routes());
    routes
}
