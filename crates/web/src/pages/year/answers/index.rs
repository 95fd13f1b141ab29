//! `/{code}/{plan}/rounds/{round}/departments/{department}`: what is asked of a department.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::plan::Retirement;
use gyokaku_core::round::answer::{Answer, State as Standing};
use gyokaku_core::round::board::next_open;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::remark::Weight;
use gyokaku_core::round::{RoundState, days_left};

use super::field::grade_word;
use super::show::Done;
use super::{
    closed_reason, demand_known, due_sentence, handed_in, number, page, progress_words, sign, title, writes,
};
use crate::App;
use crate::access::sees;
use crate::error::{Problem, html};
use crate::path::{UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::round_context::{DepartmentPath, Part, RoundContext, load_round};
use crate::show::page::Page;
use crate::show::table::tone_class;
use crate::show::time::clock;

/// One item of the list.
#[derive(Debug)]
struct Row {
    item: String,
    href: String,
    number: String,
    title: String,
    role: String,
    sign: &'static str,
    state: &'static str,
    state_key: &'static str,
    /// That nobody waits for it any more, because its item has ended.
    ended: Option<String>,
    grade: String,
    grade_word: String,
    grade_class: &'static str,
    /// What is missing, by name of the field.
    missing: String,
    by: String,
    at: String,
    revision: i64,
    /// Whether it can be handed in as it is.
    complete: bool,
    /// Whether it is chosen beforehand; what was sent back is not.
    chosen: bool,
}

#[derive(Template)]
#[template(path = "pages/year/answers/index.html")]
struct Index {
    page: Page,
    department: String,
    round: String,
    answer: String,
    due: String,
    late: bool,
    locked: Option<String>,
    handed_in: i64,
    all: i64,
    next: Option<(String, String)>,
    href: String,
    writes: bool,
    rows: Vec<Row>,
    complete: usize,
    notice: Option<String>,
}

fn row(person: &Person, survey: &RoundContext, answer: &Answer, writes: bool) -> Row {
    let seen = sees(person, &survey.code(), &answer.department, answer.state);
    let remarks = survey.remarks(answer, &answer.plain());
    let mut missing: Vec<String> = remarks
        .iter()
        .filter(|remark| remark.weight == Weight::Must)
        .map(|remark| survey.label(&remark.field))
        .collect();
    missing.dedup();
    let is_open = closed_reason(answer, &survey.round, survey.today).is_none();
    let complete = writes
        && is_open
        && answer.is_awaited(survey.today)
        && missing.is_empty()
        && !answer.values.is_empty();
    let grade = answer.value(&Field::Grade).filter(|_| seen).unwrap_or_default();
    let known = survey.scale().grade(grade);
    let role = match answer.coordinates && answer.role == gyokaku_core::department::Role::Lead {
        true => format!("{}（とりまとめ）", answer.role.label()),
        false => answer.role.label().to_owned(),
    };
    Row {
        item: answer.item.clone(),
        href: survey.href_of_answer(answer),
        number: number(survey, &answer.item),
        title: title(survey, &answer.item),
        role,
        sign: sign(answer.state),
        state: answer.state.label(),
        state_key: answer.state.key(),
        ended: answer.left(survey.today).map(Retirement::words),
        grade: grade.to_owned(),
        grade_word: known.map(grade_word).unwrap_or_default(),
        grade_class: known.map_or("", |grade| tone_class(grade.tone)),
        missing: match (seen, answer.is_awaited(survey.today)) {
            (true, true) => missing.join("、"),
            _ => String::new(),
        },
        by: answer.changed_by.clone().filter(|_| seen).unwrap_or_default(),
        at: answer
            .changed_at
            .as_deref()
            .filter(|_| seen)
            .map(clock)
            .unwrap_or_default(),
        revision: answer.revision,
        complete,
        chosen: complete && answer.state == Standing::InWork,
    }
}

pub(crate) async fn index(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let part = Part::Departments(vec![department.to_owned()]);
    let survey = load_round(&app, &path.round(), &part).await?;
    demand_known(&survey, department)?;
    let writes = writes(&person, &path);
    let rows: Vec<Row> = survey
        .answers
        .iter()
        .map(|answer| row(&person, &survey, answer, writes))
        .collect();
    let open = survey.answers.iter().filter(|a| a.is_awaited(survey.today));
    let due = open.filter_map(|answer| answer.due(&survey.round)).min();
    let (handed_in, all) = handed_in(&survey.answers, survey.today);
    let next = next_open(&survey.answers, None, survey.today).filter(|_| writes);
    html(&Index {
        page: page(&survey, survey.department(department)).seen_by(&Viewer::from(&person)),
        department: survey.department(department).to_owned(),
        round: survey.round.title.clone(),
        answer: progress_words(handed_in, all),
        due: due.map(|day| due_sentence(day, survey.today)).unwrap_or_default(),
        late: due.is_some_and(|day| days_left(day, survey.today) < 0),
        locked: match survey.round.state {
            RoundState::Open => None,
            RoundState::Locked => Some(format!(
                "事務局がこの調査の受付を止めています。理由：{}",
                survey.round.reason.as_deref().unwrap_or("記載なし")
            )),
            RoundState::Closed => Some("この調査は確定済みのため、回答は変更できません。".into()),
        },
        handed_in,
        all,
        next: next.map(|answer| (survey.href_of_answer(answer), title(&survey, &answer.item))),
        href: survey.href_of(department),
        writes,
        complete: rows.iter().filter(|row| row.complete).count(),
        rows,
        notice: done.words(&survey),
    })
}
