//! What a line of a frame may be of its other lines: their sum, the difference, the ratio or the product of two, the
//! share of a total, a mean, a running total; and what a sentence (`told`), a summary (`grouped`) or a figure of the
//! text (`constants`) says of a frame. Each is tried along the whole frame, and each instance is a claim about one
//! figure.
//!
//! One relation is told once, at the figure that it determines: a sum at its total, a difference at the
//! figure behind the two. Labels make a claim likelier and are no condition.
//! Not here: which claims are believed (`weigh`).

mod again;
mod constants;
mod formulas;
mod grouped;
mod groups;
mod listed;
mod means;
mod pairs;
mod products;
mod quotients;
mod repeated;
mod restated;
mod running;
mod signed;
mod sums;
mod tallied;
mod told;

pub(super) use constants::Constants;
pub(super) use grouped::claims as grouped;
pub(super) use listed::claims as listed;
pub(super) use repeated::claims as repeated;
pub(super) use restated::claims as restated;
pub(super) use tallied::claims as tallied;
pub(super) use told::claims as told;

use std::collections::{HashMap, HashSet};

use super::frame::{Frame, Joined, Line, Name};
use super::number::{Bits, Class, Number, Numbers, log2};
use super::weigh::{SLIP, SUPPORT, WARNING};
use crate::check::figures::engine::ledger::Id;
use crate::labels::Kind;

/// How a figure compares with what others make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is what they make it.
    Holds,
    /// It is as far away as rounding explains.
    Rounded,
    /// It is something else.
    Fails,
}

impl Outcome {
    /// Of a figure that nothing but what is due agrees with.
    fn exact(is_due: bool) -> Self {
        if is_due { Self::Holds } else { Self::Fails }
    }
}

/// Which last digits of a figure could be explained beside the one that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// No other.
    None,
    /// That of a quotient cut off rather than rounded, as few offices do.
    CutOff,
    /// Others, as what it is made of may have been rounded.
    Rounded,
}

impl Room {
    fn of(may_be_rounded: bool) -> Self {
        if may_be_rounded { Self::Rounded } else { Self::None }
    }
}

/// One figure and what others make it.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) target: Id,
    /// The others, each with how often it is added; of a ratio, what is divided and by what.
    pub(super) parts: Vec<(i128, Id)>,
    /// What they make it, in millionths of the unit of the target as a [`Number`].
    pub(super) due: i128,
    pub(super) outcome: Outcome,
    /// What it proves where it holds.
    pub(super) bits: Bits,
    /// What it proves where it fails by one slip of a digit; 0 where it holds or fails otherwise.
    pub(super) near: Bits,
    /// What its figure tells of itself by being at most one slip away.
    pub(super) beside: Bits,
    /// Which other last digits could be explained.
    pub(super) room: Room,
    /// Whether it only vouches for others and is reported by another claim.
    pub(super) is_witness: bool,
}

impl Instance {
    /// A figure and the sum of others, each as often as it says; none where not all are of one kind that is added.
    fn added((target, number): (Id, Number), terms: &[(i128, Id, Number)], is_telling: bool) -> Option<Self> {
        if number.class == Class::Percent || terms.iter().any(|(.., term)| term.class != number.class) {
            return None;
        }
        let values = || terms.iter().map(|(.., term)| term.value);
        let due = terms.iter().try_fold(0i128, |sum, (times, _, term)| {
            sum.checked_add(times.checked_mul(term.value)?)
        })?;
        let number = number.among(values());
        let largest = values().map(i128::abs).max()?;
        let steps = terms.iter().map(|(.., term)| term.step).sum();
        let (outcome, bits, room) = compare(number, due, steps, largest);
        let parts = terms.iter().map(|(times, id, _)| (*times, *id)).collect();
        Some(Self {
            bits: if is_telling { bits } else { 0 },
            ..Self::of((target, number), parts, due, (outcome, room))
        })
    }

    /// A figure and what others make it, where nothing else is known of it.
    fn of(
        (target, number): (Id, Number),
        parts: Vec<(i128, Id)>,
        due: i128,
        (outcome, room): (Outcome, Room),
    ) -> Self {
        Self {
            target,
            parts,
            due,
            outcome,
            bits: Number { value: due, ..number }.bits(),
            near: near(number, due),
            beside: number.near_bits_beside(due),
            room,
            is_witness: false,
        }
    }

