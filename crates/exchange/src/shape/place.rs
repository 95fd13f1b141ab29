//! `at`: `{"line": N}` for text, `{"sheet", "cell"}` for workbooks and CSV, `{"page", "table", "row"}` for PDF,
//! Word and web pages, where a page or a table that there is not is null.

use gyokaku_core::document::{Place, Spot, cell_name};
use serde_json::{Value, json};

/// The shape of a place; null where there is none.
pub(super) fn at(place: &Place) -> Value {
    match &place.spot {
        Spot::Line { line, column: 0 } => json!({ "line": line }),
        Spot::Line { line, column } => json!({ "line": line, "column": column }),
        Spot::Cell { sheet, row, column } => json!({ "sheet": &**sheet, "cell": cell_name(*row, *column) }),
        Spot::Page {
            page,
            table,
            row,
            column,
        } => {
            let some = |number: &u32| Some(*number).filter(|number| *number > 0);
            let mut at = json!({ "page": some(page), "table": some(table), "row": row });
            if let Some(column) = some(column) {
                at["column"] = column.into();
            }
            at
        }
        Spot::Element { id } => json!({ "element": id }),
        Spot::Nowhere => Value::Null,
    }
}
