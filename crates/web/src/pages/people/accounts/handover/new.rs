//! `GET /{code}/accounts/handover`: the form of a hand-over.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::account::Account;
use gyokaku_core::body::BodyCode;
use serde::Deserialize;

use super::super::new::frame;
use super::href;
use super::typed::Typed;
use crate::App;
use crate::error::{Problem, html};
use crate::form::FieldErrors;
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;

/// What is asked of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The login name of the predecessor to begin with.
    from: String,
    /// How many accounts were changed just now.
    done: Option<usize>,
}

#[derive(Template)]
#[template(path = "pages/people/accounts/handover/new.html")]
struct New {
    page: Page,
    notice: Option<String>,
    href: String,
    typed: Typed,
    /// Number, predecessor and successor.
    rows: Vec<(usize, String, String)>,
    /// Login name and name of whom there is to choose from.
    people: Vec<(String, String)>,
    wrong: FieldErrors,
}

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let typed = Typed::fresh(&asked.from, app.today()?);
    let accounts = app
        .store()
        .accounts(&code)
        .await?
        .into_iter()
        .map(|one| one.account)
        .collect();
    let notice = asked
        .done
        .map(|done| format!("引継ぎを保存しました。{done}人の役割が変わります。"));
    page(
        &app,
        &person,
        code,
        typed,
        accounts,
        FieldErrors::default(),
        notice,
    )
    .await
}

/// The page of the form, with what is wrong.
pub(super) async fn page(
    app: &App,
    person: &Person,
    code: BodyCode,
    typed: Typed,
    accounts: Vec<Account>,
    wrong: FieldErrors,
    notice: Option<String>,
) -> Result<Response, Problem> {
    let status = wrong.status();
    let rows = typed.offered().into_iter().enumerate();
    let page = New {
        page: frame(app, person, code, "引継ぎ").await?,
        notice,
        href: href(code),
        rows: rows.map(|(place, (from, to))| (place, from, to)).collect(),
        typed,
        people: accounts.into_iter().map(|one| (one.login, one.name)).collect(),
        wrong,
    };
    Ok((status, html(&page)?).into_response())
}
