//! Any bytes as a workbook, and any text as its parts: read or refused.
#![no_main]

use std::io::{Cursor, Write};

use gyokaku_core::document::Block;
use gyokaku_exchange::read::document;
use libfuzzer_sys::fuzz_target;
use zip::write::{SimpleFileOptions, ZipWriter};

const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><sheets><sheet name="一覧" r:id="r1"/><sheet name="Sheet2" r:id="r2"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s1.xml"/><Relationship Id="r2" Type="x/worksheet" Target="/xl/s2.xml"/></Relationships>"#;

fuzz_target!(|bytes: &[u8]| {
    let _ = document("fuzz.xlsx", bytes);
    // The parts, parted by a byte that no UTF-8 has: sheet, strings, formats, second sheet, workbook.
    let mut parts = bytes.split(|b| *b == 0xff).map(|part| part.to_vec());
    let mut next = |usual: &str| parts.next().filter(|p| !p.is_empty()).unwrap_or_else(|| usual.as_bytes().to_vec());
    let sheet = next("<worksheet/>");
    let (strings, styles, second) = (next("<sst/>"), next("<styleSheet/>"), next("<worksheet/>"));
    let book = next(BOOK);
    let Some(package) = zipped(&[
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/s1.xml", &sheet),
        ("xl/s2.xml", &second),
        ("xl/sharedStrings.xml", &strings),
        ("xl/styles.xml", &styles),
    ]) else {
        return;
    };
    let Ok(document) = document("fuzz.xlsx", &package) else { return };
    for block in &document.blocks {
        let Block::Table(grid) = block else { continue };
        let width = grid.rows[0].len();
        assert!(grid.rows.iter().all(|row| row.len() == width), "a grid of cells has one width");
        assert!(grid.rows.iter().flatten().all(|cell| !cell.covered || cell.text.is_empty()));
    }
});

fn zipped(parts: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(*name, stored).ok()?;
        zip.write_all(content).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}
