//! Every figure of a document once, with its place, and the relations that the structure of the
//! document says hold between them.
//!
//! Invariant: a relation is laid down because of labels, heads and positions; whether its numbers
//! agree is asked afterwards, in `evaluate`. Not here: which structures there are (one file each).

use std::collections::HashSet;

use crate::document::Place;
use crate::figure::{Figure, Measure};
use crate::finding::verified_by;
use crate::money::Unit;

/// A figure in the ledger.
pub(crate) type Id = usize;

/// Amounts are compared in millionths, so that figures of any number of places meet.
pub(crate) const MICRO: i128 = 1_000_000;

/// A printed figure.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// What is printed.
    pub(crate) figure: Figure,
    /// Exactly as printed.
    pub(crate) stated: String,
    /// Where.
    pub(crate) at: Place,
    /// The unit that its table declares, for a bare number.
    pub(crate) unit: Option<Unit>,
    /// What it is, in the words of the document; empty where that is not known.
    pub(crate) name: String,
    /// Whether the document breaks off right behind it.
    pub(crate) breaks_off: bool,
    /// What a workbook stores behind a rounded figure, in millionths of what is printed.
    pub(crate) stored: Option<i128>,
}

impl Entry {
    /// A figure of running text, which declares no unit for it and gives it no name.
    pub(crate) fn in_words(figure: Figure, stated: String, at: Place) -> Self {
        Self {
            figure,
            stated,
            at,
            unit: None,
            name: String::new(),
            breaks_off: false,
            stored: None,
        }
    }

    /// The value in millionths of what is printed; of a yen for amounts.
    pub(crate) fn value(&self) -> Option<i128> {
        self.figure
            .value
            .checked_mul(10i128.checked_pow(6u32.checked_sub(self.figure.places)?)?)
    }

    /// How many yen the figure counts as one: more than one for a bare number in a table of amounts.
    pub(crate) fn yen_a_unit(&self) -> i128 {
        match (self.figure.measure, self.unit) {
            (Measure::Number, Some(unit)) => i128::from(unit.yen()),
            _ => 1,
        }
    }

    /// The value in millionths of a yen, if the figure is an amount or stands in a table of amounts.
    pub(crate) fn yen(&self) -> Option<i128> {
        match (self.figure.measure, self.unit) {
            (Measure::Money, _) => self.value(),
            (Measure::Number, Some(_)) => self.value()?.checked_mul(self.yen_a_unit()),
            _ => None,
        }
    }

    /// The step between neighbouring figures printed this way, in millionths.
    pub(crate) fn step(&self) -> Option<i128> {
        self.figure
            .step
            .checked_mul(10i128.checked_pow(6u32.checked_sub(self.figure.places)?)?)
    }

    /// The step in yen, in millionths.
    pub(crate) fn step_in_yen(&self) -> Option<i128> {
        let unit = if self.figure.measure == Measure::Money {
            1
        } else {
            i128::from(self.unit?.yen())
        };
        self.step()?.checked_mul(unit)
    }

    /// Whether the unit is so coarse that figures in it are most likely rounded.
    pub(crate) fn is_coarse(&self) -> bool {
        match self.figure.measure {
            Measure::Money => self.figure.step > 1_000,
            Measure::Number => {
                self.figure.places > 0
                    || (self.figure.counter.is_empty() && self.unit.is_some_and(|u| u.yen() > 1_000))
            }
            Measure::Percent => true,
        }
    }

    /// Whether the figure is an amount, as far as its unit or its name says; counts are never rounded.
    pub(crate) fn is_measured(&self) -> bool {
        self.figure.measure == Measure::Money
            || self.unit.is_some()
            || self.figure.places > 0
            || self
                .name
                .contains(['額', '円', '費', '税', '金', '債', '収', '支', '歳'])
    }

    /// Whether the figure ends in a zero at its own step, as planned amounts do and rounded ones do not.
    pub(crate) fn ends_in_zero(&self) -> bool {
        self.figure
            .step
            .checked_mul(10)
            .is_some_and(|ten| ten != 0 && self.figure.value % ten == 0)
    }
}

/// How a figure follows from others.
#[derive(Clone, Debug)]
pub(crate) enum Formula {
    /// The sum of figures, each taken so many times.
    Sum(Vec<(i64, Id)>),
    /// A number of things counted in the document.
    Count(i64),
    /// One sum as a percentage of another.
    Ratio {
        /// What is divided.
        part: Vec<(i64, Id)>,
        /// By what.
        whole: Vec<(i64, Id)>,
    },
}

