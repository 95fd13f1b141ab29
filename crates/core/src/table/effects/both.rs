//! Two series side by side, over the parts and years that both state.

use std::collections::HashSet;

use super::series::{Key, Series, key};
use crate::effect::{Effect, Part};
use crate::fiscal_year::FiscalYear;
use crate::money::Yen;

/// Two series over what both state.
pub(in crate::table) struct Both<'a, 'b> {
    pub(in crate::table) then: &'b Series<'a>,
    pub(in crate::table) now: &'b Series<'a>,
    /// The parts and years that both state.
    stated: HashSet<(Key<'a>, Option<FiscalYear>)>,
}

impl<'a, 'b> Both<'a, 'b> {
    pub(in crate::table) fn of(then: &'b Series<'a>, now: &'b Series<'a>) -> Self {
        let stated = then.stated().intersection(&now.stated()).copied().collect();
        Self { then, now, stated }
    }

    /// Whether they state nothing alike.
    pub(in crate::table) fn is_empty(&self) -> bool {
        self.stated.is_empty()
    }

    /// How many parts and years one of the two states and the other does not.
    pub(in crate::table) fn alone(&self, one: &Series<'a>) -> usize {
        one.stated().difference(&self.stated).count()
    }

    /// The entries of one of the two, for a part and year, that the other states as well; of all parts or all years
    /// where none is given.
    pub(in crate::table) fn entries(
        &self,
        one: &'b Series<'a>,
        part: Option<&'b Part>,
        year: Option<FiscalYear>,
    ) -> impl Iterator<Item = &'a Effect> {
        // Whether an entry is contained in one above it depends on its part and year alone.
        one.of(part, year)
            .filter(|e| self.stated.contains(&(key(e), e.fiscal_year)))
    }

    /// Their sum; none where there are none.
    pub(in crate::table) fn sum(
        &self,
        one: &'b Series<'a>,
        part: Option<&'b Part>,
        year: Option<FiscalYear>,
    ) -> Option<Yen> {
        Yen::sum(self.entries(one, part, year).map(|e| e.amount))
    }

    /// What the second states beyond the first.
    pub(in crate::table) fn difference(
        &self,
        part: Option<&'b Part>,
        year: Option<FiscalYear>,
    ) -> Option<Yen> {
        self.sum(self.now, part, year)?
            .checked_sub(self.sum(self.then, part, year)?)
    }

    /// All entries of a part and year, the first series' before the second's.
    pub(in crate::table) fn all(
        &self,
        part: Option<&'b Part>,
        year: Option<FiscalYear>,
    ) -> impl Iterator<Item = &'a Effect> {
        self.entries(self.then, part, year)
            .chain(self.entries(self.now, part, year))
    }

    /// The years of which both state something, in order.
    pub(in crate::table) fn years(&self) -> Vec<FiscalYear> {
        let mut years: Vec<FiscalYear> = self.stated.iter().filter_map(|(_, year)| *year).collect();
        years.sort_unstable();
        years.dedup();
        years
    }
}
