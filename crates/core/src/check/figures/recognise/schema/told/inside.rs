//! What sentences say of figures that they gave before: their difference and its rate, their sum, the parts of a whole.
//!
//! Only figures that count the same are compared. Not here: what a table gives (`table`).

use super::reading::{Reading, Relation};
use super::{Said, equation};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::prose::phrase::{Word, contains_any, is_open_ended, last_phrase};
use crate::check::figures::recognise::number::{Bits, Class, Number, log2};
use crate::check::figures::recognise::schema::again::{Sum, again, in_percent};
use crate::check::figures::recognise::schema::quotients::{CHANGES, Term, quotient};
use crate::check::figures::recognise::schema::{Instance, LABEL, LABEL_IN_PLACE, Outcome, Room};
use crate::labels;
use crate::text::fold;

/// So many figures before a rate may be what it tells of.
const WINDOW: usize = 5;
/// What it costs to say where a sum begins.
const BEGINS: Bits = 100;
/// So soon behind a rate a text says whether it is more or less.
const BEHIND: usize = 8;
/// What it is worth that a rate stands in brackets behind the change that it puts in percent.
const IN_BRACKETS: Bits = 1_300;
/// What the word for parts is worth.
const PARTS: Bits = 1_000;

/// A figure of a paragraph with the words around it.
pub(super) struct Spoken<'a> {
    pub(super) word: &'a Word<'a>,
    pub(super) said: Said,
    /// How what it counts begins.
    pub(super) counter: Option<char>,
    /// Whether a plus or a minus stands at its first digit.
    pub(super) has_sign: bool,
}

impl Spoken<'_> {
    fn is_like(&self, other: &Self) -> bool {
        self.said.number.class == other.said.number.class && self.counter == other.counter
    }

    fn is_percent(&self) -> bool {
        self.said.number.class == Class::Percent
    }

    fn sum(&self) -> Sum {
        Sum::of(self.said.id, self.said.number)
    }

    /// The words right behind it.
    fn behind(&self) -> String {
        self.word.after.chars().take(BEHIND / 2).collect()
    }

    fn begins_a_sentence(&self) -> bool {
        self.word.before.contains('。')
    }
}

/// What the figures of a paragraph may say of each other.
pub(super) fn readings(all: &[Spoken<'_>]) -> Vec<Reading> {
    let mut found = Vec::new();
    for at in 0..all.len() {
        found.extend(change(all, at));
        found.extend(to_the_year_before(all, at));
        found.extend(difference(all, at));
        found.extend(ratio(all, at));
        found.extend(change_in_brackets(all, at));
        found.extend(total(all, at));
        found.extend(whole(all, at));
        found.extend(mean(all, at));
        found.extend(each(all, at));
        found.extend(share_in_brackets(all, at));
        found.extend(named_difference(all, at));
        found.extend(against_what_was_said(all, at));
        found.extend(left_over(all, at));
        found.extend(parts_in_brackets(all, at));
        found.extend(rate_of_named(all, at));
        found.extend(equation::reading(all, at));
    }
    found
}

/// A difference of two figures before it, and behind it what it is in percent: 812人から774人へと38人減少した（4.7％減）.
fn change(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let (rate, by) = (&all[at], &all[at.checked_sub(1)?]);
    if !rate.is_percent() || by.is_percent() {
        return None;
    }
    let before = &all[at.saturating_sub(1 + WINDOW)..at - 1];
    let alike: Vec<&Spoken<'_>> = before.iter().filter(|spoken| spoken.is_like(by)).collect();
    let pairs = alike.len() * alike.len().saturating_sub(1);
    let cost = log2(pairs);
    let reading = |from: &Spoken<'_>, to: &Spoken<'_>| -> Option<Reading> {
        let (from, to) = (from.sum(), to.sum());
        let difference = to.less(&from, by.said.number.value)?;
        let change = to.term.minus(from.term)?.towards(rate.said.number.value);
        let target = (rate.said.id, rate.said.number);
        let in_percent = quotient(target, difference.parts.clone(), change, from.term, 100)?;
        let difference = again((by.said.id, by.said.number), &difference)?;
        Some(Reading {
            found: vec![(Relation::Difference, difference), (Relation::Change, in_percent)],
            prior: LABEL - cost,
            witnesses: 1,
        })
    };
    let ways = alike
        .iter()
        .flat_map(|from| alike.iter().map(move |to| (*from, *to)));
    ways.filter(|(from, to)| from.said.id != to.said.id)
        .filter_map(|(from, to)| reading(from, to))
        .max_by_key(Reading::standing)
}

/// What the value after a change is in percent of the one before, behind their difference: 増え、前年度比125.5％.
fn to_the_year_before(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let rate = &all[at];
    let phrase = last_phrase(rate.word.before);
    let is_said = ["前年比", "前年度比", "前回比"]
        .iter()
        .any(|word| phrase.ends_with(word));
    if !rate.is_percent() || !is_said || rate.begins_a_sentence() {
        return None;
    }
    let by = &all[at.checked_sub(1)?];
    let [from, to] = two_before(&all[..at], at - 1, |other| other.is_like(by))?;
    if by.is_percent() || !by.said.is_change {
        return None;
    }
    let (from, to) = (from.sum(), to.sum());
    let instance = in_percent((rate.said.id, rate.said.number), (&to, to.term), &from)?;
    alone(Relation::Ratio, instance, LABEL_IN_PLACE)
}

/// The figures of a sentence before one of it.
fn sentence_before<'s, 'a>(all: &'s [Spoken<'a>], at: usize) -> &'s [Spoken<'a>] {
    let begin = (0..=at).rev().find(|i| all[*i].begins_a_sentence()).unwrap_or(0);
    &all[begin..at]
}

