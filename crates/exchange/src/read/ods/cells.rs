//! The cells of one sheet of a spreadsheet, and its merged regions.
//!
//! A row or a cell may say that it stands there many times: blank ones cost nothing, and the others are counted
//! before they are made. Not here: which rows are a table (`rows`).

use quick_xml::events::{BytesStart, Event};

use super::styles::Styles;
use super::{CONTENT, skip};
use crate::read::error::NotADocument;
use crate::read::limits::LONGEST;
use crate::read::rows::Merge;
use crate::read::xlsx::number::{NumberFormat, Shown, behind};
use crate::read::xlsx::sheet::{Found, Gathering, Limits, MOST_MERGES};
use crate::read::xlsx::xml::{Events, attribute, ends_early, readable, reference};

/// A cell that says something, once or several times beside itself.
struct Said {
    column: u32,
    times: u32,
    shown: Shown,
    struck: String,
    whole: bool,
}

/// Reads a sheet up to its end.
pub(super) fn sheet(
    name: &str,
    events: &mut Events<'_>,
    styles: &Styles,
    limits: &mut Limits,
) -> Result<Found, NotADocument> {
    let mut gathering = Gathering::of(name, limits);
    let (mut row, mut times, mut column) = (0u32, 1u32, 0u32);
    let (mut line, mut merges) = (Vec::new(), Vec::new());
    loop {
        match events.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "table-row" => (times, column) = (repeated(&e, "number-rows-repeated"), 0),
                "table-cell" => {
                    let head = Head::of(&e, styles);
                    if merges.len() < MOST_MERGES {
                        merges.extend(head.region(row, column));
                    }
                    line.extend(head.said(column, events, styles)?);
                    column = column.saturating_add(head.times);
                }
                "covered-table-cell" => {
                    column = column.saturating_add(repeated(&e, "number-columns-repeated"));
                    skip(events)?;
                }
                "table-row-group" | "table-rows" | "table-header-rows" => {}
                _ => skip(events)?,
            },
            Event::Empty(e) => match e.local_name().as_ref() {
                "table-row" => row = row.saturating_add(repeated(&e, "number-rows-repeated")),
                "table-cell" | "covered-table-cell" => {
                    let head = Head::of(&e, styles);
                    if merges.len() < MOST_MERGES {
                        merges.extend(head.region(row, column));
                    }
                    line.extend(head.without_text(column));
                    column = column.saturating_add(head.times);
                }
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "table-row" => {
                    put(&mut gathering, &line, row, times)?;
                    line.clear();
                    row = row.saturating_add(times);
                }
                "table" => return Ok(gathering.found(merges)),
                _ => {}
            },
            Event::Eof => return Err(ends_early(CONTENT)),
            _ => {}
        }
    }
}

/// Adds a row as often as it stands there.
fn put(gathering: &mut Gathering<'_>, line: &[Said], row: u32, times: u32) -> Result<(), NotADocument> {
    if line.is_empty() {
        return Ok(());
    }
    for row in (row..).take(times as usize) {
        for said in line {
            for column in (said.column..).take(said.times as usize) {
                let shown = Shown {
                    text: said.shown.text.clone(),
                    figure: said.shown.figure,
                    exact: said.shown.exact.clone(),
                };
                gathering.take((row, column), Some(shown), &said.struck, said.whole)?;
            }
        }
    }
    Ok(())
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.parse().ok()
}

fn repeated(element: &BytesStart<'_>, name: &str) -> u32 {
    number(element, name).unwrap_or(1).max(1)
}

/// What the element of a cell says of it.
struct Head {
    times: u32,
    columns: u32,
    rows: u32,
    kind: String,
    value: Option<String>,
    struck: bool,
}

impl Head {
    fn of(element: &BytesStart<'_>, styles: &Styles) -> Self {
        let style = attribute(element, "style-name").unwrap_or_default();
        Self {
            times: repeated(element, "number-columns-repeated"),
            columns: repeated(element, "number-columns-spanned"),
            rows: repeated(element, "number-rows-spanned"),
            kind: attribute(element, "value-type").unwrap_or_default(),
            value: attribute(element, "value"),
            struck: styles.strikes("table-cell", &style),
        }
    }

