//! A workbook that came back → what stands in which cell of the form.
//!
//! Looked at are all visible sheets. Not here: which sheets are of the form (`workbook::seen`), what a value means.

use super::back::{Back, NotTheForm};
use super::compare::compare;
use super::form::Form;
use crate::read::bytes;
use crate::read::xlsx::raw;
use crate::workbook::identity::SURVEY;
use crate::workbook::seen::{Wanted, sheets_of};

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
    let keys: Vec<&str> = form.columns.iter().map(|column| column.key.as_str()).collect();
    let wanted = Wanted {
        mark: SURVEY,
        code: &form.code,
        keys: &keys,
    };
    let found = sheets_of(raw::sheets(bytes)?, wanted).map_err(|code| NotTheForm::Another { code })?;
    if found.is_empty() {
        return Err(NotTheForm::NoForm);
    }
    Ok(compare(form, &found, |_, _| false))
}
