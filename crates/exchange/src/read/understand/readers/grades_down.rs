//! Counts by grade with the grades down the rows: `成果あり(B) | 12項目`; and scales that tables define.
//!
//! Not here: tables with a column for each grade (`counts`), lines of text (`prose::counts`).

use gyokaku_core::document::Place;
use gyokaku_core::figure::figures;
use gyokaku_core::labels::brackets::{bracketed, without_brackets};
use gyokaku_core::labels::grade::grade_of;
use gyokaku_core::labels::is_total;
use gyokaku_core::progress::{Scale, StatedProgress};

use crate::read::understand::kinds::Kind;
use crate::read::understand::parts::Parts;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::grades::scale;
use crate::read::understand::words::values::count;

/// Reads grades down the rows of a table of two columns.
pub(crate) fn read(tables: &[Table<'_>], kinds: &[Kind]) -> Parts {
    let mut parts = Parts::default();
    for (table, _) in tables.iter().zip(kinds).filter(|(_, k)| k.told().is_some()) {
        let mut found: Vec<(String, String, Option<i64>)> = Vec::new();
        let (mut total, mut others, mut at) = (None, 0, Place::NOWHERE);
        for row in &table.rows {
            let said: Vec<_> = row.iter().filter(|c| !c.is_blank()).collect();
            let [name, figure, ..] = said.as_slice() else {
                continue;
            };
            if is_total(&name.text) {
                total = count(&figure.text);
            } else if let Some((label, meaning)) = grade_of_row(&name.text) {
                if found.is_empty() {
                    at = name.at.clone();
                }
                found.push((label, meaning, count(&figure.text)));
            } else {
                others += 1;
            }
        }
        if found.len() < 2 || others > 0 || found.iter().all(|(.., n)| n.is_none()) {
            continue;
        }
        let grades = found.iter().map(|(l, _, n)| (l.clone(), *n)).collect();
        parts.progress.push(StatedProgress {
            grades,
            total,
            fiscal_year: table.year(),
            at: at.clone(),
            ..StatedProgress::default()
        });
        parts
            .scales
            .push(scale(found.into_iter().map(|(l, m, _)| (l, m)).collect(), at));
    }
    parts
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
