//! A table as a sentence speaks of it: what its figures may be of the lines that are named.
//!
//! Not here: which tables a sentence speaks of (the file above).

use std::collections::{HashMap, HashSet};

use super::names::Named;
use super::reading::{Reading, Relation};
use super::tables::Tables;
use super::{Said, Sentence};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::recognise::frame::{Lines, Name};
use crate::check::figures::recognise::number::{Bits, Class, Numbers, log2};
use crate::check::figures::recognise::schema::again::{Sum, again, in_percent};
use crate::check::figures::recognise::schema::{Instance, LABEL, Outcome};
use crate::labels::Kind;

/// What it says that a sentence names several lines of a table.
const SEVERAL: Bits = 800;
/// What it says that it names one line and one column, and speaks of no other time or state.
const ONE_CELL: Bits = 500;
/// What it costs at most that of all places the total is meant.
const A_TOTAL: Bits = 100;
/// Figures of fewer digits are a slip away from too many others.
const LONG: u32 = 3;
/// What it costs that a table has no line for the total, and its parts are added.
const ADDED_UP: Bits = 200;
/// More lines without a total are not added up.
const MOST_ADDED: usize = 60;
/// At most so many columns are asked.
const MOST_COLUMNS: usize = 40;

/// A table as a sentence speaks of it.
pub(super) struct Table<'a> {
    of: Lines<'a>,
    numbers: &'a Numbers,
    /// The totals that a figure is known to be a part of.
    wholes: &'a HashMap<Id, Vec<Id>>,
    said: &'a [Said],
    /// For each figure, the lines that it is about; none where it is about all of them.
    groups: Vec<Vec<usize>>,
    /// Its lines that are a total of the others, and what it costs that there is none.
    total: (Vec<usize>, Bits),
    /// The places that the sentence names, and those that the words in front of each figure name.
    places: Vec<usize>,
    own_places: Vec<Vec<usize>>,
    /// The fiscal years that its lines are called by.
    years: &'a HashSet<i16>,
    /// Whether the sentence may speak of another time or state.
    is_of_another_time: bool,
}

impl<'a> Table<'a> {
    pub(super) fn of(
        sentence: &'a Sentence,
        (frame, is_column): (usize, bool),
        of: Lines<'a>,
        all: &'a Tables<'a>,
        numbers: &'a Numbers,
    ) -> Self {
        let lines = |names: &[Named], is_column: bool| -> Vec<usize> {
            let own = names
                .iter()
                .filter(|name| name.frame == frame && name.is_column == is_column);
            own.map(|name| name.at).collect()
        };
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for said in &sentence.said {
            let own = lines(&said.names, is_column);
            let group = match groups.last() {
                _ if said.is_whole => Vec::new(),
                Some(before) if own.is_empty() => before.clone(),
                _ => own,
            };
            groups.push(group);
        }
        let totals = || {
            (0..of.count()).filter_map(|at| match of.kind(at) {
                Kind::Total(rank) => Some((rank, at)),
                _ => None,
            })
        };
        let total = match totals().max() {
            Some((_, at)) => (vec![at], 0),
            None if of.count() > MOST_ADDED => (Vec::new(), 0),
            None => (
                (0..of.count()).filter(|at| of.kind(*at) == Kind::Plain).collect(),
                ADDED_UP,
            ),
        };
        Self {
            of,
            numbers,
            wholes: &all.wholes,
            said: &sentence.said,
            groups,
            total,
            places: lines(&sentence.names, !is_column),
            own_places: (sentence.said.iter())
                .map(|said| lines(&said.names, !is_column))
                .collect(),
            years: &all.years[frame],
            is_of_another_time: sentence.is_of_another_time,
        }
    }

    /// Some lines together; those of no name are the total.
    fn sum(&self, lines: &[usize], place: usize) -> Option<Sum> {
        let lines = if lines.is_empty() { &self.total.0 } else { lines };
        let figure = |line: &usize| {
            let id = self.of.figure(*line, place)?;
            Some((id, self.numbers.of_id(id)?))
        };
        let figures: Option<Vec<_>> = lines.iter().map(figure).collect();
        Sum::of_all(figures?.into_iter())
    }

