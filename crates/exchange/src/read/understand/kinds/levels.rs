//! Tables of levels alone: 改革項目 | 推進施策.
//!
//! Not here: the columns of levels of a register (`register_columns`).

use gyokaku_core::labels::brackets::bracketed;

use gyokaku_core::labels::field::{Field, field};
use gyokaku_core::tabular::Head;

/// The columns of levels of a table that has nothing else.
pub(crate) fn columns(head: &Head) -> Option<Vec<usize>> {
    let named: Vec<usize> = (0..head.width())
        .filter(|i| !head.columns[*i].label.is_empty())
        .collect();
    let all = named.iter().all(|i| {
        let column = &head.columns[*i];
        column.year.is_none()
            && (matches!(
                column.field,
                Some(Field::Level | Field::TitleOrLevel | Field::Title)
            ) || bracketed(&column.label).is_some_and(|b| field(&b).is_some()))
    });
    (all && named.len() >= 2).then_some(named)
}
