//! PDFs as Chromium, Writer, Calc and typst print them; their sources are in `crates/pdf/tests/files`.

use gyokaku_core::document::{Block, Document};
use gyokaku_exchange::read::{NotADocument, Read, document, read};
use gyokaku_testkit::plan_without_places;

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/../pdf/tests/files/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn read_file(name: &str) -> Read {
    read(name, &file(name)).unwrap()
}

/// The table of the plan as CSV, with the lines around it that the PDFs have.
fn as_csv() -> Read {
    let rows = String::from_utf8(file("plan.csv")).unwrap();
    let csv = format!(
        "あおば市行財政改革プラン,,,,,,\n計画期間は令和6年度から令和8年度までの3年間とする。,,,,,,\n■取組の効果額,,,,,,\n（単位：千円）,,,,,,\n{rows}"
    );
    read("plan.csv", csv.as_bytes()).unwrap()
}

fn tables(document: &Document) -> Vec<Vec<Vec<&str>>> {
    let grids = document.blocks.iter().filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        _ => None,
    });
    grids
        .map(|grid| {
            let row = |row: &Vec<gyokaku_core::document::Cell>| row.len();
            assert!(grid.rows.iter().all(|r| row(r) == row(&grid.rows[0])));
            grid.rows
                .iter()
                .map(|row| row.iter().map(|cell| cell.text.as_str()).collect())
                .collect()
        })
        .collect()
}

#[test]
fn a_plan_is_the_same_as_pdf_and_as_csv() {
    let mut csv = as_csv();
    csv.plan.annotations.clear();
    let expected = plan_without_places(&csv.plan);
    assert_eq!(csv.plan.items.len(), 5);
    assert!(
        !csv.plan.effects.is_empty() && csv.report.verified.len() >= 8,
        "{:#?}",
        csv.report
    );
    for name in ["plan-chromium.pdf", "plan-writer.pdf"] {
        let mut found = read_file(name);
        // What stands around the table in print.
        found.plan.annotations.clear();
        assert_eq!(plan_without_places(&found.plan), expected, "{name}");
        assert_eq!(found.report.verified.len(), csv.report.verified.len(), "{name}");
        assert!(
            found.report.findings.is_empty(),
            "{name}: {:#?}",
            found.report.findings
        );
    }
}

#[test]
fn a_table_is_the_same_with_rules_and_without() {
    let rows = String::from_utf8(file("plan.csv")).unwrap();
    let csv = read("plan.csv", rows.as_bytes()).unwrap();
    for name in ["plan-calc.pdf", "plan-unruled.pdf"] {
        let found = read_file(name);
        let same = |f: fn(&Read) -> Vec<String>| assert_eq!(f(&found), f(&csv), "{name}");
        same(|read| read.plan.items.iter().map(|item| item.title.clone()).collect());
        assert_eq!(tables(&found.document)[0], tables(&csv.document)[0], "{name}");
        assert_eq!(found.report.verified.len(), csv.report.verified.len(), "{name}");
    }
}

#[test]
fn a_value_stands_on_a_page() {
    let found = read_file("long-chromium.pdf");
    let items = &found.plan.items;
    assert_eq!(items.len(), 56);
    assert_eq!(items[0].at.whole_line().to_string(), "1ページ表1の2行目");
    assert_eq!(items[44].at.whole_line().to_string(), "2ページ表1の2行目");
    let last = found.document.blocks.last().unwrap();
    assert_eq!(last.text(), Some("以上の取組を毎年見直す。"));
    assert_eq!(last.at().to_string(), "2ページ1行目");
}

#[test]
fn headings_are_known_by_their_size() {
    let found = document("a.pdf", &file("report.pdf")).unwrap();
    let headings: Vec<(u8, &str)> = found
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { level, text, .. } => Some((*level, text.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        headings,
        [
            (1, "令和6年度の進捗"),
            (2, "1 窓口"),
            (2, "2 車両"),
            (2, "3 主な数値"),
            (2, "4 来年度に向けて"),
            (2, "5 おわりに")
        ]
    );
}

#[test]
fn what_gives_no_text_says_why() {
    let said = |name: &str| document(name, &file(name)).expect_err("no text");
    assert!(matches!(said("scan.pdf"), NotADocument::ScannedPdf));
    assert!(matches!(said("locked.pdf"), NotADocument::LockedPdf));
    assert!(matches!(said("unnamed.pdf"), NotADocument::UnnamedPdf));
    let broken = document("a.pdf", b"%PDF-1.7\n1 0 obj").expect_err("broken");
    assert!(matches!(broken, NotADocument::BrokenPdf));
    for name in ["scan.pdf", "locked.pdf", "unnamed.pdf"] {
        let message = said(name).to_string();
        assert!(
            message.contains("PDF") && message.contains("何も保存していません"),
            "{message}"
        );
    }
}

#[test]
fn what_may_not_be_printed_may_be_read() {
    assert!(document("a.pdf", &file("restricted.pdf")).is_ok());
}

#[test]
fn radicals_are_ideographs() {
    let found = document("a.pdf", &file("report.pdf")).unwrap();
    let last = found.blocks.last().and_then(Block::text);
    assert_eq!(last, Some("担当は長寿支援課と青少年課。"));
}

#[test]
fn what_was_not_read_is_told() {
    let found = read_file("turned.pdf");
    let told: Vec<&str> = found
        .report
        .findings
        .iter()
        .filter(|finding| finding.rule == "not-understood")
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(told, ["取り消し線の付いた「700円」は読み取っていません。"]);
}