    /// What some lines together may be a part of.
    fn wholes_of(&self, part: &Sum, place: usize) -> Vec<Sum> {
        let known = |(_, id): &(i128, Id)| self.wholes.get(id).map_or(&[][..], Vec::as_slice);
        let first = part.parts.first().map_or(&[][..], known);
        let is_said = |id: &Id| self.said.iter().any(|said| said.id == *id);
        let is_of_all = |whole: &Id| part.parts.iter().all(|part| known(part).contains(whole));
        let in_all = first.iter().filter(|whole| is_of_all(whole) && !is_said(whole));
        let of_one = |id: Id| Some(Sum::of(id, self.numbers.of_id(id)?));
        let mut wholes: Vec<Sum> = in_all.take(3).filter_map(|id| of_one(*id)).collect();
        if wholes.is_empty() {
            wholes.extend(self.sum(&[], place));
        }
        wholes.retain(|whole| whole.class == part.class);
        wholes
    }

    /// What the sentence may say of each column, alone and beside another.
    pub(super) fn readings(&self) -> Vec<Reading> {
        let width = self.of.width().min(MOST_COLUMNS);
        let named: Vec<usize> = self
            .places
            .iter()
            .copied()
            .filter(|place| *place < width)
            .collect();
        // What is said beside a year, or of several, may be said of their total.
        let is_total =
            |place: &usize| matches!(self.of.across(*place).map(|name| name.kind), Some(Kind::Total(_)));
        let places: Vec<usize> = match named.len() {
            0 => (0..width).collect(),
            _ => {
                let totals = (0..width).filter(|place| is_total(place) && !named.contains(place));
                named.iter().copied().chain(totals).collect()
            }
        };
        let mut readings = Vec::new();
        for place in &places {
            let mut others: Vec<usize> = named.iter().copied().filter(|other| other != place).collect();
            let beside = [place.checked_sub(1), Some(place + 1)];
            others.extend(beside.into_iter().flatten().filter(|other| *other < width));
            others.sort_unstable();
            others.dedup();
            let tried = places.len() * (1 + others.len());
            let label = if named.contains(place) { LABEL } else { 0 };
            // What is said of all is most likely their total.
            let choice = if is_total(place) {
                log2(places.len()).min(A_TOTAL)
            } else {
                log2(places.len())
            };
            readings.extend(self.reading(*place, None, label - choice));
            for other in others {
                readings.extend(self.reading(*place, Some(other), label - log2(tried)));
            }
        }
        readings.extend(self.cell_by_cell());
        readings
    }

    /// Each figure as the value of a cell that its own words point at: 55人が退職し、採用は41人, in the line of the total;
    /// 令和10年度末には479人, in that of the year. What no words point at may stand in any place, which costs as much.
    fn cell_by_cell(&self) -> Option<Reading> {
        let every: Vec<usize> = (0..self.of.width().min(MOST_COLUMNS)).collect();
        let tells = |at: &usize| {
            self.of
                .across(*at)
                .is_some_and(|name| tells_changes(&name.folded))
        };
        let changes: Vec<usize> = every.iter().copied().filter(tells).collect();
        let (mut found, mut is_named) = (Vec::new(), false);
        for ((said, group), own) in self.said.iter().zip(&self.groups).zip(&self.own_places) {
            let places = match own.is_empty() {
                _ if said.is_change && !changes.is_empty() => &changes,
                true => &every,
                false => own,
            };
            is_named |= !own.is_empty() || !group.is_empty();
            if said.each.is_some() || self.is_of_other_years(said) {
                continue;
            }
            // A year that names nothing of the table is another one.
            let named = own
                .iter()
                .filter_map(|place| self.of.across(*place))
                .filter_map(Name::year);
            let mut named = named.chain(group.iter().filter_map(|line| self.of.name(*line).year()));
            if !said.years.is_empty() && !named.any(|year| said.years.contains(&year)) {
                continue;
            }
            // What is said of several lines is their sum in other readings.
            let lines = if group.len() > 1 {
                continue;
            } else {
                [&group[..], &[]]
            };
            let lines = &lines[..if group.is_empty() { 1 } else { 2 }];
            let is_meant = |place: &&usize| !self.is_of_another_year(said, **place);
            let cells: Vec<(Relation, Instance)> = places
                .iter()
                .filter(is_meant)
                .flat_map(|place| lines.iter().map(move |line| (*line, *place)))
                .filter_map(|(line, place)| self.cell(said, line, place))
                .collect();
            // Shorter figures are a slip away from too many others, and of no cell in particular.
            let is_sure = cells.len() == 1 || said.number.digits() >= LONG;
            let cost = log2(cells.len());
            let near = cells
                .iter()
                .filter(|(_, cell)| cell.outcome == Outcome::Fails && cell.near > 0);
            let may_fail = is_sure && near.count() == 1 && !said.is_of_another_time;
            let best = cells
                .into_iter()
                .filter(|(_, cell)| match cell.outcome {
                    Outcome::Holds => true,
                    Outcome::Rounded => false,
                    Outcome::Fails => may_fail && cell.near > 0,
                })
                .max_by_key(|(_, cell)| (cell.outcome == Outcome::Holds, cell.bits));
            let best = best.map(|(relation, cell)| (relation, cell.less(cost)));
            found.extend(best.map(|(relation, cell)| match is_sure {
                true => (relation, cell),
                false => (relation, cell.as_witness()),
            }));
        }
        let held = found
            .iter()
            .filter(|(_, cell)| cell.outcome != Outcome::Fails)
            .count();
        (is_named && held >= 2).then_some(Reading {
            found,
            prior: LABEL,
            witnesses: 1,
        })
    }

