//! Whether each line and cell of a document was taken, after it was understood: as a value of the plan, as a note
//! on one, or not at all, with the reason.
//!
//! A line or cell is taken where a value of the plan states it: a value on its row whose texts hold its letters, or
//! the value before it that goes on there. Headings count where something below them was taken, heads of tables
//! where their table was understood. Nothing is read anew here. Not here: what a plan states where (`stated`),
//! running text (`prose`), tables (`tables`).

mod prose;
mod runs;
mod stated;
mod tables;

use std::collections::{HashMap, HashSet, VecDeque};

use gyokaku_core::document::{Block, Document, Place};
use gyokaku_core::figure::{Measure, figures};
use gyokaku_core::labels::field::field;
use gyokaku_core::not_taken::{Because, NotTaken};
use gyokaku_core::plan::{Annotation, Plan};
use gyokaku_core::text::alike::letters;

use runs::{Run, is_short, runs};
use stated::{Stated, Value};

use crate::read::understand::tables::flow;
use crate::read::understand::words::numbering::without_label;

/// What became of a document beside its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// Remarks on values and on the plan.
    pub(crate) annotations: Vec<Annotation>,
    /// What was not taken.
    pub(crate) not_taken: Vec<NotTaken>,
}

/// Accounts for every line and cell of a document, as it was read into a plan.
pub(crate) fn of(document: &Document, plan: &Plan) -> Account {
    let mut teller = Teller {
        stated: Stated::of(plan),
        period: plan.period,
        recent: VecDeque::new(),
        account: Account::default(),
    };
    let mut lines = prose::Lines::default();
    for (number, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Table(grid) => {
                let taken = teller.table(grid, lines.is_of_the_period());
                lines.after_table(taken, &mut teller);
            }
            _ => {
                if let Some(text) = flow::text(block, number) {
                    lines.text(&text, &mut teller);
                }
            }
        }
    }
    lines.end(&mut teller);
    let mut account = teller.account;
    account.not_taken.sort_by(|a, b| a.at.cmp(&b.at));
    account
}

/// How much of a text the values state.
enum Cover {
    /// All of it.
    Whole,
    /// A part; where the rest begins, if the rest stands behind all that is stated.
    Part(Option<usize>),
    /// Nothing.
    None,
}

/// What of the document was told so far.
struct Teller {
    stated: Stated,
    period: Option<gyokaku_core::plan::Period>,
    /// The values that stood on the last rows, the nearest first.
    recent: VecDeque<usize>,
    account: Account,
}

impl Teller {
    /// At most so many values before a line may go on there.
    const RECENT: usize = 4;

    fn values<'a>(&'a self, numbers: impl IntoIterator<Item = &'a usize>) -> Vec<&'a Value> {
        numbers
            .into_iter()
            .filter_map(|n| self.stated.value(*n))
            .collect()
    }

    /// The values on a row become those that may go on below.
    fn pass(&mut self, at: &Place) {
        for number in self.stated.on_row(at).iter().copied() {
            self.recent.retain(|known| *known != number);
            self.recent.push_front(number);
        }
        self.recent.truncate(Self::RECENT);
    }

    /// How much of a text on a row is stated, there or by the values before.
    fn cover(&self, text: &str, at: &Place) -> Cover {
        let plain = without_label(text);
        let whole = letters(&plain);
        let with_label = || plain.len() != text.len() && self.stated.is_whole(&letters(text));
        if whole.is_empty() || self.stated.is_whole(&whole) || with_label() || self.is_counted(text) {
            return Cover::Whole;
        }
        let here = self.values(self.stated.on_row(at));
        let label = text.strip_suffix(plain.as_str()).map_or(0, str::len);
        let cover = covered(text, label, &whole, &here);
        if matches!(cover, Cover::Whole) {
            return cover;
        }
        let known = |run: &Run| run.letters.chars().count() >= 4 && self.stated.is_whole(&run.letters);
        let all = runs(&plain);
        if !all.is_empty() && all.iter().all(known) {
            return Cover::Whole;
        }
        if !here.is_empty() && self.is_line_of_figures(text, &here) {
            return Cover::Whole;
        }
        if matches!(cover, Cover::Part(_)) {
            return cover;
        }
        // A value stands in the line, whose words are more than that.
        if !here.is_empty() {
            return Cover::Part(None);
        }
        let before: Vec<&Value> = self.values(&self.recent);
        let before: Vec<&Value> = before.into_iter().filter(|value| value.is_searched()).collect();
        match covered(text, label, &whole, &before) {
            Cover::Whole if whole.chars().count() >= 4 => Cover::Whole,
            _ => Cover::None,
        }
    }

