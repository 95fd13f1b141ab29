//! Which incoming section or item is which stored one.
//!
//! Invariant: no pair of lists is compared element by element; keys are looked up, and likeness is
//! asked only of a few elements that share a printed number. Not here: what a match brings about.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use crate::plan::{Item, Plan, Section};
use crate::text::{fold, likeness};

/// Likeness from which two titles under one number are the same item, in thousandths.
const ALIKE: u32 = 700;

/// How many titles under one number are tried; a number that stands everywhere says nothing.
const MOST_TRIED: usize = 32;

/// For each incoming element, which stored one it is.
pub(super) type Matches = Vec<Option<usize>>;

/// Stored elements that are still free, by key and in their order.
pub(super) struct Free<K> {
    pub(super) by_key: HashMap<K, VecDeque<usize>>,
}

impl<K: Eq + Hash> Free<K> {
    pub(super) fn of(keys: impl Iterator<Item = (usize, K)>) -> Self {
        let mut by_key: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (at, key) in keys {
            by_key.entry(key).or_default().push_back(at);
        }
        Free { by_key }
    }

    /// Gives each incoming element without a match the first free stored one with the same key.
    pub(super) fn fill(
        mut self,
        matches: &mut Matches,
        taken: &mut [bool],
        key: impl Fn(usize) -> Option<K>,
    ) {
        for (at, found) in matches
            .iter_mut()
            .enumerate()
            .filter(|(_, found)| found.is_none())
        {
            let queue = key(at).and_then(|key| self.by_key.get_mut(&key));
            *found = queue.and_then(|queue| queue.pop_front());
            if let Some(found) = found {
                taken[*found] = true;
            }
        }
    }

    /// The same, but only where `alike` says so; few are tried, so that a number printed everywhere
    /// does not make this quadratic.
    pub(super) fn fill_alike(
        mut self,
        matches: &mut Matches,
        taken: &mut [bool],
        key: impl Fn(usize) -> Option<K>,
        alike: impl Fn(usize, usize) -> bool,
    ) {
        for (at, found) in matches
            .iter_mut()
            .enumerate()
            .filter(|(_, found)| found.is_none())
        {
            let Some(queue) = key(at).and_then(|key| self.by_key.get_mut(&key)) else {
                continue;
            };
            let hit = queue
                .iter()
                .take(MOST_TRIED)
                .position(|stored| alike(*stored, at));
            *found = hit.and_then(|hit| queue.remove(hit));
            if let Some(found) = found {
                taken[*found] = true;
            }
        }
    }
}

/// The index of each element's parent, where it stands before the element as it should.
pub(super) fn parents<'a>(elements: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Vec<Option<usize>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut parents = Vec::new();
    for (at, (id, parent)) in elements.enumerate() {
        parents.push(parent.and_then(|p| seen.get(p).copied()));
        seen.insert(id, at);
    }
    parents
}

/// The folded titles from the highest section down, of each section.
fn section_paths(sections: &[Section]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::with_capacity(sections.len());
    for (section, parent) in sections.iter().zip(parents(
        sections.iter().map(|s| (s.id.as_str(), s.parent.as_deref())),
    )) {
        let above = parent.map(|p| paths[p].as_str()).unwrap_or_default();
        paths.push(format!("{above}\u{1f}{}", fold(&section.title)));
    }
    paths
}

pub(super) fn match_sections(stored: &[Section], incoming: &[Section]) -> Matches {
    let (mut matches, mut taken) = (vec![None; incoming.len()], vec![false; stored.len()]);
    let (old, new) = (section_paths(stored), section_paths(incoming));
    Free::of(old.into_iter().enumerate()).fill(&mut matches, &mut taken, |at| Some(new[at].clone()));
    let label = |s: &Section| (!s.label.is_empty()).then(|| (s.depth, fold(&s.label)));
    let free = Free::of(
        stored
            .iter()
            .enumerate()
            .filter(|(at, _)| !taken[*at])
            .filter_map(|(at, s)| Some((at, label(s)?))),
    );
    free.fill_alike(
        &mut matches,
        &mut taken,
        |at| label(&incoming[at]),
        |old, new| likeness(&stored[old].title, &incoming[new].title) >= ALIKE,
    );
    let title = |s: &Section| (!s.title.is_empty()).then(|| fold(&s.title));
    let free = Free::of(
        stored
            .iter()
            .enumerate()
            .filter(|(at, _)| !taken[*at])
            .filter_map(|(at, s)| Some((at, title(s)?))),
    );
    free.fill(&mut matches, &mut taken, |at| title(&incoming[at]));
    matches
}

pub(super) fn match_items(stored: &Plan, incoming: &Plan, sections: &Matches) -> Matches {
    let (old, new) = (&stored.items, &incoming.items);
    let (mut matches, mut taken) = (vec![None; new.len()], vec![false; old.len()]);
    // A document without sections says nothing about where its items belong.
    let flat = incoming.sections.is_empty();
    let old_sections: HashMap<&str, usize> = stored
        .sections
        .iter()
        .enumerate()
        .map(|(at, s)| (s.id.as_str(), at))
        .collect();
    let new_sections: HashMap<&str, Option<usize>> = incoming
        .sections
        .iter()
        .zip(sections)
        .map(|(s, found)| (s.id.as_str(), *found))
        .collect();
    // A section that is new has no stored counterpart, hence no item of it can match here.
    let old_section = |i: &Item| {
        if flat {
            None
        } else {
            i.section.as_deref().and_then(|id| old_sections.get(id).copied())
        }
    };
    let new_section = |i: &Item| match i.section.as_deref().and_then(|id| new_sections.get(id)) {
        Some(None) if !flat => None,
        Some(found) if !flat => Some(*found),
        _ => Some(None),
    };
    let free = Free::of(
        old.iter()
            .enumerate()
            .map(|(at, i)| (at, (old_section(i), fold(&i.title)))),
    );
    free.fill(&mut matches, &mut taken, |at| {
        new_section(&new[at]).map(|section| (section, fold(&new[at].title)))
    });
    let number = |i: &Item| i.known_number().map(fold).filter(|n| !n.is_empty());
    let free = Free::of(
        old.iter()
            .enumerate()
            .filter(|(at, _)| !taken[*at])
            .filter_map(|(at, i)| Some((at, number(i)?))),
    );
    free.fill_alike(
        &mut matches,
        &mut taken,
        |at| number(&new[at]),
        |a, b| likeness(&old[a].title, &new[b].title) >= ALIKE,
    );
    let title = |i: &Item| (!i.title.is_empty()).then(|| fold(&i.title));
    let free = Free::of(
        old.iter()
            .enumerate()
            .filter(|(at, _)| !taken[*at])
            .filter_map(|(at, i)| Some((at, title(i)?))),
    );
    free.fill(&mut matches, &mut taken, |at| title(&new[at]));
    matches
}

/// The lasting identity of each incoming element.
pub(super) fn identities(
    matches: &Matches,
    stored: impl Fn(usize) -> String,
    new_id: &mut dyn FnMut() -> String,
) -> Vec<String> {
    matches
        .iter()
        .map(|found| found.map_or_else(&mut *new_id, &stored))
        .collect()
}

/// From provisional identities to lasting ones.
pub(super) fn renamed<'a>(
    provisional: impl Iterator<Item = &'a str>,
    lasting: &[String],
) -> HashMap<String, String> {
    provisional
        .map(str::to_owned)
        .zip(lasting.iter().cloned())
        .collect()
}
