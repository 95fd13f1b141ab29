//! One table in every kind of document: what is understood of it is the same, and what is checked.
//!
//! The files are in `files/formats/`, where `make.py` says what wrote each.

#[allow(dead_code, reason = "each program uses a part")]
mod binary;

use gyokaku_core::document::{Block, Format, GridForm};
use gyokaku_core::money::Yen;
use gyokaku_exchange::read::{Read, read};
use gyokaku_testkit::plan_without_places;

/// A file, what it is, and the place of the amount 25,000 (item 3 in the year 2024).
const FILES: [(&str, Format, &str); 12] = [
    ("plan.xlsx", Format::Workbook, "取組一覧!F7"),
    ("plan.xlsm", Format::Workbook, "取組一覧!F7"),
    ("plan.xls", Format::Workbook, "取組一覧!F7"),
    ("plan.ods", Format::Workbook, "取組一覧!F7"),
    ("plan.docx", Format::Word, "表1の5行目"),
    ("plan.html", Format::Html, "表1の7行目"),
    ("page.xls", Format::Html, "表1の7行目"),
    ("plan.utf8.csv", Format::Csv, "plan.utf8!F7"),
    ("plan.cp932.csv", Format::Csv, "plan.cp932!F7"),
    ("plan.txt", Format::Text, "7行目"),
    ("plan.pdf", Format::Pdf, "1ページ表1の5行目"),
    ("plan.xlsb", Format::Workbook, "取組一覧!F7"),
];

fn file(name: &str) -> Vec<u8> {
    if name == "plan.xlsb" {
        return binary::workbook();
    }
    let path = format!("{}/tests/files/formats/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn understood(name: &str) -> Read {
    read(name, &file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_same_table_is_the_same_plan() {
    let wanted = understood("plan.xlsx");
    let text = plan_without_places(&wanted.plan);
    assert_eq!((wanted.plan.items.len(), wanted.plan.effects.len()), (12, 36));
    for (name, format, at) in FILES {
        let found = understood(name);
        assert_eq!(found.document.format, format, "{name}");
        assert_eq!(plan_without_places(&found.plan), text, "{name}");
        let amount = found
            .plan
            .effects
            .iter()
            .find(|effect| effect.amount == Yen(25_000_000))
            .unwrap();
        assert_eq!(amount.at.to_string(), at, "{name}");
    }
}

#[test]
fn the_same_totals_are_checked() {
    for (name, ..) in FILES {
        let report = understood(name).report;
        let stated: Vec<&str> = report
            .verified
            .iter()
            .map(|found| found.stated.as_str())
            .collect();
        assert_eq!(stated, ["61,230", "90,980", "72,150"], "{name}");
        assert_eq!(report.findings, [], "{name}");
    }
}

#[test]
fn merged_cells_are_merged_wherever_a_file_says_so() {
    for (name, format, _) in FILES {
        if matches!(format, Format::Csv | Format::Text) {
            continue;
        }
        let document = understood(name).document;
        let grid = document.blocks.iter().find_map(|block| match block {
            Block::Table(grid) => Some(grid),
            _ => None,
        });
        let grid = grid.unwrap();
        assert_eq!(grid.form, GridForm::Ruled);
        let (head, group, total) = (&grid.rows[0], &grid.rows[2][0], &grid.rows[14][0]);
        assert_eq!((head[4].columns, head[5].covered), (3, true), "{name}");
        assert_eq!((group.text.as_str(), group.rows), ("歳入の確保", 4), "{name}");
        assert_eq!((total.text.as_str(), total.columns), ("合計", 4), "{name}");
    }
}

#[test]
fn hidden_sheets_are_not_read() {
    for (name, format, _) in FILES {
        if format == Format::Workbook {
            let document = understood(name).document;
            assert!(
                document.lines.iter().all(|line| !line.text.contains("控え")),
                "{name}"
            );
        }
    }
}

/// What calamine reads of a file, without blank cells: the texts, and the numbers without their format.
fn otherwise<R: calamine::Reader<std::io::Cursor<Vec<u8>>>>(name: &str) -> Vec<String>
where
    R::Error: std::fmt::Debug,
{
    let mut book: R = calamine::open_workbook_from_rs(std::io::Cursor::new(file(name))).unwrap();
    let range = book.worksheet_range("取組一覧").unwrap();
    let texts = range.used_cells().map(|(.., value)| value.to_string());
    texts.map(|text| text.trim().to_owned()).collect()
}

#[test]
fn another_reader_reads_the_same_cells() {
    let ours = |name: &str| -> Vec<String> {
        let lines = understood(name).document.lines;
        let texts = lines.iter().flat_map(|line| line.text.split('\t'));
        texts
            .map(|text| match text.replace(',', "") {
                number if number.parse::<f64>().is_ok() => number,
                _ => text.trim().to_owned(),
            })
            .filter(|text| !text.is_empty())
            .collect()
    };
    type Bytes = std::io::Cursor<Vec<u8>>;
    assert_eq!(ours("plan.xls"), otherwise::<calamine::Xls<Bytes>>("plan.xls"));
    assert_eq!(ours("plan.xlsb"), otherwise::<calamine::Xlsb<Bytes>>("plan.xlsb"));
    assert_eq!(ours("plan.ods"), otherwise::<calamine::Ods<Bytes>>("plan.ods"));
}
