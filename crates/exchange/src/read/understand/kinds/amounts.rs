//! Tables of effect amounts: fiscal years across, years down, or one amount a row.
//!
//! Not here: amounts in a register's own columns (`register_columns`).

use gyokaku_core::effect::EffectKind;
use gyokaku_core::labels::year;
use gyokaku_core::text::fold;

use crate::read::understand::tables::table::Table;
use crate::read::understand::words::speech::speaks;
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::Head;

/// How a table states amounts.
#[derive(Clone, Debug)]
pub(crate) enum Amounts {
    /// Groups or items down, fiscal years across.
    Across,
    /// 年度 | 歳入の確保 | 歳出の削減 | 合計.
    Down,
    /// 区分 | 項目数 | 効果額, in these columns.
    Beside(Vec<usize>),
}

impl Amounts {
    /// How a table states amounts; none of another table.
    pub(crate) fn of(table: &Table<'_>, head: &Head) -> Option<Self> {
        if across(head, table) {
            Some(Amounts::Across)
        } else if down(head, table) {
            Some(Amounts::Down)
        } else {
            beside(head, table).map(Amounts::Beside)
        }
    }
}

/// Whether a table states amounts by fiscal year and says that they are effects.
fn across(head: &Head, table: &Table<'_>) -> bool {
    let years = head.columns.iter().filter(|c| c.year.is_some()).count();
    if years == 0 {
        return false;
    }
    let by_head = head
        .columns
        .iter()
        .any(|c| c.field == Some(Field::Effect) || fold(&c.label).contains("効果額"));
    let rows = table
        .rows
        .iter()
        .take(12)
        .filter_map(|r| r.first())
        .any(|c| speaks(&c.text));
    by_head || rows || table.about().take(3).any(speaks)
}

/// Whether the years stand down the rows: 年度 | 歳入の確保 | 歳出の削減 | 合計.
fn down(head: &Head, table: &Table<'_>) -> bool {
    let years = table
        .rows
        .iter()
        .filter(|r| r.first().is_some_and(|c| year::header(&c.text).is_some()))
        .count();
    let other = head.columns.iter().any(|c| {
        c.year.is_some()
            || c.grade.is_some()
            || matches!(
                c.field,
                Some(Field::Count | Field::Indicator | Field::TargetValue | Field::ActualValue)
            )
    });
    years >= 2 && !other && (head.has(Field::Effect) || table.about().take(3).any(speaks))
}

/// The columns of amounts of such a table; none of another one.
fn beside(head: &Head, table: &Table<'_>) -> Option<Vec<usize>> {
    let other = head.columns.iter().any(|c| {
        c.year.is_some()
            || c.grade.is_some()
            || matches!(
                c.field,
                Some(Field::Indicator | Field::TargetValue | Field::ActualValue)
            )
    });
    let money = |kind| {
        head.columns
            .iter()
            .any(|c| c.field == Some(Field::Kind) && c.kind == Some(kind) && c.unit.is_some())
    };
    let pair = money(EffectKind::Plan) && money(EffectKind::Actual);
    let spoken = || pair || table.about().take(3).any(speaks);
    let columns: Vec<usize> = (1..head.width())
        .filter(|i| {
            let column = &head.columns[*i];
            match column.field {
                Some(Field::Effect) => true,
                Some(Field::Amount | Field::Kind) => spoken() || head.has(Field::Effect),
                _ => false,
            }
        })
        .collect();
    (!other && !columns.is_empty()).then_some(columns)
}
