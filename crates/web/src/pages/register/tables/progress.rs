//! What stands beside the progress table: the shares as bars, the years, the grades explained.

use gyokaku_core::plan::Plan;
use gyokaku_core::progress::Grade;
use gyokaku_core::table::{self, RowKind, Table, Value};

use super::ready::{Narrowing, Ready};
use super::show::{Beside, Choice};
use crate::access::{Right, may};
use crate::charts::{Picture, shares};
use crate::loaded::Loaded;
use crate::person::Viewer;
use crate::show::table::GradeWord;
use crate::tab::{PROGRESS, Tab};

pub(super) fn beside<'a>(
    loaded: &'a Loaded,
    viewer: &Viewer,
    ready: &Ready,
    asked: &Narrowing,
) -> Beside<'a> {
    let plan = loaded.plan();
    let address = loaded.href_of(PROGRESS);
    let current = asked.year().filter(|year| ready.years.contains(year));
    let current = current.or_else(|| ready.years.last().copied());
    let choices = match ready.years.len() {
        0 | 1 => Vec::new(),
        _ => ready
            .years
            .iter()
            .map(|year| Choice {
                href: format!("{address}?year={year}"),
                label: year.show(plan.year_style),
                count: None,
                current: Some(*year) == current,
            })
            .collect(),
    };
    let grades = ready.grades.as_deref().unwrap_or(loaded.grades());
    Beside {
        choices,
        choices_of: "年度",
        legend: legend(plan),
        pictures: vec![(String::new(), picture(grades, &ready.table, 1))],
        next: keeps_scales(viewer, loaded).then(|| (loaded.href_of(Tab::Scales), "評価区分を見直す")),
        ..Beside::default()
    }
}

fn keeps_scales(viewer: &Viewer, loaded: &Loaded) -> bool {
    let person = viewer.person.as_ref();
    person.is_some_and(|person| may(person, Right::ManageScales, &loaded.code, None))
}

/// The shares by part of the plan, down to a depth.
pub(crate) fn picture(grades: &[GradeWord], table: &Table, depth: u8) -> Picture {
    let bars = bars(grades, table, depth);
    Picture::draw("shares", |width, id| shares::draw(width, id, &table.title, &bars))
}

fn bars(words: &[GradeWord], table: &Table, depth: u8) -> Vec<shares::Bar> {
    let count = |row: &table::Row, at: usize| match row.cells.get(at).map(|c| &c.value) {
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    };
    let text =
        |row: &table::Row, at: Option<usize>| match at.and_then(|at| row.cells.get(at)).map(|c| &c.value) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
    let Some(total) = table.column("total") else {
        return Vec::new();
    };
    let evaluated = table.column("evaluated").unwrap_or(total);
    let grades: Vec<(usize, &str, bool)> = table.grades().collect();
    let tone = |label: &str| {
        words
            .iter()
            .find(|known| known.label == label)
            .map(|known| known.tone)
            .unwrap_or_default()
    };
    let bar = |row: &table::Row, indent: bool| {
        let label = format!(
            "{} {}",
            text(row, table.column("label")),
            text(row, table.column("title"))
        );
        Some(shares::Bar {
            label: format!("{}{}", if indent { "　" } else { "" }, label.trim()),
            total: count(row, total)?,
            evaluated: count(row, evaluated)?,
            parts: grades
                .iter()
                .map(|(at, label, has_share)| shares::Part {
                    label: (*label).to_owned(),
                    tone: tone(label),
                    count: count(row, *at),
                    apart: !has_share,
                })
                .collect(),
        })
    };
    let mut bars: Vec<shares::Bar> = table
        .rows
        .iter()
        .filter(|r| r.kind == RowKind::Total)
        .filter_map(|r| bar(r, false))
        .collect();
    for bar in &mut bars {
        bar.label = "全体".into();
    }
    bars.extend(
        table
            .rows
            .iter()
            .filter(|r| r.kind != RowKind::Total && r.level <= depth)
            .filter_map(|r| bar(r, r.level > 0)),
    );
    bars
}

/// The grades to explain, each once.
fn legend(plan: &Plan) -> Vec<&Grade> {
    let mut grades: Vec<&Grade> = Vec::new();
    for grade in plan.scales.iter().flat_map(|s| &s.grades) {
        if !grades
            .iter()
            .any(|g| (&g.label, &g.definition) == (&grade.label, &grade.definition))
        {
            grades.push(grade);
        }
    }
    grades
}
