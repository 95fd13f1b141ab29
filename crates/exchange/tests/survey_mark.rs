//! A wrong workbook returned as itself: marked, explained, and clean again.

mod survey_support;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use gyokaku_core::document::Place;
use gyokaku_exchange::survey::{Fault, FaultKind, back, mark, write};
use proptest::prelude::*;
use rust_xlsxwriter::{Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, Note, Workbook};
use survey_support::*;

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn fault(sheet: &str, row: u32, column: u32, why: &str) -> Fault {
    Fault {
        kind: FaultKind::Value,
        at: Place::cell(sheet.to_owned(), row, column),
        also: Vec::new(),
        row: None,
        column: None,
        found: String::new(),
        why: why.to_owned(),
        next: "直してください。".to_owned(),
    }
}

/// A workbook with a note, a colour and a conditional format that are the person's own, and a second sheet.
fn own_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let green = Format::new().set_background_color(Color::RGB(0x00_FF_00));
    let sheet = workbook.add_worksheet();
    sheet.set_name("回答").unwrap();
    sheet.write_string_with_format(0, 0, "緑", &green).unwrap();
    sheet.write_string(1, 1, "○").unwrap();
    sheet
        .insert_note(0, 0, &Note::new("課長に確認済み <&>").set_author("担当"))
        .unwrap();
    let rule = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::GreaterThan(5))
        .set_format(Format::new().set_bold());
    sheet.add_conditional_format(0, 2, 9, 2, &rule).unwrap();
    let other = workbook.add_worksheet();
    other.set_name("資料").unwrap();
    other.write_string(0, 0, "そのまま").unwrap();
    workbook.save_to_buffer().unwrap()
}

/// Parts but for the colours that a workbook may keep without using them.
fn without_colours(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut found = parts(bytes);
    for kept in ["xl/styles.xml", "[Content_Types].xml"] {
        found.remove(kept);
    }
    found
}

#[test]
fn a_wrong_workbook_is_marked_and_its_marks_go_when_it_is_right() {
    let form = form(3);
    let mut parts_of = parts(&write::workbook(&form).unwrap());
    let strings = parts_of.get_mut("xl/sharedStrings.xml").unwrap();
    *strings = strings.replace("窓口を1か所見直した。", &"あ".repeat(4_001));
    let wrong = zipped(&parts_of);
    let found = back(&wrong, &form).unwrap();
    assert_eq!(found.faults.len(), 1);

    let marked = mark::marked(&wrong, &found.faults).unwrap();
    let of_marked = parts(&marked);
    let sheet = &of_marked[SHEET];
    assert!(sheet.contains(
        "<conditionalFormatting sqref=\"G6\"><cfRule type=\"expression\" dxfId=\"0\" priority=\"1\"><formula>N(\"検算\")=0</formula></cfRule></conditionalFormatting>"
    ));
    assert!(of_marked["xl/styles.xml"].contains("<dxfs count=\"1\"><dxf>"));
    let note = &of_marked["xl/comments1.xml"];
    assert!(
        note.contains("<author>検算</author>") && note.contains("ref=\"G6\""),
        "{note}"
    );
    assert!(note.contains("4,000字以内に短くしてください。"));
    assert!(of_marked["xl/drawings/vmlDrawing1.vml"].contains("<x:Row>5</x:Row><x:Column>6</x:Column>"));
    // What else is in the sheet is in it still.
    for kept in [
        "<sheetProtection ",
        "<dataValidations count=\"4\">",
        "<autoFilter ",
        "state=\"frozen\"",
    ] {
        assert!(sheet.contains(kept), "{kept}");
    }
    let before = &parts_of[SHEET];
    let cells =
        |xml: &str| xml[xml.find("<sheetData>").unwrap()..xml.find("</sheetData>").unwrap()].to_owned();
    assert_eq!(cells(sheet), cells(before), "no cell is touched");
    assert_eq!(
        of_marked["xl/worksheets/sheet2.xml"],
        parts_of["xl/worksheets/sheet2.xml"]
    );

    // Marks are nothing to the reader, and go with the next return.
    assert_eq!(back(&marked, &form).unwrap(), found);
    assert_eq!(
        without_colours(&mark::unmarked(&marked).unwrap()),
        without_colours(&wrong)
    );
    assert_eq!(
        without_colours(&mark::marked(&marked, &[]).unwrap()),
        without_colours(&wrong)
    );
}

