//! `/{code}/{plan}/years` and its files: the progress of a plan over the years.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::edition::{Edition, Entry};
use gyokaku_core::table::years::progress;
use gyokaku_core::table::{Table, Value};

use crate::App;
use crate::error::{Problem, html};
use crate::formats::{Format, Wanted, hand_out};
use crate::frozen::of_rounds;
use crate::loaded::{Loaded, Part, load, scale_words};
use crate::path::{At, PlanAt};
use crate::person::Viewer;
use crate::picture::{Picture, shares};
use crate::show::page::Page;
use crate::show::table::{GradeWord, Shown, downloads};

#[derive(Template)]
#[template(path = "pages/register/years/show.html")]
struct YearsPage {
    page: Page,
    answer: String,
    picture: Option<Picture>,
    table: Option<Shown>,
}

/// The years of a plan with the words of their grades.
async fn years(app: &App, at: &PlanAt) -> Result<(Loaded, Table, Vec<GradeWord>), Problem> {
    let loaded = load(app, at).await?;
    let editions = match loaded.editions() {
        0 => Vec::new(),
        _ => of_rounds(app, &loaded.code, &loaded.key).await?,
    };
    let mut grades: Vec<GradeWord> = Vec::new();
    for word in editions
        .iter()
        .flat_map(|(edition, _)| scale_words(&edition.scale))
    {
        if !grades.iter().any(|known| known.label == word.label) {
            grades.push(word);
        }
    }
    let of_years: Vec<(&Edition, &[Entry])> = editions
        .iter()
        .map(|(edition, entries)| (edition, entries.as_slice()))
        .collect();
    let table = progress(loaded.title(), loaded.plan().year_style, &of_years);
    Ok((loaded, table, grades))
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    At(at): At<PlanAt>,
) -> Result<Response, Problem> {
    let (loaded, table, grades) = years(&app, &at).await?;
    let href = loaded.href_of(Part::Years);
    let is_empty = table.is_empty();
    html(&YearsPage {
        page: loaded.page(Part::Years).seen_by(&viewer),
        answer: answer(&table),
        picture: (!is_empty).then(|| picture(&table, &grades)),
        table: (!is_empty).then(|| {
            let mut shown = loaded.frozen("years", &table, &grades, None);
            shown.downloads = downloads(&href, "");
            shown
        }),
    })
}

/// The same table as a file.
pub(crate) async fn file(
    app: App,
    viewer: Viewer,
    at: PlanAt,
    format: Format,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let (_, table, _) = years(&app, &at).await?;
    hand_out(&app, &viewer, &at, &table, format, &wanted.encoding, "years").await
}

fn text(value: Option<&Value>) -> &str {
    match value {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

fn count(value: Option<&Value>) -> Option<i64> {
    match value {
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    }
}

/// The grades' columns: where each stands, and its label.
fn grade_columns(table: &Table) -> impl Iterator<Item = (usize, &str)> {
    let columns = table.columns.iter().enumerate();
    columns
        .filter(|(_, c)| c.key.starts_with("grade_") && !c.key.ends_with("_share"))
        .map(|(at, c)| (at, c.label.as_str()))
}

/// The last year beside the year before it.
fn answer(table: &Table) -> String {
    let cell = |row: &gyokaku_core::table::Row, at: usize| row.cells.get(at).map(|c| c.value.clone());
    let (Some(total), Some(last)) = (table.column("total"), table.rows.last()) else {
        return "まだ確定した年度がないため、推移はありません。年度の進捗状況が確定すると、ここに並びます。"
            .to_owned();
    };
    let year = text(cell(last, 0).as_ref()).to_owned();
    let counts: Vec<String> = grade_columns(table)
        .filter_map(|(at, label)| Some(format!("「{label}」が{}", count(cell(last, at).as_ref())?)))
        .collect();
    let whole = count(cell(last, total).as_ref()).unwrap_or(0);
    let now = format!("{year}は{whole}の取組のうち{}です。", counts.join("、"));
    let before = table.rows.len().checked_sub(2).and_then(|n| table.rows.get(n));
    let Some(before) = before else {
        return now;
    };
    let changes: Vec<String> = grade_columns(table)
        .filter_map(|(at, label)| {
            let difference = count(cell(last, at).as_ref())? - count(cell(before, at).as_ref())?;
            match difference {
                0 => None,
                more if more > 0 => Some(format!("「{label}」が{more}増え")),
                fewer => Some(format!("「{label}」が{}減り", fewer.abs())),
            }
        })
        .collect();
    let since = text(cell(before, 0).as_ref()).to_owned();
    match changes.is_empty() {
        true => format!("{now}{since}から増減はありません。"),
        false => format!("{now}{since}から{}ました。", changes.join("、")),
    }
}

/// One bar a year.
fn picture(table: &Table, grades: &[GradeWord]) -> Picture {
    let total = table.column("total").unwrap_or(1);
    let evaluated = table.column("evaluated").unwrap_or(total);
    let bars: Vec<shares::Bar> = table
        .rows
        .iter()
        .map(|row| shares::Bar {
            label: text(row.cells.first().map(|c| &c.value)).to_owned(),
            total: count(row.cells.get(total).map(|c| &c.value)).unwrap_or(0),
            evaluated: count(row.cells.get(evaluated).map(|c| &c.value)).unwrap_or(0),
            parts: grade_columns(table)
                .map(|(at, label)| shares::Part {
                    label: label.to_owned(),
                    tone: grades
                        .iter()
                        .find(|known| known.label == label)
                        .map(|known| known.tone)
                        .unwrap_or_default(),
                    count: count(row.cells.get(at).map(|c| &c.value)),
                    apart: table
                        .column(&format!("{}_share", table.columns[at].key))
                        .is_none(),
                })
                .collect(),
        })
        .collect();
    Picture::draw("years", |width, id| shares::draw(width, id, &table.title, &bars))
}
