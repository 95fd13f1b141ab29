//! Years in running text: `2021(R3)年度`, `平成31年度`, `R7`, `2019(H31/R1)`.
//!
//! Not here: years of header cells, which say more by standing there (`labels::year`).

use std::ops::Range;

use super::{Era, EraYear, FiscalYear};
use crate::text::narrow;

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
    while char_at(chars, i).is_some_and(char::is_whitespace) {
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
