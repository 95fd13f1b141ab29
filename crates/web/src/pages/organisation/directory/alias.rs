//! `POST /{code}/departments/aliases`: names that nobody knew become aliases of departments.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::department::change::called_so;

use super::index::show;
use super::known::Known;
use crate::App;
use crate::error::Problem;
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at).await?;
    let chosen: HashMap<String, String> = sent
        .named("alias:")
        .into_iter()
        .filter(|(_, id)| !id.is_empty())
        .map(|(label, id)| (label.to_owned(), id.to_owned()))
        .collect();
    let mut wrongs = FieldErrors::default();
    if sent.number("revision") != Some(known.all.revision) {
        wrongs.add("", STALE);
    }
    let mut departments = known.all.clone();
    for (label, id) in &chosen {
        let Some(at) = departments.directory.departments.iter().position(|d| d.id == *id) else {
            wrongs.add("", "課名簿にない課です。一覧から選び直してください。");
            continue;
        };
        let owner = &departments.directory.departments[at];
        if let Some(other) = called_so(&departments.directory, label, owner) {
            wrongs.add("", format!("「{label}」は「{}」の名前です。", other.name));
            continue;
        }
        departments.directory.departments[at].aliases.push(label.clone());
    }
    if !wrongs.is_empty() {
        return show(&known, &person, known.now, &chosen, wrongs);
    }
    let now = app.now();
    app.store()
        .put_departments(&person.actor(), &now, &at.code.0, &departments)
        .await?;
    Ok(Redirect::to(&known.href()).into_response())
}
