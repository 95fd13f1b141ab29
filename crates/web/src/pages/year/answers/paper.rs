//! `…/departments/{department}/sheets.pdf` and `…/items/{item}/sheet.pdf`: the answer sheets (回答票) on paper, with what is
//! answered so far and room for the rest, and the boxes of those who approve.
//!
//! What somebody does not see yet is left blank. Not here: how a sheet looks (`gyokaku_paper`), the workbook.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::brief::{AnswerBox, Block, Brief};
use gyokaku_core::journal::Export;
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::day_shown;
use gyokaku_core::round::field::{Field, ValueType};
use gyokaku_paper::Leaf;

use super::form::steps;
use super::{demand_known, number, title};
use crate::App;
use crate::access::sees;
use crate::error::Problem;
use crate::file_name::{attachment, fitting_name};
use crate::pages::year::review::value_shown;
use crate::path::UrlPath;
use crate::person::Person;
use crate::printing::imprint;
use crate::round_context::{AnswerPath, DepartmentPath, Part, RoundContext, load_round};

pub(crate) async fn all(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let part = Part::Departments(vec![department.to_owned()]);
    let survey = load_round(&app, &path.round(), &part).await?;
    demand_known(&survey, department)?;
    sent(&app, &person, &path, &survey, None).await
}

pub(crate) async fn one(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AnswerPath>,
) -> Result<Response, Problem> {
    let of_department = path.department();
    let part = Part::Departments(vec![of_department.department.as_str().to_owned()]);
    let survey = load_round(&app, &of_department.round(), &part).await?;
    sent(&app, &person, &of_department, &survey, Some(path.item.as_str())).await
}

/// Prints the sheets of a department, or the one of an item, and notes who took them.
async fn sent(
    app: &App,
    person: &Person,
    path: &DepartmentPath,
    survey: &RoundContext,
    item: Option<&str>,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let own = survey.answers.iter().filter(|answer| {
        let is_asked = item.map_or(answer.left(survey.today).is_none(), |item| answer.item == item);
        answer.department == department && is_asked
    });
    let leaves: Vec<Leaf> = own
        .map(|answer| Leaf {
            brief: sheet(survey, answer, person),
            pictures: Vec::new(),
        })
        .collect();
    if leaves.is_empty() {
        return Err(Problem::NotFound);
    }
    let name = survey.department(department).to_owned();
    let heading = format!("{}　回答票　{name}", survey.round.title);
    let imprint = imprint(app, &survey.loaded, &survey.round.title)?;
    let print = move || gyokaku_paper::leaves(&heading, &leaves, &imprint);
    let done = app.printing().table(print).await?;
    let export = Export::Answers {
        round: survey.round.key,
        departments: vec![department.to_owned()],
        format: "pdf".to_owned(),
    };
    let plan = Some(path.plan.as_str());
    app.store()
        .record(&person.actor(), &app.now(), &path.code.0, plan, export)
        .await?;
    let when = survey.round.key.show(survey.plan().year_style);
    let of = item.map_or_else(String::new, |item| format!("_{}", title(survey, item)));
    let called = fitting_name(&format!("回答票_{when}_{name}{of}.pdf"));
    let plain = format!("{}_{department}_sheets.pdf", survey.round.key);
    Ok((attachment("application/pdf", &called, &plain), done.pdf.clone()).into_response())
}

/// The sheet of an answer.
fn sheet(survey: &RoundContext, answer: &Answer, person: &Person) -> Brief {
    let is_seen = sees(person, &survey.code(), &answer.department, answer.state);
    let style = survey.plan().year_style;
    let item = survey.item(&answer.item);
    let mut facts: Vec<(String, Vec<String>)> = Vec::new();
    let mut fact = |label: &str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            facts.push((label.to_owned(), text.lines().map(str::to_owned).collect()));
        }
    };
    let section = item.and_then(|item| item.section.as_deref());
    fact("区分", section.map(|id| survey.plan().path(id).join(" / ")));
    fact(
        "担当",
        Some(format!(
            "{}（{}）",
            survey.department(&answer.department),
            answer.role.label()
        )),
    );
    fact("取組内容", item.and_then(|item| item.content.clone()));
    fact("目標", item.and_then(|item| item.target.clone()));
    for (year, text) in steps(survey, answer) {
        fact(&format!("{year}の計画"), Some(text));
    }
    fact("提出の期限", Some(day_shown(survey.round.due.department)));
    fact("状態", Some(answer.state.label().to_owned()));
    let last = survey.last(answer);
    let asked = |field: &Field| {
        let value = answer.value(field).filter(|_| is_seen);
        let before = last.and_then(|values| values.get(field));
        AnswerBox {
            label: survey.label(field),
            hint: hint(survey, field),
            before: before.map(|value| value_shown(field, value)).unwrap_or_default(),
            value: value.map(|value| value_shown(field, value)).unwrap_or_default(),
            choices: choices(survey, field),
            is_long: field.value_type() == ValueType::Words,
        }
    };
    Brief {
        title: format!("{} {}", number(survey, &answer.item), title(survey, &answer.item))
            .trim()
            .to_owned(),
        of: format!(
            "{}　回答票（{}）",
            survey.round.title,
            survey.round.key.show(style)
        ),
        seals: survey
            .round
            .approvals
            .iter()
            .map(|one| one.name.clone())
            .collect(),
        blocks: vec![
            Block {
                facts,
                ..Block::default()
            },
            Block {
                heading: "回答".to_owned(),
                boxes: survey.fields(answer).iter().map(asked).collect(),
                ..Block::default()
            },
        ],
        is_one_sheet: true,
        ..Brief::default()
    }
}

/// What to write; of a grade what each stands for.
fn hint(survey: &RoundContext, field: &Field) -> String {
    if field.value_type() != ValueType::Grade {
        return survey.hint(field).to_owned();
    }
    let grades = survey
        .scale()
        .grades
        .iter()
        .filter(|grade| !grade.definition.is_empty());
    let said: Vec<String> = grades
        .map(|grade| format!("{}：{}", grade.label, grade.definition))
        .collect();
    said.join("\n")
}

/// What can be chosen; nothing where anything can be written.
fn choices(survey: &RoundContext, field: &Field) -> Vec<String> {
    match field.value_type() {
        ValueType::Grade => survey
            .scale()
            .grades
            .iter()
            .map(|grade| grade.label.clone())
            .collect(),
        ValueType::Choice => {
            let question = field.asked_by(&survey.round.own);
            question
                .map(|question| question.choices.clone())
                .unwrap_or_default()
        }
        ValueType::Yen | ValueType::Number | ValueType::Words => Vec::new(),
    }
}
