//! Layouts as an office draws them, filled in and read back.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, Workbook};

use super::*;
use crate::survey::{Choice, Column, ColumnKind, Kind, NotTheForm, Row, back};

fn form() -> Form {
    let column = |key: &str, label: &str, kind| Column {
        key: key.into(),
        label: label.into(),
        hint: String::new(),
        kind,
        width: 10,
    };
    let grades = ["◎", "○"].map(|label| Choice {
        label: label.into(),
        meaning: String::new(),
    });
    Form {
        title: "調査".into(),
        code: "990019/plan/2025/d1".into(),
        columns: vec![
            column("title", "取組", ColumnKind::Fixed(Kind::Text)),
            column(
                "grade",
                "進捗状況",
                ColumnKind::Asked(Kind::Choice(grades.to_vec())),
            ),
            column("done", "取組実績", ColumnKind::Asked(Kind::Text)),
            column(
                "effect_actual",
                "効果額（実績）（円）",
                ColumnKind::Asked(Kind::Yen),
            ),
            column(
                "indicator:k1",
                "1-1 収納率（%）",
                ColumnKind::Asked(Kind::Decimal { places: 2 }),
            ),
            column(
                "indicator:k2",
                "1-2 参加者（人）",
                ColumnKind::Asked(Kind::Decimal { places: 2 }),
            ),
        ],
        rows: vec![
            Row {
                id: "i1".into(),
                cells: [
                    "使用料の<見直し>",
                    "○",
                    "協議した\n実施した",
                    "1234000",
                    "97.5",
                    "",
                ]
                .map(str::to_owned)
                .to_vec(),
                unasked: BTreeSet::from([5]),
                ..Row::default()
            },
            Row {
                id: "i2".into(),
                cells: ["講座", "", "", "", "", "120"].map(str::to_owned).to_vec(),
                unasked: BTreeSet::from([4]),
                ..Row::default()
            },
        ],
        ..Form::default()
    }
}

fn words() -> Vec<(String, String)> {
    vec![
        ("担当課".into(), "財政課".into()),
        ("計画".into(), "改革プラン".into()),
    ]
}

