//! Lines that come of lines before them, some added and some taken away: 前年度末 + 積立 − 取崩; and sums of two lines
//! with others between.
//!
//! Not here: sums of all lines of a range (`sums`), differences of two (`pairs`).

use super::{Claim, Instance, Terms, distance};
use crate::check::figures::recognise::number::Bits;
use crate::check::figures::{difference_mismatch, sum_mismatch};
use crate::labels::Kind;

/// So many lines right before may be added and taken away.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=5;

/// In which ways so many lines may be added and taken away: the first is added, one at least taken away.
fn signs(length: usize) -> impl Iterator<Item = Vec<i128>> {
    let is_taken = |way: usize, at: usize| at > 0 && way >> (at - 1) & 1 == 1;
    (1..1usize << (length - 1)).map(move |way| {
        let sign = |at: usize| if is_taken(way, at) { -1 } else { 1 };
        (0..length).map(sign).collect()
    })
}

impl Terms<'_> {
    /// Adds lines that come of others by adding and taking away.
    pub(super) fn signed(&self, found: &mut Vec<Claim>) {
        for target in self.targets().skip(2) {
            if matches!(self.kind(target), Kind::Rate | Kind::Part) || self.sample(target).is_empty() {
                continue;
            }
            let mut claims = Vec::new();
            for length in LENGTHS {
                let Some(first) = target.checked_sub(length) else {
                    break;
                };
                // What a difference of sums takes away may stand first: 差引＝現計画（2か年の計）－策定時（2か年の計）.
                let is_difference = self.kind(target) == Kind::Difference;
                for signs in signs(length) {
                    let all = |turn: i128| -> Vec<(i128, usize)> {
                        let signs = signs.iter().map(|sign| turn * sign);
                        signs.zip(first..target).collect()
                    };
                    claims.extend(self.signed_sum(target, &all(1)));
                    claims.extend(is_difference.then(|| self.signed_sum(target, &all(-1))).flatten());
                }
            }
            for (one, other) in self.pairs(target).filter(|(one, other)| one < other) {
                // What stands right before is tried as a range.
                if other < target && (one + 1, other + 1) != (other, target) {
                    claims.extend(self.signed_sum(target, &[(1, one), (1, other)]));
                }
            }
            self.keep(claims, found);
        }
    }

    fn signed_sum(&self, target: usize, terms: &[(i128, usize)]) -> Option<Claim> {
        let sample = self.sample(target);
        let held = |may_lack: bool| {
            let holds = |place: &&usize| self.is_signed_sum(target, terms, **place, may_lack);
            sample.iter().filter(holds).count()
        };
        // That a dash is nothing is shown by the places where nothing is missing.
        if held(false) < 2 || 2 * held(true) < sample.len() {
            return None;
        }
        let far: Bits = terms.iter().map(|(_, line)| distance(*line, target)).sum();
        let instances = (0..self.width).filter_map(|place| self.signed_sum_at(target, terms, place));
        let takes_away = terms.iter().any(|(sign, _)| *sign < 0);
        let (rule, is) = match takes_away {
            true => (difference_mismatch::RULE.name, "加え、差し引いた値"),
            false => (sum_mismatch::RULE.name, "2つの値の合計"),
        };
        let is_named = takes_away && self.kind(target) == Kind::Difference;
        let prior = self.named(is_named) - far;
        Some(Claim::of(rule, is, true, prior, instances.collect())?.needing(1))
    }

    fn is_signed_sum(&self, target: usize, terms: &[(i128, usize)], place: usize, may_lack: bool) -> bool {
        let value = |line: usize| self.value(line, place);
        let is_there = |at: usize| value(terms[at].1).is_some();
        let lacking = (0..terms.len()).filter(|at| !is_there(*at)).count();
        if lacking > 0 && !(may_lack && is_there(0) && lacking + 2 <= terms.len()) {
            return false;
        }
        let due = terms.iter().try_fold(0i128, |sum, (sign, line)| {
            sum.checked_add(sign.checked_mul(value(*line).unwrap_or(0))?)
        });
        due.is_some() && due == value(target)
    }

    fn signed_sum_at(&self, target: usize, terms: &[(i128, usize)], place: usize) -> Option<Instance> {
        let (id, number) = self.at(target, place)?;
        // Where one of the later lines has a dash, nothing is added or taken away.
        let own = match self.is_signed_sum(target, terms, place, true) {
            true => terms
                .iter()
                .filter_map(|term| self.terms_at(&[*term], place))
                .flatten()
                .collect(),
            false => self.terms_at(terms, place)?,
        };
        let is_telling = number.value != 0 && own.iter().all(|(.., part)| part.value != 0);
        Instance::added((id, number), &own, is_telling)
    }
}
