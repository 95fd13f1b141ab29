//! Any two occasions of the effect amounts side by side (時点の比較): by part and year, what moved and why.
//!
//! Only what both state is compared; what one states alone is said, and is in neither total.
//! Invariant: the difference of the totals is the sum of the differences. Not here: what was stated when (`effects`).

use super::effects::{Both, PUBLISHED as EFFECTS, Series, series, unit};
use super::{Cell, Column, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::effect::{Part, parts};
use crate::money::Yen;
use crate::plan::Plan;
use crate::text::each_once;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "compared",
    word: "compared",
    label: "時点の比較",
    absent: "効果額の時点が1つだけのため、比べるものはありません。",
    note: "比べるのは、双方に記載のある区分と年度だけです。",
    place: PlaceOnPages::Under(EFFECTS.name),
    made: Made::OfPlan {
        is_in: |plan| series(plan).len() > 1,
        make: |plan, narrow| table(plan, pair(plan, narrow.kind)),
    },
};

/// Two occasions by their places among all, written `0-2`: which is the base, and which is compared with it. The first
/// and the last where nothing is asked for.
pub fn pair(plan: &Plan, asked: &str) -> (usize, usize) {
    let last = series(plan).len().saturating_sub(1);
    let of = |text: &str| text.parse::<usize>().ok().filter(|at| *at <= last);
    let asked = asked.split_once('-');
    let asked = asked.and_then(|(then, now)| Some((of(then)?, of(now)?)));
    asked.filter(|(then, now)| then != now).unwrap_or((0, last))
}

/// The pairs that may be asked for, with their words, in order.
pub fn pairs(plan: &Plan) -> Vec<(String, String)> {
    let all = series(plan);
    let mut found = Vec::new();
    for (then, a) in all.iter().enumerate() {
        for (now, b) in all.iter().enumerate().skip(then + 1) {
            found.push((format!("{then}-{now}"), format!("{}から{}へ", a.name, b.name)));
        }
    }
    found
}

/// One part, with what both occasions state for it.
pub struct OfPart {
    /// The part.
    pub part: Part,
    /// What the first states.
    pub then: Yen,
    /// What the second states.
    pub now: Yen,
    /// Why the second states what it does, where its entries say so, each reason once.
    pub reasons: Vec<String>,
}

/// What both of two series state, part by part.
pub fn of_parts(plan: &Plan, then: &Series<'_>, now: &Series<'_>) -> Vec<OfPart> {
    let both = Both::of(then, now);
    parts(plan)
        .into_iter()
        .filter_map(|part| of_part(&both, part))
        .collect()
}

fn of_part(both: &Both<'_, '_>, part: Part) -> Option<OfPart> {
    let corrected = both.entries(both.now, Some(&part), None);
    let corrected = corrected.filter_map(|e| e.corrects.as_ref());
    let reasons = each_once(corrected.map(|correction| correction.reason.as_str()));
    Some(OfPart {
        reasons: reasons.into_iter().map(str::to_owned).collect(),
        then: both.sum(both.then, Some(&part), None)?,
        now: both.sum(both.now, Some(&part), None)?,
        part,
    })
}

