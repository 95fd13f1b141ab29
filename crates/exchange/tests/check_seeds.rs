//! The checks on the five documents that the project was asked for: every finding, and what is verified.

mod check_support;

use check_support::{findings, report, verified};
use gyokaku_testkit::outside::Folder;

#[test]
fn progress_of_a_year() {
    let Some(text) = Folder::Seeds.text("000") else {
        return;
    };
    let report = report(&text);
    assert_eq!(findings(&report), [""; 0]);
    let verified = verified(&report);
    for figure in [
        "4 3",
        "4 124",
        "5 4カ年",
        "15 124",
        "15 100%",
        "15 8",
        "15 6.5%",
        "15 112",
        "15 90.3%",
        "15 4",
        "15 3.2%",
        "21 3",
        "27 15",
        "49 7",
    ] {
        assert!(verified.iter().any(|v| v == figure), "{figure} in {verified:?}");
    }
    assert_eq!(verified.len(), 28);
}

#[test]
fn why_a_plan_was_revised() {
    let Some(text) = Folder::Seeds.text("001") else {
        return;
    };
    let report = report(&text);
    assert_eq!(
        findings(&report),
        [
            "note era-after-its-end 16 平成33年度 → 令和3年度",
            "note era-after-its-end 29 32年度 → 令和2年度",
            "note era-after-its-end 29 32年度 → 令和2年度",
            "note era-after-its-end 37 H32 → 令和2年",
        ]
    );
    assert_eq!(verified(&report), ["16 3年間"]);
}

#[test]
fn register_of_items() {
    let Some(text) = Folder::Seeds.text("002") else {
        return;
    };
    let report = report(&text);
    assert_eq!(
        findings(&report),
        [
            "warning plan-cited-under-two-names 115 総計基本計画02-06-01-①②③ → 六次総基本計画",
            "warning unequal-marks 119 ○財政経営担当 → ◎財政経営担当",
            "error year-era-mismatch 121 2020(R3) → R2",
            "warning unequal-marks 125 ○行政経営担当 → ◎行政経営担当",
            "warning unequal-marks 137 ○行政経営担当 → ◎行政経営担当",
            "warning missing-lead 167 ○ICT、総務 → -",
            "warning unequal-marks 176 ○総務課 → ◎総務課",
        ]
    );
    assert!(verified(&report).contains(&"191 439".to_owned()));
}

#[test]
fn crosswalk_and_effects() {
    let Some(text) = Folder::Seeds.text("003") else {
        return;
    };
    let report = report(&text);
    assert_eq!(
        findings(&report),
        [
            "warning lists-disagree 53 新規 → 継続（新規）",
            "warning spelling-varies 63 行政のデジタル化等による業務改革 → 行政のデジタル化等による業務変革",
            "warning spelling-varies 107 市長と職員の意見交換 → 市長と職員の意見交換会（M STEP）",
            "warning lists-disagree 152 行政マネジメント課、DX推進課 → 行政マネジメント課",
            "warning lists-disagree 157 行政マネジメント課 → D X 推進課",
            "warning spelling-varies 161 デジタルデバイド対応 → デジタルデバイス対応",
            "warning lists-disagree 163 行政マネジメント課、DX推進課 → D X 推進課",
        ]
    );
    let verified = verified(&report);
    for figure in [
        "319 545,239",
        "322 -52,218",
        "322 2,674,093",
        "333 -191,326",
        "336 2,611,600",
        "336 -62,493",
    ] {
        assert!(verified.iter().any(|v| v == figure), "{figure} in {verified:?}");
    }
    assert_eq!(verified.len(), 24);
}

#[test]
fn outline_of_a_plan() {
    let Some(text) = Folder::Seeds.text("004") else {
        return;
    };
    let report = report(&text);
    assert_eq!(findings(&report), [""; 0]);
}
