//! Effect amounts (効果額): each occasion by part and fiscal year, and the difference between the first and
//! the latest that states the same.
//!
//! Invariant: no total holds amounts of different kinds, none counts an amount twice, and no difference is
//! taken between amounts of different parts or years. Totals are sums of entries; printed totals are
//! compared by the checks.

use std::collections::HashSet;

mod both;
mod series;

pub(super) use both::Both;
use series::label;
pub use series::{Series, series, years};

use super::{
    Cell, Column, ColumnKind, ColumnPart, Made, PlaceOnPages, Published, Row, RowKind, Table, Value,
};
use crate::effect::{Effect, EffectKind, Part, PartKey, parts};
use crate::fiscal_year::FiscalYear;
use crate::money::{Share, Unit, Yen};
use crate::plan::Plan;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "effects",
    word: "effects",
    label: "効果額",
    absent: "この計画の文書には、効果額の記載がありません。",
    note: "合計は、文書の内訳を足し上げたものです。文書に印刷された合計とのちがいは「検算」に挙げています。以前の時点の金額は、後から書き換えません。",
    place: PlaceOnPages::Tab,
    made: Made::OfPlan {
        is_in: |plan| !plan.effects.is_empty(),
        make: |plan, _| table(plan),
    },
};

/// The first series beside the latest that states anything of the same, over what both state.
struct Compared<'a, 'b> {
    both: Both<'a, 'b>,
    /// Whether neither states anything else.
    whole: bool,
}

impl<'a, 'b> Compared<'a, 'b> {
    fn of(series: &'b [Series<'a>]) -> Option<Self> {
        let (then, later) = series.split_first()?;
        let found = later.iter().rev().map(|now| {
            let both = Both::of(then, now);
            let whole = both.alone(then) == 0 && both.alone(now) == 0;
            Self { both, whole }
        });
        let mut found: Vec<Self> = found.filter(|compared| !compared.both.is_empty()).collect();
        let at = found.iter().position(|compared| compared.whole).unwrap_or(0);
        (at < found.len()).then(|| found.swap_remove(at))
    }

    fn difference(&self, part: Option<&'b Part>, year: Option<FiscalYear>) -> Cell {
        let places = self.both.all(part, year).map(|e| e.at.clone());
        Cell::yen(self.both.difference(part, year)).from(places)
    }

    /// The years that are compared, where one of the two states others as well: 「令和4年度から令和6年度まで」.
    fn window(&self, plan: &Plan) -> String {
        match self.both.years().as_slice() {
            [] => "双方に記載のある額".to_owned(),
            [one] => one.show(plan.year_style),
            [first, .., last] => format!(
                "{}から{}まで",
                first.show(plan.year_style),
                last.show(plan.year_style)
            ),
        }
    }
}

/// The table of all series, and how the latest that can be compared differs from the first.
pub fn table(plan: &Plan) -> Table {
    let years = years(plan);
    let series = series(plan);
    let all_parts = parts(plan);
    let mut columns = vec![
        Column::text("vintage", "時点").which(ColumnPart::Heads),
        Column::name("title", "区分"),
        Column::text("kind", "計画・実績").which(ColumnPart::Parts),
    ];
    columns.extend(years.iter().map(|year| {
        let shown = year.show(plan.year_style);
        let label = match series.iter().rev().find_map(|one| one.mark(*year)) {
            Some(kind) => format!("{shown}（{}）", kind.label()),
            None => shown,
        };
        Column::yen(format!("fy{year}"), label)
    }));
    columns.push(Column::yen("total", "合計"));
    let mut table = Table {
        name: PUBLISHED.name,
        title: PUBLISHED.label.into(),
        unit: Some(unit(plan)),
        columns,
        ..Table::default()
    };
    for one in &series {
        let amount = |part: Option<&Part>, year| {
            Cell::yen(one.sum(part, year)).from(one.of(part, year).map(|e| e.at.clone()))
        };
        let block = Block {
            name: &one.name,
            kind: &label(&one.kinds),
            parts: &stated_for(&all_parts, one.entries.iter().copied()),
            total: "合計",
        };
        block.push(&mut table, &years, &amount);
    }
    let compared = Compared::of(&series);
    if let Some(compared) = &compared {
        let (then, now) = (compared.both.then, compared.both.now);
        let (name, total) = match compared.whole {
            true => (format!("{}と{}の差", now.name, then.name), "合計"),
            false => (
                format!("{}と{}の差（{}）", now.name, then.name, compared.window(plan)),
                "合計（双方に記載のあるもの）",
            ),
        };
        let block = Block {
            name: &name,
            kind: "差",
            parts: &stated_for(&all_parts, compared.both.entries(then, None, None)),
            total,
        };
        block.push(&mut table, &years, &|part, year| compared.difference(part, year));
    }
    table.summary = summary(plan, &series, compared.as_ref());
    table
}

