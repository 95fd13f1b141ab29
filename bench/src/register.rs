//! The register that is read and written: 10,000 rows of 30 columns, half words and half figures.
//!
//! Not here: how it is read or written.

use gyokaku_core::money::{Unit, Yen};
use gyokaku_core::table::{Cell, Column, Row, Table};

pub(crate) const ROWS: usize = 10_000;
pub(crate) const COLUMNS: usize = 30;

/// The value of a cell: words in the first five columns and every third after them, else yen.
pub(crate) enum Value {
    Words(String),
    Figure(i64),
}

pub(crate) fn value(row: usize, column: usize) -> Value {
    match column {
        0 => Value::Words(format!("No.{}", row + 1)),
        1 => Value::Words(format!("取組項目その{row}の推進")),
        2 => Value::Words("◎総務課、○財政課".to_owned()),
        column if column < 5 || column.is_multiple_of(3) => {
            Value::Words(format!("令和{}年度 計画どおり実施", row % 9 + 1))
        }
        column => Value::Figure((row * 31 + column * 7) as i64 * 1_000),
    }
}

pub(crate) fn head(column: usize) -> String {
    format!("見出し{}", column + 1)
}

/// The register as a published table.
pub(crate) fn table() -> Table {
    let cell = |row, column| match value(row, column) {
        Value::Words(words) => Cell::text(words),
        Value::Figure(figure) => Cell::yen(Some(Yen(figure))),
    };
    Table {
        name: "register",
        title: "取組項目一覧".to_owned(),
        summary: format!("取組項目は{ROWS}あります。"),
        unit: Some(Unit::Thousand),
        columns: (0..COLUMNS)
            .map(|c| match value(0, c) {
                Value::Words(_) => Column::text(format!("c{c}"), head(c)),
                Value::Figure(_) => Column::yen(format!("c{c}"), head(c)),
            })
            .collect(),
        rows: (0..ROWS)
            .map(|r| Row {
                cells: (0..COLUMNS).map(|c| cell(r, c)).collect(),
                ..Row::default()
            })
            .collect(),
        notes: Vec::new(),
    }
}
