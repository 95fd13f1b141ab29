//! `/{code}/{plan}/progress`: counts and shares by grade, for the plan and each part of it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::Grade;
use gyokaku_core::table::{self, RowKind, Table, Value};
use serde::Deserialize;

use crate::App;
use crate::access::{Right, may};
use crate::error::{Problem, html};
use crate::frozen::{self, Progress, edition};
use crate::loaded::{Loaded, Part, load, scale_words};
use crate::path::{Asked, At, PlanAt};
use crate::person::Viewer;
use crate::picture::{Picture, shares};
use crate::show::page::Page;
use crate::show::table::{GradeWord, Shown, downloads, tone_class};

#[derive(Template)]
#[template(path = "pages/register/progress/show.html")]
struct ProgressPage<'a> {
    page: Page,
    answer: String,
    grades: Vec<&'a Grade>,
    /// The edition that the table comes out of.
    edition: Option<(String, String)>,
    years: Vec<(String, String, bool)>,
    picture: Option<Picture>,
    table: Option<Shown>,
    /// The page on which the scales are kept, for whom may.
    scales: Option<String>,
    /// Whether some grades are counted apart.
    apart: bool,
}

/// Which year is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Year {
    year: String,
}

/// The fiscal years that the progress of a plan speaks of, in order.
fn years(plan: &Plan) -> Vec<FiscalYear> {
    let stated: Vec<FiscalYear> = plan
        .progress
        .iter()
        .filter(|p| p.total.is_some())
        .filter_map(|p| p.fiscal_year)
        .collect();
    let mut years = if plan.progress.iter().any(|p| p.total.is_some()) {
        stated
    } else {
        plan.evaluations.iter().filter_map(|e| e.fiscal_year).collect()
    };
    years.sort_unstable();
    years.dedup();
    years
}

/// The table of the year asked for, or of the latest; counts of several years are never added up.
pub(crate) fn of_year(plan: &Plan, asked: &str) -> Table {
    let years = years(plan);
    let asked = year(asked).filter(|y| years.contains(y));
    table::progress::table(
        plan,
        asked.or_else(|| years.last().copied().filter(|_| years.len() > 1)),
    )
}

/// A year of an address.
fn year(asked: &str) -> Option<FiscalYear> {
    asked.parse().ok().and_then(FiscalYear::new)
}

/// The table of a year as the page and the file have it: of the latest edition, where one speaks for the
/// year, of the register otherwise.
pub(crate) async fn published(app: &App, loaded: &Loaded, asked: &str) -> Result<(Table, Progress), Problem> {
    let plan = loaded.plan();
    let frozen = frozen::progress(app, loaded, year(asked), years(plan).last().copied()).await?;
    let table = match &frozen.of_year {
        Some((_, table)) => table.clone(),
        None => of_year(plan, asked),
    };
    Ok((table, frozen))
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    At(at): At<PlanAt>,
    Asked(asked): Asked<Year>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at).await?;
    let plan = loaded.plan();
    let (table, frozen) = published(&app, &loaded, &asked.year).await?;
    let address = loaded.href_of(Part::Progress);
    let mut known = [years(plan), frozen.years].concat();
    known.sort_unstable();
    known.dedup();
    let current = year(&asked.year).filter(|y| known.contains(y));
    let query = current.map(|y| format!("?year={y}")).unwrap_or_default();
    let current = current.or_else(|| known.last().copied());
    let years = if known.len() > 1 {
        known
            .iter()
            .map(|y| {
                (
                    format!("{address}?year={y}"),
                    y.show(plan.year_style),
                    Some(*y) == current,
                )
            })
            .collect()
    } else {
        Vec::new()
    };
    let (picture, shown) = match (&frozen.of_year, table.rows.is_empty()) {
        (_, true) => (None, None),
        (Some((head, _)), false) => {
            let grades = scale_words(&edition(head)?.scale);
            (
                Some(picture(&grades, &table, 1)),
                Some(loaded.frozen("progress", &table, &grades, None)),
            )
        }
        (None, false) => (
            Some(picture(loaded.grades(), &table, 1)),
            Some(loaded.shown("progress", &table, Some(&address), &query)),
        ),
    };
    let shown = shown.map(|mut shown| {
        shown.downloads = downloads(&address, &query);
        shown
    });
    let edition = frozen.of_year.map(|(head, _)| {
        (
            format!("{}/{}", loaded.href_of(Part::Editions), head.number),
            format!("第{}版（{}）", head.number, head.title),
        )
    });
    let answer = if table.rows.is_empty() {
        "この計画の文書には、進捗状況の記載がありません。".to_owned()
    } else {
        table.summary.clone()
    };
    html(&ProgressPage {
        page: loaded.page(Part::Progress).seen_by(&viewer),
        answer,
        grades: legend(plan),
        edition,
        years,
        picture,
        table: shown,
        scales: keeps_scales(&viewer, &loaded).then(|| loaded.href_of(Part::Scales)),
        apart: table.column("evaluated").is_some(),
    })
}

