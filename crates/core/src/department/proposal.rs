//! A directory proposed from the labels of a register, for a person to correct.
//!
//! Invariant: nothing is invented. Every name and alias is printed in the plan; what is joined differs
//! only in width or ending (総務, 総務課), or is the beginning of one longer name (財政, 財政経営担当).
//! Not here: storing it.

use std::collections::HashSet;

use super::charge::bracket;
use super::{Department, ENDS, is_division, is_everyone, is_short_for, is_whoever_in_charge, stem};
use crate::plan::Plan;
use crate::text::fold;

/// A department as the labels speak of it.
struct Named {
    /// Its names as printed, each once but for its width.
    names: Vec<String>,
    /// The name of its division.
    above: Option<String>,
}

/// The departments that the labels of a plan name, divisions before their members; the identities are
/// provisional (`d1`, `d2`). 全庁 and 所管課 are no departments.
pub fn from_labels(plan: &Plan) -> Vec<Department> {
    let mut named: Vec<Named> = Vec::new();
    let mut seen = HashSet::new();
    let sections = plan.sections.iter().map(|s| &s.departments);
    let items = plan.items.iter().map(|i| &i.departments);
    let labels = sections.chain(items).flat_map(|assignment| assignment.all());
    let labels = labels
        .map(|(_, label)| label)
        .filter(|label| seen.insert(fold(label)));
    // Full names first, so that 総務 finds 総務課 wherever that is printed.
    let (full, bare): (Vec<&str>, Vec<&str>) = labels.partition(|label| stem(&fold(label)) != fold(label));
    for label in full.into_iter().chain(bare) {
        take(&mut named, label);
    }
    join_beginnings(&mut named);
    departments(named)
}

fn take(named: &mut Vec<Named>, label: &str) {
    let Some((head, members)) = bracket(label) else {
        if !is_whoever_in_charge(&fold(label)) {
            add(named, label, None);
        }
        return;
    };
    let folded = fold(&head);
    if is_whoever_in_charge(&folded) {
        for member in &members {
            add(named, member, None);
        }
    } else if is_division(&folded) {
        add(named, &head, None);
        for member in &members {
            add(named, member, Some(&head));
        }
    } else {
        // 市民（市民経済部） names the division; 総務（人事） names a team, which is no department.
        let above = members
            .first()
            .filter(|m| members.len() == 1 && is_division(&fold(m)));
        if let Some(above) = above {
            add(named, above, None);
        }
        add(named, &head, above.map(String::as_str));
    }
}

fn add(named: &mut Vec<Named>, name: &str, above: Option<&str>) {
    let key = fold(name);
    if key.is_empty() || is_everyone(&key) || is_whoever_in_charge(&key) {
        return;
    }
    let known = named.iter().position(|n| n.names.iter().any(|k| fold(k) == key));
    let known = known.or_else(|| {
        let alike = |n: &Named| n.names.iter().all(|k| is_short_for(&key, &fold(k)));
        // 総務 joins 総務課 rather than 総務部.
        let section = |n: &&Named| n.names.iter().all(|k| !is_division(&fold(k)));
        let at = |n: &Named| named.iter().position(|m| std::ptr::eq(m, n));
        let found = named.iter().filter(|n| alike(n)).find(section);
        found.or_else(|| named.iter().find(|n| alike(n))).and_then(at)
    });
    match known.and_then(|at| named.get_mut(at)) {
        Some(known) => {
            if known.names.iter().all(|k| fold(k) != key) {
                known.names.push(name.to_owned());
            }
            if known.above.is_none() {
                known.above = above.map(str::to_owned);
            }
        }
        None => named.push(Named {
            names: vec![name.to_owned()],
            above: above.map(str::to_owned),
        }),
    }
}

