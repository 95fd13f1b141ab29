//! Lines that are another line times, divided by, or in percent of, one figure that is printed elsewhere: 金額 ÷ 人口,
//! 職員数 × 平均人件費, 回答数 in percent of n.
//!
//! Not here: products and quotients of two lines (`products`, `quotients`).

use super::products::{How, told_in_its_unit, worked_out};
use super::{Claim, Instance, LABEL, distance};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::rate_mismatch;
use crate::check::figures::recognise::frame::{Frame, Lines};
use crate::check::figures::recognise::number::{Bits, Class, Number, Numbers, log2};
use crate::check::figures::recognise::weigh::{SLIP, WARNING};
use crate::labels::Kind;

/// What it costs that no name says that a line comes of another.
const UNNAMED: Bits = 500;
/// A line of fewer figures says nothing about a figure elsewhere.
const FEWEST: usize = 3;
/// More figures of a text are too many to look among.
const MOST: usize = 2_000;

/// Longer lines are lists of records, and more of them no table of a few.
const WIDEST: usize = 400;
const MOST_LINES: usize = 24;
/// So many figures of a line are asked what they were worked out with.
const ANCHORS: usize = 3;
/// So many figures of a text that would do are tried for each.
const TRIED: usize = 3;

/// The figures of a text, as what lines of a table may be worked out with: as amounts of yen and as printed.
struct Constants {
    by_value: [Vec<(i128, Id)>; 2],
}

impl Constants {
    /// Those that are numbers of two digits or more.
    fn of(ids: impl Iterator<Item = Id> + Clone, numbers: &Numbers) -> Self {
        let sorted = |as_printed: bool| {
            let known = ids.clone().filter_map(|id| {
                let number = numbers.of_id(id)?.unclassed(as_printed);
                let may_be = number.class != Class::Percent && number.value >= 10 * MICRO;
                may_be.then_some((number.value, id))
            });
            let mut known: Vec<(i128, Id)> = known.take(MOST).collect();
            known.sort_unstable();
            known.dedup_by_key(|(value, _)| *value);
            known
        };
        Self {
            by_value: [sorted(false), sorted(true)],
        }
    }

    /// Those from one value to another.
    fn within(&self, as_printed: bool, from: i128, to: i128) -> &[(i128, Id)] {
        let known = &self.by_value[usize::from(as_printed)];
        let begin = known.partition_point(|(value, _)| *value < from);
        let end = known.partition_point(|(value, _)| *value <= to);
        &known[begin..end.max(begin)]
    }
}

/// Adds what lines of frames are of another line and a figure of the text.
pub(in crate::check::figures::recognise) fn claims(
    frames: &[Frame],
    said: impl Iterator<Item = Id> + Clone,
    numbers: &Numbers,
    found: &mut Vec<Claim>,
) {
    let constants = Constants::of(said, numbers);
    if constants.by_value[0].is_empty() {
        return;
    }
    for frame in frames.iter().filter(|frame| !frame.is_told) {
        for are_columns in [true, false] {
            let lines = Lines { frame, are_columns };
            let is_table = lines.count() <= MOST_LINES && (FEWEST..=WIDEST).contains(&lines.width());
            let of = Worked {
                lines,
                numbers,
                constants: &constants,
                cost: frame.cost,
            };
            if is_table {
                of.claims(found);
            }
        }
    }
}

/// The lines of a frame beside the figures of a text.
struct Worked<'a> {
    lines: Lines<'a>,
    numbers: &'a Numbers,
    constants: &'a Constants,
    cost: Bits,
}