#[test]
fn marks_do_not_stack() {
    let own = own_workbook();
    let first = mark::marked(
        &own,
        &[fault("回答", 0, 0, "一度目。"), fault("回答", 1, 1, "一度目。")],
    )
    .unwrap();
    let faults = [fault("回答", 1, 1, "二度目。")];
    let again = mark::marked(&first, &faults).unwrap();
    let once = mark::marked(&own, &faults).unwrap();
    assert_eq!(parts(&again)[SHEET], parts(&once)[SHEET]);
    let notes = &parts(&again)["xl/comments1.xml"];
    assert_eq!(notes.matches("<comment ").count(), 2);
    assert!(notes.contains("二度目") && !notes.contains("一度目"));
    assert_eq!(
        parts(&again)["xl/styles.xml"].matches("FFFFC7CE").count(),
        2,
        "one colour, front and back"
    );
}

#[test]
fn the_persons_own_notes_and_colours_stay() {
    let own = own_workbook();
    let faults = [
        fault("回答", 0, 0, "値が違います。"),
        fault("回答", 0, 0, "桁も違います。"),
        fault("回答", 4, 7, "空欄です。"),
    ];
    let marked = mark::marked(&own, &faults).unwrap();
    let notes = &parts(&marked)["xl/comments1.xml"];
    assert!(notes.contains("課長に確認済み &lt;&amp;&gt;"), "{notes}");
    assert!(
        notes.contains("【検算】\n値が違います。直してください。\n桁も違います。"),
        "{notes}"
    );
    assert_eq!(notes.matches("<comment ").count(), 2);
    let boxes = &parts(&marked)["xl/drawings/vmlDrawing1.vml"];
    assert_eq!(
        boxes.matches("<v:shape ").count(),
        2,
        "the cell with a note has its box already"
    );
    assert!(
        parts(&marked)[SHEET].contains("priority=\"2\""),
        "behind the rule that was there"
    );
    assert_eq!(
        parts(&marked)["xl/worksheets/sheet2.xml"],
        parts(&own)["xl/worksheets/sheet2.xml"]
    );

    let clean = mark::unmarked(&marked).unwrap();
    assert_eq!(parts(&clean)[SHEET], parts(&own)[SHEET]);
    let notes = &parts(&clean)["xl/comments1.xml"];
    assert!(
        notes.contains("課長に確認済み") && !notes.contains("検算"),
        "{notes}"
    );
    assert_eq!(
        parts(&clean)["xl/drawings/vmlDrawing1.vml"],
        parts(&own)["xl/drawings/vmlDrawing1.vml"]
    );
}

#[test]
fn what_another_program_wrote_anew_is_recognised() {
    let own = own_workbook();
    let marked = mark::marked(&own, &[fault("回答", 0, 0, "値が違います。")]).unwrap();
    let mut anew = parts(&marked);
    let sheet = anew.get_mut(SHEET).unwrap();
    *sheet = sheet.replace("N(\"検算\")=0", " N( &quot;&#26908;算&quot; )=0");
    let notes = anew.get_mut("xl/comments1.xml").unwrap();
    // The runs put together, and the author forgotten.
    *notes = notes
        .replace("<author>検算</author>", "<author></author>")
        .replace("</t></r><r><t xml:space=\"preserve\">", "");
    let clean = parts(&mark::unmarked(&zipped(&anew)).unwrap());
    assert_eq!(clean[SHEET], parts(&own)[SHEET]);
    assert!(!clean["xl/comments1.xml"].contains("検算】"));
    assert!(clean["xl/comments1.xml"].contains("課長に確認済み &lt;&amp;&gt;"));
}

