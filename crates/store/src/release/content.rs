//! A plan as one text: what a release holds of it for good.
//!
//! The rows of each table by the names of their columns, as the tables declare them: a column that a later version
//! adds is missing in an older text and so is null, one that it drops is passed over. Invariant: what was written is read back as the same plan.
//! Not here: when a plan is released (`super`).

use std::collections::HashMap;

use gyokaku_core::document::DocumentId;
use gyokaku_core::plan::{Period, Plan};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::database::Value;
use crate::error::StoreError;
use crate::place;
use crate::plan::{ALL, Kind, Row, Rows, Table, decode, encode};
use crate::typed::{NullableNumber, Odd, Text, list_text};
use crate::words::Word;

/// The name of the shape; a release that says another was written by a program that this one does not know.
const SHAPE: &str = "gyokaku.release/1";

/// The name of the column that says of which document a row is.
const SOURCE: &str = "source";

/// A plan as text.
///
/// # Errors
/// The plan is none that could be stored (see [`encode`]).
pub(super) fn text_of(plan: &Plan) -> Result<String, StoreError> {
    let rows = encode(plan)?;
    // Row by row: a tree of the whole would take many times the room of its text.
    let mut tables = String::new();
    for table in ALL.iter().filter(|table| !rows.of(table).is_empty()) {
        let names = table.columns().map(|(name, _)| name);
        let columns: Vec<&str> = names.chain([SOURCE]).collect();
        let head = if tables.is_empty() { "" } else { "," };
        tables.push_str(&format!(
            "{head}{}:{{\"columns\":{},\"rows\":[",
            json!(table.name),
            json!(columns)
        ));
        for (nth, row) in rows.of(table).iter().enumerate() {
            let source = Value::Text(row.source.as_ref().map(DocumentId::to_string));
            let cells: Vec<Json> = row.cells.iter().chain([&source]).map(json_of).collect();
            tables.push_str(if nth == 0 { "" } else { "," });
            tables.push_str(&Json::Array(cells).to_string());
        }
        tables.push_str("]}");
    }
    let year = |year: Option<gyokaku_core::fiscal_year::FiscalYear>| year.map(|y| y.western());
    let own = json!({
        "title": plan.title,
        "at": place::encode(&plan.at, plan.at.document.as_ref()),
        "source": plan.at.document.as_ref().map(DocumentId::as_str),
        "fy_from": year(plan.period.map(|p| p.from)),
        "fy_to": year(plan.period.map(|p| p.to)),
        "levels": list_text(&plan.levels),
        "year_style": plan.year_style.word(),
        "precedence": plan.precedence.words(),
    });
    Ok(format!(
        "{{\"shape\":{},\"plan\":{own},\"tables\":{{{tables}}}}}",
        json!(SHAPE)
    ))
}

/// The plan of a text.
///
/// # Errors
/// The text is none that [`text_of`] has written.
pub(super) fn plan_of(text: &str, key: &str) -> Result<Plan, StoreError> {
    let damaged = |what: &str| StoreError::Damaged {
        table: "plan_release".into(),
        key: key.to_owned(),
        what: what.to_owned(),
    };
    let stored: Stored = serde_json::from_str(text).map_err(|_| damaged("計画として読めません"))?;
    if stored.shape != SHAPE {
        return Err(damaged("知らない形です"));
    }
    let mut plan = own_of(&stored.plan).map_err(|odd| damaged(&odd.to_string()))?;
    let (mut rows, mut tables) = (Rows::default(), stored.tables);
    for table in ALL {
        if let Some(stored) = tables.remove(table.name) {
            fill(&mut rows, table, stored).ok_or_else(|| damaged(table.name))?;
        }
    }
    decode(rows, &mut plan)?;
    Ok(plan)
}

/// The text, taken apart.
#[derive(Deserialize)]
struct Stored {
    shape: String,
    plan: Map<String, Json>,
    tables: HashMap<String, StoredTable>,
}

#[derive(Deserialize)]
struct StoredTable {
    columns: Vec<String>,
    rows: Vec<Vec<Option<Cell>>>,
}

/// A value; null is none.
#[derive(Deserialize)]
#[serde(untagged)]
enum Cell {
    Number(i64),
    Text(String),
}

fn own_of(own: &Map<String, Json>) -> Result<Plan, Odd> {
    let text = |name: &str| own.get(name).and_then(Json::as_str);
    let needed = |name: &str| text(name).ok_or_else(|| Odd(format!("{name}がありません")));
    let year = |name: &str| NullableNumber(own.get(name).and_then(Json::as_i64)).try_into();
    let document = text("source").map(DocumentId::new);
    let at =
        place::decode(text("at"), document.as_ref()).ok_or_else(|| Odd("場所として読めません".into()))?;
    let period = match (year("fy_from")?, year("fy_to")?) {
        (Some(from), Some(to)) => Some(Period { from, to }),
        _ => None,
    };
    Ok(Plan {
        title: needed("title")?.to_owned(),
        at,
        period,
        levels: Text(needed("levels")?.to_owned()).try_into()?,
        year_style: Text(needed("year_style")?.to_owned()).try_into()?,
        precedence: Text(needed("precedence")?.to_owned()).try_into()?,
        ..Plan::default()
    })
}

/// Adds the rows of a table; none where they are no rows.
fn fill(rows: &mut Rows, table: &Table, stored: StoredTable) -> Option<()> {
    let at = |name: &str| stored.columns.iter().position(|known| known == name);
    let columns: Vec<(Option<usize>, Kind)> = table.columns().map(|(name, kind)| (at(name), kind)).collect();
    let source = at(SOURCE);
    for mut row in stored.rows {
        let mut taken = |at: Option<usize>| row.get_mut(at?)?.take();
        let cells = columns.iter().map(|(at, kind)| value_of(taken(*at), *kind));
        let cells: Option<Vec<Value>> = cells.collect();
        let source = match taken(source) {
            Some(Cell::Text(id)) => Some(DocumentId::new(&*id)),
            _ => None,
        };
        rows.push(
            table,
            Row {
                cells: cells?,
                source,
            },
        );
    }
    Some(())
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Int(number) => json!(number),
        // No table of a plan has bytes.
        Value::Bytes(_) => Json::Null,
    }
}

fn value_of(cell: Option<Cell>, kind: Kind) -> Option<Value> {
    match (cell, kind) {
        (Some(Cell::Number(number)), Kind::Int | Kind::Order) => Some(Value::Int(Some(number))),
        (Some(Cell::Text(text)), Kind::Text | Kind::Place) => Some(Value::Text(Some(text))),
        (None, Kind::Int | Kind::Order) => Some(Value::Int(None)),
        (None, Kind::Text | Kind::Place) => Some(Value::Text(None)),
        _ => None,
    }
}
