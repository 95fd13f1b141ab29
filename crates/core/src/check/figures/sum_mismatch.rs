//! # sum-mismatch
//!
//! A printed total is not the sum of the figures that it sums up.
//!
//! ## What it finds
//!
//! Totals of rows and of columns (計, 合計, 総計, 小計, 取組計, 第3次計), subtotals and totals of
//! subtotals, a grand total that stands in a small table of its own, a total that is copied into
//! another table, and totals in running text (`評価対象項目6項目 対象外項目4項目 合計10項目`).
//! Where a row total and a column total both fail by the same amount, the cell they share is named, and
//! the two totals are only noted. A table in 百万円 or with decimals that adds up to the last digit
//! elsewhere was not rounded: there a total that is off by one is found too, as a warning.
//! Also a whole with its parts in one sentence (`15取組（達成10、一部達成4、未達成1）`).
//!
//! ## Example
//!
//! ```text
//! 区分    令和4年度    令和5年度    合計
//! 歳入確保    120    80    200
//! 歳出削減    30    45    85
//! 合計    150    125    275
//! ```
//!
//! 30 and 45 are 75, and 200 and 75 are 275: the total of 歳出削減 is wrong, the grand total is right.
//!
//! ## Why it matters
//!
//! Totals are what the assembly and the newspapers quote. A total that its own rows contradict costs
//! a correction after publication.
//!
//! ## What to do
//!
//! Compare the entries with the source, correct the entry or the total, and note the correction where
//! the table has already been published.
//!
//! ## When it stays silent
//!
//! Where entries may be counted twice (再掲, 重複, 延べ), for rates and averages, for rows that are a
//! part of another row (うち…), for totals that say that they leave something out (〜を除く), where
//! amounts in a coarse unit were rounded one by one, where most columns of the table do not add up
//! (then the row is no sum), and for the last figure of a text that breaks off in the middle of it.

use std::collections::HashMap;

use super::engine::ledger::{Formula, Id, Proof, Relation};
use super::engine::slip::is_a_mean;
use super::model::axis::Axis;
use super::model::sheet::{Sheets, Slot};
use super::prose::sentence;
use super::prose::sums;
use crate::check::rule::{Rule, Run};
use crate::figure::Measure;
use crate::finding::Severity;
use crate::labels::{self, Kind, Rank};
use crate::text::fold;

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E201",
    name: "sum-mismatch",
    severity: Severity::Error,
    summary: "合計が内訳と一致していません",
    run: Run::Figures(relate),
};

/// Lays down what must add up.
pub(crate) fn relate(all: &mut Sheets) {
    for index in 0..all.sheets.len() {
        if all.sheets[index].overlapping {
            continue;
        }
        all.ledger.here = Some(index);
        for axis in all.axes(index).iter() {
            totals(all, index, axis);
        }
        breakdowns(all, &all.axes(index)[0]);
    }
    all.ledger.here = None;
    grand_totals(all);
    copies(all);
    sums::sums(all);
    sentence::sums(all);
}

