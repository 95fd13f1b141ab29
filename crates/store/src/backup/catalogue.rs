//! Which tables and columns there are, asked of the backup file itself, so that a table that a later
//! migration adds cannot be forgotten in backups.
//!
//! Both engines have the same tables, and a table is made after those it refers to; so the order in
//! which they were made is one in which they can be filled. What is made out of other rows (the
//! pairs of the search) and what belongs to the file (the versions, the mark) is left out.
//! Not here: their rows.

use crate::database::{ColumnType, Engine, Transaction};
use crate::error::StoreError;
use crate::search;

/// A table and the columns that are carried over.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<(String, ColumnType)>,
}

const TABLES: &str = "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~' AND m.name NOT LIKE 'gyokaku~_%' ESCAPE '~' \
    AND m.name NOT LIKE 'item~_grams%' ESCAPE '~' ORDER BY m.rowid, c.cid";

/// The tables of a backup, in an order in which they can be filled.
pub(super) async fn tables(tx: &mut Transaction) -> Result<Vec<Table>, StoreError> {
    let rows: Vec<(String, String, String)> = tx.named("sqlite_master", TABLES, vec![]).await?;
    let mut tables: Vec<Table> = Vec::new();
    for (table, column, kind) in rows {
        // Names go into statements; a file made by somebody else may have any.
        let is_plain = |name: &str| {
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        if !is_plain(&table) || !is_plain(&column) {
            return Err(unknown(&table, &column));
        }
        if tables.last().is_none_or(|last| last.name != table) {
            tables.push(Table {
                name: table.clone(),
                columns: Vec::new(),
            });
        }
        let of_type = match kind.as_str() {
            "TEXT" => ColumnType::Text,
            "BIGINT" => ColumnType::Int,
            "BYTEA" => ColumnType::Bytes,
            // The number that ties an item to its pairs is given anew.
            "INTEGER" if table == "item_search" => continue,
            _ => return Err(unknown(&table, &column)),
        };
        if let Some(last) = tables.last_mut() {
            last.columns.push((column, of_type));
        }
    }
    Ok(tables)
}

fn unknown(table: &str, column: &str) -> StoreError {
    StoreError::Damaged {
        table: table.to_owned(),
        key: column.to_owned(),
        what: "知らない列です".into(),
    }
}

impl Table {
    /// Whether its rows are also written into the index of the search.
    pub(super) fn is_searched(&self) -> bool {
        self.name == "item_search"
            && self
                .columns
                .iter()
                .map(|(name, _)| name.as_str())
                .eq(search::SEARCHED)
    }

    /// Whether an empty database has its row already.
    pub(super) fn is_seeded(&self) -> bool {
        self.name == "journal_head"
    }

    /// Whether its rows stay where they are: an open session shall not live again in a copy, nor the hashes of what
    /// browsers are known by lie in a file. That somebody asked for the pulse says nothing anywhere else.
    pub(super) fn is_left_behind(&self) -> bool {
        matches!(
            self.name.as_str(),
            "session" | "pending_sign_in" | "known_browser" | "pulse"
        )
    }

    pub(super) fn column_types(&self) -> Vec<ColumnType> {
        self.columns.iter().map(|(_, of_type)| *of_type).collect()
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    }

    /// The statement that reads all rows: on SQLite in the order in which they were written, so that
    /// the digest of a backup can be computed again.
    pub(super) fn select(&self, engine: Engine) -> String {
        let order = match engine {
            Engine::Lite => " ORDER BY rowid",
            Engine::Pg => "",
        };
        format!("SELECT {} FROM {}{order}", self.names(), self.name)
    }

    /// The statement that writes so many rows.
    pub(super) fn insert(&self, engine: Engine, rows: usize) -> String {
        let rows = engine.bound_rows(&self.column_types(), rows, 0);
        let instead = if self.is_seeded() {
            " ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash"
        } else {
            ""
        };
        format!("INSERT INTO {} ({}) {rows}{instead}", self.name, self.names())
    }
}
