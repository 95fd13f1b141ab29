//! Entries of a flow that are alike, as frames: rows of equally many figures one below the other, and records,
//! where the same labels come again.
//!
//! Not here: how a text is cut into entries (`flow`).

use std::collections::{HashMap, HashSet};

use super::flow::Labelled;
use super::{Frame, Line, MOST_COLUMNS, Name};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::recognise::number::{Bits, Class, Numbers};
use crate::labels::numbering::without_label;
use crate::labels::{self, Kind};
use crate::text::fold;

/// What it costs that rows or records may be cut so.
const RUN: Bits = 100;

/// Rows of equally many figures one below the other; of one figure, rows of one kind of figure.
pub(super) fn runs(entries: &[Labelled], numbers: &Numbers, has_sure_ends: bool) -> Vec<Frame> {
    // Whole lines are rows as they are.
    let rows = if has_sure_ends {
        entries.to_vec()
    } else {
        with_unnamed_rows(entries)
    };
    let mut frames = Vec::new();
    let mut from = 0;
    while from < rows.len() {
        let width = rows[from].figures.len();
        let kind = |row: &Labelled| row.figures[0].and_then(|id| numbers.of_id(id)).map(|n| n.class);
        let fits = |row: &Labelled| {
            row.figures.len() == width && (width > 1 || kind(row).is_none() || kind(row) == kind(&rows[from]))
        };
        let to = (from + 1..rows.len())
            .find(|at| !fits(&rows[*at]))
            .unwrap_or(rows.len());
        if to - from >= 2 && width <= MOST_COLUMNS {
            frames.push(Frame {
                rows: rows[from..to].iter().map(line_of).collect(),
                columns: columns_below(&rows[from].heads, width),
                is_told: rows[from..to]
                    .iter()
                    .all(|row| row.is_told && !row.labels.is_empty()),
                has_sure_ends,
                cost: RUN,
            });
        }
        from = to;
    }
    frames
}

/// The names of columns below a line of words: the last ones, if it has a word for the labels as well.
fn columns_below(heads: &[String], width: usize) -> Vec<Name> {
    let first = heads.len().checked_sub(width).filter(|first| *first > 0);
    match first {
        Some(first) => heads[first..].iter().map(|head| Name::of(head)).collect(),
        None => vec![Name::none(); width],
    }
}

/// A last row without a label follows the row before it: it is a row of its own, cut short or not.
fn with_unnamed_rows(rows: &[Labelled]) -> Vec<Labelled> {
    let mut out: Vec<Labelled> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let width = out.last().map_or(0, |before| before.figures.len());
        let is_last = rows.get(at + 1).is_none_or(|next| next.figures.len() != width);
        let is_whole = row.figures.len() == 2 * width;
        if width < 3 || row.figures.len() <= width || row.figures.len() > 2 * width || !(is_last || is_whole)
        {
            out.push(row.clone());
            continue;
        }
        let (own, rest) = row.figures.split_at(width);
        let mut rest = rest.to_vec();
        let breaks_off = rest.len() < width;
        rest.resize(width, None);
        out.push(Labelled {
            figures: own.to_vec(),
            ..row.clone()
        });
        out.push(Labelled {
            figures: rest,
            breaks_off,
            ..Labelled::default()
        });
    }
    out
}

fn line_of(row: &Labelled) -> Line {
    Line {
        name: Name {
            breaks_off: row.breaks_off,
            ..Name::of(&row.label)
        },
        figures: row.figures.clone(),
    }
}

/// At most so many labels come again together.
const LONGEST_RECORD: usize = 12;

/// Labels that come again in the same order, wherever they do: each time is a row of a frame.
pub(super) fn records(entries: &[Labelled]) -> Vec<Frame> {
    // Of several words on a line the last one stands at the figure, as does the last phrase of a sentence.
    let is_between = |c: char| c.is_whitespace() || c == '、';
    let last = |label: &str| {
        let mut words = label.split(is_between).filter(|word| !word.is_empty());
        words.next_back().map(fold).unwrap_or_default()
    };
    let keys: Vec<(String, usize)> = entries
        .iter()
        .map(|entry| (last(&entry.label), entry.figures.len()))
        .collect();
    let mut frames = Vec::new();
    for length in 1..=LONGEST_RECORD.min(keys.len()) {
        let mut places: HashMap<&[(String, usize)], Vec<usize>> = HashMap::new();
        for (at, record) in keys.windows(length).enumerate() {
            let begins_anew = record[1..].iter().all(|key| *key != record[0]);
            let known = places.entry(record).or_default();
            if begins_anew && known.last().is_none_or(|before| before + length <= at) {
                known.push(at);
            }
        }
        let mut found: Vec<Vec<usize>> = places
            .into_values()
            .filter(|places| places.len() >= 2 && !goes_on(&keys, places, length))
            .collect();
        found.sort_unstable();
        frames.extend(
            found
                .iter()
                .map(|places| record_frame(entries, places, length))
                .filter(|frame| (2..=MOST_COLUMNS).contains(&frame.columns.len())),
        );
    }
    frames
}

