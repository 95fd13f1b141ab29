//! A document of a body that does not exist, and what is understood of it.

use expect_test::Expect;
use gyokaku_core::document::{Block, Cell, Document, Format, Grid, GridForm, Place};
use gyokaku_core::plan::Plan;
use gyokaku_exchange::read::text::layout;
use gyokaku_exchange::read::understand::understand;
use gyokaku_testkit::plan_without_places;

pub(crate) fn read(text: &str) -> Plan {
    understand(&layout("variant.txt", text))
}

/// What is understood of a text.
pub(crate) fn reads(text: &str, understood: Expect) {
    let text = text.strip_prefix('\n').unwrap_or(text).replace('⇥', "\t");
    understood.assert_eq(&plan_without_places(&read(&text)));
}

/// What is understood of a workbook with one sheet.
pub(crate) fn reads_sheet(name: &str, rows: &str, understood: Expect) {
    understood.assert_eq(&plan_without_places(&understand(&drawn(name, rows))));
}

/// A sheet as it is drawn in this file.
fn drawn(name: &str, rows: &str) -> Document {
    let rows: Vec<Vec<String>> = rows
        .trim_matches('\n')
        .lines()
        .map(|row| {
            row.split('|')
                .map(|cell| cell.trim().replace('⏎', "\n"))
                .collect()
        })
        .collect();
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    sheet(name, &rows)
}

/// A sheet as the workbook reader lays it out: `>` continues a cell to the left, `^` one above.
pub(crate) fn sheet(name: &str, rows: &[&[&str]]) -> Document {
    let mut cells: Vec<Vec<Cell>> = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        let mut line = Vec::new();
        for (c, text) in row.iter().enumerate() {
            let covered = matches!(*text, ">" | "^");
            let mut cell = Cell::new(
                if covered { "" } else { text },
                Place::cell(name, r as u32, c as u32),
            );
            cell.covered = covered;
            if !covered {
                cell.columns = 1 + row[c + 1..].iter().take_while(|t| **t == ">").count() as u32;
                cell.rows = 1 + rows[r + 1..]
                    .iter()
                    .take_while(|lower| lower.get(c) == Some(&"^"))
                    .count() as u32;
            }
            line.push(cell);
        }
        cells.push(line);
    }
    let heading = Block::Heading {
        level: 1,
        text: name.into(),
        at: Place::cell(name, 0, 0),
    };
    Document {
        name: "variant.xlsx".into(),
        format: Format::Workbook,
        lines: Vec::new(),
        blocks: vec![
            heading,
            Block::Table(Grid {
                rows: cells,
                form: GridForm::Ruled,
            }),
        ],
        ..Document::default()
    }
}
