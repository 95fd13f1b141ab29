//! `/{code}/{plan}/outlook`: the fiscal plan as it was rolled on one occasion, typed by line and year.
//!
//! Each rolling has years of its own, which are asked for with its name. Not here: the comparison with the effects
//! (`gyokaku_core::table::fiscal`).

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{Act, Refusal, Shape, Value};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::outlook::{OutlookEntry, OutlookKey, OutlookLine, periods, vintages};
use gyokaku_core::plan::Plan;
use gyokaku_exchange::typed::value;
use serde::Deserialize;

use super::boxes::{Sent, ValueBox, line};
use super::frame;
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery, query};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::EFFECTS;
use crate::undo;

/// How many years one outlook may have.
const MOST_YEARS: i16 = 20;

/// What is asked for: which occasion, which years, in which unit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    vintage: String,
    from: String,
    to: String,
    /// `million`, `thousand` or `yen`.
    unit: String,
    did: String,
}

/// The head of what is stated for all years together.
const TOGETHER: &str = "期間の計";

const UNITS: [(&str, &str, i64); 3] = [
    ("million", "百万円", 1_000_000),
    ("thousand", "千円", 1_000),
    ("yen", "円", 1),
];

impl Asked {
    fn unit(&self) -> i64 {
        let known = UNITS.iter().find(|(key, ..)| *key == self.unit);
        known.map_or(1_000_000, |(.., unit)| *unit)
    }

    /// The years asked for; those of the occasion where none are, or else those of the plan.
    fn years(&self, plan: &Plan) -> Result<Vec<FiscalYear>, (&'static str, &'static str)> {
        let read = |text: &str| match value(Shape::Year, text) {
            Ok(Value::Year(year)) => Ok(year),
            _ => Err(()),
        };
        let from = read(&self.from).map_err(|()| {
            (
                "from",
                "始まりの年度を「令和8年度」または「2026」のように入力してください。",
            )
        })?;
        let to = read(&self.to).map_err(|()| {
            (
                "to",
                "終わりの年度を「令和8年度」または「2026」のように入力してください。",
            )
        })?;
        let mut stated: Vec<FiscalYear> = plan
            .outlook
            .iter()
            .filter(|entry| entry.vintage == self.vintage)
            .flat_map(|entry| [Some(entry.fiscal_year), entry.until])
            .flatten()
            .collect();
        stated.sort_unstable();
        let from = from.or(stated.first().copied()).or(plan.period.map(|p| p.from));
        let to = to.or(stated.last().copied()).or(plan.period.map(|p| p.to));
        match (from, to) {
            (Some(from), Some(to)) if from > to => Err((
                "to",
                "終わりの年度が始まりの年度より前になっています。年度を確かめてください。",
            )),
            (Some(from), Some(to)) if to.western() - from.western() >= MOST_YEARS => {
                Err(("to", "一度に入力できるのは20年度分までです。"))
            }
            (Some(from), Some(to)) => Ok(FiscalYear::span(from, to).collect()),
            _ => Err(("from", "始まりと終わりの年度を入力してください。")),
        }
    }
}

struct Row {
    title: &'static str,
    cells: Vec<ValueBox>,
}

#[derive(Template)]
#[template(path = "pages/register/editing/outlook.html")]
struct OutlookPage {
    page: Page,
    href: String,
    answer: String,
    notice: Option<&'static str>,
    asked: Asked,
    known: Vec<String>,
    units: Vec<(String, String, bool)>,
    years: Vec<String>,
    rows: Vec<Row>,
    wrong: FieldErrors,
}

/// The name of a box: its line, and the year or the years together.
fn box_name((line, year, until): OutlookKey) -> String {
    match until {
        None => format!("{}.{}", line.key(), year.western()),
        Some(until) => format!("{}.{}-{}", line.key(), year.western(), until.western()),
    }
}

