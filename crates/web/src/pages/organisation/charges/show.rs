//! `/{code}/{plan}/charges`: the duties of a year that nobody has yet, and what was decided.

use std::collections::HashSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::department::{ChargeDecision, Duty, duties};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::text::each_once;
use gyokaku_store::Departments;
use serde::Deserialize;

use crate::App;
use crate::access::Sight;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::pages::organisation::directory::known::{items, tree, years_of};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::time::fiscal_year;
use crate::tab::Tab;

#[derive(Template)]
#[template(path = "pages/organisation/charges/show.html")]
struct Charges {
    page: Page,
    answer: String,
    address: String,
    directory: String,
    revision: i64,
    year: FiscalYear,
    shown_year: String,
    years: Vec<(FiscalYear, String, bool)>,
    open: Vec<Row>,
    decided: Vec<Decided>,
    wrongs: FieldErrors,
    /// The names of all departments of the year.
    names: Vec<String>,
}

struct Row {
    field: String,
    href: String,
    name: String,
    role: &'static str,
    label: String,
    why: &'static str,
    /// The departments to choose from, the likely ones first: identity, name, chosen.
    choices: Vec<(String, String, bool)>,
    /// The field for others beside it, and what is typed there.
    also: String,
    others: String,
    /// Whether nobody was chosen.
    is_nobody: bool,
}

struct Decided {
    field: String,
    name: String,
    label: String,
    from: String,
    department: String,
    dropped: bool,
}

/// Which year is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Year {
    year: String,
}

/// A plan, the departments of its body, and the year that is looked at.
pub(super) struct Subject {
    pub(super) loaded: Loaded,
    pub(super) all: Departments,
    pub(super) year: FiscalYear,
    now: FiscalYear,
}

impl Subject {
    /// Loads them; the year asked for must be one of the plan, else it is this one or the nearest.
    pub(super) async fn load(app: &App, at: &PlanAt, asked: &str) -> Result<Self, Problem> {
        let loaded = load(app, at, &Sight::Working).await?;
        let all = app.store().departments(&at.code.0).await?;
        let now = fiscal_year(&app.now()).ok_or_else(|| Problem::internal("the clock gives no time"))?;
        let mut subject = Subject {
            loaded,
            all,
            year: now,
            now,
        };
        let years = subject.years();
        let asked = asked.parse().ok().and_then(FiscalYear::new);
        let nearest = || {
            years
                .iter()
                .copied()
                .min_by_key(|y| (y.western() - now.western()).abs())
        };
        let asked = asked.filter(|y| years.contains(y));
        subject.year = asked.or_else(nearest).unwrap_or(now);
        Ok(subject)
    }

    fn years(&self) -> Vec<FiscalYear> {
        years_of(self.loaded.plan(), self.now)
    }

    pub(super) fn charges(&self) -> &[ChargeDecision] {
        self.all.charges_of(&self.loaded.key)
    }

    /// The duties of the year that are open, each with its field in the form.
    pub(super) fn open(&self) -> Vec<(String, Duty)> {
        let mut seen = HashSet::new();
        duties(self.loaded.plan(), &self.all.directory, self.charges(), self.year)
            .into_iter()
            .filter(|d| d.department.is_err())
            .map(|d| (format!("to:{}:{}", d.item, d.label), d))
            // Several open departments of one label are decided in one field.
            .filter(|(field, _)| seen.insert(field.clone()))
            .collect()
    }

