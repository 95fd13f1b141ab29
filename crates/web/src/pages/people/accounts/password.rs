//! `POST /{code}/accounts/{id}/password`: gives somebody a new first password and shows it once.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use gyokaku_store::NewPassword;

use super::first::{Occasion, shown};
use super::show::stored;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::path::{AccountAt, UrlPath};
use crate::person::Person;
use gyokaku_office::password;

pub(crate) async fn reissue(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<AccountAt>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    let account = stored(&app, &at).await?.account;
    if account.id == person.id {
        return Err(Problem::Form(
            "ご自分のパスワードは「自分の設定」で変えてください。".into(),
        ));
    }
    let first = password::first();
    let phc = password::hashed(first.clone()).await?;
    app.store()
        .set_password(&actor, &app.now(), &code, &account.id, NewPassword::First(&phc))
        .await?;
    let occasion = Occasion::Reissued;
    shown(&app, &person, code, &headers, &account, &first, occasion).await
}