    fn region(&self, row: u32, column: u32) -> Option<Merge> {
        (self.columns > 1 || self.rows > 1).then(|| Merge {
            top: row,
            left: column,
            bottom: row.saturating_add(self.rows - 1),
            right: column.saturating_add(self.columns - 1),
        })
    }

    fn is_figure(&self) -> bool {
        matches!(&*self.kind, "float" | "percentage" | "currency")
    }

    /// The cell by its value alone.
    fn without_text(&self, column: u32) -> Option<Said> {
        let value = self.value.as_ref().filter(|_| self.is_figure())?;
        Some(Said {
            column,
            times: self.times,
            shown: NumberFormat::General.show(value, false),
            struck: String::new(),
            whole: self.struck,
        })
    }

    /// The cell by its text, which is read to the end of the cell.
    fn said(
        &self,
        column: u32,
        events: &mut Events<'_>,
        styles: &Styles,
    ) -> Result<Option<Said>, NotADocument> {
        let (text, struck) = text(events, styles)?;
        let (text, struck) = (readable(&text), readable(&struck));
        if text.is_empty() && struck.is_empty() {
            return Ok(self.without_text(column));
        }
        let exact = match &self.value {
            Some(value) if self.is_figure() => behind(value, &text, self.kind == "percentage"),
            _ => None,
        };
        let figure = self.is_figure();
        Ok(Some(Said {
            column,
            times: self.times,
            shown: Shown { text, figure, exact },
            struck,
            whole: self.struck,
        }))
    }
}

/// The text of a cell, and what is struck out in it, up to the end of the cell.
fn text(events: &mut Events<'_>, styles: &Styles) -> Result<(String, String), NotADocument> {
    let (mut text, mut struck) = (String::new(), String::new());
    let (mut spans, mut paragraphs, mut inside) = (Vec::new(), 0usize, false);
    loop {
        let is_struck = spans.last().copied().unwrap_or(false);
        let into = if is_struck { &mut struck } else { &mut text };
        if into.len() > LONGEST * 4 {
            // Longer than any cell may be: what follows changes nothing.
            inside = false;
        }
        match events.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "p" | "h" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    (paragraphs, inside) = (paragraphs + 1, true);
                }
                "span" => {
                    let style = attribute(&e, "style-name").unwrap_or_default();
                    spans.push(is_struck || styles.strikes("text", &style));
                }
                "a" | "ruby" | "ruby-base" => {}
                "s" if inside => into.extend(blanks(&e)),
                "tab" if inside => into.push(' '),
                "line-break" if inside => into.push('\n'),
                "s" | "tab" | "line-break" => {}
                // Comments, drawings, reading aids, tables inside a cell.
                _ => skip(events)?,
            },
            Event::Empty(e) => match e.local_name().as_ref() {
                "p" | "h" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                }
                "s" if inside => into.extend(blanks(&e)),
                "tab" if inside => into.push(' '),
                "line-break" if inside => into.push('\n'),
                _ => {}
            },
            Event::Text(found) if inside => into.push_str(&found),
            Event::CData(found) if inside => into.push_str(&found),
            Event::GeneralRef(found) if inside => reference(&found, into),
            Event::End(e) => match e.local_name().as_ref() {
                "p" | "h" => inside = false,
                "span" => drop(spans.pop()),
                "table-cell" => return Ok((text, struck)),
                _ => {}
            },
            Event::Eof => return Err(ends_early(CONTENT)),
            _ => {}
        }
    }
}

/// Several blanks, which XML would make one.
fn blanks(element: &BytesStart<'_>) -> impl Iterator<Item = char> + use<> {
    let count = number(element, "c").unwrap_or(1).clamp(1, 200);
    std::iter::repeat_n(' ', count as usize)
}
