//! The eras that Japan counts its years in, and years as numbers of an era.
//!
//! Source of the era dates: the proclamations of each era (大正 1912-07-30, 昭和 1926-12-25,
//! 平成 1989-01-08, 令和 2019-05-01). Not here: fiscal years, today's date.

use std::fmt;

use time::{Date, Month};

use crate::text::fold;

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

/// A day as an office writes it: 令和8年11月28日; before 明治 with the Western year.
pub fn day_in_words(day: Date) -> String {
    let (month, number) = (u8::from(day.month()), day.day());
    let era = i16::try_from(day.year())
        .ok()
        .and_then(|year| EraYear::of_day((year, month, number)));
    let year = era.map_or_else(|| format!("{}年", day.year()), EraYear::in_words);
    format!("{year}{month}月{number}日")
}

/// A day as people type it and as spreadsheets show it: 2026-04-01, 2026/4/1, 令和8年4月1日, R8.4.1; a weekday in
/// brackets and an hour behind it say nothing. None for what is no day.
pub fn day_as_typed(text: &str) -> Option<Date> {
    let without_hour = match text.contains(':') {
        true => text.split_whitespace().next().unwrap_or_default(),
        false => text,
    };
    let folded = fold(without_hour);
    let plain = folded.split('(').next().unwrap_or_default();
    let era = Era::ALL.into_iter().find_map(|era| {
        let letter = era.letter().to_ascii_lowercase();
        let behind = plain.strip_prefix(era.kanji()).or(plain.strip_prefix(letter));
        Some((era, behind?))
    });
    let (first, digits) = era.map_or((None, plain), |(era, behind)| (Some(era.first_year()), behind));
    let digits = digits.strip_suffix('日').unwrap_or(digits);
    let mut parts = digits.split(['年', '月', '-', '/', '.']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let year = match first {
        Some(first) if year == "元" => first,
        Some(first) => first.checked_add(year.parse::<i16>().ok()?)?.checked_sub(1)?,
        None if year.len() == 4 => year.parse().ok()?,
        None => return None,
    };
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let found = Date::from_calendar_date(i32::from(year), month, day.parse().ok()?).ok();
    found.filter(|_| parts.next().is_none())
}

impl fmt::Display for EraYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.era.letter(), self.number)
    }
}
