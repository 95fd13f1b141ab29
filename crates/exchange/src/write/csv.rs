//! Tables as CSV for open data: one head, one value a cell, no commas in numbers, lines end in CRLF.
//!
//! Amounts are in yen and the head says so. Rows of several kinds get two columns in front that
//! tell them apart. Text that a spreadsheet would run as a formula gets an apostrophe in front;
//! numbers never do. A value of several lines is one line, its line ends as [`LINE_END`](gyokaku_core::dataset::LINE_END); what nobody sees in a text
//! (and could turn it around) is left out. No two heads are the same. Not here: reading CSV, data sets (`data`).

use std::collections::HashSet;

use encoding_rs::SHIFT_JIS;
use gyokaku_core::dataset::plain::one_line;
use gyokaku_core::money::Unit;
use gyokaku_core::table::{RowKind, Table, Value};

/// Characters that CP932 lacks. Nothing was written: a mark in their place would be a false text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Shift_JIS（CP932）にない文字があるため書き出していません: {}。UTF-8のCSVをお使いになるか、文字を置き換えてください。", listed(.characters))]
pub struct Unencodable {
    /// Each character once, with where it stands first.
    pub characters: Vec<Lacking>,
}

/// A character that CP932 lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The character.
    pub character: char,
    /// The row of the file where it stands first, from 1; the head is row 1.
    pub row: usize,
    /// The head of its column.
    pub column: String,
}

fn listed(characters: &[Lacking]) -> String {
    let shown = characters.iter().take(20).map(|lacking| {
        format!(
            "「{}」（U+{:04X}、{}行目「{}」）",
            lacking.character, lacking.character as u32, lacking.row, lacking.column
        )
    });
    let rest = characters.len().saturating_sub(20);
    shown.collect::<Vec<_>>().join("、")
        + &if rest > 0 {
            format!(" ほか{rest}文字")
        } else {
            String::new()
        }
}

/// The table in UTF-8 with a byte order mark, so that Excel opens it as such.
pub fn utf8(table: &Table) -> Vec<u8> {
    in_utf8(&records(table))
}

/// Records in UTF-8 with a byte order mark.
pub(crate) fn in_utf8(records: &[Vec<String>]) -> Vec<u8> {
    let mut out = String::from("\u{FEFF}");
    for record in records {
        write_record(record, &mut out);
    }
    out.into_bytes()
}

/// The table in CP932 (Windows-31J), as older systems want it.
///
/// Characters that differ only by the mapping (`〜`, `−`, `‖`, `—`) are written as CP932 has them.
///
/// # Errors
/// Lists the characters that CP932 lacks, with the first place of each.
pub fn cp932(table: &Table) -> Result<Vec<u8>, Unencodable> {
    in_cp932(&records(table))
}

/// Records in CP932, the first of them the head.
///
/// # Errors
/// Lists the characters that CP932 lacks, with the first place of each.
pub(crate) fn in_cp932(records: &[Vec<String>]) -> Result<Vec<u8>, Unencodable> {
    let mut characters: Vec<Lacking> = Vec::new();
    let mut out = String::new();
    for (i, record) in records.iter().enumerate() {
        let mut mapped = Vec::with_capacity(record.len());
        for (j, field) in record.iter().enumerate() {
            let field: String = field.chars().map(as_in_cp932).collect();
            for character in field.chars().filter(|c| !is_in_cp932(*c)) {
                if characters.iter().all(|known| known.character != character) {
                    let column = records
                        .first()
                        .and_then(|head| head.get(j))
                        .cloned()
                        .unwrap_or_default();
                    characters.push(Lacking {
                        character,
                        row: i + 1,
                        column,
                    });
                }
            }
            mapped.push(field);
        }
        write_record(&mapped, &mut out);
    }
    if !characters.is_empty() {
        return Err(Unencodable { characters });
    }
    Ok(SHIFT_JIS.encode(&out).0.into_owned())
}

/// The character that CP932 has in the place of one that it maps otherwise.
pub(crate) fn as_in_cp932(c: char) -> char {
    match c {
        '〜' => '～',
        '−' => '－',
        '‖' => '∥',
        '—' => '―',
        '¢' => '￠',
        '£' => '￡',
        '¬' => '￢',
        '¦' => '￤',
        '¥' => '￥',
        '‾' => '￣',
        '\u{A0}' => ' ',
        other => other,
    }
}

/// Whether CP932 has a character, and gives the same one back.
fn is_in_cp932(c: char) -> bool {
    if c.is_ascii() {
        return true;
    }
    let mut buffer = [0; 4];
    let (encoded, _, unmappable) = SHIFT_JIS.encode(c.encode_utf8(&mut buffer));
    !unmappable && SHIFT_JIS.decode_without_bom_handling(&encoded).0.chars().eq([c])
}

fn records(table: &Table) -> Vec<Vec<String>> {
    let nested = super::is_nested(table);
    let front = |kind: &str, level: &str| {
        if nested {
            vec![kind.to_owned(), level.to_owned()]
        } else {
            Vec::new()
        }
    };
    let mut head = front("行の種類", "階層");
    head.extend(
        table
            .columns
            .iter()
            .map(|column| guarded(&one_line(&super::head(column, Some(Unit::Yen))))),
    );
    each_its_own(&mut head);
    let mut records = Vec::with_capacity(table.rows.len() + 1);
    records.push(head);
    for row in &table.rows {
        let kind = match row.kind {
            RowKind::Row => "明細",
            RowKind::Group => "見出し",
            RowKind::Total => "合計",
        };
        let mut record = front(kind, &row.level.to_string());
        record.extend(
            (0..table.columns.len()).map(|i| row.cells.get(i).map_or_else(String::new, |c| field(&c.value))),
        );
        records.push(record);
    }
    records
}

/// Gives heads that are the same a number.
fn each_its_own(heads: &mut [String]) {
    let mut taken: HashSet<String> = HashSet::new();
    for head in heads {
        let (own, mut number) = (head.clone(), 2);
        while !taken.insert(head.clone()) {
            *head = format!("{own}（{number}）");
            number += 1;
        }
    }
}

fn field(value: &Value) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => guarded(&one_line(text)),
        Value::Count(count) => count.to_string(),
        Value::Yen(amount) => amount.0.to_string(),
        Value::Share(share) => share.shown().unwrap_or_default(),
        Value::Decimal(number) => super::decimal(*number),
    }
}

/// Text that no spreadsheet runs as a formula. A lone mark such as `-` is none.
pub(crate) fn guarded(text: &str) -> String {
    let starts = text
        .trim_start_matches(' ')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if starts && text.trim().chars().count() > 1 {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn write_record(record: &[String], out: &mut String) {
    for (i, field) in record.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        // Every character that a reader could take for a separator or for the end of a line.
        let parts = [
            '"', ',', ';', '\t', '\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}',
        ];
        if field.contains(parts) || field.starts_with(' ') || field.ends_with(' ') {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_marks_are_kept() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded(" @SUM(A1)"), "' @SUM(A1)");
        assert_eq!(guarded("-"), "-");
        assert_eq!(guarded("△"), "△");
    }

    #[test]
    fn the_wave_dash_has_a_place_in_cp932() {
        assert!(is_in_cp932(as_in_cp932('〜')) && is_in_cp932('①') && is_in_cp932('髙'));
        assert!(!is_in_cp932('𠮟') && !is_in_cp932('é'));
    }
}
