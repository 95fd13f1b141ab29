//! The directory of departments (課名簿) of a body: who there is, who became whom, who has what.
//!
//! Not here: the departments as one plan prints them (`departments`).

mod alias;
mod change;
mod edit;
mod held;
mod index;
pub(crate) mod known;
mod list;
mod preview;
mod propose;
mod succession;

use crate::access::{Access, Right};
use crate::returned::MOST_BYTES_EACH;
use crate::route::{MOST_BYTES_OF_A_FORM, Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let keeps = Access::Body(Right::ManageDepartments);
    let at = |end: &str| format!("/{{code}}/departments{end}");
    vec![
        get(at(""), keeps, index::index),
        post(at(""), keeps, edit::create),
        get(at("/new"), keeps, edit::new),
        get(at("/list"), keeps, list::new),
        post(at("/list"), keeps, list::create).holding(MOST_BYTES_EACH + MOST_BYTES_OF_A_FORM),
        get(at("/proposal"), keeps, propose::show),
        post(at("/proposal"), keeps, propose::store),
        post(at("/aliases"), keeps, alias::create),
        get(at("/merger"), keeps, change::merger),
        post(at("/merger"), keeps, change::merge_them),
        get(at("/{id}"), keeps, edit::show),
        post(at("/{id}"), keeps, edit::update),
        post(at("/{id}/removal"), keeps, edit::remove),
        get(at("/{id}/renaming"), keeps, change::renaming),
        post(at("/{id}/renaming"), keeps, change::rename_it),
        get(at("/{id}/split"), keeps, change::splitting),
        post(at("/{id}/split"), keeps, change::split_it),
    ]
}
