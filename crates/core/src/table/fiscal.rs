//! The effects against the fiscal plan (財政計画との対比): both on one axis by year, vintage by vintage.
//!
//! The reform plan and the rolled fiscal plan look at different years. Only years that lie in both are compared; what
//! the fiscal plan holds of the effects already is not counted twice; what remains of the gap after the rest is said for
//! each year and together. Invariant: remaining gap = gap + (effect − included), year by year.
//! Not here: what an outlook is (`outlook`), how an effect counts in later years (`running`).

use super::effects::{PUBLISHED as EFFECTS, Series, series, unit};
use super::running::of_years;
use super::{Cell, Column, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::fiscal_year::FiscalYear;
use crate::money::{Unit, Yen};
use crate::outlook::{OutlookLine, gap, of_vintage, vintages};
use crate::plan::Plan;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "fiscal",
    word: "fiscal",
    label: "財政計画との対比",
    absent: "財政計画（財政見通し）の額がまだないため、対比はありません。",
    note: "比べるのは、財政計画と改革の効果の双方に額のある年度だけです。財政計画に織込み済みの効果は、重ねて数えません。",
    place: PlaceOnPages::Under(EFFECTS.name),
    made: Made::OfPlan {
        is_in: |plan| !plan.outlook.is_empty(),
        make: |plan, narrow| table(plan, narrow.kind),
    },
};

/// A year in both windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The year.
    pub year: FiscalYear,
    /// The gap of the fiscal plan; negative where money is lacking.
    pub gap: Yen,
    /// What the effects of the year come to, those that go on included.
    pub effect: Yen,
    /// What of them the fiscal plan holds already.
    pub included: Yen,
    /// The gap with the effects that it does not hold.
    pub remaining: Yen,
}

/// The years in both windows, in order; none where a figure is beyond all figures.
pub fn compared(plan: &Plan, vintage: &str, effects: &Series<'_>) -> Option<Vec<Compared>> {
    let of = of_vintage(&plan.outlook, vintage);
    let window = super::running::window(plan);
    let by_year = of_years(plan, effects, &window)?;
    window
        .iter()
        .zip(&by_year)
        .filter(|(_, effect)| effect.has_any)
        .filter_map(|(year, effect)| Some((*year, effect.effect, gap(&of, *year)?)))
        .map(|(year, effect, gap)| {
            let included = of
                .get(&(OutlookLine::Included, year))
                .map_or(Yen(0), |entry| entry.amount);
            let added = effect.checked_sub(included)?;
            Some(Compared {
                year,
                gap,
                effect,
                included,
                remaining: Yen(gap.0.checked_add(added.0)?),
            })
        })
        .collect()
}

/// The effects that are set against the outlook: those of the occasion asked for by its place, or the last.
pub fn chosen<'a>(all: &'a [Series<'a>], asked: &str) -> Option<&'a Series<'a>> {
    let at = asked.parse::<usize>().ok();
    at.and_then(|at| all.get(at)).or_else(|| all.last())
}

