//! `/{code}/{plan}/rounds/{round}/review`: the queue, the list for grading, and the next answer by itself.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::list::{Narrow, QueueForm, page};
use super::row::Powers;
use super::{grading, items_of, visible};
use crate::App;
use crate::access::{Right, may};
use crate::error::Problem;
use crate::path::{UrlPath, UrlQuery};
use crate::person::Person;
use crate::round_context::{Part, RoundContext, RoundPath, load_round};

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    UrlQuery(narrow): UrlQuery<Narrow>,
) -> Result<Response, Problem> {
    let survey = load_round(&app, &path, &Part::reached(&person, Right::SeeDrafts)).await?;
    let code = survey.code();
    if !narrow.after.is_empty() {
        let next = next_waiting(&person, &survey, &narrow.after);
        let to = next.unwrap_or_else(|| format!("{}/review", survey.href()));
        return Ok(Redirect::to(&to).into_response());
    }
    let grades = may(&person, Right::Grade, &code, None);
    let judges = may(&person, Right::Return, &code, None);
    if grades && (narrow.view == "grades" || !judges && narrow.view.is_empty()) {
        return grading::page(&person, &survey, &narrow).await;
    }
    page(&app, &person, &path, &survey, narrow, QueueForm::default()).await
}

/// The address of the next item after this one that waits for the person; from the first on, where
/// none follows.
pub(super) fn next_waiting(person: &Person, survey: &RoundContext, after: &str) -> Option<String> {
    let mut answers = visible(person, survey);
    answers.retain(|answer| answer.item == after || Powers::of(person, survey, answer).waits());
    let waiting = items_of(&answers);
    let at = waiting.iter().position(|item| *item == after);
    let following = at.map_or(0, |at| at + 1);
    let mut order = waiting[following..].iter().chain(&waiting[..following]);
    let next = order.find(|item| **item != after)?;
    Some(survey.href_of_review(next))
}
