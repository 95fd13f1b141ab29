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
