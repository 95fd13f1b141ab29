//! `POST /{code}/accounts/factor`: whether a second factor is demanded of those who administer the body or run its
//! office; `POST /{code}/accounts/{id}/factor/end`: takes somebody's away who has lost theirs.

use axum::extract::State;
use axum::response::Redirect;

use super::show::stored;
use crate::App;
use crate::access::{Right, demand_for};
use crate::client::Client;
use crate::error::Problem;
use crate::form::FormData;
use crate::path::{AccountAt, BodyAt, UrlPath};
use crate::person::Person;
use crate::requests::authentication;

pub(crate) async fn demand(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    form: FormData,
) -> Result<Redirect, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    app.store()
        .demand_factor((&actor, &app.now()), &code, form.has("demanded"))
        .await?;
    Ok(Redirect::to(&format!("/{code}/accounts")))
}

pub(crate) async fn end(
    State(app): State<App>,
    person: Person,
    client: Client,
    UrlPath(at): UrlPath<AccountAt>,
) -> Result<Redirect, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    let account = stored(&app, &at).await?.account;
    if account.id == person.id {
        return Err(Problem::Form(
            "ご自分の二要素認証は「自分の設定」で変えてください。".into(),
        ));
    }
    app.store()
        .end_factor((&actor, &app.now()), &code, &account.id)
        .await?;
    authentication("took a second factor away", client, &code, Some(&account.id));
    Ok(Redirect::to(&format!("/{code}/accounts/{}", at.id)))
}
