//! Figures laid out in rows and columns, in as many ways as a document allows.
//!
//! A figure may stand in several frames: in a table as it was read, in rows of equally many figures one below
//! the other, in records whose labels come again. What the figures are of each other is asked of each frame
//! alike (`schema`). Not here: which of the frames is right; the evidence decides (`weigh`).

mod below;
mod flow;
mod joined;
mod repeats;
mod tables;

use flow::Ways;

pub(super) use below::Joined;
pub(super) use flow::{Piece, pieces};
pub(super) use tables::rates;

use super::number::{Bits, Numbers};
use crate::check::figures::engine::ledger::Id;
use crate::check::figures::model::sheet::Sheets;
use crate::fiscal_year::mentions;
use crate::labels::formula::{Letters, letters};
use crate::labels::numbering::{Style, labelled};
use crate::labels::{self, Kind};
use crate::text::fold;

/// What a row or a column is called.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// What the words say about its figures.
    pub(super) kind: Kind,
    /// The words, folded; empty where there are none.
    pub(super) folded: String,
    /// Each of them where blanks part them, folded.
    pub(super) words: Vec<String>,
    /// The letter that names it, and the formula that its words write.
    pub(super) letters: Letters,
    /// How it is numbered or marked.
    pub(super) style: Option<Style>,
    /// Whether its line breaks off, so that some of its figures are not there.
    pub(super) breaks_off: bool,
}

impl Name {
    pub(super) fn of(text: &str) -> Self {
        Self {
            kind: labels::kind(text),
            folded: fold(text),
            words: words(text),
            letters: letters(text),
            style: style(text),
            breaks_off: false,
        }
    }

    /// With words that stand elsewhere in its line.
    pub(super) fn beside(mut self, words: &[String]) -> Self {
        if !words.is_empty() && self.words.is_empty() && !self.folded.is_empty() {
            self.words.push(self.folded.clone());
        }
        self.words.extend(words.iter().map(|word| fold(word)));
        // A column of formulas: ア, イ÷ア×100.
        if self.letters == Letters::default() {
            let found = words.iter().map(|word| letters(word));
            self.letters = found
                .into_iter()
                .find(|found| *found != Letters::default())
                .unwrap_or_default();
        }
        self
    }

    /// The fiscal year that it names, if it names just one.
    pub(super) fn year(&self) -> Option<i16> {
        let [mention] = &mentions(&self.folded)[..] else {
            return None;
        };
        Some(mention.fiscal_year()?.western())
    }

    fn none() -> Self {
        Self {
            kind: Kind::Plain,
            folded: String::new(),
            words: Vec::new(),
            letters: Letters::default(),
            style: None,
            breaks_off: false,
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let words: Vec<String> = text.split_whitespace().map(fold).collect();
    if words.len() > 1 { words } else { Vec::new() }
}

/// How a label is numbered, or the sign that it begins with.
fn style(text: &str) -> Option<Style> {
    let text = text.trim_start();
    let sign = text.chars().next().filter(|c| MARKS.contains(c));
    sign.map(|sign| Style::Word(sign.into()))
        .or_else(|| labelled(text).map(|label| label.style))
}

/// Signs in front of headings.
const MARKS: [char; 12] = ['■', '□', '◆', '◇', '▼', '▽', '●', '○', '◎', '★', '☆', '【'];

/// A line of a frame: what it is called, and its figures, blanks kept.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) name: Name,
    pub(super) figures: Vec<Option<Id>>,
}

/// Figures in rows and columns; all rows are equally long.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) rows: Vec<Line>,
    pub(super) columns: Vec<Name>,
    /// Whether the columns stand behind each other in a text, where what follows is told of what went before.
    pub(super) is_told: bool,
    /// Whether its lines certainly begin and end where they seem to.
    pub(super) has_sure_ends: bool,
    /// What it costs that the figures may be laid out so.
    pub(super) cost: Bits,
}

impl Frame {
    /// Its figures, row by row.
    pub(super) fn figures(&self) -> impl Iterator<Item = Id> + '_ {
        self.rows
            .iter()
            .flat_map(|row| row.figures.iter().flatten().copied())
    }

    /// The frame with rows and columns exchanged.
    pub(super) fn turned(&self) -> Frame {
        let column = |at: usize| self.rows.iter().map(|row| row.figures[at]).collect();
        Frame {
            rows: (0..self.columns.len())
                .map(|at| Line {
                    name: self.columns[at].clone(),
                    figures: column(at),
                })
                .collect(),
            columns: self.rows.iter().map(|row| row.name.clone()).collect(),
            is_told: self.is_told,
            has_sure_ends: self.has_sure_ends,
            cost: self.cost,
        }
    }
}

/// The rows or the columns of a frame.
#[derive(Clone, Copy)]
pub(super) struct Lines<'a> {
    pub(super) frame: &'a Frame,
    pub(super) are_columns: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn count(self) -> usize {
        if self.are_columns {
            self.frame.columns.len()
        } else {
            self.frame.rows.len()
        }
    }

    pub(super) fn width(self) -> usize {
        if self.are_columns {
            self.frame.rows.len()
        } else {
            self.frame.columns.len()
        }
    }

    pub(super) fn name(self, line: usize) -> &'a Name {
        if self.are_columns {
            &self.frame.columns[line]
        } else {
            &self.frame.rows[line].name
        }
    }

    /// What a place of the lines is called.
    pub(super) fn across(self, place: usize) -> Option<&'a Name> {
        if self.are_columns {
            self.frame.rows.get(place).map(|row| &row.name)
        } else {
            self.frame.columns.get(place)
        }
    }

    pub(super) fn kind(self, line: usize) -> Kind {
        self.name(line).kind
    }

    pub(super) fn figure(self, line: usize, place: usize) -> Option<Id> {
        let (row, column) = if self.are_columns {
            (place, line)
        } else {
            (line, place)
        };
        *self.frame.rows.get(row)?.figures.get(column)?
    }
}

/// A row of more figures is a text and no row, unless a table says so.
const MOST_COLUMNS: usize = 24;

/// The tables of a document with those that they stand below, and, turned, with those that they stand beside.
/// Sentences and summaries speak of the tables themselves.
pub(super) fn joined_tables(all: &Sheets) -> Vec<Joined> {
    let tables = tables::frames(all);
    let turned: Vec<Frame> = below::small(&tables).map(Frame::turned).collect();
    let mut joined = below::below(&tables);
    joined.extend(below::below(&turned));
    joined
}

/// All frames of a document, whose text is in pieces.
pub(super) fn of(all: &Sheets, text: &[Vec<Piece>], numbers: &Numbers) -> Vec<Frame> {
    let ways = Ways::of(text, numbers);
    let mut frames = tables::frames(all);
    let continued = tables::continued(&frames);
    frames.extend(continued);
    // Whole lines are rows; entries over several lines may have been cut elsewhere.
    for (entries, has_sure_ends) in [
        (&ways.labelled, false),
        (&ways.headed, false),
        (&ways.lines, true),
        (&ways.unnumbered, true),
    ] {
        frames.extend(repeats::runs(entries, numbers, has_sure_ends));
        frames.extend(repeats::records(entries));
        frames.extend(repeats::records_with_gaps(entries));
    }
    frames.extend(repeats::patterns(&ways.labelled, numbers));
    frames.extend(repeats::lone(&ways.lines));
    frames.extend(joined::rates(&ways.labelled, numbers));
    frames.extend(joined::with_their_whole_above(&ways.lines, numbers));
    let more = joined::with_a_line_from_elsewhere(&frames, &ways.labelled, &ways.lines, numbers);
    frames.extend(more);
    frames
}
