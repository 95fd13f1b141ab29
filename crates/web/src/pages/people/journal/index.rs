//! `/{code}/journal`: the entries of a body, newest first, page by page.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::account::Role;
use gyokaku_core::journal::{Event, GROUPS};
use gyokaku_core::wording::Piece;
use gyokaku_store::JournalEntry;

use super::filter::Narrow;
use super::names::names;
use super::telling;
use crate::App;
use crate::error::{Problem, html};
use crate::form::FieldErrors;
use crate::journal_text::{Description, describe};
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::time::moment;

/// How many entries a page has.
const PAGE: i64 = 100;

struct Entry {
    sequence: i64,
    at: String,
    actor: String,
    role: String,
    plan: String,
    told: Description,
}

/// What verifying the chain said.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) holds: bool,
    pub(super) words: String,
}

#[derive(Template)]
#[template(path = "pages/people/journal/index.html")]
struct Index {
    page: Page,
    address: String,
    answer: String,
    verdict: Option<Verdict>,
    narrow: Narrow,
    wrong: FieldErrors,
    narrowed: bool,
    kinds: Vec<(&'static str, &'static str, bool)>,
    plans: Vec<(String, String, bool)>,
    entries: Vec<Entry>,
    /// Refused sign-ins that are counted by the hour: when, why, how often.
    refused: Vec<(String, &'static str, i64)>,
    older: Option<String>,
    first: bool,
}

pub(crate) async fn index(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(narrow): UrlQuery<Narrow>,
) -> Result<Response, Problem> {
    page(&app, &person, &at, narrow, None).await
}

/// The page, with what verifying said.
pub(super) async fn page(
    app: &App,
    person: &Person,
    at: &BodyAt,
    narrow: Narrow,
    verdict: Option<Verdict>,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let body = app.store().body(&code).await?.ok_or(Problem::NotFound)?;
    let (mut found, wrong) = match narrow.ready() {
        // One more than is shown says whether there is another page.
        Ok(ready) => (
            app.store().journal_page(&code, ready.filter(), PAGE + 1).await?,
            FieldErrors::default(),
        ),
        Err(wrong) => (Vec::new(), wrong),
    };
    let is_more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    let telling = telling(person);
    let events: Vec<Event> = found.iter().map(JournalEntry::event).collect();
    let names = names(app, &code, &events).await?;
    let older = found
        .last()
        .filter(|_| is_more)
        .map(|last| format!("/{code}/journal{}", narrow.query(last.sequence)));
    let title = |key: &str| {
        let plan = body.plans.iter().find(|plan| plan.key == key);
        plan.map_or(key.to_owned(), |plan| {
            crate::pages::register::body::show::name_of(plan).to_owned()
        })
    };
    let entries: Vec<Entry> = found
        .iter()
        .zip(&events)
        .map(|(entry, event)| Entry {
            sequence: entry.sequence,
            at: moment(&entry.at),
            actor: entry.actor.clone(),
            role: Role::of(&entry.role).map_or_else(
                || match entry.role.as_str() {
                    "command" => "コマンド".to_owned(),
                    _ => String::new(),
                },
                |role| role.label().to_owned(),
            ),
            plan: entry.plan.as_deref().map(title).unwrap_or_default(),
            told: describe(event, entry.plan.as_deref(), &names, telling),
        })
        .collect();
    let answer = match (entries.len(), narrow.is_empty(), is_more) {
        (0, true, _) => "まだ記録がありません。".to_owned(),
        (0, false, _) => "条件に当てはまる記録はありません。".to_owned(),
        (n, _, true) => format!("新しいものから{n}件を表示しています。続きがあります。"),
        (n, _, false) => format!("{n}件の記録を新しいものから並べています。"),
    };
    let refused = match narrow.is_empty() {
        true => app.store().refused_tries(&code).await?,
        false => Vec::new(),
    };
    let refused = refused.into_iter();
    let refused = refused.map(|one| (moment(&one.hour), one.reason.label(), one.tries));
    let status = wrong.status();
    let page = Index {
        page: Page::new(format!("操作記録｜{}", body.name))
            .under("/", "団体と計画")
            .under(format!("/{code}"), body.name.clone())
            .seen_by(&Viewer::from(person)),
        address: format!("/{code}/journal"),
        answer,
        verdict,
        narrowed: !narrow.is_empty(),
        kinds: GROUPS
            .map(|group| (group.key, group.label, group.key == narrow.kind))
            .to_vec(),
        plans: body
            .plans
            .iter()
            .map(|plan| {
                let name = crate::pages::register::body::show::name_of(plan).to_owned();
                (plan.key.clone(), name, plan.key == narrow.plan)
            })
            .collect(),
        first: narrow.before.is_empty(),
        entries,
        refused: refused.collect(),
        older,
        wrong,
        narrow,
    };
    Ok((status, html(&page)?).into_response())
}
