//! `/{code}/{plan}/rounds/{round}/assignment`: gives answers to another department, with a reason.
//!
//! What was written stays with the department that wrote it, as a contribution; an answer that nobody
//! has begun moves as a whole. Not here: who is in charge in later years (the directory and charges).

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::RoundState;
use gyokaku_core::round::answer::Answer;
use gyokaku_store::AnswerAt;
use serde::Deserialize;

use super::choices::{offered, same};
use super::frame::below_board;
use super::late::{named, word};
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
#[template(path = "pages/year/rounds/assignment.html")]
struct AssignmentPage {
    page: Page,
    address: String,
    answer: String,
    closed: bool,
    /// How many were given over a moment ago.
    given: Option<usize>,
    /// The departments with answers: identity, name, how many, whether it is looked at.
    departments: Vec<(String, String, usize, bool)>,
    /// The department that is looked at.
    from: Option<String>,
    entries: Vec<Entry>,
    offered: Vec<(String, Vec<(String, String)>)>,
    to: String,
    reason: String,
    wrong: FieldErrors,
}

struct Entry {
    word: String,
    number: String,
    title: String,
    role: String,
    state: &'static str,
    checked: bool,
}

/// Which department is looked at, and what is said on arrival.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Looked {
    department: String,
    given: Option<usize>,
}

#[derive(Default)]
struct Typed {
    from: String,
    answers: BTreeSet<String>,
    to: String,
    reason: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    UrlQuery(looked): UrlQuery<Looked>,
) -> Result<Response, Problem> {
    let survey = load_round(&app, &path, &Part::All).await?;
    let typed = Typed {
        from: looked.department,
        ..Typed::default()
    };
    let mut page = page(&survey, &person, typed, FieldErrors::default());
    page.given = looked.given;
    html(&page)
}

fn page(survey: &RoundContext, person: &Person, typed: Typed, wrong: FieldErrors) -> AssignmentPage {
    let mut departments: Vec<(String, String, usize, bool)> = Vec::new();
    for answer in &survey.answers {
        match departments.iter_mut().find(|(id, ..)| *id == answer.department) {
            Some((_, _, count, _)) => *count += 1,
            None => departments.push((
                answer.department.clone(),
                survey.department(&answer.department).to_owned(),
                1,
                answer.department == typed.from,
            )),
        }
    }
    let place = |id: &str| survey.directory.departments.iter().position(|d| d.id == id);
    departments.sort_by_key(|(id, ..)| place(id));
    let from = departments
        .iter()
        .find(|(.., current)| *current)
        .map(|(_, name, ..)| name.clone());
    let entry = |answer: &Answer| {
        let (number, title) = named(survey, answer);
        Entry {
            checked: typed.answers.contains(&word(answer)),
            word: word(answer),
            number,
            title,
            role: match answer.coordinates {
                true => format!("{}（とりまとめ）", answer.role.label()),
                false => answer.role.label().to_owned(),
            },
            state: answer.state.label(),
        }
    };
    AssignmentPage {
        page: below_board(survey, "担当課の変更", person),
        address: format!("{}/assignment", survey.href()),
        answer: match &from {
            Some(name) => format!("{name}の回答のうち、別の課に移すものを選びます。"),
            None => "どの課の回答を移すかを選びます。".to_owned(),
        },
        closed: survey.round.state == RoundState::Closed,
        given: None,
        entries: survey
            .answers
            .iter()
            .filter(|a| a.department == typed.from)
            .map(entry)
            .collect(),
        departments,
        from,
        offered: offered(&survey.directory, survey.round.key.year),
        to: typed.to,
        reason: typed.reason,
        wrong,
    }
}

pub(crate) async fn give(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    fields: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let survey = load_round(&app, &path, &Part::All).await?;
    let typed = Typed {
        from: fields.line("from"),
        answers: fields.all("answer").into_iter().map(str::to_owned).collect(),
        to: fields.line("to"),
        reason: fields.lines("reason"),
    };
    let mut wrong = FieldErrors::default();
    let chosen: Vec<&Answer> = survey
        .answers
        .iter()
        .filter(|a| typed.answers.contains(&word(a)))
        .collect();
    if chosen.is_empty() {
        wrong.add("answers", "移す回答を選んでください。");
    }
    let known = survey.directory.department(&typed.to);
    if typed.to.is_empty() {
        wrong.add("to", "移す先の課を選んでください。");
    } else if known.is_none_or(|d| !d.exists_in(Some(survey.round.key.year))) {
        wrong.add(
            "to",
            "選ばれた課は、この団体の課名簿にありません。課を選び直してください。",
        );
    } else if chosen.iter().any(|a| a.department == typed.to) {
        wrong.add("to", "いまの担当課と同じです。別の課を選んでください。");
    }
    if let Some(words) = fault(&typed.reason) {
        wrong.add("reason", words);
    }
    if !wrong.is_empty() {
        let page = page(&survey, &person, typed, wrong);
        return Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response());
    }
    let mut given = 0;
    for answer in chosen {
        let place = AnswerAt {
            at: path.at(),
            item: &answer.item,
            department: &answer.department,
        };
        app.store()
            .reassign(&actor, &app.now(), place, &typed.to, &typed.reason)
            .await?;
        given += 1;
    }
    Ok(Redirect::to(&format!("{}/assignment?given={given}", survey.href())).into_response())
}
