//! `POST /import/{id}`: a person said so, and the plan is stored.

use std::time::Instant;

use axum::extract::State as Shared;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::difference::Missing;
use gyokaku_core::plan::Plan;
use gyokaku_office::import::{Import, source, take_in};

use super::choice::Choice;
use super::left::with_kept;
use super::show::{ImportAt, REMOVE_MISSING, review};
use super::view::View;
use crate::App;
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::path::UrlPath;
use crate::pending::{End, State};
use crate::person::Person;

pub(crate) async fn store(
    Shared(app): Shared<App>,
    person: Person,
    UrlPath(at): UrlPath<ImportAt>,
    form: FormData,
) -> Result<Response, Problem> {
    if let Some(address) = app.pending().address(at.id(), person.body, Instant::now()) {
        return Ok(Redirect::to(&address).into_response());
    }
    let upload = app.pending().get(at.id(), person.body, Instant::now())?;
    let State::Ready(read) = &upload.state else {
        return Ok(Redirect::to(&format!("/import/{}", at.id())).into_response());
    };
    let body = app.store().body(&upload.body).await?;
    let mut fixes = upload.fixes.clone();
    fixes.update_from(&form, &read.plan);
    fixes.keep_from(&form, read.not_taken.len());
    // Whatever comes of it, what was chosen is there when the person looks again.
    app.pending().chose(at.id(), form.clone(), fixes.clone());
    let choice = Choice::of(&form, &read.plan, body.as_ref(), upload.body).with(fixes.clone());
    // The person decided on a difference against one place; against another they see it first.
    if form.get("seen").is_some_and(|seen| seen != choice.place()) {
        return Ok(Redirect::to(&format!("/import/{}", at.id())).into_response());
    }
    let wrong = async |field, words: String| {
        review(
            &app,
            &person,
            at.id(),
            &upload,
            &form,
            fixes.clone(),
            View::default(),
            FieldErrors::one(field, words),
        )
        .await
    };
    if let Some(words) = fixes.wrong() {
        return wrong("from", words).await;
    }
    let key = match choice.key() {
        Ok(key) => key,
        Err(words) => return wrong("key", words).await,
    };
    let stored = app.store().plan(&choice.body, &key).await?;
    let revision = stored.as_ref().map(|stored| stored.head.revision);
    // The person decided on what they saw; if that changed meanwhile, they see it first.
    let seen = form.get("revision").and_then(|r| r.parse::<i64>().ok());
    if choice.existing.is_some() && seen != revision {
        return Err(Problem::Conflict);
    }
    if choice.existing.is_none() && revision.is_some() {
        let words = format!(
            "アドレス「{key}」の計画はすでにあります。保存先に選ぶか、別のアドレスを入力してください。"
        );
        return wrong("key", words).await;
    }
    // Two clicks are one wish: the second waits for nothing and is told how the first ended.
    if let Err(end) = app.pending().claim(at.id(), Instant::now()) {
        let address = match end {
            End::Stored(address) => address,
            End::Storing => format!("/import/{}", at.id()),
        };
        return Ok(Redirect::to(&address).into_response());
    }
    let nothing = Plan::default();
    let before = stored.as_ref().map_or(&nothing, |stored| &stored.plan);
    let plan = with_kept(choice.applied(&read.plan), &read.not_taken, &choice.fixes, before);
    let import = Import {
        body: &choice.body,
        key: &key,
        seen: stored,
        plan,
        source: source(&upload.name, &upload.bytes, &read.report),
        missing: if form.has(REMOVE_MISSING) {
            Missing::Remove
        } else {
            Missing::Keep
        },
    };
    if let Err(error) = take_in(app.store(), &person.actor(), &app.now(), import).await {
        app.pending().release(at.id());
        return Err(error.into());
    }
    let address = format!("/{}/{key}", choice.body);
    app.pending().stored(at.id(), upload.body, address.clone());
    Ok(Redirect::to(&address).into_response())
}
