//! # running-total-mismatch
//!
//! A printed running total is not the sum of the figures up to its year.
//!
//! ## What it finds
//!
//! Rows and columns named 累計 beside the yearly figures, and yearly figures with their running total
//! in brackets (`1,030` over `(2,930)`). Where the effect of each year goes on to the end of the plan,
//! the running total is a sum of sums, and that is recognised by the other years.
//!
//! ## Example
//!
//! ```text
//! 区分    18年度    19年度    20年度    21年度    22年度
//! 効果額    100    120    80    60    50
//! 累計    100    220    300    36    410
//! ```
//!
//! 100, 120, 80 and 60 are 360: a digit was lost.
//!
//! ## Why it matters
//!
//! The running total is the figure that is compared with the target of the whole plan.
//!
//! ## What to do
//!
//! Look at the number of digits first, then add up the years anew.
//!
//! ## When it stays silent
//!
//! Where fewer than two years confirm how the total is run, or more contradict it than confirm it.

use super::engine::ledger::{Formula, Id, Proof, Relation};
use super::model::axis::Axis;
use super::model::sheet::{Sheets, Slot};
use super::sum_mismatch;
use super::sum_mismatch::choose;
use crate::check::rule::{Rule, Run};
use crate::figure::Measure;
use crate::finding::Severity;
use crate::labels::Kind;
use crate::text::fold;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E205",
    name: "running-total-mismatch",
    severity: Severity::Error,
    summary: "累計が各年度の値と一致していません",
    run: Run::Figures(relate),
};

/// Lays down what runs up to what.
pub(crate) fn relate(all: &mut Sheets) {
    for index in 0..all.sheets.len() {
        all.ledger.here = Some(index);
        let heads = all.sheets[index].columns.len();
        let axes = all.axes(index);
        let [rows, columns] = axes.as_ref();
        for line in 0..rows.lines.len() {
            bracketed(all, rows, line, heads);
            if rows.lines[line].kind == Kind::Running {
                beside(all, rows, line);
            }
        }
        for line in 0..columns.lines.len() {
            if columns.lines[line].kind == Kind::Running {
                beside(all, columns, line);
            }
        }
    }
    all.ledger.here = None;
}

/// Yearly figures with their running total in brackets.
fn bracketed(all: &mut Sheets, axis: &Axis, line: usize, heads: usize) {
    let row = &axis.lines[line];
    if !fold(&row.label).contains("累計") && !fold(&row.label).contains("累積") {
        return;
    }
    let pairs: Vec<(Id, Id)> = row
        .slots
        .iter()
        .filter_map(|s| match s {
            Slot::Two(a, b) if all.entry(*b).figure.measure != Measure::Percent => Some((*a, *b)),
            _ => None,
        })
        .collect();
    let figures = row.slots.iter().filter(|s| s.main().is_some()).count();
    if pairs.len() != figures || pairs.len() < 4 {
        return;
    }
    // A cell more than the head has columns is the total of the years.
    let extra = row.slots.len() == heads + 1 && heads >= 3
        || matches!(axis.across.get(row.slots.len() - 1), Some(Kind::Total(_)));
    let years = if extra {
        &pairs[..pairs.len() - 1]
    } else {
        &pairs[..]
    };
    let yearly: Vec<Id> = years.iter().map(|(a, _)| *a).collect();
    let running: Vec<Id> = years.iter().map(|(_, b)| *b).collect();
    let Some(bundle) = run(all, &yearly, &running) else {
        return;
    };
    if let Some((total, total_running)) = pairs.last().filter(|_| extra) {
        let sum = Formula::Sum(yearly.iter().map(|id| (1, *id)).collect());
        all.ledger.relations.push(Relation {
            rule: sum_mismatch::RULE.name,
            target: *total,
            formula: sum,
            bundle,
            is: "各年度の合計".into(),
        });
        if let Some(last) = running.last() {
            let same = Formula::Sum(vec![(1, *last)]);
            all.ledger.relations.push(Relation {
                rule: RULE.name,
                target: *total_running,
                formula: same,
                bundle,
                is: "最終年度の累計".into(),
            });
        }
    }
}

