//! Frames with a line that stands elsewhere: the wholes of a list in the text above it, the totals of all columns in
//! a list of their own, the shares of a table's rows in a sentence below it.
//!
//! What is joined is found by names that come again, by order, or by standing right above; whether it belongs there
//! the evidence decides. Not here: frames whose lines stand together (`tables`, `repeats`).

use std::collections::{HashMap, HashSet};

use super::flow::Labelled;
use super::{Frame, Line, Name};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::recognise::number::{Bits, Class, Number, Numbers, log2};
use crate::labels::Kind;
use crate::text::fold;

/// What it costs that a line from elsewhere may belong to a frame.
const JOINED: Bits = 200;
/// Larger frames have their totals beside them.
const MOST_ROWS: usize = 60;
/// So many lists of a document are compared at most.
const MOST_LISTS: usize = 2_000;
/// How many values right above a list may be its whole.
const ABOVE: usize = 4;

/// Values that follow each other, with the words at each.
struct List<'a> {
    values: Vec<(Option<Id>, &'a str)>,
}

/// The lists of a document: the values of each line, and of entries that follow each other, the first, the second …
fn lists<'a>(entries: &'a [Labelled], lines: &'a [Labelled]) -> Vec<List<'a>> {
    let mut found: Vec<List<'a>> = lines
        .iter()
        .filter(|line| line.figures.len() >= 2)
        .map(|line| List {
            values: line
                .figures
                .iter()
                .zip(&line.labels)
                .map(|(id, label)| (*id, label.as_str()))
                .collect(),
        })
        .collect();
    let mut from = 0;
    while from < entries.len() {
        let width = entries[from].figures.len();
        let alike = entries[from..]
            .iter()
            .take_while(|entry| entry.figures.len() == width)
            .count();
        if alike >= 2 {
            found.extend((0..width.min(4)).map(|column| {
                List {
                    values: entries[from..from + alike]
                        .iter()
                        .map(|entry| (entry.figures[column], entry.label.as_str()))
                        .collect(),
                }
            }));
        }
        from += alike;
    }
    found.truncate(MOST_LISTS);
    found
}

/// Frames of others with a line more, from the lists of a document.
pub(super) fn with_a_line_from_elsewhere(
    frames: &[Frame],
    entries: &[Labelled],
    lines: &[Labelled],
    numbers: &Numbers,
) -> Vec<Frame> {
    let lists = lists(entries, lines);
    let index = Index::of(&lists, numbers);
    let mut found = Vec::new();
    for frame in frames {
        let own = frame.figures().collect();
        let (rows, columns) = (frame.rows.len(), frame.columns.len());
        let is_small = |rows: usize, columns: usize| (2..=MOST_ROWS).contains(&rows) && columns >= 2;
        let mut join = |frame: &Frame| {
            found.extend(index.totals(frame, &own, numbers));
            found.extend(index.named(frame, &own));
        };
        if is_small(rows, columns) {
            join(frame);
        }
        if is_small(columns, rows) {
            join(&frame.turned());
        }
    }
    found
}

/// Where the values and the words of the lists stand.
struct Index<'a> {
    lists: &'a [List<'a>],
    values: HashMap<(Class, i128), Vec<(usize, usize)>>,
    names: HashMap<String, Vec<(usize, usize)>>,
}

