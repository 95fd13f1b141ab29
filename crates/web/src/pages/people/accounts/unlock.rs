//! `POST /{code}/accounts/{id}/lock/end`: lets somebody try again whom wrong passwords had locked out.

use axum::extract::State;
use axum::response::Redirect;

use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::path::{AccountAt, UrlPath};
use crate::person::Person;

pub(crate) async fn unlock(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<AccountAt>,
) -> Result<Redirect, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    app.store()
        .unlock_account(&actor, &app.now(), &code, at.id.as_str())
        .await?;
    Ok(Redirect::to(&format!("/{code}/accounts/{}", at.id)))
}
