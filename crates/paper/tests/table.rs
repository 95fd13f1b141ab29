//! Tables on paper: what comes out of the PDF again is what stood in the table.

mod given;

use given::{imprint, keep, nasty, of_years, progress, register};
use gyokaku_core::table::shown::Shown;
use gyokaku_core::table::{Cell, Column, Row, Table};
use gyokaku_paper::{Fault, GETA, MOST_ROWS, Paper, Prepared, Printed, Sheet, table};
use gyokaku_pdf::{Limits, Piece, read};

/// Prints a table, keeping the file for whoever wants to look at it.
fn printed(name: &str, of: &Table, paper: Paper) -> Printed {
    let printed = table(of, &imprint(), paper)
        .and_then(Prepared::print)
        .unwrap_or_else(|fault| panic!("{name}: {fault}"));
    keep(name, &printed.pdf);
    printed
}

/// The rows of a PDF's tables, cell by cell, without what breaks lines.
fn rows_of(pdf: &[u8]) -> Vec<Vec<String>> {
    let pages = read(pdf.to_vec(), Limits::default()).unwrap_or_else(|fault| panic!("{fault:?}"));
    let pieces = pages.into_iter().flat_map(|page| page.pieces);
    let tables = pieces.filter_map(|piece| match piece {
        Piece::Table(table) => Some(table.rows),
        Piece::Line(_) => None,
    });
    let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    tables
        .flatten()
        .map(|row| row.cells.iter().map(|cell| bare(&cell.text)).collect())
        .collect()
}

/// What a table shows, cell by cell, without what breaks lines.
fn shown(table: &Table) -> Vec<Vec<String>> {
    let shown = Shown::of(table);
    let text = |row: usize| {
        let cell = |n: &usize| {
            let column = shown.column(*n).expect("a column");
            let text = shown.text(row, *n, column);
            text.chars().filter(|c| !c.is_whitespace()).collect::<String>()
        };
        shown.columns.iter().map(cell).collect::<Vec<String>>()
    };
    (0..table.rows.len()).map(text).collect()
}

#[test]
fn figures_read_out_of_the_pdf_are_those_of_the_table() {
    let of = of_years(12);
    let pdf = printed("years", &of, Paper::Fitting).pdf;
    let rows = rows_of(&pdf);
    for expected in shown(&of) {
        assert!(rows.contains(&expected), "{expected:?} is not in {rows:#?}");
    }
}

#[test]
fn texts_with_the_letters_of_markup_are_printed_as_they_are() {
    let of = nasty();
    let done = printed("nasty", &of, Paper::Fitting);
    let rows = rows_of(&done.pdf);
    let all: String = rows.iter().flatten().map(String::as_str).collect();
    for text in [
        "#panic(\"x\")",
        "$x^2$",
        "\\n@ref<label>",
        "*bold*_it_",
        "=見出し",
        "//注",
        "[[]]{}",
    ] {
        assert!(all.contains(text), "{text} is not in {rows:#?}");
    }
    let told: Vec<char> = done.replaced.iter().map(|r| r.character).collect();
    assert_eq!(told, ['😀', '\u{E000}']);
    assert_eq!(
        done.replaced[0].sentence(),
        "「試験の表」の2行目「内容」の「😀」（U+1F600）は印字できないため、「〓」で示しました。"
    );
    assert!(all.contains(GETA));
    assert!(all.contains("山﨑と髙橋と神と葛"), "{rows:#?}");
    assert!(all.contains("ガ"), "a letter and its mark are one");
}

#[test]
fn four_thousand_letters_go_on_over_sheets() {
    let long = "行財政改革を進める。".repeat(400);
    let word = "A".repeat(4_000);
    let of = Table {
        title: "長い表".into(),
        columns: vec![Column::name("name", "名称"), Column::text("text", "内容")],
        rows: vec![
            Row::entry(0, vec![Cell::text("文"), Cell::text(long.clone())]),
            Row::entry(0, vec![Cell::text("語"), Cell::text(word.clone())]),
        ],
        ..Table::default()
    };
    let done = printed("long", &of, Paper::Only(Sheet::A4Upright));
    assert!(done.sheets > 1);
    let all: String = rows_of(&done.pdf).into_iter().flatten().collect();
    assert_eq!(all.matches("行財政改革を進める。").count(), 400);
    assert_eq!(all.matches('A').count(), 4_000);
}

#[test]
fn a_wide_table_lies_across_and_a_narrow_one_stands() {
    let page = |pdf: &[u8]| {
        let text = String::from_utf8_lossy(pdf).into_owned();
        let at = text.find("/MediaBox").expect("a page");
        text[at..].chars().take(60).collect::<String>()
    };
    let narrow = printed("narrow", &of_years(3), Paper::Fitting);
    assert!(page(&narrow.pdf).contains("595."), "{}", page(&narrow.pdf));
    let wide = printed("register", &register(54), Paper::Fitting);
    assert!(page(&wide.pdf).contains("841."), "{}", page(&wide.pdf));
    let forced = printed("register-a3", &register(54), Paper::Only(Sheet::A3Across));
    assert!(page(&forced.pdf).contains("1190."), "{}", page(&forced.pdf));
}

#[test]
fn heads_that_say_the_same_of_each_grade_have_a_head_over_them() {
    let done = printed("progress", &progress(), Paper::Fitting);
    let all: String = rows_of(&done.pdf).into_iter().flatten().collect();
    assert!(all.contains("取組計に占める各区分の割合（%）"), "{all}");
}

#[test]
fn too_many_rows_are_refused_with_what_to_do() {
    let row = Row::entry(0, vec![Cell::text("x")]);
    let of = Table {
        title: "取組一覧".into(),
        columns: vec![Column::name("name", "名称")],
        rows: vec![row; MOST_ROWS + 1],
        ..Table::default()
    };
    let fault = table(&of, &imprint(), Paper::Fitting).expect_err("too many");
    assert!(matches!(fault, Fault::TooManyRows { .. }));
    assert!(fault.to_string().contains("ExcelまたはCSV"), "{fault}");
}

#[test]
fn an_empty_table_says_its_title_all_the_same() {
    let of = Table {
        title: "意見".into(),
        ..Table::default()
    };
    assert_eq!(printed("empty", &of, Paper::Fitting).sheets, 1);
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let of = of_years(5);
    let once = printed("same", &of, Paper::Fitting);
    assert_eq!(once, printed("same", &of, Paper::Fitting));
}
