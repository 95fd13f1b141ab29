//! The effects against the fiscal plan (財政計画との対比): both on one axis by year, vintage by vintage.
//!
//! The reform plan and the rolled fiscal plan look at different years. Only years that lie in both are compared; what
//! the fiscal plan holds of the effects already is not counted twice; what remains of the gap after the rest is said for
//! each year and together. Invariant: remaining gap = gap + (effect − included), year by year.
//! Not here: what an outlook is (`outlook`), how an effect counts in later years (`running`).

use std::collections::HashMap;

use super::effects::{PUBLISHED as EFFECTS, Series, series, unit};
use super::running::{OfYear, of_years, window};
use super::{Cell, Column, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::fiscal_year::FiscalYear;
use crate::money::{Unit, Yen};
use crate::outlook::{OutlookEntry, OutlookLine, gap, gap_of, of_period, of_vintage, periods, vintages};
use crate::plan::{Period, Plan};

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
    /// What of them it does not hold.
    pub added: Yen,
    /// The gap with the effects that it does not hold.
    pub remaining: Yen,
}

/// What the effects come to, year by year; none where there are none, or a figure is beyond all figures.
pub fn by_year(plan: &Plan, effects: Option<&Series<'_>>) -> Option<Vec<(FiscalYear, OfYear)>> {
    let window = window(plan);
    let values = of_years(plan, effects?, &window)?;
    Some(window.into_iter().zip(values).collect())
}

/// The years in both windows, in order; none where a figure is beyond all figures.
pub fn compared(plan: &Plan, vintage: &str, effects: &[(FiscalYear, OfYear)]) -> Option<Vec<Compared>> {
    let of = of_vintage(&plan.outlook, vintage);
    effects
        .iter()
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
                added,
                remaining: gap.checked_add(added)?,
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
    let of_one_year = plan.outlook.iter().filter(|entry| entry.until.is_none());
    let mut years: Vec<FiscalYear> = of_one_year.map(|entry| entry.fiscal_year).collect();
    years.extend(window(plan));
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
    let chosen = chosen(&all, asked);
    let effects = by_year(plan, chosen);
    let outlooks: Vec<Outlook<'_>> = vintages(&plan.outlook)
        .into_iter()
        .map(|vintage| Outlook {
            vintage,
            of: of_vintage(&plan.outlook, vintage),
            both: effects
                .as_deref()
                .and_then(|effects| compared(plan, vintage, effects))
                .unwrap_or_default(),
            periods: together(plan, vintage, effects.as_deref().unwrap_or_default()),
        })
        .collect();
    for Outlook {
        vintage,
        of,
        both,
        periods,
    } in &outlooks
    {
        let at = |year: FiscalYear| both.iter().find(|c| c.year == year);
        let mut push =
            |title: &str, cell: &dyn Fn(FiscalYear) -> Cell, total: Option<Yen>, is_total: bool| {
                let mut cells = vec![Cell::text(*vintage), Cell::text(title)];
                cells.extend(years.iter().map(|year| cell(*year)));
                cells.push(Cell::yen(total));
                table.rows.push(match is_total {
                    true => Row::total(cells),
                    false => Row::entry(0, cells),
                });
            };
        let stated = |line: OutlookLine| {
            move |year: FiscalYear| match of.get(&(line, year)) {
                Some(entry) => Cell::yen(Some(entry.amount)).from([entry.at.clone()]),
                None => Cell::blank(),
            }
        };
        let sum = |of: fn(&Compared) -> Yen| Yen::sum(both.iter().map(of));
        // An outlook that states several years together has no rows of single years.
        if !of.is_empty() {
            for line in [OutlookLine::Revenue, OutlookLine::Expenditure] {
                if of.keys().any(|(known, _)| *known == line) {
                    push(line.label(), &stated(line), None, false);
                }
            }
            push(
                "財政計画の収支",
                &|year| Cell::yen(gap(of, year)),
                sum(|c| c.gap),
                false,
            );
            let effect = |year: FiscalYear| {
                let mut all = effects.iter().flatten();
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
                &|year| Cell::yen(at(year).map(|c| c.added)),
                sum(|c| c.added),
                false,
            );
            push(
                "対策後の収支",
                &|year| Cell::yen(at(year).map(|c| c.remaining)),
                sum(|c| c.remaining),
                true,
            );
        }
        for together in periods {
            let years = format!(
                "{}から{}までの計",
                together.period.from.show(plan.year_style),
                together.period.to.show(plan.year_style)
            );
            let no_year = |_: FiscalYear| Cell::blank();
            push(
                &format!("財政計画の収支（{years}）"),
                &no_year,
                Some(together.gap),
                false,
            );
            if let Some((added, remaining)) = together.with_effects {
                push(
                    &format!("財政計画に加わる効果（{years}）"),
                    &no_year,
                    Some(added),
                    false,
                );
                push(
                    &format!("対策後の収支（{years}）"),
                    &no_year,
                    Some(remaining),
                    true,
                );
            }
        }
    }
    table.notes = match chosen {
        Some(_) => notes(plan, &years, &outlooks),
        None => vec!["効果額がまだないため、対策後の収支はありません。".to_owned()],
    };
    table.notes.extend(odd(plan, &outlooks));
    table.summary = summary(plan, outlooks.last());
    table
}

