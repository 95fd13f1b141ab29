//! PDF → [`Document`]: the lines between its tables are laid out as any text, with what size and weight add.
//!
//! A line that is set larger than the running text, or bold, is a heading unless a mark in front of it says
//! otherwise. While the document is understood its lines are counted through; where its pages begin is kept.
//! Not here: where lines and tables are on a page (`gyokaku_pdf`).

use gyokaku_core::document::{
    Block, Cell, Document, Format, Grid, GridForm, Line, Oddity, OddityKind, PageStart, Place, Spot,
};
use gyokaku_pdf::{Fault, Limits, Page, Piece, Row, Table, TextLine};

use super::bytes::clean;
use super::error::NotADocument;
use super::limits::{LONGEST, MOST_CELLS, MOST_LINES};
use super::text;
use super::touching::parted;

/// Stands for a glyph that nothing in the file names.
const UNNAMED: char = '〓';

/// Reads a PDF.
///
/// # Errors
/// Says why it gives no text.
pub(super) fn document(name: &str, bytes: &[u8]) -> Result<Document, NotADocument> {
    let limits = Limits::default();
    let pages = gyokaku_pdf::read(bytes.to_vec(), limits).map_err(refused)?;
    let mut layout = Layout {
        headings: Headings::of(&pages),
        open: Vec::new(),
        lines: 0,
        cells: 0,
        document: Document {
            name: name.to_owned(),
            format: Format::Pdf,
            ..Document::default()
        },
    };
    for page in pages {
        layout.page(page)?;
    }
    layout.close();
    match layout.document.blocks.is_empty() {
        true => Err(NotADocument::Blank),
        false => Ok(layout.document),
    }
}

fn refused(fault: Fault) -> NotADocument {
    match fault {
        Fault::Broken => NotADocument::BrokenPdf,
        Fault::Encrypted => NotADocument::LockedPdf,
        Fault::Scanned => NotADocument::ScannedPdf,
        Fault::Blank => NotADocument::Blank,
        Fault::Unnamed => NotADocument::UnnamedPdf,
        Fault::TooManyPages(limit) => NotADocument::TooManyPages { limit },
        Fault::TooMuch | Fault::TooSlow => NotADocument::HugePdf,
    }
}

struct Layout {
    headings: Headings,
    /// Lines of running text that no table and no heading has ended, each with its number.
    open: Vec<(u32, String)>,
    /// How many lines of text there are so far.
    lines: u32,
    cells: usize,
    document: Document,
}

