//! Indicators (指標): base, targets and actuals by fiscal year.

use super::{Cell, Column, ColumnKind, ColumnPart, Made, PlaceOnPages, Published, Row, Table, Value};
use crate::indicator::{Direction, ValueKind};
use crate::plan::Plan;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "indicators",
    word: "indicators",
    label: "指標",
    absent: "この計画の文書には、指標の記載がありません。",
    note: "",
    place: PlaceOnPages::Tab,
    made: Made::OfPlan {
        is_in: |plan| !plan.indicators.is_empty(),
        make: |plan, _| table(plan),
    },
};

/// One row for each indicator and kind of value.
pub fn table(plan: &Plan) -> Table {
    let mut years: Vec<_> = plan
        .indicators
        .iter()
        .flat_map(|k| &k.values)
        .filter_map(|v| v.fiscal_year)
        .collect();
    years.sort_unstable();
    years.dedup();
    let mut columns = vec![
        Column::text("item", "取組項目").which(ColumnPart::Leads),
        Column::name("name", "指標"),
        Column::text("unit", "単位"),
        Column::text("direction", "めざす方向"),
        Column::text("kind", "区分"),
        Column::of(ColumnKind::Decimal, "standing", "年度によらない値"),
    ];
    columns.extend(years.iter().map(|year| {
        Column::of(
            ColumnKind::Decimal,
            format!("fy{year}"),
            year.show(plan.year_style),
        )
    }));
    let mut table = Table {
        name: PUBLISHED.name,
        title: PUBLISHED.label.into(),
        columns,
        ..Table::default()
    };
    for indicator in &plan.indicators {
        let item = indicator.item.as_deref().and_then(|id| plan.item(id));
        for kind in [
            ValueKind::Base,
            ValueKind::Target,
            ValueKind::Actual,
            ValueKind::Threshold,
        ] {
            let values: Vec<_> = indicator.values.iter().filter(|v| v.kind == kind).collect();
            if values.is_empty() {
                continue;
            }
            let cell = |year| match values.iter().find(|v| v.fiscal_year == year) {
                Some(value) => Cell {
                    value: value.number.map_or(Value::Blank, Value::Decimal),
                    from: vec![value.at.clone()],
                },
                None => Cell::blank(),
            };
            let mut cells = vec![
                item.map(|i| Cell::text(i.title.clone())).unwrap_or_default(),
                Cell::text(indicator.name.clone()),
                Cell::text(indicator.unit.clone()),
                Cell::text(direction(indicator.direction)),
                Cell::text(kind_label(kind)),
                cell(None),
            ];
            cells.extend(years.iter().map(|year| cell(Some(*year))));
            table.rows.push(Row {
                item: indicator.item.clone(),
                ..Row::entry(0, cells)
            });
        }
    }
    if !plan.indicators.is_empty() {
        table.summary = format!("指標は{}件です。", plan.indicators.len());
    }
    table
}

/// The word for a direction.
pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "高いほどよい",
        Direction::Down => "低いほどよい",
        Direction::Keep => "維持する",
        Direction::StayBelow => "下回る",
    }
}

/// The word for a kind of value.
pub fn kind_label(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Base => "基準値",
        ValueKind::Target => "目標",
        ValueKind::Actual => "実績",
        ValueKind::Threshold => "基準",
    }
}
