//! What a workbook of our own says again: sentences above and below a table, sums of its rows, tables made of others.
//!
//! The workbook names those cells beside a digest of them. Where nothing in them was changed they are what the program
//! worked out, and no document states them; where one of them was changed, all are read as in any workbook. Not here:
//! which cells are named (`write::xlsx`).

use sha2::{Digest, Sha256};

use super::package::Package;
use crate::read::rows::{SheetCell, SheetRow};

/// The name in the workbook.
pub(crate) const NAME: &str = "_gyokaku_restated";
/// How long a text Excel takes as a constant.
const LONGEST: usize = 255;

/// Some cells of a sheet, rows and columns counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Areas {
    /// Whole rows, first and last.
    pub(crate) rows: Vec<(u32, u32)>,
    /// The figures of whole rows, first and last; their words are read.
    pub(crate) figures: Vec<(u32, u32)>,
    /// Columns from a row on.
    pub(crate) columns: Vec<(u32, u32)>,
}

/// Adds a further row, behind those before.
fn add(rows: &mut Vec<(u32, u32)>, row: u32) {
    match rows.last_mut() {
        Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
        _ => rows.push((row, row)),
    }
}

impl Areas {
    /// A further row, behind those before.
    pub(crate) fn add_row(&mut self, row: u32) {
        add(&mut self.rows, row);
    }

    /// The figures of a further row, behind those before.
    pub(crate) fn add_figures(&mut self, row: u32) {
        add(&mut self.figures, row);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.figures.is_empty() && self.columns.is_empty()
    }

    fn holds(&self, row: u32, cell: &SheetCell) -> bool {
        let among = |rows: &[(u32, u32)]| rows.iter().any(|(first, last)| (*first..=*last).contains(&row));
        among(&self.rows)
            || (cell.figure && among(&self.figures))
            || self
                .columns
                .iter()
                .any(|(own, from)| *own == cell.column && row >= *from)
    }

    fn digest(&self, rows: &[SheetRow]) -> String {
        let mut hash = Sha256::new();
        for row in rows {
            for cell in row.cells.iter().filter(|cell| self.holds(row.row, cell)) {
                hash.update(format!("{} {} {}\n", row.row, cell.column, cell.text));
            }
        }
        let digest = gyokaku_core::text::hex(&hash.finalize());
        digest.chars().take(24).collect()
    }

    /// What the name stands for in a workbook of these bytes; none where that is more than a name can say.
    pub(crate) fn named(&self, bytes: &[u8]) -> Option<String> {
        let mut package = Package::open(bytes).ok()?;
        let rows = super::first_rows(&mut package).ok()??;
        let of_rows = self.rows.iter().map(|(first, last)| format!("r{first}-{last}"));
        let of_columns = self
            .columns
            .iter()
            .map(|(column, from)| format!("c{column}-{from}"));
        let of_figures = self
            .figures
            .iter()
            .map(|(first, last)| format!("f{first}-{last}"));
        let mut parts: Vec<String> = of_rows.chain(of_figures).chain(of_columns).collect();
        parts.push(self.digest(&rows));
        Some(parts.join(",")).filter(|text| text.len() <= LONGEST)
    }

    /// The areas and the digest that a name stands for.
    fn of(text: &str) -> Option<(Self, &str)> {
        let (parts, digest) = text.rsplit_once(',')?;
        let mut areas = Self::default();
        for part in parts.split(',') {
            let pair = |rest: &str| {
                let (one, other) = rest.split_once('-')?;
                Some((one.parse().ok()?, other.parse().ok()?))
            };
            let (kind, rest) = part.split_at_checked(1)?;
            match kind {
                "r" => areas.rows.push(pair(rest)?),
                "f" => areas.figures.push(pair(rest)?),
                "c" => areas.columns.push(pair(rest)?),
                _ => return None,
            }
        }
        Some((areas, digest))
    }
}

/// The rows without what the workbook only says again.
pub(super) fn without(rows: Vec<SheetRow>, named: &str) -> Vec<SheetRow> {
    let text = named.trim().trim_matches('"');
    let Some((areas, digest)) = Areas::of(text) else {
        return rows;
    };
    if areas.digest(&rows) != digest {
        return rows;
    }
    let mut left = rows;
    for row in &mut left {
        let number = row.row;
        row.cells.retain(|cell| !areas.holds(number, cell));
    }
    left.retain(|row| !row.cells.is_empty());
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[&[&str]]) -> Vec<SheetRow> {
        let row = |(row, cells): (u32, &&[&str])| SheetRow {
            row,
            cells: (0..)
                .zip(*cells)
                .map(|(column, text)| SheetCell {
                    column,
                    text: (*text).to_owned(),
                    figure: false,
                    exact: None,
                })
                .collect(),
        };
        (0..).zip(texts).map(row).collect()
    }

    fn sheet(total: &str) -> Vec<SheetRow> {
        rows(&[
            &["効果額"],
            &["効果額は、合わせて3千円です。"],
            &["区分", "令和6年度", "合計"],
            &["市税", "1", "1"],
            &["広告", "2", "2"],
            &["合計", "3", total],
        ])
    }

    #[test]
    fn what_was_not_changed_is_left_out_and_what_was_changed_is_read() {
        let mut areas = Areas::default();
        areas.add_row(1);
        areas.add_row(5);
        areas.columns.push((2, 2));
        let named = format!("\"r1-1,r5-5,c2-2,{}\"", areas.digest(&sheet("3")));
        let left = without(sheet("3"), &named);
        let texts: Vec<Vec<&str>> = left
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
            .collect();
        assert_eq!(
            texts,
            [
                vec!["効果額"],
                vec!["区分", "令和6年度"],
                vec!["市税", "1"],
                vec!["広告", "2"]
            ]
        );
        // One figure changed, and nothing is left out.
        assert_eq!(without(sheet("4"), &named).len(), 6);
        for odd in [
            "",
            "\"\"",
            "r1,x",
            "r1-1",
            "r9-1,q",
            "c-1,zz",
            &"r1-2,".repeat(9_999),
        ] {
            assert_eq!(without(sheet("3"), odd).len(), 6, "{odd:.20}");
        }
    }

    #[test]
    fn rows_that_follow_each_other_are_one() {
        let mut areas = Areas::default();
        [1, 2, 3, 7].into_iter().for_each(|row| areas.add_row(row));
        assert_eq!(areas.rows, [(1, 3), (7, 7)]);
    }
}
