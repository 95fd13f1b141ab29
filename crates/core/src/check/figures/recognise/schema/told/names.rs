//! The names of the lines of all frames, and where they come in a sentence.
//!
//! A name is found as the longest that fits, so that やや満足 does not name 満足. A year is a name in whatever way
//! it is written. Not here: what a sentence says of the lines that it names.

use std::collections::{HashMap, HashSet};

use crate::check::figures::recognise::frame::{Frame, Name};
use crate::fiscal_year::mentions;
use crate::labels::brackets::plain;
use crate::labels::grade::is_mark;
use crate::labels::{is_generic_total, kind};
use crate::text::fold;

/// A line of a frame, as it is or turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Named {
    pub(super) frame: usize,
    /// Whether it is a column.
    pub(super) is_column: bool,
    pub(super) at: usize,
}

impl Named {
    /// Whether another line is of the same table, in the same direction.
    fn is_beside(&self, other: &Self) -> bool {
        self.frame == other.frame && self.is_column == other.is_column
    }
}

/// What names what.
pub(super) struct Index {
    names: HashMap<String, Vec<Named>>,
    /// Parts of names, which name their lines where no whole name does.
    parts: HashMap<String, Vec<Named>>,
    /// The longest name, in characters.
    longest: usize,
}

/// What a text names.
#[derive(Default)]
pub(super) struct Found {
    /// All lines that are called so.
    pub(super) all: Vec<Named>,
    /// Those that are the only one of their table.
    pub(super) alone: Vec<Named>,
}

impl Found {
    /// Adds the lines of one name.
    fn add(&mut self, lines: &[Named]) {
        self.all.extend(lines);
        let is_alone = |line: &&Named| lines.iter().filter(|other| line.is_beside(other)).count() == 1;
        for line in lines.iter().filter(is_alone) {
            if !self.alone.contains(line) {
                self.alone.push(*line);
            }
        }
    }
}

/// A name of more lines names nothing in particular, nor one of so many lines of a table in that table.
const MOST_LINES: usize = 240;
const MOST_OF_A_TABLE: usize = 12;
/// Names are looked for up to this length.
const LONGEST: usize = 24;

impl Index {
    pub(super) fn of(frames: &[Frame]) -> Self {
        let (mut names, mut parts) = (HashMap::new(), HashMap::new());
        let mut enter = |name: &Name, named: Named| {
            enter_all(&mut names, keys(name), named);
            enter_all(&mut parts, parts_of(name), named);
        };
        for (frame, of) in frames.iter().enumerate() {
            let line = |is_column| move |at| Named { frame, is_column, at };
            for (at, row) in of.rows.iter().enumerate() {
                enter(&row.name, line(false)(at));
            }
            for (at, column) in of.columns.iter().enumerate() {
                enter(column, line(true)(at));
            }
        }
        names.retain(|_, lines| names_something(lines));
        parts.retain(|key, lines| names_something(lines) && !names.contains_key(key));
        let all = names.keys().chain(parts.keys());
        let longest = all.map(|key| key.chars().count()).max().unwrap_or(0);
        Self {
            names,
            parts,
            longest,
        }
    }

    /// What a text names; the frames of its own figures are none of it.
    pub(super) fn find(&self, text: &str, own: &HashSet<usize>) -> Found {
        let mut found = Found::default();
        let others = |lines: &[Named]| -> Vec<Named> {
            lines
                .iter()
                .copied()
                .filter(|line| !own.contains(&line.frame))
                .collect()
        };
        for year in mentions(text).iter().filter_map(|mention| mention.fiscal_year()) {
            found.add(&others(self.of_year(year.western())));
        }
        let chars: Vec<char> = fold(text).chars().collect();
        if !self.add(&chars, &self.names, &others, &mut found) {
            self.add(&chars, &self.parts, &others, &mut found);
        }
        found
    }

    /// Adds the lines that a text names, each by the longest name that fits; whether there are any.
    fn add(
        &self,
        chars: &[char],
        names: &HashMap<String, Vec<Named>>,
        others: &impl Fn(&[Named]) -> Vec<Named>,
        found: &mut Found,
    ) -> bool {
        let (mut from, mut is_any) = (0, false);
        while from < chars.len() {
            let most = self.longest.min(chars.len() - from);
            let hit = (1..=most).rev().find_map(|length| {
                let key: String = chars[from..from + length].iter().collect();
                // A letter inside of a word names nothing.
                let is_letter = |at: Option<usize>| {
                    at.and_then(|at| chars.get(at))
                        .is_some_and(char::is_ascii_alphanumeric)
                };
                if key.len() == 1 && (is_letter(from.checked_sub(1)) || is_letter(Some(from + 1))) {
                    return None;
                }
                let lines = others(names.get(&key)?);
                (!lines.is_empty()).then_some((length, lines))
            });
            match hit {
                Some((length, lines)) => {
                    found.add(&lines);
                    from += length;
                    is_any = true;
                }
                None => from += 1,
            }
        }
        is_any
    }

