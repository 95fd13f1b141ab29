//! A workbook that came back → what stands in which cell of the form.
//!
//! Looked at are all visible sheets; one that holds the row of keys is a sheet of the form, whatever
//! its name and wherever that row stands. Not here: what a value means.

use std::collections::HashMap;

use super::back::{Back, NotTheForm};
use super::compare::{SeenRow, SeenSheet, compare};
use super::form::Form;
use super::identity::{self, Marked};
use crate::read::bytes;
use crate::read::xlsx::raw::{self, Raw, RawCell, RawSheet};

/// Compares a workbook with the form as it stands now.
///
/// # Errors
/// When the bytes are no workbook, or not the workbook of this form.
pub fn workbook(bytes: &[u8], form: &Form) -> Result<Back, NotTheForm> {
    bytes::bounded(bytes)?;
    if !bytes::is_archive(bytes) {
        // Says what the file is, where that is known.
        bytes::decoded(bytes)?;
        return Err(NotTheForm::NoForm);
    }
    let (mut found, mut another) = (Vec::new(), None);
    for sheet in raw::sheets(bytes)? {
        match sheet_of(sheet, form) {
            Some(Ok(sheet)) => found.push(sheet),
            Some(Err(code)) => another = another.or(Some(code)),
            None => {}
        }
    }
    match another {
        Some(code) if found.is_empty() => Err(NotTheForm::Another { code }),
        None if found.is_empty() => Err(NotTheForm::NoForm),
        _ => Ok(compare(form, &found, |_, _| false)),
    }
}

/// The sheet, where it is one of this form; the code where it is one of another.
fn sheet_of(sheet: RawSheet, form: &Form) -> Option<Result<SeenSheet, Option<String>>> {
    let mut another = None;
    let mark = sheet.cells.iter().find(|cell| {
        match identity::form_of(&cell.shown, &form.code).filter(|_| cell.value == Raw::Text) {
            Some(Marked::This) => true,
            Some(Marked::Another(code)) => {
                another.get_or_insert(code);
                false
            }
            None => false,
        }
    });
    let Some((keys, identities)) = mark.map(|cell| (cell.row, cell.column)) else {
        return another.map(Err);
    };
    let by_key: HashMap<&str, usize> = form
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| (column.key.as_str(), i))
        .collect();
    let mut columns: Vec<(u32, usize)> = sheet
        .cells
        .iter()
        .filter(|cell| cell.row == keys && cell.column != identities)
        .filter_map(|cell| Some((cell.column, *by_key.get(cell.shown.trim())?)))
        .collect();
    columns.sort_unstable();
    let rows = rows(sheet.cells, keys, identities);
    Some(Ok(SeenSheet {
        name: sheet.name,
        columns,
        rows,
    }))
}

/// The rows that have an identity, and those below the head that have none.
fn rows(cells: Vec<RawCell>, keys: u32, identities: u32) -> Vec<SeenRow> {
    let mut rows: Vec<SeenRow> = Vec::new();
    let mut at: HashMap<u32, usize> = HashMap::new();
    let mut heads = Vec::new();
    for cell in cells {
        let i = *at.entry(cell.row).or_insert_with(|| {
            rows.push(SeenRow {
                row: cell.row,
                identity: String::new(),
                cells: HashMap::new(),
            });
            rows.len() - 1
        });
        if cell.column == identities {
            if cell.shown.trim() == identity::HEAD {
                heads.push(cell.row);
            }
            rows[i].identity = cell.shown;
        } else {
            rows[i].cells.insert(cell.column, (cell.value, cell.shown));
        }
    }
    let head = heads.iter().copied().min().unwrap_or(keys);
    rows.retain(|row| {
        let is_own = row.row == keys || heads.contains(&row.row) || identity::is_form(&row.identity);
        // Above the head stand title and notes, unless a sort moved a row there.
        !is_own && (row.row > head || row.identity.contains('_'))
    });
    rows.sort_by_key(|row| row.row);
    rows
}
