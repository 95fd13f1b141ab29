//! The dates of a body's year (年間予定): deadlines, meetings, consultations, releases ahead, month by month.
//!
//! Not here: where a date is decided; each leads there.

mod show;

use crate::access::{Access, Right};
use crate::route::{Route, get};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let sees = Access::Body(Right::SeeDrafts);
    vec![
        get("/{code}/calendar", sees, show::show),
        get("/{code}/calendar.ics", sees, show::file),
    ]
}
