//! Lines that are one line in percent of another: ratios, changes, and the shares of a whole.
//!
//! Not here: rates in sentences (`prose`).

use super::pairs::ALIKE;
use super::{Claim, Instance, LABEL, LABEL_IN_PLACE, Outcome, Room, Terms, distance};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::recognise::number::{Bits, Class, Number};
use crate::check::figures::{rate_mismatch, share_mismatch};
use crate::labels::Kind;

/// What the mark of percent is worth for a ratio.
const MARK: Bits = 300;
/// What a rate of change is worth behind the difference that it puts in percent.
const CHANGE_IN_PLACE: Bits = 1_600;
/// What it is worth that a rate is named after what it divides.
const NAMED_AFTER: Bits = 200;
/// What it is worth that its name says of what, to which year, and that it is a change.
const TOLD_WHOLE: Bits = 700;
/// How such a rate is called.
pub(super) const CHANGES: [&str; 5] = ["増減", "伸び", "増加", "減少", "変化"];
/// So many rates at least go each way where a line holds both, and what it costs that each may go either.
const FEWEST_EACH_WAY: usize = 2;
const EITHER_WAY: Bits = 100;
/// At least one of so many figures of a line of rates has decimals or the mark.
const FEWEST_RATES: usize = 3;
/// Of so many figures at most the sum is taken as their whole.
const MOST_SHARED: usize = 12;
/// At most so many lines together are what is divided.
const LONGEST_PART: usize = 3;

/// Where the other value of a ratio stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    /// At the same place.
    Same,
    /// So many places further on.
    Beside(isize),
    /// At the first place of its line.
    First,
}

/// A line as lines together in percent of another, or as the change of one to another.
#[derive(Clone, Debug)]
struct Ratio {
    target: usize,
    parts: std::ops::Range<usize>,
    whole: usize,
    /// Where the whole stands.
    base: Base,
    is_change: bool,
    /// 100 for percent, 1 for a plain ratio.
    scale: i128,
}

