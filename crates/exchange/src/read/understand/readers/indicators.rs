//! Indicators: tables of targets and actuals by year.
//!
//! Not here: columns of values in a register (`answers`), targets in running text (`targets`).

use std::collections::HashMap;

use gyokaku_core::effect::EffectKind;
use gyokaku_core::indicator::{Direction, Indicator, IndicatorValue, ValueKind};
use gyokaku_core::text::fold;

use crate::read::understand::kinds::Kind;
use crate::read::understand::parts::{FoundItem, Parts};
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::numbering::without_label;
use crate::read::understand::words::values::{decimal, direction};
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::field::Field;

/// Reads tables of indicators; `items` are those that they may name.
pub(crate) fn read(tables: &[Table<'_>], kinds: &[Kind], items: &[FoundItem]) -> Parts {
    let mut parts = Parts::default();
    let by_title: HashMap<String, usize> = items
        .iter()
        .enumerate()
        .map(|(at, found)| (fold(&found.item.title), at))
        .collect();
    for (table, kind) in tables.iter().zip(kinds) {
        let (Some(name), Some(head)) = (kind.told().and_then(|told| told.indicator), table.head.as_deref())
        else {
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
                    (None, None) if column.year.is_some() => match table.about().find_map(effect_kind) {
                        Some(EffectKind::Actual) => ValueKind::Actual,
                        Some(EffectKind::Plan) => ValueKind::Target,
                        _ => continue,
                    },
                    (Some(Field::Limit), _) => ValueKind::Threshold,
                    (Some(Field::GraverLimit), _) => ValueKind::Rebuilding,
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
                    // A limit that says no year holds for all of them.
                    fiscal_year: column.year,
                    kind,
                    number: Some(number),
                    fraction: None,
                    at: cell.at.clone(),
                });
            }
            if !values.is_empty() {
                let item = text(item_at).and_then(|t| by_title.get(&fold(&without_label(&t))).copied());
                let indicator = Indicator {
                    id: String::new(),
                    item: None,
                    direction: match values.iter().any(|v| v.kind == ValueKind::Threshold) {
                        true => Direction::StayBelow,
                        false => direction(&title),
                    },
                    name: title,
                    unit,
                    values,
                };
                parts.indicators.push((item, indicator));
            }
        }
    }
    parts
}
