//! Tables that count what a document lists: how many items of each group have each grade, what they cost together.
//!
//! The columns of such a table are called by what stands in one place of each listed row, its lines by the heading
//! above the rows, by another word of them or by the column in which they have it. All its figures together prove
//! that it counts these rows. Not here: tables that sum up another one by one name (`grouped`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::again::{Sum, again};
use super::{Claim, Instance, LABEL, Outcome, Room};
use crate::check::figures::engine::ledger::{Id, MICRO};
use crate::check::figures::model::listed::{Listed, MOST_LISTED};
use crate::check::figures::model::sheet::Sheets;
use crate::check::figures::recognise::frame::{Frame, Lines, Name};
use crate::check::figures::recognise::number::{Bits, Class, Number, Numbers, log2};
use crate::check::figures::{count_mismatch, sum_mismatch};
use crate::labels::Kind;
use crate::labels::brackets::plain;
use crate::text::alike::letters;

/// A table of counts has no more lines and columns.
const MOST_LINES: usize = 60;
const MOST_COLUMNS: usize = 16;
/// So many ways of counting are tried for one table.
const MOST_WAYS: usize = 32;
/// So many places of the rows are looked at for the classes.
const MOST_TALLIES: usize = 8;
/// So many figures other than 0 must be what is counted.
const LEAST: usize = 3;
/// At most one figure in so many may be something else.
const SELDOM: usize = 10;

/// A place of listed rows, from the first word on or from the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum At {
    Start(usize),
    End(usize),
}

impl At {
    fn both(column: usize, width: usize) -> [Self; 2] {
        [Self::Start(column), Self::End(width.saturating_sub(column + 1))]
    }

    fn in_row(self, of: &Listed) -> Option<&str> {
        let column = match self {
            Self::Start(column) => column,
            Self::End(behind) => of.width.checked_sub(behind + 1)?,
        };
        let word = of.words.iter().find(|(at, _)| *at == column);
        word.map(|(_, word)| word.as_str())
    }
}

/// For each line and each place of a table the listed rows that it may count.
type Members = Vec<Vec<Vec<usize>>>;

/// Adds what tables of counts claim of what is listed.
pub(in crate::check::figures::recognise) fn claims(
    all: &Sheets,
    frames: &[Frame],
    numbers: &Numbers,
    found: &mut Vec<Claim>,
) {
    if all.listed.is_empty() || all.listed.len() > MOST_LISTED {
        return;
    }
    let words = Words::of(&all.listed);
    for frame in frames.iter().filter(|frame| !frame.is_told) {
        for are_columns in [false, true] {
            let lines = Lines { frame, are_columns };
            let fits =
                (1..=MOST_LINES).contains(&lines.count()) && (2..=MOST_COLUMNS).contains(&lines.width());
            if fits && let Some(table) = Table::of(lines, &all.listed, &words) {
                found.extend(table.claim(all, numbers));
                found.extend(table.claims_of_lines(numbers));
            }
        }
    }
}

/// Where listed rows say what.
struct Words<'a> {
    /// Row and place of each word.
    places: HashMap<&'a str, Vec<(usize, usize)>>,
    /// The same by its letters alone.
    by_letters: HashMap<String, Vec<(usize, usize)>>,
    /// The rows that are a heading.
    heads: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Words<'a> {
    fn of(listed: &'a [Listed]) -> Self {
        let mut all = Self {
            places: HashMap::new(),
            by_letters: HashMap::new(),
            heads: HashMap::new(),
        };
        for (row, listed) in listed.iter().enumerate() {
            for (column, word) in &listed.words {
                all.places.entry(word).or_default().push((row, *column));
                all.by_letters
                    .entry(letters(word))
                    .or_default()
                    .push((row, *column));
            }
            for head in &listed.heads {
                all.heads.entry(head).or_default().push(row);
            }
        }
        all
    }
}

/// A table that may count rows.
struct Table<'a> {
    lines: Lines<'a>,
    listed: &'a [Listed],
    /// For each place its class.
    classes: Vec<Option<String>>,
    /// What each line may be called, in letters.
    names: Vec<Vec<String>>,
    /// For each place of listed rows those that have a class there, and which.
    tallies: Vec<(At, BTreeMap<usize, usize>)>,
    /// The headings that are called as a line is, in order, and which.
    headings: BTreeMap<usize, usize>,
    /// For each place of listed rows those that say the name of a line there, and of which.
    named: BTreeMap<At, HashMap<usize, usize>>,
}

