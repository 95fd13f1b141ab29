//! A figure that says again what others elsewhere say, one or several together.
//!
//! Not here: which others are meant (`told`, `grouped`).

use super::quotients::{Term, quotient};
use super::{Instance, Outcome, Room, near};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::recognise::number::{Bits, Class, Number, log2};

/// Figures together.
pub(super) struct Sum {
    pub(super) class: Class,
    value: i128,
    /// The finest step in which any of them is printed.
    step: i128,
    pub(super) term: Term,
    pub(super) parts: Vec<(i128, Id)>,
}

impl Sum {
    pub(super) fn of(id: Id, number: Number) -> Self {
        Self {
            class: number.class,
            value: number.value,
            step: number.step,
            term: Term::of(number),
            parts: vec![(1, id)],
        }
    }

    /// Whether it is several figures, added or taken away.
    fn is_of_several(&self) -> bool {
        self.parts.len() > 1
    }

    /// Whether it is printed with decimals.
    pub(super) fn has_decimals(&self) -> bool {
        self.step < MICRO
    }

    /// The same as percents, where a head says so for its column.
    pub(super) fn into_percent(self) -> Self {
        Self {
            class: Class::Percent,
            ..self
        }
    }

    /// All of some figures together; none where there are none, or not all are of one kind.
    pub(super) fn of_all(mut figures: impl Iterator<Item = (Id, Number)>) -> Option<Self> {
        let (id, number) = figures.next()?;
        figures.try_fold(Self::of(id, number), |sum, (id, number)| sum.and(id, number))
    }

    /// With one more; none where it is of another kind.
    fn and(mut self, id: Id, number: Number) -> Option<Self> {
        self.parts.push((1, id));
        (self.class == number.class).then_some(())?;
        Some(Self {
            value: self.value.checked_add(number.value)?,
            step: self.step.min(number.step),
            term: self.term.plus(Term::of(number))?,
            ..self
        })
    }

    /// The same with the sign that a figure has: a sentence says 減少 and leaves the minus away.
    pub(super) fn towards(self, sign: i128) -> Option<Self> {
        let turn = if self.value.signum() * sign.signum() < 0 {
            -1
        } else {
            1
        };
        Some(Self {
            value: self.value.checked_mul(turn)?,
            term: self.term.towards(self.value.checked_mul(turn)?),
            parts: self.parts.iter().map(|(times, id)| (turn * times, *id)).collect(),
            ..self
        })
    }

    /// The difference to others, with the sign that a figure has: a sentence says 減少 and leaves the minus away.
    pub(super) fn less(&self, other: &Self, sign: i128) -> Option<Self> {
        let others = other.parts.iter().map(|(times, id)| (-times, *id));
        let difference = Self {
            value: self.value.checked_sub(other.value)?,
            parts: self.parts.iter().copied().chain(others).collect(),
            term: self.term.minus(other.term)?,
            ..*self
        };
        difference.towards(sign)
    }
}

/// A percentage as what some figures, or how much they changed, are of others.
pub(super) fn in_percent(target: (Id, Number), (of, part): (&Sum, Term), whole: &Sum) -> Option<Instance> {
    let parts = of.parts.iter().chain(&whole.parts).copied().collect();
    quotient(target, parts, part, whole.term, 100)
}

/// A figure as a value said again, in its own unit and its own steps.
pub(super) fn again((target, number): (Id, Number), of: &Sum) -> Option<Instance> {
    let scales: &[i128] = match (number.class, of.class) {
        (own, other) if own == other => &[1],
        // A table without a unit beside a sentence that says 千円.
        (Class::Money, Class::Number) => &[1_000, 1, 1_000_000],
        _ => return None,
    };
    let at = |scale: &i128| {
        let (due, is_coarser) = shown(number, of.value.checked_mul(*scale)?)?;
        Some((due, is_coarser, *scale))
    };
    let all = || scales.iter().filter_map(at);
    let (due, is_coarser, scale) = all()
        .find(|(due, ..)| *due == number.value)
        .or_else(|| all().find(|(due, ..)| near(number, *due) > 0))
        .or_else(|| all().next())?;
    // A slip may make a round number of one that is none.
    let number = number.among(std::iter::once(due));
    let cost = log2(scales.len()) + Bits::from(is_coarser) * 100;
    // Figures that were rounded one by one add up to about what was rounded once.
    let of_parts = of.term.slack().checked_mul(scale)?;
    let slack =
        (of.is_of_several() && of_parts > 0 && number.is_coarse()).then_some(of_parts + number.step / 2);
    (due != 0 || number.value != 0).then(|| {
        // What is one step off in a coarser unit may have been rounded in another way.
        let slack = slack.or((is_coarser && number.is_coarse()).then_some(number.step));
        let outcome = match slack {
            Some(slack) if due != number.value && (due - number.value).abs() <= slack => Outcome::Rounded,
            _ => Outcome::exact(due == number.value),
        };
        Instance {
            // Two digits of a coarser unit are nearly those of another occasion as well.
            is_witness: is_coarser && number.digits() < 3,
            ..Instance::of(
                (target, number),
                of.parts.clone(),
                due,
                (outcome, Room::of(slack.is_some())),
            )
            .less(cost)
        }
    })
}

/// A value in the steps of a figure that may be coarser, half up or, where the figure says so, cut off; and whether
/// it is coarser.
fn shown(number: Number, value: i128) -> Option<(i128, bool)> {
    let step = number.step;
    let half_up = value
        .checked_mul(2)?
        .checked_add(step)?
        .div_euclid(step.checked_mul(2)?)
        .checked_mul(step)?;
    let is_coarser = value % step != 0;
    let is_cut_off = is_coarser && number.value == value / step * step;
    Some((if is_cut_off { number.value } else { half_up }, is_coarser))
}
