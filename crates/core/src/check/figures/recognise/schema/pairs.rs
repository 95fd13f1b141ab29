//! Lines that are the difference of two others, at the same place or to the place before.
//!
//! Not here: sums (`sums`), rates of change (`quotients`).

use super::{Claim, Instance, LABEL, LABEL_IN_PLACE, Outcome, Terms, distance};
use crate::check::figures::difference_mismatch;
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::recognise::number::{Bits, Number};
use crate::fiscal_year::mentions;
use crate::labels::Kind;

/// Beyond so many lines only neighbours are compared.
pub(super) const FEW: usize = 24;
const NEIGHBOURS: usize = 4;
/// Names that begin with so many characters alike may tell of one thing.
pub(super) const ALIKE: usize = 2;

/// Words of which each says in what state something is.
const STATES: [&str; 24] = [
    "前", "後", "計画", "実績", "予算", "決算", "目標", "見込", "当初", "最終", "現行", "改定", "現状",
    "改正", "今回", "前回", "新", "旧", "本年", "前年", "当期", "前期", "推計", "試算",
];

/// Whether two names differ in nothing but words of states.
fn are_states(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = |a: &mut dyn Iterator<Item = &char>, b: &mut dyn Iterator<Item = &char>| {
        a.zip(b).take_while(|(a, b)| a == b).count()
    };
    let front = same(&mut one.iter(), &mut other.iter());
    let (one, other) = (&one[front..], &other[front..]);
    let behind = same(&mut one.iter().rev(), &mut other.iter().rev());
    let is_state = |rest: &[char]| {
        let rest: String = rest[..rest.len() - behind].iter().collect();
        STATES.iter().any(|state| rest.starts_with(state))
    };
    is_state(one) && is_state(other)
}

/// A line as the difference of two, the second one so many places further on.
#[derive(Clone, Copy, Debug)]
struct Difference {
    target: usize,
    more: usize,
    less: usize,
    shift: isize,
}

