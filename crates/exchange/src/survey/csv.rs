//! A form as CSV, in UTF-8 or CP932, and back.
//!
//! The first line holds the heads; the column 「識別番号」 says which answer a line is. Lines and
//! columns may be moved as in the workbook. Encoding and separator are found out by themselves.
//! Not here: what a value means.

use std::collections::{BTreeMap, HashMap};

use encoding_rs::SHIFT_JIS;
use gyokaku_core::document::Spot;
use gyokaku_core::text::fold;

use super::back::{Back, NotTheForm};
use super::compare::compare;
use super::form::{Form, Kind};
use super::value;
use crate::read::rows::SheetRow;
use crate::read::xlsx::raw::Raw;
use crate::read::{NotADocument, bytes, csv};
use crate::workbook::seen::{SeenRow, SeenSheet};
use crate::workbook::{Fault, identity};
use crate::write::csv::{Unencodable, as_in_cp932, guarded, in_cp932, in_utf8};

/// The head of the column that says what to look at again; it is not read.
const REMARKS: &str = "確認事項";
/// What stands for the sheet in the places of a CSV.
const SHEET: &str = "CSV";
/// The most columns in front of the remarks, so that a head far to the right costs no line its memory.
const MOST_BEFORE: u32 = 500;

/// The form in UTF-8 with a byte order mark, so that Excel opens it as such.
pub fn utf8(form: &Form) -> Vec<u8> {
    in_utf8(&records(form))
}

/// The form in CP932 (Windows-31J).
///
/// # Errors
/// Lists the characters that CP932 lacks, with the first place of each.
pub fn cp932(form: &Form) -> Result<Vec<u8>, Unencodable> {
    in_cp932(&records(form))
}

fn records(form: &Form) -> Vec<Vec<String>> {
    let mut head = vec![identity::HEAD.to_owned()];
    if form.has_groups() {
        head.push(guarded(&form.group_label));
    }
    head.extend(form.columns.iter().map(|column| guarded(&column.label)));
    let rows = form.rows.iter().map(|row| {
        let mut record = vec![guarded(&identity::row(&form.code, &row.id))];
        if form.has_groups() {
            record.push(guarded(row.group.as_deref().unwrap_or_default()));
        }
        record.extend(form.columns.iter().enumerate().map(|(i, column)| {
            let cell = row.cell(i);
            match column.kind() {
                Kind::Yen | Kind::Decimal { .. } if is_plain(cell) => cell.to_owned(),
                _ => guarded(cell),
            }
        }));
        record
    });
    std::iter::once(head).chain(rows).collect()
}

fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Compares a CSV with the form as it stands now.
///
/// # Errors
/// When the bytes are no text, or not the CSV of this form.
pub fn back(bytes: &[u8], form: &Form) -> Result<Back, NotTheForm> {
    let (text, _) = bytes::decoded(bytes)?;
    let rows = csv::rows(&text, SHEET)?;
    let (head, identities) = head_of(&rows).ok_or(NotTheForm::NoForm)?;
    let labels: HashMap<String, usize> = form
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| (fold(&column.label), i))
        .collect();
    let columns = rows[head]
        .cells
        .iter()
        .filter_map(|cell| Some((cell.column, *labels.get(&fold(&cell.text))?)))
        .collect();
    let rows: Vec<SeenRow> = rows
        .into_iter()
        .skip(head + 1)
        .map(|row| seen(row, identities))
        .filter(|row| row.identity.trim() != identity::HEAD)
        .collect();
    let named: Vec<&SeenRow> = rows.iter().filter(|row| !row.identity.is_empty()).collect();
    let is_another = !named.is_empty()
        && named
            .iter()
            .all(|row| identity::row_of(&row.identity, &form.code).is_none());
    if is_another {
        return Err(NotTheForm::Another { code: None });
    }
    let sheet = SeenSheet {
        name: SHEET.to_owned(),
        columns,
        rows,
    };
    Ok(compare(form, &[sheet], alike))
}

/// Where the heads stand, and the column of the identities.
fn head_of(rows: &[SheetRow]) -> Option<(usize, u32)> {
    rows.iter().enumerate().find_map(|(i, row)| {
        let cell = row.cells.iter().find(|cell| cell.text.trim() == identity::HEAD)?;
        Some((i, cell.column))
    })
}

fn seen(row: SheetRow, identities: u32) -> SeenRow {
    let mut found = SeenRow {
        row: row.row,
        identity: String::new(),
        cells: HashMap::with_capacity(row.cells.len()),
    };
    for cell in row.cells {
        if cell.column == identities {
            found.identity = cell.text;
        } else {
            let raw = if is_error(&cell.text) {
                Raw::Error
            } else {
                Raw::Text
            };
            found.cells.insert(cell.column, (raw, cell.text));
        }
    }
    found
}

