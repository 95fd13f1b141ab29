//! Lists that people keep in a spreadsheet, one row for each thing under a row of heads: as CSV (UTF-8 or CP932, found
//! out as everywhere) or as an Excel workbook.
//!
//! Columns are known by their heads, in any order; the row of heads is the first that has the heads that are needed,
//! so that a title may stand above it. Not here: what the cells mean.

use gyokaku_core::text::fold;

use crate::read::xlsx::raw::{self, Raw};
use crate::read::{NotADocument, bytes, csv};
use crate::workbook::seen::tidy;
use crate::write::csv::guarded;

/// How many rows are looked at for the heads.
const MOST_ABOVE: usize = 50;

/// How many characters of a cell are kept.
const LONGEST: usize = 500;

/// What stands for the sheet of a CSV.
const SHEET: &str = "CSV";

/// A column that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The heads by which it is known; the first is how it is called.
    pub heads: &'static [&'static str],
    /// Whether there is no list without it.
    pub is_needed: bool,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRow {
    /// Its number in the file as a spreadsheet counts, from 1.
    pub line: u32,
    /// What stands in the columns that were looked for, in their order; empty where a column is not there.
    pub cells: Vec<String>,
    /// Which of the columns that were looked for the file does not have, by their place.
    pub absent: Vec<usize>,
}

/// Why a file is no such list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAList {
    /// It cannot be read at all.
    #[error("{0}")]
    Unreadable(String),
    /// No row has the heads that are needed.
    #[error("見出しの行が見つかりません。{}の見出しがある一覧をお送りください。", .0.iter().map(|head| format!("「{head}」")).collect::<Vec<_>>().join("と"))]
    NoHeads(Vec<&'static str>),
    /// It has more rows than are taken.
    #[error("一覧が長すぎます。一度に取り込めるのは{0}行までです。何回かに分けてお送りください。")]
    TooLong(usize),
}

impl From<NotADocument> for NotAList {
    fn from(error: NotADocument) -> Self {
        NotAList::Unreadable(error.to_string())
    }
}

/// A row as it stands in the file: its number from 0, and its cells with their columns.
type Found = (u32, Vec<(u32, String)>);

/// The rows of a list below its heads; those that say nothing in the columns that are looked for are left out.
///
/// # Errors
/// No text and no workbook, no heads, more than `most` rows.
pub fn read(bytes: &[u8], wanted: &[Wanted], most: usize) -> Result<Vec<ListedRow>, NotAList> {
    let sheets = match bytes::is_archive(bytes) {
        true => workbook(bytes)?,
        false => vec![text(bytes)?],
    };
    let found = sheets.into_iter().find_map(|rows| {
        let (place, columns) = heads(&rows, wanted)?;
        Some((rows, place, columns))
    });
    let Some((rows, place, columns)) = found else {
        let needed = wanted.iter().filter(|column| column.is_needed);
        return Err(NotAList::NoHeads(
            needed
                .filter_map(|column| column.heads.first().copied())
                .collect(),
        ));
    };
    let places = columns.iter().enumerate();
    let absent: Vec<usize> = places
        .filter(|(_, column)| column.is_none())
        .map(|(place, _)| place)
        .collect();
    let listed = rows.into_iter().skip(place + 1).filter_map(|(row, cells)| {
        let cell = |column: &Option<u32>| {
            let found = column.and_then(|column| cells.iter().find(|(known, _)| *known == column));
            found
                .map(|(_, text)| text.chars().take(LONGEST).collect())
                .unwrap_or_default()
        };
        let cells: Vec<String> = columns.iter().map(cell).collect();
        let says_something = cells.iter().any(|cell| !cell.is_empty());
        says_something.then(|| ListedRow {
            line: row + 1,
            cells,
            absent: absent.clone(),
        })
    });
    let listed: Vec<ListedRow> = listed.take(most + 1).collect();
    match listed.len() > most {
        true => Err(NotAList::TooLong(most)),
        false => Ok(listed),
    }
}

/// The row of the heads, and for each column that is looked for where it stands.
fn heads(rows: &[Found], wanted: &[Wanted]) -> Option<(usize, Vec<Option<u32>>)> {
    rows.iter()
        .take(MOST_ABOVE)
        .enumerate()
        .find_map(|(place, (_, cells))| {
            let column = |wanted: &Wanted| {
                let fits = |text: &str| wanted.heads.iter().any(|head| fold(head) == fold(text));
                cells
                    .iter()
                    .find(|(_, text)| fits(text))
                    .map(|(column, _)| *column)
            };
            let columns: Vec<Option<u32>> = wanted.iter().map(column).collect();
            let is_whole = wanted
                .iter()
                .zip(&columns)
                .all(|(wanted, column)| !wanted.is_needed || column.is_some());
            is_whole.then_some((place, columns))
        })
}

