//! Tables of counts by grade: 項目 | 取組計 | ◎ | ○ | △.
//!
//! Not here: grades down the rows (`readers::grades_down`), grades of single items (`register_columns`).

use gyokaku_core::document::Cell;
use gyokaku_core::labels::grade::is_state;
use gyokaku_core::text::fold;

use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::is_nothing;
use crate::read::understand::words::values::{count, is_share};
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::Head;

/// The columns of the grades that a table counts, with the grades; none of another table.
pub(crate) fn columns(table: &Table<'_>, head: &Head) -> Option<Vec<(usize, String)>> {
    grades(head).filter(|grades| counts(table, grades))
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
            let stated = c.field.is_none() && c.year.is_none() && is_state(&fold(&c.label));
            known.or_else(|| stated.then(|| c.label.clone())).map(|g| (i, g))
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
