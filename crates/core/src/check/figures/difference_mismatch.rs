//! # difference-mismatch
//!
//! A printed difference is not what its two figures differ by.
//!
//! ## What it finds
//!
//! Rows and columns of differences (差, 増減, 差引, 計画策定時との比較), also against the total of an
//! earlier table by the same row labels; effects made of revenue and savings, where savings are
//! printed with △ (`効果額 = 収入額 − 削減額`); differences from the year before (対前年度増減); and
//! differences in running text (`約25億円上回る`, `448人から9人減員し、439人`, `812人から798人へ、14人の減`).
//!
//! ## Example
//!
//! ```text
//! 区分    令和4年度    令和5年度    増減
//! 広告収入    1,200    1,350    150
//! 寄附金    3,000    2,800    200
//! ```
//!
//! 寄附金 went down by 200: −200.
//!
//! ## Why it matters
//!
//! Differences are what a comparison with the plan is read for, and a lost minus turns the message round.
//!
//! ## What to do
//!
//! Subtract anew and look at the sign; then see which of the three figures was changed last.
//!
//! ## When it stays silent
//!
//! Where it cannot be told which figures are compared, or which from which.

use std::collections::HashMap;

use super::engine::ledger::{Formula, Id, Proof, Relation};
use super::model::axis::Axis;
use super::model::sheet::Sheets;
use super::prose::rates;
use super::prose::sentence;
use super::sum_mismatch::choose;
use crate::check::rule::{Rule, Run};
use crate::figure::Measure;
use crate::finding::Severity;
use crate::fiscal_year;
use crate::labels::Kind;
use crate::text::fold;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E204",
    name: "difference-mismatch",
    severity: Severity::Error,
    summary: "差が2つの値と一致していません",
    run: Run::Figures(relate),
};

/// Lays down what is the difference of what.
pub(crate) fn relate(all: &mut Sheets) {
    for index in 0..all.sheets.len() {
        all.ledger.here = Some(index);
        for axis in all.axes(index).iter() {
            for line in 0..axis.lines.len() {
                if is_difference(all, axis, line)
                    && !axis.lines[line].adrift
                    && !against_another_table(all, index, axis, line)
                    && !year_on_year(all, axis, line)
                {
                    within(all, axis, line);
                }
                net(all, axis, line);
            }
        }
    }
    all.ledger.here = None;
    rates::differences(all);
    sentence::differences(all);
}

/// 増減, 差引; also 計画比 and 前年比 where whole numbers are printed, which are no rates.
fn is_difference(all: &Sheets, axis: &Axis, line: usize) -> bool {
    let lines = &axis.lines[line];
    lines.kind == Kind::Difference
        || lines.kind == Kind::Rate
            && fold(&lines.label).ends_with('比')
            && (0..axis.width()).filter_map(|at| lines.main(at)).all(|id| {
                let figure = &all.entry(id).figure;
                figure.measure != Measure::Percent && figure.places == 0
            })
}

/// 対前年度増減: the year less the year before it, of one of the lines above; whether it is one.
fn year_on_year(all: &mut Sheets, axis: &Axis, line: usize) -> bool {
    let years = axis.years_on();
    let usable = |i: &usize| {
        matches!(axis.lines[*i].kind, Kind::Plain | Kind::Total(_))
            && axis.lines[*i].has_figures()
            && !axis.lines[*i].adrift
    };
    let label = fold(&axis.lines[line].label);
    let bases: Vec<usize> = (0..line).rev().filter(usable).take(3).collect();
    let says = ["前年", "前期", "前回"].iter().any(|w| label.contains(w)) && !label.contains("同期");
    if years.is_empty() || !(says || bases.len() == 1) {
        return false;
    }
    let ways: Vec<Vec<(Id, Formula)>> = bases
        .into_iter()
        .map(|base| {
            years
                .iter()
                .filter_map(|(before, now)| {
                    let target = axis.lines[line].main(*now)?;
                    let (a, b) = (axis.lines[base].main(*now)?, axis.lines[base].main(*before)?);
                    (all.entry(target).figure.measure != Measure::Percent)
                        .then_some((target, Formula::Sum(vec![(1, a), (-1, b)])))
                })
                .collect()
        })
        .filter(|way: &Vec<_>| !way.is_empty())
        .collect();
    let known = ways.len() == 1 && says;
    lay_down(all, ways, Proof::alone_if(known), "前年度との差");
    true
}

