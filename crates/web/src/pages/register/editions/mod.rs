//! Editions of the years (確定版): what was frozen, for ever at its address.

mod file;
mod index;
pub(in crate::pages::register) mod show;

use crate::access::Access::Released;
use crate::route::{Route, get};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let of = |end: &str| format!("/{{code}}/{{plan}}/editions{end}");
    vec![
        get(of(""), Released, index::index),
        get(of("/{number}"), Released, show::show),
        get(of("/{number}/{file}"), Released, file::show),
    ]
}