/// The totals of each occasion and of the difference, a row each, as the table has them.
pub fn totals(plan: &Plan) -> Table {
    let mut table = table(plan);
    let Some(title) = table.column("title") else {
        return table;
    };
    table.rows.retain(|row| row.kind == RowKind::Total);
    for row in &mut table.rows {
        row.kind = RowKind::Row;
        row.cells.remove(title);
    }
    table.columns.remove(title);
    for column in table.columns.iter_mut().filter(|column| column.key == "vintage") {
        column.kind = ColumnKind::Name;
        column.part = ColumnPart::Plain;
    }
    table.title.clear();
    table
}

/// What was planned and what was reached, over the parts and years that both state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// What was planned, by its occasion.
    pub planned: (String, Yen),
    /// What was reached, by its occasion.
    pub actual: (String, Yen),
    /// The years that are compared.
    pub window: String,
}

impl Reached {
    /// Says it with both amounts and the share; no share of nothing, and none where one of the two is less than nothing.
    pub fn sentence(&self) -> String {
        let ((plan, planned), (done, actual)) = (&self.planned, &self.actual);
        let named = |name: &str, kind: &str| match name {
            "" => kind.to_owned(),
            name if name.contains(&format!("（{kind}")) => name.to_owned(),
            name => format!("{name}の{kind}"),
        };
        let share = Share {
            part: actual.0,
            whole: planned.0,
        };
        let share = share.shown().filter(|_| planned.0 > 0 && actual.0 >= 0);
        let share = share.map_or_else(String::new, |share| format!("、達成率は{share}%"));
        format!(
            "計画と実績の双方に記載のある{}の額では、{}{}に対し、{}は{}{share}です。",
            self.window,
            named(plan, EffectKind::Plan.label()),
            planned.mixed(),
            named(done, EffectKind::Actual.label()),
            actual.mixed(),
        )
    }
}

/// The latest occasion that states what was planned beside the latest that states what was reached of the same; none
/// where nothing is stated by both.
pub fn reached(plan: &Plan) -> Option<Reached> {
    let series = series(plan);
    let of = |kind: EffectKind| series.iter().rev().filter(move |one| one.kinds == [kind]);
    let pairs =
        of(EffectKind::Plan).flat_map(|planned| of(EffectKind::Actual).map(move |actual| (planned, actual)));
    let compared = pairs
        .map(|(planned, actual)| Compared {
            both: Both::of(planned, actual),
            whole: false,
        })
        .find(|compared| !compared.both.is_empty())?;
    let both = &compared.both;
    Some(Reached {
        planned: (both.then.name.clone(), both.sum(both.then, None, None)?),
        actual: (both.now.name.clone(), both.sum(both.now, None, None)?),
        window: compared.window(plan),
    })
}

/// The cell of a part and year; of all parts or all years where none is given.
type CellOf<'a, 'p> = dyn Fn(Option<&'p Part>, Option<FiscalYear>) -> Cell + 'a;

/// The rows of one series or of one difference.
struct Block<'a, 'p> {
    name: &'a str,
    kind: &'a str,
    parts: &'a [&'p Part],
    total: &'a str,
}

impl<'p> Block<'_, 'p> {
    fn push(&self, table: &mut Table, years: &[FiscalYear], cell: &CellOf<'_, 'p>) {
        let row = |title: &str, part: Option<&'p Part>| {
            let mut cells = vec![Cell::text(self.name), Cell::text(title), Cell::text(self.kind)];
            cells.extend(years.iter().map(|year| cell(part, Some(*year))));
            cells.push(cell(part, None));
            cells
        };
        for part in self.parts {
            table
                .rows
                .push(Row::entry(0, row(&part.titles.join(" / "), Some(part))));
        }
        table.rows.push(Row::total(row(self.total, None)));
    }
}

