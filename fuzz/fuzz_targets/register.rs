//! Any bytes as a register that came back, and any text as a part of one: compared, marked and cleaned, or refused.
#![no_main]

use std::io::{Cursor, Write};

use gyokaku_core::editing::ItemField;
use gyokaku_core::plan::{Item, Plan, Section};
use gyokaku_exchange::register::back;
use gyokaku_exchange::workbook::mark;
use libfuzzer_sys::fuzz_target;
use zip::write::{SimpleFileOptions, ZipWriter};

const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><sheets><sheet name="取組項目" r:id="r1"/><sheet name="控え" state="hidden" r:id="r2"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s1.xml"/><Relationship Id="r2" Type="x/worksheet" Target="/xl/s2.xml"/></Relationships>"#;
/// A sheet of the register below, since nothing would guess its check characters.
const KEYED: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>gyokaku.register/1 RGRAETX c</v></c><c r="B1" t="str"><v>number</v></c><c r="C1" t="str"><v>section</v></c><c r="D1" t="str"><v>title</v></c><c r="E1" t="str"><v>schedule</v></c></row><row r="2"><c r="A2" t="str"><v>a_AFQDDKW</v></c>@</row><row r="3"><c r="A3" t="str"><v>b_4MVTKUH</v></c><c r="D3" t="str"><v>b</v></c></row></sheetData></worksheet>"#;
const HELD: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>gyokaku.register.held/1 RGRAETX c</v></c><c r="B1" t="str"><v>title</v></c></row><row r="2"><c r="A2" t="str"><v>a_AFQDDKW</v></c>@</row></sheetData></worksheet>"#;

fuzz_target!(|bytes: &[u8]| {
    let plan = plan();
    let _ = back(bytes, "c", &plan);
    // The parts, parted by a byte that no UTF-8 has: a row, a row of what was held, formats.
    let mut parts = bytes.split(|b| *b == 0xff).map(String::from_utf8_lossy);
    let mut next = || parts.next().unwrap_or_default().into_owned();
    let (sheet, held, styles) = (KEYED.replace('@', &next()), HELD.replace('@', &next()), next());
    let styles = if styles.is_empty() { "<styleSheet/>".to_owned() } else { styles };
    let Some(file) = zipped(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/s1.xml", &sheet),
        ("xl/s2.xml", &held),
        ("xl/styles.xml", &styles),
    ]) else {
        return;
    };
    let Ok(found) = back(&file, "c", &plan) else { return };
    let judged = found.changes.len() + found.same + found.overtaken.len();
    assert!(judged <= plan.items.len() * ItemField::ALL.len(), "a value is judged once");
    if let Ok(marked) = mark::marked(&file, &found.faults)
        && let Ok(again) = back(&marked, "c", &plan)
    {
        assert_eq!(again.changes, found.changes, "marks are nothing to the reader");
        assert_eq!(again.new, found.new);
    }
});

fn plan() -> Plan {
    let item = |id: &str| Item { id: id.to_owned(), title: id.to_owned(), ..Item::default() };
    Plan {
        sections: vec![Section { id: "s".to_owned(), title: "s".to_owned(), ..Section::default() }],
        items: ["a", "b"].map(item).into(),
        ..Plan::default()
    }
}

fn zipped(parts: &[(&str, &str)]) -> Option<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(*name, stored).ok()?;
        zip.write_all(content.as_bytes()).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}
