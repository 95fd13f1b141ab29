//! Lines of tables that tell of others: running totals, rates, differences, parts; and which figures are counts, which
//! are amounts.

use expect_test::expect;

use crate::support::{reads, reads_sheet};

#[test]
fn a_running_total_and_a_rate_are_no_more_of_the_item_above() {
    reads_sheet(
        "効果額の実績",
        r"
効果額の実績（単位：百万円） | > | > | > | >
分野 | 取組 | 令和3年度 | 令和4年度 | 計
収入の確保 | 広告の募集 | 12 | 14 | 26
^ | 基金の運用 | 30 | 31 | 61
^ | うち債券による運用 | 20 | 22 | 42
^ | 小計 | 42 | 45 | 87
合計 | > | 42 | 45 | 87
累計 | > | 42 | 87 | －
目標額（5年間で200）に対する進捗率（％） | > | 21.0 | 43.5 | －
前年度比（％） | > | － | 107.1 | －
",
        expect![[r#"
            plan
              levels 分野 / 取組
            section s1, depth 0, 分野 : 収入の確保
            item i1 in s1: 広告の募集
            item i2 in s1: 基金の運用
            effect actual 2021 [収入の確保 / 広告の募集]: 12,000,000
              of i1
            effect actual 2022 [収入の確保 / 広告の募集]: 14,000,000
              of i1
            effect actual 2021 [収入の確保 / 基金の運用]: 30,000,000
              of i2
            effect actual 2022 [収入の確保 / 基金の運用]: 31,000,000
              of i2
            stated total - [収入の確保 / 広告の募集] 計: 26,000,000
            stated total - [収入の確保 / 基金の運用] 計: 61,000,000
            stated total 2021 [収入の確保] 令和3年度: 42,000,000
            stated total 2022 [収入の確保] 令和4年度: 45,000,000
            stated total - [収入の確保] 計: 87,000,000
            stated total 2021 [] 令和3年度: 42,000,000
            stated total 2022 [] 令和4年度: 45,000,000
            stated total - [] 計: 87,000,000
        "#]],
    );
}

#[test]
fn rates_and_parts_of_a_table_of_amounts_are_no_effects() {
    reads(
        r"
効果額の推移

（単位：千円）

区分⇥令和4年度⇥令和5年度⇥増減
歳入の確保⇥1,000⇥1,200⇥200
うち財産の売払い⇥400⇥500⇥100
歳出の削減⇥300⇥450⇥150
合計⇥1,300⇥1,650⇥350
累計⇥1,300⇥2,950⇥
達成状況（％）⇥65.0⇥82.5⇥
",
        expect![[r#"
            plan
            effect plan 2022 [歳入の確保]: 1,000,000, revenue
            effect plan 2023 [歳入の確保]: 1,200,000, revenue
            effect plan 2022 [歳出の削減]: 300,000, spending
            effect plan 2023 [歳出の削減]: 450,000, spending
            stated difference - [歳入の確保] 増減: 200,000
            stated difference - [歳出の削減] 増減: 150,000
            stated total 2022 [] 合計: 1,300,000
            stated total 2023 [] 合計: 1,650,000
            stated difference - [] 増減: 350,000
        "#]],
    );
}

#[test]
fn budgets_of_classes_are_no_counts() {
    reads(
        r"
補助金の評価結果

（単位：千円）

方向性⇥件数⇥構成比（％）⇥令和4年度予算額⇥令和5年度予算額
拡充⇥3⇥25.0⇥1,200⇥1,500
継続⇥5⇥41.7⇥9,000⇥9,000
縮小⇥4⇥33.3⇥3,100⇥2,400
計⇥12⇥100.0⇥13,300⇥12,900
",
        expect![[r#"
            plan
            scale -
              1 拡充 (steady)
              2 継続 (steady)
              3 縮小 (steady)
            progress - : 12, 拡充 3, 継続 5, 縮小 4
        "#]],
    );
}

#[test]
fn the_share_of_two_grades_is_of_neither() {
    reads_sheet(
        "総括表",
        r"
分野 | 項目数 | 評価別件数 | > | > | Ａ＋Ｂの割合 | 効果額（千円） | >
^ | ^ | Ａ | Ｂ | Ｃ | ^ | 計画 | 実績
1 窓口 | 4 | 1 | 2 | 1 | 75.0% | 100 | 120
2 財政 | 6 | 3 | 0 | 3 | 50.0% | 900 | 800
合計 | 10 | 4 | 2 | 4 | 60.0% | 1,000 | 920
",
        expect![[r#"
            plan
              levels 分野
            section s1, depth 0, 1: 窓口
            section s2, depth 0, 2: 財政
            scale -
              1 Ａ (steady)
              2 Ｂ (steady)
              3 Ｃ (behind)
            progress - 1 窓口: 4, Ａ 1, Ｂ 2, Ｃ 1
            progress - 2 財政: 6, Ａ 3, Ｂ 0, Ｃ 3
            progress - : 10, Ａ 4, Ｂ 2, Ｃ 4
        "#]],
    );
}

#[test]
fn shares_behind_each_grade_stay_with_it() {
    reads_sheet(
        "集計",
        r"
分野 | 項目数 | Ａ | 割合 | Ｂ | 割合 | Ｃ | 割合
窓口 | 4 | 1 | 25.0% | 2 | 50.0% | 1 | 25.0%
財政 | 6 | 3 | 50.0% | 0 | 0.0% | 3 | 50.0%
",
        expect![[r#"
            plan
              levels 分野
            section s1, depth 0, : 窓口
            section s2, depth 0, : 財政
            scale -
              1 Ａ (steady)
              2 Ｂ (steady)
              3 Ｃ (behind)
            progress - 窓口: 4, Ａ 1, Ｂ 2, Ｃ 1
              shares of all: Ａ 25.0%, Ｂ 50.0%, Ｃ 25.0%
            progress - 財政: 6, Ａ 3, Ｂ 0, Ｃ 3
              shares of all: Ａ 50.0%, Ｂ 0.0%, Ｃ 50.0%
        "#]],
    );
}

#[test]
fn each_block_of_years_counts_for_itself() {
    reads_sheet(
        "評価結果の比較",
        r"
分野 | 令和4年度 | > | > | > | 令和5年度 | > | > | > | 増減（計）
^ | 維持 | 改善 | 廃止 | 計 | 維持 | 改善 | 廃止 | 計 | ^
福祉 | 5 | 3 | 1 | 9 | 4 | 3 | 1 | 8 | ▲1
土木 | 7 | 2 | 0 | 9 | 6 | 3 | 0 | 9 | 0
合計 | 12 | 5 | 1 | 18 | 10 | 6 | 1 | 17 | ▲1
",
        expect![[r#"
            plan
              levels 分野
            section s1, depth 0, : 福祉
            section s2, depth 0, : 土木
            scale -
              1 維持 (steady)
              2 改善 (steady)
              3 廃止 (steady)
            progress 2022 福祉: 9, 維持 5, 改善 3, 廃止 1
            progress 2022 土木: 9, 維持 7, 改善 2, 廃止 0
            progress 2022 : 18, 維持 12, 改善 5, 廃止 1
            progress 2023 福祉: 8, 維持 4, 改善 3, 廃止 1
            progress 2023 土木: 9, 維持 6, 改善 3, 廃止 0
            progress 2023 : 17, 維持 10, 改善 6, 廃止 1
        "#]],
    );
}

#[test]
fn what_is_known_by_now_was_reached_up_to_the_year_that_ended() {
    reads(
        r"
改革プランの効果額

1 現時点の効果額（令和5年度末時点）

（単位：千円）

区分⇥令和4年度⇥令和5年度⇥令和6年度⇥合計
歳入の確保⇥100⇥120⇥130⇥350
歳出の削減⇥40⇥40⇥50⇥130
合計⇥140⇥160⇥180⇥480
",
        expect![[r#"
            plan 改革プランの効果額
            effect actual 2022 現時点 [歳入の確保]: 100,000, revenue
            effect actual 2023 現時点 [歳入の確保]: 120,000, revenue
            effect forecast 2024 現時点 [歳入の確保]: 130,000, revenue
            effect actual 2022 現時点 [歳出の削減]: 40,000, spending
            effect actual 2023 現時点 [歳出の削減]: 40,000, spending
            effect forecast 2024 現時点 [歳出の削減]: 50,000, spending
            stated total - 現時点 [歳入の確保] 合計: 350,000
            stated total - 現時点 [歳出の削減] 合計: 130,000
            stated total 2022 現時点 [] 合計: 140,000
            stated total 2023 現時点 [] 合計: 160,000
            stated total 2024 現時点 [] 合計: 180,000
            stated total - 現時点 [] 合計: 480,000
        "#]],
    );
}

#[test]
fn a_row_of_now_beside_the_plan() {
    reads(
        r"
改革プラン 令和5年度進捗状況報告書

効果額の見込み（単位：千円）

施策⇥時点⇥令和4年度⇥令和5年度⇥令和6年度⇥計
① 歳入⇥計画⇥100⇥120⇥130⇥350
① 歳入⇥現在⇥90⇥125⇥140⇥355
② 歳出⇥計画⇥40⇥40⇥50⇥130
② 歳出⇥現在⇥45⇥38⇥60⇥143
合計⇥計画⇥140⇥160⇥180⇥480
合計⇥現在⇥135⇥163⇥200⇥498
合計⇥差⇥△5⇥3⇥20⇥18
",
        expect![[r#"
            plan 改革プラン 令和5年度進捗状況報告書
            effect plan 2022 [歳入]: 100,000, revenue
            effect plan 2023 [歳入]: 120,000, revenue
            effect plan 2024 [歳入]: 130,000, revenue
            effect actual 2022 [歳入]: 90,000, revenue
            effect actual 2023 [歳入]: 125,000, revenue
            effect forecast 2024 [歳入]: 140,000, revenue
            effect plan 2022 [歳出]: 40,000, spending
            effect plan 2023 [歳出]: 40,000, spending
            effect plan 2024 [歳出]: 50,000, spending
            effect actual 2022 [歳出]: 45,000, spending
            effect actual 2023 [歳出]: 38,000, spending
            effect forecast 2024 [歳出]: 60,000, spending
            stated total - [歳入] 計: 350,000
            stated total - [歳入] 計: 355,000
            stated total - [歳出] 計: 130,000
            stated total - [歳出] 計: 143,000
            stated total 2022 [] 合計: 140,000
            stated total 2023 [] 合計: 160,000
            stated total 2024 [] 合計: 180,000
            stated total - [] 計: 480,000
            stated total 2022 [] 合計: 135,000
            stated total 2023 [] 合計: 163,000
            stated total 2024 [] 合計: 200,000
            stated total - [] 計: 498,000
        "#]],
    );
}

#[test]
fn a_sentence_about_amounts_says_no_kind_of_the_table_below() {
    reads(
        r"
行革プラン 令和5年度の実績

令和5年度の効果額は計画の500千円に対し600千円でした。

年度別効果額の推移（単位：千円）

区分⇥令和4年度⇥令和5年度⇥計
窓口⇥100⇥250⇥350
財政⇥300⇥350⇥650
計⇥400⇥600⇥1,000
対前年度増減⇥⇥200⇥
対前年度比（％）⇥⇥150.0⇥
",
        expect![[r#"
            plan 行革プラン 令和5年度の実績
            effect actual 2022 [窓口]: 100,000
            effect actual 2023 [窓口]: 250,000
            effect actual 2022 [財政]: 300,000
            effect actual 2023 [財政]: 350,000
            stated total - [窓口] 計: 350,000
            stated total - [財政] 計: 650,000
            stated total 2022 [] 計: 400,000
            stated total 2023 [] 計: 600,000
            stated total - [] 計: 1,000,000
            statement 効果額: 500,000 yen (500千円)
            annotation: 令和5年度の効果額は計画の500千円に対し600千円でした。
        "#]],
    );
}

#[test]
fn amounts_on_the_sheet_of_an_item_are_its_own() {
    reads(
        r"
実施計画 令和5年度実績調書

1 効果額の総括（単位：千円）

番号⇥取組名⇥担当部署⇥効果額（計画）⇥効果額（実績）
101⇥債権の管理⇥財政課⇥300⇥310
102⇥照明の更新⇥管財課⇥90⇥80

2 取組別の調書

101 債権の管理

項目⇥令和4年度⇥令和5年度⇥計
経費の削減額（千円） 計画⇥200⇥300⇥500
経費の削減額（千円） 実績⇥210⇥310⇥520
差引⇥10⇥10⇥20

102 照明の更新

項目⇥令和4年度⇥令和5年度⇥計
経費の削減額（千円） 計画⇥60⇥90⇥150
経費の削減額（千円） 実績⇥70⇥80⇥150
差引⇥10⇥△10⇥0
",
        expect![[r#"
            plan 実施計画 令和5年度実績調書
              levels 取組
            item i1: 債権の管理
              number 101
              lead 財政課
            item i2: 照明の更新
              number 102
              lead 管財課
            effect plan 2023 [債権の管理]: 300,000
              of i1
            effect actual 2023 [債権の管理]: 310,000
              of i1
            effect plan 2023 [照明の更新]: 90,000
              of i2
            effect actual 2023 [照明の更新]: 80,000
              of i2
            effect plan 2022 [債権の管理]: 200,000, spending
              of i1
            effect actual 2022 [債権の管理]: 210,000, spending
              of i1
            effect plan 2022 [照明の更新]: 60,000, spending
              of i2
            effect actual 2022 [照明の更新]: 70,000, spending
              of i2
            stated total - [債権の管理] 計: 500,000
            stated total - [債権の管理] 計: 520,000
            stated total - [照明の更新] 計: 150,000
            stated total - [照明の更新] 計: 150,000
        "#]],
    );
}

#[test]
fn a_remark_that_lists_grades_is_no_word_explained() {
    reads(
        r"
進捗状況

区分⇥Ａ⇥Ｂ⇥Ｃ⇥計
窓口⇥1⇥2⇥1⇥4
財政⇥3⇥0⇥3⇥6

※Ａ：目標を上回る　Ｂ：目標どおり　Ｃ：目標を下回る

基本方針2の主な取組は次のとおりです。
",
        expect![[r#"
            plan
            section s1, depth 0, : 窓口
            section s2, depth 0, : 財政
            scale -
              1 Ａ (ahead): 目標を上回る
              2 Ｂ (steady): 目標どおり
              3 Ｃ (behind): 目標を下回る
            progress - 窓口: 4, Ａ 1, Ｂ 2, Ｃ 1
            progress - 財政: 6, Ａ 3, Ｂ 0, Ｃ 3
        "#]],
    );
}

#[test]
fn the_year_of_a_title_is_not_that_of_an_item_worked_on_in_others() {
    reads(
        r"
施設再編計画 令和5年度進捗報告

【1】
取組名：公民館と図書館の複合化
担当課：生涯学習課
効果額：1,250千円
実施年度：令和7年度

【2】
取組名：集会所の譲渡
担当課：協働課
効果額：240千円
実施年度：令和5年度
",
        expect![[r#"
            plan 施設再編計画 令和5年度進捗報告
              levels 取組
            item i1: 公民館と図書館の複合化
              number 1
              schedule 令和7年度
              step 2025:
              lead 生涯学習課
            item i2: 集会所の譲渡
              number 2
              schedule 令和5年度
              step 2023:
              lead 協働課
            effect plan - [公民館と図書館の複合化]: 1,250,000
              of i1
            effect actual 2023 [集会所の譲渡]: 240,000
              of i2
        "#]],
    );
}
