//! Tables of which rows or cells were taken, or nothing at all.
//!
//! Not here: what kind of table it is (`kinds`).

use std::collections::{HashMap, HashSet};

use gyokaku_core::document::{Cell, Grid};
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::{Kind, is_total, kind};
use gyokaku_core::not_taken::Because;
use gyokaku_core::tabular::{Segment, segments};

use super::{Cover, Teller};
use crate::read::understand::words::cut::{is_arrow, is_nothing, one_line};
use crate::read::understand::words::remark::is_remark;
use crate::read::understand::words::values::count;
use crate::read::understand::words::years;

impl Teller {
    /// Takes a table; whether anything of it was taken. Rows of years below a heading of the period are notes.
    pub(super) fn table(&mut self, grid: &Grid, of_the_period: bool) -> bool {
        let parts = segments(grid);
        let understood: Vec<bool> = parts.iter().map(|part| self.is_understood(part)).collect();
        let of_row = |(n, part): (usize, &Segment<'_>)| -> Vec<(*const Cell, usize)> {
            part.rows.iter().map(|row| (row.as_ptr(), n)).collect()
        };
        let is_row: HashMap<*const Cell, usize> = parts.iter().enumerate().flat_map(of_row).collect();
        let titles = parts.iter().flat_map(|part| &part.titles);
        let is_title: HashSet<*const Cell> = titles.map(|cell| std::ptr::from_ref(*cell)).collect();
        // A head belongs to the part that begins below it, one at the end to the last.
        let mut below = parts.len().saturating_sub(1);
        let mut owners: Vec<usize> = Vec::with_capacity(grid.rows.len());
        for row in grid.rows.iter().rev() {
            below = is_row.get(&row.as_ptr()).copied().unwrap_or(below);
            owners.push(below);
        }
        for (row, owner) in grid.rows.iter().zip(owners.into_iter().rev()) {
            let understood = understood.get(owner).copied().unwrap_or(true);
            if is_row.contains_key(&row.as_ptr()) {
                let years = parts.get(owner).filter(|_| of_the_period);
                self.row(row, understood, years);
            } else if row
                .iter()
                .any(|cell| is_title.contains(&std::ptr::from_ref(cell)))
            {
                self.row(row, true, None);
            } else if !understood && !of_the_period {
                self.leave(&printed(row), Because::Table, &place(row));
            }
        }
        of_the_period || understood.contains(&true)
    }

    fn is_understood(&self, part: &Segment<'_>) -> bool {
        let mut cells = part.rows.iter().flat_map(|row| row.iter());
        let holds_values = cells.any(|cell| !cell.is_blank() && !self.stated.on_row(&cell.at).is_empty());
        holds_values || part.rows.iter().any(|row| self.is_repeated(row))
    }

    /// Whether a row, such as that of an index, only names what stands elsewhere.
    fn is_repeated(&self, row: &[Cell]) -> bool {
        let mut said = row.iter().filter(|cell| !is_blank(cell)).peekable();
        said.peek().is_some()
            && said.all(|cell| self.stated.whole(&cell.text).is_some())
            && row.iter().any(|cell| cell.text.chars().count() >= 4)
    }

    fn row(&mut self, row: &[Cell], understood: bool, years: Option<&Segment<'_>>) {
        let said: Vec<&Cell> = row.iter().filter(|cell| !is_blank(cell)).collect();
        let Some(first) = said.first() else { return };
        let holds_values = said.iter().any(|cell| !self.stated.on_row(&cell.at).is_empty());
        let counted = |cell: &Cell| {
            self.stated.has_counts()
                && count(&cell.text).is_some_and(|n| self.stated.is_count(&first.text, n))
        };
        let is_counted = said[1..].iter().any(|cell| counted(cell));
        let left: Vec<&Cell> = said
            .iter()
            .enumerate()
            .filter(|(n, cell)| {
                let is_label = is_counted && *n == 0;
                !(is_label || counted(cell) || self.is_taken(cell))
            })
            .map(|(_, cell)| *cell)
            .collect();
        for cell in &said {
            self.pass(&cell.at);
        }
        if left.is_empty() {
            return;
        }
        let left: Vec<&Cell> = match holds_values {
            true => left.into_iter().filter(|cell| !self.labels_row(cell)).collect(),
            false => left,
        };
        let is_alone = said.len() == 1 && !holds_values;
        if let Some(part) = years.filter(|_| !holds_values) {
            self.note(None, &by_years(row, part), &first.at);
        } else if is_alone && is_remark(first.text.trim()) {
            self.note(None, &first.text, &first.at);
        } else if is_alone && first.text.trim_end().ends_with('。') {
            self.leave(&first.text, Because::Text, &first.at);
        } else if !holds_values && (!understood || left.len() == said.len()) {
            let because = if understood { Because::Row } else { Because::Table };
            self.leave(&printed(row), because, &first.at);
        } else {
            for cell in left {
                self.leave(&one_line(&cell.text), Because::Column, &cell.at);
            }
        }
    }

    fn is_taken(&self, cell: &Cell) -> bool {
        self.stated.is_figure(&cell.at) || matches!(self.cover(&cell.text, &cell.at), Cover::Whole)
    }

    /// Whether a cell only says which row it is: a year, a total, a plan or an actual.
    fn labels_row(&self, cell: &Cell) -> bool {
        let label = cell.text.as_str();
        years::only_year(label).is_some()
            || is_total(label)
            || effect_kind(label).is_some() && label.chars().count() <= 12
            || kind(label) == Kind::Difference
    }
}

fn is_blank(cell: &Cell) -> bool {
    cell.covered || is_nothing(&cell.text) || is_arrow(&cell.text)
}

/// A row as one text.
fn printed(row: &[Cell]) -> String {
    let said: Vec<String> = row
        .iter()
        .filter(|cell| !cell.is_blank())
        .map(|cell| one_line(&cell.text))
        .collect();
    said.join(" | ")
}

fn place(row: &[Cell]) -> gyokaku_core::document::Place {
    let first = row.iter().find(|cell| !cell.is_blank());
    first.map(|cell| cell.at.clone()).unwrap_or_default()
}

/// A row of a table of years: what stands below each year, with the year.
fn by_years(row: &[Cell], part: &Segment<'_>) -> String {
    let columns = part.head.as_ref().map_or(&[][..], |head| head.columns.as_slice());
    let said: Vec<String> = row
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_blank())
        .map(|(n, cell)| match columns.get(n).and_then(|column| column.year) {
            Some(year) => format!("{year}年度：{}", one_line(&cell.text)),
            None => one_line(&cell.text),
        })
        .collect();
    said.join(" ")
}
