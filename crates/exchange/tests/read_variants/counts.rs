//! Counts by grade, their shares and totals, and the scales that define the grades.

use expect_test::expect;

use crate::support::{reads, reads_sheet};

#[test]
fn counts_by_words_with_totals() {
    reads_sheet(
        "集計",
        r"
令和4年度 行政改革の達成状況 | > | > | > | > | >
基本方針 | 取組項目数 | 達成 | 一部達成 | 未達成 | 対象外
1 市民との対話 | 10 | 6 | 3 | 1 | 0
2 身軽な組織 | 8 | 5 | 1 | 1 | 1
合計 | 18 | 11 | 4 | 2 | 1
",
        expect![[r#"
            plan
              levels 基本方針
            section s1, depth 0, 1: 市民との対話
            section s2, depth 0, 2: 身軽な組織
            scale -
              1 達成 (steady)
              2 一部達成 (behind)
              3 未達成 (behind)
              4 対象外 (neutral, not evaluated)
            progress 2022 1 市民との対話: 10, 達成 6, 一部達成 3, 未達成 1, 対象外 0
            progress 2022 2 身軽な組織: 8, 達成 5, 一部達成 1, 未達成 1, 対象外 1
            progress 2022 : 18, 達成 11, 一部達成 4, 未達成 2, 対象外 1
        "#]],
    );
}

#[test]
fn counts_in_a_table_of_marks_with_shares() {
    reads(
        r"
評価
◎：計画を上回る
○：計画どおり
△：遅れている
×：未着手

区分⇥◎⇥○⇥△⇥×⇥計
施策1 窓口⇥2 (20.0%)⇥6 (60.0%)⇥1 (10.0%)⇥1 (10.0%)⇥10 (100%)
施策2 財政⇥-⇥4⇥1⇥0⇥5
総計⇥2⇥10⇥2⇥1⇥15
",
        expect![[r#"
            plan
              levels 施策
            section s1, depth 0, 施策 施策1: 窓口
            section s2, depth 0, 施策 施策2: 財政
            scale -
              1 ◎ (ahead): 計画を上回る
              2 ○ (steady): 計画どおり
              3 △ (behind): 遅れている
              4 × (behind): 未着手
            progress - 施策1 窓口: 10, ◎ 2, ○ 6, △ 1, × 1
              shares of all: ◎ 20.0%, ○ 60.0%, △ 10.0%, × 10.0%
            progress - 施策2 財政: 5, ◎ -, ○ 4, △ 1, × 0
            progress - : 15, ◎ 2, ○ 10, △ 2, × 1
        "#]],
    );
}

#[test]
fn counts_by_department_and_by_year() {
    reads(
        r"
令和5年度の進捗状況

担当課⇥取組数⇥A⇥B⇥C
総務課⇥4⇥1⇥3⇥0
財政課⇥2⇥0⇥1⇥1
合計⇥6⇥1⇥4⇥1

年度⇥取組数⇥A⇥B⇥C
令和4年度⇥6⇥0⇥5⇥1
令和5年度⇥6⇥1⇥4⇥1
",
        expect![[r#"
            plan
            scale -
              1 A (steady)
              2 B (steady)
              3 C (behind)
            progress 2023 総務課: 4, A 1, B 3, C 0
            progress 2023 財政課: 2, A 0, B 1, C 1
            progress 2023 : 6, A 1, B 4, C 1
            progress 2022 : 6, A 0, B 5, C 1
            progress 2023 : 6, A 1, B 4, C 1
        "#]],
    );
}

#[test]
fn counts_in_prose_and_lists() {
    reads(
        r"
海風市改革プランの取組結果（令和3年度）

72取組のうち「達成」が47取組、「一部達成」が18取組、「未達成」が7取組となりました。
柱1　市民との協働　15取組（達成10、一部達成4、未達成1）
○目標2「業務の効率化」（31項目）
　達成25、一部達成4、未達成2
- 健全な財政
A:5、B:20　合計25項目
",
        expect![[r#"
            plan 海風市改革プランの取組結果（令和3年度）
            progress 2021 : 72, 達成 47, 一部達成 18, 未達成 7
            progress 2021 市民との協働: 15, 達成 10, 一部達成 4, 未達成 1
            progress 2021 業務の効率化: 31, 達成 25, 一部達成 4, 未達成 2
            progress 2021 健全な財政: 25, A 5, B 20
            annotation: 72取組のうち「達成」が47取組、「一部達成」が18取組、「未達成」が7取組となりました。
            annotation: 目標2「業務の効率化」（31項目）
        "#]],
    );
    reads(
        r"
実施計画の進捗
・完了　　12項目（15.4％）
・計画どおり　49項目（62.8％）
・遅れ　　4項目（5.1％）
",
        expect![[r#"
            plan 実施計画の進捗
            progress - : -, 完了 12, 計画どおり 49, 遅れ 4
              shares of all: 完了 15.4%, 計画どおり 62.8%, 遅れ 5.1%
        "#]],
    );
}

#[test]
fn scales_defined_in_one_line_or_a_table() {
    reads(
        r"
評価の結果
◎：計画を上回る　○：計画どおり　△：計画を下回る
",
        expect![[r#"
            plan
            scale -
              1 ◎ (ahead): 計画を上回る
              2 ○ (steady): 計画どおり
              3 △ (behind): 計画を下回る
        "#]],
    );
    reads(
        r"
評価⇥内容
A⇥進んでいる
B⇥遅れている
",
        expect![[r#"
            plan
            scale -
              1 A (steady): 進んでいる
              2 B (behind): 遅れている
        "#]],
    );
}

#[test]
fn shares_in_a_row_of_their_own_and_values_a_line() {
    reads(
        r"
取組計⇥◎⇥○⇥△
124⇥8⇥112⇥4
100%⇥6.5%⇥90.3%⇥3.2%
",
        expect![[r#"
            plan
            scale -
              1 ◎ (ahead)
              2 ○ (steady)
              3 △ (behind)
            progress - : 124, ◎ 8, ○ 112, △ 4
              shares of all: ◎ 6.5%, ○ 90.3%, △ 3.2%
        "#]],
    );
    reads(
        r"
取組計
◎
○
△
124 (100%)
8 (6.5%)
112 (90.3%)
4 (3.2%)
",
        expect![[r#"
            plan
            scale -
              1 ◎ (ahead)
              2 ○ (steady)
              3 △ (behind)
            progress - : 124, ◎ 8, ○ 112, △ 4
              shares of all: ◎ 6.5%, ○ 90.3%, △ 3.2%
        "#]],
    );
    reads(
        r"
項目 主な内容 取組計 ◎ ○ △
①財政 収支の均衡、基金 ほか 3 0 3 0
②組織 定員の管理、研修 ほか 12 2 8 2
",
        expect![[r#"
            plan
              levels 項目 / 主な内容
            section s1, depth 0, 項目 ①: 財政
            section s2 in s1, depth 1, 主な内容 : 収支の均衡、基金 ほか
            section s3, depth 0, 項目 ②: 組織
            section s4 in s3, depth 1, 主な内容 : 定員の管理、研修 ほか
            scale -
              1 ◎ (ahead)
              2 ○ (steady)
              3 △ (behind)
            progress - 財政 / 収支の均衡、基金 ほか: 3, ◎ 0, ○ 3, △ 0
            progress - 組織 / 定員の管理、研修 ほか: 12, ◎ 2, ○ 8, △ 2
        "#]],
    );
}

#[test]
fn classes_down_the_rows_of_an_evaluation() {
    reads(
        r"
令和6年度 事務事業評価の結果

判定
a 拡大 | 14事務事業 |
b 現状維持 | 120事務事業 |
c 縮小 | 9事務事業 |
d 廃止 | 5事務事業 |
合計 | 148事務事業 |
",
        expect![[r#"
            plan
            scale -
              1 拡大 (steady)
              2 現状維持 (steady)
              3 縮小 (steady)
              4 廃止 (steady)
            progress 2024 : 148, 拡大 14, 現状維持 120, 縮小 9, 廃止 5
        "#]],
    );
    // Without an evaluation above them, such words may class anything.
    assert!(
        crate::support::read("補助金の内訳\n\n継続 | 14件 |\n廃止 | 5件 |\n")
            .progress
            .is_empty()
    );
}

#[test]
fn a_total_below_grades_a_line() {
    let found = crate::support::read(
        "評価の結果（令和5年度）\nA 継続　　52件\nB 見直し　11件\nC 終了　　4件\n計　　　　67件\n",
    );
    assert_eq!(found.progress.len(), 1);
    assert_eq!(found.progress[0].total, Some(67));
}

#[test]
fn classes_across_with_a_head_of_an_unknown_name() {
    // 手法の改善 is a class where the counts add up with it alone.
    reads(
        r"
事業評価の判定
区分⇥事業数⇥拡充⇥現状維持⇥手法の改善⇥縮小⇥廃止
福祉⇥30⇥4⇥18⇥5⇥2⇥1
教育⇥25⇥2⇥20⇥1⇥1⇥1
計⇥55⇥6⇥38⇥6⇥3⇥2
",
        expect![[r#"
            plan
            section s1, depth 0, : 福祉
            section s2, depth 0, : 教育
            scale -
              1 拡充 (steady)
              2 現状維持 (steady)
              3 手法の改善 (steady)
              4 縮小 (steady)
              5 廃止 (steady)
            progress - 福祉: 30, 拡充 4, 現状維持 18, 手法の改善 5, 縮小 2, 廃止 1
            progress - 教育: 25, 拡充 2, 現状維持 20, 手法の改善 1, 縮小 1, 廃止 1
            progress - : 55, 拡充 6, 現状維持 38, 手法の改善 6, 縮小 3, 廃止 2
        "#]],
    );
    // Words that stand in too many ways name no column.
    let slid = "評価の推移\n年度 対象事業 継続 見直し 一部 縮小 休止・ 廃止 完了\n令和4年度 120件 90件 12件 8件 6件 4件\n令和5年度 118件 88件 14件 7件 5件 4件\n";
    assert!(crate::support::read(slid).progress.is_empty());
}
