//! Lines that add up another line from place to place: running totals; or begin with what another one ends with.
//!
//! Not here: the total of a whole line (`sums`).

use std::collections::HashSet;

use super::again::{Sum, again};
use super::{Claim, Instance, Outcome, Terms, distance};
use crate::check::figures::recognise::number::{Bits, Class, Number};
use crate::check::figures::{running_total_mismatch, sum_mismatch};
use crate::labels::Kind;

/// How lines are called by what comes in, and by what goes out.
const COMES: [&str; 7] = ["採用", "積立", "借入", "発行", "増", "新規", "取得"];
const GOES: [&str; 7] = ["退職", "取崩", "償還", "返済", "減", "廃止", "処分"];

/// A line that is, from place to place, what it was, more what came in and less what went out.
#[derive(Clone, Copy, Debug)]
struct Balance {
    target: usize,
    more: usize,
    less: usize,
    /// Where it was so before.
    shift: isize,
    /// 1 where what went out is printed below zero.
    sign: i128,
    /// Whether what came and went stands where it was so before.
    is_then: bool,
}

/// The ways in which lines may balance: shift, sign and place of a [`Balance`].
const WAYS: [(isize, i128, bool); 8] = [
    (-1, -1, false),
    (-1, -1, true),
    (-1, 1, false),
    (-1, 1, true),
    (1, -1, false),
    (1, -1, true),
    (1, 1, false),
    (1, 1, true),
];

impl Balance {
    /// For a place: where it was so before, and where stands what came and went.
    fn places(self, place: usize) -> Option<(usize, usize)> {
        let before = place.checked_add_signed(self.shift)?;
        Some((before, if self.is_then { before } else { place }))
    }
}

