//! `…/departments/{department}/sheet`: the answers of a department that wait for approval or got it, as a sheet to print
//! and to sign (決裁).
//!
//! The boxes say who approves at which level, with name and day where it was done here. Values are as they stand on the
//! other pages. Not here: approving (`act`), the item's own sheet (個票).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::department::Role;
use gyokaku_core::plan::Retirement;
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::approval::Rank;
use gyokaku_core::round::field::Field;
use gyokaku_store::Approved;

use super::{GradeShown, frame, grade_shown, item_name, value_shown};
use crate::App;
use crate::access::sees;
use crate::error::{Problem, html};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::{DepartmentPath, Part, RoundContext, load_round};
use crate::show::page::Page;
use crate::show::time::{day, day_of};

/// A box of the sheet: who approves, and by whom and when it was done for how many of the answers.
struct Seal {
    name: String,
    /// Until when.
    due: String,
    /// Name, day, and for whom where it was a deputy; each once.
    given: Vec<String>,
    /// How many of the answers it was given for, where it was not given for all.
    of: Option<String>,
}

/// A value of an answer.
struct Line {
    label: String,
    value: String,
}

/// An answer on the sheet.
struct Entry {
    number: String,
    title: String,
    role: &'static str,
    state: &'static str,
    ended: Option<String>,
    grade: Option<GradeShown>,
    amounts: Vec<Line>,
    words: Vec<Line>,
    /// Who handed it in or changed it last, and when.
    changed: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/year/review/sheet.html")]
struct Sheet {
    page: Page,
    body: String,
    plan: String,
    round: String,
    year: String,
    department: String,
    division: String,
    today: String,
    answer: String,
    seals: Vec<Seal>,
    entries: Vec<Entry>,
    with_amounts: bool,
    back: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let round = path.round();
    let survey = load_round(&app, &round, &Part::Departments(vec![department.to_owned()])).await?;
    if survey.directory.department(department).is_none() && survey.answers.is_empty() {
        return Err(Problem::NotFound);
    }
    let approvals = app.store().approvals(round.at(), None, Some(department)).await?;
    let code = survey.code();
    let is_on_it = |answer: &&Answer| {
        !answer.state.is_with_department() && sees(&person, &code, department, answer.state)
    };
    let answers: Vec<&Answer> = survey.answers.iter().filter(is_on_it).collect();
    let entries: Vec<Entry> = answers.iter().map(|answer| entry(&survey, answer)).collect();
    let seals = survey
        .round
        .approvals
        .iter()
        .zip(Rank::ALL)
        .map(|(approval, rank)| Seal {
            name: approval.name.clone(),
            due: day_of(approval.due),
            ..seal(&answers, &approvals, rank)
        });
    let name = survey.department(department).to_owned();
    html(&Sheet {
        page: frame(&survey, &format!("{name}の決裁用の用紙"), &person),
        body: survey.loaded.body_name.clone(),
        plan: survey.loaded.title().to_owned(),
        round: survey.round.title.clone(),
        year: survey.round.key.show(survey.plan().year_style),
        division: survey.division(department).to_owned(),
        today: day_of(survey.today),
        answer: match entries.len() {
            0 => "提出された回答はまだありません。提出されると、ここに並びます。".to_owned(),
            many => format!("提出された回答{many}件を、決裁用に並べています。"),
        },
        seals: seals.collect(),
        with_amounts: entries.iter().any(|entry| !entry.amounts.is_empty()),
        entries,
        back: survey.href_of(department),
        department: name,
    })
}

/// Who approved, when, and in whose place.
pub(crate) fn approved_words(one: &Approved) -> String {
    let (by, on) = (&one.approved_by, day(&one.approved_at));
    match &one.stands_for {
        Some(head) => format!("代決 {by}（{head}に代わって） {on}"),
        None => format!("{by} {on}"),
    }
}

/// What was given of an approval for the answers of the sheet.
fn seal(answers: &[&Answer], approvals: &[Approved], rank: Rank) -> Seal {
    let given: Vec<&Approved> = approvals
        .iter()
        .filter(|one| one.rank == rank && answers.iter().any(|answer| answer.item == one.item))
        .collect();
    let mut words: Vec<String> = Vec::new();
    for one in &given {
        let said = approved_words(one);
        if !words.contains(&said) {
            words.push(said);
        }
    }
    let (some, all) = (given.len(), answers.len());
    Seal {
        name: String::new(),
        due: String::new(),
        given: words,
        of: (some > 0 && some < all).then(|| format!("{all}件のうち{some}件")),
    }
}

fn entry(survey: &RoundContext, answer: &Answer) -> Entry {
    let (number, title) = item_name(survey, &answer.item);
    let is_amount = |field: &Field| matches!(field, Field::EffectPlan | Field::EffectActual);
    let line = |field: &Field| {
        Some(Line {
            label: survey.label(field),
            value: value_shown(field, answer.value(field)?),
        })
    };
    let fields = survey.fields_of(answer);
    let lines = |fits: &dyn Fn(&Field) -> bool| -> Vec<Line> {
        let fitting = fields.iter().filter(|field| fits(field));
        fitting.filter_map(line).collect()
    };
    Entry {
        number,
        title,
        role: match answer.role {
            Role::Lead => "主担当課",
            Role::Support => "関係課",
        },
        state: answer.state.label(),
        ended: answer.retired.as_ref().map(Retirement::words),
        grade: answer
            .value(&Field::Grade)
            .map(|label| grade_shown(survey, label)),
        amounts: lines(&is_amount),
        words: lines(&|field| *field != Field::Grade && !is_amount(field)),
        changed: answer
            .changed_by
            .as_ref()
            .zip(answer.changed_at.as_deref())
            .map(|(by, at)| format!("{by} {}", day(at))),
    }
}