/// The ways in which a total may be made of other lines, the most likely first.
fn candidates(axis: &Axis, kinds: &[Kind], total: usize, rank: Rank, at_the_end: bool) -> Vec<Vec<usize>> {
    let plain = |i: &usize| kinds[*i] == Kind::Plain && axis.lines[*i].has_figures();
    let is_total = |i: usize| matches!(kinds[i], Kind::Total(_));
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut add = |lines: Vec<usize>| {
        if !lines.is_empty() && !found.contains(&lines) {
            found.push(lines);
        }
    };
    // 項目数 beside columns of grades.
    if let Some(grades) = axis.lines[total].counts.clone() {
        return vec![grades.collect()];
    }
    // 合計 over 計画, and 計 below 令和5年度: the columns that share the other piece of the head.
    let others: Vec<&String> = axis.lines[total]
        .pieces
        .iter()
        .filter(|p| !labels::is_total(p))
        .collect();
    if !axis.rows && !others.is_empty() && others.len() < axis.lines[total].pieces.len() {
        let shared: Vec<usize> = (0..kinds.len())
            .filter(plain)
            .filter(|i| others.iter().all(|p| axis.lines[*i].pieces.contains(p)))
            .collect();
        if shared.len() >= 2 {
            add(shared);
        }
    }
    // 計画計 beside R5計画, R5実績, R6計画, R6実績: the lines that bear its name.
    if let Some(stem) = labels::stem(&axis.lines[total].label) {
        let named: Vec<usize> = (0..total)
            .filter(plain)
            .filter(|i| fold(&axis.lines[*i].label).contains(&stem))
            .collect();
        if named.len() >= 2 {
            add(named);
        }
    }
    // Back to the last total of this rank or a higher one; a total of the same rank with nothing
    // between sums up the same things as this one.
    let begin = (0..total)
        .rev()
        .find(|i| matches!(kinds[*i], Kind::Total(r) if r >= rank))
        .map_or(0, |i| i + 1);
    let since = (0..total).rev().find(|i| is_total(*i)).map_or(0, |i| i + 1);
    let lower: Vec<usize> = (begin..total)
        .filter(|i| matches!(kinds[*i], Kind::Total(r) if r < rank))
        .collect();
    if let Some(last) = lower.last() {
        let mut with_rest = lower.clone();
        with_rest.extend((last + 1..total).filter(plain));
        add(with_rest);
        add(lower.clone());
        add((since..total).filter(plain).collect());
        add((begin..total).filter(plain).collect());
    } else {
        add((since..total).filter(plain).collect());
    }
    if begin > 0 {
        add((0..total)
            .filter(|i| matches!(kinds[*i], Kind::Total(r) if r == rank))
            .collect());
        add((0..total).filter(plain).collect());
    }
    // A total that comes first.
    let end = (total + 1..kinds.len())
        .find(|i| matches!(kinds[*i], Kind::Total(r) if r >= rank))
        .unwrap_or(kinds.len());
    if !(axis.rows && at_the_end && end == kinds.len() && breaks_off(axis)) {
        let next = (total + 1..kinds.len())
            .find(|i| is_total(*i))
            .unwrap_or(kinds.len());
        add((total + 1..next).filter(plain).collect());
        add((total + 1..end).filter(plain).collect());
        add((total + 1..end)
            .filter(|i| matches!(kinds[*i], Kind::Total(r) if r < rank))
            .collect());
    }
    // One line is a sum only below a heading of its own; another total alone is a copy.
    found.retain(|lines| {
        lines.len() >= 2 || (rank <= Rank::Sum && lines.iter().all(|i| kinds[*i] == Kind::Plain))
    });
    found
}

/// Whether a row such as 収納率 stands among the rows of a total with a whole number, which may be its amount.
fn is_a_rate_in_doubt(all: &Sheets, axis: &Axis, lines: &[usize]) -> bool {
    let (Some(first), Some(last)) = (lines.iter().min(), lines.iter().max()) else {
        return false;
    };
    let from = first.saturating_sub(1);
    axis.rows
        && axis.lines[from..(last + 2).min(axis.lines.len())]
            .iter()
            .any(|line| {
                let is_amount = |id: Id| {
                    let figure = &all.entry(id).figure;
                    figure.measure != Measure::Percent && figure.places == 0
                };
                line.kind == Kind::Rate
                    && labels::brackets::plain(&fold(&line.label)).ends_with('率')
                    && line.slots.iter().filter_map(|s| s.main()).all(is_amount)
                    && line.has_figures()
            })
}

/// Whether the last row is shorter than the row before it.
fn breaks_off(axis: &Axis) -> bool {
    let filled = |i: usize| {
        axis.lines
            .get(i)
            .map_or(0, |l| l.slots.iter().filter(|s| s.main().is_some()).count())
    };
    let last = axis.lines.len().saturating_sub(1);
    last > 0 && filled(last) < filled(last - 1)
}

