//! What differs between the departments stored and the departments to be.
//!
//! Not here: SQL.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use gyokaku_core::department::{ChargeDecision, Department};
use gyokaku_core::journal;

use super::Departments;
use crate::error::StoreError;

/// What has to be written.
#[derive(Default)]
pub(super) struct Changes<'a> {
    /// Departments that are new, different or at another place: the place, whether their content
    /// differs, and what they are to be.
    pub(super) put: Vec<(usize, bool, &'a Department)>,
    /// Departments whose content differs, before and after.
    pub(super) departments: Vec<(Option<&'a Department>, Option<&'a Department>)>,
    /// The successors to be written, of departments whose successors differ: department, place, successor.
    pub(super) successors: Vec<(&'a str, usize, &'a str)>,
    /// Charges that differ.
    pub(super) charges: Vec<ChargeChange<'a>>,
}

/// A charge that is new, different or gone.
pub(super) struct ChargeChange<'a> {
    pub(super) plan: &'a str,
    /// Its item, label and year.
    pub(super) charge: &'a ChargeDecision,
    pub(super) from: Option<&'a [String]>,
    pub(super) to: Option<&'a [String]>,
}

/// The differences.
pub(super) fn of<'a>(old: &'a Departments, new: &'a Departments) -> Changes<'a> {
    let mut changes = Changes::default();
    let before: HashMap<&str, (usize, &Department)> = old
        .directory
        .departments
        .iter()
        .enumerate()
        .map(|(at, d)| (d.id.as_str(), (at, d)))
        .collect();
    let mut kept = HashSet::new();
    for (at, department) in new.directory.departments.iter().enumerate() {
        let was = before.get(department.id.as_str()).copied();
        kept.insert(department.id.as_str());
        let content = was.is_none_or(|(_, was)| was != department);
        if content || was.is_some_and(|(place, _)| place != at) {
            changes.put.push((at, content, department));
        }
        if content {
            changes.departments.push((was.map(|(_, d)| d), Some(department)));
        }
        if was.is_none_or(|(_, was)| was.successors != department.successors) {
            let successors = department.successors.iter().enumerate();
            changes
                .successors
                .extend(successors.map(|(place, id)| (department.id.as_str(), place, id.as_str())));
        }
    }
    let gone = old.directory.departments.iter();
    let gone = gone.filter(|d| !kept.contains(d.id.as_str()));
    changes.departments.extend(gone.map(|d| (Some(d), None)));
    changes.charges = charges(&old.charges, &new.charges);
    changes
}

fn charges<'a>(
    old: &'a BTreeMap<String, Vec<ChargeDecision>>,
    new: &'a BTreeMap<String, Vec<ChargeDecision>>,
) -> Vec<ChargeChange<'a>> {
    type Keyed<'a> = BTreeMap<(&'a str, &'a str, &'a str, i16), &'a ChargeDecision>;
    let keyed = |all: &'a BTreeMap<String, Vec<ChargeDecision>>| -> Keyed<'a> {
        all.iter()
            .flat_map(|(plan, charges)| charges.iter().map(move |c| (plan.as_str(), c)))
            .map(|(plan, c)| ((plan, c.item.as_str(), c.label.as_str(), c.from.western()), c))
            .collect()
    };
    let (old, new) = (keyed(old), keyed(new));
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
    keys.into_iter()
        .filter_map(|key| {
            let (was, is) = (old.get(&key), new.get(&key));
            let (from, to) = (
                was.map(|c| c.departments.as_slice()),
                is.map(|c| c.departments.as_slice()),
            );
            (from != to).then_some(ChargeChange {
                plan: key.0,
                charge: is.or(was)?,
                from,
                to,
            })
        })
        .collect()
}

