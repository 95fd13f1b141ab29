//! The sheet of an item and booklets.

mod given;

use given::{booklet, imprint, keep, sheet};
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
    // Cover, contents, summary, register, progress, four sheets, amounts.
    assert_eq!(printed.sheets, 10);
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
