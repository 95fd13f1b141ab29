//! Rates and differences in lists and running text: `実施率98.0パーセント`, `達成率160.3%`, `約25億円上回る`.
//!
//! Not here: how a line falls into words (`phrase`), and shares of a whole (`prose_shares`).

use super::phrase::{
    Found, PLANNED, Word, contains_any, is_change, is_fraction, is_next, is_whole_in_words, last_phrase,
    lay_down, words,
};
use crate::check::figures::difference_mismatch;
use crate::check::figures::engine::ledger::{Formula, Proof};
use crate::check::figures::model::sheet::Sheets;
use crate::check::figures::rate_mismatch;
use crate::text::fold;

const RATES: [(&str, &[&str]); 8] = [
    ("実施率", &["実施"]),
    ("達成率", &["達成", "実績"]),
    ("執行率", &["執行", "決算", "支出"]),
    ("完了率", &["完了"]),
    ("着手率", &["着手"]),
    ("実現率", &["実現"]),
    ("進捗率", &["実績", "完了", "実施"]),
    ("達成度", &["達成", "実績"]),
];

/// Rates in running text with the two figures that they are made of.
pub(crate) fn rates(all: &mut Sheets) {
    let mut found = Vec::new();
    for index in 0..all.prose.len() {
        let line = words(all, &all.prose[index]);
        for at in 0..line.len() {
            let rate = &line[at];
            if !rate.is_percent() {
                continue;
            }
            let ratio = |part: &Word<'_>, whole: &Word<'_>, is| Found {
                target: rate.id,
                formula: Formula::Ratio {
                    part: vec![(1, part.id)],
                    whole: vec![(1, whole.id)],
                },
                is,
            };
            if let [part, whole, ..] = &line[at + 1..]
                && is_fraction(rate, part, whole)
            {
                found.push(ratio(part, whole, "式から求めた割合"));
                continue;
            }
            let said = fold(rate.before);
            let Some((_, stems)) = RATES
                .iter()
                .find(|(name, _)| said.trim_end_matches([':', '=', 'は', 'が']).ends_with(name))
            else {
                continue;
            };
            // 実施率 42.9%(実施した項目39件 行動計画位置付け項目91件)
            if let [part, whole, ..] = &line[at + 1..] {
                let opens = part.before.trim_start().starts_with(['(', '（']);
                if opens
                    && part.of == whole.of
                    && !whole.before.contains([')', '）'])
                    && contains_any(part.before, stems)
                    && !contains_any(whole.before, stems)
                {
                    found.push(ratio(part, whole, "括弧内の数から求めた率"));
                    continue;
                }
            }
            let earlier: Vec<&Word<'_>> = line[..at].iter().filter(|w| !w.is_percent()).collect();
            // 計画額7億円に対して実績額は8億円と…、達成率は114.3%
            let says = |w: &&&Word<'_>, words: &[&str], not: &[&str]| {
                contains_any(last_phrase(w.before), words)
                    && !contains_any(last_phrase(w.before), not)
                    && !is_change(w)
            };
            let clause = || earlier.iter().rev().take_while(|w| !w.after.contains('。'));
            let (actual, planned) = (
                clause().find(|w| says(w, stems, &PLANNED)),
                clause().find(|w| says(w, &PLANNED, stems)),
            );
            if let (Some(actual), Some(planned)) = (actual, planned)
                && actual.of == planned.of
                && !actual.of.is_empty()
            {
                found.push(ratio(actual, planned, "本文の数から求めた率"));
                continue;
            }
            // 16,830千円上回り is how much more, and no part of what was reached.
            let is_amount = |w: &&&Word<'_>| (w.is_counted() || w.is_money()) && !is_change(w);
            let Some(part) = earlier.last().filter(is_amount) else {
                continue;
            };
            let is_part = contains_any(part.before, stems)
                || contains_any(part.before, &["うち"])
                || contains_any(part.after, stems);
            if !is_part {
                continue;
            }
            let in_line = earlier
                .len()
                .checked_sub(2)
                .map(|i| earlier[i])
                .filter(|w| w.of == part.of);
            if let Some(whole) = in_line {
                let names_whole = is_whole_in_words(whole)
                    || contains_any(whole.before, &PLANNED)
                    || contains_any(whole.before, &["全", "対象", "計"]);
                if names_whole && !contains_any(last_phrase(whole.before), &stems[..1]) {
                    found.push(ratio(part, whole, "本文の数から求めた率"));
                }
                continue;
            }
            // The whole stands on the line before: うち、48項目が…, 実績値:… below 目標値:….
            let Some(above) = index
                .checked_sub(1)
                .filter(|p| is_next(all, *p, index))
                .map(|p| words(all, &all.prose[p]))
            else {
                continue;
            };
            let begins_with_part =
                contains_any(part.before, &["うち"]) || contains_any(part.before, &["実績"]);
            if let Some(whole) = above
                .iter()
                .rev()
                .find(|w| w.of == part.of)
                .filter(|w| begins_with_part && earlier.len() == 1 && contains_any(w.before, &PLANNED))
            {
                found.push(ratio(part, whole, "本文の数から求めた率"));
            }
        }
    }
    for each in found {
        lay_down(all, rate_mismatch::RULE.name, Proof::Alone, vec![each]);
    }
}