/// The last two figures that are of a kind.
fn last_two<'s, 'a>(
    all: &'s [Spoken<'a>],
    is_alike: impl Fn(&Spoken<'a>) -> bool,
) -> Option<[&'s Spoken<'a>; 2]> {
    let mut alike = all.iter().rev().take(WINDOW).filter(|spoken| is_alike(spoken));
    let (last, before) = (alike.next()?, alike.next()?);
    Some([before, last])
}

/// The two figures right before one that count the same in its sentence; rates for points.
fn two_before<'s, 'a>(
    all: &'s [Spoken<'a>],
    at: usize,
    is_alike: impl Fn(&Spoken<'a>) -> bool,
) -> Option<[&'s Spoken<'a>; 2]> {
    let mut alike = sentence_before(all, at)
        .iter()
        .rev()
        .filter(|spoken| is_alike(spoken));
    let (last, before) = (alike.next()?, alike.next()?);
    Some([before, last])
}

/// How much more or less the last two figures before it are: 14.6時間から12.9時間に1.7時間短縮.
fn difference(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let by = &all[at];
    let is_in_points = by.counter == Some('ポ');
    let is_rest = is_called_rest(by.word.before);
    if by.is_percent() || !(by.said.is_change || is_in_points || is_rest) || by.begins_a_sentence() {
        return None;
    }
    let is_alike = |other: &Spoken<'_>| match is_in_points {
        true => other.is_percent(),
        false => other.is_like(by) && !other.said.is_change,
    };
    // Points compare rates that two sentences may say.
    let compares = is_in_points && contains_any(by.word.before, &["比べ", "比較", "上回", "下回", "より"]);
    let [from, to] = match two_before(all, at, is_alike) {
        Some(both) => both,
        None => last_two(&all[..at], |other| compares && other.is_percent())?,
    };
    // Of several parts, all of them are taken away.
    let is_of_two = sentence_before(all, at)
        .iter()
        .filter(|other| is_alike(other))
        .count()
        == 2;
    if is_rest && !is_of_two {
        return None;
    }
    // 男性30人、女性20人で、前年度より11人増加 compares neither.
    let says = |spoken: &Spoken<'_>, words: &[&str]| {
        let behind = spoken.word.after.trim_start();
        words.iter().any(|word| behind.starts_with(word))
    };
    let is_compared = says(from, &FROM) || says(to, &FROM_BEFORE);
    if !is_compared && !is_in_points && !is_rest {
        return None;
    }
    let target = Number {
        class: from.said.number.class,
        ..by.said.number
    };
    let instance = again(
        (by.said.id, target),
        &to.sum().less(&from.sum(), by.said.number.value)?,
    )?;
    alone(Relation::Difference, counted(by, instance), LABEL_IN_PLACE)
}

