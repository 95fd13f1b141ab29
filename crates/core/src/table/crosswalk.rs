//! The crosswalk (取組み整理表): what became of each item between two editions.

use super::{Cell, Column, Row, Table};
use crate::lineage::{Edge, EdgeKind};
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
    for edge in edges {
        counts.old += usize::from(edge.old.is_some());
        counts.new += usize::from(edge.new.is_some());
        counts.renamed += usize::from(edge.kind == EdgeKind::Continued && edge.is_renamed());
        match edge.kind {
            EdgeKind::Continued => counts.continued += 1,
            EdgeKind::New => counts.added += 1,
            EdgeKind::Abolished => counts.abolished += 1,
        }
    }
    counts
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
        .map(|i| Column::text(format!("level_{}", i + 1), level_name(i)))
        .collect();
    columns.extend([
        Column::text("old", "変更前の取組項目"),
        Column::text("label", "見直し区分"),
        Column::text("kind", "分類"),
        Column::text("reason", "理由"),
        Column::text("new", "変更後の取組項目"),
        Column::text("department", "主担当課"),
    ]);
    let optional = |text: &Option<String>| text.clone().map(Cell::text).unwrap_or_default();
    let rows = plan
        .crosswalk
        .iter()
        .map(|edge| {
            let mut cells: Vec<Cell> = (0..depth)
                .map(|i| edge.path.get(i).cloned().map(Cell::text).unwrap_or_default())
                .collect();
            cells.extend([
                optional(&edge.old).from([edge.at.clone()]),
                Cell::text(edge.label.clone()).from([edge.at.clone()]),
                Cell::text(edge.kind.label()),
                optional(&edge.reason),
                optional(&edge.new).from([edge.at.clone()]),
                optional(&edge.department),
            ]);
            let new = edge.new.as_deref().map(crate::text::fold);
            let item = new
                .and_then(|key| plan.items.iter().find(|i| crate::text::fold(&i.title) == key))
                .map(|i| i.id.clone());
            Row {
                item,
                ..Row::entry(0, cells)
            }
        })
        .collect();
    let c = counts(&plan.crosswalk);
    let answer = if plan.crosswalk.is_empty() {
        String::new()
    } else {
        format!(
            "変更前の{}項目のうち{}を継続し（うち{}は名称を変更）、{}を廃止、新たに{}を加えて{}項目になりました。",
            c.old, c.continued, c.renamed, c.abolished, c.added, c.new
        )
    };
    Table {
        name: "crosswalk",
        title: "取組項目の見直し".into(),
        answer,
        unit: None,
        columns,
        rows,
        notes: Vec::new(),
    }
}
