//! The directory of departments, who is in charge of what, and the scales of plans.

use super::{Route, get, post};
use crate::access::{Access, Right};
use crate::pages::organisation::{charges, directory, scales};

pub(super) fn routes() -> Vec<Route> {
    let departments = Access::Body(Right::ManageDepartments);
    let of_scales = Access::Body(Right::ManageScales);
    let at = |end: &str| format!("/{{code}}/departments{end}");
    let of = |end: &str| format!("/{{code}}/{{plan}}{end}");
    vec![
        get(at(""), departments, directory::index::index),
        post(at(""), departments, directory::edit::create),
        get(at("/new"), departments, directory::edit::new),
        get(at("/proposal"), departments, directory::propose::show),
        post(at("/proposal"), departments, directory::propose::store),
        post(at("/aliases"), departments, directory::alias::create),
        get(at("/merger"), departments, directory::change::merger),
        post(at("/merger"), departments, directory::change::merge_them),
        get(at("/{id}"), departments, directory::edit::show),
        post(at("/{id}"), departments, directory::edit::update),
        post(at("/{id}/removal"), departments, directory::edit::remove),
        get(at("/{id}/renaming"), departments, directory::change::renaming),
        post(at("/{id}/renaming"), departments, directory::change::rename_it),
        get(at("/{id}/split"), departments, directory::change::splitting),
        post(at("/{id}/split"), departments, directory::change::split_it),
        get(of("/charges"), departments, charges::show::show),
        post(of("/charges"), departments, charges::store::store),
        get(of("/scales"), of_scales, scales::show::show),
        post(of("/scales"), of_scales, scales::store::store),
        post(of("/scales/removal"), of_scales, scales::store::remove),
        post(of("/scales/precedence"), of_scales, scales::precedence::store),
    ]
}
