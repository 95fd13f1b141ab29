//! Running totals of effect amounts (累計): what each year brings, what goes on from the years before, and the total.
//!
//! An amount of a single year counts once; a yearly amount that goes on counts in every year from its own to the end
//! of the plan, so that 950 from the first of five years on are 4,750 at the end. Where nothing is said, an amount
//! counts once. Invariant: a total is the sum of the rows above it and of the years before it.
//! Not here: what was stated on which occasion (`effects`).

use std::collections::{HashMap, HashSet};

use super::effects::{PUBLISHED as EFFECTS, Series, series, unit, years};
use super::{Cell, Column, ColumnPart, Made, PlaceOnPages, Published, Row, Table};
use crate::effect::{Duration, Effect, PartKey};
use crate::figure::figures;
use crate::fiscal_year::FiscalYear;
use crate::labels::field::{Field, field};
use crate::money::Yen;
use crate::plan::{Plan, Statement};

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "running",
    word: "running",
    label: "効果額の累計",
    absent: "年度の定まった効果額がまだないため、累計はありません。",
    note: "継続的な効果は、始まった年度から計画の終わりの年度まで、毎年度同じ額を数えます。単年度の効果と、期間の記載がない効果は、その年度だけに数えます。",
    place: PlaceOnPages::Under(EFFECTS.name),
    made: Made::OfPlan {
        is_in: |plan| !years(plan).is_empty(),
        make: |plan, _| table(plan),
    },
};

/// The years that are counted: those of the plan and of its amounts.
pub fn window(plan: &Plan) -> Vec<FiscalYear> {
    let stated = years(plan);
    let (Some(first), Some(last)) = (stated.first().copied(), stated.last().copied()) else {
        return Vec::new();
    };
    let (from, to) = plan
        .period
        .map_or((first, last), |p| (p.from.min(first), p.to.max(last)));
    FiscalYear::span(from, to).collect()
}

/// What one year of a series comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfYear {
    /// Amounts that count in this year alone.
    pub single: Yen,
    /// Yearly amounts that begin in this year.
    pub begun: Yen,
    /// Yearly amounts that began in the years before.
    pub carried: Yen,
    /// All of the year together.
    pub effect: Yen,
    /// This year and all before it.
    pub total: Yen,
    /// Whether anything is stated for the year, or goes on into it. Where nothing is, the year is blank and not zero.
    pub has_any: bool,
    /// Whether anything goes on into it from the years before.
    pub has_carried: bool,
    /// Whether this year or one before it has anything.
    pub is_reached: bool,
}

/// The entries of a series that count, those that go on from their year to the end of the plan told apart.
struct Apart<'a, 'b> {
    one: &'b Series<'a>,
    /// In the order of the ledger.
    going: Vec<&'a Effect>,
    is_going: HashSet<*const Effect>,
}

impl<'a, 'b> Apart<'a, 'b> {
    /// An amount that a document states year by year is the year's own, however it is called: only where one year
    /// alone is stated does it stand for those after it.
    fn of(one: &'b Series<'a>) -> Self {
        let continuing = || one.counted().filter(|e| e.duration == Duration::Continuing);
        let mut stated: HashMap<PartKey, usize> = HashMap::new();
        for entry in continuing().filter(|e| e.at.document.is_some()) {
            *stated.entry(PartKey::of(entry)).or_default() += 1;
        }
        let is_single = |e: &&Effect| e.at.document.is_none() || stated.get(&PartKey::of(e)) == Some(&1);
        let going: Vec<&Effect> = continuing().filter(is_single).collect();
        Self {
            one,
            is_going: going.iter().map(|e| std::ptr::from_ref(*e)).collect(),
            going,
        }
    }

    /// The entries of a year: those that begin to go on in it, and those that are its own.
    fn of_year(&self, year: FiscalYear) -> (Vec<&'a Effect>, Vec<&'a Effect>) {
        let all = self.one.of(None, Some(year));
        all.partition(|e| self.is_going.contains(&std::ptr::from_ref(*e)))
    }
}

/// The sum of amounts; nothing comes to zero. None beyond all figures.
fn added<'a>(entries: impl Iterator<Item = &'a Effect>) -> Option<Yen> {
    entries.map(|e| e.amount).try_fold(Yen(0), Yen::checked_add)
}

/// What the years of a series come to; none where a sum is beyond all figures.
pub fn of_years(plan: &Plan, one: &Series<'_>, window: &[FiscalYear]) -> Option<Vec<OfYear>> {
    counted(plan, &Apart::of(one), window)
}

