//! What a sentence says of the lines of a table that it names: a value again, the sum of several, the difference of
//! two columns, a share of the total, a rate of change.
//!
//! One sentence speaks of one column, or of one beside another; so its figures are witnesses for each other.
//! Names make it likelier which lines are meant, and are a condition only for lines of a table that are not totals.
//! Not here: figures of one sentence among themselves (`frame`), what names what (`names`).

mod inside;
mod names;

use std::collections::{BTreeMap, HashMap, HashSet};

use names::{Index, Named};

use super::again::{Sum, again};
use super::quotients::{Term, quotient};
use super::{Claim, Instance, LABEL, Outcome};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::model::sheet::Sheets;
use crate::check::figures::prose::phrase::{Word, figures_of, is_change, is_whole_in_words};
use crate::check::figures::recognise::frame::{Frame, Lines};
use crate::check::figures::recognise::number::{Bits, Class, Number, Numbers, log2};
use crate::check::figures::recognise::weigh::WARNING;
use crate::check::figures::{difference_mismatch, rate_mismatch, share_mismatch, sum_mismatch};
use crate::fiscal_year::mentions;
use crate::labels::Kind;

/// What it says that a sentence names several lines of a table.
const SEVERAL: Bits = 800;
/// What it costs that a table has no line for the total, and its parts are added.
const ADDED_UP: Bits = 200;
/// At most so many tables are asked about one sentence, and so many readings kept.
const MOST_TABLES: usize = 12;
const MOST_READINGS: usize = 4;
/// More lines without a total are not added up.
const MOST_ADDED: usize = 60;
/// At most so many columns are asked.
const MOST_COLUMNS: usize = 40;

/// A figure of a sentence, and the lines that the words in front of it name.
struct Said {
    id: Id,
    number: Number,
    names: Vec<Named>,
    /// Whether it is the whole of which others are parts: 56項目のうち.
    is_whole: bool,
    /// Whether it says how much more or less: 2億円上回る.
    is_change: bool,
}

