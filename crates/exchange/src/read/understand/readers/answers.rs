//! What a register says about each item beyond the item itself: grades, amounts, values of indicators.
//!
//! Not here: the item (`register`), tables of amounts or counts of their own (`effects`, `progress`).

use gyokaku_core::effect::{Duration, Effect, EffectKind, Source, StatedAmount};
use gyokaku_core::indicator::{Indicator, IndicatorValue, ValueKind};
use gyokaku_core::labels::grade::grade_of;
use gyokaku_core::plan::Item;
use gyokaku_core::progress::Evaluation;

use super::item::is_of_other_years;
use crate::read::understand::kinds::register_columns::Columns;
use crate::read::understand::parts::Parts;
use crate::read::understand::prose::targets;
use crate::read::understand::tables::record::Record;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::references::without_references;
use crate::read::understand::words::speech::source;
use crate::read::understand::words::values::{amount, decimal, direction};
use crate::read::understand::words::vocabulary::evaluator;
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::field::Field;

/// What a row says about its item, which is the item at `at`; `path` leads to it. What has no part of its own
/// is added to the item.
pub(crate) fn read(
    record: &Record<'_>,
    columns: &Columns,
    (at, item): (usize, &mut Item),
    path: &[String],
    table: &Table<'_>,
) -> Parts {
    let mut parts = Parts::default();
    evaluations(record, columns, (at, &mut *item), table, &mut parts);
    effects(record, columns, item, path, table, &mut parts);
    parts
        .indicators
        .extend(values(record, columns, item, table).map(|i| (Some(at), i)));
    let limits = record
        .content
        .as_deref()
        .map(|content| targets::limits(content, &record.content_at));
    let stated = record
        .text(columns.target)
        .map(|(target, place)| targets::in_text(&without_references(target), &place));
    let found = limits.into_iter().chain(stated).flatten();
    parts.indicators.extend(found.map(|i| (Some(at), i)));
    parts
}

/// Adds a text of a column without a field of its own to an item, under the head of the column.
fn add_extra(record: &Record<'_>, column: Option<usize>, table: &Table<'_>, item: &mut Item) {
    if let Some((text, _)) = record.text(column) {
        let head = column.and_then(|c| table.columns().get(c));
        let label = head.map(|c| c.label.clone()).unwrap_or_default();
        item.extra.push((label, text.to_owned()));
    }
}

fn evaluations(
    record: &Record<'_>,
    columns: &Columns,
    (at, item): (usize, &mut Item),
    table: &Table<'_>,
    parts: &mut Parts,
) {
    let owned = |column| record.text(column).map(|(text, _)| text.to_owned());
    for (n, column) in columns.grades.iter().enumerate() {
        let Some((text, place)) = record.text(Some(*column)) else {
            continue;
        };
        let head = table.columns().get(*column);
        let label = grade_of(text).unwrap_or_else(|| one_line(text));
        if label.chars().count() > 14 {
            continue;
        }
        let evaluation = Evaluation {
            item: String::new(),
            fiscal_year: head.and_then(|c| c.year).or_else(|| table.year()),
            by: evaluator(head.map_or("", |c| c.label.as_str())),
            grade: label,
            reason: owned(columns.reason).filter(|_| n == 0),
            done: owned(columns.done).filter(|_| n == 0),
            at: place,
        };
        parts.evaluations.push((at, evaluation));
    }
    if columns.grades.is_empty() {
        for column in [columns.done, columns.reason] {
            add_extra(record, column, table, item);
        }
    }
}

fn effects(
    record: &Record<'_>,
    columns: &Columns,
    item: &mut Item,
    path: &[String],
    table: &Table<'_>,
    parts: &mut Parts,
) {
    for column in &columns.effects {
        let Some((text, place)) = record.text(Some(*column)) else {
            continue;
        };
        let Some(head) = table.columns().get(*column) else {
            continue;
        };
        let year = head
            .year
            .or_else(|| table.year().filter(|y| !is_of_other_years(&item.schedule, *y)))
            .or_else(|| table.only_year_of_heads());
        // Beside grades and results stands what was reached.
        let reached = !columns.grades.is_empty() || columns.done.is_some();
        let kind = head
            .kind
            .or_else(|| table.about().find_map(effect_kind))
            .or((table.reports || reached).then_some(EffectKind::Actual))
            .unwrap_or(EffectKind::Plan);
        let Some(amount) = amount(text, head.unit.or(table.unit)) else {
            add_extra(record, Some(*column), table, item);
            continue;
        };
        parts.effects.push(Effect {
            id: String::new(),
            vintage: table.vintage().unwrap_or_default(),
            on: None,
            path: path.to_vec(),
            fiscal_year: year,
            kind,
            amount,
            duration: Duration::Unsaid,
            source: source(&head.label).unwrap_or(Source::Unsaid),
            corrects: None,
            at: place,
        });
    }
    let totals = columns.totals.iter();
    parts
        .stated_amounts
        .extend(totals.filter_map(|c| stated(record, *c, path, table)));
}

/// The totals of a row that sums up the items above.
pub(crate) fn totals(record: &Record<'_>, columns: &Columns, path: &[String], table: &Table<'_>) -> Parts {
    let columns = columns.effects.iter().chain(&columns.totals);
    Parts {
        stated_amounts: columns.filter_map(|c| stated(record, *c, path, table)).collect(),
        ..Parts::default()
    }
}

fn stated(record: &Record<'_>, column: usize, path: &[String], table: &Table<'_>) -> Option<StatedAmount> {
    let (text, at) = record.text(Some(column))?;
    let head = table.columns().get(column)?;
    Some(StatedAmount {
        vintage: table.vintage().unwrap_or_default(),
        path: path.to_vec(),
        fiscal_year: head.year,
        label: head.label.clone(),
        difference: head.field == Some(Field::Difference),
        amount: amount(text, head.unit.or(table.unit))?,
        at,
    })
}

/// The indicator whose values a row states; its name alone is told of the item.
fn values(record: &Record<'_>, columns: &Columns, item: &mut Item, table: &Table<'_>) -> Option<Indicator> {
    let mut values = Vec::new();
    let mut unit = record
        .text(columns.unit_name)
        .map(|(t, _)| one_line(t))
        .unwrap_or_default();
    for column in &columns.values {
        let (Some(head), Some((text, place))) = (table.columns().get(*column), record.text(Some(*column)))
        else {
            continue;
        };
        let Some((number, printed)) = decimal(text) else {
            continue;
        };
        if unit.is_empty() {
            unit = printed;
        }
        let kind = match (head.field, head.kind) {
            (Some(Field::BaseValue), _) => ValueKind::Base,
            (Some(Field::ActualValue), _) | (_, Some(EffectKind::Actual)) => ValueKind::Actual,
            _ => ValueKind::Target,
        };
        values.push(IndicatorValue {
            fiscal_year: head
                .year
                .or_else(|| (kind == ValueKind::Actual).then(|| table.year()).flatten()),
            kind,
            number: Some(number),
            fraction: None,
            at: place,
        });
    }
    if values.is_empty() {
        add_extra(record, columns.indicator, table, item);
        return None;
    }
    let name = record
        .text(columns.indicator)
        .map_or_else(|| item.title.clone(), |(t, _)| one_line(t));
    let said = format!("{name}{}", item.target.as_deref().unwrap_or(""));
    Some(Indicator {
        id: String::new(),
        item: None,
        direction: direction(&said),
        name,
        unit,
        values,
    })
}
