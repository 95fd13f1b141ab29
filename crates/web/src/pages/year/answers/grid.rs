//! `…/departments/{department}/grid`: all items of a department with all fields asked, to be filled in place.
//!
//! With a script each cell is saved as it is left; without one the whole is one form.
//! Not here: pasting out of a spreadsheet (`paste`).

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::field::Field;

use super::field::{Shown, focus_first, shown};
use super::show::Done;
use super::typed::{SaveOutcome, keep, of_form};
use super::{closed_reason, demand_known, number, page, progress_of, sign, title, writes};
use crate::App;
use crate::access::{Right, demand_for, sees};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::pages::year::review::grade_keys;
use crate::path::{UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::round_context::{DepartmentPath, Part, RoundContext, load_round};
use crate::show::page::Page;

/// A column: a field that all have, or the n-th indicator of each item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Field(Field),
    Indicator(usize),
}

impl Column {
    /// Its head.
    pub(crate) fn label(&self) -> String {
        match self {
            Column::Field(field) => field.label().to_owned(),
            Column::Indicator(0) => "指標の実績値".to_owned(),
            Column::Indicator(n) => format!("指標の実績値（{}）", n + 1),
        }
    }

    /// The field of this column among those asked of an answer.
    pub(crate) fn of<'a>(&self, fields: &'a [Field]) -> Option<&'a Field> {
        match self {
            Column::Field(field) => fields.iter().find(|known| *known == field),
            Column::Indicator(n) => fields
                .iter()
                .filter(|field| matches!(field, Field::Indicator(_)))
                .nth(*n),
        }
    }
}

/// The columns that some answer of the list is asked, in the order of the screens.
pub(crate) fn columns(survey: &RoundContext) -> Vec<Column> {
    let (mut plain, mut most) = (Vec::new(), 0);
    for answer in &survey.answers {
        let mut indicators = 0;
        for field in survey.fields(answer) {
            if matches!(field, Field::Indicator(_)) {
                indicators += 1;
            } else if !plain.contains(&field) {
                plain.push(field);
            }
        }
        most = most.max(indicators);
    }
    plain.sort();
    let behind = plain
        .iter()
        .position(|field| *field > Field::EffectActual)
        .unwrap_or(plain.len());
    let mut columns: Vec<Column> = plain.into_iter().map(Column::Field).collect();
    columns.splice(behind..behind, (0..most).map(Column::Indicator));
    columns
}

/// A row.
#[derive(Debug)]
struct Row {
    item: String,
    href: String,
    draft: String,
    number: String,
    title: String,
    role: &'static str,
    sign: &'static str,
    state: &'static str,
    /// Why nothing can be written, if it cannot.
    closed_reason: Option<String>,
    /// One for each column; none where this answer is not asked.
    cells: Vec<Option<Shown>>,
}

#[derive(Template)]
#[template(path = "pages/year/answers/grid.html")]
struct Grid {
    page: Page,
    owner: String,
    department: String,
    answer: String,
    href: String,
    heads: Vec<String>,
    rows: Vec<Row>,
    writes: bool,
    keys: String,
    notice: Option<String>,
    wrong: usize,
    conflicts: usize,
    refused: Vec<Refused>,
}

/// An item that took nothing.
#[derive(Debug)]
struct Refused {
    name: String,
    why: String,
    /// What was typed, to be copied: label and text.
    words: Vec<(String, String)>,
}

/// What became of a form without a script, by item.
#[derive(Debug, Default)]
struct Became {
    outcomes: HashMap<String, SaveOutcome>,
    refused: Vec<Refused>,
}

