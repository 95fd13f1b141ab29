//! Any text as the content and the styles of a spreadsheet of OpenDocument: read or refused.
#![no_main]

use std::io::{Cursor, Write};

use gyokaku_exchange::read::document;
use libfuzzer_sys::fuzz_target;
use zip::write::{SimpleFileOptions, ZipWriter};

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |b| *b == 0xff);
    let table = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let content = format!("<d><table:table table:name=\"A\" table:style-name=\"t\">{table}</table:table></d>");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml", content.into_bytes()),
        ("styles.xml", parts.next().unwrap_or_default().to_vec()),
    ] {
        if zip.start_file(name, SimpleFileOptions::default()).is_err() || zip.write_all(&content).is_err() {
            return;
        }
    }
    let Ok(archive) = zip.finish() else { return };
    let _ = document("fuzz.ods", &archive.into_inner());
});
