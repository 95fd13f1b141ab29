//! Sums in lists and running text: a count with the counts above it, grades of one line, areas of a report.
//!
//! Not here: how a line falls into words (`phrase`), and sums inside one sentence (`sentence`).

use crate::check::figures::sum_mismatch;
use std::collections::{BTreeMap, HashMap};

use super::phrase::{
    Found, Word, contains_any, is_fraction, is_next, is_open_ended, label, last_phrase, lay_down,
    sentence_start, words,
};
use crate::check::figures::engine::ledger::{Formula, Id, Proof};
use crate::check::figures::model::sheet::Sheets;
use crate::labels;
use crate::text::{fold, narrow};

/// Totals in words (`6項目と4項目、計10項目`), lines of grades (`S:0、A:3`) and areas that add up to the whole.
pub(crate) fn sums(all: &mut Sheets) {
    let mut firm = Vec::new();
    let mut grades = Vec::new();
    // 合計 of what, by the labels of its parts: for the whole that areas add up to.
    let mut shapes: Vec<(String, Vec<String>)> = Vec::new();
    for index in 0..all.prose.len() {
        let line = words(all, &all.prose[index]);
        let mut begin = 0;
        for (at, word) in line.iter().enumerate() {
            let phrase = last_phrase(word.before);
            let total = word.is_counted() || word.is_money();
            if !total
                || !(labels::is_total(phrase)
                    || contains_any(phrase, &["合わせて", "あわせて"]) && phrase.chars().count() <= 6)
            {
                continue;
            }
            // What another sentence says is no part of this one's total.
            let begin_here = begin.max(sentence_start(&line, at));
            // 評価した取組27取組　評価外の取組:5: behind a colon the counter may be left out.
            let is_alike = |w: &&Word<'_>| {
                w.of == word.of
                    || word.is_counted() && w.of.is_empty() && w.before.trim_end().ends_with([':', '：'])
            };
            let same: Vec<&Word<'_>> = match line[begin_here..at].iter().any(|w| w.of == word.of) {
                true => line[begin_here..at].iter().filter(is_alike).collect(),
                false => Vec::new(),
            };
            let earlier = index
                .checked_sub(1)
                .filter(|p| at == 0 && is_next(all, *p, index))
                .map(|p| words(all, &all.prose[p]));
            let (parts, between): (Vec<Word<'_>>, String) = match (&same[..], &earlier) {
                ([], Some(earlier))
                    if earlier.iter().all(|w| w.of == word.of)
                        && !earlier.iter().any(|w| labels::is_total(last_phrase(w.before))) =>
                {
                    (earlier.clone(), earlier.iter().map(|w| w.before).collect())
                }
                (same, _) => (
                    same.iter().map(|w| (*w).clone()).collect(),
                    line[begin_here..=at].iter().map(|w| w.before).collect(),
                ),
            };
            begin = begin_here;
            // A:4、B:15、C:4、D:1　合計24項目
            let graded = parts.is_empty().then(|| grades_of(&line[begin..at])).flatten();
            let parts = if graded.is_some() {
                line[begin..at].to_vec()
            } else {
                parts
            };
            begin = at + 1;
            let (parts, between) = if parts.is_empty() && at == 0 {
                lines_above(all, index, &word.of)
            } else {
                (parts, between)
            };
            if parts.len() >= 2
                && !is_open_ended(&between)
                && parts.iter().all(|w| !labels::is_total(last_phrase(w.before)))
            {
                shapes.push((label(word), parts.iter().map(label).collect()));
                let formula = Formula::Sum(parts.iter().map(|w| (1, w.id)).collect());
                firm.push(Found {
                    target: word.id,
                    formula,
                    is: "本文に挙げられた数の合計",
                });
            }
        }
        // S:0、A:3、B:1、C:2 評価対象項目6項目 on one line.
        for (at, word) in line.iter().enumerate().skip(3) {
            let named = contains_any(last_phrase(word.before), &["対象"]) && !word.before.contains("対象外");
            if let Some(parts) = grades_of(&line[..at]).filter(|_| named && word.is_counted()) {
                grades.push(Found {
                    target: word.id,
                    formula: Formula::Sum(parts.iter().map(|(_, id)| (1, *id)).collect()),
                    is: "評価別の件数の合計",
                });
            }
        }
        if let Some(parts) = grades_of(&line).filter(|_| is_next(all, index, index + 1)) {
            let below = words(all, &all.prose[index + 1]);
            if let Some(whole) = below.first().filter(|w| {
                w.is_counted()
                    && contains_any(w.before, &["対象", "計", "全", "取組"])
                    && !w.before.contains("対象外")
            }) {
                grades.push(Found {
                    target: whole.id,
                    formula: Formula::Sum(parts.iter().map(|(_, id)| (1, *id)).collect()),
                    is: "評価別の件数の合計",
                });
            }
        }
    }
    for each in firm {
        lay_down(all, sum_mismatch::RULE.name, Proof::Alone, vec![each]);
    }
    lay_down(all, sum_mismatch::RULE.name, Proof::Alone, grades);
    areas(all, &shapes);
    graded_fractions(all);
}

