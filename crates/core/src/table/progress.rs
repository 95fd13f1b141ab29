//! The progress table (進捗状況): counts and shares by grade, for the plan and each part of it.
//!
//! Counts stated by a document are added up from its lowest rows; printed subtotals are compared by
//! the checks, never used. Where a plan has grades of items instead, those are counted.
//!
//! Grades that the scale of the year does not evaluate (対象外, 終了, 未着手) have their counts, and no
//! shares: where there are any, the shares of the others are of what is evaluated, and say so.

mod summary;

pub(super) use summary::summary;

use std::collections::HashMap;

use super::{Cell, Column, Made, PlaceOnPages, Published, Row, Table};
use crate::document::Place;
use crate::fiscal_year::FiscalYear;
use crate::plan::{Item, Plan};
use crate::progress::{Evaluation, Scale, StatedProgress, Tally, is_apart, scale_of};

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "progress",
    word: "progress",
    label: "進捗状況",
    absent: "この計画の文書には、進捗状況の記載がありません。",
    note: "割合は、計（評価に数えない区分があるときは、評価対象（計からその区分を除いた数））に対する件数を小数第2位で四捨五入したものです。合わせて100%にならないことがあります。",
    place: PlaceOnPages::Tab,
    made: Made::OfEditionOrPlan {
        is_in: |plan| !plan.progress.is_empty() || !plan.evaluations.is_empty(),
        make: |plan, narrow| table(plan, year_of(plan, narrow.year)),
        years,
    },
};

/// The table of a fiscal year; of all that is stated when no year is given.
pub fn table(plan: &Plan, year: Option<FiscalYear>) -> Table {
    let counted;
    let mut notes = Vec::new();
    let of_year = |stated: &Option<FiscalYear>| year.is_none() || stated.is_none() || *stated == year;
    let stated: Vec<&StatedProgress> = plan.progress.iter().filter(|p| of_year(&p.fiscal_year)).collect();
    let rows: Vec<&StatedProgress> = if stated.iter().any(|p| p.total.is_some()) {
        stated
    } else {
        counted = counts_of_items(plan, year);
        if !counted.is_empty() {
            notes.push(plan.precedence.note());
        }
        counted.iter().collect()
    };
    let leaves = leaves(&rows);
    let whole = Tally::of(leaves.iter().copied());
    let grades = Grades::of(&whole, scale_of(&plan.scales, year.or_else(|| latest(plan))));
    let mut table = Table {
        name: PUBLISHED.name,
        title: title(plan, year),
        columns: columns(&grades),
        notes,
        ..Table::default()
    };
    if leaves.is_empty() {
        return table;
    }
    let numbers: HashMap<Vec<&str>, &str> = plan
        .sections
        .iter()
        .map(|s| (plan.path(&s.id), s.label.as_str()))
        .collect();
    for (label, path, row) in parts(&rows) {
        // A part that no row states (the policies above the groups) has its number from the outline.
        let key: Vec<&str> = path.iter().map(String::as_str).collect();
        let label = if label.is_empty() {
            numbers.get(&key).copied().unwrap_or_default().to_owned()
        } else {
            label
        };
        let below: Vec<&StatedProgress> = leaves
            .iter()
            .copied()
            .filter(|leaf| leaf.path.starts_with(&path))
            .collect();
        let tally = Tally::of(below.iter().copied());
        let level = path.len().saturating_sub(1).min(8) as u8;
        let is_leaf = below.len() == 1 && below[0].path == path;
        let places: Vec<Place> = below.iter().map(|leaf| leaf.at.clone()).collect();
        let name = path.last().cloned().unwrap_or_default();
        let examples = row.and_then(|r| r.examples.clone());
        let cells = cells(&label, &name, examples, &tally, &grades, &places);
        table.rows.push(if is_leaf {
            Row::entry(level, cells)
        } else {
            Row::group(level, cells)
        });
    }
    let places: Vec<Place> = leaves.iter().map(|leaf| leaf.at.clone()).collect();
    table
        .rows
        .push(Row::total(cells("", "合計", None, &whole, &grades, &places)));
    table.summary = summary(&whole, grades.scale);
    table
}

/// The fiscal years that the progress of a plan speaks of, in order.
pub fn years(plan: &Plan) -> Vec<FiscalYear> {
    let stated = || plan.progress.iter().filter(|p| p.total.is_some());
    let mut years: Vec<FiscalYear> = match stated().next() {
        Some(_) => stated().filter_map(|p| p.fiscal_year).collect(),
        None => plan.evaluations.iter().filter_map(|e| e.fiscal_year).collect(),
    };
    years.sort_unstable();
    years.dedup();
    years
}

