//! Documents that flow, with text and tables in turn (Word, web pages) → [`Document`].
//!
//! Text between two tables follows the rules of text, tables those of sheets. Text has the places of lines,
//! counted over the whole document, until the document is understood ([`Document::pages`]); a table has a number.
//! Not here: files, and what is hidden in them.

use gyokaku_core::document::{Block, Document, Format, Line, Oddity, OddityKind, PageStart, Place, Spot};

use super::csv::is_figure;
use super::error::NotADocument;
use super::limits::{LONGEST, MOST_LINES, MOST_TEXT};
use super::rows::{self, Merge, SheetCell, SheetRow};
use super::text;

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FlowCell {
    /// From 0.
    pub(super) row: u32,
    /// From 0.
    pub(super) column: u32,
    /// How many rows it covers.
    pub(super) rows: u32,
    /// How many columns it covers.
    pub(super) columns: u32,
    pub(super) text: String,
    /// What is struck out in it.
    pub(super) struck: String,
}

/// A document whose text and tables are still coming.
pub(super) struct Flow {
    document: Document,
    /// Lines of text since the last table.
    run: Vec<String>,
    /// How many lines were said before them.
    before: u32,
    tables: u32,
    /// Rows of tables and cells so far.
    rows: usize,
    cells: usize,
    text: usize,
}

impl Flow {
    pub(super) fn of(name: &str, format: Format) -> Self {
        Self {
            document: Document {
                name: name.to_owned(),
                format,
                pages: vec![PageStart { page: 0, line: 1 }],
                ..Document::default()
            },
            run: Vec::new(),
            before: 0,
            tables: 0,
            rows: 0,
            cells: 0,
            text: 0,
        }
    }

    /// The number of the next line, from 1.
    fn next_line(&self) -> u32 {
        self.before + self.run.len() as u32 + 1
    }

    /// Adds a paragraph; a blank one parts what stands around it.
    pub(super) fn line(&mut self, text: &str) -> Result<(), NotADocument> {
        for line in text.split('\n') {
            self.one_more()?;
            let at = Place::line(self.next_line());
            self.spend(line, || at)?;
            self.run.push(line.to_owned());
        }
        Ok(())
    }

    /// Adds what is struck out of the paragraph that comes next.
    pub(super) fn struck(&mut self, text: &str) {
        let at = Place::line(self.next_line());
        self.strike(text, at);
    }

    fn strike(&mut self, text: &str, at: Place) {
        if !text.trim().is_empty() {
            self.document.oddities.push(Oddity {
                kind: OddityKind::StruckOut,
                text: text.trim().to_owned(),
                at,
            });
        }
    }

    /// One more line or row.
    fn one_more(&self) -> Result<(), NotADocument> {
        if self.next_line() as usize + self.rows > MOST_LINES {
            return Err(NotADocument::TooManyLines { limit: MOST_LINES });
        }
        Ok(())
    }

    fn spend(&mut self, text: &str, at: impl FnOnce() -> Place) -> Result<(), NotADocument> {
        if text.len() > LONGEST && text.chars().count() > LONGEST {
            return Err(NotADocument::TooLong {
                at: at(),
                limit: LONGEST,
            });
        }
        self.text = self.text.saturating_add(text.len());
        if self.text > MOST_TEXT {
            return Err(NotADocument::TooLarge {
                bytes: self.text,
                limit: MOST_TEXT,
            });
        }
        Ok(())
    }

    /// Adds a table. Its cells come by row and column.
    pub(super) fn table(&mut self, cells: Vec<FlowCell>) -> Result<(), NotADocument> {
        self.close_run();
        self.tables += 1;
        let table = self.tables;
        let place = |row: u32, column: u32| {
            Place::from(Spot::Page {
                page: 0,
                table,
                row: row.saturating_add(1),
                column,
            })
        };
        let (mut rows, mut merges): (Vec<SheetRow>, Vec<Merge>) = (Vec::new(), Vec::new());
        for cell in cells {
            let (row, column) = (cell.row, cell.column);
            self.spend(&cell.text, || place(row, column + 1))?;
            self.strike(&cell.struck, place(row, column + 1));
            if cell.rows > 1 || cell.columns > 1 {
                merges.push(Merge {
                    top: row,
                    left: column,
                    bottom: row.saturating_add(cell.rows.max(1) - 1),
                    right: column.saturating_add(cell.columns.max(1) - 1),
                });
            }
            if cell.text.trim().is_empty() {
                continue;
            }
            let shown = SheetCell {
                column,
                figure: is_figure(&cell.text),
                text: cell.text,
                exact: None,
            };
            match rows.last_mut().filter(|last| last.row == row) {
                Some(last) => last.cells.push(shown),
                None => {
                    self.one_more()?;
                    self.rows += 1;
                    rows.push(SheetRow {
                        row,
                        cells: vec![shown],
                    });
                }
            }
        }
        let (blocks, lines) = (self.document.blocks.len(), self.document.lines.len());
        self.cells = rows::layout_after(self.cells, "", rows, merges, &mut self.document)?;
        for line in &mut self.document.lines[lines..] {
            if let Spot::Cell { row, .. } = line.at.spot {
                line.at = place(row, 0);
            }
        }
        each_place(&mut self.document.blocks[blocks..], |at| {
            if let Spot::Cell { row, column, .. } = at.spot {
                *at = place(row, column + 1);
            }
        });
        Ok(())
    }

    /// Lays out the text since the last table. Tables in it are believed where tabs part their columns, since
    /// these documents have cells for the others.
    fn close_run(&mut self) {
        let (run, before) = (std::mem::take(&mut self.run), self.before);
        self.before += run.len() as u32;
        let is_table = |block: &Block| matches!(block, Block::Table(_));
        let mut found = text::layout("", &run.join("\n")).blocks;
        if found.iter().any(is_table) && !run.iter().any(|line| line.contains('\t')) {
            found = (0..).zip(&run).flat_map(|(i, line)| one(line, i)).collect();
        }
        each_place(&mut found, |at| {
            if let Spot::Line { line, column } = at.spot {
                *at = Place::at_line(line + before, column);
            }
        });
        self.document.blocks.extend(found);
        let lines = (before + 1..).zip(run).map(|(number, text)| Line {
            text,
            at: Place::line(number),
        });
        self.document.lines.extend(lines);
    }

    /// The document.
    ///
    /// # Errors
    /// Where nothing is said in it.
    pub(super) fn end(mut self) -> Result<Document, NotADocument> {
        self.close_run();
        if self.document.blocks.is_empty() {
            return Err(NotADocument::Blank);
        }
        Ok(self.document)
    }
}

/// A line by itself; `before` is how many lines stand before it.
fn one(line: &str, before: u32) -> Vec<Block> {
    let mut found = text::layout("", line).blocks;
    each_place(&mut found, |at| *at = Place::line(before + 1));
    found
}

fn each_place(blocks: &mut [Block], mut on: impl FnMut(&mut Place)) {
    for block in blocks {
        match block {
            Block::Heading { at, .. } | Block::Paragraph { at, .. } | Block::ListItem { at, .. } => on(at),
            Block::Table(grid) => {
                for cell in grid.rows.iter_mut().flatten() {
                    on(&mut cell.at);
                }
            }
        }
    }
}