/// What goes on does so to the end of the plan, and no further.
fn counted(plan: &Plan, apart: &Apart<'_, '_>, window: &[FiscalYear]) -> Option<Vec<OfYear>> {
    let end = plan.period.map(|period| period.to);
    let mut found: Vec<OfYear> = Vec::with_capacity(window.len());
    // What has begun to go on by now.
    let (mut so_far, mut has_begun) = (Yen(0), false);
    for year in window {
        let (begun, single) = apart.of_year(*year);
        let before = found.last().copied().unwrap_or_default();
        let has_carried = has_begun && end.is_none_or(|end| *year <= end);
        let carried = if has_carried { so_far } else { Yen(0) };
        let has_any = has_carried || !begun.is_empty() || !single.is_empty();
        has_begun |= !begun.is_empty();
        let (single, begun) = (added(single.into_iter())?, added(begun.into_iter())?);
        so_far = so_far.checked_add(begun)?;
        let effect = single.checked_add(begun)?.checked_add(carried)?;
        found.push(OfYear {
            single,
            begun,
            carried,
            effect,
            total: before.total.checked_add(effect)?,
            has_any,
            has_carried,
            is_reached: before.is_reached || has_any,
        });
    }
    Some(found)
}

/// The table of all series.
pub fn table(plan: &Plan) -> Table {
    let window = window(plan);
    let mut columns = vec![
        Column::text("vintage", "時点").which(ColumnPart::Heads),
        Column::name("title", "内訳"),
    ];
    columns.extend(
        window
            .iter()
            .map(|year| Column::yen(format!("fy{year}"), year.show(plan.year_style))),
    );
    columns.push(Column::yen("total", "計"));
    let mut table = Table {
        name: PUBLISHED.name,
        title: PUBLISHED.label.into(),
        unit: Some(unit(plan)),
        columns,
        ..Table::default()
    };
    let mut end = None;
    for one in &series(plan) {
        let apart = Apart::of(one);
        let years = counted(plan, &apart, &window);
        end = years
            .as_ref()
            .and_then(|years| Some((one.name.clone(), years.last()?.total)));
        if let Some(years) = years {
            push(&mut table, &apart, &years, &window);
            table.notes.extend(explained(plan, &apart, &window));
            table.notes.extend(stated(plan, &one.name, &window, &years));
        }
    }
    table.summary = end
        .zip(window.last())
        .map(|((name, total), until)| {
            let name = if name.is_empty() { "効果額" } else { &name };
            let until = until.show(plan.year_style);
            format!("{name}の効果は、{until}までの累計で{}です。", total.mixed())
        })
        .unwrap_or_default();
    table
}

/// The totals over several years that the text states (累積効果額), each beside what the records of one occasion come to
/// in the same years. A rounded one agrees where the sum is rounded to it.
fn stated(plan: &Plan, name: &str, window: &[FiscalYear], years: &[OfYear]) -> Vec<String> {
    let is_effect = |statement: &&Statement| statement.money && field(&statement.of) == Some(Field::Effect);
    let amounts = plan.statements.iter().filter(is_effect);
    let of = |statement: &Statement| {
        let period = statement.period?;
        let own = window.iter().zip(years);
        let own = own.filter(|(year, _)| (period.from..=period.to).contains(year));
        let own: Vec<&OfYear> = own.map(|(_, of)| of).filter(|of| of.has_any).collect();
        // Years without any record cannot be set against what the text says of all of them.
        let count = period.to.western() - period.from.western() + 1;
        let whole = i16::try_from(own.len()).is_ok_and(|len| len == count);
        let said = format!(
            "文書には、{}から{}までの{}は{}とあります。",
            period.from.show(plan.year_style),
            period.to.show(plan.year_style),
            statement.of,
            statement.stated
        );
        let sum = Yen::sum(own.iter().map(|of| of.effect)).filter(|_| whole);
        Some(match sum {
            None => format!("{said}{name}の記録には同じ期間のすべての年度の額がないため、比べていません。"),
            Some(sum) => {
                let step = figures(&statement.stated)
                    .first()
                    .map_or(1, |figure| figure.step.max(1));
                let off = (i128::from(sum.0) - i128::from(statement.value)).abs();
                let verdict = match off * 2 <= step {
                    true => "一致します",
                    false => "一致しません",
                };
                format!("{said}{name}の記録を足すと{}で、{verdict}。", sum.mixed())
            }
        })
    };
    amounts.filter_map(of).collect()
}

