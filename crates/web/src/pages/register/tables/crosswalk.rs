//! What stands beside the crosswalk: what became of the items as a flow, and the kinds of rows.

use gyokaku_core::crosswalk::Edge;
use gyokaku_core::table::crosswalk::{KINDS, is_of_kind};

use super::ready::Narrowing;
use super::show::{Beside, Choice};
use crate::App;
use crate::access::{Right, has, sight};
use crate::charts::{Picture, flow, streams};
use crate::error::Problem;
use crate::loaded::{Loaded, predecessor};
use crate::person::Viewer;
use crate::tab::CROSSWALK;

/// In which part of the plan before the item of each edge was, where the viewer sees that plan.
pub(super) async fn origins(
    app: &App,
    loaded: &Loaded,
    viewer: &Viewer,
) -> Result<Vec<Option<String>>, Problem> {
    let edges = &loaded.plan().crosswalk;
    if edges.iter().all(|edge| edge.old_item.is_none()) {
        return Ok(Vec::new());
    }
    let Some(before) = predecessor(app, loaded, |at| sight(viewer, at)).await? else {
        return Ok(Vec::new());
    };
    let plan = before.plan();
    let of = |edge: &Edge| {
        let item = edge.old_item.as_deref().and_then(|id| plan.item(id))?;
        plan.path_of(item).into_iter().next()
    };
    Ok(edges.iter().map(of).collect())
}

pub(super) fn beside<'a>(
    loaded: &'a Loaded,
    viewer: &Viewer,
    asked: &Narrowing,
    origins: &[Option<String>],
) -> Beside<'a> {
    let plan = loaded.plan();
    let address = loaded.href_of(CROSSWALK);
    let edges: Vec<&Edge> = plan.crosswalk.iter().collect();
    let is_each = !asked.each.is_empty();
    let picture = Picture::draw("flow", |width, id| match is_each {
        true => streams::draw(width, id, "取組ごとの流れ", &edges),
        false => flow::draw(width, id, "取組項目の流れ", &edges, origins),
    });
    let pictures = [
        ("区分ごとの流れ", "", !is_each),
        ("取組ごとの流れ", "?each=1", is_each),
    ];
    Beside {
        choices_of: "区分で絞り込む",
        choices: KINDS
            .iter()
            .map(|(key, label)| Choice {
                href: match key.is_empty() {
                    true => address.clone(),
                    false => format!("{address}?kind={key}"),
                },
                label: (*label).to_owned(),
                count: Some(edges.iter().filter(|e| is_of_kind(e, key)).count()),
                current: *key == asked.kind,
            })
            .collect(),
        pictures: vec![(String::new(), picture)],
        siblings: pictures
            .into_iter()
            .map(|(label, end, current)| Choice {
                href: format!("{address}{end}"),
                label: label.to_owned(),
                count: None,
                current,
            })
            .collect(),
        next: next(loaded, viewer),
        ..Beside::default()
    }
}

/// Where it is decided what became of items, for who may.
pub(super) fn next(loaded: &Loaded, viewer: &Viewer) -> Option<(String, &'static str)> {
    let may = has(viewer, Right::EditRegister, &loaded.code);
    may.then(|| (format!("{}/lineage", loaded.href()), "計画の引継ぎを決める"))
}
