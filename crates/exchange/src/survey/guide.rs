//! The second sheet of the workbook: what each open column asks for, and what the choices mean.
//!
//! The labels of choices stand in one column, so that a list that is too long for a rule can point
//! to them. Not here: the table to be filled in.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, FormatAlign, Worksheet, XlsxError};

use super::form::{ColumnKind, Form, Kind};
use super::value::longest;
use crate::workbook::sheet::{GROUND_LOCKED, GROUND_OPEN, bordered, fitting, paged, protect, words};

pub(super) const SHEET: &str = "記入のしかた";
/// The column with the labels of choices, from 0.
pub(super) const LABELS: u32 = 1;

/// The first and last row of the choices of a column, by its key.
pub(super) type Lists = HashMap<String, (u32, u32)>;

/// Fills the sheet and says where the choices stand.
///
/// # Errors
/// More rows than a sheet can hold.
pub(super) fn fill(sheet: &mut Worksheet, form: &Form) -> Result<Lists, XlsxError> {
    sheet.set_name(SHEET)?;
    for (column, width) in [(0, 24), (1, 22), (2, 70)] {
        sheet.set_column_width(column, width)?;
    }
    let words = words();
    sheet.write_string_with_format(0, 0, &form.title, &words.clone().set_bold().set_font_size(14))?;
    let mut line = 1;
    for note in &form.notes {
        sheet.write_string_with_format(line, 0, fitting(note), &words)?;
        line += 1;
    }
    line += 1;
    for (ground, said) in [
        (GROUND_OPEN, "この色の欄に入力します。"),
        (
            GROUND_LOCKED,
            "この色の欄は参考です。変更しても取り込まれません。",
        ),
    ] {
        sheet.write_blank(line, 0, &bordered().set_background_color(Color::RGB(ground)))?;
        sheet.write_string_with_format(line, 1, said, &words)?;
        line += 1;
    }
    for said in [
        "空欄は「値がない」として扱い、0とは区別します。",
        "シートは保護されています（パスワードはありません）。並べ替えるときは、保護を解除し、表の全体を選んでください。",
        "非表示の行と列には、どの取組の行かを示す識別番号が入っています。消さずにお送りください。",
    ] {
        sheet.write_string_with_format(line, 0, said, &words)?;
        line += 1;
    }
    line += 1;
    table(sheet, form, line)
}

fn table(sheet: &mut Worksheet, form: &Form, mut line: u32) -> Result<Lists, XlsxError> {
    let head = bordered().set_bold().set_background_color(Color::RGB(0xE8_F1_FE));
    for (column, label) in (0..).zip(["項目", "選択肢・書き方", "意味・説明"]) {
        sheet.write_string_with_format(line, column, label, &head)?;
    }
    sheet.set_repeat_rows(line, line)?;
    let cell = bordered().set_align(FormatAlign::Top).set_text_wrap();
    let mut lists = Lists::new();
    for column in &form.columns {
        let ColumnKind::Asked(kind) = &column.kind else {
            continue;
        };
        let lines: Vec<(String, &str)> = match kind {
            Kind::Choice(choices) => choices
                .iter()
                .map(|choice| (choice.label.clone(), choice.meaning.as_str()))
                .collect(),
            Kind::Text => vec![(format!("文字（{}まで）", longest()), "")],
            Kind::Yen => vec![("円単位の整数".to_owned(), "")],
            Kind::Decimal { places } => vec![(decimal_words(*places), "")],
        };
        let first = line + 1;
        for (i, (label, meaning)) in lines.iter().enumerate() {
            line += 1;
            let name = if i == 0 { column.label.as_str() } else { "" };
            let said = match (i, column.hint.as_str(), *meaning) {
                (0, hint, "") => hint.to_owned(),
                (0, hint, meaning) if !hint.is_empty() => format!("{meaning}\n{hint}"),
                (_, _, meaning) => meaning.to_owned(),
            };
            for (number, text) in (0..).zip([name, label, &said]) {
                sheet.write_string_with_format(line, number, fitting(text), &cell)?;
            }
        }
        if matches!(kind, Kind::Choice(_)) && line >= first {
            lists.insert(column.key.clone(), (first, line));
        }
    }
    protect(sheet);
    paged(sheet);
    Ok(lists)
}

/// What a column of decimal numbers takes.
pub(super) fn decimal_words(places: u8) -> String {
    match places {
        0 => "整数".to_owned(),
        places => format!("小数点以下{places}桁までの数値"),
    }
}