/// A short name that begins exactly one longer name is that department's.
fn join_beginnings(named: &mut Vec<Named>) {
    let is_bare = |n: &Named| n.names.iter().all(|k| stem(&fold(k)) == fold(k));
    let begins = |short: &Named, long: &Named| {
        short.names.iter().any(|s| {
            let s = fold(s);
            s.chars().count() >= 2
                && long.names.iter().any(|l| {
                    let l = fold(l);
                    l.len() > s.len() && l.starts_with(&s) && ENDS.iter().any(|end| l.ends_with(end))
                })
        })
    };
    let mut at = 0;
    while at < named.len() {
        let short = &named[at];
        let longer: Vec<usize> = match is_bare(short) && short.above.is_none() {
            true => (0..named.len())
                .filter(|other| *other != at && begins(short, &named[*other]))
                .collect(),
            false => Vec::new(),
        };
        if let [long] = longer.as_slice() {
            let names = std::mem::take(&mut named[at].names);
            named[*long].names.extend(names);
            named.remove(at);
        } else {
            at += 1;
        }
    }
}

fn departments(named: Vec<Named>) -> Vec<Department> {
    let is_above = |n: &Named, above: &str| n.names.iter().any(|k| fold(k) == fold(above));
    let mut order: Vec<(usize, Option<usize>)> = Vec::new();
    for (at, one) in named.iter().enumerate() {
        if one.above.is_some() {
            continue;
        }
        order.push((at, None));
        let below = |n: &Named| n.above.as_deref().is_some_and(|above| is_above(one, above));
        let place = order.len() - 1;
        let members = named.iter().enumerate().filter(|(_, n)| below(n));
        order.extend(members.map(|(member, _)| (member, Some(place))));
    }
    let id = |place: usize| format!("d{}", place + 1);
    order
        .iter()
        .enumerate()
        .map(|(place, (at, above))| {
            let names = &named[*at].names;
            let full = names.iter().max_by_key(|name| {
                let folded = fold(name);
                let has_end = stem(&folded) != folded;
                // Of two that are as good the one printed first.
                (
                    has_end,
                    folded.chars().count(),
                    std::cmp::Reverse(names.iter().position(|n| n == *name)),
                )
            });
            let name = full.cloned().unwrap_or_default();
            Department {
                id: id(place),
                aliases: names.iter().filter(|n| **n != name).cloned().collect(),
                name,
                parent: above.map(id),
                from: None,
                until: None,
                successors: Vec::new(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::department::Assignment;
    use crate::plan::Item;

    fn proposed(labels: &[&str]) -> Vec<String> {
        let item = |label: &&str| Item {
            departments: Assignment {
                lead: vec![(*label).to_owned()],
                support: vec![],
            },
            ..Item::default()
        };
        let plan = Plan {
            items: labels.iter().map(item).collect(),
            ..Plan::default()
        };
        let all = from_labels(&plan);
        let above = |d: &Department| {
            let id = d.parent.as_deref()?;
            all.iter().find(|p| p.id == id).map(|p| format!("{} > ", p.name))
        };
        all.iter()
            .map(|d| {
                format!(
                    "{}{}[{}]",
                    above(d).unwrap_or_default(),
                    d.name,
                    d.aliases.join(" ")
                )
            })
            .collect()
    }

    #[rstest::rstest]
    #[case::endings(&["総務", "総務課", "総務部", "総 務"], &["総務課[総務]", "総務部[]"])]
    #[case::everyone(&["全庁", "所管課", "住民関連課", "財政課"], &["財政課[]"])]
    #[case::widths(&["ＩＣＴ推進室", "ICT推進室", "ICT"], &["ＩＣＴ推進室[ICT]"])]
    #[case::beginnings(&["財政", "財政経営担当", "行政", "行政経営担当", "行政管理課"], &["財政経営担当[財政]", "行政経営担当[]", "行政管理課[]", "行政[]"])]
    #[case::members(&["市民経済部（生環、市民）", "市民"], &["市民経済部[]", "市民経済部 > 生環[]", "市民経済部 > 市民[]"])]
    #[case::division(&["市民（市民経済部）"], &["市民経済部[]", "市民経済部 > 市民[]"])]
    #[case::team(&["総務（人事）"], &["総務[]"])]
    #[case::whoever(&["所管課（税務、国保）"], &["税務[]", "国保[]"])]
    fn labels_become_departments(#[case] labels: &[&str], #[case] expected: &[&str]) {
        assert_eq!(proposed(labels), expected);
    }
}
