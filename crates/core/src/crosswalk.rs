//! Lineage (見直し): typed edges from the items of one edition to those of the next.

use std::collections::HashMap;

use time::Date;

use crate::document::Place;
use crate::plan::Plan;
use crate::text::alike::letters;

/// What happened to an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeKind {
    /// 継続, also under a new name.
    #[default]
    Continued,
    /// 新規
    New,
    /// 廃止, 終了, 中止, 集約.
    Abolished,
}

impl EdgeKind {
    /// The word of the command line's JSON.
    pub const fn key(self) -> &'static str {
        match self {
            EdgeKind::Continued => "continued",
            EdgeKind::New => "new",
            EdgeKind::Abolished => "abolished",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            EdgeKind::Continued => "継続",
            EdgeKind::New => "新規",
            EdgeKind::Abolished => "廃止",
        }
    }
}

/// A row of a crosswalk. Merging and splitting are several edges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    /// Identity: provisional in a draft, lasting in the store.
    pub id: String,
    /// The titles of the sections it stands under, highest first.
    pub path: Vec<String>,
    /// The title in the old edition; none for a new item.
    pub old: Option<String>,
    /// What happened.
    pub kind: EdgeKind,
    /// The class as printed: 継続（新規）, 廃止（取組を集約）.
    pub label: String,
    /// The reason, from the brackets of the label.
    pub reason: Option<String>,
    /// The title in the new edition; none for an abolished item.
    pub new: Option<String>,
    /// The department, as printed.
    pub department: Option<String>,
    /// The item of the plan before, by identity, where it is in the register.
    pub old_item: Option<String>,
    /// The item of this plan, by identity: what it goes on as, or what an item that ends became part of.
    pub new_item: Option<String>,
    /// From which day on, where that was decided.
    pub on: Option<Date>,
    /// Where it stands.
    pub at: Place,
}

impl Edge {
    /// Whether an item goes on under another title.
    pub fn is_renamed(&self) -> bool {
        matches!((&self.old, &self.new), (Some(old), Some(new)) if crate::text::fold(old) != crate::text::fold(new))
    }
}

/// What became of each item that ends without a new title: the items that the review says it was merged into
/// (集約), by their titles, edge by edge.
pub fn successors(plan: &Plan) -> Vec<Vec<&str>> {
    let mut into: HashMap<String, Vec<&str>> = HashMap::new();
    for item in plan.review.try_next.iter().flat_map(|point| &point.items) {
        for merged in &item.merges {
            let known = into.entry(letters(merged)).or_default();
            if !known.iter().any(|title| letters(title) == letters(&item.title)) {
                known.push(&item.title);
            }
        }
    }
    let of = |edge: &Edge| {
        let old = edge.old.as_deref().filter(|_| edge.new.is_none())?;
        into.get(&letters(old)).cloned()
    };
    plan.crosswalk
        .iter()
        .map(|edge| of(edge).unwrap_or_default())
        .collect()
}
