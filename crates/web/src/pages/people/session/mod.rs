//! A person signs in and out.

pub(crate) mod code;
pub(crate) mod create;
mod discard;
pub(crate) mod new;

use crate::access::Access::Everyone;
use crate::resubmit;
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/session", Everyone, new::new),
        post("/session", Everyone, create::create).holding(resubmit::CARRYING),
        post("/session/code", Everyone, code::create).holding(resubmit::CARRYING),
        post("/session/end", Everyone, discard::discard),
    ]
}
