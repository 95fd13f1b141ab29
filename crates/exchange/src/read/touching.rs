//! Tables that touch: side by side without a blank column between them, so that the head says the same again
//! (区分 | R5 | R6 | 区分 | R5 | R6).
//!
//! Each side needs labels of its own below the repeated head, so columns that repeat below one label (計画 | 実績
//! by year) stay one table. Not here: tables parted by a blank column (`rows::beside`).

use gyokaku_core::document::{Cell, Grid};
use gyokaku_core::labels::year;
use gyokaku_core::tabular::values::{Value, of};
use gyokaku_core::text::fold;

/// The tables of a grid: mostly the grid itself.
pub(super) fn parted(grid: Grid) -> Vec<Grid> {
    let Some(width) = width(&grid) else {
        return vec![grid];
    };
    let sides = grid.rows.iter().map(Vec::len).max().unwrap_or(0).div_ceil(width);
    let mut parts: Vec<Grid> = (0..sides)
        .map(|_| Grid {
            rows: Vec::new(),
            form: grid.form,
        })
        .collect();
    for row in grid.rows {
        let mut cells = row.into_iter();
        for part in &mut parts {
            let side: Vec<Cell> = cells.by_ref().take(width).collect();
            if side.iter().any(|cell| !cell.is_blank()) {
                part.rows.push(side);
            }
        }
    }
    parts
}

/// How many columns each of several tables has; none of a grid that is one table.
fn width(grid: &Grid) -> Option<usize> {
    // The head stands at the top, below no more than a title, a unit and the names of the tables.
    let (at, width) = grid
        .rows
        .iter()
        .take(4)
        .enumerate()
        .find_map(|(at, row)| Some((at, period(row)?)))?;
    let body = &grid.rows[at + 1..];
    let labels = |column: usize| {
        let said = body
            .iter()
            .filter_map(|row| row.get(column))
            .filter(|cell| !cell.is_blank());
        let words = said
            .clone()
            .filter(|cell| of(&cell.text) != Value::Figures)
            .count();
        words >= 2 && words == said.count()
    };
    let columns = grid.rows[at].len();
    let is_parted = (0..columns).step_by(width).all(labels);
    let reaches_over = |row: &Vec<Cell>| {
        row.iter()
            .enumerate()
            .any(|(i, cell)| i % width + cell.columns as usize > width)
    };
    (is_parted && !body.iter().any(reaches_over)).then_some(width)
}

/// After how many columns a head says the same again, from its first word to its last.
fn period(row: &[Cell]) -> Option<usize> {
    if row.len() < 4 || row.iter().any(Cell::is_blank) {
        return None;
    }
    let said: Vec<String> = row.iter().map(|cell| fold(&cell.text)).collect();
    let width = said.iter().skip(1).position(|text| *text == said[0])? + 1;
    let repeats = width >= 2
        && said.len().is_multiple_of(width)
        && said.chunks(width).all(|chunk| *chunk == said[..width]);
    let is_label = year::header(&row[0].text).is_none() && of(&row[0].text) == Value::Words;
    // Within one side no word stands twice, else the words are values.
    let differ = (1..width).all(|i| !said[..i].contains(&said[i]));
    (repeats && is_label && differ).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gyokaku_core::document::{GridForm, Place};

    fn shapes(text: &str) -> Vec<Vec<String>> {
        let row = |line: &str| {
            line.split('|')
                .map(|cell| Cell::new(cell, Place::NOWHERE))
                .collect()
        };
        let grid = Grid {
            rows: text.lines().map(row).collect(),
            form: GridForm::Ruled,
        };
        let lines = |grid: Grid| {
            let line = |row: &Vec<Cell>| row.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("|");
            grid.rows.iter().map(line).collect()
        };
        parted(grid).into_iter().map(lines).collect()
    }

    #[test]
    fn a_head_that_repeats_parts_two_tables() {
        assert_eq!(
            shapes("施設|R3|R4|施設|R3|R4\n図書館|12|13|公民館|3|4\n体育館|7|8|児童館|5|5\n計|19|21|計|8|9"),
            [
                ["施設|R3|R4", "図書館|12|13", "体育館|7|8", "計|19|21"],
                ["施設|R3|R4", "公民館|3|4", "児童館|5|5", "計|8|9"]
            ]
        );
    }

    #[test]
    fn columns_that_repeat_below_one_label_are_one_table() {
        assert_eq!(shapes("計画|実績|計画|実績\n12|13|3|4\n7|8|5|5").len(), 1);
        assert_eq!(
            shapes("区分|計画|実績|計画|実績\n甲|12|13|3|4\n乙|7|8|5|5").len(),
            1
        );
        assert_eq!(shapes("A|B|A|B\n検討|実施|検討|実施").len(), 1);
    }
}
