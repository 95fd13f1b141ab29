//! A department's workbook out and back: what survives, what changes, what is refused.

mod survey_support;

use gyokaku_core::document::Place;
use gyokaku_exchange::read::NotADocument;
use gyokaku_exchange::survey::{Back, Fault, FaultKind, Form, NotTheForm, back, read, write};
use proptest::prelude::*;
use survey_support::*;

fn read_back(form: &Form, sheets: &[Sheet]) -> Back {
    read::workbook(&book(sheets), form).unwrap()
}

/// The values that the file gives, as `row column: old → new`.
fn changes(back: &Back) -> Vec<String> {
    back.changes
        .iter()
        .map(|c| format!("{} {}: {} → {}", c.row, c.column, c.old, c.new))
        .collect()
}

fn only_fault(back: &Back) -> &Fault {
    let [fault] = back.faults.as_slice() else {
        panic!("{:#?}", back.faults)
    };
    assert!(
        fault.why.ends_with('。') && fault.next.ends_with('。'),
        "{fault:?}"
    );
    fault
}

fn cell(sheet: &str, row: u32, column: u16) -> Place {
    Place::cell(sheet.to_owned(), row, u32::from(column))
}

#[test]
fn what_was_not_touched_is_no_change() {
    let form = form(54);
    let bytes = write::workbook(&form).unwrap();
    assert_eq!(
        bytes,
        write::workbook(&form).unwrap(),
        "the same form, the same bytes"
    );
    let back = back(&bytes, &form).unwrap();
    let expected = Back {
        same: 54 * 4,
        ..Back::default()
    };
    assert_eq!(back, expected);
}

#[test]
fn forms_without_groups_without_rows_without_columns() {
    let mut plain = form(3);
    for row in &mut plain.rows {
        row.group = None;
    }
    let found = back(&write::workbook(&plain).unwrap(), &plain).unwrap();
    assert_eq!((found.same, found.faults.len()), (12, 0));
    plain.rows.clear();
    assert_eq!(
        back(&write::workbook(&plain).unwrap(), &plain).unwrap(),
        Back::default()
    );
    plain.columns.clear();
    plain.notes.clear();
    assert_eq!(
        back(&write::workbook(&plain).unwrap(), &plain).unwrap(),
        Back::default()
    );
}

#[test]
fn changes_are_named_with_old_and_new() {
    let form = form(3);
    let mut sheet = sheet(&form);
    sheet.text(FIRST_ROW, GRADE, "◎");
    sheet.cells.remove(&(FIRST_ROW + 1, DONE));
    sheet.set(FIRST_ROW + 2, AMOUNT, Value::Number(0.0));
    let back = read_back(&form, &[sheet]);
    assert_eq!(
        changes(&back),
        [
            "item-0 grade: ○ → ◎",
            "item-1 done: 窓口を1か所見直した。 → ",
            "item-2 amount: 1968000 → 0"
        ]
    );
    assert_eq!(back.changes[0].at, cell("回答", FIRST_ROW, GRADE));
    assert_eq!((back.same, back.faults.len()), (9, 0));
}

#[test]
fn rows_sorted_columns_moved_sheets_renamed() {
    let form = form(4);
    let mut sheet = sheet(&form);
    sheet.text(FIRST_ROW + 3, GRADE, "△");
    let last = FIRST_ROW + 3;
    // Rows upside down, one column inserted in front of the grade, the identities moved to the right.
    let mut sorted = sheet.moved(|row, column| {
        let row = if row < FIRST_ROW {
            row
        } else {
            last + FIRST_ROW - row
        };
        let column = match column {
            0 => 20,
            GRADE.. => column + 1,
            _ => column,
        };
        Some((row + 5, column))
    });
    sorted.name = "財政課 提出用".to_owned();
    sorted.text(7, GRADE, "課内メモ");
    sorted.text(10, GRADE, "確認済み");
    let back = read_back(&form, &[sorted]);
    assert_eq!(changes(&back), ["item-3 grade: ○ → △"]);
    assert_eq!((back.same, &back.faults), (15, &Vec::new()));
}

