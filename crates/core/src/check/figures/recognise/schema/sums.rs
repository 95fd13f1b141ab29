//! Lines that are the sum of lines beside them: right before or right behind, all of a group, or, where the
//! parts of smaller totals are taken out, totals of totals.
//!
//! Not here: differences of two lines (`pairs`).

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::quotients::is_share;
use super::{Claim, Instance, LABEL, LABEL_IN_PLACE, Outcome, Terms};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::engine::slip::is_a_mean;
use crate::check::figures::recognise::number::{Bits, Class, Number, log2};
use crate::check::figures::recognise::weigh::WARNING;
use crate::check::figures::sum_mismatch;
use crate::labels::Kind;
use crate::labels::kind::{leaves_out, stem};

/// Up to so many lines each range beside each line is tried; beyond, those that some figure speaks for.
const FEW: usize = 60;
/// Up to so many lines, parts may begin one or two lines behind their total.
const FEW_APART: usize = 16;
/// What it says for a sum that percents beside its parts are their shares of it.
const SHARES: Bits = 1_500;
/// In longer lines no shares of sums are looked for.
const MOST_PLACES: usize = 8;
/// What it costs to look at some of the lines only.
const GROUP: Bits = 200;
/// Of fewer lines one that was forgotten leaves too little.
const FEWEST_TO_FORGET: usize = 4;
/// Totals of totals of totals, and no more.
const DEEPEST: usize = 4;

/// A line and the lines beside it that it may be the sum of, as places in an order of lines.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Candidate {
    total: usize,
    parts: Range<usize>,
}

