//! Files that nobody should send, and what the reader says to each: never a panic, one clear sentence.

use std::io::{Cursor, Write};

use gyokaku_core::document::{Block, Place};
use gyokaku_exchange::read::{NotADocument, document};
use rust_xlsxwriter::Workbook;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

fn refused(name: &str, bytes: &[u8]) -> NotADocument {
    let error = document(name, bytes).expect_err("must be refused");
    let message = error.to_string();
    assert!(message.contains("何も") && message.ends_with('。'), "{message}");
    error
}

fn sheet_of(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

fn plain_workbook() -> Vec<u8> {
    sheet_of(|sheet| {
        for (r, line) in [["番号", "項目", "所管"], ["1", "収納率", "税務課"]]
            .iter()
            .enumerate()
        {
            sheet.write_row(r as u32, 0, *line).unwrap();
        }
    })
}

/// A workbook with one sheet, written by hand so that it can say what no library would write.
fn workbook_of(sheet: &str, extra: &[(&str, &str)]) -> Vec<u8> {
    const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const BOOK: &str =
        r#"<workbook xmlns:r="r"><sheets><sheet name="一覧" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    const RELS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    let mut parts = vec![
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.extend_from_slice(extra);
    zipped(&parts)
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(
            *name,
            SimpleFileOptions::default().compression_method(CompressionMethod::Deflated),
        )
        .unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn texts(bytes: &[u8]) -> Vec<String> {
    let read = document("a.xlsx", bytes).unwrap();
    read.lines.into_iter().map(|line| line.text).collect()
}

#[test]
fn empty_and_blank() {
    assert!(matches!(refused("a.txt", b""), NotADocument::Empty));
    assert!(matches!(refused("a.txt", b" \r\n\t\n"), NotADocument::Blank));
    assert!(matches!(refused("a.csv", b",,\n,,\n"), NotADocument::Blank));
    assert!(matches!(
        refused("a.xlsx", &sheet_of(|_| {})),
        NotADocument::Blank
    ));
}

#[test]
fn binary_data_and_other_formats() {
    let noise: Vec<u8> = (0u32..4096)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    assert!(matches!(refused("a.txt", &noise), NotADocument::Binary));
    assert!(matches!(refused("a.txt", b"abc\0def"), NotADocument::Binary));
    assert!(matches!(
        refused("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        NotADocument::Image { kind: "PNG" }
    ));
    assert!(matches!(
        refused("a.txt", b"%PDF-1.7\n..."),
        NotADocument::BrokenPdf
    ));
    assert!(matches!(
        refused("a.txt", b"\x1f\x8b\x08\0\0\0"),
        NotADocument::Archive
    ));
    assert!(matches!(
        refused("a.xlsx", &zipped(&[("word/document.xml", "<w/>")])),
        NotADocument::Blank
    ));
    assert!(matches!(
        refused("a.xlsx", &zipped(&[("readme.txt", "x")])),
        NotADocument::Archive
    ));
    assert!(matches!(
        refused("a.xlsx", &zipped(&[("xl/workbook.bin", "x")])),
        NotADocument::BrokenWorkbook { .. }
    ));
}

#[test]
fn too_large() {
    assert!(matches!(
        refused("a.txt", &vec![b'a'; (64 << 20) + 1]),
        NotADocument::TooLarge { .. }
    ));
    let many_lines = "あ\n".repeat(500_000);
    assert!(matches!(
        refused("a.txt", many_lines.as_bytes()),
        NotADocument::TooManyLines { .. }
    ));
}

#[test]
fn half_an_upload() {
    let whole = plain_workbook();
    for part in [4, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(
            refused("a.xlsx", &whole[..part]),
            NotADocument::Truncated
        ));
    }
    let text = "# 行財政改革プラン\n取組の進捗状況\n";
    // The last character is cut in two: what came is read.
    let read = document("a.txt", &text.as_bytes()[..text.len() - 2]).unwrap();
    assert_eq!(read.lines.last().unwrap().text, "取組の進捗状");
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let read = document("a.txt", &cp932[..cp932.len() - 2]).unwrap();
    assert_eq!(read.lines.last().unwrap().text, "取組の進捗状");
}

#[test]
fn a_damaged_part() {
    let broken = workbook_of(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>項目",
        &[],
    );
    assert!(matches!(
        refused("a.xlsx", &broken),
        NotADocument::BrokenWorkbook { .. }
    ));
}

#[test]
fn protected_by_a_password_or_from_before_2007() {
    let compound = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(1024, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(2048, 0);
        bytes
    };
    assert!(matches!(
        refused("a.xlsx", &compound("EncryptedPackage")),
        NotADocument::PasswordProtected
    ));
    assert!(matches!(
        refused("a.xls", &compound("Workbook")),
        NotADocument::Truncated
    ));
    assert!(matches!(
        refused("a.doc", &compound("WordDocument")),
        NotADocument::Word
    ));
}

#[test]
fn macros_are_not_looked_at() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData></worksheet>"#;
    let types = r#"<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml" PartName="/xl/workbook.xml"/></Types>"#;
    for extra in [("xl/vbaProject.bin", "\u{0}x"), ("[Content_Types].xml", types)] {
        assert_eq!(texts(&workbook_of(sheet, &[extra])), ["7"]);
    }
}

#[test]
fn zip_bombs() {
    let large = " ".repeat(64 << 20);
    let bomb = workbook_of(&large, &[]);
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(refused("a.xlsx", &bomb), NotADocument::ZipBomb { .. }));

    // The same, with a directory that says every part has ten bytes.
    let mut lying = bomb.clone();
    for signature in [b"PK\x01\x02", b"PK\x03\x04"] {
        let offset = if signature == b"PK\x01\x02" { 24 } else { 22 };
        let starts: Vec<usize> = (0..lying.len() - 4)
            .filter(|i| &lying[*i..*i + 4] == signature)
            .collect();
        for start in starts {
            lying[start + offset..start + offset + 4].copy_from_slice(&10u32.to_le_bytes());
        }
    }
    refused("a.xlsx", &lying);

    // One long string that a great many cells name.
    let strings = format!("<sst><si><t>{}</t></si></sst>", "長".repeat(60_000));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(2_000);
    let named = workbook_of(
        &format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"),
        &[("xl/sharedStrings.xml", &strings)],
    );
    assert!(matches!(refused("a.xlsx", &named), NotADocument::ZipBomb { .. }));
}

