//! Registers whose columns are parted by spaces, as text out of a PDF gives them.

use crate::support::read;

/// Items in short: number, title, departments, and what stands in columns without a field of their own.
fn items(text: &str) -> Vec<String> {
    let plan = read(text);
    let shown = plan.items.iter().map(|item| {
        let lead: Vec<&str> = item.departments.lead.iter().map(String::as_str).collect();
        let extra: Vec<String> = item.extra.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let grade = plan.evaluations.iter().find(|e| e.item == item.id);
        format!(
            "{} {} [{}] {} {}",
            item.number.as_deref().unwrap_or(""),
            item.title,
            lead.join("、"),
            extra.join(" "),
            grade.map_or("", |e| e.grade.as_str()),
        )
        .trim_end()
        .to_owned()
    });
    shown.collect()
}

#[test]
fn words_fill_the_columns_that_their_heads_name() {
    let text = "令和4年度の状況（単位：千円）\n番号 取組名 担当課 目標額 実績額 評価\n1 広告枠の販売 広報課 900 1,100 A\n2 電力の 一括契約 管財課 2,000 1,500 B\n3 基金の運用 会計課 0 300 A\n";
    assert_eq!(
        items(text),
        [
            "1 広告枠の販売 [広報課] 目標額=900 実績額=1,100 A",
            "2 電力の 一括契約 [管財課] 目標額=2,000 実績額=1,500 B",
            "3 基金の運用 [会計課] 目標額=0 実績額=300 A",
        ]
    );
}

#[test]
fn a_blank_cell_is_known_by_where_the_others_stand() {
    let text = "No.  取組項目              所管課      目標額     実績額   評価\n1    窓口の予約制          市民課          -          -   A\n2    寄附の募集            財政課                 12,000   A\n3    遊休地の売却          管財課      8,000               C\n";
    assert_eq!(
        items(text)[1..],
        [
            "2 寄附の募集 [財政課] 実績額=12,000 A",
            "3 遊休地の売却 [管財課] 目標額=8,000 C",
        ]
    );
}

#[test]
fn a_row_that_fits_in_two_ways_is_no_row() {
    let text = "番号 取組名 担当課 目標額 実績額\n1 広告枠の販売 広報課 900 1,100\n2 寄附の募集 財政課 12,000\n3 基金の運用 会計課 100 300\n4 遊休地の売却 管財課 8,000 7,000\n";
    assert_eq!(
        items(text),
        [
            "1 広告枠の販売 [広報課] 目標額=900 実績額=1,100",
            "3 基金の運用 [会計課] 目標額=100 実績額=300",
            "4 遊休地の売却 [管財課] 目標額=8,000 実績額=7,000",
        ]
    );
}

#[test]
fn sections_stand_between_the_rows() {
    let text = "番号 実施項目 担当部署 実施内容\n1 行政手続の電子化\n1-1 電子申請の拡大 情報課 対象を広げる\n1-2 窓口での決済 会計課 機器を置く\n2 財産の活用\n2-1 遊休地の売却 管財課・都市計画課 公募する\n";
    let plan = read(text);
    let sections: Vec<&str> = plan.sections.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(sections, ["行政手続の電子化", "財産の活用"]);
    let of: Vec<(&str, Option<&str>)> = plan
        .items
        .iter()
        .map(|i| (i.title.as_str(), i.section.as_deref()))
        .collect();
    assert_eq!(
        of,
        [
            ("電子申請の拡大", Some("s1")),
            ("窓口での決済", Some("s1")),
            ("遊休地の売却", Some("s2"))
        ]
    );
}

#[test]
fn sentences_below_a_head_are_no_rows() {
    let text =
        "番号 取組名 担当課\n本市では 次の 取組を進めます。\n詳しくは 財政課 まで お問い合わせください。\n";
    assert!(items(text).is_empty());
}

#[test]
fn blank_lines_stand_between_rows_and_a_remark_stays_beside_its_row() {
    let text = "No.  取組事項            所管部署      R5目標     R5実績    達成度\n\n1    文書の電子化        総務課        80%        85%       ◎\n2    会議の見直し        総務課        10件       8件       ○\n     （オンラインの活用）\n3    窓口の集約          市民課        実施       検討中    △\n\nⅡ 健全な財政\n4    基金の運用          会計課        300万円    280万円   ○\n\n- 3 -\n";
    assert_eq!(
        items(text),
        [
            "1 文書の電子化 [総務課] R5実績=85% ◎",
            "2 会議の見直し [総務課] R5実績=8件 ○",
            "3 窓口の集約 [市民課]  △",
            "4 基金の運用 [会計課]  ○",
        ]
    );
}

#[test]
fn sections_and_totals_stand_between_the_rows() {
    let text = "番号 取組名 担当課 目標額 実績額 差\n1 収入をふやす\n101 広告枠の販売 広報課 900 1,100 200\n102 寄附の募集 財政課 4,000 3,500 △500\n小計 4,900 4,600 △300\n2 支出をへらす\n201 電力の契約 管財課 2,000 2,250 250\n202 用紙の節約 総務課 150 170 20\n小計 2,150 2,420 270\n総計 7,050 7,020 △30\n";
    assert_eq!(
        items(text),
        [
            "101 広告枠の販売 [広報課] 目標額=900 実績額=1,100",
            "102 寄附の募集 [財政課] 目標額=4,000 実績額=3,500",
            "201 電力の契約 [管財課] 目標額=2,000 実績額=2,250",
            "202 用紙の節約 [総務課] 目標額=150 実績額=170",
        ]
    );
    let plan = read(text);
    let sections: Vec<&str> = plan
        .sections
        .iter()
        .map(|section| section.title.as_str())
        .collect();
    assert_eq!(sections, ["収入をふやす", "支出をへらす"]);
}