impl Said {
    fn of(word: &Word<'_>, names: Vec<Named>, numbers: &Numbers) -> Option<Self> {
        Some(Self {
            id: word.id,
            number: numbers.of_id(word.id).filter(|number| number.value != 0)?,
            names,
            is_whole: is_whole_in_words(word),
            is_change: is_change(word),
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
    let index = Index::of(frames);
    let tables = Tables::of(frames, found);
    for prose in &all.prose {
        let words = figures_of(all, prose);
        let spoken: Vec<inside::Spoken<'_>> = words
            .iter()
            .filter_map(|word| spoken(all, word, numbers))
            .collect();
        for reading in inside::readings(&spoken) {
            found.extend(reading.claims());
        }
        let mut from = 0;
        while from < words.len() {
            let is_on = |word: &&Word<'_>| !word.before.contains('。');
            let length = 1 + words[from + 1..].iter().take_while(is_on).count();
            let sentence = Sentence::of(&words[from..from + length], &tables, &index, numbers);
            sentence.claims(&tables, numbers, found);
            from += length;
        }
    }
}

/// A figure of a paragraph; none where it is no exact number.
fn spoken<'a>(all: &Sheets, word: &'a Word<'a>, numbers: &Numbers) -> Option<inside::Spoken<'a>> {
    Some(inside::Spoken {
        said: Said::of(word, Vec::new(), numbers)?,
        counter: all.entry(word.id).figure.counter.chars().next(),
        word,
    })
}

/// The totals that each figure is a part of.
fn wholes(claims: &[Claim]) -> HashMap<Id, Vec<Id>> {
    let mut wholes: HashMap<Id, Vec<Id>> = HashMap::new();
    let is_sure = |claim: &&Claim| claim.rule == sum_mismatch::RULE.name && claim.standing() >= WARNING;
    let sums = claims.iter().filter(is_sure).flat_map(|claim| &claim.instances);
    for sum in sums.filter(|sum| sum.outcome == Outcome::Holds && sum.parts.len() >= 2) {
        for (_, part) in &sum.parts {
            let known = wholes.entry(*part).or_default();
            if !known.contains(&sum.target) {
                known.push(sum.target);
            }
        }
    }
    wholes
}

/// All frames, as sentences may speak of them.
struct Tables<'a> {
    frames: &'a [Frame],
    /// The first figure of each.
    begins: Vec<Option<Id>>,
    /// Those whose rows have a total, by their first figures.
    with_totals: Vec<(Id, usize)>,
    /// Where a figure stands.
    holding: HashMap<Id, Vec<usize>>,
    /// The totals that a figure is a part of, as sums say that are sure.
    wholes: HashMap<Id, Vec<Id>>,
}

impl<'a> Tables<'a> {
    fn of(frames: &'a [Frame], claims: &[Claim]) -> Self {
        let mut holding: HashMap<Id, Vec<usize>> = HashMap::new();
        for (at, frame) in frames.iter().enumerate() {
            frame
                .figures()
                .for_each(|id| holding.entry(id).or_default().push(at));
        }
        let begins: Vec<Option<Id>> = frames.iter().map(|frame| frame.figures().min()).collect();
        let has_total = |at: &usize| {
            let rows = &frames[*at].rows;
            rows.len() >= 2 && rows.iter().any(|row| matches!(row.name.kind, Kind::Total(_)))
        };
        let with_totals = (0..frames.len()).filter(has_total);
        let mut with_totals: Vec<(Id, usize)> =
            with_totals.filter_map(|at| Some((begins[at]?, at))).collect();
        with_totals.sort_unstable();
        Self {
            frames,
            begins,
            with_totals,
            holding,
            wholes: wholes(claims),
        }
    }

    /// The last frame before a figure that has a total.
    fn before(&self, id: Id) -> Option<usize> {
        let behind = self.with_totals.partition_point(|(begin, _)| *begin < id);
        Some(self.with_totals[behind.checked_sub(1)?].1)
    }
}

/// The figures of a sentence and what it names.
struct Sentence {
    said: Vec<Said>,
    /// All that is named before its last figure.
    names: Vec<Named>,
    /// The frames that its figures stand in.
    own: HashSet<usize>,
}

impl Sentence {
    fn of(words: &[Word<'_>], tables: &Tables<'_>, index: &Index, numbers: &Numbers) -> Self {
        let frames_of = |word: &Word<'_>| tables.holding.get(&word.id).into_iter().flatten().copied();
        let own: HashSet<usize> = words.iter().flat_map(frames_of).collect();
        let mut names: Vec<Named> = Vec::new();
        let mut said = Vec::new();
        for word in words {
            let before = word.before.rsplit('。').next().unwrap_or_default();
            let here = index.find(before, &own);
            names.extend(&here.all);
            if before.contains("前年") {
                let years = mentions(before);
                let year = years.iter().rev().find_map(|mention| mention.fiscal_year());
                let lines = year.into_iter().flat_map(|y| index.of_year(y.western() - 1));
                names.extend(lines.filter(|line| !own.contains(&line.frame)));
            }
            said.extend(Said::of(word, here.alone, numbers));
        }
        names.sort_unstable();
        names.dedup();
        Self { said, names, own }
    }

    fn claims(&self, all: &Tables<'_>, numbers: &Numbers, found: &mut Vec<Claim>) {
        let tables = self.tables(all);
        // The same table may be laid out in several frames.
        let apart: HashSet<Option<Id>> = tables.iter().map(|(frame, _)| all.begins[*frame]).collect();
        let cost = log2(i64::try_from(apart.len()).unwrap_or(i64::MAX));
        let mut readings: Vec<(Bits, Reading)> = Vec::new();
        for (frame, is_column) in tables {
            let of = Lines {
                frame: &all.frames[frame],
                are_columns: is_column,
            };
            for mut reading in Table::of(self, (frame, is_column), of, all, numbers).readings() {
                reading.prior -= cost;
                readings.push((reading.standing(), reading));
            }
        }
        readings.sort_by_key(|(standing, _)| std::cmp::Reverse(*standing));
        let mut seen: HashSet<Vec<(Id, bool)>> = HashSet::new();
        for (_, reading) in readings {
            if seen.len() < MOST_READINGS && seen.insert(reading.says()) {
                found.extend(reading.claims());
            }
        }
    }

    /// The frames to ask, each with whether its columns are what is named, best first: those that share names with
    /// the sentence, and the last table before it that has a total.
    fn tables(&self, all: &Tables<'_>) -> Vec<(usize, bool)> {
        let Some(first) = self.said.first().map(|said| said.id) else {
            return Vec::new();
        };
        let mut named: BTreeMap<(usize, bool), usize> = BTreeMap::new();
        for name in &self.names {
            *named.entry((name.frame, name.is_column)).or_default() += 1;
            named.entry((name.frame, !name.is_column)).or_default();
        }
        if let Some(before) = all.before(first) {
            named.entry((before, false)).or_default();
        }
        let is_table = |frame: usize| all.frames[frame].rows.len() >= 2 && !self.own.contains(&frame);
        let mut tables: Vec<((usize, bool), usize)> = named
            .into_iter()
            .filter(|((frame, _), _)| is_table(*frame))
            .collect();
        let far = |frame: usize| all.begins[frame].map(|begin| begin.abs_diff(first));
        tables.sort_by_key(|((frame, _), count)| (std::cmp::Reverse(*count), far(*frame)));
        tables.truncate(MOST_TABLES);
        tables.into_iter().map(|(table, _)| table).collect()
    }
}

/// What a figure of a sentence is of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Relation {
    Again,
    Sum,
    Difference,
    Share,
    Ratio,
    Change,
    /// Of figures in sentences.
    Together,
}

impl Relation {
    const ALL: [Self; 7] = [
        Self::Again,
        Self::Sum,
        Self::Difference,
        Self::Share,
        Self::Ratio,
        Self::Change,
        Self::Together,
    ];

    /// The rule that reports it, what the figure should be, and whether it is added up.
    fn rule(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Again => (sum_mismatch::RULE.name, "表の値", true),
            Self::Sum => (sum_mismatch::RULE.name, "表の値の合計", true),
            Self::Together => (sum_mismatch::RULE.name, "本文に挙げられた数の合計", true),
            Self::Difference => (difference_mismatch::RULE.name, "2つの値の差", true),
            Self::Share => (share_mismatch::RULE.name, "表の合計に占める割合", false),
            Self::Ratio => (rate_mismatch::RULE.name, "表の2つの値の比率", false),
            Self::Change => (rate_mismatch::RULE.name, "増減の率", false),
        }
    }
}

/// How the figures of a sentence may be read from a table.
struct Reading {
    found: Vec<(Relation, Instance)>,
    prior: Bits,
    /// So many others must hold.
    witnesses: usize,
}

impl Reading {
    fn standing(&self) -> Bits {
        self.found
            .iter()
            .map(|(_, instance)| instance.says())
            .sum::<Bits>()
            + self.prior
    }

