//! `POST …/items/{item}/mending?department=…`: the office mends the wording of an answer where it stands (字句の修正).
//!
//! The answer stays where it is; what the department wrote itself is kept beside it. The grade of the department is its
//! own: who grades otherwise has a column for it (`grade`). Not here: when it may be done (`core::round::answer`).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::field::Field;
use gyokaku_store::Actor;
use serde::Deserialize;

use super::page::{ItemForms, Loaded, load, page};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::form::FormData;
use crate::pages::year::answers::{self, SaveOutcome, Typed, of_form, shape};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::{RoundContext, RoundItemPath};
use crate::saving::{Message, is_script, told};

/// Whose answer is mended.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Whose {
    department: String,
}

/// The fields of an answer whose wording may be mended: what is asked and what was answered, but no grade.
pub(super) fn mendable(survey: &RoundContext, answer: &Answer) -> Vec<Field> {
    let mut fields = survey.fields(answer);
    let others = answer.values.keys().filter(|field| !fields.contains(field));
    let others: Vec<Field> = others.cloned().collect();
    fields.extend(others);
    fields.retain(|field| *field != Field::Grade);
    fields
}

pub(crate) async fn mend(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundItemPath>,
    Query(whose): Query<Whose>,
    request: Request,
) -> Result<Response, Problem> {
    let (code, department) = (path.code.0, whose.department.as_str());
    let scripted = is_script(&request);
    let (body, request) = match scripted {
        true => {
            let body = Bytes::from_request(request, &app).await;
            (body.map_err(|_| Problem::CutOff)?, None)
        }
        false => (Bytes::new(), Some(request)),
    };
    let message = match scripted.then(|| Message::of(&body, &person)) {
        Some(Err(answer)) => return Ok(answer),
        Some(Ok(message)) => Some(message),
        None => None,
    };
    let actor = demand_for(&person, Right::Mend, &code, Some(department))?;
    let loaded = load(&app, &person, &path).await?;
    let own = loaded.survey.answers.iter().find(|a| a.department == department);
    let answer = own.cloned().ok_or(Problem::NotFound)?;
    let fields = mendable(&loaded.survey, &answer);
    match (message, request) {
        (Some(message), _) => {
            let known = |word: &str| Field::of(word).filter(|field| fields.contains(field));
            let unknown = "字句を直せない欄が含まれています。画面を開き直してください。";
            let typed = match message.fields(known, unknown) {
                Ok(typed) => typed,
                Err(answer) => return Ok(answer),
            };
            match put(&app, &actor, &path, &loaded, &answer, typed).await {
                Ok(outcome) => Ok(Json(shape(&loaded.survey, &outcome, &app.now())).into_response()),
                Err(Problem::NotNow(why)) => Ok(told(StatusCode::CONFLICT, "not_now", why)),
                Err(problem) => Err(problem),
            }
        }
        (None, Some(request)) => {
            let form = FormData::from_request(request, &app).await?;
            let typed = of_form(&form, "", &fields);
            let outcome = put(&app, &actor, &path, &loaded, &answer, typed).await?;
            if outcome.is_whole() {
                let href = loaded.survey.href_of_review(path.item.as_str());
                return Ok(Redirect::to(&format!("{href}?done=mended#p-{department}")).into_response());
            }
            // What was stored of it is shown as it stands now.
            let loaded = load(&app, &person, &path).await?;
            let forms = ItemForms {
                mended: Some(outcome),
                ..ItemForms::default()
            };
            page(&person, &path, &loaded, forms)
        }
        (None, None) => Err(Problem::CutOff),
    }
}

async fn put(
    app: &App,
    actor: &Actor,
    path: &RoundItemPath,
    loaded: &Loaded,
    answer: &Answer,
    typed: Vec<Typed>,
) -> Result<SaveOutcome, Problem> {
    let round = path.round();
    answers::mend(app, actor, &loaded.survey, round.at(), answer, typed).await
}
