//! A table seen along its rows or along its columns: lines that hold figures, with what their labels say.
//!
//! Sums, differences, rates and running totals look the same both ways, so each is written once
//! and asked for rows and for columns. Not here: which of them hold.

use std::cell::OnceCell;
use std::ops::Range;

use super::sheet::{Sheet, Slot};
use crate::check::figures::engine::ledger::{Id, Ledger};
use crate::figure::Measure;
use crate::labels::grade::may_grade;
use crate::labels::kind::is_count;
use crate::labels::{Kind, Rank, year};
use crate::text::fold;

/// A row or a column of a table.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its label or head.
    pub(crate) label: String,
    /// What the label says.
    pub(crate) kind: Kind,
    /// Its cells; those of one index along all lines belong together.
    pub(crate) slots: Vec<Slot>,
    /// Whether cells may belong to other indexes than they seem to.
    pub(crate) adrift: bool,
    /// The pieces of its label, folded: 令和5年度 and 計画 of a head in two rows.
    pub(crate) pieces: Vec<String>,
    /// The lines that it counts, where it is 項目数 beside columns of grades.
    pub(crate) counts: Option<Range<usize>>,
}

impl Line {
    /// The figure at an index.
    pub(crate) fn main(&self, at: usize) -> Option<Id> {
        self.slots.get(at).and_then(|s| s.main())
    }

    /// Whether there is no value at an index: nothing printed, or a dash.
    pub(crate) fn is_empty_at(&self, at: usize) -> bool {
        self.slots.get(at).is_none_or(|s| *s == Slot::Empty)
    }

    /// Whether any cell holds a figure.
    pub(crate) fn has_figures(&self) -> bool {
        self.slots.iter().any(|s| s.main().is_some())
    }
}

/// A table along one direction.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    /// The lines, in order.
    pub(crate) lines: Vec<Line>,
    /// What the lines of the other direction say, by index.
    pub(crate) across: Vec<Kind>,
    /// The labels of the other direction.
    pub(crate) across_labels: Vec<String>,
    /// Whether the lines are the rows.
    pub(crate) rows: bool,
    /// How many figures stand beside each other on a line at most.
    width: usize,
    /// Pairs of years that follow each other, once they are asked for: lines ask one by one, and there may be many.
    years_on: OnceCell<Vec<(usize, usize)>>,
}

impl Axis {
    fn of(lines: Vec<Line>, across_labels: Vec<String>, rows: bool) -> Self {
        Self {
            width: lines.iter().map(|l| l.slots.len()).max().unwrap_or(0),
            lines,
            across: Vec::new(),
            across_labels,
            rows,
            years_on: OnceCell::new(),
        }
    }

    /// How many figures stand beside each other on a line at most.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Pairs of indexes of which the second is the year right after the first, as the labels across say.
    pub(crate) fn years_on(&self) -> &[(usize, usize)] {
        self.years_on.get_or_init(|| {
            let years: Vec<_> = self.across_labels.iter().map(|l| year::ordinal(l)).collect();
            let follows = |pair: &[Option<i16>]| {
                pair[0]
                    .zip(pair[1])
                    .is_some_and(|(before, now)| now == before + 1)
            };
            let pairs = years.windows(2).take(self.width.saturating_sub(1)).enumerate();
            pairs
                .filter(|(_, pair)| follows(pair))
                .map(|(at, _)| (at, at + 1))
                .collect()
        })
    }
}

/// A table as lines along its rows, and along its columns.
pub(crate) fn both(sheet: &Sheet, ledger: &Ledger) -> [Axis; 2] {
    let (mut rows, mut columns) = (rows(sheet), columns(sheet));
    breakdown_goes_on(&mut rows);
    counts_are_no_rates(&mut rows, ledger);
    for axis in [&mut rows, &mut columns] {
        for line in 0..axis.lines.len() {
            if axis.lines[line].kind != Kind::Plain {
                if axis.lines[line].kind == Kind::Running
                    && !axis.rows
                    && years_before(&axis.lines, line) >= 2
                {
                    axis.lines[line].kind = Kind::Total(Rank::Total);
                }
            } else if let Some(grades) = counted_grades(&axis.lines, line) {
                axis.lines[line].kind = Kind::Total(Rank::Sum);
                axis.lines[line].counts = Some(grades);
            }
        }
    }
    rows.across = columns.lines.iter().map(|l| l.kind).collect();
    columns.across = rows.lines.iter().map(|l| l.kind).collect();
    [rows, columns]
}

