//! The checks on figures published by other bodies: every finding, and what is verified.

mod check_support;

use check_support::{findings, report, verified};
use gyokaku_testkit::outside::Folder;

fn holds(start: &str, expected: &[&str], figures: &[&str], count: usize) {
    let Some(text) = Folder::Samples.text(start) else {
        return;
    };
    let report = report(&text);
    assert_eq!(findings(&report), expected, "{start}");
    let verified = verified(&report);
    for figure in figures {
        assert!(
            verified.iter().any(|v| v == figure),
            "{start}: {figure} in {verified:?}"
        );
    }
    assert!(
        verified.len() >= count,
        "{start}: {} of {count}: {verified:?}",
        verified.len()
    );
}

#[test]
fn lists_of_grades_by_area() {
    let figures = [
        "2 116", "2 4", "3 86", "4 30", "5 4", "5 4.7%", "8 11.6%", "12 6", "13 10", "24 28", "25 33",
    ];
    holds("01", &[], &figures, 22);
}

#[test]
fn effects_of_two_plans_with_a_total_that_breaks_off() {
    let figures = [
        "13 △1,015,338",
        "16 235,564",
        "17 595,634",
        "17 1,250,902",
        "24 465,346",
        "29 △2,142,217",
        "30 468,998",
    ];
    holds("05", &[], &figures, 22);
}

#[test]
fn running_totals_of_effects_that_go_on() {
    let expected = ["error running-total-mismatch 14 9500 → 950"];
    let figures = [
        "4 42.9%",
        "16 2,930",
        "18 6,110",
        "22 15,270",
        "23 5,140",
        "24 15,270",
        "26 219.5%",
        "26 40.6%",
    ];
    holds("08", &expected, &figures, 9);
}

#[test]
fn rates_in_running_text() {
    let expected = ["warning rate-mismatch 2 97.1パーセント → 97.2パーセント"];
    let figures = [
        "3 25億円",
        "9 98.0パーセント",
        "13 160.3パーセント",
        "19 100パーセント",
        "23 114.0パーセント",
    ];
    holds("13", &expected, &figures, 5);
}

#[test]
fn a_subtotal_of_mixed_amounts() {
    holds("14", &[], &["9 18", "9 6億4000万円"], 2);
}

#[test]
fn grades_and_rates_made_of_them() {
    holds(
        "20",
        &[],
        &["1 30", "8 30", "9 56.7%", "9 17", "10 96.7%", "10 29", "12 46.3%"],
        9,
    );
}

#[test]
fn counts_of_overlapping_types_are_left_alone() {
    holds("23", &[], &[], 0);
}
