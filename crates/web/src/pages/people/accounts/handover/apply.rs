//! `POST /{code}/accounts/handover/application`: stores the hand-over that was seen, all of it at once.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_store::AccountWrites;

use super::href;
use super::look::{digest, look};
use super::new::page;
use super::typed::Typed;
use crate::App;
use crate::access::{Right, demand_for};
use crate::enrolment::not_as_seen;
use crate::error::Problem;
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;

pub(crate) async fn apply(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    let typed = Typed::of_form(&form);
    let looked = look(&app, &code, &typed).await?;
    let changed = match looked.found {
        Ok((_, changed)) if digest(&changed) == form.raw("seen") => changed,
        Ok(_) => {
            let stale = FieldErrors::one("day", STALE);
            return page(&app, &person, code, typed, looked.accounts, stale, None).await;
        }
        Err(wrong) => return page(&app, &person, code, typed, looked.accounts, wrong, None).await,
    };
    let seen = |id: &str| looked.revisions.get(id).copied().unwrap_or_default();
    let writes = AccountWrites {
        new: Vec::new(),
        changed: changed.iter().map(|one| (&one.new, seen(&one.new.id))).collect(),
    };
    let written = app
        .store()
        .write_accounts(&actor, &app.now(), &code, &writes)
        .await;
    let done = written.map_err(not_as_seen)?;
    Ok(Redirect::to(&format!("{}?done={done}", href(code))).into_response())
}