fn keeps_scales(viewer: &Viewer, loaded: &Loaded) -> bool {
    let person = viewer.0.as_ref();
    person.is_some_and(|person| may(person, Right::ManageScales, &loaded.code, None))
}

/// The shares by part of the plan, down to a depth.
pub(crate) fn picture(grades: &[GradeWord], table: &Table, depth: u8) -> Picture {
    let bars = bars(grades, table, depth);
    Picture::draw("shares", |width, id| shares::draw(width, id, &table.title, &bars))
}

fn bars(words: &[GradeWord], table: &Table, depth: u8) -> Vec<shares::Bar> {
    let count = |row: &table::Row, at: usize| match row.cells.get(at).map(|c| &c.value) {
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    };
    let text =
        |row: &table::Row, at: Option<usize>| match at.and_then(|at| row.cells.get(at)).map(|c| &c.value) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
    let Some(total) = table.column("total") else {
        return Vec::new();
    };
    let evaluated = table.column("evaluated").unwrap_or(total);
    let has_share = |key: &str| table.column(&format!("{key}_share")).is_some();
    let grades: Vec<(usize, &str, bool)> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, c)| c.key.starts_with("grade_") && !c.key.ends_with("_share"))
        .map(|(n, c)| (n, c.label.as_str(), !has_share(&c.key)))
        .collect();
    let tone = |label: &str| {
        words
            .iter()
            .find(|known| known.label == label)
            .map(|known| known.tone)
            .unwrap_or_default()
    };
    let bar = |row: &table::Row, indent: bool| {
        let label = format!(
            "{} {}",
            text(row, table.column("label")),
            text(row, table.column("title"))
        );
        Some(shares::Bar {
            label: format!("{}{}", if indent { "　" } else { "" }, label.trim()),
            total: count(row, total)?,
            evaluated: count(row, evaluated)?,
            parts: grades
                .iter()
                .map(|(at, label, apart)| shares::Part {
                    label: (*label).to_owned(),
                    tone: tone(label),
                    count: count(row, *at),
                    apart: *apart,
                })
                .collect(),
        })
    };
    let mut bars: Vec<shares::Bar> = table
        .rows
        .iter()
        .filter(|r| r.kind == RowKind::Total)
        .filter_map(|r| bar(r, false))
        .collect();
    for bar in &mut bars {
        bar.label = "全体".into();
    }
    bars.extend(
        table
            .rows
            .iter()
            .filter(|r| r.kind != RowKind::Total && r.level <= depth)
            .filter_map(|r| bar(r, r.level > 0)),
    );
    bars
}

/// The grades to explain, each once.
fn legend(plan: &Plan) -> Vec<&Grade> {
    let mut grades: Vec<&Grade> = Vec::new();
    for grade in plan.scales.iter().flat_map(|s| &s.grades) {
        if !grades
            .iter()
            .any(|g| (&g.label, &g.definition) == (&grade.label, &grade.definition))
        {
            grades.push(grade);
        }
    }
    grades
}

fn class(grade: &Grade) -> &'static str {
    tone_class(grade.tone)
}

/// The word of the tone, where the plan itself does not say what the grade means.
fn word(grade: &Grade) -> &'static str {
    if grade.definition.is_empty() {
        grade.tone.word()
    } else {
        ""
    }
}