/// A count as a share of one before it that counts the same, in brackets right behind it: 738人から回答があり、402人（54.5％）.
fn share_in_brackets(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let (rate, part) = (&all[at], &all[at.checked_sub(1)?]);
    let is_in_brackets = matches!(rate.word.before.trim(), "（" | "(")
        && rate.word.after.trim_start().starts_with(['）', ')']);
    if !rate.is_percent() || !is_in_brackets || !part.word.is_counted() || part.said.is_change {
        return None;
    }
    let behind = rate
        .word
        .after
        .trim_start_matches(['）', ')'])
        .trim_start_matches('の');
    if is_said_change(behind) {
        return None;
    }
    let before = &all[at.saturating_sub(1 + WINDOW)..at - 1];
    let wholes = before
        .iter()
        .filter(|whole| whole.is_like(part) && whole.said.number.value > part.said.number.value);
    likeliest_share(rate, wholes.map(|whole| (part, whole)))
}

/// The likeliest of the shares of a part in a whole that a rate may be.
fn likeliest_share<'s, 'a: 's>(
    rate: &Spoken<'_>,
    ways: impl Iterator<Item = (&'s Spoken<'a>, &'s Spoken<'a>)>,
) -> Option<Reading> {
    let target = (rate.said.id, rate.said.number);
    let share = |(part, whole): (&Spoken<'_>, &Spoken<'_>)| {
        let (part, whole) = (part.sum(), whole.sum());
        in_percent(target, (&part, part.term), &whole)
    };
    let shares: Vec<Instance> = ways.filter_map(share).collect();
    let cost = log2(shares.len());
    let best = shares
        .into_iter()
        .max_by_key(|share| (share.outcome == Outcome::Holds, share.says()))?;
    alone(Relation::Ratio, best.less(cost), LABEL_IN_PLACE)
}

/// Whether words behind a rate say that it is one of change.
fn is_said_change(behind: &str) -> bool {
    let begin: String = behind.chars().take(BEHIND).collect();
    contains_any(&begin, &["増", "減", "上回", "下回", "伸び"])
}

/// A figure that is called the difference of the two amounts before it, or what is left of one without the other:
/// 歳入198.6億円、歳出194.3億円で、差引きは4.3億円; 0.7億円を除いた実質収支は3.6億円.
fn named_difference(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let by = &all[at];
    let phrase = last_phrase(by.word.before);
    let is_difference = ["差", "差額", "差引", "差引き", "差し引き"].iter().any(|word| {
        let name = phrase.rsplit('の').next().unwrap_or(phrase);
        name == *word
    });
    let from = at.saturating_sub(WINDOW);
    let mut alike = all[from..at]
        .iter()
        .rev()
        .filter(|other| other.is_like(by) && !other.said.is_change);
    let (last, before) = (alike.next()?, alike.next()?);
    let is_without = TAKEN_AWAY
        .iter()
        .any(|word| last.word.after.trim_start().starts_with(word));
    if by.is_percent() || by.said.is_change || !(is_difference || is_without) {
        return None;
    }
    let target = (by.said.id, by.said.number);
    let instance = again(target, &before.sum().less(&last.sum(), by.said.number.value)?)?;
    alone(Relation::Difference, counted(by, instance), LABEL_IN_PLACE)
}

/// How words right behind a figure say that it is taken away from the one before it.
const TAKEN_AWAY: [&str; 4] = ["を除いた", "を差し引いた", "を差引いた", "を控除した"];

