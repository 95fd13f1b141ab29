//! One sheet: its cells that hold text, as shown, and its merged regions.
//!
//! The declared dimension is not looked at. Not here: which rows are a table (`rows`).

use gyokaku_core::document::{Oddity, OddityKind, Place};
use quick_xml::events::{BytesStart, Event};

use super::merges::visible;
use super::number::{NumberFormat, Shown};
use super::package::Sheet;
use super::strings::Rich;
use super::styles::Style;
use super::xml::{Events, ends_early, readable};
use crate::read::error::NotADocument;
use crate::read::limits::{LONGEST, MOST_CELLS};
use crate::read::rows::{Merge, SheetCell, SheetRow};

const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;
pub(in crate::read) const MOST_MERGES: usize = 500_000;
/// So many cells, and so much of their text in bytes, any file may hold.
const FEW_CELLS: usize = 50_000;
const SHORT_TEXT: usize = 4 << 20;
/// The text of all cells together that the largest file may hold: one long shared string can be named by a million.
const MOST_TEXT: usize = 64 << 20;
/// How much text a byte of a file stands for at most, beyond [`SHORT_TEXT`]; real ones are a quarter of it or less.
const TEXT_A_BYTE: usize = 20;

/// What the cells of all sheets may still hold.
///
/// It grows with the file as it came, packed: what people entered takes some bytes for each cell, so a small file that
/// holds a million cells was made to keep others waiting.
pub(in crate::read) struct Limits {
    cells: usize,
    text: usize,
    /// How many cells it may hold in all.
    most: usize,
}

impl Limits {
    /// Of a file of so many bytes.
    pub(in crate::read) fn of(bytes: usize) -> Self {
        let most = MOST_CELLS.min(FEW_CELLS.saturating_add(bytes));
        Self {
            cells: most,
            text: MOST_TEXT.min(SHORT_TEXT.saturating_add(bytes.saturating_mul(TEXT_A_BYTE))),
            most,
        }
    }
}

/// What the values of cells refer to.
pub(super) struct Values<'a> {
    pub(super) strings: &'a [Rich],
    pub(super) styles: &'a [Style],
    pub(super) since_1904: bool,
}

impl Values<'_> {
    fn text(&self, head: &Head, text: String) -> Shown {
        Shown::text(match self.format(head) {
            Some(format @ NumberFormat::Number(_, Some(_))) if !text.is_empty() => format.show_text(&text),
            _ => text,
        })
    }

    fn format(&self, head: &Head) -> Option<&NumberFormat> {
        self.styles.get(head.style).map(|style| &style.format)
    }
}

/// What a sheet shows.
pub(in crate::read) struct Found {
    /// The rows that hold text, in order.
    pub(in crate::read) rows: Vec<SheetRow>,
    /// The merged regions.
    pub(in crate::read) merges: Vec<Merge>,
    /// What is struck out.
    pub(in crate::read) struck: Vec<Oddity>,
}

/// A sheet whose cells are still coming, whatever the format of the workbook.
pub(in crate::read) struct Gathering<'a> {
    sheet: &'a str,
    limits: &'a mut Limits,
    rows: Rows,
    struck: Vec<Oddity>,
}

impl<'a> Gathering<'a> {
    pub(in crate::read) fn of(sheet: &'a str, limits: &'a mut Limits) -> Self {
        Self {
            sheet,
            limits,
            rows: Rows::default(),
            struck: Vec::new(),
        }
    }

    /// Takes a cell: what it shows, what is struck out in its text, and whether its style strikes out the whole.
    pub(in crate::read) fn take(
        &mut self,
        (row, column): (u32, u32),
        shown: Option<Shown>,
        struck: &str,
        whole: bool,
    ) -> Result<(), NotADocument> {
        let said = |text: &str| !text.trim().is_empty();
        if said(struck) && !whole {
            self.limits.spend(self.sheet, row, column, struck)?;
            self.strike(row, column, struck);
        }
        let Some(shown) = shown.filter(|shown| said(&shown.text)) else {
            return Ok(());
        };
        self.limits.spend(self.sheet, row, column, &shown.text)?;
        if whole {
            self.strike(row, column, &shown.text);
            return Ok(());
        }
        self.rows.push(
            row,
            SheetCell {
                column,
                text: shown.text,
                figure: shown.figure,
                exact: shown.exact,
            },
        );
        Ok(())
    }

    fn strike(&mut self, row: u32, column: u32, text: &str) {
        self.struck.push(Oddity {
            kind: OddityKind::StruckOut,
            text: text.trim().to_owned(),
            at: Place::cell(self.sheet.to_owned(), row, column),
        });
    }

