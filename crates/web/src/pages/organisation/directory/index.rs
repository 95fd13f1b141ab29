//! `/{code}/departments`: the departments of a year with what they have, and what is open.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::department::{Duty, Open, Role};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::text::fold;
use serde::Deserialize;

use super::known::{Known, tree};
use super::succession;
use crate::App;
use crate::charts::Picture;
use crate::error::{Problem, html};
use crate::form::FieldErrors;
use crate::loaded::Loaded;
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::Tab;

#[derive(Template)]
#[template(path = "pages/organisation/directory/index.html")]
struct Index {
    page: Page,
    answer: String,
    address: String,
    revision: i64,
    years: Vec<(FiscalYear, String, bool)>,
    year: String,
    plans: Vec<String>,
    rows: Vec<Row>,
    /// Departments of other years: name, address, years, what became of them.
    others: Vec<(String, String, String, String)>,
    changes: Vec<String>,
    picture: Option<Picture>,
    unknown: Vec<Unknown>,
    choices: Vec<(String, String)>,
    open: Vec<(String, String, usize)>,
    proposals: Vec<(String, String)>,
    wrongs: FieldErrors,
}

struct Row {
    depth: usize,
    name: String,
    href: String,
    aliases: String,
    span: String,
    /// By plan: how many items it leads, how many it supports.
    counts: Vec<(usize, usize)>,
}

/// A name that no department has.
struct Unknown {
    label: String,
    /// Where it is printed: plan and how many items.
    places: String,
    chosen: String,
}

/// Which year is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Year {
    year: String,
}

pub(crate) async fn index(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(asked): UrlQuery<Year>,
) -> Result<Response, Problem> {
    let known = Known::load(&app, &at).await?;
    let year = known.year(&asked.year).unwrap_or(known.now);
    show(&known, &person, year, &HashMap::new(), FieldErrors::default())
}

/// The page, with what was chosen for names that nobody knows.
pub(super) fn show(
    known: &Known,
    person: &Person,
    year: FiscalYear,
    chosen: &HashMap<String, String>,
    wrongs: FieldErrors,
) -> Result<Response, Problem> {
    let directory = known.directory();
    let asked = known.duties(year);
    let address = known.href();
    let counts: Vec<HashMap<&str, (usize, usize)>> = asked.iter().map(|(.., d)| counted(d)).collect();
    let rows: Vec<Row> = tree(directory, &|d| d.exists_in(Some(year)))
        .into_iter()
        .map(|(depth, d)| Row {
            depth,
            name: d.name.clone(),
            href: format!("{address}/{}", d.id),
            aliases: d.aliases.join("、"),
            span: known.span(d),
            counts: counts
                .iter()
                .map(|of| of.get(d.id.as_str()).copied().unwrap_or_default())
                .collect(),
        })
        .collect();
    let others = directory.departments.iter().filter(|d| !d.exists_in(Some(year)));
    let others = others
        .map(|d| {
            (
                d.name.clone(),
                format!("{address}/{}", d.id),
                known.span(d),
                succession::became(directory, d),
            )
        })
        .collect();
    let mut open = open(&asked);
    if directory.departments.is_empty() {
        open.clear();
    }
    let changes = succession::sentences(known);
    html(&Index {
        page: known.page(None, person),
        answer: answer(known, year, &rows, &asked),
        revision: known.all.revision,
        years: known
            .years()
            .into_iter()
            .map(|y| (y, known.shown(y), y == year))
            .collect(),
        year: known.shown(year),
        plans: asked
            .iter()
            .map(|(p, y, _)| heading(known, p, *y, year))
            .collect(),
        others,
        picture: succession::picture(known, &changes),
        changes,
        // Without departments every name is unknown, and only the proposal helps.
        unknown: match directory.departments.is_empty() {
            true => Vec::new(),
            false => unknown(&asked, chosen),
        },
        choices: tree(directory, &|_| true)
            .into_iter()
            .map(|(_, d)| (d.id.clone(), known.choice(d)))
            .collect(),
        open,
        proposals: known
            .plans
            .iter()
            .filter(|p| p.plan().items.iter().any(|i| !i.departments.is_empty()))
            .map(|p| (format!("{address}/proposal?plan={}", p.key), p.title().to_owned()))
            .collect(),
        rows,
        address,
        wrongs,
    })
}

