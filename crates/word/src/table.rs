//! Tables: rows, cells, and how far each reaches.
//!
//! Not here: the text in cells (`body`).

use std::collections::HashMap;

use quick_xml::events::Event;

use crate::body::{Reader, is_left_out};
use crate::xml::{Events, is_on, number, value};
use crate::{Block, Cell, Error, Table};

/// The most columns of a table; Word itself stops at 63.
const MOST_COLUMNS: u32 = 16_384;

/// A table whose rows are still coming.
#[derive(Default)]
struct Open {
    table: Table,
    /// Tables in its cells.
    inner: Vec<Block>,
    rows: u32,
    /// Cells that may reach down, by their column: where they stand in the list of cells.
    reaching: HashMap<u32, usize>,
    /// The last cell of the row, where it stands in the list of cells.
    last: Option<usize>,
}

/// What a cell says of itself.
#[derive(Default)]
pub(crate) struct Properties {
    columns: u32,
    begins: bool,
    goes_on_above: bool,
    goes_on_beside: bool,
    deleted: bool,
}

impl Reader<'_> {
    /// Reads a table, and puts it and those in its cells out.
    pub(crate) fn table(
        &mut self,
        events: &mut Events<'_>,
        out: &mut Vec<Block>,
        deep: usize,
    ) -> Result<(), Error> {
        let mut open = Open::default();
        loop {
            match events.inside()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "tr" => self.row(events, &mut open, deep)?,
                    name if is_left_out(name) => events.skip()?,
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "tbl" => break,
                _ => {}
            }
        }
        if open
            .table
            .cells
            .iter()
            .any(|cell| !cell.text.is_empty() || !cell.struck.is_empty())
        {
            out.push(Block::Table(open.table));
        }
        out.append(&mut open.inner);
        Ok(())
    }

    fn row(&mut self, events: &mut Events<'_>, open: &mut Open, deep: usize) -> Result<(), Error> {
        let mut column = 0;
        open.last = None;
        loop {
            match events.inside()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "trPr" => match row_properties(events)? {
                        Some(before) => column = before,
                        None => return events.skip(),
                    },
                    "tc" => self.cell(events, open, &mut column, deep)?,
                    name if is_left_out(name) => events.skip()?,
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "tr" => break,
                _ => {}
            }
        }
        open.rows = open.rows.saturating_add(1);
        Ok(())
    }

    fn cell(
        &mut self,
        events: &mut Events<'_>,
        open: &mut Open,
        column: &mut u32,
        deep: usize,
    ) -> Result<(), Error> {
        self.cells = self.cells.checked_sub(1).ok_or(Error::TooManyCells)?;
        let mut blocks = Vec::new();
        let properties = self.blocks("tc", events, &mut blocks, deep)?;
        let (text, struck, mut tables) = joined(blocks);
        open.inner.append(&mut tables);
        if properties.deleted {
            return Ok(());
        }
        let (at, columns) = (*column, properties.columns.clamp(1, MOST_COLUMNS));
        *column = at.saturating_add(columns);
        if *column > MOST_COLUMNS {
            return Err(Error::TooManyCells);
        }
        if properties.goes_on_beside
            && let Some(left) = open.last.and_then(|last| open.table.cells.get_mut(last))
        {
            left.columns = left.columns.saturating_add(columns);
            return Ok(());
        }
        if properties.goes_on_above
            && let Some(above) = open.reaching.get(&at)
            && let Some(cell) = open.table.cells.get_mut(*above)
            && cell.row + cell.rows == open.rows
        {
            cell.rows += 1;
            return Ok(());
        }
        if text.is_empty() && struck.is_empty() && columns == 1 && !properties.begins {
            open.last = None;
            return Ok(());
        }
        open.last = Some(open.table.cells.len());
        if properties.begins {
            open.reaching.insert(at, open.table.cells.len());
        }
        open.table.cells.push(Cell {
            row: open.rows,
            column: at,
            rows: 1,
            columns,
            text,
            struck,
        });
        Ok(())
    }
}

/// How many columns a row begins late; none of a row that was deleted.
fn row_properties(events: &mut Events<'_>) -> Result<Option<u32>, Error> {
    let (mut before, mut deleted) = (0, false);
    loop {
        match events.inside()? {
            Event::Start(e) if e.local_name().as_ref() == "trPrChange" => events.skip()?,
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "gridBefore" => before = number(&e).unwrap_or(0u32).min(MOST_COLUMNS),
                "del" => deleted = true,
                "hidden" if is_on(&e) => deleted = true,
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "trPr" => {
                return Ok((!deleted).then_some(before));
            }
            _ => {}
        }
    }
}

/// Reads what a cell says of itself.
pub(crate) fn properties(events: &mut Events<'_>) -> Result<Properties, Error> {
    let mut found = Properties::default();
    loop {
        match events.inside()? {
            Event::Start(e) if e.local_name().as_ref() == "tcPrChange" => events.skip()?,
            Event::Start(e) | Event::Empty(e) => {
                let begins = value(&e).is_some_and(|value| value == "restart");
                match e.local_name().as_ref() {
                    "gridSpan" => found.columns = number(&e).unwrap_or(1),
                    "vMerge" => (found.begins, found.goes_on_above) = (begins, !begins),
                    "hMerge" => found.goes_on_beside = !begins,
                    "cellDel" => found.deleted = true,
                    _ => {}
                }
            }
            Event::End(e) if e.local_name().as_ref() == "tcPr" => return Ok(found),
            _ => {}
        }
    }
}

/// The text of blocks, what is struck out in them, and the tables among them.
pub(crate) fn joined(blocks: Vec<Block>) -> (String, String, Vec<Block>) {
    let (mut text, mut struck, mut tables) = (String::new(), String::new(), Vec::new());
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                struck.push_str(&paragraph.struck);
                if paragraph.text.trim().is_empty() {
                    continue;
                }
                if !text.is_empty() {
                    text.push('\n');
                }
                if let Some(mark) = &paragraph.mark {
                    text.push_str(&mark.text);
                }
                text.push_str(&paragraph.text);
            }
            table @ Block::Table(_) => tables.push(table),
        }
    }
    (text, struck, tables)
}
