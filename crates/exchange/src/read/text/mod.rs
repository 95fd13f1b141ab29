//! Text, most often taken out of a PDF, laid out as headings, paragraphs, lists and grids.
//!
//! Works by form alone: tabs, bars, runs of spaces, marks in front of a line, tags. Not here: what
//! a heading or a column means (`understand`), and how bytes became text (`bytes`).

use gyokaku_core::document::{Block, Document, Format, Line, Place};
use gyokaku_core::text::is_invisible;

use super::touching::parted;

mod aligned;
mod barred;
mod boxes;
mod cellwise;
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
            .or_else(|| aligned::table(&printed, i))
            .or_else(|| wide::table(&printed, i))
            .or_else(|| spaced::table(&printed, i))
            .or_else(|| stacked::table(&printed, i))
            .or_else(|| periodic::table(&printed, i));
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

#[cfg(test)]
mod tests;