impl<'a> Index<'a> {
    fn of(lists: &'a [List<'a>], numbers: &Numbers) -> Self {
        let mut values: HashMap<_, Vec<_>> = HashMap::new();
        let mut names: HashMap<_, Vec<_>> = HashMap::new();
        for (at, list) in lists.iter().enumerate() {
            for (place, (id, label)) in list.values.iter().enumerate() {
                if let Some(number) = id.and_then(|id| numbers.of_id(id)).filter(|n| n.value != 0) {
                    values
                        .entry((number.class, number.value))
                        .or_default()
                        .push((at, place));
                }
                for name in keys(label) {
                    names.entry(name).or_default().push((at, place));
                }
            }
        }
        Self { lists, values, names }
    }

    /// The frame with the totals of its columns as a list has them in the same order.
    fn totals(&self, frame: &Frame, own: &HashSet<Id>, numbers: &Numbers) -> Vec<Frame> {
        let parts: Vec<&Line> = parts_of(frame);
        if parts.len() < 2 {
            return Vec::new();
        }
        let mut offsets: HashMap<(usize, isize), usize> = HashMap::new();
        let mut sums: Vec<Option<(Class, i128)>> = vec![None; frame.columns.len()];
        let mut met: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
        for (column, own_sum) in sums.iter_mut().enumerate() {
            let values = parts.iter().filter_map(|row| row.figures[column]);
            let values: Vec<Number> = values.filter_map(|id| numbers.of_id(id)).collect();
            let Some(first) = values.first().filter(|_| values.len() >= 2) else {
                continue;
            };
            let is_one_class = values.iter().all(|number| number.class == first.class);
            let sum = values
                .iter()
                .try_fold(0i128, |sum, number| sum.checked_add(number.value));
            let Some(sum) = sum.filter(|_| is_one_class && first.class != Class::Percent) else {
                continue;
            };
            *own_sum = Some((first.class, sum));
            let places = self.values.get(&(first.class, sum)).into_iter().flatten();
            for (list, place) in places.filter(|(list, place)| {
                self.lists[*list].values[*place]
                    .0
                    .is_some_and(|id| !own.contains(&id))
            }) {
                let offset = (*place).cast_signed() - column.cast_signed();
                *offsets.entry((*list, offset)).or_default() += 1;
                met.entry(*list).or_default().push((column, *place));
            }
        }
        let cost = JOINED + log2(self.lists.len() * frame.columns.len());
        let mut found: Vec<Frame> = self
            .in_another_order(met, &sums, own, numbers)
            .into_iter()
            .map(|figures| extended(frame, &parts, figures, cost + OTHER_ORDER))
            .collect();
        let mut best: Vec<((usize, isize), usize)> =
            offsets.into_iter().filter(|(_, count)| *count >= 2).collect();
        best.sort_unstable_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
        found.extend(best.into_iter().take(2).map(|((list, offset), _)| {
            let value = |column: usize| {
                let place = column.checked_add_signed(offset)?;
                self.lists[list]
                    .values
                    .get(place)?
                    .0
                    .filter(|id| !own.contains(id))
            };
            let figures = (0..frame.columns.len()).map(value).collect();
            extended(frame, &parts, figures, cost)
        }));
        found
    }

    /// For each of the best short lists that have sums of columns in another order than the columns, what it says of which
    /// column; a value that has none is of the column whose sum it is one slip away from.
    fn in_another_order(
        &self,
        met: HashMap<usize, Vec<(usize, usize)>>,
        sums: &[Option<(Class, i128)>],
        own: &HashSet<Id>,
        numbers: &Numbers,
    ) -> Vec<Vec<Option<Id>>> {
        let mut found: Vec<(usize, usize, Vec<Option<Id>>)> = Vec::new();
        for (list, met) in met {
            let values = &self.lists[list].values;
            let is_other = |id: &Id| !own.contains(id);
            let others = values.iter().filter(|(id, _)| id.as_ref().is_some_and(is_other));
            if others.take(LONGEST_REORDERED + 1).count() > LONGEST_REORDERED {
                continue;
            }
            let number = |place: usize| {
                let id = values[place].0.filter(is_other)?;
                Some((id, numbers.of_id(id)?))
            };
            let mut figures: Vec<Option<Id>> = vec![None; sums.len()];
            let mut taken: HashSet<usize> = HashSet::new();
            let mut shifts: HashSet<isize> = HashSet::new();
            for (column, place) in met {
                let told = number(place).filter(|(_, number)| number.digits() >= 2);
                if let Some((id, _)) = told.filter(|_| figures[column].is_none() && !taken.contains(&place)) {
                    figures[column] = Some(id);
                    taken.insert(place);
                    shifts.insert(place.cast_signed() - column.cast_signed());
                }
            }
            if taken.len() < 2 {
                continue;
            }
            for place in (0..values.len()).filter(|place| !taken.contains(place)) {
                let Some((id, number)) = number(place) else {
                    continue;
                };
                let is_near = |column: &usize| {
                    figures[*column].is_none()
                        && sums[*column]
                            .is_some_and(|(class, sum)| class == number.class && number.is_a_slip_from(sum))
                };
                if let Some(column) = (0..sums.len()).find(is_near) {
                    figures[column] = Some(id);
                    shifts.insert(place.cast_signed() - column.cast_signed());
                }
            }
            if shifts.len() > 1 {
                found.push((taken.len(), list, figures));
            }
        }
        found.sort_unstable_by_key(|(met, list, _)| (std::cmp::Reverse(*met), *list));
        found
            .into_iter()
            .take(MOST_REORDERED)
            .map(|(.., figures)| figures)
            .collect()
    }

    /// The frame with what a list says of at least two of its columns by their names.
    fn named(&self, frame: &Frame, own: &HashSet<Id>) -> Vec<Frame> {
        let mut by_list: HashMap<usize, Vec<(usize, Id)>> = HashMap::new();
        let mut seen = HashSet::new();
        for (column, name) in frame.columns.iter().enumerate() {
            let places = keys(&name.folded)
                .into_iter()
                .find_map(|key| Some((self.names.get(&key)?, key)));
            let Some((places, key)) = places.filter(|(places, _)| places.len() <= MOST_PLACES) else {
                continue;
            };
            if !seen.insert(key) {
                continue;
            }
            let elsewhere: Vec<(usize, Id)> = places
                .iter()
                .filter_map(|(list, place)| Some((*list, self.lists[*list].values[*place].0?)))
                .filter(|(_, id)| !own.contains(id))
                .collect();
            for (list, id) in elsewhere.iter().filter(|_| elsewhere.len() <= MOST_ELSEWHERE) {
                let known = by_list.entry(*list).or_default();
                if known.last().is_none_or(|(last, _)| *last != column) {
                    known.push((column, *id));
                }
            }
        }
        let mut by_list: Vec<_> = by_list.into_iter().filter(|(_, met)| met.len() >= 2).collect();
        by_list.sort_unstable_by_key(|(list, met)| (std::cmp::Reverse(met.len()), *list));
        let mut found = Vec::new();
        for (_, met) in by_list.into_iter().take(MOST_NAMED) {
            let mut figures = vec![None; frame.columns.len()];
            met.into_iter()
                .for_each(|(column, id)| figures[column] = Some(id));
            // What names but some of the parts says nothing of their total.
            let is_missing = |(name, figure): (&Name, &Option<Id>)| {
                figure.is_none() && name.kind == Kind::Plain && !name.folded.is_empty()
            };
            let breaks_off = frame.columns.iter().zip(&figures).any(is_missing);
            let mut add = |rows: &[&Line]| {
                let mut frame = extended(frame, rows, figures.clone(), JOINED);
                if let Some(line) = frame.rows.last_mut() {
                    line.name.breaks_off = breaks_off;
                }
                found.push(frame);
            };
            let all: Vec<&Line> = frame.rows.iter().collect();
            add(&all);
            let parts = parts_of(frame);
            if parts.len() >= 2 && parts.len() < all.len() {
                add(&parts);
            }
        }
        found
    }
}

