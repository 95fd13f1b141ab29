//! `POST …/reopening`: opens a closed round for a correction. The edition stays as it is.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::progress::Scale;
use gyokaku_core::round::field::Field;

use super::page::{Typed, page};
use super::prepared::prepare;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundPath;

pub(crate) async fn reopen(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let prepared = prepare(&app, &path).await?;
    let reason = form.raw("reason");
    let wrong = match Field::Reason.read(reason, &Scale::default(), &[]) {
        Ok(Some(reason)) => {
            let revision = prepared.survey.round.revision;
            app.store()
                .reopen_round(&actor, &app.now(), path.at(), revision, &reason)
                .await?;
            // Whoever corrects one item goes on to its boxes.
            let survey = &prepared.survey;
            let item = form.line("item");
            let to = match survey.answers.iter().any(|answer| answer.item == item) {
                true => format!("{}?done=correcting", survey.href_of_review(&item)),
                false => format!("{}/closing", survey.href()),
            };
            return Ok(Redirect::to(&to).into_response());
        }
        Ok(None) => "訂正の理由を記入してください。まだ訂正を始めていません。".to_owned(),
        Err(why) => format!("訂正の理由が{why}"),
    };
    let typed = Typed {
        reason: reason.to_owned(),
        wrong: FieldErrors::one("reason", wrong),
        ..Typed::default()
    };
    page(&person, &prepared, typed)
}
