//! What sentences say of figures that they gave before.

use crate::check::testing::{findings, verified};

/// Whether a figure of a text is verified, and found as soon as it is another one.
fn is_watched(text: &dyn Fn(&str) -> String, right: &str, wrong: &str) {
    assert_eq!(findings(&text(right)), [""; 0], "{right}");
    assert!(
        verified(&text(right)).iter().any(|figure| figure.contains(right)),
        "{right}: {:?}",
        verified(&text(right))
    );
    assert_eq!(findings(&text(wrong)).len(), 1, "{wrong}");
}

#[test]
fn amounts_for_each_need_what_they_are_divided_by() {
    let debt =
        |each: &str| format!("市債の残高は216億円で、市民１人当たりでは{each}です（人口４万８千人で計算）。");
    is_watched(&debt, "45.0万円", "45.9万円");
    let staff = |each: &str| {
        format!("職員数は438人である。人口１万人当たりの職員数は{each}人（人口53,120人）となっている。")
    };
    is_watched(&staff, "82.45", "84.25");
}

#[test]
fn a_change_is_in_percent_of_what_it_began_with() {
    let change = |rate: &str| format!("831人から5年間に32人（{rate}）減少しました。");
    is_watched(&change, "3.9パーセント", "3.4パーセント");
    let change = |rate: &str| format!("職員数は438人で、平成26年の503人から65人（{rate}）減少した。");
    is_watched(&change, "12.9％", "12.6％");
    let ratio = |rate: &str| {
        format!("寄附額は1億8,420万円から2億3,115万円へと4,695万円増え、前年度比{rate}となりました。")
    };
    is_watched(&ratio, "125.5％", "152.5％");
    let points = |points: &str| format!("収納率は28.4％、前年度の24.7％から{points}ポイント上昇した。");
    is_watched(&points, "3.7", "3.2");
}

#[test]
fn differences_are_called_so_or_stand_against_a_plan() {
    let left = |left: &str| format!("歳入は198.6億円、歳出は194.3億円で、差引きは{left}です。");
    is_watched(&left, "4.3億円", "4.8億円");
    let plan = |by: &str| {
        format!(
            "収納対策は8,420万円、広告は3,115万円、合わせて1億1,535万円です。計画額は9,500万円でしたので、{by}上回りました。"
        )
    };
    is_watched(&plan, "2,035万円", "2,053万円");
}

#[test]
fn a_name_with_tou_in_it_leaves_no_list_open() {
    let sum = |sum: &str| {
        format!(
            "市税等の滞納整理により43,218万円、土地の売却により18,760万円、その他の取組により9,045万円の効果があり、合計で{sum}となった。"
        )
    };
    is_watched(&sum, "7億1,023万円", "7億1,032万円");
    let open = "滞納整理により43,218万円、土地の売却により18,760万円など、合計で6億1,987万円となった。";
    assert_eq!(findings(open), [""; 0]);
}

#[test]
fn calculations_that_are_written_out() {
    let divided = |due: &str| format!("1時間当たりの原価は、6,140,000円÷512㎡÷3,000時間＝{due}円です。");
    is_watched(&divided, "4.00", "4.10");
    let multiplied = |due: &str| format!("効果額は、12,500円×240人＝{due}です。");
    is_watched(&multiplied, "3,000千円", "3,100千円");
    let added = |due: &str| format!("全体では、2,140食＋1,685食－920食＝{due}食となる。");
    is_watched(&added, "2,905", "2,950");
}

#[test]
fn a_rate_names_what_it_is_of() {
    let of = |rate: &str, rest: &str| {
        format!(
            "ぬも税の調定額は8,561,174千円、収入済額は8,412,306千円、不納欠損額は21,655千円であり、収入未済額は{rest}千円である。調定額に対する収納率は{rate}であった。"
        )
    };
    is_watched(&|rate| of(rate, "127,213"), "98.3％", "98.8％");
    is_watched(&|rest| of("98.3％", rest), "127,213", "127,231");
}

#[test]
fn parts_of_a_whole_that_counts_otherwise() {
    let text = |rate: &str| format!("前回は1,071件のうち412人、{rate}であった。");
    is_watched(&text, "38.5％", "35.8％");
    let text = |rate: &str| format!("令和5年度は1,169項目中847項目、{rate}でした。");
    is_watched(&text, "72.5％", "75.2％");
}

#[test]
fn all_parts_may_be_called_some() {
    let text = |whole: &str| format!("保有台数は{whole}台（うち軽自動車1,194台、普通車等692台）である。");
    is_watched(&text, "1,886", "1,868");
    assert!(verified("保有台数は1,886台（うち軽自動車1,194台）である。").is_empty());
}
