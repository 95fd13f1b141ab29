//! The head of a table: its columns, each with its path, and how it is known to be one.
//!
//! Not here: which rows it takes (`head_rows`).

use super::column::Column;
use crate::labels::field::Field;
use crate::money::Unit;

/// The head of a table.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The filled cells of its first row, folded, to know a repeated head by.
    pub key: Vec<String>,
}

impl Head {
    /// The first column about a field.
    pub fn find(&self, wanted: Field) -> Option<usize> {
        self.columns.iter().position(|c| c.field == Some(wanted))
    }

    /// Whether any column is about a field.
    pub fn has(&self, wanted: Field) -> bool {
        self.find(wanted).is_some()
    }

    /// All columns about a field.
    pub fn all(&self, wanted: Field) -> impl Iterator<Item = usize> + '_ {
        self.columns
            .iter()
            .enumerate()
            .filter(move |(_, c)| c.field == Some(wanted))
            .map(|(i, _)| i)
    }

    /// How many columns there are up to the last one with a header.
    pub fn width(&self) -> usize {
        self.columns
            .iter()
            .rposition(|c| !c.label.is_empty())
            .map_or(0, |last| last + 1)
    }

    /// The unit that some header declares.
    pub fn unit(&self) -> Option<Unit> {
        self.columns.iter().find_map(|c| c.unit)
    }
}
