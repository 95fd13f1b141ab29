//! The progress of a plan in one sentence: how many of how many, and which share of what is evaluated.
//!
//! Not here: the rows of the table.

use crate::progress::{Scale, Tally, Tone, is_apart};

pub(in crate::table) fn summary(whole: &Tally, scale: Option<&Scale>) -> String {
    let Some(total) = whole.total else {
        return String::new();
    };
    let (judged, apart): (Vec<_>, Vec<_>) = whole
        .grades
        .iter()
        .filter(|(_, count)| count.is_some_and(|count| count != 0))
        .partition(|(label, _)| !is_apart(scale, label));
    match (judged.as_slice(), apart.as_slice()) {
        ([], [(label, Some(count))]) if *count == total => format!("{total}件すべて{}です。", called(label)),
        ([], []) => format!("取組は{total}件です。"),
        ([], apart) => format!(
            "取組は{total}件で、評価の対象でないものは、{}です。",
            listed(apart)
        ),
        (judged, []) => of_judged(total, judged, whole, scale),
        (judged, apart) => format!(
            "{}評価の対象でないものは、{}です。",
            of_judged(total, judged, whole, scale),
            listed(apart)
        ),
    }
}

/// 「取組124件のうち、112件が計画どおり、8件が上回り、4件が遅れています。」 What there is none of is not said.
fn of_judged(total: i64, judged: &[&(String, Option<i64>)], whole: &Tally, scale: Option<&Scale>) -> String {
    if let [(label, Some(count))] = judged
        && *count == total
    {
        return match scale.and_then(|s| s.grade(label)).map(|g| g.tone) {
            Some(tone) if has_three_tones(whole, scale) => format!("{total}件すべて{}。", tone.is_so()),
            _ => format!("{total}件すべて{}です。", called(label)),
        };
    }
    if !has_three_tones(whole, scale) {
        return format!("取組{total}件のうち、{}です。", listed(judged));
    }
    let of_tone = |tone: Tone| -> i64 {
        let is_of = |label: &str| scale.and_then(|s| s.grade(label)).is_some_and(|g| g.tone == tone);
        judged
            .iter()
            .filter(|(label, _)| is_of(label))
            .filter_map(|(_, count)| *count)
            .sum()
    };
    let said: Vec<(i64, Tone)> = [Tone::Steady, Tone::Ahead, Tone::Behind]
        .map(|tone| (of_tone(tone), tone))
        .into_iter()
        .filter(|(count, _)| *count != 0)
        .collect();
    let last = said.len().saturating_sub(1);
    let parts: Vec<String> = said
        .iter()
        .enumerate()
        .map(|(n, (count, tone))| match n == last {
            true => format!("{count}件が{}", tone.is_so()),
            false => format!("{count}件が{}", tone.and_so()),
        })
        .collect();
    format!("取組{total}件のうち、{}。", parts.join("、"))
}

/// Whether the judged grades are three, one of each tone, so that tones say all that they say.
fn has_three_tones(whole: &Tally, scale: Option<&Scale>) -> bool {
    let Some(scale) = scale else { return false };
    let mut tones: Vec<Tone> = whole
        .grades
        .iter()
        .filter(|(label, _)| !is_apart(Some(scale), label))
        .filter_map(|(label, _)| scale.grade(label).map(|grade| grade.tone))
        .collect();
    tones.sort_unstable();
    tones == [Tone::Ahead, Tone::Steady, Tone::Behind]
}

/// 「「A」が3件、「B」が5件」
fn listed(grades: &[&(String, Option<i64>)]) -> String {
    let parts = grades
        .iter()
        .filter_map(|(label, count)| Some(format!("「{label}」が{}件", (*count)?)));
    parts.collect::<Vec<_>>().join("、")
}

/// A sign needs brackets to be seen as one; a word does not.
fn called(label: &str) -> String {
    match label.chars().count() {
        0 | 1 => format!("「{label}」"),
        _ => label.to_owned(),
    }
}
