//! The form as CSV, out and back, in both encodings.

mod survey_support;

use encoding_rs::SHIFT_JIS;
use gyokaku_exchange::survey::{self, Back, Form, NotTheForm, back, csv};
use proptest::prelude::*;
use survey_support::*;

fn changes(back: &Back) -> Vec<String> {
    back.changes
        .iter()
        .map(|c| format!("{} {}: {} → {}", c.row, c.column, c.old, c.new))
        .collect()
}

fn text(form: &Form) -> String {
    String::from_utf8(csv::utf8(form)).unwrap()
}

fn in_cp932(text: &str) -> Vec<u8> {
    let (bytes, _, lacking) = SHIFT_JIS.encode(text);
    assert!(!lacking);
    bytes.into_owned()
}

#[test]
fn both_encodings_come_back_unchanged() {
    let mut form = form(5);
    form.rows[0].cells[4] = "〜−‖¥ 「引用」,改行\nと\"引用符\"".to_owned();
    form.rows[1].cells[4] = "=1+1".to_owned();
    form.rows[2].cells[4] = "-1".to_owned();
    for bytes in [csv::utf8(&form), csv::cp932(&form).unwrap()] {
        let back = back(&bytes, &form).unwrap();
        assert_eq!((back.same, back.changes, back.faults), (20, vec![], vec![]));
    }
}

#[test]
fn a_character_that_cp932_lacks_is_named_with_its_place() {
    let mut form = form(2);
    form.rows[1].cells[4] = "𠮟責".to_owned();
    let error = csv::cp932(&form).unwrap_err();
    assert_eq!(error.characters.len(), 1);
    assert_eq!(
        (error.characters[0].character, error.characters[0].row),
        ('𠮟', 3)
    );
    assert_eq!(error.characters[0].column, "実施内容");
}

#[test]
fn columns_and_lines_may_be_moved() {
    let form = form(3);
    let changed = text(&form).replace("窓口を2か所見直した。", "窓口を3か所見直した。");
    let mut lines: Vec<Vec<&str>> = changed
        .trim_start_matches('\u{FEFF}')
        .lines()
        .map(|line| line.split(',').rev().collect())
        .collect();
    lines[1..].reverse();
    let moved: String = lines.iter().map(|line| line.join(";") + "\r\n").collect();
    let back = back(&in_cp932(&moved), &form).unwrap();
    assert_eq!(
        changes(&back),
        ["item-2 done: 窓口を2か所見直した。 → 窓口を3か所見直した。"]
    );
    assert_eq!((back.same, back.faults.len()), (11, 0));
}

#[test]
fn faults_stand_beside_their_lines_and_go() {
    let form = form(3);
    let wrong = text(&form).replace("734000", "73万くらい");
    let wrong = in_cp932(wrong.trim_start_matches('\u{FEFF}'));
    let found = back(&wrong, &form).unwrap();
    assert_eq!(found.faults.len(), 1);
    assert_eq!(found.faults[0].at.to_string(), "CSV!H3");

    let marked = survey::marked(&wrong, &found.faults).unwrap();
    let (shown, _, _) = SHIFT_JIS.decode(&marked);
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].ends_with(",確認事項"), "{}", lines[0]);
    assert!(
        lines[2].contains("73万くらい") && lines[2].contains("円単位の整数"),
        "{}",
        lines[2]
    );
    assert!(lines[1].ends_with("93.4") && lines[3].ends_with("93.4"));

    let again = back(&marked, &form).unwrap();
    assert_eq!(again, found, "the remarks are not read");
    assert_eq!(
        csv::marked(&marked, &found.faults).unwrap(),
        marked,
        "remarks do not stack"
    );
    assert_eq!(csv::unmarked(&marked).unwrap(), wrong);
}

#[test]
fn another_form_is_refused() {
    let ours = form(2);
    let theirs = Form {
        code: "別".to_owned(),
        ..ours.clone()
    };
    assert!(matches!(
        back(&csv::utf8(&theirs), &ours),
        Err(NotTheForm::Another { code: None })
    ));
    assert!(matches!(
        back("番号,項目\n1,a\n2,b\n".as_bytes(), &ours),
        Err(NotTheForm::NoForm)
    ));
}

#[test]
fn a_wide_line_costs_only_itself() {
    let ours = form(1);
    let mut wide = text(&ours);
    let head = wide.find("\r\n").unwrap();
    wide.insert_str(head, &(",".repeat(100_000) + "遠い列"));
    for _ in 0..2_000 {
        wide.push_str("行の識別番号,a\r\n");
    }
    let found = back(wide.as_bytes(), &ours).unwrap();
    assert_eq!(found.same, 4);
    let marked = csv::marked(wide.as_bytes(), &found.faults).unwrap();
    assert!(marked.len() < wide.len() + 1_000_000);
    assert_eq!(back(&marked, &ours).unwrap().same, 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_comes_back_as_it_was(text in "\\PC{0,40}", other in any::<String>()) {
        let mut ours = form(1);
        ours.rows[0].cells[1] = other;
        ours.rows[0].cells[4] = text;
        let found = back(&csv::utf8(&ours), &ours).unwrap();
        prop_assert_eq!((found.same, found.changes, found.faults), (4, vec![], vec![]));
        if let Ok(bytes) = csv::cp932(&ours) {
            prop_assert_eq!(back(&bytes, &ours).unwrap().same, 4);
        }
    }
}
