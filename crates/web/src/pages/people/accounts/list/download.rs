//! `GET /{code}/accounts/list.csv`: the accounts as a list. That somebody took it is in the journal.

use axum::extract::State;
use axum::response::Response;
use gyokaku_core::account::{Account, roster};

use super::{CALLED, handed_out};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;

pub(crate) async fn csv(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    let directory = app.store().departments(&code).await?.directory;
    let accounts: Vec<Account> = app
        .store()
        .accounts(&code)
        .await?
        .into_iter()
        .map(|one| one.account)
        .collect();
    let today = app.today()?;
    let work = move || roster::table(&accounts, &directory, today);
    let table = app.reading().run(work).await?;
    handed_out(&app, &actor, &code, CALLED, &table, "accounts").await
}