/// How much more than a plan or a target, and what in percent of it, a total is that the sentence before said:
/// 合わせて2億9,525万円です。計画額は2億7,500万円でしたので、2,025万円上回り、達成率は107.4％です。
fn against_what_was_said(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let figure = &all[at];
    let begin = (0..=at)
        .rev()
        .find(|i| all[*i].begins_a_sentence())
        .filter(|begin| *begin > 0)?;
    let plan = &all[begin];
    let said = &all[begin - 1];
    let is_plan = contains_any(last_phrase(plan.word.before), &["計画", "目標"]);
    let is_one = begin < at
        && !all[begin + 1..at]
            .iter()
            .any(|other| other.is_like(plan) && !other.said.is_change);
    if !is_plan || !is_one || !said.is_like(plan) || said.said.is_change {
        return None;
    }
    let (said, plan) = (said.sum(), plan.sum());
    let target = (figure.said.id, figure.said.number);
    if figure.is_percent() {
        let is_said = contains_any(last_phrase(figure.word.before), &["達成"]);
        let instance = in_percent(target, (&said, said.term), &plan).filter(|_| is_said)?;
        return alone(Relation::Ratio, instance, LABEL_IN_PLACE);
    }
    let is_change = figure.said.is_change && figure.is_like(&all[begin]);
    let difference = said.less(&plan, figure.said.number.value).filter(|_| is_change)?;
    alone(
        Relation::Difference,
        counted(figure, again(target, &difference)?),
        LABEL_IN_PLACE,
    )
}

/// What counts things was not rounded, however long it is.
fn counted(spoken: &Spoken<'_>, instance: Instance) -> Instance {
    let is_counted = spoken.word.is_counted() && spoken.said.number.is_whole();
    match is_counted && instance.room != Room::None {
        true => Instance {
            outcome: Outcome::exact(instance.due == spoken.said.number.value),
            room: Room::None,
            ..instance
        },
        false => instance,
    }
}

/// What one of the last two figures before it is in percent of the other: 412手続のうち287手続となり、割合は69.7％.
fn ratio(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let rate = &all[at];
    let phrase = last_phrase(rate.word.before);
    // 131細目のうち、124細目を実施し、94.7パーセント needs no word for it.
    let is_bare = rate
        .word
        .before
        .rsplit('、')
        .next()
        .is_some_and(|words| words.trim().is_empty())
        && at >= 2
        && says_parts(all[at - 2].word.after);
    let is_said = is_bare
        || contains_any(phrase, &RATES)
        || contains_any(&rate.behind(), &["を占め", "に当た", "に相当"]);
    // 増加率 and 前年度比 may tell of the change alone, and of figures that stand elsewhere.
    let is_of_others = rate.said.is_change || contains_any(phrase, &CHANGES) || phrase.contains("前年");
    if !rate.is_percent() || !is_said || is_of_others || rate.begins_a_sentence() {
        return None;
    }
    let last = all[..at].iter().rev().find(|spoken| !spoken.is_percent())?;
    let [one, two] = match is_bare {
        // 1,071件のうち412人 counts what is not called alike.
        true => [&all[at - 2], &all[at - 1]],
        false => two_before(all, at, |other| other.is_like(last) && !other.said.is_change)?,
    };
    let are_parts = [one.word.after, two.word.after, phrase, &rate.behind()];
    // A plan and what came of it.
    let is_of_a_plan = phrase.contains("達成率") || two.word.after.trim_start().starts_with("に対する");
    let is_reached = is_of_a_plan && contains_any(two.word.before, &["目標", "計画"]);
    if !is_reached && !are_parts.iter().any(|words| contains_any(words, &PARTED)) {
        return None;
    }
    let (one, two) = (one.sum(), two.sum());
    let target = (rate.said.id, rate.said.number);
    let divided = |part: &Sum, whole: &Sum| in_percent(target, (part, part.term), whole);
    if is_reached {
        return alone(Relation::Ratio, divided(&one, &two)?, LABEL_IN_PLACE);
    }
    let ways = [divided(&one, &two), divided(&two, &one)];
    // A part is no more than its whole.
    let is_part = |instance: &Instance| instance.due.abs() <= 100 * MICRO;
    let best = ways
        .into_iter()
        .flatten()
        .filter(is_part)
        .max_by_key(Instance::says)?;
    alone(Relation::Ratio, best.less(100), LABEL_IN_PLACE)
}

