//! What a sentence says of the lines of a table that it names: a value again, the sum of several, the difference of
//! two columns, a share of the total, a rate of change.
//!
//! One sentence speaks of one column, or of one beside another; so its figures are witnesses for each other.
//! Names make it likelier which lines are meant, and are a condition only for lines of a table that are not totals.
//! Not here: figures of one sentence among themselves (`frame`), what names what (`names`).

mod bounds;
mod each;
mod equation;
mod inside;
mod names;
mod reading;
mod table;
mod tables;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use bounds::Bounds;
use each::Each;
use names::{Index, Named};
use reading::Reading;
use table::Table;
use tables::Tables;

use super::Claim;
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::model::sheet::Sheets;
use crate::check::figures::prose::phrase::{Word, contains_any, figures_of, is_change, is_whole_in_words};
use crate::check::figures::recognise::frame::{Frame, Lines};
use crate::check::figures::recognise::number::{Bits, Number, Numbers, log2};
use crate::fiscal_year::mentions;

/// At most so many tables are asked about one sentence, so many about all of them, and so many readings kept.
const MOST_TABLES: usize = 12;
const MOST_ASKED: usize = 4_000;
const FEWEST_TABLES: usize = 2;
/// So many columns with names make one line a table.
const FEWEST_OF_ONE: usize = 3;
const MOST_READINGS: usize = 4;

/// A figure of a sentence, and the lines that the words in front of it name.
struct Said {
    id: Id,
    number: Number,
    names: Vec<Named>,
    /// Whether it is the whole of which others are parts: 56項目のうち.
    is_whole: bool,
    /// Whether it says how much more or less: 2億円上回る.
    is_change: bool,
    /// The fiscal years that the words in front of it name.
    years: Vec<i16>,
    /// What it is an amount for each of: １人当たり.
    each: Option<Each>,
    /// Whether the words in front of it speak of another time or state than a table may.
    is_of_another_time: bool,
}

impl Said {
    fn of(word: &Word<'_>, names: Vec<Named>, numbers: &Numbers) -> Option<Self> {
        Some(Self {
            id: word.id,
            number: numbers.of_id(word.id).filter(|number| number.value != 0)?,
            names,
            is_whole: is_whole_in_words(word),
            is_change: is_change(word),
            years: Vec::new(),
            each: None,
            is_of_another_time: false,
        })
    }
}

/// Adds what sentences claim about the lines of frames.
pub(in crate::check::figures::recognise) fn claims(
    all: &Sheets,
    frames: &[Frame],
    numbers: &Numbers,
    found: &mut Vec<Claim>,
) {
    if all.prose.iter().all(|prose| prose.figures.is_empty()) {
        return;
    }
    let (index, bounds) = (Index::of(frames), Bounds::of(frames));
    let tables = Tables::of(frames, found);
    let figures: usize = all.prose.iter().map(|prose| prose.figures.len()).sum();
    let most = (MOST_ASKED / figures.max(1)).clamp(FEWEST_TABLES, MOST_TABLES);
    for prose in &all.prose {
        let words = figures_of(all, prose);
        let spoken: Vec<inside::Spoken<'_>> = (0..words.len())
            .filter_map(|at| spoken(all, &words, at, numbers))
            .collect();
        for reading in inside::readings(&spoken) {
            found.extend(reading.claims());
        }
        let sentences = words.chunk_by(|_, next| !next.before.contains('。'));
        let told: Vec<Vec<Told>> = sentences
            .map(|words| {
                Sentence::of(words, &tables, (&index, &bounds), numbers).told(&tables, most, numbers)
            })
            .collect();
        let surely: Vec<Option<Id>> = told.iter().map(|told| surely_of(told)).collect();
        let mut spoken_of: HashMap<Id, usize> = HashMap::new();
        for table in surely.iter().flatten() {
            *spoken_of.entry(*table).or_default() += 1;
        }
        for (told, own) in told.into_iter().zip(surely) {
            let is_spoken_of = |table: Id| {
                let sentences = spoken_of.get(&table).copied().unwrap_or(0);
                sentences > usize::from(own == Some(table))
            };
            keep(told, is_spoken_of, found);
        }
    }
}

/// A reading, and the first figure of the table that it reads, which other sentences may speak of as well.
struct Told {
    table: Option<Id>,
    reading: Reading,
}

