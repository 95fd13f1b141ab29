//! Tables of counts by grade: 項目 | 取組計 | ◎ | ○ | △.
//!
//! Not here: grades down the rows (`readers::grades_down`), grades of single items (`register_columns`).

use gyokaku_core::document::Cell;
use gyokaku_core::labels::grade::{is_class, is_state};
use gyokaku_core::text::fold;

use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::is_nothing;
use crate::read::understand::words::speech::tells_of_evaluation;
use crate::read::understand::words::values::{count, is_share};
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::{Column, Head};

/// The columns of the grades that a table counts, with the grades; none of another table.
pub(crate) fn columns(table: &Table<'_>, head: &Head) -> Option<Vec<(usize, String)>> {
    let found = grades(head)
        .or_else(|| {
            table
                .about()
                .take(3)
                .any(tells_of_evaluation)
                .then(|| classes(head))
                .flatten()
        })
        .filter(|grades| counts(table, grades))?;
    Some(with_unknown(table, head, &found).unwrap_or(found))
}

/// The classes that a head counts, with their columns: 拡充, 現状維持, 縮小.
fn classes(head: &Head) -> Option<Vec<(usize, String)>> {
    let found: Vec<(usize, String)> = head
        .columns
        .iter()
        .enumerate()
        .filter_map(|(i, c)| Some((i, own_word(c)?)))
        .filter(|(_, word)| is_class(word))
        .map(|(i, word)| (i, word.to_owned()))
        .collect();
    (found.len() >= 3).then_some(found)
}

/// What a column counts, by the lowest cell of its head; a year may stand above it, and then names all of its block.
fn own_word(column: &Column) -> Option<&str> {
    match column.path.as_slice() {
        [.., above, own] if !above.is_empty() && column.year.is_some() => Some(own.as_str()),
        _ => Some(column.label.as_str()).filter(|_| column.year.is_none()),
    }
}

/// The grades with the columns beside them whose heads are no known words, where the counts of all of them together, and
/// of no fewer, are the total of their row.
fn with_unknown(table: &Table<'_>, head: &Head, known: &[(usize, String)]) -> Option<Vec<(usize, String)>> {
    let is_known = |i: usize| known.iter().any(|(k, _)| *k == i);
    let is_total = |i: usize| {
        let column = &head.columns[i];
        matches!(column.field, Some(Field::Count | Field::Total)) || fold(&column.label).ends_with('数')
    };
    let total = (0..head.width()).find(|i| !is_known(*i) && is_total(*i))?;
    let cells = |i: usize| table.rows.iter().take(30).filter_map(move |row| row.get(i));
    let is_unknown = |i: usize| {
        let column = &head.columns[i];
        let is_free = column.field.is_none() || column.field == Some(Field::Class);
        is_free
            && column.year.is_none()
            && !column.label.is_empty()
            && !is_known(i)
            && i != total
            && cells(i).all(|c| is_nothing(&c.text) || count(&c.text).is_some())
    };
    let all: Vec<(usize, String)> = (1..head.width())
        .filter(|i| is_known(*i) || is_unknown(*i))
        .map(|i| (i, head.columns[i].label.clone()))
        .collect();
    let rows = table
        .rows
        .iter()
        .take(30)
        .filter(|row| row.get(total).is_some_and(|c| count(&c.text).is_some()));
    let (mut added_up, mut others) = (0, 0);
    for row in rows {
        let counted = all
            .iter()
            .filter_map(|(i, _)| row.get(*i))
            .filter_map(|c| count(&c.text));
        let sum = counted.fold(0i64, i64::saturating_add);
        match row.get(total).and_then(|c| count(&c.text)) == Some(sum) {
            true => added_up += 1,
            false => others += 1,
        }
    }
    (all.len() > known.len() && added_up >= 2 && added_up > others).then_some(all)
}

/// The grades that a head counts, with their columns; none for another table.
fn grades(head: &Head) -> Option<Vec<(usize, String)>> {
    let found: Vec<(usize, String)> = head
        .columns
        .iter()
        .enumerate()
        .filter(|(_, c)| c.field.is_none() || c.field == Some(Field::Count))
        .filter_map(|(i, c)| c.grade.clone().map(|g| (i, g)))
        .collect();
    if found.is_empty() {
        return None;
    }
    // 継続 and 廃止 count as grades beside others.
    let found: Vec<(usize, String)> = head
        .columns
        .iter()
        .enumerate()
        .filter_map(|(i, c)| {
            let known = found.iter().find(|(n, _)| *n == i).map(|(_, g)| g.clone());
            let stated = || {
                own_word(c)
                    .filter(|word| c.field.is_none() && (is_state(&fold(word)) || is_class(word)))
                    .map(str::to_owned)
            };
            known.or_else(stated).map(|g| (i, g))
        })
        .collect();
    (found.len() >= 2).then_some(found)
}

/// Whether the cells below the grades are counts and not marks of a schedule.
fn counts(table: &Table<'_>, grades: &[(usize, String)]) -> bool {
    let cells: Vec<&Cell> = table
        .rows
        .iter()
        .take(30)
        .flat_map(|row| grades.iter().filter_map(|(i, _)| row.get(*i)))
        .filter(|c| !is_nothing(&c.text) && !is_share(&c.text))
        .collect();
    let figures = cells.iter().filter(|c| count(&c.text).is_some()).count();
    !cells.is_empty() && figures * 3 >= cells.len() * 2
}
