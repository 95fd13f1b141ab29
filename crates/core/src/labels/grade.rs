//! Words and signs that grade: ◎, A, 達成, 概ね計画どおり, 未着手.
//!
//! `grade_of` is strict: the text is a grade and nothing else. `is_mark` and `may_grade` say what a head
//! or a label can be beside others of its kind.
//! Not here: what a grade means on the scale of a plan (`progress`), making a scale (`scale`).

use super::brackets::{plain, without_brackets};
use crate::text::{fold, narrow};

/// Signs that grade wherever they stand alone.
const SIGNS: [char; 11] = ['◎', '○', '〇', '◯', '△', '▲', '×', '✕', '☆', '★', '□'];

/// Signs that grade only beside others: alone they are marks of lists, roles and schedules.
const SIGNS_BESIDE_OTHERS: [char; 4] = ['●', '◇', '■', '-'];

/// Signs of one family, best first.
const FAMILIES: [&[&str]; 3] = [
    &["☆", "★", "◎", "○", "□", "△", "▲", "×", "●"],
    &["S", "A", "B", "C", "D", "E"],
    &["5", "4", "3", "2", "1"],
];

/// Words that grade, best first.
const WORDS: [&str; 53] = [
    "計画以上",
    "目標以上",
    "計画を上回る",
    "目標を上回る",
    "前倒し",
    "前倒し実施",
    "目標達成",
    "計画達成",
    "達成",
    "達成済",
    "達成済み",
    "完了",
    "実施済",
    "実施済み",
    "取組済",
    "対応済",
    "対応済み",
    "順調",
    "概ね達成",
    "おおむね達成",
    "ほぼ達成",
    "概ね順調",
    "おおむね順調",
    "計画どおり",
    "計画通り",
    "概ね計画どおり",
    "概ね計画通り",
    "おおむね計画どおり",
    "ほぼ計画どおり",
    "概ね実施",
    "一部達成",
    "実施",
    "実施中",
    "一部実施",
    "部分実施",
    "進行中",
    "取組中",
    "着手",
    "着手済",
    "着手済み",
    "検討中",
    "やや遅れ",
    "やや遅れている",
    "遅れ",
    "遅れている",
    "遅延",
    "計画を下回る",
    "目標を下回る",
    "未達",
    "未達成",
    "未実施",
    "未着手",
    "対象外",
];

/// Words that say that something was not evaluated, whatever stands beside them.
const APART: [&str; 14] = [
    "対象外",
    "評価対象外",
    "評価の対象外",
    "評価なし",
    "評価せず",
    "評価しない",
    "評価不能",
    "評価未実施",
    "未評価",
    "該当なし",
    "終了",
    "中止",
    "未着手",
    "-",
];

/// Words that say so beside letters and signs; beside words of doing they are the worst of the grades.
const APART_BESIDE_MARKS: [&str; 3] = ["未実施", "実施せず", "未回答"];

/// Words of [`APART`] that head a column of counts or stand in place of a grade.
const GRADES_APART: [&str; 7] = [
    "評価対象外",
    "評価なし",
    "評価せず",
    "評価しない",
    "評価不能",
    "評価未実施",
    "未評価",
];

/// Words that grade an item that ended.
const ENDED: [&str; 2] = ["終了", "中止"];

/// Words that grade only beside other grades: elsewhere they say other things.
const STATES: [&str; 15] = [
    "継続",
    "継続中",
    "廃止",
    "終了",
    "中止",
    "検討",
    "準備",
    "準備中",
    "見直し",
    "休止",
    "実施予定",
    "延期",
    "保留",
    "計画どおり実施",
    "一部着手",
];

/// Words of progress of which a short head or label of a grade has one.
const OF_PROGRESS: [&str; 35] = [
    "達成",
    "実施",
    "完了",
    "着手",
    "検討",
    "順調",
    "遅れ",
    "遅延",
    "中止",
    "廃止",
    "継続",
    "新規",
    "統合",
    "終了",
    "計画どおり",
    "計画通り",
    "上回",
    "下回",
    "改善",
    "拡充",
    "縮小",
    "現状維持",
    "良好",
    "予定どおり",
    "進捗",
    "未",
    "済",
    "休止",
    "見直し",
    "維持",
    "その他",
    "対象外",
    "停滞",
    "成果",
    "効果あり",
];

/// Words that class what was evaluated, beside others of their kind.
const CLASSES: [&str; 30] = [
    "拡大",
    "拡充",
    "重点化",
    "充実",
    "現状維持",
    "現状のまま継続",
    "現行どおり",
    "維持",
    "継続",
    "継続実施",
    "改善",
    "改善継続",
    "要改善",
    "見直し",
    "一部見直し",
    "抜本的見直し",
    "縮小",
    "統合",
    "統廃合",
    "移管",
    "民営化",
    "民間委託",
    "休止",
    "中止",
    "廃止",
    "終了",
    "完了",
    "終期設定",
    "新規",
    "その他",
];

