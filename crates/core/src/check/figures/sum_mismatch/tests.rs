//! Tests of the file beside.

use crate::check::testing::{findings, report, said, verified};

const TABLE: &str =
    "区分\t令和4年度\t令和5年度\t合計\n歳入確保\t120\t80\t200\n歳出削減\t30\t45\t75\n合計\t150\t125\t275";

#[test]
fn rows_and_columns_add_up() {
    assert!(findings(TABLE).is_empty());
    let mut right = verified(TABLE);
    right.sort();
    assert_eq!(
        right,
        ["sum 2 200", "sum 3 75", "sum 4 125", "sum 4 150", "sum 4 275"]
    );
}

#[test]
fn the_cell_that_explains_both_failures_is_named_once() {
    assert_eq!(findings(&TABLE.replace("\t75", "\t85")), ["sum-mismatch 3 85 75"]);
    assert_eq!(findings(&TABLE.replace("275", "375")), ["sum-mismatch 4 375 275"]);
}

#[test]
fn a_wrong_entry_fails_its_totals_and_is_named() {
    let report = report(&TABLE.replace("\t45", "\t55"));
    assert_eq!(
        said(&report),
        [
            "sum-mismatch 3 55 45",
            "sum-mismatch 3 75 85",
            "sum-mismatch 4 125 135"
        ]
    );
    let severities: Vec<_> = report.findings.iter().map(|f| f.severity.key()).collect();
    assert_eq!(severities, ["error", "note", "note"]);
    assert!(report.findings[2].hint.contains("55"));
}

#[test]
fn subtotals_and_a_total_of_them() {
    let table = "区分\t件数\nA\t3\nB\t4\n小計\t7\nC\t10\nD\t2\n小計\t12\n合計\t19";
    assert!(findings(table).is_empty());
    assert_eq!(verified(table).len(), 3);
    assert_eq!(findings(&table.replace("\t19", "\t29")), ["sum-mismatch 8 29 19"]);
}

#[test]
fn a_total_that_comes_first() {
    let table = "取組\t取組計\t◎\t○\n防災\t5\t1\t4\n福祉\t7\t0\t7\n環境\t4\t2\t2";
    assert_eq!(verified(table), ["sum 2 5", "sum 3 7", "sum 4 4"]);
    assert_eq!(
        findings(&table.replace("福祉\t7", "福祉\t9")),
        ["sum-mismatch 3 9 7"]
    );
}

#[test]
fn totals_in_words() {
    assert_eq!(
        verified("評価対象項目6項目 対象外項目4項目 合計10項目"),
        ["sum 1 10"]
    );
    assert_eq!(
        findings("歳入18項目、歳出75項目、合計94項目"),
        ["sum-mismatch 1 94 93"]
    );
    assert!(findings("広告収入など12件、補助金30件、合計50件").is_empty());
}

#[test]
fn what_only_looks_like_a_total() {
    // Counted twice on purpose, a part of another row, rates, means, accounts, another unit.
    assert!(findings("目標\t項目数\n実施\t62\n数値\t60\n計（重複あり）\t77").is_empty());
    assert!(findings("区分\t人数\n行政\t200\nうち女性\t80\n教育\t100\n計\t300").is_empty());
    assert!(findings("区分\t達成率\t件数\nA\t50.0%\t1\nB\t70.0%\t2\n計\t66.7%\t3").is_empty());
    assert!(findings("会計\t額\n一般会計\t100\n特別会計\t250").is_empty());
    assert!(findings("指標\tR3\tR4\t平均\n経常収支比率\t92.1\t93.0\t92.6").is_empty());
    assert!(
        findings("区分\tR3\tR4\tR5\n人口\t5,000\t4,900\t4,800\n計画\t10\t20\t30\n全体\t77\t78\t79")
            .is_empty()
    );
}

#[test]
fn rounded_amounts_may_differ() {
    let table = |total: &str| format!("単位：百万円\n区分\t額\nA\t101\nB\t52\nC\t33\n合計\t{total}");
    assert!(findings(&table("187")).is_empty());
    assert!(verified(&table("186")).is_empty());
    assert_eq!(findings(&table("286")), ["sum-mismatch 6 286 186"]);
    let noted = "※端数処理のため合計が一致しない場合がある。\n区分\t額\nA\t101\nB\t52\n合計\t154";
    assert!(findings(noted).is_empty());
}

#[test]
fn a_document_that_breaks_off_in_its_last_figure() {
    assert!(findings("区分\t千円\nA\t1,250,902\nB\t1,360,313\n合計\t2,611").is_empty());
}
