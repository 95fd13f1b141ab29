//! The sheet of an item and booklets.

mod given;

use given::{answer_sheet, booklet, imprint, keep, of_head, sheet};
use gyokaku_paper::{Chapter, Content, Fault, MOST_SHEETS, Prepared};

#[test]
fn a_sheet_has_one_page_where_there_is_little_to_say() {
    let printed = gyokaku_paper::item_sheet(&sheet(), &imprint())
        .and_then(Prepared::print)
        .expect("a PDF");
    keep("sheet", &printed.pdf);
    assert_eq!(printed.sheets, 1);
}

#[test]
fn a_booklet_begins_every_part_on_a_sheet_of_its_own() {
    let of = booklet(4);
    let printed = gyokaku_paper::booklet(&of, &imprint())
        .and_then(Prepared::print)
        .expect("a PDF");
    keep("booklet", &printed.pdf);
    // Cover, contents, summary, the sheet for the head, register, progress, four sheets, amounts.
    assert_eq!(printed.sheets, 11);
    let pages = gyokaku_pdf::read(printed.pdf.clone(), gyokaku_pdf::Limits::default()).expect("a PDF");
    let contents = format!("{:?}", pages.get(1));
    let contents: String = contents.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(
        !contents.contains(".0\""),
        "a line of the contents leads nowhere: {contents}"
    );
    // A letter of a picture that no font has is told.
    assert!(
        printed.replaced.iter().any(|one| one.character == '😀'),
        "{:?}",
        printed.replaced
    );
}

#[test]
fn more_sheets_than_anybody_binds_are_refused() {
    let mut of = booklet(1);
    of.chapters = vec![Chapter {
        heading: "個票".into(),
        content: Content::Sheets(vec![sheet(); MOST_SHEETS + 1]),
    }];
    let fault = gyokaku_paper::booklet(&of, &imprint()).expect_err("too many");
    assert!(matches!(fault, Fault::TooManySheets { .. }), "{fault}");
}

#[test]
fn the_sheet_of_the_head_is_one_sheet() {
    let printed = gyokaku_paper::leaves("市長説明資料", &[of_head()], &imprint())
        .and_then(Prepared::print)
        .expect("a PDF");
    keep("head", &printed.pdf);
    assert_eq!(printed.sheets, 1);
}

#[test]
fn every_answer_sheet_begins_on_a_sheet_of_its_own() {
    let printed = gyokaku_paper::leaves("回答票", &vec![answer_sheet(); 3], &imprint())
        .and_then(Prepared::print)
        .expect("a PDF");
    keep("answers", &printed.pdf);
    assert_eq!(printed.sheets, 3);
}

#[test]
fn what_no_sheet_can_show_is_left_out() {
    let mut leaf = of_head();
    for svg in ["<svg viewBox=\"0 0 10 9999\"></svg>", "no picture", ""] {
        leaf.pictures = vec![vec![gyokaku_paper::Picture {
            svg: svg.into(),
            alt: "図".into(),
            caption: String::new(),
        }]];
        let printed =
            gyokaku_paper::leaves("市長説明資料", &[leaf.clone()], &imprint()).and_then(Prepared::print);
        assert_eq!(printed.map(|printed| printed.sheets), Ok(1), "{svg}");
    }
}
