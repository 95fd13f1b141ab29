//! Tables that sum up another one by the names of its groups: by policy, by department, by kind; or that say its
//! values again. What a group has, how many rows it has, is due in the line of its name.
//!
//! Which column goes with which the figures say; all columns together prove that the names mean the same.
//! Not here: totals in the same table (`sums`).

use std::collections::{BTreeMap, HashMap, HashSet};

use super::again::{Sum, again};
use super::{Claim, Instance, LABEL, Outcome, Room};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::recognise::frame::{Frame, Lines};
use crate::check::figures::recognise::number::{Bits, Class, Number, Numbers, log2};
use crate::check::figures::{count_mismatch, sum_mismatch};
use crate::labels::Kind;
use crate::labels::brackets::plain;

/// A summary has no more lines and columns.
const MOST_LINES: usize = 100;
const MOST_COLUMNS: usize = 24;
/// So many tables that share names with a summary are compared with it.
const MOST_TABLES: usize = 4;
/// A name of more rows is none of a group.
const MOST_ROWS: usize = 5_000;

/// Where a row of that name stands, by frame and row.
type Rows<'a> = HashMap<&'a str, Vec<(usize, usize)>>;

/// Adds what summaries claim of other tables.
pub(in crate::check::figures::recognise) fn claims(
    frames: &[Frame],
    numbers: &Numbers,
    found: &mut Vec<Claim>,
) {
    let rows = rows(frames);
    let ids: Vec<Option<(Id, Id)>> = frames
        .iter()
        .map(|frame| Some((frame.figures().min()?, frame.figures().max()?)))
        .collect();
    for (at, frame) in frames.iter().enumerate() {
        for are_columns in [false, true] {
            let lines = Lines { frame, are_columns };
            if !(2..=MOST_LINES).contains(&lines.count()) || lines.width() > MOST_COLUMNS {
                continue;
            }
            let names: Vec<String> = (0..lines.count()).map(|line| name(lines, line)).collect();
            // A summary names each group once.
            let mut seen = HashSet::new();
            if !names
                .iter()
                .filter(|name| !name.is_empty())
                .all(|name| seen.insert(name))
            {
                continue;
            }
            for of in tables(&names, &rows) {
                let is_apart = match (ids[at], ids[of]) {
                    (Some((first, last)), Some((begin, end))) => last < begin || end < first,
                    _ => false,
                };
                if is_apart {
                    let groups = groups(&names, &rows, of);
                    found.extend(summary(lines, &groups, &frames[of], numbers));
                }
            }
        }
    }
}

/// The rows of all frames by their names and each word of them, but totals.
fn rows(frames: &[Frame]) -> Rows<'_> {
    let mut rows: Rows<'_> = HashMap::new();
    for (frame, of) in frames.iter().enumerate() {
        for (at, row) in of.rows.iter().enumerate() {
            if matches!(row.name.kind, Kind::Total(_)) {
                continue;
            }
            for word in std::iter::once(&row.name.folded).chain(&row.name.words) {
                let known = rows.entry(word.as_str()).or_default();
                if !word.is_empty() && known.last() != Some(&(frame, at)) {
                    known.push((frame, at));
                }
            }
        }
    }
    rows.retain(|_, places| places.len() <= MOST_ROWS);
    rows
}

/// What a line is called where it may be a group.
fn name(lines: Lines<'_>, line: usize) -> String {
    let name = lines.name(line);
    let is_number = |c: char| c.is_ascii_digit() || !c.is_alphanumeric();
    match name.kind {
        Kind::Plain if !name.folded.chars().all(is_number) => plain(&name.folded),
        _ => String::new(),
    }
}

/// The frames that have rows of at least two names and of half of them, those of most first.
fn tables(names: &[String], rows: &Rows<'_>) -> Vec<usize> {
    let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
    let named = names.iter().filter(|name| !name.is_empty());
    for name in named.clone() {
        let frames: HashSet<usize> = rows
            .get(name.as_str())
            .into_iter()
            .flatten()
            .map(|(frame, _)| *frame)
            .collect();
        frames
            .into_iter()
            .for_each(|frame| *shared.entry(frame).or_default() += 1);
    }
    let all = named.count();
    let mut tables: Vec<(usize, usize)> = shared
        .into_iter()
        .filter(|(_, count)| *count >= 2 && 2 * count >= all)
        .collect();
    tables.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    tables
        .into_iter()
        .take(MOST_TABLES)
        .map(|(frame, _)| frame)
        .collect()
}

