//! Takes a document apart into tables of figures and lines of text, each figure entered once in the ledger.
//!
//! Not here: heads, columns and units of tables (`tabular`), what the text says about all figures (`remarks`).

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::axis;
use super::listed::RowsListed;
use super::placing::{cut_off_in_a_row, put_in_place};
use super::remarks::{is_overlapping, says_cut_off, says_rounded};
use super::sheet::{Prose, Row, Sheet, Sheets, Slot};
use super::wrapped::Wrapped;
use crate::check::figures::engine::ledger::{Entry, Id, Ledger, MICRO};
use crate::document::{Block, Cell, Document, Format, GridForm, Place, Spot};
use crate::figure::{CellFigure, Figure, cell, figures};
use crate::labels::{self, Kind, unit};
use crate::money::Unit;
use crate::tabular::unit::InForce;
use crate::tabular::{RowLabel, eras, rows, segments};

impl Sheets {
    /// Takes a document apart.
    pub(crate) fn of(document: &Document) -> Self {
        let document = eras::dated(Cow::Borrowed(document));
        let document = document.as_ref();
        let mut all = Sheets::default();
        all.ledger.rounded = document.lines.iter().any(|l| says_rounded(&l.text));
        all.ledger.cut_off = document.lines.iter().any(|l| says_cut_off(&l.text));
        let lines: HashMap<u32, &str> = document
            .lines
            .iter()
            .filter_map(|l| match l.at.spot {
                Spot::Line { line, .. } => Some((line, l.text.as_str())),
                _ => None,
            })
            .collect();
        all.lines = lines.iter().map(|(n, text)| (*n, (*text).to_owned())).collect();
        all.lines.sort_unstable();
        let reader = Reader { lines };
        let mut unit = InForce::default();
        let mut last_line = 0;
        let mut wrapped: Option<Wrapped<'_>> = None;
        for (index, block) in document.blocks.iter().enumerate() {
            match block {
                Block::Table(grid) => {
                    reader.flush(&mut all, wrapped.take());
                    let rows = all.list_rows(&grid.rows);
                    let overlapping = is_overlapping(document, index, grid);
                    let previous = index.checked_sub(1).and_then(|i| document.blocks.get(i));
                    let above = words_above(&grid.rows, previous);
                    for segment in segments(grid) {
                        for title in &segment.titles {
                            unit.read(&title.text);
                        }
                        for part in segment.parts(above.as_deref()) {
                            for title in &part.titles {
                                unit.read(&title.text);
                            }
                            let unit = unit.of_table(&part.columns, &document.blocks[index + 1..]);
                            let sheet = Sheet {
                                form: grid.form,
                                block: index,
                                overlapping,
                                columns: part.columns,
                                ..Sheet::default()
                            };
                            reader.table(&mut all, sheet, &part.rows, unit, &rows);
                        }
                    }
                }
                Block::Heading { text, at, .. }
                | Block::Paragraph { text, at }
                | Block::ListItem { text, at, .. } => {
                    unit.read(text);
                    all.list_line(text);
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
                    let line = match &at.spot {
                        Spot::Line { line, .. } if document.format == Format::Text => Some(*line),
                        _ => None,
                    };
                    if again {
                        continue;
                    }
                    let is_taken = line
                        .zip(wrapped.as_mut())
                        .is_some_and(|(line, before)| before.takes(line, text, index, listed));
                    match line.filter(|_| text.len() <= LONGEST_LINE) {
                        _ if is_taken => {}
                        Some(line) => {
                            let next = Wrapped::of(line, text, index, listed);
                            reader.flush(&mut all, wrapped.replace(next));
                        }
                        None => {
                            reader.flush(&mut all, wrapped.take());
                            reader.prose(&mut all, text, &at, index, listed);
                        }
                    }
                }
            }
        }
        reader.flush(&mut all, wrapped.take());
        if let Some(sheet) = all.sheets.last_mut() {
            sheet.at_the_end = matches!(document.blocks.last(), Some(Block::Table(_)));
            if sheet.at_the_end {
                cut_off_in_a_row(sheet);
            }
        }
        all.axes = all
            .sheets
            .iter()
            .map(|s| Rc::new(axis::both(s, &all.ledger)))
            .collect();
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
}

/// A figure in brackets in a column of others without is below zero where the column tells differences; elsewhere it
/// may be a part, or another year, and is no value of the column.
fn brackets(ledger: &mut Ledger, sheet: &mut Sheet, rows: &[&[Cell]]) {
    let is_bracketed = |cell: Option<&Cell>| {
        let text = cell.map_or("", |cell| cell.text.trim());
        text.starts_with(['(', '（']) && text.ends_with([')', '）'])
    };
    let width = sheet.rows.iter().map(|row| row.slots.len()).max().unwrap_or(0);
    for column in 0..width {
        let one = |row: &Row| match row.slots.get(column) {
            Some(Slot::One(id)) => Some(*id),
            _ => None,
        };
        let places: Vec<(usize, Id, bool)> = (sheet.rows.iter().zip(rows).enumerate())
            .filter_map(|(at, (row, cells))| Some((at, one(row)?, is_bracketed(cells.get(column)))))
            .collect();
        let (inside, outside) = (
            places.iter().filter(|(.., bracketed)| *bracketed).count(),
            places.iter().filter(|(.., bracketed)| !*bracketed).count(),
        );
        if inside == 0 || outside == 0 {
            continue;
        }
        let head = sheet.columns.get(column).map_or("", |c| c.label.as_str());
        let tells_differences = labels::kind(head) == Kind::Difference;
        for (at, id, _) in places.into_iter().filter(|(.., bracketed)| *bracketed) {
            if tells_differences {
                let figure = &mut ledger.entries[id].figure;
                figure.value = -figure.value.abs();
            } else if sheet.rows[at].label.says != Kind::Part {
                sheet.rows[at].slots[column] = Slot::Words;
            }
        }
    }
}

/// A stored number in millionths; none where it has none. Further places are cut off.
fn micro(stored: &str) -> Option<i128> {
    let (sign, digits) = stored
        .strip_prefix('-')
        .map_or((1, stored), |digits| (-1, digits));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let places: String = places.chars().chain(std::iter::repeat('0')).take(6).collect();
    let whole: i128 = whole.parse().ok()?;
    let places: i128 = places.parse().ok()?;
    Some(sign * whole.checked_mul(MICRO)?.checked_add(places)?)
}

/// A line of more bytes is a whole text that lost its line ends: it is read sentence by sentence.
pub(in crate::check::figures) const LONGEST_LINE: usize = 3_000;

/// A line as it is, or its sentences where it is no line that anybody printed; a sentence that is no sentence either
/// is cut where no figure is cut with it.
fn readable(text: &str) -> impl Iterator<Item = &str> {
    let is_long = text.len() > LONGEST_LINE;
    let sentences = text.split_inclusive(move |c| is_long && c == '。');
    sentences.flat_map(|sentence| {
        let mut rest = sentence;
        std::iter::from_fn(move || {
            let (piece, behind) = rest.split_at(cut(rest));
            rest = behind;
            (!piece.is_empty()).then_some(piece)
        })
    })
}

/// How much of a text is read at once: all of it, or up to the last place before [`LONGEST_LINE`] where a word ends
/// and is no part of a figure.
fn cut(text: &str) -> usize {
    if text.len() <= LONGEST_LINE {
        return text.len();
    }
    let end = text.floor_char_boundary(LONGEST_LINE);
    let ends_a_word =
        |c: char| c.is_whitespace() || matches!(c, '、' | '」' | '）' | ')' | '】' | '円' | '%' | '％');
    let near = text[..end].rfind(ends_a_word).filter(|at| *at > LONGEST_LINE / 2);
    near.map_or(end, |at| text.ceil_char_boundary(at + 1))
}

/// Enters all figures of a text, each where it stands.
fn enter_all(ledger: &mut Ledger, text: &str, mut place: impl FnMut(&Figure) -> Place) -> Vec<Id> {
    let mut enter = |figure: Figure| {
        let stated = text.get(figure.range.clone()).unwrap_or_default().to_owned();
        let at = place(&figure);
        ledger.enter(Entry::in_words(figure, stated, at))
    };
    figures(text).into_iter().map(&mut enter).collect()
}

/// Longer texts of a cell class nothing.
const LONGEST_WORD: usize = 12;

/// Reads the blocks of a document one by one.
pub(crate) struct Reader<'a> {
    /// The lines of a text by number.
    pub(crate) lines: HashMap<u32, &'a str>,
}

