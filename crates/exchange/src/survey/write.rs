//! A form as a workbook to be filled in: lists to choose from, checked numbers, locked cells.
//!
//! The sheet is protected without a password: the lock keeps from slips, not from intent, and what
//! counts is compared when the file comes back. The same form gives the same bytes.
//! Not here: the second sheet (`guide`) and reading back.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, Format, FormatAlign, Formula,
    Workbook, Worksheet, XlsxError,
};

use super::form::{Choice, Column, ColumnKind, Form, Kind, Row};
use super::guide::{self, Lists};
use super::value;
use super::value::{LONGEST_TEXT, MOST_DIGITS};
use crate::workbook::identity;
use crate::workbook::sheet::{
    GROUND_HEAD, GROUND_LOCKED, GROUND_OPEN, LONGEST_MESSAGE, LONGEST_TITLE, absolute, bordered, cut,
    entitle, fitting, head_format, paged, protect, words, write_text,
};

/// The sheet to be filled in.
const SHEET: &str = "回答";
/// The first lines of the notes, above the table.
const NOTES_ABOVE: usize = 3;
/// The widest that the columns are which stay in sight, in half-width characters.
const MOST_FROZEN: u16 = 50;
const GROUP_WIDTH: u16 = 16;
/// How many characters Excel takes of a list written into a rule.
const LONGEST_LIST: usize = 255;

/// Writes the form as a workbook of two sheets: the table, and how to fill it in.
///
/// # Errors
/// More rows or columns than a sheet can hold, or an open text of more than 32,767 characters.
pub fn workbook(form: &Form) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    entitle(&mut workbook, &form.title)?;
    let mut guide = Worksheet::new();
    let lists = guide::fill(&mut guide, form)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    fill(sheet, form, &lists)?;
    workbook.push_worksheet(guide);
    workbook.save_to_buffer()
}

/// Where the parts of the sheet stand. Column 0 holds the identities.
struct Layout {
    keys: u32,
    head: u32,
    first_row: u32,
    last_row: u32,
    /// The sheet's column of the form's first column.
    first_column: u16,
    last_column: u16,
}

