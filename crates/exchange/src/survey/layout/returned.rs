//! A filled layout that came back: what stands in the named cells, compared with the form.
//!
//! Not here: which files are looked at (`survey::back`).

use std::collections::{HashMap, HashSet};

use super::names::read;
use crate::read::xlsx::raw::{self, Raw};
use crate::survey::back::{Back, NotTheForm};
use crate::survey::compare::compare;
use crate::survey::form::Form;
use crate::workbook::identity::{LAYOUT, Marked};
use crate::workbook::seen::{SeenRow, SeenSheet};

/// Compares a filled layout with the form as it stands now; none where the workbook is no filled layout.
///
/// # Errors
/// When the bytes are no workbook, or the layout of another form.
pub(in crate::survey) fn returned(bytes: &[u8], form: &Form) -> Result<Option<Back>, NotTheForm> {
    let Some(names) = read(bytes)? else {
        return Ok(None);
    };
    match LAYOUT.form_of(&names.form, &form.code) {
        None => return Ok(None),
        Some(Marked::Another(code)) => return Err(NotTheForm::Another { code }),
        Some(Marked::This) => {}
    }
    let by_key: HashMap<&str, usize> = form
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| (column.key.as_str(), at))
        .collect();
    let mut cells: HashMap<(String, u32, u32), (Raw, String)> = HashMap::new();
    let mut held: HashSet<String> = HashSet::new();
    for sheet in raw::all_sheets(bytes)? {
        held.insert(sheet.name.clone());
        for cell in sheet.cells {
            cells.insert(
                (sheet.name.clone(), cell.row, cell.column),
                (cell.value, cell.shown),
            );
        }
    }
    let sheets = names.fields.iter().filter_map(|field| {
        // Of a sheet that is gone nothing comes back, and nothing is cleared.
        if !held.contains(&field.sheet) {
            return None;
        }
        let of_form = *by_key.get(field.key.as_str())?;
        let cell = cells
            .get(&(field.sheet.clone(), field.row, field.column))
            .cloned();
        Some(SeenSheet {
            name: field.sheet.clone(),
            columns: vec![(field.column, of_form)],
            rows: vec![SeenRow {
                row: field.row,
                identity: names.row.clone(),
                cells: cell.map(|cell| (field.column, cell)).into_iter().collect(),
            }],
        })
    });
    let sheets: Vec<SeenSheet> = sheets.collect();
    let mut back = compare(form, &sheets, |_, _| false);
    // It is of one item and of some of the fields, and holds each where it was drawn.
    back.missing.clear();
    back.missing_columns.clear();
    back.twice.clear();
    back.unknown.truncate(1);
    back.unknown_left_off = 0;
    Ok(Some(back))
}