/// Those of the parts of a plan that some of the entries are stated for.
fn stated_for<'p, 'a>(all: &'p [Part], entries: impl Iterator<Item = &'a Effect>) -> Vec<&'p Part> {
    let stated: HashSet<PartKey> = entries.map(PartKey::of).collect();
    all.iter().filter(|part| stated.contains(&part.key())).collect()
}

/// The largest unit in which every amount is a whole number; thousands at most.
pub fn unit(plan: &Plan) -> Unit {
    whole_unit(plan.effects.iter().map(|effect| effect.amount))
}

/// The largest unit in which every one of some amounts is a whole number; thousands at most.
pub(super) fn whole_unit(amounts: impl Iterator<Item = Yen>) -> Unit {
    let mut amounts = amounts.peekable();
    match amounts.peek().is_some() && amounts.all(|amount| amount.0 % 1000 == 0) {
        true => Unit::Thousand,
        false => Unit::Yen,
    }
}

/// What the amounts come to, and how they differ from what was said first. Only what can be compared is
/// compared, and where that is not all of it, the sentence says what it is.
fn summary(plan: &Plan, series: &[Series<'_>], compared: Option<&Compared<'_, '_>>) -> String {
    let sum = |one: &Series<'_>| one.sum(None, None).map(Yen::mixed);
    let Some(compared) = compared else {
        if let [only] = series
            && !only.name.is_empty()
        {
            let said = sum(only).map(|sum| format!("{}の効果額は、合わせて{sum}です。", only.name));
            return said.unwrap_or_default();
        }
        let said: Vec<String> = series
            .iter()
            .filter_map(|one| Some((one.name.as_str(), sum(one)?)))
            .map(|(name, sum)| match name {
                "" => format!("合わせて{sum}"),
                name => format!("{name}が合わせて{sum}"),
            })
            .collect();
        return match said.is_empty() {
            true => String::new(),
            false => format!("効果額は、{}です。", said.join("、")),
        };
    };
    let (then, now) = (compared.both.then, compared.both.now);
    let Value::Yen(difference) = compared.difference(None, None).value else {
        return String::new();
    };
    let Some(whole) = sum(now) else {
        return String::new();
    };
    let amount = Yen(difference.0.saturating_abs()).mixed();
    let than = match (difference.0, now.is_done()) {
        (0, _) => format!("{}と同額です", then.name),
        (d, true) if d < 0 => format!("{}より{amount}少なくなりました", then.name),
        (d, false) if d < 0 => format!("{}より{amount}少ない見込みです", then.name),
        (_, true) => format!("{}より{amount}多くなりました", then.name),
        (_, false) => format!("{}より{amount}多い見込みです", then.name),
    };
    let first = match compared.whole {
        true => format!("{}は合わせて{whole}で、{than}。", now.name),
        false => format!(
            "{}は合わせて{whole}です。双方に記載のある{}では、{than}。",
            now.name,
            compared.window(plan)
        ),
    };
    // What was stated since, of other parts or years, stands for itself.
    let later = series.iter().skip_while(|one| one.name != now.name).skip(1);
    let later = later.filter_map(|one| Some(format!("{}は合わせて{}です。", one.name, sum(one)?)));
    first + &later.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;
    use crate::effect::{Duration, Source};

    fn of_kind(kind: EffectKind, vintage: &str, part: &str, year: i16, amount: i64) -> Effect {
        Effect {
            kind,
            path: part.split('/').map(str::to_owned).collect(),
            ..entry(vintage, part, year, amount)
        }
    }

    /// The last cell of each row, by the block and the part that the row names.
    fn totals(table: &Table) -> Vec<(String, String, Option<i64>)> {
        let text = |value: &Value| match value {
            Value::Text(text) => text.clone(),
            _ => String::new(),
        };
        let last = |row: &Row| match row.cells.last().map(|c| c.value.clone()) {
            Some(Value::Yen(yen)) => Some(yen.0),
            _ => None,
        };
        let rows = table.rows.iter();
        rows.map(|row| (text(&row.cells[0].value), text(&row.cells[1].value), last(row)))
            .collect()
    }

    fn of(effects: Vec<Effect>) -> Table {
        table(&Plan {
            effects,
            ..Plan::default()
        })
    }

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
        let table = of(vec![
            entry("策定時", "a", 2022, 5_000),
            entry("策定時", "b", 2023, 1_000),
            entry("現在", "a", 2022, 2_000),
            entry("現在", "b", 2023, 0),
        ]);
        let totals: Vec<_> = table
            .rows
            .iter()
            .filter(|r| r.kind == RowKind::Total)
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
        assert_eq!(
            table.summary,
            "現在は合わせて2千円で、策定時より4千円少ない見込みです。"
        );
    }

    #[test]
    fn what_one_occasion_does_not_state_is_not_compared() {
        let table = of(vec![
            entry("策定時", "a", 2022, 5_000),
            entry("策定時", "b", 2023, 1_000),
            entry("現在", "a", 2022, 2_000),
        ]);
        let rows = totals(&table);
        let of_difference: Vec<_> = rows.iter().filter(|(block, ..)| block.contains("の差")).collect();
        let total = "合計（双方に記載のあるもの）";
        assert_eq!(of_difference.len(), 2, "{rows:?}");
        assert_eq!(
            (of_difference[0].1.as_str(), of_difference[0].2),
            ("a", Some(-3_000))
        );
        assert_eq!(
            (of_difference[1].1.as_str(), of_difference[1].2),
            (total, Some(-3_000))
        );
        assert_eq!(
            table.summary,
            "現在は合わせて2千円です。双方に記載のある令和4年度では、策定時より3千円少ない見込みです。"
        );
    }

    #[test]
    fn a_plan_and_what_was_reached_are_never_one_total() {
        let table = of(vec![
            of_kind(EffectKind::Actual, "令和7年度", "a", 2025, 750_000),
            of_kind(EffectKind::Plan, "令和7年度", "b", 2025, -1_234),
        ]);
        assert_eq!(
            totals(&table)
                .into_iter()
                .filter(|(_, part, _)| part == "合計")
                .map(|(block, _, sum)| (block, sum))
                .collect::<Vec<_>>(),
            [
                ("令和7年度（計画）".to_owned(), Some(-1_234)),
                ("令和7年度（実績）".to_owned(), Some(750_000))
            ]
        );
        assert_eq!(
            table.summary,
            "効果額は、令和7年度（計画）が合わせて−1,234円、令和7年度（実績）が合わせて75万円です。"
        );
    }

    #[test]
    fn one_item_of_a_round_is_not_set_against_the_whole_plan() {
        let mut effects: Vec<Effect> = (2022..=2027)
            .flat_map(|year| {
                [
                    of_kind(EffectKind::Plan, "策定時", "I", year, 2_000_000),
                    of_kind(EffectKind::Plan, "策定時", "II", year, 1_000_000),
                ]
            })
            .collect();
        effects.extend((2022..=2027).flat_map(|year| {
            let kind = if year < 2024 {
                EffectKind::Actual
            } else {
                EffectKind::Forecast
            };
            [
                of_kind(kind, "現在", "I", year, 1_500_000),
                of_kind(kind, "現在", "II", year, 1_000_000),
            ]
        }));
        effects.push(of_kind(
            EffectKind::Actual,
            "令和7年度の調査",
            "I/取組1",
            2025,
            900_000,
        ));
        let table = of(effects);
        assert_eq!(
            table.summary,
            "現在は合わせて1,500万円で、策定時より300万円少ない見込みです。令和7年度の調査は合わせて90万円です。"
        );
        let rows = totals(&table);
        let difference = rows.last().expect("a difference");
        assert_eq!(
            (difference.0.as_str(), difference.2),
            ("現在と策定時の差", Some(-3_000_000))
        );
        // Each year's head says what the latest occasion has there, as its own table does.
        let heads: Vec<&str> = table.columns[3..].iter().map(|c| c.label.as_str()).collect();
        assert_eq!(
            heads[..3],
            ["令和4年度（実績）", "令和5年度（実績）", "令和6年度（見込）"]
        );
    }

    #[test]
    fn what_a_part_above_contains_counts_once() {
        let table = of(vec![
            of_kind(EffectKind::Actual, "報告", "I", 2025, 1_000),
            of_kind(EffectKind::Actual, "報告", "I/取組1", 2025, 400),
            of_kind(EffectKind::Actual, "報告", "I/取組1", 2026, 300),
        ]);
        let rows = totals(&table);
        assert_eq!(rows.last().and_then(|(_, _, sum)| *sum), Some(1_300));
    }
}
