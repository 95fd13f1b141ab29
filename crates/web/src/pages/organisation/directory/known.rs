//! What every page of the directory stands on: the body, its plans, its departments, and this year.

use std::collections::HashMap;

use gyokaku_core::department::{Department, Directory, Duty, duties};
use gyokaku_core::fiscal_year::{FiscalYear, YearStyle};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_store::{Body, Departments};

use crate::App;
use crate::error::Problem;
use crate::loaded::{Loaded, load_all};
use crate::path::BodyAt;
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::time::fiscal_year;

/// How many years ahead a change can be prepared.
const YEARS_AHEAD: i16 = 3;
/// How many years back one can be entered, where no plan goes back further.
const YEARS_BACK: i16 = 10;

/// The body with all that its directory bears on.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) body: Body,
    /// The plans that have items.
    pub(crate) plans: Vec<Loaded>,
    pub(crate) all: Departments,
    /// The fiscal year of today.
    pub(crate) now: FiscalYear,
    /// How the latest plan writes years.
    pub(crate) style: YearStyle,
}

impl Known {
    /// Loads all of it.
    pub(crate) async fn load(app: &App, at: &BodyAt) -> Result<Self, Problem> {
        let (body, mut plans) = load_all(app, &at.code).await?;
        let all = app.store().departments(&at.code.0).await?;
        let latest = plans.iter().max_by_key(|p| p.plan().period.map(|p| p.from));
        let style = latest.map(|p| p.plan().year_style).unwrap_or_default();
        plans.retain(|p| !p.plan().items.is_empty());
        let now = fiscal_year(&app.now()).ok_or_else(|| Problem::internal("the clock gives no time"))?;
        Ok(Self {
            body,
            plans,
            all,
            now,
            style,
        })
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.all.directory
    }

    /// `/041009/departments`
    pub(crate) fn href(&self) -> String {
        format!("/{}/departments", self.body.code)
    }

    /// The frame of a page below the directory; of the directory itself without a title.
    pub(crate) fn page(&self, title: Option<&str>, person: &Person) -> Page {
        let full = match title {
            Some(title) => format!("{title}｜課名簿｜{}", self.body.name),
            None => format!("課名簿｜{}", self.body.name),
        };
        let page = Page::new(full)
            .under("/", "団体と計画")
            .under(format!("/{}", self.body.code), self.body.name.clone());
        let page = match title {
            Some(_) => page.under(self.href(), "課名簿"),
            None => page,
        };
        page.seen_by(&Viewer::from(person))
    }

    /// The years that a form offers, the latest first.
    pub(crate) fn years(&self) -> Vec<FiscalYear> {
        let shifted = |by: i16| FiscalYear::new(self.now.western() + by).unwrap_or(self.now);
        let periods = self.plans.iter().filter_map(|p| p.plan().period.map(|p| p.from));
        let first = periods.chain([shifted(-YEARS_BACK)]).min().unwrap_or(self.now);
        let mut years: Vec<FiscalYear> = FiscalYear::span(first, shifted(YEARS_AHEAD)).collect();
        years.reverse();
        years
    }

    /// A year that a form names; none where it offers no such year.
    pub(crate) fn year(&self, word: &str) -> Option<FiscalYear> {
        let year = word.parse().ok().and_then(FiscalYear::new)?;
        self.years().contains(&year).then_some(year)
    }

    /// The year as the body's plans write it.
    pub(crate) fn shown(&self, year: FiscalYear) -> String {
        year.show(self.style)
    }

    /// From when until when a department exists.
    pub(crate) fn span(&self, department: &Department) -> String {
        match (department.from, department.until) {
            (None, None) => "継続中".to_owned(),
            (Some(from), None) => format!("{}から", self.shown(from)),
            (None, Some(until)) => format!("{}まで", self.shown(until)),
            (Some(from), Some(until)) if from == until => format!("{}のみ", self.shown(from)),
            (Some(from), Some(until)) => format!("{}〜{}", self.shown(from), self.shown(until)),
        }
    }

    /// A department for a list of choices: with its end where it has one.
    pub(crate) fn choice(&self, department: &Department) -> String {
        match department.until {
            Some(until) => format!("{}（{}まで）", department.name, self.shown(until)),
            None => department.name.clone(),
        }
    }

    /// What each plan asks in a year; a plan that does not run then is asked in its nearest year.
    pub(crate) fn duties(&self, year: FiscalYear) -> Vec<(&Loaded, FiscalYear, Vec<Duty>)> {
        self.plans
            .iter()
            .map(|loaded| {
                let plan = loaded.plan();
                let year = plan.period.map_or(year, |p| year.clamp(p.from, p.to.max(p.from)));
                let charges = self.all.charges_of(&loaded.key);
                (loaded, year, duties(plan, self.directory(), charges, year))
            })
            .collect()
    }
}

/// The years of a plan; of one without a period those of its schedule, and this year.
pub(crate) fn years_of(plan: &Plan, now: FiscalYear) -> Vec<FiscalYear> {
    const MOST: usize = 50;
    if let Some(period) = plan.period {
        return FiscalYear::span(period.from, period.to).take(MOST).collect();
    }
    let steps = || {
        plan.items
            .iter()
            .flat_map(|i| i.schedule.steps.iter().map(|s| s.fiscal_year))
    };
    let first = steps().min().map_or(now, |year| year.min(now));
    let last = steps().max().map_or(now, |year| year.max(now));
    FiscalYear::span(first, last).take(MOST).collect()
}

/// The items of a plan by identity.
pub(crate) fn items(plan: &Plan) -> HashMap<&str, &Item> {
    plan.items.iter().map(|i| (i.id.as_str(), i)).collect()
}

/// The departments that fit, members under their divisions, each with its depth.
pub(crate) fn tree<'a>(
    directory: &'a Directory,
    fits: &dyn Fn(&Department) -> bool,
) -> Vec<(usize, &'a Department)> {
    let shown: Vec<&Department> = directory.departments.iter().filter(|d| fits(d)).collect();
    let is_shown = |id: &str| shown.iter().any(|d| d.id == id);
    let mut below: HashMap<Option<&str>, Vec<&Department>> = HashMap::new();
    for department in &shown {
        let parent = department.parent.as_deref().filter(|id| is_shown(id));
        below.entry(parent).or_default().push(department);
    }
    let mut rows = Vec::new();
    let mut open: Vec<(usize, &Department)> = Vec::new();
    let push = |open: &mut Vec<(usize, &'a Department)>, depth: usize, parent: Option<&str>| {
        let members = below.get(&parent).into_iter().flatten().rev();
        open.extend(members.map(|d| (depth, *d)));
    };
    push(&mut open, 0, None);
    while let Some((depth, department)) = open.pop() {
        rows.push((depth, department));
        push(&mut open, depth + 1, Some(&department.id));
    }
    rows
}
