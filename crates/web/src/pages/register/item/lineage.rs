//! What became of an item between two plans, and what it came from.
//!
//! Not here: its course within its plan (`course`), deciding it (`register/lineage`).

use gyokaku_core::crosswalk::Edge;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::text::fold;

use super::course::marks;
use crate::App;
use crate::access::sight;
use crate::error::Problem;
use crate::loaded::{Loaded, predecessor};
use crate::person::Viewer;

/// What an edge says of an item.
pub(super) struct Lineage {
    pub(super) label: String,
    pub(super) text: String,
    pub(super) href: Option<String>,
    /// The item of the plan before: address and name.
    pub(super) before: Option<(String, String)>,
}

/// The edges that speak of an item: by its identity, or by its title where they know no identity.
fn edges_of<'a>(plan: &'a Plan, item: &'a Item) -> impl Iterator<Item = &'a Edge> {
    let key = fold(&item.title);
    plan.crosswalk.iter().filter(move |e| match &e.new_item {
        Some(id) => *id == item.id,
        None if e.old_item.is_some() => false,
        None => [&e.old, &e.new]
            .into_iter()
            .flatten()
            .any(|title| fold(title) == key),
    })
}

/// How an item was graded in the plan before, and what it brought: 令和7年度○。
fn graded(before: &Loaded, item: &Item) -> String {
    let plan = before.plan();
    let grades = marks(plan, item);
    let grades: Vec<String> = grades
        .into_iter()
        .map(|(year, grade)| format!("{}{grade}", year.show(plan.year_style)))
        .collect();
    match grades.is_empty() {
        true => String::new(),
        false => format!("（{}）", grades.join("、")),
    }
}

/// What became of an item, and what it came from in the plan before, where the viewer sees that.
pub(super) async fn lineage(
    app: &App,
    viewer: &Viewer,
    loaded: &Loaded,
    item: &Item,
) -> Result<Vec<Lineage>, Problem> {
    let edges: Vec<&Edge> = edges_of(loaded.plan(), item).collect();
    let before = match edges.iter().any(|edge| edge.old_item.is_some()) {
        true => predecessor(app, loaded, |at| sight(viewer, at)).await?,
        false => None,
    };
    let of = |edge: &Edge| told(loaded, before.as_ref(), item, edge);
    Ok(edges.into_iter().map(of).collect())
}

fn told(loaded: &Loaded, before: Option<&Loaded>, item: &Item, e: &Edge) -> Lineage {
    let old = e.old_item.as_deref().zip(before);
    let old = old.and_then(|(id, before)| Some((before, before.plan().item(id)?)));
    let text = match (&e.old, &e.new) {
        (Some(old), Some(new)) if e.is_renamed() => format!("「{old}」から「{new}」へ"),
        (Some(old), Some(_)) => format!("「{old}」を続けています"),
        // It ended, and is part of this one.
        (Some(old), None) if e.new_item.as_ref() == Some(&item.id) => format!("「{old}」を引き継いでいます"),
        (Some(old), None) => format!("「{old}」を終えました"),
        (None, Some(new)) => format!("「{new}」を新たに始めました"),
        (None, None) => String::new(),
    };
    let graded = old.map(|(before, item)| graded(before, item)).unwrap_or_default();
    Lineage {
        label: e.label.clone(),
        text: format!("{text}{graded}"),
        // The crosswalk may stand in another document than the item.
        href: loaded.href_of_place(&e.at),
        before: old.map(|(before, item)| {
            let words = format!("{}：{}", before.title(), item.called());
            (format!("{}/items/{}", before.href(), item.id), words)
        }),
    }
}
