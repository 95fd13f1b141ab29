//! Tables of years on the sheet of one item (個票): 年度 | R5 | R6, with rows 計画, 実績, 評価, 効果額.
//!
//! Not here: the sheet's labels and values (`transpose`), tables of amounts alone (`amounts`).

use gyokaku_core::document::Cell;
use gyokaku_core::effect::{Duration, Effect, EffectKind, Source};
use gyokaku_core::labels::grade::grade_of;
use gyokaku_core::labels::unit;
use gyokaku_core::progress::Evaluation;

use crate::read::understand::kinds::Kind;
use crate::read::understand::kinds::years_of_item::{Row, label, told};
use crate::read::understand::parts::{FoundItem, MoreOfItem, Parts};
use crate::read::understand::sections::Sections;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::schedule::{YearCell, by_columns};
use crate::read::understand::words::values::amount;
use crate::read::understand::words::vocabulary::evaluator;
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::tabular::Head;

/// Reads the tables of years that stand on the sheets of items.
pub(crate) fn read(tables: &[Table<'_>], kinds: &[Kind], items: &[FoundItem], sections: &Sections) -> Parts {
    let mut parts = Parts::default();
    for (table, kind) in tables.iter().zip(kinds) {
        let Kind::YearsOfItem(at) = kind else { continue };
        if let (Some(found), Some(head)) = (items.get(*at), table.head.as_deref()) {
            parts.add(table_of(table, head, *at, &found.path(sections)));
        }
    }
    parts
}

fn table_of(table: &Table<'_>, head: &Head, at: usize, path: &[String]) -> Parts {
    let mut parts = Parts::default();
    let mut more = MoreOfItem {
        item: at,
        ..MoreOfItem::default()
    };
    let cells = |row: &[Cell]| -> Vec<(usize, Cell)> {
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
        .find(|row| told(&label(row, head)) == Row::Done)
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
    let graded = table.rows.iter().any(|row| told(&label(row, head)) == Row::Grade);
    for row in &table.rows {
        let name = label(row, head);
        let cells = cells(row);
        match told(&name) {
            Row::Schedule => {
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
                let first = years.iter().find(|c| !is_nothing(c.text));
                let place = first.map(|c| c.at.clone()).unwrap_or_default();
                let schedule = by_columns(&years);
                // The first row that has steps is the plan; what comes after it is another matter.
                if more
                    .schedule
                    .as_ref()
                    .is_none_or(|(known, _)| known.steps.is_empty())
                {
                    more.schedule = Some((schedule, place));
                }
            }
            Row::Grade => {
                for (i, cell) in cells.iter().filter(|(_, c)| !is_nothing(&c.text)) {
                    let evaluation = Evaluation {
                        item: String::new(),
                        fiscal_year: head.columns[*i].year,
                        by: evaluator(&name),
                        grade: grade_of(&cell.text).unwrap_or_else(|| one_line(&cell.text)),
                        reason: None,
                        done: done.get(*i).cloned().flatten(),
                        at: cell.at.clone(),
                    };
                    parts.evaluations.push((at, evaluation));
                }
            }
            Row::Done if !graded => {
                for (i, cell) in cells.iter().filter(|(_, c)| !is_nothing(&c.text)) {
                    more.extra
                        .push((format!("{} {name}", head.columns[*i].label), one_line(&cell.text)));
                }
            }
            Row::Amount => {
                let unit = unit::declared(&name).or(table.unit);
                for (i, cell) in &cells {
                    let Some(amount) = amount(&cell.text, unit) else {
                        continue;
                    };
                    parts.effects.push(Effect {
                        id: String::new(),
                        vintage: String::new(),
                        on: None,
                        path: path.to_vec(),
                        fiscal_year: head.columns[*i].year,
                        kind: effect_kind(&name).unwrap_or(EffectKind::Plan),
                        amount,
                        duration: Duration::Unsaid,
                        source: Source::Unsaid,
                        corrects: None,
                        at: cell.at.clone(),
                    });
                }
            }
            Row::Done | Row::Nothing => {}
        }
    }
    parts.more.push(more);
    parts
}
