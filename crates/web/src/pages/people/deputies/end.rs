//! `POST /{code}/deputies/{id}/end`: a deputy stands in no longer.

use axum::extract::State;
use axum::response::Redirect;
use serde::Deserialize;

use crate::App;
use crate::access::{Names, Right, demand_for, names_deputies};
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
    let actor = demand_for(&person, Right::NameDeputies, &code, None)?;
    let head = match names_deputies(&person, &code).ok_or(Problem::Forbidden)? {
        Names::All => None,
        Names::Own => Some(person.id.as_str()),
    };
    let ended = app
        .store()
        .end_deputy(&actor, &app.now(), &code, at.id.as_str(), head)
        .await?;
    let done = if ended { "ended" } else { "over" };
    Ok(Redirect::to(&format!("/{code}/deputies?done={done}")))
}
