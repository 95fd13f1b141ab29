//! A document as the rules of figures see it: tables with labels, heads and figures, and lines of text.
//!
//! Not here: which figures must agree.

use std::collections::HashMap;
use std::rc::Rc;

use super::axis::{self, Axis};
use super::heads::{
    head_pieces, is_a_year, is_head, is_number_head, is_same_head, is_year_or_number_of_a_row, words_above,
};
use super::placing::{cut_off_in_a_row, put_in_place};
use crate::check::figures::engine::ledger::{Entry, Id, Ledger};
use crate::document::{Block, Cell, Document, Grid, GridForm, Place, Spot};
use crate::figure::{CellFigure, Figure, cell, figures};
use crate::labels;
use crate::labels::unit;
use crate::money::Unit;
use crate::text::fold;

/// A cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nothing printed, or a dash: no value, and no zero.
    Empty,
    /// Words.
    Words,
    /// A figure.
    One(Id),
    /// A figure with another one in brackets.
    Two(Id, Id),
}

impl Slot {
    /// The figure outside of brackets.
    pub(crate) fn main(self) -> Option<Id> {
        match self {
            Slot::One(id) | Slot::Two(id, _) => Some(id),
            Slot::Empty | Slot::Words => None,
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// The words in front of the first figure, one for each cell.
    pub(crate) labels: Vec<String>,
    /// By column.
    pub(crate) slots: Vec<Slot>,
    /// Whether cells may stand in other columns than they seem to.
    pub(crate) adrift: bool,
}

impl Row {
    /// The words in front of the first figure, joined.
    pub(crate) fn label(&self) -> String {
        self.labels
            .iter()
            .filter(|l| !l.trim().is_empty())
            .map(|l| l.replace('\n', ""))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Whether any cell holds a figure.
    pub(crate) fn has_figures(&self) -> bool {
        self.slots.iter().any(|s| s.main().is_some())
    }
}

/// A table with one head.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// The head of each column, its lines joined.
    pub(crate) heads: Vec<String>,
    /// The lines of the head of each column, one by one.
    pub(crate) head_pieces: Vec<Vec<String>>,
    /// The rows below the head.
    pub(crate) rows: Vec<Row>,
    /// How certain the columns are.
    pub(crate) form: GridForm,
    /// The block of the document that it stands in.
    pub(crate) block: usize,
    /// Whether its entries may be counted in several rows (再掲, 重複, 延べ).
    pub(crate) overlapping: bool,
    /// Whether it goes on to the very end of the document, which may have been cut.
    pub(crate) at_the_end: bool,
}

/// A line of running text with its figures.
#[derive(Clone, Debug)]
pub(crate) struct Prose {
    /// As printed.
    pub(crate) text: String,
    /// Its figures, with the bytes where they stand.
    pub(crate) figures: Vec<Id>,
    /// The block of the document that it stands in.
    pub(crate) block: usize,
    /// Whether it is an entry of a list.
    pub(crate) listed: bool,
    /// Whether it is a cell of a table and has no neighbouring lines.
    pub(crate) alone: bool,
}

/// The whole document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheets {
    /// Every figure and relation.
    pub(crate) ledger: Ledger,
    /// The tables, split where a head is repeated.
    pub(crate) sheets: Vec<Sheet>,
    /// The lines of text between them, and the long cells in them.
    pub(crate) prose: Vec<Prose>,
    /// The tables along their rows and along their columns.
    axes: Vec<Rc<[Axis; 2]>>,
}

impl Sheets {
    /// Takes a document apart.
    pub(crate) fn of(document: &Document) -> Self {
        let mut all = Sheets::default();
        all.ledger.rounded = document.lines.iter().any(|l| says_rounded(&l.text));
        all.ledger.cut_off = document
            .lines
            .iter()
            .any(|l| ["切捨て", "切り捨て", "切捨"].iter().any(|w| l.text.contains(w)));
        let lines: HashMap<u32, &str> = document
            .lines
            .iter()
            .filter_map(|l| match l.at.spot {
                Spot::Line { line, .. } => Some((line, l.text.as_str())),
                _ => None,
            })
            .collect();
        let reader = Reader { lines };
        let mut unit = None;
        let mut last_line = 0;
        for (index, block) in document.blocks.iter().enumerate() {
            match block {
                Block::Table(grid) => {
                    let own = grid
                        .rows
                        .iter()
                        .take(4)
                        .flatten()
                        .find_map(|c| unit::declared(&c.text));
                    unit = own.or(unit);
                    if grid
                        .rows
                        .iter()
                        .take(3)
                        .flatten()
                        .any(|c| unit::declares_a_count(&c.text))
                    {
                        unit = None;
                    }
                    let overlapping = is_overlapping(document, index, grid);
                    let previous = index.checked_sub(1).and_then(|i| document.blocks.get(i));
                    reader.table(&mut all, (grid, previous), unit, index, overlapping);
                }
                Block::Heading { text, at, .. }
                | Block::Paragraph { text, at }
                | Block::ListItem { text, at, .. } => {
                    unit = if unit::declares_a_count(text) {
                        None
                    } else {
                        unit::declared(text).or(unit.filter(|_| !is_about_counts(text)))
                    };
                    let listed = matches!(block, Block::ListItem { .. });
                    let (text, at, again) = match &at.spot {
                        Spot::Line { line, .. } => match reader.lines.get(line) {
                            Some(whole) => (
                                *whole,
                                Place::at_line(*line, 1),
                                *line == std::mem::replace(&mut last_line, *line),
                            ),
                            None => (text.as_str(), at.clone(), false),
                        },
                        _ => (text.as_str(), at.clone(), false),
                    };
                    if !again {
                        reader.prose(&mut all, text, &at, index, listed);
                    }
                }
            }
        }
        if let Some(sheet) = all.sheets.last_mut() {
            sheet.at_the_end = matches!(document.blocks.last(), Some(Block::Table(_)));
            if sheet.at_the_end {
                cut_off_in_a_row(sheet);
            }
        }
        all.axes = all.sheets.iter().map(|s| Rc::new(axis::both(s))).collect();
        // Whatever follows the last figure on its line shows that the document did not break off there.
        let end = document.lines.iter().rev().find(|l| !l.text.trim().is_empty());
        if let (Some(entry), Some(end)) = (all.ledger.entries.last_mut(), end) {
            entry.breaks_off = match (&entry.at.spot, &end.at.spot) {
                (Spot::Line { line, .. }, Spot::Line { line: last, .. }) => {
                    line == last && end.text.trim_end().ends_with(&entry.stated)
                }
                _ => false,
            };
        }
        all
    }