impl Terms<'_> {
    /// Adds running totals along the lines.
    pub(super) fn running(&self, found: &mut Vec<Claim>) {
        for target in self.targets() {
            let mut claims = Vec::new();
            for of in self.near(target).into_iter().filter(|of| *of != target) {
                for shift in [-1, 1] {
                    let instances = self.running_along(target, of, shift);
                    let prior = self.named(self.kind(target) == Kind::Running) - distance(of, target);
                    let rule = running_total_mismatch::RULE.name;
                    claims.extend(Claim::of(rule, "前の累計に加えた値", true, prior, instances));
                    let instances = self.carried_along(target, of, shift);
                    let prior = self.named(false) - distance(of, target);
                    let claim = Claim::of(sum_mismatch::RULE.name, "繰り越された値", true, prior, instances);
                    claims.extend(claim.map(|claim| claim.needing(2)));
                }
            }
            self.keep(claims, found);
        }
    }

    /// Steps that are all alike are a numbering, and prove once what they prove.
    fn running_along(&self, target: usize, of: usize, shift: isize) -> Vec<Instance> {
        let mut steps: HashSet<i128> = HashSet::new();
        let mut instances = Vec::new();
        let value = |line: usize, place: usize| self.value(line, place);
        let holds = |place: usize| {
            let before = value(target, place.checked_add_signed(shift)?)?;
            let (_, number) = self.at(target, place)?;
            let off = before.checked_add(value(of, place)?)?.checked_sub(number.value)?;
            Some(off == 0 || number.is_coarse() && off.abs() <= 2 * number.step)
        };
        if self.is_seldom(target, holds) {
            return instances;
        }
        for place in 0..self.width {
            let Some(mut instance) = self.running_at(target, of, place, shift) else {
                continue;
            };
            let step = self.value(of, place).unwrap_or(0);
            if instance.outcome == Outcome::Holds && !steps.insert(step) {
                instance.bits = 0;
            }
            instances.push(instance);
        }
        instances
    }

    /// Adds balances: what there was before, more what came in and less what went out.
    pub(super) fn balances(&self, found: &mut Vec<Claim>) {
        for target in self.targets() {
            if self.sample(target).len() < 3 {
                continue;
            }
            let mut claims = Vec::new();
            for (more, less) in self.pairs(target) {
                let prior =
                    self.named(self.are_flows(more, less)) - distance(more, target) - distance(less, target);
                for (shift, sign, is_then) in WAYS {
                    let balance = Balance {
                        target,
                        more,
                        less,
                        shift,
                        sign,
                        is_then,
                    };
                    // What is added twice is tried once.
                    if sign < 0 || more < less {
                        claims.extend(self.balance(balance, prior));
                    }
                }
            }
            self.keep(claims, found);
        }
    }

    fn balance(&self, of: Balance, prior: Bits) -> Option<Claim> {
        if !self.may_balance(of) {
            return None;
        }
        let instances: Vec<Instance> = (0..self.width)
            .filter_map(|place| self.balance_at(of, place))
            .collect();
        let held = instances.iter().filter(|i| i.outcome == Outcome::Holds).count();
        if held < 2 || 2 * held <= instances.len() {
            return None;
        }
        let rule = running_total_mismatch::RULE.name;
        Some(Claim::of(rule, "前の残高に増減を加えた値", true, prior, instances)?.needing(1))
    }

    /// Whether two lines are called by what comes in and by what goes out.
    fn are_flows(&self, one: usize, other: usize) -> bool {
        let says = |line: usize, words: &[&str]| {
            let name = &self.lines[line].name.folded;
            words.iter().any(|word| name.contains(word))
        };
        says(one, &COMES) && says(other, &GOES) || says(one, &GOES) && says(other, &COMES)
    }

    /// Whether two places of a line are balances, which is seen without weighing each.
    fn may_balance(&self, of: Balance) -> bool {
        let value = |line: usize, place: usize| self.value(line, place);
        let holds = |place: &usize| {
            let Some((before, flow)) = of.places(*place) else {
                return false;
            };
            let due = value(of.target, before).zip(value(of.more, flow));
            let due = due.and_then(|(before, came)| before.checked_add(came));
            let due = due.zip(value(of.less, flow));
            let due = due.and_then(|(sum, went)| sum.checked_add(of.sign.checked_mul(went)?));
            due.is_some() && due == value(of.target, *place)
        };
        !self.is_seldom(of.target, |place| Some(holds(&place)))
            && (0..self.width).filter(holds).nth(1).is_some()
    }

    fn balance_at(&self, of: Balance, place: usize) -> Option<Instance> {
        let (id, number) = self.at(of.target, place)?;
        let (at, flow) = of.places(place)?;
        let (before, so_far) = self.at(of.target, at)?;
        let ((came, plus), (went, minus)) = (self.at(of.more, flow)?, self.at(of.less, flow)?);
        let is_telling = so_far.value != 0 && plus.value != 0 && minus.value != 0;
        let terms = [(1, before, so_far), (1, came, plus), (of.sign, went, minus)];
        Instance::added((id, number), &terms, is_telling)
    }

    /// What one line has at a place is what another has at the next one: 翌年度当初 and 年度当初.
    fn carried_along(&self, target: usize, of: usize, shift: isize) -> Vec<Instance> {
        let from = |place: usize| self.at(of, place.checked_add_signed(shift)?);
        let carried = |place: usize| {
            let (from, number) = from(place)?;
            again(self.at(target, place)?, &Sum::of(from, number))
        };
        if self.is_seldom(target, |place| {
            let (number, of) = (self.at(target, place)?.1, from(place)?.1);
            Some(number.value.abs_diff(of.value) <= number.step.unsigned_abs() / 2)
        }) {
            return Vec::new();
        }
        (0..self.width).filter_map(carried).collect()
    }

    fn running_at(&self, target: usize, of: usize, place: usize, shift: isize) -> Option<Instance> {
        let (id, number) = self.at(target, place)?;
        let (before, so_far) = self.at(target, place.checked_add_signed(shift)?)?;
        let (added, more) = self.at(of, place)?;
        let is_telling = so_far.value != 0 && more.value != 0;
        // Shares are added from line to line though no rates are: 累積構成比.
        let all = [number, so_far, more];
        let are_shares = all.iter().all(|number| number.class == Class::Percent);
        let [number, so_far, more] = match are_shares {
            true => all.map(Number::without_percent),
            false => all,
        };
        Instance::added((id, number), &[(1, before, so_far), (1, added, more)], is_telling)
    }
}