    /// Which figures it is about, and which of them fail.
    fn says(&self) -> Vec<(Id, bool)> {
        let says = |i: &Instance| (i.target, i.outcome == Outcome::Fails);
        self.found.iter().map(|(_, instance)| says(instance)).collect()
    }

    /// Claims, one for each rule that reports any of its figures; there the others are witnesses.
    fn claims(&self) -> impl Iterator<Item = Claim> + '_ {
        let is_there = |relation: &Relation| self.found.iter().any(|(own, _)| own == relation);
        Relation::ALL.into_iter().filter(is_there).map(|relation| {
            let (rule, is, adds) = relation.rule();
            let instances = self.found.iter().map(|(own, instance)| Instance {
                is_witness: *own != relation,
                ..instance.clone()
            });
            Claim {
                rule,
                is,
                adds,
                instances: instances.collect(),
                prior: self.prior,
                has_sure_ends: true,
                witnesses: self.witnesses,
            }
        })
    }
}

/// A table as a sentence speaks of it.
struct Table<'a> {
    of: Lines<'a>,
    numbers: &'a Numbers,
    /// The totals that a figure is known to be a part of.
    wholes: &'a HashMap<Id, Vec<Id>>,
    said: &'a [Said],
    /// For each figure, the lines that it is about; none where it is about all of them.
    groups: Vec<Vec<usize>>,
    /// Its lines that are a total of the others, and what it costs that there is none.
    total: (Vec<usize>, Bits),
    /// The places that the sentence names.
    places: Vec<usize>,
}

