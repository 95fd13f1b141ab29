//! The second sheet: how to work in the first, what each column takes, and the sections to pick from.
//!
//! Not here: the items.

use rust_xlsxwriter::{Color, FormatAlign, Worksheet, XlsxError};

use super::columns::Column;
use super::sections::{NONE, Sections};
use crate::workbook::sheet::{GROUND_HEAD, absolute, bordered, fitting, paged, protect, words};

pub(super) const SHEET: &str = "記入のしかた";

/// What to do, above the items.
pub(super) const IN_SHORT: &str = "欄を書き換え、下の空いた行に新しい取組項目を入力して、画面の「Excelで編集」から取り込みます。確かめるまで何も保存されません。";

const HOW: [&str; 7] = [
    IN_SHORT,
    "並べ替え、列の幅やファイル名の変更は、していただいて構いません。並べ替えるときは、表の全体を選んでください。",
    "新しい取組項目は、下の空いた行に入力するか、行を挿入して入力します。区分は一覧から選びます。",
    "行を写して挿入したときは、名称を書き換えると、新しい取組項目として追加するかをお尋ねします。",
    "行を削除しても、台帳からは消えません。取りやめや削除、区分の移動は、画面の「計画の編集」で行います。",
    "書き出した後にほかの方が台帳を書き換えた欄は、取り込むときに両方の内容を見比べて選べます。",
    "非表示の列、行、シートには、どの取組項目の行かを示す識別番号などが入っています。消さずにお送りください。",
];

/// Fills the sheet and says where the names of the sections stand; empty where there are none.
///
/// # Errors
/// More rows than a sheet can hold.
pub(super) fn fill(
    sheet: &mut Worksheet,
    title: &str,
    columns: &[Column],
    sections: &Sections<'_>,
) -> Result<String, XlsxError> {
    sheet.set_name(SHEET)?;
    sheet.set_column_width(0, 44)?;
    sheet.set_column_width(1, 90)?;
    let words = words();
    sheet.write_string_with_format(0, 0, title, &words.clone().set_bold().set_font_size(14))?;
    let mut line = 1;
    for said in HOW {
        sheet.write_string_with_format(line, 0, said, &words)?;
        line += 1;
    }
    let head = bordered()
        .set_bold()
        .set_background_color(Color::RGB(GROUND_HEAD));
    let cell = bordered().set_align(FormatAlign::Top).set_text_wrap();
    line += 1;
    for (number, label) in (0..).zip(["欄", "書き方"]) {
        sheet.write_string_with_format(line, number, label, &head)?;
    }
    for column in columns {
        line += 1;
        sheet.write_string_with_format(line, 0, column.label(), &cell)?;
        sheet.write_string_with_format(line, 1, column.hint(), &cell)?;
    }
    let mut list = String::new();
    if columns.contains(&Column::Section) {
        line += 2;
        sheet.write_string_with_format(line, 0, "区分の一覧", &head)?;
        let first = line + 1;
        for name in sections.names().chain([NONE]) {
            line += 1;
            sheet.write_string_with_format(line, 0, fitting(name), &cell)?;
        }
        list = format!("{}:{}", absolute(first, 0), absolute(line, 0));
    }
    protect(sheet);
    paged(sheet);
    Ok(list)
}
