//! The review (振り返り): Keep, Problem, Try, each Try with the items that it leads to.

use super::{Cell, Column, ColumnKind, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::indicator::ValueKind;
use crate::plan::Plan;
use crate::text::fold;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "review",
    word: "review",
    label: "振り返り",
    absent: "この計画の文書には、振り返りの記載がありません。",
    note: "",
    place: PlaceOnPages::Tab,
    made: Made::OfPlan {
        is_in: |plan| !plan.review.is_empty(),
        make: |plan, _| table(plan),
    },
};

/// The review of a plan.
pub fn table(plan: &Plan) -> Table {
    let columns = vec![
        Column::text("kind", "区分"),
        Column::of(ColumnKind::Number, "number", "番号"),
        Column::text("text", "内容"),
        Column::text("item", "取組項目").which(ColumnPart::Leads),
        Column::text("new", "新規・既存"),
        Column::text("departments", "担当課"),
        Column::text("merges", "集約する取組"),
    ];
    let backed = |notes: &[String], evidence: &[String]| !notes.is_empty() || !evidence.is_empty();
    let review = &plan.review;
    let is_backed = review
        .keep
        .iter()
        .chain(&review.problem)
        .any(|p| backed(&p.notes, &p.evidence))
        || review.try_next.iter().any(|t| backed(&t.notes, &t.evidence));
    let mut columns = columns;
    if is_backed {
        columns.extend([
            Column::text("evidence", "根拠となる指標"),
            Column::text("notes", "注"),
        ]);
    }
    let width = columns.len();
    let mut table = Table {
        name: PUBLISHED.name,
        title: "振り返り（Keep・Problem・Try）".into(),
        columns,
        ..Table::default()
    };
    for (kind, points) in [("Keep", &plan.review.keep), ("Problem", &plan.review.problem)] {
        for (i, point) in points.iter().enumerate() {
            let mut cells = vec![
                Cell::text(kind),
                Cell::count(Some(i as i64 + 1)),
                Cell::text(point.text.clone()).from([point.at.clone()]),
            ];
            cells.resize(7, Cell::blank());
            cells.extend(backing(plan, &point.notes, &point.evidence));
            cells.truncate(width);
            table.rows.push(Row::entry(0, cells));
        }
    }
    let mut led = 0;
    let mut titles: std::collections::HashMap<String, &str> = std::collections::HashMap::new();
    for item in &plan.items {
        titles.entry(fold(&item.title)).or_insert(&item.id);
    }
    for (i, one) in plan.review.try_next.iter().enumerate() {
        let mut cells = vec![
            Cell::text("Try"),
            Cell::count(Some(i as i64 + 1)),
            Cell::text(one.text.clone()).from([one.at.clone()]),
        ];
        cells.resize(7, Cell::blank());
        cells.extend(backing(plan, &one.notes, &one.evidence));
        cells.truncate(width);
        table.rows.push(Row::group(0, cells));
        for item in &one.items {
            led += 1;
            let words = |list: &[String]| {
                if list.is_empty() {
                    Cell::blank()
                } else {
                    Cell::text(list.join("、"))
                }
            };
            let mut cells = vec![
                Cell::text("Try"),
                Cell::count(Some(i as i64 + 1)),
                Cell::blank(),
                Cell::text(item.title.clone()).from([item.at.clone()]),
                Cell::text(if item.new { "新規" } else { "既存" }),
                words(&item.departments),
                words(&item.merges),
            ];
            cells.resize(width, Cell::blank());
            table.rows.push(Row {
                item: titles.get(&fold(&item.title)).map(|id| (*id).to_owned()),
                ..Row::entry(1, cells)
            });
        }
    }
    if !review.is_empty() {
        table.summary = format!(
            "続けること{}件、課題{}件、次に取り組むこと{}件を挙げ、延べ{led}件の取組につなげています。",
            review.keep.len(),
            review.problem.len(),
            review.try_next.len()
        );
    }
    table
}

/// The indicators that show a point, each with its last actual value where the plan has the indicator, and the notes.
fn backing(plan: &Plan, notes: &[String], evidence: &[String]) -> [Cell; 2] {
    let shown = |name: &String| {
        let key = fold(name);
        // Several of one name are not told apart by it.
        let mut named = plan
            .indicators
            .iter()
            .filter(|indicator| fold(&indicator.name) == key);
        let indicator = named.next().filter(|_| named.next().is_none());
        let values = indicator.map_or(&[][..], |indicator| &indicator.values);
        let actual = values.iter().filter(|value| value.kind == ValueKind::Actual);
        let last = actual
            .filter(|value| value.number.is_some())
            .max_by_key(|value| value.fiscal_year);
        match (
            last.and_then(|value| Some((value.number?, value.fiscal_year?))),
            indicator,
        ) {
            (Some((number, year)), Some(indicator)) => {
                format!(
                    "{name}（{} {number}{}）",
                    year.show(plan.year_style),
                    indicator.unit
                )
            }
            _ => name.clone(),
        }
    };
    let words = |lines: Vec<String>| match lines.is_empty() {
        true => Cell::blank(),
        false => Cell::text(lines.join("\n")),
    };
    [words(evidence.iter().map(shown).collect()), words(notes.to_vec())]
}