#[test]
fn what_was_deleted_stays_as_it_is() {
    let form = form(3);
    let cut = sheet(&form).moved(|row, column| (row != FIRST_ROW && column != DONE).then_some((row, column)));
    let back = read_back(&form, &[cut]);
    assert_eq!(back.missing, ["item-0"]);
    assert_eq!(back.missing_columns, ["done"]);
    assert_eq!((back.same, back.changes.len(), back.faults.len()), (6, 0, 0));
}

#[test]
fn a_copied_sheet_may_agree_but_not_contradict() {
    let form = form(2);
    let mut original = sheet(&form);
    original.text(FIRST_ROW, GRADE, "△");
    let mut copy = original.clone();
    copy.name = "回答 (2)".to_owned();
    let back = read_back(&form, &[original.clone(), copy.clone()]);
    assert_eq!(changes(&back), ["item-0 grade: ○ → △"]);
    assert_eq!(back.twice.len(), 2);
    assert_eq!(back.twice[0].at.len(), 2);
    assert!(back.faults.is_empty());

    copy.text(FIRST_ROW, GRADE, "◎");
    copy.text(FIRST_ROW + 1, DONE, "別の内容");
    let back = read_back(&form, &[original, copy]);
    assert!(back.changes.is_empty());
    let places: Vec<_> = back.faults.iter().map(|f| (f.kind, f.also.len())).collect();
    assert_eq!(
        places,
        [(FaultKind::Contradiction, 1), (FaultKind::Contradiction, 1)]
    );
    assert!(
        back.faults[0].why.contains("回答!F5は「△」、回答 (2)!F5は「◎」"),
        "{}",
        back.faults[0].why
    );
}

#[test]
fn the_right_half_is_taken_though_the_other_is_wrong() {
    let form = form(4);
    let mut sheet = sheet(&form);
    sheet.text(FIRST_ROW, GRADE, "計画に遅れあり");
    sheet.text(FIRST_ROW, AMOUNT, "1,234千円");
    sheet.set(FIRST_ROW + 1, AMOUNT, Value::Date);
    sheet.set(FIRST_ROW + 1, RATE, Value::Shown(0.934, "0.0%"));
    sheet.set(FIRST_ROW + 2, AMOUNT, Value::Formula("=A1/0", "#DIV/0!"));
    sheet.set(FIRST_ROW + 2, DONE, Value::Text("あ".repeat(4_001)));
    sheet.set(FIRST_ROW + 3, AMOUNT, Value::Number(1234.5));
    sheet.text(FIRST_ROW + 3, GRADE, "◯ ");
    sheet.set(FIRST_ROW + 3, RATE, Value::Number(95.25));
    let back = read_back(&form, &[sheet]);
    assert_eq!(changes(&back), ["item-0 amount: -500000 → 1234000"]);
    assert_eq!(back.changes[0].typed.as_deref(), Some("1,234千円"));
    let columns: Vec<_> = back
        .faults
        .iter()
        .map(|f| {
            (
                f.row.as_deref().unwrap_or(""),
                f.column.as_deref().unwrap_or(""),
                f.kind,
            )
        })
        .collect();
    let value = FaultKind::Value;
    assert_eq!(
        columns,
        [
            ("item-0", "grade", value),
            ("item-1", "amount", value),
            ("item-1", "rate", value),
            ("item-2", "done", value),
            ("item-2", "amount", value),
            ("item-3", "amount", value),
            ("item-3", "rate", value),
        ]
    );
    assert!(
        back.faults[0].next.contains("「△」でしょうか"),
        "{}",
        back.faults[0].next
    );
    assert_eq!(back.same, 16 - 7 - 1);
}

#[test]
fn the_amount_that_is_stored_counts_not_the_one_that_is_shown() {
    let form = form(1);
    let mut sheet = sheet(&form);
    sheet.set(FIRST_ROW, AMOUNT, Value::Shown(7_654_321.0, "#,##0,\"千円\""));
    assert_eq!(
        changes(&read_back(&form, &[sheet])),
        ["item-0 amount: -500000 → 7654321"]
    );
}

