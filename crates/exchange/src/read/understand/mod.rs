//! What a document means: from its layout to a plan.
//!
//! Works by structure alone: headings, the words of header cells, marks and numbers; never by a
//! city's name. What is not understood is left alone, and what a document does not say stays empty.
//! Not here: bytes and layout (`text`), whether what is printed is right (`gyokaku_core::check`).

use gyokaku_core::document::Document;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::plan::Plan;

mod kinds;
mod prose;
mod readers;
mod sections;
mod tables;
mod words;

use kinds::register_columns;
use prose::{effects_text, frame, glossary, identity, review, running, statements};
use readers::{crosswalk, effects, indicators, outline, progress, progress_list, register, sheet};
use tables::{eras, index, table, upright};
use words::{grades, years};

/// The plan that a document states. Any document gives one; of a document that is no plan it is empty.
pub fn understand(document: &Document) -> Plan {
    let upright = eras::dated(upright::upright(document));
    let document = upright.as_ref();
    let mut plan = Plan::default();
    let tables = table::tables(document);
    identity::read(document, &tables, &mut plan);
    let index = index::Index::of(&tables);
    let mut sections = sections::Sections::default();
    sections.prefer_titles(index.sections.iter().cloned());
    plan.scales = grades::defined(document);
    plan.scales.extend(grades::in_tables(&tables));

    let crosswalks: Vec<bool> = tables
        .iter()
        .map(|t| t.head.as_deref().is_some_and(crosswalk::is_crosswalk))
        .collect();
    let registers: Vec<_> = tables
        .iter()
        .zip(&crosswalks)
        .map(|(t, crosswalk)| {
            if *crosswalk {
                None
            } else {
                register_columns::columns(t)
            }
        })
        .collect();
    let mut taken: Vec<bool> = crosswalks
        .iter()
        .zip(&registers)
        .map(|(crosswalk, register)| *crosswalk || register.is_some())
        .collect();
    outline::read(&tables, &taken, &mut sections, &mut plan);
    let owners = register::read(&tables, &registers, &index, &mut sections, &mut plan);
    sheet::read(&tables, &owners, &mut taken, &sections, &mut plan);
    crosswalk::read(&tables, &mut sections, &mut plan);
    progress::read(&tables, &taken, &mut sections, &mut plan);
    progress_list::read_tables(&tables, &taken, &mut plan);
    progress_list::read_lines(document, &mut plan);
    effects::read(document, &tables, &taken, (&owners, &sections), &mut plan);
    effects_text::read(document, &mut plan);
    indicators::read(&tables, &taken, &mut plan);
    grades::of_evaluations(&mut plan);
    let reported = Some(plan.title.as_str())
        .filter(|t| effects::reports(t))
        .and_then(years::only_year);
    let titled = years::only_year(&plan.title);
    speak_of(years::spoken_of(document).or(titled), &mut plan);
    gyokaku_core::progress::shares::settle(&mut plan.progress, &mut plan.scales);
    for effect in &mut plan.effects {
        // Amounts of items in the report of one year are those of that year.
        effect.fiscal_year = effect
            .fiscal_year
            .or(reported.filter(|_| effect.kind == EffectKind::Actual));
    }

    plan.frame = frame::read(document);
    plan.review = review::read(document);
    // The lists of a review name items of other documents; they are none of their own.
    if plan.review == gyokaku_core::review::Review::default() {
        running::read(document, &plan.frame.clone(), &mut sections, &mut plan);
    }
    plan.sections = sections.into_list();
    identity::levels_of_sections(&mut plan);
    plan.notes = glossary::read(document);
    plan.statements = statements::read(document);
    if plan.items.is_empty() {
        let counted: Vec<String> = plan
            .statements
            .iter()
            .filter(|s| !s.money && s.stated.contains('の'))
            .map(|s| s.of.clone())
            .collect();
        identity::add_levels(&mut plan, counted);
    }
    gyokaku_core::effect::tie(&mut plan);
    plan
}

/// Counts and grades without a year of their own speak of the one year whose progress the document reports.
fn speak_of(year: Option<gyokaku_core::fiscal_year::FiscalYear>, plan: &mut Plan) {
    for row in &mut plan.progress {
        row.fiscal_year = row.fiscal_year.or(year);
    }
    for grade in &mut plan.evaluations {
        grade.fiscal_year = grade.fiscal_year.or(year);
    }
}
