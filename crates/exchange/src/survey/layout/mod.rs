//! The office's own layout (様式) of a department's answer on one item: a workbook with placeholders, filled in for an
//! item, and read back.
//!
//! A placeholder is a name in double braces, `{{進捗状況}}`, in a cell: a head of the form's columns, or one of the words
//! that hold for the whole item. Where an asked field stands alone in its cell, the cell is given a defined name when the
//! layout is filled in, so that what is typed there comes back, wherever rows and columns have been moved to meanwhile.
//! Everything else of the workbook stays as the office drew it. Not here: what a value means (`compare`), storing.

mod cells;
mod fill;
mod names;
mod returned;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use gyokaku_core::document::Place;
use gyokaku_core::text::fold;

use super::form::Form;
use crate::read::xlsx::raw::{self, Raw};
use crate::read::{NotADocument, bytes};

pub(super) use returned::returned;

/// How many placeholders a layout has at most.
pub const MOST_PLACEHOLDERS: usize = 500;

/// What the placeholders of an indicator are called, before and behind its number: 指標1, 指標1の名称.
const INDICATOR: &str = "指標";
const INDICATOR_NAME: &str = "の名称";

/// A placeholder in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The name between the braces.
    pub name: String,
    /// The cell.
    pub at: Place,
    /// Whether nothing else stands in the cell: only then an answer comes back from it.
    pub is_alone: bool,
}

/// A piece of a cell's text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Name(String),
}

/// A cell with placeholders.
#[derive(Clone, Debug)]
struct Cell {
    row: u32,
    column: u32,
    pieces: Vec<Piece>,
}

/// A layout, opened once and filled in as often as is wanted.
#[derive(Clone, Debug)]
pub struct Layout {
    bytes: Vec<u8>,
    /// By the name of the sheet.
    cells: Vec<(String, Vec<Cell>)>,
}

impl Layout {
    /// Opens a workbook as a layout; one without any placeholder is a layout with nothing to fill in.
    ///
    /// # Errors
    /// When the bytes are no workbook that can be written again.
    pub fn open(content: Vec<u8>) -> Result<Self, NotADocument> {
        bytes::bounded(&content)?;
        if !bytes::is_archive(&content) {
            bytes::decoded(&content)?;
            return Err(NotADocument::Archive);
        }
        let mut found: Vec<(String, Vec<Cell>)> = Vec::new();
        for sheet in raw::all_sheets(&content)? {
            let texts = sheet.cells.into_iter().filter(|cell| cell.value == Raw::Text);
            let cells = texts.filter_map(|cell| {
                let pieces = pieces(&cell.shown);
                let is_filled = pieces.iter().any(|piece| matches!(piece, Piece::Name(_)));
                is_filled.then_some(Cell {
                    row: cell.row,
                    column: cell.column,
                    pieces,
                })
            });
            let cells: Vec<Cell> = cells.collect();
            if !cells.is_empty() {
                found.push((sheet.name, cells));
            }
        }
        Ok(Self {
            bytes: content,
            cells: found,
        })
    }

    /// How many bytes the workbook has once it is unpacked, as its archive says.
    pub fn unpacked(&self) -> u64 {
        let archive = zip::ZipArchive::new(std::io::Cursor::new(&self.bytes));
        let Ok(mut archive) = archive else { return 0 };
        let sizes = (0..archive.len()).filter_map(|at| Some(archive.by_index_raw(at).ok()?.size()));
        sizes.fold(0, u64::saturating_add)
    }

    /// Every placeholder, in the order of the sheets.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.cells.iter().flat_map(|(sheet, cells)| {
            cells.iter().flat_map(move |cell| {
                let names = cell.pieces.iter().filter_map(|piece| match piece {
                    Piece::Name(name) => Some(name.clone()),
                    Piece::Text(_) => None,
                });
                names.map(move |name| Placeholder {
                    name,
                    at: Place::cell(sheet.clone(), cell.row, cell.column),
                    is_alone: cell.pieces.len() == 1,
                })
            })
        })
    }
}

/// What a placeholder is filled in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meant {
    /// The value of a column of the form.
    Column(usize),
    /// The head of a column.
    Head(usize),
}

/// What the names of placeholders mean for one row of a form.
struct Meaning<'a> {
    form: &'a Form,
    row: usize,
    by_name: HashMap<String, Meant>,
    words: HashMap<String, &'a str>,
}

