//! The item sheet (個票) as it is printed: who does what until when, and what came of it, year by year.
//!
//! What is told once stands as a list; what is told year by year stands in tables, the years beside or below
//! each other. Not here: the same as one list of fields for files (`table::item`), sheets of paper.

use crate::effect::{Effect, Owner, in_force};
use crate::fiscal_year::FiscalYear;
use crate::plan::{Item, Plan};
use crate::progress::Evaluation;
use crate::table::shown::words;
use crate::table::{Cell, Column, ColumnKind, ColumnPart, Row, Table, effects, indicators, item};

/// The sheet of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemSheet {
    /// Its number as printed; empty where it has none.
    pub number: String,
    /// Its title.
    pub title: String,
    /// What is told once: a label with what stands there, line by line.
    pub facts: Vec<(String, Vec<String>)>,
    /// What is told year by year.
    pub tables: Vec<Table>,
}

impl ItemSheet {
    /// The sheet of an item; none where the plan has no such item.
    pub fn of(plan: &Plan, id: &str) -> Option<Self> {
        let item = plan.item(id)?;
        // What is done when stands in a table of its own.
        let mut bare = item.clone();
        if !bare.schedule.steps.is_empty() {
            bare.schedule.steps.clear();
            bare.schedule.text = None;
        }
        let mut facts: Vec<(String, Vec<String>)> = Vec::new();
        for row in item::told_once(plan, &bare).0 {
            let [field, detail, value] = row.cells.as_slice() else {
                continue;
            };
            let [field, detail, value] = [field, detail, value].map(|cell| words(&cell.value, None));
            // The title stands above.
            if field == "取組項目" && value == item.title {
                continue;
            }
            let line = match detail.is_empty() {
                true => value,
                false => format!("{detail}：{value}"),
            };
            match facts.last_mut() {
                Some((last, lines)) if *last == field => lines.push(line),
                _ => facts.push((field, vec![line])),
            }
        }
        let tables = [
            schedule(plan, item),
            evaluations(plan, id),
            amounts(plan, id),
            of_indicators(plan, item),
        ];
        let number = item.serial.clone().or_else(|| item.number.clone());
        Some(Self {
            number: number.unwrap_or_default(),
            title: item.title.clone(),
            facts,
            tables: tables.into_iter().flatten().collect(),
        })
    }
}

fn named(title: &str) -> Table {
    Table {
        name: item::PUBLISHED.name,
        title: title.to_owned(),
        ..Table::default()
    }
}

/// What is done in which year, the years beside each other.
fn schedule(plan: &Plan, item: &Item) -> Option<Table> {
    let steps = &item.schedule.steps;
    let mut table = named("スケジュール");
    let mut cells = Vec::new();
    let years = each_once(steps.iter().map(|step| step.fiscal_year));
    for year in years {
        let label = year.show(plan.year_style);
        table.columns.push(Column::text(format!("fy{year}"), label));
        let of_year = steps.iter().filter(|step| step.fiscal_year == year);
        let texts: Vec<&str> = of_year.map(|step| step.text.as_str()).collect();
        cells.push(Cell::words(&texts.join("\n")));
    }
    table.rows.push(Row::entry(0, cells));
    (!steps.is_empty()).then_some(table)
}

/// How each year was evaluated, by whom, and why.
fn evaluations(plan: &Plan, id: &str) -> Option<Table> {
    let mut own: Vec<&Evaluation> = plan.evaluations.iter().filter(|e| e.item == id).collect();
    own.sort_by_key(|e| (e.fiscal_year, e.by));
    let mut table = named("進捗状況");
    table.columns = vec![
        Column::name("year", "年度").which(ColumnPart::Parts),
        Column::text("by", "評価者"),
        Column::of(ColumnKind::Grade, "grade", "進捗状況"),
        Column::text("done", "実績"),
        Column::text("reason", "評価理由"),
    ];
    for evaluation in &own {
        let year = evaluation.fiscal_year.map(|year| year.show(plan.year_style));
        let text = |text: &Option<String>| Cell::words(text.as_deref().unwrap_or_default());
        table.rows.push(Row::entry(
            0,
            vec![
                text(&year),
                Cell::text(evaluation.by.label()),
                Cell::words(&evaluation.grade),
                text(&evaluation.done),
                text(&evaluation.reason),
            ],
        ));
    }
    (!own.is_empty()).then_some(table)
}

/// The amounts in force, one row for each occasion and kind, the years beside each other.
fn amounts(plan: &Plan, id: &str) -> Option<Table> {
    let is_own = |e: &&Effect| matches!(&e.on, Some(Owner::Item(item)) if item == id);
    let own: Vec<&Effect> = in_force(&plan.effects).filter(is_own).collect();
    let years = each_once(own.iter().filter_map(|e| e.fiscal_year));
    let whole = own.iter().any(|e| e.fiscal_year.is_none());
    let mut table = named("効果額");
    table.unit = Some(effects::unit(plan));
    table.columns = vec![
        Column::name("vintage", "時点").which(ColumnPart::Parts),
        Column::text("kind", "計画・実績"),
    ];
    for year in &years {
        let label = year.show(plan.year_style);
        table.columns.push(Column::yen(format!("fy{year}"), label));
    }
    table
        .columns
        .extend(whole.then(|| Column::yen("whole", "期間計")));
    let mut rows: Vec<(&str, crate::effect::EffectKind)> = Vec::new();
    for effect in &own {
        let row = (effect.vintage.as_str(), effect.kind);
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    for (vintage, kind) in rows {
        let of_row = || own.iter().filter(|e| e.vintage == vintage && e.kind == kind);
        let amount = |year: Option<FiscalYear>| {
            let amounts = of_row().filter(|e| e.fiscal_year == year).map(|e| e.amount);
            Cell::yen(amounts.reduce(|a, b| crate::money::Yen(a.0.saturating_add(b.0))))
        };
        let mut cells = vec![Cell::words(vintage), Cell::text(kind.label())];
        cells.extend(years.iter().map(|year| amount(Some(*year))));
        cells.extend(whole.then(|| amount(None)));
        table.rows.push(Row::entry(0, cells));
    }
    (!own.is_empty()).then_some(table)
}

/// The indicators of the item, as the table of all indicators has them.
fn of_indicators(plan: &Plan, item: &Item) -> Option<Table> {
    let is_own = |i: &&crate::indicator::Indicator| i.item.as_deref() == Some(item.id.as_str());
    let own = Plan {
        year_style: plan.year_style,
        indicators: plan.indicators.iter().filter(is_own).cloned().collect(),
        ..Plan::default()
    };
    let mut table = indicators::table(&own);
    table.summary.clear();
    (!own.indicators.is_empty()).then_some(table)
}

fn each_once(years: impl Iterator<Item = FiscalYear>) -> Vec<FiscalYear> {
    let mut years: Vec<FiscalYear> = years.collect();
    years.sort_unstable();
    years.dedup();
    years
}