    /// The lines of a year.
    pub(super) fn of_year(&self, western: i16) -> &[Named] {
        self.names.get(&year_key(western)).map_or(&[], Vec::as_slice)
    }
}

fn enter_all(known: &mut HashMap<String, Vec<Named>>, keys: Vec<String>, named: Named) {
    for key in keys {
        let lines = known.entry(key).or_default();
        let of_its_table = lines.iter().rev().take(MOST_OF_A_TABLE);
        let is_of_many = of_its_table.filter(|line| line.is_beside(&named)).count() == MOST_OF_A_TABLE;
        if lines.last() != Some(&named) && !is_of_many {
            lines.push(named);
        }
    }
}

/// Whether a name means any lines in particular, once it has forgotten those of tables where it means many.
fn names_something(lines: &mut Vec<Named>) -> bool {
    let mut kept = Vec::new();
    for of_a_table in lines.chunk_by(Named::is_beside) {
        if of_a_table.len() < MOST_OF_A_TABLE {
            kept.extend(of_a_table);
        }
    }
    *lines = kept;
    (1..=MOST_LINES).contains(&lines.len())
}

/// By what a line may be named in short: 一般行政部門 of 一般行政部門計, ふるさと納税 of ふるさと納税の拡大.
fn parts_of(name: &Name) -> Vec<String> {
    // Words of a sentence are no name.
    if name.folded.contains(['、', '。']) || name.folded.chars().count() > LONGEST {
        return Vec::new();
    }
    let subject = name.folded.split('の').next();
    let subject = subject.filter(|subject| (SUBJECT..=LONGEST).contains(&subject.chars().count()));
    let subject = subject.filter(|subject| subject.len() < name.folded.len() && mentions(subject).is_empty());
    kind::stem(&name.folded)
        .into_iter()
        .chain(subject.map(str::to_owned))
        .collect()
}

/// How a name says that all of it is meant.
const WHOLES: [&str; 5] = ["総額", "総数", "合計", "決算額", "予算額"];

fn year_key(western: i16) -> String {
    // No text folds to a key with a blank in it.
    format!("year {western}")
}

/// So many characters before の name a thing by themselves.
const SUBJECT: usize = 4;

/// The sign of a grade that a name is, or begins with: ◎, ○：計画どおり.
fn mark(word: &str) -> Option<String> {
    let sign = word.chars().next().filter(|c| !c.is_alphanumeric())?;
    is_mark(&sign.to_string()).then(|| sign.to_string())
}

/// The letter of a grade that a name is: A, or A評価.
fn letter(word: &str) -> Option<String> {
    let letter = word.trim_end_matches("評価");
    let mut chars = letter.chars();
    let is_one = chars.next().is_some_and(|c| c.is_ascii_lowercase()) && chars.next().is_none();
    is_one.then(|| letter.to_owned())
}

/// By what a line may be named: all its words and each of them, without brackets and numbers in front of it and what
/// is counted at its end.
fn keys(name: &Name) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    keys.extend(name.year().map(year_key));
    let whole = std::iter::once(&name.folded);
    // A sign or a letter in front names a grade; one between or behind words is the grade of what they name.
    let grades = whole.clone().chain(name.words.first());
    keys.extend(grades.flat_map(|word| mark(word).into_iter().chain(letter(word))));
    for word in whole.chain(&name.words).filter(|word| mentions(word).is_empty()) {
        let word = plain(word);
        let is_number = |c: char| c.is_ascii_digit() || !c.is_alphanumeric() || ('①'..='⑳').contains(&c);
        let word = word
            .trim_start_matches(is_number)
            .trim_end_matches(|c: char| !c.is_alphanumeric());
        let length = word.chars().count();
        if !(2..=LONGEST).contains(&length) || is_generic_total(word) {
            continue;
        }
        keys.push(word.to_owned());
        let stem = word.strip_suffix(['数', '額']).filter(|_| length >= 4);
        keys.extend(stem.map(str::to_owned));
        // 歳入 of 歳入総額, 市税 of 市税決算額.
        let whole = WHOLES.iter().find_map(|whole| word.strip_suffix(whole));
        keys.extend(whole.filter(|name| name.chars().count() >= 2).map(str::to_owned));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}
