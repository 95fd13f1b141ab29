//! What a header says of a plan's own terms: who evaluates, the name of a level.
//!
//! Not here: fields, totals, units and years of headers (`gyokaku_core::labels`).

use gyokaku_core::labels::brackets::without_brackets;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::text::fold;

use super::cut;

/// Who gives the grades of a column, by its header.
pub(crate) fn evaluator(header: &str) -> Evaluator {
    let folded = fold(header);
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    if has(&["事務局", "二次評価", "2次評価", "所管評価"]) {
        Evaluator::Secretariat
    } else if has(&["本部", "最終評価", "三次評価", "3次評価"]) {
        Evaluator::Headquarters
    } else if has(&["外部", "審議会", "懇談会", "委員会", "懇話会"]) {
        Evaluator::Council
    } else {
        Evaluator::Department
    }
}

/// The plan's own name of a level, out of its header: 取組項目 of 後期 取組項目名.
pub(crate) fn level_name(header: &str) -> String {
    let plain = cut::closed(&without_brackets(header));
    let mut name = plain.as_str();
    for start in [
        "前期",
        "後期",
        "新計画",
        "旧計画",
        "新プラン",
        "旧プラン",
        "新たな",
        "新しい",
        "新",
        "旧",
        "現行",
        "次期",
        "現計画",
        "次計画",
        "前計画",
    ] {
        let rest = name.strip_prefix(start).unwrap_or(name).trim();
        // 新規 and 新設 are words of their own; a word of one sign is no name of a level.
        if !rest.starts_with(['規', '設', 'た', 'し']) && rest.chars().count() >= 2 {
            name = rest.trim_start_matches('の');
        }
    }
    name.strip_suffix('名')
        .filter(|n| n.chars().count() >= 2)
        .unwrap_or(name)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_without_its_edition() {
        assert_eq!(level_name("後期 取組項目名"), "取組項目");
    }
}
