//! `POST /{code}/accounts/{id}`: changes name, mail, roles and whether the person may sign in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::account::{Account, Role};
use gyokaku_store::StoreError;
use time::Date;

use super::form::{Typed, told};
use super::show::{page, stored};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::path::{AccountAt, UrlPath};
use crate::person::Person;

pub(crate) async fn update(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<AccountAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    let known = stored(&app, &at).await?;
    let mut typed = Typed::of_fields(&form);
    typed.login.clone_from(&known.account.login);
    let mut wrong = typed.wrong(&known.account.grants);
    let new = Account {
        id: known.account.id.clone(),
        login: known.account.login.clone(),
        must_change: known.account.must_change,
        ..typed.account.clone()
    };
    own(&person, &new, app.today()?, &mut wrong);
    if wrong.is_empty() {
        let changed = app
            .store()
            .change_account(&actor, &app.now(), &code, &new, typed.revision)
            .await;
        match changed {
            Ok(_) => return Ok(Redirect::to(&format!("/{code}/accounts")).into_response()),
            Err(StoreError::Conflict { .. }) => {
                // Both versions are shown, and saving again is meant for the newer one.
                let now = stored(&app, &at).await?;
                let departments = app.store().departments(&code).await?.directory.departments;
                typed.revision = now.revision;
                let theirs = told(&now.account, &departments, app.today()?);
                let mut page = page(&app, &person, &at, now, typed).await?;
                page.theirs = Some(theirs);
                return Ok((StatusCode::CONFLICT, html(&page)?).into_response());
            }
            Err(error @ (StoreError::LastAdministrator | StoreError::UnknownDepartment)) => {
                wrong.add("roles", error.message());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let mut page = page(&app, &person, &at, known, typed).await?;
    page.wrong = wrong;
    Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response())
}

/// Nobody shuts themselves out.
fn own(person: &Person, new: &Account, today: Date, wrong: &mut FieldErrors) {
    if person.id != new.id {
        return;
    }
    // A day on which it will end may be set: another administrator has to be there from then on.
    if !new.holding(today).any(|g| g.role == Role::Administrator) {
        wrong.add(
            "roles",
            "ご自分の管理者の役割は外せません。外すときは、ほかの管理者に頼んでください。",
        );
    }
    if !new.enabled {
        wrong.add(
            "enabled",
            "ご自分のサインインは止められません。止めるときは、ほかの管理者に頼んでください。",
        );
    }
}
