//! Documents of bodies that do not exist, which name and lay out the same things in other ways: what each looks like,
//! and what is understood of it.
//!
//! A tab stands as `⇥`. A sheet is written a row a line with `|` between its cells, as the workbook reader lays it out:
//! `>` continues the cell to the left, `^` the one above, `⏎` breaks a line inside a cell. `UPDATE_EXPECT=1` renews what
//! is understood. Not here: where it was found; that is in `snapshots` and `read_seeds`.

use expect_test::{Expect, expect};
use gyokaku_core::document::{Block, Cell, Document, Format, Grid, GridForm, Place};
use gyokaku_core::plan::Plan;
use gyokaku_exchange::read::text::layout;
use gyokaku_exchange::read::understand::understand;
use gyokaku_testkit::plan_without_places;

fn read(text: &str) -> Plan {
    understand(&layout("variant.txt", text))
}

/// What is understood of a text.
fn reads(text: &str, understood: Expect) {
    let text = text.strip_prefix('\n').unwrap_or(text).replace('⇥', "\t");
    understood.assert_eq(&plan_without_places(&read(&text)));
}

/// What is understood of a workbook with one sheet.
fn reads_sheet(name: &str, rows: &str, understood: Expect) {
    understood.assert_eq(&plan_without_places(&understand(&drawn(name, rows))));
}

/// A sheet as it is drawn in this file.
fn drawn(name: &str, rows: &str) -> Document {
    let rows: Vec<Vec<String>> = rows
        .trim_matches('\n')
        .lines()
        .map(|row| {
            row.split('|')
                .map(|cell| cell.trim().replace('⏎', "\n"))
                .collect()
        })
        .collect();
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    sheet(name, &rows)
}

/// A sheet as the workbook reader lays it out: `>` continues a cell to the left, `^` one above.
fn sheet(name: &str, rows: &[&[&str]]) -> Document {
    let mut cells: Vec<Vec<Cell>> = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        let mut line = Vec::new();
        for (c, text) in row.iter().enumerate() {
            let covered = matches!(*text, ">" | "^");
            let mut cell = Cell::new(
                if covered { "" } else { text },
                Place::cell(name, r as u32, c as u32),
            );
            cell.covered = covered;
            if !covered {
                cell.columns = 1 + row[c + 1..].iter().take_while(|t| **t == ">").count() as u32;
                cell.rows = 1 + rows[r + 1..]
                    .iter()
                    .take_while(|lower| lower.get(c) == Some(&"^"))
                    .count() as u32;
            }
            line.push(cell);
        }
        cells.push(line);
    }
    let heading = Block::Heading {
        level: 1,
        text: name.into(),
        at: Place::cell(name, 0, 0),
    };
    Document {
        name: "variant.xlsx".into(),
        format: Format::Workbook,
        lines: Vec::new(),
        blocks: vec![
            heading,
            Block::Table(Grid {
                rows: cells,
                form: GridForm::Ruled,
            }),
        ],
        ..Document::default()
    }
}

