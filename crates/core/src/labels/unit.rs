//! The unit that a text declares for the bare figures below it: （単位：千円）, [百万円], 金額は千円単位.
//!
//! Not here: units printed with a figure (`figure`), the units themselves (`money`).

use crate::money::Unit;
use crate::text::fold;

/// The unit of money that a text declares, in brackets of any form or in words. The longest name wins.
pub fn declared(text: &str) -> Option<Unit> {
    // Most texts name no unit at all, and folding them would be most of the work.
    if !text.contains('円') {
        return None;
    }
    let folded = fold(text);
    Unit::ALL
        .into_iter()
        .rev()
        .find(|unit| declares(&folded, unit.name()))
}

/// Whether a folded text declares a unit of this name.
fn declares(folded: &str, name: &str) -> bool {
    const BEFORE: [&str; 9] = ["[", "〔", "【", "<", "〈", "単位=", "単位は、", "単位・", "単位/"];
    const AFTER: [&str; 3] = ["単位で", "単位と", "単位に"];
    let ends = |at: usize| !folded[at..].starts_with(|c: char| c.is_alphanumeric());
    folded.match_indices(name).any(|(at, _)| {
        let (before, end) = (&folded[..at], at + name.len());
        (before.ends_with('(') && folded[end..].starts_with(')'))
            || before.ends_with("単位")
            || before.ends_with("単位:")
            || before.ends_with("単位は")
            || (BEFORE.iter().any(|mark| before.ends_with(mark)) && ends(end))
            || ((before.ends_with('は') || before.ends_with('を'))
                && AFTER.iter().any(|mark| folded[end..].starts_with(mark)))
    })
}

/// The unit that is all a text says: 千円, （百万円）.
pub fn exact(text: &str) -> Option<Unit> {
    let folded = fold(text);
    let plain = folded.trim_matches(['(', ')']);
    Unit::ALL.into_iter().find(|unit| plain == unit.name())
}

/// What is counted, as it stands behind a number or names the unit of one.
const COUNTERS: [&str; 22] = [
    "項目", "件", "事業", "人", "施設", "課", "団体", "名", "か所", "箇所", "ヶ所", "取組", "施策", "細目",
    "社", "校", "棟", "台", "回", "指標", "園", "世帯",
];

/// What the words behind a number say that it counts: 件, or the last part of a longer word, 事務事業.
pub fn counter(behind: &str) -> Option<&'static str> {
    counted(behind).map(|(counter, _)| counter)
}

/// The same with the length of the word in bytes.
pub fn counted(behind: &str) -> Option<(&'static str, usize)> {
    // Most numbers have nothing behind them.
    if behind.is_empty() {
        return None;
    }
    if let Some(counter) = COUNTERS.into_iter().find(|counter| behind.starts_with(*counter)) {
        return Some((counter, counter.len()));
    }
    let is_of_word = |c: &char| matches!(c, '\u{4E00}'..='\u{9FFF}' | '々');
    let word = behind.chars().take_while(is_of_word);
    let word: String = word.take(LONGEST_COUNTED + 1).collect();
    // 5年間事業 counts years, 3億円事業 yen.
    let counts_else = word.starts_with(OTHER_UNITS) || word.chars().count() > LONGEST_COUNTED;
    if word.is_empty() || counts_else {
        return None;
    }
    let is_last = |counter: &&str| word.ends_with(counter) && counter.chars().count() >= 2;
    let counter = COUNTERS.into_iter().find(is_last)?;
    Some((counter, word.len()))
}

/// What a number counts that is followed by these.
const OTHER_UNITS: [char; 15] = [
    '年', '月', '日', '時', '分', '秒', '円', '割', '歳', '度', '期', '次', '号', '万', '億',
];
/// Longer words behind a number name more than what it counts.
const LONGEST_COUNTED: usize = 6;

/// What else a declared unit may name, folded.
#[rustfmt::skip]
const MEASURES: [&str; 27] = [
    "%", "㎡", "m2", "m3", "ha", "km", "m", "kwh", "kw", "t", "kg", "kl", "t-co2", "戸", "時間", "基", "冊", "カ所",
    "倍", "歳", "ポイント", "法人", "枚", "路線", "千人", "万人", "千m3",
];

