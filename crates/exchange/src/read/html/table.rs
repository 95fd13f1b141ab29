//! A table of a page while its cells come, and what stands in it.
//!
//! Not here: tags, and which rows are a table for a reader (`rows`).

use std::collections::BTreeMap;

use crate::read::error::NotADocument;
use crate::read::flow::{Flow, FlowCell};
use crate::read::limits::MOST_CELLS;

/// What browsers let a cell cover at most.
const MOST_COLUMNS_COVERED: u32 = 1_000;
const MOST_ROWS_COVERED: u32 = 65_534;
/// The most columns of a table.
const MOST_COLUMNS: u32 = 16_384;
/// Tables of so few cells that hold other tables or headings are the layout of a page.
const LAYOUT_CELLS: usize = 4;

/// What stands on a page or in a cell.
#[derive(Debug)]
pub(super) enum Piece {
    Line(Line),
    Table(Box<Table>),
}

/// A line of text.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// What stands in front of it: `## `, `・`, `1. `.
    pub(super) mark: String,
    pub(super) text: String,
    pub(super) struck: String,
}

/// A cell and what stands in it.
#[derive(Debug)]
pub(super) struct Cell {
    row: u32,
    column: u32,
    rows: u32,
    columns: u32,
    pub(super) pieces: Vec<Piece>,
}

/// A table whose cells are coming.
#[derive(Debug, Default)]
pub(super) struct Table {
    cells: Vec<Cell>,
    /// The cell that is open.
    pub(super) open: Option<Cell>,
    /// The rows begun so far.
    rows: u32,
    in_row: bool,
    /// The next column of the row.
    column: u32,
    /// Cells that reach down, by their left column: their right one, and the first row below them.
    reaching: BTreeMap<u32, (u32, u32)>,
    /// How many open elements there were where it began.
    pub(super) floor: usize,
}

impl Table {
    /// A table that begins where so many elements are open.
    pub(super) fn of(floor: usize) -> Self {
        Self {
            floor,
            ..Self::default()
        }
    }

    pub(super) fn end_row(&mut self) {
        self.in_row = false;
    }

    pub(super) fn begin_row(&mut self) {
        self.rows = self.rows.saturating_add(1);
        (self.in_row, self.column) = (true, 0);
    }

    /// Opens a cell at the next place that is free; `left` is how much work and how many cells are left.
    pub(super) fn begin_cell(
        &mut self,
        (rows, columns): (u32, u32),
        left: &mut usize,
    ) -> Result<(), NotADocument> {
        if !self.in_row {
            self.begin_row();
        }
        let row = self.rows - 1;
        let too_many = || NotADocument::TooManyCells {
            place: "表".to_owned(),
            limit: MOST_CELLS,
        };
        loop {
            *left = left.checked_sub(1).ok_or_else(too_many)?;
            let before = self.reaching.range(..=self.column).next_back();
            match before.map(|(start, end)| (*start, *end)) {
                Some((start, (_, bottom))) if bottom <= row => drop(self.reaching.remove(&start)),
                Some((_, (right, _))) if right >= self.column => self.column = right + 1,
                _ => break,
            }
        }
        if self.column >= MOST_COLUMNS {
            return Err(too_many());
        }
        let (rows, columns) = (
            rows.clamp(1, MOST_ROWS_COVERED),
            columns.clamp(1, MOST_COLUMNS_COVERED),
        );
        if rows > 1 {
            let reach = (self.column + columns - 1, row.saturating_add(rows));
            self.reaching.insert(self.column, reach);
        }
        self.open = Some(Cell {
            row,
            column: self.column,
            rows,
            columns,
            pieces: Vec::new(),
        });
        self.column += columns;
        Ok(())
    }

    /// Closes the open cell. Blank cells that cover no others say nothing.
    pub(super) fn end_cell(&mut self) {
        if let Some(cell) = self.open.take()
            && (!cell.pieces.is_empty() || cell.rows > 1 || cell.columns > 1)
        {
            self.cells.push(cell);
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.pieces.is_empty())
    }

    /// Whether it only puts the parts of a page beside each other.
    fn is_layout(&self) -> bool {
        let said: Vec<&Cell> = self.cells.iter().filter(|cell| !cell.pieces.is_empty()).collect();
        let structured = |piece: &Piece| match piece {
            Piece::Table(_) => true,
            Piece::Line(line) => line.mark.starts_with('#'),
        };
        let one_column = said.iter().all(|cell| cell.column == said[0].column);
        (said.len() <= LAYOUT_CELLS || one_column)
            && said.iter().any(|cell| cell.pieces.iter().any(structured))
    }

    /// Says the table, and after it those that stand in its cells.
    fn say(self, flow: &mut Flow) -> Result<(), NotADocument> {
        let (mut cells, mut inner) = (Vec::with_capacity(self.cells.len()), Vec::new());
        for cell in self.cells {
            let (mut text, mut struck) = (String::new(), String::new());
            for piece in cell.pieces {
                match piece {
                    Piece::Line(line) => line.join(&mut text, &mut struck),
                    Piece::Table(table) => inner.push(table),
                }
            }
            cells.push(FlowCell {
                row: cell.row,
                column: cell.column,
                rows: cell.rows,
                columns: cell.columns,
                text,
                struck,
            });
        }
        flow.table(cells)?;
        inner.into_iter().try_for_each(|table| table.say(flow))
    }
}

impl Line {
    fn join(self, text: &mut String, struck: &mut String) {
        if !text.is_empty() && !self.text.is_empty() {
            text.push('\n');
        }
        if !self.mark.starts_with('#') {
            text.push_str(self.mark.trim_start());
        }
        text.push_str(&self.text);
        struck.push_str(&self.struck);
    }
}

/// Says what stands on a page, in order.
pub(super) fn say(pieces: Vec<Piece>, flow: &mut Flow) -> Result<(), NotADocument> {
    for piece in pieces {
        match piece {
            Piece::Line(line) => {
                flow.struck(&line.struck);
                if !line.text.is_empty() {
                    flow.line(&format!("{}{}", line.mark, line.text))?;
                }
            }
            Piece::Table(table) if table.is_layout() => {
                for cell in table.cells {
                    say(cell.pieces, flow)?;
                }
            }
            Piece::Table(table) => table.say(flow)?,
        }
    }
    Ok(())
}