    /// A table along its rows, and along its columns.
    pub(crate) fn axes(&self, sheet: usize) -> Rc<[Axis; 2]> {
        match self.axes.get(sheet) {
            Some(axes) => Rc::clone(axes),
            None => Rc::new(axis::both(&self.sheets[sheet])),
        }
    }

    /// A figure of the ledger.
    pub(crate) fn entry(&self, id: Id) -> &Entry {
        &self.ledger.entries[id]
    }
}

fn says_rounded(text: &str) -> bool {
    // 構成比は端数処理の関係で合計が100%とならない: that is about shares, not about amounts.
    let shares = ["構成比", "割合", "比率", "100%", "100％", "100.0"]
        .iter()
        .any(|w| text.contains(w))
        && !["額", "円", "内訳", "計と"].iter().any(|w| text.contains(w));
    (text.contains("四捨五入") || text.contains("端数"))
        && ["合計", "一致", "計と", "内訳", "合わない"]
            .iter()
            .any(|w| text.contains(w))
        && !shares
}

/// Whether the table or the text around it says that entries are counted more than once.
fn is_overlapping(document: &Document, index: usize, grid: &Grid) -> bool {
    let says = |text: &str| {
        ["再掲", "重複", "延べ", "のべ", "実数", "複数の項目に", "複数計上"]
            .iter()
            .any(|w| text.contains(w))
    };
    let around = document.blocks[index.saturating_sub(2)..(index + 3).min(document.blocks.len())]
        .iter()
        .filter_map(Block::text);
    around
        .chain(
            grid.rows
                .iter()
                .flatten()
                .filter(|c| c.text.len() < 120 && !is_part_of_a_line(&c.text))
                .map(|c| c.text.as_str()),
        )
        .any(says)
}

/// （再掲）…, うち再掲: a line that is left out of its total, in a table that adds up without it.
fn is_part_of_a_line(text: &str) -> bool {
    let folded = fold(text);
    ["再掲", "(再掲)", "うち再掲", "(うち再掲"]
        .iter()
        .any(|w| folded.starts_with(w))
}

/// Reads the blocks of a document one by one.
pub(crate) struct Reader<'a> {
    /// The lines of a text by number.
    pub(crate) lines: HashMap<u32, &'a str>,
}

