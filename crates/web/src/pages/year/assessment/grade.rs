//! `POST …/items/{item}/grades`: the grade of the office, the headquarters or the council.
//!
//! A form sends both fields of it; the list for grading sends one at a time, as it is typed. Nobody writes into the
//! column of another evaluator.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::field::Field;
use gyokaku_store::{Actor, GivenGrade, StoreError};
use serde::Deserialize;

use super::page::{Form, ItemForms, load, page};
use crate::App;
use crate::access::demand_for;
use crate::error::Problem;
use crate::form::FormData;
use crate::pages::year::answers::hour;
use crate::pages::year::review::grading::EVALUATORS;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundItemPath;
use crate::saving::{ConflictShape, Message, SavedShape, StateShape, WrongShape, is_script, told};
use crate::show::time::clock;

const REASON_ALONE: &str = "理由だけが記入されています。評価を選んでください。まだ保存していません。";

/// As which evaluator a script writes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct As {
    by: String,
}

/// The evaluator of a word, for a person who grades as it.
fn evaluator(person: &Person, path: &RoundItemPath, word: &str) -> Result<(Actor, Evaluator), Problem> {
    let known = EVALUATORS.into_iter().find(|(by, _)| by.key() == word);
    let (by, right) =
        known.ok_or_else(|| Problem::Form("どの立場での評価かを読み取れませんでした。".into()))?;
    Ok((demand_for(person, right, &path.code.0, None)?, by))
}

pub(crate) async fn put(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundItemPath>,
    Query(as_): Query<As>,
    request: Request,
) -> Result<Response, Problem> {
    if is_script(&request) {
        let body = Bytes::from_request(request, &app)
            .await
            .map_err(|_| Problem::CutOff)?;
        return match for_script(&app, &person, &path, &as_.by, &body).await {
            Err(Problem::NotNow(why)) => Ok(told(StatusCode::CONFLICT, "not_now", why)),
            answer => answer,
        };
    }
    let form = FormData::from_request(request, &app).await?;
    for_form(app, person, path, form).await
}

async fn for_form(
    app: App,
    person: Person,
    path: RoundItemPath,
    form: FormData,
) -> Result<Response, Problem> {
    let (actor, by) = evaluator(&person, &path, form.raw("by"))?;
    let loaded = load(&app, &person, &path).await?;
    let survey = &loaded.survey;
    let typed = Form {
        grade: form.raw("grade").to_owned(),
        reason: form.raw("reason").to_owned(),
        seen: form.raw("seen").to_owned(),
        ..Form::default()
    };
    let read = (
        Field::Grade.read(&typed.grade, survey.scale()),
        Field::Reason.read(&typed.reason, survey.scale()),
    );
    let wrong = match &read {
        (Err(why), _) => Some(why.to_string()),
        (_, Err(why)) => Some(format!("評価の理由が{why}")),
        (Ok(None), Ok(Some(_))) => Some(REASON_ALONE.to_owned()),
        _ => None,
    };
    if wrong.is_some() {
        let forms = ItemForms {
            grade: Some((by, Form { wrong, ..typed })),
            ..ItemForms::default()
        };
        return page(&person, &path, &loaded, forms);
    }
    let (grade, reason) = (read.0.ok().flatten(), read.1.ok().flatten().unwrap_or_default());
    let given = grade.as_deref().map(|grade| (grade, reason.as_str()));
    let (item, round) = (path.item.as_str(), path.round());
    let seen = typed.seen.parse().ok();
    let put = app
        .store()
        .put_grade(&actor, &app.now(), round.at(), item, by, seen, given)
        .await;
    match put {
        Ok(()) if form.raw("then") == "review" => {
            let to = format!("{}/review?view=grades&done=grade#i-{item}", survey.href());
            Ok(Redirect::to(&to).into_response())
        }
        Ok(()) => {
            let to = format!("{}?done=grade#e-{}", survey.href_of_review(item), by.key());
            Ok(Redirect::to(&to).into_response())
        }
        Err(StoreError::Conflict { .. }) => {
            // Both versions are shown, and saving again is meant for the newer one.
            let loaded = load(&app, &person, &path).await?;
            let stored = loaded.survey.grades.iter().find(|g| g.by == by);
            let seen = stored.map(|g| g.revision.to_string()).unwrap_or_default();
            let form = Form {
                seen,
                conflict: true,
                ..typed
            };
            let forms = ItemForms {
                grade: Some((by, form)),
                ..ItemForms::default()
            };
            page(&person, &path, &loaded, forms)
        }
        Err(error) => Err(error.into()),
    }
}

