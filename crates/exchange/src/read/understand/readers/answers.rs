//! What a register says about each item beyond the item itself: grades, amounts, values of indicators.
//!
//! Not here: the item (`register`), tables of amounts or counts of their own (`effects`, `progress`).

use gyokaku_core::effect::{Duration, Effect, EffectKind, Source, StatedAmount};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::indicator::{Indicator, IndicatorValue, ValueKind};
use gyokaku_core::labels::grade::grade_of;
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::Evaluation;
use gyokaku_core::text::fold;

use super::effects::{self, amount, source};
use super::indicators::{self, decimal};
use crate::read::understand::kinds::register_columns::Columns;
use crate::read::understand::prose::targets;
use crate::read::understand::sections::Sections;
use crate::read::understand::tables::record::Record;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};

use crate::read::understand::words::references::without_references;
use crate::read::understand::words::vocabulary::{self, Field, evaluator};
use crate::read::understand::words::years;

/// Adds what a row says about the item at `at`.
pub(crate) fn read(
    record: &Record<'_>,
    columns: &Columns,
    at: usize,
    table: &Table<'_>,
    sections: &Sections,
    plan: &mut Plan,
) {
    evaluations(record, columns, at, table, plan);
    effects(record, columns, at, table, sections, plan);
    values(record, columns, at, table, plan);
    if let (Some(content), Some(item)) = (&record.content, plan.items.get(at).map(|i| i.id.clone())) {
        indicators::add(targets::limits(content, &record.content_at), Some(item), plan);
    }
    if let (Some((target, place)), Some(item)) = (
        record.text(columns.target),
        plan.items.get(at).map(|i| i.id.clone()),
    ) {
        let found = targets::in_text(&without_references(target), &place);
        indicators::add(found, Some(item), plan);
    }
}

/// The fiscal year that a table speaks of, where a text above says one with 進捗, 実績 or 評価, or only one.
pub(crate) fn year_of(table: &Table<'_>) -> Option<FiscalYear> {
    table.about().find_map(|text| {
        let folded = fold(text);
        let speaks = [
            "進捗",
            "実績",
            "評価",
            "取組状況",
            "実施状況",
            "達成",
            "効果額",
            "結果",
        ]
        .iter()
        .any(|w| folded.contains(w))
            || text.chars().count() <= 12;
        let found = gyokaku_core::fiscal_year::mentions(&years::squeezed(text));
        match found.as_slice() {
            [one] if speaks => one.fiscal_year(),
            _ => None,
        }
    })
}

fn evaluations(record: &Record<'_>, columns: &Columns, at: usize, table: &Table<'_>, plan: &mut Plan) {
    let Some(item) = plan.items.get(at).map(|i| i.id.clone()) else {
        return;
    };
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
        plan.evaluations.push(Evaluation {
            item: item.clone(),
            fiscal_year: head.and_then(|c| c.year).or_else(|| year_of(table)),
            by: evaluator(head.map_or("", |c| c.label.as_str())),
            grade: label,
            reason: owned(columns.reason).filter(|_| n == 0),
            done: owned(columns.done).filter(|_| n == 0),
            at: place,
        });
    }
    if columns.grades.is_empty() {
        for column in [columns.done, columns.reason].into_iter().flatten() {
            if let (Some((text, _)), Some(item)) = (record.text(Some(column)), plan.items.get_mut(at)) {
                item.extra.push((
                    table
                        .columns()
                        .get(column)
                        .map(|c| c.label.clone())
                        .unwrap_or_default(),
                    text.to_owned(),
                ));
            }
        }
    }
}