/// The table of all outlooks against one occasion of the effects.
pub fn table(plan: &Plan, asked: &str) -> Table {
    let all = series(plan);
    let mut years: Vec<FiscalYear> = plan.outlook.iter().map(|entry| entry.fiscal_year).collect();
    years.extend(super::running::window(plan));
    years.sort_unstable();
    years.dedup();
    let mut columns = vec![
        Column::text("vintage", "財政計画").which(ColumnPart::Heads),
        Column::name("title", "内訳"),
    ];
    columns.extend(
        years
            .iter()
            .map(|year| Column::yen(format!("fy{year}"), year.show(plan.year_style))),
    );
    columns.push(Column::yen("total", "双方にある年度の計"));
    let is_thousands = plan.outlook.iter().all(|entry| entry.amount.0 % 1_000 == 0);
    let mut table = Table {
        name: PUBLISHED.name,
        title: PUBLISHED.label.into(),
        unit: Some(match (unit(plan), is_thousands) {
            (Unit::Thousand, true) => Unit::Thousand,
            // Without any effect yet, the outlook decides alone.
            (_, true) if plan.effects.is_empty() => Unit::Thousand,
            _ => Unit::Yen,
        }),
        columns,
        ..Table::default()
    };
    let effects = chosen(&all, asked);
    let by_year = effects.and_then(|one| {
        let window = super::running::window(plan);
        let values = of_years(plan, one, &window)?;
        Some(window.into_iter().zip(values).collect::<Vec<_>>())
    });
    for vintage in vintages(&plan.outlook) {
        let of = of_vintage(&plan.outlook, vintage);
        let both = effects
            .and_then(|one| compared(plan, vintage, one))
            .unwrap_or_default();
        let at = |year: FiscalYear| both.iter().find(|c| c.year == year);
        let mut push =
            |title: &str, cell: &dyn Fn(FiscalYear) -> Cell, total: Option<Yen>, is_total: bool| {
                let mut cells = vec![Cell::text(vintage), Cell::text(title)];
                cells.extend(years.iter().map(|year| cell(*year)));
                cells.push(Cell::yen(total));
                table.rows.push(match is_total {
                    true => Row::total(cells),
                    false => Row::entry(0, cells),
                });
            };
        let stated = |line: OutlookLine| {
            let of = &of;
            move |year: FiscalYear| match of.get(&(line, year)) {
                Some(entry) => Cell::yen(Some(entry.amount)).from([entry.at.clone()]),
                None => Cell::blank(),
            }
        };
        let sum = |of: fn(&Compared) -> Yen| Yen::sum(both.iter().map(of));
        for line in [OutlookLine::Revenue, OutlookLine::Expenditure] {
            if of.keys().any(|(known, _)| *known == line) {
                push(line.label(), &stated(line), None, false);
            }
        }
        push(
            "財政計画の収支",
            &|year| Cell::yen(gap(&of, year)),
            sum(|c| c.gap),
            false,
        );
        let effect = |year: FiscalYear| {
            let mut all = by_year.iter().flatten();
            let found = all.find(|(of, value)| *of == year && value.has_any);
            Cell::yen(found.map(|(_, value)| value.effect))
        };
        push("改革の効果", &effect, sum(|c| c.effect), false);
        push(
            "うち財政計画に織込み済み",
            &stated(OutlookLine::Included),
            sum(|c| c.included).filter(|_| of.keys().any(|(line, _)| *line == OutlookLine::Included)),
            false,
        );
        push(
            "財政計画に加わる効果",
            &|year| Cell::yen(at(year).and_then(|c| c.effect.checked_sub(c.included))),
            sum(|c| Yen(c.effect.0 - c.included.0)),
            false,
        );
        push(
            "対策後の収支",
            &|year| Cell::yen(at(year).map(|c| c.remaining)),
            sum(|c| c.remaining),
            true,
        );
    }
    table.notes = notes(plan, &years, effects);
    table.summary = summary(plan, effects);
    table
}

/// Which years are in both windows, and which in one alone.
fn notes(plan: &Plan, years: &[FiscalYear], effects: Option<&Series<'_>>) -> Vec<String> {
    let Some(effects) = effects else {
        return vec!["効果額がまだないため、対策後の収支はありません。".to_owned()];
    };
    let mut notes = Vec::new();
    for vintage in vintages(&plan.outlook) {
        let both = compared(plan, vintage, effects).unwrap_or_default();
        let of = of_vintage(&plan.outlook, vintage);
        let shown = |list: Vec<&FiscalYear>| {
            let words: Vec<String> = list.into_iter().map(|year| year.show(plan.year_style)).collect();
            words.join("、")
        };
        let is_both = |year: &&FiscalYear| both.iter().any(|c| c.year == **year);
        let alone: Vec<&FiscalYear> = years
            .iter()
            .filter(|year| gap(&of, **year).is_some() && !is_both(year))
            .collect();
        if !alone.is_empty() {
            notes.push(format!(
                "{vintage}のうち{}は、改革の効果の年度に入らないため、比べていません。",
                shown(alone)
            ));
        }
    }
    notes
}