/// One rolling of the fiscal plan.
struct Outlook<'a> {
    vintage: &'a str,
    /// Its figures.
    of: HashMap<(OutlookLine, FiscalYear), &'a OutlookEntry>,
    /// The years that it and the effects have both.
    both: Vec<Compared>,
    /// What it states for several years together.
    periods: Vec<Together>,
}

/// A gap that is stated for several years together.
struct Together {
    period: Period,
    gap: Yen,
    /// What the effects of all these years add to it and what remains; none where a year of them has no effects.
    with_effects: Option<(Yen, Yen)>,
}

/// What an outlook states for several years together, against the effects of the same years.
fn together(plan: &Plan, vintage: &str, effects: &[(FiscalYear, OfYear)]) -> Vec<Together> {
    let of = |period: Period| {
        let figures = of_period(&plan.outlook, vintage, period);
        let amount = |line| figures.get(&line).map(|entry| entry.amount);
        let gap = gap_of(amount)?;
        let years = FiscalYear::span(period.from, period.to);
        let effect = years.map(|year| {
            let found = effects.iter().find(|(of, value)| *of == year && value.has_any);
            found.map(|(_, value)| value.effect)
        });
        let effect: Option<Vec<Yen>> = effect.collect();
        let with_effects = effect.and_then(|effect| {
            let included = amount(OutlookLine::Included).unwrap_or(Yen(0));
            let added = Yen::sum(effect)?.checked_sub(included)?;
            Some((added, gap.checked_add(added)?))
        });
        Some(Together {
            period,
            gap,
            with_effects,
        })
    };
    periods(&plan.outlook, vintage)
        .into_iter()
        .filter_map(of)
        .collect()
}

/// Where the gaps of single years do not come to the gap that is stated for them together.
fn odd(plan: &Plan, outlooks: &[Outlook<'_>]) -> Vec<String> {
    let of = |Outlook {
                  vintage, of, periods, ..
              }: &Outlook<'_>| {
        let odd = periods.iter().filter_map(|one| {
            let Period { from, to } = one.period;
            let each: Option<Vec<Yen>> = FiscalYear::span(from, to).map(|year| gap(of, year)).collect();
            let sum = Yen::sum(each?)?;
            (sum != one.gap).then(|| {
                format!(
                    "{vintage}の{}から{}までの計は{}ですが、年度ごとの額の計は{}です。どちらかを確かめてください。",
                    from.show(plan.year_style),
                    to.show(plan.year_style),
                    one.gap.mixed(),
                    sum.mixed()
                )
            })
        });
        odd.collect::<Vec<String>>()
    };
    outlooks.iter().flat_map(of).collect()
}

