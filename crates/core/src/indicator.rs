//! Indicators (指標): targets, actuals and thresholds by fiscal year. No value is not zero.
//!
//! A rate may be stated by its numerator and denominator; then its number is worked out of them. Not here: the legal
//! thresholds of the soundness ratios (`soundness`).

use crate::document::Place;
use crate::fiscal_year::FiscalYear;
use crate::text::{fold, narrow};

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

impl Direction {
    /// All of them, in the order of a choice.
    pub const ALL: [Direction; 4] = [
        Direction::Up,
        Direction::Down,
        Direction::Keep,
        Direction::StayBelow,
    ];

    /// The word in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
            Direction::Keep => "keep",
            Direction::StayBelow => "stay_below",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Direction::Up => "高いほどよい",
            Direction::Down => "低いほどよい",
            Direction::Keep => "維持する",
            Direction::StayBelow => "下回る",
        }
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
    /// 基準: a legal or own limit; of a soundness ratio 早期健全化基準.
    Threshold,
    /// 財政再生基準: the graver limit of a soundness ratio.
    Rebuilding,
}

impl ValueKind {
    /// All of them, in the order of a table.
    pub const ALL: [ValueKind; 5] = [
        ValueKind::Base,
        ValueKind::Target,
        ValueKind::Actual,
        ValueKind::Threshold,
        ValueKind::Rebuilding,
    ];

    /// The word in forms and files.
    pub const fn key(self) -> &'static str {
        match self {
            ValueKind::Base => "base",
            ValueKind::Target => "target",
            ValueKind::Actual => "actual",
            ValueKind::Threshold => "threshold",
            ValueKind::Rebuilding => "rebuilding",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            ValueKind::Base => "基準値",
            ValueKind::Target => "目標",
            ValueKind::Actual => "実績",
            ValueKind::Threshold => "基準",
            ValueKind::Rebuilding => "財政再生基準",
        }
    }
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

/// How an indicator stands in the latest fiscal year that has an actual value and something to compare it with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// What was reached.
    pub actual: Decimal,
    /// What was to be reached: the target of the year, else the one for all years, else the limit.
    pub against: Decimal,
    /// Whether it was reached.
    pub met: bool,
    /// Whether it is the limit that it is compared with, as there is no target.
    pub is_limit: bool,
}

impl Indicator {
    /// The number of a kind in a fiscal year; none where there is no value, or none that is a number.
    pub fn number(&self, kind: ValueKind, year: Option<FiscalYear>) -> Option<Decimal> {
        let found = self
            .values
            .iter()
            .find(|v| v.kind == kind && v.fiscal_year == year);
        found.and_then(|value| value.number)
    }

    /// What holds in a fiscal year: the value of the year, else the one for all years.
    pub fn in_force(&self, kind: ValueKind, year: FiscalYear) -> Option<Decimal> {
        self.number(kind, Some(year)).or_else(|| self.number(kind, None))
    }

    /// How it stands; none where nothing can be compared.
    pub fn standing(&self) -> Option<Standing> {
        let actuals = self.values.iter().filter(|v| v.kind == ValueKind::Actual);
        let mut actuals: Vec<(FiscalYear, Decimal)> = actuals
            .filter_map(|v| Some((v.fiscal_year?, v.number?)))
            .collect();
        actuals.sort_by_key(|(year, _)| std::cmp::Reverse(*year));
        actuals.into_iter().find_map(|(fiscal_year, actual)| {
            let target = self.in_force(ValueKind::Target, fiscal_year);
            let limit = || self.in_force(ValueKind::Threshold, fiscal_year);
            let against = target.or_else(limit)?;
            Some(Standing {
                fiscal_year,
                actual,
                against,
                met: reaches(self.direction, actual, against),
                is_limit: target.is_none(),
            })
        })
    }
}

/// A value as it is typed: a number, a rate by its parts, or the sign that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The number; none for "no value" (－).
    pub number: Option<Decimal>,
    /// Numerator and denominator of a rate.
    pub fraction: Option<(i64, i64)>,
}