impl<'a> Meaning<'a> {
    /// `words` hold for the whole item: 計画名, 担当課.
    fn of(form: &'a Form, row: usize, words: &'a [(String, String)]) -> Self {
        let mut by_name = HashMap::new();
        let mut indicators = 0;
        for (at, column) in form.columns.iter().enumerate() {
            for name in names_of(&column.label) {
                by_name.entry(fold(&name)).or_insert(Meant::Column(at));
            }
            let is_asked = form.rows.get(row).is_some_and(|row| !row.unasked.contains(&at));
            if column.key.starts_with("indicator:") && is_asked {
                indicators += 1;
                let name = format!("{INDICATOR}{indicators}");
                by_name.insert(fold(&format!("{name}{INDICATOR_NAME}")), Meant::Head(at));
                by_name.insert(fold(&name), Meant::Column(at));
            }
        }
        let words = words.iter().map(|(name, value)| (fold(name), value.as_str()));
        Self {
            form,
            row,
            by_name,
            words: words.collect(),
        }
    }

    fn column(&self, name: &str) -> Option<usize> {
        // A word of the item goes first, as it does where it is filled in.
        if self.words.contains_key(&fold(name)) {
            return None;
        }
        match self.by_name.get(&fold(name)) {
            Some(Meant::Column(at)) => Some(*at),
            _ => None,
        }
    }

    /// What stands for a name; nothing for one that means nothing here, such as a second indicator of an item with one.
    fn text(&self, name: &str) -> String {
        let folded = fold(name);
        if let Some(word) = self.words.get(&folded) {
            return (*word).to_owned();
        }
        match self.by_name.get(&folded) {
            Some(Meant::Column(at)) => self.value(*at),
            Some(Meant::Head(at)) => self.form.columns[*at].label.clone(),
            None => String::new(),
        }
    }

    fn value(&self, column: usize) -> String {
        let row = self.form.rows.get(self.row);
        row.map_or("", |row| row.cell(column)).to_owned()
    }
}

/// The names under which a column is known: its head, and its head without the unit behind it.
fn names_of(label: &str) -> Vec<String> {
    let mut names = vec![label.to_owned()];
    if let Some(short) = label.strip_suffix("（円）") {
        names.push(short.to_owned());
    }
    names
}

/// Whether a name means something in a form of these columns, whatever the item.
pub fn is_known(name: &str, form: &Form, words: &[(String, String)]) -> bool {
    let folded = fold(name);
    let numbered = folded.strip_prefix(&fold(INDICATOR)).map(|rest| {
        let digits = rest.strip_suffix(&fold(INDICATOR_NAME)).unwrap_or(rest);
        !digits.is_empty() && digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit())
    });
    numbered == Some(true)
        || words.iter().any(|(word, _)| fold(word) == folded)
        || form
            .columns
            .iter()
            .any(|column| names_of(&column.label).iter().any(|name| fold(name) == folded))
}

/// The names that can stand in a layout of these columns, each with whether an answer comes back from it.
pub fn known(form: &Form, words: &[(String, String)]) -> Vec<(String, bool)> {
    let words = words.iter().map(|(word, _)| (word.clone(), false));
    let columns = form
        .columns
        .iter()
        .filter(|column| !column.key.starts_with("indicator:"));
    let columns = columns.map(|column| {
        let names = names_of(&column.label);
        (names.last().unwrap_or(&column.label).clone(), column.is_asked())
    });
    let indicators = [
        (format!("{INDICATOR}1{INDICATOR_NAME}"), false),
        (format!("{INDICATOR}1"), true),
    ];
    words.chain(columns).chain(indicators).collect()
}

/// The pieces of a text: what stands between double braces is a name, written in half or full width.
fn pieces(text: &str) -> Vec<Piece> {
    let plain = text.replace('｛', "{").replace('｝', "}");
    let mut found = Vec::new();
    let mut rest = plain.as_str();
    while let Some((before, inside, behind)) = next_name(rest) {
        if !before.is_empty() {
            found.push(Piece::Text(before.to_owned()));
        }
        found.push(Piece::Name(inside.trim().to_owned()));
        rest = behind;
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest.to_owned()));
    }
    found
}

fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (inside, behind) = rest.split_once("}}")?;
    (!inside.trim().is_empty() && !inside.contains('\n')).then_some((before, inside, behind))
}
