//! Indicators: tables of targets and actuals by year.
//!
//! Not here: columns of values in a register (`answers`), targets in running text (`targets`).

use std::collections::HashMap;

use gyokaku_core::effect::EffectKind;
use gyokaku_core::figure::{CellFigure, Figure, Measure, cell as figure};
use gyokaku_core::indicator::{Decimal, Direction, Indicator, IndicatorValue, ValueKind};
use gyokaku_core::plan::Plan;
use gyokaku_core::text::fold;

use crate::read::understand::tables::head::Head;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::numbering;
use crate::read::understand::words::vocabulary::{self, Field};

/// The number of a cell and the unit printed with it.
pub(crate) fn decimal(text: &str) -> Option<(Decimal, String)> {
    match figure(text) {
        CellFigure::One(f) | CellFigure::Two(f, _) => number(&f),
        _ => None,
    }
}

/// The value of a figure and its unit.
pub(crate) fn number(f: &Figure) -> Option<(Decimal, String)> {
    let value = Decimal {
        value: i64::try_from(f.value).ok()?,
        places: u8::try_from(f.places).ok()?,
    };
    let unit = match f.measure {
        Measure::Percent => "%".to_owned(),
        Measure::Money => "円".to_owned(),
        Measure::Number => f.counter.clone(),
    };
    Some((value, unit))
}

/// Which way is better, by the words beside a target.
pub(crate) fn direction(text: &str) -> Direction {
    let folded = fold(text);
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    if has(&["未満", "以内", "上限", "超えない", "以下"]) {
        Direction::StayBelow
    } else if has(&["維持", "継続"]) {
        Direction::Keep
    } else if has(&[
        "縮減",
        "削減",
        "減少",
        "減員",
        "減らす",
        "抑制",
        "0件",
        "短縮",
        "低減",
    ]) {
        Direction::Down
    } else {
        Direction::Up
    }
}

/// Adds an indicator under its own identity.
pub(crate) fn push(mut indicator: Indicator, plan: &mut Plan) {
    indicator.id = format!("k{}", plan.indicators.len() + 1);
    plan.indicators.push(indicator);
}

/// Adds indicators of an item.
pub(crate) fn add(found: Vec<Indicator>, item: Option<String>, plan: &mut Plan) {
    for mut indicator in found {
        indicator.item.clone_from(&item);
        push(indicator, plan);
    }
}

/// Reads tables of indicators.
pub(crate) fn read(tables: &[Table<'_>], taken: &[bool], plan: &mut Plan) {
    let by_title: HashMap<String, String> = plan
        .items
        .iter()
        .map(|i| (fold(&i.title), i.id.clone()))
        .collect();
    for (table, _) in tables.iter().zip(taken).filter(|(_, taken)| !**taken) {
        let Some(head) = table.head.as_deref() else {
            continue;
        };
        let Some(name) = head.find(Field::Indicator).filter(|_| has_values(head)) else {
            continue;
        };
        let item_at = head.find(Field::Title).or_else(|| head.find(Field::TitleOrLevel));
        for row in &table.rows {
            let text = |i: Option<usize>| {
                i.and_then(|i| row.get(i))
                    .filter(|c| !is_nothing(&c.text))
                    .map(|c| one_line(&c.text))
            };
            let Some(title) = text(Some(name)) else { continue };
            let mut unit = text(head.find(Field::UnitName)).unwrap_or_default();
            let mut values = Vec::new();
            for (i, column) in head.columns.iter().enumerate().filter(|(i, _)| *i != name) {
                let kind = match (column.field, column.kind) {
                    (Some(Field::BaseValue), _) => ValueKind::Base,
                    (Some(Field::ActualValue), _) | (Some(Field::Kind) | None, Some(EffectKind::Actual)) => {
                        ValueKind::Actual
                    }
                    (Some(Field::TargetValue | Field::Target), _)
                    | (Some(Field::Kind) | None, Some(EffectKind::Plan)) => ValueKind::Target,
                    (None, None) if column.year.is_some() => match table.about().find_map(vocabulary::kind) {
                        Some(EffectKind::Actual) => ValueKind::Actual,
                        Some(EffectKind::Plan) => ValueKind::Target,
                        _ => continue,
                    },
                    _ => continue,
                };
                let Some(cell) = row.get(i) else { continue };
                let Some((number, printed)) = decimal(&cell.text) else {
                    continue;
                };
                if unit.is_empty() {
                    unit = printed;
                }
                values.push(IndicatorValue {
                    fiscal_year: column.year,
                    kind,
                    number: Some(number),
                    fraction: None,
                    at: cell.at.clone(),
                });
            }
            if !values.is_empty() {
                let item =
                    text(item_at).and_then(|t| by_title.get(&fold(&numbering::without_label(&t))).cloned());
                push(
                    Indicator {
                        id: String::new(),
                        item,
                        direction: direction(&title),
                        name: title,
                        unit,
                        values,
                    },
                    plan,
                );
            }
        }
    }
}

fn has_values(head: &Head) -> bool {
    head.columns.iter().any(|c| {
        c.year.is_some()
            || matches!(
                c.field,
                Some(Field::TargetValue | Field::ActualValue | Field::BaseValue)
            )
    })
}
