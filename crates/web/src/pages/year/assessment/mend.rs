//! `POST …/items/{item}/mending?department=…`: the office mends the wording of an answer where it stands (字句の修正).
//!
//! The answer stays where it is; what the department wrote itself is kept beside it. The grade of the department is its
//! own: who grades otherwise has a column for it (`grade`). Not here: when it may be done (`core::round::answer`).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::answer::{self, Answer};
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

/// The fields of an answer that may be mended: what was answered in words, and figures once the answer is accepted,
/// when nobody else could correct them any more; before that a figure is sent back to who answers for it. A grade is given.
pub(super) fn mendable(survey: &RoundContext, answer: &Answer) -> Vec<Field> {
    let mut fields = survey.fields_of(answer);
    let is_accepted = answer.state == answer::State::Accepted;
    fields.retain(|field| match field {
        Field::Grade => false,
        Field::EffectPlan | Field::EffectActual | Field::Indicator(_) => is_accepted,
        _ => true,
    });
    fields
}

/// An answer that somebody mends, with what its page needs.
struct Mended {
    actor: Actor,
    loaded: Loaded,
    answer: Answer,
    fields: Vec<Field>,
}

impl Mended {
    async fn load(
        app: &App,
        person: &Person,
        path: &RoundItemPath,
        department: &str,
    ) -> Result<Self, Problem> {
        let actor = demand_for(person, Right::Mend, &path.code.0, Some(department))?;
        let loaded = load(app, person, path).await?;
        let mut own = loaded.survey.answers.iter();
        let answer = own.find(|answer| answer.department == department).cloned();
        let answer = answer.ok_or(Problem::NotFound)?;
        let fields = mendable(&loaded.survey, &answer);
        Ok(Self {
            actor,
            loaded,
            answer,
            fields,
        })
    }
}

pub(crate) async fn mend(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundItemPath>,
    Query(whose): Query<Whose>,
    request: Request,
) -> Result<Response, Problem> {
    let department = whose.department.as_str();
    if is_script(&request) {
        let body = Bytes::from_request(request, &app)
            .await
            .map_err(|_| Problem::CutOff)?;
        return match for_script(&app, &person, &path, department, &body).await {
            Err(Problem::NotNow(why)) => Ok(told(StatusCode::CONFLICT, "not_now", why)),
            answer => answer,
        };
    }
    let form = FormData::from_request(request, &app).await?;
    let mended = Mended::load(&app, &person, &path, department).await?;
    let typed = of_form(&form, "", &mended.fields);
    let outcome = put(&app, &path, &mended, typed).await?;
    if outcome.is_whole() {
        let href = mended.loaded.survey.href_of_review(path.item.as_str());
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

async fn for_script(
    app: &App,
    person: &Person,
    path: &RoundItemPath,
    department: &str,
    body: &Bytes,
) -> Result<Response, Problem> {
    let message = match Message::of(body, person) {
        Ok(message) => message,
        Err(answer) => return Ok(answer),
    };
    let mended = Mended::load(app, person, path, department).await?;
    let known = |word: &str| Field::of(word).filter(|field| mended.fields.contains(field));
    let unknown = "字句を直せない欄が含まれています。画面を開き直してください。";
    let typed = match message.fields(known, unknown) {
        Ok(typed) => typed,
        Err(answer) => return Ok(answer),
    };
    let outcome = put(app, path, &mended, typed).await?;
    Ok(Json(shape(&mended.loaded.survey, &outcome, &app.now())).into_response())
}

async fn put(
    app: &App,
    path: &RoundItemPath,
    mended: &Mended,
    typed: Vec<Typed>,
) -> Result<SaveOutcome, Problem> {
    let (survey, round) = (&mended.loaded.survey, path.round());
    answers::mend(app, &mended.actor, survey, round.at(), &mended.answer, typed).await
}
