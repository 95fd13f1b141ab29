//! The pages in five groups; in each a module for each noun, a file for each action, its template beside it.
//!
//! A noun's module names its routes and who may use them.

pub(crate) mod import;
pub(crate) mod organisation;
pub(crate) mod people;
pub(crate) mod register;
pub(crate) mod year;

use crate::route::Route;

/// The routes of all pages.
pub(crate) fn routes() -> Vec<Route> {
    [
        people::routes(),
        import::routes(),
        register::routes(),
        organisation::routes(),
        year::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