#[test]
fn a_formula_that_was_never_calculated_is_no_blank() {
    let form = form(1);
    let mut parts = parts(&write::workbook(&form).unwrap());
    let xml = parts.get_mut("xl/worksheets/sheet1.xml").unwrap();
    assert!(xml.contains("<v>-500000</v>"));
    *xml = xml.replace("<v>-500000</v>", "<f>1+1</f>");
    let back = read::workbook(&zipped(&parts), &form).unwrap();
    assert!(only_fault(&back).why.contains("計算結果"));
}

#[test]
fn a_locked_cell_that_was_changed_is_told_and_left() {
    let form = form(2);
    let mut sheet = sheet(&form);
    sheet.text(FIRST_ROW, TITLE, "取組その1（改称）");
    sheet.text(FIRST_ROW, GRADE, "△");
    let back = read_back(&form, &[sheet]);
    assert_eq!(changes(&back), ["item-0 grade: ○ → △"]);
    let fault = only_fault(&back);
    assert_eq!(
        (fault.kind, &fault.at),
        (FaultKind::Fixed, &cell("回答", FIRST_ROW, TITLE))
    );
    assert!(fault.why.contains("「取組その1」") && fault.why.contains("「取組その1（改称）」"));
}

#[test]
fn an_answer_that_is_handed_in_takes_no_change() {
    let mut form = form(2);
    form.rows[0].locked = true;
    let mut sheet = sheet(&form);
    sheet.text(FIRST_ROW, GRADE, "△");
    let back = read_back(&form, &[sheet]);
    assert_eq!(only_fault(&back).kind, FaultKind::HandedIn);
    assert_eq!((back.changes.len(), back.same), (0, 7));
}

#[test]
fn a_row_that_carries_the_name_of_another_is_nobodys() {
    let form = form(3);
    let mut sheet = sheet(&form);
    // Sorted without the hidden column: all that is in sight of the first two rows changed places.
    for column in 1..=RATE {
        let first = sheet.cells[&(FIRST_ROW, column)].clone();
        let second = sheet.cells[&(FIRST_ROW + 1, column)].clone();
        sheet.set(FIRST_ROW, column, second);
        sheet.set(FIRST_ROW + 1, column, first);
    }
    sheet.text(FIRST_ROW, GRADE, "△");
    sheet.text(FIRST_ROW + 2, GRADE, "◎");
    let back = read_back(&form, &[sheet]);
    assert_eq!(changes(&back), ["item-2 grade: ○ → ◎"]);
    let kinds: Vec<_> = back.faults.iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FaultKind::Identity; 2]);
    assert!(back.missing.is_empty());
}

#[test]
fn identities_that_were_edited_and_rows_that_were_added() {
    let form = form(3);
    let mut sheet = sheet(&form);
    let Value::Text(own) = sheet.cells[&(FIRST_ROW, 0)].clone() else {
        panic!()
    };
    sheet.text(FIRST_ROW, 0, &own.replace("item-0", "item-9"));
    sheet.text(FIRST_ROW + 3, GRADE, "◎");
    sheet.text(FIRST_ROW + 4, TITLE, "合計");
    let back = read_back(&form, &[sheet]);
    assert_eq!(back.missing, ["item-0"]);
    assert_eq!(back.unknown.len(), 2);
    let found: Vec<_> = back.faults.iter().map(|f| (f.kind, f.found.as_str())).collect();
    assert_eq!(found[1], (FaultKind::Identity, "◎"));
    assert!(found[0].1.contains("窓口を0か所"), "{found:?}");
    assert!(back.changes.is_empty());
}

#[test]
fn an_item_that_left_the_survey_is_told() {
    let before = form(3);
    let sheet = sheet(&before);
    let now = form(2);
    let back = read_back(&now, &[sheet]);
    assert_eq!(back.unknown[0].row.as_deref(), Some("item-2"));
    assert_eq!(only_fault(&back).row.as_deref(), Some("item-2"));
    assert_eq!(back.same, 8);
}

