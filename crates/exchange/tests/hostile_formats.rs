//! Old and binary workbooks, spreadsheets, Word documents and web pages that nobody should send: each is a document
//! or one clear sentence, in bounded time, and nothing makes a reader panic.

#[allow(dead_code, reason = "each program uses a part")]
mod binary;

use std::io::{Cursor, Read as _};
use std::time::{Duration, Instant};

use gyokaku_core::document::{Block, Document, OddityKind};
use gyokaku_exchange::read::{NotADocument, document};
use zip::ZipArchive;

use binary::{record, text_cell, workbook_of, zipped};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/files/formats/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

/// What is said to bytes: a document, or a sentence that is whole.
fn said(name: &str, bytes: &[u8]) -> Result<Document, NotADocument> {
    let found = document(name, bytes);
    if let Err(error) = &found {
        let message = error.to_string();
        assert!(
            message.contains("何も") && message.ends_with('。'),
            "{name}: {message}"
        );
    }
    found
}

fn refused(name: &str, bytes: &[u8]) -> NotADocument {
    said(name, bytes).expect_err("must be refused")
}

/// As `said`, and quick even where nothing is optimised.
fn quick(name: &str, bytes: &[u8]) -> Result<Document, NotADocument> {
    let start = Instant::now();
    let found = said(name, bytes);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(60), "{name}: {took:?}");
    found
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// A document with a few bytes changed, as often as `GYOKAKU_MUTATIONS` says.
fn mutated(name: &str, bytes: &[u8], chance: &mut Chance, around: impl Fn(Vec<u8>) -> Vec<u8>) {
    let times = std::env::var("GYOKAKU_MUTATIONS")
        .ok()
        .and_then(|times| times.parse().ok());
    for _ in 0..times.unwrap_or(150) {
        let mut changed = bytes.to_vec();
        for _ in 0..=chance.below(6) {
            let at = chance.below(changed.len());
            match chance.below(4) {
                0 => changed[at] = 0xff,
                1 => changed[at] = 0,
                2 => drop(changed.splice(at..at, [chance.below(256) as u8])),
                _ => changed[at] ^= 1 << chance.below(8),
            }
        }
        let _ = said(name, &around(changed));
    }
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().to_string(), content)
        })
        .collect()
}

fn whole(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let parts: Vec<(&str, Vec<u8>)> = parts
        .iter()
        .map(|(name, content)| (name.as_str(), content.clone()))
        .collect();
    zipped(&parts)
}

#[test]
fn half_files() {
    for (name, bytes) in [
        ("plan.xls", file("plan.xls")),
        ("plan.xlsb", binary::workbook()),
        ("plan.ods", file("plan.ods")),
        ("plan.docx", file("plan.docx")),
        ("page.xls", file("page.xls")),
    ] {
        let step = (bytes.len() / 97).max(1);
        for end in (0..bytes.len()).step_by(step) {
            let _ = said(name, &bytes[..end]);
        }
    }
}

#[test]
fn half_an_old_workbook_is_not_half_a_plan() {
    let bytes = file("plan.xls");
    for end in [600, bytes.len() / 2, bytes.len() - 2_000] {
        let error = refused("plan.xls", &bytes[..end]);
        assert!(
            matches!(
                error,
                NotADocument::Truncated | NotADocument::BrokenWorkbook { .. }
            ),
            "{end}: {error}"
        );
    }
}

#[test]
fn changed_bytes() {
    let mut chance = Chance(0x6b1d_2026);
    mutated("plan.xls", &file("plan.xls"), &mut chance, |bytes| bytes);
    mutated("page.xls", &file("page.xls"), &mut chance, |bytes| bytes);
    mutated("plan.html", &file("plan.html"), &mut chance, |bytes| bytes);
}

#[test]
fn changed_bytes_inside_archives() {
    let mut chance = Chance(0x2026_1127);
    for (name, bytes) in [
        ("plan.xlsb", binary::workbook()),
        ("plan.ods", file("plan.ods")),
        ("plan.docx", file("plan.docx")),
    ] {
        mutated(name, &bytes, &mut chance, |bytes| bytes);
        let parts = parts(&bytes);
        for (at, (part, content)) in parts.iter().enumerate() {
            let counts = [
                "content.xml",
                "document.xml",
                "styles.xml",
                "numbering.xml",
                ".bin",
            ];
            if content.is_empty() || !counts.iter().any(|end| part.ends_with(end)) {
                continue;
            }
            mutated(name, content, &mut chance, |changed| {
                let mut parts = parts.clone();
                parts[at].1 = changed;
                whole(&parts)
            });
        }
    }
}

