//! The path of each column: what stands above it in every row of the head, under merged cells and blanks too.
//!
//! Not here: which rows are the head (`head_rows`), what the path says (`column`).

use crate::document::{Cell, GridForm};
use crate::labels::breaks::one_line;
use crate::labels::unit;

/// A header cell that stands above more than its own column.
struct Spanning {
    text: String,
    /// The first column that it does not reach.
    until: usize,
    /// Whether the cell says how far it reaches; a text shows it only by the headers below.
    certain: bool,
}

/// The header cells above each column, from top to bottom; empty for a column without any.
pub(super) fn paths(rows: &[&[Cell]], form: GridForm) -> Vec<Vec<String>> {
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let mut paths: Vec<Vec<String>> = vec![Vec::new(); width];
    for (r, row) in rows.iter().enumerate() {
        let shift = if r > 0 { shift_of_units(row, width) } else { 0 };
        let mut spanning: Option<Spanning> = None;
        for (c, path) in paths.iter_mut().enumerate().skip(shift) {
            let cell = row.get(c - shift);
            let text = cell.map(|cell| one_line(&cell.text)).unwrap_or_default();
            let below = rows[r + 1..]
                .iter()
                .any(|lower| lower.get(c).is_some_and(|cell| !cell.is_blank()));
            if !text.is_empty() {
                spanning = Some(span(cell, c, form, &text));
                path.push(text);
            } else if let Some(above) = &spanning {
                let covered = above.certain && cell.is_some_and(|cell| cell.covered);
                if c < above.until && (below || covered) {
                    path.push(above.text.clone());
                }
            }
        }
    }
    paths
}

/// How far a header cell reaches.
fn span(cell: Option<&Cell>, column: usize, form: GridForm, text: &str) -> Spanning {
    let reach = cell.map_or(1, |cell| cell.columns as usize);
    let until = if reach > 1 {
        column + reach
    } else if form == GridForm::Ruled && cell.is_some_and(|cell| cell.rows > 1) {
        column + 1
    } else {
        usize::MAX
    };
    Spanning {
        text: text.to_owned(),
        until,
        certain: until != usize::MAX,
    }
}

/// A row of units below the heads has no cell for the labels: it belongs to the right.
fn shift_of_units(row: &[Cell], width: usize) -> usize {
    let units = row.len() < width && row.iter().all(|c| c.is_blank() || unit::is_unit(&c.text));
    if units { width - row.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;

    fn row(cells: &[&str]) -> Vec<Cell> {
        let cell = |text: &&str| Cell::new(*text, Place::NOWHERE);
        cells.iter().map(cell).collect()
    }

    #[test]
    fn what_stands_above_goes_on_over_blanks() {
        let (upper, lower) = (
            row(&["区分", "令和5年度", "", "備考"]),
            row(&["", "計画", "実績", ""]),
        );
        assert_eq!(
            paths(&[&upper, &lower], GridForm::Spaced),
            [
                vec!["区分"],
                vec!["令和5年度", "計画"],
                vec!["令和5年度", "実績"],
                vec!["備考"]
            ]
        );
    }

    #[test]
    fn units_belong_to_the_right() {
        let (upper, lower) = (row(&["区分", "目標額", "実績額"]), row(&["千円", "千円"]));
        assert_eq!(
            paths(&[&upper, &lower], GridForm::Spaced),
            [vec!["区分"], vec!["目標額", "千円"], vec!["実績額", "千円"]]
        );
    }
}
