//! What became of items, and what is thought of them: crosswalks and reviews.

use expect_test::expect;

use crate::support::reads;

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
