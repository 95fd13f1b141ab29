//! What each cell held when the workbook was written: the hidden sheet, out and back.
//!
//! Invariant: without the sheet nothing is guessed; every difference is then one to be decided by a person.

use std::collections::HashMap;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::columns::{ALL, Column};
use super::write::Head;
use crate::workbook::identity::{self, HELD};
use crate::workbook::seen::SeenSheet;
use crate::workbook::sheet::{fitting, write_text};

/// The name of the sheet.
const SHEET: &str = "控え";

/// What is known of the moment when the workbook was written.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The section that was asked for; none for the whole plan.
    pub(super) section: Option<String>,
    /// The revision of the plan.
    pub(super) revision: Option<i64>,
    cells: HashMap<String, [String; ALL.len()]>,
}

impl Held {
    /// What the hidden sheets of a workbook hold.
    pub(super) fn of(sheets: &[SeenSheet], code: &str) -> Self {
        let mut held = Self::default();
        for sheet in sheets {
            for row in &sheet.rows {
                let Some(id) = identity::row_of(&row.identity, code) else {
                    continue;
                };
                let mut cells: [String; ALL.len()] = Default::default();
                for (column, of_form) in &sheet.columns {
                    cells[*of_form] = row.cell(*column).1.to_owned();
                }
                match id {
                    "" => {
                        let [revision, section, ..] = cells;
                        held.revision = revision.parse().ok();
                        held.section = Some(section).filter(|section| !section.is_empty());
                    }
                    id => drop(held.cells.insert(id.to_owned(), cells)),
                }
            }
        }
        held
    }

    /// Whether anything is known.
    pub(super) fn is_there(&self) -> bool {
        !self.cells.is_empty()
    }

    /// What a cell held; none where it is not known.
    pub(super) fn cell(&self, id: &str, column: usize) -> Option<&str> {
        self.cells.get(id)?.get(column).map(String::as_str)
    }

    /// Whether an item was in the workbook.
    pub(super) fn had(&self, id: &str) -> bool {
        self.cells.contains_key(id)
    }
}

/// Fills the hidden sheet.
///
/// # Errors
/// More rows than a sheet can hold.
pub(super) fn fill(
    sheet: &mut Worksheet,
    head: &Head<'_>,
    rows: &[(&str, Vec<String>)],
) -> Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    sheet.set_very_hidden(true);
    let plain = Format::new();
    let columns = || (1..).zip(ALL.iter());
    sheet.write_string(0, 0, HELD.form(head.code))?;
    for (number, column) in columns() {
        sheet.write_string(0, number, column.key())?;
    }
    sheet.write_string(1, 0, identity::row(head.code, ""))?;
    sheet.write_string(1, 1, head.revision.to_string())?;
    sheet.write_string(1, 2, head.section.unwrap_or_default())?;
    for (line, (id, cells)) in (2..).zip(rows) {
        sheet.write_string(line, 0, identity::row(head.code, id))?;
        for ((number, _), text) in columns().zip(cells) {
            if !text.is_empty() {
                write_text(sheet, (line, number), &fitting(text), &plain)?;
            }
        }
    }
    Ok(())
}

/// The place of a column among all.
pub(super) fn place(column: Column) -> usize {
    ALL.iter().position(|known| *known == column).unwrap_or(0)
}
