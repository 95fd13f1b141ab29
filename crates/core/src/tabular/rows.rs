//! The label of a row: the words in front of its first figure, and the merged cells that it stands beside.
//!
//! Not here: what a table of rows tells.

use super::column::{Column, says_in_pieces};
use super::values::{self, Value};
use crate::document::Cell;
use crate::fiscal_year::FiscalYear;
use crate::labels::{Kind, is_total, year};

/// The label of a row.
#[derive(Clone, Debug)]
pub struct RowLabel {
    /// The words in front of the first figure, one for each cell, as printed.
    pub pieces: Vec<String>,
    /// What its figures are by these words.
    pub says: Kind,
    /// The fiscal year that its first piece names.
    pub year: Option<FiscalYear>,
}

impl RowLabel {
    /// The label of a row below these columns.
    pub fn of(cells: &[Cell], columns: &[Column]) -> Self {
        let pieces: Vec<String> = cells
            .iter()
            .enumerate()
            .map_while(|(column, cell)| match is_value(cells, column, columns) {
                true => None,
                false => Some(cell),
            })
            .filter(|cell| !matches!(values::of(&cell.text), Value::Blank | Value::None))
            .map(|cell| cell.text.trim().to_owned())
            .collect();
        Self {
            says: says_in_pieces(&pieces),
            year: pieces
                .first()
                .and_then(|piece| year::header(piece))
                .map(|(y, _)| y),
            pieces,
        }
    }

    /// The pieces on one line, without those that say nothing.
    pub fn text(&self) -> String {
        let said = self.pieces.iter().filter(|piece| !piece.trim().is_empty());
        said.map(|piece| piece.replace('\n', ""))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Whether a cell of a row holds a figure that is a value: none that numbers its row or names a thing.
pub(crate) fn is_value(cells: &[Cell], column: usize, columns: &[Column]) -> bool {
    let head = columns.get(column);
    let names = head.is_some_and(|head| head.names_rows)
        || column == 0
            && cells.len() > 1
            && values::numbers_its_row(&cells[column].text)
            && !head.is_some_and(|head| is_total(&head.label));
    !names && matches!(values::of(&cells[column].text), Value::Figures | Value::Year(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;

    #[test]
    fn words_in_front_of_the_first_figure() {
        let cells: Vec<Cell> = ["1", "歳入\nの確保", "", "120", "千円"]
            .map(|text| Cell::new(text, Place::NOWHERE))
            .to_vec();
        let label = RowLabel::of(&cells, &[]);
        assert_eq!(label.text(), "1 歳入の確保");
    }
}
