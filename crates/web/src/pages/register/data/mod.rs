//! Open data (公開データ): the catalogue of a plan's data sets, and all their files at addresses that never change.
//!
//! Everything here is of what is released, also for who sees drafts: a draft is no open data. Not here: what a data
//! set holds (`gyokaku_core::dataset`), how a file is written (`gyokaku_exchange::write::data`), tables as they are
//! shown (`tables`).

mod file;
mod filed;
mod show;

use gyokaku_core::body::BodyCode;
use gyokaku_exchange::write::data::everything;

use crate::App;
use crate::access::Access::Published;
use crate::error::Problem;
use crate::path::{Code, PlanAt, PlanKey};
use crate::person::Viewer;
use crate::route::{Route, get};

pub(crate) use self::filed::Kept;

/// What the address of a plan ends in on the page of the catalogue.
pub(crate) const WORD: &str = "/data";

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let of = |end: &str| format!("/{{code}}/{{plan}}{WORD}{end}");
    vec![
        get(of(""), Published, show::show),
        get(of("/{file}"), Published, file::show),
    ]
}

/// The files of the open data of one plan, by name.
pub(crate) type Files = Vec<(String, Vec<u8>)>;

/// The open data of every released plan of a body, each by the key of its plan, as everybody receives them.
///
/// # Errors
/// What the store or the writing of files refuses.
pub(crate) async fn everything_of(app: &App, body: BodyCode) -> Result<Vec<(String, Files)>, Problem> {
    let viewer = Viewer::default();
    let Some(found) = app.store().released_body(app.today()?, &body).await? else {
        return Ok(Vec::new());
    };
    let mut all = Vec::with_capacity(found.plans.len());
    // A key that no address can hold has no page, and so no data.
    for plan in found.plans.iter().filter_map(|head| PlanKey::new(&head.key)) {
        let at = PlanAt {
            code: Code(body),
            plan,
        };
        let data = filed::data(app, &viewer, &at).await?;
        let files = everything(&data.about(), &data.filed);
        all.push((at.plan.as_str().to_owned(), files));
    }
    Ok(all)
}
