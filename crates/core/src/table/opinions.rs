//! Opinions and what became of them (意見と回答): who was asked, what was answered, what was changed, the amount reflected,
//! and how far it is done by the year after.

use std::collections::BTreeMap;

use super::effects::whole_unit;
use super::{Cell, Column, ColumnKind, Made, Narrow, PlaceOnPages, Published, Row, Table};
use crate::editing::{VoiceKind, items_called, voiced_in};
use crate::fiscal_year::{FiscalYear, day_in_words};
use crate::money::Yen;
use crate::opinion::{Handling, Opinion};
use crate::plan::Plan;

/// What the table says of itself.
pub const PUBLISHED: Published = Published {
    name: "opinions",
    word: "opinions",
    label: "意見と回答",
    absent: "この計画について記録された意見は、まだありません。",
    note: "会議や意見募集で出た意見と、その回答、計画や予算への反映を示します。",
    place: PlaceOnPages::Tab,
    made: Made::OfPlan {
        // The tab leads to all that is said around the plan.
        is_in: |plan| {
            VoiceKind::ALL
                .into_iter()
                .any(|kind| kind.all(plan).next().is_some())
        },
        make: table,
    },
};

/// The opinions of a plan, those of one occasion together in their order; narrowed to a handling by its word, or to the
/// meeting or consultation with an identity.
pub fn table(plan: &Plan, narrow: &Narrow<'_>) -> Table {
    let wanted = |o: &&Opinion| is_of(o, narrow.kind);
    let opinions: Vec<&Opinion> = plan.opinions.iter().filter(wanted).collect();
    let any = |has: fn(&Opinion) -> bool| opinions.iter().any(|o| has(o));
    let counted = any(|o| o.voices.is_some());
    let paid = any(|o| o.amount.is_some());
    let followed = any(|o| o.follow_up.is_some() || !o.followed.is_empty());
    let mut columns = vec![
        Column::of(ColumnKind::Number, "number", "番号"),
        Column::text("occasion", "意見の出た場"),
        Column::name("text", "意見"),
    ];
    columns.extend(counted.then(|| Column::count("voices", "件数")));
    columns.extend([
        Column::text("items", "対象の取組項目"),
        Column::text("answer", "回答"),
        Column::text("asked", "回答した課"),
        Column::text("answered_on", "回答日"),
        Column::text("handling", "対応区分"),
        Column::text("change", "変更した内容"),
    ]);
    if paid {
        columns.push(Column::yen("amount", "反映額"));
        columns.push(Column::text("amount_year", "反映した年度"));
    }
    if followed {
        columns.push(Column::text("follow_up", "翌年度の対応"));
        columns.push(Column::text("followed", "翌年度に対応した内容"));
    }
    let mut table = Table {
        name: PUBLISHED.name,
        title: format!("{} 意見と回答", plan.title).trim().to_owned(),
        columns,
        unit: paid.then(|| whole_unit(opinions.iter().filter_map(|o| o.amount))),
        ..Table::default()
    };
    for (at, o) in opinions.iter().enumerate() {
        let mut cells = vec![
            Cell::count(i64::try_from(at + 1).ok()),
            Cell::words(&voiced_in(plan, o)),
            Cell::words(&o.text),
        ];
        cells.extend(counted.then(|| Cell::count(Some(o.count()))));
        cells.extend([
            Cell::words(&items_called(plan, &o.items).join("、")),
            Cell::words(o.answer.as_deref().unwrap_or_default()),
            Cell::words(&o.asked),
            o.answered_on
                .map(|on| Cell::text(day_in_words(on)))
                .unwrap_or_default(),
            o.handling.map(|h| Cell::text(h.label())).unwrap_or_default(),
            Cell::words(&o.change),
        ]);
        if paid {
            cells.push(Cell::yen(o.amount));
            let year = o.amount_year.map(|year| year.show(plan.year_style));
            cells.push(year.map(Cell::text).unwrap_or_default());
        }
        if followed {
            cells.push(o.follow_up.map(|f| Cell::text(f.label())).unwrap_or_default());
            cells.push(Cell::words(&o.followed));
        }
        let mut row = Row::entry(0, cells);
        row.item = match o.items.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        };
        table.rows.push(row);
    }
    table.summary = summary(plan, &opinions);
    table
}

/// Whether an opinion is one of a narrowing: of a handling by its word, or of a meeting or consultation by its identity.
pub fn is_of(opinion: &Opinion, kind: &str) -> bool {
    let handling = opinion.handling.is_some_and(|handling| handling.key() == kind);
    let of = |id: &Option<String>| id.as_deref() == Some(kind);
    kind.is_empty() || handling || of(&opinion.meeting) || of(&opinion.consultation)
}

/// How many of some opinions are answered, in words. What is published is what is answered, so that nothing is said there of
/// others.
pub fn answered(opinions: &[&Opinion]) -> String {
    let count =
        |of: &dyn Fn(&Opinion) -> bool| -> i64 { opinions.iter().filter(|o| of(o)).map(|o| o.count()).sum() };
    let (all, answered) = (count(&|_| true), count(&Opinion::is_answered));
    let grouped = match opinions.len() as i64 == all {
        true => String::new(),
        false => format!("（趣旨ごとに{}件）", opinions.len()),
    };
    match answered == all {
        true => format!("回答した意見{all}件{grouped}を載せています"),
        false => format!("意見{all}件{grouped}のうち{answered}件に回答しています"),
    }
}

/// How many opinions there are, how each was taken, and what was reflected in the budgets of each year.
fn summary(plan: &Plan, opinions: &[&Opinion]) -> String {
    if plan.opinions.is_empty() {
        let counts = VoiceKind::ALL
            .into_iter()
            .map(|kind| (kind.label(), kind.all(plan).count()));
        let counts: Vec<String> = counts
            .filter(|(_, count)| *count > 0)
            .map(|(label, count)| format!("{label}{count}件"))
            .collect();
        return format!("{}を記録しています。意見はまだありません。", counts.join("、"));
    }
    if opinions.is_empty() {
        return "ここに当たる意見はありません。".to_owned();
    }
    let mut sentence = answered(opinions);
    let counts: Vec<String> = handled(opinions)
        .into_iter()
        .map(|(handling, count)| format!("{}{count}件", handling.label()))
        .collect();
    if !counts.is_empty() {
        sentence = format!("{sentence}（{}）", counts.join("、"));
    }
    // Amounts of different budgets are no sum.
    let mut reflected: BTreeMap<Option<FiscalYear>, i64> = BTreeMap::new();
    for (year, amount) in opinions.iter().filter_map(|o| Some((o.amount_year, o.amount?))) {
        let sum = reflected.entry(year).or_default();
        *sum = sum.saturating_add(amount.0);
    }
    let reflected: Vec<String> = reflected
        .into_iter()
        .map(|(year, sum)| {
            let year = year.map(|year| format!("{}の", year.show(plan.year_style)));
            format!("{}予算に{}", year.unwrap_or_default(), Yen(sum).mixed())
        })
        .collect();
    match reflected.is_empty() {
        true => format!("{sentence}。"),
        false => format!("{sentence}。{}を反映しています。", reflected.join("、")),
    }
}

/// How many opinions were taken in each way, without those of which it is not said.
pub fn handled(opinions: &[&Opinion]) -> Vec<(Handling, i64)> {
    let of = |handling: Handling| {
        let taken = opinions.iter().filter(|o| o.handling == Some(handling));
        (handling, taken.map(|o| o.count()).sum::<i64>())
    };
    Handling::ALL
        .into_iter()
        .map(of)
        .filter(|(_, count)| *count > 0)
        .collect()
}
