//! Deputies (代理) of heads who are away: a head names their own, who keeps the accounts or the rounds any.
//!
//! Not here: what a deputy may do on which days (`access`, `gyokaku_core::account::deputation`).

mod end;
mod index;
mod name;

use crate::access::{Access, Right};
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let names = Access::Body(Right::NameDeputies);
    let of = |end: &str| format!("/{{code}}/deputies{end}");
    vec![
        get(of(""), names, index::index),
        post(of(""), names, name::name),
        post(of("/{id}/end"), names, end::end),
    ]
}
