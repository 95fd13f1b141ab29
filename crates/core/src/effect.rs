//! Effect amounts (効果額): an append-only ledger by item or group, fiscal year, kind and vintage.
//!
//! Invariant: no entry is changed or removed; a correction is a new entry that says why.

use crate::document::Place;
use crate::fiscal_year::FiscalYear;
use crate::money::Yen;

/// What an amount claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EffectKind {
    /// 計画
    Plan,
    /// 実績
    Actual,
    /// 見込
    Forecast,
}

impl EffectKind {
    /// The word of the command line's JSON.
    pub const fn key(self) -> &'static str {
        match self {
            EffectKind::Plan => "plan",
            EffectKind::Actual => "actual",
            EffectKind::Forecast => "forecast",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            EffectKind::Plan => "計画",
            EffectKind::Actual => "実績",
            EffectKind::Forecast => "見込",
        }
    }
}

/// How an amount counts beyond its own year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Duration {
    /// Not said.
    #[default]
    Unsaid,
    /// 単年度: counts in its year only.
    SingleYear,
    /// 継続的: a yearly amount that counts in every later year of the plan.
    Continuing,
}

/// Where an effect comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Source {
    /// Not said.
    #[default]
    Unsaid,
    /// 歳入確保
    Revenue,
    /// 歳出削減
    Spending,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Identity: provisional in a draft, lasting in the store.
    pub id: String,
    /// The occasion on which it was stated: 計画策定時点, 令和6年度時点. Old vintages never change.
    pub vintage: String,
    /// The titles from the highest section down to the item or group it is stated for.
    pub path: Vec<String>,
    /// The fiscal year it falls in; none where only an amount over the whole period is stated.
    pub fiscal_year: Option<FiscalYear>,
    /// Plan, actual or forecast.
    pub kind: EffectKind,
    /// How much.
    pub amount: Yen,
    /// How it counts beyond its year.
    pub duration: Duration,
    /// Where it comes from.
    pub source: Source,
    /// The entry that this one corrects, and why.
    pub corrects: Option<Correction>,
    /// Where it stands.
    pub at: Place,
}

/// Why an entry replaces another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The entry that no longer counts.
    pub entry: String,
    /// Why.
    pub reason: String,
}

/// A printed total, kept beside the entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedAmount {
    /// The vintage.
    pub vintage: String,
    /// The titles of the part it sums up; empty for the plan as a whole.
    pub path: Vec<String>,
    /// The fiscal year; none for the sum over the years.
    pub fiscal_year: Option<FiscalYear>,
    /// What it is, as printed: 合計額, 計画策定時との比較.
    pub label: String,
    /// Whether it is a difference against another vintage rather than a sum.
    pub difference: bool,
    /// How much.
    pub amount: Yen,
    /// Where it stands.
    pub at: Place,
}

/// The entries that count: those which no later entry corrects.
pub fn in_force(entries: &[Effect]) -> impl Iterator<Item = &Effect> {
    entries.iter().filter(|e| {
        !entries.iter().any(|other| {
            other
                .corrects
                .as_ref()
                .is_some_and(|c| c.entry == e.id && !c.entry.is_empty())
        })
    })
}

/// The vintages of a ledger, in the order first stated.
pub fn vintages(entries: &[Effect]) -> Vec<&str> {
    let mut seen: Vec<&str> = Vec::new();
    for entry in entries {
        if !seen.contains(&entry.vintage.as_str()) {
            seen.push(&entry.vintage);
        }
    }
    seen
}