#[test]
fn another_form_and_no_form() {
    let ours = form(2);
    let theirs = Form {
        code: "049999/keikaku/2023/zaisei".to_owned(),
        ..ours.clone()
    };
    let error = back(&write::workbook(&theirs).unwrap(), &ours).unwrap_err();
    assert!(matches!(&error, NotTheForm::Another { code: Some(code) } if *code == theirs.code));
    assert!(error.to_string().contains("何も保存していません"));

    let plain = Sheet {
        name: "集計".to_owned(),
        cells: [((0, 0), Value::Text("番号".to_owned()))].into(),
    };
    let error = back(&book(&[plain]), &ours).unwrap_err();
    assert!(matches!(error, NotTheForm::NoForm));

    // Both in one workbook: ours counts, the rows of the other one do not.
    let mut other = sheet(&theirs);
    other.name = "昨年度".to_owned();
    let found = read_back(&ours, &[other, sheet(&ours)]);
    assert_eq!((found.same, found.changes.len(), found.faults.len()), (8, 0, 0));
}

#[test]
fn files_that_are_no_workbook() {
    let ours = form(1);
    let why = |bytes: &[u8]| match read::workbook(bytes, &ours).unwrap_err() {
        NotTheForm::NotADocument(why) => why,
        other => panic!("{other}"),
    };
    assert!(matches!(why(b""), NotADocument::Empty));
    let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let stream = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let protected = [old.clone(), stream("EncryptedPackage")].concat();
    old.extend(stream("Workbook"));
    assert!(matches!(why(&old), NotADocument::LegacyWorkbook));
    assert!(matches!(why(&protected), NotADocument::PasswordProtected));
    let whole = write::workbook(&ours).unwrap();
    assert!(matches!(why(&whole[..whole.len() / 2]), NotADocument::Truncated));
    assert!(matches!(
        read::workbook("番号,項目\n1,窓口\n".as_bytes(), &ours),
        Err(NotTheForm::NoForm)
    ));
}

#[test]
fn a_cell_that_cannot_be_empties_no_memory() {
    let ours = form(1);
    let mut parts = parts(&write::workbook(&ours).unwrap());
    let xml = parts.get_mut("xl/worksheets/sheet1.xml").unwrap();
    *xml = xml.replace(
        "</sheetData>",
        "<row r=\"9999999\"><c r=\"A9999999\" t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData>",
    );
    assert!(matches!(
        read::workbook(&zipped(&parts), &ours),
        Err(NotTheForm::NotADocument(NotADocument::BrokenWorkbook { .. }))
    ));
}

#[test]
fn a_foreign_million_of_rows_is_told_in_few_words() {
    let ours = form(1);
    let mut sheet = sheet(&ours);
    for row in 0..20_000 {
        sheet.text(FIRST_ROW + 1 + row, GRADE, "○");
    }
    let back = read_back(&ours, &[sheet]);
    assert_eq!(back.same, 4);
    assert_eq!(
        (back.faults.len(), back.unknown.len(), back.unknown_left_off),
        (500, 500, 19_500)
    );
}

#[test]
fn nothing_of_a_text_is_run() {
    let mut ours = form(1);
    for (column, text) in [(0, "=1+1"), (1, "@SUM(A1)"), (4, "=cmd|' /C calc'!A0")] {
        ours.rows[0].cells[column] = text.to_owned();
    }
    let bytes = write::workbook(&ours).unwrap();
    assert!(!parts(&bytes)["xl/worksheets/sheet1.xml"].contains("<f>"));
    let back = back(&bytes, &ours).unwrap();
    assert_eq!((back.same, back.faults.len()), (4, 0));
}

