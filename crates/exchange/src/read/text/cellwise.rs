//! Lines as cells, a cell a line: with the blank lines between cells or between rows left out, as pages of the web leave
//! them when they are copied.
//!
//! Not here: which cells make a table (`numbered`, `stacked`, `periodic`).

use gyokaku_core::document::{Cell, Place};

use super::{Printed, tags::plain};

/// How lines become cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parting {
    /// A line is a cell, and a blank line ends the table.
    Tight,
    /// A line is a cell, and blank lines say nothing.
    Loose,
    /// Blank lines part the cells; the lines between are one cell.
    Blank,
}

/// A cell with the lines that it takes.
#[derive(Clone, Debug)]
pub(super) struct Lone {
    /// The text, its lines parted by `\n`.
    pub(super) text: String,
    /// Its first line.
    pub(super) first: usize,
    /// The line after its last.
    pub(super) end: usize,
    number: u32,
}

impl Lone {
    /// As a cell of a grid.
    pub(super) fn cell(&self) -> Cell {
        Cell::new(plain(&self.text), Place::at_line(self.number, 1))
    }
}

/// The ways in which the lines from `start` on may be cells, the likeliest first.
pub(super) fn partings(lines: &[Printed<'_>], start: usize) -> &'static [Parting] {
    /// So many lines are looked at for a blank one.
    const NEAR: usize = 16;
    let is_blank = |i: usize| lines.get(i).is_some_and(Printed::is_blank);
    if is_blank(start) {
        &[]
    } else if is_blank(start + 1) {
        &[Parting::Blank, Parting::Loose]
    } else if (start..start + NEAR).any(is_blank) {
        &[Parting::Tight, Parting::Loose]
    } else {
        &[Parting::Tight]
    }
}

/// The cells from line `start` on.
pub(super) fn cells<'a>(
    lines: &'a [Printed<'_>],
    start: usize,
    parting: Parting,
) -> impl Iterator<Item = Lone> + 'a {
    let mut at = start;
    std::iter::from_fn(move || {
        if parting != Parting::Tight {
            while lines.get(at).is_some_and(Printed::is_blank) {
                at += 1;
            }
        }
        let first = at;
        let line = lines.get(first).filter(|line| !line.is_blank())?;
        let mut text = line.text.trim().to_owned();
        at += 1;
        if parting == Parting::Blank {
            while let Some(more) = lines
                .get(at)
                .filter(|line| !line.is_blank() && at - first < LONGEST)
            {
                text.push('\n');
                text.push_str(more.text.trim());
                at += 1;
            }
        }
        Some(Lone {
            text,
            first,
            end: at,
            number: line.number,
        })
    })
}

/// How many lines a cell may have.
const LONGEST: usize = 12;
