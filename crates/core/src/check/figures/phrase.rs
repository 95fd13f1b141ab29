//! Figures in running text and in lists: which of them the words tie together.
//!
//! Each function lays down the relations of one turn of phrase for the rule that asks. Not here:
//! figures in the cells of tables.

use std::collections::{BTreeMap, HashMap};

use super::axis;
use super::ledger::{Entry, Formula, Id, Relation};
use super::sheet::{Prose, Sheets};
use super::sum_mismatch::choose;
use crate::figure::Measure;
use crate::text::{fold, narrow};

/// A figure of a line, with the words around it.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) id: Id,
    /// The words since the figure before.
    pub(super) before: &'a str,
    /// The words up to the figure behind, without the counter.
    pub(super) after: &'a str,
    /// What is counted: 項目, 件, 人; `円` for amounts, `%` for percentages; empty where nothing is said.
    pub(super) of: String,
    pub(super) value: i128,
}

impl Word<'_> {
    pub(super) fn is_counted(&self) -> bool {
        !self.of.is_empty() && self.of != "%" && self.of != "円"
    }
    pub(super) fn is_percent(&self) -> bool {
        self.of == "%"
    }
    pub(super) fn is_money(&self) -> bool {
        self.of == "円"
    }
}

const COUNTERS: [&str; 22] = [
    "項目", "件", "事業", "人", "施設", "課", "団体", "名", "か所", "箇所", "ヶ所", "取組", "施策", "細目",
    "社", "校", "棟", "台", "回", "指標", "園", "世帯",
];

/// The figures of a line that count or measure something: no years, dates, numbers of things.
pub(super) fn words<'a>(all: &Sheets, line: &'a Prose) -> Vec<Word<'a>> {
    let text = line.text.as_str();
    let mut found: Vec<Word<'a>> = Vec::new();
    let mut from = 0usize;
    let ends: Vec<(Id, &Entry)> = line.figures.iter().map(|id| (*id, all.entry(*id))).collect();
    for (i, (id, entry)) in ends.iter().enumerate() {
        let range = entry.figure.range.clone();
        let counter = entry.figure.counter.as_str();
        let next = ends.get(i + 1).map_or(text.len(), |(_, e)| e.figure.range.start);
        let before = text.get(from..range.start).unwrap_or_default();
        let of = match entry.figure.measure {
            Measure::Percent => "%".to_owned(),
            Measure::Money => "円".to_owned(),
            Measure::Number => COUNTERS
                .iter()
                .find(|c| counter.starts_with(**c))
                .map_or(String::new(), |c| (*c).to_owned()),
        };
        let counter_length = if of.is_empty() || matches!(of.as_str(), "%" | "円") {
            0
        } else {
            of.len()
        };
        let after = text.get(range.end + counter_length..next).unwrap_or_default();
        let is_label = of.is_empty()
            && (!counter.is_empty() && !counter.starts_with('中') || is_part_of_a_label(before, after));
        if !is_label {
            found.push(Word {
                id: *id,
                before,
                after,
                of,
                value: entry.figure.value,
            });
            from = range.end + counter_length;
        }
    }
    found
}

/// `R2-1`, `No.12`, `07-04-02`: a number inside a name.
fn is_part_of_a_label(before: &str, after: &str) -> bool {
    let joined = |c: char| matches!(narrow(c), '-' | '.' | '/' | '第') || c.is_ascii_alphanumeric();
    before.chars().next_back().is_some_and(joined)
        || after
            .chars()
            .next()
            .is_some_and(|c| matches!(narrow(c), '-' | '.') || c.is_ascii_alphabetic())
}

/// Where the sentence of a word begins in its line.
pub(super) fn sentence_start(line: &[Word<'_>], at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|i| *i == 0 || line[*i].before.contains('。'))
        .unwrap_or(0)
}

/// The last words of a text, behind the last mark that parts phrases.
pub(super) fn last_phrase(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '：' | '…' | '=' | '＝' | '約' | '・' | 'は' | 'が' | '(')
    });
    // 実績額(決算額): what stands in the bracket belongs to the word before it.
    let text = match text
        .strip_suffix([')', '）'])
        .and_then(|inner| inner.rfind(['(', '（']))
    {
        Some(open) if !text[..open].trim().is_empty() => &text[..open],
        _ => text,
    };
    let start = text
        .rfind(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '、' | '。' | '(' | '（' | ')' | '）' | ':' | '：' | '…' | '「' | '」' | '•'
                )
        })
        .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
    text[start..].trim_start_matches(['-', '・', '•', ' '])
}