impl Terms<'_> {
    /// Adds ratios and changes along the lines.
    pub(super) fn ratios(&self, found: &mut Vec<Claim>) {
        for target in self.targets() {
            if matches!(self.kind(target), Kind::Total(_) | Kind::Part) {
                continue;
            }
            let Some(marked) = self.rates(target) else {
                continue;
            };
            let prior = match self.kind(target) {
                Kind::Rate => LABEL,
                _ if marked => MARK,
                _ => -self.many(),
            };
            let scales: &[i128] = if marked { &[100] } else { &[100, 1] };
            let mut claims = Vec::new();
            let mut consider = |ratio: Ratio| {
                claims.extend(self.ratio(&ratio, prior));
            };
            for (part, whole) in self.pairs(target) {
                // Nobody puts one rate in percent of another.
                if self.kind(part) == Kind::Rate && self.kind(whole) == Kind::Rate {
                    continue;
                }
                for scale in scales.iter().copied() {
                    for length in 1..=LONGEST_PART {
                        let parts = part..part + length;
                        if parts.end > self.lines.len() || parts.contains(&target) || parts.contains(&whole) {
                            break;
                        }
                        let (base, is_change) = (Base::Same, false);
                        consider(Ratio {
                            target,
                            parts,
                            whole,
                            base,
                            is_change,
                            scale,
                        });
                    }
                    let (base, is_change) = (Base::Same, true);
                    consider(Ratio {
                        target,
                        parts: part..part + 1,
                        whole,
                        base,
                        is_change,
                        scale,
                    });
                }
            }
            for of in self.near(target).into_iter().filter(|of| *of != target) {
                let bases = [Base::Beside(-1), Base::Beside(1), Base::First];
                for (base, is_change) in bases.into_iter().flat_map(|base| [(base, true), (base, false)]) {
                    for scale in scales.iter().copied() {
                        consider(Ratio {
                            target,
                            parts: of..of + 1,
                            whole: of,
                            base,
                            is_change,
                            scale,
                        });
                    }
                }
            }
            for (part, whole) in self.pairs(target) {
                claims.extend(self.either_way(target, part, whole, prior));
            }
            self.keep(claims, found);
        }
    }

    /// A line of rates of which some divide one line by the other and some the other by the one: what is reached where
    /// more is better, and where less is.
    fn either_way(&self, target: usize, part: usize, whole: usize, prior: Bits) -> Option<Claim> {
        if part > whole || !self.are_percents(target) || self.kind(target) != Kind::Rate || self.is_single() {
            return None;
        }
        let ways = [(part, whole), (whole, part)].map(|(part, whole)| Ratio {
            target,
            parts: part..part + 1,
            whole,
            base: Base::Same,
            is_change: false,
            scale: 100,
        });
        let holds = |ratio: &Ratio, place: usize| {
            let terms = self.terms_of(ratio, place);
            terms.is_some_and(|(_, number, part, whole)| may_be(number, part, whole, 100))
        };
        let held = ways.each_ref().map(|ratio| {
            let sample = self.glance(target).iter();
            sample.filter(|place| holds(ratio, **place)).count()
        });
        let looked_at = self.glance(target).len();
        if held.iter().any(|held| *held < FEWEST_EACH_WAY) || 3 * held.iter().sum::<usize>() < 2 * looked_at {
            return None;
        }
        let instances = (0..self.width).filter_map(|place| {
            let both = ways.iter().filter_map(|ratio| self.ratio_at(ratio, place));
            let best = both.max_by_key(|instance| (instance.outcome != Outcome::Fails, instance.near))?;
            Some(best.less(EITHER_WAY))
        });
        let far = distance(part, target) + distance(whole, target);
        let is = "2つの値の比率";
        let claim = Claim::of(
            rate_mismatch::RULE.name,
            is,
            false,
            prior - far,
            instances.collect(),
        )?;
        Some(claim.needing(1))
    }

    /// Whether a line holds percents or decimals, and if so, whether all of them bear the mark of percent.
    pub(super) fn rates(&self, line: usize) -> Option<bool> {
        let numbers: Vec<Number> = self
            .sample(line)
            .iter()
            .filter_map(|place| self.at(line, *place))
            .map(|(_, number)| number)
            .collect();
        let is_rate = |n: &Number| n.class == Class::Percent || n.class == Class::Number && n.step < MICRO;
        // What is no percent and counts in thousands is a value, though others of its line have decimals.
        let is_value = |n: &Number| n.class != Class::Percent && n.value.abs() >= 1_000 * MICRO;
        // Counts with one rate among them are none.
        let rates = numbers.iter().filter(|number| is_rate(number)).count();
        (rates > 0 && rates * FEWEST_RATES >= numbers.len() && !numbers.iter().any(is_value))
            .then(|| numbers.iter().all(|n| n.class == Class::Percent))
    }

    /// Whether most figures of a line are percents; a plain number among them is something else.
    pub(super) fn are_percents(&self, line: usize) -> bool {
        let numbers = self.sample(line).iter().filter_map(|place| self.at(line, *place));
        let percents = numbers
            .filter(|(_, number)| number.class == Class::Percent)
            .count();
        2 * percents > self.sample(line).len()
    }

    /// A rate among the others of its line, of which tables print as many places.
    pub(super) fn among(&self, line: usize, number: Number) -> Number {
        Number {
            grain: self.grains[line].min(number.grain).max(number.step),
            ..number
        }
    }

    /// Whether a rate stands right behind its two figures; their difference may stand between.
    fn is_in_place(&self, ratio: &Ratio) -> bool {
        let end = ratio.parts.end.max(ratio.whole + 1);
        let between = || (end..ratio.target).filter(|line| self.kind(*line) != Kind::Difference);
        ratio.base == Base::Same
            && end <= ratio.target
            && ratio.whole.abs_diff(ratio.parts.start) == 1
            && between().count() == 0
    }

    /// What it costs to say which ratio is meant, less what a label in its place says.
    fn cost_of(&self, ratio: &Ratio, is_in_place: bool) -> Bits {
        let longer = 200 * Bits::try_from(ratio.parts.len() - 1).unwrap_or(Bits::MAX);
        let far = distance(ratio.parts.start, ratio.target) + distance(ratio.whole, ratio.target);
        // A ratio has no sign.
        let is_said_change = ratio.is_change && self.turns_negative(ratio.target);
        let is_unsaid = ratio.is_change && !is_said_change;
        // A rate that a text names tells of a change where its name does.
        let is_told_otherwise = is_unsaid && self.is_told && !self.is_called_change(ratio.target);
        let odd = Bits::from(is_unsaid) * 100
            + Bits::from(is_told_otherwise) * 400
            + match ratio.base {
                Base::Same => 0,
                Base::Beside(_) if self.is_to_the_year_before(ratio.target) => 0,
                Base::First if self.is_since_the_first(ratio.target) => 0,
                _ if is_said_change => 200,
                _ => 400,
            }
            + Bits::from(ratio.scale == 1) * 100;
        let far = far - self.is_named_after(ratio);
        // 歳入の対前年度増減率 says all of it: of what, to which year, and that it is a change.
        let is_told_whole = ratio.is_change
            && ratio.base == Base::Beside(-1)
            && self.is_called_change(ratio.target)
            && self.is_to_the_year_before(ratio.target)
            && self.is_named_after(ratio) > 0;
        let far = if is_told_whole { far - TOLD_WHOLE } else { far };
        match is_in_place && self.kind(ratio.target) == Kind::Rate {
            true if ratio.is_change && self.is_named_change(ratio.target) => -(CHANGE_IN_PLACE - LABEL),
            true => far + longer + odd - (LABEL_IN_PLACE - LABEL),
            false => far + longer + odd,
        }
    }

    /// Whether a rate says that it compares with the year before.
    fn is_to_the_year_before(&self, line: usize) -> bool {
        self.lines[line].name.folded.contains("前年")
    }

    /// Whether a rate says that it compares with where it began: 削減率（累計）.
    fn is_since_the_first(&self, line: usize) -> bool {
        ["累計", "累積"]
            .iter()
            .any(|word| self.lines[line].name.folded.contains(word))
    }

    /// What it is worth that a rate is named after what it divides: 完了率 behind 完了, 歳入の増減率 behind 歳入合計.
    fn is_named_after(&self, ratio: &Ratio) -> Bits {
        let name = |line: usize| {
            self.lines[line]
                .name
                .folded
                .trim_matches(|c: char| !c.is_alphanumeric())
        };
        let (rate, part) = (name(ratio.target), name(ratio.parts.start));
        let is_named = part.chars().count() >= 2 && rate.starts_with(part) && rate.len() > part.len();
        let of_total = matches!(self.kind(ratio.parts.start), Kind::Total(_))
            && self.alike(ratio.target, ratio.parts.start) >= ALIKE;
        Bits::from(is_named || of_total) * NAMED_AFTER
    }

    /// Whether a rate is called one of change, behind the difference that it puts in percent.
    fn is_named_change(&self, line: usize) -> bool {
        let is_said = self.is_called_change(line);
        let is_behind = line
            .checked_sub(1)
            .is_some_and(|before| self.kind(before) == Kind::Difference);
        is_said && is_behind
    }

    fn is_called_change(&self, line: usize) -> bool {
        let name = &self.lines[line].name.folded;
        CHANGES.iter().any(|word| name.contains(word))
    }

    /// The place where the whole of a ratio stands, for one place of the ratio.
    fn base(&self, ratio: &Ratio, place: usize) -> Option<usize> {
        match ratio.base {
            Base::Same => Some(place),
            Base::Beside(shift) => place.checked_add_signed(shift),
            Base::First => (0..place).find(|first| self.at(ratio.whole, *first).is_some()),
        }
    }

    fn ratio(&self, ratio: &Ratio, prior: Bits) -> Option<Claim> {
        let is_in_place = self.is_in_place(ratio);
        if self.is_single() && !is_in_place {
            return None;
        }
        let sample = self.glance(ratio.target);
        let held = sample
            .iter()
            .filter_map(|place| self.terms_of(ratio, *place))
            .filter(|(_, number, part, whole)| may_be(*number, *part, *whole, ratio.scale))
            .count();
        if held == 0 && !is_in_place || self.is_rare(held, sample.len()) {
            return None;
        }
        let are_percents = self.are_percents(ratio.target);
        let is_percent = |place: &usize| {
            self.at(ratio.target, *place)
                .is_some_and(|(_, number)| number.class == Class::Percent)
        };
        let instances = (0..self.width)
            .filter(|place| !are_percents || is_percent(place))
            .filter_map(|place| self.ratio_at(ratio, place));
        let is = if ratio.is_change {
            "増減の率"
        } else {
            "2つの値の比率"
        };
        let prior = prior - self.cost_of(ratio, is_in_place);
        let claim = Claim::of(rate_mismatch::RULE.name, is, false, prior, instances.collect())?;
        Some(claim.needing(usize::from(!is_in_place)))
    }

    /// A rate, and the values that it is the ratio of.
    fn terms_of(&self, ratio: &Ratio, place: usize) -> Option<(Id, Number, Term, Term)> {
        let (id, number) = self.at(ratio.target, place)?;
        let number = self.among(ratio.target, number);
        let (_, divisor) = self.at(ratio.whole, self.base(ratio, place)?)?;
        let whole = Term::of(divisor);
        let mut part: Option<Term> = None;
        for (_, over) in ratio.parts.clone().filter_map(|line| self.at(line, place)) {
            if over.class != divisor.class || over.class == Class::Percent {
                return None;
            }
            let over = Term::of(over);
            part = match part {
                Some(sum) => sum.plus(over),
                None => Some(over),
            };
        }
        let part = if ratio.is_change {
            part?.minus(whole)?
        } else {
            part?
        };
        Some((id, number, part, whole))
    }

    fn ratio_at(&self, ratio: &Ratio, place: usize) -> Option<Instance> {
        let (id, number, part, whole) = self.terms_of(ratio, place)?;
        let (below, _) = self.at(ratio.whole, self.base(ratio, place)?)?;
        let over = ratio.parts.clone().filter_map(|line| self.at(line, place));
        let parts = over.map(|(id, _)| (1, id)).chain([(1, below)]).collect();
        self.unless_derived(place, quotient((id, number), parts, part, whole, ratio.scale)?)
    }

    /// Adds lines of percents that are the shares of another line in a whole: one of its figures, less one of
    /// them that is left out or not.
    pub(super) fn shares(&self, found: &mut Vec<Claim>) {
        let mut wholes: Vec<usize> = (0..self.width)
            .filter(|place| matches!(self.along.get(*place).map(|name| name.kind), Some(Kind::Total(_))))
            .collect();
        wholes.extend([0, self.width.saturating_sub(1)]);
        wholes.sort_unstable();
        wholes.dedup();
        for target in self.targets() {
            if self.rates(target).is_none() {
                continue;
            }
            let mut claims = Vec::new();
            for of in self.near(target).into_iter().filter(|of| *of != target) {
                let without =
                    |place: &usize| self.at(target, *place).is_none() && self.at(of, *place).is_some();
                claims.extend(self.share_of_all((target, of)));
                for whole in wholes.iter().copied() {
                    let left_out = (0..self.width)
                        .filter(without)
                        .filter(|place| *place != whole)
                        .map(Some);
                    let is_total =
                        matches!(self.along.get(whole).map(|name| name.kind), Some(Kind::Total(_)));
                    for less in std::iter::once(None).chain(left_out.take(4)) {
                        let unlikely = Bits::from(!is_total) * 200 + Bits::from(less.is_some()) * 200;
                        let prior = MARK - distance(of, target) - unlikely;
                        claims.extend(self.share((target, of), whole, less, prior));
                    }
                }
            }
            self.keep(claims, found);
        }
    }

    /// Percents as the shares of another line in the sum of its figures, where none of them is the total.
    fn share_of_all(&self, (target, of): (usize, usize)) -> Option<Claim> {
        let is_total = |name: &super::Name| matches!(name.kind, Kind::Total(_));
        if !(3..=MOST_SHARED).contains(&self.width) || self.along.iter().any(is_total) {
            return None;
        }
        let all: Option<Vec<(Id, Number)>> = (0..self.width).map(|place| self.at(of, place)).collect();
        let all = all?;
        let (_, first) = all.first()?;
        if first.class == Class::Percent || all.iter().any(|(_, number)| number.class != first.class) {
            return None;
        }
        let mut below = Term::of(*first);
        for (_, number) in &all[1..] {
            below = below.plus(Term::of(*number))?;
        }
        let instances = (0..self.width).filter_map(|place| {
            let (id, number) = self.at(target, place)?;
            let number = self.among(target, number);
            let (part_id, part) = all[place];
            let others = all
                .iter()
                .filter(|(id, _)| *id != part_id)
                .map(|(id, _)| (1, *id));
            let parts = std::iter::once((1, part_id)).chain(others).collect();
            (number.class == Class::Percent)
                .then(|| quotient((id, number), parts, Term::of(part), below, 100))
                .flatten()
        });
        let prior = MARK - distance(of, target) - 200;
        let is = "全体に占める割合";
        Some(Claim::of(share_mismatch::RULE.name, is, false, prior, instances.collect())?.needing(2))
    }

    fn share(
        &self,
        (target, of): (usize, usize),
        whole: usize,
        less: Option<usize>,
        prior: Bits,
    ) -> Option<Claim> {
        // 構成比（％） says in its head what its figures are.
        let is_named = self.kind(target) == Kind::Rate;
        let (whole_id, divisor) = self.at(of, whole)?;
        let mut wholes = vec![(1, whole_id)];
        let mut below = Term::of(divisor);
        if let Some(less) = less {
            let (id, number) = self.at(of, less)?;
            below = below.minus(Term::of(number))?;
            wholes.push((-1, id));
        }
        let instances = (0..self.width)
            .filter(|place| *place != whole)
            .filter_map(|place| {
                let (id, number) = self.at(target, place)?;
                let target = (id, self.among(target, number));
                let (part_id, part) = self.at(of, place)?;
                let is_rate = target.1.class == Class::Percent
                    || is_named && target.1.class == Class::Number && target.1.step < MICRO;
                if !is_rate || part.class != divisor.class || part.class == Class::Percent {
                    return None;
                }
                let parts = std::iter::once((1, part_id))
                    .chain(wholes.iter().copied())
                    .collect();
                quotient(target, parts, Term::of(part), below, 100)
            });
        Claim::of(
            share_mismatch::RULE.name,
            "全体に占める割合",
            false,
            prior,
            instances.collect(),
        )
    }
}

