//! All frames of a document, as sentences may speak of them.
//!
//! Not here: which of them a sentence names (`names`).

use std::collections::{HashMap, HashSet};

use crate::check::figures::engine::ledger::Id;
use crate::check::figures::recognise::frame::{Frame, Name};
use crate::check::figures::recognise::schema::{Claim, Outcome};
use crate::check::figures::recognise::weigh::WARNING;
use crate::check::figures::sum_mismatch;
use crate::labels::Kind;

/// The totals that each figure is a part of.
fn wholes(claims: &[Claim]) -> HashMap<Id, Vec<Id>> {
    let mut wholes: HashMap<Id, Vec<Id>> = HashMap::new();
    let is_sure = |claim: &&Claim| claim.rule == sum_mismatch::RULE.name && claim.standing() >= WARNING;
    let sums = claims.iter().filter(is_sure).flat_map(|claim| &claim.instances);
    for sum in sums.filter(|sum| sum.outcome == Outcome::Holds && sum.parts.len() >= 2) {
        for (_, part) in &sum.parts {
            let known = wholes.entry(*part).or_default();
            if !known.contains(&sum.target) {
                known.push(sum.target);
            }
        }
    }
    wholes
}

/// The fiscal years that the lines of a frame are called by.
fn years(frame: &Frame) -> HashSet<i16> {
    let rows = frame.rows.iter().map(|row| &row.name);
    rows.chain(&frame.columns).filter_map(Name::year).collect()
}

/// All frames, as sentences may speak of them.
pub(super) struct Tables<'a> {
    pub(super) frames: &'a [Frame],
    /// The first figure of each.
    pub(super) begins: Vec<Option<Id>>,
    /// Those whose rows have a total, by their first figures.
    with_totals: Vec<(Id, usize)>,
    /// Where a figure stands.
    pub(super) holding: HashMap<Id, Vec<usize>>,
    /// The fiscal years that the lines of each are called by.
    pub(super) years: Vec<HashSet<i16>>,
    /// The totals that a figure is a part of, as sums say that are sure.
    pub(super) wholes: HashMap<Id, Vec<Id>>,
}

impl<'a> Tables<'a> {
    pub(super) fn of(frames: &'a [Frame], claims: &[Claim]) -> Self {
        let mut holding: HashMap<Id, Vec<usize>> = HashMap::new();
        for (at, frame) in frames.iter().enumerate() {
            frame
                .figures()
                .for_each(|id| holding.entry(id).or_default().push(at));
        }
        let begins: Vec<Option<Id>> = frames.iter().map(|frame| frame.figures().min()).collect();
        let has_total = |at: &usize| {
            let rows = &frames[*at].rows;
            rows.len() >= 2 && rows.iter().any(|row| matches!(row.name.kind, Kind::Total(_)))
        };
        let with_totals = (0..frames.len()).filter(has_total);
        let mut with_totals: Vec<(Id, usize)> =
            with_totals.filter_map(|at| Some((begins[at]?, at))).collect();
        with_totals.sort_unstable();
        Self {
            frames,
            begins,
            with_totals,
            holding,
            years: frames.iter().map(years).collect(),
            wholes: wholes(claims),
        }
    }

    /// The last frame before a figure that has a total, and the first one behind it, which an introduction sums up.
    pub(super) fn around(&self, id: Id) -> impl Iterator<Item = usize> + '_ {
        let behind = self.with_totals.partition_point(|(begin, _)| *begin < id);
        let beside = [behind.checked_sub(1), Some(behind)].into_iter().flatten();
        beside.filter_map(|at| Some(self.with_totals.get(at)?.1))
    }
}
