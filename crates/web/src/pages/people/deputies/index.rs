//! `GET /{code}/deputies`: who stands in for whom on which days, and the form for one more.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::account::{Account, Role};
use gyokaku_core::body::BodyCode;
use gyokaku_core::fiscal_year::day_in_words;
use serde::Deserialize;
use time::Date;

use super::Namer;
use crate::App;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer, who};
use crate::show::page::Page;

/// What was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) head: String,
    pub(super) deputy: String,
    pub(super) from: String,
    pub(super) until: String,
}

impl Typed {
    pub(super) fn of(form: &FormData) -> Self {
        Self {
            head: form.line("head"),
            deputy: form.line("deputy"),
            from: form.line("from"),
            until: form.line("until"),
        }
    }
}

/// What was done before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    done: String,
}

/// A deputy in the list.
struct Row {
    id: String,
    head: String,
    deputy: String,
    days: String,
    /// Whether today is one of the days.
    runs: bool,
    named_by: String,
}

/// A choice of a list: value, words, whether it is chosen.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "pages/people/deputies/index.html")]
struct Deputies {
    page: Page,
    answer: String,
    notice: Option<String>,
    href: String,
    /// Whose deputies can be named; none where the person names their own.
    heads: Option<Vec<Choice>>,
    deputies: Vec<Choice>,
    typed: Typed,
    wrong: FieldErrors,
    rows: Vec<Row>,
}

/// Whether an account can stand in for a head: it works within the body on its rounds.
pub(super) fn can_stand_in(account: &Account, today: Date) -> bool {
    let works = |role| matches!(role, Role::Office | Role::Staff | Role::Head);
    account.enabled && account.holding(today).any(|grant| works(grant.role))
}

/// Whether an account is a head whose deputy can be named: today or later.
pub(super) fn is_head(account: &Account, today: Date) -> bool {
    let held = account.grants.iter();
    account.enabled
        && held
            .filter(|grant| !grant.term.is_over(today))
            .any(|grant| grant.role == Role::Head)
}

pub(crate) async fn index(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    let notice = match done.done.as_str() {
        "named" => Some("代理を決めました。期間の初日から、代理の方が承認できます。"),
        "ended" => Some("代理を取りやめました。"),
        "over" => Some("その代理は、すでに終わっているか取りやめられています。"),
        _ => None,
    };
    let notice = notice.map(str::to_owned);
    page(
        &app,
        &person,
        at.code.0,
        Typed::default(),
        FieldErrors::default(),
        notice,
    )
    .await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn page(
    app: &App,
    person: &Person,
    code: BodyCode,
    typed: Typed,
    wrong: FieldErrors,
    notice: Option<String>,
) -> Result<Response, Problem> {
    let namer = Namer::of(person, &code)?;
    let (body, today) = (
        app.store().body(&code).await?.ok_or(Problem::NotFound)?,
        app.today()?,
    );
    let accounts = app.store().accounts(&code).await?;
    let accounts: Vec<Account> = accounts.into_iter().map(|one| one.account).collect();
    let there = app.store().deputations(&code, today).await?;
    let by_id: HashMap<&str, &Account> = accounts.iter().map(|one| (one.id.as_str(), one)).collect();
    let called = |id: &str| {
        by_id
            .get(id)
            .map_or_else(|| id.to_owned(), |one| who(&one.name, &one.login))
    };
    let choices = |fits: &dyn Fn(&Account) -> bool, chosen: &str| -> Vec<Choice> {
        let fitting = accounts.iter().filter(|one| fits(one));
        fitting
            .map(|one| (one.id.clone(), who(&one.name, &one.login), one.id == chosen))
            .collect()
    };
    let rows: Vec<Row> = there
        .iter()
        .filter(|one| namer.sees(one))
        .map(|one| Row {
            id: one.id.clone(),
            head: called(&one.head),
            deputy: called(&one.deputy),
            days: format!("{}から{}まで", day_in_words(one.from), day_in_words(one.until)),
            runs: one.term().covers(today),
            named_by: one.named_by.clone(),
        })
        .collect();
    let status = wrong.status();
    let page = Deputies {
        page: Page::new(format!("代理｜{}", body.name))
            .under("/", "団体と計画")
            .under(format!("/{code}"), body.name.clone())
            .seen_by(&Viewer::from(person)),
        answer: match rows.len() {
            0 => "いま決まっている代理はありません。".to_owned(),
            many => format!("決まっている代理が{many}件あります。"),
        },
        notice,
        href: format!("/{code}/deputies"),
        heads: namer
            .only()
            .is_none()
            .then(|| choices(&|one| is_head(one, today), &typed.head)),
        deputies: choices(
            &|one| can_stand_in(one, today) && one.id != person.id,
            &typed.deputy,
        ),
        typed,
        wrong,
        rows,
    };
    Ok((status, html(&page)?).into_response())
}
