//! What differs between two plans, and how one is taken into the other without losing identities.
//!
//! [`merge()`] is the one place where the rules stand; [`between`] merges on trial and compares the
//! result with what is stored, so that what a person is shown is what will happen.
//!
//! The rules of a merge:
//! - Sections are the same by path of titles, else by label, depth and likeness, else by title.
//! - Items are the same by section and title, else by printed number and likeness, else by title.
//! - Nothing goes because a document is silent: neither an element nor a field of one. What a document
//!   might have been expected to state and does not is offered for removal, and goes only where a person
//!   says so ([`Missing::Remove`]); an item with a history (grades, indicators, opinions) stays even then.
//! - A value belongs to the document that states it. What a document states replaces what it, or the
//!   version of it that it replaces, stated before; what another document states stands beside it.
//! - The plan's title, period and levels are those of its first register, until that document changes them.
//! - Counts are one statement for each year and highest part, scales for each year, values of an
//!   indicator for each year and kind.
//! - A grade replaces only the grade of the same item, year and evaluator; no grade is removed.
//! - The ledger of effects only grows: another amount is a new entry that corrects the old one, and the
//!   amounts of an item that a person lets go are taken back by entries of their own.
//! - A reference to nothing is dropped, and with it a grade that speaks of no known item.
//!
//! Invariant: merging the same document again changes nothing.
//! Not here: storing, and proposals for a crosswalk between two editions.

mod compare;
mod compare_words;
mod ledger;
mod lists;
mod matching;
mod merge;
mod rules;
mod shown;
#[cfg(test)]
mod tests;

use crate::document::{DocumentId, Place};
use crate::part::Kind;
use crate::plan::Plan;

pub use merge::merge;

/// What differs between two plans, kind by kind. Places are not compared: a value that moved to
/// another line is the same value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// One part for each kind that either plan has anything of, in the order of [`Kind`].
    pub parts: Vec<Part>,
}

/// What differs in one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which kind.
    pub kind: Kind,
    /// Elements that only the incoming plan has.
    pub added: Vec<Entry>,
    /// Elements that taking in the incoming plan removes.
    pub removed: Vec<Entry>,
    /// Elements of both whose fields differ.
    pub changed: Vec<Change>,
    /// How many stay as they are.
    pub unchanged: usize,
}

/// An element of one plan only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its identity in the plan that has it; empty for kinds without one.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// Where it stands.
    pub at: Place,
}

/// An element of both plans whose fields differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its identity in the stored plan; empty for kinds without one.
    pub id: String,
    /// What a person calls it, by the incoming plan.
    pub name: String,
    /// Where it stands in the incoming document.
    pub at: Place,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's name in Japanese: 取組内容.
    pub field: &'static str,
    /// The value as stored; none for a blank.
    pub old: Option<String>,
    /// The value as it comes in; none for a blank.
    pub new: Option<String>,
}

impl Difference {
    /// Whether taking in the incoming plan would change nothing.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(Part::is_empty)
    }

    /// The part of one kind, where either plan has anything of it.
    pub fn part(&self, kind: Kind) -> Option<&Part> {
        self.parts.iter().find(|p| p.kind == kind)
    }
}

impl Part {
    /// Whether nothing of this kind changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// How a document is taken in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taking<'a> {
    /// The earlier version of the document, which it takes the place of.
    pub replaces: Option<&'a DocumentId>,
    /// What becomes of what it might have been expected to state and does not.
    pub missing: Missing,
}

/// What becomes of elements that a document might have been expected to state and does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// They stay.
    #[default]
    Keep,
    /// They go, because a person said so.
    Remove,
}

/// What taking `incoming` into `stored` would change, by the rules of [`merge()`].
pub fn between(stored: &Plan, incoming: &Plan, taking: Taking<'_>) -> Difference {
    // Identities of the trial start with a mark and the number of the new element; nothing keeps them.
    let mut count = 0u64;
    let merged = merge(stored, incoming.clone(), taking, &mut || {
        count += 1;
        format!("{TRIAL}{count}")
    });
    compare::compare(stored, &merged)
}

/// What differs between two states of one plan, element by element of the same identity.
pub fn of_states(before: &Plan, after: &Plan) -> Difference {
    compare::compare(before, after)
}

/// What a person may remove when they take `incoming` into `stored`: the parts of the difference with
/// their elements under `removed`. Empty where the document states all that it could be expected to.
pub fn missing(stored: &Plan, incoming: &Plan, replaces: Option<&DocumentId>) -> Vec<Part> {
    let taking = Taking {
        replaces,
        missing: Missing::Remove,
    };
    let parts = between(stored, incoming, taking).parts;
    parts
        .into_iter()
        .filter(|part| !part.removed.is_empty())
        .collect()
}

/// What an identity of a trial begins with; a control character, so that no stored one does.
const TRIAL: char = '\u{1}';
