//! Figures published by other bodies, as they were laid out there.
//!
//! The documents are not part of the repository; without them the tests are left out, and fail in CI.

use gyokaku_core::plan::Plan;
use gyokaku_core::progress::ShareBase;
use gyokaku_exchange::read::text::layout;
use gyokaku_exchange::read::understand::understand;
use gyokaku_testkit::outside::Folder;

fn sample(number: &str) -> Option<Plan> {
    Some(understand(&layout(number, &Folder::Samples.text(number)?)))
}

/// Path, total and counts by grade of a row.
type Counts = (Vec<String>, Option<i64>, Vec<Option<i64>>);

fn counts(plan: &Plan) -> Vec<Counts> {
    plan.progress
        .iter()
        .map(|p| (p.path.clone(), p.total, p.grades.iter().map(|g| g.1).collect()))
        .collect()
}

#[test]
fn grades_in_lines() {
    let Some(plan) = sample("01") else { return };
    let counts = counts(&plan);
    assert_eq!(counts.len(), 6);
    assert_eq!(
        counts[0],
        (vec![], None, vec![Some(4), Some(21), Some(51), Some(10)])
    );
    assert_eq!(
        counts[1],
        (
            vec!["協働の市政の推進".to_owned()],
            Some(10),
            vec![Some(0), Some(3), Some(1), Some(2), Some(4)]
        )
    );
    assert_eq!(counts[5].0, ["行財政システムの確立"]);
    assert_eq!(
        plan.scales[0]
            .grades
            .iter()
            .map(|g| g.label.as_str())
            .collect::<String>(),
        "SABC対象外"
    );
    assert!(!plan.scales[0].grades[4].evaluated);
    assert_eq!(plan.progress[0].shares.len(), 4);
    assert!(
        plan.progress[0]
            .shares
            .iter()
            .all(|share| share.of == ShareBase::Evaluated)
    );
    // 4 of the 86 that were evaluated, as printed, and not of all 116.
    let table = gyokaku_core::table::progress::table(&plan, None);
    let at = table.column("grade_1_share").expect("a share");
    let total = table.rows.last().expect("a total");
    assert_eq!(
        total.cells[at].value,
        gyokaku_core::table::Value::Share(gyokaku_core::money::Share { part: 4, whole: 86 })
    );
}

#[test]
fn grades_down_the_rows() {
    let Some(plan) = sample("20") else { return };
    assert_eq!(
        counts(&plan),
        [(vec![], Some(30), vec![Some(17), Some(12), Some(1), Some(0)])]
    );
}

#[test]
fn amounts_by_year() {
    let Some(plan) = sample("05") else { return };
    let saved: i64 = plan
        .effects
        .iter()
        .filter(|e| e.fiscal_year.map_or(0, |y| y.western()) >= 2006)
        .map(|e| e.amount.0)
        .sum();
    assert_eq!(saved, 1_250_902_000);
    assert!(
        plan.stated_amounts
            .iter()
            .any(|a| a.fiscal_year.is_none() && a.path.is_empty() && a.amount.0 == 1_250_902_000)
    );
}

#[test]
fn amounts_of_whole_periods_and_lists() {
    let amounts = |plan: &Plan| -> Vec<(String, Option<i16>, &'static str, i64)> {
        plan.effects
            .iter()
            .map(|e| {
                (
                    e.path.join("/"),
                    e.fiscal_year.map(|y| y.western()),
                    e.kind.key(),
                    e.amount.0,
                )
            })
            .collect()
    };
    let Some(plan) = sample("14") else { return };
    assert!(amounts(&plan).contains(&("投資的経費の抑制".to_owned(), None, "forecast", 206_000_000)));
    assert_eq!(plan.effects.len(), 8);
    assert_eq!(plan.stated_amounts[0].amount.0, 640_000_000);
    let Some(plan) = sample("08") else { return };
    let planned: i64 = plan
        .effects
        .iter()
        .filter(|e| e.kind.key() == "plan")
        .map(|e| e.amount.0)
        .sum();
    assert_eq!(planned, 5_140_000_000);
    assert!(amounts(&plan).contains(&(String::new(), Some(2006), "actual", 2_085_000_000)));
    assert_eq!(plan.effects.len(), 6);
    let Some(plan) = sample("13") else { return };
    assert_eq!(plan.effects.len(), 4);
    assert_eq!(plan.effects[1].path, ["行政の担うべき役割の重点化"]);
    let Some(plan) = sample("23") else { return };
    assert!(amounts(&plan).contains(&(
        "企業版ふるさと納税制度の活用".to_owned(),
        Some(2023),
        "actual",
        14_100_000
    )));
    assert_eq!(
        counts(&plan)[0],
        (vec!["実施目標".to_owned()], Some(62), vec![Some(51)])
    );
}

#[test]
fn what_is_not_understood_is_left_alone() {
    for number in ["08", "13", "14", "23"] {
        let Some(plan) = sample(number) else { return };
        assert!(!plan.title.is_empty(), "{number}");
        assert!(plan.items.is_empty() && plan.crosswalk.is_empty(), "{number}");
    }
}
