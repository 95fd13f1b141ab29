//! # rate-mismatch
//!
//! A printed rate is not the actual figure divided by the planned one.
//!
//! ## What it finds
//!
//! Rows and columns of rates (達成率, 実施率, 執行率) beside the figures that they are made of, and
//! rates in running text (`142項目 実施 138項目 実施率 97.1パーセント`, `56.7%=17項目/30項目`).
//! Rates of a year against the year before (対前年度比, 増減率), and of the amount that the sentence before
//! states. Rates are rounded half up to the places printed; where the other rates of the document are
//! all cut off, they are cut off. A rate that is only cut off against the others is a warning.
//!
//! ## Example
//!
//! ```text
//! 計画する取組 142項目 実施 138項目 実施率 97.1%
//! ```
//!
//! 138 of 142 are 97.18…, which rounds to 97.2%.
//!
//! ## Why it matters
//!
//! The rate is the figure by which a reform plan is judged; it is compared from year to year.
//!
//! ## What to do
//!
//! Work out the rate anew. Where the plan cuts digits off instead of rounding, say so in a note.
//!
//! ## When it stays silent
//!
//! Where the two figures of a rate cannot be told by their labels, and for rates of another kind
//! (収納率, 経常収支比率), whose figures are not printed.

use super::engine::ledger::{Formula, Id, Proof, Relation};
use super::model::axis::Axis;
use super::model::sheet::Sheets;
use super::prose::rates;
use super::prose::sentence;
use super::sum_mismatch::choose;
use crate::check::rule::{Rule, Run};
use crate::figure::Measure;
use crate::finding::Severity;
use crate::labels::{self, Kind};
use crate::text::fold;

/// The ends of labels of rates, what is divided, and by what.
const RATES: [(&str, &[&str], &[&str]); 10] = [
    (
        "達成率",
        &["実績", "決算", "達成", "効果額"],
        &["計画", "目標", "予算", "見込", "項目数", "取組数", "件数", "対象"],
    ),
    (
        "実施率",
        &["実施", "完了"],
        &["計画", "項目", "取組", "計", "対象"],
    ),
    ("執行率", &["執行", "決算", "支出", "実績"], &["予算", "計画"]),
    (
        "進捗率",
        &["実績", "実施", "完了", "決算"],
        &["計画", "目標", "予算", "全体"],
    ),
    (
        "完了率",
        &["完了"],
        &["計画", "項目", "取組", "計", "予定", "対象", "目標", "件数"],
    ),
    (
        "着手率",
        &["着手"],
        &["計画", "項目", "取組", "計", "予定", "対象"],
    ),
    ("実現率", &["実現", "実績"], &["計画", "目標", "予定", "提案"]),
    ("受益者負担率", &["収入", "使用料"], &["経費", "費", "コスト"]),
    ("収納率", &["収入済", "収納"], &["調定"]),
    ("徴収率", &["収入済", "徴収"], &["調定"]),
];

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E203",
    name: "rate-mismatch",
    severity: Severity::Error,
    summary: "率が元の数と一致していません",
    run: Run::Figures(relate),
};

/// Lays down which rates follow from which figures.
pub(crate) fn relate(all: &mut Sheets) {
    for index in 0..all.sheets.len() {
        for axis in all.axes(index).iter() {
            for rate in 0..axis.lines.len() {
                rates(all, axis, rate);
                year_on_year(all, axis, rate);
            }
        }
    }
    rates::rates(all);
    sentence::rates(all);
}

/// 対前年度比 and 伸び率: a year by the year before it, or by how much it grew.
fn year_on_year(all: &mut Sheets, axis: &Axis, rate: usize) {
    let label = labels::brackets::plain(&fold(&axis.lines[rate].label));
    let growth = ["伸び率", "伸率", "増減率", "増加率", "減少率", "削減率"]
        .iter()
        .any(|w| label.ends_with(w));
    let against = label.contains("前年") && ["比", "比率", "率", "割合"].iter().any(|w| label.ends_with(w));
    if !(growth || against) || axis.lines[rate].adrift {
        return;
    }
    let years = axis.years_on();
    let usable = |i: &usize| {
        matches!(axis.lines[*i].kind, Kind::Plain | Kind::Total(_))
            && axis.lines[*i].has_figures()
            && !axis.lines[*i].adrift
    };
    let bases: Vec<usize> = (0..rate).rev().filter(usable).take(3).collect();
    let mut ways = Vec::new();
    for base in bases {
        for (this, before) in [(true, false), (true, true), (false, true)] {
            // This year by the last; what it grew by; what it shrank by.
            if this && !before && growth {
                continue;
            }
            let way: Vec<(Id, Formula)> = years
                .iter()
                .filter_map(|(last, now)| {
                    let target = axis.lines[rate].main(*now)?;
                    let (a, b) = (axis.lines[base].main(*now)?, axis.lines[base].main(*last)?);
                    let part = match (this, before) {
                        (true, false) => vec![(1, a)],
                        (true, true) => vec![(1, a), (-1, b)],
                        _ => vec![(-1, a), (1, b)],
                    };
                    is_percentage(all, target, &label).then_some((
                        target,
                        Formula::Ratio {
                            part,
                            whole: vec![(1, b)],
                        },
                    ))
                })
                .collect();
            if !way.is_empty() {
                ways.push(way);
            }
        }
    }
    lay_down(all, ways, Proof::WithOthers, "前年度と比べた率");
}

