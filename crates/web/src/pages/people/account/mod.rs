//! A person's own account.

mod notices;
pub(crate) mod password;
mod show;
mod sign_out;

use crate::access::Access::SignedIn;
use crate::resubmit;
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/account", SignedIn, show::show),
        get("/account/password", SignedIn, password::show),
        post("/account/password", SignedIn, password::change).holding(resubmit::CARRYING),
        post("/account/notices", SignedIn, notices::switch),
        post("/account/sessions/end", SignedIn, sign_out::everywhere),
    ]
}