/// For each line of a summary, the rows of a table that it may be about.
fn groups(names: &[String], rows: &Rows<'_>, of: usize) -> Vec<Vec<usize>> {
    let own = |name: &String| rows.get(name.as_str()).into_iter().flatten();
    let of_table = |name| {
        own(name)
            .filter(|(frame, _)| *frame == of)
            .map(|(_, row)| *row)
            .collect()
    };
    names.iter().map(of_table).collect()
}

/// What a column of a summary may hold.
#[derive(Clone, Copy)]
enum Holds {
    /// The sums of a column of the table.
    Sums(usize),
    /// How many rows there are.
    Counts,
}

/// Claims for each column of a summary that fits; the other columns are witnesses for it.
fn summary(lines: Lines<'_>, groups: &[Vec<usize>], table: &Frame, numbers: &Numbers) -> Vec<Claim> {
    let columns = table.columns.len().min(MOST_COLUMNS);
    let has_groups = groups.iter().any(|rows| rows.len() > 1);
    let cost = log2(columns + 1);
    let of_group = |column: usize| groups.iter().map(move |rows| sum(table, rows, column, numbers));
    let sums: Vec<Vec<Option<Sum>>> = (0..columns).map(|column| of_group(column).collect()).collect();
    let instances = |place: usize, holds: Holds| -> Vec<Instance> {
        let at = |line: usize| {
            let id = lines.figure(line, place)?;
            let target = (id, numbers.of_id(id)?);
            match holds {
                Holds::Sums(column) => again(target, sums[column].get(line)?.as_ref()?),
                Holds::Counts => counted(target, groups.get(line)?.len()),
            }
        };
        (0..lines.count()).filter_map(at).collect()
    };
    let says = |instances: &[Instance]| instances.iter().map(Instance::says).sum::<Bits>();
    let fitting: Vec<(Holds, Vec<Instance>)> = (0..lines.width())
        .filter_map(|place| {
            let sums = (0..columns).map(Holds::Sums);
            let counts = has_groups.then_some(Holds::Counts);
            let all = sums.chain(counts).map(|holds| (holds, instances(place, holds)));
            let (holds, best) = all.max_by_key(|(_, instances)| says(instances))?;
            let held = best.iter().filter(|i| i.outcome == Outcome::Holds).count();
            (held >= 2 && 2 * held > best.len()).then_some((holds, best))
        })
        .collect();
    (0..fitting.len())
        .map(|own| {
            let (holds, instances) = &fitting[own];
            let others = fitting.iter().enumerate().filter(|(at, _)| *at != own);
            let (rule, is) = match holds {
                Holds::Sums(_) => (sum_mismatch::RULE.name, "ほかの表から求めた値"),
                Holds::Counts => (count_mismatch::RULE.name, "ほかの表の行の数"),
            };
            Claim {
                rule,
                is,
                adds: true,
                instances: instances
                    .iter()
                    .cloned()
                    .chain(others.flat_map(|(_, (_, instances))| instances.iter().map(Instance::as_witness)))
                    .collect(),
                prior: LABEL - cost,
                has_sure_ends: true,
                witnesses: 1,
                is_said: false,
            }
        })
        .map(|mut claim| {
            claim.count_repeats_once(numbers);
            claim
        })
        .collect()
}

/// The values of some rows in one column together.
fn sum(table: &Frame, rows: &[usize], column: usize, numbers: &Numbers) -> Option<Sum> {
    let value = |row: &usize| {
        let id = table.rows[*row].figures.get(column).copied().flatten()?;
        Some((id, numbers.of_id(id)?))
    };
    // A row without a value adds nothing.
    Sum::of_all(rows.iter().filter_map(value))
}

/// A figure as the number of rows.
fn counted((target, number): (Id, Number), rows: usize) -> Option<Instance> {
    let due = i128::try_from(rows)
        .ok()
        .filter(|rows| *rows > 0)?
        .checked_mul(MICRO)?;
    let outcome = Outcome::exact(number.value == due);
    let counts = number.class == Class::Number && number.step == MICRO;
    counts.then(|| Instance::of((target, number), Vec::new(), due, (outcome, Room::None)))
}
