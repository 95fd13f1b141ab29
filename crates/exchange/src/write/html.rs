//! A table as one standalone page that needs nothing else: no script, no font, no network.
//!
//! Everything is escaped. Heads are `<th scope>`, the title is the caption, a blank says so to a
//! screen reader and looks different from a zero. Not here: the pages of the web server.

use gyokaku_core::money::{Rounding, Unit, grouped};
use gyokaku_core::table::{Cell, Column, ColumnKind, Row, RowKind, Table, Value};

use super::Figures;

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:2rem;font-family:'BIZ UDPGothic','Yu Gothic UI',Meiryo,'Noto Sans JP',sans-serif;line-height:1.6}\
table{border-collapse:collapse;font-size:.9rem}\
caption{text-align:left;font-size:1.2rem;font-weight:bold;padding-block:.5rem}\
th,td{border:1px solid #8c8c8c;padding:.25rem .5rem;vertical-align:top;text-align:left;font-weight:normal;white-space:pre-line}\
thead th{position:sticky;top:0;background:Canvas;font-weight:bold;border-bottom-width:2px}\
.figure{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
.blank{background:repeating-linear-gradient(135deg,transparent 0 5px,#8c8c8c33 5px 6px)}\
.group th,.group td,.total th,.total td{font-weight:bold}\
.total th,.total td{border-top-width:2px}\
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}\
@media print{thead{display:table-header-group}tr{break-inside:avoid}}";

/// The page, in UTF-8.
pub fn page(table: &Table) -> String {
    let unit = super::exact_unit(table);
    let figures = super::figures(table);
    let mut out = String::with_capacity(1024 + table.rows.len() * table.columns.len() * 32);
    out.push_str("<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    escape(&table.title, &mut out);
    out.push_str("</title>\n<style>");
    out.push_str(STYLE);
    out.push_str("</style>\n</head>\n<body>\n<main>\n<h1>");
    escape(&table.title, &mut out);
    out.push_str("</h1>\n");
    if !table.answer.is_empty() {
        out.push_str("<p>");
        escape(&table.answer, &mut out);
        out.push_str("</p>\n");
    }
    out.push_str("<table>\n<caption>");
    escape(&table.title, &mut out);
    if let Some(unit) = unit {
        out.push_str("（金額の単位：");
        out.push_str(unit.name());
        out.push('）');
    }
    out.push_str("</caption>\n<thead>\n<tr>");
    for (column, figures) in table.columns.iter().zip(&figures) {
        out.push_str(if column.kind == ColumnKind::Figure {
            "<th scope=\"col\" class=\"figure\">"
        } else {
            "<th scope=\"col\">"
        });
        escape(&super::head(&column.label, *figures, unit), &mut out);
        out.push_str("</th>");
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &table.rows {
        write_row(table, row, unit.unwrap_or_default(), &figures, &mut out);
    }
    out.push_str("</tbody>\n</table>\n");
    for note in &table.notes {
        out.push_str("<p>");
        escape(note, &mut out);
        out.push_str("</p>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn write_row(table: &Table, row: &Row, unit: Unit, figures: &[Figures], out: &mut String) {
    out.push_str(match row.kind {
        RowKind::Row => "<tr>",
        RowKind::Group => "<tr class=\"group\">",
        RowKind::Total => "<tr class=\"total\">",
    });
    // The first words of a row name it.
    let named = row
        .cells
        .iter()
        .position(|cell| matches!(&cell.value, Value::Text(text) if !text.trim().is_empty()));
    for (i, column) in table.columns.iter().enumerate() {
        let blank = Cell::blank();
        let cell = row.cells.get(i).unwrap_or(&blank);
        let names_row = named == Some(i) && column.kind == ColumnKind::Text;
        out.push_str(if names_row { "<th scope=\"row\"" } else { "<td" });
        let is_blank = cell.value == Value::Blank;
        if is_blank {
            out.push_str(" class=\"blank\"");
        } else if column.kind == ColumnKind::Figure {
            out.push_str(" class=\"figure\"");
        }
        if names_row && row.level > 0 {
            out.push_str(&format!(
                " style=\"padding-inline-start:{}rem\"",
                0.5 + f32::from(row.level)
            ));
        }
        out.push('>');
        if is_blank {
            out.push_str("<span class=\"unseen\">値なし</span>");
        } else {
            escape(&shown(&cell.value, column, unit, figures[i]), out);
        }
        out.push_str(if names_row { "</th>" } else { "</td>" });
    }
    out.push_str("</tr>\n");
}

fn shown(value: &Value, column: &Column, unit: Unit, figures: Figures) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => text.clone(),
        Value::Count(count) if super::is_name(&column.key) => count.to_string(),
        Value::Count(count) => grouped(*count),
        Value::Yen(amount) => {
            let number = grouped(amount.in_unit(unit, Rounding::HalfUp));
            // A head states the unit only where all figures below it are amounts.
            if figures == Figures::Amounts {
                number
            } else {
                number + unit.name()
            }
        }
        Value::Share(share) => share
            .shown()
            .map_or_else(|| "－".to_owned(), |percent| percent + "%"),
        Value::Decimal(number) => number.to_string(),
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if gyokaku_core::text::is_invisible(c) => {}
            c => out.push(c),
        }
    }
}
