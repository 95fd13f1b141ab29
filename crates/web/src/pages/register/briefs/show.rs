//! `/{code}/{plan}/briefs/head.pdf` and its like: a paper as a file.

use axum::extract::State;
use axum::response::Response;
use gyokaku_core::table::Table;
use gyokaku_paper::Leaf;

use super::content::{Of, of_item, of_plan};
use crate::App;
use crate::access::sight;
use crate::error::Problem;
use crate::formats::{Called, printed, took};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, PlanPartAt, UrlPath};
use crate::person::Viewer;
use crate::printing::imprint;

pub(crate) async fn head(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    whole(&app, &viewer, &at, Of::Head, "head").await
}

/// The paper for the assembly.
pub(crate) async fn assembly(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    whole(&app, &viewer, &at, Of::Assembly, "assembly").await
}

/// A paper of a whole plan.
async fn whole(app: &App, viewer: &Viewer, at: &PlanAt, of: Of, name: &str) -> Result<Response, Problem> {
    let loaded = load(app, at, &sight(viewer, at)).await?;
    let leaf = of_plan(app, &loaded, viewer, of).await?;
    let called = leaf.brief.title.clone();
    sent(app, viewer, at, &loaded, leaf, (name, &called)).await
}

pub(crate) async fn item(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let plan = at.plan();
    let loaded = load(&app, &plan, &sight(&viewer, &plan)).await?;
    let leaf = of_item(&app, &loaded, &at.id).await?.ok_or(Problem::NotFound)?;
    let called = format!("答弁資料_{}", leaf.brief.title);
    let name = format!("{}_brief", at.id);
    sent(&app, &viewer, &plan, &loaded, leaf, (&name, &called)).await
}

/// Prints a paper and notes who took it.
async fn sent(
    app: &App,
    viewer: &Viewer,
    at: &PlanAt,
    loaded: &Loaded,
    leaf: Leaf,
    (name, called): (&str, &str),
) -> Result<Response, Problem> {
    let imprint = imprint(app, loaded, "")?;
    let stamp = imprint.clone();
    let title = leaf.brief.title.clone();
    let told = Table {
        name: "brief",
        title: called.to_owned(),
        ..Table::default()
    };
    let print = move || gyokaku_paper::leaves(&title, &[leaf], &imprint);
    let done = app.printing().table(print).await?;
    took(app, viewer, at, &told, "pdf", name).await?;
    Ok(printed(&done, &Called::of(at, &stamp, called, name)))
}
