//! Whatever comes: no plan at all, a very long one, and texts that nobody would write.

use expect_test::expect;
use gyokaku_exchange::read::text::layout;
use gyokaku_exchange::read::understand::understand;

use crate::support::{read, reads, sheet};

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
