//! Indicators (指標): targets, actuals and thresholds by fiscal year. No value is not zero.

use crate::document::Place;
use crate::fiscal_year::FiscalYear;

/// A decimal number without floating point: `value` times `10^-places`. 97.9 is 979 with one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The digits.
    pub value: i64,
    /// How many of them stand after the point.
    pub places: u8,
}

impl Decimal {
    /// Compares two numbers of any places; more than nineteen places are taken as nineteen.
    pub fn compare(self, other: Self) -> std::cmp::Ordering {
        let places = self.places.max(other.places).min(19);
        let scale = |d: Self| {
            i128::from(d.value).saturating_mul(10i128.pow(u32::from(places.saturating_sub(d.places))))
        };
        scale(self).cmp(&scale(other))
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = self.value.unsigned_abs().to_string();
        let places = usize::from(self.places);
        // At least one digit stands before the point: 5 with two places is 0.05.
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, rest) = digits.split_at(digits.len() - places);
        let sign = if self.value < 0 { "-" } else { "" };
        let whole = whole
            .parse::<i64>()
            .map_or_else(|_| whole.to_owned(), crate::money::grouped);
        let point = if places > 0 { "." } else { "" };
        write!(f, "{sign}{whole}{point}{rest}")
    }
}

/// Which way is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Up is better (向上).
    #[default]
    Up,
    /// Down is better (縮減).
    Down,
    /// To be kept (維持).
    Keep,
    /// To stay below a limit (未満, 以内, 上限).
    StayBelow,
}

/// What a value of an indicator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueKind {
    /// 基準値
    Base,
    /// 目標
    Target,
    /// 実績
    Actual,
    /// A legal or own limit.
    Threshold,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorValue {
    /// The fiscal year; none for a standing target.
    pub fiscal_year: Option<FiscalYear>,
    /// What it is.
    pub kind: ValueKind,
    /// The number; none for "no value" (－).
    pub number: Option<Decimal>,
    /// Numerator and denominator, where it is a rate.
    pub fraction: Option<(i64, i64)>,
    /// Where it stands.
    pub at: Place,
}

/// An indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Identity: provisional in a draft, lasting in the store.
    pub id: String,
    /// The item it belongs to.
    pub item: Option<String>,
    /// The name: 国保税（現年）収納率.
    pub name: String,
    /// The unit: %, 人, 件.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// Its values.
    pub values: Vec<IndicatorValue>,
}

/// Whether an actual value reaches a target in the indicator's direction.
pub fn reaches(direction: Direction, actual: Decimal, target: Decimal) -> bool {
    let order = actual.compare(target);
    match direction {
        Direction::Up | Direction::Keep => order.is_ge(),
        Direction::Down => order.is_le(),
        Direction::StayBelow => order.is_lt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reaching_depends_on_the_direction() {
        let n = |value, places| Decimal { value, places };
        assert!(reaches(Direction::Keep, n(980, 1), n(979, 1)));
        assert!(reaches(Direction::Down, n(439, 0), n(4390, 1)));
        assert!(!reaches(Direction::StayBelow, n(25, 0), n(250, 1)));
        assert_eq!(n(-105, 2).to_string(), "-1.05");
        assert_eq!(n(5, 2).to_string(), "0.05");
        assert_eq!(n(12_345, 0).to_string(), "12,345");
        assert_eq!(n(1, 30).to_string().len(), 32);
    }
}
