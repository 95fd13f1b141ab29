//! `POST /{code}/{plan}/attachments`: removes the attachments of answers whose time is over, as many as were seen.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::all::{again, year_of};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::form::FormData;
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;

pub(super) async fn expire(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let before = year_of(form.raw("before")).ok_or_else(|| Problem::Form("年度を選んでください。".into()))?;
    let seen = form.number("seen").and_then(|seen| usize::try_from(seen).ok());
    let of = (&at.code.0, at.plan.as_str());
    let removed = app
        .store()
        .expire_attachments(&actor, &app.now(), of, before, seen.unwrap_or_default())
        .await?;
    match removed {
        Some(_) => {
            Ok(Redirect::to(&format!("/{}/{}/attachments?did=expired", at.code, at.plan)).into_response())
        }
        None => again(&app, &person, &at, form.raw("before")).await,
    }
}
