//! The fiscal outlook (財政計画、財政見通し): revenue, expenditure and gap by year, as stated on an occasion.
//!
//! A fiscal plan is rolled every year and looks as many years ahead each time, so that its years are others than those
//! of the reform plan. Each rolling is a vintage of its own and is kept. The gap is what is stated, or else revenue less
//! expenditure; it is never guessed from one of the two. Not here: the effects set against it (`table::fiscal`).

use std::collections::HashMap;

use crate::document::Place;
use crate::fiscal_year::FiscalYear;
use crate::money::Yen;
use crate::text::each_once;

/// What a line of the outlook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutlookLine {
    /// 歳入
    Revenue,
    /// 歳出
    Expenditure,
    /// 収支: negative where money is lacking.
    Gap,
    /// 改革効果のうち織込み済みの額: what of the effects is in the figures above already.
    Included,
}

impl OutlookLine {
    /// All of them, in the order of a page.
    pub const ALL: [OutlookLine; 4] = [
        OutlookLine::Revenue,
        OutlookLine::Expenditure,
        OutlookLine::Gap,
        OutlookLine::Included,
    ];

    /// The word in addresses, forms and the database.
    pub const fn key(self) -> &'static str {
        match self {
            OutlookLine::Revenue => "revenue",
            OutlookLine::Expenditure => "expenditure",
            OutlookLine::Gap => "gap",
            OutlookLine::Included => "included",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            OutlookLine::Revenue => "歳入",
            OutlookLine::Expenditure => "歳出",
            OutlookLine::Gap => "収支（不足は△）",
            OutlookLine::Included => "改革効果のうち織込み済みの額",
        }
    }

    /// The line of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.key() == key)
    }
}

/// A figure of an outlook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlookEntry {
    /// The occasion: 令和8年度策定.
    pub vintage: String,
    /// What it is.
    pub line: OutlookLine,
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// How much, in yen.
    pub amount: Yen,
    /// Where it stands.
    pub at: Place,
}

/// The vintages of outlooks, in the order first stated.
pub fn vintages(entries: &[OutlookEntry]) -> Vec<&str> {
    each_once(entries.iter().map(|entry| entry.vintage.as_str()))
}

/// The figures of one vintage, by line and year.
pub fn of_vintage<'a>(
    entries: &'a [OutlookEntry],
    vintage: &str,
) -> HashMap<(OutlookLine, FiscalYear), &'a OutlookEntry> {
    let own = entries.iter().filter(|entry| entry.vintage == vintage);
    own.map(|entry| ((entry.line, entry.fiscal_year), entry))
        .collect()
}

/// The gap of a year: as stated, or else revenue less expenditure where both are.
pub fn gap(of: &HashMap<(OutlookLine, FiscalYear), &OutlookEntry>, year: FiscalYear) -> Option<Yen> {
    let amount = |line| of.get(&(line, year)).map(|entry| entry.amount);
    amount(OutlookLine::Gap).or_else(|| {
        let (revenue, expenditure) = (amount(OutlookLine::Revenue)?, amount(OutlookLine::Expenditure)?);
        revenue.checked_sub(expenditure)
    })
}