impl Terms<'_> {
    /// Adds sums along the lines.
    pub(super) fn sums(&self, found: &mut Vec<Claim>) {
        let all: Vec<usize> = (0..self.lines.len()).collect();
        self.sums_in(&all, 0, found);
        for every in self.groups() {
            self.sums_in(&every, GROUP, found);
        }
        for every in self.heads_and_totals() {
            self.sums_in(&every, 0, found);
        }
        self.sums_by_word(&all, found);
    }

    /// Adds totals of the lines that have their name among their words, wherever those stand: 公民館 計 of all rows that say
    /// 公民館; and the totals above them.
    fn sums_by_word(&self, all: &[usize], found: &mut Vec<Claim>) {
        let is_total = |line: &&usize| matches!(self.kind(**line), Kind::Total(_));
        let mut counted: HashSet<usize> = HashSet::new();
        let mut totals: HashSet<usize> = HashSet::new();
        for total in all.iter().filter(is_total) {
            let Some(name) = stem(&self.lines[*total].name.folded) else {
                continue;
            };
            let says = |line: &&usize| !is_total(line) && self.lines[**line].name.words.contains(&name);
            let parts: Vec<usize> = all.iter().filter(says).copied().collect();
            let is_beside = parts
                .last()
                .is_some_and(|last| last - parts[0] + 1 == parts.len() && last + 1 == *total);
            if parts.len() < 2 || is_beside {
                continue;
            }
            if let Some(mut claim) = self.sum(*total, &parts) {
                claim.prior += LABEL_IN_PLACE - GROUP;
                self.keep(vec![claim], found);
                counted.extend(parts);
                totals.insert(*total);
            }
        }
        if totals.len() >= 2 {
            let without = |known: &HashSet<usize>| -> Vec<usize> {
                all.iter().filter(|line| !known.contains(line)).copied().collect()
            };
            self.sums_in(&without(&counted), GROUP, found);
            self.sums_in(&without(&totals), GROUP, found);
        }
    }

    /// Lines that are called alike, and every second, third and fourth line, as tables beside each other give.
    fn groups(&self) -> Vec<Vec<usize>> {
        let count = self.lines.len();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, line) in self.lines.iter().enumerate() {
            let words = line.name.folded.split_whitespace().next_back();
            if let Some(name) = words.filter(|name| !name.is_empty()) {
                named.entry(name).or_default().push(at);
            }
        }
        groups.extend(named.into_values());
        for step in 2..=4 {
            groups.extend((0..step).map(|first| (first..count).step_by(step).collect()));
        }
        groups.retain(|group| group.len() >= 3 && group.len() < count);
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// Lines marked alike that others stand under, with the totals behind them.
    fn heads_and_totals(&self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for heads in self.headed() {
            let is_known = groups
                .iter()
                .any(|known| known.first() == heads.first().map(|(head, _)| head));
            if is_known {
                continue;
            }
            let heads: HashSet<usize> = heads.into_iter().map(|(head, _)| head).collect();
            let is_in = |at: &usize| matches!(self.kind(*at), Kind::Total(_)) || heads.contains(at);
            groups.push((0..self.lines.len()).filter(is_in).collect());
        }
        groups.retain(|group| group.len() < self.lines.len());
        groups
    }

    fn sums_in(&self, order: &[usize], cost: Bits, found: &mut Vec<Claim>) {
        let mut order = order.to_vec();
        let mut fresh: Option<HashSet<usize>> = None;
        for _ in 0..DEEPEST {
            // Of few long lines each range is tried and a sample of its places looked at, which needs no sums of all.
            let sums = match order.len() > FEW || self.width <= super::SAMPLE {
                true => self.sums_from_the_first(&order),
                false => Vec::new(),
            };
            let mut candidates = self.candidates(&order, &sums);
            if let Some(fresh) = &fresh {
                candidates.retain(|c| order[c.parts.clone()].iter().any(|line| fresh.contains(line)));
            }
            let mut accepted: Vec<(Bits, Candidate)> = Vec::new();
            let mut by_total: HashMap<usize, Vec<Claim>> = HashMap::new();
            for candidate in candidates {
                let shares = self.shares_of_the_sum(&order[candidate.parts.clone()]);
                let is_whole = shares > 0 || self.is_whole(&candidate, &order);
                // A range that nothing but the figure in question speaks for is tried where it is all there is.
                if !is_whole && !self.may_be_met(&candidate, &order, &sums) {
                    continue;
                }
                let Some(mut claim) = self.sum(order[candidate.total], &order[candidate.parts.clone()])
                else {
                    continue;
                };
                claim.prior += self.prior(&candidate, &order, is_whole) + shares - cost;
                if is_whole && matches!(self.kind(order[candidate.total]), Kind::Total(_)) {
                    self.forgets(&mut claim, &order[candidate.parts.clone()]);
                }
                claim.witnesses = match is_whole {
                    true => 0,
                    false if order.len() > FEW => 2,
                    false => 1,
                };
                let standing = claim.standing();
                if standing > WARNING {
                    accepted.push((standing, candidate.clone()));
                }
                by_total.entry(candidate.total).or_default().push(claim);
            }
            let mut totals: Vec<_> = by_total.into_iter().collect();
            totals.sort_unstable_by_key(|(total, _)| *total);
            for (_, claims) in totals {
                self.keep(claims, found);
            }
            let (parts, totals) = settled(accepted, &order);
            if totals.is_empty() {
                break;
            }
            order.retain(|line| !parts.contains(line));
            fresh = Some(totals);
        }
    }

    /// Sees which totals of all lines are as far off as one of these lines is large, which was forgotten or counted
    /// twice. The first and the last line may be of something else, as may lines that words set apart.
    fn forgets(&self, claim: &mut Claim, parts: &[usize]) {
        if parts.len() < FEWEST_TO_FORGET {
            return;
        }
        let is_one_of_all = |line: usize| {
            let name = &self.lines[line].name;
            name.kind == Kind::Plain && !name.folded.is_empty() && !name.folded.contains(['(', '[', '※', '*'])
        };
        if !parts.iter().all(|line| is_one_of_all(*line)) {
            return;
        }
        for instance in claim.instances.iter_mut().filter(|i| i.outcome == Outcome::Fails) {
            let Some(number) = self.numbers.of_id(instance.target) else {
                continue;
            };
            let off = (instance.due - number.value).abs();
            let inside = instance
                .parts
                .get(1..instance.parts.len() - 1)
                .unwrap_or_default();
            let is_off_by = |(_, id): &(i128, Id)| self.numbers.of_id(*id).is_some_and(|n| n.value == off);
            if off != 0 && instance.parts.len() == parts.len() && inside.iter().any(is_off_by) {
                let due = Number {
                    value: instance.due,
                    ..number
                };
                let tells = (due.bits() - log2(2 * parts.len())).max(0);
                instance.near = instance.near.max(tells);
                instance.beside = instance.beside.max(tells);
            }
        }
    }

    /// The sums of the lines from the first one on, for each place.
    fn sums_from_the_first(&self, order: &[usize]) -> Vec<Vec<i128>> {
        let value = |line: &usize, place| self.value(*line, place).unwrap_or(0);
        (0..self.width)
            .map(|place| {
                let mut sums = vec![0i128];
                for line in order {
                    sums.push(sums.last().unwrap_or(&0).saturating_add(value(line, place)));
                }
                sums
            })
            .collect()
    }

    /// Whether the sum is met at any place; of long lines, whose places are too many to look at for each range, a
    /// sample is looked at later.
    fn may_be_met(&self, of: &Candidate, order: &[usize], sums: &[Vec<i128>]) -> bool {
        self.width > super::SAMPLE
            || sums.iter().enumerate().any(|(place, sums)| {
                let sum = sums[of.parts.end] - sums[of.parts.start];
                sum != 0
                    && self
                        .at(order[of.total], place)
                        .is_some_and(|(_, number)| number.value == sum)
            })
    }

    /// Whether the parts are all lines since the last total, or up to the next one, or to the end.
    fn is_whole(&self, candidate: &Candidate, order: &[usize]) -> bool {
        let is_total = |at: usize| matches!(self.kind(order[at]), Kind::Total(_));
        let Range { start, end } = candidate.parts;
        if start > candidate.total + 1 {
            false
        } else if start > candidate.total {
            end == order.len() || is_total(end)
        } else {
            start == 0 || is_total(start - 1)
        }
    }

    /// What the label of a total and the place of its parts say.
    fn prior(&self, candidate: &Candidate, order: &[usize], is_whole: bool) -> Bits {
        let is_behind = candidate.parts.start > candidate.total;
        let inside = order[candidate.parts.clone()]
            .iter()
            .any(|line| match self.kind(*line) {
                Kind::Total(_) => true,
                // Of 再掲 below zero the total is less.
                Kind::Part => !self.turns_negative(*line),
                _ => false,
            });
        let is_apart = candidate.parts.end < candidate.total || candidate.parts.start > candidate.total + 1;
        let place = match is_whole {
            _ if is_apart => 2 * log2(order.len()),
            true if is_behind => 200,
            true => 100,
            false => 100 + log2(order.len()),
        };
        let place = if self.has_label(order[candidate.total]) {
            place
        } else {
            place + self.many()
        };
        let label = match self.kind(order[candidate.total]) {
            Kind::Total(_) if is_whole && !inside => LABEL_IN_PLACE,
            Kind::Total(_) => LABEL,
            Kind::Part if is_apart => 0,
            Kind::Rate | Kind::Part | Kind::Difference => -LABEL,
            _ => 0,
        };
        label - place
    }

    /// What it says for a sum that percents beside its parts are their shares of it.
    fn shares_of_the_sum(&self, parts: &[usize]) -> Bits {
        if self.width > MOST_PLACES || !self.has_percents {
            return 0;
        }
        let number = |line: &usize, place: usize| self.at(*line, place).map(|(_, number)| number);
        let is_percent = |place: usize, percents: bool| {
            parts
                .iter()
                .filter_map(|line| number(line, place))
                .all(|n| (n.class == Class::Percent) == percents)
        };
        let agrees = |of: usize, share: usize| {
            let sum: i128 = parts
                .iter()
                .filter_map(|line| number(line, of))
                .map(|n| n.value)
                .sum();
            let (mut held, mut failed) = (0, 0);
            for line in parts {
                let (Some(part), Some(share)) = (number(line, of), number(line, share)) else {
                    continue;
                };
                match is_share(share, part, sum) {
                    Some(true) => held += 1,
                    Some(false) => failed += 1,
                    None => {}
                }
            }
            held >= 2 && held > 2 * failed
        };
        let mut pairs = (0..self.width).flat_map(|of| (0..self.width).map(move |share| (of, share)));
        let is_found =
            pairs.any(|(of, share)| is_percent(of, false) && is_percent(share, true) && agrees(of, share));
        Bits::from(is_found) * SHARES
    }

    /// Which ranges to try for which line.
    fn candidates(&self, order: &[usize], sums: &[Vec<i128>]) -> Vec<Candidate> {
        let count = order.len();
        let may_be = |at: usize| !self.sample(order[at]).is_empty();
        if count <= FEW {
            let totals = (0..count).filter(|at| may_be(*at));
            return totals
                .flat_map(|total| {
                    let before = (0..total.saturating_sub(1)).map(move |from| from..total);
                    let behind = (total + 3..=count).map(move |to| total + 1..to);
                    let apart = self.ranges_of_a_part(order, total);
                    // An amount, the sum with it, and behind both where the amount comes from.
                    let beyond = (total + 2..count.min(total + 4)).map(move |from| from..count);
                    let beyond = beyond.filter(move |parts| count <= FEW_APART && parts.len() >= 2);
                    let parts = before.chain(behind).chain(apart).chain(beyond);
                    parts.map(move |parts| Candidate { total, parts })
                })
                .collect();
        }
        let mut hits: HashMap<Candidate, usize> = HashMap::new();
        for (place, sums) in sums.iter().enumerate() {
            for candidate in self.hits(order, place, sums) {
                *hits.entry(candidate).or_default() += 1;
            }
        }
        let mut found: HashSet<Candidate> = hits
            .into_iter()
            .filter(|(_, count)| *count >= 2)
            .map(|(candidate, _)| candidate)
            .collect();
        // What a label or the end says is tried whatever the figures say.
        let mut from = 0;
        for (at, line) in order.iter().enumerate() {
            let is_total = matches!(self.kind(*line), Kind::Total(_));
            if (is_total || at + 1 == count) && at >= from + 2 {
                found.insert(Candidate {
                    total: at,
                    parts: from..at,
                });
            }
            if is_total {
                from = at + 1;
            }
        }
        let mut found: Vec<Candidate> = found.into_iter().collect();
        found.sort_unstable_by_key(|c| (c.total, c.parts.start, c.parts.end));
        found
    }

    /// The ranges before a line called うち: some of those above it, wherever they stand.
    fn ranges_of_a_part(&self, order: &[usize], total: usize) -> impl Iterator<Item = Range<usize>> + use<> {
        let end = if self.kind(order[total]) == Kind::Part {
            total
        } else {
            0
        };
        (2..end).flat_map(|to| (0..to - 1).map(move |from| from..to))
    }

    /// The ranges that one place of the lines speaks for.
    fn hits(&self, order: &[usize], place: usize, sums: &[i128]) -> Vec<Candidate> {
        let mut at: HashMap<i128, Vec<usize>> = HashMap::new();
        for (i, sum) in sums.iter().enumerate() {
            let known = at.entry(*sum).or_default();
            // Blank lines repeat a sum; the longest and the shortest range stand for all of them.
            if known.len() < 4 {
                known.push(i);
            } else if let Some(last) = known.last_mut() {
                *last = i;
            }
        }
        let mut out = Vec::new();
        for (total, line) in order.iter().enumerate() {
            let Some((_, number)) = self.at(*line, place).filter(|(_, number)| number.value != 0) else {
                continue;
            };
            let value = number.value;
            let before = at.get(&(sums[total] - value)).into_iter().flatten();
            out.extend(before.filter(|from| **from + 2 <= total).map(|from| Candidate {
                total,
                parts: *from..total,
            }));
            let behind = at.get(&(sums[total + 1] + value)).into_iter().flatten();
            out.extend(behind.filter(|to| **to >= total + 3).map(|to| Candidate {
                total,
                parts: total + 1..*to,
            }));
        }
        out
    }

    /// One line as the sum of others.
    fn sum(&self, total: usize, parts: &[usize]) -> Option<Claim> {
        if self.width > super::SAMPLE {
            // A nought is the sum of noughts, which tells nothing.
            let told = self
                .sample(total)
                .iter()
                .filter(|place| !self.is_nought(total, **place));
            let held = told
                .clone()
                .filter(|place| self.is_sum(total, parts, **place))
                .count();
            if held == 0 || 2 * held < told.count() {
                return None;
            }
        }
        let instances = (0..self.width).filter_map(|place| self.sum_at(total, parts, place));
        let mut instances: Vec<Instance> = instances.collect();
        // Where whole numbers add up, decimals beside them that are far from it are rates.
        let has_decimals = |instance: &Instance| {
            self.numbers
                .of_id(instance.target)
                .is_some_and(|n| n.step < MICRO)
        };
        if instances
            .iter()
            .any(|i| (i.outcome == Outcome::Holds || i.near > 0) && !has_decimals(i))
        {
            instances.retain(|i| i.outcome != Outcome::Fails || i.near > 0 || !has_decimals(i));
        }
        Claim::of(sum_mismatch::RULE.name, "内訳の合計", true, 0, instances)
    }

    fn is_nought(&self, line: usize, place: usize) -> bool {
        self.at(line, place).is_some_and(|(_, number)| number.value == 0)
    }

    fn is_sum(&self, total: usize, parts: &[usize], place: usize) -> bool {
        let sum: i128 = parts
            .iter()
            .filter_map(|line| self.at(*line, place))
            .map(|(_, part)| part.value)
            .sum();
        self.at(total, place)
            .is_some_and(|(_, number)| number.value == sum)
    }

    fn sum_at(&self, total: usize, parts: &[usize], place: usize) -> Option<Instance> {
        let (target, number) = self.at(total, place)?;
        // What is said to be a rate, or an amount for each, is not added up.
        if number.is_rate || self.along.get(place).is_some_and(|name| name.breaks_off) {
            return None;
        }
        let own: Vec<(i128, Id, Number)> = parts
            .iter()
            .filter_map(|line| self.at(*line, place))
            .map(|(id, part)| (1, id, part))
            .collect();
        let values = || own.iter().map(|(.., part)| part.value);
        if is_a_mean(number.value, number.step < MICRO, values()) {
            return None;
        }
        let is_telling = number.value != 0 && values().filter(|value| *value != 0).count() >= 2;
        let instance = Instance::added((target, number), &own, is_telling)?;
        // Where a difference is blank, the part beside it may be another thing than the total: blank is not nothing.
        // And a total that says that something is left out says no more.
        let is_blank = |line: &usize| self.at(*line, place).is_none() && self.kind(*line) == Kind::Difference;
        let is_doubtful = parts.iter().any(is_blank) || leaves_out(&self.lines[total].name.folded);
        if instance.outcome == Outcome::Fails && is_doubtful {
            return None;
        }
        // What one of the parts says is told again, and no total of them.
        let is_restated = number.value != 0 && values().any(|value| value == number.value);
        Some(Instance {
            near: if is_restated { 0 } else { instance.near },
            ..instance
        })
    }
}

/// The parts and totals of the sums that are sure, those with the most evidence first; no line is part of two.
fn settled(mut accepted: Vec<(Bits, Candidate)>, order: &[usize]) -> (HashSet<usize>, HashSet<usize>) {
    accepted.sort_by_key(|(standing, c)| (std::cmp::Reverse(*standing), c.total, c.parts.start));
    let (mut parts, mut totals) = (HashSet::new(), HashSet::new());
    for (_, candidate) in accepted {
        let own = &order[candidate.parts.clone()];
        let total = order[candidate.total];
        let is_free = |line: &usize| !parts.contains(line) && !totals.contains(line);
        if own.iter().all(is_free) && is_free(&total) {
            parts.extend(own.iter().copied());
            totals.insert(total);
        }
    }
    (parts, totals)
}
