//! A binary workbook (.xlsb) written by hand, since no program at hand writes one: the table of `plan.xlsx`.
//!
//! The records are those of MS-XLSB that a reader needs and one that it does not know.

use std::io::{Cursor, Write};

use calamine::{Data, Reader, Xlsx};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A record: its kind and its length in bytes of seven bits, and what it says.
pub(crate) fn record(kind: u32, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for mut number in [kind, data.len() as u32] {
        loop {
            let low = (number & 0x7f) as u8;
            number >>= 7;
            bytes.push(if number > 0 { low | 0x80 } else { low });
            if number == 0 {
                break;
            }
        }
    }
    bytes.extend_from_slice(data);
    bytes
}

/// A text with its length in front.
pub(crate) fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
    bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn sheet_of(name: &str, relation: &str, hidden: bool) -> Vec<u8> {
    let state = u32::from(hidden).to_le_bytes();
    record(
        156,
        &joined(&[&state, &1u32.to_le_bytes(), &wide(relation), &wide(name)]),
    )
}

/// A font, a format for thousands, and the styles `General` and `#,##0`.
fn styles() -> Vec<u8> {
    let xf = |format: u16| record(47, &joined(&[&[0, 0], &format.to_le_bytes(), &[0; 12]]));
    [
        record(615, &1u32.to_le_bytes()),
        record(44, &joined(&[&200u16.to_le_bytes(), &wide("#,##0")])),
        record(616, &[]),
        record(43, &[0xdc, 0, 0, 0, 0x90, 1, 0, 0]),
        record(626, &1u32.to_le_bytes()),
        xf(200),
        record(627, &[]),
        record(617, &2u32.to_le_bytes()),
        xf(0),
        xf(200),
        record(618, &[]),
    ]
    .concat()
}

/// The parts of an archive, as an archive.
pub(crate) fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with that sheet, its strings, and a hidden sheet that is not read.
pub(crate) fn workbook_of(sheet: Vec<u8>, strings: &[String]) -> Vec<u8> {
    let root = r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>"#;
    let related = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.bin"/><Relationship Id="r2" Type="x/worksheet" Target="worksheets/sheet2.bin"/></Relationships>"#;
    let book = joined(&[
        &record(153, &[0; 8]),
        &sheet_of("取組一覧", "r1", false),
        &sheet_of("作業用", "r2", true),
        &record(144, &[]),
        &record(157, &[]),
    ]);
    let count = (strings.len() as u32).to_le_bytes();
    let mut table = record(159, &joined(&[&count, &count]));
    for text in strings {
        table.extend(record(19, &joined(&[&[0], &wide(text)])));
    }
    table.extend(record(160, &[]));
    let hidden = [record(0, &[0; 17]), text_cell(0, "控え")].concat();
    zipped(&[
        ("_rels/.rels", root.into()),
        ("xl/_rels/workbook.bin.rels", related.into()),
        ("xl/workbook.bin", book),
        ("xl/styles.bin", styles()),
        ("xl/sharedStrings.bin", table),
        ("xl/worksheets/sheet1.bin", sheet),
        ("xl/worksheets/sheet2.bin", hidden),
    ])
}

fn head(column: u32, style: u32) -> Vec<u8> {
    joined(&[&column.to_le_bytes(), &style.to_le_bytes()])
}

/// A cell that holds its text.
pub(crate) fn text_cell(column: u32, text: &str) -> Vec<u8> {
    record(6, &joined(&[&head(column, 0), &wide(text)]))
}

/// The table of `plan.xlsx`, with texts in the sheet and beside it, numbers packed and not, and a result of a formula.
pub(crate) fn workbook() -> Vec<u8> {
    let path = format!("{}/tests/files/formats/plan.xlsx", env!("CARGO_MANIFEST_DIR"));
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = book.worksheet_range("取組一覧").unwrap();
    let merges = book.merge_cells_by_sheet_name("取組一覧").unwrap();
    let (mut sheet, mut strings) = (record(129, &[]), Vec::new());
    sheet.extend(record(148, &[0; 16]));
    sheet.extend(record(145, &[]));
    for (r, row) in range.rows().enumerate() {
        sheet.extend(record(0, &joined(&[&(r as u32).to_le_bytes(), &[0; 13]])));
        for (c, value) in row.iter().enumerate() {
            let column = c as u32;
            let style = u32::from((4..7).contains(&c));
            sheet.extend(match value {
                Data::String(text) if r % 2 == 0 => text_cell(column, text),
                Data::String(text) => {
                    strings.push(text.clone());
                    let index = strings.len() as u32 - 1;
                    record(7, &joined(&[&head(column, style), &index.to_le_bytes()]))
                }
                Data::Float(number) if c == 4 => {
                    record(5, &joined(&[&head(column, style), &number.to_le_bytes()]))
                }
                Data::Float(number) if c == 5 => record(
                    9,
                    &joined(&[&head(column, style), &number.to_le_bytes(), &[0; 10]]),
                ),
                Data::Float(number) => {
                    let packed = ((*number as i32) << 2) | 2;
                    record(2, &joined(&[&head(column, style), &packed.to_le_bytes()]))
                }
                _ => record(1, &head(column, style)),
            });
        }
    }
    sheet.extend(record(146, &[]));
    for merge in merges {
        let edges = [merge.start.0, merge.end.0, merge.start.1, merge.end.1];
        let edges: Vec<u8> = edges.into_iter().flat_map(u32::to_le_bytes).collect();
        sheet.extend(record(176, &edges));
    }
    workbook_of(sheet, &strings)
}

/// The parts of an archive, packed.
pub(crate) fn deflated(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
