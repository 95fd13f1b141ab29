//! Any text as the parts of a Word document: read or refused.
#![no_main]

use std::io::{Cursor, Write};

use gyokaku_exchange::read::document;
use libfuzzer_sys::fuzz_target;
use zip::write::{SimpleFileOptions, ZipWriter};

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(4, |b| *b == 0xff);
    let body = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>").into_bytes()),
        ("word/styles.xml", parts.next().unwrap_or_default().to_vec()),
        ("word/numbering.xml", parts.next().unwrap_or_default().to_vec()),
        ("word/footnotes.xml", parts.next().unwrap_or_default().to_vec()),
    ] {
        if zip.start_file(name, SimpleFileOptions::default()).is_err() || zip.write_all(&content).is_err() {
            return;
        }
    }
    let Ok(archive) = zip.finish() else { return };
    let _ = document("fuzz.docx", &archive.into_inner());
});