/// Lines right above a total that give one figure of its kind each: `歳入の確保 3億円`.
fn lines_above<'a>(all: &'a Sheets, total: usize, of: &str) -> (Vec<Word<'a>>, String) {
    let mut parts = Vec::new();
    let mut between = String::new();
    for index in (0..total).rev().take(30) {
        let prose = &all.prose[index];
        if !is_next(all, index, index + 1) {
            break;
        }
        let line: Vec<Word<'_>> = words(all, prose)
            .into_iter()
            .filter(|w| !w.of.is_empty())
            .collect();
        match line.as_slice() {
            [only] if only.of == of && prose.text.chars().count() <= 60 && !label(only).is_empty() => {
                parts.push(only.clone())
            }
            // An entry without a figure would be missing in the sum; a title is none.
            [] if !["なし", "－", "―", "-", "未定", "集計中"]
                .iter()
                .any(|w| prose.text.trim_end().ends_with(w)) =>
            {
                between.push_str(&prose.text);
                break;
            }
            _ => return (Vec::new(), String::new()),
        }
        between.push_str(&prose.text);
    }
    parts.reverse();
    (parts, between)
}

/// `S:0、A:3、B:1、C:2`: a line of nothing but grades with their counts.
pub(crate) fn grades_of(line: &[Word<'_>]) -> Option<Vec<(String, Id)>> {
    if line.len() < 3 {
        return None;
    }
    let read: Option<Vec<(String, Id)>> = line
        .iter()
        .map(|w| {
            let grade = fold(w.before)
                .trim_matches(|c: char| matches!(c, '、' | ',' | ':' | '・' | '/' | '-' | '評' | '価'))
                .to_owned();
            let short = grade.chars().count() == 1
                && (grade.chars().all(|c| c.is_ascii_alphabetic()) || "◎○△×●☆".contains(&grade));
            (short && w.value >= 0 && !w.is_percent()).then_some((grade, w.id))
        })
        .collect();
    read.filter(|grades| {
        let mut names: Vec<&String> = grades.iter().map(|(g, _)| g).collect();
        names.sort();
        names.dedup();
        names.len() == grades.len()
    })
}

/// Blocks that repeat the same labels for each area, and the lines that give the whole of each label.
fn areas(all: &mut Sheets, shapes: &[(String, Vec<String>)]) {
    let mut by_label: BTreeMap<String, Vec<(usize, Id, String)>> = BTreeMap::new();
    for (index, line) in all.prose.iter().enumerate().filter(|(_, l)| !l.alone) {
        let line = words(all, line);
        match grades_of(&line) {
            Some(grades) => grades.into_iter().for_each(|(grade, id)| {
                by_label
                    .entry(format!("{grade}:"))
                    .or_default()
                    .push((index, id, String::new()))
            }),
            None => {
                for word in line.iter().filter(|w| w.is_counted()) {
                    let grade = grade_in_front(word.before);
                    let key = grade.map_or_else(|| label(word), |g| format!("={g}:"));
                    if !key.is_empty() {
                        by_label
                            .entry(key)
                            .or_default()
                            .push((index, word.id, word.of.clone()));
                    }
                }
            }
        }
    }
    // How many areas there are: as often as a whole block of labels is repeated.
    let Some(areas) = by_label
        .iter()
        .filter(|(k, v)| !k.starts_with('=') && v.len() >= 3)
        .map(|(_, v)| v.len())
        .min()
    else {
        return;
    };
    let mut found = Vec::new();
    let mut wholes: HashMap<String, Id> = HashMap::new();
    for (key, list) in by_label.iter().filter(|(k, _)| !k.starts_with('=')) {
        let (whole, parts) = if list.len() == areas + 1 {
            (Some(list[0].1), &list[1..])
        } else if list.len() == areas {
            (
                by_label
                    .iter()
                    .find(|(k, v)| {
                        *k != key
                            && v.len() == 1
                            && is_whole_of(k, key)
                            && (v[0].2 == list[0].2 || list[0].2.is_empty())
                    })
                    .map(|(_, v)| v[0].1),
                &list[..],
            )
        } else {
            (None, &list[..])
        };
        let lines: Vec<usize> = parts.iter().map(|p| p.0).collect();
        if let Some(whole) = whole.filter(|_| lines.windows(2).all(|pair| pair[0] < pair[1])) {
            wholes.insert(key.clone(), whole);
            found.push(Found {
                target: whole,
                formula: Formula::Sum(parts.iter().map(|p| (1, p.1)).collect()),
                is: "各項目の数の合計",
            });
        }
    }
    if found.len() < 3 {
        return;
    }
    if let Some((total, parts)) = shapes
        .iter()
        .find(|(total, parts)| wholes.contains_key(total) && parts.iter().all(|p| wholes.contains_key(p)))
    {
        let formula = Formula::Sum(parts.iter().map(|p| (1, wholes[p])).collect());
        found.push(Found {
            target: wholes[total],
            formula,
            is: "本文に挙げられた数の合計",
        });
    }
    lay_down(all, sum_mismatch::RULE.name, Proof::WithOthers, found);
}

/// The grade that a line of a list begins with: `S:特に良好に進捗 … `.
fn grade_in_front(before: &str) -> Option<char> {
    let mut chars = before
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '•' | '・'))
        .chars()
        .map(narrow);
    let grade = chars.next()?;
    let is_grade = grade.is_ascii_uppercase() || "◎○△×●☆".contains(grade);
    (is_grade && chars.next() == Some(':')).then_some(grade.to_ascii_lowercase())
}