#[test]
fn headings_above_tab_tables_are_sections() {
    reads(
        r"
青海市行政改革推進計画 実施項目一覧

基本方針Ⅰ 選ばれる市役所

重点項目1 窓口を変える

整理番号⇥実施項目名⇥概要⇥実施時期⇥所管課⇥関係課
101⇥書かない窓口⇥申請書を減らす。⇥令和6年度⇥市民課⇥情報課、税務課
102⇥電話の集約⇥代表電話をまとめる。⇥令和6年度～令和7年度：準備⇥総務課⇥－

重点項目2 財源をつくる

整理番号⇥実施項目名⇥概要⇥実施時期⇥所管課⇥関係課
201⇥広告の掲載⇥封筒に広告を載せる。⇥毎年度実施⇥管財課⇥全課
",
        expect![[r#"
            plan 青海市行政改革推進計画 実施項目一覧
              levels 基本方針 / 重点項目 / 実施項目
            section s1, depth 0, 基本方針 基本方針Ⅰ: 選ばれる市役所
            section s2 in s1, depth 1, 重点項目 重点項目1: 窓口を変える
            section s3 in s1, depth 1, 重点項目 重点項目2: 財源をつくる
            item i1 in s2: 書かない窓口
              number 101
              content 申請書を減らす。
              schedule 令和6年度
              step 2024:
              lead 市民課
              support 情報課、税務課
            item i2 in s2: 電話の集約
              number 102
              content 代表電話をまとめる。
              schedule 令和6年度～令和7年度：準備
              step 2024: 準備
              step 2025: 準備
              lead 総務課
            item i3 in s3: 広告の掲載
              number 201
              content 封筒に広告を載せる。
              schedule 毎年度実施
              every year
              lead 管財課
              support 全課
        "#]],
    );
}

#[test]
fn other_column_orders_and_grades() {
    reads(
        r"
令和5年度 行財政改革プラン進捗状況

担当部署⇥No.⇥取組名⇥目標⇥評価⇥評価理由
財政課⇥1-1⇥基金の運用⇥利回りを高める⇥Ａ⇥計画を上回った
財政課⇥1-2⇥使用料の見直し⇥3年ごとに見直す⇥C⇥検討が遅れた
職員課⇥2-1⇥研修の充実⇥年10回⇥B⇥予定どおり
",
        expect![[r#"
            plan 令和5年度 行財政改革プラン進捗状況
              levels 取組
            item i1: 基金の運用
              number 1-1
              target 利回りを高める
              lead 財政課
            item i2: 使用料の見直し
              number 1-2
              target 3年ごとに見直す
              lead 財政課
            item i3: 研修の充実
              number 2-1
              target 年10回
              lead 職員課
            scale -
              1 Ａ (steady)
              2 B (steady)
              3 C (behind)
            evaluation 2023 of i1 by department: Ａ
              reason 計画を上回った
            evaluation 2023 of i2 by department: C
              reason 検討が遅れた
            evaluation 2023 of i3 by department: B
              reason 予定どおり
        "#]],
    );
}

#[test]
fn a_table_of_bars() {
    reads(
        r"
北浜町行革大綱

| 番号 | 改革項目 | 取組内容 | 主担当課 |
|---|---|---|---|
| ① | 定員の適正化 | 採用を平準化する | 総務課 |
| ② | 施設の統合 | 集会所を統合する | 企画課 |
",
        expect![[r#"
            plan 北浜町行革大綱
              levels 改革項目
            item i1: 定員の適正化
              number ①
              content 採用を平準化する
              lead 総務課
            item i2: 施設の統合
              number ②
              content 集会所を統合する
              lead 企画課
        "#]],
    );
}

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
fn a_crosswalk_under_other_words() {
    reads(
        r"
第3次計画から第4次計画へ

重点項目⇥旧計画の取組⇥見直し区分⇥新計画の取組⇥担当課
1 便利な窓口⇥窓口の延長⇥継続⇥窓口の時間⇥市民課
⇥休日の開庁⇥終了（利用が少ない）⇥⇥市民課
⇥⇥新規⇥オンライン申請⇥情報課
2 強い財政⇥広告収入⇥統合（3を参照）⇥⇥管財課
",
        expect![[r#"
            plan 第3次計画から第4次計画へ
              levels 重点項目 / 取組
            section s1, depth 0, 重点項目 1: 便利な窓口
            section s2, depth 0, 重点項目 2: 強い財政
            item i1 in s1: 窓口の時間
              lead 市民課
            item i2 in s1: オンライン申請
              lead 情報課
            edge continued [便利な窓口]: 窓口の延長 → 窓口の時間 (継続)
              department 市民課
            edge abolished [便利な窓口]: 休日の開庁 → - (終了（利用が少ない）)
              reason 利用が少ない
              department 市民課
            edge new [便利な窓口]: - → オンライン申請 (新規)
              department 情報課
            edge abolished [強い財政]: 広告収入 → - (統合（3を参照）)
              reason 3を参照
              department 管財課
        "#]],
    );
}

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
fn headings_without_numbers_are_sections_when_each_has_its_table() {
    reads(
        r"
# 港町改革プラン

## 窓口を変える

| 取組項目 | 取組内容 | 担当課 |
|---|---|---|
| 予約制 | 予約で待たせない | 市民課 |

## 組織を変える

| 取組項目 | 取組内容 | 担当課 |
|---|---|---|
| 係の統合 | 小さな係をまとめる | 総務課 |
",
        expect![[r#"
            plan 港町改革プラン
              levels 取組項目
            section s1, depth 0, : 窓口を変える
            section s2, depth 0, : 組織を変える
            item i1 in s1: 予約制
              content 予約で待たせない
              lead 市民課
            item i2 in s2: 係の統合
              content 小さな係をまとめる
              lead 総務課
        "#]],
    );
}

#[test]
fn number_and_title_in_one_cell_or_in_two() {
    reads(
        r"
番号⇥項目⇥取組内容⇥目標⇥スケジュール⇥主務課
No.1⇥3 窓口の改善⇥案内を置きます。⇥待ち時間の短縮【中津川町総合計画3-1】⇥2024(R6)年度：試行⇥◎市民 ○総務
No.2⇥3-1⇥予約の導入⇥予約を受けます。⇥予約率50%以上⇥2024(R6)年度～：実施⇥◎市民
No.3⇥3-2⇥番号表示 番号を表示して呼び出します。⇥全窓口で表示⇥毎年度、進めます。⇥◎市民、税務
",
        expect![[r#"
            plan
              levels 項目
              years as western and era
            item i1: 窓口の改善
              serial No.1
              number 3
              content 案内を置きます。
              target 待ち時間の短縮
              schedule 2024(R6)年度：試行
              step 2024: 試行
              lead 市民
              support 総務
              reference 中津川町総合計画3-1
            item i2 in i1: 予約の導入
              serial No.2
              number 3-1
              content 予約を受けます。
              target 予約率50%以上
              schedule 2024(R6)年度～：実施
              step 2024 and on: 実施
              lead 市民
            item i3 in i1: 番号表示
              serial No.3
              number 3-2
              content 番号を表示して呼び出します。
              target 全窓口で表示
              schedule 毎年度、進めます。
              every year
              lead 市民、税務
            indicator of i2: 予約率 (%, up)
              target -: 50
        "#]],
    );
}

#[test]
fn section_rows_and_repeated_heads_inside_a_sheet() {
    reads_sheet(
        "R6",
        r"
No | 取組項目 | 取組内容 | 達成状況 | 今後の方向性 | 所管課
基本目標1 身近な行政 | > | > | > | > | >
1 | 移動市役所 | 車で巡回する | ○ | 継続 | 市民課
2 | 電子申請（再掲） | 手続を増やす | ◎ | 拡充 | 情報課
No | 取組項目 | 取組内容 | 達成状況 | 今後の方向性 | 所管課
基本目標2 確かな財政 | > | > | > | > | >
3 | 使用料 | 見直す | △ | 継続 | 財政課
",
        expect![[r#"
            plan
              levels 基本目標 / 取組項目
            section s1, depth 0, 基本目標 基本目標1: 身近な行政
            section s2, depth 0, 基本目標 基本目標2: 確かな財政
            item i1 in s1: 移動市役所
              number 1
              content 車で巡回する
              lead 市民課
              column 今後の方向性: 継続
            item i2 in s1: 電子申請, repeated
              number 2
              content 手続を増やす
              lead 情報課
              column 今後の方向性: 拡充
            item i3 in s2: 使用料
              number 3
              content 見直す
              lead 財政課
              column 今後の方向性: 継続
            scale -
              1 ◎ (ahead)
              2 ○ (steady)
              3 △ (behind)
            evaluation 2024 of i1 by department: ○
            evaluation 2024 of i2 by department: ◎
            evaluation 2024 of i3 by department: △
        "#]],
    );
}

#[test]
fn a_review_of_another_body() {
    reads(
        r"
## KEEP（よかったこと）

- 窓口の満足度が上がった

## PROBLEM（課題）

- 事務が属人化している
- 効果額が足りない

## TRY（次の取組）

- (1) 手順の標準化
- (2) 収入の確保

## (1) 手順の標準化

### 新規の取組

- 手順書の公開（総務課、情報課）

### 既存の取組

- 研修の開催（人事課）

## (2) 収入の確保

### 新規の取組

- 命名権の販売 [管財課]
",
        expect![[r#"
            plan
            keep 窓口の満足度が上がった
            problem 事務が属人化している
            problem 効果額が足りない
            try 手順の標準化
              new item 手順書の公開
                departments 総務課、情報課
              item 研修の開催
                departments 人事課
            try 収入の確保
              new item 命名権の販売
                departments 管財課
        "#]],
    );
}

#[test]
fn columns_of_spaces_and_a_cell_a_line() {
    reads(
        r"
改革効果額（単位：千円）

項目 R4年度 R5年度 R6年度 合計
広告 100 200 300 600
売却 1,000 0 500 1,500
",
        expect![[r#"
            plan
              years as letter
            effect plan 2022 [広告]: 100,000
            effect plan 2023 [広告]: 200,000
            effect plan 2024 [広告]: 300,000
            effect plan 2022 [売却]: 1,000,000
            effect plan 2023 [売却]: 0
            effect plan 2024 [売却]: 500,000
            stated total - [広告] 合計: 600,000
            stated total - [売却] 合計: 1,500,000
        "#]],
    );
}

#[test]
fn an_item_sheet_with_labels_beside_its_values() {
    reads_sheet(
        "個票",
        r"
整理番号 | 1-2-3 | 担当課 | 契約課
取組項目 | 電子入札の拡大 | > | >
取組内容 | すべての工事を電子入札とする。 | > | >
目標 | 電子入札率100%を維持 | > | >
スケジュール | R6：試行 R7～：本格実施 | > | >
",
        expect![[r#"
            plan
              levels 取組項目
            item i1: 電子入札の拡大
              number 1-2-3
              content すべての工事を電子入札とする。
              target 電子入札率100%を維持
              schedule R6：試行 R7～：本格実施
              step 2024: 試行
              step 2025 and on: 本格実施
              lead 契約課
            indicator of i1: 電子入札率 (%, keep)
              target -: 100
        "#]],
    );
    reads(
        r"
行政改革個票

番号：7
取組名：庁舎の照明
取組内容：照明を取り替える。
担当課：管財課

番号：8
取組名：公用車の削減
取組内容：台数を減らす。
担当課：管財課
",
        expect![[r#"
            plan
              levels 取組
            item i1: 庁舎の照明
              number 7
              content 照明を取り替える。
              lead 管財課
            item i2: 公用車の削減
              number 8
              content 台数を減らす。
              lead 管財課
        "#]],
    );
}

#[test]
fn three_columns_of_levels() {
    reads_sheet(
        "一覧",
        r"
大項目 | 中項目 | 小項目 | 内容 | 主担当課 | 関係課 | 実施年度
Ⅰ 財政 | 1 歳入 | (1) 徴収の強化 | 滞納を減らす | 収税課 | 全庁 | R5～R7
^ | ^ | (2) 資産の活用 | 土地を売る | 管財課 |  | R6
^ | 2 歳出 | (1) 補助金の見直し | 期限を定める | 財政課 | 所管課 | 毎年度
Ⅱ 組織 | 1 人材 | (1) 人事評価 | 処遇に反映する | 人事課 |  | R5
",
        expect![[r#"
            plan
              levels 大項目 / 中項目 / 小項目
            section s1, depth 0, 大項目 Ⅰ: 財政
            section s2 in s1, depth 1, 中項目 1: 歳入
            section s3 in s1, depth 1, 中項目 2: 歳出
            section s4, depth 0, 大項目 Ⅱ: 組織
            section s5 in s4, depth 1, 中項目 1: 人材
            item i1 in s2: 徴収の強化
              number (1)
              content 滞納を減らす
              schedule R5～R7
              step 2023:
              step 2025:
              lead 収税課
              support 全庁
            item i2 in s2: 資産の活用
              number (2)
              content 土地を売る
              schedule R6
              step 2024:
              lead 管財課
            item i3 in s3: 補助金の見直し
              number (1)
              content 期限を定める
              schedule 毎年度
              every year
              lead 財政課
              support 所管課
            item i4 in s5: 人事評価
              number (1)
              content 処遇に反映する
              schedule R5
              step 2023:
              lead 人事課
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
fn a_cell_short_and_a_cell_too_many() {
    reads(
        r"
通し番号⇥項目⇥取組内容⇥目標⇥スケジュール⇥主務課
方針1 便利なまち⇥⇥⇥【里見市総合計画2-1】⇥⇥◎企画課
No.1⇥1 窓口案内⇥案内係を置きます。⇥苦情を半分にします。⇥毎年度、実施します。⇥◎市民
No.2⇥1-1 図書の返却⇥駅で返せるようにします。⇥⇥返却箱を3か所に置きます。⇥2025(R7)年度：設置⇥◎図書
No.3⇥2 公園の管理⇥町内会に任せます。⇥毎年度、実施します。⇥◎公園 ○所管課
",
        expect![[r#"
            plan
              levels 方針 / 項目
              years as western and era
            section s1, depth 0, 方針 方針1: 便利なまち
              lead 企画課
              reference 里見市総合計画2-1
            item i1 in s1: 窓口案内
              serial No.1
              number 1
              content 案内係を置きます。
              target 苦情を半分にします。
              schedule 毎年度、実施します。
              every year
              lead 市民
            item i2 in i1 in s1: 図書の返却
              serial No.2
              number 1-1
              content 駅で返せるようにします。
              target 返却箱を3か所に置きます。
              schedule 2025(R7)年度：設置
              step 2025: 設置
              lead 図書
            item i3 in s1: 公園の管理
              serial No.3
              number 2
              content 町内会に任せます。
              target 町内会に任せます。
              schedule 毎年度、実施します。
              every year
              lead 公園
              support 所管課
        "#]],
    );
}

#[test]
fn an_outline_and_its_items_in_one_cell_each() {
    reads_sheet(
        "体系",
        r"
改革の柱 | 推進方針
1 開かれた市政 | 情報の公開／市民の参加
2 健全な財政 | 収入の確保／支出の見直し／資産の管理
",
        expect![[r#"
            plan
              levels 改革の柱 / 推進方針
            section s1, depth 0, 改革の柱 1: 開かれた市政
            section s2 in s1, depth 1, 推進方針 : 情報の公開
            section s3 in s1, depth 1, 推進方針 : 市民の参加
            section s4, depth 0, 改革の柱 2: 健全な財政
            section s5 in s4, depth 1, 推進方針 : 収入の確保
            section s6 in s4, depth 1, 推進方針 : 支出の見直し
            section s7 in s4, depth 1, 推進方針 : 資産の管理
        "#]],
    );
}

#[test]
fn a_matrix_of_departments() {
    reads_sheet(
        "担当",
        r"
番号 | 取組項目 | 総務課 | 財政課 | 市民課 | 情報課
1 | 窓口の一本化 | ○ |  | ◎ | ○
2 | 予算の枠配分 |  | ◎ |  |
",
        expect![[r#"
            plan
              levels 取組項目
            item i1: 窓口の一本化
              number 1
              lead 市民課
              support 総務課、情報課
            item i2: 予算の枠配分
              number 2
              lead 財政課
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
        "#]],
    );
}

#[test]
fn items_as_numbered_lines_with_labels_below() {
    reads(
        r"
みどり野市行財政改革アクションプラン　取組一覧

基本方針１　持続可能な財政運営

（１）歳入の確保

①　市税収納率の向上
取組内容：滞納整理を強化する。
目標：収納率98.5%以上
担当課：税務課、収納課
実施時期：令和5年度～：強化

②　広告収入の拡大
取組内容：広報紙に広告を載せる。
担当課：広報課
実施時期：毎年度

（２）歳出の抑制

①　補助金の見直し
取組内容：3年ごとに見直す。
担当課：財政課（全課）
",
        expect![[r#"
            plan みどり野市行財政改革アクションプラン 取組一覧
              levels 基本方針 / 取組項目
            section s1, depth 0, 基本方針 基本方針１: 持続可能な財政運営
            section s2 in s1, depth 1, （１）: 歳入の確保
            section s3 in s1, depth 1, （２）: 歳出の抑制
            item i1 in s2: 市税収納率の向上
              number ①
              content 滞納整理を強化する。
              target 収納率98.5%以上
              schedule 令和5年度～：強化
              step 2023 and on: 強化
              lead 税務課、収納課
            item i2 in s2: 広告収入の拡大
              number ②
              content 広報紙に広告を載せる。
              schedule 毎年度
              every year
              lead 広報課
            item i3 in s3: 補助金の見直し
              number ①
              content 3年ごとに見直す。
              lead 財政課（全課）
            indicator of i1: 収納率 (%, up)
              target -: 98.5
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
fn a_document_that_is_no_plan_gives_nothing() {
    reads(
        r"
献立表

曜日⇥主菜⇥副菜
月⇥焼き魚⇥おひたし
火⇥カレー⇥サラダ
",
        expect![[r#"
            plan
        "#]],
    );
}

#[test]
fn ten_thousand_rows_are_all_read() {
    let register = |rows: usize| {
        let mut text = String::from("行政改革計画\n\n通し番号\t項目\t取組内容\t目標\tスケジュール\t主務課\n");
        for n in 1..=rows {
            if n % 50 == 1 {
                text.push_str(&format!("({}) 区分その{n}\t\t\t\t\t◎総務課\n", n / 50 + 1));
            }
            text.push_str(&format!("No.{n}\t{}-{} 取組その{n}\t内容{n}を進めます。\t{n}件を目指します。【第{n}次計画】\t2024(R6)年度：検討 2025(R7)年度～：実施\t◎財政、企画 ○全庁\n", n / 50 + 1, n % 50 + 1));
        }
        layout("long.txt", &text)
    };
    // Work that grew with the square of the rows would not end here; how long it takes is for the benchmarks.
    for rows in [1_000, 10_000] {
        assert_eq!(understand(&register(rows)).items.len(), rows);
    }
}

const WORDS: [&str; 40] = [
    "No.",
    "番号",
    "取組項目",
    "取組内容",
    "目標",
    "スケジュール",
    "担当課",
    "評価",
    "効果額",
    "計画",
    "実績",
    "令和5年度",
    "R6",
    "2023",
    "◎",
    "○",
    "△",
    "A",
    "継続",
    "廃止（集約）",
    "新規",
    "前期 取組項目",
    "後期 取組項目",
    "見直し区分",
    "基本方針1 財政",
    "(1) 収入",
    "1-1 広告",
    "1-1",
    "No.3",
    "合計",
    "1,234",
    "△5",
    "-",
    "",
    "→",
    "【総合計画1】",
    "◎財政 ○総務",
    "指標",
    "目標値",
    "実績値",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_survived(text in "[\\PC\n\t|]{0,300}") {
        let _ = read(&text);
    }

    #[test]
    fn any_table_is_survived(rows in proptest::collection::vec(proptest::collection::vec(0usize..WORDS.len(), 0..9), 0..12), tabs in proptest::bool::ANY) {
        let lines: Vec<String> = rows.iter().map(|row| row.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(if tabs { "\t" } else { " | " })).collect();
        let plan = read(&lines.join("\n"));
        for item in &plan.items {
            proptest::prop_assert!(!item.title.is_empty());
            proptest::prop_assert!(item.section.as_deref().is_none_or(|s| plan.section(s).is_some()));
        }
        for (n, section) in plan.sections.iter().enumerate() {
            let before = &plan.sections[..n];
            proptest::prop_assert!(section.parent.as_ref().is_none_or(|p| before.iter().any(|s| s.id == *p)));
        }
    }

    #[test]
    fn any_merged_sheet_is_survived(rows in proptest::collection::vec(proptest::collection::vec(0usize..WORDS.len() + 2, 1..9), 1..10)) {
        let texts: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(|w| *WORDS.get(*w).unwrap_or(if *w == WORDS.len() { &">" } else { &"^" })).collect()).collect();
        let slices: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
        let _ = understand(&sheet("S", &slices));
    }
}

#[test]
fn an_outline_in_plain_lines() {
    reads(
        r"
砂丘町行政改革大綱（第6次）

第1章 策定の背景
人口が減っている。
第2章 基本理念
小さくても頼られる町へ
第3章 計画期間
令和6年度から令和10年度までの5年間とする。
第4章 改革の体系
柱1 行政サービスの質の向上
 施策1-1 窓口の改善
  (ア) 総合窓口の設置
  (イ) 手続の電子化
 施策1-2 広報の充実
  (ア) 意見箱の運用
柱2 健全な財政運営
 施策2-1 歳入の確保
  (ア) 使用料の見直し
第5章 推進体制
(1) 改革推進本部
町長を本部長とし、進行を管理する。
",
        expect![[r#"
            plan 砂丘町行政改革大綱（第6次）
              period 2024–2028
              levels 柱 / 施策
            section s1, depth 0, 柱 柱1: 行政サービスの質の向上
            section s2 in s1, depth 1, 施策 施策1-1: 窓口の改善
            section s3 in s1, depth 1, 施策 施策1-2: 広報の充実
            section s4, depth 0, 柱 柱2: 健全な財政運営
            section s5 in s4, depth 1, 施策 施策2-1: 歳入の確保
            item i1 in s2: 総合窓口の設置
              number (ア)
            item i2 in s2: 手続の電子化
              number (イ)
            item i3 in s3: 意見箱の運用
              number (ア)
            item i4 in s5: 使用料の見直し
              number (ア)
            ideal 小さくても頼られる町へ
            body 改革推進本部: 町長を本部長とし、進行を管理する。
        "#]],
    );
}

#[test]
fn an_outline_in_headings_and_bullets() {
    reads(
        r"
# 岬市行財政改革大綱

## 1. はじめに
改革を進めてきました。

## 2. 改革の体系

### 基本方針1 サービスの向上
- 窓口の改革
  - 書かない窓口の導入
  - 待ち時間の短縮
- 発信の強化
  - 動画の活用
### 基本方針2 財政基盤の強化
- 歳入の確保
  - 未利用地の売却

## 3. 推進体制
・改革推進本部：市長を本部長とし、全体を統括する。
",
        expect![[r#"
            plan 岬市行財政改革大綱
              levels 基本方針
            section s1, depth 0, 基本方針 基本方針1: サービスの向上
            section s2 in s1, depth 1, : 窓口の改革
            section s3 in s1, depth 1, : 発信の強化
            section s4, depth 0, 基本方針 基本方針2: 財政基盤の強化
            section s5 in s4, depth 1, : 歳入の確保
            item i1 in s2: 書かない窓口の導入
            item i2 in s2: 待ち時間の短縮
            item i3 in s3: 動画の活用
            item i4 in s5: 未利用地の売却
            body 改革推進本部: 市長を本部長とし、全体を統括する。
        "#]],
    );
}

#[test]
fn items_in_lists_with_their_department_behind() {
    reads(
        r"
白帆町改革プラン2025

Ⅰ 行政運営の改革
 1 業務の効率化
  (1) 押印の廃止（担当：総務課）
  (2) 帳票の電子化（担当：情報課、総務課）
Ⅱ 財政運営の改革
 1 歳入の確保
  (1) 債権管理の一元化【税務課】
",
        expect![[r#"
            plan 白帆町改革プラン2025
            section s1, depth 0, Ⅰ: 行政運営の改革
            section s2 in s1, depth 1, 1: 業務の効率化
            section s3, depth 0, Ⅱ: 財政運営の改革
            section s4 in s3, depth 1, 1: 歳入の確保
            item i1 in s2: 押印の廃止
              number (1)
              lead 総務課
            item i2 in s2: 帳票の電子化
              number (2)
              lead 情報課、総務課
            item i3 in s4: 債権管理の一元化
              number (1)
              lead 税務課
        "#]],
    );
    reads(
        r"
令和3年度追加項目
- 重点項目2 No.R3-1 職員の配置の見直し(所管課:人事課)
- 重点項目5 No.R3-2 観光情報の発信(所管課:商工課)
",
        expect![[r#"
            plan
              levels 重点項目
              years as letter
            item i1: 職員の配置の見直し
              number R3-1
              lead 人事課
            item i2: 観光情報の発信
              number R3-2
              lead 商工課
        "#]],
    );
}

#[test]
fn an_outline_with_a_row_for_each_item() {
    reads(
        r"
葦原市行政改革大綱

改革の体系

| 基本方針 | 重点項目 | 取組項目 |
|---|---|---|
| 1 市民とともに | (1) 協働 | ① 自治会との連携 |
| | | ② 市民活動の支援 |
| | (2) 公開 | ③ 広報紙の刷新 |
| 2 経営の視点 | (1) 財政 | ④ 基金の確保 |
",
        expect![[r#"
            plan 葦原市行政改革大綱
              levels 基本方針 / 重点項目 / 取組項目
            section s1, depth 0, 基本方針 1: 市民とともに
            section s2 in s1, depth 1, 重点項目 (1): 協働
            section s3 in s1, depth 1, 重点項目 (2): 公開
            section s4, depth 0, 基本方針 2: 経営の視点
            section s5 in s4, depth 1, 重点項目 (1): 財政
            item i1 in s2: 自治会との連携
              number ①
            item i2 in s2: 市民活動の支援
              number ②
            item i3 in s3: 広報紙の刷新
              number ③
            item i4 in s5: 基金の確保
              number ④
        "#]],
    );
}

#[test]
fn merged_items_go_on_under_the_new_title() {
    reads(
        r"
改革の柱⇥現行の取組⇥見直しの内容⇥新たな取組⇥担当課
財政⇥広告収入⇥統合⇥財源の確保⇥財政課
財政⇥命名権⇥統合⇥財源の確保⇥財政課
財政⇥公用地の貸付⇥終了⇥⇥管財課
",
        expect![[r#"
            plan
              levels 改革の柱 / 取組
            section s1, depth 0, 改革の柱 : 財政
            item i1 in s1: 財源の確保
              lead 財政課
            edge continued [財政]: 広告収入 → 財源の確保 (統合)
              department 財政課
            edge continued [財政]: 命名権 → 財源の確保 (統合)
              department 財政課
            edge abolished [財政]: 公用地の貸付 → - (終了)
              department 管財課
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

#[test]
fn columns_parted_by_wide_spaces() {
    reads(
        r"
実施計画の総括表

番号　実施項目　所管　R2　R3　最終評価
1　職員定数の適正化　人事課　A　B　A
2　時間外勤務の縮減　人事課　B　C　B
3　補助金の適正化　財政課　A　A　S
",
        expect![[r#"
            plan 実施計画の総括表
              levels 実施項目
              years as letter
            item i1: 職員定数の適正化
              number 1
              lead 人事課
            item i2: 時間外勤務の縮減
              number 2
              lead 人事課
            item i3: 補助金の適正化
              number 3
              lead 財政課
            scale -
              1 S (ahead)
              2 A (steady)
              3 B (steady)
              4 C (behind)
            evaluation 2020 of i1 by department: A
            evaluation 2021 of i1 by department: B
            evaluation - of i1 by headquarters: A
            evaluation 2020 of i2 by department: B
            evaluation 2021 of i2 by department: C
            evaluation - of i2 by headquarters: B
            evaluation 2020 of i3 by department: A
            evaluation 2021 of i3 by department: A
            evaluation - of i3 by headquarters: S
        "#]],
    );
}

#[test]
fn forms_under_a_number_with_years_in_their_labels() {
    reads(
        r"
令和4年度 実施計画 取組状況（個票）

【No.1】
項目名：施設の再編
担当課：施設課
令和4年度の取組内容：校舎を解体した。
進捗状況：○
効果額：12,340千円

【No.2】
項目名：手数料の見直し
担当課：環境課
令和4年度の取組内容：答申を得た。
進捗状況：△
効果額：－
",
        expect![[r#"
            plan 令和4年度 実施計画 取組状況（個票）
              levels 項目
            item i1: 施設の再編
              serial No.1
              content 校舎を解体した。
              lead 施設課
            item i2: 手数料の見直し
              serial No.2
              content 答申を得た。
              lead 環境課
            scale -
              1 ○ (steady)
              2 △ (behind)
            evaluation 2022 of i1 by department: ○
            evaluation 2022 of i2 by department: △
            effect actual 2022 [施設の再編]: 12,340,000
              of i1
        "#]],
    );
}

#[test]
fn a_review_alone_has_no_items() {
    reads(
        r"
前期計画の総括

Keep できたこと
- 基金を確保した

Try 次に取り組むこと
① 財政の強化に向けた取組
新規の取組
○ 広告の募集 [財政課]
○ 用地の売却 [管財課]
",
        expect![[r#"
            plan 前期計画の総括
            edition first half: 前期計画, -
            keep 基金を確保した
            try 財政の強化に向けた取組
            try 広告の募集 [財政課]
            try 用地の売却 [管財課]
        "#]],
    );
}

#[test]
fn measures_below_a_level_named_in_brackets() {
    reads(
        r"
改革プラン 概要

基本姿勢(改革項目)⇥推進施策
1 組織の力⇥育成の推進 / 体制の整備
2 財政の基盤⇥歳入の確保 / 歳出の抑制
",
        expect![[r#"
            plan 改革プラン 概要
              levels 改革項目 / 推進施策
            section s1, depth 0, 改革項目 1: 組織の力
            section s2 in s1, depth 1, 推進施策 : 育成の推進
            section s3 in s1, depth 1, 推進施策 : 体制の整備
            section s4, depth 0, 改革項目 2: 財政の基盤
            section s5 in s4, depth 1, 推進施策 : 歳入の確保
            section s6 in s4, depth 1, 推進施策 : 歳出の抑制
        "#]],
    );
}

#[test]
fn a_sheet_of_an_item_with_a_table_of_years() {
    reads(
        r"
実施計画 個票（令和5年度実績）

取組番号⇥1-2
取組項目⇥窓口の委託
所管課⇥市民課
取組の概要⇥業務を委託する。

年度別計画
年度⇥令和4年度⇥令和5年度⇥令和6年度
計画⇥検討⇥仕様の作成⇥委託
実績⇥検討⇥仕様の作成⇥
評価⇥B⇥A⇥

効果額（単位：千円）
区分⇥令和4年度⇥令和5年度⇥令和6年度⇥計
目標⇥0⇥100⇥200⇥300
",
        expect![[r#"
            plan 実施計画 個票（令和5年度実績）
              levels 取組項目
            item i1: 窓口の委託
              number 1-2
              content 業務を委託する。
              schedule 検討 仕様の作成 委託
              step 2022: 検討
              step 2023: 仕様の作成
              step 2024: 委託
              lead 市民課
            scale -
              1 A (steady)
              2 B (steady)
            evaluation 2022 of i1 by department: B
              done 検討
            evaluation 2023 of i1 by department: A
              done 仕様の作成
            effect plan 2022 [窓口の委託]: 0
              of i1
            effect plan 2023 [窓口の委託]: 100,000
              of i1
            effect plan 2024 [窓口の委託]: 200,000
              of i1
            stated total - [窓口の委託] 計: 300,000
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

#[test]
fn marks_in_words_and_departments_in_front() {
    reads(
        r"
No.⇥取組項目⇥内容⇥担当課
1⇥基金の運用⇥利回りを高める。⇥（主）財政、会計 （副）管財
2⇥広告の募集⇥枠を広げる。⇥（副）広報
",
        expect![[r#"
            plan
              levels 取組項目
            item i1: 基金の運用
              number 1
              content 利回りを高める。
              lead 財政、会計
              support 管財
            item i2: 広告の募集
              number 2
              content 枠を広げる。
              support 広報
        "#]],
    );
    reads(
        r"
戦略区分⇥主担当課⇥前期 取組名⇥見直し区分⇥後期 取組名
(1) 財政⇥財政課⇥広告収入⇥継続⇥広告の拡大
⇥管財課⇥用地の貸付⇥廃止⇥
",
        expect![[r#"
            plan
              levels 戦略区分 / 取組
            section s1, depth 0, 戦略区分 (1): 財政
            item i1 in s1: 広告の拡大
              lead 財政課
            edge continued [財政]: 広告収入 → 広告の拡大 (継続)
              department 財政課
            edge abolished [財政]: 用地の貸付 → - (廃止)
              department 管財課
        "#]],
    );
}

#[test]
fn bars_without_a_fence_and_content_before_the_title() {
    reads(
        r"
区分 | 番号 | 概要 | 取組項目 | 目標・指標 | 所管課
---|---|---|---|---|---
視点1 便利な窓口 | 1-1 | 申請を省く。 | 書かない窓口 | 年10件 | 市民課
 | 1-2 | 時間を延ばす。 | 窓口の延長 | 週1回 | 税務課
",
        expect![[r#"
            plan
              levels 視点 / 区分 / 取組項目
            section s1, depth 0, 視点 視点1: 便利な窓口
            item i1 in s1: 書かない窓口
              number 1-1
              content 申請を省く。
              target 年10件
              lead 市民課
            item i2 in s1: 窓口の延長
              number 1-2
              content 時間を延ばす。
              target 週1回
              lead 税務課
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
fn a_register_with_a_cell_a_line() {
    reads(
        r"
番号
取組項目
取組内容
担当課
1
窓口の改革
待ち時間を減らします。
市民課
2
申請の電子化
申請を電子化します。
情報課
3
広告の募集
封筒に広告を載せます。
財政課

終わりに
",
        expect![[r#"
            plan
              levels 取組項目
            item i1: 窓口の改革
              number 1
              content 待ち時間を減らします。
              lead 市民課
            item i2: 申請の電子化
              number 2
              content 申請を電子化します。
              lead 情報課
            item i3: 広告の募集
              number 3
              content 封筒に広告を載せます。
              lead 財政課
        "#]],
    );
}
