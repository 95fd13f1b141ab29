//! What is said of a plan, and what only looks like it: the schedules of items, headings of grades.

use crate::support::read;

fn period(text: &str) -> Option<(i16, i16)> {
    read(text)
        .period
        .map(|period| (period.from.western(), period.to.western()))
}

#[test]
fn the_schedule_of_an_item_is_no_period_of_the_plan() {
    let on_sheets = "行財政改革実施計画 個票\n\n取組名　収集業務の委託\n担当課　環境課\n実施期間　令和6年度から令和8年度まで\n\n取組名　給食の見直し\n担当課　学校教育課\n実施期間　令和7年度から令和10年度まで\n";
    let below_a_word = "行政改革大綱実施計画 進捗状況\n\nNo.1 滞納対策の強化\n実施期間\n令和4年度～令和6年度\n所管課　収税課\n";
    let below_a_title = "経営改革プラン\n\n1 庁舎の省エネ化\n取組期間：令和6年度～令和7年度\n2 公有地の活用\n取組期間：令和7年度～令和9年度\n";
    for text in [on_sheets, below_a_word, below_a_title] {
        assert_eq!(period(text), None, "{text}");
    }
}

#[test]
fn the_period_of_the_plan_stands_among_those_of_items() {
    let first = "行財政改革プラン\n\n計画期間：令和5年度～令和9年度\n\n1 収集業務の委託\n実施期間：令和6年度～令和8年度\n";
    let chapter = "行財政改革大綱\n\n1 趣旨\n持続可能な財政を築く。\n2 取組期間\n令和5年度から令和9年度までの5年間とする。\n";
    let in_words = "経営改革プラン\n実施期間　令和5年度～令和9年度\n";
    for text in [first, chapter, in_words] {
        assert_eq!(period(text), Some((2023, 2027)), "{text}");
    }
}

#[test]
fn a_heading_of_a_grade_is_no_title_of_a_plan() {
    for heading in [
        "評価 A（計画以上に進んだもの）",
        "■評価Ｂ（計画どおり）",
        "総合評価　S（計画を大きく上回る）",
        "A 計画以上に進んだもの",
    ] {
        assert_eq!(
            read(&format!("{heading}\n\n窓口の予約制\n")).title,
            "",
            "{heading}"
        );
    }
}

#[test]
fn a_heading_of_a_grade_is_no_part_of_a_plan() {
    let tables = "# 行財政改革プラン 令和5年度取組結果\n\n## A（計画以上に進んだもの）\n\n番号\t取組名\t担当課\n1\t広告掲載\t広報課\n\n## B（計画どおり）\n\n番号\t取組名\t担当課\n2\t基金運用\t会計課\n";
    let lists = "# 取組項目\n■評価 A（計画以上）\n- 窓口の一元化（市民課）\n■評価 B（計画どおり）\n- 広告掲載（広報課）\n";
    for text in [tables, lists] {
        let plan = read(text);
        assert!(plan.sections.is_empty(), "{text}");
        assert_eq!(plan.items.len(), 2, "{text}");
    }
}
