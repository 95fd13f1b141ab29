//! The items of a plan as a workbook: a row each, with room below for new ones.
//!
//! The sheet is not protected, since rows are inserted, copied and deleted in it; what counts is compared when the
//! file comes back. The same register gives the same bytes. Not here: the second sheet (`guide`), the hidden one
//! (`held`) and reading back.

use gyokaku_core::plan::{Item, Plan};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet,
    XlsxError,
};

use super::columns::{ALL, Column};
use super::sections::Sections;
use super::{guide, held};
use crate::workbook::identity::{self, REGISTER};
use crate::workbook::sheet::{
    GROUND_HEAD, GROUND_LOCKED, GROUND_OPEN, LONGEST_MESSAGE, LONGEST_TITLE, cut, entitle, fitting,
    head_format, paged, words, write_text,
};

/// The sheet to be worked in.
const SHEET: &str = "取組項目";
/// How many empty rows stand below the items.
const MOST_EMPTY: u32 = 30;
/// How much of a header Excel prints, with room for what is written twice in it.
const LONGEST_HEADER: usize = 120;
/// The row of keys, which is hidden; above it stand title, body and what to do.
const KEYS: u32 = 3;
const HEAD: u32 = 4;

/// What stands above the items.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// What the workbook is of (see [`super::code`]).
    pub code: &'a str,
    /// The name of the body.
    pub body: &'a str,
    /// The day, as it is printed.
    pub day: &'a str,
    /// The revision of the plan.
    pub revision: i64,
    /// The section that was asked for; none for the whole plan.
    pub section: Option<&'a str>,
}

/// Writes items of a plan as a workbook of two sheets, and a hidden one.
///
/// # Errors
/// More rows than a sheet can hold.
pub fn workbook(head: &Head<'_>, plan: &Plan, items: &[&Item]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title = title(head, plan);
    entitle(&mut workbook, &title)?;
    let sections = Sections::of(plan);
    let columns: Vec<Column> = ALL.into_iter().filter(|column| column.is_in(plan)).collect();
    let mut guide = Worksheet::new();
    let list = guide::fill(&mut guide, &title, &columns, &sections)?;
    let of = |item: &Item| ALL.iter().map(|c| c.text(&sections, item)).collect();
    let rows: Vec<(&str, Vec<String>)> = items.iter().map(|item| (item.id.as_str(), of(item))).collect();
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    let laid = Laid {
        head,
        columns: &columns,
        rows: &rows,
        list: &list,
    };
    let section = head.section.map(|id| sections.name(Some(id)));
    laid.fill(sheet, &title, section)?;
    workbook.push_worksheet(guide);
    let mut hidden = Worksheet::new();
    held::fill(&mut hidden, head, &rows)?;
    workbook.push_worksheet(hidden);
    workbook.save_to_buffer()
}

fn title(head: &Head<'_>, plan: &Plan) -> String {
    match plan.title.is_empty() {
        true => format!("{}　取組項目の台帳", head.body),
        false => format!("{}　取組項目の台帳", plan.title),
    }
}

/// A sheet as it is laid out.
struct Laid<'a> {
    head: &'a Head<'a>,
    columns: &'a [Column],
    rows: &'a [(&'a str, Vec<String>)],
    /// Where the names of the sections stand; empty where there are none.
    list: &'a str,
}

