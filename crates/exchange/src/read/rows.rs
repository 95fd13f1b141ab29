//! Rows of a sheet → blocks: which rows are a table, which are its title, its unit and its notes.
//!
//! Workbooks and CSV share this. Invariant: no text of a sheet is lost; each cell that holds text
//! ends in exactly one block. Columns and rows that hold no text of their own (the grid paper that
//! forms are drawn on) are left out, and spans are counted without them.
//! Not here: cell values and files, and what a heading or a list looks like (`text`).

mod beside;
mod lone;

use std::sync::Arc;

use gyokaku_core::document::{Block, Cell, Document, Grid, GridForm, Line, Place, Spot};

use lone::{is_aside, is_note, is_said};

use super::error::NotADocument;
use super::limits::MOST_CELLS;
use super::text;
use super::touching::parted;

/// A row that holds text.
#[derive(Clone, Debug)]
pub(crate) struct SheetRow {
    /// From 0.
    pub(crate) row: u32,
    /// The cells that hold text, by column, none of them twice.
    pub(crate) cells: Vec<SheetCell>,
}

/// A cell that holds text.
#[derive(Clone, Debug)]
pub(crate) struct SheetCell {
    /// From 0.
    pub(crate) column: u32,
    /// As shown, never blank.
    pub(crate) text: String,
    /// Whether it is a number.
    pub(crate) figure: bool,
    /// The number as stored, where it is shown rounded.
    pub(crate) exact: Option<Box<str>>,
}

/// A merged region; all from 0, the last ones included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Merge {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

/// Adds the blocks and lines of a sheet to a document. `rows` are in order, none of them empty.
///
/// # Errors
/// A table that would have too many cells, blanks included.
pub(crate) fn layout(
    sheet: &str,
    rows: Vec<SheetRow>,
    merges: Vec<Merge>,
    document: &mut Document,
) -> Result<(), NotADocument> {
    let cells = document.blocks.iter().map(size).sum();
    layout_after(cells, sheet, rows, merges, document).map(|_| ())
}

/// As [`layout`], for a document that holds so many `cells`, and gives how many it holds then: a document of many
/// tables is not counted anew for each.
///
/// # Errors
/// A table that would have too many cells, blanks included.
pub(super) fn layout_after(
    mut cells: usize,
    sheet: &str,
    rows: Vec<SheetRow>,
    mut merges: Vec<Merge>,
    document: &mut Document,
) -> Result<usize, NotADocument> {
    merges.sort_unstable();
    for rows in beside::parts(rows, &merges) {
        cells = one_below_another(sheet, rows, &merges, cells, document)?;
    }
    Ok(cells)
}

/// Adds rows in which no two tables stand side by side; `cells` is how many the document holds, and
/// so is what is given back.
fn one_below_another(
    sheet: &str,
    rows: Vec<SheetRow>,
    merges: &[Merge],
    cells: usize,
    document: &mut Document,
) -> Result<usize, NotADocument> {
    let mut layout = Layout {
        sheet: sheet.into(),
        merges,
        open: Open::default(),
        prose: Vec::new(),
        cells,
        document,
    };
    let gaps = layout.gaps(&rows);
    let mut rows = rows.into_iter().zip(gaps).peekable();
    let mut segment: Vec<SheetRow> = Vec::new();
    let mut gap_before = 0;
    while let Some((row, gap)) = rows.next() {
        if segment.is_empty() {
            gap_before = gap;
        }
        segment.push(row);
        if rows.peek().is_none_or(|(_, gap)| *gap > 0) {
            layout.segment(std::mem::take(&mut segment), gap_before)?;
        }
    }
    layout.close_table()?;
    layout.close_prose();
    Ok(layout.cells)
}

fn size(block: &Block) -> usize {
    match block {
        Block::Table(grid) => grid.rows.iter().map(Vec::len).sum(),
        _ => 1,
    }
}

/// What is known of a column of an open table.
#[derive(Clone, Copy)]
struct Used {
    column: u32,
    figure: bool,
}

/// A table whose rows are still coming.
#[derive(Default)]
struct Open {
    rows: Vec<SheetRow>,
    /// The columns that hold text, in order.
    columns: Vec<Used>,
    has_figures: bool,
}

impl Open {
    fn push(&mut self, row: SheetRow) {
        let mut i = 0;
        for cell in &row.cells {
            while self.columns.get(i).is_some_and(|used| used.column < cell.column) {
                i += 1;
            }
            match self.columns.get_mut(i).filter(|used| used.column == cell.column) {
                Some(used) => used.figure |= cell.figure,
                None => self.columns.insert(
                    i,
                    Used {
                        column: cell.column,
                        figure: cell.figure,
                    },
                ),
            }
            self.has_figures |= cell.figure;
        }
        self.rows.push(row);
    }

    fn used(&self, column: u32) -> Option<Used> {
        self.columns
            .binary_search_by_key(&column, |used| used.column)
            .ok()
            .map(|i| self.columns[i])
    }