fn word_of(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut parts = vec![("word/document.xml", document.into_bytes())];
    parts.extend(more.iter().map(|(name, xml)| (*name, xml.as_bytes().to_vec())));
    zipped(&parts)
}

fn sheet_of(table: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><table:table table:name=\"一覧\">{table}</table:table></office:body></office:document-content>"
    );
    zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet".to_vec(),
        ),
        ("content.xml", content.into_bytes()),
    ])
}

#[test]
fn deep_elements() {
    let page = "<div>".repeat(200_000) + "<p>項目</p>";
    assert_eq!(quick("a.html", page.as_bytes()).unwrap().lines[0].text, "項目");
    let page = "<table><tr><td>".repeat(10_000) + "項目" + &"</td></tr></table>".repeat(10_000);
    assert!(quick("a.html", page.as_bytes()).is_ok());
    let open = "<table><tr><td>項".repeat(10_000);
    assert!(quick("a.html", open.as_bytes()).is_ok());
    let lists = "<html>".to_owned() + &"<ul><li>項".repeat(100_000);
    assert!(quick("a.html", lists.as_bytes()).is_ok());
    let tables = "<w:tbl><w:tr><w:tc>".repeat(10_000)
        + "<w:p><w:r><w:t>項目</w:t></w:r></w:p>"
        + &"</w:tc></w:tr></w:tbl>".repeat(10_000)
        + "<w:p><w:r><w:t>本文</w:t></w:r></w:p>";
    let found = quick("a.docx", &word_of(&tables, &[])).unwrap();
    assert_eq!(found.lines.last().unwrap().text, "本文");
    for (open, close) in [
        ("<w:r>", "</w:r>"),
        ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ] {
        let body = format!(
            "<w:p><w:r><w:t>本文</w:t></w:r></w:p>{}{}",
            open.repeat(10_000),
            close.repeat(10_000)
        );
        assert!(quick("a.docx", &word_of(&body, &[])).is_ok(), "{open}");
    }
    let inner = "<table:table-row><table:table-cell><table:table>".repeat(10_000);
    let _ = quick("a.ods", &sheet_of(&inner));
}

#[test]
fn cells_that_claim_to_cover_everything() {
    let page = "<table><tr><td colspan=1000000 rowspan=1000000>項目<td>額</tr><tr><td>1</table>";
    let found = quick("a.html", page.as_bytes()).unwrap();
    assert!(found.lines.len() <= 2);
    let page = format!(
        "<table><tr>{}</tr>{}</table>",
        "<td rowspan=65000>a".repeat(16_000),
        "<tr><td>1".repeat(60_000)
    );
    let _ = quick("a.html", page.as_bytes());
    let page = format!("<table><tr>{}</tr></table>", "<td colspan=1000>a".repeat(100));
    assert!(matches!(
        refused("a.html", page.as_bytes()),
        NotADocument::TooManyCells { .. }
    ));
    let cell =
        "<w:tc><w:tcPr><w:gridSpan w:val=\"4000000000\"/></w:tcPr><w:p><w:r><w:t>項</w:t></w:r></w:p></w:tc>";
    let found = quick(
        "a.docx",
        &word_of(&format!("<w:tbl><w:tr>{cell}</w:tr></w:tbl>"), &[]),
    );
    assert!(found.is_ok());
    let two = format!("<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>");
    assert!(matches!(
        refused("a.docx", &word_of(&two, &[])),
        NotADocument::TooManyCells { .. }
    ));
    let spanned = "<table:table-row><table:table-cell table:number-columns-spanned=\"4294967295\" table:number-rows-spanned=\"4294967295\"><text:p>項</text:p></table:table-cell></table:table-row>";
    assert!(quick("a.ods", &sheet_of(&spanned.repeat(3))).is_ok());
}

