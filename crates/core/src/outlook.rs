//! The fiscal outlook (財政計画、財政見通し): revenue, expenditure and gap by year, as stated on an occasion.
//!
//! A fiscal plan is rolled every year and looks as many years ahead each time, so that its years are others than those
//! of the reform plan. Each rolling is a vintage of its own and is kept. The gap is what is stated, or else revenue less
//! expenditure; it is never guessed from one of the two. Not here: the effects set against it (`table::fiscal`).

use std::collections::HashMap;

use crate::document::Place;
use crate::fiscal_year::FiscalYear;
use crate::money::Yen;
use crate::plan::Period;
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
    /// The fiscal year, or the first of several.
    pub fiscal_year: FiscalYear,
    /// The last of the fiscal years that it is stated for together; none where it is one year's.
    pub until: Option<FiscalYear>,
    /// How much, in yen.
    pub amount: Yen,
    /// Where it stands.
    pub at: Place,
}

/// The vintages of outlooks, in the order first stated.
pub fn vintages(entries: &[OutlookEntry]) -> Vec<&str> {
    each_once(entries.iter().map(|entry| entry.vintage.as_str()))
}

/// What a figure is of: its line, its year, and the last year where it is of several together.
pub type OutlookKey = (OutlookLine, FiscalYear, Option<FiscalYear>);

impl OutlookEntry {
    /// What it is of.
    pub fn key(&self) -> OutlookKey {
        (self.line, self.fiscal_year, self.until)
    }
}

/// The periods for which a vintage states figures together, in order.
pub fn periods(entries: &[OutlookEntry], vintage: &str) -> Vec<Period> {
    let own = entries.iter().filter(|entry| entry.vintage == vintage);
    let of = own.filter_map(|entry| Some((entry.fiscal_year, entry.until?)));
    let mut periods: Vec<(FiscalYear, FiscalYear)> = of.collect();
    periods.sort_unstable();
    periods.dedup();
    periods
        .into_iter()
        .map(|(from, to)| Period { from, to })
        .collect()
}

/// The figures that one vintage states for a period together, by line.
pub fn of_period<'a>(
    entries: &'a [OutlookEntry],
    vintage: &str,
    period: Period,
) -> HashMap<OutlookLine, &'a OutlookEntry> {
    let own = entries.iter().filter(|entry| entry.vintage == vintage);
    own.filter(|entry| entry.fiscal_year == period.from && entry.until == Some(period.to))
        .map(|entry| (entry.line, entry))
        .collect()
}

/// The figures of one vintage that are of one year each, by line and year.
pub fn of_vintage<'a>(
    entries: &'a [OutlookEntry],
    vintage: &str,
) -> HashMap<(OutlookLine, FiscalYear), &'a OutlookEntry> {
    let own = entries
        .iter()
        .filter(|entry| entry.vintage == vintage && entry.until.is_none());
    own.map(|entry| ((entry.line, entry.fiscal_year), entry))
        .collect()
}

/// The gap of a year: as stated, or else revenue less expenditure where both are.
pub fn gap(of: &HashMap<(OutlookLine, FiscalYear), &OutlookEntry>, year: FiscalYear) -> Option<Yen> {
    gap_of(|line| of.get(&(line, year)).map(|entry| entry.amount))
}

/// The gap that lines come to: as stated, or else revenue less expenditure where both are.
pub fn gap_of(amount: impl Fn(OutlookLine) -> Option<Yen>) -> Option<Yen> {
    amount(OutlookLine::Gap).or_else(|| {
        let (revenue, expenditure) = (amount(OutlookLine::Revenue)?, amount(OutlookLine::Expenditure)?);
        revenue.checked_sub(expenditure)
    })
}
