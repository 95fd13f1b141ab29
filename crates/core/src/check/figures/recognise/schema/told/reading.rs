//! How a figure of a sentence may be read: what it is of others, and under which rule that is reported.
//!
//! Not here: of which others (`table`, `inside`).

use crate::check::figures::engine::ledger::Id;
use crate::check::figures::recognise::number::Bits;
use crate::check::figures::recognise::schema::{Claim, Instance, Outcome};
use crate::check::figures::{difference_mismatch, rate_mismatch, share_mismatch, sum_mismatch};

/// What a figure of a sentence is of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Relation {
    Again,
    Sum,
    Difference,
    Share,
    Ratio,
    Change,
    /// Of figures in sentences.
    Together,
    Mean,
}

impl Relation {
    const ALL: [Self; 8] = [
        Self::Again,
        Self::Sum,
        Self::Difference,
        Self::Share,
        Self::Ratio,
        Self::Change,
        Self::Together,
        Self::Mean,
    ];

    /// The rule that reports it, what the figure should be, and whether it is added up.
    fn rule(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Again => (sum_mismatch::RULE.name, "表の値", true),
            Self::Sum => (sum_mismatch::RULE.name, "表の値の合計", true),
            Self::Together => (sum_mismatch::RULE.name, "本文に挙げられた数の合計", true),
            Self::Difference => (difference_mismatch::RULE.name, "2つの値の差", true),
            Self::Share => (share_mismatch::RULE.name, "表の合計に占める割合", false),
            Self::Ratio => (rate_mismatch::RULE.name, "表の2つの値の比率", false),
            Self::Change => (rate_mismatch::RULE.name, "増減の率", false),
            Self::Mean => (rate_mismatch::RULE.name, "平均", false),
        }
    }
}

/// How the figures of a sentence may be read from a table.
pub(super) struct Reading {
    pub(super) found: Vec<(Relation, Instance)>,
    pub(super) prior: Bits,
    /// So many others must hold.
    pub(super) witnesses: usize,
}

impl Reading {
    /// What it would prove if all of it held; so that a slip of a figure does not hide what it should be.
    pub(super) fn would_prove(&self) -> Bits {
        self.found.iter().map(|(_, instance)| instance.bits).sum::<Bits>() + self.prior
    }

    /// What it says together.
    pub(super) fn standing(&self) -> Bits {
        self.found
            .iter()
            .map(|(_, instance)| instance.says())
            .sum::<Bits>()
            + self.prior
    }

    /// The figures that hold, with what they should be.
    pub(super) fn held(&self) -> impl Iterator<Item = (Id, i128)> + '_ {
        let holds = |instance: &&Instance| instance.outcome == Outcome::Holds;
        let held = self.found.iter().map(|(_, instance)| instance).filter(holds);
        held.map(|instance| (instance.target, instance.due))
    }

    /// Which figures it is about, and which of them fail.
    pub(super) fn says(&self) -> Vec<(Id, bool)> {
        let says = |i: &Instance| (i.target, i.outcome == Outcome::Fails);
        let told = self.found.iter().map(|(_, instance)| instance);
        told.filter(|instance| !instance.is_witness).map(says).collect()
    }

    /// Claims, one for each rule that reports any of its figures; there the others are witnesses.
    pub(super) fn claims(&self) -> impl Iterator<Item = Claim> + '_ {
        let is_there = |relation: &Relation| self.found.iter().any(|(own, _)| own == relation);
        Relation::ALL.into_iter().filter(is_there).map(|relation| {
            let (rule, is, adds) = relation.rule();
            let instances = self.found.iter().map(|(own, instance)| match *own == relation {
                true => instance.clone(),
                false => instance.as_witness(),
            });
            Claim {
                rule,
                is,
                adds,
                instances: instances.collect(),
                prior: self.prior,
                has_sure_ends: true,
                witnesses: self.witnesses,
                is_said: true,
            }
        })
    }
}
