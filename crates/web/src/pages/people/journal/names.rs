//! The names of what a page of the journal speaks of, in a handful of statements.

use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::Event;

use crate::App;
use crate::error::Problem;
use crate::journal_text::{Names, items};
use crate::person::who;

pub(super) async fn names(app: &App, code: &BodyCode, events: &[Event]) -> Result<Names, Problem> {
    let departments = app.store().departments(code).await?.directory.departments;
    let accounts = app.store().accounts(code).await?;
    Ok(Names {
        departments: departments.into_iter().map(|d| (d.id, d.name)).collect(),
        accounts: accounts
            .into_iter()
            .map(|a| (a.account.id, who(&a.account.name, &a.account.login)))
            .collect(),
        items: app.store().item_names(code, &items(events)).await?,
        ..Names::default()
    })
}
