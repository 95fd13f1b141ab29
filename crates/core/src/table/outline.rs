//! The outline (体系): the sections of a plan down to its items, with how many items each holds.

use std::collections::HashMap;

use super::{Cell, Column, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::plan::{Item, Plan, Section};

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "outline",
    word: "outline",
    label: "計画の体系",
    absent: "この計画の文書には、体系の記載がありません。",
    note: "",
    place: PlaceOnPages::Within,
    made: Made::OfPlan {
        is_in: |plan| !plan.sections.is_empty() || !plan.items.is_empty(),
        make: |plan, _| table(plan),
    },
};

/// The outline of a plan.
pub fn table(plan: &Plan) -> Table {
    let columns = vec![
        Column::text("level", "区分"),
        Column::text("label", "番号"),
        Column::name("title", "名称").which(ColumnPart::Leads),
        Column::count("items", "取組項目数"),
    ];
    let mut table = Table {
        name: PUBLISHED.name,
        title: PUBLISHED.label.into(),
        columns,
        ..Table::default()
    };
    // Where a document names its levels, the lowest is that of the items; whoever makes a plan by hand names those above.
    let is_of_items = |level: &&String| plan.sections.iter().all(|section| section.level != **level);
    let lowest = plan
        .levels
        .last()
        .filter(|level| plan.at.document.is_some() && is_of_items(level));
    let lowest = lowest.cloned().unwrap_or_else(|| "取組項目".into());
    let held = held(plan);
    let mut items_of: HashMap<&str, Vec<&Item>> = HashMap::new();
    for item in &plan.items {
        items_of
            .entry(item.section.as_deref().unwrap_or(""))
            .or_default()
            .push(item);
    }
    let mut below: HashMap<Option<&str>, Vec<&Section>> = HashMap::new();
    for section in &plan.sections {
        below.entry(section.parent.as_deref()).or_default().push(section);
    }
    let known = plan.sections_by_id();
    let roots = plan
        .sections
        .iter()
        .filter(|s| s.parent.as_deref().is_none_or(|id| !known.contains_key(id)));
    // Depth first, each section before what lies below it; items come after the sections beside them.
    let mut open: Vec<(&Section, bool)> = roots.rev().map(|s| (s, false)).collect();
    while let Some((section, entered)) = open.pop() {
        if !entered {
            let count = if plan.items.is_empty() {
                None
            } else {
                Some(held.get(section.id.as_str()).copied().unwrap_or(0))
            };
            // A section beside which the items stand holds none of its own: that is no zero.
            let count = count.filter(|n| {
                *n > 0 || section.parent.is_none() || below.contains_key(&Some(section.id.as_str()))
            });
            let cells = vec![
                Cell::text(section.level.clone()),
                Cell::text(section.label.clone()),
                Cell::text(section.title.clone()).from([section.at.clone()]),
                Cell::count(count),
            ];
            table.rows.push(Row::group(section.depth, cells));
            open.push((section, true));
            open.extend(
                below
                    .get(&Some(section.id.as_str()))
                    .into_iter()
                    .flatten()
                    .rev()
                    .map(|s| (*s, false)),
            );
            continue;
        }
        for item in items_of.get(section.id.as_str()).into_iter().flatten() {
            let level = section.depth + 1 + u8::from(item.parent.is_some());
            table.rows.push(item_row(item, &lowest, level));
        }
    }
    for item in plan.items.iter().filter(|i| i.section.is_none()) {
        table.rows.push(item_row(item, &lowest, 0));
    }
    table.summary = summary(plan);
    table
}

fn item_row(item: &Item, level_name: &str, level: u8) -> Row {
    let number = item.number.clone().map(Cell::text).unwrap_or_default();
    let cells = vec![
        Cell::text(level_name),
        number,
        Cell::text(item.title.clone()).from([item.places.title.clone()]),
        Cell::blank(),
    ];
    Row {
        item: Some(item.id.clone()),
        ..Row::entry(level, cells)
    }
}

/// 「改革項目5、推進施策14、取組項目23からなる計画です。」
fn summary(plan: &Plan) -> String {
    let mut levels: Vec<(&str, usize)> = Vec::new();
    for section in &plan.sections {
        let name = if section.level.is_empty() {
            "区分"
        } else {
            section.level.as_str()
        };
        match levels.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => levels.push((name, 1)),
        }
    }
    let mut parts: Vec<String> = levels
        .iter()
        .map(|(name, count)| format!("{name}{count}"))
        .collect();
    match (parts.is_empty(), plan.items.len()) {
        (true, 0) => return String::new(),
        (true, items) => return format!("取組項目は{items}件です。"),
        (false, 0) => {}
        (false, items) => parts.push(format!("取組項目{items}")),
    }
    format!("{}からなる計画です。", parts.join("、"))
}

/// How many items each section holds, itself and all below it.
fn held(plan: &Plan) -> HashMap<&str, i64> {
    let sections = plan.sections_by_id();
    let mut held: HashMap<&str, i64> = HashMap::new();
    for item in &plan.items {
        let mut at = item.section.as_deref();
        for _ in 0..=sections.len() {
            let Some(section) = at.and_then(|id| sections.get(id)) else {
                break;
            };
            *held.entry(section.id.as_str()).or_default() += 1;
            at = section.parent.as_deref();
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Value;

    #[test]
    fn measures_come_before_the_items_beside_them() {
        let section = |id: &str, parent: Option<&str>, depth| Section {
            id: id.into(),
            parent: parent.map(Into::into),
            title: id.into(),
            depth,
            ..Section::default()
        };
        let item = |title: &str, section: &str| Item {
            id: title.into(),
            title: title.into(),
            section: Some(section.into()),
            ..Item::default()
        };
        let plan = Plan {
            sections: vec![
                section("a", None, 0),
                section("a1", Some("a"), 1),
                section("b", None, 0),
            ],
            items: vec![item("x", "a"), item("y", "b")],
            ..Plan::default()
        };
        let rows: Vec<(String, Value)> = table(&plan)
            .rows
            .iter()
            .map(|r| {
                (
                    if let Value::Text(t) = &r.cells[2].value {
                        t.clone()
                    } else {
                        String::new()
                    },
                    r.cells[3].value.clone(),
                )
            })
            .collect();
        let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "a1", "x", "b", "y"]);
        assert_eq!((&rows[0].1, &rows[1].1), (&Value::Count(1), &Value::Blank));
    }
}