impl<'a> Table<'a> {
    /// None where no rows are classed as its columns are called.
    fn of(lines: Lines<'a>, listed: &'a [Listed], words: &Words<'_>) -> Option<Self> {
        let class = |place: usize| {
            let name = lines.across(place)?;
            let word = plain(&name.folded);
            let is_class = !word.is_empty() && !word.chars().all(|c| c.is_ascii_digit());
            (is_class && words.places.contains_key(word.as_str())).then_some(word)
        };
        let classes: Vec<Option<String>> = (0..lines.width()).map(class).collect();
        let distinct: HashSet<&String> = classes.iter().flatten().collect();
        if distinct.len() < 2 || distinct.len() < classes.iter().flatten().count() {
            return None;
        }
        let ids = || lines.frame.figures();
        let (first, last) = (ids().min()?, ids().max()?);
        let is_own = |row: usize| {
            listed[row]
                .figures
                .iter()
                .any(|(_, id)| (first..=last).contains(id))
        };
        let is_head = |row: usize| {
            let words = || listed[row].words.iter().map(|(_, word)| word);
            distinct.iter().all(|class| words().any(|word| word == *class))
        };
        let mut tallies: BTreeMap<At, BTreeMap<usize, usize>> = BTreeMap::new();
        for (place, class) in classes.iter().enumerate() {
            let rows = class
                .iter()
                .filter_map(|class| words.places.get(class.as_str()))
                .flatten();
            for (row, column) in rows.filter(|(row, _)| !is_own(*row) && !is_head(*row)) {
                for at in At::both(*column, listed[*row].width) {
                    tallies.entry(at).or_default().insert(*row, place);
                }
            }
        }
        let mut tallies: Vec<(At, BTreeMap<usize, usize>)> = tallies
            .into_iter()
            .filter(|(_, rows)| rows.len() > LEAST && rows.values().collect::<HashSet<_>>().len() >= 2)
            .collect();
        tallies.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
        tallies.dedup_by(|one, other| one.1 == other.1);
        tallies.truncate(MOST_TALLIES);
        if tallies.is_empty() {
            return None;
        }
        let names: Vec<Vec<String>> = (0..lines.count()).map(|line| names(lines.name(line))).collect();
        let mut headings = BTreeMap::new();
        let mut named: BTreeMap<At, HashMap<usize, usize>> = BTreeMap::new();
        // The first of two lines of one name is meant.
        for (line, name) in names
            .iter()
            .enumerate()
            .rev()
            .flat_map(|(line, names)| names.iter().map(move |name| (line, name)))
        {
            for row in words.heads.get(name.as_str()).into_iter().flatten() {
                headings.insert(*row, line);
            }
            for (row, column) in words.by_letters.get(name).into_iter().flatten() {
                for at in At::both(*column, listed[*row].width) {
                    named.entry(at).or_default().insert(*row, line);
                }
            }
        }
        Some(Self {
            lines,
            listed,
            classes,
            names,
            tallies,
            headings,
            named,
        })
    }

    fn is_total(&self, line: usize) -> bool {
        matches!(self.lines.kind(line), Kind::Total(_))
    }

    /// The rows that have a class, by the lines that they belong to; a total has all of them.
    fn members(&self, rows: impl Iterator<Item = (usize, usize, Option<usize>)>) -> Members {
        let mut members = vec![vec![Vec::new(); self.lines.width()]; self.lines.count()];
        let totals: Vec<usize> = (0..self.lines.count())
            .filter(|line| self.is_total(*line))
            .collect();
        for (row, place, line) in rows {
            for line in line.into_iter().chain(totals.iter().copied()) {
                members[line][place].push(row);
            }
        }
        members
    }

    /// The ways in which rows may belong to lines: by the heading above them, by a word of their own, by columns.
    fn ways(&self, all: &Sheets) -> Vec<Members> {
        let mut ways: Vec<Members> = self.by_columns(all).into_iter().collect();
        for (at, rows) in &self.tallies {
            let heading = |row: usize| self.headings.range(..row).next_back().map(|(_, line)| *line);
            ways.push(self.members(rows.iter().map(|(row, place)| (*row, *place, heading(*row)))));
            let others = self.named.iter().filter(|(other, _)| *other != at);
            ways.extend(others.filter_map(|(_, named)| {
                let met: HashSet<&usize> = rows.keys().filter_map(|row| named.get(row)).collect();
                let line = |row: usize| named.get(&row).copied();
                (met.len() >= 2)
                    .then(|| self.members(rows.iter().map(|(row, place)| (*row, *place, line(*row)))))
            }));
        }
        ways.retain(|members| members.iter().flatten().any(|rows| !rows.is_empty()));
        ways.truncate(MOST_WAYS);
        ways
    }