/// What it costs that a list may have the sums of columns in any order; longer lists have none, and so many are tried.
const OTHER_ORDER: Bits = 100;
const LONGEST_REORDERED: usize = 8;
const MOST_REORDERED: usize = 2;
/// A name that comes so often, or so often elsewhere, names nothing in particular.
const MOST_PLACES: usize = 400;
const MOST_ELSEWHERE: usize = 12;
/// So many lists that name the columns of a frame are tried.
const MOST_NAMED: usize = 4;

/// The rows that are no totals of others.
fn parts_of(frame: &Frame) -> Vec<&Line> {
    frame
        .rows
        .iter()
        .filter(|row| {
            !matches!(
                row.name.kind,
                Kind::Total(_) | Kind::Difference | Kind::Rate | Kind::Running
            )
        })
        .collect()
}

fn extended(frame: &Frame, rows: &[&Line], figures: Vec<Option<Id>>, cost: Bits) -> Frame {
    let mut rows: Vec<Line> = rows.iter().map(|row| (*row).clone()).collect();
    rows.push(Line {
        name: Name::none(),
        figures,
    });
    Frame {
        rows,
        columns: frame.columns.clone(),
        is_told: false,
        has_sure_ends: true,
        cost: frame.cost + cost,
    }
}

/// What a figure may be called by its label: the words right before it, and the first ones, without what parts them
/// from the others. A single character is a name where it is a letter of a grade.
fn keys(label: &str) -> Vec<String> {
    let parts =
        |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '、' | '/' | '／' | '(' | '（' | '=' | '＝');
    let mut words = label
        .trim_matches(|c: char| !c.is_alphanumeric() && !is_sign(c))
        .split(parts)
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && !is_sign(c)))
        .filter(|word| {
            word.chars().count() >= 2 || word.chars().all(|c| c.is_ascii_alphabetic() || is_sign(c))
        })
        .map(fold)
        .filter(|word| !word.is_empty());
    let first = words.next();
    let mut keys: Vec<String> = words.next_back().into_iter().chain(first).collect();
    keys.dedup();
    keys
}

