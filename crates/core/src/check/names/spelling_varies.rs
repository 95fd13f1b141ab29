//! # spelling-varies
//!
//! One thing is written in two ways.
//!
//! ## What it finds
//!
//! Titles of items and sections that stand elsewhere in the document with one character changed
//! (デジタルデバイド対応, デジタルデバイス対応) or one character more at their end (意見交換, 意見交換会).
//!
//! ## Example
//!
//! ```text
//! - デジタルデバイド対応[情報課]
//!
//! 番号    取組項目    取組内容    担当課
//! 1    デジタルデバイス対応    講座を開く。    情報課
//! 2    窓口の集約    窓口を一つにする。    市民課
//! ```
//!
//! ## Why it matters
//!
//! Whoever follows an item through the years searches by its title.
//!
//! ## What to do
//!
//! See which spelling was decided, and use it in both places.
//!
//! ## When it stays silent
//!
//! For widths, spaces and brackets (ＢＰＲ, B P R), for okurigana and particles (取組, 取組み), for
//! words that name two things on purpose (前期 and 後期, 上期 and 下期, numbers, 新 and 旧), for two
//! titles of one list (both are meant), and for the old and new title of a crosswalk.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::document::Place;
use crate::finding::{Finding, Report, Severity};
use crate::text::alike::{is_pair, same_script};
use crate::text::{fold, is_invisible, is_kanji};
use unicode_normalization::UnicodeNormalization;

/// Shorter titles differ by one character too easily.
const SHORTEST: usize = 7;
/// How many characters of a title lead to the places where it may stand.
const KEY: usize = 4;
/// A finding names so many places at most.
const MOST_PLACES: usize = 20;

/// A title of an item or a section.
struct Title {
    chars: Vec<char>,
    printed: String,
    places: Vec<Place>,
}

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E401",
    name: "spelling-varies",
    severity: Severity::Warning,
    summary: "同じものが二通りに書かれています",
    run: Run::Words(find),
};

/// Finds titles that stand elsewhere in another spelling.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let titles = titles(context);
    let known = Known::of(&titles);
    let mut by_start: HashMap<Vec<char>, Vec<usize>> = HashMap::new();
    let mut by_end: HashMap<Vec<char>, Vec<usize>> = HashMap::new();
    for (i, title) in titles.iter().enumerate() {
        let n = title.chars.len();
        by_start.entry(title.chars[..KEY].to_vec()).or_default().push(i);
        by_end.entry(title.chars[n - KEY..].to_vec()).or_default().push(i);
    }
    let mut found: BTreeMap<(usize, String), Vec<(Place, String)>> = BTreeMap::new();
    for text in context.texts {
        let folded = Folded::of(text.text);
        let chars = &folded.chars;
        if chars.len() < KEY {
            continue;
        }
        for at in 0..=chars.len() - KEY {
            let key = &chars[at..at + KEY];
            // The titles that begin here, or that end here with a character changed before.
            let starts = by_start.get(key).into_iter().flatten().take(40).map(|i| (*i, at));
            let ends = by_end
                .get(key)
                .into_iter()
                .flatten()
                .take(40)
                .filter_map(|i| Some((*i, (at + KEY).checked_sub(titles[*i].chars.len())?)));
            for (i, start) in starts.chain(ends) {
                let Some(length) = differs(&titles[i].chars, chars, start) else {
                    continue;
                };
                let window: String = chars[start..start + length].iter().collect();
                if known.has_around(chars, start, length) {
                    continue;
                }
                let (from, to) = (
                    folded.bytes[start],
                    folded
                        .bytes
                        .get(start + length)
                        .copied()
                        .unwrap_or(text.text.len()),
                );
                let printed = text.text.get(from..to).unwrap_or_default().trim().to_owned();
                let list = found.entry((i, window)).or_default();
                if list.len() < MOST_PLACES {
                    let place = text.place(from);
                    if !list.iter().any(|(p, _)| *p == place) {
                        list.push((place, printed));
                    }
                }
            }
        }
    }
    let mut said: HashSet<String> = HashSet::new();
    for ((i, window), list) in found {
        let title = &titles[i];
        let Some((place, printed)) = list.first().cloned() else {
            continue;
        };
        if !said.insert(window) {
            continue;
        }
        report.findings.push(Finding {
            rule: RULE.name,
            severity: RULE.severity,
            at: place,
            related: list[1..]
                .iter()
                .map(|(p, _)| p.clone())
                .chain(title.places.iter().cloned())
                .take(MOST_PLACES)
                .collect(),
            stated: Some(printed.clone()),
            computed: Some(title.printed.clone()),
            message: format!(
                "「{printed}」は、他の箇所では「{}」と書かれています。",
                title.printed
            ),
            hint: "同じものであれば、どちらかの表記にそろえてください。".into(),
        });
    }
}

