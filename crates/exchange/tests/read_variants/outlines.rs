//! How a plan is divided and what its items are: levels in headings, lists, rows and columns, and who is in charge.

use expect_test::expect;

use crate::support::{reads, reads_sheet};

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
            annotation: 人口が減っている。
            annotation: 令和6年度から令和10年度までの5年間とする。
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
