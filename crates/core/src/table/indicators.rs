//! Indicators (指標): base, targets and actuals by fiscal year.

use super::{Cell, Column, ColumnKind, ColumnPart, Made, PlaceOnPages, Published, Row, Table, Value};
use crate::fiscal_year::YearStyle;
use crate::indicator::{Indicator, ValueKind};
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
    columns.push(Column::text("met", "目標・基準"));
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
        for kind in ValueKind::ALL {
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
                Cell::text(indicator.direction.label()),
                Cell::text(kind.label()),
                cell(None),
                match kind {
                    ValueKind::Actual => met(indicator, plan.year_style),
                    _ => Cell::blank(),
                },
            ];
            cells.extend(years.iter().map(|year| cell(Some(*year))));
            table.rows.push(Row {
                item: indicator.item.clone(),
                ..Row::entry(0, cells)
            });
        }
    }
    if !plan.indicators.is_empty() {
        table.summary = summary(&plan.indicators);
    }
    table
}

/// Whether the latest value reaches what it is compared with: 達成（令和7年度）.
fn met(indicator: &Indicator, style: YearStyle) -> Cell {
    match indicator.standing() {
        Some(standing) => {
            let word = match (standing.is_limit, standing.met) {
                (false, true) => "達成",
                (false, false) => "未達成",
                (true, true) => "基準を下回る",
                (true, false) => "基準に達している",
            };
            Cell::text(format!("{word}（{}）", standing.fiscal_year.show(style)))
        }
        None => Cell::blank(),
    }
}

/// How many there are, and how many reach what they are to reach.
fn summary(indicators: &[Indicator]) -> String {
    let standings: Vec<bool> = indicators
        .iter()
        .filter_map(|k| Some(k.standing()?.met))
        .collect();
    let met = standings.iter().filter(|met| **met).count();
    match standings.len() {
        0 => format!("指標は{}件です。", indicators.len()),
        compared if met == 0 => format!(
            "指標は{}件です。実績を目標や基準と比べられる{compared}件は、いずれも満たしていません。",
            indicators.len()
        ),
        compared => format!(
            "指標は{}件です。実績を目標や基準と比べられる{compared}件のうち、{met}件が満たしています。",
            indicators.len()
        ),
    }
}
