//! The tables of a document, each with its head (its own, or that of the table it continues) and
//! with what stands above it.
//!
//! Not here: what a table means.

use std::rc::Rc;

use gyokaku_core::document::{Block, Cell, Document, GridForm};
use gyokaku_core::fiscal_year::{FiscalYear, mentions};
use gyokaku_core::money::Unit;
use gyokaku_core::text::fold;

use super::flow::{self, Form, Text};
use crate::read::understand::words::speech::{occasion, reports};
use gyokaku_core::labels::year::squeezed;
use gyokaku_core::tabular::unit::InForce;
use gyokaku_core::tabular::{Column, Head, segments};

/// A table: one head and the rows under it.
#[derive(Clone, Debug)]
pub(crate) struct Table<'a> {
    /// The head in force.
    pub(crate) head: Option<Rc<Head>>,
    /// Texts inside the grid above the head.
    pub(crate) titles: Vec<&'a Cell>,
    /// The rows.
    pub(crate) rows: Vec<&'a [Cell]>,
    /// Running text since the table before.
    pub(crate) captions: Vec<Text<'a>>,
    /// Headings in force, highest first.
    pub(crate) headings: Vec<(u8, &'a str)>,
    /// The unit declared last above it or in its head.
    pub(crate) unit: Option<Unit>,
    /// How its grid was found.
    pub(crate) form: GridForm,
    /// Whether the document reports results.
    pub(crate) reports: bool,
}

impl Table<'_> {
    /// The texts that speak about the table, nearest first: titles in the grid, captions, headings.
    pub(crate) fn about(&self) -> impl Iterator<Item = &str> {
        let titles = self.titles.iter().rev().map(|c| c.text.as_str());
        let captions = self
            .captions
            .iter()
            .rev()
            .filter(|t| t.may_head())
            .map(|t| t.text);
        // What stands far above does not speak of this table.
        titles
            .chain(captions)
            .take(12)
            .chain(self.headings.iter().rev().map(|(_, t)| *t))
    }

    /// The occasion on which the amounts of the table were stated: 計画策定時点, 令和6年度時点.
    pub(crate) fn vintage(&self) -> Option<String> {
        self.about().find_map(occasion)
    }

    /// The fiscal year that the table speaks of, where a text above says one with 進捗, 実績 or 評価, or only one.
    pub(crate) fn year(&self) -> Option<FiscalYear> {
        self.about().find_map(|text| {
            let folded = fold(text);
            let speaks = reports(&folded)
                || ["評価", "達成", "効果額"].iter().any(|w| folded.contains(w))
                || text.chars().count() <= 12;
            let found = mentions(&squeezed(text));
            match found.as_slice() {
                [one] if speaks => one.fiscal_year(),
                _ => None,
            }
        })
    }

    /// The only fiscal year that the heads name.
    pub(crate) fn only_year_of_heads(&self) -> Option<FiscalYear> {
        let mut years = self.columns().iter().filter_map(|c| c.year);
        let first = years.next()?;
        years.all(|y| y == first).then_some(first)
    }

    /// The head, or an empty one.
    pub(crate) fn columns(&self) -> &[Column] {
        self.head.as_ref().map_or(&[], |h| h.columns.as_slice())
    }
}

/// All tables, in order.
pub(crate) fn tables(document: &Document) -> Vec<Table<'_>> {
    let mut out: Vec<Table<'_>> = Vec::new();
    let mut headings: Vec<(u8, &str)> = Vec::new();
    let mut captions: Vec<Text<'_>> = Vec::new();
    let reports = flow::texts(document)
        .take(4)
        .filter(Text::may_head)
        .any(|t| reports(t.text));
    let mut unit = InForce::default();
    let mut last: Option<Rc<Head>> = None;
    for (number, block) in document.blocks.iter().enumerate() {
        let Block::Table(grid) = block else {
            if let Some(text) = flow::text(block, number) {
                if let Form::Heading(level) = text.form {
                    headings.retain(|(l, _)| *l < level);
                    headings.push((level, text.text));
                }
                unit.read(text.text);
                captions.push(text);
            }
            continue;
        };
        for segment in segments(grid) {
            for title in &segment.titles {
                unit.read(&title.text);
            }
            let head = match segment.head {
                Some(own) => Some(Rc::new(own)),
                // A table without a head goes on where the one above of the same width ended.
                None => last.clone().filter(|h| continues(h, &segment.rows)),
            };
            last.clone_from(&head);
            let columns = head.as_ref().map_or(&[][..], |h| h.columns.as_slice());
            let unit = unit.of_table(columns, &document.blocks[number + 1..]);
            out.push(Table {
                head,
                titles: segment.titles,
                rows: segment.rows,
                captions: std::mem::take(&mut captions),
                headings: headings.clone(),
                unit,
                form: grid.form,
                reports,
            });
        }
    }
    out
}

fn continues(head: &Head, rows: &[&[Cell]]) -> bool {
    let width = head.width();
    let widest = rows.iter().map(|row| said(row)).max().unwrap_or(0);
    width >= 3 && widest <= width + 1 && widest + 1 >= width
}

/// How many columns a row has up to its last cell that says something.
pub(crate) fn said(row: &[Cell]) -> usize {
    row.iter().rposition(|c| !c.is_blank()).map_or(0, |last| last + 1)
}
