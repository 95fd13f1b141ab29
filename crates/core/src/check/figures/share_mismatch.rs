//! # share-mismatch
//!
//! A printed share is not the part divided by its whole.
//!
//! ## What it finds
//!
//! Shares in brackets behind a count (`8 (6.5%)`), columns and rows of shares (構成比, 割合, 順調以上の割合,
//! 人件費の割合), and shares in lists and running text (`4項目(4.7%)`, `41のうち19項目(46.3%)`). Shares are rounded half
//! up to the places printed.
//!
//! ## Example
//!
//! ```text
//! 区分    件数    構成比
//! 達成    8    80.0%
//! 未達成    2    25.0%
//! 計    10    100%
//! ```
//!
//! 2 of 10 are 20.0%.
//!
//! ## Why it matters
//!
//! A share that was not renewed when the counts changed is the most frequent slip of a yearly report.
//!
//! ## What to do
//!
//! Work out the share anew from the counts printed beside it; where the plan rounds in another way,
//! say so in a note.
//!
//! ## When it stays silent
//!
//! Where no whole can be made out, where most shares of a table do not follow from it (then it is
//! another whole), and for shares marked as approximate. Shares need not add up to 100.

use super::engine::ledger::{Formula, Id, Proof, Relation};
use super::model::axis::Axis;
use super::model::sheet::Sheets;
use super::prose::shares;
use super::rate_mismatch::is_percentage;
use super::sum_mismatch::{choose, with_share};
use crate::check::rule::{Rule, Run};
use crate::finding::Severity;
use crate::labels::{self, Kind};
use crate::text::fold;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E202",
    name: "share-mismatch",
    severity: Severity::Error,
    summary: "割合が件数と一致していません",
    run: Run::Figures(relate),
};

/// Lays down which shares follow from which counts.
pub(crate) fn relate(all: &mut Sheets) {
    for index in 0..all.sheets.len() {
        bracketed(all, index);
        for axis in all.axes(index).iter() {
            share_lines(all, axis);
            named_shares(all, axis);
        }
    }
    shares::shares(all);
}

/// `8 (6.5%)` in every cell of a table: of the row's total, or of the column's.
fn bracketed(all: &mut Sheets, index: usize) {
    let mut ways: Vec<Vec<(Id, Formula)>> = Vec::new();
    for axis in all.axes(index).iter().rev() {
        for (total, _) in axis
            .lines
            .iter()
            .enumerate()
            .filter(|(_, l)| matches!(l.kind, Kind::Total(_)))
            .take(6)
        {
            let mut way = Vec::new();
            for at in 0..axis.width() {
                let Some(whole) = axis.lines[total].main(at) else {
                    continue;
                };
                for line in axis.lines.iter().filter(|l| !l.adrift) {
                    if let Some((part, share)) = line.slots.get(at).and_then(|s| with_share(all, *s)) {
                        way.push((
                            share,
                            Formula::Ratio {
                                part: vec![(1, part)],
                                whole: vec![(1, whole)],
                            },
                        ));
                    }
                }
            }
            way.sort_by_key(|(target, _)| *target);
            if way.len() >= 2 {
                ways.push(way);
            }
        }
    }
    lay_down(all, ways, Proof::WithOthers);
}

/// A line of shares (構成比) behind a line of counts: of the total on that line.
fn share_lines(all: &mut Sheets, axis: &Axis) {
    for share in 1..axis.lines.len() {
        let label = fold(&axis.lines[share].label);
        if !["構成比", "構成", "構成割合", "割合", "シェア", "比率"]
            .iter()
            .any(|w| labels::brackets::plain(&label).ends_with(w))
            || axis.lines[share].adrift
        {
            continue;
        }
        let Some(count) = (0..share).rev().find(|i| {
            matches!(axis.lines[*i].kind, Kind::Plain | Kind::Total(_)) && axis.lines[*i].has_figures()
        }) else {
            continue;
        };
        let totals = (0..axis.width()).filter(|at| {
            matches!(axis.across.get(*at), Some(Kind::Total(_)))
                || axis
                    .across_labels
                    .get(*at)
                    .is_some_and(|l| l.contains("回答者") || l.contains("母数"))
        });
        // What is counted without a share beside others that have one (対象外) is not in their whole.
        let apart: Vec<usize> = (0..axis.width())
            .filter(|at| {
                !matches!(axis.across.get(*at), Some(Kind::Total(_)))
                    && axis.lines[count].main(*at).is_some()
                    && axis.lines[share].main(*at).is_none()
            })
            .collect();
        let mut ways = Vec::new();
        for (total, rest) in totals.take(12).flat_map(|total| [(total, false), (total, true)]) {
            let Some(total) = axis.lines[count].main(total) else {
                continue;
            };
            if rest && apart.is_empty() {
                continue;
            }
            let left_out = apart.iter().filter(|_| rest);
            let left_out = left_out.filter_map(|at| axis.lines[count].main(*at));
            let whole: Vec<(i64, Id)> = std::iter::once((1, total))
                .chain(left_out.map(|id| (-1, id)))
                .collect();
            let way: Vec<(Id, Formula)> = (0..axis.width())
                .filter_map(|at| {
                    let (target, part) = (axis.lines[share].main(at)?, axis.lines[count].main(at)?);
                    let printed = is_percentage(all, target, &axis.lines[share].label);
                    printed.then(|| {
                        (
                            target,
                            Formula::Ratio {
                                part: vec![(1, part)],
                                whole: whole.clone(),
                            },
                        )
                    })
                })
                .collect();
            if way.len() >= 2 {
                ways.push(way);
            }
        }
        lay_down(all, ways, Proof::WithOthers);
    }
}

