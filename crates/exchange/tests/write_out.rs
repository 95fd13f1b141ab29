//! One table in every format, and back again: the same figures everywhere.

use gyokaku_core::document::{Block, Grid};
use gyokaku_core::figure::{self, CellFigure};
use gyokaku_core::indicator::Decimal;
use gyokaku_core::money::{Share, Unit, Yen};
use gyokaku_core::table::{Cell, Column, ColumnKind, Row, RowKind, Table, Value};
use gyokaku_exchange::read::document;
use gyokaku_exchange::write::{csv, html, json, xlsx};

fn table() -> Table {
    let row = |kind, level, cells: Vec<Cell>| Row {
        kind,
        level,
        cells,
        item: None,
    };
    let share = |part| Cell::share(Some(Share { part, whole: 124 }));
    Table {
        name: "effects",
        title: "効果額 [令和5年度]".into(),
        summary: "124の取組のうち112が計画通りです。".into(),
        unit: Some(Unit::Thousand),
        columns: vec![
            Column::name("title", "項目"),
            Column::of(ColumnKind::Year, "fiscal_year", "年度"),
            Column::count("count", "取組計"),
            Column::share("share", "割合"),
            Column::yen("amount", "効果額"),
            Column::of(ColumnKind::Decimal, "rate", "収納率"),
        ],
        rows: vec![
            row(
                RowKind::Group,
                0,
                vec![
                    Cell::text("方針1 財政"),
                    Cell::blank(),
                    Cell::blank(),
                    Cell::blank(),
                    Cell::blank(),
                    Cell::blank(),
                ],
            ),
            row(
                RowKind::Row,
                1,
                vec![
                    Cell::text("収納率の向上、\"徴収\""),
                    Cell::count(Some(2022)),
                    Cell::count(Some(1112)),
                    share(112),
                    Cell::yen(Some(Yen(2_674_093_000))),
                    Cell {
                        value: Value::Decimal(Decimal {
                            value: 979,
                            places: 1,
                        }),
                        from: Vec::new(),
                    },
                ],
            ),
            row(
                RowKind::Row,
                1,
                vec![
                    Cell::text("=1+1"),
                    Cell::count(Some(2023)),
                    Cell::count(Some(0)),
                    share(8),
                    Cell::yen(Some(Yen(-62_493_000))),
                    Cell::blank(),
                ],
            ),
            row(
                RowKind::Total,
                0,
                vec![
                    Cell::text("合計"),
                    Cell::blank(),
                    Cell::count(Some(1112)),
                    share(120),
                    Cell::yen(Some(Yen(2_611_600_000))),
                    Cell::blank(),
                ],
            ),
        ],
        notes: vec!["評価は推進本部、担当課の順に採用 <1>".into()],
    }
}

fn grid(name: &str, bytes: &[u8]) -> Grid {
    let read = document(name, bytes).unwrap();
    read.blocks
        .into_iter()
        .find_map(|b| {
            if let Block::Table(grid) = b {
                Some(grid)
            } else {
                None
            }
        })
        .unwrap()
}

/// The figure that a cell prints, in tenths; none of a blank.
fn tenths(text: &str) -> Option<i128> {
    match figure::cell(text) {
        CellFigure::One(figure) => Some(figure.value * 10i128.pow(1 - figure.places)),
        CellFigure::Blank => None,
        other => panic!("{text}: {other:?}"),
    }
}

fn same_figures(grid: &Grid, front: usize, yen_per_unit: i128) {
    let expected = [
        [None; 5],
        [
            Some(20220),
            Some(11120),
            Some(903),
            Some(26_740_930_000),
            Some(979),
        ],
        [Some(20230), Some(0), Some(65), Some(-624_930_000), None],
        [None, Some(11120), Some(968), Some(26_116_000_000), None],
    ];
    for (row, expected) in grid.rows[1..].iter().zip(expected) {
        let mut found: Vec<Option<i128>> = row[front + 1..].iter().map(|c| tenths(&c.text)).collect();
        found.resize(5, None);
        found[3] = found[3].map(|amount| amount * yen_per_unit);
        assert_eq!(found, expected, "{row:#?}");
    }
}

#[test]
fn through_excel_and_back() {
    let bytes = xlsx::workbook(&table()).unwrap();
    let read = document("a.xlsx", &bytes).unwrap();
    // What the program says of its table is no statement of a document.
    assert!(
        !read
            .lines
            .iter()
            .any(|line| line.text == "124の取組のうち112が計画通りです。")
    );
    let grid = grid("a.xlsx", &bytes);
    let heads: Vec<&str> = grid.rows[0].iter().map(|c| c.text.as_str()).collect();
    assert_eq!(
        heads,
        ["項目", "年度", "取組計", "割合（％）", "効果額（千円）", "収納率"]
    );
    assert_eq!(grid.rows[3][0].text, "=1+1");
    same_figures(&grid, 0, 1_000);
    assert_eq!(
        bytes,
        xlsx::workbook(&table()).unwrap(),
        "the same table gives the same bytes"
    );
}

#[test]
fn amounts_that_the_unit_would_round_are_in_yen() {
    let mut odd = table();
    odd.rows[1].cells[4] = Cell::yen(Some(Yen(2_674_093_001)));
    let grid = grid("a.xlsx", &xlsx::workbook(&odd).unwrap());
    assert_eq!(
        (grid.rows[0][4].text.as_str(), grid.rows[2][4].text.as_str()),
        ("効果額（円）", "2,674,093,001")
    );
}