    /// The field that takes a charge back.
    pub(super) fn drop_field(charge: &ChargeDecision) -> String {
        format!("drop:{}:{}:{}", charge.item, charge.from, charge.label)
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Year>,
) -> Result<Response, Problem> {
    let subject = Subject::load(&app, &at, &asked.year).await?;
    page(&subject, &person, &FormData::default(), FieldErrors::default())
}

pub(super) fn page(
    subject: &Subject,
    person: &Person,
    sent: &FormData,
    wrongs: FieldErrors,
) -> Result<Response, Problem> {
    let (loaded, year) = (&subject.loaded, subject.year);
    let plan = loaded.plan();
    let by_id = items(plan);
    let named = |item: &str| {
        by_id
            .get(item)
            .map_or("（今の一覧にない取組）".to_owned(), |i| i.called())
    };
    let directory = &subject.all.directory;
    let there: Vec<(&str, &str)> = tree(directory, &|d| d.exists_in(Some(year)))
        .into_iter()
        .map(|(_, d)| (d.id.as_str(), d.name.as_str()))
        .collect();
    let open: Vec<Row> = subject
        .open()
        .into_iter()
        .filter_map(|(field, duty)| {
            let open = duty.department.err()?;
            let chosen = sent.line(&field);
            let likely = |id: &str| open.candidates().iter().any(|c| c == id);
            let (first, rest): (Vec<_>, Vec<_>) = there.iter().partition(|(id, _)| likely(id));
            let choices = first.into_iter().chain(rest);
            let also = also_field(&field);
            Some(Row {
                href: format!("{}/items/{}", loaded.href(), duty.item),
                name: named(&duty.item),
                role: duty.role.label(),
                why: open.label(),
                choices: choices
                    .map(|(id, name)| ((*id).to_owned(), (*name).to_owned(), *id == chosen))
                    .collect(),
                label: duty.label,
                others: sent.line(&also),
                is_nobody: chosen == NOBODY,
                also,
                field,
            })
        })
        .collect();
    let shown_year = year.show(plan.year_style);
    let decided = subject.charges().iter().map(|c| {
        let field = Subject::drop_field(c);
        Decided {
            name: named(&c.item),
            label: c.label.clone(),
            from: c.from.show(plan.year_style),
            department: match c.departments.as_slice() {
                [] => "照会しない".to_owned(),
                ids => {
                    let names = ids.iter().filter_map(|id| directory.department(id));
                    names.map(|d| d.name.as_str()).collect::<Vec<_>>().join("、")
                }
            },
            dropped: sent.has(&field),
            field,
        }
    });
    let leads = open
        .iter()
        .filter(|r| r.role == gyokaku_core::department::Role::Lead.label())
        .count();
    let answer = match (open.len(), leads) {
        (0, _) => format!("{shown_year}は、どの取組も担当が決まっています。"),
        (all, 0) => {
            format!("{shown_year}は、関係課{all}件の担当が決まっていません。主担当課はすべて決まっています。")
        }
        (all, leads) => {
            format!("{shown_year}は、{all}件の担当が決まっていません。そのうち主担当課は{leads}件です。")
        }
    };
    html(&Charges {
        page: loaded.page(Tab::Charges).seen_by(&Viewer::from(person)),
        answer,
        address: loaded.href_of(Tab::Charges),
        directory: format!("/{}/departments", loaded.code),
        revision: subject.all.revision,
        year,
        years: subject
            .years()
            .into_iter()
            .map(|y| (y, y.show(plan.year_style), y == year))
            .collect(),
        shown_year,
        open,
        decided: decided.collect(),
        wrongs,
        names: there.iter().map(|(_, name)| (*name).to_owned()).collect(),
    })
}

/// The word in the form for what nobody is asked about.
const NOBODY: &str = "-";

/// The field for departments that are in charge beside the one of another field.
fn also_field(field: &str) -> String {
    format!("also:{field}")
}

/// The departments that were chosen for a field, by identity: an empty list where nobody is asked, none where nothing
/// was chosen. What is wrong is told.
pub(super) fn chosen(
    subject: &Subject,
    sent: &FormData,
    field: &str,
    wrongs: &mut FieldErrors,
) -> Option<Vec<String>> {
    let also = also_field(field);
    let others = match subject.all.directory.typed(&sent.line(&also), subject.year) {
        Ok(ids) => ids,
        Err(unknown) => {
            wrongs.add(&also, unknown.words());
            return None;
        }
    };
    let first = sent.line(field);
    let is_known = |id: &str| {
        let known = subject.all.directory.department(id);
        known.is_some_and(|d| d.exists_in(Some(subject.year)))
    };
    match first.as_str() {
        NOBODY if others.is_empty() => Some(Vec::new()),
        NOBODY => {
            wrongs.add(&also, "「照会しない」を選んだときは、ほかの課を入力できません。");
            None
        }
        "" => Some(others).filter(|others| !others.is_empty()),
        id if is_known(id) => Some(each_once([first].into_iter().chain(others))),
        _ => {
            wrongs.add("", "課名簿にない課です。一覧から選び直してください。");
            None
        }
    }
}