/// Whether the words behind a whole say that a part of it follows: 69項目中, 131細目のうち.
fn says_parts(behind: &str) -> bool {
    behind.contains("うち") || behind.trim_start().starts_with('中')
}

/// What is left of the first figure of a sentence when the others are taken away, or what there is then: 調定額は…、
/// 収入済額は…、不納欠損額は…であり、収入未済額は…; 前年度末残高…、借入額…、償還額…、年度末残高….
fn left_over(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let rest = &all[at];
    let phrase = last_phrase(rest.word.before);
    if rest.is_percent() || rest.said.is_change || !LEFT_OVER.iter().any(|word| phrase.contains(word)) {
        return None;
    }
    let before = sentence_before(all, at);
    let are_alike = before.iter().all(|other| other.is_like(rest));
    if !(3..=MOST_TAKEN).contains(&before.len()) || !are_alike || rest.said.number.digits() < LONG {
        return None;
    }
    let (first, others) = before.split_first()?;
    // All are taken away, or the first of two is added.
    let ways = [&[][..], &[0][..]];
    let made = |added: &[usize]| -> Option<Instance> {
        let terms: Vec<(i128, Id, Number)> = std::iter::once((1, first))
            .chain(
                others
                    .iter()
                    .enumerate()
                    .map(|(at, other)| match added.contains(&at) {
                        true => (1, other),
                        false => (-1, other),
                    }),
            )
            .map(|(sign, spoken)| (sign, spoken.said.id, spoken.said.number))
            .collect();
        Instance::added((rest.said.id, rest.said.number), &terms, true)
    };
    let best = ways
        .iter()
        .filter_map(|added| made(added))
        .max_by_key(Instance::says)?;
    alone(Relation::Difference, best.less(log2(ways.len())), LABEL_IN_PLACE)
}

/// A count and in brackets right behind it all that it is made of, though they are called うち: １８６台（うち軽自動車９４台、
/// 普通車等９２台）.
fn parts_in_brackets(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let whole = &all[at];
    let first = all.get(at + 1)?;
    let opens = first.word.before.trim_start();
    if whole.is_percent() || !opens.starts_with(['（', '(']) || !opens.contains("うち") {
        return None;
    }
    let closes = |spoken: &&Spoken<'_>| spoken.word.after.trim_start().starts_with(['）', ')']);
    let length = 1 + all[at + 1..]
        .iter()
        .take(MOST_PARTS)
        .position(|part| closes(&part))?;
    let parts: Vec<&Spoken<'_>> = all[at + 1..at + 1 + length].iter().collect();
    let is_all = parts
        .iter()
        .all(|part| part.is_like(whole) && !part.said.is_change);
    // 等 in front of a figure is in a name.
    let is_open = |part: &&Spoken<'_>| is_open_ended(&part.word.before.replace('等', ""));
    let goes_on = parts[1..].iter().any(is_open);
    // Two parts called うち are all of it where they add up to it, and seldom nearly so.
    let reading = together(whole, &parts, PARTS - ALL)?;
    let fails = reading
        .found
        .iter()
        .any(|(_, instance)| instance.outcome == Outcome::Fails);
    (is_all && !goes_on && parts.len() >= 2 && !(fails && whole.said.number.digits() < LONG))
        .then_some(reading)
}

/// How what is left is called.
const LEFT_OVER: [&str; 6] = ["未済", "残", "不用", "差引", "差し引", "純"];
/// From so many figures at most something is left.
const MOST_TAKEN: usize = 5;
/// Shorter figures are what is left of others by chance.
const LONG: u32 = 3;

