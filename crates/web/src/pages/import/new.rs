//! `/import`: the form that takes a document.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_store::Body;
use serde::Deserialize;

use crate::App;
use crate::error::{Problem, html};
use crate::path::Asked;
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/import/new.html")]
struct New {
    page: Page,
    bodies: Vec<Body>,
    chosen: String,
    sign_out: bool,
}

/// For which body a document is taken in, where the person came from its page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct For {
    body: String,
}

pub(crate) async fn new(State(app): State<App>, Asked(asked): Asked<For>) -> Result<Response, Problem> {
    let bodies = app.store().bodies().await?;
    let page = Page::new("文書を取り込む").under("/", "団体と計画");
    html(&New {
        page,
        bodies,
        chosen: asked.body,
        sign_out: !app.config().open_to_everyone_as_office,
    })
}