fn grid(person: &Person, path: &DepartmentPath, survey: &RoundContext, became: Became) -> Grid {
    let department = path.department.as_str();
    let columns = columns(survey);
    let writes = writes(person, path);
    let mut rows = Vec::new();
    let (mut wrong, mut conflicts) = (0, 0);
    for (at, answer) in survey.answers.iter().enumerate() {
        let nothing = SaveOutcome::nothing(answer.clone());
        let outcome = became.outcomes.get(&answer.item).unwrap_or(&nothing);
        wrong += outcome.wrong.len();
        conflicts += outcome.conflicts.len();
        let seen = sees(person, &survey.code(), department, answer.state);
        let fields = survey.fields(answer);
        let shown = match seen {
            true => shown(
                survey,
                outcome,
                &[],
                &format!("r{at}"),
                &format!("{}/", answer.item),
            ),
            false => Vec::new(),
        };
        let by_field: BTreeMap<String, Shown> =
            shown.into_iter().map(|one| (one.word.clone(), one)).collect();
        let cell = |column: &Column| by_field.get(&column.of(&fields)?.key()).cloned();
        rows.push(Row {
            item: answer.item.clone(),
            href: survey.href_of_answer(answer),
            draft: format!(
                "{}:{}/{}/{department}/{}",
                person.owner(),
                path.plan,
                survey.round.key,
                answer.item
            ),
            number: number(survey, &answer.item),
            title: title(survey, &answer.item),
            role: answer.role.label(),
            sign: sign(answer.state),
            state: answer.state.label(),
            closed_reason: match writes {
                true => closed_reason(answer, &survey.round, survey.today),
                false => Some("表示だけの画面です。".to_owned()),
            },
            cells: columns.iter().map(cell).collect(),
        });
    }
    focus_first(rows.iter_mut().flat_map(|row| row.cells.iter_mut().flatten()));
    let list = survey.href_of(department);
    Grid {
        page: page(survey, "表で記入")
            .under(list.clone(), survey.department(department).to_owned())
            .seen_by(&Viewer::from(person)),
        owner: person.owner(),
        department: survey.department(department).to_owned(),
        answer: progress_of(&survey.answers, survey.today),
        href: list,
        heads: columns.iter().map(Column::label).collect(),
        rows,
        writes,
        keys: grade_keys(survey),
        notice: None,
        wrong,
        conflicts,
        refused: became.refused,
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let part = Part::Departments(vec![department.to_owned()]);
    let survey = load_round(&app, &path.round(), &part).await?;
    demand_known(&survey, department)?;
    let mut page = grid(&person, &path, &survey, Became::default());
    page.notice = done.words(&survey);
    html(&page)
}

/// `POST …/grid`: the whole grid as one form.
pub(crate) async fn save(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let actor = demand_for(&person, Right::Answer, &path.code.0, Some(department))?;
    let part = Part::Departments(vec![department.to_owned()]);
    let mut survey = load_round(&app, &path.round(), &part).await?;
    demand_known(&survey, department)?;
    let by_item = by_item(&form);
    let round = path.round();
    let mut became = Became::default();
    let mut after: Vec<Answer> = Vec::new();
    for answer in &survey.answers {
        let typed = match by_item.get(&answer.item) {
            Some(own) => of_form(own, "", &survey.fields(answer)),
            None => Vec::new(),
        };
        let words: Vec<(String, String)> = typed
            .iter()
            .map(|one| (survey.label(&one.field), one.text.clone()))
            .collect();
        match keep(&app, &actor, &survey, round.at(), answer, typed).await {
            Ok(outcome) => {
                after.push(outcome.answer.clone());
                became.outcomes.insert(answer.item.clone(), outcome);
            }
            Err(Problem::NotNow(why)) => {
                after.push(answer.clone());
                let name = format!(
                    "{} {}",
                    number(&survey, &answer.item),
                    title(&survey, &answer.item)
                );
                became.refused.push(Refused { name, why, words });
            }
            Err(problem) => return Err(problem),
        }
    }
    survey.answers = after;
    if became.refused.is_empty() && became.outcomes.values().all(SaveOutcome::is_whole) {
        let href = survey.href_of(department);
        return Ok(Redirect::to(&format!("{href}/grid?did=saved")).into_response());
    }
    let page = grid(&person, &path, &survey, became);
    let status = match page.conflicts + page.refused.len() {
        0 => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    };
    Ok((status, html(&page)?).into_response())
}

/// The fields of a form by the item before the stroke of their names.
fn by_item(form: &FormData) -> HashMap<String, FormData> {
    let mut found: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for (name, value) in form.pairs() {
        if let Some((item, name)) = name.split_once('/') {
            found
                .entry(item.to_owned())
                .or_default()
                .push((name.to_owned(), value.clone()));
        }
    }
    let own = found.into_iter();
    own.map(|(item, fields)| (item, fields.into_iter().collect()))
        .collect()
}
