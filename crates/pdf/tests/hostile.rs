//! Files that nobody should send: cut off, damaged, endless, huge. Each ends in pages or in one fault, soon.

use std::time::{Duration, Instant};

use gyokaku_pdf::{Fault, Limits, Page, read};

/// Longer than any of these may take, on a slow computer in a debug build.
const SOON: Duration = Duration::from_secs(20);

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/files/{name}.pdf", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn soon(bytes: Vec<u8>) -> Result<Vec<Page>, Fault> {
    let begun = Instant::now();
    let found = read(bytes, Limits::default());
    assert!(
        begun.elapsed() < SOON,
        "took {:?}: {:?}",
        begun.elapsed(),
        found.err()
    );
    found
}

/// A file of objects, the first of which is the catalogue; the table of their places is right.
fn of_objects(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).into_bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let end = format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    out.extend(end.into_bytes());
    out
}

const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

fn stream(keys: &str, content: &str) -> String {
    format!(
        "<< {keys} /Length {} >>\nstream\n{content}\nendstream",
        content.len()
    )
}

/// A file of one page with this content; more objects follow from the number 6.
fn of_page(content: &str, resources: &str, more: &[String]) -> Vec<u8> {
    let font = if resources.contains("/Font") {
        ""
    } else {
        "/Font << /F 5 0 R >>"
    };
    let resources = format!("{font} {resources}");
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {resources} >> >>"
        ),
        stream("", content),
        FONT.to_owned(),
    ];
    objects.extend_from_slice(more);
    of_objects(&objects)
}

