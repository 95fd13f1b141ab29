//! Figures of a sentence, or of the sentence before, that the words tie together: a whole with its parts in
//! brackets, a change from one number to another, a rate of the amount just stated, names that are counted.
//!
//! Not here: totals at the end of a list, shares in lists and areas (`phrase`), cells of tables.

use super::phrase::{
    Found, PLANNED, Word, contains_any, is_change, is_next, is_open_ended, is_whole_in_words, label,
    last_phrase, lay_down, words,
};
use crate::check::figures::difference_mismatch;
use crate::check::figures::engine::ledger::{Formula, Id, Proof};
use crate::check::figures::model::sheet::Sheets;
use crate::check::figures::rate_mismatch;
use crate::check::figures::sum_mismatch;
use crate::labels;

/// Words of which one names what is done and the other what is not: together they name everything.
const COMPLEMENTS: [(&[&str], &[&str]); 4] = [
    (
        &["完了", "達成", "終了", "実施済"],
        &[
            "継続",
            "未達成",
            "実施中",
            "取組中",
            "未完了",
            "未着手",
            "未実施",
            "遅れ",
        ],
    ),
    (&["新規"], &["継続"]),
    (&["歳入", "収入"], &["歳出", "支出", "経費"]),
    (&["実施"], &["未実施"]),
];

/// Whether the labels of parts name all there can be.
pub(crate) fn is_complete(labels: &[String]) -> bool {
    COMPLEMENTS.iter().any(|(one, other)| {
        let negative = |l: &String| contains_any(l, other);
        labels.iter().any(negative) && labels.iter().any(|l| contains_any(l, one) && !negative(l))
    })
}

fn alone(all: &mut Sheets, rule: &'static str, found: Vec<Found>) {
    for each in found {
        lay_down(all, rule, Proof::Alone, vec![each]);
    }
}

/// Wholes with their parts: in brackets, in the rest of the sentence, or on the lines below.
pub(crate) fn sums(all: &mut Sheets) {
    let mut found = Vec::new();
    for index in 0..all.prose.len() {
        let line = words(all, &all.prose[index]);
        for at in 0..line.len() {
            found.extend(in_brackets(&line[at..]).or_else(|| rest_of_sentence(&line[at..])));
        }
        found.extend(grades_below(all, index, &line));
        found.extend(revenue_and_spending(all, index));
    }
    alone(all, sum_mismatch::RULE.name, found);
}

fn sum(whole: &Word<'_>, parts: &[&Word<'_>]) -> Option<Found> {
    Some(Found {
        target: whole.id,
        formula: Formula::Sum(parts.iter().map(|w| (1, w.id)).collect()),
        is: "本文に挙げられた数の合計",
    })
}

