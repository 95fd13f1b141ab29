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
    let digits = |text: &str| -> Vec<u32> { text.chars().filter_map(|c| narrow(c).to_digit(10)).collect() };
    let (mut one, mut two) = (digits(one), digits(two));
    // The first digit may have been lost, or be a nought.
    let length = one.len().max(two.len());
    for digits in [&mut one, &mut two] {
        digits.splice(0..0, std::iter::repeat_n(0, length - digits.len()));
    }
    let differ: Vec<usize> = (0..one.len()).filter(|i| one[*i] != two[*i]).collect();
    match differ.as_slice() {
        [_] => Some(Slip::OneDigit),
        [a, b] if a + 1 == *b && one[*a] == two[*b] && one[*b] == two[*a] => Some(Slip::Exchanged),
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
