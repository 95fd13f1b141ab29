//! The five soundness ratios (健全化判断比率、資金不足比率) with their legal thresholds.
//!
//! Source: the act on the financial soundness of local bodies (地方公共団体の財政の健全化に関する法律) and its order. The
//! thresholds of the first two hang on the kind of the body and on its standard fiscal scale (標準財政規模); they are
//! written as values of an indicator, which the office can change. Not here: the ratios themselves, which are typed.

use crate::body::BodyCode;
use crate::indicator::{Decimal, ValueKind};
use crate::money::Yen;

/// What kind of body the act speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// 都道府県
    Prefecture,
    /// 政令指定都市
    DesignatedCity,
    /// Other municipalities (市区町村).
    Municipality,
}

impl BodyKind {
    /// All of them, in the order of a choice.
    pub const ALL: [BodyKind; 3] = [
        BodyKind::Municipality,
        BodyKind::DesignatedCity,
        BodyKind::Prefecture,
    ];

    /// The word in forms.
    pub const fn key(self) -> &'static str {
        match self {
            BodyKind::Prefecture => "prefecture",
            BodyKind::DesignatedCity => "designated",
            BodyKind::Municipality => "municipality",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            BodyKind::Prefecture => "都道府県",
            BodyKind::DesignatedCity => "政令指定都市",
            BodyKind::Municipality => "市区町村",
        }
    }

    /// The kind by the code of a body: the three digits behind the prefecture are 000 for a prefecture, and 100, 130, 140
    /// or 150 for a designated city, whose wards have the numbers between.
    pub fn of(code: BodyCode) -> Self {
        let digits = code.to_string();
        match digits.get(2..5) {
            Some("000") => BodyKind::Prefecture,
            Some("100" | "130" | "140" | "150") => BodyKind::DesignatedCity,
            _ => BodyKind::Municipality,
        }
    }
}

/// A ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ratio {
    /// 実質赤字比率
    RealDeficit,
    /// 連結実質赤字比率
    ConsolidatedDeficit,
    /// 実質公債費比率
    DebtService,
    /// 将来負担比率
    FutureBurden,
    /// 資金不足比率, of each public enterprise.
    FundShortage,
}

impl Ratio {
    /// All of them, in the order in which they are published.
    pub const ALL: [Ratio; 5] = [
        Ratio::RealDeficit,
        Ratio::ConsolidatedDeficit,
        Ratio::DebtService,
        Ratio::FutureBurden,
        Ratio::FundShortage,
    ];

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Ratio::RealDeficit => "実質赤字比率",
            Ratio::ConsolidatedDeficit => "連結実質赤字比率",
            Ratio::DebtService => "実質公債費比率",
            Ratio::FutureBurden => "将来負担比率",
            Ratio::FundShortage => "資金不足比率",
        }
    }

    /// Its thresholds: 早期健全化基準 (of the last 経営健全化基準), and 財政再生基準 where there is one. `scale` is the standard
    /// fiscal scale in yen, which only the first two of a municipality hang on; without it they have none.
    pub fn thresholds(self, kind: BodyKind, scale: Option<Yen>) -> Vec<(ValueKind, Decimal)> {
        // In hundredths of a percent.
        let early = |hundredths| Some((ValueKind::Threshold, hundredths));
        let rebuilding = |percent: i64| Some((ValueKind::Rebuilding, percent * 100));
        let is_prefecture = kind == BodyKind::Prefecture;
        let deficit = || scale.and_then(early_deficit);
        let found = match self {
            Ratio::RealDeficit if is_prefecture => [early(375), rebuilding(5)],
            Ratio::RealDeficit => [deficit().and_then(early), rebuilding(20)],
            Ratio::ConsolidatedDeficit if is_prefecture => [early(875), rebuilding(15)],
            Ratio::ConsolidatedDeficit => [deficit().and_then(|d| early(d + 500)), rebuilding(30)],
            Ratio::DebtService => [early(2_500), rebuilding(35)],
            Ratio::FutureBurden if kind == BodyKind::Municipality => [early(35_000), None],
            Ratio::FutureBurden => [early(40_000), None],
            Ratio::FundShortage => [early(2_000), None],
        };
        let decimal = |(kind, value)| (kind, Decimal { value, places: 2 });
        found.into_iter().flatten().map(decimal).collect()
    }
}

/// The early-warning threshold of a municipality's real deficit, in hundredths of a percent, rounded half up: half of
/// p + 20%, where p is 10% up to a scale of 5 billion yen, (S + 100) / 30S up to 20 billion, (S + 1000) / 120S up to 50
/// billion (S in 億円), and 2.5% above. None for a scale that is none.
fn early_deficit(scale: Yen) -> Option<i64> {
    const OKU: i128 = 100_000_000;
    let s = i128::from(scale.0);
    if s <= 0 {
        return None;
    }
    // (p + 20%) / 2 as numerator and denominator, in hundredths of a percent.
    let (over, under) = match s {
        s if s <= 50 * OKU => (1_500, 1),
        s if s <= 200 * OKU => (10_000 * (s + 100 * OKU) + 2_000 * 30 * s, 2 * 30 * s),
        s if s <= 500 * OKU => (10_000 * (s + 1_000 * OKU) + 2_000 * 120 * s, 2 * 120 * s),
        _ => (1_125, 1),
    };
    i64::try_from((2 * over + under) / (2 * under)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_hang_on_kind_and_scale() {
        let told = |ratio: Ratio, kind, oku: i64| {
            let scale = Some(Yen(oku * 100_000_000));
            let all = ratio.thresholds(kind, scale).into_iter();
            all.map(|(_, n)| n.to_string()).collect::<Vec<_>>().join(" ")
        };
        let city = BodyKind::Municipality;
        for (oku, expected) in [
            (30, "15.00 20.00"),
            (50, "15.00 20.00"),
            (100, "13.33 20.00"),
            (200, "12.50 20.00"),
            (300, "11.81 20.00"),
            (500, "11.25 20.00"),
            (900, "11.25 20.00"),
        ] {
            assert_eq!(told(Ratio::RealDeficit, city, oku), expected, "{oku}");
        }
        assert_eq!(told(Ratio::ConsolidatedDeficit, city, 200), "17.50 30.00");
        assert_eq!(told(Ratio::RealDeficit, BodyKind::Prefecture, 200), "3.75 5.00");
        assert_eq!(told(Ratio::DebtService, city, 200), "25.00 35.00");
        assert_eq!(told(Ratio::FutureBurden, city, 200), "350.00");
        assert_eq!(told(Ratio::FutureBurden, BodyKind::DesignatedCity, 200), "400.00");
        assert_eq!(told(Ratio::FundShortage, city, 200), "20.00");
        let unknown = Ratio::RealDeficit.thresholds(city, None);
        assert_eq!(unknown.len(), 1, "without a scale only the graver one is known");
        assert_eq!(Ratio::RealDeficit.thresholds(city, Some(Yen(0))).len(), 1);
    }

    #[test]
    fn the_kind_is_in_the_code() {
        let of = |code: &str| BodyKind::of(code.parse().expect("a code"));
        assert_eq!(of("040002"), BodyKind::Prefecture);
        assert_eq!(of("041009"), BodyKind::DesignatedCity);
        assert_eq!(of("141305"), BodyKind::DesignatedCity);
        assert_eq!(of("042099"), BodyKind::Municipality);
    }
}
