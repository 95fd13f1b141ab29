//! Text, most often taken out of a PDF, laid out as headings, paragraphs, lists and grids.
//!
//! Works by form alone: tabs, bars, runs of spaces, marks in front of a line, tags. Not here: what
//! a heading or a column means (`understand`), and how bytes became text (`bytes`).

use gyokaku_core::document::{Block, Document, Format, Grid, Line, Place};
use gyokaku_core::text::is_invisible;

use super::touching::parted;

mod aligned;
mod barred;
mod boxes;
mod cellwise;
mod drawn;
mod line;
mod numbered;
mod periodic;
mod spaced;
mod stacked;
mod tabbed;
mod tags;
mod values;
mod wide;
mod worded;

pub use tags::plain;

/// One printed line with its number and what kind of line it looks like.
struct Printed<'a> {
    number: u32,
    text: &'a str,
}

impl Printed<'_> {
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn at(&self) -> Place {
        Place::line(self.number)
    }
}

/// Lays out a text. Every line becomes part of exactly one block; nothing is dropped but blank
/// lines, rules of dashes and characters that show nothing.
pub fn layout(name: &str, text: &str) -> Document {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let visible = boxes::as_bars(&visible);
    let visible = drawn::together(&visible);
    let printed: Vec<Printed<'_>> = visible
        .split('\n')
        .enumerate()
        .map(|(i, text)| Printed {
            number: i as u32 + 1,
            text: text.trim_end_matches('\r'),
        })
        .collect();
    let mut blocks = Vec::new();
    let mut i = 0;
    while i < printed.len() {
        let register = worded::table(&printed, i).or_else(|| numbered::table(&printed, i));
        if let Some((register, next)) = register {
            blocks.extend(register);
            i = next.max(i + 1);
            continue;
        }
        let table = tabbed::table(&printed, i)
            .or_else(|| barred::table(&printed, i))
            .or_else(|| by_spaces(&printed, i));
        if let Some((grid, next)) = table {
            if !grid.rows.is_empty() {
                blocks.extend(parted(grid).into_iter().map(Block::Table));
            }
            i = next.max(i + 1);
            continue;
        }
        line::blocks(&printed[i], &mut blocks);
        i += 1;
    }
    let lines = printed
        .iter()
        .map(|p| Line {
            text: p.text.to_owned(),
            at: p.at(),
        })
        .collect();
    Document {
        name: name.to_owned(),
        format: Format::Text,
        lines,
        blocks,
        ..Document::default()
    }
}

/// The table of words parted by spaces that starts at a line, and the line after it. Where words alone tell of a
/// table, their places are asked as well: they read on where a name is of several words, and fit the head to the rows.
fn by_spaces(lines: &[Printed<'_>], start: usize) -> Option<(Grid, usize)> {
    let by_place = aligned::table(lines, start);
    if let Some(table) = by_place.as_ref().filter(|table| !table.is_plain) {
        return Some((table.grid.clone(), table.end));
    }
    let by_words = wide::table(lines, start)
        .or_else(|| spaced::table(lines, start))
        .or_else(|| stacked::table(lines, start))
        .or_else(|| periodic::table(lines, start));
    match (by_place, by_words) {
        (Some(place), Some((grid, end))) if place.end < end || place.end == end && is_headed(&grid) => {
            Some((grid, end))
        }
        (Some(place), _) => Some((place.grid, place.end)),
        (None, words) => words,
    }
}

/// Whether the first row of a grid is as wide as any.
fn is_headed(grid: &Grid) -> bool {
    let widest = grid.rows.iter().map(Vec::len).max();
    grid.rows.first().map(Vec::len) == widest
}

#[cfg(test)]
mod tests;
