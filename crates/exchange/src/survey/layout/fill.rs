//! A layout filled in for one row of a form.
//!
//! Not here: what is asked.

use std::collections::{HashMap, HashSet};

use gyokaku_core::document::cell_name;
use gyokaku_core::money::grouped;

use super::cells::{Content, written};
use super::names::{Named, Names, write};
use super::{Layout, Meaning, Piece};
use crate::read::NotADocument;
use crate::survey::form::{Form, Kind};
use crate::workbook::identity::{self, LAYOUT};
use crate::workbook::parts::Parts;

impl Layout {
    /// The workbook with the values of a row, counted from 0, in the places of their names; `words` hold for the whole
    /// item. What is asked and may be written comes back from its cell.
    ///
    /// # Errors
    /// When the workbook cannot be written again.
    pub fn fill(&self, form: &Form, row: usize, words: &[(String, String)]) -> Result<Vec<u8>, NotADocument> {
        let meaning = Meaning::of(form, row, words);
        let mut parts = Parts::open(&self.bytes)?;
        let sheets = parts.sheets()?;
        let mut names = Names {
            form: LAYOUT.form(&form.code),
            row: form
                .rows
                .get(row)
                .map_or_else(String::new, |row| identity::row(&form.code, &row.id)),
            fields: Vec::new(),
        };
        let mut named = HashSet::new();
        for (name, cells) in &self.cells {
            let Some(sheet) = sheets.iter().find(|sheet| sheet.name == *name) else {
                continue;
            };
            let mut contents = HashMap::new();
            for cell in cells {
                contents.insert(cell_name(cell.row, cell.column), content(&meaning, &cell.pieces));
                let column = alone(&cell.pieces).and_then(|name| meaning.column(name));
                let open =
                    column.filter(|column| form.rows.get(row).is_some_and(|row| form.is_open(row, *column)));
                // Of a field that stands in two places the first is where it is written.
                if let Some(column) = open.filter(|column| named.insert(*column)) {
                    names.fields.push(Named {
                        key: form.columns[column].key.clone(),
                        sheet: name.clone(),
                        row: cell.row,
                        column: cell.column,
                    });
                }
            }
            if let Some(text) = parts.text(&sheet.part)? {
                let text = written(&sheet.part, &text, &contents)?;
                parts.put(&sheet.part, text);
            }
        }
        write(&mut parts, &names)?;
        parts.close()
    }
}

/// The name of a placeholder that stands alone in its cell.
fn alone(pieces: &[Piece]) -> Option<&str> {
    match pieces {
        [Piece::Name(name)] => Some(name),
        _ => None,
    }
}

fn content(meaning: &Meaning<'_>, pieces: &[Piece]) -> Content {
    let kind = |name: &str| {
        let column = meaning.column(name)?;
        Some(meaning.form.columns[column].kind())
    };
    if let Some(name) = alone(pieces) {
        let text = meaning.text(name);
        let is_number = matches!(kind(name), Some(Kind::Yen | Kind::Decimal { .. })) && !text.is_empty();
        return match is_number {
            true => Content::Number(text),
            false => Content::Text(text),
        };
    }
    let said = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Name(name) => {
            let text = meaning.text(name);
            match (kind(name), text.parse()) {
                (Some(Kind::Yen), Ok(yen)) => grouped(yen),
                _ => text,
            }
        }
    });
    Content::Text(said.collect())
}
