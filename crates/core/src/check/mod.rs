//! Checking (検算): one rule, one file, under `check/<area>/<rule>.rs`, and one line in the list of its area.
//!
//! A rule is silent where it does not understand: no finding is better than a false one. Rules look
//! at structure (labels, heads, positions) to decide what must agree, and at the numbers only to see
//! whether it does; so a figure that is verified would be a finding if one of its digits were another.
//! Not here: reading and understanding documents.

use std::collections::HashSet;

use crate::department::Directory;
use crate::document::Document;
use crate::finding::{Report, Verified};
use crate::plan::Plan;

pub mod departments;
pub mod figures;
pub mod indicators;
pub mod lists;
pub mod names;
pub mod numbers;
pub mod reading;
mod rule;
pub mod schedule;
mod stored;
pub mod years;

#[cfg(test)]
pub(crate) mod testing;

pub use rule::Rule;

use figures::model::sheet::Sheets;
use rule::Run;

/// What is checked: a document as laid out, and what was understood of it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The document.
    pub document: &'a Document,
    /// What was understood.
    pub plan: &'a Plan,
}

/// What the rules of words look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    /// The subject.
    pub(crate) subject: Subject<'a>,
    /// The departments of the body, where they are known.
    pub(crate) directory: Option<&'a Directory>,
    /// The texts with their places.
    pub(crate) texts: &'a [stored::Text<'a>],
}

/// The areas, in the order of their codes.
const AREAS: [&[Rule]; 9] = [
    years::RULES,
    figures::RULES,
    departments::RULES,
    names::RULES,
    numbers::RULES,
    schedule::RULES,
    reading::RULES,
    lists::RULES,
    indicators::RULES,
];

/// Every rule, by code.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    AREAS.into_iter().flatten()
}

/// The name of a rule, or of what it verifies, as findings and verified figures bear it; none for another text.
pub fn known_name(name: &str) -> Option<&'static str> {
    rules()
        .flat_map(|rule| [rule.name, rule.verifies()])
        .find(|known| *known == name)
}

/// Runs every rule over a document and what was understood of it.
pub fn check(subject: Subject<'_>) -> Report {
    check_with(subject, None)
}

/// The same, with the departments of the body.
pub fn check_with(subject: Subject<'_>, directory: Option<&Directory>) -> Report {
    let texts = stored::texts(&subject);
    run(
        Context {
            subject,
            directory,
            texts: &texts,
        },
        || Sheets::of(subject.document),
        true,
    )
}

/// Runs every rule over a stored plan, whose document is not at hand: its own words and stated figures.
pub fn check_plan(plan: &Plan, directory: Option<&Directory>) -> Report {
    let document = Document::default();
    let subject = Subject {
        document: &document,
        plan,
    };
    let texts = stored::texts(&subject);
    run(
        Context {
            subject,
            directory,
            texts: &texts,
        },
        || stored::sheets(plan),
        false,
    )
}

/// A document of more texts is worth a thread of its own for the rules of words.
const LONG: usize = 2_000;

/// Runs the rules of words, and beside them those that lay relations of figures down; what is recognised is told last,
/// where nothing else was said.
fn run(context: Context<'_>, sheets: impl FnOnce() -> Sheets, relate: bool) -> Report {
    let of_words = || {
        let mut report = Report::default();
        for rule in rules() {
            if let Run::Words(find) = rule.run {
                find(&context, &mut report);
            }
        }
        report
    };
    let of_figures = || {
        let mut sheets = sheets();
        if relate {
            for rule in rules() {
                if let Run::Figures(lay_down) = rule.run {
                    lay_down(&mut sheets);
                }
            }
        }
        let mut report = Report::default();
        figures::engine::evaluate::evaluate(&sheets.ledger, &mut report);
        (sheets, report)
    };
    let (mut report, (mut sheets, figures)) = match context.texts.len() > LONG {
        true => beside(of_words, of_figures),
        false => (of_words(), of_figures()),
    };
    report.findings.extend(figures.findings);
    report.verified.extend(figures.verified);
    if relate {
        figures::recognise::recognise(&mut sheets, &mut report);
    }
    tidy(&mut report);
    report
}

/// Does one thing beside another, or before it where no thread can be had.
fn beside<A: Send, B>(one: impl Fn() -> A + Send + Sync, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, &one);
        let other = other();
        let one = match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => one(),
        };
        (one, other)
    })
}

/// In order of places, each finding and each verified figure once.
fn tidy(report: &mut Report) {
    report.findings.sort_by(|a, b| {
        (&a.at, a.rule, &a.stated, &a.computed).cmp(&(&b.at, b.rule, &b.stated, &b.computed))
    });
    report.findings.dedup_by(|a, b| {
        a.rule == b.rule && a.at == b.at && a.stated == b.stated && a.computed == b.computed
    });
    report
        .verified
        .sort_by(|a, b| (&a.at, &a.stated, a.rule).cmp(&(&b.at, &b.stated, b.rule)));
    report
        .verified
        .dedup_by(|a, b| a.at == b.at && a.stated == b.stated);
    // What is called wrong is not called right.
    let wrong: HashSet<_> = report
        .findings
        .iter()
        .filter_map(|f| Some((f.at.clone(), f.stated.clone()?)))
        .collect();
    report
        .verified
        .retain(|v: &Verified| !wrong.contains(&(v.at.clone(), v.stated.clone())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_used_once() {
        let codes: Vec<_> = rules().map(|r| r.code).collect();
        assert!(codes.is_sorted(), "{codes:?}");
        let names: HashSet<_> = rules().map(|r| r.name).collect();
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
        assert_eq!(names.len(), codes.len());
    }

    #[test]
    fn an_empty_document_gives_an_empty_report() {
        let (document, plan) = (Document::default(), Plan::default());
        assert_eq!(
            check(Subject {
                document: &document,
                plan: &plan
            }),
            Report::default()
        );
        assert_eq!(check_plan(&plan, None), Report::default());
    }
}