/// How much of the gap the effects close, by the last outlook.
fn summary(plan: &Plan, effects: Option<&Series<'_>>) -> String {
    let last = vintages(&plan.outlook).pop();
    let found = last.zip(effects).and_then(|(last, effects)| {
        let both = compared(plan, last, effects).filter(|both| !both.is_empty())?;
        let gap = Yen::sum(both.iter().map(|c| c.gap))?;
        let added = Yen::sum(both.iter().map(|c| Yen(c.effect.0 - c.included.0)))?;
        let remaining = Yen::sum(both.iter().map(|c| c.remaining))?;
        let (first, end) = (both.first()?.year, both.last()?.year);
        let window = match first == end {
            true => first.show(plan.year_style),
            false => format!("{}から{}まで", first.show(plan.year_style), end.show(plan.year_style)),
        };
        let lacking = |yen: Yen| match yen.0 < 0 {
            true => format!("{}の不足", Yen(yen.0.saturating_abs()).mixed()),
            false => format!("{}の余剰", yen.mixed()),
        };
        Some(format!(
            "{last}では、{window}の収支は{}です。財政計画に織り込まれていない改革の効果{}を加えると、{}となります。",
            lacking(gap),
            added.mixed(),
            lacking(remaining)
        ))
    });
    found.unwrap_or_else(|| "財政計画と改革の効果の双方に額のある年度はありません。".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;
    use crate::effect::{Duration, Effect, EffectKind, Source};
    use crate::outlook::OutlookEntry;
    use crate::plan::Period;
    use crate::table::Value;

    fn year(western: i16) -> FiscalYear {
        FiscalYear::new(western).expect("a year")
    }

    fn effect(western: i16, amount: i64, duration: Duration) -> Effect {
        Effect {
            id: format!("{western}{amount}"),
            vintage: "策定時".into(),
            on: None,
            path: vec![format!("取組{western}{amount}")],
            fiscal_year: FiscalYear::new(western),
            kind: EffectKind::Plan,
            amount: Yen(amount),
            duration,
            source: Source::Unsaid,
            corrects: None,
            at: Place::NOWHERE,
        }
    }

    fn entry(vintage: &str, line: OutlookLine, western: i16, amount: i64) -> OutlookEntry {
        OutlookEntry {
            vintage: vintage.into(),
            line,
            fiscal_year: year(western),
            amount: Yen(amount),
            at: Place::NOWHERE,
        }
    }

    fn plan() -> Plan {
        Plan {
            period: Some(Period {
                from: year(2026),
                to: year(2028),
            }),
            effects: vec![
                effect(2026, 100, Duration::Continuing),
                effect(2027, 50, Duration::SingleYear),
            ],
            outlook: vec![
                entry("令和8年度策定", OutlookLine::Gap, 2026, -300),
                entry("令和8年度策定", OutlookLine::Gap, 2027, -400),
                entry("令和9年度策定", OutlookLine::Revenue, 2027, 1_000),
                entry("令和9年度策定", OutlookLine::Expenditure, 2027, 1_200),
                entry("令和9年度策定", OutlookLine::Included, 2027, 100),
                entry("令和9年度策定", OutlookLine::Gap, 2028, -500),
                entry("令和9年度策定", OutlookLine::Gap, 2029, -600),
                entry("令和9年度策定", OutlookLine::Revenue, 2030, 9),
            ],
            ..Plan::default()
        }
    }

    #[test]
    fn only_years_in_both_windows_are_compared_and_nothing_counts_twice() {
        let plan = plan();
        let all = series(&plan);
        let of = |vintage: &str| -> Vec<[i64; 4]> {
            let both = compared(&plan, vintage, &all[0]).expect("figures");
            let row = |c: &Compared| [c.gap.0, c.effect.0, c.included.0, c.remaining.0];
            both.iter().map(row).collect()
        };
        assert_eq!(of("令和8年度策定"), [[-300, 100, 0, -200], [-400, 150, 0, -250]]);
        assert_eq!(
            of("令和9年度策定"),
            [[-200, 150, 100, -150], [-500, 100, 0, -400]]
        );
        let table = table(&plan, "");
        assert!(
            table.summary.contains("700円の不足") && table.summary.contains("550円の不足"),
            "{}",
            table.summary
        );
        assert_eq!(table.notes.len(), 1);
        assert!(
            table.notes[0].contains("令和11年度") && !table.notes[0].contains("令和12年度"),
            "{:?}",
            table.notes
        );
        let remaining = table
            .rows
            .last()
            .and_then(|row| row.cells.last())
            .map(|cell| cell.value.clone());
        assert_eq!(remaining, Some(Value::Yen(Yen(-550))));
    }

    #[test]
    fn without_effects_nothing_is_said_to_remain() {
        let plan = Plan {
            effects: Vec::new(),
            ..plan()
        };
        let table = table(&plan, "");
        assert!(table.summary.contains("双方に額のある年度はありません"));
        assert!(!table.rows.is_empty());
    }
}
