//! Rules → frames: rules that touch each other, with the positions at which they part rows and columns.

use crate::Fault;
use crate::budget::Budget;
use crate::glyph::{Area, Rule, Sheet};

/// Rules that are so near to each other are one, in points: double rules, the two sides of a border.
const SAME: f32 = 2.6;
/// A rule may have gaps of so many points: dashes.
const GAP: f32 = 3.2;
/// Shorter rules part nothing, in points.
const SHORTEST: f32 = 5.0;
/// More pairs of rules than this are a drawing.
const MOST_PAIRS: usize = 20_000_000;
/// A frame of more rules than this on one side is a drawing.
const MOST_SIDES: usize = 1_000;

/// Rules that touch each other.
#[derive(Debug)]
pub(super) struct Frame {
    /// Where columns begin and end.
    pub(super) columns: Vec<f32>,
    /// Where rows begin and end.
    pub(super) rows: Vec<f32>,
    pub(super) across: Vec<Rule>,
    pub(super) down: Vec<Rule>,
}

impl Frame {
    pub(super) fn area(&self) -> Area {
        Area {
            left: self.columns[0],
            top: self.rows[0],
            right: self.columns[self.columns.len() - 1],
            bottom: self.rows[self.rows.len() - 1],
        }
    }
}

/// The frames of a sheet that have at least two cells.
pub(super) fn frames(sheet: &Sheet, budget: &Budget) -> Result<Vec<Frame>, Fault> {
    let (across, down) = (whole(&sheet.across), whole(&sheet.down));
    let Some(groups) = touching(&across, &down, budget)? else {
        return Ok(Vec::new());
    };
    Ok(groups.into_iter().filter_map(|(a, d)| frame(a, d)).collect())
}

/// Rules in whole: parts that lie on one line and touch are one.
fn whole(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted = rules.to_vec();
    sorted.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out = Vec::new();
    let mut start = 0;
    for end in 1..=sorted.len() {
        let goes_on = sorted
            .get(end)
            .is_some_and(|rule| rule.at - sorted[end - 1].at <= 1.0 && rule.at - sorted[start].at <= 2.0);
        if goes_on {
            continue;
        }
        let mut line: Vec<Rule> = sorted[start..end].to_vec();
        line.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut joined: Vec<Rule> = Vec::new();
        for rule in line {
            match joined.last_mut().filter(|last| rule.from - last.to <= GAP) {
                Some(last) => last.to = last.to.max(rule.to),
                None => joined.push(rule),
            }
        }
        out.extend(joined.into_iter().filter(|rule| rule.to - rule.from >= SHORTEST));
        start = end;
    }
    out
}

type Groups = Vec<(Vec<Rule>, Vec<Rule>)>;

/// Rules in groups that touch; none where there are so many that the page is a drawing.
fn touching(across: &[Rule], down: &[Rule], budget: &Budget) -> Result<Option<Groups>, Fault> {
    let mut parents: Vec<usize> = (0..across.len() + down.len()).collect();
    let mut pairs = 0;
    for (i, rule) in across.iter().enumerate() {
        // Both lists are in order of their position.
        let from = down.partition_point(|d| d.at < rule.from - SAME);
        for (j, other) in down[from..]
            .iter()
            .enumerate()
            .take_while(|(_, d)| d.at <= rule.to + SAME)
        {
            pairs += 1;
            if rule.at >= other.from - SAME && rule.at <= other.to + SAME {
                let (a, b) = (root(&mut parents, i), root(&mut parents, across.len() + from + j));
                parents[a] = b;
            }
        }
        if pairs > MOST_PAIRS {
            return Ok(None);
        }
        budget.in_time()?;
    }
    let mut groups: std::collections::BTreeMap<usize, (Vec<Rule>, Vec<Rule>)> = Default::default();
    for (i, rule) in across.iter().enumerate() {
        groups.entry(root(&mut parents, i)).or_default().0.push(*rule);
    }
    for (j, rule) in down.iter().enumerate() {
        groups
            .entry(root(&mut parents, across.len() + j))
            .or_default()
            .1
            .push(*rule);
    }
    Ok(Some(groups.into_values().collect()))
}

fn root(parents: &mut [usize], mut of: usize) -> usize {
    while parents[of] != of {
        parents[of] = parents[parents[of]];
        of = parents[of];
    }
    of
}

fn frame(across: Vec<Rule>, down: Vec<Rule>) -> Option<Frame> {
    if across.is_empty() || down.is_empty() {
        return None;
    }
    let columns = positions(&down, &across);
    let rows = positions(&across, &down);
    let cells = (columns.len() - 1) * (rows.len() - 1);
    let is_drawing = columns.len() > MOST_SIDES || rows.len() > MOST_SIDES;
    (cells >= 2 && !is_drawing).then_some(Frame {
        columns,
        rows,
        across,
        down,
    })
}

/// Where rules stand, and where those that cross them end: the sides of a table are often open.
fn positions(rules: &[Rule], crossing: &[Rule]) -> Vec<f32> {
    let mut at: Vec<f32> = rules.iter().map(|rule| rule.at).collect();
    let least = crossing.iter().map(|rule| rule.from).fold(f32::MAX, f32::min);
    let most = crossing.iter().map(|rule| rule.to).fold(f32::MIN, f32::max);
    at.sort_by(f32::total_cmp);
    if at.first().is_none_or(|first| first - least > 2.0 * SAME) {
        at.insert(0, least);
    }
    if at.last().is_none_or(|last| most - last > 2.0 * SAME) {
        at.push(most);
    }
    let mut out: Vec<f32> = Vec::new();
    for at in at {
        if out.last().is_none_or(|last| at - last > SAME) {
            out.push(at);
        }
    }
    out
}

/// Which of the steps between positions a rule goes along.
pub(super) fn steps(positions: &[f32], rule: &Rule) -> std::ops::Range<usize> {
    let covers = |i: usize| {
        let (from, to) = (positions[i], positions[i + 1]);
        rule.to.min(to) - rule.from.max(from) >= 0.6 * (to - from)
    };
    let mut from = positions.partition_point(|at| *at <= rule.from).saturating_sub(1);
    let mut to = positions
        .partition_point(|at| *at < rule.to)
        .min(positions.len() - 1);
    while from < to && !covers(from) {
        from += 1;
    }
    while from < to && !covers(to - 1) {
        to -= 1;
    }
    from..to
}

/// The position that a rule stands at.
pub(super) fn nearest(positions: &[f32], at: f32) -> Option<usize> {
    let behind = positions.partition_point(|position| *position < at);
    [behind.checked_sub(1), Some(behind)]
        .into_iter()
        .flatten()
        .filter(|i| {
            positions
                .get(*i)
                .is_some_and(|position| (position - at).abs() <= SAME)
        })
        .min_by(|a, b| (positions[*a] - at).abs().total_cmp(&(positions[*b] - at).abs()))
}
