//! From which document a cell of a table came, so that a figure leads to the right one or to none.
//!
//! A table knows places, and two documents may have the same place (two yearly reports of one form).
//! Where that leaves two documents possible, the answer is none: a wrong proof is worse than no link.

use std::collections::HashMap;

use gyokaku_core::document::Place;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::table::{Row, Table, Value};
use gyokaku_store::Whole;

/// The document of each place that the cells of one table may rest on.
#[derive(Debug, Default)]
pub(crate) struct Origins<'a> {
    /// The document, by its number among the sources; none where several are possible.
    places: HashMap<&'a Place, Option<usize>>,
    /// Those of the rows of one occasion, where the occasion tells documents apart.
    occasions: HashMap<(&'a str, &'a Place), Option<usize>>,
    /// The document of each item, for the rows that are one item.
    items: HashMap<&'a str, Option<usize>>,
    /// Whether there is one document and all places are its own (a document that is not stored yet).
    only: bool,
}

/// All places at which something of an item stands.
pub(crate) fn places(item: &Item) -> impl Iterator<Item = &Place> {
    let p = &item.places;
    [
        &item.at,
        &p.number,
        &p.title,
        &p.content,
        &p.target,
        &p.schedule,
        &p.departments,
    ]
    .into_iter()
    .chain(item.schedule.steps.iter().map(|s| &s.at))
}

impl<'a> Origins<'a> {
    /// One document, to which all places belong.
    pub(crate) fn of_one_document() -> Self {
        Self {
            only: true,
            ..Self::default()
        }
    }

    /// The origins of the elements that a table shows.
    pub(crate) fn of(whole: &'a Whole, table: &Table) -> Self {
        Self::narrowed(whole, table, None)
    }

    /// The same for the sheet of one item: what other items have at the same place does not count.
    pub(crate) fn of_item(whole: &'a Whole, sheet: &Table, item: &str) -> Self {
        Self::narrowed(whole, sheet, Some(item))
    }

    fn narrowed(whole: &'a Whole, table: &Table, only: Option<&str>) -> Self {
        let (plan, mut found) = (&whole.stored.plan, Self::default());
        let number = |source: Option<&String>| {
            let id = source?;
            whole.stored.sources.iter().position(|s| s.id == *id)
        };
        let by_id = |id: &str| number(whole.stored.origins.get(id));
        match table.name {
            "register" | "outline" | "item" => {
                for section in &plan.sections {
                    found.add(&section.at, by_id(&section.id));
                }
                for item in plan.items.iter().filter(|i| only.is_none_or(|o| o == i.id)) {
                    let source = by_id(&item.id);
                    found.items.insert(&item.id, source);
                    if only.is_some() {
                        places(item).for_each(|place| found.add(place, source));
                    }
                }
            }
            _ => {}
        }
        match table.name {
            "progress" => found.progress(plan, table, whole, &number),
            "item" => {
                for (grade, source) in plan.evaluations.iter().zip(&whole.of_evaluations) {
                    if only.is_none_or(|o| o == grade.item) {
                        found.add(&grade.at, number(source.as_ref()));
                    }
                }
            }
            "crosswalk" => {
                for edge in &plan.crosswalk {
                    found.add(&edge.at, by_id(&edge.id));
                }
            }
            "review" => {
                let source = number(whole.of_review.as_ref());
                let review = &plan.review;
                let points = review.keep.iter().chain(&review.problem).map(|p| &p.at);
                let tries = review.try_next.iter().map(|t| &t.at);
                let items = review.try_next.iter().flat_map(|t| &t.items).map(|i| &i.at);
                points
                    .chain(tries)
                    .chain(items)
                    .for_each(|place| found.add(place, source));
            }
            _ => {}
        }
        if matches!(table.name, "indicators" | "item") {
            for indicator in &plan.indicators {
                if only.is_some() && indicator.item.as_deref() != only {
                    continue;
                }
                let source = by_id(&indicator.id);
                indicator.values.iter().for_each(|v| found.add(&v.at, source));
            }
        }
        if matches!(table.name, "effects" | "item") {
            for effect in &plan.effects {
                let source = by_id(&effect.id);
                found.add(&effect.at, source);
                found
                    .occasions
                    .entry((&effect.vintage, &effect.at))
                    .and_modify(|known| *known = known.filter(|known| Some(*known) == source))
                    .or_insert(source);
            }
        }
        found
    }

    fn progress(
        &mut self,
        plan: &'a Plan,
        table: &Table,
        whole: &Whole,
        number: &dyn Fn(Option<&String>) -> Option<usize>,
    ) {
        // A table of one year shows the rows of that year only, and says so in its title.
        let is_named = |year: FiscalYear| table.title.contains(&year.show(plan.year_style));
        let years = plan.progress.iter().map(|p| p.fiscal_year);
        let one_year = years
            .chain(plan.evaluations.iter().map(|e| e.fiscal_year))
            .flatten()
            .any(is_named);
        let is_shown = |year: Option<FiscalYear>| !one_year || year.is_none_or(is_named);
        for (row, source) in plan.progress.iter().zip(&whole.of_progress) {
            if is_shown(row.fiscal_year) {
                self.add(&row.at, number(source.as_ref()));
            }
        }
        for (grade, source) in plan.evaluations.iter().zip(&whole.of_evaluations) {
            if is_shown(grade.fiscal_year) {
                self.add(&grade.at, number(source.as_ref()));
            }
        }
    }

    fn add(&mut self, place: &'a Place, source: Option<usize>) {
        if place.is_nowhere() {
            return;
        }
        self.places
            .entry(place)
            .and_modify(|known| *known = known.filter(|known| Some(*known) == source))
            .or_insert(source);
    }

    /// The document, by its number among the sources, that a place of a row speaks of.
    pub(crate) fn at(&self, row: &Row, place: &Place) -> Option<usize> {
        if self.only {
            return Some(0);
        }
        if let Some(known) = row.item.as_deref().and_then(|id| self.items.get(id)) {
            return *known;
        }
        let sure = self.places.get(place).copied().flatten();
        if sure.is_some() || self.occasions.is_empty() {
            return sure;
        }
        let Some(Value::Text(occasion)) = row.cells.first().map(|c| &c.value) else {
            return None;
        };
        // A vintage of several kinds is named with its kind behind it.
        let vintage = occasion
            .rsplit_once('（')
            .map_or(occasion.as_str(), |(vintage, _)| vintage);
        [occasion.as_str(), vintage]
            .into_iter()
            .find_map(|name| self.occasions.get(&(name, place)).copied().flatten())
    }
}
