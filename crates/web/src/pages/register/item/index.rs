//! `/{code}/{plan}/items`: the register, with filters in the address.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Plan;
use gyokaku_core::table::register;

use crate::App;
use crate::access::sight;
use crate::error::{Problem, html};
use crate::filter::Filter;
use crate::loaded::load;
use crate::pages::register::tables::siblings;
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::show::sections::indented;
use crate::show::table::Shown;
use crate::tab::ITEMS;

#[derive(Template)]
#[template(path = "pages/register/item/index.html")]
struct Register {
    page: Page,
    answer: String,
    address: String,
    filter: Filter,
    chips: Vec<(String, String)>,
    sections: Vec<Choice>,
    departments: Vec<Choice>,
    years: Vec<Choice>,
    grades: Vec<Choice>,
    table: Shown,
    count: usize,
    /// How many items the plan has.
    total: usize,
    /// The pages that share the tab of the register: address, label, whether it is this one.
    siblings: Vec<(String, String, bool)>,
    /// Where the plan has something, for a plan without items.
    elsewhere: Vec<(String, &'static str)>,
}

/// A choice of a field: value, words, whether it is chosen.
struct Choice {
    value: String,
    words: String,
    chosen: bool,
}

pub(crate) async fn index(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(filter): UrlQuery<Filter>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &sight(&viewer, &at)).await?;
    let plan = loaded.plan();
    let mut table = filter.register(plan);
    let count = table.rows.iter().filter(|r| r.item.is_some()).count();
    let answer = match (filter.is_empty(), plan.items.len()) {
        (_, 0) => register::PUBLISHED.absent.to_owned(),
        (true, _) => table.summary.clone(),
        (false, all) => format!("取組項目{all}件のうち、{count}件が該当します。"),
    };
    let address = loaded.href_of(ITEMS);
    // The page says already which plan it is.
    table.title = "取組項目一覧".to_owned();
    let shown = loaded.shown("register", &table, Some(&address), &filter.query());
    let choice = |value: &str, words: String, chosen: &str| Choice {
        value: value.to_owned(),
        words,
        chosen: value == chosen,
    };
    let sections = plan
        .sections
        .iter()
        .map(|s| choice(&s.id, indented(s), &filter.section))
        .collect();
    let years = years(plan)
        .into_iter()
        .map(|y| choice(&y.to_string(), y.show(plan.year_style), &filter.year))
        .collect();
    let graded: Vec<&str> = plan.evaluations.iter().map(|e| e.grade.as_str()).collect();
    let grades = loaded
        .grades()
        .iter()
        .filter(|grade| graded.contains(&grade.label.as_str()))
        .map(|grade| {
            let words = format!("{} {}", grade.label, grade.word);
            choice(&grade.label, words.trim_end().to_owned(), &filter.grade)
        })
        .collect();
    let departments = departments(plan)
        .into_iter()
        .map(|d| choice(d, d.to_owned(), &filter.department))
        .collect();
    let page = loaded.page(ITEMS).seen_by(&viewer);
    let elsewhere = page
        .tabs
        .iter()
        .filter(|tab| !tab.current)
        .map(|tab| (tab.href.clone(), tab.label))
        .collect();
    html(&Register {
        page,
        total: plan.items.len(),
        elsewhere,
        siblings: siblings(&loaded, &register::PUBLISHED)
            .into_iter()
            .map(|one| (one.href, one.label, one.current))
            .collect(),
        answer,
        chips: filter.chips(plan),
        address,
        filter,
        sections,
        departments,
        years,
        grades,
        table: shown,
        count,
    })
}

/// The departments of the items, each once, in the order first named.
pub(crate) fn departments(plan: &Plan) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    plan.items
        .iter()
        .flat_map(|i| i.departments.all())
        .map(|(_, name)| name)
        .filter(|name| seen.insert(gyokaku_core::text::fold(name)))
        .collect()
}

fn years(plan: &Plan) -> Vec<FiscalYear> {
    let mut years: Vec<FiscalYear> = plan
        .items
        .iter()
        .flat_map(|i| &i.schedule.steps)
        .map(|s| s.fiscal_year)
        .collect();
    years.sort_unstable();
    years.dedup();
    years
}
