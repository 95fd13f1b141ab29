//! A text as a flow of labels and values, whatever the layout, and the entries that it can be cut into.
//!
//! Blank lines, bars and lines between cells count for nothing; so a table that was copied cell by cell flows
//! as its rows do. Not here: which entries belong together (`repeats`).

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use crate::check::figures::engine::ledger::{Entry, Id, MICRO};
use crate::check::figures::model::sheet::Sheets;
use crate::check::figures::model::taking_apart::LONGEST_LINE;
use crate::check::figures::prose::phrase::DATES;
use crate::check::figures::recognise::number::{Class, Numbers};
use crate::document::{Place, Spot};
use crate::figure::{CellFigure, Figure, Measure, cell, figures};
use crate::fiscal_year::mentions;
use crate::money::Unit;

/// What stands in a line: words, or a value.
#[derive(Clone, Debug)]
pub(in crate::check::figures::recognise) enum Piece {
    Label(String),
    /// A figure, or a dash where one could stand.
    Value(Option<Id>),
}

/// A label and the values behind it, in the order of reading.
#[derive(Clone, Debug, Default)]
pub(super) struct Labelled {
    pub(super) label: String,
    pub(super) figures: Vec<Option<Id>>,
    /// The words in front of each of them, where they are known.
    pub(super) labels: Vec<String>,
    /// Whether label and values stand in one line of text.
    pub(super) is_told: bool,
    /// The words of the last line above without any value, where they are parted by blanks.
    pub(super) heads: Rc<[String]>,
    /// The last line above that is words alone.
    pub(super) under: Rc<str>,
    /// Whether the text ends before all of its figures are there.
    pub(super) breaks_off: bool,
}

/// The lines of a text that hold anything, as pieces. Figures that are not in the ledger are entered.
pub(in crate::check::figures::recognise) fn pieces(all: &mut Sheets) -> Vec<Vec<Piece>> {
    give_units(all);
    let mut ids: HashMap<(u32, u32), Id> = HashMap::new();
    for (id, entry) in all.ledger.entries.iter().enumerate() {
        if let Spot::Line { line, column } = entry.at.spot {
            ids.entry((line, column)).or_insert(id);
        }
    }
    let lines = std::mem::take(&mut all.lines);
    let units = Units::of(all);
    let mut out = Vec::new();
    for (line, text) in &lines {
        let mut id_at = |column: u32, figure: &Figure| {
            *ids.entry((*line, column)).or_insert_with(|| {
                let stated = text.get(figure.range.clone()).unwrap_or_default().to_owned();
                let at = Place::at_line(*line, column);
                let unit = units.of_bare(figure, *line, text);
                all.ledger.enter(Entry {
                    unit,
                    ..Entry::in_words(figure.clone(), stated, at)
                })
            })
        };
        let pieces = pieces_of(text, &mut id_at);
        if !pieces.is_empty() {
            out.push(pieces);
        }
    }
    all.lines = lines;
    out
}

/// Says of the bare figures of lines between those of a table of amounts that they are in its unit.
fn give_units(all: &mut Sheets) {
    let units = Units::of(all);
    let lines: HashMap<u32, &String> = all.lines.iter().map(|(line, text)| (*line, text)).collect();
    for entry in all.ledger.entries.iter_mut().filter(|entry| entry.unit.is_none()) {
        if let Spot::Line { line, .. } = entry.at.spot
            && let Some(text) = lines.get(&line)
        {
            entry.unit = units.of_bare(&entry.figure, line, text);
        }
    }
}

/// The units of amounts that tables declare for the figures of lines.
struct Units(BTreeMap<u32, Unit>);

impl Units {
    fn of(all: &Sheets) -> Self {
        let with_unit = all.ledger.entries.iter().filter_map(|entry| match entry.at.spot {
            Spot::Line { line, .. } => Some((line, entry.unit?)),
            _ => None,
        });
        Self(with_unit.collect())
    }