#[test]
fn drawings_with_names_of_their_own_stay_sound() {
    let own = own_workbook();
    let mut odd = parts(&own);
    let drawing = odd.get_mut("xl/drawings/vmlDrawing1.vml").unwrap();
    for (usual, other) in [("v:", "ns1:"), ("o:", "ns0:"), ("x:", "ns2:")] {
        for before in ["<", "</", " "] {
            *drawing = drawing.replace(&format!("{before}{usual}"), &format!("{before}{other}"));
        }
        let name = usual.trim_end_matches(':');
        *drawing = drawing.replace(
            &format!("xmlns:{name}="),
            &format!("xmlns:{other}=").replace(":=", "="),
        );
    }
    let odd = zipped(&odd);
    let marked = mark::marked(&odd, &[fault("回答", 5, 5, "値が違います。")]).unwrap();
    let drawing = &parts(&marked)["xl/drawings/vmlDrawing1.vml"];
    assert_eq!(drawing.matches("<ns1:shape ").count(), 2, "{drawing}");
    assert!(drawing.contains("<ns2:Row>5</ns2:Row>") && !drawing.contains("<v:"));
    let clean = mark::unmarked(&marked).unwrap();
    assert_eq!(
        parts(&clean)["xl/drawings/vmlDrawing1.vml"],
        parts(&odd)["xl/drawings/vmlDrawing1.vml"]
    );
}

#[test]
fn sheets_are_found_by_name_and_all_are_cleaned() {
    let own = own_workbook();
    let marked = mark::marked(
        &own,
        &[
            fault("資料", 0, 0, "値が違います。"),
            fault("ない", 0, 0, "どこにも。"),
        ],
    )
    .unwrap();
    let found = parts(&marked);
    assert_eq!(found[SHEET], parts(&own)[SHEET]);
    assert!(found["xl/worksheets/sheet2.xml"].contains("legacyDrawing"));
    assert!(found["xl/comments2.xml"].contains("値が違います"));
    assert_eq!(
        without_colours(&mark::unmarked(&marked).unwrap()),
        without_colours(&own)
    );
}

#[test]
fn a_marked_workbook_opens() {
    let marked = mark::marked(&own_workbook(), &[fault("回答", 1, 1, "a < b & \"c\"。")]).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(marked)).unwrap();
    let cells = book.worksheet_range("回答").unwrap();
    assert_eq!(cells.get_value((1, 1)).unwrap().to_string(), "○");
}

#[test]
fn what_is_no_workbook_is_refused() {
    assert!(mark::marked(b"", &[]).is_err());
    assert!(mark::unmarked("番号,項目\n".as_bytes()).is_err());
    let own = own_workbook();
    assert!(mark::unmarked(&own[..own.len() / 2]).is_err());
    let mut broken = parts(&own);
    broken.insert(SHEET.to_owned(), "<worksheet><sheetData>検算".to_owned());
    assert!(mark::unmarked(&zipped(&broken)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn on_and_off_leaves_the_sheet_as_it_was(cells in proptest::collection::vec((0u32..40, 0u32..30, "\\PC{0,30}"), 0..12)) {
        let own = own_workbook();
        let faults: Vec<Fault> = cells.iter().map(|(row, column, why)| fault("回答", *row, *column, why)).collect();
        let marked = mark::marked(&own, &faults).unwrap();
        prop_assert_eq!(&mark::marked(&marked, &faults).unwrap(), &marked);
        let clean = parts(&mark::unmarked(&marked).unwrap());
        prop_assert_eq!(&clean[SHEET], &parts(&own)[SHEET]);
    }

    #[test]
    fn no_part_is_too_odd(xml in "(<[a-z:/]{0,12}>|検算|\"|&#x?[0-9]{1,4};|<cfRule>|<conditionalFormatting>|</conditionalFormatting>){0,12}", which in 0usize..4) {
        let marked = mark::marked(&own_workbook(), &[fault("回答", 0, 0, "違います。")]).unwrap();
        let mut odd = parts(&marked);
        let name = [SHEET, "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/styles.xml"][which];
        odd.insert(name.to_owned(), format!("<worksheet>{xml}</worksheet>"));
        let odd = zipped(&odd);
        let _ = mark::unmarked(&odd);
        let _ = mark::marked(&odd, &[fault("回答", 3, 3, "違います。")]);
    }
}
