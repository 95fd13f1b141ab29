//! The list for grading: the departments' grades beside one's own column, saved row by row.

use askama::Template;
use axum::response::Response;
use gyokaku_core::plan::Section;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::RoundState;
use gyokaku_core::round::board::grade_of_departments;
use gyokaku_core::round::field::Field;

use super::list::Narrow;
use super::{Beside, GradeShown, beside, frame, grade_keys, grade_shown, item_name, items_of, visible};
use crate::access::{Right, may};
use crate::error::{Problem, html};
use crate::person::Person;
use crate::round_context::RoundContext;
use crate::show::page::Page;

/// The evaluators that people grade as, each with the right that it takes.
pub(crate) const EVALUATORS: [(Evaluator, Right); 3] = [
    (Evaluator::Secretariat, Right::Accept),
    (Evaluator::Headquarters, Right::GradeHeadquarters),
    (Evaluator::Council, Right::GradeCouncil),
];

/// As which evaluators a person grades.
pub(crate) fn evaluators(person: &Person, survey: &RoundContext) -> Vec<(Evaluator, &'static str)> {
    let code = survey.code();
    EVALUATORS
        .into_iter()
        .filter(|(_, right)| may(person, *right, &code, None))
        .map(|(by, _)| (by, by.key()))
        .collect()
}

/// An item of the list.
struct Row {
    item: String,
    href: String,
    number: String,
    title: String,
    section: String,
    departments: Vec<String>,
    /// What the departments say.
    given: Option<GradeShown>,
    reason: String,
    /// What the evaluator says.
    own: String,
    own_reason: String,
    /// The revision of the own grade; empty where there is none.
    seen: String,
    /// Under which name the browser keeps what is not saved.
    draft: String,
}

#[derive(Template)]
#[template(path = "pages/year/review/grading.html")]
struct GradingPage {
    page: Page,
    beside: Vec<Beside>,
    address: String,
    base: String,
    answer: String,
    by: &'static str,
    as_whom: &'static str,
    owner: String,
    keys: String,
    rows: Vec<Row>,
    labels: Vec<GradeShown>,
    open_only: bool,
    closed: bool,
    saved: bool,
}

pub(super) async fn page(
    person: &Person,
    survey: &RoundContext,
    narrow: &Narrow,
) -> Result<Response, Problem> {
    let Some((by, key)) = evaluators(person, survey).into_iter().next() else {
        return Err(Problem::Forbidden);
    };
    let answers = visible(person, survey);
    let rows: Vec<Row> = items_of(&answers)
        .iter()
        .map(|item| {
            let of_item = || answers.iter().copied().filter(|answer| answer.item == **item);
            let own = survey.grades.iter().find(|g| g.item == **item && g.by == by);
            let given = grade_of_departments(of_item());
            let value = |field| given.and_then(|answer| answer.value(&field)).unwrap_or_default();
            let (number, title) = item_name(survey, item);
            let section = survey.item(item).and_then(|item| item.section.as_deref());
            Row {
                item: (*item).to_owned(),
                href: survey.href_of_review(item),
                number,
                title,
                section: section
                    .and_then(|id| survey.plan().section(id))
                    .map(Section::called)
                    .unwrap_or_default(),
                departments: of_item()
                    .map(|answer| survey.department(&answer.department).to_owned())
                    .collect(),
                given: given
                    .and_then(|answer| answer.value(&Field::Grade))
                    .map(|label| grade_shown(survey, label)),
                reason: value(Field::Reason).to_owned(),
                own: own.map(|g| g.grade.clone()).unwrap_or_default(),
                own_reason: own.map(|g| g.reason.clone()).unwrap_or_default(),
                seen: own.map(|g| g.revision.to_string()).unwrap_or_default(),
                draft: format!("{}:{}:{key}:{item}", person.owner(), survey.href()),
            }
        })
        .collect();
    let graded = rows.iter().filter(|row| !row.own.is_empty()).count();
    let (all, open_only) = (rows.len(), narrow.grade == "none");
    let answer = match (all, all - graded) {
        (0, _) => "評価できる取組はまだありません。回答の提出や確認が済むと、ここに並びます。".to_owned(),
        (all, 0) => format!("{all}の取組すべてに{}の評価が入っています。", by.label()),
        (all, open) => format!(
            "{all}の取組のうち{graded}に{}の評価が入り、{open}が残っています。",
            by.label()
        ),
    };
    html(&GradingPage {
        page: frame(survey, "評価の入力", person),
        beside: beside(survey, person, "grades"),
        address: format!("{}/review", survey.href()),
        base: survey.href(),
        answer,
        by: key,
        as_whom: by.label(),
        owner: person.owner(),
        keys: grade_keys(survey),
        rows: rows
            .into_iter()
            .filter(|row| !open_only || row.own.is_empty())
            .collect(),
        labels: survey
            .scale()
            .grades
            .iter()
            .map(|grade| grade_shown(survey, &grade.label))
            .collect(),
        open_only,
        closed: survey.round.state == RoundState::Closed,
        saved: narrow.done == "grade",
    })
}