/// Whether a character is the sign of a grade.
fn is_sign(c: char) -> bool {
    matches!(c, '◎' | '○' | '〇' | '△' | '▲' | '×' | '●')
}

/// Entries that follow each other, with one of the values right above them in front, which may be their whole.
pub(super) fn with_their_whole_above(entries: &[Labelled], numbers: &Numbers) -> Vec<Frame> {
    let number = |id: Option<Id>| id.and_then(|id| numbers.of_id(id));
    let mut frames = Vec::new();
    let mut from = 0;
    while from < entries.len() {
        let width = entries[from].figures.len();
        let class = |entry: &Labelled| number(entry.figures[0]).map(|n| n.class);
        let fits = |entry: &&Labelled| entry.figures.len() == width && class(entry) == class(&entries[from]);
        let alike = entries[from..].iter().take_while(fits).count();
        // The last line may be a sentence that says one of them again.
        for run in [alike, alike.saturating_sub(1)].map(|length| &entries[from..from + length]) {
            if run.len() < 2 || !(2..=3).contains(&width) {
                continue;
            }
            let above = entries[from.saturating_sub(ABOVE)..from].iter().rev();
            let above = above.flat_map(|entry| entry.figures.iter().rev().flatten().copied());
            let largest = run
                .iter()
                .filter_map(|entry| number(entry.figures[0]))
                .map(|n| n.value)
                .max();
            let may_be_whole = |id: &Id| {
                number(Some(*id)).is_some_and(|n| Some(n.class) == class(&run[0]) && Some(n.value) >= largest)
            };
            for id in above.filter(may_be_whole).take(ABOVE) {
                let mut whole = vec![None; width];
                whole[0] = Some(id);
                let mut rows = vec![Line {
                    name: Name::none(),
                    figures: whole,
                }];
                rows.extend(run.iter().map(|entry| Line {
                    name: Name::of(&entry.label),
                    figures: entry.figures.clone(),
                }));
                frames.push(Frame {
                    rows,
                    columns: vec![Name::none(); width],
                    is_told: false,
                    has_sure_ends: true,
                    cost: JOINED,
                });
            }
        }
        from += alike.max(1);
    }
    frames
}

/// A rate by its name, and the two values right before it: each three a frame of one row.
pub(super) fn rates(entries: &[Labelled], numbers: &Numbers) -> Vec<Frame> {
    let values: Vec<(&Labelled, Id)> = entries
        .iter()
        .flat_map(|entry| entry.figures.iter().flatten().map(move |id| (entry, *id)))
        .collect();
    let class = |at: usize| numbers.of_id(values[at].1).map(|n| n.class);
    (2..values.len())
        .filter(|at| class(*at) == Some(Class::Percent) && values[*at].0.figures.len() == 1)
        .filter(|at| class(at - 1).is_some_and(|c| c != Class::Percent) && class(at - 1) == class(at - 2))
        .filter(|at| Name::of(&values[*at].0.label).kind == Kind::Rate)
        .map(|at| Frame {
            rows: vec![Line {
                name: Name::none(),
                figures: values[at - 2..=at].iter().map(|(_, id)| Some(*id)).collect(),
            }],
            columns: values[at - 2..=at]
                .iter()
                .map(|(entry, _)| Name::of(&entry.label))
                .collect(),
            is_told: true,
            has_sure_ends: true,
            cost: 0,
        })
        .collect()
}
