//! `POST …/departments/{department}/items/{item}`: saves what was typed, as a form or for a script.
//!
//! A script sends `{as, changes: [{field, seen, new}]}` and reads what became of each field; a form
//! without a script sends the same as fields and gets the page again. Not here: handing in.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::field::Field;
use gyokaku_core::round::remark::Weight;

use super::field::{in_box, reading};
use super::form::{AnswerForm, FormPage, answer_form, form};
use super::hour;
use super::typed::{SaveOutcome, keep, of_form};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::{AnswerPath, Part, RoundContext, load_round};
use crate::saving::{
    ConflictShape, Message, RemarkShape, SavedShape, StateShape, WrongShape, is_script, told,
};

/// How many bytes an answer may have as a form: every field at its longest, twice, each character
/// written as three escaped bytes.
pub(crate) const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What a script is told of a save.
pub(crate) fn shape(survey: &RoundContext, outcome: &SaveOutcome, now: &str) -> SavedShape {
    let answer = &outcome.answer;
    let of = |make: fn(&Field, &str) -> String| -> BTreeMap<String, String> {
        let held = answer.values.iter();
        held.map(|(field, held)| (field.key(), make(field, &held.content)))
            .collect()
    };
    SavedShape {
        saved: outcome.saved.iter().map(Field::key).collect(),
        values: of(|_, content| content.to_owned()),
        boxes: of(in_box),
        readings: of(reading),
        remarks: survey
            .remarks(answer, &answer.plain())
            .into_iter()
            .map(|remark| RemarkShape {
                field: remark.field.key(),
                must: remark.weight == Weight::Must,
                text: remark.text,
            })
            .collect(),
        wrong: outcome
            .wrong
            .iter()
            .map(|(field, wrong)| WrongShape {
                field: field.key(),
                why: wrong.why.clone(),
            })
            .collect(),
        conflicts: outcome
            .conflicts
            .iter()
            .map(|(field, conflict)| {
                let typed = outcome.typed.get(field).map_or("", String::as_str);
                let both = super::field::versions(conflict, typed);
                ConflictShape {
                    field: field.key(),
                    mine: both.mine,
                    theirs: both.theirs,
                    by: both.by,
                    at: both.at,
                }
            })
            .collect(),
        state: StateShape {
            key: answer.state.key(),
            sign: super::sign(answer.state),
            label: answer.state.label(),
        },
        revision: answer.revision,
        at: now.to_owned(),
        hour: hour(now),
    }
}

/// Saves for a script.
async fn for_script(
    app: &App,
    person: &Person,
    path: &AnswerPath,
    body: &Bytes,
) -> Result<Response, Problem> {
    let message = match Message::of(body, person) {
        Ok(message) => message,
        Err(answer) => return Ok(answer),
    };
    let department = path.department.as_str();
    let actor = demand_for(person, Right::Answer, &path.code.0, Some(department))?;
    let part = Part::Answer {
        item: path.item.as_str().to_owned(),
        department: department.to_owned(),
    };
    let round = path.department().round();
    let survey = load_round(app, &round, &part).await?;
    let answer = survey.answers.first().cloned().ok_or(Problem::NotFound)?;
    let asked = survey.fields(&answer);
    let known = |word: &str| Field::of(word).filter(|field| asked.contains(field));
    let typed = match message.fields(
        known,
        "この調査ではお尋ねしていない欄が含まれています。画面を開き直してください。",
    ) {
        Ok(typed) => typed,
        Err(answer) => return Ok(answer),
    };
    match keep(app, &actor, &survey, round.at(), &answer, typed).await {
        Ok(outcome) => Ok(Json(shape(&survey, &outcome, &app.now())).into_response()),
        Err(Problem::NotNow(why)) => Ok(told(StatusCode::CONFLICT, "not_now", why)),
        Err(problem) => Err(problem),
    }
}

/// What was sent, stored as far as it can be, with the page that shows what could not.
pub(crate) struct Stored {
    pub(crate) answering: AnswerForm,
    pub(crate) outcome: SaveOutcome,
    /// The page to show, where something could not be stored.
    pub(crate) page: Option<(StatusCode, FormPage)>,
}

/// Stores a form.
pub(crate) async fn store_form(
    app: &App,
    person: &Person,
    path: &AnswerPath,
    sent: &FormData,
) -> Result<Stored, Problem> {
    let department = path.department.as_str();
    let actor = demand_for(person, Right::Answer, &path.code.0, Some(department))?;
    let mut answering = answer_form(app, path).await?;
    let typed = of_form(sent, "", &answering.survey.fields(&answering.answer));
    let lost: Vec<(String, String)> = typed
        .iter()
        .filter(|one| {
            !one.text.trim().is_empty() && answering.answer.value(&one.field) != Some(one.text.as_str())
        })
        .map(|one| (answering.survey.label(&one.field), one.text.clone()))
        .collect();
    let round = path.department().round();
    match keep(
        app,
        &actor,
        &answering.survey,
        round.at(),
        &answering.answer,
        typed,
    )
    .await
    {
        Ok(outcome) => {
            // The list counts what is stored now.
            let own = answering
                .survey
                .answers
                .iter_mut()
                .find(|a| a.item == outcome.answer.item);
            if let Some(own) = own {
                own.clone_from(&outcome.answer);
            }
            let page = match outcome.is_whole() {
                true => None,
                false => {
                    let status = match outcome.conflicts.is_empty() {
                        true => StatusCode::UNPROCESSABLE_ENTITY,
                        false => StatusCode::CONFLICT,
                    };
                    Some((status, form(app, person, path, &answering, &outcome).await?))
                }
            };
            Ok(Stored {
                answering,
                outcome,
                page,
            })
        }
        Err(Problem::NotNow(why)) => {
            let outcome = SaveOutcome::nothing(answering.answer.clone());
            let mut page = form(app, person, path, &answering, &outcome).await?;
            page.notice = Some(why);
            page.unsaved = lost;
            Ok(Stored {
                answering,
                outcome,
                page: Some((StatusCode::CONFLICT, page)),
            })
        }
        Err(problem) => Err(problem),
    }
}

pub(crate) async fn save(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AnswerPath>,
    request: Request,
) -> Result<Response, Problem> {
    if is_script(&request) {
        let body = Bytes::from_request(request, &app)
            .await
            .map_err(|_| Problem::CutOff)?;
        return for_script(&app, &person, &path, &body).await.or_else(|problem| match problem {
            Problem::NotFound => Ok(told(
                StatusCode::NOT_FOUND,
                "not_found",
                "この取組の回答欄が見当たりません。入力した内容はこの画面に残っています。一覧を開き直してください。",
            )),
            other => Err(other),
        });
    }
    let sent = FormData::from_request(request, &app).await?;
    let stored = store_form(&app, &person, &path, &sent).await?;
    match stored.page {
        Some((status, page)) => Ok((status, html(&page)?).into_response()),
        None => {
            let href = stored.answering.survey.href_of_answer(&stored.outcome.answer);
            Ok(Redirect::to(&format!("{href}?did=saved")).into_response())
        }
    }
}
