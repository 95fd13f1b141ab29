//! Tables of years on the sheet of one item (個票): 年度 | R5 | R6, with rows 計画, 実績, 評価, 効果額.
//!
//! Not here: whose sheet a table stands on (`readers::register`).

use gyokaku_core::document::Cell;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::figure::{CellFigure, cell as figure};
use gyokaku_core::text::fold;

use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::speech::speaks;
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::field::{Field, field};
use gyokaku_core::tabular::Head;

/// What a row of such a table tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// What is planned.
    Schedule,
    /// What was done.
    Done,
    /// A grade.
    Grade,
    /// An amount.
    Amount,
    /// Something else.
    Nothing,
}

/// Whether years stand across and at least one row tells of a plan, of results or of a grade in words.
pub(crate) fn is_sheet(table: &Table<'_>, head: &Head) -> bool {
    let years = head.columns.iter().filter(|c| c.year.is_some()).count();
    let in_words = table.rows.iter().any(|row| {
        matches!(told(&label(row, head)), Row::Schedule | Row::Done | Row::Grade)
            && head.columns.iter().zip(row.iter()).any(|(c, cell)| {
                c.year.is_some() && !is_nothing(&cell.text) && matches!(figure(&cell.text), CellFigure::Text)
            })
    });
    years >= 2 && in_words
}

/// The label of a row: what stands left of the years.
pub(crate) fn label(row: &[Cell], head: &Head) -> String {
    let first = head.columns.iter().position(|c| c.year.is_some()).unwrap_or(0);
    row.iter()
        .take(first)
        .map(|c| one_line(&c.text))
        .collect::<Vec<_>>()
        .join("")
}

/// What a row of this label tells.
pub(crate) fn told(label: &str) -> Row {
    let folded = fold(label);
    if speaks(label) {
        return Row::Amount;
    }
    match field(label) {
        Some(Field::Schedule) => Row::Schedule,
        Some(Field::Grade) => Row::Grade,
        Some(Field::Done) => Row::Done,
        Some(Field::Kind | Field::Target) => match effect_kind(label) {
            Some(EffectKind::Actual) => Row::Done,
            _ => Row::Schedule,
        },
        _ if folded.ends_with("計画") || folded.ends_with("予定") => Row::Schedule,
        _ if folded.ends_with("実績") => Row::Done,
        _ => Row::Nothing,
    }
}
