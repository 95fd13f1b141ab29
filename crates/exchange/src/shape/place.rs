//! `at`: `{"line": N}` for text, `{"sheet", "cell"}` for workbooks and CSV.

use gyokaku_core::document::{Place, Spot, cell_name};
use serde_json::{Value, json};

/// The shape of a place; null where there is none.
pub(super) fn at(place: &Place) -> Value {
    match &place.spot {
        Spot::Line { line, column: 0 } => json!({ "line": line }),
        Spot::Line { line, column } => json!({ "line": line, "column": column }),
        Spot::Cell { sheet, row, column } => json!({ "sheet": sheet, "cell": cell_name(*row, *column) }),
        Spot::Element { id } => json!({ "element": id }),
        Spot::Nowhere => Value::Null,
    }
}
