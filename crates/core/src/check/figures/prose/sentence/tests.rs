//! Tests of the file beside.

use crate::check::testing::{findings, verified};

#[test]
fn a_whole_and_its_parts_in_one_sentence() {
    assert_eq!(
        verified("取組数は全52項目（うち完了9項目、継続43項目）です。"),
        ["sum 1 52"]
    );
    assert_eq!(
        verified("協働 15取組（達成10、一部達成4、未達成1）"),
        ["sum 1 15"]
    );
    assert_eq!(
        verified("17件のうち13件が完了、4件が継続となった。"),
        ["sum 1 17"]
    );
    assert_eq!(
        findings("72取組のうち「達成」が47取組、「一部達成」が18取組、「未達成」が8取組となった。"),
        ["sum-mismatch 1 72 73"]
    );
}

#[test]
fn parts_that_are_not_all() {
    assert!(findings("全52項目（うち新規3項目、拡充2項目）です。").is_empty());
    assert!(findings("41のうち19項目で目標を達成、18項目は50%以上を実施").is_empty());
    assert!(findings("効果額 5億円（計画額 3億円、前年度 4億円）").is_empty());
    assert!(findings("職員数 500人（消防80人、教育60人など）").is_empty());
}

#[test]
fn the_amount_stated_in_the_sentence_before() {
    let text = "歳入の確保 3億2,400万円、歳出の削減 1億1,050万円、合計 4億3,450万円でした。\n計画額4億円に対する達成率は108.6%です。";
    assert_eq!(verified(text), ["sum 1 4億3,450万円", "rate 2 108.6%"]);
    assert_eq!(
        findings(&text.replace("108.6", "106.8")),
        ["rate-mismatch 2 106.8% 108.6%"]
    );
    let text = "効果額は4億3,450万円でした。\n前年度の効果額3億9,850万円に比べ3,600万円の増となりました。";
    assert_eq!(verified(text), ["difference 2 3,600万円"]);
}

#[test]
fn a_change_from_one_number_to_another() {
    let text = "職員数は令和3年4月1日の812人から令和4年4月1日の798人へ、14人の減となりました。";
    assert_eq!(verified(text), ["difference 1 14"]);
    assert_eq!(
        findings(&text.replace("14人", "16人")),
        ["difference-mismatch 1 16 14"]
    );
    assert_eq!(
        verified("612人から598人へ14人（2.3％）減少した。"),
        ["difference 1 14", "rate 1 2.3％"]
    );
}

#[test]
fn names_that_are_counted() {
    assert_eq!(verified("総務課・企画課・財政課の3課で検討する。"), ["count 1 3"]);
    assert_eq!(
        findings("次の4指標（経常収支比率、実質公債費比率、将来負担比率）を用いる。"),
        ["count-mismatch 1 4 3"]
    );
    assert!(findings("3施設（体育館、プールなど）").is_empty());
}

#[test]
fn what_is_left_without_those_counted_twice() {
    let text = "取組の登録は97件、6件が重複のため実数91件である。";
    assert_eq!(verified(text), ["difference 1 91"]);
    assert_eq!(
        findings(&text.replace("91件", "92件")),
        ["difference-mismatch 1 92 91"]
    );
}

#[test]
fn how_far_an_amount_is_from_the_plan_named_again() {
    let text = "見込額が4億2,310万円のところ、実績額は3億9,180万円となり、3,130万円、見込額を下回りました。";
    assert_eq!(verified(text), ["difference 1 3,130万円"]);
    assert_eq!(
        findings(&text.replace("3,130万円", "3,230万円")),
        ["difference-mismatch 1 3,230万円 3,130万円"]
    );
}

#[test]
fn what_is_done_and_what_is_not_stand_before_their_numbers() {
    let text = "単年度の取組 19件のうち完了 14件、未完了 5件、効果額 63百万円";
    assert_eq!(verified(text), ["sum 1 19"]);
    assert_eq!(findings(&text.replace("19件", "18件")), ["sum-mismatch 1 18 19"]);
}
