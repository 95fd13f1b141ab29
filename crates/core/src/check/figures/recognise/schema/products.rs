//! Lines that are so much for each of something, and lines that are so many times so much: 経費 ÷ 面積, 面積 × 単価.
//!
//! Not here: percents and rates with decimals of values of one kind (`quotients`), means of lines (`means`).

use super::quotients::{Term, may_be, quotient};
use super::{Claim, Instance, Outcome, Room, Terms, distance};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::rate_mismatch;
use crate::check::figures::recognise::number::{Bits, Class, Number};
use crate::labels::Kind;

/// A figure with the two that it comes from, and what was taken away from the first.
type Factors = ([(Id, Number); 3], Option<Id>);

/// How a line comes from two others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// The first for each of the second.
    Each,
    /// The first times the second.
    Times,
}

/// A line and the two that it comes from.
#[derive(Clone, Copy, Debug)]
struct Product {
    target: usize,
    one: usize,
    /// What is taken away from the first.
    less: Option<usize>,
    other: usize,
    how: How,
    /// How many units of the figure one unit of the first is: 1,000 where amounts are in 千円 and this one is in 円.
    scale: i128,
    units: Units,
}

/// What it costs that a figure is in a finer unit than its table.
const FINER: Bits = 200;
/// What it costs that a difference is divided.
const OF_A_DIFFERENCE: Bits = 200;

/// In what the figures are worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Units {
    /// Amounts are amounts.
    Own,
    /// A table does not say of each figure whether it is an amount: all are numbers, of yen or as printed.
    Yen,
    Printed,
}

impl Terms<'_> {
    /// Adds amounts for each of something, and products.
    pub(super) fn products(&self, found: &mut Vec<Claim>) {
        for target in self.targets() {
            if matches!(self.kind(target), Kind::Total(_) | Kind::Part | Kind::Difference) {
                continue;
            }
            let mut claims = Vec::new();
            for (one, other) in self.pairs(target) {
                for how in [How::Each, How::Times] {
                    let is_named = how == How::Each && self.kind(target) == Kind::Rate;
                    let is_behind = one.max(other) < target;
                    let is_said_twice = how == How::Times && one > other;
                    if !is_said_twice && (is_named || is_behind) {
                        let prior = self.named(is_named) - distance(one, target) - distance(other, target);
                        for units in [Units::Own, Units::Yen, Units::Printed] {
                            let product = Product {
                                target,
                                one,
                                less: None,
                                other,
                                how,
                                scale: 1,
                                units,
                            };
                            claims.extend(self.product(product, prior));
                            if is_named && units == Units::Own {
                                let product = Product {
                                    scale: 1_000,
                                    ..product
                                };
                                claims.extend(self.product(product, prior - FINER));
                            }
                            // （経費－収入）÷利用者数: the two stand beside each other.
                            let beside = [one.checked_sub(1), Some(one + 1)];
                            let beside = beside.into_iter().flatten().filter(|less| {
                                is_named && ![target, other].contains(less) && *less < self.lines.len()
                            });
                            claims.extend(beside.filter_map(|less| {
                                let product = Product {
                                    less: Some(less),
                                    ..product
                                };
                                self.product(product, prior - OF_A_DIFFERENCE)
                            }));
                        }
                    }
                }
            }
            self.keep(claims, found);
        }
    }

    fn product(&self, of: Product, prior: Bits) -> Option<Claim> {
        let sample = self.glance(of.target);
        let held = sample
            .iter()
            .filter_map(|place| self.factors(of, *place))
            .filter(|([(_, target), (_, one), (_, other)], _)| of.how.may_be(of.scale, *target, *one, *other))
            .count();
        if held == 0 || self.is_rare(held, sample.len()) {
            return None;
        }
        let instances = (0..self.width).filter_map(|place| self.product_at(of, place));
        let is = match of.how {
            How::Each => "1単位当たりの値",
            How::Times => "2つの値の積",
        };
        Some(Claim::of(rate_mismatch::RULE.name, is, false, prior, instances.collect())?.needing(1))
    }

    /// A figure and the two that it may come from, where their kinds allow it; and what was taken away from the first.
    fn factors(&self, of: Product, place: usize) -> Option<Factors> {
        let (target, number) = self.at(of.target, place)?;
        let (one, mut a) = self.at(of.one, place)?;
        let (other, b) = self.at(of.other, place)?;
        let mut taken = None;
        if let Some(less) = of.less {
            let (id, less) = self.at(less, place)?;
            if less.class != a.class || less.step != a.step {
                return None;
            }
            a.value = a.value.checked_sub(less.value).filter(|rest| *rest > 0)?;
            taken = Some(id);
        }
        let [number, a, b] = of.units.of([number, a, b])?;
        of.how
            .fits(number, a, b)
            .then_some(([(target, number), (one, a), (other, b)], taken))
    }

    fn product_at(&self, of: Product, place: usize) -> Option<Instance> {
        let (figures, taken) = self.factors(of, place)?;
        let mut instance = worked_out(of.how, of.scale, figures)?;
        instance.parts.extend(taken.map(|id| (-1, id)));
        let (_, own) = self.at(of.target, place)?;
        self.unless_derived(place, told_in_its_unit(instance, own, figures[0].1)?)
    }
}