/// The titles of the plan that are long enough, each once.
fn titles(context: &Context<'_>) -> Vec<Title> {
    let plan = context.subject.plan;
    let mut all: Vec<Title> = Vec::new();
    let mut index: HashMap<Vec<char>, usize> = HashMap::new();
    let mut add = |printed: &str, at: &Place| {
        let printed = without_number(printed.trim());
        let base = base(printed);
        let chars: Vec<char> = fold(base).chars().collect();
        if chars.len() < SHORTEST || chars.len() > 80 {
            return;
        }
        match index.get(&chars) {
            Some(i) => {
                let places: &mut Vec<Place> = &mut all[*i].places;
                if places.len() < MOST_PLACES {
                    places.push(at.clone());
                }
            }
            None => {
                index.insert(chars.clone(), all.len());
                all.push(Title {
                    chars,
                    printed: printed.to_owned(),
                    places: vec![at.clone()],
                });
            }
        }
    };
    for section in &plan.sections {
        add(&section.title, &section.at);
    }
    for item in &plan.items {
        add(
            &item.title,
            if item.places.title.is_nowhere() {
                &item.at
            } else {
                &item.places.title
            },
        );
    }
    for edge in &plan.crosswalk {
        edge.path.iter().for_each(|t| add(t, &edge.at));
        edge.old.iter().chain(&edge.new).for_each(|t| add(t, &edge.at));
    }
    all
}

/// A title without the number in front: `(2)`, `（２）`, `①`.
fn without_number(title: &str) -> &str {
    let rest = title.trim_start_matches(|c: char| {
        matches!(c, '(' | ')' | '（' | '）' | '.' | '．' | ' ' | '　') || c.is_numeric()
    });
    if rest.is_empty() { title } else { rest }
}

/// A title without the bracket at its end.
fn base(title: &str) -> &str {
    let end = title.trim_end();
    if !end.ends_with([')', '）', ']', '］']) {
        return end;
    }
    match end.rfind(['(', '（', '[', '［']) {
        Some(open) if open > 0 => end[..open].trim_end(),
        _ => end,
    }
}

/// Whether the text at `start` is the title but for one character; how long it is then.
fn differs(title: &[char], text: &[char], start: usize) -> Option<usize> {
    let n = title.len();
    let window = text.get(start..start + n - 1)?;
    let mut at = None;
    for (i, (a, b)) in title.iter().zip(window).enumerate() {
        if a != b && at.replace(i).is_some() {
            return None;
        }
    }
    let last = text.get(start + n - 1);
    match (at, last) {
        (None, Some(c)) if *c == title[n - 1] => None,
        // 意見交換会 written 意見交換: a word ends there.
        (None, _) => {
            let ends = last.is_none_or(|c| matches!(c, '(' | '[' | '、' | '。' | '」' | '|' | '\t'));
            let extra = title[n - 1];
            (ends
                && is_kanji(extra)
                && !is_pair(extra, extra)
                && "会等課室部係".contains(extra)
                && extra != '等'
                && n > SHORTEST)
                .then_some(n - 1)
        }
        (Some(i), Some(c)) if *c == title[n - 1] => {
            let (a, b) = (title[i], window[i]);
            let same_kind = (is_kanji(a) && is_kanji(b)) || (is_katakana(a) && is_katakana(b));
            // A first character that differs is more likely another word in front.
            (same_kind && i > 0 && !is_pair(a, b)).then_some(n)
        }
        (Some(_), _) => None,
    }
    .or_else(|| {
        // The last character is the one that is another: 業務変革, 業務改革 differ before it, 対応策, 対応案 at it.
        let (c, a) = (*last?, title[n - 1]);
        let same_kind = (is_kanji(a) && is_kanji(c)) || (is_katakana(a) && is_katakana(c));
        let ends = text.get(start + n).is_none_or(|next| !same_script(*next, c));
        (at.is_none() && a != c && same_kind && is_katakana(a) && ends && !is_pair(a, c)).then_some(n)
    })
}

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー')
}

