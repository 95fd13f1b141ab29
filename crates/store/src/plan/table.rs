//! How a table of a plan is declared, and the statements that write it.
//!
//! [`tables!`] takes one declaration for each table: its name, its key, and for each field of the domain's
//! type the columns that hold it. What a column is follows from the type of the field (`column`), so that a
//! column is said once and cannot be written and not read. Not here: the declarations (`tables`), loading (`load`).

use super::column::Column;
use super::row::{Cells, Fields};
use crate::database::{ColumnType, Engine};
use crate::error::StoreError;

/// The column that keeps the order printed.
pub(super) const ORDINAL: &str = "ordinal";

/// What a column of a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, or null.
    Text,
    /// A whole number, or null.
    Int,
    /// A place in the store's encoding. It is no content: a value that moved is the same value.
    Place,
    /// The order printed. It is no content either.
    Order,
}

impl Kind {
    /// Whether a change of the column is a change of the row's contents.
    pub(crate) fn is_content(self) -> bool {
        matches!(self, Kind::Text | Kind::Int)
    }

    pub(super) fn column_type(self) -> ColumnType {
        match self {
            Kind::Text | Kind::Place => ColumnType::Text,
            Kind::Int | Kind::Order => ColumnType::Int,
        }
    }
}

/// The columns of one field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    names: &'static [&'static str],
    kinds: &'static [Kind],
}

impl Columns {
    /// Columns with these names for a type; the compiler refuses too many and too few.
    pub(super) const fn of<T: Column>(names: &'static [&'static str]) -> Self {
        assert!(
            names.len() == T::KINDS.len(),
            "a type takes as many columns as it has kinds"
        );
        Columns {
            names,
            kinds: T::KINDS,
        }
    }

    /// Columns with these names for a field, whose type is that of the field.
    pub(super) const fn of_field<S, T: Column>(names: &'static [&'static str], _: fn(&S) -> &T) -> Self {
        Self::of::<T>(names)
    }
}

/// A table of a plan; `body_code` and `plan_key` stand before the columns listed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The word that people read.
    pub(super) label: &'static str,
    /// The columns that complete the key; they stand before all others.
    pub(crate) key: &'static [&'static str],
    /// Columns of the key that the value itself does not hold: the row or the list that it is part of.
    pub(super) head: &'static [Columns],
    /// Columns of the value.
    pub(super) own: &'static [Columns],
    /// The order printed, where it is no part of the key.
    pub(super) order: &'static [&'static str],
}

/// A table together with the type of the domain that its rows stand for.
pub(crate) trait Record {
    /// What a row is part of.
    type Head: Column;
    /// What a row stands for.
    type Value;
    /// The table.
    const TABLE: Table;
    /// Puts the columns of the value into a row.
    fn put(value: &Self::Value, row: &mut Cells);
    /// Takes the value out of a row.
    fn take(row: &mut Fields) -> Result<Self::Value, StoreError>;
}

