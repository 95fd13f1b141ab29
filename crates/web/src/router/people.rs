//! Signing in and out, one's own account, the accounts of a body, and the journal.

use super::{Route, get, post};
use crate::access::Access::{self, Everyone, SignedIn};
use crate::access::Right;
use crate::pages::people::{account, accounts, journal, session};

/// Room for a form that carries another one: each `%` of the other takes three letters.
const CARRYING: usize = 4 * crate::resubmit::MOST_BYTES;

pub(super) fn routes() -> Vec<Route> {
    let keeps = Access::Body(Right::ManageAccounts);
    let reads = Access::Body(Right::ReadJournal);
    let of = |end: &str| format!("/{{code}}/accounts{end}");
    vec![
        get("/session", Everyone, session::new::new),
        post("/session", Everyone, session::create::create).holding(CARRYING),
        post("/session/end", Everyone, session::discard::discard),
        get("/account", SignedIn, account::show::show),
        get("/account/password", SignedIn, account::password::show),
        post("/account/password", SignedIn, account::password::change).holding(CARRYING),
        post("/account/sessions/end", SignedIn, account::sign_out::everywhere),
        get(of(""), keeps, accounts::index::index),
        post(of(""), keeps, accounts::create::create),
        get(of("/new"), keeps, accounts::new::new),
        get(of("/{id}"), keeps, accounts::show::show),
        post(of("/{id}"), keeps, accounts::update::update),
        post(of("/{id}/lock/end"), keeps, accounts::unlock::unlock),
        post(of("/{id}/password"), keeps, accounts::password::reissue),
        post(of("/{id}/sessions/end"), keeps, accounts::sign_out::everywhere),
        get("/{code}/journal", reads, journal::index::index),
        post("/{code}/journal/verification", reads, journal::verify::verify),
        post("/{code}/journal/export", reads, journal::export::export),
    ]
}