/// Why a value cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmeasured {
    /// The denominator is zero.
    NoDenominator,
    /// A fraction of an indicator that is no rate in percent.
    NoRate,
    /// No number: why.
    NoNumber(String),
}

impl Unmeasured {
    /// What is wrong and what to do.
    pub fn words(&self) -> String {
        match self {
            Unmeasured::NoDenominator => {
                "分母が0のため、率を計算できません。値がない年度は「－」と入力してください。".to_owned()
            }
            Unmeasured::NoRate => {
                "「分子／分母」で入力できるのは、単位が「%」の指標だけです。数値を入力してください。"
                    .to_owned()
            }
            Unmeasured::NoNumber(why) => why.clone(),
        }
    }
}

/// How many characters a value may have as it is typed.
const LONGEST_VALUE: usize = 60;

/// The largest value that is taken, as its digits.
const LARGEST_VALUE: u64 = 1_000_000_000_000_000;

/// Whether values of a unit are rates in percent.
fn is_percent(unit: &str) -> bool {
    matches!(unit.trim(), "%" | "％" | "パーセント")
}

/// A rate in percent with one place, rounded half up; the denominator is above zero.
fn percent(numerator: i64, denominator: i64) -> Option<Decimal> {
    let (n, d) = (i128::from(numerator) * 1_000, i128::from(denominator));
    let value = (2 * n + d).checked_div_euclid(2 * d)?;
    let value = i64::try_from(value).ok()?;
    Some(Decimal { value, places: 1 })
}

impl Measured {
    /// A value as it is typed, of an indicator with this unit: `97.9`, `1,234／1,260`, `－`; none for a blank.
    ///
    /// # Errors
    /// When it is none of them.
    pub fn read(text: &str, unit: &str) -> Result<Option<Self>, Unmeasured> {
        let text: String = text.trim().chars().map(narrow).collect();
        if text.is_empty() {
            return Ok(None);
        }
        if ["-", "－", "―", "ー", "−", "–"].contains(&text.as_str()) {
            return Ok(Some(Measured {
                number: None,
                fraction: None,
            }));
        }
        if text.chars().count() > LONGEST_VALUE {
            return Err(Unmeasured::NoNumber(
                "値が長すぎます。数字で入力してください。".to_owned(),
            ));
        }
        let number = |text: &str| {
            let (read, typed) = crate::round::field::measured(text.trim())
                .map_err(|why| Unmeasured::NoNumber(why.to_string()))?;
            // 97人 of an indicator in percent is no value of it.
            let is_own = fold(&typed) == fold(unit) || is_percent(unit) && is_percent(&typed);
            if !typed.is_empty() && !is_own {
                return Err(Unmeasured::NoNumber(format!(
                    "「{text}」を数値として読み取れません。この指標の単位は「{unit}」です。数字だけで入力してください。"
                )));
            }
            match read.value.unsigned_abs() > LARGEST_VALUE {
                true => Err(Unmeasured::NoNumber(
                    "桁数が多すぎます。数値を確かめてください。".to_owned(),
                )),
                false => Ok(read),
            }
        };
        let Some((over, under)) = text.split_once(['/', '／']) else {
            return Ok(Some(Measured {
                number: Some(number(&text)?),
                fraction: None,
            }));
        };
        if !is_percent(unit) {
            return Err(Unmeasured::NoRate);
        }
        let whole = |text: &str| match number(text)? {
            Decimal { value, places: 0 } => Ok(value),
            _ => Err(Unmeasured::NoNumber(
                "分子と分母は整数で入力してください。".to_owned(),
            )),
        };
        let (numerator, denominator) = (whole(over)?, whole(under)?);
        if denominator < 0 {
            return Err(Unmeasured::NoNumber(
                "分母は1以上の整数で入力してください。".to_owned(),
            ));
        }
        if denominator == 0 {
            return Err(Unmeasured::NoDenominator);
        }
        let too_large = || Unmeasured::NoNumber("桁数が多すぎます。数値を確かめてください。".to_owned());
        Ok(Some(Measured {
            number: Some(percent(numerator, denominator).ok_or_else(too_large)?),
            fraction: Some((numerator, denominator)),
        }))
    }

