//! A table as an Excel workbook for people, ready to be printed: A4 across, the head on each page, filters, and in the
//! margins the city, the plan, its state, the day and the source.
//!
//! Text is written as text and never as a formula. Amounts are in the table's unit where that loses no yen, else in
//! yen; the head says which. A total is a formula where the rows that it is the sum of are certain (`sums`), and
//! holds its value all the same. Not here: workbooks for machines (`data`), reading workbooks.

mod sums;

use gyokaku_core::money::{Rounding, Unit};
use gyokaku_core::table::{Cell, Column, ColumnKind, Row, RowKind, Table, Value, compared, effects, running};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use self::sums::Sums;
use crate::read::xlsx::restated::{Areas, NAME};
use crate::workbook::sheet::{TYPE, entitle, paged};

const NARROWEST: usize = 6;
const WIDEST: usize = 44;
/// Rows that are measured for the widths of columns.
const MEASURED: usize = 500;
const DEEPEST: u8 = 15;
/// How wide the columns may be together that stay when a sheet is moved sideways.
const WIDEST_FROZEN: usize = 60;

/// What stands on a sheet beside its table, so that a printed page says what it is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imprint {
    /// The name of the body.
    pub city: String,
    /// The title of the plan.
    pub plan: String,
    /// Which state of it: an edition, what is public, what is not.
    pub state: String,
    /// The day, in words.
    pub day: String,
}

impl Imprint {
    /// The head of every printed sheet: whose it is on the left, as of when on the right.
    fn head(&self) -> String {
        let day = match self.day.is_empty() {
            true => String::new(),
            false => format!("{}現在", self.day),
        };
        let said = |parts: [&str; 2]| {
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            parts.map(in_margin).collect::<Vec<_>>().join("　")
        };
        let (left, right) = (said([&self.city, &self.plan]), said([&self.state, &day]));
        match left.is_empty() && right.is_empty() {
            true => String::new(),
            false => format!("&L{left}&R{right}"),
        }
    }

    /// The foot of every printed sheet: how the table is cited, and the number of the sheet.
    fn foot(&self) -> String {
        let source = match self.city.is_empty() && self.plan.is_empty() {
            true => String::new(),
            false => format!("出典：{}「{}」", in_margin(&self.city), in_margin(&self.plan)),
        };
        format!("&L{source}&R&P / &N")
    }
}

/// A text as the margin of a sheet has it: its sign for what is filled in is doubled, and it is short enough for
/// the 255 characters that Excel takes there.
fn in_margin(text: &str) -> String {
    const MOST: usize = 60;
    let shown = text.chars().filter(|c| !c.is_control()).take(MOST);
    shown.collect::<String>().replace('&', "&&")
}

/// A workbook of one sheet that says nothing of whose it is.
///
/// # Errors
/// More rows or columns than a sheet can hold, or a text longer than 32,767 characters.
pub fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    imprinted(table, &Imprint::default())
}

/// A workbook of one sheet.
///
/// # Errors
/// More rows or columns than a sheet can hold, or a text longer than 32,767 characters.
pub fn imprinted(table: &Table, imprint: &Imprint) -> Result<Vec<u8>, XlsxError> {
    let made = |named: Option<&str>| -> Result<(Vec<u8>, Areas), XlsxError> {
        let mut workbook = Workbook::new();
        entitle(&mut workbook, &table.title)?;
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&table.title))?;
        let restated = fill(sheet, table, imprint)?;
        if let Some(named) = named {
            workbook.define_name(NAME, &format!("=\"{named}\""))?;
        }
        Ok((workbook.save_to_buffer()?, restated))
    };
    let (bytes, restated) = made(None)?;
    // What the program worked out is told apart from what it was told, as whoever reads the sheet sees it.
    match restated.is_empty() {
        true => Ok(bytes),
        false => match restated.named(&bytes) {
            Some(named) => Ok(made(Some(&named))?.0),
            None => Ok(bytes),
        },
    }
}

/// The tables that are made of the amounts of another, line by line.
const MADE_OF_OTHERS: [&str; 2] = [compared::PUBLISHED.name, running::PUBLISHED.name];

/// The cells that say nothing of their own: the sentences, totals, and tables that are made of others.
fn restated(table: &Table, top: u32, unit: bool, last: u32) -> Areas {
    let mut areas = Areas::default();
    if MADE_OF_OTHERS.contains(&table.name) {
        areas.rows.push((0, last));
        return areas;
    }
    if !table.summary.is_empty() {
        areas.add_row(top.saturating_sub(1 + u32::from(unit)));
    }
    for (row, line) in table.rows.iter().zip(top + 1..) {
        match row.kind {
            RowKind::Total => areas.add_row(line),
            // What stands beside a heading is worked out of the rows below it.
            RowKind::Group => areas.add_figures(line),
            RowKind::Row => {}
        }
    }
    let below = top + 1 + u32::try_from(table.rows.len()).unwrap_or(u32::MAX - top - 1);
    for line in below..=last {
        areas.add_row(line);
    }
    if table.name == effects::PUBLISHED.name {
        let total = table.column("total").and_then(|at| u32::try_from(at).ok());
        areas.columns.extend(total.map(|column| (column, top)));
    }
    areas
}

