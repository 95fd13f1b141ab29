//! A register as a workbook: out, changed by hand, and back.
//!
//! [`write::workbook`] lays the items of a plan out, a row each; [`back`] compares what came back with the plan as it
//! stands now and gives changes, new items and faults. A row is known by its identity, and what each cell held when it
//! was written stands on a hidden sheet, so that it is known of every field whether the file, the register or both
//! changed it. Not here: storing anything, who may, and a department's answers (`survey`).

mod added;
mod back;
mod columns;
mod compare;
mod guide;
mod held;
mod sections;
pub mod write;

pub use back::{Back, Before, Change, New, NotTheRegister, Stands};

use gyokaku_core::body::BodyCode;
use gyokaku_core::plan::Plan;

use crate::read::bytes;
use crate::read::xlsx::raw::{self, Raw, RawSheet};
use crate::workbook::identity::{HELD, Mark, REGISTER, SURVEY};
use crate::workbook::seen::{Wanted, sheets_of};

/// What a workbook of the register of a plan says that it is of.
pub fn code(body: &BodyCode, plan: &str) -> String {
    format!("{body}/{plan}")
}

/// The head of a column, by its key.
pub fn label(key: &str) -> Option<&'static str> {
    let found = columns::ALL.into_iter().find(|column| column.key() == key);
    found.map(columns::Column::label)
}

/// Compares a workbook that came back with the plan as it stands now.
///
/// # Errors
/// When the bytes are no workbook, or not the workbook of this plan's register. Faults of single cells are no errors.
pub fn back(bytes: &[u8], code: &str, plan: &Plan) -> Result<Back, NotTheRegister> {
    bytes::bounded(bytes)?;
    if !bytes::is_archive(bytes) {
        // Says what the file is, where that is known.
        bytes::decoded(bytes)?;
        return Err(NotTheRegister::NoForm);
    }
    let sheets = raw::all_sheets(bytes)?;
    let is_survey = sheets.iter().any(|sheet| bears(sheet, SURVEY));
    let (held, rest): (Vec<RawSheet>, _) = sheets.into_iter().partition(|sheet| bears(sheet, HELD));
    let keys = columns::keys();
    let wanted = |mark| Wanted {
        mark,
        code,
        keys: &keys,
    };
    let shown = rest.into_iter().filter(|sheet| sheet.visible).collect();
    let found = sheets_of(shown, wanted(REGISTER)).map_err(|code| NotTheRegister::Another { code })?;
    if found.is_empty() {
        return Err(match is_survey {
            true => NotTheRegister::Survey,
            false => NotTheRegister::NoForm,
        });
    }
    let held = sheets_of(held, wanted(HELD)).unwrap_or_default();
    let held = held::Held::of(&held, code);
    Ok(compare::compare(plan, code, &found, &held))
}

/// Whether a sheet says that it is of a kind of form.
fn bears(sheet: &RawSheet, mark: Mark) -> bool {
    let mut cells = sheet.cells.iter();
    cells.any(|cell| cell.value == Raw::Text && mark.is_form(&cell.shown))
}