/// `15取組（達成10、一部達成4、未達成1）`, `全52項目（うち完了9項目、継続43項目）`
fn in_brackets(line: &[Word<'_>]) -> Option<Found> {
    let (whole, rest) = line.split_first()?;
    if !(whole.is_counted() || whole.is_money()) {
        return None;
    }
    let opening = whole.after.trim_start().strip_prefix(['（', '('])?;
    let mut parts: Vec<&Word<'_>> = Vec::new();
    let mut text = String::from(opening);
    let mut closed = false;
    for word in rest {
        parts.push(word);
        if let Some((inside, _)) = word.after.split_once(['）', ')']) {
            // 達成10（うち…）: brackets in brackets are not understood.
            closed = !inside.contains(['（', '(']);
            text.push_str(inside);
            break;
        }
        if word.after.contains(['（', '(', '。']) {
            return None;
        }
        text.push_str(word.after);
    }
    let labels: Vec<String> = parts
        .iter()
        .map(|w| {
            label(w)
                .trim_start_matches("うち")
                .trim_start_matches("内訳")
                .to_owned()
        })
        .collect();
    let same = parts
        .iter()
        .all(|w| w.of == whole.of || w.of.is_empty() && whole.is_counted());
    let plain = labels.iter().all(|l| {
        !l.is_empty()
            && l.chars().count() <= 14
            && !contains_any(
                l,
                &[
                    "計画", "前年", "実績", "予算", "累計", "当初", "比", "率", "年度", "延べ", "平均", "計",
                ],
            )
            || l.starts_with("計画ど")
            || l.starts_with("計画通")
    });
    let mut once = labels.clone();
    once.sort();
    once.dedup();
    let open = contains_any(
        &text,
        &[
            "など", "等", "ほか", "主な", "再掲", "重複", "延べ", "含む", "除く",
        ],
    );
    if !closed || parts.len() < 2 || !same || !plain || open || once.len() < labels.len() {
        return None;
    }
    let partial = text.contains("うち") || whole.is_money() && !text.contains("内訳");
    (!partial || is_complete(&labels))
        .then(|| sum(whole, &parts))
        .flatten()
}

/// `17件のうち13件が完了、4件が継続`, `72取組のうち「達成」が47取組、「未達成」が25取組`
fn rest_of_sentence(line: &[Word<'_>]) -> Option<Found> {
    let (whole, rest) = line.split_first()?;
    if !(whole.is_counted() || whole.of.is_empty()) || !is_whole_in_words(whole) {
        return None;
    }
    let mut parts: Vec<&Word<'_>> = Vec::new();
    let mut labels = Vec::new();
    for word in rest {
        if word.is_percent() {
            if !word.before.trim_end().ends_with(['（', '(']) {
                break;
            }
        } else if word.of == whole.of {
            parts.push(word);
            let behind: String = word
                .after
                .trim_start_matches(['が', 'は', 'を', 'で', 'の'])
                .chars()
                .take(6)
                .collect();
            let before: String = word
                .before
                .chars()
                .rev()
                .take(12)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            // 「達成」が47取組, 完了 14件、未完了 5件; 13件が完了: the label stands on one of the two sides.
            let is_behind_a_word = before
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphabetic() || c == ' ');
            let ends_phrase =
                word.after.is_empty() || word.after.starts_with(['、', '，', ',', '。', '）', ')']);
            let named_before =
                before.trim_end_matches(['が', 'は']).len() < before.len() || ends_phrase && is_behind_a_word;
            labels.push(if named_before { before } else { behind });
        } else if parts.len() >= 2 {
            // 完了 14件、未完了 5件、効果額 63百万円
            break;
        } else {
            return None;
        }
        if word.after.contains('。') {
            break;
        }
    }
    let text: String = rest.iter().take(parts.len() + 1).map(|w| w.before).collect();
    (parts.len() >= 2 && is_complete(&labels) && !is_open_ended(text.trim_start_matches("のうち")))
        .then(|| sum(whole, &parts))
        .flatten()
}

/// `（24項目）` above a line of nothing but grades: `完了4、計画どおり15、やや遅れ4、遅れ1`.
fn grades_below(all: &Sheets, index: usize, line: &[Word<'_>]) -> Option<Found> {
    let named: Vec<&Word<'_>> = line.iter().filter(|w| !w.of.is_empty()).collect();
    let [whole] = named[..] else { return None };
    let ends = whole.after.trim().is_empty() || matches!(whole.after.trim(), "）" | ")");
    if !whole.is_counted() || !ends || !is_next(all, index, index + 1) {
        return None;
    }
    let below = words(all, &all.prose[index + 1]);
    let graded = below.len() >= 3
        && below
            .iter()
            .all(|w| (w.of.is_empty() || w.of == whole.of) && labels::grade::may_grade(&label(w)))
        && below
            .last()?
            .after
            .trim_end_matches(['。', '）', ')', ' ', '　'])
            .is_empty();
    let mut labels: Vec<String> = below.iter().map(label).collect();
    labels.sort();
    labels.dedup();
    (graded && labels.len() == below.len())
        .then(|| sum(whole, &below.iter().collect::<Vec<_>>()))
        .flatten()
}

/// 歳入 and 歳出 on two lines of their own, and the effect stated above them.
fn revenue_and_spending(all: &Sheets, index: usize) -> Option<Found> {
    if !is_next(all, index, index + 1) {
        return None;
    }
    let money = |at: usize| -> Option<Word<'_>> {
        let mut line = words(all, all.prose.get(at)?)
            .into_iter()
            .filter(|w| !w.of.is_empty());
        let first = line.next().filter(Word::is_money)?;
        line.next().is_none().then_some(first)
    };
    let (one, two) = (money(index)?, money(index + 1)?);
    let more = is_next(all, index + 1, index + 2) && money(index + 2).is_some();
    let labels = [label(&one), label(&two)];
    let short = [index, index + 1]
        .iter()
        .all(|i| all.prose[*i].text.chars().count() <= 30);
    if more || !short || !labels[0].starts_with("歳入") || !labels[1].starts_with("歳出") {
        return None;
    }
    for above in (index.saturating_sub(3)..index).rev() {
        if !is_next(all, above, above + 1) && all.prose[above + 1].begins > all.prose[above].block + 2 {
            return None;
        }
        let line = words(all, &all.prose[above]);
        let amounts: Vec<&Word<'_>> = line.iter().filter(|w| w.is_money() && !is_change(w)).collect();
        let named = |w: &&&Word<'_>| {
            let phrase = last_phrase(w.before);
            contains_any(phrase, &["実績", "効果額", "合計", "総額", "決算"])
                && !contains_any(phrase, &PLANNED)
        };
        if !amounts.is_empty() {
            let mut whole = amounts.iter().filter(named);
            let first = whole.next()?;
            return whole
                .next()
                .is_none()
                .then(|| sum(first, &[&one, &two]))
                .flatten();
        }
    }
    None
}

