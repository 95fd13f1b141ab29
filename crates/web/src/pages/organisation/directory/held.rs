//! What stands on a department: its items, and all that keeps it from being taken out of the directory.

use std::collections::BTreeMap;

use gyokaku_core::department::{Department, Duty, Role};

use super::known::{Known, items};

/// An item: its address, its name, the department's role.
pub(super) type ItemLine = (String, String, &'static str);

/// The items of one plan that a department has.
pub(super) struct Held {
    pub(super) plan: String,
    pub(super) items: Vec<ItemLine>,
}

/// Whether nothing stands on a department.
pub(super) fn is_removable(known: &Known, department: &Department) -> bool {
    let id = &department.id;
    let mut others = known.directory().departments.iter();
    let is_named = others.any(|d| d.parent.as_ref() == Some(id) || d.successors.contains(id));
    let is_charged = known
        .all
        .charges
        .values()
        .flatten()
        .any(|c| c.departments.contains(id));
    !is_named && !is_charged && department.successors.is_empty() && its_items(known, department).is_empty()
}

/// The items of a department by plan, in its last year or this one.
pub(super) fn its_items(known: &Known, department: &Department) -> Vec<Held> {
    let year = department.until.map_or(known.now, |until| until.min(known.now));
    let year = department.from.map_or(year, |from| year.max(from));
    let mut plans = Vec::new();
    for (loaded, _, duties) in known.duties(year) {
        let by_id = items(loaded.plan());
        let own = |duty: &Duty| duty.department.as_ref() == Ok(&department.id);
        let mut found: BTreeMap<(bool, usize), ItemLine> = BTreeMap::new();
        for (n, duty) in duties.iter().enumerate().filter(|(_, d)| own(d)) {
            let Some(item) = by_id.get(duty.item.as_str()) else {
                continue;
            };
            let href = format!("{}/items/{}", loaded.href(), item.id);
            let entry = (href, item.called(), duty.role.label());
            found.insert((duty.role == Role::Support, n), entry);
        }
        if !found.is_empty() {
            plans.push(Held {
                plan: loaded.title().to_owned(),
                items: found.into_values().collect(),
            });
        }
    }
    plans
}