    /// Whether a row is, beyond doubt, the header of another table: words where this one has
    /// figures, or the header of this one again.
    fn is_other_header(&self, row: &SheetRow) -> bool {
        let Some(header) = self.rows.first() else {
            return false;
        };
        let again = header.cells.len() > 1
            && header.cells.len() == row.cells.len()
            && header
                .cells
                .iter()
                .zip(&row.cells)
                .all(|(a, b)| a.column == b.column && a.text == b.text);
        let over_figures = |cell: &&SheetCell| self.used(cell.column).is_some_and(|used| used.figure);
        let words = row
            .cells
            .iter()
            .filter(over_figures)
            .filter(|c| !c.figure && !is_dash(&c.text))
            .count();
        let figures = row.cells.iter().filter(|c| c.figure).count();
        again || (words >= 2 && figures == 0 && self.rows.len() > 1)
    }

    /// Whether a row that stands apart from this table goes on with it.
    fn goes_on_with(&self, row: &SheetRow, gap: u32) -> bool {
        let known = row.cells.iter().filter(|c| self.used(c.column).is_some()).count();
        let fits = known == row.cells.len() && row.cells.len() > 1;
        fits && !self.is_other_header(row)
            && (self.has_figures && row.cells.iter().any(|c| c.figure) || gap == 1)
    }
}

fn is_dash(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(
            c,
            '-' | '－' | '―' | '—' | '−' | 'ー' | '…' | '‐' | '–' | '─' | '*' | '＊' | '/' | '／'
        )
    })
}

struct Layout<'a> {
    /// The name of the sheet, which all its places share.
    sheet: Arc<str>,
    merges: &'a [Merge],
    open: Open,
    prose: Vec<(u32, SheetCell)>,
    cells: usize,
    document: &'a mut Document,
}