    /// Lines that are called as columns of the list are: each counts the classes in its own.
    fn by_columns(&self, all: &Sheets) -> Option<Members> {
        let (_, rows) = self.tallies.first()?;
        let sheet = rows.keys().find_map(|row| self.listed[*row].sheet)?;
        let heads: Vec<String> = all.sheets.get(sheet)?.heads().map(letters).collect();
        let is_called = |name: &String, head: &String| {
            head.chars().count() >= 2 && (name.starts_with(head.as_str()) || head.starts_with(name.as_str()))
        };
        let column = |line: usize| {
            let mut found = (0..heads.len()).filter(|column| {
                self.names[line]
                    .iter()
                    .any(|name| is_called(name, &heads[*column]))
            });
            found.next().filter(|_| found.next().is_none())
        };
        let columns: Vec<(usize, usize)> = (0..self.lines.count())
            .filter_map(|line| Some((line, column(line)?)))
            .collect();
        let place = |row: usize, column: usize| {
            let word = At::Start(column).in_row(&self.listed[row])?;
            self.classes
                .iter()
                .position(|class| class.as_deref() == Some(word))
        };
        let of_sheet = (0..self.listed.len()).filter(|row| self.listed[*row].sheet == Some(sheet));
        let cells = of_sheet.flat_map(|row| {
            let cell = move |(line, column): &(usize, usize)| Some((row, place(row, *column)?, Some(*line)));
            columns.iter().filter_map(cell).collect::<Vec<_>>()
        });
        (columns.len() >= 2).then(|| self.members(cells))
    }

