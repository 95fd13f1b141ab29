//! What everybody reads: bodies, plans, their tables on screen and as files, their editions.

use axum::extract::State;

use super::{Route, get};
use crate::App;
use crate::access::Access::Everyone;
use crate::filter::Filter;
use crate::formats::{Format, Name, Wanted};
use crate::pages::register::{
    body, crosswalk, departments, editions, effects, findings, indicators, item, plan, progress,
    retrospective, source, start, years,
};
use crate::path::{Asked, At, PlanAt};
use crate::person::Viewer;

pub(super) fn routes() -> Vec<Route> {
    let of = |end: &str| format!("/{{code}}/{{plan}}{end}");
    let mut routes = vec![
        get("/", Everyone, start::show::show),
        get("/{code}", Everyone, body::show::show),
        get(of(""), Everyone, plan::show::show),
        get(of("/items"), Everyone, item::index::index),
        get(of("/items/{id}"), Everyone, item::show::show),
        get(of("/progress"), Everyone, progress::show::show),
        get(of("/effects"), Everyone, effects::show::show),
        get(of("/crosswalk"), Everyone, crosswalk::show::show),
        get(of("/review"), Everyone, retrospective::show::show),
        get(of("/indicators"), Everyone, indicators::show::show),
        get(of("/departments"), Everyone, departments::index::index),
        get(of("/findings"), Everyone, findings::index::index),
        get(of("/sources/{id}"), Everyone, source::show::show),
        get(of("/editions"), Everyone, editions::index::index),
        get(of("/editions/{number}"), Everyone, editions::show::show),
        get(of("/editions/{number}/{file}"), Everyone, editions::file::show),
        get(of("/years"), Everyone, years::show::show),
    ];
    for name in Name::ALL {
        for format in Format::ALL {
            let handler = move |State(app): State<App>,
                                viewer: Viewer,
                                At(at): At<PlanAt>,
                                Asked(filter): Asked<Filter>,
                                Asked(wanted): Asked<Wanted>| {
                crate::formats::show(app, at, name, format, filter, wanted, viewer)
            };
            let path = of(&format!("/{}.{}", name.word(), format.ending()));
            routes.push(get(path, Everyone, handler));
        }
    }
    for format in Format::ALL {
        let handler =
            move |State(app): State<App>,
                  At(at): At<PlanAt>,
                  Asked(wanted): Asked<Wanted>,
                  viewer: Viewer| years::show::file(app, viewer, at, format, wanted);
        let path = of(&format!("/years.{}", format.ending()));
        routes.push(get(path, Everyone, handler));
    }
    routes
}