/// What it is worth that a paragraph surely speaks of the table in another sentence.
const SPOKEN_OF: Bits = 500;
/// So sure must that be.
const SURELY: Bits = 1_000;

/// The table that a sentence surely speaks of.
fn surely_of(told: &[Told]) -> Option<Id> {
    let best = told.iter().max_by_key(|told| told.reading.standing())?;
    best.table.filter(|_| best.reading.standing() >= SURELY)
}

/// Adds the claims of the best readings of a sentence, where other sentences surely speak of some tables.
fn keep(mut told: Vec<Told>, is_spoken_of: impl Fn(Id) -> bool, found: &mut Vec<Claim>) {
    for Told { table, reading } in &mut told {
        reading.prior += Bits::from(table.is_some_and(&is_spoken_of)) * SPOKEN_OF;
    }
    found.extend(best(told).iter().flat_map(|told| told.reading.claims()));
}

/// The best readings, each that says something else.
fn best(mut told: Vec<Told>) -> Vec<Told> {
    told.sort_by_key(|told| std::cmp::Reverse((told.reading.would_prove(), told.reading.standing())));
    let mut seen: HashSet<Vec<(Id, bool)>> = HashSet::new();
    told.retain(|told| seen.insert(told.reading.says()));
    told.truncate(MOST_READINGS);
    told
}

/// A figure of a paragraph; none where it is no exact number.
fn spoken<'a>(
    all: &Sheets,
    words: &'a [Word<'a>],
    at: usize,
    numbers: &Numbers,
) -> Option<inside::Spoken<'a>> {
    let word = &words[at];
    let said = Said::of(word, Vec::new(), numbers)?;
    Some(inside::Spoken {
        said: Said {
            each: Each::of(words, at, numbers),
            ..said
        },
        counter: all.entry(word.id).figure.counter.chars().next(),
        has_sign: all.entry(word.id).stated.starts_with(['+', '＋', '-', '−', '－']),
        word,
    })
}

/// The figures of a sentence and what it names.
struct Sentence {
    said: Vec<Said>,
    /// All that is named before its last figure.
    names: Vec<Named>,
    /// The frames that its figures stand in.
    own: HashSet<usize>,
    /// Whether it speaks of another time or state than the sentences beside it may.
    is_of_another_time: bool,
}

/// How many tables were asked, and how many of them say the same of a figure. The same table may be laid out in several
/// frames.
struct Agreeing {
    asked: usize,
    tables: HashMap<(Id, i128), HashSet<Option<Id>>>,
}

impl Agreeing {
    fn of(told: &[(Option<Id>, Told)]) -> Self {
        let mut tables: HashMap<(Id, i128), HashSet<Option<Id>>> = HashMap::new();
        for (begins, told) in told {
            for said in told.reading.held() {
                tables.entry(said).or_default().insert(*begins);
            }
        }
        let asked: HashSet<Option<Id>> = told.iter().map(|(begins, _)| *begins).collect();
        Self {
            asked: asked.len(),
            tables,
        }
    }

    /// What it costs that one of so many tables says so: those that say the same are one.
    fn cost(&self, reading: &Reading) -> Bits {
        let same = reading
            .held()
            .filter_map(|said| self.tables.get(&said))
            .map(HashSet::len);
        log2(self.asked) - log2(same.min().unwrap_or(1))
    }
}

/// How a sentence says so.
const OTHER_TIMES: [&str; 7] = ["前年", "昨年", "前回", "当初", "目標", "計画", "見込"];

impl Sentence {
    fn of(
        words: &[Word<'_>],
        tables: &Tables<'_>,
        (index, bounds): (&Index, &Bounds),
        numbers: &Numbers,
    ) -> Self {
        let frames_of = |word: &Word<'_>| tables.holding.get(&word.id).into_iter().flatten().copied();
        let own: HashSet<usize> = words.iter().flat_map(frames_of).collect();
        let mut names: Vec<Named> = Vec::new();
        let mut said = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let before = word.before.rsplit('。').next().unwrap_or_default();
            let mut here = index.find(before, &own);
            let number = at.checked_sub(1).map(|at| &words[at]);
            let number = number.filter(|word| numbers.of_id(word.id).is_some_and(Number::is_whole));
            let mut meant = bounds.find(number, before);
            meant.retain(|line| !own.contains(&line.frame));
            if !meant.is_empty() {
                said.retain(|said: &Said| number.is_none_or(|word| said.id != word.id));
                here.all.extend(&meant);
                here.alone = meant;
            }
            names.extend(&here.all);
            let years = mentions(before);
            let years: Vec<i16> = years
                .iter()
                .filter_map(|mention| Some(mention.fiscal_year()?.western()))
                .collect();
            if before.contains("前年") {
                let lines = years.last().into_iter().flat_map(|year| index.of_year(*year - 1));
                names.extend(lines.filter(|line| !own.contains(&line.frame)));
            }
            let each = Each::of(words, at, numbers);
            let is_of_another_time = contains_any(before, &OTHER_TIMES);
            said.extend(Said::of(word, here.alone, numbers).map(|said| Said {
                years,
                each,
                is_of_another_time,
                ..said
            }));
        }
        names.sort_unstable();
        names.dedup();
        let is_of_another_time = words.iter().any(|word| contains_any(word.before, &OTHER_TIMES));
        Self {
            said,
            names,
            own,
            is_of_another_time,
        }
    }