/// A difference of two lines of the same table.
fn within(all: &mut Sheets, axis: &Axis, line: usize) {
    let usable = |i: &usize| {
        !matches!(axis.lines[*i].kind, Kind::Difference | Kind::Rate | Kind::Other)
            && axis.lines[*i].has_figures()
            && !axis.lines[*i].adrift
    };
    let before: Vec<usize> = (0..line).rev().filter(usable).take(2).collect();
    let [second, first] = before[..] else { return };
    let direction = direction(
        &axis.lines[first].label,
        &axis.lines[second].label,
        &axis.lines[line].label,
    );
    let way = |minuend: usize, subtrahend: usize| -> Vec<(Id, Formula)> {
        (0..axis.width())
            .filter_map(|at| {
                let (target, a, b) = (
                    axis.lines[line].main(at)?,
                    axis.lines[minuend].main(at)?,
                    axis.lines[subtrahend].main(at)?,
                );
                let amounts = [target, a, b]
                    .iter()
                    .all(|id| all.entry(*id).figure.measure != Measure::Percent);
                (amounts && !matches!(axis.across.get(at), Some(Kind::Rate)))
                    .then_some((target, Formula::Sum(vec![(1, a), (-1, b)])))
            })
            .collect()
    };
    let mut ways = match direction {
        Some(true) => vec![way(second, first)],
        Some(false) => vec![way(first, second)],
        None => vec![way(second, first), way(first, second)],
    };
    // 実質収支 is 形式収支 less what is carried over; 収支 is all revenue less all spending.
    let label = fold(&axis.lines[line].label);
    if let Some(earlier) = (first..line)
        .rev()
        .find(|i| axis.lines[*i].kind == Kind::Difference)
    {
        ways.push(way(earlier, second));
    }
    if label.contains("収支") || label.contains("差引") {
        let total = |words: [&str; 2]| {
            (0..line).rev().find(|i| {
                matches!(axis.lines[*i].kind, Kind::Total(_))
                    && words.iter().any(|w| fold(&axis.lines[*i].label).contains(w))
            })
        };
        if let (Some(income), Some(spending)) = (total(["歳入", "収入"]), total(["歳出", "支出"])) {
            ways.push(way(income, spending));
        }
    }
    let ways: Vec<_> = ways.into_iter().filter(|w| !w.is_empty()).collect();
    let known = direction.is_some() && ways.len() == 1;
    lay_down(all, ways, Proof::alone_if(known), "2つの値の差");
}

/// Whether the second of two lines is reduced by the first, as their labels say; none where they do not say.
fn direction(first: &str, second: &str, label: &str) -> Option<bool> {
    let (a, b, label) = (fold(first), fold(second), fold(label));
    if label.contains("a-b") {
        return Some(false);
    }
    if label.contains("b-a") {
        return Some(true);
    }
    let actual = |t: &str| {
        ["実績", "決算", "今回", "改定後", "変更後", "見直し後", "達成額"]
            .iter()
            .any(|w| t.contains(w))
    };
    let planned = |t: &str| {
        [
            "計画",
            "プラン",
            "目標",
            "予算",
            "当初",
            "前回",
            "策定時",
            "改定前",
            "変更前",
            "見直し前",
        ]
        .iter()
        .any(|w| t.contains(w))
    };
    match (fiscal_year::parse(first), fiscal_year::parse(second)) {
        (Some(x), Some(y)) if x < y => return Some(true),
        (Some(x), Some(y)) if y < x => return Some(false),
        _ => {}
    }
    if planned(&a) && actual(&b) && !label.contains("差引") {
        return Some(true);
    }
    if actual(&a) && planned(&b) && !label.contains("差引") {
        return Some(false);
    }
    let (income, spending) = (
        |t: &str| t.contains("歳入") || t.contains("収入"),
        |t: &str| t.contains("歳出") || t.contains("支出"),
    );
    if income(&a) && spending(&b) {
        return Some(false);
    }
    None
}

/// 計画策定時との比較: the total before it, less the total of an earlier table for the same row.
fn against_another_table(all: &mut Sheets, index: usize, axis: &Axis, line: usize) -> bool {
    let label = fold(&axis.lines[line].label);
    let other = ["策定時", "当初", "前回", "改定前", "見直し前", "変更前"]
        .iter()
        .any(|w| label.contains(w));
    let Some(total) = (0..line)
        .rev()
        .find(|i| matches!(axis.lines[*i].kind, Kind::Total(_)))
        .filter(|_| other)
    else {
        return false;
    };
    let head = fold(&axis.lines[total].label);
    let mut ways = Vec::new();
    for earlier in (0..index).rev().take(4) {
        let axes = all.axes(earlier);
        let there = &axes[usize::from(!axis.rows)];
        let Some(column) = there.lines.iter().find(|l| fold(&l.label) == head) else {
            continue;
        };
        let by_label: HashMap<String, Id> = there
            .across_labels
            .iter()
            .enumerate()
            .filter_map(|(at, label)| Some((fold(label), column.main(at)?)))
            .collect();
        let way: Vec<(Id, Formula)> = (0..axis.width())
            .filter_map(|at| {
                let name = fold(axis.across_labels.get(at)?);
                let (target, now) = (axis.lines[line].main(at)?, axis.lines[total].main(at)?);
                let then = by_label.get(&name).filter(|_| !name.is_empty())?;
                Some((target, Formula::Sum(vec![(1, now), (-1, *then)])))
            })
            .collect();
        if way.len() >= 2 {
            ways.push(way);
        }
    }
    let found = !ways.is_empty();
    lay_down(all, ways, Proof::Alone, "前の表の計との差");
    found
}