    /// The unit of a bare figure that its table lost: where the lines before it and behind it have the same one.
    fn of_bare(&self, figure: &Figure, line: u32, text: &str) -> Option<Unit> {
        let is_bare = figure.measure == Measure::Number && figure.counter.is_empty() && figure.places == 0;
        if !is_bare || text.len() > LONGEST_LINE || self.0.contains_key(&line) {
            return None;
        }
        let near = |other: &(&u32, &Unit)| other.0.abs_diff(line) <= GAP;
        let before = self.0.range(..line).next_back().filter(near);
        let behind = self.0.range(line..).next().filter(near);
        // A number that is no count by its length is an amount beside amounts of its table on one side, too.
        if figure.value >= LARGE && !text.contains(['。', '、']) {
            let (first, other) = (before.or(behind)?.1, behind.or(before)?.1);
            return (first == other).then_some(*first);
        }
        let ((_, before), (_, behind)) = (before?, behind?);
        // What numbers a line is no amount.
        let is_first = text
            .get(..figure.range.start)
            .is_none_or(|before| before.trim().is_empty());
        let is_amount = before == behind && !is_first && !text.contains(['。', '、']);
        is_amount.then_some(*before)
    }
}

/// So large are amounts in yen rather than counts, or numbers of lines.
const LARGE: i128 = 100_000;
/// So near are the lines of one table.
const GAP: u32 = 2;

/// A flow cut into entries in each way.
pub(super) struct Ways {
    /// At every label.
    pub(super) labelled: Vec<Labelled>,
    /// At lines of labels alone.
    pub(super) headed: Vec<Labelled>,
    /// At every line.
    pub(super) lines: Vec<Labelled>,
    /// At every line, less the numbers that its rows begin with; empty where none do.
    pub(super) unnumbered: Vec<Labelled>,
}

impl Ways {
    pub(super) fn of(lines: &[Vec<Piece>], numbers: &Numbers) -> Self {
        let whole = lines_of(lines);
        Self {
            labelled: flowing(lines, |_| true),
            headed: flowing(lines, |holds_values| !holds_values),
            unnumbered: without_numbers(&whole, numbers),
            lines: whole,
        }
    }
}

/// Every line that holds values, below the words that may name its columns.
fn lines_of(lines: &[Vec<Piece>]) -> Vec<Labelled> {
    let mut heads: Rc<[String]> = Rc::default();
    let mut found = Vec::new();
    for line in lines {
        if let Some(entry) = one_line(line) {
            found.push(Labelled {
                heads: Rc::clone(&heads),
                ..entry
            });
        } else if let [Piece::Label(words)] = &line[..] {
            let words: Rc<[String]> = words.split_whitespace().map(str::to_owned).collect();
            // A heading of one word stands between a head and its rows.
            if words.len() >= 3 {
                heads = words;
            }
        }
    }
    found
}

/// Lines less the numbers in front of their words, where those rise from line to line; none if none do.
fn without_numbers(lines: &[Labelled], numbers: &Numbers) -> Vec<Labelled> {
    let leading = |line: &Labelled| {
        let is_in_front =
            matches!(&line.labels[..], [first, second, ..] if first.is_empty() && !second.is_empty());
        let number = line.figures[0]
            .and_then(|id| numbers.of_id(id))
            .filter(|_| is_in_front)?;
        (number.class == Class::Number && number.step == MICRO && number.value > 0).then_some(number.value)
    };
    let leading: Vec<Option<i128>> = lines.iter().map(leading).collect();
    let known: Vec<(usize, i128)> = leading
        .iter()
        .enumerate()
        .filter_map(|(at, n)| Some((at, (*n)?)))
        .collect();
    let risen = known.windows(2).filter(|pair| pair[0].1 < pair[1].1).count();
    // Where numbers begin anew in each group, most still rise.
    if risen < 2 || risen * 2 < known.len() {
        return Vec::new();
    }
    let less = |(line, number): (&Labelled, &Option<i128>)| match number {
        None => line.clone(),
        Some(_) => Labelled {
            label: line.labels[1].clone(),
            figures: line.figures[1..].to_vec(),
            labels: line.labels[1..].to_vec(),
            ..line.clone()
        },
    };
    lines.iter().zip(&leading).map(less).collect()
}

/// Entries that begin at labels, of lines that hold values or do not, and go on over lines.
fn flowing(lines: &[Vec<Piece>], begins: impl Fn(bool) -> bool) -> Vec<Labelled> {
    let mut out: Vec<Labelled> = Vec::new();
    let mut under: Rc<str> = Rc::default();
    for line in lines {
        if let [Piece::Label(words)] = &line[..] {
            under = words.as_str().into();
        }
        let holds_values = line.iter().any(|piece| matches!(piece, Piece::Value(_)));
        for piece in line {
            match (piece, out.last_mut()) {
                (Piece::Label(label), last) if begins(holds_values) => match last {
                    // A label may go over several lines; the last of them names the figures.
                    Some(entry) if entry.figures.is_empty() => entry.label.clone_from(label),
                    _ => out.push(Labelled {
                        label: label.clone(),
                        is_told: holds_values,
                        under: Rc::clone(&under),
                        ..Labelled::default()
                    }),
                },
                (Piece::Label(_), _) => {}
                (Piece::Value(value), Some(entry)) => entry.figures.push(*value),
                (Piece::Value(value), None) => out.push(Labelled {
                    figures: vec![*value],
                    ..Labelled::default()
                }),
            }
        }
    }
    out.retain(|entry| !entry.figures.is_empty());
    out
}