    /// What a cell says of a figure: its value, or how much more or less it is where both tell of a change.
    fn cell(&self, said: &Said, line: &[usize], place: usize) -> Option<(Relation, Instance)> {
        let own = self.sum(line, place).filter(|own| own.parts.len() == 1)?;
        if is_counted_apart(said, &own) {
            return None;
        }
        let names = line
            .iter()
            .map(|line| self.of.name(*line))
            .chain(self.of.across(place));
        let is_of_change = names.into_iter().any(|name| tells_changes(&name.folded));
        if said.is_change != is_of_change {
            return None;
        }
        let own = match (said.number.class, own.class) {
            (Class::Percent, Class::Number) if own.has_decimals() => own.into_percent(),
            _ => own,
        };
        let own = if said.is_change {
            own.towards(said.number.value)?
        } else {
            own
        };
        Some((Relation::Again, again((said.id, said.number), &own)?))
    }

    fn reading(&self, place: usize, other: Option<usize>, prior: Bits) -> Option<Reading> {
        let mut found: Vec<(Relation, Instance)> = Vec::new();
        let (mut most_named, mut is_of_all) = (0, false);
        for (said, group) in self.said.iter().zip(&self.groups) {
            let Some((relation, instance)) = self.best(said, group, place, other) else {
                continue;
            };
            most_named = most_named.max(group.len());
            is_of_all |= group.is_empty() || relation == Relation::Share;
            found.push((relation, instance));
        }
        // That something is nearly a difference or a share says nothing, unless something else is what it should be.
        if found
            .iter()
            .all(|(_, instance)| instance.outcome == Outcome::Fails)
        {
            found.retain(|(relation, _)| matches!(relation, Relation::Again | Relation::Sum));
        }
        if found.is_empty() {
            return None;
        }
        let is_meant = most_named > 0 || self.places.contains(&place);
        let label = match most_named {
            0 => 0,
            1 => LABEL,
            _ => SEVERAL,
        };
        let is_long = |(said, _): &(&Said, &Vec<usize>)| said.number.digits() >= LONG;
        let is_one_cell = most_named == 1
            && self.places.contains(&place)
            && other.is_none()
            && !self.is_of_another_time
            && self.said.iter().zip(&self.groups).all(|both| is_long(&both));
        let label = label + Bits::from(is_one_cell) * ONE_CELL;
        let all = if is_of_all { self.total.1 } else { 0 };
        Some(Reading {
            found,
            prior: prior + label - all,
            // A figure alone that is nearly the total of some column is most likely something else.
            witnesses: usize::from(!is_meant),
        })
    }

    /// Whether a figure is said of years of which the table has none, though it is one of years.
    fn is_of_other_years(&self, said: &Said) -> bool {
        let is_there = |year: &i16| self.years.contains(year);
        self.years.len() >= 2 && !said.years.is_empty() && !said.years.iter().any(is_there)
    }

    /// Whether a figure is said of other years than a place is called by.
    fn is_of_another_year(&self, said: &Said, place: usize) -> bool {
        let year = self.of.across(place).and_then(Name::year);
        year.is_some_and(|year| !said.years.is_empty() && !said.years.contains(&year))
    }