impl Terms<'_> {
    /// Adds differences along the lines.
    pub(super) fn differences(&self, found: &mut Vec<Claim>) {
        for target in self.targets() {
            let is_named = self.kind(target) == Kind::Difference;
            // 前年度比 is a difference where it holds whole numbers.
            let is_rate = self.kind(target) == Kind::Rate && self.rates(target).is_some();
            if is_rate || self.sample(target).is_empty() {
                continue;
            }
            let mut claims = Vec::new();
            for (more, less) in self.pairs(target) {
                // Without a name, the figure behind the two is the one that they determine; where the first is the
                // sum of those behind it as well, it is told as one, unless a text says it one after the other.
                let is_behind = more.max(less) < target;
                let as_sum = more + 2 == target && less + 1 == target && more < less;
                let is_alike = self.are_alike(more, less);
                // A total of lines before it is no sum of those behind it.
                let is_known = more >= 2 && matches!(self.kind(more), Kind::Total(_));
                let is_a_sum =
                    as_sum && !self.is_told && !self.turns_negative(target) && !is_alike && !is_known;
                if !is_named && (!is_behind || is_a_sum || matches!(self.kind(target), Kind::Total(_))) {
                    continue;
                }
                if is_named && as_sum && matches!(self.kind(more), Kind::Total(_)) && !self.is_told {
                    continue;
                }
                let difference = Difference {
                    target,
                    more,
                    less,
                    shift: 0,
                };
                let in_front = more.max(less) + 1 == target && more.min(less) + 2 == target;
                let label = match (is_named, in_front) {
                    (true, true) => LABEL_IN_PLACE,
                    (false, true) if is_alike || self.turns_negative(target) => LABEL,
                    (true, false) => LABEL,
                    _ => -100 - self.many(),
                };
                claims.extend(self.difference(
                    difference,
                    label - distance(more, target) - distance(less, target),
                ));
            }
            let nearby = self.near(target).into_iter().filter(|of| *of != target);
            claims.extend(nearby.filter_map(|of| self.since_the_first(target, of)));
            for of in self.near(target).into_iter().filter(|of| *of != target) {
                for shift in [-1, 1] {
                    if !is_named && of > target {
                        continue;
                    }
                    let difference = Difference {
                        target,
                        more: of,
                        less: of,
                        shift,
                    };
                    let label = self.named(is_named);
                    claims.extend(self.difference(difference, label - distance(of, target)));
                }
            }
            self.keep(claims, found);
        }
    }

    /// Whether two lines are called as the same thing at two times or in two states: of two years, or alike but for
    /// words of states (導入前, 導入後).
    fn are_alike(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.lines[one].name.folded, &self.lines[other].name.folded);
        if one.is_empty() || other.is_empty() || one.contains(other.as_str()) || other.contains(one.as_str())
        {
            return false;
        }
        let years = |name: &str| !mentions(name).is_empty();
        years(one) && years(other) || are_states(one, other)
    }

    /// Whether a line has figures below zero, which parts of a total have seldom.
    pub(super) fn turns_negative(&self, line: usize) -> bool {
        self.sample(line)
            .iter()
            .any(|place| self.at(line, *place).is_some_and(|(_, number)| number.value < 0))
    }

    /// The lines to compare with one: all, or of many its neighbours and those that its name begins like.
    pub(super) fn near(&self, target: usize) -> Vec<usize> {
        if self.lines.len() <= FEW {
            return (0..self.lines.len()).collect();
        }
        let around = target.saturating_sub(NEIGHBOURS)..(target + NEIGHBOURS + 1).min(self.lines.len());
        let mut near = self.named_alike(target);
        near.retain(|line| !around.contains(line));
        near.extend(around);
        near.sort_unstable();
        near
    }

    /// What a line that tells of others may be named after: 歳入合計 for 歳入の増減率, those most alike first.
    fn named_alike(&self, target: usize) -> Vec<usize> {
        if !self.has_label(target) {
            return Vec::new();
        }
        let alike = |line: &usize| self.alike(target, *line);
        let mut lines: Vec<usize> = (0..self.lines.len())
            .filter(|line| *line != target && alike(line) >= ALIKE)
            .collect();
        lines.sort_by_key(|line| (std::cmp::Reverse(alike(line)), line.abs_diff(target)));
        lines.truncate(NEIGHBOURS);
        lines
    }

    /// How many characters the names of two lines begin with alike.
    pub(super) fn alike(&self, one: usize, other: usize) -> usize {
        let (one, other) = (&self.lines[one].name.folded, &self.lines[other].name.folded);
        one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
    }

    /// Ordered pairs of lines other than one.
    pub(super) fn pairs(&self, target: usize) -> impl Iterator<Item = (usize, usize)> + use<> {
        let one = self.near(target);
        let two = one.clone();
        one.into_iter()
            .flat_map(move |first| two.clone().into_iter().map(move |second| (first, second)))
            .filter(move |(first, second)| first != second && *first != target && *second != target)
    }

    /// How far each place of a line is from its first one, at which this line has nothing: 基準からの縮減面積.
    fn since_the_first(&self, target: usize, of: usize) -> Option<Claim> {
        let first = (0..self.width).find(|place| self.at(of, *place).is_some())?;
        if self.at(target, first).is_some() || self.is_single() {
            return None;
        }
        let (base, begin) = self.at(of, first)?;
        let at = |place: usize, sign: i128| -> Option<Instance> {
            let ((id, number), (now, value)) = (self.at(target, place)?, self.at(of, place)?);
            let terms = [(sign, base, begin), (-sign, now, value)];
            Instance::added((id, number), &terms, number.value != 0)
        };
        let signed = [1, -1].into_iter().filter_map(|sign| {
            let instances: Vec<Instance> = (first + 1..self.width)
                .filter_map(|place| at(place, sign))
                .collect();
            let held = instances.iter().filter(|i| i.outcome == Outcome::Holds).count();
            let is_told = held >= 2 && 2 * held > instances.len();
            let prior = self.named(self.kind(target) == Kind::Difference) - distance(of, target) - 100;
            let claim = || {
                Claim::of(
                    difference_mismatch::RULE.name,
                    "最初の値との差",
                    true,
                    prior,
                    instances,
                )
            };
            is_told.then(claim).flatten()
        });
        signed.max_by_key(Claim::standing).map(|claim| claim.needing(1))
    }

    fn difference(&self, of: Difference, prior: Bits) -> Option<Claim> {
        let is_in_place =
            of.shift == 0 && of.more.abs_diff(of.less) == 1 && of.more.max(of.less) + 1 == of.target;
        if self.is_single() && !is_in_place {
            return None;
        }
        let sample = self.sample(of.target);
        let held = sample
            .iter()
            .filter(|place| self.is_difference(of, **place))
            .count();
        if held == 0 && !is_in_place || self.is_rare(held, sample.len()) {
            return None;
        }
        let instances = (0..self.width).filter_map(|place| self.difference_at(of, place));
        let claim = Claim::of(
            difference_mismatch::RULE.name,
            "2つの値の差",
            true,
            prior,
            instances.collect(),
        )?;
        Some(claim.needing(usize::from(!is_in_place)))
    }

    fn is_difference(&self, of: Difference, place: usize) -> bool {
        let value = |line, place| self.value(line, place);
        let less = place
            .checked_add_signed(of.shift)
            .and_then(|place| value(of.less, place));
        match (value(of.target, place), value(of.more, place), less) {
            (Some(target), Some(more), Some(less)) => target == more - less || target == less - more,
            _ => false,
        }
    }

    fn difference_at(&self, of: Difference, place: usize) -> Option<Instance> {
        let (id, number) = self.at(of.target, place)?;
        let beside = place.checked_add_signed(of.shift)?;
        let (Some((one, a)), Some((two, b))) = (self.at(of.more, place), self.at(of.less, beside)) else {
            return self.difference_to_nothing((id, number), of, place);
        };
        // A text says 下回る and leaves the minus away.
        let is_bare = self.is_told && number.value > 0 && a.value < b.value;
        let sign = if is_bare { -1 } else { 1 };
        let is_telling = a.value != 0 && b.value != 0 && number.value != 0;
        Instance::added((id, number), &[(sign, one, a), (-sign, two, b)], is_telling)
    }

    /// What begins or ends differs by all of it: 7,480 － △7,480. As blank is not nothing, that is tried where it holds or a
    /// slip explains it, and vouches for no other.
    fn difference_to_nothing(&self, target: (Id, Number), of: Difference, place: usize) -> Option<Instance> {
        if of.shift != 0 || target.1.value == 0 {
            return None;
        }
        let (sign, (id, number)) = match (self.at(of.more, place), self.at(of.less, place)) {
            (Some(more), None) => (1, more),
            (None, Some(less)) => (-1, less),
            _ => return None,
        };
        let instance = Instance::added(target, &[(sign, id, number)], false)?;
        (instance.outcome == Outcome::Holds || instance.near > 0).then_some(instance)
    }
}