fn effects(
    record: &Record<'_>,
    columns: &Columns,
    at: usize,
    table: &Table<'_>,
    sections: &Sections,
    plan: &mut Plan,
) {
    for column in &columns.effects {
        let Some((text, place)) = record.text(Some(*column)) else {
            continue;
        };
        let Some(head) = table.columns().get(*column) else {
            continue;
        };
        let year = head.year.or_else(|| year_of(table)).or_else(|| one_year(table));
        // Beside grades and results stands what was reached.
        let reached = !columns.grades.is_empty() || columns.done.is_some();
        let kind = head
            .kind
            .or_else(|| table.about().find_map(vocabulary::kind))
            .or((table.reports || reached).then_some(EffectKind::Actual))
            .unwrap_or(EffectKind::Plan);
        let Some(amount) = amount(text, head.unit.or(table.unit)) else {
            if let Some(item) = plan.items.get_mut(at).filter(|_| !is_nothing(text)) {
                item.extra.push((head.label.clone(), text.to_owned()));
            }
            continue;
        };
        plan.effects.push(Effect {
            id: format!("e{}", plan.effects.len() + 1),
            vintage: effects::vintage(table).unwrap_or_default(),
            on: None,
            path: path(at, plan, sections),
            fiscal_year: year,
            kind,
            amount,
            duration: Duration::Unsaid,
            source: source(&head.label).unwrap_or(Source::Unsaid),
            corrects: None,
            at: place,
        });
    }
    for column in &columns.totals {
        stated(record, *column, path(at, plan, sections), table, plan);
    }
}

/// The totals of a row that sums up the items above.
pub(crate) fn totals(
    record: &Record<'_>,
    columns: &Columns,
    path: Vec<String>,
    table: &Table<'_>,
    plan: &mut Plan,
) {
    for column in columns.effects.iter().chain(&columns.totals) {
        stated(record, *column, path.clone(), table, plan);
    }
}

fn stated(record: &Record<'_>, column: usize, path: Vec<String>, table: &Table<'_>, plan: &mut Plan) {
    let (Some((text, at)), Some(head)) = (record.text(Some(column)), table.columns().get(column)) else {
        return;
    };
    if let Some(amount) = amount(text, head.unit.or(table.unit)) {
        let vintage = effects::vintage(table).unwrap_or_default();
        plan.stated_amounts.push(StatedAmount {
            vintage,
            path,
            fiscal_year: head.year,
            label: head.label.clone(),
            difference: head.field == Some(Field::Difference),
            amount,
            at,
        });
    }
}

/// The only fiscal year that the heads of a table name.
fn one_year(table: &Table<'_>) -> Option<FiscalYear> {
    let mut years = table.columns().iter().filter_map(|c| c.year);
    let first = years.next()?;
    years.all(|y| y == first).then_some(first)
}

/// The titles of the sections above the item, and its own.
pub(crate) fn path(at: usize, plan: &Plan, sections: &Sections) -> Vec<String> {
    let Some(item) = plan.items.get(at) else {
        return Vec::new();
    };
    let above = item
        .section
        .as_deref()
        .and_then(|id| id.strip_prefix('s')?.parse::<usize>().ok()?.checked_sub(1));
    let mut path = above.map(|index| sections.path(index)).unwrap_or_default();
    path.push(item.title.clone());
    path
}

fn values(record: &Record<'_>, columns: &Columns, at: usize, table: &Table<'_>, plan: &mut Plan) {
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
                .or_else(|| (kind == ValueKind::Actual).then(|| year_of(table)).flatten()),
            kind,
            number: Some(number),
            fraction: None,
            at: place,
        });
    }
    let Some(item) = plan.items.get(at) else { return };
    if values.is_empty() {
        if let (Some((text, _)), Some(item)) = (record.text(columns.indicator), plan.items.get_mut(at)) {
            item.extra.push((
                table
                    .columns()
                    .get(columns.indicator.unwrap_or_default())
                    .map(|c| c.label.clone())
                    .unwrap_or_default(),
                text.to_owned(),
            ));
        }
        return;
    }
    let name = record
        .text(columns.indicator)
        .map_or_else(|| item.title.clone(), |(t, _)| one_line(t));
    let said = format!("{name}{}", item.target.as_deref().unwrap_or(""));
    let indicator = Indicator {
        id: String::new(),
        item: Some(item.id.clone()),
        direction: indicators::direction(&said),
        name,
        unit,
        values,
    };
    indicators::push(indicator, plan);
}
