//! Relations in layouts and words that no rule knows.

use crate::check::testing::{findings, verified};

/// A table copied cell by cell, with blank lines and labels that mean nothing; the last figure of each row is the
/// sum of the two before it, and the last row the sum of the rows.
fn copied(wrong: &str) -> String {
    let rows = [
        ["ぬもれ", "1,204", "3,918", "5,122"],
        ["そきえ", "2,877", "1,046", "3,923"],
        ["むよわ", "6,350", "2,459", "8,809"],
        ["ほおい", "10,431", "7,423", wrong],
    ];
    rows.concat().join("\n\n")
}

#[test]
fn sums_are_known_without_words_and_lines_of_a_table() {
    assert_eq!(findings(&copied("17,854")), [""; 0]);
    let verified = verified(&copied("17,854"));
    assert!(verified.len() >= 6, "{verified:?}");
}

#[test]
fn the_cell_in_a_row_and_a_column_that_fail_is_the_wrong_one() {
    assert_eq!(findings(&copied("18,754")), ["sum-mismatch 31 18,754 17,854"]);
}

#[test]
fn a_record_that_comes_again_is_a_row() {
    let text = |last: &str| {
        format!(
            "南区\n見積 41,204千円\n決算 45,122千円\n開き 3,918千円\n北区\n見積 62,877千円\n決算 63,923千円\n開き 1,046千円\n中区\n見積 16,350千円\n決算 18,809千円\n開き {last}千円"
        )
    };
    assert_eq!(findings(&text("2,459")), [""; 0]);
    assert_eq!(verified(&text("2,459")).len(), 3);
    assert_eq!(findings(&text("2,495")).len(), 1);
}

#[test]
fn figures_that_nothing_supports_are_left_alone() {
    assert_eq!(findings("ぬも 17\nそき 23\nむよ 41"), [""; 0]);
    assert_eq!(verified("ぬも 17\nそき 23\nむよ 41"), [""; 0]);
}

#[test]
fn means_and_numbers_of_rows_are_no_sums() {
    let means = "一\n61.3\n60.0\n二\n58.9\n50.4\n三\n44.7\n40.2\n合計\n55.0\n50.2";
    assert_eq!(findings(means), [""; 0]);
}

#[test]
fn a_numbering_beside_a_mark_is_no_running_total() {
    let numbers = [
        1, 4, 7, 11, 12, 13, 14, 15, 18, 25, 26, 27, 31, 32, 33, 34, 35, 36, 38, 39,
    ];
    let rows: Vec<String> = numbers.iter().map(|n| format!("ぬも\t{n}\t1")).collect();
    assert_eq!(findings(&rows.join("\n")), [""; 0]);
}

#[test]
fn figures_of_any_length_are_survived() {
    let nines = "9".repeat(24);
    let rows = format!(
        "単位：億円\n区分\t甲\t乙\t率\n一\t{nines}\t-{nines}\t99.9\n二\t{nines}\t{nines}\t99.9\n合計\t{nines}\t{nines}\t99.9"
    );
    assert_eq!(verified(&rows), [""; 0]);
    let line = format!("{nines} {nines} {nines}% {nines}円\n").repeat(6);
    assert_eq!(verified(&line), [""; 0]);
}
