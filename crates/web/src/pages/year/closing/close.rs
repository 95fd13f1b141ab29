//! `POST …/closing`: freezes a round, in one transaction.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::closing::{NotClosable, may_close};
use gyokaku_core::progress::{Evaluator, Scale};
use gyokaku_core::round::RoundState;
use gyokaku_core::round::field::Field;
use gyokaku_exchange::shape::edition::{changes_text, entry_text, scale_text, table_text};
use gyokaku_store::{NewEdition, StoreError};
use uuid::Uuid;

use super::page::{Typed, page};
use super::prepared::{Prepared, prepare};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundPath;
use crate::tab::Tab;

pub(crate) async fn close(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let prepared = prepare(&app, &path).await?;
    if prepared.survey.round.state == RoundState::Closed {
        return page(&person, &prepared, Typed::default());
    }
    let mut typed = typed(&prepared, &form);
    if form.raw("seen") != prepared.seen() {
        typed.stale = true;
        typed.confirmed = false;
        return page(&person, &prepared, typed);
    }
    typed.wrong = wrong(&prepared, &typed);
    if !typed.wrong.is_empty() {
        return page(&person, &prepared, typed);
    }
    match freeze(&app, &actor, &path, &prepared, &typed).await {
        Ok(number) => {
            let to = format!("{}/{number}", prepared.survey.loaded.href_of(Tab::Editions));
            Ok(Redirect::to(&to).into_response())
        }
        Err(StoreError::Conflict { .. }) => {
            // Somebody wrote between our reading and our writing; nothing was frozen.
            let prepared = prepare(&app, &path).await?;
            typed.stale = true;
            typed.confirmed = false;
            page(&person, &prepared, typed)
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed; only answers that are open can be left out.
fn typed(prepared: &Prepared, form: &FormData) -> Typed {
    let ticked: BTreeSet<&str> = form.all("left_out").into_iter().collect();
    // Many at once: every answer that is open, or those of a department.
    let (all, departments) = (form.has("left_out_all"), form.all("left_out_department"));
    let open = gyokaku_core::closing::not_accepted(&prepared.survey.answers, prepared.survey.today);
    Typed {
        left_out: open
            .filter(|a| {
                let is_of_many = all || departments.contains(&a.department.as_str());
                is_of_many || ticked.contains(format!("{}:{}", a.item, a.department).as_str())
            })
            .map(|a| (a.item.clone(), a.department.clone()))
            .collect(),
        left_out_reason: form.raw("left_out_reason").trim().to_owned(),
        reason: form.raw("reason").trim().to_owned(),
        confirmed: !form.raw("confirmed").is_empty(),
        ..Typed::default()
    }
}

fn wrong(prepared: &Prepared, typed: &Typed) -> FieldErrors {
    let mut wrong = FieldErrors::default();
    let closed = prepared.with(|material| may_close(material, &typed.left_out, &typed.left_out_reason));
    if let Err(why) = closed {
        let at = match why {
            NotClosable::Open(_) => "left_out",
            NotClosable::NoReason => "left_out_reason",
        };
        wrong.add(at, why.to_string());
    }
    let scale = Scale::default();
    for (at, text) in [
        ("left_out_reason", &typed.left_out_reason),
        ("reason", &typed.reason),
    ] {
        if let Err(why) = Field::Reason.read(text, &scale, &[]) {
            wrong.add(at, format!("理由が{why}"));
        }
    }
    if prepared.corrected.is_some() && typed.reason.is_empty() {
        wrong.add("reason", "訂正の理由を記入してください。");
    }
    if !typed.confirmed {
        wrong.add("confirmed", "内容を確かめたことの確認に印を付けてください。");
    }
    wrong
}

async fn freeze(
    app: &App,
    actor: &gyokaku_store::Actor,
    path: &RoundPath,
    prepared: &Prepared,
    typed: &Typed,
) -> Result<i64, StoreError> {
    let mut id = || Uuid::now_v7().simple().to_string();
    let outcome = prepared.outcome(&typed.left_out_reason, &typed.reason, &mut id);
    let survey = &prepared.survey;
    let entries: Vec<(String, String)> = outcome
        .frozen
        .entries
        .iter()
        .map(|entry| (entry.item.clone(), entry_text(entry)))
        .collect();
    let tables: Vec<(String, String)> = outcome
        .tables
        .iter()
        .map(|table| (table.name.to_owned(), table_text(table)))
        .collect();
    let answers: Vec<(String, String, i64)> = survey
        .answers
        .iter()
        .map(|answer| (answer.item.clone(), answer.department.clone(), answer.revision))
        .collect();
    let grades: Vec<(String, Evaluator, i64)> = survey
        .grades
        .iter()
        .map(|given| (given.item.clone(), given.by, given.revision))
        .collect();
    let left_out: Vec<(String, String)> = typed.left_out.iter().cloned().collect();
    let edition = NewEdition {
        title: prepared.title(),
        reason: prepared.corrected.is_some().then_some(typed.reason.as_str()),
        changes: &changes_text(&outcome.changes),
        scale: &scale_text(&outcome.frozen.scale),
        entries: &entries,
        tables: &tables,
        plan: (&outcome.after, survey.loaded.stored().head.revision),
        answers: &answers,
        grades: &grades,
        left_out: (&left_out, &typed.left_out_reason),
    };
    app.store()
        .freeze(actor, &app.now(), path.at(), survey.round.revision, &edition)
        .await
}