/// A rate that names what it is of: 調定額は…、収入済額は…。調定額に対する収納率は98.3％.
fn rate_of_named(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let rate = &all[at];
    let words = rate.word.before.rsplit(['。', '、']).next()?;
    let (whole, _) = words.split_once("に対する")?;
    let whole = fold(whole);
    if !rate.is_percent() || rate.said.is_change || whole.chars().count() < 2 {
        return None;
    }
    let before = &all[at.saturating_sub(WINDOW)..at];
    let is_named = |spoken: &&Spoken<'_>| fold(last_phrase(spoken.word.before)).ends_with(&whole);
    let whole = before.iter().rev().find(is_named)?;
    let parts = before.iter().filter(|part| {
        part.said.id != whole.said.id
            && part.is_like(whole)
            && part.said.number.value <= whole.said.number.value
    });
    likeliest_share(rate, parts.map(|part| (part, whole)))
}

/// How words right behind a figure say that another one is compared with it.
const FROM: [&str; 6] = ["から", "より", "に比べ", "に対し", "が", "を"];
/// The same where what is compared with comes last: 128手続で、3月末の112手続から16手続増えた.
const FROM_BEFORE: [&str; 4] = ["から", "より", "に比べ", "と比べ"];

/// Whether the words in front of a figure call it what remains: 残る245台.
fn is_called_rest(before: &str) -> bool {
    let phrase = last_phrase(before).trim_end();
    ["残り", "残る", "残りの"]
        .iter()
        .any(|word| phrase.ends_with(word))
}

/// How words say that one figure is a part of another, or measured by it.
const PARTED: [&str; 6] = ["うち", "に対し", "に対す", "中", "占め", "に当た"];
/// How words in front of a percentage say that it is one of figures before it.
const RATES: [&str; 5] = ["割合", "率", "占め", "比", "対し"];

/// One relation by itself, where it holds or is a slip away.
fn alone(relation: Relation, instance: Instance, prior: Bits) -> Option<Reading> {
    let tells = instance.outcome != Outcome::Fails || instance.near > 0;
    tells.then(|| Reading {
        found: vec![(relation, instance)],
        prior,
        witnesses: 0,
    })
}

/// What a difference is in percent of the value before the change, in brackets right behind it, where only the value
/// after the change is said: 14,556時間で、前年を818時間（5.3％）下回った.
fn change_in_brackets(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let (rate, by, now) = (&all[at], &all[at.checked_sub(1)?], &all[at.checked_sub(2)?]);
    let is_in_brackets =
        rate.word.before.trim_start().ends_with(['（', '(']) && rate.word.before.chars().count() <= 4;
    let behind: String = rate.word.after.chars().take(BEHIND).collect();
    let (more, less) = (
        contains_any(&behind, &["増", "上回"]),
        contains_any(&behind, &["減", "下回"]),
    );
    let is_said = rate.is_percent() && more != less && now.is_like(by) && !by.begins_a_sentence();
    if by.is_percent() || !is_in_brackets || !is_said {
        return None;
    }
    // 831人から32人（3.9％）減少 says the value before the change.
    let behind = now.word.after.trim_start();
    let is_base = FROM_BEFORE.iter().any(|word| behind.starts_with(word))
        || behind.contains("から") && !behind.contains('、');
    let now = now.sum();
    let by = by.sum();
    let before = if is_base {
        now.term
    } else if less {
        now.term.plus(by.term)?
    } else {
        now.term.minus(by.term)?
    };
    let target = (rate.said.id, rate.said.number);
    let parts = by.parts.iter().chain(&now.parts).copied().collect();
    let instance = quotient(
        target,
        parts,
        by.term.towards(rate.said.number.value),
        before,
        100,
    )?;
    Some(Reading {
        found: vec![(Relation::Change, instance)],
        prior: IN_BRACKETS,
        witnesses: 0,
    })
}

