//! Money as whole yen, and the units in which plans print it.
//!
//! Not here: reading a figure out of a text (`figure`). No floating point anywhere.

use std::fmt;

/// An amount in yen. Arithmetic is checked: an overflow gives none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Yen(pub i64);

impl Yen {
    /// The sum, or none on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or none on overflow.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The sum of all, none for no amounts at all (a blank is not a zero) and on overflow.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut amounts = amounts.into_iter();
        let first = amounts.next()?;
        amounts.try_fold(first, Self::checked_add)
    }

    /// The amount in `unit`, rounded as said.
    pub fn in_unit(self, unit: Unit, rounding: Rounding) -> i64 {
        let size = unit.yen();
        match rounding {
            Rounding::CutOff => self.0 / size,
            Rounding::HalfUp => {
                let twice = i128::from(self.0).abs() * 2 + i128::from(size);
                let rounded = twice / (2 * i128::from(size));
                let signed = if self.0 < 0 { -rounded } else { rounded };
                i64::try_from(signed).unwrap_or(self.0)
            }
        }
    }

    /// The amount in words of the field, to the last yen: `5億906万8千円`, `−6,249万3千円`,
    /// `74万8,766円`, `−1,234円`, `0円`.
    pub fn mixed(self) -> String {
        let (mut rest, sign) = (self.0.unsigned_abs(), if self.0 < 0 { "−" } else { "" });
        let mut words = String::from(sign);
        for (size, name) in [(1_0000_0000_0000u64, "兆"), (1_0000_0000, "億"), (1_0000, "万")] {
            let part = rest / size;
            if part > 0 {
                words.push_str(&group(part));
                words.push_str(name);
                rest %= size;
            }
        }
        // 「千」 stands for whole thousands only: 1,234円 is not 1千234円.
        if rest > 0 && rest.is_multiple_of(1000) {
            words.push_str(&group(rest / 1000));
            words.push('千');
        } else if rest > 0 || self.0 == 0 {
            words.push_str(&group(rest));
        }
        words.push('円');
        words
    }
}

fn group(number: u64) -> String {
    grouped(number as i64)
}

/// A whole number with commas between thousands and a plain minus: `-1,015,338`.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}円", grouped(self.0))
    }
}

/// A unit in which amounts are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// 円
    #[default]
    Yen,
    /// 千円
    Thousand,
    /// 万円
    TenThousand,
    /// 百万円
    Million,
    /// 億円
    HundredMillion,
}

impl Unit {
    /// All units, smallest first.
    pub const ALL: [Unit; 5] = [
        Unit::Yen,
        Unit::Thousand,
        Unit::TenThousand,
        Unit::Million,
        Unit::HundredMillion,
    ];

    /// How many yen one is.
    pub const fn yen(self) -> i64 {
        match self {
            Unit::Yen => 1,
            Unit::Thousand => 1_000,
            Unit::TenThousand => 10_000,
            Unit::Million => 1_000_000,
            Unit::HundredMillion => 100_000_000,
        }
    }

    /// The name as printed: 千円.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Yen => "円",
            Unit::Thousand => "千円",
            Unit::TenThousand => "万円",
            Unit::Million => "百万円",
            Unit::HundredMillion => "億円",
        }
    }
}

/// How a figure is shortened to its unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// Half away from zero (四捨五入).
    #[default]
    HalfUp,
    /// Cut off (切捨て).
    CutOff,
}

/// A part of a whole, kept as both and divided only when shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Share {
    /// The part.
    pub part: i64,
    /// The whole; a share of nothing has no percentage.
    pub whole: i64,
}

impl Share {
    /// The percentage in units of `10^-places` percent, rounded half up; none of a whole of zero.
    /// `8/124` with one place is 65, shown as 6.5.
    pub fn percent(self, places: u32) -> Option<i64> {
        if self.whole == 0 {
            return None;
        }
        let scaled = i128::from(self.part) * 100 * 10i128.pow(places);
        let (numerator, whole) = (
            scaled.abs() * 2 + i128::from(self.whole).abs(),
            i128::from(self.whole).abs() * 2,
        );
        let rounded = i64::try_from(numerator / whole).ok()?;
        Some(if (scaled < 0) == (self.whole < 0) {
            rounded
        } else {
            -rounded
        })
    }

    /// The percentage as text with one place: `6.5`; none of a whole of zero.
    pub fn shown(self) -> Option<String> {
        let tenths = self.percent(1)?;
        Some(format!(
            "{}{}.{}",
            if tenths < 0 { "-" } else { "" },
            tenths.abs() / 10,
            tenths.abs() % 10
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up() {
        assert_eq!(Share { part: 8, whole: 124 }.shown().as_deref(), Some("6.5"));
        assert_eq!(
            Share {
                part: 112,
                whole: 124
            }
            .shown()
            .as_deref(),
            Some("90.3")
        );
        assert_eq!(Share { part: 4, whole: 124 }.shown().as_deref(), Some("3.2"));
        assert_eq!(Share { part: 1, whole: 0 }.shown(), None);
    }

    #[test]
    fn amounts_in_words() {
        assert_eq!(Yen(509_068_000).mixed(), "5億906万8千円");
        assert_eq!(Yen(-62_493_000).mixed(), "−6,249万3千円");
        assert_eq!(Yen(748_766).mixed(), "74万8,766円");
        assert_eq!(Yen(-1_234).mixed(), "−1,234円");
        assert_eq!(Yen(0).mixed(), "0円");
    }

    #[test]
    fn a_blank_is_not_a_zero() {
        assert_eq!(Yen::sum([]), None);
        assert_eq!(Yen::sum([Yen(0)]), Some(Yen(0)));
        assert_eq!(Yen::sum([Yen(i64::MAX), Yen(1)]), None);
    }

    proptest::proptest! {
        #[test]
        fn rounding_is_never_off_by_more_than_half(yen in -9_000_000_000_000i64..9_000_000_000_000) {
            for unit in Unit::ALL {
                let shown = Yen(yen).in_unit(unit, Rounding::HalfUp);
                proptest::prop_assert!((i128::from(shown) * i128::from(unit.yen()) - i128::from(yen)).abs() * 2 <= i128::from(unit.yen()));
            }
        }
    }
}
