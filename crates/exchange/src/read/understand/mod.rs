//! What a document means: from its layout to a plan.
//!
//! Works by structure alone: headings, the words of header cells, marks and numbers; never by a
//! city's name. What is not understood is left alone, and what a document does not say stays empty.
//! Not here: bytes and layout (`text`), whether what is printed is right (`gyokaku_core::check`).

use std::collections::HashSet;

use gyokaku_core::document::Document;
use gyokaku_core::effect::{Effect, EffectKind, tie};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::not_taken::NotTaken;
use gyokaku_core::plan::Plan;
use gyokaku_core::review::Review;

mod account;
mod kinds;
mod parts;
mod prose;
mod readers;
mod sections;
mod tables;
pub(crate) mod words;

use gyokaku_core::tabular::eras;
use parts::Parts;
use readers::crosswalk::{self, NewItems};
use readers::{grades_down, indicators, outline, outlook, register, sheet};
use tables::{index, table, transpose};
use words::{speech, years};

/// What is understood of a document, and what is not.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// The plan.
    pub plan: Plan,
    /// What became no value and no note of the plan.
    pub not_taken: Vec<NotTaken>,
}

/// The plan that a document states. Any document gives one; of a document that is no plan it is empty.
pub fn understand(document: &Document) -> Plan {
    understand_all(document).plan
}

/// The plan that a document states, and what of the document is not in it.
pub fn understand_all(document: &Document) -> Understood {
    let transpose = eras::dated(transpose::transpose(document));
    let document = transpose.as_ref();
    let tables = table::tables(document);
    let mut kinds = kinds::classify(&tables);
    let mut plan = prose::identity::read(document, &tables);
    let index = index::Index::of(&tables);
    let mut sections = sections::Sections::default();
    sections.prefer_titles(index.sections.iter().cloned());
    let mut parts = Parts {
        scales: prose::scales::defined(document),
        ..Parts::default()
    };
    parts.scales.extend(grades_down::scales(&tables));

    parts.add(outline::read(&tables, &kinds, &mut sections));
    let registers = register::read(&tables, &kinds, &index, &mut sections);
    let owners = registers.owners;
    parts.add(registers.parts);
    kinds::settle_sheets(&mut kinds, &owners);
    parts.add(sheet::read(&tables, &kinds, &parts.items, &sections));
    let new_items = if parts.items.is_empty() {
        NewItems::OfRows
    } else {
        NewItems::Known
    };
    parts.add(crosswalk::read(&tables, &kinds, new_items, &mut sections));
    parts.add(readers::counts::read(&tables, &kinds, &mut sections));
    parts.define_used_grades();
    parts.add(grades_down::read(&tables, &kinds));
    parts.add(prose::counts::read(document, &parts.progress));
    let of_sheets = (owners.as_slice(), parts.items.as_slice());
    let mut amounts = readers::amounts::read(document, &tables, &kinds, of_sheets, &sections);
    // The sheet of an item repeats what the register says of its year.
    let key = |e: &Effect| (e.path.clone(), e.fiscal_year, e.kind, e.amount, e.vintage.clone());
    let known: HashSet<_> = parts.effects.iter().map(key).collect();
    let is_known = |e: &Effect| !e.path.is_empty() && e.fiscal_year.is_some() && known.contains(&key(e));
    amounts.effects.retain(|effect| !is_known(effect));
    parts.add(amounts);
    // Running text repeats the amounts of tables in round figures.
    if parts.effects.is_empty() {
        parts.add(prose::amounts::read(document));
    }
    parts.add(indicators::read(&tables, &kinds, &parts.items));
    parts.scale_of_evaluations();
    let reported = Some(plan.title.as_str())
        .filter(|t| speech::reports(t))
        .and_then(years::only_year);
    let titled = years::only_year(&plan.title);
    speak_of(years::spoken_of(document).or(titled), &mut parts);
    gyokaku_core::progress::shares::settle(&mut parts.progress, &mut parts.scales);
    let of_other_years = reported.map(|year| items_of_other_years(&parts, &sections, year));
    let of_other_years = of_other_years.unwrap_or_default();
    for effect in parts
        .effects
        .iter_mut()
        .filter(|e| !of_other_years.contains(&e.path))
    {
        // Amounts of items in the report of one year are those of that year.
        effect.fiscal_year = effect
            .fiscal_year
            .or(reported.filter(|_| effect.kind == EffectKind::Actual));
    }

    plan.outlook = outlook::read(&tables, &kinds);
    plan.frame = prose::frame::read(document);
    plan.frame.chapters = prose::chapters::read(document);
    plan.review = prose::review::read(document);
    let reviewed = prose::reviewed::read(&plan.review);
    parts
        .indicators
        .extend(reviewed.into_iter().map(|found| (None, found)));
    // The lists of a review name items of other documents; they are none of their own.
    if plan.review == Review::default() && parts.items.is_empty() {
        parts.add(prose::running::read(document, &plan.frame, &mut sections));
    }
    plan.notes = prose::glossary::read(document);
    plan.statements = prose::statements::read(document);
    if parts.items.is_empty() {
        let counted = plan.statements.iter();
        let counted = counted.filter(|s| !s.money && s.stated.contains('の'));
        parts.add_levels(counted.map(|s| s.of.clone()));
    }
    parts.into_plan(sections, &mut plan);
    tie(&mut plan);
    plan.annotations = prose::charges::read(&plan.items);
    let account = account::of(document, &plan);
    plan.annotations.extend(account.annotations);
    Understood {
        plan,
        not_taken: account.not_taken,
    }
}

/// The paths of the items that are worked on in other years than the one reported.
fn items_of_other_years(
    parts: &Parts,
    sections: &sections::Sections,
    year: FiscalYear,
) -> HashSet<Vec<String>> {
    let items = parts.items.iter();
    items
        .filter(|found| readers::item::is_of_other_years(&found.item.schedule, year))
        .map(|found| found.path(sections))
        .collect()
}

/// Counts and grades without a year of their own speak of the one year whose progress the document reports.
fn speak_of(year: Option<FiscalYear>, parts: &mut Parts) {
    for row in &mut parts.progress {
        row.fiscal_year = row.fiscal_year.or(year);
    }
    for (_, grade) in &mut parts.evaluations {
        grade.fiscal_year = grade.fiscal_year.or(year);
    }
}
