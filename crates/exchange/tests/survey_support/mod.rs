//! A form as a test writes it, and workbooks that a person could have made of it.
#![allow(
    dead_code,
    reason = "each test file is a program of its own and uses a part of this"
)]

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xlsx};
use gyokaku_exchange::survey::{Choice, Column, ColumnKind, Form, Kind, Row, write};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub(crate) fn column(key: &str, label: &str, kind: ColumnKind) -> Column {
    Column {
        key: key.to_owned(),
        label: label.to_owned(),
        hint: String::new(),
        kind,
        width: 16,
    }
}

pub(crate) fn scale() -> Kind {
    let choices = [("◎", "計画を上回った"), ("○", "計画どおり"), ("△", "計画に遅れ")];
    Kind::Choice(
        choices
            .map(|(label, meaning)| Choice {
                label: label.to_owned(),
                meaning: meaning.to_owned(),
            })
            .into(),
    )
}

/// Rows a, b, c, … with number, title, last year's grade; grade, what was done, amount and rate are asked.
pub(crate) fn form(rows: usize) -> Form {
    Form {
        title: "令和6年度の進捗状況".to_owned(),
        notes: vec!["色の付いた欄に入力してください。".to_owned()],
        code: "049999/keikaku/2024/zaisei".to_owned(),
        group_label: "区分".to_owned(),
        columns: vec![
            column("number", "番号", ColumnKind::Fixed(Kind::Text)),
            column("title", "取組項目", ColumnKind::Fixed(Kind::Text)),
            column("before", "前年度の効果額（円）", ColumnKind::Fixed(Kind::Yen)),
            column("grade", "進捗状況", ColumnKind::Asked(scale())),
            column("done", "実施内容", ColumnKind::Asked(Kind::Text)),
            column("amount", "効果額（円）", ColumnKind::Asked(Kind::Yen)),
            column(
                "rate",
                "収納率（%）",
                ColumnKind::Asked(Kind::Decimal { places: 1 }),
            ),
        ],
        rows: (0..rows)
            .map(|n| Row {
                id: format!("item-{n}"),
                group: Some(format!("区分{}", n / 3 + 1)),
                cells: vec![
                    format!("1-{}", n + 1),
                    format!("取組その{}", n + 1),
                    (n * 1000).to_string(),
                    "○".to_owned(),
                    format!("窓口を{n}か所見直した。"),
                    (n as i64 * 1_234_000 - 500_000).to_string(),
                    "93.4".to_owned(),
                ],
                ..Row::default()
            })
            .collect(),
    }
}

/// A value of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    /// With its format.
    Shown(f64, &'static str),
    /// A formula and its stored result; an empty one stores none that counts.
    Formula(&'static str, &'static str),
    Date,
}

/// A sheet, by row and column from 0.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) cells: BTreeMap<(u32, u16), Value>,
}

impl Sheet {
    pub(crate) fn set(&mut self, row: u32, column: u16, value: Value) {
        self.cells.insert((row, column), value);
    }

    pub(crate) fn text(&mut self, row: u32, column: u16, text: &str) {
        self.set(row, column, Value::Text(text.to_owned()));
    }

    /// Every cell at another place, or nowhere.
    pub(crate) fn moved(&self, to: impl Fn(u32, u16) -> Option<(u32, u16)>) -> Self {
        let cells = self
            .cells
            .iter()
            .filter_map(|((row, column), value)| Some((to(*row, *column)?, value.clone())));
        Self {
            name: self.name.clone(),
            cells: cells.collect(),
        }
    }
}

/// Where the form of these tests stands: title, one note, keys, head, rows; identities, groups, columns.
pub(crate) const FIRST_ROW: u32 = 4;
pub(crate) const NUMBER: u16 = 2;
pub(crate) const TITLE: u16 = 3;
pub(crate) const BEFORE: u16 = 4;
pub(crate) const GRADE: u16 = 5;
pub(crate) const DONE: u16 = 6;
pub(crate) const AMOUNT: u16 = 7;
pub(crate) const RATE: u16 = 8;

/// The first sheet of the form's workbook.
pub(crate) fn sheet(form: &Form) -> Sheet {
    sheet_of(&write::workbook(form).unwrap())
}

pub(crate) fn sheet_of(bytes: &[u8]) -> Sheet {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("回答").unwrap();
    let (top, left) = range.start().unwrap();
    let cells = range.used_cells().map(|(row, column, data)| {
        let value = match data {
            Data::Float(number) => Value::Number(*number),
            Data::Int(number) => Value::Number(*number as f64),
            other => Value::Text(other.to_string()),
        };
        ((row as u32 + top, (column as u32 + left) as u16), value)
    });
    Sheet {
        name: "回答".to_owned(),
        cells: cells.collect(),
    }
}

/// A workbook of these sheets, without anything that the form's own has besides values.
pub(crate) fn book(sheets: &[Sheet]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for sheet in sheets {
        let out = workbook.add_worksheet();
        out.set_name(&sheet.name).unwrap();
        for ((row, column), value) in &sheet.cells {
            match value {
                Value::Text(text) => out.write_string(*row, *column, text),
                Value::Number(number) => out.write_number(*row, *column, *number),
                Value::Shown(number, format) => out.write_number_with_format(
                    *row,
                    *column,
                    *number,
                    &Format::new().set_num_format(*format),
                ),
                Value::Formula(formula, result) => {
                    out.write_formula(*row, *column, Formula::new(*formula).set_result(*result))
                }
                Value::Date => out.write_datetime_with_format(
                    *row,
                    *column,
                    ExcelDateTime::from_ymd(2024, 5, 1).unwrap(),
                    &Format::new().set_num_format("yyyy/m/d"),
                ),
            }
            .unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The parts of a workbook by name.
pub(crate) fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = BTreeMap::new();
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = Vec::new();
        file.read_to_end(&mut text).unwrap();
        found.insert(name, String::from_utf8_lossy(&text).into_owned());
    }
    found
}

/// A workbook of such parts.
pub(crate) fn zipped(parts: &BTreeMap<String, String>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
