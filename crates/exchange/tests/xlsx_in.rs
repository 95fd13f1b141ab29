//! Workbooks as offices make them: titles, merged heads, notes, several sheets, number formats.

use gyokaku_core::document::{Block, Document, Format as Kind, Grid};
use gyokaku_exchange::read::document;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

fn read(fill: impl FnOnce(&mut Worksheet)) -> Document {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    document("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap()
}

fn grid(document: &Document) -> &Grid {
    document
        .blocks
        .iter()
        .find_map(|b| {
            if let Block::Table(grid) = b {
                Some(grid)
            } else {
                None
            }
        })
        .unwrap()
}

fn texts(grid: &Grid) -> Vec<Vec<&str>> {
    grid.rows
        .iter()
        .map(|row| row.iter().map(|c| c.text.as_str()).collect())
        .collect()
}

#[test]
fn a_title_a_head_of_two_rows_and_a_note() {
    let plain = Format::new();
    let found = read(|sheet| {
        sheet.set_name("効果額").unwrap();
        sheet.merge_range(0, 0, 0, 3, "取組による効果額", &plain).unwrap();
        sheet.write_string(1, 3, "（単位：千円）").unwrap();
        sheet.merge_range(2, 0, 3, 0, "項目", &plain).unwrap();
        sheet.merge_range(2, 1, 2, 3, "効果額", &plain).unwrap();
        sheet.write_row(3, 1, ["R4", "R5", "R6"]).unwrap();
        sheet.write_string(4, 0, "収納率の向上").unwrap();
        sheet.write_row(4, 1, [1250, 0]).unwrap();
        sheet.write_string(5, 0, "※R6は見込み").unwrap();
    });
    assert_eq!(found.format, Kind::Workbook);
    let words: Vec<&str> = found
        .blocks
        .iter()
        .filter_map(Block::text)
        .map(str::trim)
        .collect();
    assert_eq!(words[..3], ["効果額", "取組による効果額", "（単位：千円）"]);
    assert!(matches!(found.blocks[0], Block::Heading { level: 1, .. }));
    assert!(words[3].contains("R6は見込み"));
    let grid = grid(&found);
    assert_eq!(
        texts(grid),
        [
            vec!["項目", "効果額", "", ""],
            vec!["", "R4", "R5", "R6"],
            vec!["収納率の向上", "1250", "0", ""]
        ]
    );
    let head = &grid.rows[0];
    assert_eq!(
        (head[0].rows, head[0].columns, grid.rows[1][0].covered),
        (2, 1, true)
    );
    assert_eq!(
        (head[1].rows, head[1].columns, head[2].covered, head[3].covered),
        (1, 3, true, true)
    );
    assert_eq!(grid.rows[2][1].at.to_string(), "効果額!B5");
}

#[test]
fn a_title_with_its_unit_in_the_same_row() {
    let found = read(|sheet| {
        sheet
            .write_string(0, 0, "効果額一覧")
            .unwrap()
            .write_string(0, 3, "（単位：千円）")
            .unwrap();
        sheet.write_row(1, 0, ["項目", "単位", "R4", "R5"]).unwrap();
        sheet
            .write_row(2, 0, ["収納率", "％"])
            .unwrap()
            .write_row(2, 2, [97, 98])
            .unwrap();
    });
    assert_eq!(texts(grid(&found))[0], ["項目", "単位", "R4", "R5"]);
    assert_eq!(found.lines[0].text.trim(), "効果額一覧");
    assert_eq!(found.blocks.len(), 3);
}

#[test]
fn an_upper_head_over_some_columns_is_no_title() {
    let found = read(|sheet| {
        sheet
            .merge_range(0, 1, 0, 2, "令和5年度", &Format::new())
            .unwrap();
        sheet.write_row(1, 0, ["項目", "計画", "実績"]).unwrap();
        sheet.write_string(2, 0, "収納率").unwrap();
        sheet.write_row(2, 1, [5, 6]).unwrap();
    });
    assert_eq!(texts(grid(&found))[0], ["", "令和5年度", ""]);
}

#[test]
fn grid_paper_is_read_as_the_table_drawn_on_it() {
    let plain = Format::new();
    let found = read(|sheet| {
        for (r, line) in [["番号", "取組", "所管"], ["1", "収納率の向上", "税務課"]]
            .iter()
            .enumerate()
        {
            let r = r as u32 * 2;
            sheet.merge_range(r, 0, r + 1, 1, line[0], &plain).unwrap();
            sheet.merge_range(r, 2, r + 1, 9, line[1], &plain).unwrap();
            sheet.merge_range(r, 10, r + 1, 15, line[2], &plain).unwrap();
        }
    });
    let grid = grid(&found);
    assert_eq!(
        texts(grid),
        [["番号", "取組", "所管"], ["1", "収納率の向上", "税務課"]]
    );
    assert!(
        grid.rows
            .iter()
            .flatten()
            .all(|c| (c.rows, c.columns, c.covered) == (1, 1, false))
    );
    assert_eq!(grid.rows[1][2].at.to_string(), "Sheet1!K3");
}

#[test]
fn numbers_are_as_shown() {
    let formats = [
        "0.0%",
        "#,##0",
        "#,##0;△#,##0",
        "0\"件\"",
        "yyyy/m/d",
        "[$-411]ggge\"年度\"",
        "0.0",
        "#,##0,",
    ];
    let values = [
        0.064516129,
        1250902.0,
        -396046.0,
        98.0,
        45017.0,
        45017.0,
        97.0,
        2674093000.0,
    ];
    let found = read(|sheet| {
        for (i, (format, value)) in formats.iter().zip(values).enumerate() {
            sheet.write_string(i as u32, 0, "値").unwrap();
            sheet
                .write_number_with_format(i as u32, 1, value, &Format::new().set_num_format(*format))
                .unwrap();
        }
        sheet
            .write_string(8, 0, "真偽")
            .unwrap()
            .write_boolean(8, 1, true)
            .unwrap();
        sheet
            .write_string(9, 0, "素")
            .unwrap()
            .write_number(9, 1, 0.1 + 0.2)
            .unwrap();
    });
    let shown: Vec<&str> = texts(grid(&found)).into_iter().map(|row| row[1]).collect();
    assert_eq!(
        shown,
        [
            "6.5%",
            "1,250,902",
            "△396,046",
            "98件",
            "2023-04-01",
            "令和5年度",
            "97.0",
            "2,674,093",
            "TRUE",
            "0.3"
        ]
    );
}

#[test]
fn formulas_give_what_excel_stored() {
    let found = read(|sheet| {
        sheet.write_row(0, 0, ["項目", "計", "誤り"]).unwrap();
        sheet.write_string(1, 0, "合計").unwrap();
        sheet
            .write_formula(1, 1, Formula::new("=SUM(B9:B10)").set_result("124"))
            .unwrap();
        sheet
            .write_formula(1, 2, Formula::new("=#REF!").set_result("#REF!"))
            .unwrap();
    });
    assert_eq!(texts(grid(&found))[1], ["合計", "124", "#REF!"]);
}

#[test]
fn several_sheets_of_which_one_is_hidden() {
    let mut workbook = Workbook::new();
    for (name, hidden) in [("進捗", false), ("作業用", true), ("Sheet3", false)] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["番号", name]).unwrap();
        sheet.write_row(1, 0, [1, 2]).unwrap();
        sheet.set_hidden(hidden);
    }
    let found = document("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap();
    let headings: Vec<&str> = found
        .blocks
        .iter()
        .filter(|b| matches!(b, Block::Heading { .. }))
        .filter_map(Block::text)
        .collect();
    assert_eq!(headings, ["進捗"]);
    assert_eq!(
        found.lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(),
        ["番号\t進捗", "1\t2", "番号\tSheet3", "1\t2"]
    );
}

