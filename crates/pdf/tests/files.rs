//! What is read out of PDFs that real programs made; how they were made is in `files/README.md`.

use gyokaku_pdf::{Limits, Page, Piece, Table, read};

fn pages(name: &str) -> Vec<Page> {
    let path = format!("{}/tests/files/{name}.pdf", env!("CARGO_MANIFEST_DIR"));
    read(std::fs::read(path).unwrap(), Limits::default()).unwrap()
}

fn tables(pages: &[Page]) -> Vec<&Table> {
    let tables = pages
        .iter()
        .flat_map(|page| &page.pieces)
        .filter_map(|piece| match piece {
            Piece::Table(table) => Some(table),
            Piece::Line(_) => None,
        });
    tables.collect()
}

fn lines(page: &Page) -> Vec<&str> {
    let lines = page.pieces.iter().filter_map(|piece| match piece {
        Piece::Line(line) => Some(line.text.as_str()),
        Piece::Table(_) => None,
    });
    lines.collect()
}

/// The rows of a table, `^` for what is covered, `[rows×columns]` behind what covers others.
fn rows(table: &Table) -> Vec<Vec<String>> {
    let cell = |cell: &gyokaku_pdf::Cell| match (cell.covered, cell.rows, cell.columns) {
        (true, ..) => "^".to_owned(),
        (_, 1, 1) => cell.text.clone(),
        (_, rows, columns) => format!("{}[{rows}×{columns}]", cell.text),
    };
    table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(cell).collect())
        .collect()
}

fn of_csv() -> Vec<Vec<String>> {
    let text =
        std::fs::read_to_string(format!("{}/tests/files/plan.csv", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let quoted = |line: &str| -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut inside = false;
        for c in line.chars() {
            match c {
                '"' => inside = !inside,
                ',' if !inside => cells.push(String::new()),
                c => cells.last_mut().unwrap().push(c),
            }
        }
        cells
    };
    text.lines().map(quoted).collect()
}

#[test]
fn a_ruled_table_is_what_it_was_made_of() {
    for name in ["plan-chromium", "plan-writer"] {
        let pages = pages(name);
        assert_eq!(rows(tables(&pages)[0]), of_csv(), "{name}");
        assert_eq!(
            lines(&pages[0])[..2],
            [
                "あおば市行財政改革プラン",
                "計画期間は令和6年度から令和8年度までの3年間とする。"
            ]
        );
    }
}

#[test]
fn heads_that_run_over_stay_in_their_cell() {
    let pages = pages("plan-calc");
    let found = rows(tables(&pages)[0]);
    let mut expected = of_csv();
    expected[6][..3].clone_from_slice(&["合計[1×3]".to_owned(), "^".to_owned(), "^".to_owned()]);
    assert_eq!(found, expected);
}

#[test]
fn columns_without_rules_are_a_table() {
    let pages = pages("plan-unruled");
    let table = tables(&pages)[0];
    assert!(!table.ruled);
    assert_eq!(rows(table), of_csv());
}

#[test]
fn a_table_over_two_pages_is_one_with_its_head_once() {
    let pages = pages("long-chromium");
    let found = tables(&pages);
    assert_eq!((pages.len(), found.len()), (2, 1));
    let rows = &found[0].rows;
    assert_eq!(rows.len(), 57);
    let place = |row: usize| (rows[row].page, rows[row].table, rows[row].row);
    assert_eq!(
        (place(0), place(44), place(45)),
        ((1, 1, 1), (1, 1, 45), (2, 1, 2))
    );
    assert_eq!(rows[56].cells[3].text, "7,672");
    assert_eq!(lines(&pages[1]), ["以上の取組を毎年見直す。"]);
}

#[test]
fn merged_cells_upright_labels_stacked_labels_and_readings() {
    let pages = pages("merged-chromium");
    let found = rows(tables(&pages)[0]);
    assert_eq!(
        found[..4],
        [
            vec![
                "基本方針[2×1]",
                "取組項目[2×1]",
                "令和6年度[1×2]",
                "^",
                "令和7年度[1×2]",
                "^"
            ],
            vec!["^", "^", "計画", "実績", "計画", "実績"],
            vec![
                "歳入の確保[3×1]",
                "使用料の減免の基準を一つにまとめる",
                "100",
                "110",
                "120",
                "125"
            ],
            vec!["^", "広告を載せる場所を増やす", "40", "38", "50", "52"],
        ]
    );
    assert_eq!(found[5][..2], ["歳出削減[2×1]", "電気の契約を見直す"]);
    assert_eq!(
        lines(&pages[0])[1],
        "青葉市では、市民の負担を減らすことを第一に考える。"
    );
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let pages = pages("report");
    let said = lines(&pages[0]);
    let at = |text: &str| {
        said.iter()
            .position(|line| *line == text)
            .unwrap_or_else(|| panic!("{said:#?}"))
    };
    assert!(at("1 窓口") < at("2 車両") && at("2 車両") < at("3 主な数値"));
    assert!(
        said[at("1 窓口") + 1].starts_with("令和6年度は") && said[at("2 車両") - 1].ends_with("広げた。")
    );
    let sizes: Vec<f32> = pages[0]
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Line(line) => Some(line.size),
            Piece::Table(_) => None,
        })
        .collect();
    assert_eq!((sizes[at("令和6年度の進捗")], sizes[at("2 車両")]), (18.0, 13.0));
}

