//! An element of a plan as its fields are shown, and two lists of such elements side by side.
//!
//! Not here: which fields an element has (`compare`, `compare_words`).

use std::collections::VecDeque;
use std::hash::Hash;

use super::matching::Free;
use super::{Change, Entry, FieldChange, Kind, Part, TRIAL};
use crate::document::Place;
use crate::fiscal_year::{FiscalYear, YearStyle};
use crate::plan::Period;

/// An element as a person sees it in a difference.
pub(super) struct Shown {
    id: String,
    name: String,
    at: Place,
    fields: Vec<(&'static str, Option<String>)>,
}

impl Shown {
    pub(super) fn new(id: &str, name: impl Into<String>, at: &Place) -> Self {
        Shown {
            id: id.to_owned(),
            name: name.into(),
            at: at.clone(),
            fields: Vec::new(),
        }
    }

    /// A field; an empty text is a blank.
    pub(super) fn field(mut self, label: &'static str, value: impl Into<Option<String>>) -> Self {
        self.fields
            .push((label, value.into().filter(|v: &String| !v.is_empty())));
        self
    }
}

/// Compares two lists of one kind, element by element under the same key.
pub(super) fn part<T, K: Eq + Hash>(
    kind: Kind,
    old: &[T],
    new: &[T],
    key: impl Fn(&T) -> K,
    shown: impl Fn(&T) -> Shown,
) -> Part {
    let mut part = Part {
        kind,
        added: Vec::new(),
        removed: Vec::new(),
        changed: Vec::new(),
        unchanged: 0,
    };
    let mut free = Free::of(old.iter().map(&key).enumerate());
    let mut gone = vec![true; old.len()];
    for element in new {
        let after = shown(element);
        let Some(at) = free.by_key.get_mut(&key(element)).and_then(VecDeque::pop_front) else {
            part.added.push(entry(after));
            continue;
        };
        gone[at] = false;
        let before = shown(&old[at]);
        let pairs = before.fields.into_iter().zip(after.fields);
        let fields: Vec<FieldChange> = pairs
            .filter(|((_, old), (_, new))| old != new)
            .map(|((field, old), (_, new))| FieldChange { field, old, new })
            .collect();
        if fields.is_empty() {
            part.unchanged += 1;
        } else {
            part.changed.push(Change {
                id: after.id,
                name: after.name,
                at: after.at,
                fields,
            });
        }
    }
    part.removed = old
        .iter()
        .zip(gone)
        .filter(|(_, gone)| *gone)
        .map(|(element, _)| entry(shown(element)))
        .collect();
    part
}

pub(super) fn entry(shown: Shown) -> Entry {
    let id = if shown.id.starts_with(TRIAL) {
        String::new()
    } else {
        shown.id
    };
    Entry {
        id,
        name: shown.name,
        at: shown.at,
    }
}

pub(super) fn year(year: Option<FiscalYear>) -> Option<String> {
    year.map(|y| y.show(YearStyle::WesternAndEra))
}

pub(super) fn years(period: Option<Period>) -> Option<String> {
    let show = |y: FiscalYear| y.show(YearStyle::WesternAndEra);
    period.map(|p| format!("{}～{}", show(p.from), show(p.to)))
}

pub(super) fn mark(flag: bool, word: &str) -> Option<String> {
    flag.then(|| word.to_owned())
}
