//! `/{code}/accounts`: who may sign in, and with which roles.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::account::Role;
use gyokaku_core::text::fold;
use gyokaku_store::StoredAccount;
use serde::Deserialize;

use super::roles::{Held, held};
use crate::App;
use crate::access::needs_factor;
use crate::error::{Problem, html};
use crate::filter::folded_words;
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::session::is_before;
use crate::show::page::Page;
use crate::show::time::clock;

/// What narrows the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Narrow {
    q: String,
    role: String,
}

/// An account in the list.
struct Row {
    href: String,
    login: String,
    name: String,
    mail: Option<String>,
    held: Vec<Held>,
    /// How it stands with signing in.
    state: String,
    me: bool,
}

#[derive(Template)]
#[template(path = "pages/people/accounts/index.html")]
struct Index {
    page: Page,
    address: String,
    answer: String,
    rows: Vec<Row>,
    /// How many of those with far-reaching roles there are, and how many of them have a second factor.
    factors: (usize, usize),
    /// Whether it is demanded of them.
    is_demanded: bool,
    q: String,
    roles: Vec<(Role, bool)>,
    narrowed: bool,
}

pub(crate) async fn index(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(narrow): UrlQuery<Narrow>,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let body = app.store().body(&code).await?.ok_or(Problem::NotFound)?;
    let departments = app.store().departments(&code).await?.directory.departments;
    let accounts = app.store().accounts(&code).await?;
    let (now, today, all) = (app.now(), app.today()?, accounts.len());
    let locked = accounts.iter().filter(|a| is_locked(a, &now)).count();
    let far: Vec<bool> = accounts
        .iter()
        .filter(|a| a.account.enabled && needs_factor(&a.account.grants))
        .map(|a| a.has_factor)
        .collect();
    let factors = (far.len(), far.iter().filter(|has| **has).count());
    let words = folded_words(&narrow.q);
    let role = Role::of(&narrow.role);
    let rows: Vec<Row> = accounts
        .into_iter()
        .map(|stored| {
            let account = &stored.account;
            Row {
                href: format!("/{code}/accounts/{}", account.id),
                login: account.login.clone(),
                name: account.name.clone(),
                mail: account.mail.clone(),
                held: held(&account.grants, &departments, today),
                state: state(&stored, &now),
                me: account.id == person.id,
            }
        })
        .filter(|row| {
            let held: Vec<String> = row
                .held
                .iter()
                .map(|h| format!("{} {}", h.label, h.of.as_deref().unwrap_or_default()))
                .collect();
            let text = fold(&format!("{} {} {}", row.login, row.name, held.join(" ")));
            words.iter().all(|word| text.contains(word.as_str()))
                && role.is_none_or(|role| row.held.iter().any(|h| h.label.ends_with(role.label())))
        })
        .collect();
    let narrowed = !words.is_empty() || role.is_some();
    html(&Index {
        page: Page::new(format!("利用者｜{}", body.name))
            .under("/", "団体と計画")
            .under(format!("/{code}"), body.name.clone())
            .seen_by(&Viewer::from(&person)),
        address: format!("/{code}/accounts"),
        answer: answer(all, locked, rows.len(), narrowed),
        rows,
        factors,
        is_demanded: app.store().demands_factor(&code).await?,
        q: narrow.q,
        roles: Role::ALL.into_iter().map(|r| (r, Some(r) == role)).collect(),
        narrowed,
    })
}

fn is_locked(stored: &StoredAccount, now: &str) -> bool {
    stored
        .locked_until
        .as_ref()
        .is_some_and(|until| is_before(now, until))
}

/// How it stands with signing in.
fn state(stored: &StoredAccount, now: &str) -> String {
    match &stored.locked_until {
        _ if !stored.account.enabled => "認めていない".to_owned(),
        Some(until) if is_locked(stored, now) => format!("{}まで停止中", clock(until)),
        _ if stored.account.must_change => match &stored.first_until {
            Some(until) if is_before(now, until) => format!("最初のパスワードのまま（{}まで）", clock(until)),
            Some(_) => "最初のパスワードの期限切れ".to_owned(),
            None => "最初のパスワードのまま".to_owned(),
        },
        _ if stored.has_factor => "できる（二要素認証）".to_owned(),
        _ => "できる".to_owned(),
    }
}

fn answer(all: usize, locked: usize, shown: usize, narrowed: bool) -> String {
    let stopped = match locked {
        0 => String::new(),
        n => format!("パスワードが合わず止まっている方が{n}人います。"),
    };
    if narrowed {
        format!("{all}人のうち、{shown}人が当てはまります。{stopped}")
    } else {
        format!("{all}人が登録されています。{stopped}")
    }
}