fn text(pages: &[Page]) -> String {
    pages
        .iter()
        .flat_map(|page| &page.pieces)
        .map(|piece| match piece {
            gyokaku_pdf::Piece::Line(line) => line.text.clone(),
            gyokaku_pdf::Piece::Table(table) => format!("{} rows", table.rows.len()),
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_small_file_of_our_own_is_read() {
    let pages = soon(of_page("BT /F 12 Tf 72 700 Td (Hello) Tj ET", "", &[])).unwrap();
    assert_eq!(text(&pages), "Hello");
}

#[test]
fn files_that_are_cut_off() {
    for name in ["plan-chromium", "plan-writer", "report"] {
        let whole = file(name);
        for part in 0..20 {
            let _ = soon(whole[..whole.len() * part / 20].to_vec());
        }
    }
    assert_eq!(soon(b"%PDF-1.7\n%%EOF".to_vec()), Err(Fault::Broken));
    assert_eq!(soon(Vec::new()), Err(Fault::Broken));
}

#[test]
fn files_with_bytes_changed() {
    let mut seed = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    let rounds = std::env::var("GYOKAKU_PDF_ROUNDS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(150);
    for name in ["plan-writer", "report"] {
        let whole = file(name);
        for _ in 0..rounds {
            let mut bytes = whole.clone();
            for _ in 0..next() % 24 + 1 {
                let at = next() % bytes.len();
                match next() % 4 {
                    0 => bytes[at] ^= 1 << (next() % 8),
                    1 => bytes[at] = next() as u8,
                    2 => {
                        let to = (at + next() % 64).min(bytes.len());
                        bytes.drain(at..to);
                    }
                    _ => bytes[at] = b"0123456789<>[]()/ "[next() % 18],
                }
            }
            let _ = soon(bytes);
        }
    }
}

#[test]
fn forms_inside_of_themselves_end() {
    let form = |next: usize| {
        let resources = format!("/Resources << /Font << /F 5 0 R >> /XObject << /X {next} 0 R >> >>");
        stream(
            &format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources}"),
            "BT /F 12 Tf 72 700 Td (form) Tj ET /X Do /X Do",
        )
    };
    let itself = of_page("/X Do", "/XObject << /X 6 0 R >>", &[form(6)]);
    assert_eq!(text(&soon(itself).unwrap()), "form");
    let each_other = of_page("/X Do", "/XObject << /X 6 0 R >>", &[form(7), form(6)]);
    assert_eq!(text(&soon(each_other).unwrap()), "form");
}

#[test]
fn forms_that_double_at_each_step_are_given_up() {
    let form = |next: usize| {
        let resources = format!("/Resources << /XObject << /X {next} 0 R >> >>");
        stream(
            &format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources}"),
            "/X Do /X Do /X Do /X Do /X Do /X Do",
        )
    };
    let forms: Vec<String> = (7..29).map(form).collect();
    let limits = Limits {
        time: Duration::from_secs(3),
        ..Limits::default()
    };
    let begun = Instant::now();
    let found = read(of_page("/X Do", "/XObject << /X 6 0 R >>", &forms), limits);
    assert!(matches!(found, Err(Fault::TooSlow | Fault::TooMuch)), "{found:?}");
    assert!(begun.elapsed() < SOON);
}

#[test]
fn ten_thousand_pages_are_too_many() {
    let pages = 10_000;
    let kids: Vec<String> = (0..pages).map(|i| format!("{} 0 R", i + 3)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" ")),
    ];
    objects.extend((0..pages).map(|_| "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned()));
    assert_eq!(soon(of_objects(&objects)), Err(Fault::TooManyPages(2_000)));
}

#[test]
fn pages_that_hold_themselves() {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [2 0 R 2 0 R] /Parent 2 0 R /Count 2 >>".to_owned(),
    ];
    assert!(soon(of_objects(&objects)).is_err());
}

#[test]
fn huge_places_and_sizes() {
    let far = "1".to_owned() + &"0".repeat(38);
    let places = format!(
        "BT /F 12 Tf {far} {far} Td (far) Tj 1 0 0 1 72 700 Tm (near) Tj {far} Tc (b) Tj (far) Tj ET"
    );
    assert_eq!(text(&soon(of_page(&places, "", &[])).unwrap()), "nearb");
    let sizes = format!(
        "BT /F {far} Tf 72 700 Td (large) Tj ET 0 0 m {far} {far} l S -{far} 5 {far} 1 re f {far} w 0 0 m {far} 0 l S"
    );
    assert!(soon(of_page(&sizes, "", &[])).is_err());
    let box_of = of_page("BT /F 12 Tf 72 700 Td (text) Tj ET", "", &[]);
    let huge = String::from_utf8(box_of)
        .unwrap()
        .replace("595 842", "1000000000 1000000000");
    let _ = soon(huge.into_bytes());
}

#[test]
fn a_drawing_of_many_rules_is_no_table() {
    let mut content = String::from("BT /F 12 Tf 72 820 Td (map) Tj ET\n");
    for i in 0..12_000 {
        let (x, y) = (i % 590, i * 7 % 800);
        content.push_str(&format!(
            "{x}.{} 0 m {x}.{} 800 l S 0 {y} m 590 {y} l S\n",
            i % 97,
            i % 97
        ));
    }
    let pages = soon(of_page(&content, "", &[])).unwrap();
    assert_eq!(text(&pages), "map");
}

#[test]
fn more_glyphs_than_the_limit() {
    let content = format!("BT /F 1 Tf 10 700 Td ({}) Tj ET", "a".repeat(20_000));
    let limits = Limits {
        glyphs: 10_000,
        ..Limits::default()
    };
    assert_eq!(read(of_page(&content, "", &[]), limits), Err(Fault::TooMuch));
}

#[test]
fn what_unpacks_to_too_much_is_not_unpacked() {
    use std::io::Write;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![b' '; 16 << 20]).unwrap();
    let packed = packer.finish().unwrap();
    let mut bytes = of_page("CONTENT", "", &[]);
    let at = bytes.windows(7).position(|w| w == b"CONTENT").unwrap();
    let head = bytes[..at]
        .windows(13)
        .rposition(|w| w == b"/Length 7 >>\n")
        .unwrap();
    let begin = format!("/Filter /FlateDecode /Length {} >>\nstream\n", packed.len());
    bytes.splice(head..at + 7, begin.into_bytes().into_iter().chain(packed));
    let limits = Limits {
        unpacked: 8 << 20,
        ..Limits::default()
    };
    assert_eq!(read(bytes, limits), Err(Fault::TooMuch));
}

#[test]
fn objects_nested_without_an_end() {
    for open in ["[", "<< /A "] {
        assert!(soon(of_objects(&[open.repeat(2_000_000)])).is_err());
        assert!(soon(of_page(&format!("{} (x) Tj", open.repeat(2_000_000)), "", &[])).is_err());
    }
}

#[test]
fn streams_that_never_end() {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    for i in 0..30_000 {
        bytes.extend(format!("{i} 0 obj << /Length 9 >>\nstream\nx\n").into_bytes());
    }
    assert_eq!(soon(bytes), Err(Fault::Broken));
}

#[test]
fn text_in_a_font_that_cannot_be_read_is_not_passed_over() {
    let font =
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Unknown-H /DescendantFonts [] >>".to_owned();
    let content =
        |long: &str| format!("BT /F 12 Tf 72 700 Td ({long}) Tj /G 12 Tf 0 -20 Td <00410042> Tj ET");
    let read = |long: &str| {
        soon(of_page(
            &content(long),
            "/Font << /F 5 0 R /G 6 0 R >>",
            std::slice::from_ref(&font),
        ))
    };
    assert_eq!(read("short"), Err(Fault::Unnamed));
    let long = "a line that is long enough to be read in spite of two glyphs";
    assert_eq!(text(&read(long).unwrap()), format!("{long}\n〓"));
}
