//! Which rows a total is the sum of, as a formula of a workbook says it.
//!
//! A total is a formula only where it is certain: the rows that its place says it sums up give its value in every
//! column that can be added, to the yen. Elsewhere it stays the number that the table says. Not here: adding up (the
//! tables do), recognising totals of documents (`gyokaku_core::check`).

use std::collections::HashMap;

use gyokaku_core::document::cell_name;
use gyokaku_core::table::{ColumnPart, Row, RowKind, Table, Value};

/// How many ranges a formula names at most.
const MOST_RANGES: usize = 100;

/// The formulas of a table.
#[derive(Debug, Default)]
pub(super) struct Sums {
    formulas: HashMap<(usize, usize), String>,
}

impl Sums {
    /// The formulas of a table whose first row is on a line of the sheet, which counts from 0.
    pub(super) fn of(table: &Table, first: u32) -> Self {
        let mut formulas = HashMap::new();
        across(table, first, &mut formulas);
        for (at, row) in table.rows.iter().enumerate() {
            let candidates = match row.kind {
                RowKind::Row => continue,
                RowKind::Group => below(table, at, row),
                RowKind::Total => above(table, at, row),
            };
            let columns = addable(row);
            let Some(rows) = candidates
                .into_iter()
                .find(|rows| gives(table, row, &columns, rows))
            else {
                continue;
            };
            for column in columns {
                if let Some(formula) = formula(&rows, column, first) {
                    formulas.insert((at, column), formula);
                }
            }
        }
        Self { formulas }
    }

    /// The formula of a cell.
    pub(super) fn formula(&self, row: usize, column: usize) -> Option<String> {
        self.formulas.get(&(row, column)).cloned()
    }
}

/// The amount or count of a cell; none of anything else.
fn amount(row: &Row, column: usize) -> Option<i64> {
    match row.cells.get(column).map(|cell| &cell.value) {
        Some(Value::Yen(yen)) => Some(yen.0),
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    }
}

/// The columns of a row that can be added.
fn addable(row: &Row) -> Vec<usize> {
    (0..row.cells.len())
        .filter(|column| amount(row, *column).is_some())
        .collect()
}

/// Whether the rows give a total in each of its columns; there are at least two, and something stands in them.
fn gives(table: &Table, total: &Row, columns: &[usize], rows: &[usize]) -> bool {
    let of = |column: usize| {
        let amounts = rows.iter().filter_map(|at| amount(table.rows.get(*at)?, column));
        amounts.fold((0_usize, Some(0_i64)), |(count, sum), amount| {
            (count + 1, sum.and_then(|sum| sum.checked_add(amount)))
        })
    };
    rows.len() > 1
        && !columns.is_empty()
        && columns.iter().all(|column| {
            let (count, sum) = of(*column);
            count > 0 && sum == amount(total, *column)
        })
}

/// Whether a row is in the same block and of the same kind as a total, as far as the total says.
fn is_beside(table: &Table, total: &Row, row: &Row) -> bool {
    let value = |row: &Row, column: usize| row.cells.get(column).map(|cell| cell.value.clone());
    table.columns.iter().enumerate().all(|(at, column)| {
        let parts = matches!(column.part, ColumnPart::Heads | ColumnPart::Parts);
        let said = value(total, at).filter(|value| !value.is_empty());
        !parts || said.is_none() || value(row, at) == said
    })
}

/// The rows below a heading that may give it: the next level, or the entries alone.
fn below(table: &Table, at: usize, heading: &Row) -> Vec<Vec<usize>> {
    let rows = table.rows.iter().enumerate().skip(at + 1);
    let own: Vec<(usize, &Row)> = rows
        .take_while(|(_, row)| row.kind != RowKind::Total && row.level > heading.level)
        .collect();
    highest_and_entries(&own)
}

/// The rows above a total that may give it, back to the total before it.
fn above(table: &Table, at: usize, total: &Row) -> Vec<Vec<usize>> {
    let rows = table.rows.iter().enumerate().take(at);
    let beside: Vec<(usize, &Row)> = rows.filter(|(_, row)| is_beside(table, total, row)).collect();
    let after = beside.iter().rposition(|(_, row)| row.kind == RowKind::Total);
    let own = beside.get(after.map_or(0, |at| at + 1)..).unwrap_or_default();
    highest_and_entries(own)
}

fn highest_and_entries(rows: &[(usize, &Row)]) -> Vec<Vec<usize>> {
    let level = rows.iter().map(|(_, row)| row.level).min();
    let of = |keep: &dyn Fn(&Row) -> bool| {
        let kept = rows.iter().filter(|(_, row)| keep(row));
        kept.map(|(at, _)| *at).collect()
    };
    vec![
        of(&|row| Some(row.level) == level),
        of(&|row| row.kind == RowKind::Row),
    ]
}

