//! The published tables of a plan: one page and one file for all of them, by the registry of the domain.
//!
//! A table that is only named there has its page, its tab and its files. What a page shows beside its
//! table (pictures, choices, a legend) is in the file of that table here. Not here: the register of
//! items, whose page has filters of its own (`item::index`); what a table holds (`gyokaku_core::table`).

mod amendments;
mod crosswalk;
pub(crate) mod effects;
mod file;
mod indicators;
pub(crate) mod progress;
pub(crate) mod ready;
mod retrospective;
mod show;
mod voices;
mod years;

use axum::extract::State;
use gyokaku_core::table::{Made, PlaceOnPages, register};

use crate::App;
use crate::access::Access::Released;
use crate::filter::Filter;
use crate::formats::{Format, Wanted};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::Viewer;
use crate::route::{Route, get};
use crate::tab;

use self::ready::Narrowing;
pub(super) use self::show::{on_paper, pictures, siblings};

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    for table in tab::tables() {
        if matches!(table.made, Made::OfItem(_) | Made::OfEdition) {
            continue;
        }
        let of = |end: &str| format!("/{{code}}/{{plan}}/{}{end}", table.word);
        // The register of items has filters, and so a page of its own.
        if table.place != PlaceOnPages::Within && *table != register::PUBLISHED {
            let page = move |State(app): State<App>,
                             viewer: Viewer,
                             UrlPath(at): UrlPath<PlanAt>,
                             UrlQuery(asked): UrlQuery<Narrowing>| {
                show::show(app, viewer, at, table, asked)
            };
            routes.push(get(of(""), Released, page));
        }
        for format in Format::ALL {
            let file = move |State(app): State<App>,
                             viewer: Viewer,
                             UrlPath(at): UrlPath<PlanAt>,
                             UrlQuery(filter): UrlQuery<Filter>,
                             UrlQuery(wanted): UrlQuery<Wanted>| {
                file::file(app, at, table, format, filter, wanted, viewer)
            };
            routes.push(get(of(&format!(".{}", format.ending())), Released, file));
        }
    }
    routes
}
