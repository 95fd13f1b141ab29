//! `/{code}`: a body and its plans.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_store::Body;

use crate::App;
use crate::error::{Problem, html};
use crate::path::{At, BodyAt};
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/body/show.html")]
struct BodyPage {
    page: Page,
    answer: String,
    body: Body,
}

pub(crate) async fn show(State(app): State<App>, At(at): At<BodyAt>) -> Result<Response, Problem> {
    let body = app.store().body(&at.code.0).await?.ok_or(Problem::NotFound)?;
    let items: i64 = body.plans.iter().map(|p| p.items).sum();
    let answer = match body.plans.len() {
        0 => "まだ計画がありません。文書を取り込むと、ここに並びます。".to_owned(),
        plans if items > 0 => format!("{plans}の計画に、{items}の取組項目があります。"),
        plans => format!("{plans}の計画があります。"),
    };
    html(&BodyPage {
        page: Page::new(body.name.clone()).under("/", "団体と計画"),
        answer,
        body,
    })
}

/// The day of a time in RFC 3339.
fn day(time: &str) -> &str {
    time.get(..10).unwrap_or(time)
}
