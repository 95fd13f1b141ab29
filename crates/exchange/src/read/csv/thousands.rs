//! Rows of a CSV in which the commas of the thousands were not quoted, so that each figure is cut in two.
//!
//! Where 18,000,500 may be 18,000 and 500, nobody can tell what was meant: such a row is left out and told,
//! and nothing in it is guessed. Not here: rows that are too long for another reason.

use super::Records;
use crate::read::rows::SheetRow;

/// Whether a value may be the beginning of a figure that was cut at its comma: one to three digits, with a sign.
pub(super) fn leads(value: &str) -> bool {
    let digits = value
        .trim()
        .trim_start_matches(['-', '+', '△', '▲', '−', '¥', '￥', ' ']);
    (1..=3).contains(&digits.len()) && is_digits(digits) && !digits.starts_with('0')
}

/// Whether a value may be the rest of such a figure: three digits.
pub(super) fn follows(value: &str) -> bool {
    let value = value.trim();
    value.len() == 3 && is_digits(value)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Takes out the rows that are longer than the head above them and look as if their figures had been cut.
pub(super) fn split(records: &mut Records) -> Vec<SheetRow> {
    if records.like_thousands.is_empty() {
        return Vec::new();
    }
    let suspects = std::mem::take(&mut records.like_thousands);
    let (mut head, mut kept, mut split) = (None::<u32>, Vec::with_capacity(records.rows.len()), Vec::new());
    let mut follows_head = false;
    for row in std::mem::take(&mut records.rows) {
        let width = row.cells.last().map_or(0, |cell| cell.column + 1);
        let is_head = row.cells.len() > 1 && row.cells.iter().all(|cell| !cell.figure);
        if is_head {
            // A head of several rows is as wide as its widest.
            head = head.filter(|_| follows_head).max(Some(width));
        }
        follows_head = is_head;
        let is_longer = head.is_some_and(|head| width > head);
        if is_longer && suspects.binary_search(&row.row).is_ok() {
            split.push(row);
        } else {
            kept.push(row);
        }
    }
    records.rows = kept;
    split
}

#[cfg(test)]
mod tests {
    use super::super::document;
    use gyokaku_core::document::{Block, OddityKind};

    fn rows(text: &str) -> (usize, Vec<String>) {
        let found = document("a.csv", text).unwrap();
        let tables = found.blocks.iter().filter_map(|block| match block {
            Block::Table(grid) => Some(grid.rows.len()),
            _ => None,
        });
        let odd = found
            .oddities
            .iter()
            .filter(|o| o.kind == OddityKind::SplitThousands);
        (tables.sum(), odd.map(|o| o.text.clone()).collect())
    }

    #[test]
    fn figures_that_were_cut_are_left_out_and_told() {
        let (left, told) = rows("施設,R4,R5\n図書館,2,140,2,205\n体育館,△1,020,980\n公民館,640,655\n");
        assert_eq!(left, 2);
        assert_eq!(told, ["図書館,2,140,2,205", "体育館,△1,020,980"]);
    }

    #[test]
    fn a_head_of_two_rows_is_as_wide_as_its_wider_one() {
        let (left, told) = rows("項目,効果額,,,評価\n,R4,R5,R6,\n広告,650,720,810,B\n委託,5,1,250,980,B\n");
        assert_eq!(left, 3);
        assert_eq!(told, ["委託,5,1,250,980,B"]);
    }

    #[test]
    fn quoted_figures_and_notes_behind_a_row_are_whole() {
        let (left, told) = rows("施設,R4,R5\n図書館,\"2,140\",\"2,205\",済\n体育館,12,980\n公民館,3,4,5\n");
        assert_eq!((left, told.len()), (4, 0));
    }
}
