//! Tables that go on over pages: one table, its head once.
//!
//! A table goes on where it is the last of its page, the first of the next, and has the same columns at the
//! same places; lines between them that the page before had above its part count as repeated.

use std::collections::HashMap;

use crate::{Page, Piece, Row, Table};

use super::aligned::{LONGEST_HEAD, is_figure};

/// How far the edge of a column may move from page to page, in points.
const MOVES: f32 = 4.0;
/// How many lines may stand above a part and repeat.
const MOST_LINES: usize = 12;
/// How many rows a head has at most.
const DEEPEST_HEAD: usize = 5;

/// The left edges of the columns of each table, by page and piece.
#[derive(Default)]
pub(super) struct Edges(HashMap<(u32, usize), Vec<f32>>);

impl Edges {
    pub(super) fn push(&mut self, page: u32, piece: usize, columns: Vec<f32>) {
        self.0.insert((page, piece), columns);
    }
}

/// A table that may go on: the page and the piece where it begins, and where its last part is.
#[derive(Clone, Copy)]
struct Open {
    start: (usize, usize),
    last: (usize, usize),
}

/// Joins the tables of pages in order.
pub(super) fn join(pages: &mut [Page], edges: &Edges) {
    let mut open: Option<Open> = None;
    for page in 0..pages.len() {
        let (first, last) = (first_table(&pages[page]), last_table(&pages[page]));
        let next = first.map(|piece| (page, piece));
        let part = open
            .zip(next)
            .filter(|(open, next)| goes_on(pages, *open, *next, edges));
        let start = match part {
            Some((open, next)) => {
                append(pages, open.start, next);
                if last == first { Some(open.start) } else { None }
            }
            None => None,
        };
        open = last.map(|piece| Open {
            start: start.unwrap_or((page, piece)),
            last: (page, piece),
        });
    }
    for page in pages {
        page.pieces.retain(|piece| match piece {
            Piece::Table(table) => !table.rows.is_empty(),
            Piece::Line(line) => !line.text.is_empty(),
        });
    }
}

fn table(page: &Page, piece: usize) -> Option<&Table> {
    match page.pieces.get(piece) {
        Some(Piece::Table(table)) => Some(table),
        _ => None,
    }
}

/// The first table of a page.
fn first_table(page: &Page) -> Option<usize> {
    page.pieces
        .iter()
        .position(|piece| matches!(piece, Piece::Table(_)))
}

/// The last table of a page with nothing below it.
fn last_table(page: &Page) -> Option<usize> {
    let last = page.pieces.len().checked_sub(1)?;
    table(page, last).map(|_| last)
}

fn goes_on(pages: &[Page], open: Open, next: (usize, usize), edges: &Edges) -> bool {
    let key = |(page, piece): (usize, usize)| (pages[page].number, piece);
    let (Some(before), Some(behind)) = (edges.0.get(&key(open.last)), edges.0.get(&key(next))) else {
        return false;
    };
    let same = before.len() == behind.len() && before.iter().zip(behind).all(|(a, b)| (a - b).abs() <= MOVES);
    let is_ruled = |at: (usize, usize)| table(&pages[at.0], at.1).map(|table| table.ruled);
    let (Some(whole), Some(part)) = (
        table(&pages[open.start.0], open.start.1),
        table(&pages[next.0], next.1),
    ) else {
        return false;
    };
    same && next.1 <= MOST_LINES
        && is_ruled(open.start) == is_ruled(next)
        && (repeated_head(&whole.rows, &part.rows) > 0 || begins_with_a_row(&whole.rows, &part.rows))
        && pages[next.0].pieces[..next.1]
            .iter()
            .all(|piece| is_above(pages, open.start, piece))
}

/// Whether a line stands above the beginning of a table as well.
fn is_above(pages: &[Page], start: (usize, usize), piece: &Piece) -> bool {
    let Piece::Line(line) = piece else { return false };
    let mut above = pages[start.0].pieces[..start.1].iter();
    above.any(|other| matches!(other, Piece::Line(other) if other.text == line.text))
}

/// Moves the rows of a part to the table that it goes on with, without the head and the lines that repeat. What
/// was moved stays as an empty piece, so that all others keep their number.
fn append(pages: &mut [Page], start: (usize, usize), next: (usize, usize)) {
    let mut moved = Vec::new();
    for piece in &mut pages[next.0].pieces[..next.1] {
        if let Piece::Line(line) = piece {
            moved.push(std::mem::take(&mut line.text));
        }
    }
    pages[next.0].furniture.extend(moved);
    let Some(Piece::Table(part)) = pages[next.0].pieces.get_mut(next.1) else {
        return;
    };
    let part = std::mem::take(&mut part.rows);
    if let Some(Piece::Table(table)) = pages[start.0].pieces.get_mut(start.1) {
        let repeated = repeated_head(&table.rows, &part);
        table.rows.extend(part.into_iter().skip(repeated));
    }
}

/// Whether a part without the head of the table begins with a row like the others, and not with a head of its own: it
/// has a figure where they have figures, or a long text where they have such.
fn begins_with_a_row(whole: &[Row], part: &[Row]) -> bool {
    let Some(first) = part.first() else { return false };
    let body = &whole[1.min(whole.len())..];
    let is_like = |likes: fn(&str) -> bool| {
        first.cells.iter().enumerate().any(|(column, cell)| {
            let said = || {
                body.iter()
                    .filter_map(|row| row.cells.get(column))
                    .filter(|cell| !cell.text.is_empty())
            };
            let like = said().filter(|cell| likes(&cell.text)).count();
            like * 2 > said().count() && likes(&cell.text)
        })
    };
    is_like(is_figure) || is_like(|text| text.chars().count() > LONGEST_HEAD)
}

/// How many rows of a part repeat the head of the table.
fn repeated_head(head: &[Row], part: &[Row]) -> usize {
    let same = |(a, b): &(&Row, &Row)| {
        a.cells
            .iter()
            .map(|cell| &cell.text)
            .eq(b.cells.iter().map(|cell| &cell.text))
    };
    head.iter().zip(part).take(DEEPEST_HEAD).take_while(same).count()
}