/// The amount that was stated last: the total or the only one of the line before, or earlier in the line.
fn stated_before<'a>(all: &'a Sheets, index: usize, of: &str) -> Option<Word<'a>> {
    let above = index.checked_sub(1).filter(|a| is_next(all, *a, index))?;
    let line: Vec<Word<'a>> = words(all, &all.prose[above])
        .into_iter()
        .filter(|w| w.of == of && !is_change(w))
        .collect();
    let is_actual = |w: &&Word<'_>| {
        let phrase = last_phrase(w.before);
        labels::is_total(phrase) || contains_any(phrase, &["実績", "決算"]) && !contains_any(phrase, &PLANNED)
    };
    let mut actual = line.iter().filter(is_actual);
    match (actual.next(), actual.next(), line.as_slice()) {
        (Some(one), None, _) => Some(one.clone()),
        (None, _, [only]) if !contains_any(last_phrase(only.before), &PLANNED) => Some(only.clone()),
        _ => None,
    }
}

/// Rates of the amount stated in the sentence before, and of the two lines above.
pub(crate) fn rates(all: &mut Sheets) {
    let mut found = Vec::new();
    for index in 0..all.prose.len() {
        let line = words(all, &all.prose[index]);
        for (at, rate) in line.iter().enumerate().filter(|(_, w)| w.is_percent()) {
            let said = last_phrase(rate.before).trim_end_matches(['は', 'が', ':', '：', ' ', '　']);
            let is_rate = ["達成率", "達成度", "執行率", "進捗率"]
                .iter()
                .any(|w| said.ends_with(w));
            let earlier: Vec<&Word<'_>> = line[..at].iter().filter(|w| !w.is_percent()).collect();
            let ratio = |part: Id, whole: Id| Found {
                target: rate.id,
                formula: Formula::Ratio {
                    part: vec![(1, part)],
                    whole: vec![(1, whole)],
                },
                is: "本文の数から求めた率",
            };
            match earlier.as_slice() {
                // 計画額4億円に対する達成率は108.6%
                [planned]
                    if is_rate
                        && planned.after.starts_with("に対")
                        && contains_any(last_phrase(planned.before), &PLANNED) =>
                {
                    if let Some(actual) = stated_before(all, index, &planned.of) {
                        found.push(ratio(actual.id, planned.id));
                    }
                }
                // 実績 3億4,512万円（計画額 3億2,000万円、達成率 107.9%）
                [.., actual, planned]
                    if is_rate
                        && line[at - 1].id == planned.id
                        && actual.of == planned.of
                        && matches!(actual.after.trim_start().chars().next(), Some('（' | '('))
                        && !planned.before.contains(['）', ')', '。'])
                        && contains_any(last_phrase(planned.before), &PLANNED)
                        && !contains_any(last_phrase(actual.before), &PLANNED)
                        && !planned.after.contains(['）', ')', '。']) =>
                {
                    found.push(ratio(actual.id, planned.id));
                }
                // 目標2億円に対して、2億3,400万円（117.0％）
                [.., planned, actual]
                    if planned.after.starts_with("に対し")
                        && line[at - 1].id == actual.id
                        && actual.of == planned.of
                        && matches!(rate.before.trim(), "（" | "(")
                        && contains_any(last_phrase(planned.before), &PLANNED)
                        && !planned.after.contains('。')
                        && !actual.before.contains('。') =>
                {
                    found.push(ratio(actual.id, planned.id));
                }
                // 目標額 18億円, 実績額 21億円, 達成率 116.7% on three lines.
                [] if is_rate
                    && index >= 2
                    && is_next(all, index - 2, index - 1)
                    && is_next(all, index - 1, index) =>
                {
                    let lone = |at: usize| match words(all, &all.prose[at]).as_slice() {
                        [only] if only.is_money() || only.is_counted() => {
                            Some((only.id, label(only), only.of.clone()))
                        }
                        _ => None,
                    };
                    if let (Some((one, first, a)), Some((two, second, b))) =
                        (lone(index - 2), lone(index - 1))
                    {
                        let planned = |l: &str| contains_any(l, &PLANNED);
                        let actual = |l: &str| contains_any(l, &["実績", "決算", "達成"]);
                        if a == b && planned(&first) && actual(&second) && !planned(&second) {
                            found.push(ratio(two, one));
                        } else if a == b && planned(&second) && actual(&first) && !planned(&first) {
                            found.push(ratio(one, two));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    alone(all, rate_mismatch::RULE.name, found);
}

/// Which way a change goes: +1, −1; none where the words do not say.
fn direction(after: &str) -> Option<i64> {
    let after = after.trim_start().trim_start_matches(['の', 'を', 'が', '、']);
    let starts = |words: &[&str]| words.iter().any(|w| after.starts_with(w));
    if starts(&["増減", "多様", "少数", "減免"]) {
        None
    } else if starts(&["増", "上回", "多", "プラス"]) {
        Some(1)
    } else if starts(&["減", "削減", "下回", "少な", "縮減", "マイナス"]) {
        Some(-1)
    } else {
        None
    }
}

/// Changes: `812人から798人へ、14人の減`, `前年度の3億9,850万円に比べ3,600万円の増`.
pub(crate) fn differences(all: &mut Sheets) {
    let mut found = Vec::new();
    let mut shares = Vec::new();
    for index in 0..all.prose.len() {
        let line = words(all, &all.prose[index]);
        found.extend(line.windows(3).filter_map(net));
        found.extend(line.windows(3).filter_map(against_plan));
        for at in 0..line.len() {
            let [first, second, rest @ ..] = &line[at..] else {
                continue;
            };
            if first.of != second.of || !(first.is_counted() || first.is_money()) {
                continue;
            }
            let from_to = first.after.starts_with("から")
                && !first.after.contains('。')
                && second.before.chars().count() <= 24
                && ["へ", "に", "まで", "と"]
                    .iter()
                    .any(|w| second.after.starts_with(w));
            if let [change, more @ ..] = rest
                && from_to
                && change.of == first.of
                && !change.before.contains('。')
                && change.before.chars().count() <= 14
            {
                // 14人（2.3％）減少: the share stands between the number and the word.
                let (after, share) = match more.first() {
                    Some(share) if share.is_percent() && matches!(change.after.trim(), "（" | "(") => {
                        (share.after.trim_start_matches(['）', ')']), Some(share))
                    }
                    _ => (change.after, None),
                };
                if let Some(sign) = direction(after) {
                    found.push(Found {
                        target: change.id,
                        formula: Formula::Sum(vec![(sign, second.id), (-sign, first.id)]),
                        is: "2つの値の差",
                    });
                    shares.extend(share.map(|share| Found {
                        target: share.id,
                        formula: Formula::Ratio {
                            part: vec![(1, change.id)],
                            whole: vec![(1, first.id)],
                        },
                        is: "本文の数から求めた率",
                    }));
                }
                continue;
            }
            // 前年度の3億9,850万円に比べ3,600万円の増
            let compared = ["に比べ", "と比べ", "と比較", "に対し", "より", "を"]
                .iter()
                .any(|w| first.after.starts_with(w))
                && second.before.chars().count() <= 12
                && !first.after.contains('。');
            let base = contains_any(
                last_phrase(first.before),
                &["前年", "昨年", "前回", "計画", "目標", "当初"],
            );
            let (Some(sign), true, true) = (direction(second.after), compared, base) else {
                continue;
            };
            let sentence: Vec<&Word<'_>> = line[..at]
                .iter()
                .rev()
                .take_while(|w| !w.after.contains('。'))
                .collect();
            let now = match sentence
                .iter()
                .filter(|w| w.of == first.of)
                .copied()
                .collect::<Vec<_>>()[..]
            {
                [only] if !is_change(only) => Some(only.id),
                [] if at == 0 => stated_before(all, index, &first.of).map(|w| w.id),
                _ => None,
            };
            if let Some(now) = now {
                found.push(Found {
                    target: second.id,
                    formula: Formula::Sum(vec![(sign, now), (-sign, first.id)]),
                    is: "2つの額の差",
                });
            }
        }
    }
    alone(all, difference_mismatch::RULE.name, found);
    alone(all, rate_mismatch::RULE.name, shares);
}

/// What is left when those counted twice are taken out: 91件、5件が重複のため実数86件.
fn net(line: &[Word<'_>]) -> Option<Found> {
    let [all, twice, left] = line else { return None };
    let is_one_kind = all.is_counted() && all.of == twice.of && all.of == left.of;
    let says_twice = contains_any(twice.after, &["重複", "再掲", "ダブ"]) && twice.after == left.before;
    let says_left = contains_any(left.before, &["実数", "実質", "純計", "除い", "除く", "差し引"]);
    (is_one_kind && says_twice && says_left && !left.before.contains('。')).then(|| Found {
        target: left.id,
        formula: Formula::Sum(vec![(1, all.id), (-1, twice.id)]),
        is: "重複を除いた数",
    })
}

/// By how much an amount is above or below the plan, where the plan is named again behind it: 見込額が4億円のところ、実績額は3億円とな
/// り、1億円、見込額を下回った.
fn against_plan(line: &[Word<'_>]) -> Option<Found> {
    let [one, other, by] = line else { return None };
    let is_one_kind = (by.is_money() || by.is_counted()) && one.of == by.of && other.of == by.of;
    let behind = by.after.trim_start().trim_start_matches('、');
    let (named, way) = behind
        .split_once('を')
        .filter(|(named, _)| contains_any(named, &PLANNED))?;
    let is_short = named.chars().count() <= 8 && !named.contains(['、', '。']);
    let is_planned = |word: &Word<'_>| contains_any(last_phrase(word.before), &PLANNED);
    let (plan, actual) = match (is_planned(one), is_planned(other)) {
        (true, false) => (one, other),
        (false, true) => (other, one),
        _ => return None,
    };
    let sign = if way.starts_with("上回") {
        1
    } else if way.starts_with("下回") {
        -1
    } else {
        return None;
    };
    let is_one_sentence = !other.before.contains('。') && !by.before.contains('。');
    (is_one_kind && is_short && is_one_sentence).then(|| Found {
        target: by.id,
        formula: Formula::Sum(vec![(sign, actual.id), (-sign, plan.id)]),
        is: "2つの値の差",
    })
}

#[cfg(test)]
mod tests;
