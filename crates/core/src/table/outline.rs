//! The outline (体系): the sections of a plan down to its items, with how many items each holds.

use std::collections::HashMap;

use super::{Cell, Column, Row, Table};
use crate::plan::{Item, Plan};

/// The outline of a plan.
pub fn table(plan: &Plan) -> Table {
    let columns = vec![Column::text("level", "区分"), Column::text("label", "番号"), Column::text("title", "名称"), Column::figure("items", "取組項目数")];
    let mut table = Table { name: "outline", title: "計画の体系".into(), columns, ..Table::default() };
    let lowest = plan.levels.last().cloned().unwrap_or_else(|| "取組項目".into());
    let held = held(plan);
    let mut items_of: HashMap<&str, Vec<&Item>> = HashMap::new();
    for item in &plan.items {
        items_of.entry(item.section.as_deref().unwrap_or("")).or_default().push(item);
    }
    for section in &plan.sections {
        let count = if plan.items.is_empty() { None } else { Some(held.get(section.id.as_str()).copied().unwrap_or(0)) };
        let cells = vec![Cell::text(section.level.clone()), Cell::text(section.label.clone()), Cell::text(section.title.clone()).from([section.at.clone()]), Cell::count(count)];
        table.rows.push(Row::group(section.depth, cells));
        for item in items_of.get(section.id.as_str()).into_iter().flatten() {
            let number = item.number.clone().map(Cell::text).unwrap_or_default();
            let cells = vec![Cell::text(lowest.clone()), number, Cell::text(item.title.clone()).from([item.places.title.clone()]), Cell::blank()];
            table.rows.push(Row { item: Some(item.id.clone()), ..Row::entry(section.depth + 1 + u8::from(item.parent.is_some()), cells) });
        }
    }
    for item in plan.items.iter().filter(|i| i.section.is_none()) {
        let number = item.number.clone().map(Cell::text).unwrap_or_default();
        let cells = vec![Cell::text(lowest.clone()), number, Cell::text(item.title.clone()).from([item.places.title.clone()]), Cell::blank()];
        table.rows.push(Row { item: Some(item.id.clone()), ..Row::entry(0, cells) });
    }
    table.answer = answer(plan);
    table
}

/// 「5の改革項目、14の推進施策のもとに23の取組項目があります。」
fn answer(plan: &Plan) -> String {
    let mut levels: Vec<(&str, usize)> = Vec::new();
    for section in &plan.sections {
        let name = if section.level.is_empty() { "区分" } else { section.level.as_str() };
        match levels.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => levels.push((name, 1)),
        }
    }
    let parts: Vec<String> = levels.iter().map(|(name, count)| format!("{count}の{name}")).collect();
    match (parts.is_empty(), plan.items.len()) {
        (true, 0) => String::new(),
        (true, items) => format!("{items}の取組項目があります。"),
        (false, 0) => format!("{}からなる計画です。", parts.join("、")),
        (false, items) => format!("{}のもとに{items}の取組項目があります。", parts.join("、")),
    }
}

/// How many items each section holds, itself and all below it.
fn held(plan: &Plan) -> HashMap<&str, i64> {
    let sections = plan.sections_by_id();
    let mut held: HashMap<&str, i64> = HashMap::new();
    for item in &plan.items {
        let mut at = item.section.as_deref();
        for _ in 0..=sections.len() {
            let Some(section) = at.and_then(|id| sections.get(id)) else { break };
            *held.entry(section.id.as_str()).or_default() += 1;
            at = section.parent.as_deref();
        }
    }
    held
}
