//! How one part of a plan takes in what a document says of it: what it states replaces what the same
//! document stated before, and stands beside what others state.
//!
//! Not here: which lists there are and what their elements are known by (`lists`), which sections and items
//! are the same (`matching`), and the ledger (`ledger`).

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use super::merge::or_stored;
use super::{Missing, Taking};
use crate::document::{DocumentId, Place};
use crate::plan::{Item, ItemPlaces, Schedule, Section};

/// What decides in one merge.
pub(super) struct Rules<'a> {
    /// The document that comes in.
    pub(super) document: Option<DocumentId>,
    pub(super) taking: Taking<'a>,
}

/// Something that a document states, and that may be stated by another one too.
pub(super) trait Element: Clone {
    /// What two wordings of one thing have in common.
    fn key(&self) -> Vec<String>;
    /// What is said of it, wherever it stands.
    fn content(&self) -> Vec<String>;
    fn at(&self) -> &Place;
}

impl Rules<'_> {
    /// Whether what a person was shown as missing goes.
    pub(super) fn removes(&self) -> bool {
        self.taking.missing == Missing::Remove
    }

    /// Whether a place is the incoming document's own: in it, in the version that it replaces, or in none.
    pub(super) fn is_its_own(&self, place: &Place) -> bool {
        match &place.document {
            None => true,
            some => some.as_ref() == self.document.as_ref() || some.as_ref() == self.taking.replaces,
        }
    }

    /// Whether a stored element that the document does not state goes: only what its own earlier version said.
    pub(super) fn lets_go(&self, place: &Place) -> bool {
        self.removes() && place.document.is_some() && self.is_its_own(place)
    }

    /// What is stored of a list and what the document states of it. An element is known by what it says,
    /// in whatever document, else by its key among what the document itself stated before.
    pub(super) fn union<T: Element>(&self, stored: &[T], incoming: Vec<T>) -> Vec<T> {
        if incoming.is_empty() && !self.removes() {
            return stored.to_vec();
        }
        let (mut said, mut own): (HashMap<_, VecDeque<usize>>, HashMap<_, VecDeque<usize>>) =
            Default::default();
        for (at, known) in stored.iter().enumerate() {
            said.entry((known.key(), known.content()))
                .or_default()
                .push_back(at);
            if self.is_its_own(known.at()) {
                own.entry(known.key()).or_default().push_back(at);
            }
        }
        let mut taken = vec![false; stored.len()];
        let mut first_free = |places: Option<&mut VecDeque<usize>>| {
            let places = places?;
            while let Some(at) = places.pop_front() {
                if !std::mem::replace(&mut taken[at], true) {
                    return Some(at);
                }
            }
            None
        };
        let find = |element: T| {
            let key = (element.key(), element.content());
            let known = first_free(said.get_mut(&key)).or_else(|| first_free(own.get_mut(&key.0)));
            (known, element)
        };
        let pairs = incoming.into_iter().map(find).collect();
        let key = |element: &T| (element.key(), element.at().document.clone());
        woven(stored, pairs, key, |known| !self.lets_go(known.at()))
    }

    /// An item that is stated again keeps what the document leaves blank; its own earlier version may
    /// have its blanks taken over where a person says so.
    pub(super) fn fill_item(&self, known: &Item, item: Item) -> Item {
        // That it ended is the office's to say, and no document's.
        let retired = known.retired.clone();
        if self.lets_go(&known.at) {
            return Item { retired, ..item };
        }
        let kept = |new: Option<String>, at: Place, old: &Option<String>, old_at: &Place| match new {
            Some(_) => (new, at),
            None => (old.clone(), old_at.clone()),
        };
        let (was, at) = (&known.places, item.places);
        let (number, number_at) = kept(item.number, at.number, &known.number, &was.number);
        let (content, content_at) = kept(item.content, at.content, &known.content, &was.content);
        let (target, target_at) = kept(item.target, at.target, &known.target, &was.target);
        let (schedule, schedule_at) = if item.schedule == Schedule::default() {
            (known.schedule.clone(), was.schedule.clone())
        } else {
            (item.schedule, at.schedule)
        };
        let (departments, departments_at) = if item.departments.is_empty() {
            (known.departments.clone(), was.departments.clone())
        } else {
            (item.departments, at.departments)
        };
        let extra_of_others = known
            .extra
            .iter()
            .filter(|(head, _)| item.extra.iter().all(|(own, _)| own != head))
            .cloned()
            .collect::<Vec<_>>();
        Item {
            serial: item.serial.or_else(|| known.serial.clone()),
            number,
            content,
            target,
            schedule,
            departments,
            retired,
            references: or_stored(item.references, &known.references),
            extra: item.extra.into_iter().chain(extra_of_others).collect(),
            places: ItemPlaces {
                number: number_at,
                title: at.title,
                content: content_at,
                target: target_at,
                schedule: schedule_at,
                departments: departments_at,
            },
            ..item
        }
    }

    /// The same for a section.
    pub(super) fn fill_section(&self, known: &Section, section: Section) -> Section {
        if self.lets_go(&known.at) {
            return section;
        }
        let said = |new: String, old: &String| if new.is_empty() { old.clone() } else { new };
        Section {
            level: said(section.level, &known.level),
            label: said(section.label, &known.label),
            departments: if section.departments.is_empty() {
                known.departments.clone()
            } else {
                section.departments
            },
            references: or_stored(section.references, &known.references),
            ..section
        }
    }
}

/// Puts each incoming element where the stored one stood that it restates, and new ones at the end; the
/// others stay where `stays` says so. Elements of one key stand in the order of the document, before those
/// that it does not state, so that the same document finds each of them again.
pub(super) fn woven<T: Clone, K: Eq + Hash>(
    stored: &[T],
    incoming: Vec<(Option<usize>, T)>,
    key: impl Fn(&T) -> K,
    stays: impl Fn(&T) -> bool,
) -> Vec<T> {
    let mut at_places: HashMap<usize, T> = HashMap::new();
    let mut stated: HashMap<K, VecDeque<T>> = HashMap::new();
    let mut new = Vec::new();
    for (known, element) in incoming {
        stated
            .entry(key(&element))
            .or_default()
            .push_back(element.clone());
        match known {
            Some(at) => drop(at_places.insert(at, element)),
            None => new.push((true, element)),
        }
    }
    let slots = stored
        .iter()
        .enumerate()
        .filter_map(|(at, known)| match at_places.remove(&at) {
            Some(element) => Some((true, element)),
            None => stays(known).then(|| (false, known.clone())),
        });
    let slots: Vec<(bool, T)> = slots.chain(new).collect();
    let mut waiting: HashMap<K, VecDeque<T>> = HashMap::new();
    let mut woven = Vec::with_capacity(slots.len());
    for (is_stated, element) in slots {
        let key = key(&element);
        let next = stated.get_mut(&key).and_then(VecDeque::pop_front);
        let waiting = waiting.entry(key).or_default();
        if !is_stated {
            waiting.push_back(element);
        }
        woven.extend(next.or_else(|| waiting.pop_front()));
    }
    woven
}