/// A line of running totals below or beside a line of yearly figures.
fn beside(all: &mut Sheets, axis: &Axis, line: usize) {
    if axis.lines[line].adrift {
        return;
    }
    let usable = |i: &usize| {
        (matches!(axis.lines[*i].kind, Kind::Plain | Kind::Total(_))
            || (axis.lines[*i].kind == Kind::Difference && i + 1 == line))
            && axis.lines[*i].has_figures()
            && !axis.lines[*i].adrift
    };
    // 累計実績額 is run up from 実績額, wherever that stands; 累計 from the line above.
    let own = fold(&axis.lines[line].label)
        .replace("累計", "")
        .replace("累積", "");
    let own = own.trim_matches(['(', ')']).trim_end_matches('額');
    let named = |i: &usize| own.chars().count() >= 2 && fold(&axis.lines[*i].label).contains(own);
    let Some(yearly) = (0..line)
        .rev()
        .find(|i| usable(i) && named(i))
        .or_else(|| (0..line).rev().find(usable))
    else {
        return;
    };
    let mut pairs = Vec::new();
    for at in 0..axis.width() {
        if matches!(
            axis.across.get(at),
            Some(Kind::Total(_) | Kind::Rate | Kind::Difference | Kind::Running)
        ) {
            continue;
        }
        match (axis.lines[yearly].main(at), axis.lines[line].main(at)) {
            (Some(a), Some(b)) => pairs.push((a, b)),
            (None, None) => {}
            // A year without one of the two breaks the chain.
            _ => break,
        }
    }
    if pairs.len() >= 3 {
        let (yearly, running): (Vec<Id>, Vec<Id>) = pairs.into_iter().unzip();
        run(all, &yearly, &running);
    }
}

/// Simple running totals, or sums of sums where each year's effect goes on; the bundle of their relations.
fn run(all: &mut Sheets, yearly: &[Id], running: &[Id]) -> Option<usize> {
    let simple = |upto: usize| -> Vec<(i64, Id)> { yearly[..=upto].iter().map(|id| (1, *id)).collect() };
    let going_on = |upto: usize| -> Vec<(i64, Id)> {
        yearly[..=upto]
            .iter()
            .enumerate()
            .map(|(i, id)| ((upto - i + 1) as i64, *id))
            .collect()
    };
    // More years than any plan has would only cost time.
    if yearly.len() > 60 {
        return None;
    }
    let ways: Vec<Vec<(Id, Formula)>> = [&simple as &dyn Fn(usize) -> Vec<(i64, Id)>, &going_on]
        .iter()
        .map(|way| {
            running
                .iter()
                .enumerate()
                .map(|(i, id)| (*id, Formula::Sum(way(i))))
                .collect()
        })
        .collect();
    let choice = choose(all, &ways)?;
    let (ok, off) = all.ledger.votes(&ways[choice.way]);
    if ok < 2 || ok <= off {
        return None;
    }
    // One figure fewer must still be proof.
    let bundle = all.ledger.bundle(Proof::Alone);
    if ok < 3 || ok <= off + 2 {
        all.ledger.doubt(bundle);
    }
    all.ledger.weaken(bundle, &choice.weak);
    for (target, formula) in ways.into_iter().nth(choice.way).unwrap_or_default() {
        all.ledger.relations.push(Relation {
            rule: RULE.name,
            target,
            formula,
            bundle,
            is: "各年度の累計".into(),
        });
    }
    Some(bundle)
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{findings, verified};

    #[test]
    fn a_row_of_running_totals() {
        let table = "区分\t18年度\t19年度\t20年度\t21年度\t22年度\n効果額\t100\t120\t80\t60\t50\n累計\t100\t220\t300\t36\t410";
        assert_eq!(findings(table), ["running-total-mismatch 3 36 360"]);
        assert_eq!(verified(&table.replace("\t36\t", "\t360\t")).len(), 5);
    }

    #[test]
    fn effects_that_go_on_add_up_as_sums_of_sums() {
        let table = "区分\t18年度\t19年度\t20年度\t21年度\n計画額(累計額)\t950 (9500)\t1,030 (2,930)\t1,200 (6,110)\t840 (10,130)";
        assert_eq!(findings(table), ["running-total-mismatch 2 9500 950"]);
    }

    #[test]
    fn totals_that_run_from_somewhere_else() {
        assert!(findings("区分\tR4\tR5\tR6\n効果額\t100\t120\t80\n累計\t900\t1,020\t1,100").is_empty());
    }
}