    /// The value as it is typed.
    pub fn text(self) -> String {
        match (self.fraction, self.number) {
            (Some((over, under)), _) => format!("{over}/{under}"),
            (None, Some(number)) => number.to_string(),
            (None, None) => "－".to_owned(),
        }
    }
}

impl IndicatorValue {
    /// What is measured.
    pub const fn measured(&self) -> Measured {
        Measured {
            number: self.number,
            fraction: self.fraction,
        }
    }
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
    fn a_value_is_a_number_a_rate_or_none() {
        let read = |text: &str, unit: &str| Measured::read(text, unit).map(|m| m.map(Measured::text));
        for (typed, unit, expected) in [
            ("97.9", "%", Some("97.9")),
            ("１，２３４", "人", Some("1,234")),
            ("△5", "人", Some("-5")),
            ("1,234／1,260", "%", Some("1234/1260")),
            ("－", "%", Some("－")),
            (" ", "%", None),
        ] {
            assert_eq!(read(typed, unit), Ok(expected.map(str::to_owned)), "{typed}");
        }
        let rate = |text: &str| Measured::read(text, "%").ok().flatten().and_then(|m| m.number);
        assert_eq!(rate("1/3").map(|n| n.to_string()), Some("33.3".into()));
        assert_eq!(rate("2/3").map(|n| n.to_string()), Some("66.7".into()));
        assert_eq!(
            rate("1/2000").map(|n| n.to_string()),
            Some("0.1".into()),
            "half up"
        );
        assert_eq!(Measured::read("1/0", "%"), Err(Unmeasured::NoDenominator));
        assert_eq!(Measured::read("1/2", "人"), Err(Unmeasured::NoRate));
        assert_eq!(read("1,448人", "人"), Ok(Some("1,448".into())));
        for (wrong, unit) in [
            ("12万", "人"),
            ("97%", "人"),
            ("5件", "人"),
            ("97人", "%"),
            ("9999999999999999", "人"),
        ] {
            assert!(
                matches!(Measured::read(wrong, unit), Err(Unmeasured::NoNumber(_))),
                "{wrong}"
            );
        }
        for wrong in ["1.5/3", "多数", "1/2/3", "1/-3", "99999999999999999999"] {
            assert!(
                matches!(Measured::read(wrong, "%"), Err(Unmeasured::NoNumber(_))),
                "{wrong}"
            );
        }
    }

    #[test]
    fn it_stands_as_the_latest_year_that_can_be_compared() {
        let year = |western| FiscalYear::new(western).expect("a year");
        let value = |kind, western: Option<i16>, value: i64| IndicatorValue {
            fiscal_year: western.map(year),
            kind,
            number: Some(Decimal { value, places: 0 }),
            fraction: None,
            at: Place::NOWHERE,
        };
        let mut staff = Indicator {
            id: "k".into(),
            item: None,
            name: "職員数".into(),
            unit: "人".into(),
            direction: Direction::Down,
            values: vec![
                value(ValueKind::Target, None, 439),
                value(ValueKind::Actual, Some(2024), 441),
                value(ValueKind::Actual, Some(2025), 439),
            ],
        };
        let told = |k: &Indicator| {
            k.standing()
                .map(|s| (s.fiscal_year.western(), s.against.value, s.met))
        };
        assert_eq!(told(&staff), Some((2025, 439, true)));
        staff.values.push(value(ValueKind::Target, Some(2025), 430));
        assert_eq!(
            told(&staff),
            Some((2025, 430, false)),
            "the target of the year goes first"
        );
        staff.values.retain(|v| v.kind == ValueKind::Actual);
        assert_eq!(told(&staff), None);
        staff.direction = Direction::StayBelow;
        staff.values.push(value(ValueKind::Threshold, None, 440));
        assert_eq!(told(&staff), Some((2025, 440, true)));
    }

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