/// Declares tables: `Record "table" "label" [key] Type { field, field = column, … ; fields of other tables }`.
///
/// In the key, a name with a type is the row's owner or list, `ordinal` is the order printed, and any other name is a
/// column of the value, whose field comes first there. `; ordinal` after the key is an order beside it. A field without
/// a column's name is held by the column of its own name; a field of a composite type names all its columns. What the
/// database calls otherwise than the domain is seen here and nowhere else.
macro_rules! tables {
    ($(
        $(#[$about:meta])*
        $record:ident $name:literal $label:literal [$($key:ident $(: $head:ty)?),+ $(; $order:ident)?]
        $value:ident { $($field:ident $(= $($column:ident)+)?),+ $(; $($elsewhere:ident),+)? }
    )+) => {$(
        $(#[$about])*
        pub(crate) struct $record;

        impl Record for $record {
            type Head = ($($($head,)?)+);
            type Value = $value;
            const TABLE: Table = Table {
                name: $name,
                label: $label,
                key: &[$(stringify!($key)),+],
                head: &[$($(Columns::of::<$head>(&[stringify!($key)]),)?)+],
                own: &[$(Columns::of_field(names!($field $($($column)+)?), |value: &$value| &value.$field)),+],
                order: &[$(stringify!($order))?],
            };

            fn put(value: &$value, row: &mut Cells) {
                $(Column::put(&value.$field, row);)+
            }

            fn take(row: &mut Fields) -> Result<$value, StoreError> {
                Ok($value {
                    $($field: Column::take(row)?,)+
                    $($($elsewhere: Default::default(),)+)?
                })
            }
        }
    )+

    /// Every table, parents before children: rows are written in this order.
    pub(crate) const ALL: &[Table] = &[$($record::TABLE),+];
    };
}

/// Declares which lists of a plan are a table each, row by row in the order of the list.
macro_rules! lists {
    ($($list:ident: $record:ident),+ $(,)?) => {
        /// Puts the lists into their tables.
        pub(super) fn put_lists(rows: &mut Rows, plan: &Plan) {
            $(rows.put_all::<$record>(&(), &plan.$list);)+
        }

        /// Takes the lists out of their tables.
        pub(super) fn take_lists(rows: &mut Rows, plan: &mut Plan) -> Result<(), StoreError> {
            $(plan.$list = rows.take_all::<$record>()?;)+
            Ok(())
        }
    };
}

/// The names of the columns of a field.
macro_rules! names {
    ($field:ident) => { &[stringify!($field)] };
    ($field:ident $($column:ident)+) => { &[$(stringify!($column)),+] };
}

pub(super) use {lists, names, tables};

impl Table {
    /// Whether the order printed is part of the key.
    pub(super) fn is_keyed_by_order(&self) -> bool {
        self.key.contains(&ORDINAL)
    }

    /// The columns: those of the key first, in the order in which rows hold them.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&'static str, Kind)> + Clone + use<> {
        let each = |columns: &Columns| columns.names.iter().copied().zip(columns.kinds.iter().copied());
        let ordinal = self.is_keyed_by_order().then_some((ORDINAL, Kind::Order));
        let head = self.head.iter().flat_map(each).chain(ordinal);
        let order = self.order.iter().map(|name| (*name, Kind::Order));
        head.chain(self.own.iter().flat_map(each)).chain(order)
    }

    /// Where the order printed stands among the columns.
    pub(super) fn order_at(&self) -> Option<usize> {
        self.columns().position(|(_, kind)| kind == Kind::Order)
    }

    /// How many columns complete the key.
    pub(super) fn key_len(&self) -> usize {
        self.key.len()
    }

    /// The table whose rows these rows are part of: the first column of the key has its name.
    pub(crate) fn owner(&self) -> Option<&'static str> {
        let first = self.key.first()?;
        super::ALL
            .iter()
            .map(|table| table.name)
            .find(|name| name == first)
    }

    /// Whether rows may only be added, as in the ledger.
    pub(crate) fn is_append_only(&self) -> bool {
        self.name == super::Effects::TABLE.name
    }

    /// Whether rows say which document their places speak of.
    pub(super) fn is_sourced(&self) -> bool {
        self.columns().any(|(_, kind)| kind == Kind::Place)
    }

    /// The columns as written: the body's code, the plan's key, its own, and the document.
    fn written(&self) -> impl Iterator<Item = (&'static str, ColumnType)> {
        let keys = [("body_code", ColumnType::Text), ("plan_key", ColumnType::Text)];
        let own = self.columns().map(|(name, kind)| (name, kind.column_type()));
        let source = self.is_sourced().then_some(("source", ColumnType::Text));
        keys.into_iter().chain(own).chain(source)
    }

    /// What a row binds.
    pub(crate) fn column_types(&self) -> Vec<ColumnType> {
        self.written().map(|(_, of_type)| of_type).collect()
    }

    /// What the rest of a key binds.
    pub(crate) fn key_types(&self) -> Vec<ColumnType> {
        let key = self.columns().take(self.key_len());
        key.map(|(_, kind)| kind.column_type()).collect()
    }

    /// A statement that writes so many rows; a row with the same key takes the new values, except
    /// where rows may only be added.
    pub(crate) fn insert(&self, engine: Engine, rows: usize) -> String {
        let names: Vec<&str> = self.written().map(|(name, _)| name).collect();
        let rows = engine.bound_rows(&self.column_types(), rows, 0);
        let mut sql = format!("INSERT INTO {} ({}) {rows}", self.name, names.join(", "));
        if !self.is_append_only() {
            let (key, rest) = names.split_at(2 + self.key_len());
            let rest: Vec<String> = rest.iter().map(|n| format!("{n} = excluded.{n}")).collect();
            let rest = rest.join(", ");
            sql.push_str(&format!(" ON CONFLICT ({}) DO UPDATE SET {rest}", key.join(", ")));
        }
        sql
    }

    /// A statement that removes so many rows of a plan by the rest of their keys; it binds the body's
    /// code and the plan's key first.
    pub(crate) fn delete(&self, engine: Engine, rows: usize) -> String {
        let key: Vec<&str> = self
            .columns()
            .take(self.key_len())
            .map(|(name, _)| name)
            .collect();
        format!(
            "DELETE FROM {} WHERE body_code = {} AND plan_key = {} AND ({}) IN ({})",
            self.name,
            engine.parameter(1),
            engine.parameter(2),
            key.join(", "),
            engine.bound_rows(&self.key_types(), rows, 2)
        )
    }
}