/// The figures right before one, all that count the same in its sentence, together.
fn total(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let total = &all[at];
    if total.is_percent() || total.said.is_change || total.begins_a_sentence() {
        return None;
    }
    let before = sentence_before(all, at);
    let is_part = |spoken: &&Spoken<'_>| spoken.is_percent() || spoken.is_like(total);
    let parts: Vec<&Spoken<'_>> = before.iter().rev().take_while(is_part).collect();
    let phrase = last_phrase(total.word.before);
    let is_named = labels::is_total(phrase) || contains_any(phrase, &TOGETHER);
    if before
        .iter()
        .any(|spoken| contains_any(spoken.word.before, &NOT_ALL))
        || before.iter().any(leaves_open)
    {
        return None;
    }
    together(total, &parts, Bits::from(is_named) * LABEL - BEGINS)
}

/// How a sentence says that what it lists is a part of something else.
const NOT_ALL: [&str; 6] = ["主な", "うち", "内訳", "再掲", "重複", "延べ"];

/// Whether the words behind a figure say that more is meant than is listed; 等 in front of it is in a name.
fn leaves_open(spoken: &Spoken<'_>) -> bool {
    let clause = spoken
        .word
        .after
        .split(['、', '。'])
        .next()
        .unwrap_or_default()
        .trim();
    let begin: String = clause.chars().take(BEHIND / 2).collect();
    let is_other = begin.contains("その他");
    contains_any(&begin, &["など", "等", "ほか"])
        || !is_other && begin.contains('他')
        || ["など", "等", "ほか"].iter().any(|word| clause.ends_with(word))
}

/// How a sentence says that figures are added: 3年間の累計, 合わせて.
const TOGETHER: [&str; 4] = ["累計", "合わせ", "あわせ", "合計"];

/// A figure and behind it its parts, all that count the same in the sentence that says so: 内訳は.
fn whole(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let whole = &all[at];
    let first = all.get(at + 1)?;
    let word = ["内訳", "の内容は"]
        .into_iter()
        .find(|word| first.word.before.contains(word))
        .filter(|_| !whole.is_percent())?;
    let behind = &all[at + 2..];
    let length = behind
        .iter()
        .take_while(|spoken| !spoken.begins_a_sentence())
        .count();
    let parts: Vec<&Spoken<'_>> = all[at + 1..at + 2 + length].iter().collect();
    let is_all = parts.iter().all(|part| part.is_percent() || part.is_like(whole));
    let words: String = parts[1..].iter().map(|part| part.word.before).collect();
    // 主な内訳は, and 37人（管理職1人を含む）, do not name the parts alone.
    let words = first.word.before.replacen(word, "", 1) + &words.replace("その他", "");
    let ends = parts.last().map_or("", |part| part.word.after);
    if !is_all
        || parts.len() > MOST_PARTS
        || is_open_ended(&words)
        || words.contains("含む")
        || ends.contains("含む")
    {
        return None;
    }
    // What is listed behind the parts may be something else: ・…140百万　内訳：…60百万、…80百万・…20百万.
    let tried = log2(parts.len() - 1);
    let cost = |length: usize| {
        if length == parts.len() {
            tried.min(ALL)
        } else {
            tried
        }
    };
    let ways = (2..=parts.len()).filter_map(|length| together(whole, &parts[..length], PARTS - cost(length)));
    let says = |reading: &Reading| {
        let found = reading
            .found
            .iter()
            .map(|(_, i)| (i.outcome == Outcome::Holds, i.near));
        found.max()
    };
    ways.max_by_key(says)
}

/// More parts are a table.
const MOST_PARTS: usize = 40;
/// What it costs at most that all figures of the sentence are parts.
const ALL: Bits = 50;