/// Records of which some leave a label out, or tell its value in words (`評価外:なし`): from one first label to the next,
/// with nothing where a record lacks a label that most of them have.
pub(super) fn records_with_gaps(entries: &[Labelled]) -> Vec<Frame> {
    let keys: Vec<String> = entries.iter().map(|entry| fold(&entry.label)).collect();
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, entry) in entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.figures.len() == 1)
    {
        if !entry.label.is_empty() {
            places.entry(keys[at].as_str()).or_default().push(at);
        }
    }
    let mut starts: Vec<Vec<usize>> = places
        .into_values()
        .filter(|places| (FEWEST_RECORDS..=MOST_RECORDS).contains(&places.len()))
        .collect();
    starts.sort_unstable();
    let mut frames = Vec::new();
    // A label that is of records already begins none.
    let mut known: HashSet<usize> = HashSet::new();
    for starts in starts {
        if starts.iter().any(|at| known.contains(at)) {
            continue;
        }
        let Some(record) = Gapped::of(entries, &keys, &starts) else {
            continue;
        };
        known.extend(record.rows.iter().flatten().flatten());
        if record.rows.iter().flatten().any(Option::is_none) {
            frames.push(record.frame(entries));
        }
    }
    frames
}

/// So many records show what labels they have in common.
const FEWEST_RECORDS: usize = 3;
/// More records than a text lays out one below the other.
const MOST_RECORDS: usize = 200;

/// Records by the entries of each, one place for each label that they have in common.
struct Gapped {
    rows: Vec<Vec<Option<usize>>>,
}

impl Gapped {
    /// The labels that two of three records have, between one start and the next; none where they do not come in one
    /// order, where fewer than half of the records have all of them, or where one stands twice.
    fn of(entries: &[Labelled], keys: &[String], starts: &[usize]) -> Option<Self> {
        let ends = starts[1..].iter().copied().chain([entries.len()]);
        let records: Vec<Vec<usize>> = (starts.iter().zip(ends))
            .map(|(from, to)| {
                let to = to.min(from + LONGEST_RECORD);
                (*from..to).filter(|at| entries[*at].figures.len() == 1).collect()
            })
            .collect();
        let mut common: Vec<&str> = Vec::new();
        for at in records.iter().flatten() {
            let key = keys[*at].as_str();
            let having = |record: &&Vec<usize>| record.iter().any(|other| keys[*other] == key);
            let is_new = !key.is_empty() && !common.contains(&key);
            if is_new && records.iter().filter(having).count() * 3 >= records.len() * 2 {
                common.push(key);
            }
        }
        let row = |record: &Vec<usize>| -> Option<Vec<Option<usize>>> {
            let mut last = None;
            let of_label = |key: &&str| {
                let mut all = record.iter().copied().filter(|at| keys[*at] == **key);
                let at = all.next();
                let is_in_order = at.is_none() || at > last;
                last = at.or(last);
                (is_in_order && all.next().is_none()).then_some(at)
            };
            common.iter().map(of_label).collect()
        };
        let rows: Vec<Vec<Option<usize>>> = records.iter().map(row).collect::<Option<_>>()?;
        let whole = rows.iter().filter(|row| row.iter().all(Option::is_some)).count();
        ((2..=MOST_COLUMNS).contains(&common.len()) && whole * 2 >= rows.len()).then_some(Self { rows })
    }

    fn frame(&self, entries: &[Labelled]) -> Frame {
        let columns = (0..self.rows.first().map_or(0, Vec::len)).map(|column| {
            let first = self.rows.iter().find_map(|row| row[column]);
            first.map_or_else(Name::none, |at| Name::of(&entries[at].label))
        });
        let all = || self.rows.iter().flatten().flatten();
        Frame {
            columns: columns.collect(),
            rows: (self.rows.iter())
                .map(|row| Line {
                    name: Name::none(),
                    figures: row
                        .iter()
                        .map(|at| at.and_then(|at| entries[at].figures[0]))
                        .collect(),
                })
                .collect(),
            is_told: all().all(|at| entries[*at].is_told),
            has_sure_ends: true,
            cost: RUN,
        }
    }
}