    /// What a figure most likely is: what it agrees with, or else what it is a slip away from.
    fn best(
        &self,
        said: &Said,
        group: &[usize],
        place: usize,
        other: Option<usize>,
    ) -> Option<(Relation, Instance)> {
        let rank = |instance: &Instance| match instance.outcome {
            Outcome::Holds => (2, instance.bits),
            Outcome::Rounded => (1, instance.bits),
            Outcome::Fails => (0, instance.near),
        };
        let is_elsewhere = self.is_of_another_year(said, place)
            && other.is_none_or(|other| self.is_of_another_year(said, other));
        if self.is_of_other_years(said) || is_elsewhere {
            return None;
        }
        let all = self.instances(said, group, place, other);
        let tells_changes = group
            .iter()
            .any(|line| tells_changes(&self.of.name(*line).folded))
            || self
                .of
                .across(place)
                .is_some_and(|name| tells_changes(&name.folded));
        let cost = log2(all.len());
        let (relation, best) = all
            .into_iter()
            .filter(|(relation, instance)| {
                // What another figure of the sentence says is not what this one should say.
                let is_said = |other: &Said| other.id != said.id && other.number.value == instance.due;
                let is_value = matches!(relation, Relation::Again | Relation::Sum);
                let is_no_value = is_value && said.is_change && !tells_changes;
                !(is_no_value || self.said.iter().any(is_said))
                    && (instance.outcome != Outcome::Fails || instance.near > 0)
            })
            .max_by_key(|(relation, instance)| (rank(instance), std::cmp::Reverse(*relation)))?;
        let instance = best.less(cost);
        // 前年度の収納率 is nearly the one of this year.
        let may_fail = instance.near > 0 && !(relation == Relation::Again && said.is_of_another_time);
        (instance.outcome != Outcome::Fails || may_fail).then_some((relation, instance))
    }

    fn instances(
        &self,
        said: &Said,
        group: &[usize],
        place: usize,
        other: Option<usize>,
    ) -> Vec<(Relation, Instance)> {
        let Some(own) = self.sum(group, place) else {
            return Vec::new();
        };
        let other = other
            .and_then(|other| self.sum(group, other))
            .filter(|other| other.class == own.class);
        let mut found = Vec::new();
        if let Some(each) = &said.each {
            let quotients = each.made_of(&own).map(|instance| (Relation::Mean, instance));
            found.extend(quotients);
            return found;
        }
        if said.number.class == Class::Percent {
            let target = (said.id, said.number);
            // A column of rates may leave the mark of percent to its head.
            let is_bare_rate = own.class == Class::Number && own.parts.len() == 1 && own.has_decimals();
            if own.class == Class::Percent || is_bare_rate {
                let own = own.into_percent();
                found.extend(again((said.id, said.number), &own).map(|instance| (Relation::Again, instance)));
                return found;
            }
            if !group.is_empty() {
                let wholes = self.wholes_of(&own, place);
                let shares = wholes
                    .iter()
                    .filter_map(|whole| in_percent(target, (&own, own.term), whole));
                found.extend(shares.map(|share| (Relation::Share, share)));
            }
            if let Some(other) = &other {
                found.extend(in_percent(target, (&own, own.term), other).map(|i| (Relation::Ratio, i)));
                let change = own.term.minus(other.term).filter(|change| change.value() != 0);
                let change = change.map(|change| change.towards(said.number.value));
                found.extend(
                    change
                        .and_then(|c| in_percent(target, (&own, c), other))
                        .map(|i| (Relation::Change, i)),
                );
            }
            return found;
        }
        // 25人 is no rate of 25.4.
        if is_counted_apart(said, &own) {
            return found;
        }
        let relation = if own.parts.len() > 1 {
            Relation::Sum
        } else {
            Relation::Again
        };
        found.extend(again((said.id, said.number), &own).map(|instance| (relation, instance)));
        if let Some(other) = other
            && let Some(difference) = own.less(&other, said.number.value)
        {
            found.extend(
                again((said.id, said.number), &difference).map(|instance| (Relation::Difference, instance)),
            );
        }
        found
    }
}

/// Whether a whole number stands beside one with decimals, which counts something else.
fn is_counted_apart(said: &Said, own: &Sum) -> bool {
    said.number.class == Class::Number && said.number.is_whole() && own.has_decimals()
}

/// Whether what is called so is itself how much something changed: 縮減面積, 増減.
fn tells_changes(name: &str) -> bool {
    name.contains(['減', '増', '差'])
}
