//! Counts by grade with the grades down the rows, in one column or in one for each year: `成果あり(B) | 12項目`,
//! `A | 4 | 5 | 8`; and scales that tables define.
//!
//! Not here: tables with a column for each grade (`counts`), lines of text (`prose::counts`).

use gyokaku_core::document::{Cell, Place};
use gyokaku_core::figure::figures;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::labels::brackets::{bracketed, without_brackets};
use gyokaku_core::labels::field::Field;
use gyokaku_core::labels::grade::{grade_of, is_class};
use gyokaku_core::labels::kind::is_count;
use gyokaku_core::labels::{self, Kind as Kinds, is_total, unit};
use gyokaku_core::progress::{Scale, StatedProgress};
use gyokaku_core::tabular::Column;

use crate::read::understand::kinds::Kind;
use crate::read::understand::parts::Parts;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::grades::scale;
use crate::read::understand::words::others::is_of_money;
use crate::read::understand::words::speech::tells_of_evaluation;
use crate::read::understand::words::values::{count, is_share};

/// A grade at the head of a row.
struct Graded<'a> {
    label: String,
    meaning: String,
    row: &'a [Cell],
    /// Where the name stands in the row.
    name: usize,
}

/// Reads grades down the rows of a table.
pub(crate) fn read(tables: &[Table<'_>], kinds: &[Kind]) -> Parts {
    let mut parts = Parts::default();
    for (table, _) in tables.iter().zip(kinds).filter(|(_, k)| k.told().is_some()) {
        let mut found: Vec<Graded<'_>> = Vec::new();
        let (mut total, mut others) = (None, 0);
        let of_evaluation = table.about().take(3).any(tells_of_evaluation);
        for row in &table.rows {
            let mut said = (0..row.len()).filter(|i| !row[*i].is_blank());
            let (Some(name), Some(_)) = (said.next(), said.next()) else {
                continue;
            };
            let text = &row[name].text;
            if is_total(text) {
                total = Some(*row);
            } else if let Some((label, meaning)) =
                grade_of_row(text).or_else(|| class_of_row(text).filter(|_| of_evaluation))
            {
                found.push(Graded {
                    label,
                    meaning,
                    row,
                    name,
                });
            } else if labels::kind(text) != labels::Kind::Rate {
                others += 1;
            }
        }
        if found.len() < 2 || others > 0 {
            continue;
        }
        let counted = |row: &[Cell], column: usize| row.get(column).and_then(|cell| count(&cell.text));
        let columns = columns(table, &found);
        for (column, year) in &columns {
            parts.progress.push(StatedProgress {
                grades: found
                    .iter()
                    .map(|g| (g.label.clone(), counted(g.row, *column)))
                    .collect(),
                total: total.and_then(|row| counted(row, *column)),
                fiscal_year: year.or_else(|| table.year()),
                at: match columns.as_slice() {
                    [_] => found[0].row[found[0].name].at.clone(),
                    _ => found[0].row[*column].at.clone(),
                },
                ..StatedProgress::default()
            });
        }
        if !columns.is_empty() {
            let at = found[0].row[found[0].name].at.clone();
            let grades = found.into_iter().map(|g| (g.label, g.meaning)).collect();
            parts.scales.push(scale(grades, at));
        }
    }
    parts
}

/// The columns that count the grades, each with the year of its head: one for each year where years stand across,
/// else the only one, else the one that is called a number or a total. Several that nobody can tell apart are none.
fn columns(table: &Table<'_>, found: &[Graded<'_>]) -> Vec<(usize, Option<FiscalYear>)> {
    let first = found.iter().map(|g| g.name).max().unwrap_or(0) + 1;
    let head = table.columns();
    // Amounts of money are no counts: by their head, or all figures below a declared unit that no head calls a number.
    let is_of_money = |column: usize| match head.get(column) {
        Some(c) => c.unit.is_some() || is_of_money(&c.label) || declares_money(table) && !counts_things(c),
        None => declares_money(table),
    };
    let counts = |column: &usize| {
        let said = found
            .iter()
            .filter_map(|g| g.row.get(*column))
            .filter(|cell| !cell.is_blank());
        let is_said = |says: Kinds| head.get(*column).is_some_and(|c| c.says == says);
        said.clone().any(|cell| count(&cell.text).is_some())
            && !is_of_money(*column)
            && !said.clone().any(|cell| is_share(&cell.text))
            && !is_said(Kinds::Rate)
            && !is_said(Kinds::Difference)
    };
    let width = found.iter().map(|g| g.row.len()).max().unwrap_or(0);
    let all: Vec<usize> = (first..width).filter(counts).collect();
    let years: Vec<(usize, Option<FiscalYear>)> = all
        .iter()
        .filter_map(|i| Some((*i, Some(head.get(*i)?.year?))))
        .collect();
    if !years.is_empty() {
        return years;
    }
    let is_called = |i: &&usize| {
        head.get(**i)
            .is_some_and(|c| matches!(c.field, Some(Field::Count | Field::Total)))
    };
    match (all.as_slice(), all.iter().find(is_called)) {
        ([only], _) | (_, Some(only)) => vec![(*only, None)],
        ([first, ..], None) if head.is_empty() => vec![(*first, None)],
        _ => Vec::new(),
    }
}