pub(super) fn label(word: &Word<'_>) -> String {
    let folded = fold(last_phrase(word.before));
    let plain = folded
        .strip_prefix("年度")
        .or_else(|| folded.strip_prefix('年'))
        .unwrap_or(&folded);
    plain.to_owned()
}

pub(super) fn contains_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|w| text.contains(w))
}

/// Whether the words say that more is meant than is listed.
pub(super) fn is_open_ended(text: &str) -> bool {
    contains_any(
        text,
        &[
            "など", "等", "ほか", "他", "主な", "うち", "内訳", "再掲", "重複", "延べ",
        ],
    )
}

/// A relation that words lay down.
pub(super) struct Found {
    pub(super) target: Id,
    pub(super) formula: Formula,
    pub(super) is: &'static str,
}

pub(super) fn lay_down(
    all: &mut Sheets,
    rule: &'static str,
    check: &'static str,
    firm: bool,
    robust: bool,
    found: Vec<Found>,
) {
    if found.is_empty() {
        return;
    }
    let bundle = all.ledger.bundle(firm, robust);
    for Found { target, formula, is } in found {
        all.ledger.relations.push(Relation {
            rule,
            check,
            target,
            formula,
            bundle,
            is: is.into(),
        });
    }
}

/// Lines that follow each other without a table between, by their index; lone cells stand for themselves.
pub(super) fn is_next(all: &Sheets, a: usize, b: usize) -> bool {
    match (all.prose.get(a), all.prose.get(b)) {
        (Some(x), Some(y)) => !x.alone && !y.alone && y.block.saturating_sub(x.block) <= 1,
        _ => false,
    }
}

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
                || !(axis::is_total(phrase)
                    || contains_any(phrase, &["合わせて", "あわせて"]) && phrase.chars().count() <= 6)
            {
                continue;
            }
            // What another sentence says is no part of this one's total.
            let begin_here = begin.max(sentence_start(&line, at));
            let same: Vec<&Word<'_>> = line[begin_here..at].iter().filter(|w| w.of == word.of).collect();
            let earlier = index
                .checked_sub(1)
                .filter(|p| at == 0 && is_next(all, *p, index))
                .map(|p| words(all, &all.prose[p]));
            let (parts, between): (Vec<Word<'_>>, String) = match (&same[..], &earlier) {
                ([], Some(earlier))
                    if earlier.iter().all(|w| w.of == word.of)
                        && !earlier.iter().any(|w| axis::is_total(last_phrase(w.before))) =>
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
                && parts.iter().all(|w| !axis::is_total(last_phrase(w.before)))
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
        lay_down(all, "sum-mismatch", "sum", true, true, vec![each]);
    }
    lay_down(all, "sum-mismatch", "sum", true, true, grades);
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
pub(super) fn grades_of(line: &[Word<'_>]) -> Option<Vec<(String, Id)>> {
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
    lay_down(all, "sum-mismatch", "sum", false, true, found);
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
                .find(|r| axis::is_total(&r.label()))
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
    lay_down(all, "sum-mismatch", "sum", true, true, found);
}

fn only_figure(row: &super::sheet::Row) -> Option<Id> {
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

fn is_slash(text: &str) -> bool {
    matches!(text.trim_start_matches(['）', ')']).trim(), "/" | "／" | "÷")
}

/// `56.7%=17項目/30項目`, `85.0％（51件／60件）`
fn is_fraction(share: &Word<'_>, part: &Word<'_>, whole: &Word<'_>) -> bool {
    let is = |text: &str, marks: &[char]| {
        let text = text.trim();
        text.chars().count() == 1 && text.starts_with(marks)
    };
    share.is_percent()
        && !part.is_percent()
        && !whole.is_percent()
        && part.of == whole.of
        && is(part.before, &['=', '＝', '（', '('])
        && is_slash(whole.before)
}

/// Counts with their share in brackets, and the whole that the words name.
pub(crate) fn shares(all: &mut Sheets) {
    let (rule, check) = ("share-mismatch", "share");
    let mut lone = Vec::new();
    let mut groups: Vec<Vec<(usize, Id, Id, String)>> = Vec::new();
    for index in 0..all.prose.len() {
        let line = words(all, &all.prose[index]);
        for (at, pair) in line.windows(2).enumerate() {
            let [part, share] = pair else { continue };
            let bracket = fold(share.before);
            if !share.is_percent()
                || part.is_percent()
                || !matches!(bracket.as_str(), "" | "(" | "(全体の" | "(構成比")
            {
                continue;
            }
            let fits = |w: &&Word<'_>| {
                is_whole_in_words(w) && (w.of == part.of || w.of.is_empty() || part.of.is_empty())
            };
            // 66項目のうち18項目を除く48項目について: the base is what is left.
            let rest = |w: &&Word<'_>| {
                w.of == part.of
                    && (contains_any(w.before, &["除く", "除いた"])
                        || ["について", "を対象", "を評価"]
                            .iter()
                            .any(|s| w.after.starts_with(s)))
            };
            let in_sentence = || line[sentence_start(&line, at)..at].iter().rev();
            // 順調41項目（71.9%）、遅れ16項目／57項目
            let listed_of = line[at + 2..]
                .iter()
                .find(|w| is_slash(w.before) && w.of == part.of);
            if let Some(whole) = in_sentence()
                .find(rest)
                .or_else(|| in_sentence().find(fits))
                .or(listed_of)
            {
                lone.push(Found {
                    target: share.id,
                    formula: Formula::Ratio {
                        part: vec![(1, part.id)],
                        whole: vec![(1, whole.id)],
                    },
                    is: "本文の数による割合",
                });
                continue;
            }
            if !part.is_counted() || all.prose[index].alone {
                continue;
            }
            let entry = (index, part.id, share.id, part.of.clone());
            match groups.last_mut() {
                Some(group)
                    if group.last().is_some_and(|last| {
                        last.3 == part.of
                            && (last.0 == index || (last.0 + 1 == index && is_next(all, last.0, index)))
                    }) =>
                {
                    group.push(entry)
                }
                _ => groups.push(vec![entry]),
            }
        }
    }
    for each in lone {
        lay_down(all, rule, check, true, true, vec![each]);
    }
    for group in groups.into_iter().filter(|g| g.len() >= 2) {
        share_list(all, &group);
    }
}