    /// What its figures may be of each table, of which the best are kept.
    fn told(&self, all: &Tables<'_>, most: usize, numbers: &Numbers) -> Vec<Told> {
        let tables = self.tables(all, most);
        let mut told = Vec::new();
        for (frame, is_column) in tables {
            let of = Lines {
                frame: &all.frames[frame],
                are_columns: is_column,
            };
            let readings = Table::of(self, (frame, is_column), of, all, numbers).readings();
            let begins = all.begins[frame];
            let table = begins.filter(|_| !self.is_of_another_time);
            let of_one = readings.into_iter().map(|reading| Told { table, reading });
            // What other sentences say changes nothing among the readings of one table.
            let best = best(of_one.collect());
            told.extend(best.into_iter().map(|told| (begins, told)));
        }
        let agreeing = Agreeing::of(&told);
        let with_its_cost = |(_, mut told): (Option<Id>, Told)| {
            told.reading.prior -= agreeing.cost(&told.reading);
            told
        };
        told.into_iter().map(with_its_cost).collect()
    }

    /// The frames to ask, each with whether its columns are what is named, best first: those that share names with
    /// the sentence, and the tables right before it and behind it that have a total.
    fn tables(&self, all: &Tables<'_>, most: usize) -> Vec<(usize, bool)> {
        let Some(first) = self.said.first().map(|said| said.id) else {
            return Vec::new();
        };
        let mut named: BTreeMap<(usize, bool), usize> = BTreeMap::new();
        for name in &self.names {
            *named.entry((name.frame, name.is_column)).or_default() += 1;
            named.entry((name.frame, !name.is_column)).or_default();
        }
        for beside in all.around(first) {
            named.entry((beside, false)).or_default();
        }
        let is_table = |frame: usize| {
            let of = &all.frames[frame];
            // One line below named columns is a table as well.
            let is_one = || of.columns.iter().filter(|name| !name.folded.is_empty()).count() >= FEWEST_OF_ONE;
            (of.rows.len() >= 2 || is_one()) && !self.own.contains(&frame)
        };
        let mut tables: Vec<((usize, bool), usize)> = named
            .into_iter()
            .filter(|((frame, _), _)| is_table(*frame))
            .collect();
        // A table that is laid out with the names of its columns is not asked without them as well.
        let has_names = |frame: usize| {
            all.frames[frame]
                .columns
                .iter()
                .any(|name| !name.folded.is_empty())
        };
        let with_names: HashSet<Option<Id>> = tables
            .iter()
            .filter(|((frame, _), _)| has_names(*frame))
            .map(|((frame, _), _)| all.begins[*frame])
            .collect();
        tables.retain(|((frame, _), _)| has_names(*frame) || !with_names.contains(&all.begins[*frame]));
        // What names one line of a table tells more than what many of its lines are called by.
        let mut alone: HashMap<(usize, bool), usize> = HashMap::new();
        for name in self.said.iter().flat_map(|said| &said.names) {
            *alone.entry((name.frame, name.is_column)).or_default() += 1;
        }
        let far = |frame: usize| all.begins[frame].map(|begin| begin.abs_diff(first));
        let met = |table: &(usize, bool), count: usize| (alone.get(table).copied().unwrap_or(0), count);
        tables.sort_by_key(|(table, count)| (std::cmp::Reverse(met(table, *count)), far(table.0)));
        tables.truncate(most);
        tables.into_iter().map(|(table, _)| table).collect()
    }
}