#[test]
fn hidden_rows_count_as_totals_count_them() {
    let found = read(|sheet| {
        sheet.write_row(0, 0, ["項目", "額"]).unwrap();
        for (r, name) in ["収納率", "庁舎"].iter().enumerate() {
            sheet
                .write_string(r as u32 + 1, 0, *name)
                .unwrap()
                .write_number(r as u32 + 1, 1, 5)
                .unwrap();
        }
        sheet
            .write_string(3, 0, "合計")
            .unwrap()
            .write_number(3, 1, 10)
            .unwrap();
        sheet.set_row_hidden(1).unwrap();
    });
    assert_eq!(grid(&found).rows.len(), 4);
}

#[test]
fn the_same_values_as_another_reader() {
    use calamine::{Data, Reader, Xlsx};
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for r in 0..200u32 {
        for c in 0..20u16 {
            if c % 3 == 0 {
                sheet.write_string(r, c, format!("項目{r}の{c}")).unwrap();
            } else {
                sheet
                    .write_number(r, c, f64::from(r * 31) * f64::from(c) / 4.0)
                    .unwrap();
            }
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let mut other: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(&bytes)).unwrap();
    let range = other.worksheet_range("Sheet1").unwrap();
    let ours = document("a.xlsx", &bytes).unwrap();
    for (ours, theirs) in grid(&ours).rows.iter().zip(range.rows()) {
        for (ours, theirs) in ours.iter().zip(theirs) {
            let theirs = match theirs {
                Data::String(text) => text.clone(),
                Data::Float(number) => number.to_string(),
                other => panic!("{other:?}"),
            };
            assert_eq!(ours.text, theirs);
        }
    }
}

fn grids(document: &Document) -> Vec<Vec<Vec<&str>>> {
    let tables = document.blocks.iter().filter_map(|b| {
        if let Block::Table(grid) = b {
            Some(texts(grid))
        } else {
            None
        }
    });
    tables.collect()
}

#[test]
fn tables_side_by_side() {
    let found = read(|sheet| {
        sheet
            .merge_range(0, 0, 0, 6, "集計表（令和5年度）", &Format::new())
            .unwrap();
        sheet
            .write_string(1, 0, "件数")
            .unwrap()
            .write_string(1, 4, "効果額（千円）")
            .unwrap();
        sheet.write_row(2, 0, ["評価", "件数", "割合"]).unwrap();
        sheet.write_row(2, 4, ["年度", "計画", "実績"]).unwrap();
        for (r, (grade, count)) in [("A", 12), ("B", 30), ("C", 6), ("計", 48)]
            .into_iter()
            .enumerate()
        {
            sheet.write_string(r as u32 + 3, 0, grade).unwrap();
            sheet.write_row(r as u32 + 3, 1, [count, count]).unwrap();
        }
        for (r, (year, amount)) in [("R5", 100), ("R6", 200), ("計", 300)].into_iter().enumerate() {
            sheet.write_string(r as u32 + 3, 4, year).unwrap();
            sheet.write_row(r as u32 + 3, 5, [amount, amount]).unwrap();
        }
        sheet.write_string(6, 4, "※見込みを含む").unwrap();
    });
    let grids = grids(&found);
    assert_eq!(grids.len(), 2);
    assert_eq!((grids[0].len(), &grids[0][4][..]), (5, &["計", "48", "48"][..]));
    assert_eq!((grids[1].len(), &grids[1][3][..]), (4, &["計", "300", "300"][..]));
    let said: Vec<&str> = found
        .blocks
        .iter()
        .filter_map(Block::text)
        .map(str::trim)
        .collect();
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(said[2].contains("効果額（千円）"));
    let Some(Block::Table(right)) = found.blocks.iter().rfind(|b| matches!(b, Block::Table(_))) else {
        panic!("no table");
    };
    assert_eq!(right.rows[0][0].at.to_string(), "Sheet1!E3");
}

#[test]
fn a_blank_column_alone_parts_no_table() {
    let found = read(|sheet| {
        for (r, line) in [
            ["番号", "取組", "効果額", "備考"],
            ["1", "広告", "100", "済"],
            ["2", "委託", "200", ""],
            ["", "合計", "300", ""],
        ]
        .iter()
        .enumerate()
        {
            for (c, text) in line.iter().enumerate() {
                sheet
                    .write_string(r as u32, c as u16 + u16::from(c > 1), *text)
                    .unwrap();
            }
        }
    });
    assert_eq!(grids(&found).len(), 1);
}

#[test]
fn a_title_with_its_date_or_page_at_the_right() {
    for aside in [
        "令和6年5月1日現在",
        "作成日 R6.3.1",
        "2024-05-01",
        "企画財政課作成",
        "1/2ページ",
        "別紙１",
    ] {
        let found = read(|sheet| {
            sheet
                .write_string(0, 0, "行財政改革プラン取組一覧")
                .unwrap()
                .write_string(0, 5, aside)
                .unwrap();
            sheet.write_row(1, 0, ["番号", "取組", "所管"]).unwrap();
            sheet.write_row(2, 0, ["1", "収納対策", "税務課"]).unwrap();
        });
        assert_eq!(texts(grid(&found))[0], ["番号", "取組", "所管"], "{aside}");
    }
    // A label and its date stay a row of the form.
    let found = read(|sheet| {
        sheet
            .write_string(0, 0, "開始年月日")
            .unwrap()
            .write_string(0, 2, "令和6年5月1日")
            .unwrap();
        sheet
            .write_string(1, 0, "取組項目名")
            .unwrap()
            .write_string(1, 2, "収納対策")
            .unwrap();
    });
    assert_eq!(texts(grid(&found)).len(), 2);
}

#[test]
fn formats_with_conditions_places_and_text() {
    let found = read(|sheet| {
        for (r, (code, value)) in [
            ("[=0]\"－\";#,##0", 0.0),
            ("[<0]\"▲\"#,##0;#,##0", -7.0),
            ("0-00", 101.0),
            ("000-0000", 9850000.0),
        ]
        .into_iter()
        .enumerate()
        {
            sheet.write_string(r as u32, 0, "x").unwrap();
            sheet
                .write_with_format(r as u32, 1, value, &Format::new().set_num_format(code))
                .unwrap();
        }
        sheet.write_string(4, 0, "x").unwrap();
        sheet
            .write_with_format(4, 1, "総務", &Format::new().set_num_format("@\"課\""))
            .unwrap();
    });
    let shown: Vec<String> = texts(grid(&found)).iter().map(|row| row[1].to_owned()).collect();
    assert_eq!(shown, ["－", "▲7", "1-01", "985-0000", "総務課"]);
}