/// The text of a field of a grade; empty where it is blank or there is none.
fn text(given: Option<&GivenGrade>, field: &Field) -> String {
    let text = given.map(|given| match field {
        Field::Grade => &given.grade,
        _ => &given.reason,
    });
    text.cloned().unwrap_or_default()
}

async fn for_script(
    app: &App,
    person: &Person,
    path: &RoundItemPath,
    by: &str,
    body: &Bytes,
) -> Result<Response, Problem> {
    let message = match Message::of(body, person) {
        Ok(message) => message,
        Err(answer) => return Ok(answer),
    };
    let (actor, by) = evaluator(person, path, by)?;
    let fields = [Field::Grade, Field::Reason];
    let known = |word: &str| fields.iter().any(|field| field.key() == word);
    if message.changes.iter().any(|change| !known(&change.field)) {
        return Ok(told(
            StatusCode::BAD_REQUEST,
            "unknown_field",
            "評価の一覧にない欄が含まれています。画面を開き直してください。",
        ));
    }
    let now = app.now();
    let (item, round) = (path.item.as_str(), path.round());
    // Whoever of the same evaluator was quicker by a moment is seen at the second look.
    for last in [false, true] {
        let loaded = load(app, person, path).await?;
        let survey = &loaded.survey;
        let stored = survey.grades.iter().find(|given| given.by == by);
        let mut texts: BTreeMap<String, String> = fields
            .iter()
            .map(|field| (field.key(), text(stored, field)))
            .collect();
        let (mut saved, mut wrong, mut conflicts) = (Vec::new(), Vec::new(), Vec::new());
        for change in &message.changes {
            let field = match change.field == Field::Grade.key() {
                true => Field::Grade,
                false => Field::Reason,
            };
            let stands = text(stored, &field);
            let new = match field.read(change.new.as_deref().unwrap_or_default(), survey.scale()) {
                Ok(new) => new.unwrap_or_default(),
                Err(why) => {
                    wrong.push(WrongShape {
                        field: field.key(),
                        why: why.to_string(),
                    });
                    continue;
                }
            };
            if change.seen.as_deref().unwrap_or_default() != stands && new != stands {
                conflicts.push(ConflictShape {
                    field: field.key(),
                    mine: new,
                    theirs: stands,
                    by: stored.map(|given| given.changed_by.clone()).unwrap_or_default(),
                    at: stored.map(|given| clock(&given.changed_at)).unwrap_or_default(),
                });
                continue;
            }
            texts.insert(field.key(), new);
            saved.push(field.key());
        }
        let (grade, reason) = (&texts[&Field::Grade.key()], &texts[&Field::Reason.key()]);
        if grade.is_empty() && !reason.is_empty() {
            // Neither field alone says which of the two is meant.
            wrong.extend(saved.drain(..).map(|field| WrongShape {
                field,
                why: REASON_ALONE.to_owned(),
            }));
        } else {
            let given = (!grade.is_empty()).then_some((grade.as_str(), reason.as_str()));
            let seen = stored.map(|given| given.revision);
            let put = app
                .store()
                .put_grade(&actor, &now, round.at(), item, by, seen, given)
                .await;
            match put {
                Err(StoreError::Conflict { .. }) if !last => continue,
                put => put?,
            }
        }
        // What was not saved stands as it stood.
        for field in fields.iter().filter(|field| !saved.contains(&field.key())) {
            texts.insert(field.key(), text(stored, field));
        }
        let shape = SavedShape {
            saved,
            values: texts.clone(),
            boxes: texts,
            readings: BTreeMap::new(),
            remarks: Vec::new(),
            wrong,
            conflicts,
            state: StateShape {
                key: "",
                sign: "",
                label: "",
            },
            revision: stored.map_or(0, |given| given.revision),
            hour: hour(&now),
            at: now,
        };
        return Ok(Json(shape).into_response());
    }
    Err(Problem::NotFound)
}
