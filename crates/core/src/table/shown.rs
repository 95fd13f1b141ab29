//! A table as people read it, on a page or on paper: which of its columns are shown, in which unit, and what
//! stands in each cell as text.
//!
//! What is decided here is decided once for the screen and for paper, so that both say the same. Not here:
//! markup, widths, sheets (the renderers).

use super::{Column, ColumnKind, ColumnPart, Row, RowKind, Table, Value};
use crate::money::{Rounding, Unit, grouped};
use crate::text::is_invisible;

/// A table with what is decided once for all its rows.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    /// The table.
    pub table: &'a Table,
    /// The unit of its amounts.
    pub unit: Option<Unit>,
    /// The columns that are shown. One that holds nothing at all is not; workbook and CSV have it, so that
    /// their form stays the same. What only headings say stands in the headings.
    pub columns: Vec<usize>,
    /// The column that parts the rows into blocks.
    pub blocks: Option<usize>,
    /// Whether headings of rows go from edge to edge, with what stands beside them.
    pub across: bool,
    /// Whether figures of other kinds stand beside the amounts, so that heads name their units.
    pub mixed: bool,
}

/// A head over the heads of columns beside each other that count the same of each grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Over {
    /// What it says.
    pub label: String,
    /// The columns below it, by their numbers.
    pub columns: Vec<usize>,
    /// What is left to say of each below it: its grade.
    pub under: Vec<String>,
}

impl<'a> Shown<'a> {
    /// What is shown of a table.
    pub fn of(table: &'a Table) -> Self {
        let blocks = table.columns.iter().position(|c| c.part == ColumnPart::Heads);
        let across = table
            .columns
            .iter()
            .any(|c| matches!(c.part, ColumnPart::Beside(_)));
        let holds = |n: usize| {
            let own = |row: &Row| row.cells.get(n).is_some_and(|cell| !cell.value.is_empty());
            let is_heading = |row: &Row| across && row.kind == RowKind::Group;
            table.rows.iter().any(|row| !is_heading(row) && own(row))
        };
        let columns = (0..table.columns.len())
            .filter(|n| {
                table.columns.get(*n).is_some_and(|c| c.kind == ColumnKind::Name)
                    || (Some(*n) != blocks && holds(*n))
            })
            .collect();
        let figures = || table.columns.iter().map(|c| c.kind).filter(|k| k.is_figure());
        Self {
            table,
            unit: exact_unit(table),
            columns,
            blocks,
            across,
            mixed: figures().any(|kind| kind != ColumnKind::Yen),
        }
    }

