//! `GET /{code}/accounts/list/{upload}`: what a list would do, before anything is stored.

use std::time::Instant;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::account::Account;
use gyokaku_core::account::roster::{Changed, Fault, Field, Outcome};
use gyokaku_core::department::Department;
use serde::Deserialize;
use time::Date;

use super::super::form::told;
use super::super::new::frame;
use super::look::{file, look};
use super::{ListPath, href, sender};
use crate::App;
use crate::error::{Problem, html};
use crate::path::{UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;

/// How many accounts of each kind one page shows.
const MOST_SHOWN: usize = 500;

/// What is asked of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Set where who is not in the list may sign in no longer.
    stop: Option<String>,
    /// Set where something changed since it was looked at.
    changed: Option<String>,
}

/// An account in words.
struct Shown {
    login: String,
    name: String,
    /// Label, before and after; nothing before for a new one.
    lines: Vec<(&'static str, Option<String>, String)>,
}

/// Accounts of a kind: the first of them, and how many there are.
struct Group {
    id: &'static str,
    title: &'static str,
    shown: Vec<Shown>,
    all: usize,
}

#[derive(Template)]
#[template(path = "pages/people/accounts/list/show.html")]
struct Show {
    page: Page,
    file: String,
    answer: String,
    notice: Option<&'static str>,
    is_list: bool,
    faults: Vec<Fault>,
    more_faults: usize,
    groups: Vec<Group>,
    same: usize,
    absent: usize,
    stops: bool,
    new: usize,
    applies: bool,
    digest: String,
    href: String,
    back: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ListPath>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let code = path.code.0;
    let Some(file) = file(&app, &person, &path) else {
        return Ok(Redirect::to(&format!("{}?expired=1", href(code))).into_response());
    };
    let sender = sender(code, &person);
    let begun = app
        .enrolments()
        .get(path.upload.id(), &sender, &person.session_hash, Instant::now());
    if begun.is_some_and(|begun| !matches!(begun.end(), Some(crate::enrolment::End::Refused(_)))) {
        return Ok(Redirect::to(&format!("{}/passwords", path.href())).into_response());
    }
    let stops = asked.stop.is_some();
    let looked = look(&app, &person, &path, &file, stops).await?;
    let page = frame(&app, &person, code, "取り込む前の確認").await?;
    let page = page.under(href(code), "利用者の一覧");
    let today = app.today()?;
    let notice = asked.changed.is_some().then_some(
        "確認している間に、利用者か課名簿が変わりました。まだ何も保存していません。もう一度、変わるところを確かめてください。",
    );
    let show = match looked {
        Err(why) => Show {
            answer: format!("{why}何も保存していません。"),
            is_list: false,
            faults: Vec::new(),
            more_faults: 0,
            groups: Vec::new(),
            same: 0,
            absent: 0,
            new: 0,
            applies: false,
            digest: String::new(),
            page,
            file: file.name,
            notice,
            stops,
            href: path.href(),
            back: href(code),
        },
        Ok(looked) => {
            let outcome = looked.outcome;
            let departments = looked.directory.departments;
            let is_empty =
                outcome.added.is_empty() && outcome.changed.is_empty() && outcome.stopped.is_empty();
            Show {
                answer: answer(&outcome),
                is_list: true,
                groups: groups(&outcome, &departments, today),
                same: outcome.same,
                absent: outcome.absent,
                new: outcome.added.len(),
                applies: outcome.faults.is_empty() && !is_empty,
                faults: outcome.faults,
                more_faults: outcome.more_faults,
                digest: looked.digest,
                page,
                file: file.name,
                notice,
                stops,
                href: path.href(),
                back: href(code),
            }
        }
    };
    html(&show)
}

/// The first sentence.
fn answer(outcome: &Outcome) -> String {
    let faults = outcome.faults.len() + outcome.more_faults;
    if faults > 0 {
        return format!(
            "直していただくところが{faults}か所あるため、まだ取り込めません。何も保存していません。一覧を直して、もう一度お送りください。"
        );
    }
    let parts = [
        (outcome.added.len(), "新しい利用者が"),
        (outcome.changed.len(), "変わる利用者が"),
        (outcome.stopped.len(), "サインインを止める利用者が"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{words}{count}人"))
        .collect();
    match parts.is_empty() {
        true => "いまの利用者と同じです。変わるところはありません。".to_owned(),
        false => format!("{}です。まだ保存していません。", parts.join("、")),
    }
}

fn groups(outcome: &Outcome, departments: &[Department], today: Date) -> Vec<Group> {
    let new = |account: &Account| Shown {
        login: account.login.clone(),
        name: account.name.clone(),
        lines: told(account, departments, today)
            .into_iter()
            .skip(1)
            .map(|(label, words)| (label, None, words))
            .collect(),
    };
    let changed = |one: &Changed| Shown {
        login: one.new.login.clone(),
        name: one.old.name.clone(),
        lines: told(&one.old, departments, today)
            .into_iter()
            .zip(told(&one.new, departments, today))
            .filter(|((_, old), (_, new))| old != new)
            .map(|((label, old), (_, new))| (label, Some(old), new))
            .collect(),
    };
    let group = |id, title, all: usize, shown: Vec<Shown>| Group {
        id,
        title,
        shown,
        all,
    };
    let (added, moved, stopped) = (&outcome.added, &outcome.changed, &outcome.stopped);
    let groups = [
        group(
            "added",
            "新しい利用者",
            added.len(),
            added.iter().take(MOST_SHOWN).map(new).collect(),
        ),
        group(
            "changed",
            "変わる利用者",
            moved.len(),
            moved.iter().take(MOST_SHOWN).map(changed).collect(),
        ),
        group(
            "stopped",
            "サインインを止める利用者",
            stopped.len(),
            stopped.iter().take(MOST_SHOWN).map(changed).collect(),
        ),
    ];
    groups.into_iter().filter(|group| group.all > 0).collect()
}

impl Group {
    /// How many are not shown.
    fn more(&self) -> usize {
        self.all - self.shown.len()
    }
}

impl Show {
    /// The head of the column that is wrong.
    fn label(&self, fault: &Fault) -> &'static str {
        fault.field.map_or("一覧の全体", Field::label)
    }
}