impl Layout {
    fn page(&mut self, page: Page) -> Result<(), NotADocument> {
        self.document.pages.push(PageStart {
            page: page.number,
            line: self.lines + 1,
        });
        let odd = |kind, text| Oddity {
            kind,
            text,
            at: of_page(page.number, 0, 1, 0),
        };
        let struck = page
            .struck
            .iter()
            .map(|text| odd(OddityKind::StruckOut, clean(text)));
        self.document.oddities.extend(struck);
        if page.is_picture {
            let whole = format!("{}ページ", page.number);
            self.document.oddities.push(odd(OddityKind::Picture, whole));
        }
        for piece in page.pieces {
            match piece {
                Piece::Line(line) => self.line(&line)?,
                Piece::Table(table) => self.table(table)?,
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &TextLine) -> Result<(), NotADocument> {
        self.lines += 1;
        let text = clean(&line.text).replace('\n', " ");
        let at = Place::line(self.lines);
        if self.lines as usize > MOST_LINES {
            return Err(NotADocument::TooManyLines { limit: MOST_LINES });
        }
        self.told(&text, &at)?;
        self.document.lines.push(Line {
            text: text.clone(),
            at,
        });
        let Some(level) = self.headings.level(line) else {
            self.open.push((self.lines, text));
            return Ok(());
        };
        self.close();
        self.open.push((self.lines, text));
        let from = self.document.blocks.len();
        self.close();
        for block in &mut self.document.blocks[from..] {
            match block {
                Block::Paragraph { text, at } => {
                    let (text, at) = (std::mem::take(text), at.clone());
                    *block = Block::Heading { level, text, at };
                }
                Block::Heading { level: by_mark, .. } => *by_mark = level,
                Block::ListItem { .. } | Block::Table(_) => {}
            }
        }
        Ok(())
    }

    /// Lays out the lines that are open.
    fn close(&mut self) {
        let open = std::mem::take(&mut self.open);
        let whole: Vec<&str> = open.iter().map(|(_, text)| text.as_str()).collect();
        let found = text::layout("", &whole.join("\n")).blocks;
        let deeper = self.headings.sizes();
        let numbers: Vec<u32> = open.iter().map(|(number, _)| *number).collect();
        let settle = |at: &mut Place| {
            if let Spot::Line { line, .. } = &mut at.spot {
                *line = numbers
                    .get(line.saturating_sub(1) as usize)
                    .copied()
                    .unwrap_or(*line);
            }
        };
        self.document.blocks.extend(found.into_iter().map(|mut block| {
            match &mut block {
                Block::Heading { level, at, .. } => {
                    *level = level.saturating_add(deeper);
                    settle(at);
                }
                Block::Paragraph { at, .. } | Block::ListItem { at, .. } => settle(at),
                Block::Table(grid) => grid
                    .rows
                    .iter_mut()
                    .flatten()
                    .for_each(|cell| settle(&mut cell.at)),
            }
            block
        }));
    }

    fn table(&mut self, table: Table) -> Result<(), NotADocument> {
        self.close();
        let width = table.rows.first().map_or(0, |row| row.cells.len());
        self.cells = self.cells.saturating_add(table.rows.len().saturating_mul(width));
        let mut grid = Grid {
            rows: Vec::with_capacity(table.rows.len()),
            form: if table.ruled {
                GridForm::Ruled
            } else {
                GridForm::Spaced
            },
        };
        for row in table.rows {
            let at = of_page(row.page, row.table, row.row, 0);
            if self.cells > MOST_CELLS {
                return Err(NotADocument::TooManyCells {
                    place: format!("{}ページ", row.page),
                    limit: MOST_CELLS,
                });
            }
            let cells = cells(row);
            let line: Vec<String> = cells.iter().map(|cell| cell.text.replace('\n', " ")).collect();
            let line = line.join("\t").trim_end_matches('\t').to_owned();
            self.told(&line, &at)?;
            self.document.lines.push(Line { text: line, at });
            grid.rows.push(cells);
        }
        self.document
            .blocks
            .extend(parted(grid).into_iter().map(Block::Table));
        Ok(())
    }

    /// Refuses a text that is too long, and tells of glyphs in it that have no name.
    fn told(&mut self, text: &str, at: &Place) -> Result<(), NotADocument> {
        if text.len() > LONGEST && text.chars().count() > LONGEST {
            return Err(NotADocument::TooLong {
                at: at.clone(),
                limit: LONGEST,
            });
        }
        if text.contains(UNNAMED) {
            self.document.oddities.push(Oddity {
                kind: OddityKind::Unnamed,
                text: text.replace('\t', " "),
                at: at.clone(),
            });
        }
        Ok(())
    }
}

fn of_page(page: u32, table: u32, row: u32, column: u32) -> Place {
    Spot::Page {
        page,
        table,
        row,
        column,
    }
    .into()
}

fn cells(row: Row) -> Vec<Cell> {
    let (page, table, number) = (row.page, row.table, row.row);
    let cell = |(i, cell): (usize, gyokaku_pdf::Cell)| Cell {
        columns: cell.columns,
        rows: cell.rows,
        covered: cell.covered,
        ..Cell::new(clean(&cell.text), of_page(page, table, number, i as u32 + 1))
    };
    row.cells.into_iter().enumerate().map(cell).collect()
}

/// By what a heading is known: sizes above that of the running text.
struct Headings {
    /// The size of the running text, in quarters of a point.
    body: u32,
    /// The larger sizes of short lines, the largest first, in quarters of a point.
    larger: Vec<u32>,
}

/// A heading has at most so many characters.
const LONGEST_HEADING: usize = 60;

impl Headings {
    fn of(pages: &[Page]) -> Self {
        let lines = || {
            pages
                .iter()
                .flat_map(|page| &page.pieces)
                .filter_map(|piece| match piece {
                    Piece::Line(line) => Some(line),
                    Piece::Table(_) => None,
                })
        };
        let mut said: std::collections::BTreeMap<u32, usize> = Default::default();
        for line in lines() {
            *said.entry(quarters(line)).or_default() += line.text.chars().count();
        }
        let body = said
            .iter()
            .max_by_key(|(_, characters)| **characters)
            .map_or(0, |(size, _)| *size);
        let mut larger: Vec<u32> = lines()
            .filter(|line| is_short(line))
            .map(quarters)
            .filter(|size| size * 20 >= body * 23)
            .collect();
        larger.sort_unstable_by(|a, b| b.cmp(a));
        larger.dedup();
        Self { body, larger }
    }

    /// How many sizes of headings there are.
    fn sizes(&self) -> u8 {
        self.larger.len().min(6) as u8
    }

    /// The level of a line that is a heading by its size or weight.
    fn level(&self, line: &TextLine) -> Option<u8> {
        if !is_short(line) {
            return None;
        }
        match self.larger.binary_search_by(|size| quarters(line).cmp(size)) {
            Ok(at) => Some(at.min(5) as u8 + 1),
            Err(_) => (line.bold && quarters(line) >= self.body).then(|| self.sizes() + 1),
        }
    }
}

fn quarters(line: &TextLine) -> u32 {
    (line.size * 4.0).round() as u32
}

/// Whether a line may be a heading by its length and its end, and is no row of a table.
fn is_short(line: &TextLine) -> bool {
    let text = line.text.trim();
    text.chars().count() <= LONGEST_HEADING && !text.ends_with(['。', '、', '，']) && !text.contains("  ")
}