/// The titles as they are known, to be asked for at a place of a text.
struct Known<'a> {
    titles: HashSet<&'a [char]>,
    /// How long they are, each length once and in order.
    lengths: Vec<usize>,
}

impl<'a> Known<'a> {
    fn of(titles: &'a [Title]) -> Self {
        let lengths: BTreeSet<usize> = titles.iter().map(|t| t.chars.len()).collect();
        Self {
            titles: titles.iter().map(|t| t.chars.as_slice()).collect(),
            lengths: lengths.into_iter().collect(),
        }
    }

    /// Whether the place is a title, or part of a longer one, that stands there as it is known.
    fn has_around(&self, chars: &[char], start: usize, length: usize) -> bool {
        // A title is at most 80 characters; only those that reach around the window matter.
        let from = start.saturating_sub(24);
        (from..=start).any(|begin| {
            let shortest = start + length - begin;
            let first = self.lengths.partition_point(|n| *n < shortest);
            self.lengths[first..]
                .iter()
                .take_while(|n| **n < shortest + 24)
                .any(|n| {
                    chars
                        .get(begin..begin + n)
                        .is_some_and(|w| self.titles.contains(w))
                })
        })
    }
}

/// A text folded like [`fold`], with the byte from which each character came.
struct Folded {
    chars: Vec<char>,
    bytes: Vec<usize>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let (mut chars, mut bytes) = (
            Vec::with_capacity(text.len() / 3),
            Vec::with_capacity(text.len() / 3),
        );
        for (at, c) in text.char_indices().filter(|(_, c)| !is_invisible(*c)) {
            // A tab parts cells and stays.
            if c == '\t' {
                chars.push('\t');
                bytes.push(at);
                continue;
            }
            if c.is_ascii() {
                if !c.is_whitespace() {
                    chars.push(c.to_ascii_lowercase());
                    bytes.push(at);
                }
                continue;
            }
            for folded in fold(&std::iter::once(c).nfkc().collect::<String>()).chars() {
                chars.push(folded);
                bytes.push(at);
            }
        }
        Self { chars, bytes }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{report_with, said};
    use crate::document::Place;
    use crate::plan::{Item, Plan};

    fn plan(titles: &[&str]) -> Plan {
        let items = titles
            .iter()
            .enumerate()
            .map(|(i, t)| Item {
                title: (*t).to_owned(),
                at: Place::line(100 + i as u32),
                ..Item::default()
            })
            .collect();
        Plan {
            items,
            ..Plan::default()
        }
    }

    fn found(text: &str, titles: &[&str]) -> Vec<String> {
        said(&report_with(text, &plan(titles)))
    }

    #[test]
    fn one_character_is_another() {
        assert_eq!(
            found("- デジタルデバイド対応[情報課]", &["デジタルデバイス対応"]),
            ["spelling-varies 1 デジタルデバイド対応 デジタルデバイス対応"]
        );
        assert_eq!(
            found(
                "その他：（２）行政のデジタル化等による業務改革の戦略",
                &["(2)行政のデジタル化等による業務変革"]
            ),
            ["spelling-varies 1 行政のデジタル化等による業務改革 行政のデジタル化等による業務変革"]
        );
    }

    #[test]
    fn one_character_more() {
        assert_eq!(
            found(
                "- 市長と職員の意見交換 (MSTEP) [秘書課]",
                &["市長と職員の意見交換会（M STEP）"]
            ),
            ["spelling-varies 1 市長と職員の意見交換 市長と職員の意見交換会（M STEP）"]
        );
    }

    #[test]
    fn what_is_no_other_spelling() {
        assert!(found("B P Rの推進による業務見直し", &["ＢＰＲの推進による業務見直し"]).is_empty());
        assert!(found("前期アクションプランの策定", &["後期アクションプランの策定"]).is_empty());
        assert!(
            found(
                "多様な働き方ができる取組の推進",
                &["多様な働き方ができる取組みの推進"]
            )
            .is_empty()
        );
        assert!(
            found(
                "財務マネジメント改革",
                &["業務マネジメント改革", "財務マネジメント改革"]
            )
            .is_empty()
        );
        assert!(found("第1号館の改修と運用", &["第2号館の改修と運用"]).is_empty());
    }
}
