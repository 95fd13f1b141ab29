//! A stored number as decimal digits, and its digits under a section of a format.
//!
//! Not here: which section holds for it, days and times.

use std::cmp::Ordering;

use super::Section;

/// A decimal number: `mantissa` times ten to the `exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) negative: bool,
    /// At most 15 digits.
    pub(super) mantissa: u64,
    pub(super) exponent: i32,
}

impl Number {
    /// Reads `-1234.5`, `1.2E-3`; rounds to 15 digits, half up.
    pub(super) fn of(stored: &str) -> Option<Self> {
        let (negative, rest) = match stored.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, stored.strip_prefix('+').unwrap_or(stored)),
        };
        let (digits, power) = match rest.split_once(['e', 'E']) {
            Some((digits, power)) => (digits, power.parse::<i32>().ok().filter(|p| p.abs() < 400)?),
            None => (rest, 0),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && decimals.is_empty() || digits.len() > 400 {
            return None;
        }
        let (mut mantissa, mut kept, mut dropped, mut next) = (0u64, 0, 0i32, None);
        for b in whole.bytes().chain(decimals.bytes()) {
            let digit = (b as char).to_digit(10)?;
            if kept == 0 && digit == 0 {
                continue;
            }
            if kept < 15 {
                mantissa = mantissa * 10 + u64::from(digit);
                kept += 1;
            } else {
                dropped += 1;
                next.get_or_insert(digit);
            }
        }
        if next.is_some_and(|digit| digit >= 5) {
            mantissa += 1;
        }
        Some(Self {
            negative,
            mantissa,
            exponent: power - decimals.len() as i32 + dropped,
        })
    }

    /// How the number stands to another.
    pub(super) fn against(self, other: Self) -> Ordering {
        let (mine, theirs) = (
            self.negative && self.mantissa != 0,
            other.negative && other.mantissa != 0,
        );
        if mine != theirs {
            return theirs.cmp(&mine);
        }
        // Numbers of at most 15 digits: where one has a longer tail of zeros, its size decides.
        let size =
            |n: Self| (n.mantissa != 0).then(|| i64::from(n.exponent) + i64::from(n.mantissa.ilog10()));
        let digits = |n: Self| match n.mantissa {
            0 => 0,
            mantissa => u128::from(mantissa) * 10u128.pow(20 - mantissa.ilog10()),
        };
        let larger = size(self)
            .cmp(&size(other))
            .then_with(|| digits(self).cmp(&digits(other)));
        if mine { larger.reverse() } else { larger }
    }

    pub(super) fn absolute(self) -> Self {
        Self {
            negative: false,
            ..self
        }
    }

    /// All digits, without zeros at the end of the decimals; none where there would be too many.
    pub(super) fn general(self) -> Option<String> {
        let Number {
            negative,
            mut mantissa,
            mut exponent,
        } = self;
        while exponent < 0 && mantissa.is_multiple_of(10) && mantissa > 0 {
            mantissa /= 10;
            exponent += 1;
        }
        if mantissa == 0 {
            return Some("0".to_owned());
        }
        let places = usize::try_from(-exponent.min(0)).ok()?;
        let text = fixed(
            u128::from(mantissa).checked_mul(10u128.checked_pow(exponent.max(0) as u32)?)?,
            places,
        )?;
        Some(if negative { format!("-{text}") } else { text })
    }

    /// All digits in the unit that a section shows (percent, thousands), where it shows them rounded.
    pub(super) fn hidden_by(self, section: &Section) -> Option<String> {
        if !section.has_digits || section.is_general {
            return None;
        }
        let exact = Number {
            exponent: self.exponent.checked_add(section.shift)?,
            ..self
        };
        let exact = exact.general()?;
        let places = exact.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        (places > section.decimals.1).then_some(exact)
    }

    /// The digits that a section shows, rounded half up, without a sign.
    pub(super) fn digits(self, section: &Section) -> Option<String> {
        let (least, most) = section.decimals;
        let power = self.exponent + section.shift + i32::try_from(most).ok()?;
        let scaled = if power >= 0 {
            u128::from(self.mantissa).checked_mul(10u128.checked_pow(power as u32)?)?
        } else {
            match 10u128.checked_pow(power.unsigned_abs()) {
                Some(divisor) => (u128::from(self.mantissa) * 2 + divisor) / (divisor * 2),
                None => 0,
            }
        };
        let mut text = fixed(scaled, most)?;
        if most > least {
            let keep = text.len() - (most - least);
            while text.len() > keep && text.ends_with('0') {
                text.pop();
            }
            if text.ends_with('.') {
                text.pop();
            }
        }
        // `#,###` shows nothing for zero.
        if section.whole_digits == 0 && text == "0" {
            return Some(String::new());
        }
        let whole = text.split('.').next().map_or(0, str::len);
        let mut text = "0".repeat(section.whole_digits.saturating_sub(whole)) + &text;
        let whole = whole.max(section.whole_digits);
        if section.grouped && section.between.is_empty() {
            for places in (3..whole).step_by(3) {
                text.insert(whole - places, ',');
            }
        }
        for (places, words) in section.between.iter().rev().filter(|(places, _)| *places < whole) {
            text.insert_str(whole - places, words);
        }
        Some(text)
    }
}

/// `scaled` with a point before its last `places` digits.
fn fixed(scaled: u128, places: usize) -> Option<String> {
    if places > 30 {
        return None;
    }
    let digits = format!("{scaled:0>width$}", width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    Some(if places == 0 {
        digits
    } else {
        format!("{whole}.{decimals}")
    })
}
