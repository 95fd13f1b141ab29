//! Which column of a register holds what: settles the words that can mean two things by what
//! stands beside them and by the values below.
//!
//! Not here: reading the rows (`register`).

use gyokaku_core::document::Cell;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::figure::{CellFigure, cell as figure};
use gyokaku_core::labels::department::is_department;
use gyokaku_core::labels::grade::grade_of;

use super::amounts::is_of_budgets;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::class::class;
use crate::read::understand::words::cut;
use crate::read::understand::words::speech::speaks;
use gyokaku_core::tabular::Head;

use crate::read::understand::words::numbering;
use gyokaku_core::labels::field::Field;

/// The columns of a register, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    pub(crate) serial: Option<usize>,
    pub(crate) number: Option<usize>,
    pub(crate) title: usize,
    pub(crate) levels: Vec<usize>,
    pub(crate) content: Option<usize>,
    pub(crate) target: Option<usize>,
    pub(crate) schedule: Option<usize>,
    pub(crate) years: Vec<usize>,
    pub(crate) lead: Option<usize>,
    pub(crate) support: Option<usize>,
    pub(crate) reference: Option<usize>,
    pub(crate) grades: Vec<usize>,
    pub(crate) reason: Option<usize>,
    pub(crate) done: Option<usize>,
    pub(crate) effects: Vec<usize>,
    pub(crate) totals: Vec<usize>,
    pub(crate) indicator: Option<usize>,
    pub(crate) unit_name: Option<usize>,
    pub(crate) values: Vec<usize>,
    pub(crate) extra: Vec<usize>,
    /// Columns of one department each, with a mark for its role.
    pub(crate) matrix: Vec<usize>,
    /// How many columns the head has.
    pub(crate) width: usize,
}

/// The columns of a table that is a register; none of a table that is something else.
pub(crate) fn columns(table: &Table<'_>) -> Option<Columns> {
    let head = table.head.as_deref()?;
    if head
        .columns
        .iter()
        .filter(|c| c.grade.is_some() && c.field.is_none())
        .count()
        >= 2
    {
        return None;
    }
    let title = title(head, table)?;
    let mut out = Columns {
        title,
        width: head.width(),
        serial: head.find(Field::Serial),
        ..Columns::default()
    };
    out.number = head.all(Field::Number).find(|i| Some(*i) != out.serial);
    out.lead = head.find(Field::Lead);
    out.support = head.find(Field::Support);
    out.reference = head.find(Field::Reference);
    out.reason = head.find(Field::Reason);
    out.unit_name = head.find(Field::UnitName);
    // Below a caption that speaks of effects, with a unit of money, the figures of the years are amounts.
    let amounts = (table.unit.is_some() && table.about().take(4).any(speaks)) || head.has(Field::Effect);
    let amount = |i: usize| {
        amounts && head.columns[i].year.is_some() && values(table, i) == Values::Figures && !shares(table, i)
    };
    for (i, column) in head.columns.iter().enumerate().filter(|(i, _)| *i != title) {
        match column.field {
            Some(Field::Amount | Field::Kind) | None if is_of_budgets(table, head, i) => out.extra.push(i),
            Some(Field::Target | Field::Kind | Field::TargetValue | Field::ActualValue | Field::Done)
            | None
                if amount(i) && column.grade.is_none() && (table.unit.is_some() || column.unit.is_some()) =>
            {
                out.effects.push(i)
            }
            Some(Field::Total | Field::Difference) if amounts && table.unit.is_some() => out.totals.push(i),
            Some(Field::Level | Field::TitleOrLevel | Field::Title) if i < title => out.levels.push(i),
            Some(Field::Level) if i > title && column.label.contains("区分") => out.extra.push(i),
            Some(Field::Category) => match values(table, i) {
                Values::Grades => out.grades.push(i),
                Values::Texts | Values::Long if i < title => out.levels.push(i),
                _ => out.extra.push(i),
            },
            Some(Field::Content) if out.content.is_none() => out.content = Some(i),
            Some(Field::TitleOrContent | Field::Title | Field::TitleOrLevel)
                if i > title && out.content.is_none() =>
            {
                out.content = Some(i)
            }
            Some(Field::Target) if out.target.is_none() && column.year.is_none() => out.target = Some(i),
            Some(Field::Indicator) => out.indicator = out.indicator.or(Some(i)),
            Some(Field::Schedule) if column.year.is_some() => out.years.push(i),
            Some(Field::Schedule) if out.schedule.is_none() => out.schedule = Some(i),
            Some(Field::Effect) => out.effects.push(i),
            Some(Field::Total | Field::Difference) if head.has(Field::Effect) => out.totals.push(i),
            Some(Field::Amount | Field::Kind) if column.unit.is_some() => out.effects.push(i),
            Some(Field::TargetValue | Field::ActualValue | Field::BaseValue | Field::Target) => {
                out.values.push(i)
            }
            Some(Field::Grade) => match values(table, i) {
                Values::Long if out.done.is_none() => out.done = Some(i),
                Values::Long => out.extra.push(i),
                _ => out.grades.push(i),
            },
            Some(Field::Done) if out.done.is_none() => out.done = Some(i),
            Some(Field::Kind) => match (column.kind, values(table, i)) {
                (Some(EffectKind::Actual), Values::Texts | Values::Long) if out.done.is_none() => {
                    out.done = Some(i)
                }
                (Some(EffectKind::Plan), Values::Texts | Values::Long) if column.year.is_some() => {
                    out.years.push(i)
                }
                _ => out.extra.push(i),
            },
            None if column.year.is_some() => match values(table, i) {
                Values::Grades if graded_by_year(head, table) => out.grades.push(i),
                Values::Figures => out.extra.push(i),
                _ => out.years.push(i),
            },
            Some(
                Field::Class
                | Field::Extra
                | Field::Content
                | Field::Title
                | Field::TitleOrLevel
                | Field::TitleOrContent
                | Field::Schedule
                | Field::Done
                | Field::Rate,
            ) => out.extra.push(i),
            None if is_department(&column.label) && values(table, i) == Values::Grades => out.matrix.push(i),
            None if !column.label.is_empty() => out.extra.push(i),
            _ => {}
        }
    }
    // 成果指標 without columns of values is the target in words.
    if out.indicator.is_some() && out.values.is_empty() && out.target.is_none() {
        out.target = out.indicator.take();
    }
    let proof = [
        out.content,
        out.target,
        out.schedule,
        out.lead,
        out.support,
        out.done,
        out.reason,
        out.indicator,
    ]
    .iter()
    .flatten()
    .count()
        + out.grades.len()
        + out.years.len()
        + out.matrix.len();
    let numbered = out.number.is_some() || out.serial.is_some() || !out.levels.is_empty();
    (proof >= 1 || (numbered && has_numbers(table, title)) || (numbered && !out.effects.is_empty()))
        .then_some(out)
}

