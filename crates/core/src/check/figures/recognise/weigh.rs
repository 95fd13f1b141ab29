//! What the evidence says of each figure, if that figure itself is left out.
//!
//! Invariant: whether a claim is believed about a figure does not hang on that figure, so what is verified would
//! be a finding if one of its digits were another. Not here: the evidence (`schema`), words (`tell`).

use std::collections::{BTreeMap, HashMap, HashSet};

use super::number::{Bits, Number, Numbers};
use super::schema::{Claim, Instance, LABEL_IN_PLACE, Outcome, Room};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::{difference_mismatch, rate_mismatch, share_mismatch, sum_mismatch};

/// What a slip costs: one printed figure in five hundred is wrong.
pub(super) const SLIP: Bits = 900;
/// From here on a figure that fails is an error, and a warning.
pub(super) const ERROR: Bits = 1_000;
pub(super) const WARNING: Bits = 250;
/// From here on a figure is wrong though no slip of a digit explains it.
const SURE: Bits = 2_000;
/// What a relation that would break says at most against another value.
const MOST_BROKEN: Bits = 1_500;

/// Where more than one figure in so many is off by what rounding explains, all may have been rounded.
const ROUNDED: usize = 20;
/// Where so many of a document hold to the last digit and none is off by what rounding explains, none was rounded.
const EXACT: usize = 5;
/// Slips are rare. So many figures must hold where one is a slip away, or wholly another; and for each, where more
/// of them fail, as something else than a slip is the reason then.
const ONE_NEAR: usize = 1;
const ONE_FAR: usize = 3;
const EACH: usize = 10;
/// By so much one schema must be surer than another that says something else.
const CLEARLY: Bits = 300;
/// At the end of lines that may be another's, a figure must tell at least so much by being one slip away.
const TELLING: Bits = 500;
/// And so much where nothing else of its kind is there: of one digit, every other is one slip away.
const SHORT: Bits = 200;
/// At most so much another relation says for what one makes of a figure, and of one so short.
pub(super) const SUPPORT: Bits = SLIP;
const SUPPORT_OF_SHORT: Bits = 400;

/// What is said of a figure.
#[derive(Clone, Copy, Debug)]
pub(super) enum Verdict {
    /// It is what others make it, by the rule of this claim.
    Holds { claim: usize },
    /// It is not; how sure that is.
    Fails {
        claim: usize,
        instance: usize,
        score: Bits,
    },
    /// It may be another by what is known: rounding explains it though no other of its kind is off, or schemas
    /// disagree and none is clearly surer.
    Doubtful { claim: usize, instance: usize },
}

/// What is said of each figure.
pub(super) type Verdicts = BTreeMap<Id, Verdict>;

/// All claims of a document, weighed.
pub(super) struct Weighed<'a> {
    pub(super) claims: &'a [Claim],
    pub(super) numbers: &'a Numbers,
    /// Where a figure takes part: claim and instance.
    taking_part: HashMap<Id, Vec<(usize, usize)>>,
    standing: Vec<Bits>,
    /// Where rounding might explain other figures, what is believed makes of them.
    rounding: Rounding,
    /// The first two and the last two instances of each claim that hold.
    ends: Vec<Ends>,
}

#[derive(Clone, Copy, Default)]
struct Ends {
    first: [Option<usize>; 2],
    last: [Option<usize>; 2],
}

impl Ends {
    fn of(claim: &Claim) -> Self {
        let holds = |at: &usize| claim.instances[*at].outcome == Outcome::Holds;
        let mut first = (0..claim.instances.len()).filter(holds);
        let mut last = (0..claim.instances.len()).rev().filter(holds);
        Self {
            first: [first.next(), first.next()],
            last: [last.next(), last.next()],
        }
    }

    /// Whether others hold both before and behind an instance.
    fn are_around(self, at: usize) -> bool {
        let other = |ends: [Option<usize>; 2]| ends.into_iter().flatten().find(|end| *end != at);
        other(self.first).is_some_and(|first| first < at) && other(self.last).is_some_and(|last| last > at)
    }
}

/// What one claim says of a figure.
struct Opinion {
    claim: usize,
    /// Which of its instances.
    at: usize,
    says: Outcome,
    /// What the others prove, and what this figure proves as well by being one slip away.
    rest: Bits,
    score: Bits,
    /// Whether another figure would not do as well.
    is_exact: bool,
}

