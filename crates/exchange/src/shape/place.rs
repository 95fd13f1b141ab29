//! `at`: `{"line": N}` for text, `{"sheet", "cell"}` for workbooks and CSV.

use gyokaku_core::document::{Place, cell_name};
use serde_json::{Value, json};

/// The shape of a place; null where there is none.
pub(super) fn at(place: &Place) -> Value {
    match place {
        Place::Line { line, column: 0 } => json!({ "line": line }),
        Place::Line { line, column } => json!({ "line": line, "column": column }),
        Place::Cell { sheet, row, column } => json!({ "sheet": sheet, "cell": cell_name(*row, *column) }),
        Place::Element { id } => json!({ "element": id }),
        Place::Nowhere => Value::Null,
    }
}
