//! Lines that stand in front of what they are the totals of: 1 財政 17, (1) 歳入 9, (2) 歳出 8.
//!
//! The lines are told apart by how they are numbered or marked. Not here: totals of their own name (`sums`).

use super::{Claim, Instance, LABEL_IN_PLACE, Terms};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::engine::slip::is_a_mean;
use crate::check::figures::recognise::number::Number;
use crate::check::figures::sum_mismatch;
use crate::labels::Kind;
use crate::labels::numbering::Style;

/// Lines marked in more ways than these have no heads.
const MOST_STYLES: usize = 16;

impl Terms<'_> {
    /// Adds the claim that each head is the sum of what stands under it, for each way of marking heads.
    pub(super) fn heads(&self, found: &mut Vec<Claim>) {
        for groups in self.headed() {
            let instances = (0..self.width).flat_map(|place| {
                groups
                    .iter()
                    .filter_map(move |(head, parts)| self.head_at(*head, parts, place))
            });
            let claim = Claim::of(
                sum_mismatch::RULE.name,
                "内訳の合計",
                true,
                LABEL_IN_PLACE - 300,
                instances.collect(),
            );
            self.keep(claim.into_iter().map(|claim| claim.needing(1)).collect(), found);
        }
    }

    /// For each way of marking heads that comes again: its lines with those under them, see [`Self::under`].
    pub(super) fn headed(&self) -> Vec<Vec<(usize, Vec<usize>)>> {
        let mut styles: Vec<&Style> = Vec::new();
        for style in self.lines.iter().filter_map(|line| line.name.style.as_ref()) {
            if styles.len() < MOST_STYLES && !styles.contains(&style) {
                styles.push(style);
            }
        }
        let groups = styles.into_iter().map(|style| self.under(style));
        groups.filter(|groups| groups.len() >= 2).collect()
    }

    /// The lines marked in a style, each with the lines under it: those of the one other style that comes next, up to
    /// the next head or total. A head without lines under it is none.
    fn under(&self, style: &Style) -> Vec<(usize, Vec<usize>)> {
        let is_total = |at: usize| matches!(self.kind(at), Kind::Total(_));
        let style_of = |at: usize| self.lines[at].name.style.as_ref();
        let mut groups = Vec::new();
        let mut at = 0;
        while at < self.lines.len() {
            let head = at;
            at += 1;
            if style_of(head) != Some(style) || is_total(head) {
                continue;
            }
            let end = (at..self.lines.len())
                .find(|next| style_of(*next) == Some(style) || is_total(*next))
                .unwrap_or(self.lines.len());
            let own = (at..end).next().map(style_of);
            let parts: Vec<usize> = (at..end).filter(|next| Some(style_of(*next)) == own).collect();
            if parts.len() >= 2 {
                groups.push((head, parts));
            }
            at = end;
        }
        groups
    }

    fn head_at(&self, head: usize, parts: &[usize], place: usize) -> Option<Instance> {
        let (target, number) = self.at(head, place)?;
        let mut own: Vec<(i128, Id, Number)> = parts
            .iter()
            .filter_map(|line| self.at(*line, place))
            .map(|(id, part)| (1, id, part))
            .collect();
        let values = || own.iter().map(|(.., part)| part.value);
        if own.len() < 2 || is_a_mean(number.value, false, values()) {
            return None;
        }
        // 歳出：1億円減 stands above reductions.
        let is_bare = number.value > 0 && values().all(|value| value <= 0) && values().any(|value| value < 0);
        if is_bare {
            own.iter_mut().for_each(|(times, ..)| *times = -1);
        }
        Instance::added((target, number), &own, number.value != 0)
    }
}