fn push(table: &mut Table, apart: &Apart<'_, '_>, years: &[OfYear], window: &[FiscalYear]) {
    let stated = |own: Vec<&Effect>, value: Yen| match own.is_empty() {
        true => Cell::blank(),
        false => Cell::yen(Some(value)).from(own.into_iter().map(|e| e.at.clone())),
    };
    let shown = |is_there: bool, value: Yen| match is_there {
        true => Cell::yen(Some(value)),
        false => Cell::blank(),
    };
    let sum = |of: fn(&OfYear) -> Yen| Yen::sum(years.iter().map(of));
    let mut row =
        |title: &str, cell: &dyn Fn(FiscalYear, &OfYear) -> Cell, whole: Option<Yen>, is_total: bool| {
            let mut cells = vec![Cell::text(apart.one.name.as_str()), Cell::text(title)];
            cells.extend(window.iter().zip(years).map(|(year, values)| cell(*year, values)));
            cells.push(Cell::yen(whole));
            table.rows.push(match is_total {
                true => Row::total(cells),
                false => Row::entry(0, cells),
            });
        };
    if !apart.going.is_empty() {
        row(
            "単年度の効果",
            &|year, y| stated(apart.of_year(year).1, y.single),
            sum(|y| y.single),
            false,
        );
        row(
            "この年度に始まる継続的な効果",
            &|year, y| stated(apart.of_year(year).0, y.begun),
            sum(|y| y.begun),
            false,
        );
        row(
            "前年度までに始まった継続的な効果",
            &|_, y| shown(y.has_carried, y.carried),
            sum(|y| y.carried),
            false,
        );
    }
    row(
        "その年度の効果",
        &|_, y| shown(y.has_any, y.effect),
        sum(|y| y.effect),
        true,
    );
    row("累計", &|_, y| shown(y.is_reached, y.total), None, true);
}