/// Which years of an outlook are compared with nothing.
fn notes(plan: &Plan, years: &[FiscalYear], outlooks: &[Outlook<'_>]) -> Vec<String> {
    let alone = outlooks.iter().filter_map(
        |Outlook {
             vintage,
             of,
             both,
             periods,
         }| {
            let alone = years
                .iter()
                .filter(|year| gap(of, **year).is_some() && !both.iter().any(|c| c.year == **year));
            let mut alone: Vec<String> = alone.map(|year| year.show(plan.year_style)).collect();
            let together = periods.iter().filter(|together| together.with_effects.is_none());
            alone.extend(together.map(|one| {
                let Period { from, to } = one.period;
                format!(
                    "{}から{}までの計",
                    from.show(plan.year_style),
                    to.show(plan.year_style)
                )
            }));
            (!alone.is_empty()).then(|| {
                format!(
                    "{vintage}のうち{}は、改革の効果の年度に入らないため、比べていません。",
                    alone.join("、")
                )
            })
        },
    );
    alone.collect()
}

/// An amount as what is lacking or left over.
fn lacking(yen: Yen) -> String {
    match yen.0 < 0 {
        true => format!("{}の不足", Yen(yen.0.saturating_abs()).mixed()),
        false => format!("{}の余剰", yen.mixed()),
    }
}

/// How much of the gap the effects close, by the last outlook.
fn summary(plan: &Plan, last: Option<&Outlook<'_>>) -> String {
    let found = last.and_then(|Outlook { vintage, both, .. }| {
        let (first, end) = (both.first()?.year, both.last()?.year);
        let sum = |of: fn(&Compared) -> Yen| Yen::sum(both.iter().map(of));
        let (gap, added, remaining) = (sum(|c| c.gap)?, sum(|c| c.added)?, sum(|c| c.remaining)?);
        let window = match first == end {
            true => first.show(plan.year_style),
            false => format!("{}から{}まで", first.show(plan.year_style), end.show(plan.year_style)),
        };
        Some(format!(
            "{vintage}では、{window}の収支は{}です。財政計画に織り込まれていない改革の効果{}を加えると、{}となります。",
            lacking(gap),
            added.mixed(),
            lacking(remaining)
        ))
    });
    let together = || {
        let Outlook { vintage, periods, .. } = last?;
        let one = periods.last()?;
        let (added, remaining) = one.with_effects?;
        Some(format!(
            "{vintage}では、{}から{}までの収支の計は{}です。財政計画に織り込まれていない改革の効果{}を加えると、{}となります。",
            one.period.from.show(plan.year_style),
            one.period.to.show(plan.year_style),
            lacking(one.gap),
            added.mixed(),
            lacking(remaining)
        ))
    };
    found
        .or_else(together)
        .unwrap_or_else(|| "財政計画と改革の効果の双方に額のある年度はありません。".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;
    use crate::effect::{Duration, Effect, EffectKind, Source};
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
            until: None,
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
            let effects = by_year(&plan, all.first()).expect("figures");
            let both = compared(&plan, vintage, &effects).expect("figures");
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
    fn a_gap_of_several_years_is_set_against_the_effects_of_all_of_them() {
        let mut plan = plan();
        plan.outlook = vec![
            OutlookEntry {
                until: Some(year(2027)),
                ..entry("令和8年度策定", OutlookLine::Gap, 2026, -812)
            },
            OutlookEntry {
                until: Some(year(2029)),
                ..entry("令和8年度策定", OutlookLine::Gap, 2026, -900)
            },
        ];
        let table = table(&plan, "");
        let rows: Vec<(String, Option<Value>)> = table
            .rows
            .iter()
            .map(|row| match &row.cells[1].value {
                Value::Text(title) => (title.clone(), row.cells.last().map(|cell| cell.value.clone())),
                _ => Default::default(),
            })
            .filter(|(title, _)| title.contains("までの計"))
            .collect();
        let yen = |yen| Some(Value::Yen(Yen(yen)));
        let of = "令和8年度から令和9年度までの計";
        assert_eq!(
            rows[..3],
            [
                (format!("財政計画の収支（{of}）"), yen(-812)),
                (format!("財政計画に加わる効果（{of}）"), yen(250)),
                (format!("対策後の収支（{of}）"), yen(-562)),
            ]
        );
        assert_eq!(rows.len(), 4, "令和11年度 has no effects");
        plan.outlook
            .push(entry("令和8年度策定", OutlookLine::Gap, 2026, -400));
        plan.outlook
            .push(entry("令和8年度策定", OutlookLine::Gap, 2027, -400));
        let odd = super::table(&plan, "");
        assert!(
            odd.notes
                .iter()
                .any(|note| note.contains("−812円ですが、年度ごとの額の計は−800円")),
            "{:?}",
            odd.notes
        );
        assert!(table.notes[0].contains("令和8年度から令和11年度までの計"));
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
