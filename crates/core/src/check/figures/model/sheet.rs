//! A document as the rules of figures see it: tables with labels, heads and figures, and lines of text.
//!
//! Not here: which figures must agree.

use std::collections::HashMap;
use std::rc::Rc;

use super::axis::{self, Axis};
use crate::check::figures::engine::ledger::{Entry, Id, Ledger};
use crate::document::{Block, Cell, Document, Grid, GridForm, Place, Spot};
use crate::figure::{CellFigure, Figure, Measure, cell, figures};
use crate::fiscal_year;
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

/// The very last row may have been cut: where it lacks columns that hold figures above, it proves nothing.
fn cut_off_in_a_row(sheet: &mut Sheet) {
    let Some((last, above)) = sheet.rows.split_last_mut() else {
        return;
    };
    let width = last.slots.len();
    let lacks = above.iter().any(|row| {
        row.slots
            .get(width..)
            .is_some_and(|rest| rest.iter().any(|s| s.main().is_some()))
    });
    last.adrift |= lacks && width < sheet.heads.len();
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

struct Reader<'a> {
    lines: HashMap<u32, &'a str>,
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

    /// The place of a figure inside a cell.
    fn within(&self, cell: &Cell, figure: &Figure, stated: &str) -> Place {
        let Spot::Line { line, column } = cell.at.spot else {
            return cell.at.clone();
        };
        let Some(before) = cell.text.get(..figure.range.start) else {
            return cell.at.clone();
        };
        let breaks = before.matches('\n').count();
        let offset = before.chars().count() as u32;
        let guess = Place::at_line(line, column.max(1) + offset);
        let Some(text) = self.lines.get(&line).filter(|t| t.len() < 12_000) else {
            return guess;
        };
        let found = |text: &str, from: u32| -> Option<u32> {
            let start: usize = text
                .char_indices()
                .nth(from.saturating_sub(1) as usize)
                .map(|(i, _)| i)?;
            let at = text[start..].find(stated)?;
            Some(from + text[start..start + at].chars().count() as u32)
        };
        if breaks == 0
            && text
                .chars()
                .skip((column.max(1) + offset - 1) as usize)
                .zip(stated.chars())
                .all(|(a, b)| a == b)
        {
            return guess;
        }
        // The cell lost its tags, or goes on in one of the next lines.
        let same = found(text, column.max(1) + if breaks == 0 { 0 } else { 1 });
        let below = || {
            (1..=3u32).find_map(|n| {
                Some((
                    line + n,
                    found(self.lines.get(&(line + n)).filter(|t| t.len() < 12_000)?, 1)?,
                ))
            })
        };
        match same
            .map(|column| (line, column))
            .or_else(|| (breaks > 0).then(below).flatten())
        {
            Some((line, column)) => Place::at_line(line, column),
            None => guess,
        }
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

    /// The place of a figure in a long cell: found by the words around it.
    fn within_words(&self, each: &Cell, text: &str, figure: &Figure, at: &Place) -> Place {
        let Spot::Line { line, column } = each.at.spot else {
            return at.clone();
        };
        let Some(whole) = self.lines.get(&line).filter(|t| t.len() < 12_000) else {
            return Place::at_line(line, column);
        };
        let mut start = figure.range.start;
        for _ in 0..4 {
            start = text[..start].char_indices().next_back().map_or(0, |(i, _)| i);
        }
        let lead = text[start..figure.range.start].chars().count() as u32;
        let words = &text[start..figure.range.end];
        let from = whole
            .char_indices()
            .nth(column.saturating_sub(1) as usize)
            .map_or(0, |(i, _)| i);
        match whole[from..].find(words) {
            Some(found) => Place::at_line(
                line,
                column.max(1) + whole[from..from + found].chars().count() as u32 + lead,
            ),
            None => Place::at_line(line, column),
        }
    }
}

/// Rows with fewer cells than the head: the only columns that their percentages, counts and amounts fit,
/// or all columns but the total at the end.
fn put_in_place(ledger: &Ledger, sheet: &mut Sheet) {
    let width = sheet.heads.len();
    if !sheet.rows.iter().any(|r| r.adrift) || width > 14 {
        return;
    }
    let measure = |slot: &Slot| slot.main().map(|id| ledger.entries[id].figure.measure);
    let mut columns: Vec<Option<Measure>> = vec![None; width];
    for row in sheet.rows.iter().filter(|r| !r.adrift && r.slots.len() == width) {
        for (column, slot) in columns.iter_mut().zip(&row.slots) {
            *column = column.or(measure(slot));
        }
    }
    let total_at_end = sheet.heads.last().is_some_and(|h| labels::is_total(h));
    for row in sheet.rows.iter_mut().filter(|r| r.adrift) {
        let labels = row.slots.iter().take_while(|s| s.main().is_none()).count();
        let cells: Vec<Slot> = row.slots[labels..].to_vec();
        if labels != 1 || cells.iter().any(|s| s.main().is_none()) {
            continue;
        }
        let kinds: Vec<Option<Measure>> = cells.iter().map(measure).collect();
        let uniform = columns
            .iter()
            .flatten()
            .all(|m| Some(*m) == columns.iter().flatten().next().copied());
        let place = if cells.len() + 2 == width && total_at_end && uniform {
            Some((1..=cells.len()).collect())
        } else {
            only_fit(&kinds, &columns, labels)
        };
        if let Some(place) = place {
            let mut slots = vec![Slot::Empty; width];
            slots[..labels].copy_from_slice(&row.slots[..labels]);
            for (slot, column) in cells.into_iter().zip(place) {
                slots[column] = slot;
            }
            row.slots = slots;
            row.adrift = false;
        }
    }
}

/// The columns that cells of these kinds fit in order, if there is only one way.
fn only_fit(kinds: &[Option<Measure>], columns: &[Option<Measure>], first: usize) -> Option<Vec<usize>> {
    fn fit(
        kinds: &[Option<Measure>],
        columns: &[Option<Measure>],
        from: usize,
        so_far: &mut Vec<usize>,
        found: &mut Vec<Vec<usize>>,
    ) {
        let Some((kind, rest)) = kinds.split_first() else {
            return found.push(so_far.clone());
        };
        for column in from..columns.len() {
            if columns[column] == *kind && found.len() < 2 {
                so_far.push(column);
                fit(rest, columns, column + 1, so_far, found);
                so_far.pop();
            }
        }
    }
    let mut found = Vec::new();
    fit(kinds, columns, first, &mut Vec::new(), &mut found);
    if found.len() == 1 { found.pop() } else { None }
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

/// A row of words and years only, without a single value.
fn is_head(row: &[Cell]) -> bool {
    let mut words = 0;
    let mut years: Vec<i128> = Vec::new();
    for each in row {
        match cell(&each.text) {
            CellFigure::Blank => {}
            CellFigure::None => return false,
            CellFigure::One(figure) if is_a_year(&figure, &each.text) => words += 1,
            CellFigure::One(figure) if is_plain_year(&figure, &each.text) => years.push(figure.value),
            CellFigure::One(_) | CellFigure::Two(..) => return false,
            CellFigure::Text => words += 1,
        }
    }
    let rising = years.windows(2).all(|pair| pair[1] == pair[0] + 1);
    if !years.is_empty() && !(rising && (years.len() >= 2 || words >= 2)) {
        return false;
    }
    words + years.len() >= 1 && row.iter().map(|c| c.text.len()).max().unwrap_or(0) < 120
}

fn is_plain_year(figure: &Figure, text: &str) -> bool {
    figure.measure == Measure::Number
        && figure.places == 0
        && (1980..2100).contains(&figure.value)
        && !text.contains([',', '，'])
        && figure.counter.is_empty()
}

/// 18年度, 令和4年, 第3次, 65歳: a number that names something.
fn is_a_year(figure: &Figure, text: &str) -> bool {
    let folded = fold(text);
    let several_years = figure
        .counter
        .strip_prefix(['か', 'カ', 'ヵ', 'ヶ', 'ケ', '箇'])
        .is_some_and(|rest| rest.starts_with('年'));
    several_years
        || figure
            .counter
            .starts_with(['年', '次', '期', '月', '歳', '章', '号', '位'])
        || (fiscal_year::parse(&folded).is_some()
            && figure.counter.is_empty()
            && folded.starts_with(|c: char| c.is_alphabetic()))
}

/// `1`, `1-1`, `2023` in the first column name the row.
fn is_year_or_number_of_a_row(text: &str) -> bool {
    match cell(text) {
        CellFigure::One(figure) => {
            is_plain_year(&figure, text)
                || (figure.value > 0
                    && figure.value < 1000
                    && figure.counter.is_empty()
                    && figure.measure == Measure::Number)
        }
        _ => false,
    }
}

fn is_number_head(head: &str) -> bool {
    let head = fold(head);
    [
        "番号",
        "no",
        "no.",
        "№",
        "コード",
        "電話",
        "内線",
        "頁",
        "ページ",
        "年度",
        "年",
        "実施年度",
        "整理番号",
        "項番",
        "連番",
    ]
    .iter()
    .any(|w| head == *w)
        || head.ends_with("番号")
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

fn is_same_head(known: &[String], key: &[String]) -> bool {
    let filled = |row: &[String]| row.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>();
    let (a, b) = (filled(known), filled(key));
    a == b || (b.len() >= 2 && a.first() == b.first())
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

/// The head of each column: what stands above it in each row of the head, under merged cells and blanks too.
fn head_pieces(rows: &[&Vec<Cell>]) -> Vec<Vec<String>> {
    let width = rows.iter().map(|r| r.len()).max().unwrap_or(0);
    let mut heads: Vec<Vec<String>> = vec![Vec::new(); width];
    for (n, row) in rows.iter().enumerate() {
        // A row of units below the heads has no cell for the labels: it belongs to the right.
        let units = n > 0 && row.len() < width && row.iter().all(|c| c.is_blank() || unit::is_unit(&c.text));
        let shift = if units { width - row.len() } else { 0 };
        let mut group = String::new();
        for (column, cell) in row.iter().enumerate() {
            let text = cell.text.replace('\n', "").trim().to_owned();
            let below = rows[n + 1..]
                .iter()
                .any(|r| r.len() == row.len() && r.get(column).is_some_and(|c| !c.is_blank() && !c.covered));
            if !text.is_empty() {
                group = if column > 0 && (cell.columns > 1 || below) {
                    text.clone()
                } else {
                    String::new()
                };
                heads[column + shift].push(text);
            } else if below && !group.is_empty() {
                heads[column + shift].push(group.clone());
            } else if !below {
                group.clear();
            }
        }
    }
    heads
}