    /// What the sheet shows, without what lies under a merged cell.
    pub(in crate::read) fn found(self, merges: Vec<Merge>) -> Found {
        let mut rows = self.rows.in_order();
        visible(&mut rows, &merges);
        Found {
            rows,
            merges,
            struck: self.struck,
        }
    }
}

/// What a sheet shows: neither what lies under a merged cell nor what is struck out.
pub(super) fn read(
    sheet: &Sheet,
    xml: &str,
    values: &Values<'_>,
    limits: &mut Limits,
) -> Result<Found, NotADocument> {
    let mut gathering = Gathering::of(&sheet.name, limits);
    let merges = walk(sheet, xml, values, |met| {
        gathering.take((met.row, met.column), met.shown, met.struck, met.is_struck)
    })?;
    Ok(gathering.found(merges))
}

/// A cell as it is met.
pub(super) struct Met<'a> {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) kind: Kind,
    /// The format of its style, where the workbook has that style.
    pub(super) format: Option<&'a NumberFormat>,
    /// Whether it holds a formula.
    pub(super) formula: bool,
    /// The value as stored: digits of a number, the name of an error.
    pub(super) stored: &'a str,
    /// The value as shown; none of a blank.
    pub(super) shown: Option<Shown>,
    /// What is struck out in its text.
    pub(super) struck: &'a str,
    /// Whether its style strikes it out as a whole.
    pub(super) is_struck: bool,
}

/// Goes over the cells that say something, in the order of the file, and gives the merged regions.
pub(super) fn walk(
    sheet: &Sheet,
    xml: &str,
    values: &Values<'_>,
    mut each: impl FnMut(Met<'_>) -> Result<(), NotADocument>,
) -> Result<Vec<Merge>, NotADocument> {
    let mut merges = Vec::new();
    let mut events = Events::of(&sheet.part, xml);
    let (mut row, mut column, mut next_row) = (0u32, 0u32, 0u32);
    let (mut buffer, mut struck) = (String::new(), String::new());
    loop {
        match events.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "c" => {
                    let head = Head::of(&e);
                    (row, column) = head.at.unwrap_or((row, column));
                    struck.clear();
                    let (shown, formula) =
                        value(sheet, &mut events, &head, values, (&mut buffer, &mut struck))?;
                    if shown.is_some() || formula {
                        each(Met {
                            row,
                            column,
                            kind: head.kind,
                            format: values.format(&head),
                            formula,
                            stored: &buffer,
                            shown,
                            struck: &struck,
                            is_struck: values.styles.get(head.style).is_some_and(|style| style.struck),
                        })?;
                    }
                    column = column.saturating_add(1);
                }
                "row" => {
                    row = row_number(&e).unwrap_or(next_row);
                    next_row = row.saturating_add(1);
                    column = 0;
                }
                "mergeCell" if merges.len() < MOST_MERGES => merges.extend(merge(&e)),
                _ => {}
            },
            Event::Empty(e) => match e.local_name().as_ref() {
                "c" => {
                    (row, column) = Head::of(&e).at.unwrap_or((row, column));
                    column = column.saturating_add(1);
                }
                "row" => {
                    row = row_number(&e).unwrap_or(next_row);
                    next_row = row.saturating_add(1);
                    column = 0;
                }
                "mergeCell" if merges.len() < MOST_MERGES => merges.extend(merge(&e)),
                _ => {}
            },
            Event::Eof => return Ok(merges),
            _ => {}
        }
    }
}

impl Limits {
    /// Takes a cell into account.
    pub(super) fn spend(
        &mut self,
        sheet: &str,
        row: u32,
        column: u32,
        text: &str,
    ) -> Result<(), NotADocument> {
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(ends_early(sheet));
        }
        if text.len() > LONGEST && text.chars().count() > LONGEST {
            let at = Place::cell(sheet.to_owned(), row, column);
            return Err(NotADocument::TooLong { at, limit: LONGEST });
        }
        match (self.cells.checked_sub(1), self.text.checked_sub(text.len())) {
            (Some(cells), Some(left)) => {
                (self.cells, self.text) = (cells, left);
                Ok(())
            }
            (None, _) => Err(NotADocument::TooManyCells {
                place: sheet.to_owned(),
                limit: self.most,
            }),
            (_, None) => Err(NotADocument::ZipBomb {
                limit: MOST_TEXT as u64,
            }),
        }
    }
}

/// Rows as they come; nearly always in order.
#[derive(Default)]
struct Rows {
    rows: Vec<SheetRow>,
    disordered: bool,
}

impl Rows {
    fn push(&mut self, row: u32, cell: SheetCell) {
        match self.rows.last_mut() {
            Some(last) if last.row == row => {
                self.disordered |= last.cells.last().is_some_and(|c| c.column >= cell.column);
                last.cells.push(cell);
            }
            last => {
                self.disordered |= last.as_ref().is_some_and(|last| last.row > row);
                let mut cells = Vec::with_capacity(last.map_or(8, |last| last.cells.len()));
                cells.push(cell);
                self.rows.push(SheetRow { row, cells });
            }
        }
    }

