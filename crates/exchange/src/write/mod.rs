//! Renderers: a typed [`Table`] to bytes, one function for each format.
//!
//! What a table says is the same in each: the figures of a workbook, a CSV, a page and the JSON
//! are those of the cells, only their unit differs and is stated. A blank stays a blank, a zero a
//! zero. Not here: which figures a table holds (`gyokaku_core::table`).

use gyokaku_core::table::shown::{exact_unit, head};
use gyokaku_core::table::{RowKind, Table};

pub mod archive;
pub mod csv;
pub mod data;
pub mod html;
pub mod ics;
pub mod json;
pub mod markup;
pub mod xlsx;

/// Whether the rows of a table are of several kinds or depths.
fn is_nested(table: &Table) -> bool {
    table
        .rows
        .iter()
        .any(|row| row.kind != RowKind::Row || row.level > 0)
}

/// The digits of a decimal, without thousands: `-1.05`.
pub(crate) fn decimal(number: gyokaku_core::indicator::Decimal) -> String {
    number.to_string().replace(',', "")
}
