//! The item sheet (個票): all that is known of one item, field by field, each with its place.

use super::{Cell, Column, ColumnKind, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::cited::CitedPlans;
use crate::effect::{Effect, Owner, in_force};
use crate::plan::{Item, Plan};
use crate::table::Value;
use crate::text::fold;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "item",
    word: "item",
    label: "個票",
    absent: "この計画の文書には、取組項目の記載がありません。",
    note: "",
    place: PlaceOnPages::Within,
    made: Made::OfItem(table),
};

/// The sheet of an item; none when the plan has no such item.
pub fn table(plan: &Plan, id: &str) -> Option<Table> {
    let item = plan.item(id)?;
    let columns = vec![
        Column::of(ColumnKind::Name, "field", "項目").which(ColumnPart::Parts),
        Column::text("detail", "内訳"),
        Column::text("value", "内容"),
    ];
    let mut table = Table {
        name: PUBLISHED.name,
        title: item.title.clone(),
        columns,
        ..Table::default()
    };
    table.rows = told_once(plan, item).0;
    table.rows.extend(told_by_year(plan, item).0);
    Some(table)
}

/// The rows of a sheet: field, detail, value; what has no value has no row.
pub(crate) struct List(pub(crate) Vec<Row>);

impl List {
    fn push(&mut self, field: &str, detail: &str, value: Cell) {
        if value.value != Value::Blank {
            let cells = vec![Cell::text(field), Cell::words(detail), value];
            self.0.push(Row::entry(0, cells));
        }
    }
}

fn text(value: &Option<String>) -> Cell {
    value.clone().map(Cell::text).unwrap_or_default()
}

/// What is told of an item once.
pub(crate) fn told_once(plan: &Plan, item: &Item) -> List {
    let mut list = List(Vec::new());
    list.push("通し番号", "", text(&item.serial).from([item.at.clone()]));
    list.push("番号", "", text(&item.number).from([item.places.number.clone()]));
    list.push(
        "取組項目",
        "",
        Cell::text(item.title.clone()).from([item.places.title.clone()]),
    );
    if let Some(section) = &item.section {
        list.push("区分", "", Cell::text(plan.path(section).join(" / ")));
    }
    list.push(
        "取組内容",
        "",
        text(&item.content).from([item.places.content.clone()]),
    );
    list.push("目標", "", text(&item.target).from([item.places.target.clone()]));
    if item.schedule.every_year {
        list.push(
            "スケジュール",
            "毎年度",
            Cell::text("実施").from([item.places.schedule.clone()]),
        );
    }
    for step in &item.schedule.steps {
        list.push(
            "スケジュール",
            &step.fiscal_year.show(plan.year_style),
            Cell::text(step.text.clone()).from([step.at.clone()]),
        );
    }
    if item.schedule.steps.is_empty() && !item.schedule.every_year {
        list.push(
            "スケジュール",
            "",
            text(&item.schedule.text).from([item.places.schedule.clone()]),
        );
    }
    for (role, department) in item.departments.all() {
        list.push(
            "担当",
            role.label(),
            Cell::text(department).from([item.places.departments.clone()]),
        );
    }
    let cited = CitedPlans::of(&plan.frame);
    for reference in &item.references {
        list.push(
            "関連計画",
            &cited.read(reference).words(),
            Cell::text(reference.clone()),
        );
    }
    for (of, heading) in plan.frame.leading_to(&plan.with_those_above(item)) {
        list.push("背景", of, Cell::text(heading));
    }
    if let Some(retirement) = &item.retired {
        list.push("取りやめ", "", super::register::retired(retirement));
    }
    for (field, value) in &item.extra {
        list.push(field, "", Cell::text(value.clone()));
    }
    for note in plan
        .annotations
        .iter()
        .filter(|a| a.on.as_deref() == Some(item.id.as_str()))
    {
        list.push("注記", "", Cell::text(note.text.clone()).from([note.at.clone()]));
    }
    list
}

/// What is told of an item year by year, and what became of it.
fn told_by_year(plan: &Plan, item: &Item) -> List {
    let mut list = List(Vec::new());
    for evaluation in plan.evaluations.iter().filter(|e| e.item == item.id) {
        let year = evaluation
            .fiscal_year
            .map(|y| y.show(plan.year_style))
            .unwrap_or_default();
        let detail = format!("{year} {}", evaluation.by.label());
        list.push(
            "進捗状況",
            detail.trim(),
            Cell::text(evaluation.grade.clone()).from([evaluation.at.clone()]),
        );
        list.push(
            "実績",
            detail.trim(),
            text(&evaluation.done).from([evaluation.at.clone()]),
        );
        list.push(
            "評価理由",
            detail.trim(),
            text(&evaluation.reason).from([evaluation.at.clone()]),
        );
    }
    let key = fold(&item.title);
    let id = item.id.as_str();
    let own = |e: &&Effect| matches!(&e.on, Some(Owner::Item(item)) if item == id);
    for effect in in_force(&plan.effects).filter(own) {
        let detail = format!(
            "{} {}（{}）",
            effect.vintage,
            effect
                .fiscal_year
                .map(|y| y.show(plan.year_style))
                .unwrap_or_default(),
            effect.kind.label()
        );
        list.push(
            "効果額",
            detail.trim(),
            Cell::yen(Some(effect.amount)).from([effect.at.clone()]),
        );
    }
    for indicator in plan.indicators.iter().filter(|k| k.item.as_deref() == Some(id)) {
        for value in &indicator.values {
            let year = value
                .fiscal_year
                .map(|y| y.show(plan.year_style))
                .unwrap_or_default();
            let shown = value
                .number
                .map(|n| Cell::text(format!("{n}{}", indicator.unit)))
                .unwrap_or_default();
            list.push(
                "指標",
                format!("{} {year}", indicator.name).trim(),
                shown.from([value.at.clone()]),
            );
        }
    }
    for edge in plan
        .crosswalk
        .iter()
        .filter(|e| [&e.old, &e.new].into_iter().flatten().any(|t| fold(t) == key))
    {
        let from = edge.old.clone().unwrap_or_else(|| "（なし）".into());
        let to = edge.new.clone().unwrap_or_else(|| "（なし）".into());
        list.push(
            "見直し",
            &edge.label,
            Cell::text(format!("{from} → {to}")).from([edge.at.clone()]),
        );
    }
    list
}
