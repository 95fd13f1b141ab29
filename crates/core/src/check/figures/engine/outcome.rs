//! Working a relation out: whether its figures agree, as printed, rounded, or with one of them replaced.
//!
//! Not here: which relations there are, and what is said of those that fail (`evaluate`).

use super::ledger::{Entry, Formula, Id, Ledger, MICRO, Relation};
use crate::figure::Measure;

/// How a relation turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It holds. Whether any other digit would have made it fail.
    Holds {
        /// Whether a figure one step away would fail.
        strictly: bool,
    },
    /// It fails; the computed value in millionths, in the measure of the target.
    Off {
        /// What it should be.
        computed: i128,
        /// Whether an odd way of rounding could explain it.
        slight: bool,
    },
    /// It cannot be told.
    Unknown,
}

/// How figures of a relation were rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Rounded {
    /// As the units and the notes of the document let expect.
    #[default]
    AsExpected,
    /// Amounts were not rounded one by one: the table adds up to the last digit elsewhere.
    Never,
    /// Rates were cut off: the document does so elsewhere.
    CutOff,
}

/// What a relation is worked out with: the figures as printed, or one of them replaced.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Instead {
    /// The figure and the value that replaces it.
    pub(crate) replaced: Option<(Id, i128)>,
    /// How figures were rounded.
    pub(crate) rounded: Rounded,
}

/// Parts with their times as wide numbers.
fn wide(parts: &[(i64, Id)]) -> Vec<(i128, Id)> {
    parts
        .iter()
        .map(|(times, id)| (i128::from(*times), *id))
        .collect()
}

impl Ledger {
    /// Whether a formula holds for a target as printed.
    pub(crate) fn holds(&self, target: Id, formula: &Formula) -> bool {
        matches!(
            self.outcome(target, formula, Instead::default()),
            Outcome::Holds { .. }
        )
    }

