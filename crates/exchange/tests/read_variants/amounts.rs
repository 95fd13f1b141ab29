//! Amounts: their units, years, kinds and vintages.

use expect_test::expect;

use crate::support::{reads, reads_sheet};

#[test]
fn effects_in_millions_with_plan_and_actual_rows() {
    reads(
        r"
改革プランの効果額

## 令和5年度末時点の効果額

（単位：百万円）

区分⇥種別⇥令和4年度⇥令和5年度⇥合計
1 歳入の確保⇥計画⇥100⇥120⇥220
⇥実績⇥90⇥125⇥215
2 歳出の削減⇥計画⇥40⇥40⇥80
⇥実績⇥45⇥38⇥83
合計⇥計画⇥140⇥160⇥300
⇥実績⇥135⇥163⇥298
",
        expect![[r#"
            plan 改革プランの効果額
            effect plan 2022 令和5年度末時点 [歳入の確保]: 100,000,000, revenue
            effect plan 2023 令和5年度末時点 [歳入の確保]: 120,000,000, revenue
            effect actual 2022 令和5年度末時点 [歳入の確保]: 90,000,000, revenue
            effect actual 2023 令和5年度末時点 [歳入の確保]: 125,000,000, revenue
            effect plan 2022 令和5年度末時点 [歳出の削減]: 40,000,000, spending
            effect plan 2023 令和5年度末時点 [歳出の削減]: 40,000,000, spending
            effect actual 2022 令和5年度末時点 [歳出の削減]: 45,000,000, spending
            effect actual 2023 令和5年度末時点 [歳出の削減]: 38,000,000, spending
            stated total - 令和5年度末時点 [歳入の確保] 合計: 220,000,000
            stated total - 令和5年度末時点 [歳入の確保] 合計: 215,000,000
            stated total - 令和5年度末時点 [歳出の削減] 合計: 80,000,000
            stated total - 令和5年度末時点 [歳出の削減] 合計: 83,000,000
            stated total 2022 令和5年度末時点 [] 合計: 140,000,000
            stated total 2023 令和5年度末時点 [] 合計: 160,000,000
            stated total - 令和5年度末時点 [] 合計: 300,000,000
            stated total 2022 令和5年度末時点 [] 合計: 135,000,000
            stated total 2023 令和5年度末時点 [] 合計: 163,000,000
            stated total - 令和5年度末時点 [] 合計: 298,000,000
        "#]],
    );
}

#[test]
fn amounts_by_year_below_a_spanning_head() {
    reads_sheet(
        "効果額",
        r"
番号 | 取組項目 | 担当課 | 効果額（単位：千円） | > | > | >
^ | ^ | ^ | 令和4年度 | 令和5年度 | 令和6年度 | 合計
1 | 広告収入 | 広報課 | 300 | 350 | 400 | 1,050
2 | 電力の調達 | 管財課 | △120 |  | 500 | 380
合計 | > | > | 180 | 350 | 900 | 1,430
",
        expect![[r#"
            plan
              levels 取組項目
            item i1: 広告収入
              number 1
              lead 広報課
            item i2: 電力の調達
              number 2
              lead 管財課
            effect plan 2022 [広告収入]: 300,000
              of i1
            effect plan 2023 [広告収入]: 350,000
              of i1
            effect plan 2024 [広告収入]: 400,000
              of i1
            effect plan 2022 [電力の調達]: -120,000
              of i2
            effect plan 2024 [電力の調達]: 500,000
              of i2
            stated total - [広告収入] 効果額（単位：千円）合計: 1,050,000
            stated total - [電力の調達] 効果額（単位：千円）合計: 380,000
            stated total 2022 [] 効果額（単位：千円）令和4年度: 180,000
            stated total 2023 [] 効果額（単位：千円）令和5年度: 350,000
            stated total 2024 [] 効果額（単位：千円）令和6年度: 900,000
            stated total - [] 効果額（単位：千円）合計: 1,430,000
        "#]],
    );
}

#[test]
fn years_down_the_rows() {
    reads(
        r"
第2次行革プランの効果額（単位：万円）
（令和4年度～令和6年度）

年度⇥歳入の確保⇥歳出の削減⇥合計
令和4年度（実績）⇥100⇥200⇥300
令和5年度（見込）⇥150⇥250⇥400
合計⇥250⇥450⇥700
",
        expect![[r#"
            plan 第2次行革プランの効果額（単位：万円）
              period 2022–2024
            effect actual 2022 [歳入の確保]: 1,000,000, revenue
            effect actual 2022 [歳出の削減]: 2,000,000, spending
            effect forecast 2023 [歳入の確保]: 1,500,000, revenue
            effect forecast 2023 [歳出の削減]: 2,500,000, spending
            stated total 2022 [] 合計: 3,000,000
            stated total 2023 [] 合計: 4,000,000
            stated total - [歳入の確保] 歳入の確保: 2,500,000
            stated total - [歳出の削減] 歳出の削減: 4,500,000
            stated total - [] 合計: 7,000,000
            annotation: （令和4年度～令和6年度）
        "#]],
    );
}

#[test]
fn two_vintages_side_by_side() {
    reads(
        r"
# 湖東市改革プラン

## 1. 当初計画策定時の効果額（単位：千円）

| 取組項目 | R5 | R6 | 計 |
|---|---|---|---|
| 1 使用料の改定 | 1,000 | 2,000 | 3,000 |
| 計 | 1,000 | 2,000 | 3,000 |

## 2. 令和6年度見直し時の効果額（単位：千円）

| 取組項目 | R5（実績） | R6（決算見込） | 計 | 当初との差 |
|---|---|---|---|---|
| 1 使用料の改定 | 900 | 1,800 | 2,700 | △300 |
| 計 | 900 | 1,800 | 2,700 | △300 |
",
        expect![[r#"
            plan 湖東市改革プラン
              years as letter
            effect plan 2023 当初計画策定時 [使用料の改定]: 1,000,000
            effect plan 2024 当初計画策定時 [使用料の改定]: 2,000,000
            effect actual 2023 令和6年度見直し時 [使用料の改定]: 900,000
            effect forecast 2024 令和6年度見直し時 [使用料の改定]: 1,800,000
            stated total - 当初計画策定時 [使用料の改定] 計: 3,000,000
            stated total 2023 当初計画策定時 [] 計: 1,000,000
            stated total 2024 当初計画策定時 [] 計: 2,000,000
            stated total - 当初計画策定時 [] 計: 3,000,000
            stated total - 令和6年度見直し時 [使用料の改定] 計: 2,700,000
            stated difference - 令和6年度見直し時 [使用料の改定] 当初との差: -300,000
            stated total 2023 令和6年度見直し時 [] 計: 900,000
            stated total 2024 令和6年度見直し時 [] 計: 1,800,000
            stated total - 令和6年度見直し時 [] 計: 2,700,000
            stated difference - 令和6年度見直し時 [] 当初との差: -300,000
        "#]],
    );
}

#[test]
fn amounts_without_a_fiscal_year() {
    reads(
        r"
改革プランの効果額

区分 | 項目数 | 計画額 | 実績額
---|---|---|---
歳入確保 | 4 | 1,200 | 1,350
歳出削減 | 6 | 3,000 | 2,800
計 | 10 | 4,200 | 4,150

※金額の単位は千円
",
        expect![[r#"
            plan 改革プランの効果額
            effect plan - [歳入確保]: 1,200,000, revenue
            effect actual - [歳入確保]: 1,350,000, revenue
            effect plan - [歳出削減]: 3,000,000, spending
            effect actual - [歳出削減]: 2,800,000, spending
            stated total - [] 計: 4,200,000
            stated total - [] 計: 4,150,000
            annotation: ※金額の単位は千円
        "#]],
    );
}

#[test]
fn amounts_by_year_in_a_register() {
    reads_sheet(
        "効果額一覧",
        r"
改革プラン 効果額一覧 | > | > | > | > | > | >
（単位：千円） | > | > | > | > | > | >
柱 | 取組項目 | 令和3年度 | > | 令和4年度 | > | 所管課
^ | ^ | 目標 | 実績 | 目標 | 実績 | ^
歳入の確保 | 徴収の強化 | 120 | 135 | 150 | 142 | 収納課
^ | 用地の売却 | 300 | 0 | 200 | 425 | 管財課
",
        expect![[r#"
            plan 改革プラン 効果額一覧
              levels 柱 / 取組項目
            section s1, depth 0, 柱 : 歳入の確保
            item i1 in s1: 徴収の強化
              lead 収納課
            item i2 in s1: 用地の売却
              lead 管財課
            effect plan 2021 [歳入の確保 / 徴収の強化]: 120,000
              of i1
            effect actual 2021 [歳入の確保 / 徴収の強化]: 135,000
              of i1
            effect plan 2022 [歳入の確保 / 徴収の強化]: 150,000
              of i1
            effect actual 2022 [歳入の確保 / 徴収の強化]: 142,000
              of i1
            effect plan 2021 [歳入の確保 / 用地の売却]: 300,000
              of i2
            effect actual 2021 [歳入の確保 / 用地の売却]: 0
              of i2
            effect plan 2022 [歳入の確保 / 用地の売却]: 200,000
              of i2
            effect actual 2022 [歳入の確保 / 用地の売却]: 425,000
              of i2
        "#]],
    );
}
