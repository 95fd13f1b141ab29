//! Trails: from what was changed to the entries of the journal that speak of it, field by field.
//!
//! A trail only names entries; what changed from what to what is written once, in the journal. An empty word is the
//! thing as a whole. Not here: the journal (`crate::journal`), what a field is.

use sqlx::FromRow;

use crate::database::{ColumnType, Transaction, Value};
use crate::error::StoreError;
use crate::{JournalEntry, journal};

/// An entry of the journal with the field that it is about; an empty word is the thing as a whole.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Trailed {
    /// The field.
    pub field: String,
    /// The entry.
    #[sqlx(flatten)]
    pub entry: JournalEntry,
}

/// The table of a trail, and the columns that say of what an entry speaks; all of them are text.
pub(crate) struct Trail {
    table: &'static str,
    key: &'static [&'static str],
}

/// Of the answers of rounds.
pub(crate) const ANSWERS: Trail = Trail {
    table: "answer_trail",
    key: &["body_code", "plan_key", "round", "item", "department"],
};

/// Of the parts of registers; an empty element is the plan.
pub(crate) const REGISTER: Trail = Trail {
    table: "register_trail",
    key: &["body_code", "plan_key", "element"],
};

impl Trail {
    /// Notes which fields of which things an entry speaks of, in one statement.
    pub(crate) async fn note<'f>(
        &self,
        tx: &mut Transaction,
        fields: impl Iterator<Item = (Vec<Value>, &'f str)>,
        sequence: i64,
    ) -> Result<(), StoreError> {
        let mut types = vec![ColumnType::Text; self.key.len() + 1];
        types.push(ColumnType::Int);
        let (engine, columns) = (tx.engine(), self.key.join(", "));
        let sql = |rows| {
            format!(
                "INSERT INTO {} ({columns}, field, sequence) {}",
                self.table,
                engine.bound_rows(&types, rows, 0)
            )
        };
        let rows = fields.map(|(mut values, field)| {
            values.extend([Value::from(field), sequence.into()]);
            values
        });
        tx.run_rows(&sql, &[], &types, rows.collect()).await
    }

    /// The statement of the entries about one thing, or about one field of it, whose word is bound last.
    pub(crate) fn entries(&self, of_field: bool, order: &str) -> String {
        let columns: Vec<String> = journal::COLUMNS.split(", ").map(|c| format!("j.{c}")).collect();
        format!(
            "SELECT {}, t.field {} {order}",
            columns.join(", "),
            self.beside_journal(of_field)
        )
    }

    /// The statement of who wrote a field last, and when.
    pub(crate) fn last_writer(&self) -> String {
        format!(
            "SELECT j.actor, j.at {} ORDER BY t.sequence DESC LIMIT 1",
            self.beside_journal(true)
        )
    }

    fn beside_journal(&self, of_field: bool) -> String {
        let columns = self.key.iter().copied().chain(of_field.then_some("field"));
        let conditions: Vec<String> = columns
            .zip(1..)
            .map(|(column, nth)| format!("t.{column} = ${nth}"))
            .collect();
        format!(
            "FROM {} t JOIN journal j ON j.sequence = t.sequence WHERE {}",
            self.table,
            conditions.join(" AND ")
        )
    }
}