impl Formula {
    /// The figures it is made of.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Id> + '_ {
        let (first, second) = match self {
            Formula::Sum(parts) => (parts.as_slice(), [].as_slice()),
            Formula::Count(_) => ([].as_slice(), [].as_slice()),
            Formula::Ratio { part, whole } => (part.as_slice(), whole.as_slice()),
        };
        first.iter().chain(second).map(|(_, id)| *id)
    }
}

/// A figure that must follow from others.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    /// The rule that reports it: `sum-mismatch`.
    pub(crate) rule: &'static str,
    /// The figure that must follow.
    pub(crate) target: Id,
    /// From what.
    pub(crate) formula: Formula,
    /// The relations found by the same structure, which vouch for each other.
    pub(crate) bundle: usize,
    /// What the computed figure is, in Japanese: 内訳の合計.
    pub(crate) is: String,
}

impl Relation {
    /// The name of the check that verifies the figure: `sum` of `sum-mismatch`.
    pub(crate) fn check(&self) -> &'static str {
        verified_by(self.rule)
    }
}

/// What a structure proves by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Enough, so that a lone relation is believed when it fails.
    Alone,
    /// Too little: its relations are believed where most of them hold.
    WithOthers,
}

/// Relations found by one structure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bundle {
    /// What the structure proves.
    pub(crate) proof: Proof,
    /// Whether the same structure would be seen if one of its figures were another.
    pub(crate) robust: bool,
    /// The table in which it was found, if it was found in one.
    pub(crate) sheet: Option<usize>,
}

/// All figures and relations of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    /// The figures, in order of reading.
    pub(crate) entries: Vec<Entry>,
    /// What must hold.
    pub(crate) relations: Vec<Relation>,
    /// The structures behind them.
    pub(crate) bundles: Vec<Bundle>,
    /// Figures that the structure of a bundle would be seen otherwise without.
    pub(crate) weak: HashSet<(usize, Id)>,
    /// The table that is looked at.
    pub(crate) here: Option<usize>,
    /// Whether the document says that its amounts are rounded one by one.
    pub(crate) rounded: bool,
    /// Whether the document says that it cuts digits off.
    pub(crate) cut_off: bool,
}

impl Proof {
    /// Enough where something holds, too little else.
    pub(crate) fn alone_if(holds: bool) -> Self {
        if holds { Proof::Alone } else { Proof::WithOthers }
    }
}

impl Ledger {
    /// Whether figures agree as a workbook stores them, so that only the way they are shown is rounded.
    pub(crate) fn agrees_as_stored(&self, target: Id, parts: &[(i128, Id)]) -> bool {
        let entry = |id: Id| self.entries.get(id);
        let Some(total) = entry(target) else {
            return false;
        };
        let is_alike = |other: &Entry| {
            other.figure.measure == total.figure.measure && other.yen_a_unit() == total.yen_a_unit()
        };
        let stored = |entry: &Entry| entry.stored.or_else(|| entry.value());
        let sum = parts.iter().try_fold(0i128, |sum, (times, id)| {
            let part = entry(*id).filter(|part| is_alike(part))?;
            sum.checked_add(stored(part)?.checked_mul(*times)?)
        });
        let has_stored = total.stored.is_some()
            || parts
                .iter()
                .any(|(_, id)| entry(*id).is_some_and(|part| part.stored.is_some()));
        // What is stored is a float: its last place may be off.
        let allowed = i128::try_from(parts.len()).unwrap_or(i128::MAX).saturating_add(1);
        let off = sum
            .zip(stored(total))
            .and_then(|(sum, total)| sum.checked_sub(total)?.checked_abs());
        has_stored && off.is_some_and(|off| off <= allowed)
    }

    /// Adds a figure.
    pub(crate) fn enter(&mut self, entry: Entry) -> Id {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// Opens a bundle.
    pub(crate) fn bundle(&mut self, proof: Proof) -> usize {
        let sheet = self.here;
        self.bundles.push(Bundle {
            proof,
            robust: true,
            sheet,
        });
        self.bundles.len() - 1
    }

    /// Notes that the structure of a bundle would not be seen if one of its figures were another.
    pub(crate) fn doubt(&mut self, bundle: usize) {
        if let Some(bundle) = self.bundles.get_mut(bundle) {
            bundle.robust = false;
        }
    }

    /// Notes that a bundle would be seen otherwise if one of these figures were another.
    pub(crate) fn weaken(&mut self, bundle: usize, weak: &[Id]) {
        self.weak.extend(weak.iter().map(|id| (bundle, *id)));
    }
}
