//! What differs between two plans, and how one is taken into the other without losing identities.
//!
//! [`merge()`] is the one place where the rules stand; [`between`] merges on trial and compares the
//! result with what is stored, so that what a person is shown is what will happen.
//!
//! The rules of a merge:
//! - Sections are the same by path of titles, else by label, depth and likeness, else by title.
//! - Items are the same by section and title, else by printed number and likeness, else by title.
//! - A kind of which the document says nothing stays as stored: a progress table removes no items.
//!   A document without sections and items leaves the plan's own title, period and levels too.
//! - What is said of a year or an occasion replaces only what was said of the same one: counts and
//!   scales by fiscal year, printed totals by vintage, values of an indicator by year and kind.
//! - A grade replaces only the grade of the same item, year and evaluator; no grade is removed.
//! - An item with a history (grades, indicators, opinions) stays though the document lacks it, and so
//!   do the sections above it.
//! - The ledger of effects only grows: another amount is a new entry that corrects the old one.
//! - A reference to nothing is dropped, and with it a grade that speaks of no known item.
//!
//! Invariant: merging the same document again changes nothing.
//! Not here: storing, and proposals for a crosswalk between two editions.

mod compare;
mod ledger;
mod matching;
mod merge;
#[cfg(test)]
mod tests;

use crate::document::Place;
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

/// What taking `incoming` into `stored` would change, by the rules of [`merge()`].
pub fn between(stored: &Plan, incoming: &Plan) -> Difference {
    // Identities of the trial start with a mark and the number of the new element; nothing keeps them.
    let mut count = 0u64;
    let merged = merge(stored, incoming.clone(), &mut || {
        count += 1;
        format!("{TRIAL}{count}")
    });
    compare::compare(stored, &merged)
}

/// What an identity of a trial begins with; a control character, so that no stored one does.
const TRIAL: char = '\u{1}';