/// A value that is divided or divides, and how far rounding may have moved it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    value: i128,
    slack: i128,
}

impl Term {
    pub(super) fn of(number: Number) -> Self {
        let may_be_rounded = number.is_coarse() || number.class == Class::Money && number.step > MICRO;
        Self {
            value: number.value,
            slack: if may_be_rounded { number.step / 2 } else { 0 },
        }
    }

    /// A value that was not rounded.
    pub(super) fn exactly(value: i128) -> Self {
        Self { value, slack: 0 }
    }

    pub(super) fn value(self) -> i128 {
        self.value
    }

    /// By how much it may be off as it was rounded.
    pub(super) fn slack(self) -> i128 {
        self.slack
    }

    /// The same, or its opposite, so that its sign is the one of another value.
    pub(super) fn towards(self, sign: i128) -> Self {
        let turns = self.value.signum() * sign.signum() < 0;
        Self {
            value: if turns { -self.value } else { self.value },
            ..self
        }
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            value: self.value.checked_add(other.value)?,
            slack: self.slack.checked_add(other.slack)?,
        })
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self {
            value: -other.value,
            ..other
        })
    }

    fn moved(self, by: i128) -> i128 {
        self.value + by * self.slack
    }
}

/// What a part is of a whole, half up at the step of the figure beside it, as offices round; and cut off there.
fn at_step(number: Number, part: i128, whole: i128, scale: i128) -> Option<(i128, i128)> {
    if whole == 0 {
        return None;
    }
    let exact = part.checked_mul(2 * scale)?.checked_mul(MICRO)?;
    let step = number.step.checked_mul(whole.abs())?.checked_mul(2)?;
    let half_up = (exact * whole.signum() + number.step * whole.abs()).div_euclid(step);
    let cut_off = exact * whole.signum() / step;
    Some((
        half_up.checked_mul(number.step)?,
        cut_off.checked_mul(number.step)?,
    ))
}

