//! The defined names of a workbook that say which form it is, whose row it holds, and which cell holds which field.
//!
//! Spreadsheets keep defined names with the cells that they name when rows are put in or cells are moved.
//! Not here: what a field is.

use std::collections::HashMap;

use gyokaku_core::document::cell_name;
use quick_xml::events::Event;

use crate::read::NotADocument;
use crate::read::xlsx::package::Package;
use crate::read::xlsx::position;
use crate::read::xlsx::xml::{Events, attribute, ends_early};
use crate::workbook::parts::Parts;
use crate::workbook::xml::{self, escaped};

/// How our names begin.
const OURS: &str = "_gyokaku_";
const FORM: &str = "_gyokaku_form";
const ROW: &str = "_gyokaku_row";

/// The elements of a workbook that stand before its defined names.
const BEFORE_NAMES: [&str; 10] = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "revisionPtr",
    "AlternateContent",
];

/// A field of the form and the cell that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) key: String,
    pub(super) sheet: String,
    /// From 0.
    pub(super) row: u32,
    /// From 0.
    pub(super) column: u32,
}

/// What a workbook says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// Which form it is.
    pub(super) form: String,
    /// The identity of the row.
    pub(super) row: String,
    pub(super) fields: Vec<Named>,
}

/// Writes the names into a workbook, and that it is calculated anew when it is opened.
pub(super) fn write(parts: &mut Parts<'_>, names: &Names) -> Result<(), NotADocument> {
    let part = parts.book()?;
    let Some(mut text) = parts.text(&part)? else {
        return Err(ends_early(&part));
    };
    let root = xml::root(&part, &mut text)?;
    let p = root.prefix.clone();
    let mut ours = String::new();
    let mut name = |name: &str, formula: &str| {
        ours.push_str(&format!(
            "<{p}definedName name=\"{name}\" hidden=\"1\">{}</{p}definedName>",
            escaped(formula)
        ));
    };
    name(FORM, &quoted(&names.form));
    name(ROW, &quoted(&names.row));
    for (number, field) in names.fields.iter().enumerate() {
        let sheet = field.sheet.replace('\'', "''");
        let cell = absolute(field.row, field.column);
        name(&format!("{OURS}{number}"), &format!("'{sheet}'!{cell}"));
        name(&format!("{OURS}{number}_key"), &quoted(&field.key));
    }
    let calculated = format!("<{p}calcPr fullCalcOnLoad=\"1\"/>");
    if let Some(calc) = root.child("calcPr") {
        text.replace_range(calc.range.clone(), &calculated);
    }
    let has_calculation = root.child("calcPr").is_some();
    match root.child("definedNames") {
        Some(list) => {
            // It stands before what was replaced above. Names of ours from an earlier filling go.
            let range = list.range.clone();
            let mut inner = text[range.clone()].to_owned();
            let found = xml::root(&part, &mut inner)?;
            let others = found.children.iter().map(|child| &inner[child.range.clone()]);
            let others: String = others.filter(|name| !name.contains(OURS)).collect();
            text.replace_range(
                range,
                &format!("<{p}definedNames>{others}{ours}</{p}definedNames>"),
            );
            if !has_calculation {
                let root = xml::root(&part, &mut text)?;
                let at = root.child("definedNames").map_or(root.end, |list| list.range.end);
                text.insert_str(at, &calculated);
            }
        }
        None => {
            let at = root.place_behind(&BEFORE_NAMES).unwrap_or(root.end);
            let behind = if has_calculation { "" } else { &calculated };
            text.insert_str(at, &format!("<{p}definedNames>{ours}</{p}definedNames>{behind}"));
        }
    }
    parts.put(&part, text);
    Ok(())
}

/// What a workbook says of itself; none where it is no filled layout.
pub(super) fn read(bytes: &[u8]) -> Result<Option<Names>, NotADocument> {
    let mut package = Package::open(bytes)?;
    let part = package.workbook()?.part;
    let Some(text) = package.part(&part)? else {
        return Ok(None);
    };
    let mut found: HashMap<String, String> = HashMap::new();
    let mut events = Events::of(&part, &text);
    loop {
        match events.next()? {
            Event::Start(e) if e.local_name().as_ref() == "definedName" => {
                // Names of one sheet alone are those of a copy of it.
                let is_copied = attribute(&e, "localSheetId").is_some();
                let name = attribute(&e, "name").filter(|name| name.starts_with(OURS) && !is_copied);
                let mut formula = String::new();
                events.text("definedName", &mut formula)?;
                if let Some(name) = name {
                    found.insert(name, formula);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let text = |name: &str| found.get(name).and_then(|formula| unquoted(formula));
    let Some(form) = text(FORM) else {
        return Ok(None);
    };
    let mut fields = Vec::new();
    for number in 0..super::MOST_PLACEHOLDERS {
        let Some(key) = text(&format!("{OURS}{number}_key")) else {
            break;
        };
        // A cell that was deleted is named no more; its field comes back from nowhere.
        let at = found
            .get(&format!("{OURS}{number}"))
            .and_then(|formula| place(formula));
        fields.extend(at.map(|(sheet, row, column)| Named {
            key,
            sheet,
            row,
            column,
        }));
    }
    Ok(Some(Names {
        form,
        row: text(ROW).unwrap_or_default(),
        fields,
    }))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn unquoted(formula: &str) -> Option<String> {
    let inner = formula.trim().trim_start_matches('=');
    let inner = inner.strip_prefix('"')?.strip_suffix('"')?;
    Some(inner.replace("\"\"", "\""))
}

/// `$C$5`
fn absolute(row: u32, column: u32) -> String {
    let name = cell_name(row, column);
    let digits = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    format!("${}${}", &name[..digits], &name[digits..])
}

/// Sheet, row and column of `'令和7年度'!$C$5` or `Sheet1!$C$5:$E$5`.
fn place(formula: &str) -> Option<(String, u32, u32)> {
    let (sheet, cells) = formula.trim().trim_start_matches('=').rsplit_once('!')?;
    let sheet = match sheet
        .strip_prefix('\'')
        .and_then(|sheet| sheet.strip_suffix('\''))
    {
        Some(quoted) => quoted.replace("''", "'"),
        None => sheet.trim_start_matches('$').to_owned(),
    };
    // What was deleted stands there as #REF!.
    if sheet.starts_with('#') {
        return None;
    }
    let first = cells.split(':').next()?.replace('$', "");
    let (row, column) = position(&first)?;
    Some((sheet, row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back() {
        for (formula, expected) in [
            ("'令和7年度 個票'!$C$5", Some(("令和7年度 個票", 4, 2))),
            ("Sheet1!$AA$10:$AC$10", Some(("Sheet1", 9, 26))),
            ("$Sheet1.$A$1", None),
            ("Sheet1!#REF!", None),
            ("#REF!$C$5", None),
            ("'It''s'!$A$1", Some(("It's", 0, 0))),
            ("Sheet1!$A$0", None),
        ] {
            let found = place(formula);
            let found = found
                .as_ref()
                .map(|(sheet, row, column)| (sheet.as_str(), *row, *column));
            assert_eq!(found, expected, "{formula}");
        }
        assert_eq!(absolute(4, 27), "$AB$5");
        assert_eq!(unquoted(&quoted("a\"b")), Some("a\"b".to_owned()));
    }
}
