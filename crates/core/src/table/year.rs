//! The year's table of items (年度別の進捗): grades of all evaluators side by side, what was done,
//! amounts, difficulties, what comes next. It comes out of an edition's entries.

use std::collections::BTreeSet;

use super::{Cell, Column, ColumnKind, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::document::Place;
use crate::edition::{Entry, GivenAnswer, Step};
use crate::money::{Unit, Yen};
use crate::precedence::Precedence;
use crate::progress::Evaluator;
use crate::round::field::{Field, ValueType};

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "year",
    word: "year",
    label: "取組ごとの進捗状況",
    absent: "まだ確定した年度がありません。",
    note: "",
    place: PlaceOnPages::Within,
    made: Made::OfEdition,
};

/// The table; a column that no item fills is left out, but for the department's grade.
pub fn table(title: &str, entries: &[Entry], precedence: &Precedence) -> Table {
    let used: Vec<Evaluator> = Evaluator::ALL
        .into_iter()
        .filter(|by| *by == Evaluator::Department || entries.iter().any(|e| e.grade(*by).is_some()))
        .collect();
    let fields = answered(entries.iter().flat_map(|entry| &entry.answers));
    let with_indicators = entries.iter().any(|entry| indicators(entry).is_some());
    let mut columns = vec![
        Column::text("number", "番号"),
        Column::name("title", "取組項目").which(ColumnPart::Leads),
        Column::text("departments", "担当課"),
    ];
    for by in &used {
        let name = by.label();
        columns.push(Column::of(
            ColumnKind::Grade,
            format!("grade_by_{}", by.key()),
            format!("進捗状況（{name}）"),
        ));
        columns.push(Column::text(
            format!("reason_by_{}", by.key()),
            format!("評価理由（{name}）"),
        ));
    }
    columns.extend(fields.iter().map(column));
    if with_indicators {
        columns.push(Column::text("indicators", "指標の実績値"));
    }
    let mut table = Table {
        name: PUBLISHED.name,
        title: title.to_owned(),
        summary: summary(entries, precedence),
        unit: Some(Unit::Yen),
        columns,
        ..Table::default()
    };
    let mut above: &[Step] = &[];
    for entry in entries {
        let shared = above.iter().zip(&entry.path).take_while(|(a, b)| a == b).count();
        for (level, step) in entry.path.iter().enumerate().skip(shared) {
            let mut cells = vec![Cell::text(step.label.clone()), Cell::text(step.title.clone())];
            cells.resize(table.columns.len(), Cell::blank());
            table.rows.push(Row::group(level.min(8) as u8, cells));
        }
        above = &entry.path;
        table.rows.push(row(entry, &used, &fields, with_indicators));
    }
    let total = |field: &Field| Yen::sum(entries.iter().filter_map(|e| e.amount(field)));
    if fields.iter().any(|field| total(field).is_some()) {
        let mut cells = vec![Cell::blank(), Cell::text("合計")];
        cells.resize(3 + 2 * used.len(), Cell::blank());
        cells.extend(fields.iter().map(|field| Cell::yen(total(field))));
        cells.resize(table.columns.len(), Cell::blank());
        table.rows.push(Row::total(cells));
    }
    table
}

/// The fields with a column of their own that any of the answers fills: first those of every plan, then those of the
/// office's own questions.
pub(super) fn answered<'a>(answers: impl Iterator<Item = &'a GivenAnswer>) -> Vec<Field> {
    let filled: BTreeSet<&Field> = answers.flat_map(|answer| answer.values.keys()).collect();
    let of_every_plan = Field::IN_TABLES
        .into_iter()
        .filter(|field| filled.contains(field));
    let own = filled.iter().filter(|field| matches!(field, Field::Own(_)));
    let own: Vec<Field> = own.map(|field| (*field).clone()).collect();
    of_every_plan.chain(own).collect()
}

/// The column of a field.
pub(super) fn column(field: &Field) -> Column {
    match field.value_type() {
        ValueType::Yen => Column::yen(field.key(), field.label()),
        _ => Column::text(field.key(), field.label()),
    }
}