/// 効果額 below 削減額 (printed with △) and 収入額: what is gained and what is saved together.
fn net(all: &mut Sheets, axis: &Axis, line: usize) {
    let named = |i: usize, words: &[&str]| words.iter().any(|w| fold(&axis.lines[i].label).contains(w));
    if line < 2 || !named(line, &["効果額", "改善額"]) || axis.lines[line].adrift {
        return;
    }
    let (mut saved, mut gained) = (None, None);
    for i in [line - 2, line - 1] {
        if named(i, &["削減", "歳出"]) && !named(i, &["効果"]) {
            saved = Some(i);
        } else if named(i, &["収入", "歳入"]) && !named(i, &["効果"]) {
            gained = Some(i);
        }
    }
    let (Some(saved), Some(gained)) = (saved, gained) else {
        return;
    };
    let figures = |i: usize| (0..axis.width()).filter_map(move |at| axis.lines[i].main(at));
    // One lost triangle does not change what the row is.
    let (all_of, marked) = figures(saved).fold((0, 0), |(n, m), id| {
        (n + 1, m + usize::from(all.entry(id).figure.triangle))
    });
    let sign = if marked * 2 > all_of { -1 } else { 1 };
    let way: Vec<(Id, Formula)> = (0..axis.width())
        .filter_map(|at| {
            let (target, s, g) = (
                axis.lines[line].main(at)?,
                axis.lines[saved].main(at)?,
                axis.lines[gained].main(at)?,
            );
            Some((target, Formula::Sum(vec![(1, g), (sign, s)])))
        })
        .collect();
    if way.len() >= 2 {
        lay_down(all, vec![way], Proof::Alone, "収入額と削減額から求めた額");
    }
}

fn lay_down(all: &mut Sheets, ways: Vec<Vec<(Id, Formula)>>, proof: Proof, is: &str) {
    let Some(choice) = choose(all, &ways) else { return };
    let bundle = all.ledger.bundle(proof);
    all.ledger.weaken(bundle, &choice.weak);
    for (target, formula) in ways.into_iter().nth(choice.way).unwrap_or_default() {
        all.ledger.relations.push(Relation {
            rule: RULE.name,
            target,
            formula,
            bundle,
            is: is.into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{findings, verified};

    #[test]
    fn a_column_of_differences() {
        let table = "区分\t令和4年度\t令和5年度\t増減\n広告収入\t1,200\t1,350\t150\n寄附金\t3,000\t2,800\t200\n使用料\t10\t30\t20";
        assert_eq!(findings(table), ["difference-mismatch 3 200 -200"]);
    }

    #[test]
    fn against_the_total_of_an_earlier_table() {
        let text = "策定時\n区分\tR4\tR5\t合計\n業務\t10\t20\t30\n人材\t40\t50\t90\n\n今回\n区分\tR4\tR5\t合計\t策定時との比較\n業務\t11\t20\t31\t1\n人材\t30\t50\t80\t-10";
        assert_eq!(
            verified(text)
                .iter()
                .filter(|v| v.starts_with("difference"))
                .count(),
            2
        );
        assert_eq!(
            findings(&text.replace("-10", "-20")),
            ["difference-mismatch 9 -20 -10"]
        );
    }

    #[test]
    fn savings_are_printed_with_a_triangle() {
        let table =
            "項目\tH18\tH19\tH20\n削減額\t△396\t△284\t△157\n収入額\t199\t24\t2\n効果額\t595\t308\t159";
        assert_eq!(verified(table).len(), 3);
        assert_eq!(
            findings(&table.replace("308", "318")),
            ["difference-mismatch 4 318 308"]
        );
    }

    #[test]
    fn differences_in_words() {
        assert_eq!(
            verified("職員数448人から9人減員し、439人とします。"),
            ["difference 1 439"]
        );
        assert_eq!(
            findings("目標 54億9,067万円 実績 79億7,909万円（約35億円上回る）"),
            ["difference-mismatch 1 35億円 25億円"]
        );
    }

    #[test]
    fn what_is_compared_is_not_known() {
        assert!(findings("区分\tA案\tB案\t差\n費用\t100\t90\t3").is_empty());
        assert!(findings("12校から7校に減り、5校が残る。100人から20人増の見込みで、45人が女性").is_empty());
    }
}
