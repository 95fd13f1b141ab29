//! How the fields of an item are laid out: columns in another order, sheets of labels, lines, cells that slipped.

use expect_test::expect;

use crate::support::{reads, reads_sheet};

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

#[test]
fn labels_and_values_parted_by_a_wide_gap() {
    reads(
        r"
令和6年度行財政改革推進計画
計画期間　令和4年度～令和8年度

取組1　公共施設の適正化
所管　施設課
取組期間　R4～R6
概要　老朽施設を統合する。

取組名　収集業務の委託
担当課  環境課
実施期間  令和6年度～令和8年度
",
        expect![[r#"
            plan 令和6年度行財政改革推進計画
              period 2022–2026
              levels 取組項目 / 取組
            item i1: 公共施設の適正化
              number 1
              content 老朽施設を統合する。
              schedule R4～R6
              step 2022:
              step 2024:
              lead 施設課
            item i2: 収集業務の委託
              schedule 令和6年度～令和8年度
              step 2024:
              step 2026:
              lead 環境課
            annotation: 計画期間　令和4年度～令和8年度
        "#]],
    );
}
