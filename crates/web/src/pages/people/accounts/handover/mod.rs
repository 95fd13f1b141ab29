//! Handing over (引継ぎ): from whom to whom and from which day, several pairs at once; looked at before it is stored.
//!
//! Not here: which roles end and begin (`gyokaku_core::account::handover`).

mod apply;
mod look;
mod new;
mod preview;
mod typed;

use gyokaku_core::body::BodyCode;

use crate::access::{Access, Right};
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let keeps = Access::Body(Right::ManageAccounts);
    let of = |end: &str| format!("/{{code}}/accounts/handover{end}");
    vec![
        get(of(""), keeps, new::new),
        post(of(""), keeps, preview::preview),
        post(of("/application"), keeps, apply::apply),
    ]
}

/// The address of these pages.
fn href(code: BodyCode) -> String {
    format!("/{code}/accounts/handover")
}
