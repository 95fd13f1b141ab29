//! `POST /{code}/deputies/{id}/end`: a deputy stands in no longer.

use axum::extract::State;
use axum::response::Redirect;
use serde::Deserialize;

use super::Namer;
use crate::App;
use crate::error::Problem;
use crate::path::{Code, Id, UrlPath};
use crate::person::Person;

/// `/{code}/deputies/{id}`
#[derive(Debug, Deserialize)]
pub(crate) struct DeputyAt {
    code: Code,
    id: Id,
}

pub(crate) async fn end(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<DeputyAt>,
) -> Result<Redirect, Problem> {
    let code = at.code.0;
    let namer = Namer::of(&person, &code)?;
    let ended = app
        .store()
        .end_deputy(&namer.actor, &app.now(), &code, at.id.as_str(), namer.only())
        .await?;
    let done = if ended { "ended" } else { "over" };
    Ok(Redirect::to(&format!("/{code}/deputies?done={done}")))
}
