//! `/{code}/plans/new` and `POST /{code}/plans`: a new plan from nothing.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::body::BodyCode;
use gyokaku_core::editing::{Act, PlanField, apply, year_style_text};
use gyokaku_core::plan::Plan;
use gyokaku_core::plan_key::PlanKey;
use gyokaku_exchange::typed::STYLES;
use gyokaku_store::{Actor, StoreError};

use super::settings;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::path::{BodyAt, UrlPath};
use crate::person::{Person, Viewer};
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/register/editing/new.html")]
struct New {
    page: Page,
    href: String,
    key: String,
    title: String,
    from: String,
    to: String,
    levels: String,
    styles: Vec<(String, String, bool)>,
    wrong: FieldErrors,
}

async fn page(
    app: &App,
    person: &Person,
    at: &BodyAt,
    form: &FormData,
    wrong: FieldErrors,
) -> Result<Response, Problem> {
    let body = app.store().body(&at.code.0).await?.ok_or(Problem::NotFound)?;
    let style = form.raw("year_style").to_owned();
    let styles = STYLES.into_iter().map(|known| {
        let words = year_style_text(known);
        (words.clone(), words.clone(), words == style)
    });
    let status = wrong.status();
    let page = html(&New {
        page: Page::new(format!("新しい計画｜{}", body.name))
            .under("/", "団体と計画")
            .under(format!("/{}", body.code), body.name.clone())
            .seen_by(&Viewer::from(person)),
        href: format!("/{}/plans", body.code),
        key: form.raw("key").to_owned(),
        title: form.raw("title").to_owned(),
        from: form.raw("from").to_owned(),
        to: form.raw("to").to_owned(),
        levels: form.raw("levels").to_owned(),
        styles: styles.collect(),
        wrong,
    })?;
    Ok((status, page).into_response())
}

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
) -> Result<Response, Problem> {
    let first = [("levels", "基本方針\n推進施策")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let form: FormData = first.into_iter().collect();
    page(&app, &person, &at, &form, FieldErrors::default()).await
}

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let (mut values, mut wrong) = settings::values(&form, "p-");
    if form.raw("title").trim().is_empty() {
        values.retain(|write| write.field != PlanField::Title);
        wrong.add("p-title", "計画の名称を入力してください。");
    }
    let mut plan = Plan::default();
    if let Err(refusal) = apply(&mut plan, &Act::WritePlan(values))
        && wrong.is_empty()
    {
        wrong.add(settings::field_of(&refusal), refusal.words());
    }
    let key = form.line("key");
    match put(&app, &actor, (&at.code.0, &key), &plan, ("p-key", &mut wrong)).await? {
        true => Ok(Redirect::to(&format!("/{}/{key}/edit", at.code.0)).into_response()),
        false => page(&app, &person, &at, &form, wrong).await,
    }
}

/// Stores a plan at an address that it is the first to have, where nothing is wrong; whether it was stored. What is wrong
/// with the address is told at its field.
pub(in crate::pages::register) async fn put(
    app: &App,
    actor: &Actor,
    (code, key): (&BodyCode, &str),
    plan: &Plan,
    (field, wrong): (&str, &mut FieldErrors),
) -> Result<bool, Problem> {
    if let Err(why) = key.parse::<PlanKey>() {
        wrong.add(field, why.to_string());
    }
    if !wrong.is_empty() {
        return Ok(false);
    }
    let now = app.now();
    let stored = app.store().put_plan(actor, &now, code, key, None, plan, None);
    match stored.await {
        Ok(_) => Ok(true),
        Err(StoreError::Conflict { .. }) => {
            wrong.add(field, "この文字の計画はすでにあります。別の文字にしてください。");
            Ok(false)
        }
        Err(other) => Err(other.into()),
    }
}
