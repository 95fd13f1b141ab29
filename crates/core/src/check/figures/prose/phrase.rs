//! Figures in running text and in lists: which of them the words tie together.
//!
//! Each function lays down the relations of one turn of phrase for the rule that asks. Not here:
//! figures in the cells of tables.

use crate::check::figures::engine::ledger::{Entry, Formula, Id, Proof, Relation};
use crate::check::figures::model::sheet::{Prose, Sheets};
use crate::figure::Measure;
use crate::labels::unit;
use crate::text::{fold, narrow};

/// A figure of a line, with the words around it.
#[derive(Clone, Debug)]
pub(crate) struct Word<'a> {
    pub(crate) id: Id,
    /// The words since the figure before.
    pub(crate) before: &'a str,
    /// The words up to the figure behind, without the counter.
    pub(crate) after: &'a str,
    /// What is counted: 項目, 件, 人; `円` for amounts, `%` for percentages; empty where nothing is said.
    pub(crate) of: String,
    pub(crate) value: i128,
}

impl Word<'_> {
    pub(crate) fn is_counted(&self) -> bool {
        !self.of.is_empty() && self.of != "%" && self.of != "円"
    }
    pub(crate) fn is_percent(&self) -> bool {
        self.of == "%"
    }
    pub(crate) fn is_money(&self) -> bool {
        self.of == "円"
    }
}

/// What makes a figure a date or an ordinal when it stands behind it.
pub(crate) const DATES: [&str; 13] = [
    "年", "月", "日", "期", "次", "回", "号", "条", "章", "番", "ヵ年", "か年", "カ年",
];

/// The figures of a line that count or measure something known: no years, dates, numbers of things.
pub(crate) fn words<'a>(all: &Sheets, line: &'a Prose) -> Vec<Word<'a>> {
    words_but(all, line, |entry, of, [before, after]| {
        let counter = entry.figure.counter.as_str();
        of.is_empty()
            && (!counter.is_empty() && !counter.starts_with('中') || is_part_of_a_label(before, after))
    })
}

/// The figures of a line, whatever they count, but dates, ordinals and those inside of names.
pub(crate) fn figures_of<'a>(all: &Sheets, line: &'a Prose) -> Vec<Word<'a>> {
    words_but(all, line, |entry, _, [before, after]| {
        let counter = entry.figure.counter.as_str();
        DATES.iter().any(|date| counter.starts_with(date))
            || counter.is_empty() && is_part_of_a_label(before, after)
    })
}

/// The figures of a line but those that are labels by their entry, what they count, and the words on both sides.
fn words_but<'a>(
    all: &Sheets,
    line: &'a Prose,
    is_label: impl Fn(&Entry, &str, [&str; 2]) -> bool,
) -> Vec<Word<'a>> {
    let text = line.text.as_str();
    let mut found: Vec<Word<'a>> = Vec::new();
    let mut from = 0usize;
    let ends: Vec<(Id, &Entry)> = line.figures.iter().map(|id| (*id, all.entry(*id))).collect();
    for (i, (id, entry)) in ends.iter().enumerate() {
        let range = entry.figure.range.clone();
        let counter = entry.figure.counter.as_str();
        let next = ends.get(i + 1).map_or(text.len(), |(_, e)| e.figure.range.start);
        let before = text.get(from..range.start).unwrap_or_default();
        let (of, counter_length) = match entry.figure.measure {
            Measure::Percent => ("%", 0),
            Measure::Money => ("円", 0),
            Measure::Number => unit::counted(counter).unwrap_or_default(),
        };
        let after = text.get(range.end + counter_length..next).unwrap_or_default();
        if !is_label(entry, of, [before, after]) {
            found.push(Word {
                id: *id,
                before,
                after,
                of: of.to_owned(),
                value: entry.figure.value,
            });
            from = range.end + counter_length;
        }
    }
    found
}

/// `R2-1`, `No.12`, `07-04-02`: a number inside a name.
pub(crate) fn is_part_of_a_label(before: &str, after: &str) -> bool {
    let joined = |c: char| matches!(narrow(c), '-' | '.' | '/' | '第') || c.is_ascii_alphanumeric();
    before.chars().next_back().is_some_and(joined)
        || after
            .chars()
            .next()
            .is_some_and(|c| matches!(narrow(c), '-' | '.') || c.is_ascii_alphabetic())
}

/// Where the sentence of a word begins in its line.
pub(crate) fn sentence_start(line: &[Word<'_>], at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|i| *i == 0 || line[*i].before.contains('。'))
        .unwrap_or(0)
}

/// The last words of a text, behind the last mark that parts phrases.
pub(crate) fn last_phrase(text: &str) -> &str {
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

pub(crate) fn label(word: &Word<'_>) -> String {
    let folded = fold(last_phrase(word.before));
    let plain = folded
        .strip_prefix("年度")
        .or_else(|| folded.strip_prefix('年'))
        .unwrap_or(&folded);
    plain.to_owned()
}

pub(crate) fn contains_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|w| text.contains(w))
}

/// Whether the words say that more is meant than is listed.
pub(crate) fn is_open_ended(text: &str) -> bool {
    contains_any(
        text,
        &[
            "など", "等", "ほか", "他", "主な", "うち", "内訳", "再掲", "重複", "延べ",
        ],
    )
}

/// A relation that words lay down.
pub(crate) struct Found {
    pub(crate) target: Id,
    pub(crate) formula: Formula,
    pub(crate) is: &'static str,
}

pub(crate) fn lay_down(all: &mut Sheets, rule: &'static str, proof: Proof, found: Vec<Found>) {
    if found.is_empty() {
        return;
    }
    let bundle = all.ledger.bundle(proof);
    for Found { target, formula, is } in found {
        all.ledger.relations.push(Relation {
            rule,
            target,
            formula,
            bundle,
            is: is.into(),
        });
    }
}

/// Lines that follow each other without a table between, by their index; lone cells stand for themselves.
pub(crate) fn is_next(all: &Sheets, a: usize, b: usize) -> bool {
    match (all.prose.get(a), all.prose.get(b)) {
        (Some(x), Some(y)) => !x.alone && !y.alone && y.begins.saturating_sub(x.block) <= 1,
        _ => false,
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

pub(crate) fn is_slash(text: &str) -> bool {
    matches!(text.trim_start_matches(['）', ')']).trim(), "/" | "／" | "÷")
}

/// `56.7%=17項目/30項目`, `85.0％（51件／60件）`
pub(crate) fn is_fraction(share: &Word<'_>, part: &Word<'_>, whole: &Word<'_>) -> bool {
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

/// 41のうち, 142項目中
pub(crate) fn is_whole_in_words(word: &Word<'_>) -> bool {
    let after = word.after.trim_start_matches('、').trim_start();
    after.starts_with("のうち")
        || after.starts_with("うち")
        || after.starts_with('中')
        || after.starts_with("の内")
}

pub(crate) const PLANNED: [&str; 6] = ["目標", "計画", "予算", "予定", "見込", "当初"];

/// How words right behind a figure say that it is how much something changed.
#[rustfmt::skip]
const CHANGES: [&str; 14] = [
    "上回", "下回", "増", "減", "超え", "超過", "多", "少な", "削減", "短縮", "伸び", "上昇", "低下", "縮小",
];

/// `2億円上回る`, `14人の減`: how much more or fewer, not how much.
pub(crate) fn is_change(word: &Word<'_>) -> bool {
    let after = word.after.trim_start().trim_start_matches('の');
    CHANGES.iter().any(|w| after.starts_with(w))
}
