//! The checks on stored plans: the same findings without the document, at the places that the plan carries.

mod check_support;

use check_support::{findings, verified};
use gyokaku_core::check::check_plan;
use gyokaku_core::money::Yen;
use gyokaku_core::plan::Plan;
use gyokaku_exchange::read::text::layout;
use gyokaku_exchange::read::understand::understand;
use gyokaku_testkit::outside::Folder;

fn plan(start: &str) -> Option<Plan> {
    Some(understand(&layout("test.txt", &Folder::Seeds.text(start)?)))
}

#[test]
fn progress_is_added_up_again() {
    let Some(mut plan) = plan("000") else { return };
    let report = check_plan(&plan, None);
    assert_eq!(findings(&report), [""; 0]);
    assert!(
        verified(&report).contains(&"15 124".to_owned()),
        "{:?}",
        verified(&report)
    );
    assert!(report.verified.len() >= 20, "{:?}", verified(&report));
    let row = plan
        .progress
        .iter_mut()
        .find(|r| r.total == Some(11))
        .expect("a row with 11");
    row.total = Some(12);
    let said = findings(&check_plan(&plan, None));
    assert!(
        said.iter()
            .any(|f| f.starts_with("error sum-mismatch 24 12 → 11")),
        "{said:?}"
    );
}

#[test]
fn effects_are_added_up_again() {
    let Some(mut plan) = plan("003") else { return };
    let report = check_plan(&plan, None);
    assert_eq!(
        findings(&report)
            .iter()
            .filter(|f| f.starts_with("error"))
            .count(),
        0,
        "{:?}",
        findings(&report)
    );
    assert_eq!(report.verified.len(), 24, "{:?}", verified(&report));
    let total = plan
        .stated_amounts
        .iter_mut()
        .find(|s| s.amount == Yen(545_239_000))
        .expect("a total");
    total.amount = Yen(545_339_000);
    let said = findings(&check_plan(&plan, None));
    assert_eq!(
        said.iter().filter(|f| f.starts_with("error")).collect::<Vec<_>>(),
        ["error sum-mismatch 319 545,339,000円 → 545,239,000円"]
    );
}

#[test]
fn words_are_checked_too() {
    let Some(plan) = plan("002") else { return };
    let said = findings(&check_plan(&plan, None));
    for rule in [
        "year-era-mismatch 121",
        "missing-lead 167",
        "unequal-marks 119",
        "unequal-marks 176",
        "plan-cited-under-two-names 115",
    ] {
        assert!(said.iter().any(|f| f.contains(rule)), "{rule} in {said:?}");
    }
    assert_eq!(said.len(), 7, "{said:?}");
}
