//! `POST /{code}/accounts/{id}/sessions/end`: signs somebody out everywhere, for a lost computer.

use axum::extract::State;
use axum::response::Redirect;

use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::path::{AccountAt, UrlPath};
use crate::person::Person;

pub(crate) async fn everywhere(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<AccountAt>,
) -> Result<Redirect, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    app.store()
        .end_sessions(&actor, &app.now(), &code, at.id.as_str())
        .await?;
    Ok(Redirect::to(&format!("/{code}/accounts/{}", at.id)))
}