/// What an amount before it is for each year or each of what is counted: ５年間で…、年平均では99,046千円.
fn mean(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let mean = &all[at];
    let phrase = mean.word.before.rsplit(['。', '、']).next().unwrap_or_default();
    if mean.is_percent() || !contains_any(phrase, &MEANS) {
        return None;
    }
    let from = at.saturating_sub(WINDOW);
    let before = &all[from..at];
    // A mean counts what its total counts: the age of 1,025人 is none of them.
    let totals = before
        .iter()
        .filter(|total| total.is_like(mean) && !total.said.is_change);
    let alike = before.iter().filter(|part| part.is_like(mean)).count();
    let counts: Vec<(Option<Id>, Number)> = before
        .iter()
        .filter(|count| count.said.number.is_whole() && count.counter.is_some())
        .map(|count| (Some(count.said.id), count.said.number))
        .chain(
            all[from..=at]
                .iter()
                .flat_map(|spoken| lengths(spoken.word.before)),
        )
        // The mean of what is listed: a total behind its parts, or the parts alone.
        .chain(
            [alike, alike.saturating_sub(1)]
                .into_iter()
                .filter(|count| *count >= 2)
                .map(|count| (None, Number::whole(count as i128))),
        )
        .collect();
    let target = (mean.said.id, mean.said.number);
    let ways: Vec<Instance> = totals
        .flat_map(|total| counts.iter().map(move |count| (total.sum(), count)))
        .filter_map(|(total, (id, count))| {
            let parts = total.parts.iter().copied().chain(id.map(|id| (1, id))).collect();
            quotient(target, parts, total.term, Term::of(*count), 1)
        })
        .collect();
    let cost = log2(ways.len());
    let best = ways
        .into_iter()
        .max_by_key(|way| (way.outcome == Outcome::Holds, way.says()))?;
    alone(Relation::Mean, best.less(cost), LABEL_IN_PLACE)
}

/// What an amount before it is for each of what is counted beside it: 残高は216億円、１人当たりでは45.0万円（人口48,000人）.
fn each(all: &[Spoken<'_>], at: usize) -> Option<Reading> {
    let target = &all[at];
    let each = target.said.each.as_ref()?;
    let before = &all[at.saturating_sub(WINDOW)..at];
    let amounts = before
        .iter()
        .filter(|amount| amount.is_like(target) && !amount.said.is_change);
    let ways: Vec<Instance> = amounts.filter_map(|amount| each.made_of(&amount.sum())).collect();
    let cost = log2(ways.len());
    let best = ways
        .into_iter()
        .max_by_key(|way| (way.outcome == Outcome::Holds, way.says()))?;
    alone(Relation::Mean, best.less(cost), LABEL_IN_PLACE)
}

/// How words say that an amount is one for each.
const MEANS: [&str; 3] = ["平均", "当たり", "あたり"];

/// How many years a text speaks of: 5 of 5年間, か年 as well.
fn lengths(text: &str) -> Vec<(Option<Id>, Number)> {
    let folded = fold(text);
    let years = |(at, _): (usize, &str)| {
        let before = &folded[..at];
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let years = before[before.len() - digits..].parse::<i128>().ok();
        years.filter(|years| (2..=60).contains(years))
    };
    let all = LENGTHS.iter().flat_map(|word| folded.match_indices(word));
    all.filter_map(years)
        .map(|years| (None, Number::whole(years)))
        .collect()
}

/// How words behind a number say that it is one of years.
const LENGTHS: [&str; 5] = ["年間", "か年", "カ年", "ヵ年", "ヶ年"];

/// A figure as the sum of others, rates left out.
fn together(total: &Spoken<'_>, parts: &[&Spoken<'_>], prior: Bits) -> Option<Reading> {
    let parts = parts.iter().filter(|part| !part.is_percent());
    let sum = Sum::of_all(parts.map(|part| (part.said.id, part.said.number)))?;
    (sum.parts.len() >= 2).then_some(())?;
    // What counts things is no round number, whatever it ends with.
    let number = match total.word.is_counted() && total.said.number.is_whole() {
        true => Number {
            grain: total.said.number.step,
            ..total.said.number
        },
        false => total.said.number,
    };
    alone(
        Relation::Together,
        counted(total, again((total.said.id, number), &sum)?),
        prior,
    )
}
