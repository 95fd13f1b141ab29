//! `POST /import/{id}/choice`: keeps what was chosen beside the document, and shows what it leads to.

use std::time::Instant;

use axum::extract::State as Shared;
use axum::response::{IntoResponse, Redirect, Response};

use super::show::ImportAt;
use super::view::View;
use crate::App;
use crate::error::Problem;
use crate::form::FormData;
use crate::path::UrlPath;
use crate::pending::State;
use crate::person::Person;

pub(crate) async fn choose(
    Shared(app): Shared<App>,
    person: Person,
    UrlPath(at): UrlPath<ImportAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let upload = app.pending().get(at.id(), person.body, Instant::now())?;
    if let State::Ready(read) = &upload.state {
        let mut fixes = upload.fixes;
        fixes.update_from(&form, &read.plan);
        fixes.keep_from(&form, read.not_taken.len());
        app.pending().chose(at.id(), form.clone(), fixes);
    }
    // Where to look next: a list and its page, a page of the document.
    let view = form.get("go").map(View::of_words).unwrap_or_default();
    Ok(Redirect::to(&format!("/import/{}{}", at.id(), view.query())).into_response())
}
