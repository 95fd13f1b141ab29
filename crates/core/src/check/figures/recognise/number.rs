//! A figure as a number that others can be added to, and how many numbers could have stood in its place.
//!
//! Evidence is counted in hundredths of a bit, so that nothing is rounded by a machine's floats.

use std::cell::Cell;

use super::schema::Claim;
use crate::check::figures::engine::ledger::{Entry, Id, Ledger, MICRO};
use crate::check::figures::engine::slip::slip_of_numbers;
use crate::figure::Measure;

/// Hundredths of a bit.
pub(crate) type Bits = i64;

/// What kind of number it is; only numbers of one kind are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// Yen.
    Money,
    /// Percent.
    Percent,
    /// Anything else.
    Number,
}

/// A figure as a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    pub(crate) class: Class,
    /// In millionths.
    pub(crate) value: i128,
    /// The step between neighbouring figures printed this way, in millionths.
    pub(crate) step: i128,
    /// The last place that tells anything, in millionths: noughts at the end of an amount in round numbers tell
    /// nothing, unless others beside it are no round ones.
    pub(crate) grain: i128,
    /// Whether its last digits may have been cut off with its document.
    pub(crate) breaks_off: bool,
    /// Whether a table names it a rate or an amount for each, which is not added up.
    pub(crate) is_rate: bool,
    /// Whether its document says that figures were rounded one by one.
    pub(crate) is_said_rounded: bool,
}

/// So often the numbers of a document may be asked for, whatever it holds, and so often more for each of them.
///
/// Real documents ask for each some hundred times. What asks more is a table in which everything fits everything, as
/// one of nothing but 1 does; without an end it would keep others waiting for minutes.
const ASKED: u64 = 40_000_000;
const ASKED_EACH: u64 = 1_500;
/// A claim that is weighed costs for each of its figures as much as asking so often.
const WEIGHED: u64 = 16;

/// The figures of a document as numbers, by their place in the ledger.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    numbers: Vec<Option<Number>>,
    /// How often they may still be asked for: a count rather than a time, so that one document is checked alike
    /// everywhere.
    left: Cell<u64>,
}

impl Numbers {
    pub(super) fn of(ledger: &Ledger) -> Self {
        let number = |entry: &Entry| {
            let number = Number::of(entry)?;
            Some(Number {
                is_said_rounded: ledger.rounded,
                ..number
            })
        };
        let numbers: Vec<_> = ledger.entries.iter().map(number).collect();
        let each = ASKED_EACH.saturating_mul(numbers.len() as u64);
        Self {
            numbers,
            left: Cell::new(ASKED.saturating_add(each)),
        }
    }

    /// Looks for claims as long as the numbers are not spent. What is found while they run out is left: of what was
    /// half looked at a part may be missing.
    pub(super) fn spend_on(&self, found: &mut Vec<Claim>, look: impl FnOnce(&mut Vec<Claim>)) {
        let before = found.len();
        if !self.are_spent() {
            look(found);
        }
        if self.are_spent() {
            found.truncate(before);
        }
    }

    /// The same numbers with some of them put right.
    pub(super) fn with(&self, mended: impl Iterator<Item = (Id, i128)>) -> Self {
        let mut numbers = self.clone();
        for (id, value) in mended {
            if let Some(Some(number)) = numbers.numbers.get_mut(id) {
                *number = Number {
                    value,
                    grain: grain(value, number.step),
                    ..*number
                };
            }
        }
        numbers
    }

    /// Notes that one was asked for.
    pub(super) fn asked(&self) {
        self.left.set(self.left.get().saturating_sub(1));
    }

    /// Notes that claims with so many figures were weighed.
    pub(super) fn weighed(&self, figures: usize) {
        let cost = WEIGHED.saturating_mul(figures as u64);
        self.left.set(self.left.get().saturating_sub(cost));
    }

    /// Whether they were asked for as often as may be.
    pub(super) fn are_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Notes that they will not be asked for any more, as a test wants it.
    #[cfg(test)]
    pub(super) fn spend(&self) {
        self.left.set(0);
    }

