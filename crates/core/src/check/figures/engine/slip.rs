//! What a failure may have come from: a slip of a digit, or a mean that was taken for a sum.
//!
//! Not here: which relations there are, and whether they are believed.

use crate::text::narrow;

/// How one print may have become another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slip {
    /// One digit is another.
    OneDigit,
    /// Two neighbouring digits are exchanged.
    Exchanged,
}

/// The slip that makes one print of digits another, if one does.
pub(crate) fn slip(one: &str, two: &str) -> Option<Slip> {
    let digits = |text: &str| -> Vec<u32> {
        let found = text.chars().rev().filter_map(|c| narrow(c).to_digit(10));
        found.collect()
    };
    of_digits(&digits(one), &digits(two))
}

/// The slip that makes one number another, if one does.
pub(crate) fn slip_of_numbers(one: u128, two: u128) -> Option<Slip> {
    let mut digits = ([0u32; MOST_DIGITS], [0u32; MOST_DIGITS]);
    into_digits(one, &mut digits.0);
    into_digits(two, &mut digits.1);
    of_digits(&digits.0, &digits.1)
}

/// A u128 has no more.
const MOST_DIGITS: usize = 39;

/// The digits of a number, the last one first.
fn into_digits(mut number: u128, digits: &mut [u32; MOST_DIGITS]) {
    let mut at = 0;
    // Most numbers fit into a word of the machine, which divides them much faster.
    while number > u128::from(u64::MAX) {
        digits[at] = (number % 10) as u32;
        number /= 10;
        at += 1;
    }
    let mut rest = number as u64;
    while rest > 0 {
        digits[at] = (rest % 10) as u32;
        rest /= 10;
        at += 1;
    }
}

/// The same for digits from the last one on. The first digit may have been lost, or be a nought.
fn of_digits(one: &[u32], two: &[u32]) -> Option<Slip> {
    let digit = |digits: &[u32], at: usize| digits.get(at).copied().unwrap_or(0);
    let mut differing = (0..one.len().max(two.len())).filter(|at| digit(one, *at) != digit(two, *at));
    match (differing.next(), differing.next(), differing.next()) {
        (Some(_), None, _) => Some(Slip::OneDigit),
        (Some(a), Some(b), None)
            if a + 1 == b && digit(one, a) == digit(two, b) && digit(one, b) == digit(two, a) =>
        {
            Some(Slip::Exchanged)
        }
        _ => None,
    }
}

/// Whether a decimal figure lies within the range of others, as their mean does and their sum does not.
pub(crate) fn is_a_mean(figure: i128, is_decimal: bool, others: impl Iterator<Item = i128> + Clone) -> bool {
    let (Some(low), Some(high)) = (others.clone().min(), others.clone().max()) else {
        return false;
    };
    is_decimal && others.count() >= 2 && low > 0 && (low..=high).contains(&figure)
}
