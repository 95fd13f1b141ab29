//! `POST /import/{id}/choice`: keeps what was chosen beside the document, and shows what it leads to.

use std::collections::HashMap;
use std::time::Instant;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};

use super::show::{ImportAt, View};
use crate::App;
use crate::error::Problem;
use crate::path::At;
use crate::pending::State;
use crate::person::Person;

pub(crate) async fn choose(
    Shared(app): Shared<App>,
    person: Person,
    At(at): At<ImportAt>,
    form: Result<Form<HashMap<String, String>>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(form) = form.map_err(|_| Problem::Form("送られた内容を読み取れませんでした。".into()))?;
    let upload = app.pending().get(at.id(), person.body, Instant::now())?;
    if let State::Ready(read) = &upload.state {
        let mut fixes = upload.fixes;
        fixes.heed(&form, &read.plan);
        app.pending().chose(at.id(), form.clone(), fixes);
    }
    // Where to look next: a list and its page, a page of the document.
    let view = form.get("go").map(|go| View::of_words(go)).unwrap_or_default();
    Ok(Redirect::to(&format!("/import/{}{}", at.id(), view.query())).into_response())
}