/// The year to show: the one asked for, or the latest of several; counts of years are never added up.
fn year_of(plan: &Plan, asked: Option<FiscalYear>) -> Option<FiscalYear> {
    asked.or_else(|| match years(plan).as_slice() {
        [.., _, latest] => Some(*latest),
        _ => None,
    })
}

/// The counts of the plan as a whole, added up from its lowest rows.
pub fn whole(plan: &Plan, year: Option<FiscalYear>) -> Tally {
    let of_year = |stated: &Option<FiscalYear>| year.is_none() || stated.is_none() || *stated == year;
    let rows: Vec<&StatedProgress> = plan.progress.iter().filter(|p| of_year(&p.fiscal_year)).collect();
    if rows.iter().any(|p| p.total.is_some()) {
        return Tally::of(leaves(&rows));
    }
    Tally::of(&counts_of_items(plan, year))
}

fn title(plan: &Plan, year: Option<FiscalYear>) -> String {
    let year = year.or_else(|| plan.progress.iter().find_map(|p| p.fiscal_year));
    match year {
        Some(year) => format!("{}の進捗状況", year.show(plan.year_style)),
        None => "進捗状況".to_owned(),
    }
}

/// The grades of the columns, and the scale that explains them.
struct Grades<'a> {
    /// Each label, and whether it is counted apart.
    labels: Vec<(String, bool)>,
    scale: Option<&'a Scale>,
}

impl<'a> Grades<'a> {
    fn of(whole: &Tally, scale: Option<&'a Scale>) -> Self {
        let labels = whole.grades.iter();
        Self {
            labels: labels
                .map(|(label, _)| (label.clone(), is_apart(scale, label)))
                .collect(),
            scale,
        }
    }

    fn some_apart(&self) -> bool {
        self.labels.iter().any(|(_, apart)| *apart)
    }
}

fn columns(grades: &Grades<'_>) -> Vec<Column> {
    let mut columns = vec![
        Column::text("label", "番号"),
        Column::name("title", "項目"),
        Column::text("examples", "主な取組内容"),
        Column::count("total", "取組計"),
    ];
    let base = if grades.some_apart() {
        columns.push(Column::count("evaluated", "評価対象"));
        "評価対象に占める"
    } else {
        ""
    };
    let numbered = || grades.labels.iter().enumerate();
    columns.extend(
        numbered()
            .map(|(i, (label, _))| Column::count(format!("grade_{}", i + 1), label.clone()).of_grade(label)),
    );
    columns.extend(
        numbered()
            .filter(|(_, (_, apart))| !apart)
            .map(|(i, (label, _))| {
                Column::share(
                    format!("grade_{}_share", i + 1),
                    format!("{base}{label}の割合（%）"),
                )
                .of_grade(label)
            }),
    );
    columns
}

fn cells(
    label: &str,
    name: &str,
    examples: Option<String>,
    tally: &Tally,
    grades: &Grades<'_>,
    places: &[Place],
) -> Vec<Cell> {
    let count = |label: &String| {
        tally
            .grades
            .iter()
            .find(|(known, _)| known == label)
            .and_then(|(_, count)| *count)
    };
    let mut cells = vec![
        Cell::text(label),
        Cell::text(name),
        examples.map(Cell::text).unwrap_or_default(),
        Cell::count(tally.total).from(places.to_vec()),
    ];
    let evaluated = tally.evaluated(grades.scale);
    if grades.some_apart() {
        cells.push(Cell::count(evaluated).from(places.to_vec()));
    }
    cells.extend(
        grades
            .labels
            .iter()
            .map(|(label, _)| Cell::count(count(label)).from(places.to_vec())),
    );
    cells.extend(
        grades
            .labels
            .iter()
            .filter(|(_, apart)| !apart)
            .map(|(label, _)| Cell::share(tally.share(label, grades.scale)).from(places.to_vec())),
    );
    cells
}

/// The rows that no other row with figures lies below: only these are added up.
fn leaves<'a>(rows: &[&'a StatedProgress]) -> Vec<&'a StatedProgress> {
    let with_figures: Vec<&StatedProgress> = rows
        .iter()
        .copied()
        .filter(|r| r.total.is_some() || r.grades.iter().any(|(_, c)| c.is_some()))
        .collect();
    let mut inner = std::collections::HashSet::new();
    for row in &with_figures {
        for depth in 0..row.path.len() {
            inner.insert(&row.path[..depth]);
        }
    }
    with_figures
        .into_iter()
        .filter(|row| !inner.contains(row.path.as_slice()))
        .collect()
}

