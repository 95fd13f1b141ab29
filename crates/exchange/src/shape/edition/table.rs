//! A table with all that its renderers need: kinds of columns and rows, exact values, places.
//!
//! `gyokaku.table/1` is for scripts and rounds a share to what is printed; this shape loses nothing.

use gyokaku_core::department::Role;
use gyokaku_core::document::{Place, Spot};
use gyokaku_core::indicator::Decimal;
use gyokaku_core::money::{Share, Unit, Yen};
use gyokaku_core::table::{
    Aside, Cell, Column, ColumnKind, ColumnPart, Row, RowKind, Table, Value as Held, known_name,
};
use serde_json::{Value, json};

use super::{Read, Words, damaged, each, maybe, string, unwrapped, whole, word, word_of, wrapped};

const UNITS: Words<Unit, 5> = [
    (Unit::Yen, "yen"),
    (Unit::Thousand, "thousand"),
    (Unit::TenThousand, "ten_thousand"),
    (Unit::Million, "million"),
    (Unit::HundredMillion, "hundred_million"),
];
/// What a column does for its rows; a column that only holds values says nothing.
pub(super) const PARTS: Words<ColumnPart, 10> = [
    (ColumnPart::Plain, "plain"),
    (ColumnPart::Leads, "leads"),
    (ColumnPart::Parts, "parts"),
    (ColumnPart::Heads, "heads"),
    (ColumnPart::Beside(Aside::Lead), "beside_lead"),
    (ColumnPart::Beside(Aside::Support), "beside_support"),
    (ColumnPart::Beside(Aside::References), "beside_references"),
    (ColumnPart::Department(None), "department"),
    (ColumnPart::Department(Some(Role::Lead)), "department_lead"),
    (ColumnPart::Department(Some(Role::Support)), "department_support"),
];
const ROWS: Words<RowKind, 3> = [
    (RowKind::Row, "row"),
    (RowKind::Group, "group"),
    (RowKind::Total, "total"),
];

/// A table as text.
pub fn table_text(table: &Table) -> String {
    let columns: Vec<Value> = table
        .columns
        .iter()
        .map(|c| {
            json!({
                "key": c.key,
                "label": c.label,
                "kind": c.kind.key(),
                "part": word_of(c.part, &PARTS),
                "grade": c.grade,
            })
        })
        .collect();
    let rows: Vec<Value> = table
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<Value> = row.cells.iter().map(cell).collect();
            json!({ "kind": word_of(row.kind, &ROWS), "level": row.level, "item": row.item, "cells": cells })
        })
        .collect();
    wrapped(
        "table",
        json!({
            "name": table.name,
            "title": table.title,
            "answer": table.summary,
            "unit": table.unit.map(|unit| word_of(unit, &UNITS)),
            "columns": columns,
            "rows": rows,
            "notes": table.notes,
        }),
    )
}

/// The table of a text.
///
/// # Errors
/// The text is of a newer release, or damaged.
pub fn table_of(text: &str) -> Read<Table> {
    let table = unwrapped(text, "table")?;
    let name = known_name(&string(&table, "name")?).ok_or_else(|| damaged("name"))?;
    let mut read = Table {
        name,
        title: string(&table, "title")?,
        summary: string(&table, "answer")?,
        unit: match maybe(&table, "unit")? {
            None => None,
            Some(_) => Some(word(&table, "unit", &UNITS)?),
        },
        columns: each(&table, "columns", |column| {
            Ok(Column {
                key: string(column, "key")?,
                label: string(column, "label")?,
                kind: kind_of(&string(column, "kind")?)?,
                part: match column.get("part") {
                    None => ColumnPart::Plain,
                    Some(_) => word(column, "part", &PARTS)?,
                },
                grade: maybe(column, "grade")?,
            })
        })?,
        rows: each(&table, "rows", |row| {
            Ok(Row {
                kind: word(row, "kind", &ROWS)?,
                level: whole(row, "level")?,
                cells: each(row, "cells", cell_of)?,
                item: maybe(row, "item")?,
            })
        })?,
        notes: notes(&table)?,
    };
    let columns = table.get("columns").and_then(Value::as_array);
    if columns.is_some_and(|all| all.iter().all(|column| column.get("part").is_none())) {
        untyped(&mut read);
    }
    Ok(read)
}

fn kind_of(word: &str) -> Read<ColumnKind> {
    let known = ColumnKind::ALL.into_iter().find(|kind| kind.key() == word);
    match (known, word) {
        (Some(kind), _) => Ok(kind),
        (None, FIGURE) => Ok(ColumnKind::Decimal),
        (None, _) => Err(damaged("kind")),
    }
}

/// The kind of every column of figures, when columns had only two.
const FIGURE: &str = "figure";