impl Reader<'_> {
    fn prose(&self, all: &mut Sheets, text: &str, at: &Place, block: usize, listed: bool) {
        let figures = self.enter_all(all, text, at);
        all.prose.push(Prose {
            text: text.to_owned(),
            figures,
            block,
            listed,
            alone: false,
        });
    }

    fn enter_all(&self, all: &mut Sheets, text: &str, at: &Place) -> Vec<Id> {
        let (mut chars, mut bytes) = (0u32, 0usize);
        let mut ids = Vec::new();
        for figure in figures(text) {
            let Some(between) = text.get(bytes..figure.range.start) else {
                continue;
            };
            chars += between.chars().count() as u32;
            bytes = figure.range.start;
            let at = match &at.spot {
                Spot::Line { line, column: 1 } => Place::at_line(*line, chars + 1),
                _ => at.clone(),
            };
            let stated = text.get(figure.range.clone()).unwrap_or_default().to_owned();
            ids.push(all.ledger.enter(Entry {
                figure,
                stated,
                at,
                unit: None,
                name: String::new(),
                breaks_off: false,
            }));
        }
        ids
    }

    fn table(
        &self,
        all: &mut Sheets,
        (grid, previous): (&Grid, Option<&Block>),
        unit: Option<Unit>,
        block: usize,
        overlapping: bool,
    ) {
        let mut sheet = Sheet {
            form: grid.form,
            block,
            overlapping,
            ..Sheet::default()
        };
        let above = words_above(&grid.rows, previous);
        let mut head: Vec<&Vec<Cell>> = above.iter().collect();
        let mut first_head = None::<Vec<String>>;
        let mut in_head = true;
        for row in &grid.rows {
            let is_head = is_head(row);
            let key: Vec<String> = row.iter().map(|c| fold(&c.text)).collect();
            let again = first_head.as_ref().is_some_and(|known| is_same_head(known, &key));
            if !in_head
                && is_head
                && first_head.as_ref() != Some(&key)
                && (again
                    || sheet.rows.iter().any(Row::has_figures)
                        && row.iter().filter(|c| !c.is_blank()).count() >= 3)
            {
                self.close(
                    all,
                    std::mem::replace(
                        &mut sheet,
                        Sheet {
                            form: grid.form,
                            block,
                            overlapping,
                            ..Sheet::default()
                        },
                    ),
                );
                head.clear();
                in_head = true;
            }
            // The same head again, on the next page: the table goes on.
            if !in_head && is_head && first_head.as_ref() == Some(&key) {
                continue;
            }
            if in_head && is_head && head.len() < 4 {
                first_head.get_or_insert(key);
                head.push(row);
                continue;
            }
            if in_head {
                sheet.head_pieces = head_pieces(&head);
                sheet.heads = sheet.head_pieces.iter().map(|pieces| pieces.join(" ")).collect();
                in_head = false;
            }
            let row = self.row(all, &sheet, row, unit);
            sheet.rows.push(row);
        }
        self.close(all, sheet);
    }

    fn close(&self, all: &mut Sheets, mut sheet: Sheet) {
        if sheet.rows.iter().any(Row::has_figures) {
            put_in_place(&all.ledger, &mut sheet);
            all.sheets.push(sheet);
        }
    }

    fn row(&self, all: &mut Sheets, sheet: &Sheet, cells: &[Cell], unit: Option<Unit>) -> Row {
        let mut row = Row::default();
        for (column, each) in cells.iter().enumerate() {
            let head = sheet.heads.get(column).map_or("", String::as_str);
            let names_the_row = column == 0
                && cells.len() > 1
                && is_year_or_number_of_a_row(&each.text)
                && !labels::is_total(head);
            let slot = if names_the_row || is_number_head(head) {
                None
            } else {
                Some(cell(&each.text))
            };
            let mut enter = |figure: Figure| {
                let stated = each
                    .text
                    .trim()
                    .get(figure.range.clone())
                    .unwrap_or_default()
                    .to_owned();
                let unit = unit_of(head, unit).filter(|_| !unit::counts(&row.label()));
                let name = name(&row.label(), head);
                let at = self.within(each, &figure, &stated);
                all.ledger.enter(Entry {
                    figure,
                    stated,
                    at,
                    unit,
                    name,
                    breaks_off: false,
                })
            };
            let slot = match slot {
                Some(CellFigure::One(figure)) if !is_a_year(&figure, &each.text) => Slot::One(enter(figure)),
                Some(CellFigure::Two(one, two)) if !is_a_year(&one, &each.text) => {
                    let one = enter(one);
                    Slot::Two(one, enter(two))
                }
                Some(CellFigure::Blank | CellFigure::None) => Slot::Empty,
                None if each.is_blank() => Slot::Empty,
                _ => {
                    let text = each.text.trim();
                    if !row.slots.iter().any(|s: &Slot| s.main().is_some()) {
                        row.labels.push(text.to_owned());
                    }
                    if text.chars().count() >= 8 && text.bytes().any(|b| b.is_ascii_digit() || b >= 0xEF) {
                        let at = match each.at.spot {
                            Spot::Line { line, .. } if text.len() > 24 => Place::at_line(line, 0),
                            _ => each.at.clone(),
                        };
                        self.cell_prose(all, sheet, each, text, &at);
                    }
                    Slot::Words
                }
            };
            row.slots.push(slot);
        }
        let short = row.slots.len() < sheet.heads.len() && sheet.form != GridForm::Ruled;
        row.adrift = short;
        row
    }

    /// A cell of words is read like a line of text.
    fn cell_prose(&self, all: &mut Sheets, sheet: &Sheet, each: &Cell, text: &str, at: &Place) {
        if !text.contains(['減', '増', '率', '計', '%', '％', 'う', '上', '下']) {
            return;
        }
        let mut ids = Vec::new();
        for figure in figures(text) {
            let stated = text.get(figure.range.clone()).unwrap_or_default().to_owned();
            let at = self.within_words(each, text, &figure, at);
            ids.push(all.ledger.enter(Entry {
                figure,
                stated,
                at,
                unit: None,
                name: String::new(),
                breaks_off: false,
            }));
        }
        if ids.len() >= 2 {
            all.prose.push(Prose {
                text: text.to_owned(),
                figures: ids,
                block: sheet.block,
                listed: false,
                alone: true,
            });
        }
    }
}

/// What a figure of a table is called: its row and its column.
fn name(label: &str, head: &str) -> String {
    let label: String = label.chars().take(30).collect();
    let head: String = head.replace('\n', "").chars().take(30).collect();
    match (label.trim().is_empty(), head.trim().is_empty()) {
        (true, true) => String::new(),
        (true, false) => head,
        (false, true) => label,
        (false, false) => format!("{label}・{head}"),
    }
}

/// The unit of a column: its own, none where it counts something, else that of the table.
fn unit_of(head: &str, of_table: Option<Unit>) -> Option<Unit> {
    if unit::counts(head) {
        None
    } else {
        unit::declared(head).or(of_table)
    }
}

/// A title such as 職員数の推移: the unit of the amounts above does not go on below it.
fn is_about_counts(text: &str) -> bool {
    text.chars().count() <= 40
        && [
            "職員数",
            "人数",
            "項目数",
            "件数",
            "人口",
            "定員",
            "取組数",
            "進捗状況",
            "評価結果",
        ]
        .iter()
        .any(|w| text.contains(w))
        && !text.contains(['額', '円', '。'])
}