impl Reader<'_> {
    fn prose(&self, all: &mut Sheets, text: &str, at: &Place, block: usize, listed: bool) {
        let mut before = 0;
        for text in readable(text) {
            let from = match &at.spot {
                Spot::Line { line, column: 1 } => Place::at_line(*line, 1 + before),
                _ => at.clone(),
            };
            before += text.chars().count() as u32;
            let (mut chars, mut bytes) = (0u32, 0usize);
            let figures = enter_all(&mut all.ledger, text, |figure| {
                let between = text.get(bytes..figure.range.start).unwrap_or_default();
                chars += between.chars().count() as u32;
                bytes = figure.range.start;
                match &from.spot {
                    Spot::Line { line, column } if *column > 0 => Place::at_line(*line, chars + column),
                    _ => from.clone(),
                }
            });
            all.prose.push(Prose {
                text: text.to_owned(),
                figures,
                block,
                begins: block,
                listed,
                alone: false,
            });
        }
    }

    /// Lines that are one text.
    fn flush(&self, all: &mut Sheets, wrapped: Option<Wrapped<'_>>) {
        let Some(wrapped) = wrapped else { return };
        let figures = enter_all(&mut all.ledger, &wrapped.text, |figure| {
            wrapped.place(figure.range.start)
        });
        all.prose.push(Prose {
            text: wrapped.text,
            figures,
            block: wrapped.block,
            begins: wrapped.begins,
            listed: wrapped.listed,
            alone: false,
        });
    }

    /// The rows of a table below its columns, kept where any of them holds a figure.
    fn table(
        &self,
        all: &mut Sheets,
        mut sheet: Sheet,
        rows: &[&[Cell]],
        unit: Option<Unit>,
        listed: &RowsListed,
    ) {
        for cells in rows {
            let row = self.row(all, &sheet, cells, unit);
            sheet.rows.push(row);
        }
        without_unit_of_rates(&mut all.ledger, &sheet);
        brackets(&mut all.ledger, &mut sheet, rows);
        put_in_place(&all.ledger, &mut sheet);
        let is_kept = sheet.rows.iter().any(Row::has_figures);
        for (row, cells) in sheet.rows.iter().zip(rows) {
            if let Some(listed) = listed.get(&cells.as_ptr()).and_then(|at| all.listed.get_mut(*at)) {
                listed.holds(row, is_kept.then_some(all.sheets.len()));
            }
        }
        if is_kept {
            all.sheets.push(sheet);
        }
    }

    fn row(&self, all: &mut Sheets, sheet: &Sheet, cells: &[Cell], unit: Option<Unit>) -> Row {
        let label = RowLabel::of(cells, &sheet.columns);
        let called = label.text();
        let mut slots = Vec::with_capacity(cells.len());
        for (column, each) in cells.iter().enumerate() {
            let head = sheet.columns.get(column).map_or("", |c| c.label.as_str());
            let mut enter = |figure: Figure| {
                let stated = each
                    .text
                    .trim()
                    .get(figure.range.clone())
                    .unwrap_or_default()
                    .to_owned();
                let at = self.within(each, &figure, &stated);
                let is_none = is_rate(&called) || unit::declared(head).is_none() && unit::counts(&called);
                all.ledger.enter(Entry {
                    unit: unit_of(head, unit).filter(|_| !is_none),
                    figure,
                    stated,
                    at,
                    name: name(&called, head),
                    breaks_off: false,
                    stored: each.exact.as_deref().and_then(micro),
                })
            };
            let slot = match cell(&each.text) {
                CellFigure::One(figure) if rows::is_value(cells, column, &sheet.columns) => {
                    Slot::One(enter(figure))
                }
                CellFigure::Two(one, two) if rows::is_value(cells, column, &sheet.columns) => {
                    let one = enter(one);
                    Slot::Two(one, enter(two))
                }
                CellFigure::Blank | CellFigure::None => Slot::Empty,
                _ => {
                    let text = each.text.trim();
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
            slots.push(slot);
        }
        let adrift = slots.len() < sheet.columns.len() && sheet.form != GridForm::Ruled;
        let is_word = |column: &usize| matches!(slots[*column], Slot::Words);
        let words = (label.pieces.len()..slots.len()).filter(is_word);
        let words = words.map(|column| cells[column].text.trim().to_owned());
        Row {
            words: words
                .filter(|word| word.chars().count() <= LONGEST_WORD)
                .collect(),
            label,
            slots,
            adrift,
        }
    }

    /// A cell of words is read like a line of text.
    fn cell_prose(&self, all: &mut Sheets, sheet: &Sheet, each: &Cell, text: &str, at: &Place) {
        if !text.contains(['減', '増', '率', '計', '%', '％', 'う', '上', '下']) {
            return;
        }
        let ids = enter_all(&mut all.ledger, text, |figure| {
            self.within_words(each, text, figure, at)
        });
        if ids.len() >= 2 {
            all.prose.push(Prose {
                text: text.to_owned(),
                figures: ids,
                block: sheet.block,
                begins: sheet.block,
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

/// The unit of a column: its own, none where it counts something or is a rate, else that of the table.
fn unit_of(head: &str, of_table: Option<Unit>) -> Option<Unit> {
    if unit::counts(head) {
        None
    } else {
        unit::declared(head).or(of_table.filter(|_| !is_rate(head)))
    }
}

/// Takes the unit of their table from columns of decimals: nobody prints parts of a yen, or of a thousand, and beside
/// such amounts they are rates.
fn without_unit_of_rates(ledger: &mut Ledger, sheet: &Sheet) {
    let width = sheet.rows.iter().map(|row| row.slots.len()).max().unwrap_or(0);
    for column in 0..width {
        let is_declared = sheet
            .columns
            .get(column)
            .is_some_and(|column| unit::declared(&column.label).is_some());
        let figures = || sheet.rows.iter().filter_map(|row| row.slots.get(column)?.main());
        let is_fine = |id: Id| matches!(ledger.entries[id].unit, Some(Unit::Yen | Unit::Thousand) | None);
        if is_declared || !figures().all(|id| is_fine(id) && ledger.entries[id].figure.places > 0) {
            continue;
        }
        figures().for_each(|id| ledger.entries[id].unit = None);
    }
}

/// Whether a label names a rate, which is in no unit of its table.
fn is_rate(label: &str) -> bool {
    labels::kind(label) == Kind::Rate
}

/// `区分 目標額 実績額` as a line of words above a table that begins with a row of units.
fn words_above(rows: &[Vec<Cell>], previous: Option<&Block>) -> Option<Vec<Cell>> {
    let units = rows
        .first()
        .filter(|r| r.len() >= 2 && r.iter().all(|c| unit::is_unit(&c.text)))?;
    let Some(Block::Paragraph { text, at }) = previous else {
        return None;
    };
    let words: Vec<Cell> = text
        .split_whitespace()
        .map(|w| Cell::new(w, at.clone()))
        .collect();
    (words.len() == units.len() || words.len() == units.len() + 1).then_some(words)
}
