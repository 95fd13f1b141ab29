//! The crosswalk (取組み整理表): what became of each item between two editions.

use std::collections::HashSet;

use super::{Cell, Column, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::crosswalk::{Edge, EdgeKind, successors};
use crate::plan::Plan;

/// How many items there were, what became of them, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Items of the old edition.
    pub old: usize,
    /// Items of the new edition.
    pub new: usize,
    /// Rows that go on.
    pub continued: usize,
    /// Of these, rows that go on under another title.
    pub renamed: usize,
    /// Rows that are new.
    pub added: usize,
    /// Rows that end.
    pub abolished: usize,
}

/// The counts of all rows.
pub fn counts<'a>(edges: impl IntoIterator<Item = &'a Edge>) -> Counts {
    let mut counts = Counts::default();
    // An item that was split or merged stands in several rows; where it is known, it is counted once.
    let (mut left, mut reached, mut went_on): (HashSet<&str>, HashSet<&str>, HashSet<&str>) =
        Default::default();
    for edge in edges {
        let is_first = |seen: &mut HashSet<&'a str>, id: &'a Option<String>| {
            id.as_deref().is_none_or(|id| seen.insert(id))
        };
        counts.old += usize::from(edge.old.is_some() && is_first(&mut left, &edge.old_item));
        counts.new += usize::from(edge.new.is_some() && is_first(&mut reached, &edge.new_item));
        let goes_on = edge.kind == EdgeKind::Continued && is_first(&mut went_on, &edge.old_item);
        counts.renamed += usize::from(goes_on && edge.is_renamed());
        match edge.kind {
            EdgeKind::Continued => counts.continued += usize::from(goes_on),
            EdgeKind::New => counts.added += 1,
            EdgeKind::Abolished => counts.abolished += 1,
        }
    }
    counts
}

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "crosswalk",
    word: "crosswalk",
    label: "新旧対照",
    absent: "この計画の文書には、取組項目の新旧対照がありません。",
    note: "",
    place: PlaceOnPages::Tab,
    made: Made::OfPlan {
        is_in: |plan| !plan.crosswalk.is_empty(),
        make: |plan, narrow| of_kind(plan, narrow.kind),
    },
};

/// What the rows can be narrowed to: a key and its label; the empty key is all of them.
pub const KINDS: [(&str, &str); 5] = [
    ("", "すべて"),
    ("continued", "継続"),
    ("renamed", "名称を変えて継続"),
    ("new", "新規"),
    ("abolished", "廃止"),
];

/// Whether a row is of a kind; every row is where none of the kinds is named.
pub fn is_of_kind(edge: &Edge, kind: &str) -> bool {
    match kind {
        "continued" => edge.kind == EdgeKind::Continued,
        "renamed" => edge.kind == EdgeKind::Continued && edge.is_renamed(),
        "new" => edge.kind == EdgeKind::New,
        "abolished" => edge.kind == EdgeKind::Abolished,
        _ => true,
    }
}

/// The rows of a kind; the sentence speaks of all.
fn of_kind(plan: &Plan, kind: &str) -> Table {
    let mut table = table(plan);
    // The table has one row for each edge, in the order of the edges.
    let mut edges = plan.crosswalk.iter();
    table
        .rows
        .retain(|_| edges.next().is_none_or(|edge| is_of_kind(edge, kind)));
    table
}

/// All rows, in the order printed.
pub fn table(plan: &Plan) -> Table {
    let depth = plan.crosswalk.iter().map(|e| e.path.len()).max().unwrap_or(0);
    let level_name = |i: usize| {
        plan.levels
            .get(i)
            .cloned()
            .unwrap_or_else(|| format!("区分{}", i + 1))
    };
    let mut columns: Vec<Column> = (0..depth)
        .map(|i| {
            // What the rows of a policy share stands once above them.
            let part = if i == 0 {
                ColumnPart::Heads
            } else {
                ColumnPart::Parts
            };
            Column::text(format!("level_{}", i + 1), level_name(i)).which(part)
        })
        .collect();
    columns.extend([
        Column::text("old", "変更前の取組項目"),
        Column::text("label", "見直し区分"),
        Column::text("kind", "分類"),
        Column::text("reason", "理由"),
        Column::text("new", "変更後の取組項目").which(ColumnPart::Leads),
        Column::text("department", "主担当課"),
    ]);
    let into: Vec<String> = plan
        .crosswalk
        .iter()
        .zip(successors(plan))
        .map(|(edge, by_title)| went_into(plan, edge, &by_title))
        .collect();
    let says_into = into.iter().any(|titles| !titles.is_empty());
    columns.extend(says_into.then(|| Column::text("into", "引継ぎ先")));
    let optional = |text: &Option<String>| text.clone().map(Cell::text).unwrap_or_default();
    let rows = plan
        .crosswalk
        .iter()
        .zip(&into)
        .map(|(edge, into)| {
            // An item that is known is called what it is called today.
            let known = edge.new_item.as_deref().and_then(|id| plan.item(id));
            let known = known.filter(|_| edge.new.is_some());
            let now = known.map(|item| item.title.clone()).or_else(|| edge.new.clone());
            let mut cells: Vec<Cell> = (0..depth)
                .map(|i| edge.path.get(i).cloned().map(Cell::text).unwrap_or_default())
                .collect();
            cells.extend([
                optional(&edge.old).from([edge.at.clone()]),
                Cell::text(edge.label.clone()).from([edge.at.clone()]),
                Cell::text(edge.kind.label()),
                optional(&edge.reason),
                optional(&now).from([edge.at.clone()]),
                optional(&edge.department),
            ]);
            cells
                .extend(says_into.then(|| optional(&Some(into.clone()).filter(|titles| !titles.is_empty()))));
            let new = now.as_deref().map(crate::text::fold);
            let by_title = new
                .and_then(|key| plan.items.iter().find(|i| crate::text::fold(&i.title) == key))
                .map(|i| i.id.clone());
            let item = known.map(|item| item.id.clone()).or(by_title);
            Row {
                item,
                ..Row::entry(0, cells)
            }
        })
        .collect();
    let c = counts(&plan.crosswalk);
    let summary = match plan.crosswalk.is_empty() {
        true => String::new(),
        false => summary(&c),
    };
    Table {
        name: PUBLISHED.name,
        title: PUBLISHED.label.into(),
        summary,
        unit: None,
        columns,
        rows,
        notes: Vec::new(),
    }
}

/// What an item that ended became part of.
fn went_into(plan: &Plan, edge: &Edge, by_title: &[&str]) -> String {
    let known = edge.new_item.as_deref().filter(|_| edge.new.is_none());
    match known.and_then(|id| plan.item(id)) {
        Some(item) => item.called(),
        None => by_title.join("、"),
    }
}

/// What became of the items; what there is none of is not said.
fn summary(c: &Counts) -> String {
    let renamed = match c.renamed {
        0 => String::new(),
        renamed => format!("（うち{renamed}項目は名称を変更）"),
    };
    let parts: Vec<String> = [
        (c.continued, format!("{}項目を継続し{renamed}", c.continued)),
        (c.abolished, format!("{}項目を廃止し", c.abolished)),
        (c.added, format!("新たに{}項目を加え", c.added)),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(_, words)| words)
    .collect();
    format!(
        "変更前の{}項目のうち{}、{}項目になりました。",
        c.old,
        parts.join("、"),
        c.new
    )
}