/// Differences in running text: `約25億円上回る`, `448人から9人減員し、439人`.
pub(crate) fn differences(all: &mut Sheets) {
    let mut found = Vec::new();
    for line in &all.prose {
        let line = words(all, line);
        for three in line.windows(3) {
            let [first, second, third] = three else { continue };
            if first.of != second.of || second.of != third.of || !(first.is_counted() || first.is_money()) {
                continue;
            }
            // from A, B fewer: C
            let change = second.after.trim_start_matches(['を', 'の', 'が']);
            let direction = if change.starts_with(['減', '削']) {
                -1
            } else if change.starts_with('増') {
                1
            } else {
                0
            };
            let from = first.after.starts_with("から") && second.before.chars().count() <= 4;
            let result = third.after.trim().is_empty()
                || ["と", "に", "へ", "。", "、"]
                    .iter()
                    .any(|w| third.after.starts_with(w));
            if direction != 0
                && from
                && result
                && third.before.chars().count() <= 14
                && !third.before.contains(['。', '(', '（'])
            {
                found.push(Found {
                    target: third.id,
                    formula: Formula::Sum(vec![(1, first.id), (direction, second.id)]),
                    is: "増減から求めた数",
                });
                continue;
            }
            let planned = |w: &Word<'_>| {
                contains_any(last_phrase(w.before), &PLANNED)
                    || contains_any(last_phrase(w.before), &["前年度", "基準"])
            };
            let actual = |w: &Word<'_>| contains_any(last_phrase(w.before), &["実績", "決算", "達成額"]);
            let after = third.after.trim_start();
            let more = ["上回", "超え", "多"].iter().any(|w| after.starts_with(w));
            let fewer = ["下回", "少な"].iter().any(|w| after.starts_with(w));
            let close = third.before.chars().count() <= 12;
            let named = contains_any(last_phrase(third.before), &["差額", "上積み額", "超過額"])
                && !third.before.contains('。');
            let (part, base) = if planned(first) && actual(second) && !planned(second) {
                (second, first)
            } else if actual(first) && planned(second) && !planned(first) {
                (first, second)
            } else {
                continue;
            };
            if named || (close && (more || fewer)) {
                let sign = if more || named { 1 } else { -1 };
                found.push(Found {
                    target: third.id,
                    formula: Formula::Sum(vec![(sign, part.id), (-sign, base.id)]),
                    is: "2つの額の差",
                });
            }
        }
    }
    for each in found {
        lay_down(all, difference_mismatch::RULE.name, Proof::Alone, vec![each]);
    }
}