/// Whether the same label stands before or behind each time, so that a longer record says it all.
fn goes_on(keys: &[(String, usize)], places: &[usize], length: usize) -> bool {
    let same = |of: &dyn Fn(usize) -> Option<usize>| {
        let mut neighbours = places.iter().map(|at| of(*at).and_then(|at| keys.get(at)));
        let first = neighbours.next().flatten();
        first.is_some() && neighbours.all(|key| key == first)
    };
    let is_in_a_row = places.windows(2).all(|pair| pair[0] + length == pair[1]);
    length < LONGEST_RECORD
        && !is_in_a_row
        && (same(&|at| at.checked_sub(1)) || same(&|at| Some(at + length)))
}

/// Longer lines are no heading.
const LONGEST_HEADING: usize = 40;

/// Whether a line of words may call what stands below it: no sentence, and no words that say what figures are.
fn is_heading(words: &str) -> bool {
    !words.is_empty()
        && words.chars().count() <= LONGEST_HEADING
        && !words.contains(['。', '、'])
        && labels::kind(words) == Kind::Plain
}

fn record_frame(entries: &[Labelled], places: &[usize], length: usize) -> Frame {
    let first = &entries[places[0]..places[0] + length];
    // Each record may stand under a heading of its own.
    let headings: HashSet<&str> = places.iter().map(|at| entries[*at].under.as_ref()).collect();
    let are_headed = headings.len() == places.len() && headings.iter().all(|heading| is_heading(heading));
    Frame {
        rows: places
            .iter()
            .map(|at| Line {
                name: match are_headed {
                    true => Name::of(&without_label(&entries[*at].under)),
                    false => Name::none(),
                },
                figures: entries[*at..at + length]
                    .iter()
                    .flat_map(|entry| entry.figures.iter().copied())
                    .collect(),
            })
            .collect(),
        columns: first
            .iter()
            .flat_map(|entry| entry.figures.iter().map(|_| Name::of(&entry.label)))
            .collect(),
        is_told: first.iter().all(|entry| entry.is_told),
        has_sure_ends: true,
        cost: RUN,
    }
}

/// The shortest and the longest pattern of kinds of figures that is looked for.
const PATTERNS: std::ops::RangeInclusive<usize> = 3..=6;
/// What it costs that such a pattern may begin anywhere.
const PATTERN: Bits = 400;
/// Longer rows of figures are no text.
const LONGEST_PATTERNED: usize = 120;

/// Values whose kinds come again in the same order (two counts and a percentage, three amounts), whatever their
/// labels say: each time is a row of a frame.
pub(super) fn patterns(entries: &[Labelled], numbers: &Numbers) -> Vec<Frame> {
    let values: Vec<(&Labelled, Option<Id>)> = entries
        .iter()
        .flat_map(|entry| entry.figures.iter().map(move |id| (entry, *id)))
        .collect();
    let class =
        |at: usize| -> Option<Class> { values[at].1.and_then(|id| numbers.of_id(id)).map(|n| n.class) };
    let mut frames = Vec::new();
    for period in PATTERNS {
        let mut from = 0;
        while from + 2 * period <= values.len() {
            let alike = (from + period..values.len())
                .take_while(|at| class(*at) == class(at - period))
                .count();
            let length = alike + period;
            if alike < period || length > LONGEST_PATTERNED {
                from += alike + 1;
                continue;
            }
            let is_uniform = (from..from + period).all(|at| class(at) == class(from));
            for phase in 0..if is_uniform { period } else { 1 } {
                let rows = (length - phase) / period;
                if rows >= 2 {
                    frames.push(patterned(&values[from + phase..][..rows * period], period));
                }
            }
            from += alike + 1;
        }
    }
    frames
}

fn patterned(values: &[(&Labelled, Option<Id>)], period: usize) -> Frame {
    let rows = values.chunks(period);
    Frame {
        rows: rows
            .map(|row| Line {
                name: Name::none(),
                figures: row.iter().map(|(_, id)| *id).collect(),
            })
            .collect(),
        columns: values[..period]
            .iter()
            .map(|(entry, _)| Name::of(&entry.label))
            .collect(),
        is_told: values.iter().all(|(entry, _)| entry.figures.len() == 1),
        has_sure_ends: false,
        cost: PATTERN,
    }
}

/// Lines of at least three figures, each for itself.
pub(super) fn lone(entries: &[Labelled]) -> Vec<Frame> {
    entries
        .iter()
        .filter(|entry| (3..=MOST_COLUMNS).contains(&entry.figures.len()))
        .map(|entry| Frame {
            rows: vec![line_of(entry)],
            columns: entry.labels.iter().map(|label| Name::of(label)).collect(),
            is_told: entry.is_told,
            has_sure_ends: true,
            cost: 0,
        })
        .collect()
}
