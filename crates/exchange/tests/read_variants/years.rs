//! What is said of single years: schedules, results and indicators, under heads that name years in many ways.

use expect_test::expect;

use crate::support::{reads, reads_sheet};

#[test]
fn a_merged_two_row_head_in_a_workbook() {
    reads_sheet(
        "取組一覧",
        r"
山並市行財政改革実施計画 | > | > | > | > | > | >
柱 | No. | 取組項目 | 効果額（千円） | > | 担当課 | 備考
^ | ^ | ^ | 令和5年度計画 | 令和5年度実績 | ^ | ^
柱1 歳入の確保 | 1 | 市税の徴収強化 | 1,200 | 1,350 | 税務課 |
^ | 2 | 遊休地の⏎売却 | 5,000 | － | 管財課 | 延期
柱2 歳出の削減 | 3 | 電気の調達 | 800 | 910 | 管財課⏎財政課 |
",
        expect![[r#"
            plan 山並市行財政改革実施計画
              levels 柱 / 取組項目
            section s1, depth 0, 柱 柱1: 歳入の確保
            section s2, depth 0, 柱 柱2: 歳出の削減
            item i1 in s1: 市税の徴収強化
              number 1
              lead 税務課
            item i2 in s1: 遊休地の売却
              number 2
              lead 管財課
              column 備考: 延期
            item i3 in s2: 電気の調達
              number 3
              lead 管財課、財政課
            effect plan 2023 [歳入の確保 / 市税の徴収強化]: 1,200,000
              of i1
            effect actual 2023 [歳入の確保 / 市税の徴収強化]: 1,350,000
              of i1
            effect plan 2023 [歳入の確保 / 遊休地の売却]: 5,000,000
              of i2
            effect plan 2023 [歳出の削減 / 電気の調達]: 800,000
              of i3
            effect actual 2023 [歳出の削減 / 電気の調達]: 910,000
              of i3
        "#]],
    );
}

#[test]
fn one_column_a_year_with_arrows() {
    reads_sheet(
        "計画",
        r"
重点施策 | 取組番号 | 取組名 | 年度別計画 | > | > | > | 主管課
^ | ^ | ^ | R5 | R6 | R7 | R8 | ^
1 人をいかす | 1-(1) | 庁内公募 | 検討 | → | 実施 | → | 人事課
^ | 1-(2) | 在宅勤務 | 試行 | 実施 | > | > | 人事課
2 物をいかす | 2-(1) | 公用車の共用 |  |  | 調査 | ⇒ | 管財課
",
        expect![[r#"
            plan
              levels 重点施策 / 取組
            section s1, depth 0, 重点施策 1: 人をいかす
            section s2, depth 0, 重点施策 2: 物をいかす
            item i1 in s1: 庁内公募
              number 1-(1)
              schedule 検討 → 実施 →
              step 2023: 検討
              step 2024: 検討
              step 2025: 実施
              step 2026: 実施
              lead 人事課
            item i2 in s1: 在宅勤務
              number 1-(2)
              schedule 試行 実施
              step 2023: 試行
              step 2024: 実施
              step 2025: 実施
              step 2026: 実施
              lead 人事課
            item i3 in s2: 公用車の共用
              number 2-(1)
              schedule 調査 ⇒
              step 2025: 調査
              step 2026: 調査
              lead 管財課
        "#]],
    );
}

#[test]
fn indicators_by_year_in_a_csv() {
    reads_sheet(
        "kpi.csv",
        r"
事業名 | 成果指標 | 単位 | 現状値（R3） | 目標値（R5） | 実績値（R5） | 担当課
収納対策 | 市税収納率 | % | 97.1 | 98.0 | 98.2 | 収納課
健康づくり | 健診受診率 | % | 41 | 50 | - | 健康課
",
        expect![[r#"
            plan
              levels 事業
            item i1: 収納対策
              lead 収納課
            item i2: 健康づくり
              lead 健康課
            indicator of i1: 市税収納率 (%, up)
              base 2021: 97.1
              target 2023: 98.0
              actual 2023: 98.2
            indicator of i2: 健診受診率 (%, up)
              base 2021: 41
              target 2023: 50
        "#]],
    );
}

#[test]
fn plan_and_result_of_a_year_in_words() {
    reads_sheet(
        "進捗管理表",
        r"
取組番号 | 取組項目 | 令和5年度計画 | 令和5年度実績 | 自己評価 | 本部評価 | 課題
A-1 | 庁内報の電子化 | 配信の仕組みを決める | 仕組みを決めて試行した | A | B | 閲覧が少ない
A-2 | 会議の短縮 | 時間を半分にする | 1割の短縮にとどまった | C | C |
",
        expect![[r#"
            plan
              levels 取組項目
            item i1: 庁内報の電子化
              number A-1
              schedule 配信の仕組みを決める
              step 2023: 配信の仕組みを決める
              column 課題: 閲覧が少ない
            item i2: 会議の短縮
              number A-2
              schedule 時間を半分にする
              step 2023: 時間を半分にする
            scale -
              1 A (steady)
              2 B (steady)
              3 C (behind)
            evaluation - of i1 by department: A
              done 仕組みを決めて試行した
            evaluation - of i1 by headquarters: B
            evaluation - of i2 by department: C
              done 1割の短縮にとどまった
            evaluation - of i2 by headquarters: C
        "#]],
    );
}

#[test]
fn years_that_slid_to_the_left_under_their_head() {
    reads(
        r"
番号⇥実施項目⇥具体的な取組⇥年度別計画⇥担当課
⇥⇥令和5年度⇥令和6年度⇥令和7年度
1⇥自主財源⇥広告を増やす。⇥検討⇥実施⇥→⇥財政課、総務課
2⇥経費⇥電気を替える。⇥実施⇥→⇥→⇥管財課
",
        expect![[r#"
            plan
              levels 実施項目
            item i1: 自主財源
              number 1
              content 広告を増やす。
              schedule 検討 実施 →
              step 2023: 検討
              step 2024: 実施
              step 2025: 実施
              lead 財政課、総務課
            item i2: 経費
              number 2
              content 電気を替える。
              schedule 実施 → →
              step 2023: 実施
              step 2024: 実施
              step 2025: 実施
              lead 管財課
        "#]],
    );
}

#[test]
fn years_whose_era_is_said_elsewhere() {
    reads(
        r"
第2次改革プラン（平成22年度～平成26年度）

効果額（単位：百万円）

区分⇥２２年度⇥２３年度⇥計
歳入の確保⇥１２３⇥１４５⇥２６８
（累計）⇥123⇥268⇥
合計⇥123⇥145⇥268
",
        expect![[r#"
            plan 第2次改革プラン（平成22年度～平成26年度）
              period 2010–2014
            effect plan 2010 [歳入の確保]: 123,000,000, revenue
            effect plan 2011 [歳入の確保]: 145,000,000, revenue
            stated total - [歳入の確保] 計: 268,000,000
            stated total 2010 [] 合計: 123,000,000
            stated total 2011 [] 合計: 145,000,000
            stated total - [] 計: 268,000,000
        "#]],
    );
    reads(
        r"
効果額の見込み〔百万円〕
区分⇥R5⇥6⇥7⇥計
歳入⇥10⇥20⇥30⇥60
",
        expect![[r#"
            plan
              years as letter
            effect forecast 2023 [歳入]: 10,000,000, revenue
            effect forecast 2024 [歳入]: 20,000,000, revenue
            effect forecast 2025 [歳入]: 30,000,000, revenue
            stated total - [歳入] 計: 60,000,000
        "#]],
    );
}