/// 順調以上の割合 of the count beside it, and 人件費の割合 of the total above it.
fn named_shares(all: &mut Sheets, axis: &Axis) {
    for share in 1..axis.lines.len() {
        let label = labels::brackets::plain(&fold(&axis.lines[share].label));
        let Some(named) = ["の割合", "割合", "の構成比", "の比率", "率"]
            .iter()
            .find_map(|end| label.strip_suffix(end))
            .filter(|_| !axis.lines[share].adrift)
        else {
            continue;
        };
        let is_named = |i: &usize, name: &str| labels::brackets::plain(&fold(&axis.lines[*i].label)) == name;
        let (parts, whole): (Vec<usize>, Option<usize>) = match named.strip_suffix("以上") {
            Some(least) => {
                let Some(count) = (0..axis.lines.len()).find(|i| axis.lines[*i].counts.is_some()) else {
                    continue;
                };
                let grades = axis.lines[count].counts.clone().unwrap_or(0..0);
                let Some(last) = grades.clone().find(|i| is_named(i, least)) else {
                    continue;
                };
                ((grades.start..=last).collect(), Some(count))
            }
            None if label.ends_with('率') => continue,
            None => (
                (0..share).filter(|i| is_named(i, named)).take(1).collect(),
                (0..share)
                    .rev()
                    .find(|i| matches!(axis.lines[*i].kind, Kind::Total(_)) && !axis.lines[*i].adrift),
            ),
        };
        let Some(whole) = whole.filter(|_| !parts.is_empty()) else {
            continue;
        };
        let way: Vec<(Id, Formula)> = (0..axis.width())
            .filter_map(|at| {
                let target = axis.lines[share].main(at)?;
                let part: Option<Vec<(i64, Id)>> = parts
                    .iter()
                    .map(|i| Some((1, axis.lines[*i].main(at)?)))
                    .collect();
                let whole = vec![(1, axis.lines[whole].main(at)?)];
                is_percentage(all, target, &axis.lines[share].label)
                    .then_some((target, Formula::Ratio { part: part?, whole }))
            })
            .collect();
        lay_down(all, vec![way], Proof::WithOthers);
    }
}

fn lay_down(all: &mut Sheets, ways: Vec<Vec<(Id, Formula)>>, proof: Proof) {
    let Some(choice) = choose(all, &ways) else { return };
    let bundle = all.ledger.bundle(proof);
    all.ledger.weaken(bundle, &choice.weak);
    for (target, formula) in ways.into_iter().nth(choice.way).unwrap_or_default() {
        all.ledger.relations.push(Relation {
            rule: RULE.name,
            target,
            formula,
            bundle,
            is: "件数から求めた割合".into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{findings, verified};

    #[test]
    fn shares_behind_counts() {
        let table = "取組計\t◎\t○\t△\n124 (100%)\t8 (6.5%)\t112 (90.3%)\t4 (3.2%)";
        assert_eq!(
            verified(table).iter().filter(|v| v.starts_with("share")).count(),
            4
        );
        assert_eq!(
            findings(&table.replace("90.3", "90.4")),
            ["share-mismatch 2 90.4% 90.3%"]
        );
    }

    #[test]
    fn a_column_of_shares() {
        let table = "区分\t件数\t構成比\n達成\t8\t80.0%\n未達成\t2\t25.0%\n計\t10\t100%";
        assert_eq!(findings(table), ["share-mismatch 3 25.0% 20.0%"]);
    }

    #[test]
    fn shares_of_what_was_evaluated() {
        let table = "区分\t取組数\tS\tA\tB\tC\t対象外\n協働\t14\t1\t6\t4\t0\t3\n業務\t64\t5\t24\t18\t6\t11\n計\t78\t6\t30\t22\t6\t14\n構成比（対象外を除く）\t\t9.4%\t46.9%\t34.4%\t9.4%\t";
        assert_eq!(
            verified(table).iter().filter(|v| v.starts_with("share")).count(),
            4
        );
        assert_eq!(
            findings(&table.replace("46.9", "47.9")),
            ["share-mismatch 5 47.9% 46.9%"]
        );
    }

    #[test]
    fn shares_in_lists_and_words() {
        let list = "評価対象 … 86項目\n- S … 4項目(4.7%)\n- A … 21項目(24.4%)\n- B … 51項目(59.4%)\n- C … 10項目(11.6%)";
        assert_eq!(findings(list), ["share-mismatch 4 59.4% 59.3%"]);
        assert_eq!(verified("41のうち19項目(46.3%)で目標を達成"), ["share 1 46.3%"]);
    }

    #[test]
    fn shares_of_an_unknown_whole() {
        assert!(findings("延べ1,200人が参加（40.0%）し、30件（25.0%）に意見があった。").is_empty());
        assert!(findings("問\t回答\n良い\t8 (6.5%)\n悪い\t9 (20.0%)").is_empty());
        assert!(findings("指標\tR3\t割合\n市税\t100\t40.0%\n債\t50\t12.0%").is_empty());
    }
}
