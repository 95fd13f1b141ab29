//! A table as an Excel workbook, ready to be printed: A4 across, the head on each page.
//!
//! Text is written as text and never as a formula. Amounts are in the table's unit where that
//! loses no yen, else in yen; the head says which. Not here: reading workbooks.

use gyokaku_core::money::{Rounding, Unit};
use gyokaku_core::table::{Cell, Column, ColumnKind, Row, RowKind, Table, Value};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

const NARROWEST: usize = 6;
const WIDEST: usize = 44;
/// Rows that are measured for the widths of columns.
const MEASURED: usize = 500;
const DEEPEST: u8 = 15;
const ACROSS_A4: u8 = 9;

/// A workbook of one sheet.
///
/// # Errors
/// More rows or columns than a sheet can hold, or a text longer than 32,767 characters.
pub fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same table gives the same bytes: the clock is not read.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(table.title.as_str())
            .set_creation_datetime(&created),
    );
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&table.title))?;
    fill(sheet, table)?;
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let unit = super::exact_unit(table);
    let heads: Vec<String> = table.columns.iter().map(|c| super::head(c, unit)).collect();
    let formats: Vec<Format> = table.columns.iter().map(|c| column_format(c.kind)).collect();
    for (i, (format, width)) in formats.iter().zip(widths(table, &heads, unit)).enumerate() {
        let column = column_number(i)?;
        sheet.set_column_width(column, width as f64)?;
        sheet.set_column_format(column, format)?;
    }
    let top = write_top(sheet, table, unit)?;
    let head = Format::new()
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
    let is_words = |c: &Column| !c.kind.is_figure();
    let named = table.columns.iter().position(|c| c.kind == ColumnKind::Name);
    let named = named.or_else(|| table.columns.iter().position(is_words));
    let columns: Vec<(&Column, Format)> = table.columns.iter().zip(formats).collect();
    for (row, line) in table.rows.iter().zip(top + 1..) {
        write_row(sheet, line, row, &columns, named, unit.unwrap_or_default())?;
    }
    let below = top + 1 + u32::try_from(table.rows.len()).unwrap_or(u32::MAX - top - 1);
    let words = Format::new().set_align(FormatAlign::Left);
    for (note, line) in table.notes.iter().zip(below..) {
        sheet.write_string_with_format(line, 0, note, &words)?;
    }
    let last = below - 1 + u32::try_from(table.notes.len()).unwrap_or(0);
    sheet.set_freeze_panes(top + 1, u16::from(table.columns.len() > 1))?;
    sheet.set_landscape();
    sheet.set_paper_size(ACROSS_A4);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(top, top)?;
    sheet.set_footer("&C&P / &N");
    if let Some(right) = table.columns.len().checked_sub(1) {
        sheet.set_print_area(0, 0, last, column_number(right)?)?;
    }
    Ok(())
}

/// Title, sentence and unit above the head; gives the row of the head.
fn write_top(sheet: &mut Worksheet, table: &Table, unit: Option<Unit>) -> Result<u32, XlsxError> {
    let words = Format::new().set_align(FormatAlign::Left);
    let mut top = 0;
    sheet.write_string_with_format(top, 0, &table.title, &Format::new().set_bold().set_font_size(14))?;
    top += 1;
    if !table.summary.is_empty() {
        sheet.write_string_with_format(top, 0, &table.summary, &words)?;
        top += 1;
    }
    if let Some(unit) = unit {
        sheet.write_string_with_format(top, 0, format!("（単位：{}）", unit.name()), &words)?;
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
        match (number_of(value, unit), value, &format) {
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
    let format = Format::new()
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