/// Whether what stands right above a table declares a unit of money for it.
fn declares_money(table: &Table<'_>) -> bool {
    let captions = table.captions.iter().map(|c| c.text);
    let mut above = captions.chain(table.titles.iter().map(|c| c.text.as_str()));
    table.unit.is_some() && above.any(|text| unit::declared(text).is_some())
}

/// Whether the head of a column says that it counts things.
fn counts_things(column: &Column) -> bool {
    column.field == Some(Field::Count) || is_count(&column.label) || unit::counts(&column.label)
}

/// `拡充`, `b 継続`, `3 縮小`: a class with the letter or number in front of it left out.
fn class_of_row(text: &str) -> Option<(String, String)> {
    let line = one_line(text);
    let is_mark = |mark: &str| {
        mark.chars().count() == 1 && mark.chars().all(|c| c.is_alphanumeric() && !is_class(mark))
    };
    let plain = match line.split_once([' ', '　', ':', '：', '.', '．']) {
        Some((mark, rest)) if is_mark(mark) => rest.trim(),
        _ => line.as_str(),
    };
    is_class(plain).then(|| (plain.to_owned(), String::new()))
}

/// `成果あり(B)`, `B(成果あり)`, `◎ 上回った`.
fn grade_of_row(text: &str) -> Option<(String, String)> {
    let line = one_line(text);
    let plain = without_brackets(&line).trim().to_owned();
    if let Some(inner) = bracketed(&line) {
        if let Some(label) = grade_of(&inner).filter(|l| l.chars().count() == 1) {
            return Some((label, plain));
        }
        if let Some(label) = grade_of(&plain).filter(|l| l.chars().count() == 1) {
            return Some((label, inner));
        }
    }
    if let Some((mark, rest)) = line.split_once([' ', '　', ':', '：'])
        && let Some(label) = grade_of(mark).filter(|l| l.chars().count() == 1)
    {
        return Some((label, rest.trim_start_matches([':', '：', ' ', '　']).to_owned()));
    }
    grade_of(&plain).map(|label| (label, String::new()))
}

/// The scales that tables define: 評価 | 内容, with a grade in front of every row and no figure behind it.
pub(crate) fn scales(tables: &[Table<'_>]) -> Vec<Scale> {
    let mut out = Vec::new();
    for table in tables {
        let mut grades: Vec<(String, String)> = Vec::new();
        let (mut others, mut at) = (0, Place::NOWHERE);
        for row in &table.rows {
            let said: Vec<_> = row.iter().filter(|c| !c.is_blank()).collect();
            let meant = match said.as_slice() {
                [mark, meaning] => grade_of(&mark.text).map(|label| (label, meaning)),
                _ => None,
            };
            match meant.filter(|(_, m)| {
                m.text.chars().count() <= 120 && figures(&m.text).iter().all(|f| f.range.start > 0)
            }) {
                Some((label, meaning)) => {
                    if grades.is_empty() {
                        at = said[0].at.clone();
                    }
                    grades.push((label, one_line(&meaning.text)));
                }
                None => others += 1,
            }
        }
        if grades.len() >= 2 && others == 0 {
            out.push(scale(grades, at));
        }
    }
    out
}