#[test]
fn through_csv_and_back() {
    let bytes = csv::utf8(&table());
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    for bytes in [bytes, csv::cp932(&table()).unwrap()] {
        let grid = grid("a.csv", &bytes);
        let heads: Vec<&str> = grid.rows[0].iter().map(|c| c.text.as_str()).collect();
        assert_eq!(
            heads,
            [
                "行の種類",
                "階層",
                "項目",
                "年度",
                "取組計",
                "割合（％）",
                "効果額（円）",
                "収納率"
            ]
        );
        assert_eq!(grid.rows[2][2].text, "収納率の向上、\"徴収\"");
        assert_eq!(grid.rows[3][2].text, "=1+1");
        same_figures(&grid, 2, 1);
    }
}

#[test]
fn csv_disarms_formulas_and_leaves_numbers_alone() {
    let text = String::from_utf8(csv::utf8(&table())).unwrap();
    assert!(text.contains("明細,1,'=1+1,2023,0,6.5,-62493000,\r\n"), "{text}");
}

#[test]
fn cp932_maps_what_it_can_and_names_the_rest() {
    let mut wide = table();
    wide.rows[1].cells[0] = Cell::text("1〜2−3①髙");
    let bytes = csv::cp932(&wide).unwrap();
    assert_eq!(grid("a.csv", &bytes).rows[2][2].text, "1～2－3①髙");
    wide.rows[1].cells[0] = Cell::text("𠮟る");
    wide.rows[2].cells[0] = Cell::text("é𠮟");
    let error = csv::cp932(&wide).unwrap_err();
    let found: Vec<(char, usize, &str)> = error
        .characters
        .iter()
        .map(|l| (l.character, l.row, l.column.as_str()))
        .collect();
    assert_eq!(found, [('𠮟', 3, "項目"), ('é', 4, "項目")]);
    assert!(error.to_string().contains("「𠮟」（U+20B9F、3行目「項目」）"));
}

#[test]
fn json_is_the_contract() {
    let found: serde_json::Value = serde_json::from_str(&json::text(&table())).unwrap();
    assert_eq!(found, json::value(&table()));
    assert_eq!(
        (&found["schema"], &found["unit"]),
        (&"gyokaku.table/1".into(), &"円".into())
    );
    assert_eq!(found["answer"], "124の取組のうち112が計画通りです。");
    assert_eq!(
        found["notes"],
        serde_json::json!(["評価は推進本部、担当課の順に採用 <1>"])
    );
    assert_eq!(
        found["columns"][0],
        serde_json::json!({ "key": "title", "label": "項目", "kind": "name" })
    );
    assert_eq!(
        found["rows"][1],
        serde_json::json!({ "kind": "row", "level": 1, "cells": {
            "title": "収納率の向上、\"徴収\"", "fiscal_year": 2022, "count": 1112, "share": 90.3,
            "amount": 2_674_093_000i64, "rate": 97.9,
        }})
    );
    assert_eq!(found["rows"][0]["cells"]["amount"], serde_json::Value::Null);
    assert_eq!(found["rows"][2]["cells"]["count"], 0);
    assert_eq!(
        (&found["rows"][0]["kind"], &found["rows"][3]["kind"]),
        (&"group".into(), &"total".into())
    );
}

#[test]
fn the_page_is_escaped_and_tells_blank_from_zero() {
    let mut odd = table();
    odd.rows[1].cells[0] = Cell::text("<script>alert('x')</script>&");
    let page = html::page(&odd);
    assert!(!page.contains("<script"));
    assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"));
    assert!(page.contains("効果額 [令和5年度]<span class=\"unit\">（単位：千円）</span></caption>"));
    let head = |label| format!("<th scope=\"col\" role=\"columnheader\" class=\"figure\">{label}</th>");
    assert!(page.contains(&head("効果額（千円）")) && page.contains(&head("年度")));
    let cell = |label, text| {
        format!(
            "<td role=\"cell\" class=\"figure\" data-label=\"{label}\"><span class=\"value\">{text}</span></td>"
        )
    };
    for (label, text) in [
        ("効果額", "2,674,093"),
        ("効果額", "−62,493"),
        ("年度", "2022"),
        ("取組計", "0"),
        ("割合", "90.3%"),
    ] {
        assert!(page.contains(&cell(label, text)), "{label} {text}\n{page}");
    }
    assert!(page.contains(
        "<th scope=\"row\" role=\"rowheader\" class=\"head\" data-label=\"項目\"><span class=\"value\">合計</span></th>"
    ));
    assert!(page.contains("</table>\n<p>評価は推進本部、担当課の順に採用 &lt;1&gt;</p>"));
    assert!(
        page.contains(
            "<span class=\"blank\" aria-hidden=\"true\">–</span><span class=\"hear\">記載なし</span>"
        )
    );
}

#[test]
fn a_table_without_rows_or_columns() {
    let empty = Table {
        name: "register",
        title: "/".into(),
        ..Table::default()
    };
    xlsx::workbook(&empty).unwrap();
    assert_eq!(csv::utf8(&empty), "\u{FEFF}\r\n".as_bytes());
    assert_eq!(json::value(&empty)["rows"], serde_json::json!([]));
    html::page(&empty);
}

#[test]
fn long_texts_are_refused_and_not_cut() {
    let mut long = table();
    long.rows[1].cells[0] = Cell::text("長".repeat(40_000));
    assert!(xlsx::workbook(&long).is_err());
}