#[test]
fn small_files_hold_little() {
    let rows = |count: usize| {
        let row = "<row><c><v>1</v></c></row>".repeat(count);
        workbook_of(
            &format!("<worksheet><sheetData>{row}</sheetData></worksheet>"),
            &[],
        )
    };
    let (few, many) = (rows(5_000), rows(200_000));
    assert!(document("a.xlsx", &few).is_ok());
    assert!(many.len() < 100_000, "{}", many.len());
    assert!(matches!(
        refused("a.xlsx", &many),
        NotADocument::TooManyCells { .. }
    ));
}

#[test]
fn claims_are_not_believed() {
    let strings = r#"<sst count="99999999999999" uniqueCount="99999999999999"><si><t>項目</t></si></sst>"#;
    let sheet = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>7</v></c></row>
        <row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>終わり</t></is></c></row></sheetData>
        <mergeCells count="1"><mergeCell ref="B2:XFC1048575"/></mergeCells></worksheet>"#;
    let read = document(
        "a.xlsx",
        &workbook_of(sheet, &[("xl/sharedStrings.xml", strings)]),
    )
    .unwrap();
    let last = read.lines.last().unwrap();
    assert_eq!(last.text, "終わり");
    assert_eq!(last.at, Place::cell("一覧", 1_048_575, 16_383));
    assert!(read.blocks.len() < 5);
}

#[test]
fn places_that_no_sheet_has() {
    for name in ["A0", "ZZZZ99", "A4294967296", "XFE1", "A1048577", "!", ""] {
        let sheet = format!(
            r#"<worksheet><sheetData><row r="99999999999"><c r="{name}" t="inlineStr"><is><t>項目</t></is></c></row></sheetData></worksheet>"#
        );
        let _ = document("a.xlsx", &workbook_of(&sheet, &[]));
    }
}