/// Whether a quotient is within two steps of a figure, which is seen without dividing.
pub(super) fn may_be(number: Number, part: Term, whole: Term, scale: i128) -> bool {
    let stated = number.value.checked_mul(whole.value);
    let exact = part
        .value
        .checked_mul(scale)
        .and_then(|over| over.checked_mul(MICRO));
    let allowed = number.step.checked_mul(2 * whole.value.abs());
    match (stated, exact, allowed) {
        (Some(stated), Some(exact), Some(allowed)) => {
            part.value != 0 && number.value != 0 && (stated - exact).abs() <= allowed
        }
        _ => false,
    }
}

/// What a quotient should be, whether the figure says so, and which other last digits could be explained.
fn compared(number: Number, part: Term, whole: Term, scale: i128) -> Option<(i128, Outcome, Room)> {
    let (due, cut_off) = at_step(number, part.value, whole.value, scale)?;
    let mut explained = vec![due];
    for (over, below) in [(-1, 1), (-1, -1), (1, 1), (1, -1)] {
        let may_be = at_step(number, part.moved(over), whole.moved(below), scale);
        explained.extend(may_be.map(|(half_up, _)| half_up));
    }
    let (least, most) = (*explained.iter().min()?, *explained.iter().max()?);
    let room = match (least < due || most > due, cut_off == due) {
        (true, _) => Room::Rounded,
        (false, true) => Room::None,
        (false, false) => Room::CutOff,
    };
    let outcome = match number.value {
        value if value == due => Outcome::Holds,
        value
            if (value - due).abs() <= number.step
                && ((least..=most).contains(&value) || value == cut_off) =>
        {
            Outcome::Rounded
        }
        _ => Outcome::Fails,
    };
    Some((due, outcome, room))
}