/// 41のうち, 142項目中
pub(super) fn is_whole_in_words(word: &Word<'_>) -> bool {
    let after = word.after.trim_start_matches('、').trim_start();
    after.starts_with("のうち")
        || after.starts_with("うち")
        || after.starts_with('中')
        || after.starts_with("の内")
}

fn share_list(all: &mut Sheets, group: &[(usize, Id, Id, String)]) {
    let first = group[0].0;
    let mut before: Vec<(Id, String)> = Vec::new();
    for index in (first.saturating_sub(6)..=first).rev() {
        if index != first && !is_next(all, index, index + 1) {
            break;
        }
        let line = words(all, &all.prose[index]);
        // Of entries listed again only the net number is the whole.
        let again = contains_any(&all.prose[index].text, &["再掲", "重複", "延べ"]);
        before.extend(
            line.iter()
                .rev()
                .filter(|w| w.of == group[0].3 && w.id < group[0].1)
                .map(|w| {
                    (
                        w.id,
                        if index + 1 >= first {
                            label(w)
                        } else {
                            format!("遠い{}", label(w))
                        },
                    )
                })
                .filter(|(_, label)| !again || contains_any(label, &["実数", "純計", "実項目"])),
        );
    }
    let ratios = |whole: Vec<(i64, Id)>| -> Vec<(Id, Formula)> {
        group
            .iter()
            .map(|(_, part, share, _)| {
                (
                    *share,
                    Formula::Ratio {
                        part: vec![(1, *part)],
                        whole: whole.clone(),
                    },
                )
            })
            .collect()
    };
    let list: Vec<(i64, Id)> = group.iter().map(|(_, part, _, _)| (1, *part)).collect();
    let mut ways = vec![ratios(list.clone())];
    // 計 50件(100%) at the end of the list itself.
    let totals: Vec<Id> = {
        let mut lines: Vec<usize> = group.iter().map(|g| g.0).collect();
        lines.dedup();
        let own = |id: &Id| group.iter().any(|g| g.1 == *id);
        let named = lines.into_iter().flat_map(|index| words(all, &all.prose[index]));
        named
            .filter(|w| own(&w.id) && axis::is_total(last_phrase(w.before)))
            .map(|w| w.id)
            .take(2)
            .collect()
    };
    ways.extend(totals.iter().map(|id| ratios(vec![(1, *id)])));
    ways.extend(before.iter().map(|(id, _)| ratios(vec![(1, *id)])));
    let Some(choice) = choose(all, &ways) else { return };
    let ok = all.ledger.votes(&ways[choice.way]).0;
    if ok < 2 {
        return;
    }
    // A partition: all shares but for one slip are of the sum of the list, or of one whole before it.
    let whole = before.iter().find(|(_, label)| {
        contains_any(
            label,
            &[
                "対象項目",
                "全",
                "計",
                "総数",
                "取組数",
                "対象",
                "実数",
                "項目数",
                "事業数",
            ],
        ) && !label.contains("対象外")
            || before.len() == 1 && !label.starts_with("遠い")
    });
    // A last entry that the document breaks off in is missing in the list.
    let last = group[group.len() - 1].0;
    let cut = last + 2 == all.prose.len() && all.prose[last + 1].listed && is_next(all, last, last + 1);
    if let Some((whole, _)) =
        whole.filter(|_| !cut && group.len() >= 3 && ok + 1 >= group.len() && totals.is_empty())
    {
        lay_down(
            all,
            "sum-mismatch",
            "sum",
            true,
            true,
            vec![Found {
                target: *whole,
                formula: Formula::Sum(list),
                is: "下の一覧の合計",
            }],
        );
    }
    let found = ways
        .swap_remove(choice.way)
        .into_iter()
        .map(|(target, formula)| Found {
            target,
            formula,
            is: "件数から求めた割合",
        })
        .collect();
    let bundle = all.ledger.bundles.len();
    all.ledger.weaken(bundle, &choice.weak);
    lay_down(all, "share-mismatch", "share", false, true, found);
}

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

