//! `POST /{code}/{plan}/rounds/{round}/reminders`: queues the reminders that were chosen.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_store::{NewReminder, StoreError};

use super::index::page;
use super::wish::{chosen, wished};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundPath;
use gyokaku_office::reminding::Draft;

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    fields: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let wished = wished(&app, &path, &fields).await?;
    let refused = |words: &str| {
        let mut page = page(&app, &person, &wished);
        page.refusal = Some(words.to_owned());
        Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response())
    };
    if app.config().mail.is_none() {
        return refused(
            "メールサーバーが設定されていないため、送っていません。文面をコピーするか、まとめて保存してください。",
        );
    }
    let chosen = chosen(&wished.drafts, &fields);
    if chosen.is_empty() {
        return refused("宛先が選ばれていないため、送っていません。宛先を選んでください。");
    }
    let mails: Vec<NewReminder> = chosen.into_iter().map(Draft::queued).collect();
    match app
        .store()
        .queue_reminders(&actor, &app.now(), path.at(), &mails)
        .await
    {
        Ok(queued) => {
            app.wake();
            let page = format!("{}/reminders?queued={}", wished.survey.href(), queued.len());
            Ok(Redirect::to(&page).into_response())
        }
        Err(StoreError::NotNow(why)) => refused(&why.to_string()),
        Err(other) => Err(other.into()),
    }
}
