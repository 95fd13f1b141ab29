//! `POST …/departments/{department}/items/{item}/withdrawal`: takes an answer back before anybody acted.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::answer::Transition;
use gyokaku_store::ToMove;
use uuid::Uuid;

use super::form::{answer_form, form};
use super::typed::SaveOutcome;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::AnswerPath;

pub(crate) async fn withdraw(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AnswerPath>,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let actor = demand_for(&person, Right::Answer, &path.code.0, Some(department))?;
    let answering = answer_form(&app, &path).await?;
    let which = [ToMove {
        item: answering.answer.item.clone(),
        department: department.to_owned(),
        seen: None,
    }];
    let round = path.department().round();
    let moved = app
        .store()
        .move_answers(
            &actor,
            &app.now(),
            answering.survey.today,
            round.at(),
            Transition::Withdraw,
            &which,
            None,
            &mut || Uuid::now_v7().to_string(),
        )
        .await?;
    match moved.into_iter().next().map(|moved| moved.outcome) {
        Some(Err(why)) => {
            let outcome = SaveOutcome::nothing(answering.answer.clone());
            let mut page = form(&app, &person, &path, &answering, &outcome).await?;
            page.notice = Some(why.to_string());
            Ok((StatusCode::CONFLICT, html(&page)?).into_response())
        }
        _ => {
            let href = answering.survey.href_of_answer(&answering.answer);
            Ok(Redirect::to(&format!("{href}?did=withdrawn")).into_response())
        }
    }
}
