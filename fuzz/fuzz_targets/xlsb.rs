//! Any records as the parts of a binary workbook: read or refused.
#![no_main]

use std::io::{Cursor, Write};

use gyokaku_core::document::Block;
use gyokaku_exchange::read::document;
use libfuzzer_sys::fuzz_target;
use zip::write::{SimpleFileOptions, ZipWriter};

const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
/// A sheet named A that is part r1.
const BOOK: [u8; 24] = [0x9c, 1, 21, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, b'r', 0, b'1', 0, 1, 0, 0, 0, b'A'];

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(3, |b| *b == 0xf5);
    let mut book = BOOK.to_vec();
    book.push(0);
    book[2] = 22;
    let sheet = parts.next().unwrap_or_default().to_vec();
    let styles = parts.next().unwrap_or_default().to_vec();
    let strings = parts.next().unwrap_or_default().to_vec();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("xl/_rels/workbook.bin.rels", RELATIONS.as_bytes().to_vec()),
        ("xl/workbook.bin", book),
        ("xl/worksheets/sheet1.bin", sheet),
        ("xl/styles.bin", styles),
        ("xl/sharedStrings.bin", strings),
    ] {
        if zip.start_file(name, SimpleFileOptions::default()).is_err() || zip.write_all(&content).is_err() {
            return;
        }
    }
    let Ok(archive) = zip.finish() else { return };
    let Ok(document) = document("fuzz.xlsb", &archive.into_inner()) else { return };
    assert!(document.blocks.iter().all(|block| !matches!(block, Block::Table(grid) if grid.rows.is_empty())));
});