/// What the boxes of every line are of: each year, then all of them together where there are several, and what else the
/// occasion states of several years together.
fn columns(plan: &Plan, vintage: &str, years: &[FiscalYear]) -> Vec<(FiscalYear, Option<FiscalYear>)> {
    let mut columns: Vec<(FiscalYear, Option<FiscalYear>)> = years.iter().map(|year| (*year, None)).collect();
    if let [first, .., last] = years {
        columns.push((*first, Some(*last)));
        for period in periods(&plan.outlook, vintage) {
            let column = (period.from, Some(period.to));
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    columns
}

/// The head of a column.
fn head(plan: &Plan, (year, until): (FiscalYear, Option<FiscalYear>), years: &[FiscalYear]) -> String {
    let is_all = years.first() == Some(&year) && years.last().copied() == until;
    match until {
        None => year.show(plan.year_style),
        Some(_) if is_all => TOGETHER.to_owned(),
        Some(until) => format!(
            "{}～{}の計",
            year.show(plan.year_style),
            until.show(plan.year_style)
        ),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    page(&person, &loaded, asked, None, FieldErrors::default())
}

fn page(
    person: &Person,
    loaded: &Loaded,
    asked: Asked,
    sent: Option<&FormData>,
    mut wrong: FieldErrors,
) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let page = frame(loaded, person, EFFECTS, "財政計画の入力");
    let years = match asked.vintage.is_empty() {
        true => Vec::new(),
        false => asked.years(plan).unwrap_or_else(|(field, words)| {
            wrong.add(field, words);
            Vec::new()
        }),
    };
    let own = plan.outlook.iter().filter(|entry| entry.vintage == asked.vintage);
    let stands: HashMap<OutlookKey, &OutlookEntry> = own.map(|entry| (entry.key(), entry)).collect();
    let unit = asked.unit();
    let columns = columns(plan, &asked.vintage, &years);
    let row = |line: OutlookLine| {
        let cell = |column: &(FiscalYear, Option<FiscalYear>)| {
            let key = (line, column.0, column.1);
            let seen = stands.get(&key).map(|entry| entry.amount);
            let label = format!("{}、{}", line.label(), head(plan, *column, &years));
            ValueBox::amount((box_name(key), label), (seen, seen), unit, sent, &wrong)
        };
        Row {
            title: line.label(),
            cells: columns.iter().map(cell).collect(),
        }
    };
    let rows: Vec<Row> = match years.is_empty() {
        true => Vec::new(),
        false => OutlookLine::ALL.into_iter().map(row).collect(),
    };
    let answer = match asked.vintage.is_empty() {
        true => {
            "財政計画は、毎年度の改定ごとに時点を分けて記録します。時点と年度を決めてください。".to_owned()
        }
        false => format!("{}の財政計画です。", asked.vintage),
    };
    let status = wrong.status();
    let heads = columns.iter().map(|column| head(plan, *column, &years));
    let shown = OutlookPage {
        page,
        href: loaded.href(),
        answer,
        notice: (asked.did == "saved").then_some("記録しました。"),
        known: vintages(&plan.outlook).into_iter().map(str::to_owned).collect(),
        units: UNITS
            .iter()
            .map(|(key, words, of)| ((*key).to_owned(), (*words).to_owned(), *of == unit))
            .collect(),
        years: heads.collect(),
        rows,
        wrong,
        asked,
    };
    Ok((status, html(&shown)?).into_response())
}

pub(crate) async fn save(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let mut wrong = FieldErrors::default();
    let asked = Asked {
        vintage: line(&form, "vintage", "vintage", &mut wrong).unwrap_or_default(),
        from: form.line("from"),
        to: form.line("to"),
        unit: form.line("unit"),
        did: String::new(),
    };
    let years = asked.years(loaded.plan()).unwrap_or_else(|(field, words)| {
        wrong.add(field, words);
        Vec::new()
    });
    let mut cells = Vec::new();
    let mut boxes = Sent::of(&form);
    for line in OutlookLine::ALL {
        for (year, until) in columns(loaded.plan(), &asked.vintage, &years) {
            let key = (line, year, until);
            if let Some((seen, new)) = boxes.amount(&box_name(key), asked.unit(), &mut wrong) {
                cells.push((key, seen, new));
            }
        }
    }
    if wrong.is_empty()
        && let Some(lost) = boxes.lost()
    {
        wrong.add("", lost);
    }
    if wrong.is_empty() {
        let act = Act::WriteOutlook {
            vintage: asked.vintage.clone(),
            cells,
        };
        match undo::act(&app, &person, &actor, &loaded, &act).await? {
            Ok(()) => {
                let pairs = [
                    ("vintage", &*asked.vintage),
                    ("from", &asked.from),
                    ("to", &asked.to),
                    ("unit", &asked.unit),
                    ("did", "saved"),
                ];
                let to = format!("{}/outlook?{}", loaded.href(), query(pairs));
                return Ok(Redirect::to(&to).into_response());
            }
            Err(refusal) => {
                let field = match refusal {
                    Refusal::NoVintage => "vintage",
                    _ => "",
                };
                wrong.add(field, refusal.words());
            }
        }
    }
    let loaded = load(&app, &at, &Sight::Working).await?;
    page(&person, &loaded, asked, Some(&form), wrong)
}