impl Layout {
    fn of(form: &Form) -> Result<Self, XlsxError> {
        let notes = form.notes.len().min(NOTES_ABOVE) as u32;
        let head = notes + 2;
        let first_column = 1 + u16::from(form.has_groups());
        let columns = u16::try_from(form.columns.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
        let rows = u32::try_from(form.rows.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
        Ok(Self {
            keys: notes + 1,
            head,
            first_row: head + 1,
            last_row: head.saturating_add(rows),
            first_column,
            last_column: first_column
                .checked_add(columns)
                .ok_or(XlsxError::RowColumnLimitError)?
                .saturating_sub(1)
                .max(1),
        })
    }
}

fn fill(sheet: &mut Worksheet, form: &Form, lists: &Lists) -> Result<(), XlsxError> {
    let layout = Layout::of(form)?;
    let words = words();
    sheet.write_string_with_format(0, 1, &form.title, &words.clone().set_bold().set_font_size(14))?;
    for (line, note) in (1..).zip(form.notes.iter().take(NOTES_ABOVE)) {
        sheet.write_string_with_format(line, 1, fitting(note), &words)?;
    }
    heads(sheet, form, &layout)?;
    let formats = Formats::of(form);
    for (line, row) in (layout.first_row..).zip(&form.rows) {
        write_row(sheet, line, form, row, &layout, &formats)?;
    }
    if !form.rows.is_empty() {
        for (number, column) in (layout.first_column..).zip(&form.columns) {
            if let ColumnKind::Asked(kind) = &column.kind {
                let rule = rule(column, kind, lists)?;
                sheet.add_data_validation(layout.first_row, number, layout.last_row, number, &rule)?;
            }
        }
    }
    sheet.autofilter(layout.head, 0, layout.last_row, layout.last_column)?;
    sheet.set_freeze_panes(layout.first_row, frozen(form, &layout))?;
    protect(sheet);
    paged(sheet);
    sheet.set_repeat_rows(layout.head, layout.head)?;
    sheet.set_print_area(0, 1, layout.last_row, layout.last_column)?;
    Ok(())
}

/// The row of keys, which is hidden, the heads, and the widths.
fn heads(sheet: &mut Worksheet, form: &Form, layout: &Layout) -> Result<(), XlsxError> {
    let locked = head_format(GROUND_HEAD);
    let open = head_format(GROUND_OPEN);
    sheet.write_string(layout.keys, 0, identity::SURVEY.form(&form.code))?;
    sheet.write_string_with_format(layout.head, 0, identity::HEAD, &locked)?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_hidden(0)?;
    sheet.set_row_hidden(layout.keys)?;
    if form.has_groups() {
        sheet.write_string_with_format(layout.head, 1, &form.group_label, &locked)?;
        sheet.set_column_width(1, GROUP_WIDTH)?;
    }
    for (number, column) in (layout.first_column..).zip(&form.columns) {
        sheet.write_string(layout.keys, number, &column.key)?;
        let format = if column.is_asked() { &open } else { &locked };
        sheet.write_string_with_format(layout.head, number, fitting(&column.label), format)?;
        sheet.set_column_width(number, column.width.clamp(4, 120))?;
    }
    Ok(())
}

/// How many columns stay in sight: those in front that are locked, while they are narrow enough.
fn frozen(form: &Form, layout: &Layout) -> u16 {
    let mut width = if form.has_groups() { GROUP_WIDTH } else { 0 };
    let locked = form.columns.iter().take_while(|column| {
        width = width.saturating_add(column.width);
        !column.is_asked() && width <= MOST_FROZEN
    });
    layout.first_column + locked.count() as u16
}

/// The formats of one column: open, and locked.
struct Formats {
    columns: Vec<[Format; 2]>,
    group: Format,
}

impl Formats {
    fn of(form: &Form) -> Self {
        let cell = || bordered().set_align(FormatAlign::Top);
        let ground = |format: Format, open: bool| {
            if open {
                format
                    .set_unlocked()
                    .set_background_color(Color::RGB(GROUND_OPEN))
            } else {
                format.set_background_color(Color::RGB(GROUND_LOCKED))
            }
        };
        let columns = form
            .columns
            .iter()
            .map(|column| {
                let format = match column.kind() {
                    Kind::Text => cell().set_text_wrap(),
                    Kind::Choice(_) => cell().set_text_wrap().set_align(FormatAlign::Center),
                    Kind::Yen => cell().set_align(FormatAlign::Right).set_num_format("#,##0"),
                    Kind::Decimal { places: 0 } => {
                        cell().set_align(FormatAlign::Right).set_num_format("#,##0")
                    }
                    // As many places as were given: 97.9 is not 97.90.
                    Kind::Decimal { .. } => cell().set_align(FormatAlign::Right),
                };
                [ground(format.clone(), true), ground(format, false)]
            })
            .collect();
        Self {
            columns,
            group: ground(cell().set_text_wrap(), false),
        }
    }
}

fn write_row(
    sheet: &mut Worksheet,
    line: u32,
    form: &Form,
    row: &Row,
    layout: &Layout,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.write_string(line, 0, identity::row(&form.code, &row.id))?;
    if form.has_groups() {
        write_text(
            sheet,
            (line, 1),
            &fitting(row.group.as_deref().unwrap_or_default()),
            &formats.group,
        )?;
    }
    for (i, (number, column)) in (layout.first_column..).zip(&form.columns).enumerate() {
        let is_open = form.is_open(row, i);
        let format = &formats.columns[i][usize::from(!is_open)];
        let value = row.cell(i);
        match figure(column.kind(), value) {
            Some(figure) => {
                sheet.write_number_with_format(line, number, figure, format)?;
            }
            None if column.is_asked() => write_text(sheet, (line, number), value, format)?,
            None => write_text(sheet, (line, number), &fitting(value), format)?,
        }
    }
    Ok(())
}

/// The figure to write, where it is one that a spreadsheet holds to the last digit.
fn figure(kind: &Kind, value: &str) -> Option<f64> {
    let plain = match kind {
        Kind::Yen | Kind::Decimal { .. } => value,
        Kind::Text | Kind::Choice(_) => return None,
    };
    let digits = plain.strip_prefix('-').unwrap_or(plain);
    let is_plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS;
    is_plain.then(|| plain.parse().ok()).flatten()
}

/// What a column accepts, with what is said when the cell is entered.
fn rule(column: &Column, kind: &Kind, lists: &Lists) -> Result<DataValidation, XlsxError> {
    let rule = DataValidation::new().ignore_blank(true);
    let (rule, message, refusal) = match kind {
        Kind::Choice(choices) => (
            list(rule, column, choices, lists)?,
            meanings(choices),
            "一覧から選んでください。".to_owned(),
        ),
        Kind::Text => (
            rule.allow_text_length(DataValidationRule::LessThanOrEqualTo(LONGEST_TEXT as u32)),
            String::new(),
            format!("{}以内で入力してください。", value::longest()),
        ),
        Kind::Yen => {
            let most = "9".repeat(MOST_DIGITS);
            (
                rule.allow_whole_number_formula(DataValidationRule::Between(
                    Formula::new(format!("-{most}")),
                    Formula::new(most),
                )),
                "円単位の整数で入力してください。".to_owned(),
                "円単位の整数で入力してください。千円単位の値は1,000倍してください。".to_owned(),
            )
        }
        Kind::Decimal { places } => {
            let said = guide::decimal_words(*places) + "で入力してください。";
            let most = 999_999_999_999.0;
            (
                rule.allow_decimal_number(DataValidationRule::Between(-most, most)),
                said.clone(),
                said,
            )
        }
    };
    let message = [column.hint.as_str(), &message]
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join("\n");
    let rule = if message.is_empty() {
        rule
    } else {
        rule.set_input_title(cut(&column.label, LONGEST_TITLE))?
            .set_input_message(cut(&message, LONGEST_MESSAGE))?
    };
    rule.set_error_title(cut(&column.label, LONGEST_TITLE))
        .and_then(|rule| rule.set_error_message(cut(&refusal, LONGEST_MESSAGE)))
        .map(|rule| rule.set_error_style(DataValidationErrorStyle::Stop))
}

/// Written into the rule where they fit, since such a list survives when its sheet is copied into another file.
fn list(
    rule: DataValidation,
    column: &Column,
    choices: &[Choice],
    lists: &Lists,
) -> Result<DataValidation, XlsxError> {
    let length: usize = choices
        .iter()
        .map(|choice| choice.label.chars().count() + 1)
        .sum();
    let fits = length <= LONGEST_LIST
        && choices.iter().all(|choice| {
            !choice.label.is_empty()
                && !choice.label.contains([',', '"'])
                && value::tidy(&choice.label) == choice.label
        });
    if choices.is_empty() {
        return Ok(rule.allow_any_value());
    }
    match lists.get(&column.key) {
        _ if fits => rule.allow_list_strings(&choices.iter().map(|c| c.label.as_str()).collect::<Vec<_>>()),
        Some((first, last)) => Ok(rule.allow_list_formula(Formula::new(format!(
            "='{}'!{}:{}",
            guide::SHEET,
            absolute(*first, guide::LABELS),
            absolute(*last, guide::LABELS)
        )))),
        None => Ok(rule.allow_any_value()),
    }
}

fn meanings(choices: &[Choice]) -> String {
    let lines: Vec<String> = choices
        .iter()
        .filter(|choice| !choice.meaning.is_empty())
        .map(|choice| format!("{} {}", choice.label, choice.meaning))
        .collect();
    lines.join("\n")
}
