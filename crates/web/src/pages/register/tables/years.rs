//! What stands beside the progress over the years: one bar a year.

use gyokaku_core::table::{Table, Value};

use super::ready::Ready;
use super::show::Beside;
use crate::charts::{Picture, shares};
use crate::show::table::GradeWord;

pub(super) fn beside<'a>(ready: &Ready) -> Beside<'a> {
    let grades = ready.grades.as_deref().unwrap_or_default();
    Beside {
        pictures: vec![(String::new(), picture(&ready.table, grades))],
        ..Beside::default()
    }
}

fn picture(table: &Table, grades: &[GradeWord]) -> Picture {
    let count = |value: Option<&Value>| match value {
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    };
    let total = table.column("total").unwrap_or(1);
    let evaluated = table.column("evaluated").unwrap_or(total);
    let bars: Vec<shares::Bar> = table
        .rows
        .iter()
        .map(|row| {
            let value = |at: usize| row.cells.get(at).map(|cell| &cell.value);
            shares::Bar {
                label: match value(0) {
                    Some(Value::Text(year)) => year.clone(),
                    _ => String::new(),
                },
                total: count(value(total)).unwrap_or(0),
                evaluated: count(value(evaluated)).unwrap_or(0),
                parts: table
                    .grades()
                    .map(|(at, label, has_share)| shares::Part {
                        label: label.to_owned(),
                        tone: grades
                            .iter()
                            .find(|known| known.label == label)
                            .map(|known| known.tone)
                            .unwrap_or_default(),
                        count: count(value(at)),
                        apart: !has_share,
                    })
                    .collect(),
            }
        })
        .collect();
    Picture::draw("years", |width, id| shares::draw(width, id, &table.title, &bars))
}