fn is_whole_of(whole: &str, part: &str) -> bool {
    if part == "合計" || part == "計" {
        return whole.starts_with('全') || whole.starts_with("総");
    }
    if let Some(grade) = whole.strip_prefix('=') {
        return grade == part;
    }
    let first = whole.split('・').next().unwrap_or(whole);
    let end = |t: &str| t.chars().rev().take(2).collect::<String>();
    part.chars().count() >= 4
        && (whole.ends_with(part)
            || (first != whole
                && first.chars().count() >= 2
                && part.starts_with(first)
                && end(whole) == end(part)))
}

/// `計画実施率(A+B) 96.7%=29項目/30項目` below a table whose rows are marked (A), (B) and 計.
fn graded_fractions(all: &mut Sheets) {
    let mut found = Vec::new();
    for line in all.prose.iter().filter(|l| !l.alone) {
        let line_words = words(all, line);
        for pair in line_words.windows(3) {
            let [share, part, whole] = pair else { continue };
            if !is_fraction(share, part, whole) {
                continue;
            }
            let grades = letters_in_brackets(share.before);
            let Some(sheet) = all
                .sheets
                .iter()
                .rev()
                .find(|s| s.block < line.block && line.block - s.block <= 4)
                .filter(|_| !grades.is_empty())
            else {
                continue;
            };
            let by_grade = |grade: &String| {
                sheet
                    .rows
                    .iter()
                    .find(|r| fold(&r.label()).ends_with(&format!("({grade})")))
                    .and_then(only_figure)
            };
            let rows: Option<Vec<(i64, Id)>> = grades.iter().map(|g| by_grade(g).map(|id| (1, id))).collect();
            let total = sheet
                .rows
                .iter()
                .find(|r| labels::is_total(&r.label()))
                .and_then(only_figure);
            if let (Some(rows), Some(total)) = (rows, total) {
                found.push(Found {
                    target: part.id,
                    formula: Formula::Sum(rows),
                    is: "表の該当する行の合計",
                });
                found.push(Found {
                    target: whole.id,
                    formula: Formula::Sum(vec![(1, total)]),
                    is: "表の計",
                });
            }
        }
    }
    lay_down(all, sum_mismatch::RULE.name, Proof::Alone, found);
}

fn only_figure(row: &crate::check::figures::model::sheet::Row) -> Option<Id> {
    let mut figures = row.slots.iter().filter_map(|s| s.main());
    let first = figures.next()?;
    figures.next().is_none().then_some(first)
}

fn letters_in_brackets(text: &str) -> Vec<String> {
    let folded = fold(text);
    let Some((_, rest)) = folded.rsplit_once('(') else {
        return Vec::new();
    };
    let Some((inner, _)) = rest.split_once(')') else {
        return Vec::new();
    };
    let letters: Vec<String> = inner.split('+').map(str::to_owned).collect();
    if letters
        .iter()
        .all(|l| l.chars().count() == 1 && l.chars().all(char::is_alphabetic))
    {
        letters
    } else {
        Vec::new()
    }
}
