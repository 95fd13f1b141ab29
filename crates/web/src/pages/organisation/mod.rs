//! The organisation behind the plans: departments over time, who is in charge, the scales of grades.

pub(crate) mod charges;
pub(crate) mod directory;
pub(crate) mod scales;

use crate::route::Route;

/// The routes of the group.
pub(crate) fn routes() -> Vec<Route> {
    [directory::routes(), charges::routes(), scales::routes()]
        .into_iter()
        .flatten()
        .collect()
}
