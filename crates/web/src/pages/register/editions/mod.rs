//! Editions of the years (確定版): what was frozen, for ever at its address.

mod file;
mod index;
mod show;

use crate::access::Access::Everyone;
use crate::route::{Route, get};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let of = |end: &str| format!("/{{code}}/{{plan}}/editions{end}");
    vec![
        get(of(""), Everyone, index::index),
        get(of("/{number}"), Everyone, show::show),
        get(of("/{number}/{file}"), Everyone, file::show),
    ]
}
