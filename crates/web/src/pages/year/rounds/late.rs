//! `/{code}/{plan}/rounds/{round}/late`: lets departments, or single answers, be handed in after the deadline.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::{RoundState, day, day_shown};
use serde::Deserialize;
use time::Duration;

use super::board::deadlines;
use super::frame::below_board;
use super::lock::fault;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::path::{UrlPath, UrlQuery};
use crate::person::Person;
use crate::round_context::{Part, RoundContext, RoundPath, load_round};
use crate::show::page::Page;

#[derive(Template)]
#[template(path = "pages/year/rounds/late.html")]
struct LatePage {
    page: Page,
    address: String,
    deadlines: String,
    closed: bool,
    /// How many were allowed a moment ago.
    allowed: Option<usize>,
    departments: Vec<Department>,
    given: Vec<Given>,
    until: String,
    reason: String,
    wrong: FieldErrors,
}

/// A department with answers that are still with it.
struct Department {
    id: String,
    name: String,
    checked: bool,
    entries: Vec<Entry>,
}

struct Entry {
    /// The word in the form: item and department.
    word: String,
    number: String,
    title: String,
    state: &'static str,
    checked: bool,
}

/// A permission that was given.
struct Given {
    number: String,
    title: String,
    department: String,
    until: String,
    by: String,
    reason: String,
    state: &'static str,
}

/// What is said on arrival.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Arrival {
    allowed: Option<usize>,
}

/// What was chosen and typed.
#[derive(Default)]
struct Typed {
    departments: BTreeSet<String>,
    answers: BTreeSet<String>,
    until: String,
    reason: String,
}

/// An answer as a form names it.
pub(super) fn word(answer: &Answer) -> String {
    format!("{}:{}", answer.item, answer.department)
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    UrlQuery(arrival): UrlQuery<Arrival>,
) -> Result<Response, Problem> {
    let survey = load_round(&app, &path, &Part::All).await?;
    // A week more is what is usually given.
    let last = survey.round.due.department.max(survey.today);
    let until = last.checked_add(Duration::days(7)).unwrap_or(last);
    let typed = Typed {
        until: gyokaku_core::round::day_key(until),
        ..Typed::default()
    };
    let mut page = page(&survey, &person, typed, FieldErrors::default());
    page.allowed = arrival.allowed;
    html(&page)
}

fn page(survey: &RoundContext, person: &Person, typed: Typed, wrong: FieldErrors) -> LatePage {
    let mut departments: Vec<Department> = Vec::new();
    let mut given = Vec::new();
    for answer in &survey.answers {
        let (number, title) = named(survey, answer);
        let state = answer.state.label();
        if let Some(late) = &answer.late {
            given.push(Given {
                number: number.clone(),
                title: title.clone(),
                department: survey.department(&answer.department).to_owned(),
                until: day_shown(late.until),
                by: late.by.clone(),
                reason: late.reason.clone(),
                state,
            });
        }
        if !answer.is_awaited(survey.today) {
            continue;
        }
        let entry = Entry {
            checked: typed.answers.contains(&word(answer)),
            word: word(answer),
            number,
            title,
            state,
        };
        match departments.iter_mut().find(|d| d.id == answer.department) {
            Some(known) => known.entries.push(entry),
            None => departments.push(Department {
                id: answer.department.clone(),
                name: survey.department(&answer.department).to_owned(),
                checked: typed.departments.contains(&answer.department),
                entries: vec![entry],
            }),
        }
    }
    let place = |id: &str| survey.directory.departments.iter().position(|d| d.id == id);
    departments.sort_by_key(|d| place(&d.id));
    LatePage {
        page: below_board(survey, "期限後の提出", person),
        address: format!("{}/late", survey.href()),
        deadlines: deadlines(survey),
        closed: survey.round.state == RoundState::Closed,
        allowed: None,
        departments,
        given,
        until: typed.until,
        reason: typed.reason,
        wrong,
    }
}

/// Number and title of the item of an answer.
pub(super) fn named(survey: &RoundContext, answer: &Answer) -> (String, String) {
    match survey.item(&answer.item) {
        Some(item) => (
            item.number
                .clone()
                .or_else(|| item.serial.clone())
                .unwrap_or_default(),
            item.title.clone(),
        ),
        None => (String::new(), answer.item.clone()),
    }
}

pub(crate) async fn allow(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    fields: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let survey = load_round(&app, &path, &Part::All).await?;
    let owned = |name: &str| fields.all(name).into_iter().map(str::to_owned).collect();
    let typed = Typed {
        departments: owned("department"),
        answers: owned("answer"),
        until: fields.line("until"),
        reason: fields.lines("reason"),
    };
    let mut wrong = FieldErrors::default();
    // Only answers of this round that are still awaited of their department can be chosen.
    let chosen: Vec<(String, String)> = survey
        .answers
        .iter()
        .filter(|a| a.is_awaited(survey.today))
        .filter(|a| typed.departments.contains(&a.department) || typed.answers.contains(&word(a)))
        .map(|a| (a.item.clone(), a.department.clone()))
        .collect();
    if chosen.is_empty() {
        wrong.add("answers", "期限後の提出を認める課か取組を選んでください。");
    }
    let until = day(&typed.until);
    match until {
        None => wrong.add("until", "日付を「2026-05-15」の形で入力してください。"),
        Some(until) if until < survey.today => {
            wrong.add("until", "今日か、今日より後の日にしてください。");
        }
        Some(until) if until <= survey.round.due.department => wrong.add(
            "until",
            "担当課の提出の期限より後の日にしてください。期限までは、認めなくても提出できます。",
        ),
        Some(_) => {}
    }
    if let Some(words) = fault(&typed.reason) {
        wrong.add("reason", words);
    }
    let (Some(until), true) = (until, wrong.is_empty()) else {
        let page = page(&survey, &person, typed, wrong);
        return Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response());
    };
    let allowed = app
        .store()
        .allow_late(&actor, &app.now(), path.at(), &chosen, until, &typed.reason)
        .await?;
    Ok(Redirect::to(&format!("{}/late?allowed={allowed}", survey.href())).into_response())
}
