//! Lines that are another line times, divided by, or in percent of, one figure that is printed elsewhere: 金額 ÷ 人口,
//! 職員数 × 平均人件費, 回答数 in percent of n.
//!
//! Not here: products and quotients of two lines (`products`, `quotients`).

use super::pairs::FEW;
use super::products::{How, told_in_its_unit, worked_out};
use super::{Claim, Instance, Terms, distance};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::rate_mismatch;
use crate::check::figures::recognise::number::{Class, Number, Numbers, log2};
use crate::labels::Kind;

/// A line of fewer figures says nothing about a figure elsewhere.
const FEWEST: usize = 3;
/// More figures of a text are too many to look among.
const MOST: usize = 2_000;

/// Longer lines are lists of records.
const WIDEST: usize = 400;
/// So many figures of a line are asked what they were worked out with.
const ANCHORS: usize = 3;
/// So many figures of a text that would do are tried for each.
const TRIED: usize = 3;

/// The figures of a text, as what lines of a table may be worked out with: as amounts of yen and as printed.
pub(in crate::check::figures::recognise) struct Constants {
    by_value: [Vec<(i128, Id)>; 2],
}

impl Constants {
    /// Those that are numbers of two digits or more.
    pub(in crate::check::figures::recognise) fn of(
        ids: impl Iterator<Item = Id> + Clone,
        numbers: &Numbers,
    ) -> Self {
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

impl Terms<'_> {
    /// Adds what lines are of another line and a figure of the text.
    pub(super) fn with_constants(&self, found: &mut Vec<Claim>) {
        let is_table = self.lines.len() <= FEW && (FEWEST..=WIDEST).contains(&self.width);
        if !is_table || self.constants.by_value[0].is_empty() {
            return;
        }
        for target in self.targets() {
            if matches!(self.kind(target), Kind::Total(_) | Kind::Part | Kind::Difference) {
                continue;
            }
            let others = (0..self.lines.len()).filter(|of| *of != target);
            let ways = [How::Each, How::Times]
                .into_iter()
                .flat_map(|how| [(how, false), (how, true)]);
            let best = others
                .flat_map(|of| ways.clone().map(move |way| (of, way)))
                .filter_map(|(of, (how, as_printed))| self.with_constant(target, of, how, as_printed))
                .max_by_key(Claim::standing);
            self.keep(best.into_iter().collect(), found);
        }
    }

    fn with_constant(&self, target: usize, of: usize, how: How, as_printed: bool) -> Option<Claim> {
        let pairs = (0..self.width).filter_map(|place| Some((self.at(target, place)?, self.at(of, place)?)));
        pairs.clone().nth(FEWEST - 1)?;
        // Long figures tell the most of what they were worked out with; more than one is asked, as one may be wrong.
        let mut anchors: Vec<(Number, Number)> = pairs
            .clone()
            .map(|((_, number), (_, other))| (number, other))
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
        let is_named = how == How::Each && self.kind(target) == Kind::Rate;
        let prior = self.named(is_named) - distance(of, target) - log2(self.constants.by_value[0].len());
        let are_percents = self.are_percents(target);
        let claim = |(_, id): &(i128, Id)| {
            let constant = (*id, self.numbers.of_id(*id)?.unclassed(as_printed));
            let instance = |((target, own), (of, other)): ((Id, Number), (Id, Number))| {
                let is_apart = target != constant.0 && other.class != Class::Percent;
                if !is_apart
                    || are_percents && own.class != Class::Percent
                    || own.value == 0
                    || other.value == 0
                {
                    return None;
                }
                let taken = own.unclassed(as_printed);
                let figures = [(target, taken), (of, other.unclassed(as_printed)), constant];
                told_in_its_unit(worked_out(how, scale, figures)?, own, taken)
            };
            let instances: Vec<Instance> = pairs.clone().filter_map(instance).collect();
            let is = "本文に記載の数を用いた値";
            Some(Claim::of(rate_mismatch::RULE.name, is, false, prior, instances)?.needing(2))
        };
        constants.iter().filter_map(claim).max_by_key(Claim::standing)
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
