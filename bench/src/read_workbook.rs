//! A register of 10,000 × 30 as a workbook: laid out by us, beside the bare values by calamine and by openpyxl.
//!
//! We give more: merged cells, number formats, blocks, lines and places.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use gyokaku_exchange::read::document;

use crate::harness::{Line, compare, compare_measured};
use crate::{openpyxl, write_workbook};

const ROUNDS: usize = 9;

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let bytes = write_workbook::bare().map_err(|error| error.to_string())?;
    let ours = || {
        document("register.xlsx", &bytes)
            .map(|d| (d.blocks.len(), d))
            .ok()
    };
    let theirs = || {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).ok()?;
        let name = book.sheet_names().into_iter().next()?;
        book.worksheet_range(&name).ok()
    };
    let first = compare(ROUNDS, ours, "calamine", theirs);
    let second = match openpyxl::python() {
        None => Line::skipped(first.ours(), openpyxl::ABSENT),
        Some(python) => {
            let file = std::env::temp_dir().join(format!("gyokaku-bench-{}.xlsx", std::process::id()));
            std::fs::write(&file, &bytes).map_err(|error| error.to_string())?;
            let measured = compare_measured(3, ours, "openpyxl", || {
                openpyxl::run(&python, openpyxl::READ, &file, &[])
            });
            let _ = std::fs::remove_file(&file);
            measured?
        }
    };
    Ok(vec![first.with("10,000 × 30, limit 1.5"), second])
}