/// Every part in the order first named, with the row that states it; parents come before children.
fn parts<'a>(rows: &[&'a StatedProgress]) -> Vec<(String, Vec<String>, Option<&'a StatedProgress>)> {
    let mut order: Vec<(String, Vec<String>, Option<&StatedProgress>)> = Vec::new();
    let mut index = HashMap::new();
    for row in rows.iter().filter(|r| !r.path.is_empty()) {
        for depth in 1..=row.path.len() {
            let path = row.path[..depth].to_vec();
            let own = depth == row.path.len();
            let at = *index.entry(path.clone()).or_insert_with(|| {
                order.push((String::new(), path, None));
                order.len() - 1
            });
            if own {
                order[at].0 = row.label.clone();
                order[at].2 = Some(row);
            }
        }
    }
    order
}

/// The latest fiscal year in which items have grades.
fn latest(plan: &Plan) -> Option<FiscalYear> {
    plan.evaluations.iter().filter_map(|e| e.fiscal_year).max()
}

/// The grades of items that are of a fiscal year or of none.
fn given_in(plan: &Plan, year: Option<FiscalYear>) -> impl Iterator<Item = &Evaluation> {
    let evaluations = plan.evaluations.iter();
    evaluations.filter(move |e| e.fiscal_year == year || e.fiscal_year.is_none())
}

/// The evaluation of each item that counts in a fiscal year, or in the latest one that has any, by the identity of the
/// item; the plan's rule says whose. The table counts these, and a list of items with a grade shows the same ones.
pub fn evaluations_that_count(plan: &Plan, year: Option<FiscalYear>) -> HashMap<&str, &Evaluation> {
    let year = year.or_else(|| latest(plan));
    let mut given: HashMap<&str, Vec<&Evaluation>> = HashMap::new();
    for evaluation in given_in(plan, year) {
        given.entry(&evaluation.item).or_default().push(evaluation);
    }
    let mut counted = HashMap::new();
    for (item, grades) in given {
        if let Some(chosen) = plan.precedence.choose(grades, |e| e.by) {
            counted.insert(item, chosen);
        }
    }
    counted
}

/// Their grades.
pub fn grades_that_count(plan: &Plan, year: Option<FiscalYear>) -> HashMap<&str, &str> {
    let counted = evaluations_that_count(plan, year).into_iter();
    counted.map(|(item, one)| (item, one.grade.as_str())).collect()
}

