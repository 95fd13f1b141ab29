//! The same register written: by us with title, widths, formats and print set-up, beside bare
//! rust_xlsxwriter and openpyxl, which write the values alone.

use gyokaku_exchange::write::xlsx;
use rust_xlsxwriter::{Workbook, XlsxError};

use crate::harness::{Line, compare, compare_measured};
use crate::openpyxl;
use crate::register::{COLUMNS, ROWS, Value, head, table};

const ROUNDS: usize = 7;

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let table = table();
    // Both sides start from values in memory; making those is not measured.
    let values: Vec<Vec<Value>> = (0..ROWS)
        .map(|r| (0..COLUMNS).map(|c| crate::register::value(r, c)).collect())
        .collect();
    let ours = || xlsx::workbook(&table).map(|bytes| bytes.len()).ok();
    let first = compare(ROUNDS, ours, "rust_xlsxwriter", || {
        written(&values).map(|bytes| bytes.len()).ok()
    });
    let second = match openpyxl::python() {
        None => Line::skipped(first.ours(), openpyxl::ABSENT),
        Some(python) => {
            let file = std::env::temp_dir().join(format!("gyokaku-bench-w-{}.xlsx", std::process::id()));
            let size = [ROWS.to_string(), COLUMNS.to_string()];
            let measured = compare_measured(3, ours, "openpyxl", || {
                openpyxl::run(&python, openpyxl::WRITE, &file, &size)
            });
            let _ = std::fs::remove_file(&file);
            measured?
        }
    };
    Ok(vec![first.with("10,000 × 30, limit 1.5"), second])
}

/// The register as a workbook without any dress.
pub(crate) fn bare() -> Result<Vec<u8>, XlsxError> {
    let values: Vec<Vec<Value>> = (0..ROWS)
        .map(|r| (0..COLUMNS).map(|c| crate::register::value(r, c)).collect())
        .collect();
    written(&values)
}

fn written(values: &[Vec<Value>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for column in 0..COLUMNS {
        sheet.write_string(0, column as u16, head(column))?;
    }
    for (row, line) in (1..).zip(values) {
        for (column, value) in (0..).zip(line) {
            match value {
                Value::Words(words) => sheet.write_string(row, column, words)?,
                Value::Figure(figure) => sheet.write_number(row, column, *figure as f64)?,
            };
        }
    }
    workbook.save_to_buffer()
}