#[test]
fn cells_and_rows_that_repeat() {
    let blank = "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let last =
        "<table:table-row><table:table-cell><text:p>終わり</text:p></table:table-cell></table:table-row>";
    let found = quick("a.ods", &sheet_of(&format!("{blank}{last}"))).unwrap();
    assert_eq!(found.lines[0].at.to_string(), "一覧!A1048571");
    let full = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16384\"><text:p>項</text:p></table:table-cell></table:table-row>";
    assert!(matches!(
        refused("a.ods", &sheet_of(full)),
        NotADocument::TooManyCells { .. }
    ));
    let long = "<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell table:number-columns-repeated=\"1000\"><text:p>".to_owned()
        + &"長".repeat(150_000)
        + "</text:p></table:table-cell></table:table-row>";
    assert!(matches!(
        refused("a.ods", &sheet_of(&long)),
        NotADocument::ZipBomb { .. }
    ));
    let blanks = "<table:table-row><table:table-cell><text:p>項<text:s text:c=\"4000000000\"/>目</text:p></table:table-cell></table:table-row>";
    assert!(quick("a.ods", &sheet_of(blanks)).is_ok());
}

#[test]
fn blank_rows_without_end() {
    let page = format!(
        "<table>{}<tr><td>項目</table>",
        "<tr><td></td></tr>".repeat(60_000)
    );
    let found = quick("a.html", page.as_bytes()).unwrap();
    assert_eq!(found.lines[0].at.to_string(), "表1の60001行目");
    let rows = "<w:tr><w:tc><w:p/></w:tc></w:tr>".repeat(300_000);
    assert!(matches!(
        quick("a.docx", &word_of(&format!("<w:tbl>{rows}</w:tbl>"), &[])),
        Err(NotADocument::Blank)
    ));
    let lines = "<w:p/>".repeat(1_000_000);
    assert!(matches!(
        refused("a.docx", &word_of(&lines, &[])),
        NotADocument::TooManyLines { .. }
    ));
    let mut sheet = Vec::new();
    for row in 0..300_000u32 {
        sheet.extend(record(0, &row.to_le_bytes()));
        sheet.extend(record(1, &[0; 8]));
    }
    assert!(matches!(
        refused("a.xlsb", &workbook_of(sheet, &[])),
        NotADocument::Blank
    ));
}

#[test]
fn tables_without_end() {
    let page = "<p>項</p><table><tr><td>a<td>1</table>".repeat(20_000);
    assert!(quick("a.html", page.as_bytes()).is_ok());
    let table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert!(quick("a.docx", &word_of(&table.repeat(20_000), &[])).is_ok());
    let rows = format!("<table>{}</table>", "<tr><td>a<td>1".repeat(400_001));
    assert!(matches!(
        refused("a.html", rows.as_bytes()),
        NotADocument::TooManyLines { .. }
    ));
}

#[test]
fn attributes_without_end() {
    let mut page = "<table><tr><td".to_owned();
    for i in 0..300_000 {
        page.push_str(&format!(" a{i}=1"));
    }
    page.push_str(">項目</td></tr></table>");
    assert_eq!(quick("a.html", page.as_bytes()).unwrap().lines[0].text, "項目");
}

#[test]
fn zip_bombs() {
    let large = vec![b' '; 64 << 20];
    for (name, part) in [
        ("a.docx", "word/document.xml"),
        ("a.xlsb", "xl/workbook.bin"),
        ("a.ods", "content.xml"),
    ] {
        let mimetype = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
        let bomb = binary::deflated(&[("mimetype", mimetype), (part, large.clone())]);
        assert!(bomb.len() < 1 << 20);
        assert!(
            matches!(refused(name, &bomb), NotADocument::ZipBomb { .. }),
            "{name}"
        );
    }
}

#[test]
fn entities_are_not_followed() {
    let laughs = "<!DOCTYPE d [<!ENTITY a \"ははは\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    let body =
        format!("{laughs}<w:document><w:body><w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p></w:body></w:document>");
    assert!(matches!(
        refused("a.docx", &zipped(&[("word/document.xml", body.into_bytes())])),
        NotADocument::BrokenPart { .. }
    ));
    let content = format!(
        "{laughs}<d><table:table table:name=\"一覧\"><table:table-row><table:table-cell><text:p>項&b;&c;</text:p></table:table-cell></table:table-row></table:table></d>"
    );
    let found = said(
        "a.ods",
        &zipped(&[
            (
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet".to_vec(),
            ),
            ("content.xml", content.into_bytes()),
        ]),
    );
    assert_eq!(found.unwrap().lines[0].text, "項&b;&c;");
    let page = "<table><tr><td>&lt;項&gt;&amp;&hellip;&#12354;&b;</td></tr></table>";
    assert_eq!(
        said("a.html", page.as_bytes()).unwrap().lines[0].text,
        "<項>&…あ&b;"
    );
}

