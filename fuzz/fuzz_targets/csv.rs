//! Any bytes under the name of a CSV: read or refused, and no text of it lost.
#![no_main]

use gyokaku_core::document::{Block, Format};
use gyokaku_exchange::read::document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = document("fuzz.csv", bytes) else { return };
    for block in &document.blocks {
        let Block::Table(grid) = block else { continue };
        assert!(grid.rows.iter().all(|row| !row.is_empty()));
        if document.format == Format::Csv {
            let width = grid.rows[0].len();
            assert!(grid.rows.iter().all(|row| row.len() == width), "a grid of cells has one width");
            assert!(grid.rows.iter().flatten().all(|cell| !cell.covered || cell.text.is_empty()));
        }
    }
});
