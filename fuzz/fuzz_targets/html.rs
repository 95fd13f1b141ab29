//! Any text as a web page: read or refused, and each cell of a table within its width.
#![no_main]

use gyokaku_core::document::Block;
use gyokaku_exchange::read::document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = document("fuzz.html", bytes);
    let page = [b"<html>".as_slice(), bytes].concat();
    let Ok(document) = document("fuzz.html", &page) else { return };
    for block in &document.blocks {
        let Block::Table(grid) = block else { continue };
        assert!(grid.rows.iter().all(|row| !row.is_empty()));
        assert!(grid.rows.iter().flatten().all(|cell| !cell.covered || cell.text.is_empty()));
    }
});
