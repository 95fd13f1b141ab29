//! Any bytes as a form that came back, and any text as a part of one: compared, marked and cleaned, or refused.
#![no_main]

use std::io::{Cursor, Write};

use gyokaku_exchange::survey::{self, Choice, Column, ColumnKind, Form, Kind, Row, back, mark};
use libfuzzer_sys::fuzz_target;
use zip::write::{SimpleFileOptions, ZipWriter};

const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><sheets><sheet name="回答" r:id="r1"/><sheet name="控え" r:id="r2"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s1.xml"/><Relationship Id="r2" Type="x/worksheet" Target="/xl/s2.xml"/></Relationships>"#;
const NOTES: &str = r#"<Relationships><Relationship Id="r1" Type="x/comments" Target="c1.xml"/><Relationship Id="r2" Type="x/vmlDrawing" Target="v1.vml"/></Relationships>"#;
/// A sheet of the form below, since nothing would guess its check characters.
const KEYED: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>gyokaku.survey/1 RGRAETX c</v></c><c r="B1" t="str"><v>t</v></c><c r="C1" t="str"><v>g</v></c><c r="D1" t="str"><v>y</v></c><c r="E1" t="str"><v>d</v></c></row><row r="2"><c r="A2" t="str"><v>a_AFQDDKW</v></c>@</row><row r="3"><c r="A3" t="str"><v>b_4MVTKUH</v></c><c r="B3" t="str"><v>b</v></c></row></sheetData></worksheet>"#;

fuzz_target!(|bytes: &[u8]| {
    let form = form();
    let _ = back(bytes, &form);
    let _ = survey::csv::marked(bytes, &[]);
    // The parts, parted by a byte that no UTF-8 has: sheet, second sheet, formats, notes, their drawing.
    let mut parts = bytes.split(|b| *b == 0xff).map(<[u8]>::to_vec);
    let mut next = |usual: &str| parts.next().filter(|p| !p.is_empty()).unwrap_or_else(|| usual.as_bytes().to_vec());
    // The first part stands in a row of the form.
    let sheet = String::from_utf8_lossy(&next("")).into_owned();
    let sheet = KEYED.replace('@', &sheet).into_bytes();
    let (second, styles) = (next("<worksheet/>"), next("<styleSheet/>"));
    let (notes, drawing) = (next("<comments/>"), next("<xml></xml>"));
    let Some(file) = zipped(&[
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/_rels/s1.xml.rels", NOTES.as_bytes()),
        ("xl/s1.xml", &sheet),
        ("xl/s2.xml", &second),
        ("xl/styles.xml", &styles),
        ("xl/c1.xml", &notes),
        ("xl/v1.vml", &drawing),
    ]) else {
        return;
    };
    let _ = mark::unmarked(&file);
    let Ok(found) = back(&file, &form) else { return };
    assert!(found.changes.len() + found.same <= form.rows.len() * 3, "a value is judged once");
    if let Ok(marked) = mark::marked(&file, &found.faults) {
        assert_eq!(back(&marked, &form).ok(), Some(found), "marks are nothing to the reader");
    }
});

fn form() -> Form {
    let column = |key: &str, kind: ColumnKind| Column {
        key: key.to_owned(),
        label: key.to_owned(),
        hint: String::new(),
        kind,
        width: 10,
    };
    let choice = |label: &str| Choice { label: label.to_owned(), meaning: String::new() };
    Form {
        code: "c".to_owned(),
        columns: vec![
            column("t", ColumnKind::Fixed(Kind::Text)),
            column("g", ColumnKind::Asked(Kind::Choice(vec![choice("○"), choice("△")]))),
            column("y", ColumnKind::Asked(Kind::Yen)),
            column("d", ColumnKind::Asked(Kind::Decimal { places: 1 })),
        ],
        rows: ["a", "b"].map(|id| Row { id: id.to_owned(), cells: vec![id.to_owned()], ..Row::default() }).into(),
        ..Form::default()
    }
}

fn zipped(parts: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(*name, stored).ok()?;
        zip.write_all(content).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}