impl Layout<'_> {
    /// The blank rows in front of each row; a row under a merged cell is not blank.
    fn gaps(&self, rows: &[SheetRow]) -> Vec<u32> {
        let (mut reach, mut gaps) = (None::<u32>, Vec::with_capacity(rows.len()));
        let first = rows.first().map_or(0, |row| row.row);
        let mut next_merge = self.merges.partition_point(|m| m.top < first);
        for row in rows {
            gaps.push(reach.map_or(0, |reach| (row.row).saturating_sub(reach.saturating_add(1))));
            while let Some(merge) = self.merges.get(next_merge).filter(|m| m.top <= row.row) {
                reach = reach.max(Some(merge.bottom));
                next_merge += 1;
            }
            reach = reach.max(Some(row.row));
        }
        gaps
    }

    fn merge_at(&self, row: u32, column: u32) -> Option<Merge> {
        let from = self.merges.partition_point(|m| (m.top, m.left) < (row, column));
        self.merges
            .get(from)
            .copied()
            .filter(|m| (m.top, m.left) == (row, column))
    }

    /// Rows without a blank row between them.
    fn segment(&mut self, rows: Vec<SheetRow>, gap: u32) -> Result<(), NotADocument> {
        let Some(first_wide) = rows.iter().position(|row| !is_said(row)) else {
            for row in rows {
                self.say(row)?;
            }
            return Ok(());
        };
        let left = rows[first_wide..]
            .iter()
            .filter_map(|r| r.cells.first())
            .map(|c| c.column)
            .min()
            .unwrap_or(0);
        let lead = rows[..first_wide]
            .iter()
            .take_while(|row| !self.is_upper_header(row, left))
            .count();
        let notes = rows.iter().rev().take_while(|row| is_note(row)).count();
        let end = rows.len() - notes.min(rows.len() - first_wide - 1);
        if lead > 0 || !self.open.goes_on_with(&rows[0], gap) {
            self.close_table()?;
        }
        let mut waiting: Vec<SheetRow> = Vec::new();
        for (i, row) in rows.into_iter().enumerate() {
            if i < lead || i >= end {
                self.say(row)?;
            } else if is_said(&row) && !self.open.rows.is_empty() {
                waiting.push(row);
            } else {
                // Lone rows between two tables are the title of the second, within one they are its sections.
                let another = !waiting.is_empty() && self.open.is_other_header(&row);
                for lone in std::mem::take(&mut waiting) {
                    if another {
                        self.say(lone)?
                    } else {
                        self.table_row(lone)
                    }
                }
                self.table_row(row);
            }
        }
        for lone in waiting {
            self.table_row(lone);
        }
        Ok(())
    }

    /// A lone cell merged over some of the columns below it is the upper row of a header, not a title.
    fn is_upper_header(&self, row: &SheetRow, left: u32) -> bool {
        row.cells.first().is_some_and(|cell| {
            cell.column > left
                && !is_aside(&cell.text)
                && self
                    .merge_at(row.row, cell.column)
                    .is_some_and(|m| m.right > m.left)
        })
    }

    fn table_row(&mut self, row: SheetRow) {
        self.close_prose();
        self.open.push(row);
    }

    fn say(&mut self, row: SheetRow) -> Result<(), NotADocument> {
        self.close_table()?;
        let number = row.row;
        self.prose
            .extend(row.cells.into_iter().map(|cell| (number, cell)));
        Ok(())
    }

    fn place(&self, row: u32, column: u32) -> Place {
        Place::cell(Arc::clone(&self.sheet), row, column)
    }

    /// Running text follows the rules of text. What those take for a table is left as paragraphs:
    /// a workbook has cells for its tables.
    fn close_prose(&mut self) {
        if self.prose.is_empty() {
            return;
        }
        let said = std::mem::take(&mut self.prose);
        let (mut whole, mut places) = (String::new(), Vec::new());
        for (row, cell) in &said {
            for line in cell.text.split('\n') {
                // A tab inside a cell is a blank, not a column.
                whole.extend(line.chars().map(|c| if c == '\t' { ' ' } else { c }));
                whole.push('\n');
                let at = self.place(*row, cell.column);
                self.document.lines.push(Line {
                    text: line.to_owned(),
                    at: at.clone(),
                });
                places.push(at);
            }
        }
        let found = text::layout(&self.document.name, &whole).blocks;
        if found.is_empty() || found.iter().any(|block| matches!(block, Block::Table(_))) {
            let lines = whole
                .lines()
                .zip(&places)
                .filter(|(line, _)| !line.trim().is_empty());
            let paragraph = |(line, at): (&str, &Place)| Block::Paragraph {
                text: line.trim().to_owned(),
                at: at.clone(),
            };
            self.document.blocks.extend(lines.map(paragraph));
            return;
        }
        self.document.blocks.extend(found.into_iter().map(|mut block| {
            if let Block::Heading { at, .. } | Block::Paragraph { at, .. } | Block::ListItem { at, .. } =
                &mut block
            {
                let line = if let Spot::Line { line, .. } = &at.spot {
                    line.saturating_sub(1) as usize
                } else {
                    0
                };
                *at = places.get(line).cloned().unwrap_or_default();
            }
            block
        }));
    }

    fn close_table(&mut self) -> Result<(), NotADocument> {
        let Open { rows, columns, .. } = std::mem::take(&mut self.open);
        if rows.is_empty() {
            return Ok(());
        }
        self.close_prose();
        let kept: Vec<u32> = columns.iter().map(|used| used.column).collect();
        self.cells = self.cells.saturating_add(rows.len().saturating_mul(kept.len()));
        if self.cells > MOST_CELLS {
            return Err(NotADocument::TooManyCells {
                place: self.sheet.as_ref().to_owned(),
                limit: MOST_CELLS,
            });
        }
        let numbers: Vec<u32> = rows.iter().map(|r| r.row).collect();
        let mut grid = Grid {
            rows: Vec::with_capacity(rows.len()),
            form: GridForm::Ruled,
        };
        for row in rows {
            let number = row.row;
            let mut found = row.cells.into_iter().peekable();
            let mut line = String::new();
            let mut cells = Vec::with_capacity(kept.len());
            for (i, column) in kept.iter().enumerate() {
                let (text, exact) = found
                    .next_if(|c| c.column == *column)
                    .map(|c| (c.text, c.exact))
                    .unwrap_or_default();
                if i > 0 {
                    line.push('\t');
                }
                match text.contains('\n') {
                    true => line.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c })),
                    false => line.push_str(&text),
                }
                cells.push(Cell {
                    exact,
                    ..Cell::new(text, self.place(number, *column))
                });
            }
            line.truncate(line.trim_end_matches('\t').len());
            self.document.lines.push(Line {
                text: line,
                at: self.place(number, 0),
            });
            grid.rows.push(cells);
        }
        self.cover(&mut grid, &numbers, &kept);
        self.document
            .blocks
            .extend(parted(grid).into_iter().map(Block::Table));
        Ok(())
    }

    /// Writes merged regions into a grid. Regions of a sound workbook never overlap, so the cells
    /// they cover are at most all cells; a workbook whose regions do is not followed further.
    fn cover(&self, grid: &mut Grid, rows: &[u32], columns: &[u32]) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return;
        };
        let mut budget = rows.len().saturating_mul(columns.len());
        let from = self.merges.partition_point(|m| m.top < *first);
        for merge in self.merges[from..].iter().take_while(|m| m.top <= *last) {
            let height =
                rows.partition_point(|r| *r < merge.top)..rows.partition_point(|r| *r <= merge.bottom);
            let width =
                columns.partition_point(|c| *c < merge.left)..columns.partition_point(|c| *c <= merge.right);
            let area = height.len().saturating_mul(width.len());
            if area < 2 {
                continue;
            }
            let Some(left) = budget.checked_sub(area) else {
                return;
            };
            budget = left;
            for r in height.clone() {
                for c in width.clone() {
                    let cell = &mut grid.rows[r][c];
                    if r == height.start && c == width.start {
                        (cell.rows, cell.columns) = (height.len() as u32, width.len() as u32);
                    } else if cell.text.is_empty() {
                        cell.covered = true;
                    }
                }
            }
        }
    }
}
