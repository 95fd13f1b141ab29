//! The register (取組項目一覧): every item under its sections, with who, what and when.

use std::collections::HashMap;

use super::{Aside, Cell, Column, ColumnPart, Made, Narrow, PlaceOnPages, Published, Row, Table};
use crate::fiscal_year::day_in_words;
use crate::plan::{Item, Plan, Retirement, Section};

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "register",
    word: "items",
    label: "取組一覧",
    absent: "この計画の文書には、取組項目の一覧がありません。",
    note: "",
    place: PlaceOnPages::Tab,
    made: Made::OfPlan {
        is_in: |plan| !plan.items.is_empty(),
        make: |plan, narrow: &Narrow<'_>| match narrow.items {
            Some(items) => of_items(plan, items),
            None => table(plan),
        },
    },
};

/// The register of all items.
pub fn table(plan: &Plan) -> Table {
    let all: Vec<&Item> = plan.items.iter().collect();
    of_items(plan, &all)
}

/// The register of some items, in the order given, with the sections that they need.
pub fn of_items(plan: &Plan, items: &[&Item]) -> Table {
    let mut columns = vec![
        Column::text("serial", "通し番号"),
        Column::text("number", "番号"),
        Column::name("title", "取組項目").which(ColumnPart::Leads),
        Column::text("lead", "主担当課").which(ColumnPart::Beside(Aside::Lead)),
        Column::text("support", "関係課").which(ColumnPart::Beside(Aside::Support)),
        Column::text("schedule", "スケジュール"),
        Column::text("target", "目標"),
        Column::text("content", "取組内容"),
        Column::text("references", "関連計画").which(ColumnPart::Beside(Aside::References)),
    ];
    let with_retired = items.iter().any(|item| item.retired.is_some());
    columns.extend(with_retired.then(|| Column::text("retired", "取りやめ")));
    let mut table = Table {
        name: PUBLISHED.name,
        title: title(plan),
        columns,
        ..Table::default()
    };
    let mut shown: Vec<String> = Vec::new();
    let sections = plan.sections_by_id();
    for item in items {
        let chain = chain(&sections, item.section.as_deref());
        for (depth, id) in chain.iter().enumerate() {
            if shown.get(depth) == Some(id) {
                continue;
            }
            shown.truncate(depth);
            shown.push(id.clone());
            if let Some(section) = sections.get(id.as_str()) {
                let heading = section.called();
                let mut cells = vec![Cell::blank(); table.columns.len()];
                cells[2] = Cell::text(heading).from([section.at.clone()]);
                cells[3] = words(&section.departments.lead);
                cells[4] = words(&section.departments.support);
                cells[8] = words(&section.references);
                table.rows.push(Row::group(depth as u8, cells));
            }
        }
        shown.truncate(chain.len());
        let level = chain.len() as u8 + u8::from(item.parent.is_some());
        let mut cells = cells(item);
        if with_retired {
            cells.push(item.retired.as_ref().map(retired).unwrap_or_default());
        }
        let mut row = Row::entry(level, cells);
        row.item = Some(item.id.clone());
        table.rows.push(row);
    }
    let without_lead = items.iter().filter(|i| i.departments.lead.is_empty()).count();
    table.summary = format!("取組項目は{}件です。", items.len());
    if without_lead > 0 && without_lead < items.len() {
        table.summary = format!(
            "取組項目は{}件で、うち{without_lead}件は主担当課の記載がありません。",
            items.len()
        );
    }
    let retired = items.iter().filter(|item| item.retired.is_some()).count();
    if retired > 0 {
        table
            .summary
            .push_str(&format!("うち{retired}件は取りやめ（予定を含む）です。"));
    }
    table
}

/// Since when and why an item is worked on no longer.
pub(super) fn retired(retirement: &Retirement) -> Cell {
    Cell::text(format!("{}　{}", day_in_words(retirement.on), retirement.reason))
}

/// The title of the plan, named as a register unless it is called one already.
fn title(plan: &Plan) -> String {
    if plan.title.ends_with("一覧") || plan.title.ends_with("一覧表") {
        plan.title.clone()
    } else {
        format!("{} 取組項目一覧", plan.title).trim().to_owned()
    }
}

fn cells(item: &Item) -> Vec<Cell> {
    let optional = |text: &Option<String>| text.clone().map(Cell::text).unwrap_or_default();
    vec![
        optional(&item.serial).from([item.at.clone()]),
        optional(&item.number).from([item.places.number.clone()]),
        Cell::text(item.title.clone()).from([item.places.title.clone()]),
        words(&item.departments.lead).from([item.places.departments.clone()]),
        words(&item.departments.support).from([item.places.departments.clone()]),
        optional(&item.schedule.text).from([item.places.schedule.clone()]),
        optional(&item.target).from([item.places.target.clone()]),
        optional(&item.content).from([item.places.content.clone()]),
        words(&item.references),
    ]
}

fn words(list: &[String]) -> Cell {
    if list.is_empty() {
        Cell::blank()
    } else {
        Cell::text(list.join("、"))
    }
}

/// The sections from the highest down to the one given.
fn chain(sections: &HashMap<&str, &Section>, section: Option<&str>) -> Vec<String> {
    let mut chain = Vec::new();
    let mut at = section;
    while let Some(found) = at.and_then(|id| sections.get(id)) {
        chain.push(found.id.clone());
        at = found.parent.as_deref().filter(|_| chain.len() <= sections.len());
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::RowKind;

    #[test]
    fn sections_are_named_once_and_items_nest() {
        let section = |id: &str, parent: Option<&str>| Section {
            id: id.into(),
            parent: parent.map(Into::into),
            title: id.into(),
            ..Section::default()
        };
        let item = |id: &str, section: &str, parent: Option<&str>| Item {
            id: id.into(),
            section: Some(section.into()),
            parent: parent.map(Into::into),
            title: id.into(),
            ..Item::default()
        };
        let plan = Plan {
            sections: vec![
                section("a", None),
                section("a1", Some("a")),
                section("a2", Some("a")),
            ],
            items: vec![
                item("1", "a1", None),
                item("2", "a1", Some("1")),
                item("3", "a2", None),
            ],
            ..Plan::default()
        };
        let rows: Vec<_> = table(&plan).rows.iter().map(|r| (r.kind, r.level)).collect();
        assert_eq!(
            rows,
            [
                (RowKind::Group, 0),
                (RowKind::Group, 1),
                (RowKind::Row, 2),
                (RowKind::Row, 3),
                (RowKind::Group, 1),
                (RowKind::Row, 2)
            ]
        );
    }
}