/// How often each yearly amount that goes on is counted: 950千円 in five years. At most a few are told one by one.
fn explained(plan: &Plan, apart: &Apart<'_, '_>, window: &[FiscalYear]) -> Vec<String> {
    const TOLD: usize = 5;
    let last = window.last().copied();
    let Some(end) = plan.period.map(|period| period.to).or(last) else {
        return Vec::new();
    };
    let Apart { one, going, .. } = apart;
    let told = going.iter().take(TOLD).filter_map(|e| {
        let year = e.fiscal_year?;
        // What begins after the plan counts in its own year.
        let end = end.max(year);
        let times = i64::from(end.western() - year.western()) + 1;
        let whole = e.amount.0.checked_mul(times)?;
        let title = crate::effect::titles(plan, e).pop().unwrap_or_default();
        Some(format!(
            "{title}の継続的な効果{}は、{}から{}までの{times}年度に数え、計{}です。",
            e.amount.mixed(),
            year.show(plan.year_style),
            end.show(plan.year_style),
            Yen(whole).mixed()
        ))
    });
    let mut told: Vec<String> = told.collect();
    if going.len() > TOLD {
        told.push(format!(
            "ほかの継続的な効果{}件も、同じように数えています。",
            going.len() - TOLD
        ));
    }
    let stated = one
        .counted()
        .filter(|e| e.duration == Duration::Continuing)
        .count();
    if stated > going.len() {
        told.push(
            "文書に年度ごとに記載のある継続的な効果は、記載の額をそれぞれの年度の効果として数えています。"
                .to_owned(),
        );
    }
    let counted: HashSet<*const Effect> = one.counted().map(std::ptr::from_ref).collect();
    let contained = one
        .entries
        .iter()
        .filter(|e| !counted.contains(&std::ptr::from_ref(**e)));
    let contained = contained.filter(|e| e.duration == Duration::Continuing).count();
    if contained > 0 {
        told.push(format!(
            "上位の区分または取組の額に含まれる継続的な効果{contained}件は、重ねて数えていません。"
        ));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;
    use crate::effect::{EffectKind, Source};
    use crate::plan::Period;
    use proptest::prelude::*;

    fn year(western: i16) -> FiscalYear {
        FiscalYear::new(western).expect("a year")
    }

    fn amount(part: &str, western: i16, amount: i64, duration: Duration) -> Effect {
        Effect {
            id: format!("{part}{western}{amount}"),
            vintage: "策定時".into(),
            on: None,
            path: vec![part.into()],
            fiscal_year: FiscalYear::new(western),
            kind: EffectKind::Plan,
            amount: Yen(amount),
            duration,
            source: Source::Unsaid,
            corrects: None,
            at: Place::NOWHERE,
        }
    }

    fn plan(effects: Vec<Effect>) -> Plan {
        Plan {
            effects,
            period: Some(Period {
                from: year(2026),
                to: year(2030),
            }),
            ..Plan::default()
        }
    }

    #[test]
    fn what_goes_on_counts_in_every_later_year() {
        let plan = plan(vec![
            amount("a", 2026, 950_000, Duration::Continuing),
            amount("b", 2027, 100_000, Duration::SingleYear),
            amount("c", 2028, 10_000, Duration::Unsaid),
        ]);
        let all = series(&plan);
        let years = of_years(&plan, &all[0], &window(&plan)).expect("figures");
        let effects: Vec<i64> = years.iter().map(|y| y.effect.0).collect();
        assert_eq!(effects, [950_000, 1_050_000, 960_000, 950_000, 950_000]);
        assert_eq!(years[4].total, Yen(950_000 * 5 + 110_000));
        let table = table(&plan);
        assert!(
            table.notes[0].contains("5年度に数え、計475万円"),
            "{:?}",
            table.notes
        );
        assert!(table.summary.contains("486万円"), "{}", table.summary);
        assert_eq!(table.rows.len(), 5);
    }

    #[test]
    fn what_the_text_states_of_several_years_stands_beside_the_records() {
        let mut plan = plan(vec![
            amount("a", 2026, 10_000_000_000, Duration::SingleYear),
            amount("a", 2027, 11_730_000_000, Duration::SingleYear),
        ]);
        let statement = |of: &str, value: i64, stated: &str, to: i16| Statement {
            of: of.into(),
            value,
            money: true,
            approximate: true,
            period: Some(Period {
                from: year(2026),
                to: year(to),
            }),
            stated: stated.into(),
            at: Place::NOWHERE,
        };
        plan.statements = vec![
            statement("累積効果額", 21_700_000_000, "約217億円", 2027),
            statement("累積効果額", 21_800_000_000, "約218億円", 2027),
            statement("累積効果額", 21_700_000_000, "約217億円", 2028),
            statement("収支差", 81_200_000_000, "約812億円", 2027),
        ];
        let notes = table(&plan).notes;
        assert_eq!(notes.len(), 3, "{notes:?}");
        assert!(notes[0].contains("約217億円") && notes[0].ends_with("一致します。"));
        assert!(notes[1].contains("約218億円") && notes[1].ends_with("一致しません。"));
        assert!(notes[2].ends_with("比べていません。"));
    }

    #[test]
    fn without_anything_that_goes_on_there_are_two_rows() {
        let plan = plan(vec![amount("a", 2026, 5, Duration::Unsaid)]);
        let table = table(&plan);
        assert_eq!((table.rows.len(), table.notes.len()), (2, 0));
        assert!(super::table(&Plan::default()).rows.is_empty());
    }

    #[test]
    fn figures_beyond_all_figures_make_no_table() {
        let plan = plan(vec![
            amount("a", 2026, i64::MAX, Duration::Continuing),
            amount("b", 2027, 1, Duration::SingleYear),
        ]);
        assert!(table(&plan).rows.is_empty());
    }

    proptest! {
        /// The same as adding every amount once for each year in which it counts.
        #[test]
        fn the_total_is_what_is_counted_one_by_one(
            amounts in prop::collection::vec((2026i16..=2030, -1_000_000i64..1_000_000, any::<bool>()), 1..30)
        ) {
            let effects = amounts.iter().enumerate().map(|(n, (western, yen, goes_on))| {
                let duration = if *goes_on { Duration::Continuing } else { Duration::SingleYear };
                Effect { id: n.to_string(), ..amount(&format!("part{n}"), *western, *yen, duration) }
            });
            let plan = plan(effects.collect());
            let all = series(&plan);
            let window = window(&plan);
            let years = of_years(&plan, &all[0], &window).expect("figures");
            let one_by_one: i64 = amounts.iter().map(|(western, yen, goes_on)| match goes_on {
                true => yen * i64::from(2030 - western + 1),
                false => *yen,
            }).sum();
            prop_assert_eq!(years.last().map(|y| y.total.0), Some(one_by_one));
        }
    }
}