fn one_line(line: &[Piece]) -> Option<Labelled> {
    let mut entry = Labelled::default();
    let mut words = "";
    for piece in line {
        match piece {
            Piece::Label(label) => {
                words = label;
                if entry.label.is_empty() && entry.figures.is_empty() {
                    entry.label.clone_from(label);
                }
            }
            Piece::Value(value) => {
                entry.figures.push(*value);
                entry.labels.push(std::mem::take(&mut words).to_owned());
            }
        }
    }
    // Figures without words between are a row of a table.
    entry.is_told = entry.labels.iter().filter(|label| !label.is_empty()).count() >= 2;
    (!entry.figures.is_empty()).then_some(entry)
}

/// A line with what it says of years.
struct Dated<'a> {
    text: &'a str,
    /// The years that it names, in order.
    years: Vec<Range<usize>>,
    /// Whether a bare number that looks like a year is one: beside the word, or beside another.
    has_bare_years: bool,
}

impl<'a> Dated<'a> {
    fn of(text: &'a str, figures: &[Figure]) -> Self {
        Self {
            text,
            years: mentions(text).into_iter().map(|mention| mention.range).collect(),
            has_bare_years: text.contains('年')
                || figures.iter().filter(|f| looks_like_a_year(f)).nth(1).is_some(),
        }
    }

    /// Whether a figure counts years or numbers something, so that it is no value.
    fn is_no_value(&self, figure: &Figure) -> bool {
        let before = self.text.get(..figure.range.start).unwrap_or_default().trim();
        let behind = self.text.get(figure.range.end..).unwrap_or_default();
        let is_first = before.is_empty();
        let is_bare = figure.measure == Measure::Number && figure.counter.is_empty();
        self.is_a_year(figure)
            || DATES.into_iter().any(|word| behind.trim_start().starts_with(word))
            || before.ends_with('第')
            || is_for_each(behind)
            || is_bare && (is_serial(before) || REFERENCES.contains(&before))
            || behind.starts_with(['「', '『', '【'])
            // (1) in front of words numbers them.
            || is_bare
                && matches!(before, "(" | "（")
                && behind.trim_start().starts_with([')', '）'])
                && figure.whole().is_some_and(|number| (1..100).contains(&number))
            || is_first && behind.starts_with(['.', '．', '、'])
            || is_first && is_bare && numbers_words(behind)
    }

    fn is_a_year(&self, figure: &Figure) -> bool {
        let behind = self.years.partition_point(|year| year.end <= figure.range.start);
        let is_named = self
            .years
            .get(behind)
            .is_some_and(|year| year.start < figure.range.end);
        is_named || self.has_bare_years && looks_like_a_year(figure)
    }
}

/// Whether a number is of how many an amount is said: １人当たり.
fn is_for_each(behind: &str) -> bool {
    let near: String = behind.trim_start().chars().take(5).collect();
    ["当たり", "当り", "あたり"].iter().any(|word| {
        near.find(word)
            .is_some_and(|at| near[..at].chars().all(|c| !c.is_ascii_digit()))
    })
}

/// Whether words end with what stands in front of a serial number: No., №.
fn is_serial(before: &str) -> bool {
    let before = before.trim_end_matches(['.', '．', ' ', '　']);
    ["No", "NO", "Ｎｏ", "ＮＯ", "№"]
        .iter()
        .any(|word| before.ends_with(word))
}

/// Words in front of a line that are numbered: 問２, 参考１.
const REFERENCES: [&str; 8] = ["問", "表", "図", "参考", "資料", "別紙", "別表", "様式"];

/// Whether a figure is a bare number of four digits such as the years of our time.
fn looks_like_a_year(figure: &Figure) -> bool {
    let is_year = figure
        .whole()
        .is_some_and(|value| (1_980..2_080).contains(&value));
    is_year && figure.measure == Measure::Number && figure.places == 0 && figure.range.len().is_multiple_of(4)
}