    /// A column by its number.
    pub fn column(&self, n: usize) -> Option<&'a Column> {
        self.table.columns.get(n)
    }

    /// The value of a row in a column.
    pub fn value(&self, row: usize, n: usize) -> &'a Value {
        let cell = self.table.rows.get(row).and_then(|r| r.cells.get(n));
        cell.map_or(&Value::Blank, |cell| &cell.value)
    }

    /// The head of a column, with the unit of its amounts where other figures stand beside them.
    pub fn head(&self, column: &Column) -> String {
        match column.kind == ColumnKind::Yen && self.mixed {
            true => head(column, self.unit),
            false => column.label.clone(),
        }
    }

    /// The heads over the heads: columns beside each other whose labels say the same but for their grades.
    pub fn over(&self) -> Vec<Over> {
        let mut all: Vec<(ColumnKind, Over)> = Vec::new();
        let mut before = None;
        for (position, n) in self.columns.iter().enumerate() {
            let Some(column) = self.column(*n) else { continue };
            let Some(grade) = column.grade.as_deref().filter(|grade| !grade.is_empty()) else {
                continue;
            };
            let Some((ahead, behind)) = column.label.split_once(grade) else {
                continue;
            };
            let label = match (ahead.is_empty() && behind.is_empty(), column.kind) {
                (true, ColumnKind::Count) => "件数".to_owned(),
                (true, _) => continue,
                (false, _) => format!("{ahead}各区分{behind}"),
            };
            match all.last_mut() {
                Some((kind, over))
                    if *kind == column.kind && over.label == label && before == position.checked_sub(1) =>
                {
                    over.columns.push(*n);
                    over.under.push(grade.to_owned());
                }
                _ => all.push((
                    column.kind,
                    Over {
                        label,
                        columns: vec![*n],
                        under: vec![grade.to_owned()],
                    },
                )),
            }
            before = Some(position);
        }
        let several = |over: &Over| over.columns.len() > 1;
        all.into_iter().map(|(_, over)| over).filter(several).collect()
    }

    /// What a heading of rows says from edge to edge: its name, and beside it who leads, who supports, which
    /// plans it refers to.
    pub fn heading(&self, row: usize) -> String {
        let of_kind = |n: &usize| self.column(*n).is_some_and(|c| c.kind == ColumnKind::Name);
        let name = (0..self.table.columns.len()).find(of_kind);
        let mut said = name.map_or_else(String::new, |n| words(self.value(row, n), None));
        for (n, column) in self.table.columns.iter().enumerate() {
            let ColumnPart::Beside(aside) = column.part else {
                continue;
            };
            let text = words(self.value(row, n), None);
            if !text.is_empty() {
                said += &format!("　{}：{text}", aside.word());
            }
        }
        said.retain(|c| !is_invisible(c));
        said
    }

    /// The text of a cell; a value of another kind than its column carries its own unit.
    pub fn text(&self, row: usize, n: usize, column: &Column) -> String {
        let mut text = match self.value(row, n) {
            Value::Count(count) if !column.kind.has_thousands() => count.to_string(),
            value @ Value::Yen(_) if column.kind != ColumnKind::Yen => words(value, None) + Unit::Yen.name(),
            value => words(value, self.unit),
        };
        text.retain(|c| !is_invisible(c));
        text
    }

    /// The heading of the block of rows that a row begins; none where it begins none. A row that says nothing does not
    /// belong to the block above it.
    pub fn block(&self, row: usize) -> Option<String> {
        let n = self.blocks?;
        let value = self.value(row, n);
        let above = row.checked_sub(1).map(|above| self.value(above, n));
        match (value.is_empty(), above) {
            (true, None) => None,
            (true, Some(above)) => (!above.is_empty()).then(|| {
                let label = self.column(n).map_or("", |column| column.label.as_str());
                format!("（{label}の記載なし）")
            }),
            (false, above) => (above != Some(value)).then(|| words(value, None)),
        }
    }

    /// Whether a cell says what the row above says already.
    pub fn repeats(&self, row: usize, n: usize, column: &Column) -> bool {
        column.part == ColumnPart::Parts && row > 0 && self.value(row, n) == self.value(row - 1, n)
    }
}

/// The unit in which a table's amounts are printed without losing a single yen: its own unit where
/// every amount is a multiple of it, else yen; none where it has no amounts.
pub fn exact_unit(table: &Table) -> Option<Unit> {
    let mut unit = None;
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        if let Value::Yen(amount) = cell.value {
            let wanted = *unit.get_or_insert(table.unit.unwrap_or_default());
            if amount.0 % wanted.yen() != 0 {
                return Some(Unit::Yen);
            }
        }
    }
    unit
}

/// The head of a column with the unit of its figures: `効果額（円）`, `割合（％）`.
pub fn head(column: &Column, unit: Option<Unit>) -> String {
    let label = column.label.as_str();
    let (bare, named) = match column.kind {
        ColumnKind::Yen => (without_unit(label), unit.map(Unit::name)),
        ColumnKind::Share if !label.contains(['%', '％']) => (label, Some("％")),
        _ => (label, None),
    };
    named.map_or_else(|| label.to_owned(), |unit| format!("{bare}（{unit}）"))
}

/// A label without a unit of money in brackets at its end.
fn without_unit(label: &str) -> &str {
    for unit in Unit::ALL.iter().rev() {
        for bracketed in [format!("（{}）", unit.name()), format!("({})", unit.name())] {
            if let Some(bare) = label.strip_suffix(bracketed.as_str()) {
                return bare.trim_end();
            }
        }
    }
    label
}

/// A value as text; empty for a blank. Amounts are in the unit given, others as they are.
pub fn words(value: &Value, unit: Option<Unit>) -> String {
    let minus = |text: String| text.replace('-', "−");
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => text.clone(),
        Value::Count(count) => minus(grouped(*count)),
        Value::Yen(yen) => minus(grouped(yen.in_unit(unit.unwrap_or_default(), Rounding::HalfUp))),
        Value::Share(share) => share.shown().map_or_else(|| "－".to_owned(), |s| minus(s) + "%"),
        Value::Decimal(number) => minus(number.to_string()),
    }
}
