//! Tables of amounts without fiscal years across or down: 区分 | 項目数 | 効果額, one amount a row.
//!
//! The amounts hold for the year that the table speaks of, else for the whole period, and then have no
//! year. Not here: years across (`across`) or down (`down`).

use gyokaku_core::document::Cell;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::figure::{CellFigure, Measure, cell as figure};

use super::row::{Found, Row, is_total};
use super::said::Said;
use crate::read::understand::kinds::amounts::Lines;
use crate::read::understand::parts::Parts;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::numbering::{labelled, without_label};
use crate::read::understand::words::others::is_no_entry;
use crate::read::understand::words::speech::speaks;
use crate::read::understand::words::titles::is_about_the_document;
use crate::read::understand::words::years;
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::{Column, Head};

/// Reads such a table.
pub(crate) fn read(table: &Table<'_>, head: &Head, columns: &[usize], said: Said) -> Parts {
    let mut parts = Parts::default();
    let vintage = table.vintage().unwrap_or_default();
    let year = table.year().or_else(|| table.about().find_map(years::only_year));
    let first = columns.first().copied().unwrap_or(1);
    let labels: Vec<usize> = (0..first)
        .filter(|i| {
            !matches!(
                head.columns[*i].field,
                Some(
                    Field::Count
                        | Field::Number
                        | Field::Serial
                        | Field::Rate
                        | Field::Lead
                        | Field::UnitName
                )
            )
        })
        .collect();
    let heading = table
        .captions
        .iter()
        .rev()
        .filter(|c| c.may_head())
        .find_map(|c| labelled(c.text).filter(|l| !l.title.is_empty() && !speaks(&l.title)))
        .filter(|l| !is_about_the_document(&l.title))
        .map(|l| one_line(&l.title));
    let lines = Lines::of_rows(table, head, first);
    let mut open: Vec<Option<String>> = vec![None; labels.len()];
    for row in &table.rows {
        for (n, i) in labels.iter().enumerate() {
            if let Some(cell) = row.get(*i).filter(|c| !is_nothing(&c.text) && !is_figure(c)) {
                open[n] = Some(one_line(&cell.text));
                for lower in &mut open[n + 1..] {
                    *lower = None;
                }
            }
        }
        let path: Vec<&String> = open.iter().flatten().collect();
        let label = path.last().map(|l| (*l).clone()).unwrap_or_default();
        if path.is_empty()
            || label.starts_with('※')
            || is_no_entry(&label)
            || !lines.has(path.iter().map(|p| p.as_str()))
        {
            continue;
        }
        let titles = heading
            .iter()
            .cloned()
            .chain(path.iter().filter(|p| !is_total(p)).map(|p| without_label(p)))
            .collect();
        let place = Row {
            vintage: &vintage,
            titles,
            total: is_total(&label),
            label,
            unit: table.unit,
            said_kind: None,
            kind: None,
            by_now: false,
            said,
        };
        let with = |i: usize| row.get(i).filter(|c| !is_nothing(&c.text));
        let slid = || {
            // An amount that slid left over a blank: its unit stands in the cell.
            let mut found = (0..first).filter_map(with).filter(|c| is_money(c));
            found.next().filter(|_| found.next().is_none())
        };
        for (n, i) in columns.iter().enumerate() {
            let Some(cell) = with(*i).or_else(|| {
                if n == 0 && columns.len() == 1 {
                    slid()
                } else {
                    None
                }
            }) else {
                continue;
            };
            let column = Column {
                year,
                kind: head.columns[*i]
                    .kind
                    .or_else(|| effect_kind(&head.columns[*i].label))
                    .or_else(|| table.about().find_map(of_effects))
                    .or(said.of(year))
                    // The amounts of one year alone are those that it brought.
                    .or(year.map(|_| EffectKind::Actual)),
                field: Some(Field::Effect),
                ..head.columns[*i].clone()
            };
            let mut found = place.cell(&column, cell, table);
            if let Found::Stated(total) = &mut found {
                total.label.clone_from(&place.label);
            }
            found.enter(&mut parts);
        }
    }
    parts
}

/// The kind that a text says of effects.
fn of_effects(text: &str) -> Option<EffectKind> {
    speaks(text)
        .then(|| effect_kind(&text.replace("計画", "")))
        .flatten()
}

fn is_money(cell: &Cell) -> bool {
    matches!(figure(&cell.text), CellFigure::One(f) if f.measure == Measure::Money)
}

fn is_figure(cell: &Cell) -> bool {
    !matches!(figure(&cell.text), CellFigure::Text | CellFigure::Blank)
}
