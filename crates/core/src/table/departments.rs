//! The departments of a plan (担当課): how many items each leads and supports.
//!
//! Names are counted as printed, by what they read as. Not here: who is in charge in a year
//! (`department::charge`).

use std::collections::{HashMap, HashSet};

use super::{Cell, Column, ColumnKind, ColumnPart, Made, Narrow, PlaceOnPages, Published, Row, Table};
use crate::department::Role;
use crate::plan::Plan;
use crate::text::fold;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "departments",
    word: "departments",
    label: "担当課",
    absent: "この計画の文書には、担当課の記載がありません。",
    note: "",
    place: PlaceOnPages::Tab,
    made: Made::OfPlan {
        is_in: |plan| plan.items.iter().any(|i| !i.departments.is_empty()),
        make: |plan, _: &Narrow<'_>| table(plan),
    },
};

/// One row for each department; the one that leads most comes first.
pub fn table(plan: &Plan) -> Table {
    let mut lines: Vec<(&str, i64, i64)> = Vec::new();
    let mut line_of: HashMap<String, usize> = HashMap::new();
    for item in &plan.items {
        // A department that an item names twice in one role has that item once.
        let mut counted = HashSet::new();
        for (role, name) in item.departments.all() {
            let at = *line_of.entry(fold(name)).or_insert_with(|| {
                lines.push((name, 0, 0));
                lines.len() - 1
            });
            if counted.insert((at, role)) {
                match role {
                    Role::Lead => lines[at].1 += 1,
                    Role::Support => lines[at].2 += 1,
                }
            }
        }
    }
    lines.sort_by_key(|(_, lead, support)| std::cmp::Reverse((*lead, *support)));
    let of_role = |role: Role| {
        let key = if role == Role::Lead { "lead" } else { "support" };
        Column::count(key, role.label()).which(ColumnPart::Department(Some(role)))
    };
    Table {
        name: PUBLISHED.name,
        title: "担当課ごとの取組項目の数".into(),
        summary: summary(&lines),
        columns: vec![
            Column::of(ColumnKind::Name, "name", "担当課").which(ColumnPart::Department(None)),
            of_role(Role::Lead),
            of_role(Role::Support),
        ],
        rows: lines
            .into_iter()
            .map(|(name, lead, support)| {
                let cells = vec![
                    Cell::text(name),
                    Cell::count(Some(lead)),
                    Cell::count(Some(support)),
                ];
                Row::entry(0, cells)
            })
            .collect(),
        ..Table::default()
    }
}

fn summary(lines: &[(&str, i64, i64)]) -> String {
    match lines {
        [] => String::new(),
        [(name, lead, _), ..] if *lead > 0 => format!(
            "担当する課・組織は{}で、主担当が最も多いのは{name}の{lead}件です。",
            lines.len()
        ),
        _ => format!("担当する課・組織は{}です。", lines.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Item;
    use crate::table::Value;

    #[test]
    fn who_leads_most_comes_first_and_is_counted_once_an_item() {
        let item = |lead: &[&str], support: &[&str]| {
            let names = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect();
            let mut item = Item::default();
            item.departments.lead = names(lead);
            item.departments.support = names(support);
            item
        };
        let plan = Plan {
            items: vec![
                item(&["総務課"], &["財政課"]),
                item(&["財政課", "財政課"], &[]),
                item(&["財政課"], &["総務課"]),
            ],
            ..Plan::default()
        };
        let table = table(&plan);
        let rows: Vec<Vec<Value>> = table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|c| c.value.clone()).collect())
            .collect();
        let text = |t: &str| Value::Text(t.into());
        assert_eq!(
            rows,
            [
                [text("財政課"), Value::Count(2), Value::Count(1)],
                [text("総務課"), Value::Count(1), Value::Count(1)]
            ]
        );
        assert_eq!(
            table.summary,
            "担当する課・組織は2で、主担当が最も多いのは財政課の2件です。"
        );
    }
}
