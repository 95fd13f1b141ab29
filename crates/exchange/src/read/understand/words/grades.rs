//! Scales of grades, and a text that defines one grade or several: `◎ : 目標を上回った`.
//!
//! Not here: which words grade (`gyokaku_core::labels::grade`), where a document defines its scales (`prose::scales`).

use gyokaku_core::labels::brackets::without_brackets;
use gyokaku_core::labels::field::{Field, field};
use gyokaku_core::labels::grade::{grade_of, is_no_evaluation, place, stands_apart};
use gyokaku_core::progress::{Grade, Scale, Tone};
use gyokaku_core::text::{fold, narrow};

/// How a grade reads, by the words of its definition, else by the mark itself.
pub(crate) fn tone(label: &str, definition: &str, rank: u8, of: usize) -> Tone {
    let both = format!("{}{}", fold(label), fold(definition));
    let has = |words: &[&str]| words.iter().any(|w| both.contains(w));
    if is_no_evaluation(label, definition) {
        Tone::Neutral
    } else if has(&[
        "下回",
        "遅れ",
        "未達成",
        "未実施",
        "未着手",
        "課題あり",
        "不十分",
        "達成できな",
        "達していない",
        "できていない",
        "進んでいない",
        "停滞",
        "一部達成",
        "一部実施",
        "部分",
    ]) {
        Tone::Behind
    } else if has(&[
        "上回",
        "より進",
        "特に良好",
        "大きな成果",
        "以上の成果",
        "前倒し",
        "期待以上",
    ]) {
        Tone::Ahead
    } else if has(&[
        "通り",
        "どおり",
        "順調",
        "概ね",
        "おおむね",
        "達成",
        "良好",
        "成果あり",
        "完了",
        "実施",
    ]) {
        Tone::Steady
    } else {
        match label.chars().next().map(narrow) {
            Some('◎' | '☆' | '★' | 'S') => Tone::Ahead,
            Some('△' | '▲' | '×' | '✕' | 'D' | 'E') => Tone::Behind,
            Some('C') if usize::from(rank) == of => Tone::Behind,
            _ => Tone::Steady,
        }
    }
}

/// A scale out of labels with their definitions, in the order printed.
pub(crate) fn scale(grades: Vec<(String, String)>, at: gyokaku_core::document::Place) -> Scale {
    let labels: Vec<String> = grades.iter().map(|(label, _)| label.clone()).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    // The worst of the grades is the last of those that grade.
    let of = labels
        .iter()
        .filter(|label| !stands_apart(label, &labels))
        .count();
    let grades = grades
        .into_iter()
        .enumerate()
        .map(|(i, (label, definition))| {
            let rank = u8::try_from(i + 1).unwrap_or(u8::MAX);
            let tone = tone(&label, &definition, rank, of);
            Grade {
                evaluated: tone != Tone::Neutral && !stands_apart(&label, &labels),
                tone,
                rank,
                label,
                definition,
            }
        })
        .collect();
    Scale {
        grades,
        fiscal_year: None,
        at,
    }
}

/// A scale of labels that stand in use without a definition, best first; none where their order is not known.
pub(crate) fn scale_in_use(labels: &[String], at: gyokaku_core::document::Place) -> Option<Scale> {
    let mut placed: Vec<((usize, usize), &String)> =
        labels.iter().filter_map(|l| place(l).map(|p| (p, l))).collect();
    placed.sort();
    placed.dedup_by(|a, b| a.1 == b.1);
    let one_family = placed.windows(2).all(|pair| pair[0].0.0 == pair[1].0.0);
    let all_known = labels.iter().all(|l| place(l).is_some());
    (one_family && all_known && placed.len() >= 2).then(|| {
        scale(
            placed
                .into_iter()
                .map(|(_, l)| (l.clone(), String::new()))
                .collect(),
            at,
        )
    })
}

