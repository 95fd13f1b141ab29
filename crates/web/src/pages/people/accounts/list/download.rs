//! `GET /{code}/accounts/list.csv`: the accounts as a list. That somebody took it is in the journal.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::account::{Account, roster};
use gyokaku_core::journal::Export;
use gyokaku_exchange::write;

use super::CALLED;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;
use crate::upload::{attachment, fitting_name};

pub(crate) async fn csv(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    let body = app.store().body(&code).await?.ok_or(Problem::NotFound)?;
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
    let table = app.reading().run(work).await.map_err(Problem::internal)?;
    let export = Export::Table {
        table: table.name.to_owned(),
        name: table.name.to_owned(),
        title: table.title.clone(),
        format: "csv".to_owned(),
        rows: table.rows.len() as u64,
    };
    app.store()
        .record(&actor, &app.now(), &code, None, export)
        .await?;
    let name = fitting_name(&format!("{}_{CALLED}.csv", body.name));
    let heads = attachment("text/csv; charset=utf-8", &name, &format!("{code}_accounts.csv"));
    Ok((heads, write::csv::utf8(&table)).into_response())
}