    /// Says which of them tables name rates.
    pub(super) fn name_rates(&mut self, ids: impl Iterator<Item = Id>) {
        for id in ids {
            if let Some(Some(number)) = self.numbers.get_mut(id) {
                number.is_rate = true;
            }
        }
    }

    /// The number of a figure; none where it is no exact one.
    pub(super) fn of_id(&self, id: Id) -> Option<Number> {
        self.asked();
        self.numbers.get(id).copied().flatten()
    }
}

impl Number {
    /// The number of an entry; none where it is no exact one, or so large that sums and products of such numbers
    /// could not be counted.
    pub(crate) fn of(entry: &Entry) -> Option<Self> {
        if entry.figure.approximate {
            return None;
        }
        let (class, value, step) = match entry.figure.measure {
            Measure::Percent => (Class::Percent, entry.value()?, entry.step()?),
            Measure::Money => (Class::Money, entry.value()?, entry.step()?),
            Measure::Number if entry.unit.is_some() => (Class::Money, entry.yen()?, entry.step_in_yen()?),
            Measure::Number => (Class::Number, entry.value()?, entry.step()?),
        };
        (step > 0 && value.unsigned_abs() <= LARGEST).then_some(Self {
            class,
            value,
            step,
            grain: grain(value, step),
            breaks_off: entry.breaks_off,
            is_rate: false,
            is_said_rounded: false,
        })
    }

    /// A count.
    pub(crate) fn whole(count: i128) -> Self {
        let value = count * MICRO;
        Self {
            class: Class::Number,
            value,
            step: MICRO,
            grain: grain(value, MICRO),
            breaks_off: false,
            is_rate: false,
            is_said_rounded: false,
        }
    }

    /// An amount as a plain number: of yen, or as printed, so that 12千円 is 12. Others stay what they are.
    pub(crate) fn unclassed(self, as_printed: bool) -> Self {
        let unit = match self.class {
            Class::Money if as_printed && self.step > MICRO && self.value % (self.step / MICRO) == 0 => {
                self.step / MICRO
            }
            Class::Money => 1,
            _ => return self,
        };
        Self {
            class: Class::Number,
            value: self.value / unit,
            step: self.step / unit,
            grain: (self.grain / unit).max(1),
            ..self
        }
    }

    /// A percentage as a plain number; others stay what they are.
    pub(crate) fn without_percent(self) -> Self {
        let class = match self.class {
            Class::Percent => Class::Number,
            other => other,
        };
        Self { class, ..self }
    }

    /// Whether it is a plain whole number.
    pub(crate) fn is_whole(self) -> bool {
        self.class == Class::Number && self.step == MICRO
    }

    /// How many digits it has at its own step.
    pub(crate) fn digits(self) -> u32 {
        let units = self.value.unsigned_abs() / self.step.unsigned_abs().max(1);
        units.checked_ilog10().map_or(1, |below| below + 1)
    }

    /// The number beside others: where one of them is no round number, its noughts tell what other digits do.
    pub(crate) fn among(self, others: impl Iterator<Item = i128>) -> Self {
        let grains = others
            .filter(|value| *value != 0)
            .map(|value| grain(value, self.step));
        Self {
            grain: grains.min().unwrap_or(self.grain).min(self.grain),
            ..self
        }
    }

    /// How many digits tell anything.
    fn telling_digits(self) -> u32 {
        Self {
            step: self.grain,
            ..self
        }
        .digits()
    }

    /// What it tells that a relation hits it: log₂ of how many figures of its length there are.
    pub(crate) fn bits(self) -> Bits {
        i64::from(self.telling_digits()) * LOG2_10
    }

    /// The same where it is known to be near another figure, so that only this remainder tells anything.
    pub(crate) fn bits_beyond(self, remainder: i128) -> Bits {
        self.bits().min(
            Self {
                value: remainder,
                ..self
            }
            .bits(),
        )
    }

    /// Whether figures printed this way may have been rounded: decimals, amounts in units above a thousand yen, and
    /// numbers so long that nobody counted to the last digit.
    pub(crate) fn is_coarse(self) -> bool {
        self.is_said_rounded
            || self.step < MICRO
            || self.step > 1_000 * MICRO
            || self.class == Class::Number && self.digits() >= LONG
    }

