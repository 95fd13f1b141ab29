//! `POST …/items/{item}/grades`: the grade of the office, the headquarters or the council.
//!
//! A form sends both fields of it; the list for grading sends one at a time, as it is typed. Nobody writes into the
//! column of another evaluator.

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
use crate::saving::{ConflictShape, Message, SavedShape, Typed, WrongShape, is_script, told};
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
        survey.read(&Field::Grade, &typed.grade),
        survey.read(&Field::Reason, &typed.reason),
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
    let known = |word: &str| FIELDS.into_iter().find(|field| field.key() == word);
    let typed = match message.fields(
        known,
        "評価の一覧にない欄が含まれています。画面を開き直してください。",
    ) {
        Ok(typed) => typed,
        Err(answer) => return Ok(answer),
    };
    // Whoever of the same evaluator was quicker by a moment is seen at the second look.
    let kept = match keep(app, person, path, (&actor, by), &typed).await {
        Err(Problem::Conflict) => keep(app, person, path, (&actor, by), &typed).await,
        kept => kept,
    };
    Ok(Json(kept?).into_response())
}

/// The fields of a grade.
const FIELDS: [Field; 2] = [Field::Grade, Field::Reason];

/// Saves of a grade what can be read and nobody else wrote, and tells what became of each field.
async fn keep(
    app: &App,
    person: &Person,
    path: &RoundItemPath,
    (actor, by): (&Actor, Evaluator),
    typed: &[Typed<Field>],
) -> Result<SavedShape, Problem> {
    let loaded = load(app, person, path).await?;
    let survey = &loaded.survey;
    let stored = survey.grades.iter().find(|given| given.by == by);
    let now = app.now();
    let of_stored = |field: &Field| (field.key(), text(stored, field));
    let mut shape = SavedShape {
        values: FIELDS.iter().map(of_stored).collect(),
        hour: hour(&now),
        ..SavedShape::default()
    };
    let mut wanted = shape.values.clone();
    for one in typed {
        let (word, stands) = of_stored(&one.field);
        match survey.read(&one.field, &one.text).map(Option::unwrap_or_default) {
            Err(why) => shape.wrong.push(WrongShape {
                field: word,
                why: why.to_string(),
            }),
            Ok(new) if one.seen != stands && new != stands => shape.conflicts.push(ConflictShape {
                field: word,
                mine: new,
                theirs: stands,
                by: stored.map(|given| given.changed_by.clone()).unwrap_or_default(),
                at: stored.map(|given| clock(&given.changed_at)).unwrap_or_default(),
            }),
            Ok(new) => {
                wanted.insert(word.clone(), new);
                shape.saved.push(word);
            }
        }
    }
    let (grade, reason) = (&wanted[&Field::Grade.key()], &wanted[&Field::Reason.key()]);
    if grade.is_empty() && !reason.is_empty() {
        // Neither field alone says which of the two is meant.
        let wrong = |field| WrongShape {
            field,
            why: REASON_ALONE.to_owned(),
        };
        shape.wrong.extend(shape.saved.drain(..).map(wrong));
    } else {
        let given = (!grade.is_empty()).then_some((grade.as_str(), reason.as_str()));
        let seen = stored.map(|given| given.revision);
        app.store()
            .put_grade(
                actor,
                &now,
                path.round().at(),
                path.item.as_str(),
                by,
                seen,
                given,
            )
            .await?;
        shape.values = wanted;
    }
    shape.boxes = shape.values.clone();
    shape.at = now;
    Ok(shape)
}