impl<'a> Table<'a> {
    fn of(
        sentence: &'a Sentence,
        (frame, is_column): (usize, bool),
        of: Lines<'a>,
        all: &'a Tables<'a>,
        numbers: &'a Numbers,
    ) -> Self {
        let lines = |names: &[Named], is_column: bool| -> Vec<usize> {
            let own = names
                .iter()
                .filter(|name| name.frame == frame && name.is_column == is_column);
            own.map(|name| name.at).collect()
        };
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for said in &sentence.said {
            let own = lines(&said.names, is_column);
            let group = match groups.last() {
                _ if said.is_whole => Vec::new(),
                Some(before) if own.is_empty() => before.clone(),
                _ => own,
            };
            groups.push(group);
        }
        let totals = || {
            (0..of.count()).filter_map(|at| match of.kind(at) {
                Kind::Total(rank) => Some((rank, at)),
                _ => None,
            })
        };
        let total = match totals().max() {
            Some((_, at)) => (vec![at], 0),
            None if of.count() > MOST_ADDED => (Vec::new(), 0),
            None => (
                (0..of.count()).filter(|at| of.kind(*at) == Kind::Plain).collect(),
                ADDED_UP,
            ),
        };
        Self {
            of,
            numbers,
            wholes: &all.wholes,
            said: &sentence.said,
            groups,
            total,
            places: lines(&sentence.names, !is_column),
        }
    }

    /// Some lines together; those of no name are the total.
    fn sum(&self, lines: &[usize], place: usize) -> Option<Sum> {
        let lines = if lines.is_empty() { &self.total.0 } else { lines };
        let mut sum: Option<Sum> = None;
        for line in lines {
            let id = self.of.figure(*line, place)?;
            let number = self.numbers.of_id(id)?;
            sum = Some(match sum {
                None => Sum::of(id, number),
                Some(sum) => sum.and(id, number)?,
            });
        }
        sum
    }

    /// What some lines together may be a part of.
    fn wholes_of(&self, part: &Sum, place: usize) -> Vec<Sum> {
        let known = |(_, id): &(i128, Id)| self.wholes.get(id).map_or(&[][..], Vec::as_slice);
        let first = part.parts.first().map_or(&[][..], known);
        let is_said = |id: &Id| self.said.iter().any(|said| said.id == *id);
        let is_of_all = |whole: &Id| part.parts.iter().all(|part| known(part).contains(whole));
        let in_all = first.iter().filter(|whole| is_of_all(whole) && !is_said(whole));
        let of_one = |id: Id| Some(Sum::of(id, self.numbers.of_id(id)?));
        let mut wholes: Vec<Sum> = in_all.take(3).filter_map(|id| of_one(*id)).collect();
        if wholes.is_empty() {
            wholes.extend(self.sum(&[], place));
        }
        wholes.retain(|whole| whole.class == part.class);
        wholes
    }

    /// What the sentence may say of each column, alone and beside another.
    fn readings(&self) -> Vec<Reading> {
        let width = self.of.width().min(MOST_COLUMNS);
        let named: Vec<usize> = self
            .places
            .iter()
            .copied()
            .filter(|place| *place < width)
            .collect();
        let places: Vec<usize> = if named.is_empty() {
            (0..width).collect()
        } else {
            named.clone()
        };
        let is_named = !named.is_empty();
        let mut readings = Vec::new();
        for place in &places {
            let mut others: Vec<usize> = named.iter().copied().filter(|other| other != place).collect();
            let beside = [place.checked_sub(1), Some(place + 1)];
            others.extend(beside.into_iter().flatten().filter(|other| *other < width));
            others.sort_unstable();
            others.dedup();
            let tried = places.len() * (1 + others.len());
            let cost = |tried: usize| log2(i64::try_from(tried).unwrap_or(i64::MAX));
            let label = if is_named { LABEL } else { 0 };
            readings.extend(self.reading(*place, None, label - cost(places.len())));
            for other in others {
                readings.extend(self.reading(*place, Some(other), label - cost(tried)));
            }
        }
        readings
    }