#[test]
fn what_a_rule_cannot_hold_is_cut_or_pointed_to() {
    let mut ours = form(2);
    let gyokaku_exchange::survey::ColumnKind::Asked(gyokaku_exchange::survey::Kind::Choice(choices)) =
        &mut ours.columns[3].kind
    else {
        panic!()
    };
    for n in 0..40 {
        choices.push(gyokaku_exchange::survey::Choice {
            label: format!("その他の区分{n}"),
            meaning: "説明".repeat(200),
        });
    }
    ours.columns[3].hint = "一つ選びます。".repeat(60);
    ours.rows[0].cells[1] = "長".repeat(40_000);
    let bytes = write::workbook(&ours).unwrap();
    assert!(parts(&bytes)["xl/worksheets/sheet1.xml"].contains("'記入のしかた'!$B$"));
    let back = back(&bytes, &ours).unwrap();
    assert_eq!((back.same, back.faults.len()), (8, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_comes_back_as_it_was(text in "\\PC{0,40}", other in any::<String>(), amount in -999_999_999_999_999i64..=999_999_999_999_999) {
        let mut ours = form(1);
        ours.rows[0].cells[1] = other.clone();
        ours.rows[0].cells[4] = text;
        ours.rows[0].cells[5] = amount.to_string();
        let back = back(&write::workbook(&ours).unwrap(), &ours).unwrap();
        prop_assert_eq!((back.same, back.changes, back.faults), (4, vec![], vec![]));
    }

    #[test]
    fn order_changes_nothing(
        rows in Just((0u32..6).collect::<Vec<_>>()).prop_shuffle(),
        columns in Just((0u16..9).collect::<Vec<_>>()).prop_shuffle(),
        grade in 0u32..6,
    ) {
        let ours = form(6);
        let mut sheet = sheet(&ours);
        sheet.text(FIRST_ROW + grade, GRADE, "△");
        let straight = read_back(&ours, &[sheet.clone()]);
        let shuffled = sheet.moved(|row, column| {
            let row = row.checked_sub(FIRST_ROW).map_or(row, |n| FIRST_ROW + rows[n as usize]);
            Some((row, columns[usize::from(column)]))
        });
        let shuffled = read_back(&ours, &[shuffled]);
        prop_assert_eq!(changes(&straight), changes(&shuffled));
        prop_assert_eq!((straight.same, straight.faults.len()), (shuffled.same, shuffled.faults.len()));
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0usize..4000, byte in any::<u8>()) {
        let ours = form(1);
        let _ = back(&bytes, &ours);
        let mut changed = write::workbook(&ours).unwrap();
        let at = at % changed.len();
        changed[at] = byte;
        let _ = back(&changed, &ours);
    }
}

#[test]
fn what_is_not_asked_of_a_row_stays_shut() {
    let mut form = form(2);
    form.rows[1].unasked.extend([3, 5, 6]);
    for column in [3, 5, 6] {
        form.rows[1].cells[column].clear();
    }
    let mut sheet = sheet(&form);
    let back = read_back(&form, std::slice::from_ref(&sheet));
    assert_eq!(
        (back.changes, back.faults, back.same),
        (vec![], vec![], 5),
        "four of the first, one of the second"
    );
    sheet.text(FIRST_ROW + 1, GRADE, "○");
    sheet.text(FIRST_ROW + 1, DONE, "窓口を支援した。");
    let back = read_back(&form, &[sheet]);
    let fault = only_fault(&back);
    assert_eq!(
        (fault.kind, fault.column.as_deref()),
        (FaultKind::Fixed, Some("grade"))
    );
    assert!(fault.why.contains("お尋ねしていません"));
    assert_eq!(
        changes(&back),
        ["item-1 done: 窓口を1か所見直した。 → 窓口を支援した。"]
    );
    let parts = parts(&write::workbook(&form).unwrap());
    let shown = |cell: &str| {
        let sheet = &parts["xl/worksheets/sheet1.xml"];
        let at = sheet.find(&format!("<c r=\"{cell}\"")).unwrap();
        sheet[at..].split('>').next().unwrap().to_owned()
    };
    let style = |cell: &str| {
        shown(cell)
            .split("s=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_ne!(
        style("F5"),
        style("F6"),
        "locked, and in the colour of locked cells"
    );
}