    /// How many of the formulas hold and how many fail.
    pub(crate) fn votes<'a>(&self, formulas: impl IntoIterator<Item = &'a (Id, Formula)>) -> (usize, usize) {
        let (mut ok, mut off) = (0, 0);
        for (target, formula) in formulas {
            match self.outcome(*target, formula, Instead::default()) {
                Outcome::Holds { .. } => ok += 1,
                Outcome::Off { .. } => off += 1,
                Outcome::Unknown => {}
            }
        }
        (ok, off)
    }

    /// Works a relation out.
    pub(crate) fn outcome(&self, target: Id, formula: &Formula, instead: Instead) -> Outcome {
        self.work_out(target, formula, instead)
            .unwrap_or(Outcome::Unknown)
    }

    fn work_out(&self, target: Id, formula: &Formula, instead: Instead) -> Option<Outcome> {
        let entry = self.entries.get(target)?;
        match formula {
            Formula::Count(count) => {
                let computed = i128::from(*count).checked_mul(MICRO)?;
                let stated = self.value(target, false, instead)?;
                Some(if stated == computed {
                    Outcome::Holds { strictly: true }
                } else {
                    Outcome::Off {
                        computed,
                        slight: false,
                    }
                })
            }
            Formula::Ratio { part, whole } => {
                let in_yen = self.in_yen(part.iter().chain(whole))?;
                let (part, whole) = (
                    self.sum(part, in_yen, instead)?,
                    self.sum(whole, in_yen, instead)?,
                );
                if whole <= 0 {
                    return None;
                }
                let places = entry.figure.places;
                let scaled = part.checked_mul(100)?.checked_mul(10i128.checked_pow(places)?)?;
                let size = scaled.checked_abs()?;
                let half_up = size.checked_mul(2)?.checked_add(whole)? / whole.checked_mul(2)?;
                let floor = size / whole;
                let sign = if scaled < 0 { -1 } else { 1 };
                let scale = 10i128.checked_pow(6u32.checked_sub(places)?)?;
                let stated = self.value(target, false, instead)?;
                let (half_up, floor) = (sign * half_up * scale, sign * floor * scale);
                if entry.figure.approximate {
                    let near = (stated - half_up).abs() <= entry.step()?.checked_mul(2)?;
                    return Some(if near {
                        Outcome::Holds { strictly: false }
                    } else {
                        Outcome::Unknown
                    });
                }
                let law = if instead.rounded == Rounded::CutOff {
                    floor
                } else {
                    half_up
                };
                Some(if stated == law {
                    Outcome::Holds {
                        strictly: !self.cut_off || floor == half_up,
                    }
                } else if self.cut_off && (stated == floor || stated == half_up) {
                    Outcome::Holds { strictly: false }
                } else {
                    Outcome::Off {
                        computed: law,
                        slight: stated == floor || stated == half_up,
                    }
                })
            }
            Formula::Sum(parts) => {
                if entry.figure.measure == Measure::Percent || parts.is_empty() {
                    return None;
                }
                let in_yen = self.in_yen(parts.iter().chain([&(1, target)]))?;
                let computed = self.sum(parts, in_yen, instead)?;
                let stated = self.value(target, in_yen, instead)?;
                let step = if in_yen {
                    entry.step_in_yen()?
                } else {
                    entry.step()?
                };
                let off = stated.checked_sub(computed)?.checked_abs()?;
                let (slack, fragile) = match instead.rounded {
                    Rounded::Never => (0, false),
                    _ => self.slack(target, parts, in_yen, step)?,
                };
                // A figure that says less than its step is exact to its own last digit only.
                let coarser = parts
                    .iter()
                    .any(|(_, id)| self.step_of(*id, in_yen).is_some_and(|s| s < step));
                let own = if coarser || entry.figure.approximate {
                    step / 2
                } else {
                    0
                };
                let allowed = slack.max(own);
                let printed = if in_yen && entry.figure.measure == Measure::Number {
                    computed / i128::from(entry.unit?.yen())
                } else {
                    computed
                };
                Some(if off <= allowed {
                    Outcome::Holds {
                        strictly: !fragile && off.checked_add(allowed)? < step,
                    }
                } else if entry.breaks_off && self.is_cut(entry, printed)
                    || instead.replaced.is_none() && self.agrees_as_stored(target, &wide(parts))
                {
                    Outcome::Unknown
                } else {
                    let slight =
                        off < step || (slack == 0 && self.could_be_rounding(target, parts, off, in_yen));
                    Outcome::Off {
                        computed: printed,
                        slight,
                    }
                })
            }
        }
    }

    /// Whether a sum of figures that may have been rounded one by one agrees to the last digit; none where
    /// its figures were not rounded, or where it fails whatever was rounded.
    pub(crate) fn agrees_exactly(&self, target: Id, formula: &Formula) -> Option<bool> {
        if self.rounded || !matches!(formula, Formula::Sum(_)) {
            return None;
        }
        let with = |rounded| {
            let instead = Instead {
                replaced: None,
                rounded,
            };
            self.outcome(target, formula, instead)
        };
        match (with(Rounded::AsExpected), with(Rounded::Never)) {
            (Outcome::Holds { strictly: true }, _) => None,
            (Outcome::Holds { .. }, Outcome::Holds { .. }) => Some(true),
            (Outcome::Holds { .. }, Outcome::Off { .. }) => Some(false),
            _ => None,
        }
    }

    /// Whether a rate is rounded half up (`Some(true)`) or cut off (`Some(false)`), where that can be told.
    pub(crate) fn rounds_half_up(&self, target: Id, formula: &Formula) -> Option<bool> {
        if self.cut_off || !matches!(formula, Formula::Ratio { .. }) {
            return None;
        }
        let with = |rounded| {
            let instead = Instead {
                replaced: None,
                rounded,
            };
            matches!(self.outcome(target, formula, instead), Outcome::Holds { .. })
        };
        let (half_up, floor) = (with(Rounded::AsExpected), with(Rounded::CutOff));
        (half_up != floor).then_some(half_up)
    }

    /// Whether the printed digits are the first digits of what is due: the document broke off.
    fn is_cut(&self, entry: &Entry, due: i128) -> bool {
        let digits = |value: i128| value.unsigned_abs().to_string();
        let stated = digits(entry.figure.value);
        let due = digits(due / MICRO);
        due.len() > stated.len() && due.starts_with(&stated)
    }

    fn step_of(&self, id: Id, in_yen: bool) -> Option<i128> {
        let entry = self.entries.get(id)?;
        if in_yen { entry.step_in_yen() } else { entry.step() }
    }

    /// How far a sum may be off because each of its figures was rounded for itself, and whether that
    /// would be judged otherwise if the total had another last digit.
    fn slack(&self, target: Id, parts: &[(i64, Id)], in_yen: bool, step: i128) -> Option<(i128, bool)> {
        let all = || {
            parts
                .iter()
                .map(|(_, id)| *id)
                .chain([target])
                .filter_map(|id| self.entries.get(id))
        };
        let counted = all().any(|e| e.figure.measure == Measure::Number && !e.figure.counter.is_empty());
        let coarse = all().all(Entry::is_coarse);
        let noted = self.rounded && all().all(Entry::is_measured);
        if parts.len() < 2 || counted || !(coarse || noted) {
            return Some((0, false));
        }
        // Planned amounts end in zeros, all of them but for a slip: they were never rounded.
        let uneven = all().filter(|e| !e.ends_in_zero()).count();
        let among_parts = parts
            .iter()
            .filter(|(_, id)| self.entries.get(*id).is_some_and(|e| !e.ends_in_zero()))
            .count();
        // So do five or more amounts in steps of five.
        let fives = parts.iter().filter_map(|(_, id)| self.entries.get(*id)).all(|e| {
            e.figure
                .step
                .checked_mul(5)
                .is_some_and(|five| e.figure.value % five == 0)
        });
        if !noted && fives && parts.len() >= 4 {
            return Some((0, false));
        }
        if !noted && uneven <= 1 {
            return Some((0, among_parts > 0));
        }
        let mut halves = step;
        for (times, id) in parts {
            halves = halves.checked_add(
                self.step_of(*id, in_yen)?
                    .checked_mul(i128::from(times.unsigned_abs()))?,
            )?;
        }
        Some((halves / 2, false))
    }

    fn could_be_rounding(&self, target: Id, parts: &[(i64, Id)], off: i128, in_yen: bool) -> bool {
        let all = parts.iter().map(|(_, id)| *id).chain([target]);
        let coarse = all.filter_map(|id| self.entries.get(id)).all(Entry::is_coarse);
        let steps: Option<i128> = parts.iter().map(|(_, id)| self.step_of(*id, in_yen)).sum();
        coarse && steps.is_some_and(|steps| off * 2 <= steps)
    }

    /// Whether figures must be compared in yen; none if they cannot be compared.
    fn in_yen<'a>(&self, parts: impl Iterator<Item = &'a (i64, Id)>) -> Option<bool> {
        let (mut money, mut number, mut unit, mut mixed) = (false, false, None, false);
        for (_, id) in parts {
            let entry = self.entries.get(*id)?;
            match entry.figure.measure {
                Measure::Money => money = true,
                Measure::Number => {
                    mixed |= number && unit != entry.unit;
                    unit = entry.unit;
                    number = true;
                }
                Measure::Percent => return None,
            }
        }
        if money && number {
            return Some(true);
        }
        // Tables that declare different units meet in yen; one that declares none is taken as it is.
        Some(money || mixed)
    }

    fn value(&self, id: Id, in_yen: bool, instead: Instead) -> Option<i128> {
        let entry = self.entries.get(id)?;
        if let Some((_, value)) = instead.replaced.filter(|(replaced, _)| *replaced == id) {
            let unit = if in_yen && entry.figure.measure == Measure::Number {
                i128::from(entry.unit?.yen())
            } else {
                1
            };
            return value.checked_mul(unit);
        }
        if in_yen { entry.yen() } else { entry.value() }
    }

    fn sum(&self, parts: &[(i64, Id)], in_yen: bool, instead: Instead) -> Option<i128> {
        parts.iter().try_fold(0i128, |sum, (times, id)| {
            sum.checked_add(
                self.value(*id, in_yen, instead)?
                    .checked_mul(i128::from(*times))?,
            )
        })
    }

    /// The value that a part of a failing sum would need for the sum to hold, in millionths as printed.
    pub(crate) fn needed(&self, relation: &Relation, part: Id) -> Option<i128> {
        let Formula::Sum(parts) = &relation.formula else {
            return None;
        };
        if relation.target == part {
            return match self.outcome(part, &relation.formula, Instead::default()) {
                Outcome::Off { computed, .. } => Some(computed),
                _ => None,
            };
        }
        let times: i64 = parts
            .iter()
            .filter(|(_, id)| *id == part)
            .map(|(times, _)| *times)
            .sum();
        if times == 0 {
            return None;
        }
        let in_yen = self.in_yen(parts.iter().chain([&(1, relation.target)]))?;
        let plain = Instead::default();
        let (target, sum) = (
            self.value(relation.target, in_yen, plain)?,
            self.sum(parts, in_yen, plain)?,
        );
        let missing = target.checked_sub(sum)?;
        if missing % i128::from(times) != 0 {
            return None;
        }
        let needed = self
            .value(part, in_yen, plain)?
            .checked_add(missing / i128::from(times))?;
        let entry = self.entries.get(part)?;
        Some(if in_yen {
            needed / entry.yen_a_unit()
        } else {
            needed
        })
    }
}
