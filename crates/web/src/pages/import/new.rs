//! `/import`: the form that takes a document.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::App;
use crate::error::{Problem, html};
use crate::person::{Person, Viewer};
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/import/new.html")]
struct New {
    page: Page,
    body_name: String,
}

pub(crate) async fn new(State(app): State<App>, person: Person) -> Result<Response, Problem> {
    let body = app.store().body(&person.body).await?.ok_or(Problem::NotFound)?;
    html(&New {
        page: Page::new("文書を取り込む")
            .under("/", "団体と計画")
            .seen_by(&Viewer::from(&person)),
        body_name: body.name,
    })
}
