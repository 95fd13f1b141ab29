//! Fiscal years (年度) and the eras that Japan counts them in.
//!
//! A fiscal year runs from 1 April to 31 March and bears the number of the year it starts in.
//! Source of the era dates: the proclamations of each era (大正 1912-07-30, 昭和 1926-12-25,
//! 平成 1989-01-08, 令和 2019-05-01). Not here: today's date; it comes in as an argument.

use std::fmt;
use std::ops::Range;

use crate::text::narrow;

/// An era of the Japanese calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Era {
    /// 明治, from 1868.
    Meiji,
    /// 大正, from 1912-07-30.
    Taisho,
    /// 昭和, from 1926-12-25.
    Showa,
    /// 平成, from 1989-01-08.
    Heisei,
    /// 令和, from 2019-05-01.
    Reiwa,
}

impl Era {
    /// All eras, oldest first.
    pub const ALL: [Era; 5] = [Era::Meiji, Era::Taisho, Era::Showa, Era::Heisei, Era::Reiwa];

    /// The Western year that is year 1 of the era.
    pub const fn first_year(self) -> i16 {
        match self {
            Era::Meiji => 1868,
            Era::Taisho => 1912,
            Era::Showa => 1926,
            Era::Heisei => 1989,
            Era::Reiwa => 2019,
        }
    }

    /// The first day of the era: year, month and day of the Western calendar.
    pub const fn first_day(self) -> (i16, u8, u8) {
        match self {
            Era::Meiji => (1868, 1, 25),
            Era::Taisho => (1912, 7, 30),
            Era::Showa => (1926, 12, 25),
            Era::Heisei => (1989, 1, 8),
            Era::Reiwa => (2019, 5, 1),
        }
    }

    /// The last year in which the era was in use, as a number of the era; none for the present era.
    pub const fn last_year(self) -> Option<i16> {
        match self {
            Era::Meiji => Some(45),
            Era::Taisho => Some(15),
            Era::Showa => Some(64),
            Era::Heisei => Some(31),
            Era::Reiwa => None,
        }
    }

    /// The two characters of the era: 令和.
    pub const fn kanji(self) -> &'static str {
        match self {
            Era::Meiji => "明治",
            Era::Taisho => "大正",
            Era::Showa => "昭和",
            Era::Heisei => "平成",
            Era::Reiwa => "令和",
        }
    }

    /// The letter of the era: R.
    pub const fn letter(self) -> char {
        match self {
            Era::Meiji => 'M',
            Era::Taisho => 'T',
            Era::Showa => 'S',
            Era::Heisei => 'H',
            Era::Reiwa => 'R',
        }
    }
}

/// A year as a number of an era; 平成32 can be said though the era ended with 31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EraYear {
    /// The era.
    pub era: Era,
    /// The number within the era; 元年 is 1.
    pub number: i16,
}

impl EraYear {
    /// The era year in which a day of the Western calendar lies; none before 明治.
    pub fn of_day(day: (i16, u8, u8)) -> Option<Self> {
        let era = Era::ALL.into_iter().rev().find(|era| era.first_day() <= day)?;
        Some(Self {
            era,
            number: day.0 - era.first_year() + 1,
        })
    }

    /// The year as an office writes it: 令和8年, 令和元年.
    pub fn in_words(self) -> String {
        match self.number {
            1 => format!("{}元年", self.era.kanji()),
            number => format!("{}{number}年", self.era.kanji()),
        }
    }

    /// The Western year that this denotes, continuing an era that has ended: 平成32 is 2020.
    pub const fn western(self) -> i16 {
        self.era.first_year() + self.number - 1
    }

    /// Whether the era had ended before this year began (平成32年度).
    pub fn is_after_the_era(self) -> bool {
        self.era.last_year().is_some_and(|last| self.number > last)
    }
}

impl fmt::Display for EraYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.era.letter(), self.number)
    }
}

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

/// A year found in running text: `2021(R3)年度`, `平成31年度`, `R7`, `H27.7`, `2018(H30)年度`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The bytes of the text that say it, without a following 年度.
    pub range: Range<usize>,
    /// The Western year, where one is printed.
    pub western: Option<i16>,
    /// The era years printed with it; `2019(H31/R1)` has two.
    pub eras: Vec<EraYear>,
    /// What follows the year.
    pub unit: YearUnit,
}

/// What follows a year in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearUnit {
    /// 年度: a fiscal year.
    FiscalYear,
    /// 年: a calendar year, or a fiscal year said loosely.
    Year,
    /// Nothing (`R7`, `H27.7`).
    Bare,
}

impl Mention {
    /// The year that is meant: the Western one where printed, else the first era's.
    pub fn fiscal_year(&self) -> Option<FiscalYear> {
        self.western
            .or_else(|| self.eras.first().map(|e| e.western()))
            .and_then(FiscalYear::new)
    }

    /// Whether the Western year and an era year printed beside it disagree.
    pub fn disagrees(&self) -> bool {
        self.western
            .is_some_and(|western| self.eras.iter().any(|era| era.western() != western))
    }
}

