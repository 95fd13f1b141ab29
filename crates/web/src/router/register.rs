//! What everybody reads: bodies, plans, their tables on screen and as files, their editions.

use axum::extract::State;
use gyokaku_core::table::{Made, PlaceOnPages, register};

use super::{Route, get};
use crate::App;
use crate::access::Access::Everyone;
use crate::filter::Filter;
use crate::formats::{Format, Wanted};
use crate::pages::register::tables::ready::Narrowing;
use crate::pages::register::{body, editions, findings, item, plan, source, start, tables};
use crate::path::{Asked, At, PlanAt};
use crate::person::Viewer;
use crate::tab;

pub(super) fn routes() -> Vec<Route> {
    let of = |end: &str| format!("/{{code}}/{{plan}}{end}");
    let mut routes = vec![
        get("/", Everyone, start::show::show),
        get("/{code}", Everyone, body::show::show),
        get(of(""), Everyone, plan::show::show),
        get(of("/items"), Everyone, item::index::index),
        get(of("/items/{id}"), Everyone, item::show::show),
        get(of("/findings"), Everyone, findings::index::index),
        get(of("/sources/{id}"), Everyone, source::show::show),
        get(of("/editions"), Everyone, editions::index::index),
        get(of("/editions/{number}"), Everyone, editions::show::show),
        get(of("/editions/{number}/{file}"), Everyone, editions::file::show),
    ];
    for table in tab::tables() {
        if matches!(table.made, Made::OfItem(_) | Made::OfEdition) {
            continue;
        }
        // The register of items has filters, and so a page of its own.
        if table.place == PlaceOnPages::Tab && *table != register::PUBLISHED {
            let page = move |State(app): State<App>,
                             viewer: Viewer,
                             At(at): At<PlanAt>,
                             Asked(asked): Asked<Narrowing>| {
                tables::show::show(app, viewer, at, table, asked)
            };
            routes.push(get(of(&format!("/{}", table.word)), Everyone, page));
        }
        for format in Format::ALL {
            let file = move |State(app): State<App>,
                             viewer: Viewer,
                             At(at): At<PlanAt>,
                             Asked(filter): Asked<Filter>,
                             Asked(wanted): Asked<Wanted>| {
                tables::file::file(app, at, table, format, filter, wanted, viewer)
            };
            let path = of(&format!("/{}.{}", table.word, format.ending()));
            routes.push(get(path, Everyone, file));
        }
    }
    routes
}
