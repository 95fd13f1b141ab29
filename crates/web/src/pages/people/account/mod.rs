//! A person's own account.

pub(crate) mod factor;
mod notices;
pub(crate) mod password;
mod picture;
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
        get("/account/factor", SignedIn, factor::show),
        post("/account/factor", SignedIn, factor::begin),
        post("/account/factor/confirmation", SignedIn, factor::confirm),
        post("/account/factor/codes", SignedIn, factor::renew),
        post("/account/factor/end", SignedIn, factor::end),
        post("/account/notices", SignedIn, notices::switch),
        post("/account/sessions/end", SignedIn, sign_out::everywhere),
    ]
}