/// The rows of a CSV.
fn text(bytes: &[u8]) -> Result<Vec<Found>, NotAList> {
    let (text, _) = bytes::decoded(bytes)?;
    let rows = csv::rows(&text, SHEET)?.into_iter().map(|row| {
        let cells = row
            .cells
            .into_iter()
            .map(|cell| (cell.column, unguarded(&tidy(&cell.text))));
        (row.row, cells.collect())
    });
    Ok(rows.collect())
}

/// The rows of the visible sheets of a workbook.
fn workbook(bytes: &[u8]) -> Result<Vec<Vec<Found>>, NotAList> {
    let sheets = raw::sheets(bytes)?.into_iter().map(|sheet| {
        let mut cells = sheet.cells;
        cells.sort_by_key(|cell| (cell.row, cell.column));
        let mut rows: Vec<Found> = Vec::new();
        for cell in cells {
            let text = match cell.value {
                // As it was typed, without the commas and the places of its format.
                Raw::Number(digits) => digits,
                _ => unguarded(&tidy(&cell.shown)),
            };
            match rows.last_mut() {
                Some((row, cells)) if *row == cell.row => cells.push((cell.column, text)),
                _ => rows.push((cell.row, vec![(cell.column, text)])),
            }
        }
        rows
    });
    Ok(sheets.collect())
}

/// A text without the apostrophe that keeps a spreadsheet from running it.
fn unguarded(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if guarded(rest) != rest => rest.to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::SHIFT_JIS;
    use gyokaku_core::table::{Cell, Column, Row, Table};

    use super::*;
    use crate::write;

    const WANTED: [Wanted; 3] = [
        Wanted {
            heads: &["ログイン名", "ID"],
            is_needed: true,
        },
        Wanted {
            heads: &["名前", "氏名"],
            is_needed: true,
        },
        Wanted {
            heads: &["開始日"],
            is_needed: false,
        },
    ];

    fn listed(bytes: &[u8]) -> Result<Vec<(u32, String)>, NotAList> {
        let rows = read(bytes, &WANTED, 3)?;
        Ok(rows
            .into_iter()
            .map(|row| (row.line, row.cells.join("|")))
            .collect())
    }

    #[test]
    fn a_list_is_read_in_each_encoding_with_its_columns_in_any_order() {
        let text = "職員の一覧\r\n\r\n氏名,備考,ＩＤ\r\n財政 太郎,,zaisei\r\n,,\r\n\"'=1+1\",x,kikaku\r\n";
        let expected = vec![
            (4, "zaisei|財政 太郎|".to_owned()),
            (6, "kikaku|=1+1|".to_owned()),
        ];
        let cp932 = SHIFT_JIS.encode(text).0.into_owned();
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{FEFF}{text}").into_bytes(),
            cp932,
        ] {
            assert_eq!(listed(&bytes), Ok(expected.clone()));
        }
        let tabs = text.replace(',', "\t");
        assert_eq!(listed(tabs.as_bytes()), Ok(expected));
    }

    #[test]
    fn a_table_comes_back_as_it_was_written() {
        let table = Table {
            name: "accounts",
            title: "利用者の一覧".into(),
            columns: vec![
                Column::text("login", "ログイン名"),
                Column::text("name", "名前"),
                Column::text("from", "開始日"),
            ],
            rows: vec![Row::entry(
                0,
                vec![
                    Cell::text("zaisei"),
                    Cell::text("@財政"),
                    Cell::text("2026-04-01"),
                ],
            )],
            ..Table::default()
        };
        let expected = "zaisei|@財政|2026-04-01".to_owned();
        let csv = write::csv::utf8(&table);
        assert_eq!(listed(&csv), Ok(vec![(2, expected.clone())]));
        let workbook = write::xlsx::workbook(&table).expect("a workbook");
        let rows = listed(&workbook).expect("a list");
        assert_eq!(
            rows.iter().map(|(_, cells)| cells).collect::<Vec<_>>(),
            [&expected]
        );
    }

    #[test]
    fn what_is_no_list_says_why() {
        let said = |bytes: &[u8]| listed(bytes).expect_err("no list").to_string();
        assert_eq!(
            said("名前,所属\n財政,財政課\n".as_bytes()),
            "見出しの行が見つかりません。「ログイン名」と「名前」の見出しがある一覧をお送りください。"
        );
        assert!(said("名前,ID\na,b\na,b\na,b\na,b\n".as_bytes()).contains("3行まで"));
        assert!(!said(&[0, 1, 2, 3]).is_empty());
        assert!(!said(b"PK\x03\x04nothing").is_empty());
    }
}