fn heading(known: &Known, plan: &Loaded, of: FiscalYear, year: FiscalYear) -> String {
    match of == year {
        true => plan.title().to_owned(),
        false => format!("{}（{}）", plan.title(), known.shown(of)),
    }
}

/// How many items each department leads and supports.
fn counted(duties: &[Duty]) -> HashMap<&str, (usize, usize)> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for duty in duties {
        let Ok(id) = &duty.department else { continue };
        let count = counts.entry(id).or_default();
        match duty.role {
            Role::Lead => count.0 += 1,
            Role::Support => count.1 += 1,
        }
    }
    counts
}

/// The names that nobody knows, with where they are printed.
fn unknown(asked: &[(&Loaded, FiscalYear, Vec<Duty>)], chosen: &HashMap<String, String>) -> Vec<Unknown> {
    let mut labels: Vec<(String, BTreeMap<&str, BTreeSet<&str>>)> = Vec::new();
    for (plan, _, duties) in asked {
        for duty in duties.iter().filter(|d| d.department == Err(Open::Unknown)) {
            let key = fold(&duty.label);
            let at = labels.iter().position(|(label, _)| fold(label) == key);
            let at = at.unwrap_or_else(|| {
                labels.push((duty.label.clone(), BTreeMap::new()));
                labels.len() - 1
            });
            labels[at].1.entry(plan.title()).or_default().insert(&duty.item);
        }
    }
    labels
        .into_iter()
        .map(|(label, places)| {
            let places: Vec<String> = places
                .iter()
                .map(|(plan, items)| format!("{plan} {}件", items.len()))
                .collect();
            Unknown {
                chosen: chosen.get(&label).cloned().unwrap_or_default(),
                label,
                places: places.join("、"),
            }
        })
        .collect()
}

/// How many items of each plan have an open department for another reason than an unknown name.
fn open(asked: &[(&Loaded, FiscalYear, Vec<Duty>)]) -> Vec<(String, String, usize)> {
    let is_open = |d: &&Duty| d.department.as_ref().is_err_and(|open| *open != Open::Unknown);
    asked
        .iter()
        .map(|(plan, year, duties)| {
            let items: BTreeSet<&str> = duties.iter().filter(is_open).map(|d| d.item.as_str()).collect();
            let href = format!("{}?year={year}", plan.href_of(Tab::Charges));
            (href, plan.title().to_owned(), items.len())
        })
        .filter(|(.., items)| *items > 0)
        .collect()
}

fn answer(
    known: &Known,
    year: FiscalYear,
    rows: &[Row],
    asked: &[(&Loaded, FiscalYear, Vec<Duty>)],
) -> String {
    if known.directory().departments.is_empty() {
        return "課名簿はまだありません。取組一覧に書かれた担当課から作ることができます。".to_owned();
    }
    let year = known.shown(year);
    let divisions = rows
        .iter()
        .enumerate()
        .filter(|(n, r)| r.depth == 0 && rows.get(n + 1).is_some_and(|next| next.depth > 0))
        .count();
    let there = match divisions {
        0 => format!("{year}は、{}の課があります。", rows.len()),
        _ => format!(
            "{year}は、{divisions}の部・局と{}の課があります。",
            rows.len() - divisions
        ),
    };
    let open = asked.iter().flat_map(|(plan, _, duties)| {
        let open = duties
            .iter()
            .filter(|d| d.role == Role::Lead && d.department.is_err());
        open.map(|d| (plan.key.as_str(), d.item.as_str()))
    });
    match open.collect::<BTreeSet<_>>().len() {
        0 if asked.is_empty() => there,
        0 => format!("{there}どの取組も主担当課が決まっています。"),
        items => format!("{there}{items}の取組は、主担当課が決まっていません。"),
    }
}
