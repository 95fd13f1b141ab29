//! The office's part of a round: opening it, looking how far it is, settings, reminders.
//!
//! Not here: answering (the department's pages) and accepting (the review).

mod assignment;
mod board;
mod changed;
mod choices;
mod create;
mod frame;
mod index;
mod late;
mod lock;
mod new;
mod own;
mod preview;
mod reminders;
mod settings;
mod typed;

use axum::extract::State;

use super::round;
use crate::App;
use crate::access::Access::Body;
use crate::access::Right;
use crate::formats::{Format, Wanted};
use crate::path::{UrlPath, UrlQuery};
use crate::person::Person;
use crate::round_context::RoundPath;
use crate::route::{Route, get, post};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let (sees, keeps) = (Body(Right::SeeDrafts), Body(Right::ManageRounds));
    let all = "/{code}/{plan}/rounds";
    let mut routes = vec![
        get(all, sees, index::index),
        post(all, keeps, create::create),
        get(format!("{all}/new"), keeps, new::new),
        get(round(""), sees, board::show),
        post(round("/ended"), keeps, changed::want),
        post(round("/additions"), keeps, changed::add),
        get(round("/settings"), keeps, settings::show),
        post(round("/settings"), keeps, settings::change),
        get(round("/lock"), keeps, lock::show),
        post(round("/lock"), keeps, lock::change),
        get(round("/late"), keeps, late::show),
        post(round("/late"), keeps, late::allow),
        get(round("/assignment"), keeps, assignment::show),
        post(round("/assignment"), keeps, assignment::give),
        get(round("/reminders"), keeps, reminders::index::index),
        post(round("/reminders"), keeps, reminders::create::create),
        post(round("/reminders/file"), keeps, reminders::file::file),
        post(round("/reminders/retry"), keeps, reminders::retry::retry),
    ];
    for name in ["board", "progress"] {
        for format in Format::ALL {
            let handler = move |State(app): State<App>,
                                person: Person,
                                UrlPath(path): UrlPath<RoundPath>,
                                UrlQuery(narrowed): UrlQuery<board::Narrowed>,
                                UrlQuery(wanted): UrlQuery<Wanted>| {
                board::file(app, person, path, name, format, narrowed, wanted)
            };
            let path = round(&format!("/{name}.{}", format.ending()));
            routes.push(get(path, sees, handler));
        }
    }
    routes
}