/// Gives the columns of a table that was frozen before columns had types what they have had since: the
/// kind of their figures by the figures, the rest by the three tables that were frozen then.
fn untyped(table: &mut Table) {
    let grade_of = |key: &str| {
        let own = key.strip_suffix("_share").unwrap_or(key);
        own.starts_with("grade_").then(|| own.to_owned())
    };
    let labels: Vec<(String, String)> = table
        .columns
        .iter()
        .map(|column| (column.key.clone(), column.label.clone()))
        .collect();
    for (n, column) in table.columns.iter_mut().enumerate() {
        match (column.kind, column.key.as_str()) {
            (ColumnKind::Text, "title") => {
                column.kind = ColumnKind::Name;
                if table.name != "effects" {
                    column.part = ColumnPart::Leads;
                }
            }
            (ColumnKind::Text, "vintage") => column.part = ColumnPart::Heads,
            (ColumnKind::Decimal, key) => {
                let cells = table.rows.iter().filter_map(|row| row.cells.get(n));
                let kinds = cells.filter_map(|cell| match cell.value {
                    Held::Yen(_) => Some(ColumnKind::Yen),
                    Held::Share(_) => Some(ColumnKind::Share),
                    Held::Decimal(_) => Some(ColumnKind::Decimal),
                    Held::Count(_) => Some(ColumnKind::Count),
                    Held::Blank | Held::Text(_) => None,
                });
                column.kind = kinds.max().unwrap_or(ColumnKind::Count);
                let label = grade_of(key).and_then(|own| labels.iter().find(|(key, _)| *key == own));
                column.grade = label.map(|(_, label)| label.clone());
            }
            _ => {}
        }
    }
}

/// What stands under the table; an edition frozen before tables had notes has none.
fn notes(table: &Value) -> Read<Vec<String>> {
    let Some(notes) = table.get("notes") else {
        return Ok(Vec::new());
    };
    let notes = notes.as_array().ok_or_else(|| damaged("notes"))?.iter();
    let words = notes.map(|note| note.as_str().map(str::to_owned));
    words.collect::<Option<_>>().ok_or_else(|| damaged("notes"))
}

/// `{"count": 8, "from": […]}`; a blank has no value, and nowhere to come from is left out.
fn cell(cell: &Cell) -> Value {
    let mut shape = match &cell.value {
        Held::Blank => json!({}),
        Held::Text(text) => json!({ "text": text }),
        Held::Count(count) => json!({ "count": count }),
        Held::Yen(yen) => json!({ "yen": yen.0 }),
        Held::Share(share) => json!({ "part": share.part, "whole": share.whole }),
        Held::Decimal(number) => json!({ "digits": number.value, "places": number.places }),
    };
    if !cell.from.is_empty() {
        shape["from"] = cell.from.iter().map(place).collect();
    }
    shape
}

fn cell_of(shape: &Value) -> Read<Cell> {
    let has = |key: &str| shape.get(key).is_some();
    let value = if has("text") {
        Held::Text(string(shape, "text")?)
    } else if has("count") {
        Held::Count(whole(shape, "count")?)
    } else if has("yen") {
        Held::Yen(Yen(whole(shape, "yen")?))
    } else if has("part") {
        Held::Share(Share {
            part: whole(shape, "part")?,
            whole: whole(shape, "whole")?,
        })
    } else if has("digits") {
        Held::Decimal(Decimal {
            value: whole(shape, "digits")?,
            places: whole(shape, "places")?,
        })
    } else if shape
        .as_object()
        .is_some_and(|own| own.keys().all(|key| key == "from"))
    {
        Held::Blank
    } else {
        return Err(damaged("cell"));
    };
    let from = match shape.get("from") {
        None => Vec::new(),
        Some(_) => each(shape, "from", |place| place_of(Some(place)))?,
    };
    Ok(Cell { value, from })
}

/// A place with nothing left out.
pub(super) fn place(place: &Place) -> Value {
    match &place.spot {
        Spot::Line { line, column } => json!({ "line": line, "column": column }),
        Spot::Cell { sheet, row, column } => json!({ "sheet": &**sheet, "row": row, "column": column }),
        Spot::Page {
            page,
            table,
            row,
            column,
        } => json!({ "page": page, "table": table, "row": row, "column": column }),
        Spot::Element { id } => json!({ "element": id }),
        Spot::Nowhere => Value::Null,
    }
}

/// The place of a shape.
pub(super) fn place_of(shape: Option<&Value>) -> Read<Place> {
    let Some(shape) = shape.filter(|shape| !shape.is_null()) else {
        return Ok(Place::NOWHERE);
    };
    if shape.get("line").is_some() {
        return Ok(Place::at_line(whole(shape, "line")?, whole(shape, "column")?));
    }
    if shape.get("page").is_some() {
        return Ok(Place::from(Spot::Page {
            page: whole(shape, "page")?,
            table: whole(shape, "table")?,
            row: whole(shape, "row")?,
            column: whole(shape, "column")?,
        }));
    }
    if shape.get("sheet").is_some() {
        return Ok(Place::cell(
            string(shape, "sheet")?,
            whole(shape, "row")?,
            whole(shape, "column")?,
        ));
    }
    Ok(Place::element(string(shape, "element")?))
}
