//! `/{code}/{plan}/opinions/{id}/answer`: the department that is asked answers an opinion.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::department::Referent;
use gyokaku_core::editing::{Act, Voice, VoiceField, VoiceKind, VoiceWrite};
use gyokaku_core::opinion::Opinion;
use gyokaku_core::plan::Plan;
use gyokaku_store::Departments;

use super::form::{TAB, boxes, dated, field_of, read};
use super::opinion::Card;
use crate::App;
use crate::access::{Right, Sight, answers, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::pages::register::editing::{Setting, frame};
use crate::path::{PlanPartAt, UrlPath};
use crate::person::Person;
use crate::show::page::Page;
use crate::undo;

/// The departments that a label names today, by identity.
pub(crate) fn asked_of(departments: &Departments, label: &str) -> Vec<String> {
    match departments.directory.resolve(label, None) {
        Referent::One(department) => vec![department.id.clone()],
        _ => Vec::new(),
    }
}

fn fields() -> impl Iterator<Item = VoiceField> {
    VoiceKind::Opinion
        .fields()
        .iter()
        .copied()
        .filter(|field| field.is_of_answer())
}

#[derive(Template)]
#[template(path = "pages/register/voices/answer.html")]
struct AnswerPage {
    page: Page,
    href: String,
    card: Card,
    fields: Vec<Setting>,
    wrong: FieldErrors,
}

fn page(
    person: &Person,
    loaded: &Loaded,
    opinion: &Opinion,
    sent: Option<&FormData>,
    wrong: FieldErrors,
) -> Result<Response, Problem> {
    let plan: &Plan = loaded.plan();
    let status = wrong.status();
    let voice = Voice::Opinion(opinion.clone());
    let shown = AnswerPage {
        page: frame(loaded, person, TAB, "意見への回答"),
        href: format!("{}/opinions/{}", loaded.href(), opinion.id),
        card: Card::of(loaded, opinion, true),
        fields: boxes(plan, fields(), &voice, |_| None, sent),
        wrong,
    };
    Ok((status, html(&shown)?).into_response())
}

async fn asked(app: &App, person: &Person, at: &PlanPartAt) -> Result<(Loaded, Opinion), Problem> {
    let loaded = load(app, &at.plan(), &Sight::Working).await?;
    let opinion = loaded.plan().opinions.iter().find(|o| o.id == at.id);
    let opinion = opinion.ok_or(Problem::NotFound)?.clone();
    let departments = app.store().departments(&loaded.code).await?;
    match answers(person, &loaded.code, &asked_of(&departments, &opinion.asked)) {
        true => Ok((loaded, opinion)),
        false => Err(Problem::Forbidden),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let (loaded, opinion) = asked(&app, &person, &at).await?;
    page(&person, &loaded, &opinion, None, FieldErrors::default())
}

pub(crate) async fn save(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::Propose, &at.code.0, None)?;
    let (loaded, opinion) = asked(&app, &person, &at).await?;
    let stands = Voice::Opinion(opinion.clone());
    let mut wrong = FieldErrors::default();
    let mut new = read(loaded.plan(), fields(), &stands, &form, &mut wrong);
    dated(&stands, &mut new, app.today()?);
    if wrong.is_empty() {
        let act = Act::WriteVoices(vec![VoiceWrite::over(stands, new)]);
        match undo::act(&app, &person, &actor, &loaded, &act).await? {
            Ok(()) => {
                let to = format!("{}/opinions/{}?did=answered", loaded.href(), opinion.id);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(refusal) => wrong.add(field_of(VoiceKind::Opinion, &refusal), refusal.words()),
        }
    }
    page(&person, &loaded, &opinion, Some(&form), wrong)
}
