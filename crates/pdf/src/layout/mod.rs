//! Sheets → pages in the order of reading: tables first, what is left is lines.
//!
//! A table that is not sure stays lines: a wrong table is worse. Not here: what any of it means.

mod aligned;
mod cell;
mod columns;
mod flow;
mod furniture;
mod joined;
mod line;
mod ruled;
mod ruling;
mod struck;

use crate::budget::Budget;
use crate::glyph::{Area, Glyph, Sheet};
use crate::{Fault, Page, Piece, Table, TextLine};

use flow::Flow;
use line::Line;

/// Something on a page, with where it stands.
#[derive(Clone, Debug)]
struct Placed {
    area: Area,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Line(TextLine),
    /// A table and the left edges of its columns.
    Table(Table, Vec<f32>),
}

/// A page of which it is not yet known what other pages repeat.
struct Draft {
    number: u32,
    height: f32,
    placed: Vec<Placed>,
    /// Text at an angle, as a watermark.
    aslant: Vec<String>,
    struck: Vec<String>,
    is_picture: bool,
}

/// The pages so far.
#[derive(Default)]
pub(crate) struct Pages {
    drafts: Vec<Draft>,
}

impl Pages {
    /// Lays out a sheet as the next page.
    pub(crate) fn push(&mut self, mut sheet: Sheet, budget: &Budget) -> Result<(), Fault> {
        budget.in_time()?;
        let number = self.drafts.len() as u32 + 1;
        let glyphs = std::mem::take(&mut sheet.glyphs);
        let is_picture = sheet.pictures > 0 && glyphs.iter().all(Glyph::is_space);
        let (glyphs, struck) = struck::parted(&sheet, glyphs);
        let (tables, rest) = ruled::tables(&sheet, glyphs, number, budget)?;
        let (placed, aslant) = in_order(tables, rest, number);
        self.drafts.push(Draft {
            number,
            height: sheet.height,
            placed,
            aslant,
            struck,
            is_picture,
        });
        Ok(())
    }

    /// The pages, without what repeats on them, and with the tables that go on over them in one piece.
    pub(crate) fn finish(self) -> Vec<Page> {
        let furniture = furniture::of(&self.drafts);
        let mut pages = Vec::with_capacity(self.drafts.len());
        let mut edges = joined::Edges::default();
        for (draft, repeated) in self.drafts.into_iter().zip(furniture) {
            let mut page = Page {
                number: draft.number,
                furniture: draft.aslant,
                struck: draft.struck,
                is_picture: draft.is_picture,
                ..Page::default()
            };
            let mut tables = 0;
            for (placed, repeats) in draft.placed.into_iter().zip(repeated) {
                match placed.what {
                    What::Line(line) if repeats => page.furniture.push(line.text),
                    What::Line(line) => page.pieces.push(Piece::Line(line)),
                    What::Table(mut table, columns) => {
                        tables += 1;
                        table.rows.iter_mut().for_each(|row| row.table = tables);
                        edges.push(page.number, page.pieces.len(), columns);
                        page.pieces.push(Piece::Table(table));
                    }
                }
            }
            pages.push(page);
        }
        joined::join(&mut pages, &edges);
        pages
    }
}

/// What is on a page, in the order of reading, and what stands at an angle.
fn in_order(tables: Vec<Placed>, glyphs: Vec<Glyph>, page: u32) -> (Vec<Placed>, Vec<String>) {
    let (mut across, mut others) = (Vec::new(), Vec::new());
    for glyph in glyphs {
        match Flow::of(&glyph) {
            Flow::Across => across.push(glyph),
            flow => others.push((flow, glyph)),
        }
    }
    let mut placed = columns::in_order(tables, across, page);
    let mut aslant = Vec::new();
    for flow in [Flow::Down, Flow::Up, Flow::Over, Flow::Slanted] {
        let turned: Vec<Glyph> = others
            .iter()
            .filter(|(other, _)| *other == flow)
            .map(|(_, glyph)| flow.upright(glyph.clone()))
            .collect();
        let lines = line::lines(turned);
        match flow {
            Flow::Slanted => aslant.extend(lines.iter().map(Line::text)),
            _ => insert(&mut placed, block(&lines, flow)),
        }
    }
    (placed, aslant)
}

/// Lines that are not written across, as one block.
fn block(lines: &[Line], flow: Flow) -> Vec<Placed> {
    let lines = lines.iter().filter(|line| !line.text().is_empty());
    let placed = lines.map(|line| {
        let area = flow.back(line.area);
        Placed {
            area,
            what: What::Line(line.told(area)),
        }
    });
    placed.collect()
}

/// Puts a block where its upper edge is.
fn insert(placed: &mut Vec<Placed>, block: Vec<Placed>) {
    let top = block.iter().map(|p| p.area.top).fold(f32::MAX, f32::min);
    let at = placed
        .iter()
        .position(|p| p.area.top > top)
        .unwrap_or(placed.len());
    placed.splice(at..at, block);
}