    /// Whether a line is no sentence and has no more figures than the values there and before it hold: its words
    /// only say what they count.
    fn is_line_of_figures(&self, text: &str, here: &[&Value]) -> bool {
        let printed = figures(text).len();
        let before = self.values(&self.recent);
        let held: usize = here.iter().chain(&before).map(|value| value.figures).sum();
        printed > 0 && printed <= held && !text.trim_end().ends_with('。') && !text.starts_with(['※', '＊'])
    }

    /// Whether a line is a grade and how often it was given: `B 見直し　11件`.
    fn is_counted(&self, text: &str) -> bool {
        if !self.stated.has_counts() {
            return false;
        }
        let found = figures(text);
        let [only] = found.as_slice() else { return false };
        let Some(count) = only.whole().filter(|_| only.measure == Measure::Number) else {
            return false;
        };
        let label = text[..only.range.start].trim_matches([' ', '　', '：', ':', '…', '・']);
        let front = label
            .split([' ', '　', '：', ':', '…', '(', '（'])
            .next()
            .unwrap_or_default();
        [label, front]
            .iter()
            .any(|label| self.stated.is_count(label, count))
    }

    /// The item or section of the row, else that of the value before.
    fn on(&self, at: &Place) -> Option<String> {
        let here = self.values(self.stated.on_row(at));
        match here.is_empty() {
            false => here.iter().find_map(|value| value.on.clone()),
            true => {
                let nearest = self.recent.front().and_then(|n| self.stated.value(*n));
                nearest.and_then(|value| value.on.clone())
            }
        }
    }

    /// Whether what stands on a row was picked out of running text.
    fn is_of_prose(&self, at: &Place) -> bool {
        self.values(self.stated.on_row(at))
            .iter()
            .all(|value| value.of_prose)
    }

    fn note(&mut self, on: Option<String>, text: &str, at: &Place) {
        let text = text.trim();
        if !text.is_empty() {
            self.account.annotations.push(Annotation {
                on,
                text: text.to_owned(),
                at: at.clone(),
            });
        }
    }

    fn leave(&mut self, text: &str, because: Because, at: &Place) {
        self.account.not_taken.push(NotTaken {
            text: text.trim().to_owned(),
            because,
            at: at.clone(),
        });
    }
}

/// How much of a text some values state together; its label is no word of theirs.
fn covered(text: &str, label: usize, whole: &str, values: &[&Value]) -> Cover {
    if values.is_empty() {
        return Cover::None;
    }
    if values.iter().any(|value| value.states(whole)) {
        return Cover::Whole;
    }
    let all = runs(text);
    // The name of a field says what stands behind it: 担当：総務課.
    let names_field = |run: &Run| run.letters.chars().count() <= 6 && field(&run.letters).is_some();
    // The same words come again and again in a long line: each is looked up once, and figures in one set.
    let short: HashSet<&str> = values.iter().flat_map(|value| value.short()).collect();
    let mut known: HashMap<&str, bool> = HashMap::new();
    let stated: Vec<bool> = all
        .iter()
        .map(|Run { letters, .. }| match is_short(letters) {
            true => short.contains(letters.as_str()),
            false => *known
                .entry(letters)
                .or_insert_with(|| values.iter().any(|value| value.states(letters))),
        })
        .collect();
    // A number in front is a label.
    let labels = all
        .iter()
        .take_while(|run| run.range.end <= label || run.letters.len() <= 3 && run.letters.is_ascii())
        .count();
    let rest = stated.get(labels..).unwrap_or_default();
    let mut words = all.iter().zip(&stated).skip(labels);
    if words.all(|(run, stated)| *stated || names_field(run)) && rest.contains(&true) {
        return Cover::Whole;
    }
    let Some(last) = stated.iter().rposition(|stated| *stated) else {
        return Cover::None;
    };
    let all_before = stated[labels.min(last)..=last].iter().all(|stated| *stated);
    Cover::Part(all_before.then(|| all[last].range.end))
}