#[test]
fn a_table_of_aligned_words_keeps_its_blanks() {
    let pages = pages("report");
    assert_eq!(
        rows(tables(&pages)[0])[2..],
        [
            vec!["公用車の台数（台）", "48", "46", "2"],
            vec!["紙の購入（千枚）", "910", "", ""],
            vec!["貸出カード（枚）", "3,000", "3,412", "412"],
        ]
    );
}

#[test]
fn what_pages_repeat_is_no_text() {
    let pages = pages("report");
    let head = "あおば市行財政改革プラン進捗報告";
    assert_eq!(lines(&pages[0])[0], head);
    assert_eq!(pages[0].furniture, ["1 / 3"]);
    assert_eq!(pages[1].furniture, ["案", head, "2 / 3"]);
    assert_eq!(pages[2].furniture, [head, "3 / 3"]);
    assert_eq!(lines(&pages[2])[0], "5 おわりに");
}

#[test]
fn turned_and_upright_lines_and_what_is_struck_out() {
    let pages = pages("turned");
    let said = lines(&pages[0]);
    assert_eq!(
        said[..2],
        ["広報あおば 令和6年度 ABC 1,234千円", "残す額は500円、消した額は"]
    );
    assert_eq!(pages[0].struck, ["700円"]);
    for text in ["左に回した文字", "右に回した文字"] {
        assert!(said.contains(&text), "{said:?}");
    }
    let at = said
        .iter()
        .position(|line| *line == "縦に書いた一行目。")
        .unwrap();
    assert_eq!(said[at + 1], "その左の二行目。");
    assert_eq!(lines(&pages[1]), ["横に置いたページ"]);
}

#[test]
fn a_table_over_five_pages_with_a_head_of_two_rows() {
    let pages = pages("five");
    let found = tables(&pages);
    assert_eq!((pages.len(), found.len()), (5, 1));
    let found = rows(found[0]);
    assert_eq!(found.len(), 62);
    assert_eq!(
        found[0][3..],
        ["年次計画[1×3]", "^", "^", "効果額\n（千円）[2×1]"]
    );
    assert_eq!(
        found[61][1],
        "公共施設の使用料の見直しと減免の基準の統一に関する取組その60"
    );
    assert_eq!(found[61][3..], ["検討", "実施", "→", "74,040"]);
    assert_eq!(lines(&pages[0]), ["（単位：千円）", "取組一覧"]);
    assert_eq!(pages[4].furniture, ["- 5 -", "（単位：千円）"]);
}
