//! Tables of years on the sheet of one item (個票): 年度 | R5 | R6, with rows 計画, 実績, 評価, 効果額.
//!
//! Not here: the sheet's labels and values (`forms`), tables of amounts alone (`effects`).

use gyokaku_core::effect::{Duration, Effect, EffectKind, Source};
use gyokaku_core::labels::grade::grade_of;
use gyokaku_core::labels::unit;
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::Evaluation;
use gyokaku_core::text::fold;

use super::answers;
use super::effects::{amount, speaks};
use crate::read::understand::sections::Sections;
use crate::read::understand::tables::head::Head;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};

use crate::read::understand::words::schedule::{YearCell, by_columns};
use crate::read::understand::words::vocabulary::{Field, evaluator, field, kind};

/// What a row of such a table tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Schedule,
    Done,
    Grade,
    Amount,
    Nothing,
}

/// Reads the tables of years that stand on sheets; what was read is taken.
pub(crate) fn read(
    tables: &[Table<'_>],
    owners: &[Option<usize>],
    taken: &mut [bool],
    sections: &Sections,
    plan: &mut Plan,
) {
    for ((table, owner), taken) in tables.iter().zip(owners).zip(taken) {
        if let (Some(owner), Some(head), false) = (owner, table.head.as_deref(), *taken) {
            *taken = is_sheet(head, table) && table_of(table, head, *owner, sections, plan);
        }
    }
}

/// Whether years stand across and at least one row tells of a plan, of results or of a grade in words.
fn is_sheet(head: &Head, table: &Table<'_>) -> bool {
    let years = head.columns.iter().filter(|c| c.year.is_some()).count();
    let in_words = table.rows.iter().any(|row| {
        matches!(told(&label(row, head)), Told::Schedule | Told::Done | Told::Grade)
            && head.columns.iter().zip(row.iter()).any(|(c, cell)| {
                c.year.is_some()
                    && !is_nothing(&cell.text)
                    && matches!(
                        gyokaku_core::figure::cell(&cell.text),
                        gyokaku_core::figure::CellFigure::Text
                    )
            })
    });
    years >= 2 && in_words
}

fn label(row: &[gyokaku_core::document::Cell], head: &Head) -> String {
    let first = head.columns.iter().position(|c| c.year.is_some()).unwrap_or(0);
    row.iter()
        .take(first)
        .map(|c| one_line(&c.text))
        .collect::<Vec<_>>()
        .join("")
}

fn told(label: &str) -> Told {
    let folded = fold(label);
    if speaks(label) {
        return Told::Amount;
    }
    match field(label) {
        Some(Field::Schedule) => Told::Schedule,
        Some(Field::Grade) => Told::Grade,
        Some(Field::Done) => Told::Done,
        Some(Field::Kind | Field::Target) => match kind(label) {
            Some(EffectKind::Actual) => Told::Done,
            _ => Told::Schedule,
        },
        _ if folded.ends_with("計画") || folded.ends_with("予定") => Told::Schedule,
        _ if folded.ends_with("実績") => Told::Done,
        _ => Told::Nothing,
    }
}

fn table_of(table: &Table<'_>, head: &Head, owner: usize, sections: &Sections, plan: &mut Plan) -> bool {
    let Some(item) = plan.items.get(owner).map(|i| i.id.clone()) else {
        return false;
    };
    let path = answers::path(owner, plan, sections);
    let cells = |row: &[gyokaku_core::document::Cell]| -> Vec<(usize, gyokaku_core::document::Cell)> {
        head.columns
            .iter()
            .enumerate()
            .filter(|(_, c)| c.year.is_some())
            .filter_map(|(i, _)| row.get(i).map(|c| (i, c.clone())))
            .collect()
    };
    let done: Vec<Option<String>> = table
        .rows
        .iter()
        .find(|row| told(&label(row, head)) == Told::Done)
        .map(|row| {
            (0..head.columns.len())
                .map(|i| {
                    row.get(i)
                        .filter(|c| !is_nothing(&c.text))
                        .map(|c| one_line(&c.text))
                })
                .collect()
        })
        .unwrap_or_default();
    let graded = table
        .rows
        .iter()
        .any(|row| told(&label(row, head)) == Told::Grade);
    for row in &table.rows {
        let name = label(row, head);
        let cells = cells(row);
        match told(&name) {
            Told::Schedule => {
                let years: Vec<YearCell<'_>> = cells
                    .iter()
                    .filter_map(|(i, c)| {
                        Some(YearCell {
                            year: head.columns[*i].year?,
                            text: &c.text,
                            covered: c.covered,
                            at: c.at.clone(),
                        })
                    })
                    .collect();
                if let Some(item) = plan.items.get_mut(owner).filter(|i| i.schedule.steps.is_empty()) {
                    item.places.schedule = years
                        .iter()
                        .find(|c| !is_nothing(c.text))
                        .map(|c| c.at.clone())
                        .unwrap_or_default();
                    item.schedule = by_columns(&years);
                }
            }
            Told::Grade => {
                for (i, cell) in cells.iter().filter(|(_, c)| !is_nothing(&c.text)) {
                    plan.evaluations.push(Evaluation {
                        item: item.clone(),
                        fiscal_year: head.columns[*i].year,
                        by: evaluator(&name),
                        grade: grade_of(&cell.text).unwrap_or_else(|| one_line(&cell.text)),
                        reason: None,
                        done: done.get(*i).cloned().flatten(),
                        at: cell.at.clone(),
                    });
                }
            }
            Told::Done if !graded => {
                for (i, cell) in cells.iter().filter(|(_, c)| !is_nothing(&c.text)) {
                    if let Some(item) = plan.items.get_mut(owner) {
                        item.extra
                            .push((format!("{} {name}", head.columns[*i].label), one_line(&cell.text)));
                    }
                }
            }
            Told::Amount => {
                let unit = unit::declared(&name).or(table.unit);
                for (i, cell) in &cells {
                    let Some(amount) = amount(&cell.text, unit) else {
                        continue;
                    };
                    plan.effects.push(Effect {
                        id: format!("e{}", plan.effects.len() + 1),
                        vintage: String::new(),
                        on: None,
                        path: path.clone(),
                        fiscal_year: head.columns[*i].year,
                        kind: kind(&name).unwrap_or(EffectKind::Plan),
                        amount,
                        duration: Duration::Unsaid,
                        source: Source::Unsaid,
                        corrects: None,
                        at: cell.at.clone(),
                    });
                }
            }
            Told::Done | Told::Nothing => {}
        }
    }
    true
}