/// A sheet with a merged title, boxes, a formula over an amount, and a second sheet.
fn drawn(names: &[(&str, u32, u16)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let bordered = Format::new().set_num_format("#,##0");
    let sheet = book.add_worksheet().set_name("個 票's").unwrap();
    sheet
        .merge_range(0, 0, 0, 4, "{{計画}} 進捗調書（{{担当課}}）", &bordered)
        .unwrap();
    for (name, row, column) in names {
        sheet.write_with_format(*row, *column, *name, &bordered).unwrap();
    }
    sheet.write_formula(9, 1, "=C6*2").unwrap();
    book.add_worksheet().write(0, 0, "記入要領").unwrap();
    book.save_to_buffer().unwrap()
}

const NAMES: [(&str, u32, u16); 7] = [
    ("｛｛取組｝｝", 2, 1),
    ("{{進捗状況}}", 3, 2),
    ("{{ 取組実績 }}", 4, 2),
    ("{{効果額（実績）}}", 5, 2),
    ("{{指標1}}", 6, 2),
    ("{{指標1の名称}}：", 6, 1),
    ("{{進捗状況}}", 8, 2),
];

fn shown(bytes: &[u8]) -> Vec<(String, String)> {
    let sheets = raw::all_sheets(bytes).unwrap();
    let cells = sheets.into_iter().flat_map(|sheet| sheet.cells);
    cells
        .map(|cell| {
            (
                gyokaku_core::document::cell_name(cell.row, cell.column),
                cell.shown,
            )
        })
        .collect()
}

#[test]
fn a_layout_is_filled_in_where_it_was_drawn() {
    let layout = Layout::open(drawn(&NAMES)).unwrap();
    let names: Vec<(String, bool)> = layout.placeholders().map(|p| (p.name, p.is_alone)).collect();
    assert_eq!(
        names[..3],
        [
            ("計画".into(), false),
            ("担当課".into(), false),
            ("取組".into(), true)
        ]
    );
    let filled = layout.fill(&form(), 0, &words()).unwrap();
    let cells = shown(&filled);
    for (at, text) in [
        ("A1", "改革プラン 進捗調書（財政課）"),
        ("B3", "使用料の<見直し>"),
        ("C4", "○"),
        ("C5", "協議した\n実施した"),
        ("C6", "1,234,000"),
        ("C7", "98"),
        ("B7", "1-1 収納率（%）："),
        ("A1", "記入要領"),
    ] {
        assert!(
            cells.contains(&(at.to_owned(), text.to_owned())),
            "{at}: {cells:?}"
        );
    }
    // The second item has its own indicator in the same place.
    let cells = shown(&layout.fill(&form(), 1, &words()).unwrap());
    assert!(
        cells.contains(&("B7".into(), "1-2 参加者（人）：".into())),
        "{cells:?}"
    );
    assert!(
        !cells.iter().any(|(at, _)| at == "C4"),
        "blank is blank: {cells:?}"
    );
}

#[test]
fn what_is_typed_comes_back_field_by_field() {
    let layout = Layout::open(drawn(&NAMES)).unwrap();
    let mut typed = form();
    typed.rows[0].cells[1] = "◎".into();
    typed.rows[0].cells[3] = "2000000".into();
    typed.rows[0].cells[4] = String::new();
    let file = layout.fill(&typed, 0, &words()).unwrap();
    let found = back(&file, &form()).unwrap();
    let changes: Vec<(&str, &str, &str)> = found
        .changes
        .iter()
        .map(|change| (change.row.as_str(), change.column.as_str(), change.new.as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            ("i1", "grade", "◎"),
            ("i1", "effect_actual", "2000000"),
            ("i1", "indicator:k1", "")
        ]
    );
    assert_eq!((found.same, found.faults.len(), found.missing.len()), (1, 0, 0));
    // A grade that there is not is told at its cell, and marked there in the file itself.
    typed.rows[0].cells[1] = "S".into();
    let file = layout.fill(&typed, 0, &words()).unwrap();
    let found = back(&file, &form()).unwrap();
    assert_eq!(found.faults[0].at.to_string(), "個 票's!C4");
    assert!(crate::survey::marked(&file, &found.faults).is_ok());
}

#[test]
fn another_form_and_what_is_handed_in_are_not_taken() {
    let layout = Layout::open(drawn(&NAMES)).unwrap();
    let file = layout.fill(&form(), 0, &words()).unwrap();
    let other = Form {
        code: "990019/plan/2026/d1".into(),
        ..form()
    };
    assert!(
        matches!(back(&file, &other), Err(NotTheForm::Another { code: Some(code) }) if code == form().code)
    );
    // What is handed in is printed and not named.
    let mut locked = form();
    locked.rows[0].locked = true;
    let file = layout.fill(&locked, 0, &words()).unwrap();
    assert_eq!(back(&file, &form()).unwrap(), crate::survey::Back::default());
    // The layout itself is no form.
    assert!(matches!(back(&drawn(&NAMES), &form()), Err(NotTheForm::NoForm)));
}

#[test]
fn names_that_mean_nothing_are_known() {
    let names = ["取組", "効果額（実績）", "指標12の名称", "担当課", "進捗 状況"];
    for name in names {
        assert!(is_known(name, &form(), &words()), "{name}");
    }
    for name in ["進捗", "指標", "指標100", "指標x", ""] {
        assert!(!is_known(name, &form(), &words()), "{name}");
    }
    let known: Vec<String> = known(&form(), &words())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        known,
        [
            "担当課",
            "計画",
            "取組",
            "進捗状況",
            "取組実績",
            "効果額（実績）",
            "指標1の名称",
            "指標1"
        ]
    );
}

#[test]
fn no_layout_makes_it_panic() {
    for text in [
        "",
        "{{",
        "}}{{",
        "{{}}",
        "{{a",
        "{{ \n }}",
        "a{{b}}c{{d}}",
        "{{{a}}}",
    ] {
        let again: String = pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Name(name) => format!("{{{{{name}}}}}"),
            })
            .collect();
        assert_eq!(again, text, "{text}");
    }
    assert!(Layout::open(b"PK\x03\x04broken".to_vec()).is_err());
    assert!(Layout::open(Vec::new()).is_err());
}