/// A figure, and what two others make it: the first for each of the second, so many times `scale`; or their product.
pub(super) fn worked_out(how: How, scale: i128, figures: [(Id, Number); 3]) -> Option<Instance> {
    let [(target, number), (one, a), (other, b)] = figures;
    let parts = vec![(1, one), (1, other)];
    match how {
        How::Each => quotient((target, number), parts, Term::of(a), Term::of(b), scale),
        How::Times => {
            let due = rounded(a.value.checked_mul(b.value)?, number.step)?;
            let off = (number.value - due).abs();
            let is_loose = a.is_coarse() || b.is_coarse();
            let outcome = match off {
                0 => Outcome::Holds,
                _ if is_loose && off <= number.step => Outcome::Rounded,
                _ => Outcome::Fails,
            };
            Some(Instance::of(
                (target, number),
                parts,
                due,
                (outcome, Room::of(is_loose)),
            ))
        }
    }
}

/// What is due of a figure that was taken as a plain number, in the unit that it has.
pub(super) fn told_in_its_unit(instance: Instance, own: Number, taken: Number) -> Option<Instance> {
    let due = instance.due.checked_mul(own.step / taken.step)?;
    Some(Instance { due, ..instance })
}

impl Units {
    fn of(self, numbers: [Number; 3]) -> Option<[Number; 3]> {
        if self == Self::Own {
            return Some(numbers);
        }
        // Only where some are amounts and others are not is there a doubt.
        let amounts = numbers
            .iter()
            .filter(|number| number.class == Class::Money)
            .count();
        let is_known = match amounts {
            0 | 3 => true,
            _ => numbers.iter().any(|number| number.class == Class::Percent),
        };
        (!is_known).then(|| numbers.map(|number| number.unclassed(self == Self::Printed)))
    }
}

impl How {
    /// Whether figures of these kinds can be so worked out; what is once or nothing tells nothing.
    fn fits(self, target: Number, one: Number, other: Number) -> bool {
        let is_plain = target.class == Class::Number && one.class == Class::Number;
        let kinds = match self {
            How::Each => {
                other.class == Class::Number && target.class == one.class && target.class != Class::Percent
            }
            How::Times => match target.class {
                Class::Money => {
                    (one.class == Class::Money) != (other.class == Class::Money)
                        && one.class != Class::Percent
                        && other.class != Class::Percent
                }
                Class::Number => is_plain && other.class == Class::Number,
                Class::Percent => false,
            },
        };
        let tells = |number: Number| number.value.abs() > MICRO;
        kinds && [target, one, other].into_iter().all(tells)
    }

    fn may_be(self, scale: i128, target: Number, one: Number, other: Number) -> bool {
        match self {
            How::Each => may_be(target, Term::of(one), Term::of(other), scale),
            How::Times => {
                let due = one.value.checked_mul(other.value);
                due.and_then(|due| rounded(due, target.step)) == Some(target.value)
            }
        }
    }
}

/// A product in millionths of millionths, half up at a step in millionths.
fn rounded(product: i128, step: i128) -> Option<i128> {
    let unit = step.checked_mul(MICRO)?;
    let half_up = product.abs().checked_add(unit / 2)?.checked_div(unit)?;
    Some(half_up.checked_mul(step)? * product.signum())
}
