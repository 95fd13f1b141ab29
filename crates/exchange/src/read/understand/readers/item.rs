//! The cells of a row that belong to an item beside its number, title and content: target, schedule,
//! departments, references, and what has no field of its own.
//!
//! Not here: the rows themselves (`register`), grades and amounts (`answers`).

use gyokaku_core::department::Role;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::{Item, Schedule};

use crate::read::understand::kinds::register_columns::Columns;
use crate::read::understand::tables::record::Record;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::is_nothing;
use crate::read::understand::words::departments::{self, assignment};
use crate::read::understand::words::references::{references, without_references};
use crate::read::understand::words::schedule::{YearCell, by_columns, schedule};

/// Whether an item is worked on in other years than one, so that the year of the document's title is not that of its
/// amounts.
pub(crate) fn is_of_other_years(schedule: &Schedule, year: FiscalYear) -> bool {
    let years = || schedule.steps.iter().map(|step| step.fiscal_year);
    let (Some(first), Some(last)) = (years().min(), years().max()) else {
        return false;
    };
    let goes_on = schedule.every_year || schedule.steps.iter().any(|step| step.open);
    year < first || (year > last && !goes_on)
}

/// Everything of a row but number, title and content.
pub(crate) fn fill(record: &Record<'_>, columns: &Columns, table: &Table<'_>, item: &mut Item) {
    if let Some(content) = &record.content {
        item.references.extend(references(content));
    }
    if let Some((text, place)) = record.text(columns.target) {
        item.references.extend(references(text));
        let target = without_references(text);
        if !target.is_empty() {
            append(&mut item.target, target);
        }
        item.places.target = place;
    }
    if let Some((text, place)) = record.text(columns.schedule) {
        item.references.extend(references(text));
        merge(&mut item.schedule, schedule(text, &place));
        item.places.schedule = place;
    }
    let years: Vec<YearCell<'_>> = columns
        .years
        .iter()
        .filter_map(|c| {
            let (column, cell) = (table.columns().get(*c)?, record.cell(*c)?);
            Some(YearCell {
                year: column.year?,
                text: &cell.text,
                covered: cell.covered,
                at: cell.at.clone(),
            })
        })
        .collect();
    if years.iter().any(|c| !is_nothing(c.text)) {
        item.places.schedule = years
            .iter()
            .find(|c| !is_nothing(c.text))
            .map(|c| c.at.clone())
            .unwrap_or_default();
        merge(&mut item.schedule, by_columns(&years));
    }
    for (column, role) in [(columns.lead, Role::Lead), (columns.support, Role::Support)] {
        if let Some((text, place)) = record.text(column) {
            let found = assignment(text, role);
            for (list, more) in [
                (&mut item.departments.lead, found.lead),
                (&mut item.departments.support, found.support),
            ] {
                for name in more {
                    if !list.contains(&name) {
                        list.push(name);
                    }
                }
            }
            if role == Role::Lead || item.places.departments.is_nowhere() {
                item.places.departments = place;
            }
        }
    }
    for column in &columns.matrix {
        if let (Some((text, place)), Some(head)) = (record.text(Some(*column)), table.columns().get(*column))
        {
            match text.chars().next() {
                Some('◎' | '●') => item.departments.lead.push(head.label.clone()),
                Some('○' | '〇' | '◯') => item.departments.support.push(head.label.clone()),
                _ => continue,
            }
            item.places.departments = place;
        }
    }
    if let Some((text, _)) = record.text(columns.reference) {
        let bracketed = references(text);
        let found = if bracketed.is_empty() {
            departments::names(text)
        } else {
            bracketed
        };
        item.references.extend(found);
    }
    for column in &columns.extra {
        if let Some((text, _)) = record.text(Some(*column)) {
            let label = table
                .columns()
                .get(*column)
                .map(|c| c.label.clone())
                .unwrap_or_default();
            item.extra.push((label, text.to_owned()));
        }
    }
}

/// Adds a text on a line of its own.
pub(crate) fn append(to: &mut Option<String>, more: String) {
    match to {
        Some(text) => {
            text.push('\n');
            text.push_str(&more);
        }
        none => *none = Some(more),
    }
}

fn merge(into: &mut Schedule, more: Schedule) {
    into.every_year |= more.every_year;
    into.steps.extend(more.steps);
    if let Some(text) = more.text {
        append(&mut into.text, text);
    }
}