/// All years that a text names, in order. Full-width digits and brackets are understood.
///
/// A bare four-digit number counts only before 年 or before a bracket with an era; a letter with a
/// number (`R7`) counts only where no letter or digit touches it, so `R2-1` as an item number is
/// found too: it is for the caller to know the context.
pub fn mentions(text: &str) -> Vec<Mention> {
    let chars: Vec<(usize, char)> = text.char_indices().map(|(i, c)| (i, narrow(c))).collect();
    let end_of = |i: usize| chars.get(i).map_or(text.len(), |(at, _)| *at);
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let before = i.checked_sub(1).and_then(|p| chars.get(p)).map(|(_, c)| *c);
        let Some(read) = year_at(&chars, i, before) else {
            i += 1;
            continue;
        };
        let unit = match (char_at(&chars, read.end), char_at(&chars, read.end + 1)) {
            (Some('年'), Some('度')) => YearUnit::FiscalYear,
            (Some('年'), _) => YearUnit::Year,
            (Some('度'), _) if read.says_year => YearUnit::FiscalYear,
            _ if read.says_year => YearUnit::Year,
            _ => YearUnit::Bare,
        };
        found.push(Mention {
            range: end_of(i)..end_of(read.end),
            western: read.western,
            eras: read.eras,
            unit,
        });
        i = read.end;
    }
    found
}

/// The one fiscal year that a short text (a header cell, a label) names, if it names exactly one.
pub fn parse(text: &str) -> Option<FiscalYear> {
    let mut years = mentions(text).into_iter().filter_map(|m| m.fiscal_year());
    let first = years.next()?;
    years.all(|other| other == first).then_some(first)
}

struct YearRead {
    end: usize,
    western: Option<i16>,
    eras: Vec<EraYear>,
    says_year: bool,
}

fn char_at(chars: &[(usize, char)], i: usize) -> Option<char> {
    chars.get(i).map(|(_, c)| *c)
}

fn digits(chars: &[(usize, char)], start: usize) -> (usize, Option<i16>) {
    let mut end = start;
    while char_at(chars, end).is_some_and(|c| c.is_ascii_digit()) {
        end += 1;
    }
    let number: String = chars[start..end].iter().map(|(_, c)| *c).collect();
    (end, number.parse().ok())
}

fn spaces(chars: &[(usize, char)], mut i: usize) -> usize {
    while char_at(chars, i) == Some(' ') {
        i += 1;
    }
    i
}

/// An era with its number at `i`: 令和3, 令和元, R3, H31. Returns the place after it.
fn era_at(chars: &[(usize, char)], i: usize) -> Option<(usize, EraYear)> {
    let here = char_at(chars, i)?;
    let (era, after, kanji) = Era::ALL.iter().find_map(|era| {
        let mut name = era.kanji().chars();
        if name.next() == Some(here) && name.next() == char_at(chars, i + 1) {
            Some((*era, i + 2, true))
        } else if era.letter() == here {
            Some((*era, i + 1, false))
        } else {
            None
        }
    })?;
    let start = spaces(chars, after);
    let start = if char_at(chars, start) == Some('.') && !kanji {
        start + 1
    } else {
        start
    };
    if char_at(chars, start) == Some('元') {
        return Some((start + 1, EraYear { era, number: 1 }));
    }
    let (end, number) = digits(chars, start);
    if end == start || end - start > 2 || (start > after && !kanji) {
        return None;
    }
    Some((end, EraYear { era, number: number? }))
}

fn year_at(chars: &[(usize, char)], i: usize, before: Option<char>) -> Option<YearRead> {
    let here = char_at(chars, i)?;
    if here.is_ascii_digit() {
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.' || c == ',') {
            return None;
        }
        let (end, number) = digits(chars, i);
        if end - i != 4 {
            return None;
        }
        let (mut after, mut says_year) = (end, false);
        for unit in ['年', '度'] {
            if char_at(chars, after) == Some(unit) {
                after += 1;
                says_year = true;
            }
        }
        let bracket = spaces(chars, after);
        let bracketed = if char_at(chars, bracket) == Some('(') {
            bracketed_eras(chars, bracket + 1)
        } else {
            None
        };
        if let Some((close, eras, inner_year)) = bracketed {
            return Some(YearRead {
                end: close,
                western: number,
                eras,
                says_year: says_year || inner_year,
            });
        }
        return says_year.then_some(YearRead {
            end,
            western: number,
            eras: Vec::new(),
            says_year: false,
        });
    }
    let (end, era) = era_at(chars, i)?;
    let letter = here.is_ascii_alphabetic();
    if letter
        && (before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
            || char_at(chars, end).is_some_and(|c| c.is_ascii_alphabetic()))
    {
        return None;
    }
    // 令和3(2021)年度, 令和3年度(2021年度)
    let mut after = end;
    let mut says_year = false;
    for unit in ['年', '度'] {
        if char_at(chars, after) == Some(unit) {
            after += 1;
            says_year = true;
        }
    }
    let bracket = spaces(chars, after);
    if char_at(chars, bracket) == Some('(') {
        let (close, western) = digits(chars, bracket + 1);
        if close - (bracket + 1) == 4 {
            let mut close = close;
            for unit in ['年', '度'] {
                if char_at(chars, close) == Some(unit) {
                    close += 1;
                }
            }
            if char_at(chars, close) == Some(')') {
                return Some(YearRead {
                    end: close + 1,
                    western,
                    eras: vec![era],
                    says_year,
                });
            }
        }
    }
    Some(YearRead {
        end,
        western: None,
        eras: vec![era],
        says_year: false,
    })
}

/// `R3)`, `H31/R1)`, `令和3年度)`: the place after the bracket, the eras, whether 年 was said.
fn bracketed_eras(chars: &[(usize, char)], start: usize) -> Option<(usize, Vec<EraYear>, bool)> {
    let (mut i, mut eras, mut says_year) = (start, Vec::new(), false);
    loop {
        let (end, era) = era_at(chars, i)?;
        eras.push(era);
        i = end;
        for unit in ['年', '度'] {
            if char_at(chars, i) == Some(unit) {
                i += 1;
                says_year = true;
            }
        }
        match char_at(chars, i)? {
            ')' => return Some((i + 1, eras, says_year)),
            '/' | '・' | '、' | ',' => i += 1,
            _ => return None,
        }
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