/// What the departments answered in a field: amounts added up, words under their names.
pub(super) fn cell(entry: &Entry, field: &Field) -> Cell {
    match field.value_type() {
        ValueType::Yen => Cell::yen(entry.amount(field)),
        _ => entry.words(field).map(Cell::text).unwrap_or_default(),
    }
}

fn row(entry: &Entry, used: &[Evaluator], fields: &[Field], with_indicators: bool) -> Row {
    let number = entry.number.clone().or_else(|| entry.serial.clone());
    let departments: Vec<String> = entry
        .answers
        .iter()
        .map(|answer| format!("{}{}", answer.role.mark(), answer.department))
        .collect();
    let words = |text: Option<String>| text.map(Cell::text).unwrap_or_default();
    let mut cells = vec![
        words(number),
        Cell::text(entry.title.clone()),
        words(Some(departments.join("\n")).filter(|text| !text.is_empty())),
    ];
    for by in used {
        let given = entry.grade(*by);
        cells.push(words(given.map(|g| g.grade.clone())));
        cells.push(words(
            given
                .map(|g| g.reason.clone())
                .filter(|reason| !reason.is_empty()),
        ));
    }
    cells.extend(fields.iter().map(|field| cell(entry, field)));
    if with_indicators {
        cells.push(words(indicators(entry)));
    }
    let at = Place::element(entry.item.clone());
    let mut row = Row::entry(
        entry.path.len().min(8) as u8,
        cells.into_iter().map(|cell| cell.from([at.clone()])).collect(),
    );
    row.item = Some(entry.item.clone());
    row
}

/// `収納率 97.9%`, one a line.
fn indicators(entry: &Entry) -> Option<String> {
    let mut lines = Vec::new();
    for (id, name, unit) in &entry.indicators {
        let field = Field::Indicator(id.clone());
        for answer in &entry.answers {
            if let Some(value) = answer.values.get(&field) {
                lines.push(format!("{name} {value}{unit}"));
            }
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn summary(entries: &[Entry], precedence: &Precedence) -> String {
    let graded = entries
        .iter()
        .filter(|e| e.counted_grade(precedence).is_some())
        .count();
    let amount = Yen::sum(entries.iter().filter_map(|e| e.amount(&Field::EffectActual)));
    let amount = amount.map_or(String::new(), |yen| {
        format!("効果額の実績は{}です。", yen.mixed())
    });
    let all = entries.len();
    let graded = match graded {
        0 => format!("取組{all}件すべて未評価です。"),
        graded if graded == all => format!("取組{all}件すべてに進捗状況の評価があります。"),
        graded => format!("取組{all}件のうち{graded}件に進捗状況の評価があります。"),
    };
    graded + &amount
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Given;
    use crate::edition::tests::entry;
    use crate::table::{RowKind, Value};

    #[test]
    fn grades_stand_side_by_side_and_amounts_add_up() {
        let mut one = entry("1", "歳入", "◎");
        one.grades.push(Given {
            by: Evaluator::Council,
            grade: "○".into(),
            reason: "根拠が足りない".into(),
        });
        let table = table(
            "令和元年度",
            &[one, entry("2", "歳入", "○"), entry("3", "歳出", "△")],
            &Precedence::default(),
        );
        let kinds: Vec<RowKind> = table.rows.iter().map(|row| row.kind).collect();
        use RowKind::{Group, Row, Total};
        assert_eq!(kinds, [Group, Group, Row, Row, Group, Row, Total]);
        let cell = |row: usize, key: &str| {
            let at = table.column(key).expect("a column");
            table.rows[row].cells[at].value.clone()
        };
        assert_eq!(cell(2, "grade_by_department"), Value::Text("◎".into()));
        assert_eq!(cell(2, "grade_by_council"), Value::Text("○".into()));
        assert_eq!(cell(3, "grade_by_council"), Value::Blank);
        assert_eq!(cell(6, "effect_actual"), Value::Yen(Yen(3000)));
        assert_eq!(table.column("grade_by_headquarters"), None);
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.cells.len() == table.columns.len())
        );
    }
}