/// Whether a spreadsheet wrote the name of an error in the place of a value.
fn is_error(text: &str) -> bool {
    matches!(
        text.trim(),
        "#REF!" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#N/A" | "#NUM!" | "#NULL!" | "#SPILL!" | "#CALC!"
    )
}

/// Whether two texts differ only by what a CSV cannot keep: characters that CP932 has once, an
/// apostrophe that keeps a text from being run.
fn alike(a: &str, b: &str) -> bool {
    let kept = |text: &str| -> String {
        let tidy = value::tidy(text);
        let bare = match tidy.strip_prefix('\'') {
            Some(rest) if rest != tidy && guarded(rest) == tidy => rest.to_owned(),
            _ => tidy,
        };
        bare.chars().map(as_in_cp932).collect()
    };
    kept(a) == kept(b)
}

/// The same values with a last column 「確認事項」, which says of each line what to look at again. Such a
/// column that is there already is replaced. The encoding stays: CP932, else UTF-8.
///
/// # Errors
/// When the bytes are no text.
pub fn marked(bytes: &[u8], faults: &[Fault]) -> Result<Vec<u8>, NotADocument> {
    let mut remarks: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for fault in faults {
        if let Spot::Cell { row, .. } = &fault.at.spot {
            remarks.entry(*row).or_default().push(fault.message());
        }
    }
    rewritten(bytes, &remarks)
}

/// Whether there is a column 「確認事項」.
///
/// # Errors
/// When the bytes are no text.
pub fn is_marked(bytes: &[u8]) -> Result<bool, NotADocument> {
    let (text, _) = bytes::decoded(bytes)?;
    let rows = csv::rows(&text, SHEET)?;
    let Some((head, _)) = head_of(&rows) else {
        return Ok(false);
    };
    Ok(rows[head].cells.iter().any(|cell| cell.text.trim() == REMARKS))
}

/// The same values without the column 「確認事項」.
///
/// # Errors
/// When the bytes are no text.
pub fn unmarked(bytes: &[u8]) -> Result<Vec<u8>, NotADocument> {
    rewritten(bytes, &BTreeMap::new())
}

fn rewritten(bytes: &[u8], remarks: &BTreeMap<u32, Vec<String>>) -> Result<Vec<u8>, NotADocument> {
    let (text, encoding) = bytes::decoded(bytes)?;
    let rows = csv::rows(&text, SHEET)?;
    let head = head_of(&rows).map(|(head, _)| rows[head].row);
    let heads = || {
        rows.iter()
            .filter(|row| Some(row.row) == head)
            .flat_map(|row| &row.cells)
    };
    let dropped: Vec<u32> = heads()
        .filter(|cell| cell.text.trim() == REMARKS)
        .map(|cell| cell.column)
        .collect();
    // The remarks stand behind the last head; what stands further to the right moves on by one.
    let behind = heads()
        .filter(|cell| !dropped.contains(&cell.column))
        .map(|cell| left(&dropped, cell.column) + 1)
        .max()
        .unwrap_or(0)
        .min(MOST_BEFORE);
    let mut records: Vec<Vec<String>> = Vec::with_capacity(rows.len());
    for row in rows {
        // Lines without any text are lines too: places count them.
        records.resize(row.row as usize, vec![String::new()]);
        let mut record = Vec::with_capacity(row.cells.len() + 1);
        for cell in row.cells {
            if !dropped.contains(&cell.column) {
                let column = left(&dropped, cell.column);
                let moved = u32::from(!remarks.is_empty() && column >= behind);
                let text = if is_plain(&cell.text) {
                    cell.text
                } else {
                    guarded(&cell.text)
                };
                put(&mut record, column + moved, text);
            }
        }
        match remarks.get(&row.row) {
            _ if remarks.is_empty() => {}
            _ if Some(row.row) == head => put(&mut record, behind, REMARKS.to_owned()),
            Some(said) => put(&mut record, behind, said.join("\n")),
            None => {}
        }
        records.push(record);
    }
    if encoding == SHIFT_JIS
        && let Ok(encoded) = in_cp932(&records)
    {
        return Ok(encoded);
    }
    Ok(in_utf8(&records))
}

/// Where a column stands once others are gone.
fn left(dropped: &[u32], column: u32) -> u32 {
    column - dropped.iter().filter(|d| **d < column).count() as u32
}

/// Puts a field at its place, with blanks before it.
fn put(record: &mut Vec<String>, column: u32, text: String) {
    let column = column as usize;
    if record.len() <= column {
        record.resize(column + 1, String::new());
    }
    record[column] = text;
}
