//! The sheets of a form in a workbook that came back: what stands in which cell of which row and column.
//!
//! Looked at are all sheets that were asked for; one that holds the row of keys is a sheet of the form, whatever
//! its name and wherever that row stands. Not here: what a value means.

use std::collections::HashMap;

use super::identity::{self, Mark, Marked};
use crate::read::xlsx::raw::{Raw, RawCell, RawSheet};

/// A sheet of the form as found.
pub(crate) struct SeenSheet {
    pub(crate) name: String,
    /// Columns of the sheet (from 0) and the columns of the form that they are.
    pub(crate) columns: Vec<(u32, usize)>,
    pub(crate) rows: Vec<SeenRow>,
}

/// A row of a sheet that has an identity, or values below the head.
pub(crate) struct SeenRow {
    /// From 0.
    pub(crate) row: u32,
    /// The cell with the identity; empty where it is blank.
    pub(crate) identity: String,
    /// The cells by column.
    pub(crate) cells: HashMap<u32, (Raw, String)>,
}

impl SeenRow {
    /// A cell as stored and as shown; a text of nothing where it is blank.
    pub(crate) fn cell(&self, column: u32) -> (&Raw, &str) {
        self.cells
            .get(&column)
            .map_or((&Raw::Text, ""), |(raw, shown)| (raw, shown))
    }
}

/// Which sheets are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// What kind of form.
    pub(crate) mark: Mark,
    /// Which form of this kind.
    pub(crate) code: &'a str,
    /// The keys of its columns, in order.
    pub(crate) keys: &'a [&'a str],
}

/// The sheets that are of the form. Where there is none, but one of another form of the kind, the code of that, as
/// far as it is readable.
pub(crate) fn sheets_of(sheets: Vec<RawSheet>, wanted: Wanted<'_>) -> Result<Vec<SeenSheet>, Option<String>> {
    let (mut found, mut another) = (Vec::new(), None);
    for sheet in sheets {
        match sheet_of(sheet, wanted) {
            Some(Ok(sheet)) => found.push(sheet),
            Some(Err(code)) => another = another.or(Some(code)),
            None => {}
        }
    }
    match another {
        Some(code) if found.is_empty() => Err(code),
        _ => Ok(found),
    }
}

/// The sheet, where it is one of the form; the code where it is one of another.
fn sheet_of(sheet: RawSheet, wanted: Wanted<'_>) -> Option<Result<SeenSheet, Option<String>>> {
    let mut another = None;
    let mark = sheet.cells.iter().find(|cell| {
        let of = wanted.mark.form_of(&cell.shown, wanted.code);
        match of.filter(|_| cell.value == Raw::Text) {
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
    let by_key: HashMap<&str, usize> = wanted.keys.iter().enumerate().map(|(i, key)| (*key, i)).collect();
    let mut columns: Vec<(u32, usize)> = sheet
        .cells
        .iter()
        .filter(|cell| cell.row == keys && cell.column != identities)
        .filter_map(|cell| Some((cell.column, *by_key.get(cell.shown.trim())?)))
        .collect();
    columns.sort_unstable();
    let rows = rows(sheet.cells, wanted.mark, keys, identities);
    Some(Ok(SeenSheet {
        name: sheet.name,
        columns,
        rows,
    }))
}

/// The rows that have an identity, and those below the head that have none.
fn rows(cells: Vec<RawCell>, mark: Mark, keys: u32, identities: u32) -> Vec<SeenRow> {
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
        let is_own = row.row == keys || heads.contains(&row.row) || mark.is_form(&row.identity);
        // Above the head stand title and notes, unless a sort moved a row there.
        !is_own && (row.row > head || row.identity.contains('_'))
    });
    rows.sort_by_key(|row| row.row);
    rows
}

/// A text as files keep it: `\n` between lines, no characters that show nothing, no blanks around
/// it but the full-width ones in front that begin a paragraph.
pub(crate) fn tidy(text: &str) -> String {
    let clean = crate::read::bytes::clean(text);
    clean.trim_end().trim_start_matches([' ', '\t', '\n']).to_owned()
}

/// Why a cell holds no value of any kind, and what to do; none where it does.
pub(crate) fn unusable(raw: &Raw, shown: &str) -> Option<(String, &'static str)> {
    match raw {
        Raw::Error => Some((
            format!("数式の結果がエラー（{shown}）になっています。"),
            "数式を直すか、値を直接入力してください。",
        )),
        Raw::Unevaluated => Some((
            "数式の計算結果がファイルに入っていません。".to_owned(),
            "Excelで開いて上書き保存するか、値を直接入力してください。",
        )),
        _ => None,
    }
}
