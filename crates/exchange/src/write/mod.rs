//! Renderers: a typed [`Table`] to bytes, one function for each format.
//!
//! What a table says is the same in each: the figures of a workbook, a CSV, a page and the JSON
//! are those of the cells, only their unit differs and is stated. A blank stays a blank, a zero a
//! zero. Not here: which figures a table holds (`gyokaku_core::table`).

use gyokaku_core::money::Unit;
use gyokaku_core::table::{Row, RowKind, Table, Value};

pub mod archive;
pub mod csv;
pub mod html;
pub mod json;
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

/// What the figures of a column are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Figures {
    /// None at all.
    #[default]
    None,
    /// Counts, or years and numbers, which have no thousands.
    Counts,
    /// Amounts, all of them.
    Amounts,
    /// Percentages, all of them.
    Shares,
    /// Decimals, or figures of several kinds.
    Mixed,
}

/// What the figures of each column are, in their order.
fn figures(table: &Table) -> Vec<Figures> {
    let mut found = vec![Figures::None; table.columns.len()];
    for cells in table.rows.iter().map(|row: &Row| &row.cells) {
        for (known, cell) in found.iter_mut().zip(cells) {
            let here = match cell.value {
                Value::Blank | Value::Text(_) => continue,
                Value::Count(_) => Figures::Counts,
                Value::Yen(_) => Figures::Amounts,
                Value::Share(_) => Figures::Shares,
                Value::Decimal(_) => Figures::Mixed,
            };
            *known = if *known == Figures::None || *known == here {
                here
            } else {
                Figures::Mixed
            };
        }
    }
    found
}

/// The head of a column with the unit of its figures: `効果額（円）`, `割合（％）`.
fn head(label: &str, figures: Figures, unit: Option<Unit>) -> String {
    let (bare, named) = match figures {
        Figures::Amounts => (without_unit(label), unit.map(Unit::name)),
        Figures::Shares if !label.contains(['%', '％']) => (label, Some("％")),
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

/// Whether a column of counts holds numbers that are names (years, serial numbers): no thousands there.
fn is_name(key: &str) -> bool {
    key.contains("year") || key.contains("number") || key.contains("serial") || matches!(key, "no" | "fy")
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