/// What instances of a claim say together: all of them, those that involve a figure, or the others.
struct Evidence {
    bits: Bits,
    holding: usize,
    /// Those that fail by a slip, and by more.
    near: usize,
    far: usize,
    /// How many are as far off as rounding explains.
    rounded: usize,
}

impl<'a> Weighed<'a> {
    pub(super) fn of(claims: &'a [Claim], numbers: &'a Numbers) -> Self {
        let mut taking_part: HashMap<Id, Vec<(usize, usize)>> = HashMap::new();
        for (at, claim) in claims.iter().enumerate() {
            for (i, instance) in claim.instances.iter().enumerate() {
                for id in instance.figures() {
                    let known = taking_part.entry(id).or_default();
                    if known.last() != Some(&(at, i)) {
                        known.push((at, i));
                    }
                }
            }
        }
        let standing: Vec<Bits> = claims.iter().map(Claim::standing).collect();
        Self {
            claims,
            numbers,
            taking_part,
            rounding: Rounding::of(claims, &standing),
            standing,
            ends: claims.iter().map(Ends::of).collect(),
        }
    }

    pub(super) fn instance(&self, claim: usize, instance: usize) -> &'a Instance {
        &self.claims[claim].instances[instance]
    }

    /// What is said of each figure that any claim is about, by its place in the ledger.
    pub(super) fn verdicts(&self) -> Verdicts {
        let totals: Vec<Evidence> = self
            .claims
            .iter()
            .map(|claim| sum_up(claim.instances.iter()))
            .collect();
        let ids = self.taking_part.keys().copied();
        ids.filter_map(|id| Some((id, self.verdict(id, &totals)?)))
            .collect()
    }

    fn verdict(&self, id: Id, totals: &[Evidence]) -> Option<Verdict> {
        let about: Vec<Opinion> = self
            .about(id)
            .filter_map(|(claim, at, _)| self.opinion(id, claim, at, totals))
            .collect();
        let of = |says: Outcome| about.iter().filter(move |opinion| opinion.says == says);
        let holds = of(Outcome::Holds).max_by_key(|o| (o.is_exact, self.standing[o.claim], o.rest, o.claim));
        let rounded = of(Outcome::Rounded).max_by_key(|o| (o.is_exact, o.rest, o.claim, o.at));
        let fails = of(Outcome::Fails).max_by_key(|o| (o.score, o.rest, o.claim, o.at));
        let doubtful = |o: &Opinion| Verdict::Doubtful {
            claim: o.claim,
            instance: o.at,
        };
        // Where schemas say different things of a figure, the one with more evidence in all is believed.
        if let Some(holds) = holds {
            // Another digit would be right by another schema that is as sure.
            let is_as_sure = |other: &&Opinion| other.rest + CLEARLY >= holds.rest;
            match rounded.filter(|other| other.is_exact || !holds.is_exact) {
                Some(other) if other.is_exact && !holds.is_exact => return Some(doubtful(other)),
                Some(other) if is_as_sure(&other) => return None,
                _ => {}
            }
            // Rates are not added, whatever stands above their sum.
            let is_rate = |other: &Opinion| self.claims[other.claim].adds && !self.claims[holds.claim].adds;
            match fails.filter(|o| !is_rate(o) && self.standing[holds.claim] < self.standing[o.claim]) {
                None => return Some(Verdict::Holds { claim: holds.claim }),
                Some(other) if other.rest < holds.rest + CLEARLY => return Some(doubtful(other)),
                Some(_) => {}
            }
        }
        if let Some(fails) = fails {
            let score = fails.score - self.broken_by(id, self.instance(fails.claim, fails.at).due);
            let is_near = self.instance(fails.claim, fails.at).near > 0;
            if score >= if is_near { WARNING } else { SURE } {
                return Some(Verdict::Fails {
                    claim: fails.claim,
                    instance: fails.at,
                    score,
                });
            }
        }
        rounded.map(doubtful)
    }

    /// What one claim says of a figure, if it is believed about it.
    fn opinion(&self, id: Id, claim: usize, at: usize, totals: &[Evidence]) -> Option<Opinion> {
        let (number, instance) = (self.numbers.of_id(id)?, self.instance(claim, at));
        let near_bits = instance.beside;
        let own = self.taking_part[&id].iter().filter(|(other, _)| *other == claim);
        let others = totals[claim].without(&sum_up(own.map(|(_, i)| self.instance(claim, *i))));
        let rest = others.bits + self.claims[claim].prior - SLIP;
        let witnesses = self.claims[claim].witnesses.max(needed(others.near, others.far));
        let is_inside = self.ends[claim].are_around(at);
        let support = match rest + near_bits {
            // What is believed anyhow needs none, and what says nothing without its figure gets none.
            WARNING.. => 0,
            ..WARNING if rest < WARNING - SLIP || rest + near_bits + SUPPORT < WARNING => 0,
            _ => self.support(id, claim, instance, totals),
        };
        let rest = rest + support;
        let is_believed = rest + near_bits >= WARNING
            && others.holding >= witnesses
            && (others.holding > 0 || near_bits >= SHORT)
            && (is_inside
                || self.claims[claim].has_sure_ends
                || near_bits >= TELLING
                || self.is_held(id, claim, instance));
        // Unless others were rounded one by one, this one is expected to add up to the last digit.
        let is_exact = instance.room == Room::None
            || instance.room == Room::CutOff && others.rounded == 0
            || others.holding > 0 && ROUNDED * others.rounded <= others.holding
            || self.rounding.is_exact_but_for(id);
        // Where others hold, most of them to the last digit or in a document that says that it was rounded, or where a
        // sentence says it, another last digit is worth a note.
        let is_supported = others.holding > 0 || self.claims[claim].is_said;
        let is_mostly_exact =
            is_exact || is_supported && (number.is_said_rounded || 2 * others.rounded <= others.holding);
        // What speaks against a claim about a figure, whatever the figure is.
        let own_bits = others.bits + self.claims[claim].prior;
        let is_anothers = self.is_said_of_another(id, (claim, own_bits), instance)
            || others.holding <= 1 && self.is_of_parts_of_one_sum(id, claim, instance);
        let counts = match instance.outcome {
            _ if is_anothers => false,
            Outcome::Holds => {
                is_mostly_exact
                    && self.is_telling(number, instance)
                    && !self.is_told_as_a_sum(id, claim, instance)
                    && !self.is_told_as_a_difference(id, claim, instance)
            }
            Outcome::Rounded => is_mostly_exact && instance.room != Room::None,
            // Beyond the first and the last that hold, the lines may be those of something else.
            Outcome::Fails => {
                (instance.near > 0 || is_inside && !number.breaks_off)
                    && !self.is_outdone(id, claim, instance)
            }
        };
        // A schema that does not hold elsewhere either gives no more than a hint.
        let is_doubted = instance.outcome == Outcome::Fails && others.near + others.far + others.rounded > 0;
        let most = if is_doubted {
            ERROR - 1 - instance.near
        } else {
            Bits::MAX
        };
        let rest = rest.min(most);
        (is_believed && counts).then_some(Opinion {
            claim,
            at,
            says: instance.outcome,
            rest,
            score: rest + instance.near,
            is_exact,
        })
    }

    /// What speaks for what a claim makes of a figure beside it: another relation that asks for the same and shares no
    /// other figure, as the column does that a row crosses.
    fn support(&self, id: Id, claim: usize, instance: &Instance, totals: &[Evidence]) -> Bits {
        let taking_part = &self.taking_part[&id];
        let is_short = instance.beside < SHORT;
        let is_another = |other: &Instance| {
            let shares = |figure: Id| figure != id && instance.figures().any(|own| own == figure);
            !other.figures().any(shares)
        };
        let says = |(other, at): &(usize, usize)| {
            let beside = self.instance(*other, *at);
            // A sum and a rate of the same figures are not wrong alike by one of them.
            let agrees = || match self.asked(*other, beside, id) {
                Some(due) => due == instance.due && is_another(beside),
                None => self.is_whole_of(*other, beside, id, instance.due),
            };
            if *other == claim || !agrees() {
                return None;
            }
            let own = taking_part.iter().filter(|(same, _)| same == other);
            let others = totals[*other].without(&sum_up(own.map(|(_, at)| self.instance(*other, *at))));
            // That one figure is wrong explains why both fail, and was paid for once; but of one digit every other is a
            // slip away.
            let paid = if is_short { SLIP } else { 0 };
            // What stands alone is no witness.
            (others.holding > 0).then_some(())?;
            Some(others.bits + self.claims[*other].prior - paid)
        };
        let most = taking_part.iter().filter_map(says).max();
        most.unwrap_or(0)
            .clamp(0, if is_short { SUPPORT_OF_SHORT } else { SUPPORT })
    }

    /// What a relation makes of one of its figures, when the others are what they are.
    fn asked(&self, claim: usize, instance: &Instance, id: Id) -> Option<i128> {
        if instance.target == id {
            return (!instance.is_witness).then_some(instance.due);
        }
        let mut own = instance.parts.iter().filter(|(_, part)| *part == id);
        match (self.claims[claim].adds, own.next(), own.next()) {
            (true, Some((sign, _)), None) if sign.abs() == 1 => {
                let (part, target) = (self.numbers.of_id(id)?, self.numbers.of_id(instance.target)?);
                Some(part.value + sign * (target.value - instance.due))
            }
            _ => None,
        }
    }

    /// Whether a rate or a share is right if the figure that it is worked out by is so much.
    pub(super) fn is_whole_of(&self, claim: usize, instance: &Instance, id: Id, due: i128) -> bool {
        let own = self.numbers.of_id(id).map(|number| number.value);
        self.is_right_of(claim, instance, id, due)
            && own.is_some_and(|own| own == due || !self.is_right_of(claim, instance, id, own))
    }

    /// The rates of a whole that are right if it is so much, and wrong as it is.
    pub(super) fn rates_right_of(&self, whole: Id, due: i128) -> Vec<Id> {
        let all = self.taking_part.get(&whole).into_iter().flatten();
        all.filter(|(claim, _)| self.standing[*claim] >= WARNING)
            .map(|(claim, at)| (*claim, self.instance(*claim, *at)))
            .filter(|(claim, instance)| self.is_whole_of(*claim, instance, whole, due))
            .map(|(_, instance)| instance.target)
            .collect()
    }

    /// Whether a rate or a share is right if what it divides by is so much.
    fn is_right_of(&self, claim: usize, instance: &Instance, id: Id, due: i128) -> bool {
        let is_quotient =
            [rate_mismatch::RULE.name, share_mismatch::RULE.name].contains(&self.claims[claim].rule);
        let (Some(((1, whole), parts)), Some(number)) =
            (instance.parts.split_last(), self.numbers.of_id(instance.target))
        else {
            return false;
        };
        let value = |id: Id| self.numbers.of_id(id).map(|number| number.value);
        let sum: Option<i128> = parts.iter().map(|(sign, part)| Some(sign * value(*part)?)).sum();
        // 100 · sum / whole, within half a step.
        let is_right = |sum: i128, whole: i128| {
            let off = sum.checked_mul(100 * MICRO).zip(number.value.checked_mul(whole));
            let room = number.step.checked_mul(whole);
            off.zip(room)
                .is_some_and(|((due, said), room)| 2 * (due - said).abs() <= room.abs())
        };
        is_quotient && *whole == id && due != 0 && sum.is_some_and(|sum| is_right(sum, due))
    }

    /// Whether the other figures of an instance each hold in relations that leave this figure out and have others of
    /// the claim: then they belong together, though nothing holds beyond.
    fn is_held(&self, id: Id, claim: usize, instance: &Instance) -> bool {
        let is_of_claim = |figure: Id| {
            !instance.figures().any(|own| own == figure)
                && self.taking_part[&figure].iter().any(|(other, _)| *other == claim)
        };
        let holds = |figure: Id| {
            self.taking_part[&figure].iter().any(|(other, at)| {
                let beside = self.instance(*other, *at);
                *other != claim
                    && self.standing[*other] >= WARNING
                    && beside.outcome == Outcome::Holds
                    && beside.bits > 0
                    && beside.figures().all(|own| own != id)
                    && beside.figures().any(is_of_claim)
            })
        };
        instance.figures().filter(|figure| *figure != id).all(holds)
    }

    /// Whether it says anything that a figure is what others make it: nothing of nothing does not.
    fn is_telling(&self, number: Number, instance: &Instance) -> bool {
        let is_something = |id: Id| self.numbers.of_id(id).is_some_and(|part| part.value != 0);
        // That nothing was counted is something.
        let is_counted = instance.parts.is_empty();
        is_counted || number.value != 0 || instance.parts.iter().any(|(_, part)| is_something(*part))
    }

    /// The instances that say what a figure should be.
    fn about(&self, id: Id) -> impl Iterator<Item = (usize, usize, &'a Instance)> + '_ {
        let all = self.taking_part.get(&id).into_iter().flatten();
        all.map(|(claim, at)| (*claim, *at, self.instance(*claim, *at)))
            .filter(move |(_, _, instance)| instance.target == id && !instance.is_witness)
    }

    /// Whether a sum of two is the other side of a difference that is surer.
    fn is_told_as_a_difference(&self, id: Id, claim: usize, instance: &Instance) -> bool {
        matches!(instance.parts[..], [(1, _), (1, _)])
            && self.claims[claim].rule == sum_mismatch::RULE.name
            && self.other_sides(id, instance).any(|(other, _)| {
                self.claims[other].rule == difference_mismatch::RULE.name
                    && self.standing[other] > self.standing[claim]
            })
    }

    /// Whether a difference is the other side of a sum that is as likely: one relation is told once.
    fn is_told_as_a_sum(&self, id: Id, claim: usize, instance: &Instance) -> bool {
        let [(sign, more), (_, less)] = instance.parts[..] else {
            return false;
        };
        let total = if sign > 0 { more } else { less };
        // What a formula or a name in its place lays down is told as that.
        self.claims[claim].rule == difference_mismatch::RULE.name
            && self.claims[claim].prior < LABEL_IN_PLACE
            && self.other_sides(id, instance).any(|(other, sum)| {
                sum.target == total
                    && sum.parts.iter().all(|(sign, _)| *sign > 0)
                    && self.is_surer(other, claim)
                    && !self.is_summed_otherwise(total, other)
            })
    }

    /// Whether a total is the sum of other figures by another claim that is as sure.
    fn is_summed_otherwise(&self, total: Id, claim: usize) -> bool {
        self.about(total).any(|(other, _, sum)| {
            other != claim
                && sum.outcome == Outcome::Holds
                && sum.parts.len() >= 2
                && sum.parts.iter().all(|(sign, _)| *sign > 0)
                && self.claims[other].rule == sum_mismatch::RULE.name
                && self.standing[other] >= self.standing[claim].min(SURE)
        })
    }

    /// The relations that hold of the same three figures, told at one of the two others.
    fn other_sides<'s>(
        &'s self,
        id: Id,
        instance: &'s Instance,
    ) -> impl Iterator<Item = (usize, &'a Instance)> + 's {
        let is_among = move |part: Id| part == id || instance.parts.iter().any(|(_, own)| *own == part);
        self.taking_part[&id]
            .iter()
            .map(|(other, at)| (*other, self.instance(*other, *at)))
            .filter(move |(_, other)| {
                other.outcome == Outcome::Holds
                    && other.target != id
                    && other.parts.len() == 2
                    && other.figures().all(is_among)
            })
    }

    /// Whether a relation is believed rather than another one of the same figures: a sum of lines where it is as
    /// sure, a sum from place to place where it is surer.
    fn is_surer(&self, one: usize, other: usize) -> bool {
        let (standing, least) = (self.standing[one], self.standing[other]);
        let is_of_lines = self.claims[one].rule == sum_mismatch::RULE.name;
        standing > least || is_of_lines && standing == least
    }

    /// Whether a relation of more of the same figures, with more evidence, holds with this figure as a part.
    fn is_outdone(&self, id: Id, claim: usize, instance: &Instance) -> bool {
        self.taking_part[&id].iter().any(|(other, at)| {
            let wider = self.instance(*other, *at);
            let has = |part: Id| wider.target == part || wider.parts.iter().any(|(_, own)| *own == part);
            wider.outcome == Outcome::Holds
                && self.standing[*other] >= self.standing[claim]
                && wider.parts.len() > instance.parts.len()
                && instance.parts.iter().all(|(_, part)| has(*part))
        })
    }

    /// Whether a rate is what another figure is, by a schema that is surer when both figures are left out: 収納率 and,
    /// beside it, the one of the year before.
    fn is_said_of_another(&self, id: Id, (claim, rest): (usize, Bits), instance: &Instance) -> bool {
        let [(_, part), _] = instance.parts[..] else {
            return false;
        };
        self.claims[claim].rule == rate_mismatch::RULE.name
            && self.taking_part[&part].iter().any(|(other, at)| {
                let same = self.instance(*other, *at);
                same.outcome == Outcome::Holds
                    && same.target != id
                    && !same.is_witness
                    && same.parts == instance.parts
                    && self.claims[*other].is == self.claims[claim].is
                    && self.standing[*other] - same.says() > rest
            })
    }

    /// Whether a rate would be one part of a sum in percent of another part: 郵送703人、インターネット381人 of 1,084人.
    fn is_of_parts_of_one_sum(&self, id: Id, claim: usize, instance: &Instance) -> bool {
        let [(_, one), (_, other)] = instance.parts[..] else {
            return false;
        };
        self.claims[claim].rule == rate_mismatch::RULE.name
            && (self.is_sum_beside(id, [one, other])
                || self.taking_part[&one].iter().any(|(claim, at)| {
                    let sum = self.instance(*claim, *at);
                    let has = |id: Id| sum.parts.iter().any(|(sign, part)| *sign > 0 && *part == id);
                    sum.outcome == Outcome::Holds
                        && sum.target != id
                        && self.claims[*claim].rule == sum_mismatch::RULE.name
                        && sum.parts.len() >= 2
                        && has(one)
                        && has(other)
                }))
    }

    /// Whether one of the figures right before two neighbours, or behind them, is their sum.
    fn is_sum_beside(&self, id: Id, [one, other]: [Id; 2]) -> bool {
        let value = |id: Id| self.numbers.of_id(id).map(|number| number.value);
        let (Some(a), Some(b)) = (value(one), value(other)) else {
            return false;
        };
        let (first, last) = (one.min(other), one.max(other));
        let mut beside = [first.checked_sub(1), Some(last + 1)].into_iter().flatten();
        last - first == 1 && beside.any(|at| at != id && value(at) == Some(a + b))
    }

    /// What speaks against another value of a figure: relations that hold with it as a part.
    pub(super) fn broken_by(&self, id: Id, due: i128) -> Bits {
        let all = self.taking_part.get(&id).into_iter().flatten();
        all.filter(|(claim, _)| self.standing[*claim] >= WARNING)
            .map(|(claim, at)| (*claim, self.instance(*claim, *at)))
            .filter(|(_, instance)| instance.target != id && instance.outcome == Outcome::Holds)
            // A share of a few digits is right of both values.
            .filter(|(claim, instance)| !self.is_right_of(*claim, instance, id, due))
            .map(|(_, instance)| instance.bits.min(MOST_BROKEN))
            .max()
            .unwrap_or(0)
    }
}