    fn in_order(mut self) -> Vec<SheetRow> {
        if self.disordered {
            self.rows.sort_by_key(|row| row.row);
            self.rows.dedup_by(|later, first| {
                let same = later.row == first.row;
                if same {
                    first.cells.append(&mut later.cells);
                }
                same
            });
            for row in &mut self.rows {
                row.cells.sort_by_key(|cell| cell.column);
                row.cells.dedup_by_key(|cell| cell.column);
            }
        }
        self.rows
    }
}

/// The attributes of a cell.
struct Head {
    at: Option<(u32, u32)>,
    style: usize,
    kind: Kind,
}

/// How a cell says its value is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Shared,
    Text,
    Bool,
    Error,
    Date,
}

impl Head {
    fn of(element: &BytesStart<'_>) -> Self {
        let mut head = Head {
            at: None,
            style: 0,
            kind: Kind::Number,
        };
        for attribute in element.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => head.at = position(&attribute.value),
                "s" => head.style = attribute.value.parse().unwrap_or(0),
                "t" => {
                    head.kind = match &*attribute.value {
                        "s" => Kind::Shared,
                        "str" | "inlineStr" => Kind::Text,
                        "b" => Kind::Bool,
                        "e" => Kind::Error,
                        "d" => Kind::Date,
                        _ => Kind::Number,
                    }
                }
                _ => {}
            }
        }
        head
    }
}

fn row_number(element: &BytesStart<'_>) -> Option<u32> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.as_ref() == "r")?;
    found.value.parse::<u32>().ok()?.checked_sub(1)
}

/// `B3` is row 2, column 1.
pub(crate) fn position(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = name.split_at(letters);
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = column.bytes().fold(0u32, |sum, b| {
        sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1
    });
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column - 1))
}

fn merge(element: &BytesStart<'_>) -> Option<Merge> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.as_ref() == "ref")?;
    let (from, to) = found.value.split_once(':')?;
    let ((top, left), (bottom, right)) = (position(from)?, position(to)?);
    (top <= bottom && left <= right).then_some(Merge {
        top,
        left,
        bottom,
        right,
    })
}

/// The value of a cell as shown (none of a blank), and whether a formula made it.
fn value(
    sheet: &Sheet,
    events: &mut Events<'_>,
    head: &Head,
    values: &Values<'_>,
    (buffer, struck): (&mut String, &mut String),
) -> Result<(Option<Shown>, bool), NotADocument> {
    let (mut shown, mut formula) = (None, false);
    buffer.clear();
    loop {
        match events.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "v" => {
                    buffer.clear();
                    events.text("v", buffer)?;
                    if shown.is_none() {
                        shown = stored(head, values, buffer, struck);
                    }
                }
                "is" => {
                    buffer.clear();
                    super::strings::rich(&sheet.part, events, "is", buffer, struck)?;
                    shown = Some(values.text(head, readable(buffer)));
                }
                "f" => {
                    formula = true;
                    events.skip("f")?;
                }
                _ => {}
            },
            Event::Empty(e) if e.local_name().as_ref() == "f" => formula = true,
            Event::End(e) if e.local_name().as_ref() == "c" => return Ok((shown, formula)),
            Event::Eof => return Err(ends_early(&sheet.part)),
            _ => {}
        }
    }
}

fn stored(head: &Head, values: &Values<'_>, stored: &str, struck: &mut String) -> Option<Shown> {
    if stored.is_empty() {
        return None;
    }
    Some(match head.kind {
        Kind::Shared => {
            let string = values.strings.get(stored.trim().parse::<usize>().ok()?)?;
            struck.push_str(&string.struck);
            values.text(head, string.text.to_string())
        }
        Kind::Text => values.text(head, readable(stored)),
        Kind::Bool => Shown::text(
            if matches!(stored.trim(), "1" | "true") {
                "TRUE"
            } else {
                "FALSE"
            }
            .to_owned(),
        ),
        Kind::Error => Shown::text(readable(stored)),
        Kind::Date => Shown::text(readable(stored.trim_end_matches("T00:00:00"))),
        Kind::Number => match values.format(head) {
            Some(format) => format.show(stored.trim(), values.since_1904),
            None => NumberFormat::General.show(stored.trim(), values.since_1904),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn cells_are_found_by_name() {
        assert_eq!(position("B3"), Some((2, 1)));
        assert_eq!(position("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!(position("A0"), None);
        assert_eq!(position("AAAA1"), None);
        assert_eq!(position("A99999999999"), None);
    }
}
