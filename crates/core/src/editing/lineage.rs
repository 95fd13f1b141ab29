//! What became of items, by hand: edges of the crosswalk.
//!
//! Not here: what an edge is (`crate::crosswalk`), which are missing and likely (`crate::lineage`).

use super::act::{Anchor, Done};
use super::refusal::Refusal;
use crate::crosswalk::{Edge, EdgeKind};
use crate::plan::Plan;

/// An edge that is added, written over what was seen, or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeWrite {
    /// Its identity.
    pub id: String,
    /// What was seen; none of an edge that is added.
    pub seen: Option<Edge>,
    /// What shall be there; none where it is removed.
    pub edge: Option<Edge>,
    /// Where it comes, if it is added; after all others where that is gone.
    pub at: Anchor,
}

impl EdgeWrite {
    /// An edge that is added.
    pub fn new(edge: Edge, at: Anchor) -> Self {
        EdgeWrite {
            id: edge.id.clone(),
            seen: None,
            edge: Some(edge),
            at,
        }
    }

    /// An edge that was seen, as it shall be; none where it is removed.
    pub fn over(seen: Edge, edge: Option<Edge>) -> Self {
        EdgeWrite {
            id: seen.id.clone(),
            seen: Some(seen),
            edge,
            at: Anchor::Last,
        }
    }
}

/// How many edges a plan may have.
const MOST: usize = 5_000;

/// Adds, writes and removes edges; all of it or nothing.
pub(super) fn write(plan: &mut Plan, writes: &[EdgeWrite]) -> Result<Done, Refusal> {
    let mut details = Vec::new();
    for EdgeWrite {
        id,
        seen,
        edge,
        at: place,
    } in writes
    {
        let at = plan.crosswalk.iter().position(|known| known.id == *id);
        let stands = at.map(|at| plan.crosswalk[at].clone());
        if stands != *seen {
            return Err(match stands {
                Some(_) => Refusal::AsItIs,
                None => Refusal::Gone,
            });
        }
        if let Some(edge) = edge {
            let is_gone = |id: &Option<String>| id.as_deref().is_some_and(|id| plan.item(id).is_none());
            if is_gone(&edge.new_item) {
                return Err(Refusal::Gone);
            }
            if edge.label.trim().is_empty() || (edge.old.is_none() && edge.new.is_none()) {
                return Err(Refusal::NoClass);
            }
            let of_it = |known: &&Edge| {
                known.id != *id && known.old_item.is_some() && known.old_item == edge.old_item
            };
            let is_end = |e: &Edge| e.kind == EdgeKind::Abolished;
            if plan
                .crosswalk
                .iter()
                .filter(of_it)
                .any(|known| is_end(known) != is_end(edge))
            {
                return Err(Refusal::EndsAndGoesOn);
            }
            let ends = |e: &Edge| {
                (
                    e.old_item.clone(),
                    e.new_item.clone(),
                    e.old.clone(),
                    e.new.clone(),
                )
            };
            if plan
                .crosswalk
                .iter()
                .any(|known| known.id != *id && ends(known) == ends(edge))
            {
                return Err(Refusal::KnownEdge);
            }
        }
        details.push((
            "新旧対照".to_owned(),
            stands.as_ref().map(words),
            edge.as_ref().map(words),
        ));
        match (at, edge) {
            (Some(at), Some(edge)) => plan.crosswalk[at] = edge.clone(),
            (Some(at), None) => {
                plan.crosswalk.remove(at);
            }
            (None, Some(edge)) if plan.crosswalk.len() < MOST => {
                let before = match place {
                    Anchor::First => Some(0),
                    Anchor::After(id) => plan
                        .crosswalk
                        .iter()
                        .position(|known| known.id == *id)
                        .map(|at| at + 1),
                    Anchor::Last => None,
                };
                let before = before.unwrap_or(plan.crosswalk.len());
                plan.crosswalk.insert(before, edge.clone());
            }
            (None, Some(_)) => return Err(Refusal::TooMany),
            (None, None) => {}
        }
    }
    let name = match writes {
        [one] => one
            .edge
            .as_ref()
            .or(one.seen.as_ref())
            .map(words)
            .unwrap_or_default(),
        many => format!("{}件", many.len()),
    };
    Ok(Done::of(name, details))
}

/// An edge as the history tells it: 窓口の整理 → 窓口の予約（統合）.
fn words(edge: &Edge) -> String {
    let title = |title: &Option<String>| title.clone().unwrap_or_else(|| "－".to_owned());
    let reason = edge.reason.as_ref().map(|reason| format!("、{reason}"));
    format!(
        "{} → {}（{}{}）",
        title(&edge.old),
        title(&edge.new),
        edge.label,
        reason.unwrap_or_default()
    )
}
