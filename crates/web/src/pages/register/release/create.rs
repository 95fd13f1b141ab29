//! `POST /{code}/{plan}/release`: releases the plan as it stands, today or on a day ahead.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::licence::Refusal;
use gyokaku_core::release::{note, opens_on};
use gyokaku_core::round::day;
use gyokaku_store::{NewRelease, StoreError};

use super::show::{Releasing, Typed, page, terms};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::form::{FieldErrors, FormData, STALE};
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::tab::Tab;

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::Release, &at.code.0, None)?;
    let (releasing, today) = (Releasing::load(&app, &at).await?, app.today()?);
    let scope = releasing.asked(&form);
    let (typed_day, typed_note) = (form.line("day"), form.raw("note"));
    let mut wrong = FieldErrors::default();
    let opens = match (typed_day.as_str(), day(&typed_day)) {
        ("", _) => opens_on(None, today),
        (_, Some(day)) => opens_on(Some(day), today),
        (_, None) => {
            wrong.add("day", "公開日を「2027-04-01」のように入力してください。");
            Ok(today)
        }
    };
    let opens = opens.map_err(|refusal| wrong.add("day", refusal.words()));
    let note = note(typed_note).map_err(|refusal| wrong.add("note", refusal.words()));
    if let Err(refusal) = terms(&form) {
        let field = match refusal {
            Refusal::NoTitle | Refusal::LongTitle => "terms_title",
            Refusal::NoAddress => "terms_address",
            Refusal::Unknown => "licence",
        };
        wrong.add(field, refusal.words());
    }
    if !form.has("checked") {
        wrong.add(
            "checked",
            "市民からの見え方と上の内容を確かめて、印を付けてください。",
        );
    }
    let seen = form.number("revision").unwrap_or_default();
    if let (Ok(opens_on), Ok(note), true) = (opens, note, wrong.is_empty()) {
        let new = NewRelease {
            revision: seen,
            opens_on,
            scope: &scope,
            note: &note,
        };
        let of = (&releasing.loaded.code, releasing.loaded.key.as_str());
        match app.store().release(&actor, &app.now(), today, of, &new).await {
            Ok(_) => {
                return Ok(Redirect::to(&format!(
                    "{}?did=released",
                    releasing.loaded.href_of(Tab::Release)
                ))
                .into_response());
            }
            Err(StoreError::Conflict { .. }) => wrong.add("", STALE),
            Err(other) => return Err(other.into()),
        }
    }
    let typed = Typed {
        release: Some((typed_day, typed_note.to_owned(), scope)),
        terms: Some(["licence", "terms_title", "terms_address"].map(|name| form.raw(name).to_owned())),
        wrong,
        ..Typed::default()
    };
    page(&app, &person, &releasing, typed).await
}
