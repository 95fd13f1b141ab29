//! What a rule is: its code, its name, how grave it is, what it finds, and how it is run.
//!
//! Each stands in its own file as `RULE`, and in the list of its area (`<area>/mod.rs`).
//! Not here: the rules themselves.

use super::Context;
use super::figures::model::sheet::Sheets;
use crate::finding::{Report, Severity, verified_by};

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// A short code that stays the same for ever: `E101`.
    pub code: &'static str,
    /// The name, which says the fault: `year-era-mismatch`.
    pub name: &'static str,
    /// How grave its findings are at most.
    pub severity: Severity,
    /// What it finds, in Japanese, as a person reads it.
    pub summary: &'static str,
    /// How it is run.
    pub(crate) run: Run,
}

impl Rule {
    /// What its figures are called where they hold: `sum` for `sum-mismatch`.
    pub fn verifies(&self) -> &'static str {
        verified_by(self.name)
    }
}

/// How a rule is run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Run {
    /// It lays down which figures must agree; all of them are worked out together.
    Figures(fn(&mut Sheets)),
    /// It looks at words and at the plan.
    Words(fn(&Context<'_>, &mut Report)),
}
