//! `/{code}/accounts/new`: the form of a new account.

use axum::extract::State;
use axum::response::Response;
use gyokaku_core::body::BodyCode;

use super::form::{FormPage, Typed};
use crate::App;
use crate::error::{Problem, html};
use crate::path::{BodyAt, UrlPath};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::time::fiscal_year;

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
) -> Result<Response, Problem> {
    html(&page(&app, &person, at.code.0, Typed::empty()).await?)
}

/// The page of a new account, with what was typed.
pub(super) async fn page(
    app: &App,
    person: &Person,
    code: BodyCode,
    typed: Typed,
) -> Result<FormPage, Problem> {
    let departments = app.store().departments(&code).await?.directory.departments;
    let page = frame(app, person, code, "利用者の登録").await?;
    Ok(FormPage::of(
        page,
        format!("/{code}/accounts"),
        typed,
        departments,
        fiscal_year(&app.now()),
    ))
}

/// The frame of a page below the list of accounts.
pub(super) async fn frame(app: &App, person: &Person, code: BodyCode, title: &str) -> Result<Page, Problem> {
    let body = app.store().body(&code).await?.ok_or(Problem::NotFound)?;
    Ok(Page::new(format!("{title}｜{}", body.name))
        .under("/", "団体と計画")
        .under(format!("/{code}"), body.name)
        .under(format!("/{code}/accounts"), "利用者")
        .seen_by(&Viewer::from(person)))
}
