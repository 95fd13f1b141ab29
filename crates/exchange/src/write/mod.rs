//! Renderers: a typed [`Table`] to bytes, one function for each format.
//!
//! What a table says is the same in each: the figures of a workbook, a CSV, a page and the JSON
//! are those of the cells, only their unit differs and is stated. A blank stays a blank, a zero a
//! zero. Not here: which figures a table holds (`gyokaku_core::table`).

use gyokaku_core::money::Unit;
use gyokaku_core::table::{Column, ColumnKind, RowKind, Table, Value};

pub mod archive;
pub mod csv;
pub mod html;
pub mod ics;
pub mod json;
pub mod markup;
pub mod xlsx;

/// The unit in which a table's amounts are printed without losing a single yen: its own unit where
/// every amount is a multiple of it, else yen; none where it has no amounts.
fn exact_unit(table: &Table) -> Option<Unit> {
    let mut unit = None;
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        if let Value::Yen(amount) = cell.value {
            let wanted = *unit.get_or_insert(table.unit.unwrap_or_default());
            if amount.0 % wanted.yen() != 0 {
                return Some(Unit::Yen);
            }
        }
    }
    unit
}

/// The head of a column with the unit of its figures: `効果額（円）`, `割合（％）`.
fn head(column: &Column, unit: Option<Unit>) -> String {
    let label = column.label.as_str();
    let (bare, named) = match column.kind {
        ColumnKind::Yen => (without_unit(label), unit.map(Unit::name)),
        ColumnKind::Share if !label.contains(['%', '％']) => (label, Some("％")),
        _ => (label, None),
    };
    named.map_or_else(|| label.to_owned(), |unit| format!("{bare}（{unit}）"))
}

/// A label without a unit of money in brackets at its end.
fn without_unit(label: &str) -> &str {
    for unit in Unit::ALL.iter().rev() {
        for bracketed in [format!("（{}）", unit.name()), format!("({})", unit.name())] {
            if let Some(bare) = label.strip_suffix(bracketed.as_str()) {
                return bare.trim_end();
            }
        }
    }
    label
}

/// Whether the rows of a table are of several kinds or depths.
fn is_nested(table: &Table) -> bool {
    table
        .rows
        .iter()
        .any(|row| row.kind != RowKind::Row || row.level > 0)
}

/// The digits of a decimal, without thousands: `-1.05`.
fn decimal(number: gyokaku_core::indicator::Decimal) -> String {
    number.to_string().replace(',', "")
}
