//! `/{code}/{plan}/lineage`: what became of each item of the plan before, and where each of this one comes from.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::crosswalk::Edge;
use gyokaku_core::editing::overtaken;
use gyokaku_core::lineage::{CERTAIN, Proposal, proposals, undecided};
use gyokaku_core::plan::{Item, Plan};
use serde::Deserialize;

use crate::App;
use crate::access::Sight;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load, predecessor};
use crate::pages::register::editing::frame;
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::CROSSWALK;

/// What is said of an item, to choose from; anything else that means one of the kinds can be typed.
pub(super) const CLASSES: [&str; 12] = [
    "継続",
    "継続（改称）",
    "内容変更",
    "統合",
    "分割",
    "集約",
    "後倒し",
    "新規",
    "完了",
    "廃止",
    "中止",
    "廃止（取組を見直し）",
];

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    did: String,
}

/// An item of the old plan that nothing is said of.
struct Old {
    id: String,
    called: String,
    path: String,
    href: String,
    class: String,
    into: String,
    reason: String,
    /// The likely pair, in words.
    likely: Option<String>,
    wrong: Option<String>,
}

/// An item of this plan of which nobody said where it comes from.
struct New {
    id: String,
    called: String,
    href: String,
    chosen: bool,
}

/// What is decided.
struct Decided {
    id: String,
    /// Whether it came from nothing: on a narrow window its row is headed by what it is today.
    is_new: bool,
    old: String,
    new: String,
    class: (String, String),
    reason: (String, String),
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/register/lineage/show.html")]
struct LineagePage {
    page: Page,
    href: String,
    notice: Option<&'static str>,
    answer: String,
    /// The plan before: its title and address.
    before: Option<(String, String)>,
    old: Vec<Old>,
    new: Vec<New>,
    decided: Vec<Decided>,
    classes: [&'static str; 12],
    /// What the items of this plan are called.
    names: Vec<String>,
    /// What those of the plan before are called.
    old_names: Vec<String>,
    /// A further correspondence as it was typed: old item, class, new item, reason.
    more: [String; 4],
    wrong: FieldErrors,
}

/// The plan before, as it is worked on.
pub(super) async fn before(app: &App, loaded: &Loaded) -> Result<Option<Loaded>, Problem> {
    predecessor(app, loaded, |_| Sight::Working).await
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let before = before(&app, &loaded).await?;
    let form = FormData::default();
    page(
        &person,
        (&loaded, before.as_ref()),
        &asked.did,
        &form,
        FieldErrors::default(),
    )
}

/// The names of the items of a plan by identity, each of which means it alone.
fn names(plan: &Plan) -> HashMap<&str, String> {
    let mut known: HashMap<String, usize> = HashMap::new();
    let items = || plan.items.iter().filter(|item| !item.repeated);
    for item in items() {
        *known.entry(item.called()).or_default() += 1;
    }
    let name = |item: &Item| match known.get(&item.called()) {
        Some(1) => item.called(),
        _ => format!("{}（{}）", item.called(), item.id),
    };
    items().map(|item| (item.id.as_str(), name(item))).collect()
}

/// The names in the order of the items.
fn listed(plan: &Plan, names: &HashMap<&str, String>) -> Vec<String> {
    let items = plan.items.iter();
    items
        .filter_map(|item| names.get(item.id.as_str()).cloned())
        .collect()
}

pub(super) fn page(
    person: &Person,
    (loaded, before): (&Loaded, Option<&Loaded>),
    did: &str,
    form: &FormData,
    wrong: FieldErrors,
) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let none = Plan::default();
    let open = undecided(before.map_or(&none, Loaded::plan), plan);
    let likely = proposals(&open.old, &open.new);
    let names = names(plan);
    let old = open.old.iter().map(|item| {
        let found = likely.iter().find(|proposal| proposal.old.id == item.id);
        undecided_old(before, &names, item, found, form, &wrong)
    });
    let new = open.new.iter().map(|item| New {
        id: item.id.clone(),
        called: item.called(),
        href: format!("{}/items/{}", loaded.href(), item.id),
        chosen: form.has(&format!("new.{}", item.id)),
    });
    let answer = match (before, open.old.len(), open.new.len()) {
        (None, _, 0) => {
            "前の計画が登録されていません。新しい取組項目は、すべて新旧対照に入っています。".to_owned()
        }
        (None, _, many) => {
            format!("前の計画が登録されていません。新旧対照に入っていない取組項目が{many}件あります。")
        }
        (Some(_), 0, 0) => "すべての取組項目の引継ぎが決まっています。".to_owned(),
        (Some(_), old, new) => {
            format!("決まっていないものは、前の計画の取組項目{old}件、この計画の取組項目{new}件です。")
        }
    };
    let status = wrong.status();
    let shown = LineagePage {
        page: frame(loaded, person, CROSSWALK, "計画の引継ぎ"),
        href: loaded.href(),
        notice: match did {
            "" => None,
            "made" => Some(
                "新しい計画を作りました。取組項目の追加や変更は「計画の編集」で行い、引継ぎをここで決めます。",
            ),
            _ => Some("記録しました。"),
        },
        answer,
        before: before.map(|before| (before.title().to_owned(), before.href())),
        old: old.collect(),
        new: new.collect(),
        decided: plan
            .crosswalk
            .iter()
            .map(|edge| decided(plan, edge, form, &wrong))
            .collect(),
        classes: CLASSES,
        names: listed(plan, &names),
        old_names: before
            .map(Loaded::plan)
            .map(|old| listed(old, &self::names(old)))
            .unwrap_or_default(),
        more: ["more.old", "more.class", "more.into", "more.reason"].map(|field| form.raw(field).to_owned()),
        wrong,
    };
    Ok((status, html(&shown)?).into_response())
}

fn undecided_old(
    before: Option<&Loaded>,
    names: &HashMap<&str, String>,
    item: &Item,
    likely: Option<&Proposal<'_>>,
    form: &FormData,
    wrong: &FieldErrors,
) -> Old {
    let id = &item.id;
    let typed = |field: &str| form.get(&format!("{field}.{id}")).map(str::to_owned);
    // What is as good as certain waits for the button alone.
    let certain = likely.filter(|proposal| proposal.score >= CERTAIN);
    let path = item.section.as_deref().zip(before);
    Old {
        called: item.called(),
        path: path
            .map(|(id, before)| before.plan().path(id).join(" ＞ "))
            .unwrap_or_default(),
        href: before
            .map(|before| format!("{}/items/{id}", before.href()))
            .unwrap_or_default(),
        class: typed("class").unwrap_or_else(|| certain.map_or_else(String::new, |_| "継続".to_owned())),
        into: typed("into").unwrap_or_else(|| {
            likely
                .map(|proposal| names.get(proposal.new.id.as_str()).cloned().unwrap_or_default())
                .unwrap_or_default()
        }),
        reason: typed("reason").unwrap_or_default(),
        likely: likely.map(|proposal| {
            format!(
                "{}（確からしさ{}%）",
                proposal.why.join("、"),
                proposal.score / 10
            )
        }),
        wrong: wrong.at(&format!("class.{id}")).map(str::to_owned),
        id: id.clone(),
    }
}

/// What is said where somebody else decided otherwise than the writer saw it.
fn edge_overtaken(edge: &Edge, form: &FormData) -> Option<String> {
    let reason = edge.reason.as_deref().unwrap_or_default();
    let is_other = |field: &str, now: &str| {
        let seen = form.get(&format!("e.{}.seen.{field}", edge.id));
        seen.is_some_and(|seen| seen != now)
    };
    (is_other("class", &edge.label) || is_other("reason", reason)).then(|| {
        let space = if reason.is_empty() { "" } else { "、" };
        overtaken(&format!("{}{space}{reason}", edge.label), "記録")
    })
}

/// What an item became, as it is called today; of one that ended, what it became part of.
fn became(plan: &Plan, edge: &Edge) -> String {
    let today = edge.new_item.as_deref().and_then(|id| plan.item(id));
    let today = today.map(|item| item.title.clone());
    match (&edge.new, today) {
        (Some(_), Some(today)) => today,
        (Some(then), None) => then.clone(),
        (None, Some(into)) => format!("－（「{into}」に引継ぎ）"),
        (None, None) => "－".to_owned(),
    }
}

fn decided(plan: &Plan, edge: &Edge, form: &FormData, wrong: &FieldErrors) -> Decided {
    let id = &edge.id;
    let reason = edge.reason.clone().unwrap_or_default();
    let prefix = format!("e.{id}.");
    let typed = |field: &str, stands: &str| {
        let typed = form.touched(&prefix, field);
        typed.map_or_else(|| stands.to_owned(), str::to_owned)
    };
    Decided {
        is_new: edge.old.is_none(),
        old: edge.old.clone().unwrap_or_else(|| "（なし）".to_owned()),
        new: became(plan, edge),
        class: (typed("class", &edge.label), edge.label.clone()),
        reason: (typed("reason", &reason), reason),
        wrong: wrong
            .at(&format!("e.{id}"))
            .map(str::to_owned)
            .or_else(|| edge_overtaken(edge, form)),
        id: id.clone(),
    }
}