impl Laid<'_> {
    fn fill(&self, sheet: &mut Worksheet, title: &str, section: Option<&str>) -> Result<(), XlsxError> {
        let words = words();
        sheet.write_string_with_format(0, 1, title, &words.clone().set_bold().set_font_size(14))?;
        let of = section.map_or_else(String::new, |name| format!("　区分：{name}"));
        let count = self.rows.len();
        let whose = format!("{}　{}現在　{count}件{of}", self.head.body, self.head.day);
        sheet.write_string_with_format(1, 1, fitting(&whose), &words)?;
        sheet.write_string_with_format(2, 1, guide::IN_SHORT, &words)?;
        self.heads(sheet)?;
        let first = HEAD + 1;
        let items = u32::try_from(count).map_err(|_| XlsxError::RowColumnLimitError)?;
        let formats: Vec<[Format; 2]> = self.columns.iter().map(|column| formats(*column)).collect();
        for (line, (id, cells)) in (first..).zip(self.rows) {
            sheet.write_string(line, 0, identity::row(self.head.code, id))?;
            for ((number, column), [known, _]) in self.numbered().zip(&formats) {
                write_text(
                    sheet,
                    (line, number),
                    &fitting(&cells[held::place(column)]),
                    known,
                )?;
            }
        }
        let last = HEAD.saturating_add(items).saturating_add(MOST_EMPTY);
        for line in first.saturating_add(items)..=last {
            for ((number, _), [_, new]) in self.numbered().zip(&formats) {
                sheet.write_blank(line, number, new)?;
            }
        }
        for (number, column) in self.numbered() {
            if let Some(rule) = self.rule(column)? {
                sheet.add_data_validation(first, number, last, number, &rule)?;
            }
        }
        let right = u16::try_from(self.columns.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
        sheet.autofilter(HEAD, 0, last, right)?;
        let titled = self
            .columns
            .iter()
            .position(|c| *c == Column::Field(gyokaku_core::editing::ItemField::Title));
        sheet.set_freeze_panes(first, 2 + titled.unwrap_or(0) as u16)?;
        paged(sheet);
        sheet.set_repeat_rows(HEAD, HEAD)?;
        // On every page; the title above the items stands on the first alone.
        let every = cut(
            &format!("{}　{title}　{}現在", self.head.body, self.head.day),
            LONGEST_HEADER,
        );
        sheet.set_header(format!("&R{}", every.replace('&', "&&")));
        sheet.set_print_area(0, 1, HEAD.saturating_add(items.max(1)), right)?;
        Ok(())
    }

    /// The columns with their numbers in the sheet; column 0 holds the identities.
    fn numbered(&self) -> impl Iterator<Item = (u16, Column)> {
        (1..).zip(self.columns.iter().copied())
    }

    /// The row of keys, which is hidden, the heads, and the widths.
    fn heads(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let fixed = head_format(GROUND_HEAD);
        let open = head_format(GROUND_OPEN);
        sheet.write_string(KEYS, 0, REGISTER.form(self.head.code))?;
        sheet.write_string_with_format(HEAD, 0, identity::HEAD, &fixed)?;
        sheet.set_column_width(0, 24)?;
        sheet.set_column_hidden(0)?;
        sheet.set_row_hidden(KEYS)?;
        for (number, column) in self.numbered() {
            sheet.write_string(KEYS, number, column.key())?;
            let format = if column.is_fixed() { &fixed } else { &open };
            sheet.write_string_with_format(HEAD, number, column.label(), format)?;
            sheet.set_column_width(number, column.width())?;
        }
        Ok(())
    }

    /// What is said when a cell is entered, and the sections to pick from.
    fn rule(&self, column: Column) -> Result<Option<DataValidation>, XlsxError> {
        let rule = DataValidation::new().ignore_blank(true);
        let rule = match column {
            Column::Section if !self.list.is_empty() => rule
                .allow_list_formula(Formula::new(format!("='{}'!{}", guide::SHEET, self.list)))
                .set_error_title("区分")?
                .set_error_message("一覧から選んでください。")?
                .set_error_style(DataValidationErrorStyle::Stop),
            _ if column.hint().is_empty() => return Ok(None),
            _ => rule.allow_any_value(),
        };
        let said = rule
            .set_input_title(cut(column.label(), LONGEST_TITLE))?
            .set_input_message(cut(column.hint(), LONGEST_MESSAGE))?;
        Ok(Some(said))
    }
}

/// The formats of a column: of an item that is there, and of a new one.
fn formats(column: Column) -> [Format; 2] {
    let cell = crate::workbook::sheet::bordered()
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let cell = if column.is_line() {
        cell.set_num_format("@")
    } else {
        cell
    };
    let known = match column.is_fixed() {
        true => cell.clone().set_background_color(Color::RGB(GROUND_LOCKED)),
        false => cell.clone(),
    };
    let new = match column {
        Column::State => cell.set_background_color(Color::RGB(GROUND_LOCKED)),
        _ => cell,
    };
    [known, new]
}