impl Worked<'_> {
    fn at(&self, line: usize, place: usize) -> Option<(Id, Number)> {
        let id = self.lines.figure(line, place)?;
        Some((id, self.numbers.of_id(id)?))
    }

    fn claims(&self, found: &mut Vec<Claim>) {
        let count = self.lines.count();
        let is_entry = |line: usize| {
            !matches!(
                self.lines.kind(line),
                Kind::Total(_) | Kind::Part | Kind::Difference
            )
        };
        for target in (0..count).filter(|line| is_entry(*line)) {
            let mut best: Option<Claim> = None;
            for of in (0..count).filter(|of| *of != target) {
                for how in [How::Each, How::Times] {
                    for as_printed in [false, true] {
                        let claim = self.claim(target, of, how, as_printed);
                        let standing = |claim: &Claim| claim.standing();
                        if let Some(claim) = claim
                            && best.as_ref().is_none_or(|best| standing(best) < standing(&claim))
                        {
                            best = Some(claim);
                        }
                    }
                }
            }
            found.extend(best);
        }
    }

    fn claim(&self, target: usize, of: usize, how: How, as_printed: bool) -> Option<Claim> {
        let places = 0..self.lines.width();
        let pairs = places.filter_map(|place| Some((place, self.at(target, place)?, self.at(of, place)?)));
        pairs.clone().nth(FEWEST - 1)?;
        // Long figures tell the most of what they were worked out with; more than one is asked, as one may be wrong.
        let mut anchors: Vec<(Number, Number)> = pairs
            .clone()
            .map(|(_, (_, number), (_, other))| (number, other))
            .filter(|(number, other)| number.value > 0 && other.value > 0)
            .collect();
        anchors.sort_by_key(|(number, other)| std::cmp::Reverse((number.digits(), other.digits())));
        anchors.truncate(ANCHORS);
        let scale = match anchors.first()?.0.class {
            Class::Percent => 100,
            _ => 1,
        };
        let within = |(longest, other): &(Number, Number)| {
            let range = bounds(
                how,
                scale,
                longest.unclassed(as_printed),
                other.unclassed(as_printed),
            );
            range.map_or(&[][..], |(from, to)| self.constants.within(as_printed, from, to))
        };
        let mut constants: Vec<(i128, Id)> = Vec::new();
        for constant in anchors
            .iter()
            .flat_map(|anchor| within(anchor).iter().take(TRIED))
        {
            if !constants.contains(constant) {
                constants.push(*constant);
            }
        }
        let is_named = how == How::Each && self.lines.kind(target) == Kind::Rate;
        let label = if is_named { LABEL } else { -UNNAMED };
        let prior = label
            - distance(of, target)
            - log2(self.constants.by_value[0].len())
            - log2(self.lines.count() / 6)
            - self.cost;
        let claim = |constant: &(i128, Id)| {
            let number = self.numbers.of_id(constant.1)?.unclassed(as_printed);
            let instances: Vec<Instance> = pairs
                .clone()
                .filter_map(|(_, one, two)| {
                    self.instance(how, scale, as_printed, one, two, (constant.1, number))
                })
                .collect();
            let mut claim = Claim::of(
                rate_mismatch::RULE.name,
                "本文に記載の数を用いた値",
                false,
                prior,
                instances,
            )?;
            claim.witnesses = 2;
            claim.has_sure_ends = self.lines.frame.has_sure_ends;
            claim.count_repeats_once(self.numbers);
            (claim.potential() - SLIP + claim.nearest() >= WARNING).then_some(claim)
        };
        constants.iter().filter_map(claim).max_by_key(Claim::standing)
    }

    fn instance(
        &self,
        how: How,
        scale: i128,
        as_printed: bool,
        (target, own): (Id, Number),
        (of, other): (Id, Number),
        constant: (Id, Number),
    ) -> Option<Instance> {
        if target == constant.0 || other.class == Class::Percent || own.value == 0 || other.value == 0 {
            return None;
        }
        let taken = own.unclassed(as_printed);
        let figures = [(target, taken), (of, other.unclassed(as_printed)), constant];
        told_in_its_unit(worked_out(how, scale, figures)?, own, taken)
    }
}

/// From where to where a figure lies that another one is divided by, or multiplied with, to make a third.
fn bounds(how: How, scale: i128, made: Number, of: Number) -> Option<(i128, i128)> {
    let (least, most) = (made.value - made.step / 2, made.value + made.step / 2);
    if least <= 0 {
        return None;
    }
    let over = |one: i128, other: i128| one.checked_mul(MICRO)?.checked_div(other);
    match how {
        How::Each => {
            let whole = of.value.checked_mul(scale)?;
            Some((over(whole, most)? - 1, over(whole, least)? + 1))
        }
        How::Times => Some((over(least, of.value)? - 1, over(most, of.value)? + 1)),
    }
}