/// Every cell has the type that officials write in.
fn typed() -> Format {
    Format::new().set_font_name(TYPE)
}

/// Fills the sheet; gives the cells that say nothing of their own.
fn fill(sheet: &mut Worksheet, table: &Table, imprint: &Imprint) -> Result<Areas, XlsxError> {
    let unit = super::exact_unit(table);
    let heads: Vec<String> = table.columns.iter().map(|c| super::head(c, unit)).collect();
    let formats: Vec<Format> = table.columns.iter().map(|c| column_format(c.kind)).collect();
    let widths = widths(table, &heads, unit);
    for (i, (format, width)) in formats.iter().zip(&widths).enumerate() {
        let column = column_number(i)?;
        sheet.set_column_width(column, *width as f64)?;
        sheet.set_column_format(column, format)?;
    }
    let top = write_top(sheet, table, unit)?;
    let head = typed()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0xE8_F1_FE))
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x8C_8C_8C));
    for (i, label) in heads.iter().enumerate() {
        sheet.write_string_with_format(top, column_number(i)?, label, &head)?;
    }
    let named = named(table);
    let columns: Vec<(&Column, Format)> = table.columns.iter().zip(formats).collect();
    let sums = Sums::of(table, top + 1);
    for (at, (row, line)) in table.rows.iter().zip(top + 1..).enumerate() {
        let formula = |column: usize| sums.formula(at, column);
        write_row(
            sheet,
            line,
            row,
            &columns,
            named,
            unit.unwrap_or_default(),
            &formula,
        )?;
    }
    let below = top + 1 + u32::try_from(table.rows.len()).unwrap_or(u32::MAX - top - 1);
    let words = typed().set_align(FormatAlign::Left);
    let mut last = below - 1;
    for (note, line) in table.notes.iter().zip(below..) {
        sheet.write_string_with_format(line, 0, note, &words)?;
        last = line;
    }
    sheet.set_freeze_panes(top + 1, frozen(named, &widths, table.columns.len())?)?;
    paged(sheet);
    // In the margins and not in cells: whoever reads the sheet back finds the table alone, as the document had it.
    sheet.set_header(imprint.head());
    sheet.set_footer(imprint.foot());
    sheet.set_repeat_rows(top, top)?;
    if let Some(right) = table.columns.len().checked_sub(1) {
        let right = column_number(right)?;
        sheet.set_print_area(0, 0, last, right)?;
        if !table.rows.is_empty() {
            sheet.autofilter(top, 0, below - 1, right)?;
        }
    }
    Ok(restated(table, top, unit.is_some(), last))
}

/// The column that names the rows.
fn named(table: &Table) -> Option<usize> {
    let is_words = |c: &Column| !c.kind.is_figure();
    let named = table.columns.iter().position(|c| c.kind == ColumnKind::Name);
    named.or_else(|| table.columns.iter().position(is_words))
}

/// How many columns stay when the sheet is moved sideways: up to the name of the row, if that leaves room.
fn frozen(named: Option<usize>, widths: &[usize], columns: usize) -> Result<u16, XlsxError> {
    let upto = named.map_or(1, |at| at + 1);
    let width: usize = widths.iter().take(upto).sum();
    let frozen = match (columns > 1, upto < columns && width <= WIDEST_FROZEN) {
        (false, _) => 0,
        (true, true) => upto,
        (true, false) => 1,
    };
    column_number(frozen)
}

/// Title, sentence and unit above the head; gives the row of the head.
fn write_top(sheet: &mut Worksheet, table: &Table, unit: Option<Unit>) -> Result<u32, XlsxError> {
    let words = typed().set_align(FormatAlign::Left);
    let title = typed().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 0, &table.title, &title)?;
    let unit = unit.map(|unit| format!("（単位：{}）", unit.name()));
    let lines = [table.summary.clone(), unit.unwrap_or_default()];
    let mut top = 1;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        sheet.write_string_with_format(top, 0, line, &words)?;
        top += 1;
    }
    Ok(top)
}