/// Whether a percent is the share of a part in a whole; none where that tells nothing.
pub(super) fn is_share(share: Number, part: Number, whole: i128) -> Option<bool> {
    if share.value == 0 || part.value == 0 {
        return None;
    }
    let whole = Term {
        value: whole,
        slack: 0,
    };
    let (_, outcome, _) = compared(share, Term::of(part), whole, 100)?;
    Some(outcome != Outcome::Fails)
}

/// A part as a share of a whole, beside the figure that prints it.
pub(super) fn quotient(
    (target, number): (Id, Number),
    parts: Vec<(i128, Id)>,
    part: Term,
    whole: Term,
    scale: i128,
) -> Option<Instance> {
    let (due, outcome, room) = compared(number, part, whole, scale)?;
    // By 7.3% more, and 107.3% of it, are one thing said in two ways.
    let off = number.value.checked_sub(due)?;
    if scale == 100 && off == 100 * MICRO && due.abs() < 100 * MICRO {
        return None;
    }
    // 100% tells little: it is what comes of anything that is reached, and no slip of another figure.
    let is_all = number.value == 100 * MICRO;
    let bits = if part.value == 0 || number.value == 0 {
        0
    } else if part.value == whole.value {
        100
    } else {
        Number { value: due, ..number }.bits()
    };
    let instance = Instance::of((target, number), parts, due, (outcome, room));
    Some(Instance {
        bits,
        near: if is_all { 0 } else { instance.near },
        ..instance
    })
}