/// Whether a line heads what has one grade, or defines it: 評価 A（計画以上に進んだもの）, 総合評価：◎, Ｂ評価.
pub(crate) fn heads_graded(text: &str) -> bool {
    let plain = without_brackets(text);
    let plain = plain.trim().trim_matches(['「', '」', '【', '】', ' ', '　']);
    if plain.chars().count() > 16 {
        return false;
    }
    let is_grade = |text: &str| grade_of(text).is_some_and(|label| label.chars().count() <= 2);
    let Some((at, _)) = plain.char_indices().next_back() else {
        return false;
    };
    let front = plain[..at].trim_end_matches([' ', '　', '：', ':', '「', '【', '・']);
    let names_grades = field(front) == Some(Field::Grade) || ["ランク", "判定", "区分"].contains(&front);
    is_grade(plain) || names_grades && is_grade(&plain[at..])
}

/// A line that defines a grade: the label and the definition.
pub(crate) fn definition(text: &str) -> Option<(String, String)> {
    let text = text.trim().trim_start_matches(['【', '「', '（', '(']);
    let cut = text
        .char_indices()
        .find(|(_, c)| matches!(narrow(*c), ':' | '=' | '…') || matches!(c, '】' | '」'))?;
    let (head, rest) = (
        text[..cut.0].trim(),
        text[cut.0..].trim_start_matches(['：', ':', '=', '＝', '…', '】', '」', ' ', '　', '・']),
    );
    let head = head.trim_end_matches(['）', ')']);
    let label = grade_of(head).filter(|l| l.chars().count() <= 2)?;
    let rest = rest.trim();
    (!rest.is_empty()
        && rest.chars().count() <= 120
        && !rest.starts_with(|c: char| narrow(c).is_ascii_digit()))
    .then(|| (label, rest.to_owned()))
}

/// Several definitions in one line: `◎：上回る　○：どおり　△：下回る`.
pub(crate) fn definitions(line: &str) -> Vec<(String, String)> {
    let line = line
        .trim_start_matches(['※', '（', '(', '【', ' ', '　'])
        .trim_end_matches(['）', ')', '】']);
    let mut out: Vec<(String, String)> = Vec::new();
    for piece in line
        .split([' ', '　', '、', '，', '／', '/'])
        .filter(|p| !p.is_empty())
    {
        match definition(piece) {
            Some((label, _)) if out.iter().any(|(known, _)| *known == label) => return Vec::new(),
            Some(found) => out.push(found),
            // Words that follow go on with the definition before them; words in front are about the line.
            None => match out.last_mut() {
                Some((_, meaning)) if !piece.contains([':', '：']) => {
                    meaning.push(' ');
                    meaning.push_str(piece);
                }
                _ => {}
            },
        }
    }
    out
}

/// The definition without a count behind it: `特に良好に進捗 … 4項目(4.7%)`.
pub(crate) fn without_count(meaning: &str) -> String {
    meaning
        .split(['…', '･'])
        .next()
        .unwrap_or(meaning)
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_what_has_one_grade() {
        for text in [
            "評価 A（計画以上に進んだもの）",
            "評価Ｂ",
            "総合評価：◎",
            "Ｃ評価",
            "ランクS（計画を大きく上回る）",
        ] {
            assert!(heads_graded(text), "{text}");
        }
        for text in ["評価の視点", "行政評価B制度の見直し計画", "評価", "改革プランA"]
        {
            assert!(!heads_graded(text), "{text}");
        }
    }

    #[test]
    pub(crate) fn definitions() {
        assert_eq!(
            definition("◎ : 計画より進んでいる"),
            Some(("◎".to_owned(), "計画より進んでいる".to_owned()))
        );
        assert_eq!(
            definition("S:特に良好 … 4項目"),
            Some(("S".to_owned(), "特に良好 … 4項目".to_owned()))
        );
        assert_eq!(definition("S:0、A:3"), None);
        assert_eq!(definition("◎財政 ○管財"), None);
        assert_eq!(tone("△", "目標を下回った", 3, 3), Tone::Behind);
    }
}