fn write_row(
    sheet: &mut Worksheet,
    line: u32,
    row: &Row,
    columns: &[(&Column, Format)],
    named: Option<usize>,
    unit: Unit,
    formula: &dyn Fn(usize) -> Option<String>,
) -> Result<(), XlsxError> {
    let own = match row.kind {
        RowKind::Row => None,
        RowKind::Group => Some(
            Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0xF2_F2_F2)),
        ),
        RowKind::Total => Some(Format::new().set_bold().set_border_top(FormatBorder::Medium)),
    };
    for (i, (column, as_column)) in columns.iter().enumerate() {
        let number = column_number(i)?;
        let value = row.cells.get(i).map_or(&Value::Blank, |cell: &Cell| &cell.value);
        let indent = if named == Some(i) {
            row.level.min(DEEPEST)
        } else {
            0
        };
        let deviates = deviating_format(value, column);
        // Most cells look as their column does; a format of their own costs a look-up each.
        let format = if own.is_none() && indent == 0 && deviates.is_none() {
            None
        } else {
            let mut format = as_column.clone();
            if let Some(own) = &own {
                format = own.merge(&format);
            }
            if indent > 0 {
                format = format.set_indent(indent);
            }
            if let Some(code) = deviates {
                format = format.set_num_format(code);
            }
            Some(format)
        };
        let figure = number_of(value, unit);
        if let (Some(figure), Some(sum)) = (figure, formula(i)) {
            let format = format.as_ref().unwrap_or(as_column);
            let sum = Formula::new(sum).set_result(figure.to_string());
            sheet.write_formula_with_format(line, number, sum, format)?;
            continue;
        }
        match (figure, value, &format) {
            (Some(figure), _, Some(format)) => {
                sheet.write_number_with_format(line, number, figure, format)?
            }
            (Some(figure), _, None) => sheet.write_number(line, number, figure)?,
            (None, Value::Text(text), Some(format)) => {
                sheet.write_string_with_format(line, number, text, format)?
            }
            (None, Value::Text(text), None) => sheet.write_string(line, number, text)?,
            (None, _, Some(format)) => sheet.write_blank(line, number, format)?,
            (None, _, None) => sheet,
        };
    }
    Ok(())
}

fn number_of(value: &Value, unit: Unit) -> Option<f64> {
    match value {
        Value::Blank | Value::Text(_) => None,
        Value::Count(count) => Some(*count as f64),
        Value::Yen(amount) => Some(amount.in_unit(unit, Rounding::HalfUp) as f64),
        Value::Share(share) => share.percent(1).map(|tenths| tenths as f64 / 10.0),
        Value::Decimal(number) => super::decimal(*number).parse().ok(),
    }
}

/// The number format of a cell whose figure is of another kind than its column.
fn deviating_format(value: &Value, column: &Column) -> Option<String> {
    match value {
        Value::Decimal(number) if number.places > 0 => Some(format!(
            "#,##0.{}",
            "0".repeat(usize::from(number.places.min(15)))
        )),
        Value::Share(_) if column.kind != ColumnKind::Share => Some("0.0".to_owned()),
        Value::Yen(_) if column.kind != ColumnKind::Yen => Some("#,##0\"円\"".to_owned()),
        _ => None,
    }
}

fn column_format(kind: ColumnKind) -> Format {
    let format = typed()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0xBF_BF_BF));
    match kind {
        ColumnKind::Text | ColumnKind::Name | ColumnKind::Grade => format.set_text_wrap(),
        ColumnKind::Number | ColumnKind::Year => format.set_align(FormatAlign::Right).set_num_format("0"),
        ColumnKind::Share => format.set_align(FormatAlign::Right).set_num_format("0.0"),
        ColumnKind::Count | ColumnKind::Yen | ColumnKind::Decimal => {
            format.set_align(FormatAlign::Right).set_num_format("#,##0")
        }
    }
}

/// Widths in half-width characters, a wide character counting twice.
fn widths(table: &Table, heads: &[String], unit: Option<Unit>) -> Vec<usize> {
    let mut widths: Vec<usize> = heads.iter().map(|head| width(head).min(20)).collect();
    for row in table.rows.iter().take(MEASURED) {
        for (widest, cell) in widths.iter_mut().zip(&row.cells) {
            let here = match &cell.value {
                Value::Text(text) => {
                    text.split('\n').map(width).max().unwrap_or(0) + 2 * usize::from(row.level)
                }
                Value::Yen(amount) => {
                    figure_width(amount.in_unit(unit.unwrap_or_default(), Rounding::HalfUp))
                }
                Value::Count(count) => figure_width(*count),
                Value::Decimal(number) => number.to_string().len(),
                Value::Share(_) | Value::Blank => 5,
            };
            *widest = here.max(*widest);
        }
    }
    widths
        .into_iter()
        .map(|w| (w + 2).clamp(NARROWEST, WIDEST))
        .collect()
}

fn figure_width(number: i64) -> usize {
    gyokaku_core::money::grouped(number).len()
}

fn width(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if c.is_ascii() || ('｡'..='ﾟ').contains(&c) {
                1
            } else {
                2
            }
        })
        .sum()
}

fn column_number(i: usize) -> Result<u16, XlsxError> {
    u16::try_from(i).map_err(|_| XlsxError::RowColumnLimitError)
}

/// A name that Excel accepts: at most 31 characters, none of `[]:*?/\`, no apostrophe at the ends.
fn sheet_name(title: &str) -> String {
    let kept: String = title
        .chars()
        .map(|c| {
            if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    let mut name = String::new();
    let mut units = 0;
    // Excel counts UTF-16 units.
    for c in kept.trim().trim_matches('\'').chars() {
        units += c.len_utf16();
        if units > 31 {
            break;
        }
        name.push(c);
    }
    let name = name.trim().trim_matches('\'');
    if name.is_empty() || name.eq_ignore_ascii_case("history") {
        "一覧".to_owned()
    } else {
        name.to_owned()
    }
}