#[test]
fn other_files_are_named() {
    let text = |kind: &str| {
        zipped(&[
            ("mimetype", kind.as_bytes().to_vec()),
            ("content.xml", b"<a/>".to_vec()),
        ])
    };
    assert!(matches!(
        refused("a.odt", &text("application/vnd.oasis.opendocument.text")),
        NotADocument::OtherOffice { .. }
    ));
    let locked = zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet".to_vec(),
        ),
        (
            "META-INF/manifest.xml",
            b"<m><manifest:encryption-data/></m>".to_vec(),
        ),
        ("content.xml", b"?".to_vec()),
    ]);
    assert!(matches!(
        refused("a.ods", &locked),
        NotADocument::PasswordProtected
    ));
    let archive = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"x\"\n\n--x\n";
    assert!(matches!(
        refused("a.mht", archive.as_bytes()),
        NotADocument::OtherOffice { .. }
    ));
    assert!(matches!(
        refused("a.rtf", b"{\\rtf1\\ansi abc}"),
        NotADocument::Word
    ));
}

#[test]
fn a_sheet_named_twice_is_read_once() {
    // Both sheets of the workbook begin where the first does.
    let mut bytes = file("plan.xls");
    let sheets: Vec<usize> = (0..bytes.len() - 4)
        .filter(|at| bytes[*at..*at + 2] == [0x85, 0] && bytes[*at + 2] < 40 && bytes[*at + 3] == 0)
        .collect();
    assert!(sheets.len() >= 2, "{sheets:?}");
    let first = bytes[sheets[0] + 4..sheets[0] + 8].to_vec();
    bytes[sheets[1] + 4..sheets[1] + 8].copy_from_slice(&first);
    bytes[sheets[1] + 8] = 0;
    let found = said("plan.xls", &bytes).unwrap();
    assert_eq!(
        found
            .blocks
            .iter()
            .filter(|block| matches!(block, Block::Table(_)))
            .count(),
        1
    );
}

#[test]
fn strings_that_are_not_there() {
    let sheet = [
        record(0, &0u32.to_le_bytes()),
        record(7, &[0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
        record(7, &[1, 0, 0, 0]),
        text_cell(2, "項目"),
        record(6, &[3, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f]),
        record(
            5,
            &[[4, 0, 0, 0, 9, 9, 9, 0].as_slice(), &f64::NAN.to_le_bytes()].concat(),
        ),
        record(3, &[5, 0, 0, 0, 0, 0, 0, 0, 0x17]),
    ];
    let found = said("a.xlsb", &workbook_of(sheet.concat(), &[])).unwrap();
    assert_eq!(found.lines[0].text, "項目\t#REF!");
    let far = [record(0, &0x0010_0001u32.to_le_bytes()), text_cell(0, "項目")].concat();
    assert!(matches!(
        refused("a.xlsb", &workbook_of(far, &[])),
        NotADocument::BrokenWorkbook { .. }
    ));
}

#[test]
fn what_nobody_sees_is_not_read() {
    let page = "<html><head><title>題</title><style>td{}</style></head><body><script>var a='<td>x</td>'</script>
        <p>本文<span hidden>a</span><span style='DISPLAY: none'>b</span><ruby>収納<rp>(</rp><rt>しゅうのう</rt><rp>)</rp></ruby>率</p>
        <table><tr><th>項目</th><th>額</th></tr><tr style='display:none'><td>控え</td><td>9</td></tr>
        <tr><td>広告<del>看板</del></td><td>1,250</td></tr></table></body></html>";
    let found = said("a.html", page.as_bytes()).unwrap();
    let lines: Vec<&str> = found.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, ["本文収納率", "項目\t額", "広告\t1,250"]);
    assert_eq!(found.oddities.len(), 1);
    assert_eq!(
        (found.oddities[0].kind, &*found.oddities[0].text),
        (OddityKind::StruckOut, "看板")
    );
    assert_eq!(found.oddities[0].at.to_string(), "表1の2行目");
}
