//! Lines that stand in front of what they are the totals of: 1 財政 17, (1) 歳入 9, (2) 歳出 8.
//!
//! The lines are told apart by how they are numbered or marked. Not here: totals of their own name (`sums`).

use super::{Claim, Instance, LABEL_IN_PLACE, Terms, compare, near};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::engine::slip::is_a_mean;
use crate::check::figures::recognise::number::{Class, Number};
use crate::check::figures::sum_mismatch;
use crate::labels::Kind;
use crate::labels::numbering::Style;

impl Terms<'_> {
    /// Adds the claim that each head is the sum of what stands under it, for each way of marking heads.
    pub(super) fn heads(&self, found: &mut Vec<Claim>) {
        let mut tried: Vec<&Style> = Vec::new();
        for line in self.lines {
            let Some(style) = line.name.style.as_ref().filter(|style| !tried.contains(style)) else {
                continue;
            };
            tried.push(style);
            let groups = self.under(style);
            if groups.len() < 2 {
                continue;
            }
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
            self.keep(
                claim
                    .into_iter()
                    .map(|claim| Claim {
                        witnesses: 1,
                        ..claim
                    })
                    .collect(),
                found,
            );
        }
    }

    /// The lines marked in a style, each with the lines under it: those of the one other style that comes next, up to
    /// the next head or total. A head without lines under it is none.
    pub(super) fn under(&self, style: &Style) -> Vec<(usize, Vec<usize>)> {
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
        let own: Vec<(Id, Number)> = parts.iter().filter_map(|line| self.at(*line, place)).collect();
        let is_one_class = own.iter().all(|(_, part)| part.class == number.class);
        if own.len() < 2 || !is_one_class || number.class == Class::Percent {
            return None;
        }
        let values = || own.iter().map(|(_, part)| part.value);
        if is_a_mean(number.value, false, values()) {
            return None;
        }
        let sum = values().try_fold(0i128, i128::checked_add)?;
        // 歳出：1億円減 stands above reductions.
        let sign = if sum < 0 && number.value > 0 && values().all(|value| value <= 0) {
            -1
        } else {
            1
        };
        let number = number.among(values());
        let largest = values().map(i128::abs).max()?;
        let steps = own.iter().map(|(_, part)| part.step).sum();
        let due = sign * sum;
        let (outcome, bits, is_loose) = compare(number, due, steps, largest);
        Some(Instance {
            target,
            parts: own.iter().map(|(id, _)| (sign, *id)).collect(),
            due,
            outcome,
            bits: if number.value != 0 { bits } else { 0 },
            near: near(number, due),
            beside: number.near_bits_beside(due),
            is_loose,
        })
    }
}
