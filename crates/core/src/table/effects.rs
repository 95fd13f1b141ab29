//! Effect amounts (効果額): each vintage by part and fiscal year, and the difference between the first
//! and the last. Totals are sums of entries; printed totals are compared by the checks.

use super::{Cell, Column, Row, Table};
use crate::document::Place;
use crate::effect::{Effect, EffectKind, Part, in_force, parts, vintages};
use crate::fiscal_year::FiscalYear;
use crate::money::{Unit, Yen};
use crate::plan::Plan;

/// Amounts stated on one occasion, for one purpose.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    /// Its name: the vintage, with the kind where a vintage states several kinds for one year.
    pub name: String,
    /// Its entries.
    pub entries: Vec<&'a Effect>,
}

impl Series<'_> {
    /// The entries of a part and year; of all parts or all years where none is given.
    pub fn of<'b>(
        &'b self,
        part: Option<&'b Part>,
        year: Option<FiscalYear>,
    ) -> impl Iterator<Item = &'b Effect> {
        self.entries
            .iter()
            .copied()
            .filter(move |e| part.is_none_or(|p| p.has(e)) && year.is_none_or(|y| e.fiscal_year == Some(y)))
    }

    /// Their sum; none where nothing is stated.
    pub fn sum(&self, part: Option<&Part>, year: Option<FiscalYear>) -> Option<Yen> {
        Yen::sum(self.of(part, year).map(|e| e.amount))
    }
}

/// The series of a plan, in the order first stated.
pub fn series(plan: &Plan) -> Vec<Series<'_>> {
    let mut all = Vec::new();
    for vintage in vintages(&plan.effects) {
        let entries: Vec<&Effect> = in_force(&plan.effects).filter(|e| e.vintage == vintage).collect();
        let mut seen = std::collections::HashSet::new();
        let clash = entries
            .iter()
            .any(|e| !seen.insert((&e.on, &e.path, e.fiscal_year)));
        if !clash {
            all.push(Series {
                name: vintage.to_owned(),
                entries,
            });
            continue;
        }
        for kind in [EffectKind::Plan, EffectKind::Forecast, EffectKind::Actual] {
            let of_kind: Vec<&Effect> = entries.iter().copied().filter(|e| e.kind == kind).collect();
            if !of_kind.is_empty() {
                all.push(Series {
                    name: format!("{vintage}（{}）", kind.label()),
                    entries: of_kind,
                });
            }
        }
    }
    all
}

/// The fiscal years of the entries in force, in order.
pub fn years(plan: &Plan) -> Vec<FiscalYear> {
    let mut years: Vec<FiscalYear> = in_force(&plan.effects).filter_map(|e| e.fiscal_year).collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// The table of all series and the difference of the last against the first.
pub fn table(plan: &Plan) -> Table {
    let years = years(plan);
    let series = series(plan);
    let parts = parts(plan);
    let mut columns = vec![Column::text("vintage", "時点"), Column::text("title", "区分")];
    columns.extend(
        years
            .iter()
            .map(|year| Column::figure(format!("fy{year}"), year.show(plan.year_style))),
    );
    columns.push(Column::figure("total", "合計"));
    let mut table = Table {
        name: "effects",
        title: "効果額".into(),
        unit: Some(unit(plan)),
        columns,
        ..Table::default()
    };
    for one in &series {
        let amount = |part: Option<&Part>, year| {
            Cell::yen(one.sum(part, year))
                .from(one.of(part, year).map(|e| e.at.clone()).collect::<Vec<Place>>())
        };
        push_block(&mut table, &one.name, &parts, &years, &amount);
    }
    if let [first, .., last] = series.as_slice() {
        let name = format!("{}と{}の差", last.name, first.name);
        let difference = |part: Option<&Part>, year| {
            let both = last.sum(part, year).zip(first.sum(part, year));
            let places: Vec<Place> = first
                .of(part, year)
                .chain(last.of(part, year))
                .map(|e| e.at.clone())
                .collect();
            Cell::yen(both.and_then(|(now, then)| now.checked_sub(then))).from(places)
        };
        push_block(&mut table, &name, &parts, &years, &difference);
    }
    table.answer = answer(&series);
    table
}

/// The cell of a part and year; of all parts or all years where none is given.
type CellOf<'a> = dyn Fn(Option<&Part>, Option<FiscalYear>) -> Cell + 'a;

fn push_block(table: &mut Table, name: &str, parts: &[Part], years: &[FiscalYear], cell: &CellOf<'_>) {
    let row = |title: &str, part: Option<&Part>| {
        let mut cells = vec![Cell::text(name), Cell::text(title)];
        cells.extend(years.iter().map(|year| cell(part, Some(*year))));
        cells.push(cell(part, None));
        cells
    };
    for part in parts {
        let name = part.titles.join(" / ");
        table.rows.push(Row::entry(0, row(&name, Some(part))));
    }
    table.rows.push(Row::total(row("合計", None)));
}

/// The largest unit in which every amount is a whole number; thousands at most.
fn unit(plan: &Plan) -> Unit {
    if !plan.effects.is_empty() && plan.effects.iter().all(|e| e.amount.0 % 1000 == 0) {
        Unit::Thousand
    } else {
        Unit::Yen
    }
}

fn answer(series: &[Series<'_>]) -> String {
    match series {
        [] => String::new(),
        [one] => one
            .sum(None, None)
            .map(|sum| format!("{}の効果額は、合わせて{}です。", one.name, sum.mixed()))
            .unwrap_or_default(),
        [first, .., last] => match first.sum(None, None).zip(last.sum(None, None)) {
            Some((then, now)) => {
                let difference = now.0.saturating_sub(then.0);
                let than = match difference {
                    0 => "同額".to_owned(),
                    d if d < 0 => format!("{}少ない", Yen(d.saturating_abs()).mixed()),
                    d => format!("{}多い", Yen(d).mixed()),
                };
                format!(
                    "{}は合わせて{}で、{}より{than}見込みです。",
                    last.name,
                    now.mixed(),
                    first.name
                )
                .replace("より同額見込み", "と同額の見込み")
            }
            None => String::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::{Duration, Source};
    use crate::table::Value;

    fn entry(vintage: &str, part: &str, year: i16, amount: i64) -> Effect {
        Effect {
            id: String::new(),
            vintage: vintage.into(),
            on: None,
            path: vec![part.into()],
            fiscal_year: FiscalYear::new(year),
            kind: EffectKind::Forecast,
            amount: Yen(amount),
            duration: Duration::default(),
            source: Source::default(),
            corrects: None,
            at: Place::NOWHERE,
        }
    }

    #[test]
    fn then_now_and_the_difference() {
        let plan = Plan {
            effects: vec![
                entry("策定時", "a", 2022, 5_000),
                entry("策定時", "b", 2023, 1_000),
                entry("現在", "a", 2022, 2_000),
            ],
            ..Plan::default()
        };
        let table = table(&plan);
        let totals: Vec<_> = table
            .rows
            .iter()
            .filter(|r| r.kind == crate::table::RowKind::Total)
            .map(|r| r.cells.last().unwrap().value.clone())
            .collect();
        assert_eq!(
            totals,
            [
                Value::Yen(Yen(6_000)),
                Value::Yen(Yen(2_000)),
                Value::Yen(Yen(-4_000))
            ]
        );
        assert!(table.answer.contains("4千円少ない"));
        // A part that was not stated again has no difference: a blank is not a zero.
        assert_eq!(table.rows[7].cells.last().unwrap().value, Value::Blank);
    }
}
