//! The unit of money in force for a table: declared by a text above it, by its head, or by a note right below.
//!
//! Not here: how a single text declares a unit (`labels::unit`).

use super::column::Column;
use crate::document::Block;
use crate::labels::unit::{declared, declares_a_count};
use crate::money::Unit;

/// The unit that the texts of a document have declared so far, in the order of reading.
#[derive(Clone, Copy, Debug, Default)]
pub struct InForce(Option<Unit>);

impl InForce {
    /// Takes a text into account: a declaration holds until the next one, or until a title of counts.
    pub fn read(&mut self, text: &str) {
        self.0 = if declares_a_count(text) {
            None
        } else {
            declared(text).or(self.0.filter(|_| !is_about_counts(text)))
        };
    }

    /// The unit of a table below these texts: of its head, in force, or declared right below it.
    pub fn of_table(self, columns: &[Column], below: &[Block]) -> Option<Unit> {
        if let Some(own) = columns.iter().find_map(|column| column.unit) {
            return Some(own);
        }
        if columns.iter().any(|column| declares_a_count(&column.label)) {
            return None;
        }
        self.0.or_else(|| declared_below(below))
    }
}

/// The unit that a note right below a table declares; the text above the next table speaks of that one.
fn declared_below(blocks: &[Block]) -> Option<Unit> {
    let notes = blocks.iter().take(3).map_while(Block::text);
    match blocks.get(notes.clone().count()) {
        Some(Block::Table(_)) => None,
        _ => notes.into_iter().find_map(declared),
    }
}

/// A title such as 職員数の推移: the unit of the amounts above does not go on below it.
fn is_about_counts(text: &str) -> bool {
    text.chars().count() <= 40
        && [
            "職員数",
            "人数",
            "項目数",
            "件数",
            "人口",
            "定員",
            "取組数",
            "進捗状況",
            "評価結果",
        ]
        .iter()
        .any(|w| text.contains(w))
        && !text.contains(['額', '円', '。'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Grid, Place};

    #[test]
    fn a_unit_holds_until_counts_begin() {
        let mut unit = InForce::default();
        unit.read("（単位：千円）");
        unit.read("効果額の推移");
        assert_eq!(unit.of_table(&[], &[]), Some(Unit::Thousand));
        unit.read("職員数の推移");
        assert_eq!(unit.of_table(&[], &[]), None);
    }

    #[test]
    fn a_note_below_is_none_of_the_next_table() {
        let note = Block::Paragraph {
            text: "※（単位：千円）".into(),
            at: Place::NOWHERE,
        };
        let next = Block::Table(Grid::default());
        let unit = InForce::default();
        assert_eq!(
            unit.of_table(&[], std::slice::from_ref(&note)),
            Some(Unit::Thousand)
        );
        assert_eq!(unit.of_table(&[], &[note, next]), None);
    }
}
