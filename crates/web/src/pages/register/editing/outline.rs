//! `/{code}/{plan}/edit`: the plan as an outline, with its settings, and what is done to the part that is picked.
//!
//! One list and one set of buttons, so that a plan of any size is one form that is worked by keyboard: a part is picked,
//! then moved, retired, removed, or something is added beside it. Not here: doing it (`act`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::editing::{Deed, PlanField};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::round::day_key;
use serde::Deserialize;

use super::settings::{Setting, boxes};
use crate::App;
use crate::access::Sight;
use crate::error::{Problem, html};
use crate::form::FieldErrors;
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::sections::choices;
use crate::tab::Tab;
use crate::undo::Undoable;

/// What is asked for in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// What is picked: `s:ID` or `i:ID`.
    pick: String,
    /// What was just done.
    did: String,
}

/// A part of the outline.
struct Part {
    /// `s:ID` or `i:ID`.
    value: String,
    depth: usize,
    name: String,
    /// The word of its level, of a section.
    level: String,
    /// Number and title as they stand, of a section: who renames it has seen these.
    seen: Option<(String, String)>,
    /// Where its contents are written.
    href: Option<String>,
    retired: bool,
    picked: bool,
}

/// What was typed into the forms, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) pick: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) reason: String,
    pub(super) day: String,
    pub(super) to: String,
    pub(super) into: String,
    pub(super) parts: String,
    /// Settings as typed, by the word of the field.
    pub(super) settings: Vec<(&'static str, String)>,
    pub(super) wrong: FieldErrors,
    pub(super) did: String,
}

#[derive(Template)]
#[template(path = "pages/register/editing/outline.html")]
struct Outline {
    page: Page,
    href: String,
    answer: String,
    notice: Option<String>,
    parts: Vec<Part>,
    /// Where something may be moved to: value, words.
    targets: Vec<(String, String, bool)>,
    /// The items that another may be merged into.
    heirs: Vec<(String, String, bool)>,
    /// What would be undone.
    undo: Option<Undoable>,
    settings: Vec<Setting>,
    settings_open: bool,
    typed: Typed,
    levels: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let typed = Typed {
        pick: asked.pick,
        did: asked.did,
        day: day_key(app.today()?),
        ..Typed::default()
    };
    page(&app, &person, &loaded, typed)
}

/// The levels above the items, in words; a document may name that of the items as well.
fn levels(plan: &Plan) -> String {
    let above = plan.levels.iter().filter(|level| *level != "取組項目");
    above.map(String::as_str).collect::<Vec<_>>().join(" ＞ ")
}

/// The page, with what was typed.
pub(super) fn page(app: &App, person: &Person, loaded: &Loaded, typed: Typed) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let mut page = loaded.page(Tab::Plan).seen_by(&Viewer::from(person));
    page.title = format!("編集：{}", page.title);
    page.below = true;
    let answer = match (plan.sections.len(), plan.items.len()) {
        (0, 0) => "まだ何もありません。はじめに区分か取組項目を追加してください。".to_owned(),
        (sections, items) => format!("区分は{sections}つ、取組項目は{items}件です。"),
    };
    let notice = Deed::ALL
        .into_iter()
        .find(|deed| deed.word() == typed.did)
        .map(|deed| match deed {
            Deed::Undo => "操作を1つ取り消し、元に戻しました。「履歴」で確かめられます。".to_owned(),
            deed => format!("「{}」を保存しました。", deed.label()),
        })
        .or_else(|| (typed.did == "paste").then(|| "貼り付けた内容を保存しました。".to_owned()));
    let status = typed.wrong.status();
    let outline = Outline {
        page,
        href: loaded.href(),
        answer,
        notice,
        parts: parts(loaded, &typed.pick),
        targets: targets(plan, &typed.to),
        heirs: heirs(plan, &typed.into),
        undo: app.undo().next(person, loaded),
        settings: boxes(plan, PlanField::settings(), &typed.settings),
        settings_open: !typed.settings.is_empty(),
        levels: levels(plan),
        typed,
    };
    Ok((status, html(&outline)?).into_response())
}

/// The parts of the plan in their order: each section with its items, then what is below it.
fn parts(loaded: &Loaded, picked: &str) -> Vec<Part> {
    let plan = loaded.plan();
    let mut parts = Vec::with_capacity(plan.sections.len() + plan.items.len());
    let mut by_section: std::collections::HashMap<Option<&str>, Vec<&Item>> =
        std::collections::HashMap::new();
    for item in &plan.items {
        by_section.entry(item.section.as_deref()).or_default().push(item);
    }
    let add_items = |parts: &mut Vec<Part>, items: Vec<&Item>, depth: usize| {
        for item in items {
            let value = format!("i:{}", item.id);
            parts.push(Part {
                depth: depth + usize::from(item.parent.is_some()),
                name: item.called(),
                level: String::new(),
                seen: None,
                href: Some(format!("{}/items/{}/edit", loaded.href(), item.id)),
                retired: item.retired.is_some(),
                picked: value == picked,
                value,
            });
        }
    };
    for section in &plan.sections {
        let value = format!("s:{}", section.id);
        let depth = usize::from(section.depth);
        parts.push(Part {
            depth,
            name: section.called(),
            level: section.level.clone(),
            seen: Some((section.label.clone(), section.title.clone())),
            href: None,
            retired: false,
            picked: value == picked,
            value,
        });
        let items = by_section.remove(&Some(section.id.as_str())).unwrap_or_default();
        add_items(&mut parts, items, depth + 1);
    }
    let items = by_section.remove(&None).unwrap_or_default();
    add_items(&mut parts, items, 0);
    parts
}

/// Where something may be moved to: the plan itself, and each section.
fn targets(plan: &Plan, chosen: &str) -> Vec<(String, String, bool)> {
    let top = ("-".to_owned(), "区分の外（最上位）".to_owned(), chosen == "-");
    [top].into_iter().chain(choices(plan, chosen)).collect()
}

/// The items that are worked on, into which another may go.
fn heirs(plan: &Plan, chosen: &str) -> Vec<(String, String, bool)> {
    let none = (String::new(), "選んでください".to_owned(), chosen.is_empty());
    let items = plan.items.iter().filter(|item| item.retired.is_none());
    let items = items.map(|item| (item.id.clone(), item.called(), item.id == chosen));
    [none].into_iter().chain(items).collect()
}
