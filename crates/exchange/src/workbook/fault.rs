//! A cell, or a row, that was not taken: where, why, and what to do.
//!
//! Invariant: a fault takes nothing with it but its own cell (or its own row, where it is not known
//! whose row it is). Not here: how it is found out.

use gyokaku_core::document::Place;

/// The most rows of no known identity that are told one by one; a foreign sheet may hold a million.
pub(crate) const MOST_STRAY: usize = 500;
/// The most characters of a found value that a message quotes.
const MOST_QUOTED: usize = 60;

/// A cell, or a row, that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault it is.
    pub kind: FaultKind,
    /// The cell; for a row its first cell that is in sight.
    pub at: Place,
    /// Other cells that have part in it.
    pub also: Vec<Place>,
    /// The identity of the row, where it is known.
    pub row: Option<String>,
    /// The key of the column; none where the whole row is meant.
    pub column: Option<String>,
    /// The value as found.
    pub found: String,
    /// What is wrong and what happened to it, in whole sentences.
    pub why: String,
    /// What to do, in whole sentences.
    pub next: String,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// A value that cannot be taken.
    Value,
    /// A locked cell was changed; the change is left out and nothing depends on it.
    Fixed,
    /// An answer that is handed in already was changed; the change is left out.
    HandedIn,
    /// Two cells say different things about one value.
    Contradiction,
    /// It is not certain whose row it is; none of its values was taken.
    Identity,
}

impl Fault {
    /// Reason and remedy in one text.
    pub fn message(&self) -> String {
        format!("{}{}", self.why, self.next)
    }
}

/// A value as a message quotes it: one line, and not all of a long one.
pub(crate) fn quoted(text: &str) -> String {
    let line = text.trim().replace('\n', " ");
    if line.chars().count() > MOST_QUOTED {
        line.chars().take(MOST_QUOTED).chain(['…']).collect()
    } else {
        line
    }
}

/// A value in brackets, or the word for a blank.
pub(crate) fn quoted_or_blank(text: &str) -> String {
    match quoted(text) {
        quoted if quoted.is_empty() => "空欄".to_owned(),
        quoted => format!("「{quoted}」"),
    }
}
