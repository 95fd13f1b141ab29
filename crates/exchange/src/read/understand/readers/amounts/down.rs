//! Tables of amounts with the fiscal years down the rows: 年度 | 歳入の確保 | 歳出の削減 | 合計.
//!
//! Not here: years across (`across`).

use gyokaku_core::labels::brackets::without_brackets;
use gyokaku_core::labels::year;

use super::row::{Row, is_total};
use super::said::Said;
use crate::read::understand::kinds::amounts::Lines;
use crate::read::understand::parts::Parts;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::numbering::without_label;
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::{Column, Head};

/// Reads such a table.
pub(crate) fn read(table: &Table<'_>, head: &Head, said: Said) -> Parts {
    let mut parts = Parts::default();
    let vintage = table.vintage().unwrap_or_default();
    let lines = Lines::of_columns(head);
    for row in &table.rows {
        let Some(first) = row.first() else { continue };
        let year = year::header(&first.text);
        let total = is_total(&first.text);
        let row_kind = year.as_ref().and_then(|(_, rest)| effect_kind(rest));
        for (column, cell) in head
            .columns
            .iter()
            .zip(row.iter())
            .skip(1)
            .filter(|(c, _)| !c.label.is_empty() && lines.has([c.label.as_str()]))
        {
            let label = without_label(&without_brackets(&column.label));
            let whole = is_total(&label)
                || matches!(
                    column.field,
                    Some(Field::Total | Field::Effect | Field::Amount | Field::Kind)
                );
            let titles = if whole || column.field == Some(Field::Difference) {
                Vec::new()
            } else {
                vec![label]
            };
            let at = Column {
                year: year.as_ref().map(|(y, _)| *y),
                ..column.clone()
            };
            let place = Row {
                vintage: &vintage,
                titles,
                label: one_line(&first.text),
                total,
                unit: column.unit.or(table.unit),
                said_kind: None,
                kind: row_kind,
                by_now: false,
                said,
            };
            match (&year, column.field) {
                (Some(_), Some(Field::Total)) | (None, _) if total || year.is_some() => {
                    let totals = Column {
                        field: Some(Field::Total),
                        ..at
                    };
                    place.cell(&totals, cell, table).enter(&mut parts);
                }
                (Some(_), _) => place.cell(&at, cell, table).enter(&mut parts),
                _ => {}
            }
        }
    }
    parts
}