/// Whether what follows a figure at the beginning of a line, behind a blank, is a text that it numbers.
fn numbers_words(behind: &str) -> bool {
    let rest = behind.trim_start();
    rest.len() < behind.len()
        && rest.chars().take(3).filter(|c| c.is_alphabetic()).count() == 3
        && figures(rest).is_empty()
}

/// One line as labels and values.
fn pieces_of(text: &str, id_at: &mut impl FnMut(u32, &Figure) -> Id) -> Vec<Piece> {
    let trimmed = text.trim().trim_matches(['|', '｜']).trim();
    let is_ruler = |c: char| matches!(c, '-' | '|' | ':' | '=' | '＝');
    if trimmed.is_empty() || trimmed.chars().count() > 1 && trimmed.chars().all(is_ruler) {
        return Vec::new();
    }
    if matches!(cell(trimmed), CellFigure::None) {
        return vec![Piece::Value(None)];
    }
    let mut pieces = Vec::new();
    let (mut bytes, mut chars) = (0usize, 0u32);
    let figures = figures(text);
    let dated = Dated::of(text, &figures);
    let label = end_of_label(text);
    for figure in figures {
        if figure.range.start < label || dated.is_no_value(&figure) {
            continue;
        }
        let Some(between) = text.get(bytes..figure.range.start) else {
            continue;
        };
        push_label(&mut pieces, between);
        chars += between.chars().count() as u32;
        bytes = figure.range.start;
        pieces.push(Piece::Value(Some(id_at(chars + 1, &figure))));
        // A counter behind a figure is no label.
        let end = figure.range.end + figure.counter.len();
        if let Some(inside) = text.get(bytes..end) {
            chars += inside.chars().count() as u32;
            bytes = end;
        }
    }
    push_label(&mut pieces, text.get(bytes..).unwrap_or_default());
    pieces
}

/// Where the first cell of a row in bars or tabs ends, if it is a label: words stand around its figures.
fn end_of_label(text: &str) -> usize {
    let is_bar = |c: char| matches!(c, '|' | '｜' | '\t');
    if text.matches(is_bar).count() < 2 {
        return 0;
    }
    let begin = text.len()
        - text
            .trim_start_matches(|c: char| is_bar(c) || c.is_whitespace())
            .len();
    let rest = text.get(begin..).unwrap_or_default();
    let Some(end) = rest.find(is_bar) else { return 0 };
    let cell = rest.get(..end).unwrap_or_default().trim();
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic());
    let is_label = is_word(cell.chars().next()) && is_word(cell.chars().next_back());
    if is_label { begin + end } else { 0 }
}

/// Signs that stand in empty cells.
const DASHES: [char; 6] = ['-', '－', '―', '—', '–', '−'];

/// Adds what stands between two figures: words, or the dashes of empty cells.
fn push_label(pieces: &mut Vec<Piece>, text: &str) {
    let is_word = |c: char| c.is_alphanumeric() && !c.is_ascii_digit();
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '｜'));
    if text.chars().any(is_word) {
        let (before, words, behind) = without_dashes(text, !pieces.is_empty());
        pieces.extend((0..before).map(|_| Piece::Value(None)));
        pieces.push(Piece::Label(words.to_owned()));
        pieces.extend((0..behind).map(|_| Piece::Value(None)));
        // 評価外の取組：なし is a value as well as a dash is.
        if words.ends_with("なし") && words.contains([':', '：', ' ', '　']) {
            pieces.push(Piece::Value(None));
        }
        return;
    }
    for part in text.split(is_parting) {
        let is_dash = matches!(cell(part), CellFigure::None) && part != "/" && part != "／";
        if !part.is_empty() && is_dash {
            pieces.push(Piece::Value(None));
        }
    }
}

/// Whether a character parts cells.
fn is_parting(c: char) -> bool {
    matches!(c, '|' | '｜' | '\t' | ' ' | '　')
}

/// Words without the dashes that stand in cells of their own before and behind them, and how many those are. At the
/// begin of a line a dash is a bullet.
fn without_dashes(text: &str, may_lead: bool) -> (usize, &str, usize) {
    let (mut words, mut before, mut behind) = (text, 0, 0);
    while may_lead
        && let Some(rest) = words
            .strip_prefix(DASHES)
            .filter(|rest| rest.starts_with(is_parting))
    {
        words = rest.trim_start_matches(is_parting);
        before += 1;
    }
    while let Some(rest) = words
        .strip_suffix(DASHES)
        .filter(|rest| rest.ends_with(is_parting))
    {
        words = rest.trim_end_matches(is_parting);
        behind += 1;
    }
    (before, words, behind)
}