    /// The same where it is one of several that it may be, which costs so much.
    fn less(self, cost: Bits) -> Self {
        let less = |bits: Bits| (bits - cost).max(0);
        Self {
            bits: less(self.bits),
            near: less(self.near),
            beside: less(self.beside),
            ..self
        }
    }

    /// The same as a witness for others.
    fn as_witness(&self) -> Self {
        Self {
            is_witness: true,
            ..self.clone()
        }
    }

    /// The figures that take part: the others, then the one that they make.
    pub(super) fn figures(&self) -> impl Iterator<Item = Id> + '_ {
        self.parts.iter().map(|(_, id)| *id).chain([self.target])
    }

    /// What this instance says for its schema.
    pub(super) fn says(&self) -> Bits {
        match self.outcome {
            Outcome::Holds | Outcome::Rounded => self.bits,
            Outcome::Fails => self.near - SLIP,
        }
    }
}

/// All that one schema claims along a frame.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The rule that reports it.
    pub(super) rule: &'static str,
    /// What the computed figure is, in Japanese.
    pub(super) is: &'static str,
    /// Whether the parts are added, so that a part can be worked out from its total.
    pub(super) adds: bool,
    pub(super) instances: Vec<Instance>,
    /// What labels say for it, less what it costs that so many schemas were tried.
    pub(super) prior: Bits,
    /// Whether the lines of its frame certainly begin and end where they seem to.
    pub(super) has_sure_ends: bool,
    /// So many other instances must hold, as the schema would not have been tried without them.
    pub(super) witnesses: usize,
    /// Whether a sentence says it, which may stand alone.
    pub(super) is_said: bool,
}

/// What a label that fits is worth.
const LABEL: Bits = 400;
/// What it is worth where the layout is the one that such a label has everywhere: a total of all lines since the
/// total before it, a difference or a rate of the two lines in front.
pub(super) const LABEL_IN_PLACE: Bits = 1_100;

/// What it costs that no name says that a line comes of others.
const UNNAMED: Bits = 500;

/// What it costs to point at a line so far away.
fn distance(one: usize, two: usize) -> Bits {
    log2(one.abs_diff(two))
}

impl Claim {
    /// A claim along a frame; none where no place of it has the figures.
    fn of(
        rule: &'static str,
        is: &'static str,
        adds: bool,
        prior: Bits,
        instances: Vec<Instance>,
    ) -> Option<Self> {
        if instances.is_empty() {
            return None;
        }
        Some(Self {
            rule,
            is,
            adds,
            instances,
            prior,
            has_sure_ends: false,
            witnesses: 0,
            is_said: false,
        })
    }

    /// Takes over what is known of its frame.
    fn is_of(&mut self, frame: &Frame) {
        self.prior -= frame.cost;
        self.has_sure_ends = frame.has_sure_ends;
    }

    /// The same where so many other instances must hold.
    fn needing(self, witnesses: usize) -> Self {
        Self { witnesses, ..self }
    }

    /// The same of whole lines that are found by what they say, where so many others must hold; what is there twice
    /// proves once.
    fn of_whole_lines(self, witnesses: usize, numbers: &Numbers) -> Self {
        let mut claim = self.needing(witnesses);
        claim.has_sure_ends = true;
        claim.count_repeats_once(numbers);
        claim
    }

    /// What is there twice proves once; and of many, a value that comes again tells only that it is one of so many.
    fn count_repeats_once(&mut self, numbers: &Numbers) {
        let held = self.instances.iter().filter(|i| i.outcome == Outcome::Holds);
        let distinct: HashSet<i128> = held.map(|instance| instance.due).collect();
        let one_of_them = match self.instances.len() {
            ..=USUAL => Bits::MAX,
            _ => log2(distinct.len()),
        };
        let (mut seen, mut dues) = (HashSet::<Vec<i128>>::new(), HashSet::new());
        for instance in self.instances.iter_mut().filter(|i| i.outcome != Outcome::Fails) {
            let values = instance
                .figures()
                .filter_map(|id| numbers.of_id(id))
                .map(|n| n.value);
            if !seen.insert(values.collect()) {
                instance.bits = 0;
            } else if !dues.insert(instance.due) {
                instance.bits = instance.bits.min(one_of_them);
            }
        }
    }