/// The sums of the years of each row, where they are that in every row.
fn across(table: &Table, first: u32, formulas: &mut HashMap<(usize, usize), String>) {
    let is_year = |key: &str| {
        key.strip_prefix("fy")
            .is_some_and(|year| year.parse::<i16>().is_ok())
    };
    let years: Vec<usize> = (0..table.columns.len())
        .filter(|at| table.columns.get(*at).is_some_and(|column| is_year(&column.key)))
        .collect();
    let (Some(total), [from, .., to]) = (table.column("total"), years.as_slice()) else {
        return;
    };
    if to - from + 1 != years.len() || (*from..=*to).contains(&total) {
        return;
    }
    let is_sum = |row: &Row| {
        let sum = years
            .iter()
            .filter_map(|at| amount(row, *at))
            .try_fold(0_i64, i64::checked_add);
        amount(row, total).is_none_or(|stated| sum == Some(stated))
    };
    if !table.rows.iter().all(is_sum) {
        return;
    }
    for (at, row) in table.rows.iter().enumerate() {
        let line = u32::try_from(at).ok().and_then(|at| at.checked_add(first));
        let has_years = years.iter().any(|column| amount(row, *column).is_some());
        let ends = (line, u32::try_from(*from), u32::try_from(*to));
        if let ((Some(line), Ok(from), Ok(to)), true, Some(_)) = (ends, has_years, amount(row, total)) {
            let (from, to) = (cell_name(line, from), cell_name(line, to));
            formulas.insert((at, total), format!("=SUM({from}:{to})"));
        }
    }
}

/// The sum of some rows in a column; none where it would name too many ranges.
fn formula(rows: &[usize], column: usize, first: u32) -> Option<String> {
    let column = u32::try_from(column).ok()?;
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        let line = first.checked_add(u32::try_from(*row).ok()?)?;
        match ranges.last_mut() {
            Some((_, to)) if *to + 1 == line => *to = line,
            _ => ranges.push((line, line)),
        }
    }
    let named: Vec<String> = ranges
        .iter()
        .map(|(from, to)| match from == to {
            true => cell_name(*from, column),
            false => format!("{}:{}", cell_name(*from, column), cell_name(*to, column)),
        })
        .collect();
    (named.len() <= MOST_RANGES).then(|| format!("=SUM({})", named.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gyokaku_core::money::Yen;
    use gyokaku_core::table::{Cell, Column};

    fn row(kind: RowKind, level: u8, amounts: &[Option<i64>]) -> Row {
        let mut cells = vec![Cell::text("名称")];
        cells.extend(amounts.iter().map(|amount| Cell::yen(amount.map(Yen))));
        Row {
            kind,
            level,
            cells,
            item: None,
        }
    }

    fn table(rows: Vec<Row>) -> Table {
        Table {
            columns: vec![
                Column::name("title", "区分"),
                Column::yen("fy2024", "令和6年度"),
                Column::yen("fy2025", "令和7年度"),
                Column::yen("total", "合計"),
            ],
            rows,
            ..Table::default()
        }
    }

    #[test]
    fn a_total_is_the_sum_of_its_rows_and_each_row_of_its_years() {
        use RowKind::{Group, Row, Total};
        let sums = Sums::of(
            &table(vec![
                row(Group, 0, &[Some(5), Some(7), Some(12)]),
                row(Row, 1, &[Some(2), Some(7), Some(9)]),
                row(Row, 1, &[Some(3), None, Some(3)]),
                row(Group, 0, &[Some(1), None, Some(1)]),
                row(Row, 1, &[Some(1), None, Some(1)]),
                row(Total, 0, &[Some(6), Some(7), Some(13)]),
            ]),
            4,
        );
        assert_eq!(sums.formula(0, 1).as_deref(), Some("=SUM(B6:B7)"));
        assert_eq!(sums.formula(5, 1).as_deref(), Some("=SUM(B5,B8)"));
        assert_eq!(sums.formula(5, 3).as_deref(), Some("=SUM(D5,D8)"));
        assert_eq!(sums.formula(1, 3).as_deref(), Some("=SUM(B6:C6)"));
        assert_eq!(sums.formula(1, 1), None);
        assert_eq!(sums.formula(3, 1), None, "one row is no sum");
    }

    #[test]
    fn what_does_not_add_up_stays_a_number() {
        use RowKind::{Row, Total};
        let sums = Sums::of(
            &table(vec![
                row(Row, 0, &[Some(2), Some(7), Some(10)]),
                row(Row, 0, &[Some(3), None, Some(3)]),
                row(Total, 0, &[Some(5), Some(8), Some(13)]),
            ]),
            1,
        );
        assert!(sums.formulas.is_empty(), "{sums:?}");
    }
}