pub(super) const PLANNED: [&str; 6] = ["目標", "計画", "予算", "予定", "見込", "当初"];

/// `2億円上回る`, `14人の減`: how much more or fewer, not how much.
pub(super) fn is_change(word: &Word<'_>) -> bool {
    let after = word.after.trim_start().trim_start_matches('の');
    ["上回", "下回", "増", "減", "超え", "超過", "多", "少な", "削減"]
        .iter()
        .any(|w| after.starts_with(w))
}

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
            let Some(part) = earlier.last().filter(|w| w.is_counted() || w.is_money()) else {
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
        lay_down(all, "rate-mismatch", "rate", true, true, vec![each]);
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
        lay_down(all, "difference-mismatch", "difference", true, true, vec![each]);
    }
}

/// A count in words that names the thing counted: `124の具体的な取組`, `30の「取組事項」`, `4項目を追加`.
pub(crate) struct Said {
    /// The figure.
    pub(crate) id: Id,
    /// The words in front of it.
    pub(crate) before: String,
    /// The words behind it.
    pub(crate) after: String,
    /// The line.
    pub(crate) line: usize,
}

/// Every count of the running text with the words behind it.
pub(crate) fn said(all: &Sheets) -> Vec<Said> {
    let mut found = Vec::new();
    for (line, prose) in all.prose.iter().enumerate().filter(|(_, p)| !p.alone) {
        for word in words(all, prose)
            .iter()
            .filter(|w| !w.is_percent() && !w.is_money() && w.value >= 0)
        {
            let after = format!("{}{}", word.of, word.after);
            found.push(Said {
                id: word.id,
                before: word.before.to_owned(),
                after,
                line,
            });
        }
    }
    found
}

/// An amount in running text with the word that names it: `単年度効果額 約26億円`.
pub(crate) struct Amount {
    /// The figure.
    pub(crate) id: Id,
    /// The folded word in front of it.
    pub(crate) name: String,
    /// The block of the document.
    pub(crate) block: usize,
}

/// Every amount of the running text that is named.
pub(crate) fn amounts(all: &Sheets) -> Vec<Amount> {
    let mut found = Vec::new();
    for prose in all.prose.iter().filter(|p| !p.alone) {
        for word in words(all, prose).iter().filter(|w| w.is_money()) {
            let name = label(word);
            if name.chars().count() >= 4 {
                found.push(Amount {
                    id: word.id,
                    name,
                    block: prose.block,
                });
            }
        }
    }
    found
}