    /// What all instances say together.
    pub(super) fn standing(&self) -> Bits {
        self.instances.iter().map(Instance::says).sum::<Bits>() + self.prior
    }

    /// What they say at most of a figure, when those that involve it are left out.
    fn potential(&self) -> Bits {
        let mut involved: HashMap<Id, Bits> = HashMap::new();
        for instance in &self.instances {
            for id in instance.figures() {
                *involved.entry(id).or_default() += instance.says();
            }
        }
        let of = |instance: &Instance| involved.get(&instance.target).copied().unwrap_or(0);
        self.standing() - self.instances.iter().map(of).min().unwrap_or(0)
    }

    /// What the longest of its figures tells by being one slip away.
    fn nearest(&self) -> Bits {
        self.instances.iter().map(|i| i.beside).max().unwrap_or(0)
    }
}

/// The lines of a frame as terms of relations.
pub(super) struct Terms<'a> {
    lines: &'a [Line],
    numbers: &'a Numbers,
    /// Some of the places where each line has a figure, spread over it.
    samples: Vec<Vec<usize>>,
    /// The last place that tells anything in each line.
    grains: Vec<i128>,
    /// The value of each figure, by line and place.
    values: Vec<Vec<Option<i128>>>,
    /// Whether any of the figures looked at is a percent.
    has_percents: bool,
    /// How many figures a line has.
    width: usize,
    /// What the figures of a line stand for.
    along: &'a [Name],
    /// Whether the lines stand behind each other in a text.
    is_told: bool,
    /// The figures of the text that lines may be worked out with.
    constants: &'a Constants,
}

/// Up to about so many lines, the distance between lines says how many others there are to choose from, and
/// figures that are alike are so by chance.
const USUAL: usize = 6;
/// At most so many places of a line are looked at to find out what is worth trying.
const SAMPLE: usize = 48;
/// At so many of them one sees whether a quotient or a product is worth trying.
const GLANCE: usize = 12;