/// All that a declared unit may name but money.
fn countable() -> impl Iterator<Item = &'static str> {
    COUNTERS.into_iter().chain(MEASURES)
}

/// Whether a text declares a unit that is no amount of money: （単位：人）.
pub fn declares_a_count(text: &str) -> bool {
    if !text.contains("単位") {
        return false;
    }
    let folded = fold(text);
    folded.find("単位:").is_some_and(|at| {
        let unit = &folded[at + "単位:".len()..];
        countable().any(|thing| unit.starts_with(thing))
    })
}

/// Whether a head says that its column counts things, in whatever unit the amounts of the table are:
/// 職員数, 取組計, 対象者（人）.
pub fn counts(head: &str) -> bool {
    // Most labels have neither, and folding them would be most of the work.
    if !head.contains(['数', '計', '(', '（']) {
        return false;
    }
    let folded = fold(head);
    let is_told = |inside: &str| {
        countable().any(|thing| {
            inside
                .strip_prefix(thing)
                .is_some_and(|rest| rest.starts_with(')'))
        })
    };
    ["件数", "項目数", "人数", "職員数", "取組数", "取組計"]
        .iter()
        .any(|word| {
            let mut behind = folded
                .match_indices(word)
                .map(|(at, _)| &folded[at + word.len()..]);
            behind.any(|behind| !is_a_measure(behind))
        })
        || folded
            .match_indices('(')
            .any(|(at, open)| !is_an_amount(&folded[..at]) && is_told(&folded[at + open.len()..]))
}

/// Whether a word names an amount, so that what stands in brackets behind it counts nothing: 市民税（法人）.
fn is_an_amount(word: &str) -> bool {
    word.trim_end().ends_with(['税', '費', '金', '料', '額', '債'])
}

/// Whether the words behind what is counted make a measure of it, whose effect is an amount: 職員数の削減.
fn is_a_measure(behind: &str) -> bool {
    ["の削減", "の縮減", "の抑制", "の見直し", "の適正化"]
        .iter()
        .any(|word| behind.starts_with(word))
}

/// Whether a head says that its column tells by how many points rates differ, which nobody adds up; the points of
/// 健康ポイント are others.
pub fn is_in_points(head: &str) -> bool {
    head.contains("ポイント") && {
        let folded = fold(head);
        folded.contains("(ポイント)") || folded.contains("(%ポイント)") || folded.ends_with("差ポイント")
    }
}

/// Whether a cell says nothing but the unit of its column: 千円, （人）, 単位：件; a blank says none.
pub fn is_unit(text: &str) -> bool {
    let folded = fold(text);
    let plain = folded.trim_matches(['(', ')']);
    plain.starts_with("単位")
        || matches!(plain, "人" | "件" | "%")
        || Unit::ALL.iter().any(|unit| plain == unit.name())
        || (folded.starts_with('(') && folded.ends_with(')') && folded.chars().count() <= 6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("(単位：千円)", Some(Unit::Thousand))]
    #[case("効果額（百万円）", Some(Unit::Million))]
    #[case("単位 億円", Some(Unit::HundredMillion))]
    #[case("[千円]", Some(Unit::Thousand))]
    #[case("金額は千円単位で記載", Some(Unit::Thousand))]
    #[case("1千円の会費", None)]
    #[case("(単位：人)", None)]
    #[case("改革の効果額(累計額)150億円（百万円）", Some(Unit::Million))]
    #[case("効果額 3億円", None)]
    fn declared_units(#[case] text: &str, #[case] expected: Option<Unit>) {
        assert_eq!(declared(text), expected);
    }

    #[test]
    fn what_is_counted_may_be_the_last_part_of_a_word() {
        assert_eq!(counted("件のうち"), Some(("件", 3)));
        assert_eq!(counted("事務事業"), Some(("事業", 12)));
        assert_eq!(counted("重点項目について"), Some(("項目", 12)));
        assert_eq!((counted("年間事業"), counted("回目")), (None, Some(("回", 3))));
    }

    #[test]
    fn counts_are_no_amounts() {
        assert!(declares_a_count("（単位：人）"));
        assert!(counts("対象者（人）") && counts("職員数"));
        assert!(!counts("効果額（千円）"));
        assert!(is_unit("（千円）") && is_unit("単位：件") && !is_unit("効果額"));
    }
}
