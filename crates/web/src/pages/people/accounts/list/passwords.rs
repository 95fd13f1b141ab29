//! `GET /{code}/accounts/list/{upload}/passwords`: how far taking a list in is, and at its end the first passwords, to
//! be printed or received as CSV. Only the session that took the list in sees them, and not for long.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::table::{Cell, Column, Row, Table};

use super::super::first::address;
use super::super::new::frame;
use super::{ListPath, handed_out, href, sender};
use crate::App;
use crate::access::{Right, demand_for};
use crate::enrolment::{End, Enrolment, FirstPassword};
use crate::error::{Problem, html};
use crate::path::UrlPath;
use crate::person::Person;
use crate::show::page::Page;
use crate::show::time::clock;

#[derive(Template)]
#[template(path = "pages/people/accounts/list/passwords.html")]
struct Passwords {
    page: Page,
    /// How many are made, and of how many, while it goes on.
    progress: Option<(usize, usize)>,
    refused: Option<String>,
    answer: String,
    passwords: Arc<Vec<FirstPassword>>,
    address: String,
    /// Until when they can be used.
    until: String,
    body: String,
    href: String,
    again: String,
    accounts: String,
}

/// What is asked for, where it is still kept.
fn kept(app: &App, person: &Person, path: &ListPath) -> Option<Arc<Enrolment>> {
    let sender = sender(path.code.0, person);
    app.enrolments()
        .get(path.upload.id(), &sender, &person.session_hash, Instant::now())
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ListPath>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let code = path.code.0;
    let Some(enrolment) = kept(&app, &person, &path) else {
        return Ok(Redirect::to(&format!("{}?expired=1", href(code))).into_response());
    };
    let body = app.store().body(&code).await?.ok_or(Problem::NotFound)?;
    let mut page = frame(&app, &person, code, "取り込みの結果").await?;
    let end = enrolment.end();
    page.waiting = end.is_none();
    let progress = end.is_none().then(|| (enrolment.made(), enrolment.all));
    let until = match &end {
        Some(End::Stored { until, .. }) => clock(until),
        _ => String::new(),
    };
    let (answer, refused, passwords) = match end {
        None => (String::new(), None, Arc::default()),
        Some(End::Refused(why)) => (String::new(), Some(why), Arc::default()),
        Some(End::Stored {
            counts, passwords, ..
        }) => (answer(counts), None, passwords),
    };
    html(&Passwords {
        page,
        progress,
        refused,
        answer,
        passwords,
        address: format!("{}/session", address(&headers)),
        until,
        body: format!("{}（{code}）", body.name),
        href: format!("{}/passwords", path.href()),
        again: path.href(),
        accounts: format!("/{code}/accounts"),
    })
}

/// What was done.
fn answer(counts: [usize; 3]) -> String {
    let words = ["登録し", "変更し", "サインインできないようにし"];
    let parts: Vec<String> = counts
        .iter()
        .zip(words)
        .filter(|(count, _)| **count > 0)
        .map(|(count, words)| format!("{count}人を{words}"))
        .collect();
    match parts.is_empty() {
        true => "変わるところはありませんでした。".to_owned(),
        false => format!("{}ました。", parts.join("、")),
    }
}

/// `POST …/passwords/file`: the list as CSV. That somebody took it is in the journal, what it says is not.
pub(crate) async fn csv(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ListPath>,
) -> Result<Response, Problem> {
    let code = path.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    let Some(End::Stored { passwords, .. }) = kept(&app, &person, &path).and_then(|one| one.end()) else {
        return Ok(Redirect::to(&format!("{}?expired=1", href(code))).into_response());
    };
    let rows = passwords.iter().map(|one| {
        let cells = [&one.name, &one.login, &one.password];
        Row::entry(
            0,
            cells.into_iter().map(|text| Cell::text(text.clone())).collect(),
        )
    });
    let table = Table {
        name: "first_passwords",
        title: "最初のパスワードの一覧".to_owned(),
        columns: vec![
            Column::text("name", "名前"),
            Column::text("login", "ログイン名"),
            Column::text("password", "最初のパスワード"),
        ],
        rows: rows.collect(),
        ..Table::default()
    };
    handed_out(&app, &actor, &code, &table.title, &table, "first_passwords").await
}

/// `POST …/passwords/end`: the list was handed over, and is kept no longer.
pub(crate) async fn forget(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ListPath>,
) -> Result<Redirect, Problem> {
    let code = path.code.0;
    demand_for(&person, Right::ManageAccounts, &code, None)?;
    // What still goes on is not forgotten before its end.
    if kept(&app, &person, &path).is_some_and(|one| one.end().is_some()) {
        app.enrolments().forget(path.upload.id(), &sender(code, &person));
    }
    Ok(Redirect::to(&format!("{}?ended=1", href(code))))
}
