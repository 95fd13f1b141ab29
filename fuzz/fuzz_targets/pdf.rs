//! Any bytes as a PDF, and any text as the content of its page: read or refused.
#![no_main]

use gyokaku_core::document::Block;
use gyokaku_exchange::read::document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut whole = b"%PDF-1.7\n".to_vec();
    whole.extend_from_slice(bytes);
    for pdf in [whole, of_page(bytes)] {
        let Ok(document) = document("fuzz.pdf", &pdf) else { continue };
        for block in &document.blocks {
            let Block::Table(grid) = block else { continue };
            assert!(grid.rows.iter().flatten().all(|cell| !cell.covered || cell.text.is_empty()));
        }
    }
});

/// A page with this content, a font, and a form that the content may draw.
fn of_page(content: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
        2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>\nendobj\n\
        5 0 obj\n<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /UniJIS-UCS2-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor << >> >>] >>\nendobj\n\
        6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 24 >>\nstream\nBT /F 9 Tf <3042> Tj ET \nendstream\nendobj\n\
        4 0 obj\n<< /Length "
        .to_vec();
    out.extend_from_slice(content.len().to_string().as_bytes());
    out.extend_from_slice(b" >>\nstream\n");
    out.extend_from_slice(content);
    out.extend_from_slice(b"\nendstream\nendobj\ntrailer\n<< /Size 7 /Root 1 0 R >>\n%%EOF\n");
    out
}