#[test]
fn one_odd_cell_does_not_cost_the_others() {
    for (cell, shown) in [
        (r##"<c r="A1" t="e"><v>#SPILL!</v></c>"##, "#SPILL!"),
        (r##"<c r="A1" t="e"><v>#CALC!</v></c>"##, "#CALC!"),
        (r#"<c r="A1"><v>7</v><extLst><ext uri="x"/></extLst></c>"#, "7"),
        (r#"<c r="A1" t="new"><v>7</v></c>"#, "7"),
        (r#"<c r="A1" t="n"><v>-</v></c>"#, "-"),
        ("<c r=\"A1\" t=\"n\"><v> 12\n</v></c>", "12"),
        ("<c r=\"A1\"><v>1&#50;</v></c>", "12"),
        ("<c r=\"A1\"><v><![CDATA[12]]></v></c>", "12"),
        (r#"<c r="A1" t="s"><v>9</v></c>"#, ""),
    ] {
        for dimension in ["", r#"<dimension ref="B5:A1"/>"#, r#"<dimension ref="x"/>"#] {
            let sheet = format!(
                r#"<worksheet>{dimension}<sheetData><row r="1">{cell}<c r="B1" t="inlineStr"><is><t>項目</t></is></c></row></sheetData></worksheet>"#
            );
            let read = texts(&workbook_of(&sheet, &[]));
            let wanted = [shown, "項目"].into_iter().filter(|text| !text.is_empty());
            assert_eq!(read, [wanted.collect::<Vec<_>>().join("\t")], "{sheet}");
        }
    }
}

#[test]
fn overlapping_merges_and_disordered_rows() {
    let cells: String = (0..60).map(|r| format!("<row r=\"{}\"><c r=\"B{0}\"><v>{r}</v></c><c r=\"A{0}\" t=\"inlineStr\"><is><t>項{r}</t></is></c></row>", 60 - r)).collect();
    let merges = "<mergeCell ref=\"A1:B60\"/>".repeat(50_000);
    let sheet =
        format!("<worksheet><sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells></worksheet>");
    let read = document("a.xlsx", &workbook_of(&sheet, &[])).unwrap();
    assert_eq!(read.lines.len(), 60);
    assert_eq!(read.lines[0].text, "項59\t59");
}

#[test]
fn too_many_cells() {
    // Two thousand rows, each with its own column: far fewer cells than the rectangle around them.
    let rows: String = (0..2_000)
        .map(|r| {
            let column = gyokaku_core::document::cell_name(r, r);
            format!(
                "<row r=\"{}\"><c r=\"A{0}\"><v>1</v></c><c r=\"{column}\"><v>1</v></c></row>",
                r + 1
            )
        })
        .collect();
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    assert!(matches!(
        refused("a.xlsx", &workbook_of(&sheet, &[])),
        NotADocument::TooManyCells { .. }
    ));
}

#[test]
fn a_cell_of_a_million_characters() {
    let long = "長".repeat(1_000_000);
    let csv = format!("番号,項目\n1,{long}\n");
    let NotADocument::TooLong { at, .. } = refused("登録.csv", csv.as_bytes()) else {
        panic!()
    };
    assert_eq!(at.to_string(), "登録!B2");
    let NotADocument::TooLong { at, .. } = refused("a.txt", format!("題\n{long}").as_bytes()) else {
        panic!()
    };
    assert_eq!(at, Place::line(2));
    let sheet = format!(
        "<worksheet><sheetData><row><c r=\"C4\" t=\"inlineStr\"><is><t>{long}</t></is></c></row></sheetData></worksheet>"
    );
    let NotADocument::TooLong { at, .. } = refused("a.xlsx", &workbook_of(&sheet, &[])) else {
        panic!()
    };
    assert_eq!(at.to_string(), "一覧!C4");
}

#[test]
fn control_and_bidirectional_characters() {
    let csv = "番号,項目\u{202E}\n1,収\u{200B}納\u{7}率\n2,\u{2066}組織\u{2069}\n";
    let lines: Vec<String> = document("a.csv", csv.as_bytes())
        .unwrap()
        .lines
        .into_iter()
        .map(|l| l.text)
        .collect();
    assert_eq!(lines, ["番号\t項目", "1\t収納率", "2\t組織"]);
    let bytes = sheet_of(|sheet| {
        sheet.write_row(0, 0, ["番号", "項\u{202E}目"]).unwrap();
        sheet.write_row(1, 0, ["1", "a\u{1}b\u{200F}c"]).unwrap();
    });
    assert_eq!(texts(&bytes), ["番号\t項目", "1\tabc"]);
}

#[test]
fn formulas_are_never_run() {
    let bytes = sheet_of(|sheet| {
        sheet.write_row(0, 0, ["項目", "額"]).unwrap();
        sheet
            .write_string(1, 0, "=HYPERLINK(\"http://example.invalid\")")
            .unwrap();
        sheet
            .write_formula(
                1,
                1,
                rust_xlsxwriter::Formula::new("=WEBSERVICE(\"http://example.invalid\")").set_result("42"),
            )
            .unwrap();
    });
    assert_eq!(texts(&bytes)[1], "=HYPERLINK(\"http://example.invalid\")\t42");
}

#[test]
fn a_formula_without_a_stored_value_is_a_blank() {
    let sheet = r#"<worksheet><sheetData><row><c t="inlineStr"><is><t>計</t></is></c><c><v>5</v></c><c><f>A1+1</f></c></row>
        <row><c t="inlineStr"><is><t>次</t></is></c><c><v>6</v></c><c><f>B1</f><v>7</v></c></row></sheetData></worksheet>"#;
    assert_eq!(texts(&workbook_of(sheet, &[])), ["計\t5", "次\t6\t7"]);
}

#[test]
fn content_wins_over_the_extension() {
    let workbook = plain_workbook();
    for name in ["a.txt", "a.csv", "a.xls", "a", "../../a.xlsx", "C:\\b\\a.xlsx"] {
        let read = document(name, &workbook).unwrap();
        assert_eq!(read.lines[1].text, "1\t収納率\t税務課");
        assert!(!read.name.contains(['/', '\\']));
    }
    let read = document(
        "a.xlsx",
        "番号,項目,所管\n1,収納率,税務課\n2,組織,総務課\n".as_bytes(),
    )
    .unwrap();
    assert!(matches!(read.blocks.as_slice(), [Block::Table(_)]));
}

#[test]
fn without_tables() {
    let bytes = sheet_of(|sheet| {
        sheet.write_string(0, 0, "行財政改革の取組について").unwrap();
        sheet
            .write_string(2, 0, "本市の取組は次のとおりである。")
            .unwrap();
    });
    let read = document("a.xlsx", &bytes).unwrap();
    assert!(read.blocks.iter().all(|block| !matches!(block, Block::Table(_))));
    assert_eq!(read.lines.len(), 2);
}

#[test]
fn html_is_text() {
    assert!(document("a.html", "<p>取組</p><p>進捗, 効果, 額</p>".as_bytes()).is_ok());
}

#[test]
fn every_prefix_of_a_workbook_is_survived() {
    let whole = plain_workbook();
    for end in (0..whole.len()).step_by(7) {
        let _ = document("a.xlsx", &whole[..end]);
    }
    for at in (0..whole.len()).step_by(11) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        let _ = document("a.xlsx", &damaged);
    }
}

/// A workbook whose sheets name the parts `parts`, in order.
fn workbook_with_sheets(parts: &[String]) -> Vec<u8> {
    let sheets: String = (0..parts.len())
        .map(|i| format!(r#"<sheet name="表{i}" sheetId="{i}" r:id="r{i}"/>"#))
        .collect();
    let relations: String = parts
        .iter()
        .enumerate()
        .map(|(i, part)| {
            format!(r#"<Relationship Id="r{i}" Type="http://x/relationships/worksheet" Target="{part}"/>"#)
        })
        .collect();
    zipped(&[
        (
            "xl/workbook.xml",
            &format!(r#"<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>"#),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!("<Relationships>{relations}</Relationships>"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData></worksheet>"#,
        ),
    ])
}

#[test]
fn one_part_named_by_many_sheets_is_read_once() {
    let bytes = workbook_with_sheets(&vec!["worksheets/sheet1.xml".to_owned(); 900]);
    assert_eq!(texts(&bytes).len(), 1);
}

#[test]
fn too_many_sheets() {
    let parts: Vec<String> = (1..=1_001).map(|i| format!("worksheets/sheet{i}.xml")).collect();
    let error = refused("a.xlsx", &workbook_with_sheets(&parts));
    assert!(
        matches!(error, NotADocument::TooManySheets { limit: 1_000 }),
        "{error}"
    );
}

#[test]
fn relations_that_lead_in_circles_or_outside_are_not_followed() {
    for part in [
        "workbook.xml",
        "../../../../etc/passwd",
        "http://127.0.0.1:9/sheet.xml",
        "_rels/workbook.xml.rels",
    ] {
        let error = refused("a.xlsx", &workbook_with_sheets(&[part.to_owned()]));
        assert!(matches!(error, NotADocument::Blank), "{part}: {error}");
    }
}
