//! `gyokaku.table/1`: a table as JSON, amounts in yen, blanks null.
//!
//! Keys may be added, none renamed. Not here: the other shapes of the command line (`shape`).

use gyokaku_core::money::Unit;
use gyokaku_core::table::{Row, RowKind, Table, Value};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

/// The table as JSON text in UTF-8, with a line feed at its end.
pub fn text(table: &Table) -> String {
    // Writing to memory fails only where a key is no string; all keys here are.
    let mut text = serde_json::to_string_pretty(&Shape(table)).unwrap_or_default();
    text.push('\n');
    text
}

/// The table as a JSON value.
pub fn value(table: &Table) -> serde_json::Value {
    serde_json::to_value(Shape(table)).unwrap_or_default()
}

struct Shape<'a>(&'a Table);

impl Serialize for Shape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let table = self.0;
        let has_amounts = super::exact_unit(table).is_some() || table.unit.is_some();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", "gyokaku.table/1")?;
        map.serialize_entry("name", table.name)?;
        map.serialize_entry("title", &table.title)?;
        map.serialize_entry("answer", &table.summary)?;
        map.serialize_entry("unit", &has_amounts.then(|| Unit::Yen.name()))?;
        map.serialize_entry("columns", &Columns(table))?;
        map.serialize_entry("rows", &Rows(table))?;
        map.serialize_entry("notes", &table.notes)?;
        map.end()
    }
}

struct Columns<'a>(&'a Table);

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Column<'a> {
            key: &'a str,
            label: &'a str,
            kind: &'static str,
        }
        serializer.collect_seq(self.0.columns.iter().map(|c| Column {
            key: &c.key,
            label: &c.label,
            kind: c.kind.key(),
        }))
    }
}

struct Rows<'a>(&'a Table);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.0.rows.len()))?;
        for row in &self.0.rows {
            rows.serialize_element(&OneRow(self.0, row))?;
        }
        rows.end()
    }
}

struct OneRow<'a>(&'a Table, &'a Row);

impl Serialize for OneRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = match self.1.kind {
            RowKind::Row => "row",
            RowKind::Group => "group",
            RowKind::Total => "total",
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", kind)?;
        map.serialize_entry("level", &self.1.level)?;
        if let Some(item) = &self.1.item {
            map.serialize_entry("item", item)?;
        }
        map.serialize_entry("cells", &Cells(self.0, self.1))?;
        map.end()
    }
}

struct Cells<'a>(&'a Table, &'a Row);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.columns.len()))?;
        for (i, column) in self.0.columns.iter().enumerate() {
            match self.1.cells.get(i).map(|cell| &cell.value) {
                None | Some(Value::Blank) => map.serialize_entry(&column.key, &())?,
                Some(Value::Text(text)) => map.serialize_entry(&column.key, text)?,
                Some(Value::Count(count)) => map.serialize_entry(&column.key, count)?,
                Some(Value::Yen(amount)) => map.serialize_entry(&column.key, &amount.0)?,
                // 65 tenths divided by ten is the double nearest to 6.5, which prints as 6.5.
                Some(Value::Share(share)) => {
                    map.serialize_entry(&column.key, &share.percent(1).map(|tenths| tenths as f64 / 10.0))?;
                }
                Some(Value::Decimal(number)) if number.places == 0 => {
                    map.serialize_entry(&column.key, &number.value)?
                }
                Some(Value::Decimal(number)) => {
                    map.serialize_entry(&column.key, &super::decimal(*number).parse::<f64>().ok())?;
                }
            }
        }
        map.end()
    }
}
