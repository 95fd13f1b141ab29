//! Tables of effect amounts: fiscal years across, years down, or one amount a row.
//!
//! Not here: amounts in a register's own columns (`register_columns`).

use gyokaku_core::document::Cell;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::labels::year;
use gyokaku_core::text::fold;

use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::is_nothing;
use crate::read::understand::words::speech::{
    is_balance, is_budget, is_settled, labels_effects, source, speaks,
};
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

/// Whether a table states amounts by fiscal year and says that they are effects, all of them or some.
fn across(head: &Head, table: &Table<'_>) -> bool {
    let years = head.columns.iter().filter(|c| c.year.is_some()).count();
    let rows = table
        .rows
        .iter()
        .take(12)
        .filter_map(|r| r.first())
        .any(|c| speaks(&c.text));
    years > 0 && (rows || speaks_of_all(head, table))
}

/// Whether the head or what stands above a table says that it is about effects.
fn speaks_of_all(head: &Head, table: &Table<'_>) -> bool {
    let by_head = head
        .columns
        .iter()
        .any(|c| c.field == Some(Field::Effect) || fold(&c.label).contains("効果額"));
    by_head || table.about().take(3).any(speaks)
}

/// Which lines of a table of amounts are about effects.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines {
    /// Only those that say so: the table has other lines as well, as a fiscal outlook has.
    only_named: bool,
    /// Budgets and what was settled stand beside each other.
    budgets: bool,
}

impl Lines {
    /// Of a table with its amounts in rows; the words of a row stand in front of column `first`.
    pub(crate) fn of_rows(table: &Table<'_>, head: &Head, first: usize) -> Self {
        let labels = || {
            let said = |row: &&[Cell]| row.iter().take(first).rfind(|c| !is_nothing(&c.text)).cloned();
            table.rows.iter().filter_map(said)
        };
        let by_year = head.columns.iter().any(|c| c.year.is_some());
        // 削減額, 収入額 and below them 効果額: its parts.
        let is_sum = |label: &str| fold(label) == "効果額";
        let sums_up = labels().any(|c| is_sum(&c.text))
            && labels().all(|c| is_sum(&c.text) || source(&c.text).is_some());
        let is_silent = by_year && !sums_up && !speaks_of_all(head, table);
        Lines {
            only_named: is_silent || labels().any(|c| is_balance(&c.text)),
            budgets: labels().any(|c| is_budget(&c.text)),
        }
    }

    /// Of a table with its amounts in columns.
    pub(crate) fn of_columns(head: &Head) -> Self {
        let labels = || head.columns.iter().map(|c| c.label.as_str());
        Lines {
            only_named: labels().any(is_balance),
            budgets: labels().any(is_budget),
        }
    }

    /// Whether the line with these labels, from the outer to its own, is about effects.
    pub(crate) fn has<'l>(self, labels: impl IntoIterator<Item = &'l str> + Clone) -> bool {
        let is_named = labels.clone().into_iter().any(labels_effects);
        is_named
            || !self.only_named
                && !labels
                    .into_iter()
                    .any(|label| is_budget(label) || self.budgets && is_settled(label))
    }
}

/// Whether a column of a register holds money that is no effect: budgets, and what was settled where nothing was
/// planned and nothing speaks of effects.
pub(crate) fn is_of_budgets(table: &Table<'_>, head: &Head, column: usize) -> bool {
    let Some(label) = head.columns.get(column).map(|c| c.label.as_str()) else {
        return false;
    };
    let is_planned = || {
        head.columns
            .iter()
            .any(|c| c.kind.is_some_and(|kind| kind != EffectKind::Actual) && !is_budget(&c.label))
    };
    is_budget(label)
        || is_settled(label)
            && (head.columns.iter().any(|c| is_budget(&c.label))
                || !(is_planned() || speaks_of_all(head, table)))
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
                _ if is_of_budgets(table, head, *i) => false,
                Some(Field::Effect) => true,
                Some(Field::Amount | Field::Kind) => spoken() || head.has(Field::Effect),
                _ => false,
            }
        })
        .collect();
    (!other && !columns.is_empty()).then_some(columns)
}