/// The table of two occasions.
pub fn table(plan: &Plan, (then, now): (usize, usize)) -> Table {
    let all = series(plan);
    let mut table = Table {
        name: PUBLISHED.name,
        title: PUBLISHED.label.into(),
        unit: Some(unit(plan)),
        ..Table::default()
    };
    let (Some(then), Some(now)) = (all.get(then), all.get(now)) else {
        return table;
    };
    let both = Both::of(then, now);
    let years = both.years();
    let mut columns = vec![
        Column::name("title", "区分・取組").which(ColumnPart::Leads),
        Column::yen("then", then.name.as_str()),
        Column::yen("now", now.name.as_str()),
        Column::yen("difference", "差"),
    ];
    columns.extend(
        years
            .iter()
            .map(|year| Column::yen(format!("fy{year}"), format!("{}の差", year.show(plan.year_style)))),
    );
    columns.push(Column::text("reason", "理由"));
    table.columns = columns;
    table.title = format!("{}から{}への効果額の動き", then.name, now.name);
    let mut totals = vec![Some(Yen(0)); 3 + years.len()];
    for of in of_parts(plan, then, now) {
        let part = Some(&of.part);
        let mut values = vec![Some(of.then), Some(of.now), of.now.checked_sub(of.then)];
        values.extend(years.iter().map(|year| both.difference(part, Some(*year))));
        for (total, value) in totals.iter_mut().zip(&values) {
            // A year that this part does not state adds nothing to the total of those that do.
            if let Some(value) = value {
                *total = total.and_then(|total| total.checked_add(*value));
            }
        }
        let places: Vec<_> = both.all(part, None).map(|e| e.at.clone()).collect();
        let mut cells = vec![Cell::text(match of.part.titles.is_empty() {
            true => "計画の全体".to_owned(),
            false => of.part.titles.join(" / "),
        })];
        cells.extend(
            values
                .into_iter()
                .map(|value| Cell::yen(value).from(places.clone())),
        );
        cells.push(match of.reasons.is_empty() {
            true => Cell::blank(),
            false => Cell::text(of.reasons.join("、")),
        });
        table.rows.push(Row::entry(0, cells));
    }
    if table.rows.is_empty() {
        table.summary = format!(
            "{}と{}には、双方に記載のある額がありません。",
            then.name, now.name
        );
        return table;
    }
    let moved = totals[2];
    let mut cells = vec![Cell::text("合計")];
    cells.extend(totals.into_iter().map(Cell::yen));
    cells.push(Cell::blank());
    table.rows.push(Row::total(cells));
    let (left, right) = (both.alone(then), both.alone(now));
    if left + right > 0 {
        table.notes.push(format!(
            "一方だけに記載のある額（{}に{left}か所、{}に{right}か所）は、合計に入れていません。",
            then.name, now.name
        ));
    }
    table.summary = match moved {
        Some(Yen(0)) => format!("{}から{}への効果額の増減はありません。", then.name, now.name),
        Some(moved) => format!(
            "{}から{}へ、効果額は{}{}しました。",
            then.name,
            now.name,
            Yen(moved.0.saturating_abs()).mixed(),
            if moved.0 > 0 { "増加" } else { "減少" }
        ),
        None => String::new(),
    };
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;
    use crate::effect::{Correction, Duration, Effect, EffectKind, Source};
    use crate::fiscal_year::FiscalYear;
    use crate::table::Value;

    fn entry(id: &str, vintage: &str, part: &str, year: i16, amount: i64) -> Effect {
        Effect {
            id: id.into(),
            vintage: vintage.into(),
            on: None,
            path: vec![part.into()],
            fiscal_year: FiscalYear::new(year),
            kind: EffectKind::Forecast,
            amount: Yen(amount),
            duration: Duration::Unsaid,
            source: Source::Unsaid,
            corrects: None,
            at: Place::NOWHERE,
        }
    }

    #[test]
    fn two_occasions_side_by_side() {
        let mut corrected = entry("c", "三年目", "a", 2026, 7_000);
        corrected.corrects = Some(Correction {
            entry: "old".into(),
            reason: "単価の改定".into(),
            withdraws: false,
        });
        let plan = Plan {
            effects: vec![
                entry("1", "策定時", "a", 2026, 5_000),
                entry("2", "策定時", "b", 2027, 1_000),
                entry("3", "策定時", "c", 2027, 9_000),
                entry("4", "二年目", "a", 2026, 6_000),
                corrected,
                entry("6", "三年目", "b", 2027, 500),
            ],
            ..Plan::default()
        };
        let yen = |table: &Table, row: usize| -> Vec<Option<i64>> {
            let cells = table.rows[row].cells.iter();
            cells
                .filter_map(|cell| match cell.value {
                    Value::Yen(yen) => Some(Some(yen.0)),
                    _ => None,
                })
                .collect()
        };
        let whole = table(&plan, pair(&plan, ""));
        assert_eq!(whole.rows.len(), 3);
        assert_eq!(
            yen(&whole, 0),
            [Some(5_000), Some(7_000), Some(2_000), Some(2_000)]
        );
        let total = yen(&whole, 2);
        assert_eq!(
            total,
            [Some(6_000), Some(7_500), Some(1_500), Some(2_000), Some(-500)]
        );
        assert!(whole.notes[0].contains("策定時に1か所"), "{:?}", whole.notes);
        assert!(whole.summary.contains("1,500円増加"), "{}", whole.summary);
        let reason = whole.rows[0].cells.last().map(|cell| cell.value.clone());
        assert_eq!(reason, Some(Value::Text("単価の改定".into())));
        let other = table(&plan, pair(&plan, "0-1"));
        assert_eq!(yen(&other, 0)[2], Some(1_000));
        assert_eq!(pair(&plan, "9-1"), (0, 2));
        assert_eq!(pair(&plan, "1-1"), (0, 2));
        assert_eq!(pairs(&plan).len(), 3);
    }
}
