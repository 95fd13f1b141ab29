//! The sections of a plan by names, as a person picks one in a sheet.

use std::collections::HashMap;

use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::text::fold;

/// The word for an item that is in no section.
pub(super) const NONE: &str = "（区分なし）";

/// The sections of a plan, each with a name of its own.
pub(super) struct Sections<'p> {
    /// In the order of the plan.
    names: Vec<(&'p str, String)>,
    by_id: HashMap<&'p str, usize>,
    /// The items, which rows name as the ones above them.
    items: HashMap<&'p str, &'p Item>,
}

impl<'p> Sections<'p> {
    pub(super) fn of(plan: &'p Plan) -> Self {
        let named = |id: &str| plan.path(id).join(" ＞ ");
        let mut count: HashMap<String, usize> = HashMap::new();
        for section in &plan.sections {
            *count.entry(fold(&named(&section.id))).or_default() += 1;
        }
        let name = |section: &'p gyokaku_core::plan::Section| {
            let name = named(&section.id);
            // Two of one name are told apart by their numbers.
            match count.get(&fold(&name)) {
                Some(2..) if !section.label.is_empty() => format!("{} {name}", section.label),
                _ => name,
            }
        };
        let names = plan.sections.iter().map(|s| (s.id.as_str(), name(s)));
        let names: Vec<(&str, String)> = names.collect();
        let by_id = names.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
        let items = plan.items.iter().map(|item| (item.id.as_str(), item)).collect();
        Self { names, by_id, items }
    }

    /// The item with this identity.
    pub(super) fn item(&self, id: &str) -> Option<&'p Item> {
        self.items.get(id).copied()
    }

    /// The names that can be picked.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(_, name)| name.as_str())
    }

    /// The name of a section; the word for none in a plan that has sections.
    pub(super) fn name(&self, id: Option<&str>) -> &str {
        let known = id.and_then(|id| self.by_id.get(id));
        match known {
            Some(at) => &self.names[*at].1,
            None if self.names.is_empty() => "",
            None => NONE,
        }
    }

    /// The section of a name: its full name, or the last part of it where only one section is called so. None where
    /// no section, or more than one, is meant.
    pub(super) fn find(&self, typed: &str) -> Option<Option<&'p str>> {
        let wanted = fold(typed);
        if wanted == fold(NONE) || (wanted.is_empty() && self.names.is_empty()) {
            return Some(None);
        }
        let only = |alike: &dyn Fn(&str) -> bool| {
            let mut found = self.names.iter().filter(|(_, name)| alike(name));
            match (found.next(), found.next()) {
                (Some((id, _)), None) => Some(Some(*id)),
                _ => None,
            }
        };
        if wanted.is_empty() {
            return None;
        }
        only(&|name| fold(name) == wanted)
            .or_else(|| only(&|name| name.rsplit('＞').next().is_some_and(|last| fold(last) == wanted)))
    }
}
