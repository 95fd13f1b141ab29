//! How sheets that people fill in look, and what Excel takes into a cell.
//!
//! Not here: what stands in them.

use gyokaku_core::document::cell_name;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, ProtectionOptions, Workbook,
    Worksheet, XlsxError,
};

/// The type of documents that officials write.
pub(crate) const TYPE: &str = "BIZ UDPゴシック";
const A4: u8 = 9;
pub(crate) const GROUND_OPEN: u32 = 0xFF_FB_E0;
pub(crate) const GROUND_LOCKED: u32 = 0xF0_F0_F0;
pub(crate) const GROUND_HEAD: u32 = 0xE8_F1_FE;
const LINE: u32 = 0xBF_BF_BF;
/// What Excel takes: characters of a cell, of the title of a message, of a message.
const LONGEST_CELL: usize = 32_767;
pub(crate) const LONGEST_TITLE: usize = 32;
pub(crate) const LONGEST_MESSAGE: usize = 255;

/// A text that a locked cell can hold: the beginning of one that is too long.
pub(crate) fn fitting(text: &str) -> String {
    // Excel counts UTF-16 units.
    if text.len() <= LONGEST_CELL || text.encode_utf16().count() <= LONGEST_CELL {
        return text.to_owned();
    }
    let mut units = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units < LONGEST_CELL
        })
        .collect();
    kept + "…"
}

/// Locks a sheet without a password; filtering, sorting and sizes stay free.
pub(crate) fn protect(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        sort: true,
        use_autofilter: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::new()
    });
}

/// A head of a column.
pub(crate) fn head_format(ground: u32) -> Format {
    bordered()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(ground))
}

/// Words, in the type of the sheets.
pub(crate) fn words() -> Format {
    Format::new().set_font_name(TYPE).set_align(FormatAlign::Left)
}

/// A cell with its lines.
pub(crate) fn bordered() -> Format {
    Format::new()
        .set_font_name(TYPE)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(LINE))
}

/// Text as text, also where a person opens the cell and closes it again.
pub(crate) fn write_text(
    sheet: &mut Worksheet,
    at: (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        sheet.write_blank(at.0, at.1, format)?;
    } else if text.starts_with(['=', '+', '-', '@', '\'']) {
        sheet.write_string_with_format(at.0, at.1, text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(at.0, at.1, text, format)?;
    }
    Ok(())
}

/// The beginning of a text, in the units that Excel counts.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut units = 1;
    let kept: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= most
        })
        .collect();
    kept + "…"
}

/// A cell as a formula names it, wherever the formula is moved; row and column count from 0, and the column is one
/// of the first 26.
pub(crate) fn absolute(row: u32, column: u32) -> String {
    let name = cell_name(row, column);
    let (letter, number) = name.split_at(1);
    format!("${letter}${number}")
}

/// Names a workbook; the same contents give the same bytes, as the clock is not read.
///
/// # Errors
/// None that can be met with.
pub(crate) fn entitle(workbook: &mut Workbook, title: &str) -> Result<(), XlsxError> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_creation_datetime(&created),
    );
    Ok(())
}

/// A sheet is printed on A4 across, as wide as one page, with its head on each.
pub(crate) fn paged(sheet: &mut Worksheet) {
    sheet.set_landscape();
    sheet.set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&L&A&C&P / &N");
}