impl Terms<'_> {
    fn at(&self, line: usize, place: usize) -> Option<(Id, Number)> {
        let id = (*self.lines[line].figures.get(place)?)?;
        let number = self.numbers.of_id(id)?;
        (!self.numbers.are_spent()).then_some((id, number))
    }

    /// The value of a figure, for a glance whether anything is worth trying.
    fn value(&self, line: usize, place: usize) -> Option<i128> {
        self.numbers.asked();
        *self.values[line].get(place)?
    }

    /// The lines one by one, as long as their numbers may be asked for.
    fn targets(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.lines.len()).take_while(|_| !self.numbers.are_spent())
    }

    fn kind(&self, line: usize) -> Kind {
        self.lines[line].name.kind
    }

    /// Whether words say that a line tells of others.
    fn has_label(&self, line: usize) -> bool {
        !matches!(self.kind(line), Kind::Plain | Kind::Other)
    }

    /// What a line of quotients or products says at a place; where differences or rates stand, it need not be one.
    fn unless_derived(&self, place: usize, instance: Instance) -> Option<Instance> {
        let kind = self.along.get(place).map(|name| name.kind);
        let is_derived = matches!(kind, Some(Kind::Difference | Kind::Rate));
        (!is_derived || instance.outcome != Outcome::Fails).then_some(instance)
    }

    /// What it costs that every line is looked at: in many lines something fits by chance.
    fn many(&self) -> Bits {
        log2(self.lines.len() / USUAL)
    }

    fn sample(&self, line: usize) -> &[usize] {
        &self.samples[line]
    }

    fn glance(&self, line: usize) -> &[usize] {
        let sample = self.sample(line);
        &sample[..sample.len().min(GLANCE)]
    }

    /// Whether lines have one figure each: what needs another place to hold is not worth asking.
    fn is_single(&self) -> bool {
        self.width == 1
    }

    /// Whether so few of the places looked at hold that a long line is not worth working out.
    fn is_rare(&self, held: usize, looked_at: usize) -> bool {
        self.width > SAMPLE && 2 * held < looked_at
    }

    /// Whether what is asked is so seldom so at the places looked at that a long line is not worth working out.
    fn is_seldom(&self, line: usize, holds: impl Fn(usize) -> Option<bool>) -> bool {
        let sample = self.sample(line);
        // Where more than half do not hold, the others need not be looked at.
        let most = sample.len() / 2;
        self.width > SAMPLE && {
            let missed = sample.iter().filter(|place| holds(**place) != Some(true));
            missed.take(most + 1).count() > most
        }
    }

    /// What it is worth that a name says that a line comes of others, or costs that none does.
    fn named(&self, is_named: bool) -> Bits {
        if is_named { LABEL } else { -UNNAMED - self.many() }
    }

    /// The figures of some lines at one place, each with how often it is added. Blank is not nothing: none where one
    /// of the lines has no figure.
    fn terms_at(&self, lines: &[(i128, usize)], place: usize) -> Option<Vec<(i128, Id, Number)>> {
        let term =
            |(times, line): &(i128, usize)| self.at(*line, place).map(|(id, number)| (*times, id, number));
        lines.iter().map(term).collect()
    }

    /// Adds those of the claims about one line by which any figure could be judged, the best few.
    fn keep(&self, claims: Vec<Claim>, found: &mut Vec<Claim>) {
        let mut worth: Vec<(Bits, Claim)> = Vec::new();
        let may_be_believed = |claim: &Claim| claim.instances.len() > claim.witnesses;
        for mut claim in claims.into_iter().filter(may_be_believed) {
            if self.numbers.are_spent() {
                return;
            }
            self.numbers
                .weighed(claim.instances.iter().map(|each| each.parts.len() + 1).sum());
            claim.count_repeats_once(self.numbers);
            let potential = claim.potential();
            // Even the longest figure proves no more about itself than by being near, and no more speaks for it.
            if potential - SLIP + claim.nearest() + SUPPORT >= WARNING {
                worth.push((potential, claim));
            }
        }
        worth.sort_by_key(|(potential, _)| std::cmp::Reverse(*potential));
        found.extend(worth.into_iter().take(MOST_OF_A_LINE).map(|(_, claim)| claim));
    }
}

/// So many schemas of one line are weighed against each other.
const MOST_OF_A_LINE: usize = 4;

fn sample(line: &Line, numbers: &Numbers) -> Vec<usize> {
    let has_number = |id: &Option<Id>| id.is_some_and(|id| numbers.of_id(id).is_some());
    let places: Vec<usize> = (0..line.figures.len())
        .filter(|at| has_number(&line.figures[*at]))
        .collect();
    let step = places.len().div_ceil(SAMPLE).max(1);
    places.into_iter().step_by(step).collect()
}

fn grain(line: &Line, sample: &[usize], numbers: &Numbers) -> i128 {
    let numbers = sample
        .iter()
        .filter_map(|place| numbers.of_id(line.figures[*place]?));
    numbers
        .filter(|number| number.value != 0)
        .map(|number| number.grain)
        .min()
        .unwrap_or(1)
}

/// Adds what the schemas of a frame claim, in both directions.
pub(super) fn claims(frame: &Frame, numbers: &Numbers, constants: &Constants, found: &mut Vec<Claim>) {
    let begin = found.len();
    along(&frame.turned(), frame.is_told, numbers, constants, found);
    along(frame, false, numbers, constants, found);
    found[begin..].iter_mut().for_each(|claim| claim.is_of(frame));
}

/// Adds what the rows of a table are of those of a table above it.
pub(super) fn across(joined: &Joined, numbers: &Numbers, constants: &Constants, found: &mut Vec<Claim>) {
    let Joined { frame, above } = joined;
    let of = |rows: &[Line]| -> HashSet<Id> {
        rows.iter()
            .flat_map(|row| row.figures.iter().flatten().copied())
            .collect()
    };
    let (above, own) = (of(&frame.rows[..*above]), of(&frame.rows[*above..]));
    let begin = found.len();
    along(frame, false, numbers, constants, found);
    let is_across = |instance: &Instance| {
        instance.figures().any(|id| above.contains(&id)) && instance.figures().any(|id| own.contains(&id))
    };
    for mut claim in found.split_off(begin) {
        claim.instances.retain(is_across);
        claim.is_of(frame);
        found.extend((!claim.instances.is_empty()).then_some(claim));
    }
}

