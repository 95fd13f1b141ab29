//! Where a figure stands that was printed inside a cell.
//!
//! Not here: places of cells, which the readers know.

use super::taking_apart::Reader;
use crate::document::{Cell, Place, Spot};
use crate::figure::Figure;

impl Reader<'_> {
    /// The place of a figure inside a cell.
    pub(crate) fn within(&self, cell: &Cell, figure: &Figure, stated: &str) -> Place {
        let Spot::Line { line, column } = cell.at.spot else {
            return cell.at.clone();
        };
        let Some(before) = cell.text.get(..figure.range.start) else {
            return cell.at.clone();
        };
        let breaks = before.matches('\n').count();
        let offset = before.chars().count() as u32;
        let guess = Place::at_line(line, column.max(1) + offset);
        let Some(text) = self.lines.get(&line).filter(|t| t.len() < 12_000) else {
            return guess;
        };
        let found = |text: &str, from: u32| -> Option<u32> {
            let start: usize = text
                .char_indices()
                .nth(from.saturating_sub(1) as usize)
                .map(|(i, _)| i)?;
            let at = text[start..].find(stated)?;
            Some(from + text[start..start + at].chars().count() as u32)
        };
        if breaks == 0
            && text
                .chars()
                .skip((column.max(1) + offset - 1) as usize)
                .zip(stated.chars())
                .all(|(a, b)| a == b)
        {
            return guess;
        }
        // The cell lost its tags, or goes on in one of the next lines.
        let same = found(text, column.max(1) + if breaks == 0 { 0 } else { 1 });
        let below = || {
            (1..=3u32).find_map(|n| {
                Some((
                    line + n,
                    found(self.lines.get(&(line + n)).filter(|t| t.len() < 12_000)?, 1)?,
                ))
            })
        };
        match same
            .map(|column| (line, column))
            .or_else(|| (breaks > 0).then(below).flatten())
        {
            Some((line, column)) => Place::at_line(line, column),
            None => guess,
        }
    }

    /// The place of a figure in a long cell: found by the words around it.
    pub(crate) fn within_words(&self, each: &Cell, text: &str, figure: &Figure, at: &Place) -> Place {
        let Spot::Line { line, column } = each.at.spot else {
            return at.clone();
        };
        let Some(whole) = self.lines.get(&line).filter(|t| t.len() < 12_000) else {
            return Place::at_line(line, column);
        };
        let mut start = figure.range.start;
        for _ in 0..4 {
            start = text[..start].char_indices().next_back().map_or(0, |(i, _)| i);
        }
        let lead = text[start..figure.range.start].chars().count() as u32;
        let words = &text[start..figure.range.end];
        let from = whole
            .char_indices()
            .nth(column.saturating_sub(1) as usize)
            .map_or(0, |(i, _)| i);
        match whole[from..].find(words) {
            Some(found) => Place::at_line(
                line,
                column.max(1) + whole[from..from + found].chars().count() as u32 + lead,
            ),
            None => Place::at_line(line, column),
        }
    }
}
