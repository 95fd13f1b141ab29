//! Fiscal years (年度): a year, its names in the eras, and years that a text mentions.
//!
//! A fiscal year runs from 1 April to 31 March and bears the number of the year it starts in.
//! Not here: today's date; it comes in as an argument.

mod era;
mod mention;

pub use era::{Era, EraYear, day_as_typed, day_in_words};
pub use mention::{Mention, YearUnit, mentions, parse};

use std::fmt;

/// A fiscal year, named by the Western year it starts in. Only 1868 to 2200 exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FiscalYear(i16);

/// How a plan writes its years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum YearStyle {
    /// `2021(R3)年度`
    WesternAndEra,
    /// `令和3年度`, with 令和元年度 for the first year.
    #[default]
    Era,
    /// `R3`
    Letter,
    /// `2021年度`
    Western,
}

impl FiscalYear {
    /// The fiscal year that starts in the given Western year; none outside of 1868 to 2200.
    pub const fn new(western: i16) -> Option<Self> {
        if western >= 1868 && western <= 2200 {
            Some(Self(western))
        } else {
            None
        }
    }

    /// The Western year in which it starts.
    pub const fn western(self) -> i16 {
        self.0
    }

    /// The era year by which a fiscal year is usually called. FY2019 is 令和元年度, FY1989 is 平成元年度.
    pub fn era_year(self) -> EraYear {
        let era = Era::ALL
            .iter()
            .rev()
            .copied()
            .find(|era| era.first_year() <= self.0)
            .unwrap_or(Era::Meiji);
        EraYear {
            era,
            number: self.0 - era.first_year() + 1,
        }
    }

    /// Whether an era year is one of this fiscal year's names: FY2019 is R1 and H31.
    pub fn is_called(self, name: EraYear) -> bool {
        name.number >= 1 && name.western() == self.0
    }

    /// The next fiscal year; the last one that exists is its own successor.
    pub fn next(self) -> Self {
        Self::new(self.0 + 1).unwrap_or(self)
    }

    /// The fiscal year in which a day lies; none for days of no calendar of ours.
    pub fn of_day(day: time::Date) -> Option<Self> {
        Self::of_date(i16::try_from(day.year()).ok()?, u8::from(day.month()))
    }

    /// The fiscal year that holds a date of the Western calendar (month 1 to 12).
    pub fn of_date(year: i16, month: u8) -> Option<Self> {
        Self::new(if month >= 4 { year } else { year - 1 })
    }

    /// The fiscal years from `from` to `to`, both included; empty when `to` is before `from`.
    pub fn span(from: Self, to: Self) -> impl Iterator<Item = Self> {
        (from.0..=to.0).map(Self)
    }

    /// The year as the plan writes it, with 年度 except in the letter style.
    pub fn show(self, style: YearStyle) -> String {
        let name = self.era_year();
        match style {
            YearStyle::WesternAndEra => format!("{}({name})年度", self.0),
            YearStyle::Era if name.number == 1 => format!("{}元年度", name.era.kanji()),
            YearStyle::Era => format!("{}{}年度", name.era.kanji(), name.number),
            YearStyle::Letter => name.to_string(),
            YearStyle::Western => format!("{}年度", self.0),
        }
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("平成31年度", 2019)]
    #[case("令和元年度", 2019)]
    #[case("令和1年度", 2019)]
    #[case("H31", 2019)]
    #[case("R1", 2019)]
    #[case("R元", 2019)]
    #[case("2019(H31/R1)年度", 2019)]
    #[case("２０２１（Ｒ３）年度", 2021)]
    #[case("2021年度（令和3年度）", 2021)]
    #[case("令和3（2021）年度", 2021)]
    #[case("平成32年度", 2020)]
    #[case("令和 4 年度 (実績)", 2022)]
    #[case("H18年度", 2006)]
    fn one_year_many_names(#[case] text: &str, #[case] western: i16) {
        assert_eq!(parse(text).map(FiscalYear::western), Some(western));
    }

    #[test]
    fn a_day_is_understood_as_people_type_it() {
        let first = crate::round::day("2026-04-01");
        for text in [
            "2026-04-01",
            "2026/4/1",
            " 2026.4.1 ",
            "2026年4月1日",
            "令和8年4月1日（水）",
            "令和８年４月１日",
            "R8.4.1",
            "r08/04/01",
            "2026/4/1 0:00:00",
            "2026-04-01 10:00",
        ] {
            assert_eq!(day_as_typed(text), first, "{text}");
        }
        assert_eq!(day_as_typed("平成元年4月1日"), crate::round::day("1989-04-01"));
        for text in [
            "",
            "4月1日",
            "2026-02-30",
            "26/4/1",
            "2026/4/1/1",
            "令和8年4月",
            "すぐ",
            "R99999.4.1",
        ] {
            assert_eq!(day_as_typed(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_lies_in_the_era_that_had_begun() {
        let words = |day| EraYear::of_day(day).map(EraYear::in_words).unwrap_or_default();
        assert_eq!(words((2019, 4, 30)), "平成31年");
        assert_eq!(words((2019, 5, 1)), "令和元年");
        assert_eq!(words((2026, 11, 27)), "令和8年");
        assert_eq!(words((1989, 1, 7)), "昭和64年");
        assert_eq!(EraYear::of_day((1867, 1, 1)), None);
    }

    #[test]
    fn a_year_and_an_era_can_disagree() {
        let all = mentions("2020(R3)年時点");
        assert!(all[0].disagrees());
        assert_eq!(all[0].unit, YearUnit::Year);
        assert!(!mentions("2019(H31)年度：移行")[0].disagrees());
    }

    #[test]
    fn numbers_that_are_not_years() {
        assert!(mentions("2,021千円 350% 1-1 No.12").is_empty());
        assert!(mentions("PR3回").is_empty());
    }

    #[test]
    fn eras_go_on_after_their_end() {
        let late = EraYear {
            era: Era::Heisei,
            number: 33,
        };
        assert!(late.is_after_the_era());
        assert_eq!(late.western(), 2021);
    }

    proptest::proptest! {
        #[test]
        fn every_style_is_read_back(western in 1990i16..2090) {
            let year = FiscalYear::new(western).unwrap();
            for style in [YearStyle::WesternAndEra, YearStyle::Era, YearStyle::Letter, YearStyle::Western] {
                proptest::prop_assert_eq!(parse(&year.show(style)), Some(year));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            for m in mentions(&text) {
                proptest::prop_assert!(text.get(m.range.clone()).is_some());
            }
        }
    }
}
