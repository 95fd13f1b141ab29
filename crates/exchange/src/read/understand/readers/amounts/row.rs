//! One row of a table of amounts: what its cells state, as entries of the ledger or as totals beside it.
//!
//! Not here: which rows and columns there are.

use gyokaku_core::document::Cell;
use gyokaku_core::effect::{Effect, EffectKind, Source, StatedAmount};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::labels;
use gyokaku_core::money::{Unit, Yen};
use gyokaku_core::text::fold;

use super::said::{Said, is_of_now};
use crate::read::understand::parts::Parts;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::others::is_no_entry;
use crate::read::understand::words::speech::{duration, occasion, source};
use crate::read::understand::words::values::amount;
use crate::read::understand::words::years;
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::Column;

/// What a cell states.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// An entry of the ledger.
    Entry(Effect),
    /// A total or a difference.
    Stated(StatedAmount),
    /// No amount.
    Nothing,
}

impl Found {
    /// Adds it to the parts of a table.
    pub(crate) fn enter(self, parts: &mut Parts) {
        match self {
            Found::Entry(effect) => parts.effects.push(effect),
            Found::Stated(amount) => parts.stated_amounts.push(amount),
            Found::Nothing => {}
        }
    }
}

/// A row of amounts: what they are stated for.
pub(crate) struct Row<'a> {
    pub(crate) vintage: &'a str,
    pub(crate) titles: Vec<String>,
    pub(crate) label: String,
    pub(crate) total: bool,
    pub(crate) unit: Option<Unit>,
    pub(crate) kind: Option<EffectKind>,
    /// The kind that a column of kinds says of the row, whatever stands in the heads.
    pub(crate) said_kind: Option<EffectKind>,
    /// Whether the row says that it tells what is known by now: 現在, 現時点.
    pub(crate) by_now: bool,
    pub(crate) said: Said,
}

impl Row<'_> {
    /// The amount of a cell.
    pub(crate) fn cell(&self, column: &Column, cell: &Cell, table: &Table<'_>) -> Found {
        let Some(mut yen) = amount(&cell.text, column.unit.or(self.unit)) else {
            return Found::Nothing;
        };
        let label = [column.label.as_str(), self.label.as_str()].concat();
        let source = source(&self.label)
            .or_else(|| source(&column.label))
            .unwrap_or(Source::Unsaid);
        if source == Source::Spending
            && yen.0 < 0
            && ["削減", "縮減", "節減"].iter().any(|w| fold(&label).contains(w))
        {
            // In a line of savings the triangle says that less is spent.
            yen = Yen(yen.0.saturating_neg());
        }
        match (column.field, column.year) {
            (Some(Field::Difference), year) => self.stated(column, year, true, yen, cell),
            (Some(Field::Total), year) => self.stated(column, year, false, yen, cell),
            (Some(Field::Rate | Field::Count), _) => Found::Nothing,
            _ if is_no_entry(&column.label) => Found::Nothing,
            (Some(Field::Effect), None) if self.total => self.stated(column, None, false, yen, cell),
            (_, Some(year)) if self.total => self.stated(column, Some(year), false, yen, cell),
            (Some(Field::Effect), year @ None) | (_, year @ Some(_)) => {
                let vintage = if self.vintage.is_empty() {
                    occasion(&column.label).unwrap_or_default()
                } else {
                    self.vintage.to_owned()
                };
                let adoption = fold(&vintage).contains("策定時");
                let by_caption = || table.about().find_map(effect_kind);
                let kind = self
                    .said_kind
                    .or(column.kind)
                    .or(self.kind)
                    .or_else(|| self.by_now.then(|| self.said.by_now(table, year)))
                    .or(adoption.then_some(EffectKind::Plan))
                    .or_else(by_caption)
                    .or_else(|| is_of_now(&vintage).then(|| self.said.by_now(table, year)))
                    .or_else(|| self.said.of(year))
                    .unwrap_or(EffectKind::Plan);
                let said = table.about().take(4).find_map(duration).unwrap_or_default();
                Found::Entry(Effect {
                    id: String::new(),
                    vintage,
                    on: None,
                    path: self.titles.clone(),
                    fiscal_year: year,
                    kind,
                    amount: yen,
                    duration: said,
                    source,
                    corrects: None,
                    at: cell.at.clone(),
                })
            }
            _ => Found::Nothing,
        }
    }

    fn stated(
        &self,
        column: &Column,
        year: Option<FiscalYear>,
        difference: bool,
        amount: Yen,
        cell: &Cell,
    ) -> Found {
        let label = if difference || year.is_none() || !self.total {
            without_years(&column.label)
        } else {
            self.label.clone()
        };
        Found::Stated(StatedAmount {
            vintage: self.vintage.to_owned(),
            path: self.titles.clone(),
            fiscal_year: year,
            label,
            difference,
            amount,
            at: cell.at.clone(),
        })
    }
}

/// `合計額 (R4~R9)` is 合計額.
fn without_years(label: &str) -> String {
    match label.split_once(['(', '（']) {
        Some((front, inner)) if years::period(inner).is_some() && !front.trim().is_empty() => {
            front.trim().to_owned()
        }
        _ => label.to_owned(),
    }
}

/// Whether a row of amounts sums up others: a total, or the one row that is called 効果額.
pub(crate) fn is_total(label: &str) -> bool {
    labels::is_total(label) || fold(label) == "効果額"
}