impl<'a> Changes<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.put.is_empty() && self.departments.is_empty() && self.charges.is_empty()
    }

    /// The departments that go.
    pub(super) fn dropped(&self) -> impl Iterator<Item = &'a str> + '_ {
        let gone = self.departments.iter().filter(|(_, to)| to.is_none());
        gone.filter_map(|(was, _)| was.map(|d| d.id.as_str()))
    }

    /// The departments that stay and have other successors than before.
    pub(super) fn with_other_successors(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.departments.iter().filter_map(|(was, is)| {
            let (was, is) = ((*was)?, (*is)?);
            (was.successors != is.successors).then_some(is.id.as_str())
        })
    }

    /// From which department to which successor that it did not have before.
    pub(super) fn new_successors(&self) -> impl Iterator<Item = (&'a str, &'a str)> + '_ {
        self.departments.iter().flat_map(|(was, is)| {
            let known = was.map(|d| d.successors.as_slice()).unwrap_or_default();
            let all = is.map(|d| (d.id.as_str(), d.successors.as_slice()));
            let (id, all) = all.unwrap_or_default();
            all.iter()
                .filter(|s| !known.contains(s))
                .map(move |s| (id, s.as_str()))
        })
    }

    /// The changed departments for the journal.
    pub(super) fn departments(&self) -> Vec<journal::Change<Option<Department>>> {
        let changed = self.departments.iter();
        changed
            .map(|(was, is)| journal::Change {
                old: was.cloned(),
                new: is.cloned(),
            })
            .collect()
    }

    /// The changed charges for the journal, plan by plan.
    pub(super) fn charges_by_plan(&self) -> BTreeMap<&'a str, Vec<journal::ChargeChange>> {
        let mut by_plan: BTreeMap<&str, Vec<journal::ChargeChange>> = BTreeMap::new();
        for change in &self.charges {
            let charge = journal::ChargeChange {
                item: change.charge.item.clone(),
                label: change.charge.label.clone(),
                from: change.charge.from,
                departments: journal::Change {
                    old: change.from.map(<[String]>::to_vec),
                    new: change.to.map(<[String]>::to_vec),
                },
            };
            by_plan.entry(change.plan).or_default().push(charge);
        }
        by_plan
    }
}

/// Refuses departments that contradict themselves.
pub(super) fn sound(all: &Departments) -> Result<(), StoreError> {
    let wrong = |what: String| Err(StoreError::Inconsistent { what });
    let directory = &all.directory;
    let ids: HashSet<&str> = directory.departments.iter().map(|d| d.id.as_str()).collect();
    if ids.len() != directory.departments.len() || ids.contains("") {
        return wrong("同じ識別子の課が二つあります。".into());
    }
    for d in &directory.departments {
        let texts = || d.aliases.iter().chain([&d.id, &d.name]);
        if d.name.trim().is_empty() || texts().any(|t| t.contains('\0')) {
            return wrong("課の名前が空か、保存できない文字が含まれています。".into());
        }
        if d.from.zip(d.until).is_some_and(|(from, until)| until < from) {
            return wrong(format!("「{}」が始まりより前に終わっています。", d.name));
        }
        if d.parent
            .iter()
            .chain(&d.successors)
            .any(|id| !ids.contains(id.as_str()))
        {
            return wrong(format!("「{}」が、課名簿にない課を指しています。", d.name));
        }
        let mut successors = d.successors.clone();
        successors.sort();
        successors.dedup();
        if successors.len() != d.successors.len() {
            return wrong(format!("「{}」の後を継ぐ課が二度出ています。", d.name));
        }
        let mut above = d.parent.as_deref();
        let mut steps = 0;
        while let Some(up) = above.and_then(|id| directory.department(id)) {
            steps += 1;
            if up.id == d.id || steps > ids.len() {
                return wrong(format!("「{}」が自身の下に属しています。", d.name));
            }
            above = up.parent.as_deref();
        }
    }
    for charge in all.charges.values().flatten() {
        if !charge.departments.iter().all(|id| ids.contains(id.as_str())) || charge.label.contains('\0') {
            return wrong("担当の決定が、課名簿にない課を指しています。".into());
        }
    }
    Ok(())
}
