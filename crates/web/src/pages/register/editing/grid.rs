//! `/{code}/{plan}/grid`: many items as a grid, written in place, with room for what is pasted out of a spreadsheet.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::ItemField;
use gyokaku_core::plan::{Item, Plan};
use serde::Deserialize;

use super::fields::{Outcome, Shown, keep, of_form, shown};
use super::frame;
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;
use crate::show::sections::choices;
use crate::tab::ITEMS;

/// The columns, in their order.
pub(super) const COLUMNS: [ItemField; 8] = [
    ItemField::Number,
    ItemField::Title,
    ItemField::Lead,
    ItemField::Support,
    ItemField::Content,
    ItemField::Target,
    ItemField::Schedule,
    ItemField::References,
];

/// How many items one page has at most; of more, a section is chosen.
pub(super) const MOST_ITEMS: usize = 600;

/// Which items are asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    section: String,
    /// What was just done.
    did: String,
}

pub(super) struct Row {
    item: String,
    name: String,
    href: String,
    draft: String,
    cells: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "pages/register/editing/grid.html")]
struct Grid {
    page: Page,
    href: String,
    owner: String,
    answer: String,
    notice: Option<&'static str>,
    heads: Vec<&'static str>,
    rows: Vec<Row>,
    /// Sections to choose: value, words, whether chosen.
    sections: Vec<(String, String, bool)>,
    section: String,
    wrong: usize,
    clashes: usize,
}

/// All items of a section and of those below it, in the order of the plan.
pub(in crate::pages::register) fn all_items<'p>(plan: &'p Plan, section: &str) -> Vec<&'p Item> {
    let all = plan.items.iter();
    if section.is_empty() {
        return all.collect();
    }
    let within = plan.sections_below(section);
    all.filter(|item| item.section.as_deref().is_some_and(|id| within.contains(id)))
        .collect()
}

/// The items of a grid, in the order of the plan.
pub(super) fn items<'p>(plan: &'p Plan, section: &str) -> Vec<&'p Item> {
    let mut all = all_items(plan, section);
    all.truncate(MOST_ITEMS);
    all
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let outcomes: Vec<Outcome> = items(loaded.plan(), &asked.section)
        .into_iter()
        .map(Outcome::nothing)
        .collect();
    let notice = (asked.did == "saved").then_some("保存しました。");
    page(&person, &loaded, &asked.section, &outcomes, notice)
}

fn page(
    person: &Person,
    loaded: &Loaded,
    section: &str,
    outcomes: &[Outcome],
    notice: Option<&'static str>,
) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let page = frame(loaded, person, ITEMS, "表で編集");
    let mut has_focus = false;
    let row = |(at, outcome): (usize, &Outcome)| {
        let item = &outcome.item;
        let mut cells = shown(outcome, &COLUMNS, &format!("r{at}-"), &format!("r{at}."));
        for cell in &mut cells {
            // A title is longer than one line of a column.
            if cell.word == ItemField::Title.key() {
                cell.kind = "words";
            }
            cell.focused = !has_focus && (cell.wrong.is_some() || cell.versions.is_some());
            has_focus |= cell.focused;
        }
        Row {
            item: item.id.clone(),
            name: item.called(),
            href: format!("{}/items/{}", loaded.href(), item.id),
            draft: format!("{}:{}:{}", person.owner(), loaded.href(), item.id),
            cells,
        }
    };
    let rows: Vec<Row> = outcomes.iter().enumerate().map(row).collect();
    let answer = match (all_items(plan, section).len(), rows.len()) {
        (0, _) => "取組項目はまだありません。「編集」のページで追加してください。".to_owned(),
        (all, shown) if all > shown => format!(
            "取組項目は{all}件です。はじめの{shown}件を表示しています。区分を選ぶと、その区分の取組項目だけになります。"
        ),
        (all, _) => format!("取組項目は{all}件です。欄に直接入力できます。"),
    };
    let (wrong, clashes) = (
        outcomes.iter().map(|o| o.wrong.len()).sum(),
        outcomes.iter().map(|o| o.clashes.len()).sum(),
    );
    let grid = Grid {
        page,
        href: loaded.href(),
        owner: person.owner(),
        answer,
        notice,
        heads: COLUMNS.iter().map(|field| field.label()).collect(),
        rows,
        sections: choices(plan, section),
        section: section.to_owned(),
        wrong,
        clashes,
    };
    let status = match (wrong, clashes) {
        (_, 1..) => StatusCode::CONFLICT,
        (1.., 0) => StatusCode::UNPROCESSABLE_ENTITY,
        (0, 0) => StatusCode::OK,
    };
    Ok((status, html(&grid)?).into_response())
}

/// Stores a grid that was sent as a form.
pub(crate) async fn save(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let section = form.raw("section").to_owned();
    let mut outcomes: Vec<Outcome> = items(loaded.plan(), &section)
        .into_iter()
        .map(Outcome::nothing)
        .collect();
    let mut gone = 0;
    for (name, id) in form.pairs() {
        let Some(prefix) = name.strip_suffix("item").filter(|prefix| prefix.starts_with('r')) else {
            continue;
        };
        let typed = of_form(&form, prefix);
        if typed.is_empty() {
            continue;
        }
        match keep(&app, &actor, &at, id, typed).await? {
            Some(outcome) => match outcomes.iter_mut().find(|known| known.item.id == *id) {
                Some(known) => *known = outcome,
                None => outcomes.push(outcome),
            },
            None => gone += 1,
        }
    }
    if outcomes.iter().all(Outcome::is_whole) && gone == 0 {
        let href = format!("{}/grid?section={section}&did=saved", loaded.href());
        return Ok(Redirect::to(&href).into_response());
    }
    let notice = (gone > 0).then_some("ほかの画面で削除された取組項目の入力は、保存していません。");
    let loaded = load(&app, &at, &Sight::Working).await?;
    page(&person, &loaded, &section, &outcomes, notice)
}