/// Whether a figure in a line of rates is a percentage, as its own print or the label says.
pub(crate) fn is_percentage(all: &Sheets, id: Id, label: &str) -> bool {
    let figure = &all.entry(id).figure;
    figure.measure == Measure::Percent || figure.places > 0 || label.contains(['%', '％'])
}

fn rates(all: &mut Sheets, axis: &Axis, rate: usize) {
    let label = labels::brackets::plain(&fold(&axis.lines[rate].label));
    let Some((_, parts_words, wholes)) = RATES.iter().find(|(end, ..)| label.ends_with(end)) else {
        return;
    };
    let near = |words: &[&str], other: &[&str]| -> Vec<usize> {
        let lines = (rate.saturating_sub(6)..rate)
            .rev()
            .chain(rate + 1..(rate + 3).min(axis.lines.len()));
        let named = lines.filter(|i| {
            let line = &axis.lines[*i];
            let label = labels::brackets::plain(&fold(&line.label));
            let last = words.iter().filter_map(|w| label.rfind(w)).max();
            let against = other.iter().filter_map(|w| label.rfind(w)).max();
            !matches!(line.kind, Kind::Rate | Kind::Difference)
                && line.has_figures()
                && last.is_some()
                && (against.is_none() || last > against)
        });
        named.collect()
    };
    let with_total: Vec<&str> = parts_words.iter().copied().chain(["累計"]).collect();
    let parts = near(&with_total, wholes);
    let wholes = near(wholes, parts_words);
    let mut ways = Vec::new();
    for part in parts.iter().take(3) {
        let Some(whole) = wholes.iter().find(|w| *w != part) else {
            continue;
        };
        for pairing in pairings(axis, rate, *part, *whole) {
            let way: Vec<(Id, Formula)> = pairing
                .into_iter()
                // A mean of rates is no rate of means.
                .filter(|(r, ..)| !matches!(axis.across.get(*r), Some(Kind::Rate)))
                .filter_map(|(r, p, w)| {
                    let target = axis.lines[rate].main(r)?;
                    let printed = is_percentage(all, target, &axis.lines[rate].label);
                    let (part, whole) = (axis.lines[*part].main(p)?, axis.lines[*whole].main(w)?);
                    printed.then_some((
                        target,
                        Formula::Ratio {
                            part: vec![(1, part)],
                            whole: vec![(1, whole)],
                        },
                    ))
                })
                .collect();
            if !way.is_empty() {
                ways.push(way);
            }
        }
    }
    // Where several figures could be the actual one, a lone rate is not believed.
    let firm = ways.len() == 1;
    lay_down(all, ways, Proof::alone_if(firm), "実績と計画から求めた率");
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

/// Which cells belong together. Where blanks are invisible and only some years have figures, these are the
/// first years and the total at the end.
fn pairings(axis: &Axis, rate: usize, part: usize, whole: usize) -> Vec<Vec<(usize, usize, usize)>> {
    let adrift = [rate, part].iter().any(|i| axis.lines[*i].adrift);
    let figures = |line: usize| -> Vec<usize> {
        (0..axis.lines[line].slots.len())
            .filter(|at| axis.lines[line].main(*at).is_some())
            .collect()
    };
    if !adrift {
        return vec![(0..axis.width()).map(|at| (at, at, at)).collect()];
    }
    let (rates, parts, wholes) = (figures(rate), figures(part), figures(whole));
    if rates.len() != parts.len() || rates.len() < 2 || rates.len() >= wholes.len() {
        return Vec::new();
    }
    let n = rates.len();
    let first = (0..n - 1).map(|i| (rates[i], parts[i], wholes[i]));
    vec![
        first
            .chain([(rates[n - 1], parts[n - 1], wholes[wholes.len() - 1])])
            .collect(),
    ]
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{findings, verified};

    #[test]
    fn rates_in_words() {
        assert_eq!(
            findings("計画する取り組み 142項目 実施 138項目 実施率 97.1パーセント"),
            ["rate-mismatch 1 97.1パーセント 97.2パーセント"]
        );
        assert_eq!(
            verified("- 計画する取り組み:49項目\n\nうち、48項目が実施済み(実施率98.0パーセント)"),
            ["rate 3 98.0パーセント"]
        );
        assert_eq!(
            verified("- 目標値:24億5,212万円\n- 実績値:39億3,068万円(達成率160.3%)"),
            ["rate 2 160.3%"]
        );
        assert_eq!(verified("達成率 56.7%=17項目/30項目"), ["rate 1 56.7%"]);
        assert_eq!(
            verified("実施率 42.9%(実施した項目39件 位置付け項目91件)"),
            ["rate 1 42.9%"]
        );
    }

    #[test]
    fn rows_and_columns_of_rates() {
        let table = "区分\t計画\t実績\t達成率\nA\t200\t230\t115.0%\nB\t400\t300\t75.0%\nC\t50\t50\t100.0%";
        assert_eq!(verified(table).len(), 3);
        assert_eq!(
            findings(&table.replace("75.0", "57.0")),
            ["rate-mismatch 3 57.0% 75.0%"]
        );
    }

    #[test]
    fn rates_whose_figures_are_not_printed() {
        assert!(findings("国保税の収納率93.4%を向上、介護99.4%を維持、実質公債費比率5.1%").is_empty());
        assert!(findings("目標は10件。参加者は12人で満足度は80.0%、達成率は90.0%").is_empty());
    }
}
