//! What a document lists: each row of a table and each line of text as its words, in order, so that what a summary
//! counts can be counted.
//!
//! Not here: which of them are of one list, and what of them is counted (`recognise::schema::tallied`).

use std::collections::HashMap;

use super::sheet::{Row, Sheets, Slot};
use crate::check::figures::engine::ledger::Id;
use crate::document::Cell;
use crate::labels::numbering::without_label;
use crate::text::alike::letters;
use crate::text::fold;

/// A document that lists more is no list that anybody counts by hand.
pub(crate) const MOST_LISTED: usize = 5_000;

/// Longer texts name no group and no class.
const LONGEST: usize = 40;

/// Marks that say that a cell is as the one above.
const DITTO: [&str; 4] = ["〃", "同上", "々", "\""];

/// Where the rows of a table are listed.
pub(crate) type RowsListed = HashMap<*const Cell, usize>;

/// A row or a line as words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listed {
    /// Its words, folded, each with its place from the first one.
    pub(crate) words: Vec<(usize, String)>,
    /// How many places it has.
    pub(crate) width: usize,
    /// Its figures, each with its place.
    pub(crate) figures: Vec<(usize, Id)>,
    /// What it heads, if it is no more than a heading: its letters, with its number and without.
    pub(crate) heads: Vec<String>,
    /// The table that it is a row of.
    pub(crate) sheet: Option<usize>,
}

impl Listed {
    /// A line of text.
    pub(crate) fn line(text: &str) -> Self {
        let words = || text.split_whitespace().enumerate();
        let short = words().filter(|(_, word)| word.chars().count() <= LONGEST);
        Self {
            width: words().count(),
            words: short.map(|(at, word)| (at, fold(word))).collect(),
            heads: heads(text),
            ..Self::default()
        }
    }

    /// A row of a table, below another one.
    pub(crate) fn row(cells: &[Cell], above: Option<&Self>) -> Self {
        let said = cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
        let words = said.clone().map(|(column, cell)| {
            let own = fold(&cell.text);
            let same = DITTO
                .contains(&own.as_str())
                .then(|| above?.word(column))
                .flatten();
            (column, same.map_or(own, str::to_owned))
        });
        // A group is named once, in front of its first row: the cells below are blank.
        let group = cells
            .first()
            .filter(|first| first.is_blank() && said.clone().nth(1).is_some());
        let group = group
            .and_then(|_| above?.word(0))
            .map(|word| (0, word.to_owned()));
        let texts: Vec<&str> = said.clone().map(|(_, cell)| cell.text.trim()).collect();
        Self {
            words: group
                .into_iter()
                .chain(words)
                .filter(|(_, word)| word.chars().count() <= LONGEST)
                .collect(),
            width: said.clone().next_back().map_or(0, |(last, _)| last + 1),
            // A number and a title.
            heads: if texts.len() <= 2 {
                heads(&texts.join(" "))
            } else {
                Vec::new()
            },
            ..Self::default()
        }
    }

    /// The same as a row of a table of figures.
    pub(crate) fn holds(&mut self, row: &Row, sheet: Option<usize>) {
        let figure = |(column, slot): (usize, &Slot)| Some((column, slot.main()?));
        self.figures = row.slots.iter().enumerate().filter_map(figure).collect();
        self.words
            .retain(|(column, _)| self.figures.iter().all(|(figure, _)| figure != column));
        self.sheet = sheet;
        if !self.figures.is_empty() {
            self.heads.clear();
        }
    }

    fn word(&self, column: usize) -> Option<&str> {
        let word = self.words.iter().find(|(at, _)| *at == column);
        word.map(|(_, word)| word.as_str())
    }
}

impl Sheets {
    /// Adds what a line of text lists, unless there is too much of it.
    pub(super) fn list_line(&mut self, text: &str) {
        if self.listed.len() <= MOST_LISTED {
            self.listed.push(Listed::line(text));
        }
    }

    /// The same for the rows of a table.
    pub(super) fn list_rows(&mut self, rows: &[Vec<Cell>]) -> RowsListed {
        let mut known = RowsListed::new();
        for cells in rows {
            if self.listed.len() > MOST_LISTED {
                break;
            }
            known.insert(cells.as_ptr(), self.listed.len());
            self.listed.push(Listed::row(cells, self.listed.last()));
        }
        known
    }
}

/// The letters of a heading, with its number and without.
fn heads(text: &str) -> Vec<String> {
    if text.chars().count() > LONGEST {
        return Vec::new();
    }
    let mut heads = vec![letters(text), letters(&without_label(text))];
    heads.dedup();
    heads.retain(|head| !head.is_empty());
    heads
}