/// The nearest lines above a total, for tables of so many totals that nothing else is tried.
fn nearest(axis: &Axis, kinds: &[Kind], total: usize) -> Vec<Vec<usize>> {
    let since = (0..total)
        .rev()
        .find(|i| matches!(kinds[*i], Kind::Total(_)))
        .map_or(0, |i| i + 1);
    vec![
        (since..total)
            .filter(|i| kinds[*i] == Kind::Plain && axis.lines[*i].has_figures())
            .collect(),
    ]
}

/// Rows of parts right below the row that they are the parts of: 内訳, and うち where they name everything.
fn breakdowns(all: &mut Sheets, rows: &Axis) {
    let mut line = 0;
    while line + 2 < rows.lines.len() {
        let whole = line;
        line += 1;
        let parts: Vec<usize> = (line..rows.lines.len())
            .take_while(|i| rows.lines[*i].kind == Kind::Part && rows.lines[*i].has_figures())
            .collect();
        let is_whole = matches!(rows.lines[whole].kind, Kind::Plain | Kind::Total(_));
        if parts.len() < 2 || !is_whole {
            continue;
        }
        line += parts.len();
        let first = rows.lines[parts[0]].pieces.first().map_or("", String::as_str);
        let labels: Vec<String> = parts.iter().map(|i| fold(&rows.lines[*i].label)).collect();
        let said = first.starts_with("内訳")
            || labels.iter().all(|l| l.starts_with("うち")) && sentence::is_complete(&labels);
        if !said
            || labels.iter().any(|l| l.contains("再掲") || l.contains("主な"))
            || rows.lines[whole].adrift
        {
            continue;
        }
        let sums = sums_along(all, rows, whole, &parts);
        if !sums.is_empty() {
            let bundle = all.ledger.bundle(Proof::Alone);
            must_be(all, sums, bundle, "内訳の合計");
        }
    }
}

/// A table with more totals than this is a register with a total in every block.
const MANY_TOTALS: usize = 200;

fn totals(all: &mut Sheets, index: usize, axis: &Axis) {
    let kinds: Vec<Kind> = axis.lines.iter().map(|l| l.kind).collect();
    let many = kinds.iter().filter(|k| matches!(k, Kind::Total(_))).count() > MANY_TOTALS;
    let at_the_end = all.sheets[index].at_the_end;
    for total in 0..axis.lines.len() {
        let Kind::Total(rank) = axis.lines[total].kind else {
            continue;
        };
        if axis.lines[total].adrift || labels::kind::leaves_out(&axis.lines[total].label) {
            continue;
        }
        let found = if many {
            nearest(axis, &kinds, total)
        } else {
            candidates(axis, &kinds, total, rank, at_the_end)
        };
        let ways: Vec<Vec<(Id, Formula)>> = found
            .into_iter()
            .filter(|lines| !lines.iter().any(|i| axis.lines[*i].adrift))
            .filter(|lines| !is_a_rate_in_doubt(all, axis, lines))
            .map(|lines| sums_along(all, axis, total, &lines))
            .filter(|sums| !sums.is_empty())
            .collect();
        let Some(choice) = choose(all, &ways) else {
            continue;
        };
        let label = &axis.lines[total].label;
        let firm = !labels::kind::is_the_whole(label)
            && (axis.lines[total].counts.clone())
                .is_none_or(|mut grades| grades.all(|i| labels::grade::is_mark(&axis.lines[i].label)))
            && (axis.rows || axis.lines[total].counts.is_some() || labels::is_total(label));
        let bundle = all.ledger.bundle(Proof::alone_if(firm));
        all.ledger.weaken(bundle, &choice.weak);
        let way = ways.into_iter().nth(choice.way).unwrap_or_default();
        must_be(all, way, bundle, "内訳の合計");
    }
}