/// Grades of items, counted by section.
fn counts_of_items(plan: &Plan, year: Option<FiscalYear>) -> Vec<StatedProgress> {
    let year = year.or_else(|| latest(plan));
    if given_in(plan, year).next().is_none() {
        return Vec::new();
    }
    let counted = grades_that_count(plan, year);
    let grade_of = |item: &Item| counted.get(item.id.as_str()).copied();
    let mut labels: Vec<String> = scale_of(&plan.scales, year)
        .map(|s| s.grades.iter().map(|g| g.label.clone()).collect())
        .unwrap_or_default();
    for item in &plan.items {
        labels.extend(
            grade_of(item)
                .filter(|g| !labels.iter().any(|l| l == g))
                .map(str::to_owned),
        );
    }
    let mut rows: Vec<StatedProgress> = Vec::new();
    let mut index = HashMap::new();
    // What ended before the year began is not without a grade in it.
    let counts = |item: &&Item| {
        let is_due = year.is_none_or(|year| item.is_worked_on_in(year));
        !item.repeated && (is_due || grade_of(item).is_some())
    };
    for item in plan.items.iter().filter(counts) {
        let at = *index.entry(item.section.as_deref()).or_insert_with(|| {
            let section = item.section.as_deref().and_then(|id| plan.section(id));
            let path = section
                .map(|s| plan.path(&s.id).iter().map(|t| (*t).to_owned()).collect())
                .unwrap_or_else(|| vec!["（区分なし）".to_owned()]);
            rows.push(StatedProgress {
                path,
                label: section.map(|s| s.label.clone()).unwrap_or_default(),
                total: Some(0),
                grades: labels.iter().map(|l| (l.clone(), Some(0))).collect(),
                fiscal_year: year,
                at: Place::element(item.section.clone().unwrap_or_default()),
                ..StatedProgress::default()
            });
            rows.len() - 1
        });
        let row = &mut rows[at];
        row.total = row.total.map(|t| t + 1);
        let grade = grade_of(item);
        if let Some((_, Some(count))) = row
            .grades
            .iter_mut()
            .find(|(label, _)| grade == Some(label.as_str()))
        {
            *count += 1;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Share;
    use crate::precedence::Precedence;
    use crate::progress::Evaluator;
    use crate::progress::Tone;
    use crate::table::{RowKind, Value};

    fn row(path: &[&str], total: Option<i64>, a: Option<i64>, b: Option<i64>) -> StatedProgress {
        StatedProgress {
            path: path.iter().map(|s| (*s).to_owned()).collect(),
            total,
            grades: vec![("◎".into(), a), ("○".into(), b)],
            ..StatedProgress::default()
        }
    }

    #[test]
    fn only_the_lowest_rows_are_added_up() {
        let plan = Plan {
            progress: vec![
                row(&[], Some(9), Some(1), Some(8)),
                row(&["財政", "歳入"], None, None, None),
                row(&["財政", "歳入", "税"], Some(3), Some(1), Some(2)),
                row(&["組織"], Some(6), Some(0), Some(6)),
            ],
            ..Plan::default()
        };
        let table = table(&plan, None);
        let totals: Vec<_> = table
            .rows
            .iter()
            .map(|r| (r.kind, r.level, r.cells[3].value.clone()))
            .collect();
        assert_eq!(
            totals,
            [
                (RowKind::Group, 0, Value::Count(3)),
                (RowKind::Group, 1, Value::Count(3)),
                (RowKind::Row, 2, Value::Count(3)),
                (RowKind::Row, 0, Value::Count(6)),
                (RowKind::Total, 0, Value::Count(9))
            ]
        );
    }

    #[test]
    fn the_rule_of_the_plan_says_whose_grade_is_counted() {
        let graded = |by: Evaluator, grade: &str| Evaluation {
            item: "a".into(),
            fiscal_year: FiscalYear::new(2024),
            by,
            grade: grade.into(),
            reason: None,
            done: None,
            at: Place::NOWHERE,
        };
        let mut plan = Plan {
            items: vec![Item {
                id: "a".into(),
                ..Item::default()
            }],
            evaluations: vec![
                graded(Evaluator::Council, "△"),
                graded(Evaluator::Department, "◎"),
                graded(Evaluator::Secretariat, "○"),
            ],
            ..Plan::default()
        };
        let counted = |plan: &Plan| {
            let table = table(plan, None);
            let total = table.rows.last().expect("a total");
            let one = (4..table.columns.len()).find(|n| total.cells[*n].value == Value::Count(1));
            (one.map(|n| table.columns[n].label.clone()), table.notes)
        };
        let (grade, notes) = counted(&plan);
        assert_eq!(grade.as_deref(), Some("○"));
        assert_eq!(notes, ["評価は推進本部、事務局、担当課の順に採用"]);
        plan.precedence = Precedence::parse("council secretariat").expect("a rule");
        let (grade, notes) = counted(&plan);
        assert_eq!(grade.as_deref(), Some("△"));
        assert_eq!(notes, ["評価は懇談会等、事務局の順に採用"]);
    }

    #[test]
    fn what_is_not_evaluated_is_counted_apart() {
        let item = |id: &str| crate::plan::Item {
            id: id.into(),
            ..crate::plan::Item::default()
        };
        let graded = |item: &str, grade: &str| crate::progress::Evaluation {
            item: item.into(),
            fiscal_year: FiscalYear::new(2024),
            by: Evaluator::Department,
            grade: grade.into(),
            reason: None,
            done: None,
            at: Place::NOWHERE,
        };
        let grade = |label: &str, tone, evaluated| crate::progress::Grade {
            label: label.into(),
            definition: String::new(),
            rank: 1,
            tone,
            evaluated,
        };
        let plan = Plan {
            items: ["a", "b", "c", "d", "e"].map(item).to_vec(),
            scales: vec![Scale {
                grades: vec![
                    grade("◎", Tone::Ahead, true),
                    grade("○", Tone::Steady, true),
                    grade("△", Tone::Behind, true),
                    grade("未着手", Tone::Behind, false),
                ],
                ..Scale::default()
            }],
            evaluations: vec![
                graded("a", "○"),
                graded("b", "○"),
                graded("c", "△"),
                graded("d", "未着手"),
            ],
            ..Plan::default()
        };
        let table = table(&plan, None);
        let heads: Vec<&str> = table.columns[3..].iter().map(|c| c.label.as_str()).collect();
        assert_eq!(
            heads,
            [
                "取組計",
                "評価対象",
                "◎",
                "○",
                "△",
                "未着手",
                "評価対象に占める◎の割合（%）",
                "評価対象に占める○の割合（%）",
                "評価対象に占める△の割合（%）"
            ]
        );
        let total = table.rows.last().expect("a total");
        let values: Vec<Value> = total.cells[3..].iter().map(|c| c.value.clone()).collect();
        let share = |part| Value::Share(Share { part, whole: 4 });
        // One item has no grade yet: it stays in the total and among what is to be evaluated.
        assert_eq!(values[..6], [5, 4, 0, 2, 1, 1].map(Value::Count));
        assert_eq!(values[6..], [share(0), share(2), share(1)]);
        assert_eq!(
            table.summary,
            "取組5件のうち、2件が計画どおり、1件が遅れています。評価の対象でないものは、「未着手」が1件です。"
        );
    }
}
