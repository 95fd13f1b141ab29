//! Lines that stand again in another table: what a comparison takes over from the tables before it.
//!
//! Names need not agree; several figures in the same order do. Not here: lines that are found by their names
//! (`grouped`), sentences (`told`).

use std::collections::{HashMap, HashSet};

use super::again::{Sum, again};
use super::{Claim, Instance, Outcome};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::recognise::frame::{Frame, Lines};
use crate::check::figures::recognise::number::{Bits, Class, Number, Numbers, log2};
use crate::check::figures::sum_mismatch;
use crate::labels::Kind;

/// So many figures of a line must be the same beside the one in question.
const LEAST: usize = 2;
/// Longer lines are no summaries, and of more lines none is looked for.
const LONGEST: usize = 40;
const MOST_LINES: usize = 20_000;
/// A value that stands in more lines, each whole and in strands, says nothing of any.
const MOST_PLACES: usize = 72;
/// Frames that are less sure are left out.
const MOST_UNSURE: Bits = 100;
/// Smaller values stand everywhere.
const SMALLEST: i128 = 100 * MICRO;

/// A line by its figures.
struct Figures {
    cells: Vec<Option<(Id, Number)>>,
    /// The first figure of its table.
    table: Id,
    /// Whether it is called a total.
    is_total: bool,
    /// Whether it is every second or third figure of a line, which only others take over: 計画 and 実績 by turns.
    is_strand: bool,
}

impl Figures {
    /// Every so many figures, from one on.
    fn strand(&self, from: usize, step: usize) -> Self {
        Self {
            cells: self.cells.iter().skip(from).step_by(step).copied().collect(),
            is_strand: true,
            ..*self
        }
    }

    fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        self.cells.iter().flatten().map(|(id, _)| *id)
    }
}

/// The figures of a line with their places.
fn figures(line: &Figures) -> impl Iterator<Item = (usize, Id, Number)> + '_ {
    let cells = line.cells.iter().enumerate();
    cells.filter_map(|(place, cell)| cell.map(|(id, number)| (place, id, number)))
}

/// Adds what lines say again of lines before them.
pub(in crate::check::figures::recognise) fn claims(
    frames: &[Frame],
    numbers: &Numbers,
    found: &mut Vec<Claim>,
) {
    let lines = lines(frames, numbers);
    let mut places: HashMap<(Class, i128), Vec<(usize, usize)>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        for (place, _, number) in figures(line) {
            if number.value.abs() >= SMALLEST && number.class != Class::Percent {
                places
                    .entry((number.class, number.value))
                    .or_default()
                    .push((at, place));
            }
        }
    }
    let cost = log2(lines.len());
    for (at, line) in lines.iter().enumerate() {
        if line.is_strand {
            continue;
        }
        let Some((source, offset)) = source(at, line, &lines, &places) else {
            continue;
        };
        // A summary that stands before its tables takes their totals over.
        let is_summed_up = line.is_total && !lines[source].is_total;
        let instance = |(place, target, own): (usize, Id, Number)| -> Option<Instance> {
            let (id, number) = (*lines[source].cells.get(place.checked_add_signed(offset)?)?)?;
            match is_summed_up {
                true => again((id, number), &Sum::of(target, own)),
                false => again((target, own), &Sum::of(id, number)),
            }
        };
        let instances: Vec<Instance> = figures(line).filter_map(instance).collect();
        let held = instances.iter().filter(|i| i.outcome == Outcome::Holds).count();
        if held < LEAST || held + 1 < instances.len() {
            continue;
        }
        let claim = Claim::of(
            sum_mismatch::RULE.name,
            "ほかの表の同じ値",
            true,
            -cost,
            instances,
        );
        found.extend(claim.map(|claim| claim.of_whole_lines(LEAST, numbers)));
    }
}

/// The rows and columns of all frames, each once, in the order of their first figures.
fn lines(frames: &[Frame], numbers: &Numbers) -> Vec<Figures> {
    let mut seen: HashSet<Vec<Option<Id>>> = HashSet::new();
    let mut lines: Vec<Figures> = Vec::new();
    // What is cut otherwise or joined of several tables has the lines of those, in parts.
    for frame in frames
        .iter()
        .filter(|frame| !frame.is_told && frame.cost <= MOST_UNSURE)
    {
        let Some(table) = frame.figures().min() else {
            continue;
        };
        for are_columns in [false, true] {
            let of = Lines { frame, are_columns };
            if !(LEAST + 1..=LONGEST).contains(&of.width()) {
                continue;
            }
            for line in 0..of.count() {
                let ids: Vec<Option<Id>> = (0..of.width()).map(|place| of.figure(line, place)).collect();
                let cells = ids
                    .iter()
                    .map(|id| id.and_then(|id| Some((id, numbers.of_id(id)?))));
                let whole = Figures {
                    cells: cells.collect(),
                    table,
                    is_total: matches!(of.kind(line), Kind::Total(_)),
                    is_strand: false,
                };
                if lines.len() >= MOST_LINES || !seen.insert(ids) {
                    continue;
                }
                let strands = [2, 3]
                    .into_iter()
                    .flat_map(|step| (0..step).map(move |from| (from, step)));
                let strands: Vec<Figures> = strands.map(|(from, step)| whole.strand(from, step)).collect();
                let all = std::iter::once(whole).chain(strands);
                lines.extend(all.filter(|line| line.ids().count() > LEAST));
            }
        }
    }
    lines.sort_by_key(|line| line.ids().min());
    lines
}

/// The line of a table before another one that has most of its figures in the same order, and how far they are shifted.
fn source(
    at: usize,
    line: &Figures,
    lines: &[Figures],
    places: &HashMap<(Class, i128), Vec<(usize, usize)>>,
) -> Option<(usize, isize)> {
    let mut hits: HashMap<(usize, isize), usize> = HashMap::new();
    for (place, _, number) in figures(line) {
        let known = places
            .get(&(number.class, number.value))
            .filter(|known| known.len() <= MOST_PLACES);
        for (other, there) in known.into_iter().flatten().filter(|(other, _)| *other < at) {
            *hits
                .entry((*other, there.cast_signed() - place.cast_signed()))
                .or_default() += 1;
        }
    }
    // Rows of one table that are alike but for a figure are so by themselves.
    let is_before = |other: usize| lines[other].ids().all(|id| id < line.table);
    hits.into_iter()
        .filter(|((other, _), count)| *count >= LEAST && is_before(*other))
        .max_by_key(|((other, offset), count)| (*count, *other, *offset))
        .map(|(found, _)| found)
}