/// Lays down that each target is its formula; `is` says in words what the formula makes.
fn must_be(all: &mut Sheets, sums: Vec<(Id, Formula)>, bundle: usize, is: &str) {
    all.ledger
        .relations
        .extend(sums.into_iter().map(|(target, formula)| Relation {
            rule: RULE.name,
            target,
            formula,
            bundle,
            is: is.into(),
        }));
}

/// The sum at every index where the total and at least one of its lines have figures of one kind.
fn sums_along(all: &Sheets, axis: &Axis, total: usize, lines: &[usize]) -> Vec<(Id, Formula)> {
    let mut sums = Vec::new();
    for at in 0..axis.width() {
        let across = axis.across.get(at).copied().unwrap_or(Kind::Plain);
        let is_in_points = |label: &String| labels::unit::is_in_points(label);
        if matches!(across, Kind::Rate | Kind::Other) || axis.across_labels.get(at).is_some_and(is_in_points)
        {
            continue;
        }
        let Some(target) = axis.lines[total].main(at) else {
            continue;
        };
        let words = lines
            .iter()
            .any(|i| axis.lines[*i].main(at).is_none() && !axis.lines[*i].is_empty_at(at));
        let parts: Vec<(i64, Id)> = lines
            .iter()
            .filter_map(|i| axis.lines[*i].main(at))
            .map(|id| (1, id))
            .collect();
        let measure = all.entry(target).figure.measure;
        let alike = measure != Measure::Percent
            && parts
                .iter()
                .all(|(_, id)| all.entry(*id).figure.measure == measure);
        let values = parts.iter().filter_map(|(_, id)| all.entry(*id).value());
        let is_decimal = all.entry(target).figure.places > 0;
        if all
            .entry(target)
            .value()
            .is_some_and(|own| is_a_mean(own, is_decimal, values))
        {
            continue;
        }
        let approximate = parts.iter().any(|(_, id)| all.entry(*id).figure.approximate);
        if parts.is_empty() || words || !alike || approximate || (parts.len() == 1 && lines.len() > 1) {
            continue;
        }
        sums.push((target, Formula::Sum(parts)));
    }
    sums
}

/// Which of several ways the numbers speak for.
pub(crate) struct Choice {
    /// The way.
    pub(crate) way: usize,
    /// The figures without which another way would be chosen, in which they do not count.
    pub(crate) weak: Vec<Id>,
}

/// The way of which most relations hold; the first, most likely one where none does better.
pub(crate) fn choose(all: &Sheets, ways: &[Vec<(Id, Formula)>]) -> Option<Choice> {
    let holding: Vec<Vec<Id>> = ways
        .iter()
        .map(|way| {
            way.iter()
                .filter(|(t, f)| all.ledger.holds(*t, f))
                .map(|(t, _)| *t)
                .collect()
        })
        .collect();
    let first = holding.first()?.len();
    let best = holding
        .iter()
        .enumerate()
        .fold(
            (0, first),
            |best, (i, h)| if h.len() > best.1 { (i, h.len()) } else { best },
        )
        .0;
    let mine = &holding[best];
    // Were one of its figures another, this way would lose one vote, and so would every way that agrees on that figure.
    let mut weak: Vec<Id> = Vec::new();
    for (i, other) in holding.iter().enumerate().filter(|(i, _)| *i != best) {
        let margin = if best < i {
            mine.len() > other.len()
        } else {
            mine.len() > other.len() + 1
        };
        if !margin {
            weak.extend(mine.iter().filter(|id| other.binary_search(id).is_err()));
        }
    }
    Some(Choice { way: best, weak })
}

