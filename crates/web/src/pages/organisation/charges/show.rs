//! `/{code}/{plan}/charges`: the duties of a year that nobody has yet, and what was decided.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::department::{ChargeDecision, Duty, duties};
use gyokaku_core::fiscal_year::FiscalYear;
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
        duties(self.loaded.plan(), &self.all.directory, self.charges(), self.year)
            .into_iter()
            .filter(|d| d.department.is_err())
            .map(|d| (format!("to:{}:{}", d.item, d.label), d))
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
            Some(Row {
                href: format!("{}/items/{}", loaded.href(), duty.item),
                name: named(&duty.item),
                role: duty.role.label(),
                why: open.label(),
                choices: choices
                    .map(|(id, name)| ((*id).to_owned(), (*name).to_owned(), *id == chosen))
                    .collect(),
                label: duty.label,
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
            department: directory
                .department(&c.department)
                .map(|d| d.name.clone())
                .unwrap_or_default(),
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
    })
}

/// The departments that were chosen, by field.
pub(super) fn chosen(subject: &Subject, sent: &FormData) -> HashMap<String, String> {
    let fields = subject.open().into_iter().map(|(field, _)| field);
    fields
        .map(|field| (sent.line(&field), field))
        .filter(|(id, _)| !id.is_empty())
        .map(|(id, field)| (field, id))
        .collect()
}
