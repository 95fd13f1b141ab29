//! `POST /{code}/accounts/handover`: what a hand-over would change, before anything is stored.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::account::handover::handed_over;
use gyokaku_core::account::{Account, Grant};
use gyokaku_core::fiscal_year::day_in_words;

use super::super::new::frame;
use super::super::roles::{Held, held};
use super::href;
use super::look::{digest, look};
use super::new::page;
use super::typed::Typed;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;
use crate::show::page::Page;

/// A pair with what is handed over.
struct Row {
    from: String,
    to: String,
    held: Vec<Held>,
}

/// An account with its roles as they will be.
struct After {
    name: String,
    login: String,
    old: Vec<Held>,
    new: Vec<Held>,
}

#[derive(Template)]
#[template(path = "pages/people/accounts/handover/preview.html")]
struct Preview {
    page: Page,
    answer: String,
    href: String,
    typed: Typed,
    rows: Vec<Row>,
    after: Vec<After>,
    digest: String,
}

pub(crate) async fn preview(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let code = at.code.0;
    demand_for(&person, Right::ManageAccounts, &code, None)?;
    let typed = Typed::of_form(&form);
    let looked = look(&app, &code, &typed).await?;
    // Going back to the form, or asking for more rows, is no mistake yet.
    if form.has("more") {
        return page(
            &app,
            &person,
            code,
            typed,
            looked.accounts,
            FieldErrors::default(),
            None,
        )
        .await;
    }
    let (said, changed) = match looked.found {
        Ok(found) => found,
        Err(wrong) => return page(&app, &person, code, typed, looked.accounts, wrong, None).await,
    };
    let today = app.today()?;
    let departments = app.store().departments(&code).await?.directory.departments;
    let account = |id: &str| looked.accounts.iter().find(|one| one.id == id);
    let called = |one: &Account| format!("{}（{}）", one.name, one.login);
    let rows = said.pairs.iter().filter_map(|pair| {
        let (from, to) = (account(&pair.from)?, account(&pair.to)?);
        let grants: Vec<Grant> = handed_over(from, said.day, said.extent).cloned().collect();
        Some(Row {
            from: called(from),
            to: called(to),
            held: held(&grants, &departments, today),
        })
    });
    let after = changed.iter().map(|one| After {
        name: one.new.name.clone(),
        login: one.new.login.clone(),
        old: held(&one.old.grants, &departments, today),
        new: held(&one.new.grants, &departments, today),
    });
    let show = Preview {
        page: frame(&app, &person, code, "引き継ぐ前の確認")
            .await?
            .under(href(code), "引継ぎ"),
        answer: match changed.is_empty() {
            true => "変わるところはありません。".to_owned(),
            false => format!(
                "{}から、{}組の引継ぎで{}人の役割が変わります。まだ保存していません。",
                day_in_words(said.day),
                said.pairs.len(),
                changed.len()
            ),
        },
        href: href(code),
        rows: rows.collect(),
        after: after.collect(),
        digest: digest(&changed),
        typed,
    };
    Ok(html(&show)?.into_response())
}
