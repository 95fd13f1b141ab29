//! Relations in layouts and words that no rule knows.

use super::{frame, number, prove};
use crate::check::figures::model::sheet::Sheets;
use crate::check::testing::{document, findings, report_with, said, verified};
use crate::finding::{Report, Severity};
use crate::plan::Plan;

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
fn where_too_much_fits_what_is_not_looked_at_is_said() {
    let mut all = Sheets::of(&document(&copied("18,754")));
    let text = frame::pieces(&mut all);
    let proved = |is_spent: bool| {
        let numbers = number::Numbers::of(&all.ledger);
        if is_spent {
            numbers.spend();
        }
        let mut report = Report::default();
        prove(&all, &text, numbers, &mut report);
        report
    };
    assert_eq!(said(&proved(false)), ["sum-mismatch 31 18,754 17,854"]);
    let spent = proved(true);
    assert_eq!(said(&spent), ["not-understood 3 - -"]);
    assert!(spent.verified.is_empty(), "half of what is there proves nothing");
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

#[test]
fn a_formula_of_letters_is_worked_out() {
    let table = |last: &str| {
        format!(
            "区分\tR7\tR8\nぬも ア\t20,531\t20,342\nそき イ\t20,957\t20,811\nむよ アーイ\t1\t2\nほお ア-イ\t△426\t△469\nへと ウ\t150\t212\nちぬ ア-イ+ウ\t△276\t{last}"
        )
    };
    assert_eq!(findings(&table("△257")), [""; 0]);
    assert_eq!(findings(&table("△267")), ["difference-mismatch 7 △267 △257"]);
}

#[test]
fn a_rate_of_change_is_of_the_value_before() {
    let table = |last: &str| {
        format!(
            "区分\tR6\tR5\t増減\t増減率\nぬも\t5,231\t5,012\t219\t4.4%\nそき\t3,917\t4,058\t△141\t△3.5%\nむよ\t2,846\t2,611\t235\t{last}"
        )
    };
    assert_eq!(findings(&table("9.0%")), [""; 0]);
    assert_eq!(findings(&table("9.8%")), ["rate-mismatch 4 9.8% 9.0%"]);
}

#[test]
fn totals_may_stand_in_a_list_of_their_own() {
    let text = |third: &str| {
        format!(
            "ぬも：総括 14件\nそき：総括 40件\nむよ：総括 {third}件\nほお：総括 27件\n東区\nぬも 2件、そき 15件、むよ 11件、ほお 8件\n西区\nぬも 5件、そき 14件、むよ 9件、ほお 12件\n南区\nぬも 7件、そき 11件、むよ 15件、ほお 7件"
        )
    };
    assert_eq!(findings(&text("35")), [""; 0]);
    assert_eq!(verified(&text("35")).len(), 4);
    assert_eq!(findings(&text("25")), ["sum-mismatch 3 25 35"]);
}

#[test]
fn shares_may_be_told_below_their_table() {
    let text = |share: &str| {
        format!(
            "区分\t見込\t決算\nぬもれ\t1,518\t1,602\nそきえ\t2,034\t2,149\nむよわ\t582\t616\n合計\t4,134\t4,367\n\n割合は、ぬもれ 36.7%、そきえ 49.2%、むよわ {share}です。"
        )
    };
    assert_eq!(findings(&text("14.1%")), [""; 0]);
    assert_eq!(findings(&text("15.1%")), ["share-mismatch 7 15.1% 14.1%"]);
}

#[test]
fn heads_in_front_of_their_parts_are_totals() {
    let table = |second: &str| {
        format!(
            "区分\t件数\n1 ぬもれ\t417\n(1) そき\t229\n(2) むよ\t188\n2 ほおい\t{second}\n(1) へと\t166\n(2) ちぬ\t157\n合計\t740"
        )
    };
    assert_eq!(findings(&table("323")), [""; 0]);
    assert_eq!(verified(&table("323")).len(), 3);
    // The total is right, if the wrong one is put right.
    assert_eq!(findings(&table("332")), ["sum-mismatch 5 332 323"]);
    assert!(verified(&table("332")).iter().any(|figure| figure == "sum 8 740"));
}

#[test]
fn shares_beside_its_parts_tell_which_count_is_the_whole() {
    let text = |whole: &str| {
        format!(
            "ぬもれ {whole}件\n(そきえ 16件)\n- 甲 14件(17.1%)\n- 乙 30件(36.6%)\n- 丙 31件(37.8%)\n- 丁 7件(8.5%)"
        )
    };
    assert_eq!(findings(&text("82")), [""; 0]);
    assert!(
        verified(&text("82")).iter().any(|figure| figure == "sum 1 82"),
        "{:?}",
        verified(&text("82"))
    );
    assert_eq!(findings(&text("83")), ["sum-mismatch 1 83 82"]);
}

#[test]
fn a_rate_follows_its_two_values() {
    let text = |rate: &str| format!("配当 160点\n得点 124点\n得点率 {rate}パーセント");
    assert_eq!(verified(&text("77.5")).len(), 1);
    assert_eq!(findings(&text("77.8")).len(), 1);
}

#[test]
fn amounts_for_each_are_not_added_up() {
    let table = "施設名,維持費,利用者数,収入,1人当たり経費,負担額\n甲館,18650,42310,3725,441,14925\n乙館,46820,38740,14980,1209,31840\n丙場,5240,16130,2410,325,2830\n丁室,8730,21460,4655,407,4075\n計,79440,118640,25770,670,53670";
    assert_eq!(findings(&table.replace(',', "\t")), [""; 0]);
}

#[test]
fn a_whole_that_is_told_again_is_no_wrong_total() {
    let text =
        "実施した事業 380件\n- 対象 360件(95%)\n- 対象外 20件(5%)\n対象の360件のうち、約83%が続きます。";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn a_sentence_names_the_rows_that_it_adds_up() {
    let text = |sum: &str, share: &str| {
        format!(
            "区分\t面積\nぬもれ\t28,150\nそきえ\t16,740\nむよわ\t96,950\n合計\t141,840\n\nぬもれとそきえを合わせた面積は{sum}㎡で、全体の{share}％です。"
        )
    };
    assert_eq!(findings(&text("44,890", "31.6")), [""; 0]);
    let held = verified(&text("44,890", "31.6"));
    assert!(held.iter().any(|figure| figure.ends_with("44,890")), "{held:?}");
    assert!(held.iter().any(|figure| figure.contains("31.6")), "{held:?}");
    assert_eq!(
        findings(&text("44,980", "31.6")),
        ["sum-mismatch 7 44,980 44,890"]
    );
    assert_eq!(findings(&text("44,890", "36.1")).len(), 1);
}

#[test]
fn a_sentence_says_what_changed_since_the_year_before() {
    let text = |by: &str| {
        format!(
            "（単位：千円）\n区分\t令和4年度\t令和5年度\nぬもれ\t22,615\t25,307\nそきえ\t38,954\t44,213\n合計\t61,569\t69,520\n\n令和5年度の額は69,520千円で、前年度より{by}千円（12.9％）増加しました。"
        )
    };
    assert_eq!(findings(&text("7,951")), [""; 0]);
    let held = verified(&text("7,951"));
    assert!(held.iter().any(|figure| figure.contains("7,951")), "{held:?}");
    assert_eq!(
        findings(&text("7,591")),
        ["difference-mismatch 7 7,591千円 7,951千円"]
    );
}

#[test]
fn how_much_more_is_no_total() {
    let text = "（単位：千円）\n区分\t額\nぬもれ\t206,140\nそきえ\t144,242\n合計\t350,382\n\nこの額は目標を50,382千円上回りました。";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn a_sentence_compares_its_own_figures() {
    let text =
        |rate: &str| format!("ぬもれは、前の期の812人からこの期の774人へと38人減少した（{rate}％減）。");
    assert_eq!(findings(&text("4.7")), [""; 0]);
    let held = verified(&text("4.7"));
    assert!(held.iter().any(|figure| figure.contains("4.7")), "{held:?}");
    assert_eq!(findings(&text("7.4")).len(), 1);
}

#[test]
fn a_summary_by_groups_follows_from_its_table() {
    let text = |sum: &str| {
        format!(
            "名前\t種類\t前\t後\nぬも費\t甲\t4,231\t4,208\nそき費\t乙\t3,617\t2,705\nむよ費\t乙\t2,852\t2,418\nほお費\t丙\t5,019\t3,756\nへと費\t丁\t643\t371\n\n種類\t件数\t前\t後\n甲\t1\t4,231\t4,208\n乙\t2\t6,469\t{sum}\n丙\t1\t5,019\t3,756\n丁\t1\t643\t371"
        )
    };
    assert_eq!(findings(&text("5,123")), [""; 0]);
    let held = verified(&text("5,123"));
    assert!(held.iter().any(|figure| figure == "count 10 2"), "{held:?}");
    assert_eq!(findings(&text("5,213")), ["sum-mismatch 10 5,213 5,123"]);
}

#[test]
fn a_part_may_be_some_of_the_rows_above() {
    let table = |last: &str| {
        format!(
            "区分\t7年\t8年\t9年\nぬも\t3,980\t4,015\t4,043\nそき\t4,655\t4,710\t4,768\nむよ\t2,117\t2,145\t2,160\nほお\t3,420\t3,455\t3,480\nうち義務\t10,752\t10,870\t{last}\n合計\t14,172\t14,325\t14,451"
        )
    };
    assert_eq!(findings(&table("10,971")), [""; 0]);
    assert_eq!(findings(&table("10,791")), ["sum-mismatch 6 10,791 10,971"]);
}

#[test]
fn what_a_year_ends_with_the_next_one_begins_with() {
    let table = |begin: &str| {
        format!(
            "年\t初め\t出\t入\t終わり\n甲\t486\t22\t18\t482\n乙\t482\t25\t19\t476\n丙\t476\t19\t16\t473\n丁\t{begin}\t17\t11\t467\n戊\t467\t21\t15\t461"
        )
    };
    assert_eq!(findings(&table("473")), [""; 0]);
    let held = verified(&table("473"));
    assert!(held.iter().any(|figure| figure == "sum 5 473"), "{held:?}");
    assert!(!findings(&table("437")).is_empty());
}

#[test]
fn a_mean_is_of_the_rows_above_its_total() {
    let table = |mean: &str| {
        format!(
            "年\t甲\t乙\n一\t24,513\t18,202\n二\t24,351\t18,050\n三\t24,207\t18,001\n計\t73,071\t54,253\n平均\t24,357\t{mean}"
        )
    };
    assert_eq!(findings(&table("18,084")), [""; 0]);
    assert_eq!(findings(&table("18,048")), ["rate-mismatch 6 18,048 18,084"]);
}

#[test]
fn nothing_that_changed_is_a_difference_as_well() {
    let table = |last: &str| {
        format!(
            "区分\t前\t後\t増減\nぬも\t5,231\t5,012\t△219\nそき\t3,917\t3,917\t{last}\nむよ\t2,846\t2,611\t△235"
        )
    };
    assert_eq!(findings(&table("0")), [""; 0]);
    assert_eq!(verified(&table("0")).len(), 3);
    assert_eq!(findings(&table("30")).len(), 1);
}

#[test]
fn figures_in_names_and_rates_of_other_rows_are_no_values() {
    let text = "| 指標 | 単位 | 基準 | 計画 | 実績 | 差 | 率 |\n|---|---|---|---|---|---|---|\n| ごみの1人1日当たり量 | g | 912 | 860 | 884 | 24 | － |\n| 利用者数 | 人 | 181,204 | 200,000 | 188,406 | △11,594 | 94.2 |\n| 職員数 | 人 | 512 | 500 | 503 | 3 | 100.6 |\n| 満足度 | 点 | 61.5 | 70.0 | 65.9 | △4.1 | 94.1 |";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn what_is_exceeded_and_what_is_reached_are_one_thing() {
    let text = "目標額231,000千円に対し16,830千円上回り、達成率は107.3％となった。";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn numbers_of_named_things_are_not_added() {
    let text = "柱1「ぬもれ」が21項目、柱2「そきえ」が24項目、柱3「むよわ」が18項目で、計63項目である。";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn another_year_is_not_what_this_one_should_be() {
    let text = "区分\t令和4年度\t令和5年度\nぬもれ\t112\t108\nそきえ\t186\t186\n合計\t298\t294\n\n対象は294件で、前年度の298件から減った。5年間の目標25件は変わらない。";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn of_two_states_the_difference_is_told() {
    let table = |less: &str| {
        format!(
            "業務\t導入前(時間)\t導入後(時間)\t時間\nぬも\t1,264\t315\t949\nそき\t1,487\t62\t1,425\nむよ\t2,641\t583\t{less}"
        )
    };
    assert_eq!(findings(&table("2,058")), [""; 0]);
    assert_eq!(verified(&table("2,058")).len(), 3);
    assert_eq!(findings(&table("2,085")), ["difference-mismatch 4 2,085 2,058"]);
}

#[test]
fn a_balance_is_the_one_before_with_what_came_and_went() {
    let table = |last: &str| {
        format!(
            "年\t甲積立\t乙取崩\t丙残高\n一\t412\t1,207\t5,965\n二\t388\t954\t5,399\n三\t405\t816\t4,988\n四\t397\t733\t4,652\n五\t371\t602\t{last}"
        )
    };
    assert_eq!(findings(&table("4,421")), [""; 0]);
    assert!(
        verified(&table("4,421"))
            .iter()
            .any(|figure| figure.ends_with("4,421"))
    );
    assert_eq!(
        findings(&table("4,241")),
        ["running-total-mismatch 6 4,241 4,421"]
    );
}

#[test]
fn a_comparison_takes_rows_over_from_tables_before_it() {
    let text = |third: &str| {
        format!(
            "区分\t2年\t3年\t4年\nぬも\t24,017\t70,312\t45,608\nそき\t37,204\t50,519\t64,053\n合計\t61,221\t120,831\t109,661\n\n区分\t2年\t3年\t4年\n当初\t61,221\t120,831\t{third}\n現在\t62,275\t122,098\t110,737"
        )
    };
    assert_eq!(findings(&text("109,661")), [""; 0]);
    assert_eq!(verified(&text("109,661")).len(), 6);
    assert_eq!(findings(&text("109,616")), ["sum-mismatch 7 109,616 109,661"]);
}

/// What is verified, and what is found where the last of some figures is another.
fn told(text: impl Fn(&str) -> String, right: &str, wrong: &str) {
    assert_eq!(findings(&text(right)), [""; 0]);
    let is_verified = verified(&text(right)).iter().any(|figure| figure.contains(right));
    assert!(is_verified, "{right} in {:?}", verified(&text(right)));
    let found = findings(&text(wrong));
    assert!(
        found.iter().any(|finding| finding.contains(right)),
        "{wrong}: {found:?}"
    );
}

#[test]
fn an_amount_for_each_is_worked_out_whatever_the_units() {
    let table = |last: &str| {
        format!(
            "施設\t面積(㎡)\t経費（千円）\t㎡当たり経費(円)\nぬも\t6,820\t48,379\t7,094\nそき\t5,412\t39,946\t7,381\nむよ\t3,970\t31,776\t8,004\nほお\t8,105\t55,170\t{last}"
        )
    };
    told(table, "6,807", "6,870");
}

#[test]
fn a_line_comes_of_others_that_are_added_and_taken_away() {
    let table = |last: &str| {
        format!(
            "基金\t前年度末\t積立\t取崩\t当年度末\nぬも\t1,204,118\t81,200\t320,000\t965,318\nそき\t273,720\t15,000\t40,000\t248,720\nむよ\t643,434\t20,000\t50,000\t613,434\nほお\t286,718\t2,000\t12,000\t{last}"
        )
    };
    told(table, "276,718", "267,718");
}

#[test]
fn a_line_may_come_of_a_figure_of_the_text() {
    let table = |last: &str| {
        format!(
            "職員1人当たりの平均は7,520千円です。\n\n事業\t職員数(人)\t人件費(千円)\nぬも\t1.2\t9,024\nそき\t0.6\t4,512\nむよ\t2.1\t15,792\nほお\t1.7\t{last}"
        )
    };
    told(table, "12,784", "12,748");
}

#[test]
fn a_formula_in_a_column_of_its_own_is_worked_out() {
    let table = |last: &str| {
        format!(
            "項目\t算式\t令和5年度\t令和4年度\t差\n配水量（㎥）\tア\t3,012,450\t3,098,770\t△86,320\n有収水量（㎥）\tイ\t2,588,214\t2,640,115\t△51,901\n有収率（％）\tイ÷ア×100\t85.9\t{last}\t0.7"
        )
    };
    assert_eq!(findings(&table("85.2")), [""; 0]);
    assert!(
        verified(&table("85.2"))
            .iter()
            .any(|figure| figure.contains("85.9"))
    );
}

#[test]
fn a_sentence_bounds_lines_that_are_called_by_numbers() {
    let text = |said: &str| {
        format!(
            "年齢\t職員数(人)\n29歳以下\t112\n30～39歳\t150\n40～49歳\t173\n50～59歳\t216\n60歳以上\t87\n計\t738\n\n50歳以上の職員は{said}人で、全体の41.1％です。"
        )
    };
    told(text, "303", "330");
}

#[test]
fn a_total_that_leaves_something_out_is_left_alone() {
    let table = "施設\t現行\t改定後\nぬも\t1,843,250\t2,304,000\nそき\t5,316,720\t6,114,200\nむよ\t1,102,800\t据置き\n計（据置きを除く）\t7,159,970\t8,418,200";
    assert_eq!(findings(table), [""; 0]);
}

#[test]
fn rows_of_one_table_that_are_alike_are_no_copies() {
    let rows = [
        "2023\t1,978\t0\t1,978\t0",
        "2022\t1,978\t0\t1,978\t0",
        "2021\t1,978\t0\t1,978\t0",
    ];
    assert_eq!(
        findings(&format!("年度\t当初\t補正\t計\t繰越\n{}", rows.join("\n"))),
        [""; 0]
    );
}

/// Items under headings, each with a grade, and the table that counts them.
fn counted(last: &str) -> String {
    let items = |head: &str, grades: &[&str]| {
        let rows = grades
            .iter()
            .enumerate()
            .map(|(at, grade)| format!("{at}号\t{head}の取組{at}\t{grade}"));
        format!("【{head}】\n{}", rows.collect::<Vec<_>>().join("\n"))
    };
    [
        "区分\tＡ\tＢ\tＣ\t計",
        "ぬも部\t3\t1\t1\t5",
        "そき部\t1\t4\t0\t5",
        &format!("むよ部\t2\t2\t{last}"),
        "",
        &items("ぬも部", &["A", "A", "B", "C", "A"]),
        &items("そき部", &["B", "B", "A", "B", "B"]),
        &items("むよ部", &["C", "A", "B", "B", "A", "C", "C"]),
    ]
    .join("\n")
}

#[test]
fn a_table_counts_what_is_listed_under_headings() {
    let right = counted("3\t7");
    assert_eq!(findings(&right), [""; 0]);
    let of_counts = verified(&right)
        .iter()
        .filter(|figure| figure.starts_with("count "))
        .count();
    assert_eq!(of_counts, 9, "{:?}", verified(&right));
    assert!(!findings(&counted("4\t7")).is_empty());
}

#[test]
fn a_table_counts_the_words_of_each_column() {
    let table = |last: &str| {
        format!(
            "補助金\t予算\t公益\t有効\nぬも\t1,204\t◎\t○\nそき\t2,877\t○\t○\nむよ\t635\t◎\t△\nほお\t842\t○\t◎\nわせ\t310\t△\t○\n\n視点\t◎\t○\t△\n公益性\t2\t2\t1\n有効性\t1\t{last}\t1"
        )
    };
    assert_eq!(findings(&table("3")), [""; 0]);
    let by_counting = |figure: &&String| figure.starts_with("count ");
    assert!(verified(&table("3")).iter().filter(by_counting).count() >= 3);
}

#[test]
fn records_are_called_by_their_headings() {
    let text = |last: &str| {
        format!(
            "施設\t経費(千円)\t利用者(人)\nぬも館\t18,640\t41,280\nそき館\t22,975\t38,655\nむよ館\t31,420\t{last}\n\n（１）ぬも館\n経費：18,640千円\n利用者：41,280人\n（２）そき館\n経費：22,975千円\n利用者：38,655人\n（３）むよ館\n経費：31,420千円\n利用者：27,310人"
        )
    };
    told(text, "27,310", "27,130");
}

#[test]
fn a_sentence_says_how_its_last_two_figures_differ() {
    told(
        |said| format!("寄附額は18,420千円から23,115千円へと{said}千円増え、窓口は三つになった。"),
        "4,695",
        "4,965",
    );
    told(
        |said| format!("対象の手続は1,412件のうち987件となり、割合は{said}％です。"),
        "69.9",
        "69.8",
    );
    // Whose rate it is is not said.
    assert_eq!(
        findings("手続は1,412件のうち987件となった（前年度は841件、69.8％）。"),
        [""; 0]
    );
}

#[test]
fn shares_run_up_from_line_to_line() {
    let table = |last: &str| {
        format!(
            "年数\t面積\t構成比\t累積構成比\n50年以上\t38,482\t18.7%\t18.7%\n40年以上\t56,385\t27.4%\t46.1%\n30年以上\t51,652\t25.1%\t71.2%\n20年以上\t32,514\t15.8%\t{last}"
        )
    };
    assert_eq!(findings(&table("87.0%")), [""; 0]);
    assert!(!findings(&table("88.0%")).is_empty());
}

#[test]
fn rounded_shares_of_groups_add_up_to_about_the_share_of_all() {
    let text = "取組\t課\t金額\t割合\nぬも\tそき課\t4,213\t33.4\nむよ\tそき課\t2,115\t16.7\nほお\tわせ課\t1,908\t15.1\nやき\tわせ課\t4,392\t34.8\n\n課\t金額\t割合\nそき課\t6,328\t50.2\nわせ課\t6,300\t49.9";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn points_are_not_added() {
    let table = "税目\t増減（千円）\t収納率の増減（ポイント）\nぬも税\t61,154\t0.3\nそき税\t35,142\t0.1\nむよ税\t7,292\t0.5\n計\t103,588\t0.4";
    assert_eq!(findings(table), [""; 0]);
}

#[test]
fn a_year_that_a_table_has_not_is_not_what_it_tells() {
    let text = "年度\t企業債\t残高（百万円）\nR3\t380\t6,262\nR4\t410\t6,261\nR5\t450\t6,293\n\n令和5年度の残高は62.9億円で、令和元年度の残高は62.8億円でした。";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn a_list_has_its_whole_above_where_the_same_is_counted() {
    let text = |whole: &str| {
        format!(
            "ぬもの計画 {whole}取組\n①そきえ(21 取組)\n②むよわ(18取組)\n《ほおい》\n③なつけ(13 取組)\n④くらま(7取組)"
        )
    };
    told(text, "59", "95");
    told(text, "59", "19");
    // Something else is counted above.
    assert_eq!(verified(&text("59").replace("59取組", "59事業")).len(), 0);
}

#[test]
fn a_table_below_another_is_worked_out_with_it() {
    let text = |last: &str| {
        format!(
            "（単位：千円）\n区分\t令和5年度\t令和6年度\t令和7年度\nぬも Ａ\t41,870\t39,645\t44,218\n\n効果\n（単位：千円）\n区分\t令和5年度\t令和6年度\t令和7年度\nそき Ｂ\t3,218\t4,906\t5,371\nむよ Ａ＋Ｂ\t45,088\t44,551\t{last}"
        )
    };
    told(text, "49,589", "49,859");
}

#[test]
fn parts_may_stand_behind_their_total_and_the_sum_with_it() {
    let table = |first: &str| {
        format!(
            "（単位：千円）\n款\t補正前\t補正額\t計\t国\t債\t一般\nぬも\t884,220\t{first}\t925,875\t12,305\t8,200\t21,150\nそき\t676,415\t186,340\t862,755\t121,580\t2,400\t62,360\nむよ\t741,905\t23,405\t765,310\t17,550\t4,505\t1,350"
        )
    };
    told(table, "41,655", "41,565");
}

#[test]
fn what_remains_and_what_it_is_for_each_is_told_in_a_sentence() {
    let text = |rest: &str| {
        format!("端末18,980台のうち、更新を終えたものは17,735台で、残る{rest}台は令和7年度に更新する。")
    };
    told(text, "1,245", "1,254");
    let mean = |each: &str| format!("５年間の効果額は495,221千円で、年平均では{each}千円でした。");
    told(mean, "99,044", "99,404");
}

#[test]
fn names_of_places_of_what_is_numbered_are_no_figures() {
    let text = "参考１　ぬも4人、そき5人、むよ3人（計12人）";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn what_is_listed_behind_the_parts_of_a_whole_is_none_of_them() {
    let text = |whole: &str| {
        format!(
            "ぬもの整備は{whole}件で、内訳は、そきの運用463件、むよの支援567件、ほおの改修213件・次のなつ130件です。"
        )
    };
    told(text, "1,243", "1,244");
    told(text, "1,243", "1,247");
}

#[test]
fn what_is_not_said_of_the_same_is_left_alone() {
    for text in [
        // Of several parts, all are taken away.
        "住宅584戸のうち、耐震済は312戸、建替え予定は127戸で、残る145戸は来年度に調べる。",
        // The age of people is no mean of their number.
        "相談員は25人、利用者は1,025人で、利用者の平均年齢は41.3歳でした。",
        "職員は47人で、内訳は、行政職37人（管理職1人を含む）、技能職10人である。",
        "委員は15人で、主な内訳は、学識経験者5人、市民9人である。",
        // Another year than the table's.
        "区分\t件数\n電話相談\t322\n来所相談\t1,084\n合計\t1,406\n\n令和6年度の相談は合計1,406件で、来所相談は1,084件であった。前年度の電話相談は312件であった。",
        // Short lists add up by chance.
        "東地区 5件\n西地区 3件\n南地区 1件\n北地区 1件\n\n青年会 7人\n婦人会 4人\n子ども会 2人\n老人会 1人\n\n体育館 6件\n公民館 2件\n図書館 2件\n資料館 1件",
        // A table without heads below another one.
        "|区分|男|女|計|\n|---|---|---|---|\n|ぬも|12|15|27|\n|そき|8|9|17|\n|むよ|20|14|34|\n\n|会議|5|3|7|\n|研修|4|2|9|",
        "YES 120人 NO 80人 計200人",
    ] {
        assert_eq!(findings(text), [""; 0], "{text}");
    }
}

#[test]
fn what_is_verified_is_watched_though_rounding_or_another_rate_is_near() {
    let tables: String = (0..6)
        .map(|at| {
            format!(
                "項目\t時間\nぬも{at}\t{at}8.6\nそき{at}\t2{at}.7\n合計\t{}.3\n\n",
                20 + 11 * at + 19
            )
        })
        .collect();
    let text = |sum: &str| {
        format!(
            "{tables}研修の時間は{sum}時間で、内訳は、松組18.6時間、竹組35.7時間、梅組12.4時間、桜組21.5時間である。"
        )
    };
    let is_watched = |right: &str, wrong: &str, text: &dyn Fn(&str) -> String| {
        let is_verified = verified(&text(right)).iter().any(|figure| figure.contains(right));
        assert!(
            !is_verified || !findings(&text(wrong)).is_empty(),
            "{right} as {wrong}"
        );
    };
    is_watched("88.2", "88.3", &text);
    is_watched("88.2", "88.1", &text);
    let rates = |rate: &str| {
        format!(
            "施設\t計画\t実績\t進捗率\t到達率\nぬも\t412\t334\t{rate}\t81.1\nそき\t287\t201\t70.0\t70.0\nむよ\t653\t498\t76.3\t76.3"
        )
    };
    is_watched("81.1", "81.2", &rates);
    is_watched("81.1", "86.1", &rates);
    let parts = |rate: &str| {
        format!(
            "会場\t郵送\tネット\t窓口\t受付数\t指数\nぬも\t703\t381\t265\t1,349\t{rate}\nそき\t512\t297\t188\t997\t58.0"
        )
    };
    is_watched("54.2", "54.3", &parts);
    is_watched("54.2", "59.2", &parts);
}

#[test]
fn under_a_note_on_rounding_what_holds_is_verified_and_what_may_be_rounded_is_a_note() {
    let table = |total: &str| {
        format!(
            "単位：百万円\n区分\tR7\tR8\tR9\nぬも\t9,745\t9,895\t9,669\nそき\t1,701\t1,687\t1,702\nむよ\t6,159\t6,200\t6,048\n合計\t{total}\t17,782\t17,418\n※端数処理のため、合計が一致しない場合がある。"
        )
    };
    assert!(
        verified(&table("17,605"))
            .iter()
            .any(|figure| figure.contains("17,605"))
    );
    let report = crate::check::testing::report(&table("17,606"));
    let is_note = |finding: &crate::finding::Finding| finding.severity == crate::finding::Severity::Note;
    assert!(report.findings.iter().all(is_note));
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.stated.as_deref() == Some("17,606"))
    );
}

#[test]
fn what_begins_or_ends_differs_by_all_of_it() {
    let table = |last: &str| {
        format!(
            "名称\tR6\tR7\t増減\nぬも\t32,400\t31,150\t△1,250\nそき\t5,600\t4,900\t△700\nむよ\t41,850\t44,320\t2,470\nほお\t7,480\t－\t{last}"
        )
    };
    assert_eq!(findings(&table("△7,480")), [""; 0]);
    assert_eq!(verified(&table("△7,480")).len(), 4);
    assert_eq!(findings(&table("△7,840")).len(), 1);
}

#[test]
fn a_difference_is_divided_and_two_years_are_set_against_two() {
    let table = |each: &str| {
        format!(
            "路線\t利用者数(人)\t収入(千円)\t経費(千円)\t１人当たり負担(円)\nぬも\t48,620\t6,812\t18,450\t239\nそき\t12,340\t2,104\t14,280\t987\nむよ\t9,875\t1,580\t12,965\t{each}\nほお\t3,216\t418\t9,740\t2,899"
        )
    };
    assert!(
        verified(&table("1,153"))
            .iter()
            .any(|figure| figure.contains("1,153"))
    );
    assert_eq!(findings(&table("1,513")).len(), 1);
    let table = |last: &str| {
        format!(
            "名称\t旧R6\t旧R7\t新R6\t新R7\t差引\nぬも\t27,100\t22,950\t26,841\t22,785\t△424\nそき\t11,200\t28,150\t11,462\t28,402\t514\nむよ\t12,050\t10,150\t12,508\t9,263\t△429\nほお\t18,950\t15,600\t19,251\t15,056\t{last}"
        )
    };
    assert!(
        verified(&table("△243"))
            .iter()
            .any(|figure| figure.contains("△243"))
    );
    assert_eq!(findings(&table("△423")).len(), 1);
}

#[test]
fn what_kind_of_payer_stands_in_brackets_is_no_unit() {
    let table = |total: &str| {
        format!(
            "（単位：千円、％）\n税目\t調定額\t収入済額\t徴収率\n市民税（個人）\t3,806,783\t3,707,806\t97.4\n市民税（法人）\t620,713\t600,229\t96.7\n固定資産税\t4,449,828\t4,320,782\t97.1\n計\t8,877,324\t{total}\t97.2"
        )
    };
    assert!(
        verified(&table("8,628,817"))
            .iter()
            .any(|figure| figure.contains("8,628,817"))
    );
    assert!(!findings(&table("8,682,817")).is_empty());
}

#[test]
fn totals_below_all_rows_are_those_of_the_rows_that_say_their_word() {
    let table = |total: &str| {
        format!(
            "施設\t区分\t件数（件）\t減免額（円）\t１件当たり（円）\n中央\t公民館\t656\t972,900\t1,483\n武道館\t体育施設\t868\t2,148,200\t2,475\n北\t公民館\t82\t1,502,700\t18,326\n球場\t体育施設\t814\t1,847,500\t2,270\n公民館 計\t\t738\t{total}\t3,354\n体育施設 計\t\t1,682\t3,995,700\t2,376\n合計\t\t2,420\t6,471,300\t2,674"
        )
    };
    let of = verified(&table("2,475,600"));
    for total in ["2,475,600", "3,995,700", "6,471,300"] {
        assert!(of.iter().any(|figure| figure.contains(total)), "{total}: {of:?}");
    }
    assert!(!findings(&table("2,457,600")).is_empty());
}

#[test]
fn what_hangs_on_a_wrong_figure_is_looked_at_with_the_due_one() {
    let rows = |wrong: &str| {
        let rows = [
            ["ぬもれ", "4,210", "3,985", "-225"],
            ["そきえ", "2,860", "2,914", "54"],
            ["むよわ", "9,430", "9,011", "-419"],
            ["計", "16,500", wrong, "-590"],
        ];
        rows.concat().join("\n\n")
    };
    assert_eq!(findings(&rows("15,910")), [""; 0]);
    // The difference of the last row is right, and so is the one before it.
    assert_eq!(findings(&rows("15,810")), ["sum-mismatch 29 15,810 15,910"]);
    let verified = verified(&rows("15,810"));
    assert!(
        verified.iter().any(|figure| figure.contains("-590")),
        "{verified:?}"
    );
}

#[test]
fn what_a_line_says_again_of_headings_is_known_by_names() {
    let text = |said: &str| {
        format!(
            "改革の成果\n効果 : 歳入 {said}万円増、歳出 1億7,319万円減\n◆歳 入:3,582万円増\nNo2. 広告\n2,271 万円 広告料\nNo5. 貸付\n1,311 万円 貸付料\n◆歳 出:1億7,319万円減\nNo9. 再編\n1億 2,144 万円 人件費\nNo11. 整理\n5,175 万円 補助金"
        )
    };
    assert_eq!(findings(&text("3,582")), [""; 0]);
    let held = verified(&text("3,582"));
    assert!(
        held.iter().filter(|figure| figure.starts_with("sum 2 ")).count() == 2,
        "{held:?}"
    );
    let found = findings(&text("3,852"));
    assert!(
        found.iter().any(|finding| finding.contains("3,852万円")),
        "{found:?}"
    );
}

#[test]
fn sums_of_records_stand_in_another_order_above_them() {
    let record = |name: &str, done: u32, other: u32| {
        format!(
            "{name}\n評価した取組{done}取組 見送った取組{other}取組\n合わせて{}取組\n",
            done + other
        )
    };
    let records = [
        ("ぬもれ", 12, 4),
        ("そきえ", 25, 7),
        ("むよわ", 17, 3),
        ("ほおい", 31, 8),
    ];
    let records: String = records
        .iter()
        .map(|(name, done, other)| record(name, *done, *other))
        .collect();
    let text = |all: &str| {
        format!("取組の総数 … {all}取組\n評価を行った取組 … 85取組\n外に置いた取組 … 22取組\n{records}")
    };
    let held = verified(&text("107"));
    assert!(held.iter().any(|figure| figure.starts_with("sum 1 ")), "{held:?}");
    assert!(
        findings(&text("108"))
            .iter()
            .any(|finding| finding.contains(" 1 108"))
    );
}

#[test]
fn a_row_that_was_forgotten_is_a_slip() {
    let text = |total: &str| {
        format!(
            "番号\t名称\t所管\t予算額\n1\tぬも補助金\tそき課\t412\n2\tむよ祝金\tわせ課\t1,350\n3\tほお助成\tやき課\t2,400\n4\tこさ給付\tそき課\t186\n5\tたに補給\tわせ課\t3,728\n6\tつね交付\tやき課\t640\n7\tとの奨励\tそき課\t275\n合計\t\t\t{total}\n\n以上"
        )
    };
    assert_eq!(findings(&text("8,991")), [""; 0]);
    assert_eq!(findings(&text("8,351")), ["sum-mismatch 9 8,351 8,991"]);
    // What is not a row's amount less is no row that was forgotten.
    assert_eq!(findings(&text("7,352")), [""; 0]);
}

#[test]
fn a_list_entry_is_no_whole_of_the_entries_behind_it() {
    let text = "年度末残高の内訳\n・ぬも基金　36.5億円\n・そき基金　7.0億円\n・むよ基金　16.2億円\n・わせ基金　4.3億円\n・その他　6.5億円\n";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn rates_that_are_better_the_higher_or_the_lower() {
    let text = |rate: &str| {
        format!(
            "指標\t目標\t実績\t達成率\nぬも率\t99.2\t99.3\t100.1%\nそき額\t300\t318\t106.0%\nむよ料\t2,500\t2,260\t90.4%\nわせ比率★\t92.0\t93.5\t98.4%\nほお時間★\t34,000\t33,480\t101.6%\nやき量★\t1,120\t1,151\t97.3%\nこさ割合\t40.0\t36.2\t{rate}\nたに時間★\t9.0\t8.8\t102.3%\nつね率\t50.0\t52.6\t105.2%\n"
        )
    };
    assert_eq!(findings(&text("90.5%")), [""; 0]);
    assert_eq!(verified(&text("90.5%")).len(), 9);
    assert_eq!(findings(&text("95.0%")), ["rate-mismatch 8 95.0% 90.5%"]);
}

#[test]
fn how_far_each_year_is_from_the_first() {
    let text = |less: &str| {
        format!(
            "項目\t基準\tR15\tR25\tR35\n面積\t162,894\t141,300\t125,200\t109,500\n基準からの縮減面積\t－\t21,594\t37,694\t{less}\n"
        )
    };
    assert!(
        verified(&text("53,394"))
            .iter()
            .any(|figure| figure.contains("53,394"))
    );
    assert!(
        findings(&text("53,349"))
            .iter()
            .any(|said| said.contains("53,394"))
    );
}

#[test]
fn a_table_goes_on_below_the_end_of_a_page() {
    let text = |total: &str| {
        format!(
            "類型\t施設数\t面積\t構成比\nぬも\t9\t21,846\t9.7%\nそき\t22\t118,305\t52.8%\nむよ\t14\t19,472\t8.7%\nわせ\t5\t8,137\t3.6%\nほお\t8\t13,960\t6.2%\n\n― 14 ―\n\n類型（つづき）\t施設数\t面積\t構成比\nやき\t17\t9,284\t4.1%\nこさ\t6\t7,715\t3.4%\nたに\t11\t25,431\t11.3%\n合計\t92\t{total}\t100.0%\n"
        )
    };
    assert_eq!(findings(&text("224,150")), [""; 0]);
    assert!(
        verified(&text("224,150"))
            .iter()
            .any(|figure| figure.contains("224,150"))
    );
    // Of a total that is wrong one share is wrong as well: the total is named, the share is noted beside it.
    let report = report_with(&text("224,510"), &Plan::default());
    let told = report
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note);
    let told: Vec<Option<&str>> = told.map(|finding| finding.stated.as_deref()).collect();
    assert_eq!(told, [Some("224,510")], "{:?}", said(&report));
}

#[test]
fn a_sentence_points_at_cells_one_by_one() {
    let text = |cut: &str| {
        format!(
            "計画期間の4年間で555人の退職を見込む一方、採用を419人に抑え、令和10年度末には4,794人とします。\n\n年度\t退職\t採用\t年度末職員数\n令和7年度\t142\t106\t4,894\n令和8年度\t175\t121\t4,840\n令和9年度\t91\t84\t4,833\n令和10年度\t147\t108\t{cut}\n計\t555\t419\t\n"
        )
    };
    let verified = verified(&text("4,794"));
    assert!(
        ["555", "419", "4,794"].iter().all(|figure| verified
            .iter()
            .any(|said| said.contains(&format!(" 1 {figure}")) || said.contains(&format!("1 {figure}")))),
        "{verified:?}"
    );
    assert_eq!(findings(&text("4,794")), [""; 0]);
}

#[test]
fn the_rate_of_another_year_is_none_of_the_table() {
    let text = "税目\t調定額\t収入済額\t収納率\nぬも税\t3,208,758\t3,125,688\t97.4\nそき税\t4,362,415\t4,212,403\t96.6\n市税計\t7,571,173\t7,338,091\t96.9\n\n前年度の市税計の収納率は96.1％でした。";
    assert_eq!(findings(text), [""; 0]);
}

#[test]
fn records_of_which_some_leave_a_label_out() {
    let text = |whole: &str| {
        format!(
            "取組の総数 … {whole}取組\n評価を行った取組 … 282取組\n\n1. ぬも\nA:102、B:25\n評価した取組127取組 評価外の取組13取組\n合わせて140取組\n2. そき\nA:30、B:44\n評価した取組74取組 評価外の取組:なし\n合わせて74取組\n3. むよ\nA:41、B:40\n評価した取組81取組 評価外の取組16取組\n合わせて97取組\n"
        )
    };
    assert_eq!(findings(&text("311")), [""; 0]);
}