/// 内訳 in the first column stands for the rows below it too, as long as their first cell is blank.
fn breakdown_goes_on(rows: &mut Axis) {
    let mut inside = false;
    for line in &mut rows.lines {
        let named = line.pieces.len() >= 2 && line.pieces[0].starts_with("内訳");
        let goes_on = line.slots.first() == Some(&Slot::Empty) && line.slots.get(1) == Some(&Slot::Words);
        inside = named || (inside && goes_on && line.kind == Kind::Plain);
        if inside {
            line.kind = Kind::Part;
        }
    }
}

/// Bare whole numbers between others and their total are counts, though their label ends as that of a rate does: 事務の能率.
fn counts_are_no_rates(rows: &mut Axis, ledger: &Ledger) {
    let is_count = |line: &Line| {
        let ids = line.slots.iter().filter_map(|slot| slot.main());
        ids.map(|id| &ledger.entries[id].figure)
            .all(|figure| figure.measure == Measure::Number && figure.places == 0)
    };
    let Some(total) = rows
        .lines
        .iter()
        .rposition(|line| matches!(line.kind, Kind::Total(_)))
    else {
        return;
    };
    let Some(first) = rows
        .lines
        .iter()
        .position(|line| line.kind == Kind::Plain && line.has_figures())
    else {
        return;
    };
    for line in rows.lines.iter_mut().take(total).skip(first) {
        if line.kind == Kind::Rate && is_count(line) {
            line.kind = Kind::Plain;
        }
    }
}

/// The rows of a table as lines.
fn rows(sheet: &Sheet) -> Axis {
    let lines: Vec<Line> = sheet
        .rows
        .iter()
        .map(|row| Line {
            label: row.label(),
            kind: row.label.says,
            slots: row.slots.clone(),
            adrift: row.adrift,
            pieces: row
                .label
                .pieces
                .iter()
                .map(|l| fold(l))
                .filter(|l| !l.is_empty())
                .collect(),
            counts: None,
        })
        .collect();
    Axis::of(
        lines,
        sheet.columns.iter().map(|c| c.label.clone()).collect(),
        true,
    )
}

/// The columns of a table as lines.
fn columns(sheet: &Sheet) -> Axis {
    let width = sheet
        .rows
        .iter()
        .map(|r| r.slots.len())
        .max()
        .unwrap_or(0)
        .max(sheet.columns.len());
    let lines = (0..width)
        .map(|column| {
            let head = sheet.columns.get(column);
            let slots = sheet
                .rows
                .iter()
                .map(|row| {
                    if row.adrift {
                        Slot::Words
                    } else {
                        row.slots.get(column).copied().unwrap_or(Slot::Empty)
                    }
                })
                .collect();
            Line {
                kind: head.map_or(Kind::Plain, |c| c.says),
                pieces: head.map_or_else(Vec::new, |c| c.path.iter().map(|p| fold(p)).collect()),
                label: head.map(|c| c.label.clone()).unwrap_or_default(),
                slots,
                adrift: false,
                counts: None,
            }
        })
        .collect();
    Axis::of(lines, sheet.rows.iter().map(|r| r.label()).collect(), false)
}

/// The columns of grades that 項目数 in front of them or behind them is the total of.
fn counted_grades(lines: &[Line], line: usize) -> Option<Range<usize>> {
    if !is_count(&lines[line].label) || !lines[line].has_figures() {
        return None;
    }
    let grade = |l: &&Line| l.kind == Kind::Plain && l.has_figures() && may_grade(&l.label);
    let behind = lines[line + 1..].iter().take_while(grade).count();
    let before = lines[..line].iter().rev().take_while(grade).count();
    match (before, behind) {
        (0, 2..) => Some(line + 1..line + 1 + behind),
        (2.., 0) => Some(line - before..line),
        _ => None,
    }
}

/// How many columns right before one are fiscal years: then 累計 is the sum of the years.
fn years_before(lines: &[Line], column: usize) -> usize {
    lines[..column]
        .iter()
        .rev()
        .take_while(|l| year::ordinal(&l.label).is_some())
        .count()
}