    /// The instances of a way of counting, or of adding what stands in one place of the rows.
    fn instances(&self, members: &Members, of: Option<usize>, numbers: &Numbers) -> Vec<Instance> {
        let at = |line: usize, place: usize| -> Option<Instance> {
            let id = self.lines.figure(line, place)?;
            let target = (id, numbers.of_id(id)?);
            let rows = &members[line][place];
            match of {
                None => counted(target, rows.len()),
                Some(column) => {
                    let value = |row: &usize| {
                        let (_, id) = self.listed[*row].figures.iter().find(|(at, _)| *at == column)?;
                        Some((*id, numbers.of_id(*id)?))
                    };
                    again(target, &Sum::of_all(rows.iter().filter_map(value))?)
                }
            }
        };
        let is_tallied = |place: &usize| members.iter().any(|places| !places[*place].is_empty());
        let is_grouped = |line: &usize| members[*line].iter().any(|rows| !rows.is_empty());
        let lines = (0..self.lines.count()).filter(is_grouped);
        lines
            .flat_map(|line| {
                let places = (0..self.lines.width()).filter(is_tallied);
                places
                    .filter_map(move |place| at(line, place))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// What lines say each for itself of all listed rows by their classes: how many there are, and what one place of
    /// them adds up to.
    fn claims_of_lines(&self, numbers: &Numbers) -> Vec<Claim> {
        let lines =
            (0..self.lines.count()).filter(|line| !self.is_total(*line) && !self.tells_of_groups(*line));
        lines
            .filter_map(|line| self.claim_of_line(line, numbers))
            .collect()
    }

    /// Whether the rows that a line counts are those that are called as it is.
    fn tells_of_groups(&self, line: usize) -> bool {
        let is_named = self
            .named
            .values()
            .any(|rows| rows.values().any(|named| *named == line));
        is_named || self.headings.values().any(|headed| *headed == line)
    }

    fn claim_of_line(&self, line: usize, numbers: &Numbers) -> Option<Claim> {
        let mut tried = 0;
        let mut fitting: Vec<(Option<usize>, Vec<Instance>)> = Vec::new();
        for (_, rows) in &self.tallies {
            let mut members = vec![vec![Vec::new(); self.lines.width()]; self.lines.count()];
            for (row, place) in rows {
                members[line][*place].push(*row);
            }
            let columns: BTreeSet<usize> = rows
                .keys()
                .flat_map(|row| self.listed[*row].figures.iter().map(|(column, _)| *column))
                .collect();
            let of = std::iter::once(None).chain(columns.into_iter().take(MOST_COLUMNS).map(Some));
            for of in of {
                tried += 1;
                let instances = self.instances(&members, of, numbers);
                if fits(&instances) {
                    fitting.push((of, instances));
                }
            }
        }
        let says = |instances: &[Instance]| instances.iter().map(Instance::says).sum::<Bits>();
        let (of, instances) = fitting.into_iter().max_by_key(|(_, instances)| says(instances))?;
        let (rule, is) = counted_by(of);
        let claim = Claim::of(rule, is, true, LABEL - log2(tried), instances)?;
        Some(claim.of_whole_lines(LEAST - 1, numbers))
    }

    /// What the way says that fits best; none where none fits nearly everywhere.
    fn claim(&self, all: &Sheets, numbers: &Numbers) -> Option<Claim> {
        let ways = self.ways(all);
        let columns: HashSet<usize> = (ways.iter().flatten().flatten().flatten())
            .flat_map(|row| self.listed[*row].figures.iter().map(|(column, _)| *column))
            .collect();
        let mut columns: Vec<usize> = columns.into_iter().collect();
        columns.sort_unstable();
        columns.truncate(MOST_COLUMNS);
        let tried = ways.len() * (columns.len() + 1);
        let of = || std::iter::once(None).chain(columns.iter().copied().map(Some));
        let all = ways.iter().flat_map(|members| of().map(move |of| (members, of)));
        let all = all.map(|(members, of)| (of, self.instances(members, of, numbers)));
        let fitting: Vec<(Option<usize>, Vec<Instance>)> =
            all.filter(|(_, instances)| fits(instances)).collect();
        let says = |instances: &[Instance]| instances.iter().map(Instance::says).sum::<Bits>();
        let (of, best) = fitting.iter().max_by_key(|(_, instances)| says(instances))?;
        // Where another way that fits makes it something else, one figure cannot say which way is right.
        let others = || {
            fitting
                .iter()
                .filter(|(other, _)| other == of)
                .flat_map(|(_, instances)| instances)
        };
        let is_open =
            |own: &Instance| others().any(|other| other.target == own.target && other.due != own.due);
        let instances = best.iter().map(|own| match is_open(own) {
            true => own.as_witness(),
            false => own.clone(),
        });
        let (rule, is) = counted_by(*of);
        let claim = Claim::of(rule, is, true, LABEL - log2(tried), instances.collect())?;
        Some(claim.of_whole_lines(LEAST - 1, numbers))
    }
}

/// The rule that reports what is counted, or added up, and what it is.
fn counted_by(of: Option<usize>) -> (&'static str, &'static str) {
    match of {
        None => (count_mismatch::RULE.name, "一覧にある数"),
        Some(_) => (sum_mismatch::RULE.name, "一覧にある値の合計"),
    }
}

/// Whether enough of a table is what is counted: one less than is asked of the others of each figure, so that no
/// figure decides about itself.
fn fits(instances: &[Instance]) -> bool {
    let is_something = |instance: &&Instance| instance.due != 0;
    let held = || instances.iter().filter(|i| i.outcome == Outcome::Holds);
    let failed = (instances.len() - held().count()).saturating_sub(1);
    held().filter(is_something).count() + 1 >= LEAST && (failed <= 1 || failed * SELDOM <= instances.len())
}

/// What a line may be called, in letters: its whole name, or the words behind its number.
fn names(of: &Name) -> Vec<String> {
    if !matches!(of.kind, Kind::Plain | Kind::Other) {
        return Vec::new();
    }
    let behind = of.words.get(1..).unwrap_or_default().concat();
    let mut names = vec![letters(&plain(&of.folded)), letters(&behind)];
    names.retain(|name| !name.is_empty() && !name.chars().all(|c| c.is_ascii_digit()));
    names
}

/// A figure as a number of rows, which may be none.
fn counted((target, number): (Id, Number), rows: usize) -> Option<Instance> {
    let due = i128::try_from(rows).ok()?.checked_mul(MICRO)?;
    let outcome = Outcome::exact(number.value == due);
    (number.class == Class::Number && number.step == MICRO).then(|| Instance {
        // That there is none tells little of the others.
        bits: if due == 0 {
            0
        } else {
            Number { value: due, ..number }.bits()
        },
        ..Instance::of((target, number), Vec::new(), due, (outcome, Room::None))
    })
}