/// Whether a text is a word that classes what was evaluated, beside others of their kind: 拡充, 現状維持, 縮小, 廃止.
pub fn is_class(text: &str) -> bool {
    CLASSES.contains(&fold(text).as_str())
}

/// The grade that a short text is, as printed: `◎`, `A`, `達成`; `A（達成）` is A.
pub fn grade_of(text: &str) -> Option<String> {
    let plain = without_brackets(text);
    if GRADES_APART.contains(&fold(plain.trim()).as_str()) {
        return Some(plain.trim().to_owned());
    }
    let plain = plain
        .trim()
        .trim_end_matches("評価")
        .trim_end_matches("ランク")
        .trim();
    if plain.chars().count() > 9 {
        return None;
    }
    let mut chars = plain.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        let c = narrow(c);
        return (SIGNS.contains(&c) || matches!(c, 'S' | 'A'..='E')).then(|| plain.to_owned());
    }
    if matches!(plain, "SS" | "A+" | "A-" | "B+" | "B-") {
        return Some(plain.to_owned());
    }
    let folded = fold(plain);
    let known = |words: &[&str]| words.contains(&folded.as_str());
    (known(&WORDS) || known(&ENDED)).then(|| plain.to_owned())
}

/// Whether a folded text is a word that grades beside other grades.
pub fn is_state(folded: &str) -> bool {
    STATES.contains(&folded)
}

/// Whether a grade says by its label or its definition that there was no evaluation: 終了, `※：評価対象外`.
pub fn is_no_evaluation(label: &str, definition: &str) -> bool {
    let both = format!("{}{}", fold(label), fold(definition));
    APART.contains(&fold(&without_brackets(label)).as_str())
        || ["対象外", "評価なし", "未評価", "該当なし"]
            .iter()
            .any(|words| both.contains(words))
}

/// Whether a label of a scale says that what has it was not evaluated: 対象外, 終了, 未着手; 未実施 only
/// where the other grades are letters and signs. A prior by meaning alone: what shares are printed of
/// may say otherwise.
pub fn stands_apart(label: &str, labels: &[&str]) -> bool {
    let folded = fold(&without_brackets(label));
    let is_apart = |label: &str| is_no_evaluation(label, "");
    let mut others = labels
        .iter()
        .map(|other| fold(other))
        .filter(|other| *other != folded);
    is_apart(&folded)
        || APART_BESIDE_MARKS.contains(&folded.as_str())
            && others.all(|other| is_mark(&other) || is_apart(&other))
}

/// Whether a label is a letter or a sign of a grade: A, A評価, ◎, ○：計画どおり.
pub fn is_mark(label: &str) -> bool {
    let grade = plain(&fold(label));
    let mut chars = grade.strip_suffix("評価").unwrap_or(&grade).chars();
    let signs = |c: char| SIGNS.contains(&c) || SIGNS_BESIDE_OTHERS.contains(&c);
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || signs(c))
        && chars.next().is_none_or(|c| matches!(c, ':' | '(' | '.' | '・'))
}

/// Whether a label can be a grade of progress beside others: a letter, a sign, or words of progress.
pub fn may_grade(label: &str) -> bool {
    let grade = plain(&fold(label));
    let grade = grade.strip_suffix("評価").unwrap_or(&grade);
    is_mark(label) || grade.chars().count() <= 14 && OF_PROGRESS.iter().any(|w| grade.contains(w))
}

/// Where a grade stands among those of its family, best first: the family and the place. None where its
/// order is not known.
pub fn place(label: &str) -> Option<(usize, usize)> {
    let sign = match label {
        "〇" | "◯" => "○".to_owned(),
        "✕" => "×".to_owned(),
        other => other.chars().map(narrow).collect::<String>(),
    };
    let signs = FAMILIES
        .iter()
        .enumerate()
        .find_map(|(f, family)| family.iter().position(|m| *m == sign).map(|i| (f, i)));
    signs.or_else(|| {
        let folded = fold(label);
        let at = WORDS.iter().position(|w| *w == folded)?;
        Some((FAMILIES.len(), at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_words() {
        assert_eq!(grade_of("◎").as_deref(), Some("◎"));
        assert_eq!(grade_of("A（達成）").as_deref(), Some("A"));
        assert_eq!(grade_of("一部達成").as_deref(), Some("一部達成"));
        assert_eq!(grade_of("財政課"), None);
        assert_eq!(grade_of("●"), None);
    }

    #[test]
    fn grades_have_an_order_within_their_family() {
        assert!(place("◎") < place("〇") && place("達成") < place("未達成"));
        assert_ne!(place("A").map(|p| p.0), place("◎").map(|p| p.0));
        assert_eq!(place("財政課"), None);
    }

    #[test]
    fn heads_of_grades() {
        assert!(is_mark("A評価") && is_mark("○：計画どおり") && !is_mark("達成"));
        assert!(may_grade("概ね計画どおり") && !may_grade("歳入の確保"));
    }
}