    /// What it tells that it is one slip of a digit away: of all figures of its length so few are.
    pub(crate) fn near_bits(self) -> Bits {
        let digits = self.telling_digits() as usize;
        self.bits() - log2(9 * digits + digits - 1)
    }

    /// The same for whichever is longer, this one or what is due; so a lost first digit tells no less.
    pub(crate) fn near_bits_beside(self, due: i128) -> Bits {
        self.near_bits().max(Self { value: due, ..self }.near_bits())
    }

    /// Whether another value differs from this one in one digit or in two neighbouring digits exchanged.
    pub(crate) fn is_a_slip_from(self, other: i128) -> bool {
        if self.value == other {
            return false;
        }
        let unit = self.step.unsigned_abs().max(1);
        if self.value.signum() * other.signum() < 0 || !other.unsigned_abs().is_multiple_of(unit) {
            return false;
        }
        slip_of_numbers(self.value.unsigned_abs() / unit, other.unsigned_abs() / unit).is_some()
    }
}

/// The step of a value less the noughts at its end.
fn grain(value: i128, step: i128) -> i128 {
    let mut grain = step.max(1);
    if value == 0 {
        return grain;
    }
    // Most numbers fit into a word of the machine, which divides them much faster.
    if let (Ok(value), Ok(mut small)) = (i64::try_from(value), i64::try_from(grain)) {
        while let Some(ten) = small.checked_mul(10)
            && value % ten == 0
        {
            small = ten;
        }
        return i128::from(small);
    }
    while value % (grain * 10) == 0 {
        grain *= 10;
    }
    grain
}

/// Numbers of so many digits are seldom counts.
const LONG: u32 = 4;

/// Larger ones are none of a public body: a thousand times 10¹⁸, in millionths.
const LARGEST: u128 = 10u128.pow(27);

/// log₂ 10.
const LOG2_10: Bits = 332;

/// log₂ of a count, in hundredths.
pub(crate) fn log2(count: usize) -> Bits {
    let mut rest = count.max(1) as i128 * MICRO;
    let mut bits = 0;
    while rest >= 2 * MICRO {
        rest /= 2;
        bits += 100;
    }
    // Between powers of two the chord is within a tenth of a bit, which no decision here hangs on.
    bits + i64::try_from((rest - MICRO) * 100 / MICRO).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: i128, step: i128) -> Number {
        Number {
            class: Class::Number,
            value: value * MICRO,
            step: step * MICRO,
            grain: grain(value * MICRO, step * MICRO),
            breaks_off: false,
            is_rate: false,
            is_said_rounded: false,
        }
    }

    #[test]
    fn long_figures_tell_more_than_short_ones() {
        assert_eq!(number(6_825, 1).digits(), 4);
        assert_eq!(number(217_000, 1_000).digits(), 3);
        assert!(number(17_364, 1).near_bits() > 900);
        assert!(number(33, 1).near_bits() < 300);
        assert_eq!((log2(1), log2(2), log2(8)), (0, 100, 300));
    }

    #[test]
    fn noughts_tell_beside_figures_that_are_not_round() {
        let among = |others: [i128; 2]| number(400, 1).among(others.map(|value| value * MICRO).into_iter());
        assert_eq!(number(400, 1).bits(), LOG2_10);
        assert_eq!(among([300, 100]).bits(), LOG2_10);
        assert_eq!(among([310, 90]).bits(), 2 * LOG2_10);
        assert_eq!(among([313, 87]).bits(), 3 * LOG2_10);
    }

    #[test]
    fn a_slip_is_one_digit_or_two_exchanged() {
        let slip = |a: i128, b: i128| number(a, 1).is_a_slip_from(b * MICRO);
        assert!(slip(17_360, 17_260) && slip(18_020, 18_200) && slip(-5, -6));
        assert!(!slip(17_360, 17_450) && !slip(99, 101) && !slip(5, -5) && !slip(1_234, 4_321));
    }
}
