//! What kind of table each table is, decided once, by its head and the values below.
//!
//! A table that is no register and no crosswalk may tell several things at once: counts by grade beside
//! amounts, say. Not here: reading the rows (`readers`).

use super::tables::table::Table;

pub(crate) mod amounts;
pub(crate) mod counts;
pub(crate) mod indicators;
pub(crate) mod levels;
pub(crate) mod register_columns;
pub(crate) mod years_of_item;

use amounts::Amounts;
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::Head;
use register_columns::Columns;

/// What a table is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// 前期 取組項目名 | 見直し区分 | 後期 取組項目名.
    Crosswalk,
    /// Items, a row each.
    Register(Box<Columns>),
    /// The years of the item at a place in the list, on its own sheet.
    YearsOfItem(usize),
    /// Whatever else it tells.
    Other(Told),
}

/// What a table tells that is no register and no crosswalk; all of it may be nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// The columns of levels of a table that has nothing else.
    pub(crate) levels: Option<Vec<usize>>,
    /// The columns that count grades, with the grades.
    pub(crate) counts: Option<Vec<(usize, String)>>,
    /// How it states amounts.
    pub(crate) amounts: Option<Amounts>,
    /// The column that names indicators, with their values beside it.
    pub(crate) indicator: Option<usize>,
    /// Whether its rows tell the years of one item, where it stands on the sheet of one.
    pub(crate) years_of_item: bool,
}

impl Kind {
    /// What a table tells beside registers and crosswalks.
    pub(crate) fn told(&self) -> Option<&Told> {
        match self {
            Kind::Other(told) => Some(told),
            Kind::Crosswalk | Kind::Register(_) | Kind::YearsOfItem(_) => None,
        }
    }

    /// The columns of a register.
    pub(crate) fn register(&self) -> Option<&Columns> {
        match self {
            Kind::Register(columns) => Some(columns),
            Kind::Crosswalk | Kind::YearsOfItem(_) | Kind::Other(_) => None,
        }
    }
}

/// What each table is, in order.
pub(crate) fn classify(tables: &[Table<'_>]) -> Vec<Kind> {
    tables.iter().map(kind).collect()
}

/// Tables of years tell of the item on whose sheet they stand; `owners` is that item for each table.
pub(crate) fn settle_sheets(kinds: &mut [Kind], owners: &[Option<usize>]) {
    for (kind, owner) in kinds.iter_mut().zip(owners) {
        if let (Some(owner), true) = (owner, kind.told().is_some_and(|told| told.years_of_item)) {
            *kind = Kind::YearsOfItem(*owner);
        }
    }
}

fn kind(table: &Table<'_>) -> Kind {
    let Some(head) = table.head.as_deref() else {
        return Kind::Other(Told::default());
    };
    if is_crosswalk(head) {
        return Kind::Crosswalk;
    }
    if let Some(columns) = register_columns::columns(table) {
        return Kind::Register(Box::new(columns));
    }
    Kind::Other(Told {
        levels: levels::columns(head),
        counts: counts::columns(table, head),
        amounts: Amounts::of(table, head),
        indicator: indicators::column(head),
        years_of_item: years_of_item::is_sheet(table, head),
    })
}

/// Whether a table is a crosswalk.
fn is_crosswalk(head: &Head) -> bool {
    let pair = head.has(Field::Old) && head.has(Field::New);
    pair || ((head.has(Field::Old) || head.has(Field::New)) && head.has(Field::Class))
}
