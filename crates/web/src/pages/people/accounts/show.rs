//! `/{code}/accounts/{id}`: an account and the form that changes it.

use axum::extract::State;
use axum::response::Response;
use gyokaku_store::StoredAccount;

use super::form::{FormPage, Typed};
use super::new::frame;
use crate::App;
use crate::error::{Problem, html};
use crate::path::{AccountAt, UrlPath};
use crate::person::Person;
use crate::session::is_before;
use crate::show::time::{clock, fiscal_year};

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<AccountAt>,
) -> Result<Response, Problem> {
    let stored = stored(&app, &at).await?;
    let typed = Typed::of_stored(&stored);
    html(&page(&app, &person, &at, stored, typed).await?)
}

/// The account at an address.
pub(super) async fn stored(app: &App, at: &AccountAt) -> Result<StoredAccount, Problem> {
    app.store()
        .account(&at.code.0, at.id.as_str())
        .await?
        .ok_or(Problem::NotFound)
}

/// The page of an account, with what was typed.
pub(super) async fn page(
    app: &App,
    person: &Person,
    at: &AccountAt,
    stored: StoredAccount,
    typed: Typed,
) -> Result<FormPage, Problem> {
    let code = at.code.0;
    let departments = app.store().departments(&code).await?.directory.departments;
    let frame = frame(app, person, code, &stored.account.name).await?;
    let (now, address) = (app.now(), format!("/{code}/accounts/{}", at.id));
    let mut page = FormPage::of(frame, address, typed, departments, fiscal_year(&now));
    page.locked = stored
        .locked_until
        .as_ref()
        .filter(|until| is_before(&now, until))
        .map(|until| clock(until));
    page.first = stored
        .first_until
        .as_deref()
        .map(|until| match is_before(&now, until) {
            true => format!("使えるのは{}までです。", clock(until)),
            false => format!(
                "期限（{}）が過ぎ、使えなくなりました。下で発行し直してください。",
                clock(until)
            ),
        });
    page.own = stored.account.id == person.id;
    page.stored = Some(stored);
    Ok(page)
}