/// More lines are a list of records, which may have totals and are no differences or rates of each other.
const MOST_LINES: usize = 400;

/// Frames that cost more are layouts that may be others as well.
const SURE_LAYOUT: Bits = 300;

/// Adds what the rows of a frame may be of each other.
fn along(frame: &Frame, is_told: bool, numbers: &Numbers, constants: &Constants, found: &mut Vec<Claim>) {
    let samples: Vec<Vec<usize>> = frame.rows.iter().map(|line| sample(line, numbers)).collect();
    let is_percent = |line: &Line, place: &usize| {
        let number = line.figures[*place].and_then(|id| numbers.of_id(id));
        number.is_some_and(|number| number.class == Class::Percent)
    };
    let has_percents = (frame.rows.iter().zip(&samples))
        .any(|(line, sample)| sample.iter().any(|place| is_percent(line, place)));
    let terms = Terms {
        has_percents,
        lines: &frame.rows,
        numbers,
        grains: frame
            .rows
            .iter()
            .zip(&samples)
            .map(|(line, sample)| grain(line, sample, numbers))
            .collect(),
        samples,
        values: frame
            .rows
            .iter()
            .map(|line| {
                let value = |id: &Option<Id>| Some(numbers.of_id((*id)?)?.value);
                line.figures.iter().map(value).collect()
            })
            .collect(),
        width: frame.columns.len(),
        along: &frame.columns,
        is_told,
        constants,
    };
    for look in [Terms::sums, Terms::formulas, Terms::heads, Terms::means] {
        numbers.spend_on(found, |found| look(&terms, found));
    }
    if frame.rows.len() > MOST_LINES {
        return;
    }
    for look in [Terms::differences, Terms::ratios, Terms::shares, Terms::running] {
        numbers.spend_on(found, |found| look(&terms, found));
    }
    // What needs another place to hold, or is seldom told, is not asked of single figures or of layouts that are guessed at.
    if terms.is_single() || frame.cost > SURE_LAYOUT {
        return;
    }
    for look in [Terms::balances, Terms::products, Terms::signed] {
        numbers.spend_on(found, |found| look(&terms, found));
    }
    if !frame.is_told {
        numbers.spend_on(found, |found| terms.with_constants(found));
    }
}

/// What the digits that agree prove of a figure that is one slip away from what is due.
fn near(number: Number, due: i128) -> Bits {
    // Nobody writes 0 by a slip of a digit or two, nor one digit for two.
    let digits = Number { value: due, ..number }.digits();
    let is_one_for_two = number.is_whole() && number.digits() == 1 && digits == 2;
    let is_nothing = number.value == 0 && digits < 3 || is_one_for_two;
    if !is_nothing && number.is_a_slip_from(due) {
        number.near_bits_beside(due)
    } else {
        0
    }
}

/// How far a sum is off, and what that proves, when its parts and its total were each printed in steps.
///
/// Whole numbers and thousands of yen are exact; anything coarser may have been rounded one by one.
/// A sum that is hardly more than its largest part tells only of the rest.
fn compare(number: Number, due: i128, steps: i128, largest: i128) -> (Outcome, Bits, Room) {
    let slack = (steps + number.step) / 2;
    let is_loose = number.is_coarse() && slack >= number.step;
    let outcome = match (due - number.value).abs() {
        0 => Outcome::Holds,
        off if number.is_coarse() && off <= slack => Outcome::Rounded,
        _ => Outcome::Fails,
    };
    let ways = if is_loose {
        2 * (slack / number.step) + 1
    } else {
        1
    };
    let told = Number { value: due, ..number }.bits_beyond(due.abs().abs_diff(largest.abs()).cast_signed());
    let bits = told - log2(usize::try_from(ways).unwrap_or(usize::MAX));
    (outcome, bits.max(0), Room::of(is_loose))
}