/// Whether a column holds shares or counts with a word behind them.
fn shares(table: &Table<'_>, column: usize) -> bool {
    let mut cells = table.rows.iter().filter_map(|r| r.get(column)).take(30);
    cells.any(|c| match figure(&c.text) {
        CellFigure::One(f) => f.measure == gyokaku_core::figure::Measure::Percent || !f.counter.is_empty(),
        _ => false,
    })
}

/// Whether the columns of years hold grades: letters, or marks of at least two kinds. Words such as
/// 実施 and one mark alone are a schedule.
fn graded_by_year(head: &Head, table: &Table<'_>) -> bool {
    let mut marks: Vec<String> = Vec::new();
    for row in table.rows.iter().take(60) {
        for (i, _) in head
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| c.year.is_some() && c.field.is_none())
        {
            let Some(cell) = row.get(i).filter(|c| !c.is_blank()) else {
                continue;
            };
            match grade_of(&cell.text).filter(|m| m.chars().count() == 1) {
                Some(mark) if !marks.contains(&mark) => marks.push(mark),
                Some(_) => {}
                None if cut::is_arrow(&cell.text) => return false,
                None => {}
            }
        }
    }
    let letters = marks.iter().any(|m| {
        m.chars()
            .all(|c| gyokaku_core::text::narrow(c).is_ascii_uppercase())
    });
    letters || marks.len() >= 2 && !marks.iter().any(|m| m == "●")
}

fn title(head: &Head, table: &Table<'_>) -> Option<usize> {
    head.all(Field::Title)
        .last()
        .or_else(|| head.all(Field::TitleOrLevel).last())
        .or_else(|| head.find(Field::TitleOrContent))
        .or_else(|| {
            // A level as the last name of a row: 重点項目 | 取組内容 | 担当課, where its cells are all filled.
            let last = head.all(Field::Level).last()?;
            let rows = table.rows.len().max(1);
            let filled = table
                .rows
                .iter()
                .filter(|r| r.get(last).is_some_and(|c| !c.is_blank()))
                .count();
            ((head.has(Field::Content) || head.has(Field::Lead)) && filled * 2 >= rows).then_some(last)
        })
}

/// What kind of values a column holds, by its first rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Values {
    Figures,
    Grades,
    Classes,
    Texts,
    Long,
    Nothing,
}

fn values(table: &Table<'_>, column: usize) -> Values {
    let sample: Vec<&Cell> = table
        .rows
        .iter()
        .filter_map(|r| r.get(column))
        .filter(|c| !c.is_blank())
        .take(30)
        .collect();
    if sample.is_empty() {
        return Values::Nothing;
    }
    let most = |n: usize| n * 2 > sample.len();
    if most(
        sample
            .iter()
            .filter(|c| {
                matches!(
                    figure(&c.text),
                    CellFigure::One(_) | CellFigure::Two(..) | CellFigure::None
                )
            })
            .count(),
    ) {
        Values::Figures
    } else if most(sample.iter().filter(|c| class(&c.text).is_some()).count()) {
        Values::Classes
    } else if most(sample.iter().filter(|c| grade_of(&c.text).is_some()).count()) {
        Values::Grades
    } else if most(sample.iter().filter(|c| c.text.chars().count() > 14).count()) {
        Values::Long
    } else {
        Values::Texts
    }
}

/// Whether most titles carry a number of their own (`1-① …`).
fn has_numbers(table: &Table<'_>, title: usize) -> bool {
    let cells: Vec<&Cell> = table
        .rows
        .iter()
        .filter_map(|r| r.get(title))
        .filter(|c| !c.is_blank())
        .take(40)
        .collect();
    let numbered = cells
        .iter()
        .filter(|c| numbering::labelled(&c.text).is_some())
        .count();
    !cells.is_empty() && numbered * 2 > cells.len()
}
