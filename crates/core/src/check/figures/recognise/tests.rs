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
    // The total is off as well, which a note says of whom that comes.
    assert_eq!(
        findings(&table("332")),
        ["sum-mismatch 5 332 323", "sum-mismatch 8 740 749"]
    );
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
