//! A typed table as it is printed: what stands in its cells, its heads in one or two rows, its columns laid out.
//!
//! Not here: which columns are shown and what their cells say (`gyokaku_core::table::shown`), how it looks
//! (`templates/kit.typ`).

use gyokaku_core::table::shown::{Over, Shown};
use gyokaku_core::table::{ColumnKind, RowKind, Table};

use crate::columns::{Content, Laid, lay, line_height};
use crate::letters::Letters;
use crate::measure::{EM, Measure};
use crate::shape::{Column, Grid, Head, Row};
use crate::sheets::{POINT, Paper};

/// The rows that one table may have on paper: what is longer is no paper for anybody, and would take the
/// memory of the whole program.
pub const MOST_ROWS: usize = 2_000;
/// What of a sheet a row may take and still go to the next one as a whole.
const WHOLE_ROW: u32 = 3;

/// Lays out tables.
pub(crate) struct Setter<'a> {
    pub(crate) measure: Measure<'a>,
    pub(crate) letters: Letters,
}

impl Setter<'_> {
    /// A table on a sheet that its columns fit on.
    pub(crate) fn table(&mut self, table: &Table, paper: Paper) -> (Laid, Grid) {
        let shown = Shown::of(table);
        let mut rows = self.rows(&shown);
        let contents = self.contents(&shown, &rows);
        let laid = lay(&contents, &self.measure, paper);
        for row in &mut rows {
            self.settle(row, &laid);
        }
        let grid = Grid {
            title: self.words(&table.title, &table.title, "表題"),
            summary: self.words(&table.summary, &table.title, "説明"),
            unit: shown
                .unit
                .map_or_else(String::new, |unit| format!("（単位：{}）", unit.name())),
            points: laid.size,
            columns: shown
                .columns
                .iter()
                .zip(&laid.widths)
                .filter_map(|(n, width)| {
                    let column = shown.column(*n)?;
                    Some(Column {
                        points: f64::from(width.width) / f64::from(POINT),
                        align: match column.kind {
                            ColumnKind::Grade => "center",
                            kind if kind.is_figure() => "right",
                            _ => "left",
                        },
                        heads: column.kind == ColumnKind::Name,
                    })
                })
                .collect(),
            heads: self.heads(&shown, &laid),
            rows,
            notes: table
                .notes
                .iter()
                .map(|note| self.words(note, &table.title, "注"))
                .collect(),
        };
        (laid, grid)
    }

    /// A text that is no cell.
    pub(crate) fn words(&mut self, text: &str, whose: &str, part: &str) -> String {
        self.letters.printable(text, || format!("「{whose}」の{part}"))
    }

    fn rows(&mut self, shown: &Shown<'_>) -> Vec<Row> {
        let mut rows = Vec::with_capacity(shown.table.rows.len());
        for (at, row) in shown.table.rows.iter().enumerate() {
            let place = |label: &str| format!("「{}」の{}行目「{label}」", shown.table.title, at + 1);
            if let Some(heading) = shown.block(at) {
                let heading = self.letters.printable(&heading, || place("見出し"));
                rows.push(across(heading, 0));
            }
            if shown.across && row.kind == RowKind::Group {
                let heading = self.letters.printable(&shown.heading(at), || place("見出し"));
                rows.push(across(heading, row.level));
                continue;
            }
            let mut cells = Vec::with_capacity(shown.columns.len());
            let mut again = Vec::new();
            for (position, n) in shown.columns.iter().enumerate() {
                let Some(column) = shown.column(*n) else { continue };
                let text = shown.text(at, *n, column);
                cells.push(self.letters.printable(&text, || place(&column.label)));
                if shown.repeats(at, *n, column) {
                    again.push(position);
                }
            }
            rows.push(Row {
                kind: match row.kind {
                    RowKind::Row => "row",
                    RowKind::Group => "group",
                    RowKind::Total => "total",
                },
                level: row.level.min(6),
                tall: false,
                cells,
                again,
            });
        }
        rows
    }

    /// What is known of each column before it has a width.
    fn contents(&self, shown: &Shown<'_>, rows: &[Row]) -> Vec<Content> {
        let over = shown.over();
        let mut contents: Vec<Content> = shown
            .columns
            .iter()
            .filter_map(|n| shown.column(*n).map(|column| (n, column)))
            .map(|(n, column)| Content {
                whole: column.kind.is_figure() || column.kind == ColumnKind::Grade,
                head: label(shown, &over, *n),
                ..Content::default()
            })
            .collect();
        let heads: Vec<bool> = shown
            .columns
            .iter()
            .map(|n| shown.column(*n).is_some_and(|c| c.kind == ColumnKind::Name))
            .collect();
        for row in rows.iter().filter(|row| row.kind != "across") {
            for (at, (content, text)) in contents.iter_mut().zip(&row.cells).enumerate() {
                let indent = match heads.get(at) {
                    Some(true) => u32::from(row.level) * EM,
                    _ => 0,
                };
                let width = self.measure.widest_line(text).saturating_add(indent);
                content.widest = width.max(content.widest);
                content.bulk += u64::from(self.measure.line(text));
            }
        }
        contents
    }

    /// Breaks what is wider than its column, and says whether the row is one that goes on over sheets.
    fn settle(&self, row: &mut Row, laid: &Laid) {
        if row.kind == "across" {
            return;
        }
        let mut lines = 1;
        for (n, text) in row.cells.iter_mut().enumerate() {
            let room = laid.room(n);
            lines = self.measure.lines(text, room).max(lines);
            *text = self.measure.breakable(std::mem::take(text), room);
        }
        row.tall = lines.saturating_mul(line_height(laid.size)) > laid.sheet.height() / WHOLE_ROW;
    }

    fn heads(&mut self, shown: &Shown<'_>, laid: &Laid) -> Vec<Vec<Head>> {
        let over = shown.over();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for (x, n) in shown.columns.iter().enumerate() {
            let upright = laid.widths.get(x).is_some_and(|width| width.upright);
            let text = label(shown, &over, *n);
            let text = self
                .letters
                .printable(&text, || format!("「{}」の見出し", shown.table.title));
            let head = Head {
                text: match upright {
                    true => from_top_to_bottom(&text),
                    false => vec![self.measure.breakable(text, laid.room(x))],
                },
                upright,
                x,
                wide: 1,
                high: 1,
            };
            let Some(over) = over.iter().find(|over| over.columns.contains(n)) else {
                let high = if over.is_empty() { 1 } else { 2 };
                first.push(Head { high, ..head });
                continue;
            };
            if over.columns.first() == Some(n) {
                let text = self
                    .letters
                    .printable(&over.label, || format!("「{}」の見出し", shown.table.title));
                first.push(Head {
                    text: vec![text],
                    upright: false,
                    x,
                    wide: over.columns.len(),
                    high: 1,
                });
            }
            second.push(head);
        }
        match second.is_empty() {
            true => vec![first],
            false => vec![first, second],
        }
    }
}

fn across(heading: String, level: u8) -> Row {
    Row {
        kind: "across",
        level: level.min(6),
        tall: false,
        cells: vec![heading],
        again: Vec::new(),
    }
}

/// The head of a column in its own row of the head.
fn label(shown: &Shown<'_>, over: &[Over], n: usize) -> String {
    let under = over.iter().find_map(|over| {
        let at = over.columns.iter().position(|column| *column == n)?;
        over.under.get(at).cloned()
    });
    let own = || {
        shown
            .column(n)
            .map(|column| shown.head(column))
            .unwrap_or_default()
    };
    under.unwrap_or_else(own)
}

/// The letters of a head that is written from top to bottom; figures of up to two digits stay together.
fn from_top_to_bottom(text: &str) -> Vec<String> {
    let mut letters: Vec<String> = Vec::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match letters.last_mut() {
            Some(last)
                if c.is_ascii_digit() && last.len() == 1 && last.bytes().all(|b| b.is_ascii_digit()) =>
            {
                last.push(c);
            }
            _ => letters.push(c.to_string()),
        }
    }
    letters
}
