//! `/{code}/{plan}/crosswalk`: what became of each item between two editions.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::lineage::{Edge, EdgeKind};
use gyokaku_core::plan::Plan;
use gyokaku_core::table::{self, Table};
use serde::Deserialize;

use crate::App;
use crate::error::{Problem, html};
use crate::loaded::{Part, load};
use crate::path::{Asked, At, PlanAt};
use crate::person::Viewer;
use crate::picture::{Picture, flow};
use crate::show::page::Page;
use crate::show::table::Shown;

/// What the rows are narrowed to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Narrow {
    kind: String,
}

#[derive(Template)]
#[template(path = "pages/register/crosswalk/show.html")]
struct CrosswalkPage {
    page: Page,
    answer: String,
    address: String,
    kinds: Vec<Kind>,
    picture: Option<Picture>,
    table: Option<Shown>,
}

struct Kind {
    label: &'static str,
    query: String,
    count: usize,
    current: bool,
}

const KINDS: [(&str, &str); 5] = [
    ("", "すべて"),
    ("continued", "継続"),
    ("renamed", "名称を変えて継続"),
    ("new", "新規"),
    ("abolished", "廃止"),
];

fn fits(edge: &Edge, kind: &str) -> bool {
    match kind {
        "continued" => edge.kind == EdgeKind::Continued,
        "renamed" => edge.kind == EdgeKind::Continued && edge.is_renamed(),
        "new" => edge.kind == EdgeKind::New,
        "abolished" => edge.kind == EdgeKind::Abolished,
        _ => true,
    }
}

/// The table of the rows of a kind; of all rows where none of the kinds is named.
pub(crate) fn narrowed(plan: &Plan, kind: &str) -> Table {
    let mut table = table::crosswalk::table(plan);
    // The table has one row for each edge, in the order of the edges.
    let mut edges = plan.crosswalk.iter();
    table
        .rows
        .retain(|_| edges.next().is_none_or(|edge| fits(edge, kind)));
    table
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    At(at): At<PlanAt>,
    Asked(narrow): Asked<Narrow>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at).await?;
    let plan = loaded.plan();
    let address = loaded.href_of(Part::Crosswalk);
    if plan.crosswalk.is_empty() {
        return html(&CrosswalkPage {
            page: loaded.page(Part::Crosswalk).seen_by(&viewer),
            answer: "この計画の文書には、取組項目の対照表がありません。".into(),
            address,
            kinds: Vec::new(),
            picture: None,
            table: None,
        });
    }
    let table = narrowed(plan, &narrow.kind);
    let kinds = KINDS
        .iter()
        .map(|(key, label)| Kind {
            label,
            query: if key.is_empty() {
                String::new()
            } else {
                format!("?kind={key}")
            },
            count: plan.crosswalk.iter().filter(|e| fits(e, key)).count(),
            current: *key == narrow.kind,
        })
        .collect();
    let query = KINDS
        .iter()
        .find(|(key, _)| !key.is_empty() && *key == narrow.kind)
        .map(|(key, _)| format!("?kind={key}"))
        .unwrap_or_default();
    let edges: Vec<&Edge> = plan.crosswalk.iter().collect();
    let picture = Picture::draw("flow", |width, id| {
        flow::draw(width, id, "取組項目の流れ", &edges)
    });
    let shown = loaded.shown("crosswalk", &table, Some(&address), &query);
    html(&CrosswalkPage {
        page: loaded.page(Part::Crosswalk).seen_by(&viewer),
        answer: table.summary,
        address,
        kinds,
        picture: Some(picture),
        table: Some(shown),
    })
}