/// A small table with one row of totals, and the tables whose rows it sums up.
fn grand_totals(all: &mut Sheets) {
    let single: Vec<usize> = (0..all.sheets.len())
        .filter(|i| all.sheets[*i].rows.len() == 1)
        .take(20)
        .collect();
    for index in single {
        let sheet = &all.sheets[index];
        let [row] = sheet.rows.as_slice() else { continue };
        let is_total = row.label.pieces.is_empty() || row.label.pieces.iter().all(|l| labels::is_total(l));
        let heads: Vec<(String, usize)> = sheet
            .heads()
            .enumerate()
            .filter(|(i, h)| !h.trim().is_empty() && row.slots.get(*i).is_some_and(|s| s.main().is_some()))
            .map(|(i, h)| (fold(h), i))
            .collect();
        if !is_total || heads.len() < 2 {
            continue;
        }
        let mut parts: HashMap<usize, Vec<(i64, Id)>> = HashMap::new();
        let (mut rows, mut doubtful) = (0, false);
        for (other_index, other) in all.sheets.iter().enumerate() {
            if other_index == index {
                continue;
            }
            let columns: Vec<Option<usize>> = heads
                .iter()
                .map(|(head, _)| other.heads().position(|h| fold(h) == *head))
                .collect();
            if columns.iter().any(Option::is_none) {
                continue;
            }
            doubtful |= other.overlapping || (other.at_the_end && breaks_off(&all.axes(other_index)[0]));
            for row in other
                .rows
                .iter()
                .filter(|r| r.label.pieces.iter().all(|l| labels::kind(l) == Kind::Plain))
            {
                rows += usize::from(row.has_figures());
                for ((_, column), there) in heads.iter().zip(&columns) {
                    if let Some(id) = there.and_then(|c| row.slots.get(c)).and_then(|s| s.main()) {
                        parts.entry(*column).or_default().push((1, id));
                    }
                }
            }
        }
        if rows < 2 || doubtful {
            continue;
        }
        let sums: Vec<(Id, Formula)> = heads
            .iter()
            .filter_map(|(_, column)| {
                Some((
                    all.sheets[index].rows[0].slots.get(*column)?.main()?,
                    Formula::Sum(parts.remove(column)?),
                ))
            })
            .collect();
        let bundle = all.ledger.bundle(Proof::WithOthers);
        must_be(all, sums, bundle, "下の表の各行の合計");
    }
}

/// A column named 第3次計 that another table gives for the same rows says the same there.
fn copies(all: &mut Sheets) {
    let mut known: HashMap<String, (usize, usize)> = HashMap::new();
    for index in 0..all.sheets.len() {
        let columns: Vec<(usize, String)> = all.sheets[index]
            .heads()
            .enumerate()
            .filter(|(_, head)| labels::is_total(head) && !labels::is_generic_total(head))
            .map(|(i, head)| (i, fold(head)))
            .collect();
        for (column, head) in columns {
            let Some((source, source_column)) = known.get(&head).copied() else {
                known.insert(head, (index, column));
                continue;
            };
            let by_label: HashMap<String, Id> = all.sheets[source]
                .rows
                .iter()
                .filter(|r| !r.adrift)
                .filter_map(|r| Some((fold(&r.label()), r.slots.get(source_column)?.main()?)))
                .collect();
            let same: Vec<(Id, Formula)> = all.sheets[index]
                .rows
                .iter()
                .filter(|r| !r.adrift)
                .filter_map(|r| {
                    Some((
                        r.slots.get(column)?.main()?,
                        Formula::Sum(vec![(1, *by_label.get(&fold(&r.label()))?)]),
                    ))
                })
                .collect();
            if same.len() < 2 || all.sheets[index].rows.iter().any(|r| r.label().is_empty()) {
                continue;
            }
            let bundle = all.ledger.bundle(Proof::WithOthers);
            must_be(all, same, bundle, "元の表の値");
        }
    }
}

/// Whether a slot holds a count with its share.
pub(crate) fn with_share(all: &Sheets, slot: Slot) -> Option<(Id, Id)> {
    match slot {
        Slot::Two(count, share)
            if all.entry(share).figure.measure == Measure::Percent
                && all.entry(count).figure.measure == Measure::Number =>
        {
            Some((count, share))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