    fn reading(&self, place: usize, other: Option<usize>, prior: Bits) -> Option<Reading> {
        let mut found: Vec<(Relation, Instance)> = Vec::new();
        let (mut most_named, mut is_of_all) = (0, false);
        for (said, group) in self.said.iter().zip(&self.groups) {
            let Some((relation, instance)) = self.best(said, group, place, other) else {
                continue;
            };
            most_named = most_named.max(group.len());
            is_of_all |= group.is_empty() || relation == Relation::Share;
            found.push((relation, instance));
        }
        // That something is nearly a difference or a share says nothing, unless something else is what it should be.
        if found
            .iter()
            .all(|(_, instance)| instance.outcome == Outcome::Fails)
        {
            found.retain(|(relation, _)| matches!(relation, Relation::Again | Relation::Sum));
        }
        if found.is_empty() {
            return None;
        }
        let is_meant = most_named > 0 || self.places.contains(&place);
        let label = match most_named {
            0 => 0,
            1 => LABEL,
            _ => SEVERAL,
        };
        let all = if is_of_all { self.total.1 } else { 0 };
        Some(Reading {
            found,
            prior: prior + label - all,
            // A figure alone that is nearly the total of some column is most likely something else.
            witnesses: usize::from(!is_meant),
        })
    }

    /// What a figure most likely is: what it agrees with, or else what it is a slip away from.
    fn best(
        &self,
        said: &Said,
        group: &[usize],
        place: usize,
        other: Option<usize>,
    ) -> Option<(Relation, Instance)> {
        let rank = |instance: &Instance| match instance.outcome {
            Outcome::Holds => (2, instance.bits),
            Outcome::Rounded => (1, instance.bits),
            Outcome::Fails => (0, instance.near),
        };
        let all = self.instances(said, group, place, other);
        let several = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let (relation, best) = all
            .into_iter()
            .filter(|(relation, instance)| {
                let may_fail = !said.is_change || matches!(relation, Relation::Difference | Relation::Change);
                instance.outcome != Outcome::Fails || instance.near > 0 && may_fail
            })
            .max_by_key(|(relation, instance)| (rank(instance), std::cmp::Reverse(*relation)))?;
        let cost = log2(several);
        let less = |bits: Bits| (bits - cost).max(0);
        let instance = Instance {
            bits: less(best.bits),
            near: less(best.near),
            beside: less(best.beside),
            ..best
        };
        (instance.outcome != Outcome::Fails || instance.near > 0).then_some((relation, instance))
    }

    fn instances(
        &self,
        said: &Said,
        group: &[usize],
        place: usize,
        other: Option<usize>,
    ) -> Vec<(Relation, Instance)> {
        let Some(own) = self.sum(group, place) else {
            return Vec::new();
        };
        let other = other
            .and_then(|other| self.sum(group, other))
            .filter(|other| other.class == own.class);
        let mut found = Vec::new();
        if said.number.class == Class::Percent {
            if own.class == Class::Percent {
                found.extend(again((said.id, said.number), &own).map(|instance| (Relation::Again, instance)));
                return found;
            }
            if !group.is_empty() {
                let wholes = self.wholes_of(&own, place);
                let shares = wholes
                    .iter()
                    .filter_map(|whole| divided(said, (&own, own.term), whole));
                found.extend(shares.map(|share| (Relation::Share, share)));
            }
            if let Some(other) = &other {
                found.extend(divided(said, (&own, own.term), other).map(|i| (Relation::Ratio, i)));
                let change = own.term.minus(other.term).filter(|change| change.value() != 0);
                let change = change.map(|change| change.towards(said.number.value));
                found.extend(
                    change
                        .and_then(|c| divided(said, (&own, c), other))
                        .map(|i| (Relation::Change, i)),
                );
            }
            return found;
        }
        let relation = if own.parts.len() > 1 {
            Relation::Sum
        } else {
            Relation::Again
        };
        found.extend(again((said.id, said.number), &own).map(|instance| (relation, instance)));
        if let Some(other) = other
            && let Some(difference) = own.less(&other, said.number.value)
        {
            found.extend(
                again((said.id, said.number), &difference).map(|instance| (Relation::Difference, instance)),
            );
        }
        found
    }
}

/// A percent of a sentence as one value of a table in another.
fn divided(said: &Said, (of, part): (&Sum, Term), whole: &Sum) -> Option<Instance> {
    let parts = of.parts.iter().chain(&whole.parts).copied().collect();
    quotient((said.id, said.number), parts, part, whole.term, 100)
}
