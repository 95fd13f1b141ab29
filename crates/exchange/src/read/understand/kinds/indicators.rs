//! Tables of indicators with targets and actuals.
//!
//! Not here: columns of values in a register (`register_columns`).

use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::Head;

/// The column that names the indicators; none of a table that holds no values of any.
pub(crate) fn column(head: &Head) -> Option<usize> {
    head.find(Field::Indicator).filter(|_| has_values(head))
}

fn has_values(head: &Head) -> bool {
    head.columns.iter().any(|c| {
        c.year.is_some()
            || matches!(
                c.field,
                Some(Field::TargetValue | Field::ActualValue | Field::BaseValue)
            )
    })
}