/// The figures that rounding might explain and that believed claims speak of: those that are exactly what they should
/// be, and those that are off; and which of them each figure takes part in.
struct Rounding {
    exact: HashSet<Id>,
    off: HashSet<Id>,
    involved: HashMap<Id, HashSet<Id>>,
}

impl Rounding {
    fn of(claims: &[Claim], standing: &[Bits]) -> Self {
        let believed = claims
            .iter()
            .zip(standing)
            .filter(|(_, standing)| **standing >= WARNING);
        let loose = believed
            .flat_map(|(claim, _)| &claim.instances)
            .filter(|i| i.room == Room::Rounded && i.bits > 0);
        let mut found = Self {
            exact: HashSet::new(),
            off: HashSet::new(),
            involved: HashMap::new(),
        };
        for instance in loose {
            let kept = match instance.outcome {
                Outcome::Holds => &mut found.exact,
                Outcome::Rounded => &mut found.off,
                Outcome::Fails => continue,
            };
            kept.insert(instance.target);
            for id in instance.figures() {
                found.involved.entry(id).or_default().insert(instance.target);
            }
        }
        found
    }

    /// Whether enough others hold to the last digit and none is off, when all that a figure takes part in is left out.
    fn is_exact_but_for(&self, id: Id) -> bool {
        let is_left = |target: &&Id| self.involved.get(&id).is_none_or(|own| !own.contains(*target));
        self.off.iter().filter(is_left).count() == 0
            && self.exact.iter().filter(is_left).take(EXACT).count() == EXACT
    }
}

impl Evidence {
    fn without(&self, some: &Self) -> Self {
        Self {
            bits: self.bits - some.bits,
            holding: self.holding - some.holding,
            near: self.near - some.near,
            far: self.far - some.far,
            rounded: self.rounded - some.rounded,
        }
    }
}

/// How many figures must hold where so many do not.
fn needed(near: usize, far: usize) -> usize {
    match near + far {
        1 => near * ONE_NEAR + far * ONE_FAR,
        more => more * EACH,
    }
}

fn sum_up<'a>(instances: impl Iterator<Item = &'a Instance>) -> Evidence {
    let mut others = Evidence {
        bits: 0,
        holding: 0,
        near: 0,
        far: 0,
        rounded: 0,
    };
    for instance in instances {
        others.bits += instance.says();
        others.holding += usize::from(instance.outcome != Outcome::Fails && instance.bits > 0);
        let fails = instance.outcome == Outcome::Fails;
        others.near += usize::from(fails && instance.near > 0);
        others.far += usize::from(fails && instance.near == 0);
        others.rounded += usize::from(instance.room != Room::None && instance.outcome == Outcome::Rounded);
    }
    others
}
