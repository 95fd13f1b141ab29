//! `POST /import/{id}`: a person said so, and the plan is stored.

use std::collections::HashMap;
use std::time::Instant;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::difference::merge;
use gyokaku_core::plan::Plan;
use gyokaku_store::{Actor, NewSource};
use uuid::Uuid;

use super::choice::Choice;
use super::show::ImportAt;
use crate::App;
use crate::error::Problem;
use crate::path::At;
use crate::pending::State;

pub(crate) async fn store(
    Shared(app): Shared<App>,
    At(at): At<ImportAt>,
    form: Result<Form<HashMap<String, String>>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(form) = form.map_err(|_| Problem::Form("送られた内容を読み取れませんでした。".into()))?;
    let upload = app.pending().get(at.id(), Instant::now())?;
    let State::Ready(read) = &upload.state else {
        return Ok(Redirect::to(&format!("/import/{}", at.id())).into_response());
    };
    let body = app.store().body(&upload.body).await?;
    let choice = Choice::of(&form, &read.plan, body.as_ref());
    let key = choice.key()?;
    let (stored, revision) = match app.store().plan(&upload.body, &key).await? {
        Some(stored) => (stored.plan, Some(stored.head.revision)),
        None => (Plan::default(), None),
    };
    // The person decided on what they saw; if that changed meanwhile, they see it first.
    let seen = form.get("revision").and_then(|r| r.parse::<i64>().ok());
    if choice.existing.is_some() && seen.is_some() && seen != revision {
        return Err(Problem::Conflict);
    }
    if choice.existing.is_none() && revision.is_some() {
        return Err(Problem::Form(format!(
            "番地「{key}」の計画はすでにあります。保存先に選ぶか、別の番地を入力してください。"
        )));
    }
    let merged = merge(&stored, choice.applied(&read.plan), &mut || {
        Uuid::new_v4().simple().to_string()
    });
    let actor = Actor {
        name: "事務局".into(),
        role: "office".into(),
    };
    let now = app.now();
    if body.is_none() {
        app.store()
            .put_body(&actor, &now, &upload.body, &upload.body_name)
            .await?;
    }
    let source = NewSource {
        name: &upload.name,
        bytes: &upload.bytes,
    };
    app.store()
        .put_plan(&actor, &now, &upload.body, &key, revision, &merged, Some(source))
        .await?;
    app.pending().forget(at.id());
    Ok(Redirect::to(&format!("/{}/{key}", upload.body)).into_response())
}
