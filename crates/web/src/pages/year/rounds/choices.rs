//! What was chosen where the directory cannot tell which department has a duty.
//!
//! A choice for a label holds for every item that prints it; one at a single item goes before it. Only
//! departments of the body's own directory can be chosen. Not here: what is open (`round::opening`).

use std::collections::BTreeSet;

use gyokaku_core::department::{ChargeDecision, Department, Directory, Open, Role, UnknownNames};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Plan;
use gyokaku_core::round::opening::{At, Opening, Undecided, groups, opening};
use gyokaku_core::text::each_once;

use crate::form::FormData;

/// The word in the form for what is not asked this time.
const LEAVE_OUT: &str = "-";

/// The word in the form for what nobody is asked about from this year on.
const NOBODY: &str = "--";

/// What opening would ask after the choices of a form.
pub(super) struct Chosen {
    pub(super) opening: Opening,
    /// The charges that the choices make, each from the year of the round on.
    pub(super) charges: Vec<ChargeDecision>,
    /// Everything that is open without the choices, by label.
    pub(super) groups: Vec<Group>,
    /// Choices that name no department of the directory.
    pub(super) unknown: usize,
    /// Names typed beside a choice that mean no department.
    pub(super) unknown_names: Option<UnknownNames>,
    /// Whether departments are named beside a choice by which nobody is asked.
    pub(super) contradicts: bool,
}

/// What shares a label and a reason.
pub(super) struct Group {
    /// The name of its field.
    pub(super) field: String,
    pub(super) label: String,
    pub(super) why: &'static str,
    pub(super) value: String,
    /// The departments that could be meant, by identity.
    pub(super) candidates: Vec<String>,
    /// The field for departments that are asked beside the one chosen, and what is typed there.
    pub(super) also: String,
    pub(super) others: String,
    pub(super) entries: Vec<Entry>,
    /// Whether nothing was chosen for one of its entries.
    pub(super) undecided: bool,
}

/// One item of a group.
pub(super) struct Entry {
    pub(super) field: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) role: Role,
    pub(super) value: String,
}

/// The choices of a form, applied.
pub(super) fn chosen(
    plan: &Plan,
    directory: &Directory,
    charges: &[ChargeDecision],
    year: FiscalYear,
    fields: &FormData,
) -> Chosen {
    let none = BTreeSet::new();
    let before = opening(plan, directory, charges, year, &none);
    let mut made: Vec<ChargeDecision> = Vec::new();
    let mut left_out: BTreeSet<At> = BTreeSet::new();
    let mut unknown = 0;
    let mut unknown_names: Option<UnknownNames> = None;
    let mut shown = Vec::new();
    let mut contradicts = false;
    for same in groups(&before.open) {
        let Some(first) = same.first() else { continue };
        let field = field_of_all(first);
        let for_all = fields.line(&field);
        let also = format!("also:{field}");
        let others = fields.line(&also);
        let beside = directory.typed(&others, year).unwrap_or_else(|names| {
            unknown_names
                .get_or_insert(UnknownNames(Vec::new()))
                .0
                .extend(names.0);
            Vec::new()
        });
        contradicts |= !others.is_empty() && (for_all == LEAVE_OUT || for_all == NOBODY);
        let mut group = Group {
            field,
            also,
            others,
            label: first.label.clone(),
            why: first.why.label(),
            value: for_all.clone(),
            candidates: first.why.candidates().to_vec(),
            entries: Vec::new(),
            undecided: false,
        };
        for one in same {
            let field = format!("one:{}:{}", one.item, one.label);
            let own = fields.line(&field);
            let value = if own.is_empty() { &for_all } else { &own };
            let is_known = directory
                .department(value)
                .is_some_and(|d| d.exists_in(Some(year)));
            if value == LEAVE_OUT {
                left_out.insert((one.item.clone(), one.label.clone()));
            } else if is_known || value == NOBODY {
                // What is asked beside goes with the choice for all; an item with a choice of its own has that alone.
                let beside = if own.is_empty() && value != NOBODY {
                    beside.as_slice()
                } else {
                    &[]
                };
                // Of several that were decided before, those of which it is known what they have become stay.
                let kept = directory.charged(charges, (&one.item, &one.label), year);
                let chosen = [value].into_iter().filter(|_| value != NOBODY);
                let departments = each_once(kept.into_iter().chain(chosen.chain(beside).cloned()));
                made.push(ChargeDecision {
                    item: one.item.clone(),
                    label: one.label.clone(),
                    from: year,
                    departments,
                });
            } else {
                unknown += usize::from(!value.is_empty());
                group.undecided = true;
            }
            group.entries.push(entry(plan, one, field, own));
        }
        shown.push(group);
    }
    let mut all = charges.to_vec();
    // A charge of the same year for the same label would stand beside the new one.
    all.retain(|old| {
        let same =
            |new: &ChargeDecision| (&old.item, &old.label, old.from) == (&new.item, &new.label, new.from);
        !made.iter().any(same)
    });
    all.extend(made.iter().cloned());
    Chosen {
        opening: opening(plan, directory, &all, year, &left_out),
        charges: all,
        groups: shown,
        unknown,
        unknown_names,
        contradicts,
    }
}

fn entry(plan: &Plan, one: &Undecided, field: String, value: String) -> Entry {
    let item = plan.item(&one.item);
    let number = item.and_then(|i| i.number.clone().or_else(|| i.serial.clone()));
    Entry {
        field,
        number: number.unwrap_or_default(),
        title: item.map_or_else(|| one.item.clone(), |i| i.title.clone()),
        role: one.role,
        value,
    }
}

/// The name of the field that decides for every item with this label.
fn field_of_all(one: &Undecided) -> String {
    let why = match one.why {
        Open::Unknown => "unknown",
        Open::Split(_) => "split",
        Open::Several(_) => "several",
        Open::All => "all",
        Open::Whoever => "whoever",
        Open::Ended(_) => "ended",
        Open::NoLead => "no-lead",
    };
    format!("all:{why}:{}", one.label)
}

/// Whether an entry of a list is the one that was chosen.
pub(super) fn same(entry: &str, chosen: &str) -> bool {
    entry == chosen
}

/// The departments to choose from, by division; a division stands above its own.
pub(super) fn offered(directory: &Directory, year: FiscalYear) -> Vec<(String, Vec<(String, String)>)> {
    let exists = |d: &&Department| d.exists_in(Some(year));
    let pair = |d: &Department| (d.id.clone(), d.name.clone());
    let mut offered: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut alone: Vec<(String, String)> = Vec::new();
    for department in directory.departments.iter().filter(exists) {
        let is_below_one = directory
            .above(department)
            .iter()
            .any(|d| d.exists_in(Some(year)));
        if is_below_one {
            continue;
        }
        let below: Vec<(String, String)> = directory
            .departments
            .iter()
            .filter(exists)
            .filter(|d| {
                directory
                    .above(d)
                    .last()
                    .is_some_and(|top| top.id == department.id)
            })
            .map(pair)
            .collect();
        if below.is_empty() {
            alone.push(pair(department));
        } else {
            let own = (department.id.clone(), format!("{}（全体）", department.name));
            offered.push((department.name.clone(), below.into_iter().chain([own]).collect()));
        }
    }
    if !alone.is_empty() {
        offered.push(("そのほか".to_owned(), alone));
    }
    offered
}

#[cfg(test)]
mod tests {
    use super::*;
    use gyokaku_core::department::Assignment;
    use gyokaku_core::plan::Item;

    fn known(id: &str, name: &str, parent: Option<&str>) -> Department {
        Department {
            id: id.into(),
            name: name.into(),
            aliases: vec![],
            parent: parent.map(Into::into),
            from: None,
            until: None,
            successors: vec![],
        }
    }

    fn fields(pairs: &[(&str, &str)]) -> FormData {
        let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        pairs.collect()
    }

    #[test]
    fn one_choice_for_a_label_and_another_for_one_item() {
        let item = |id: &str, lead: &str| Item {
            id: id.into(),
            departments: Assignment {
                lead: vec![lead.to_owned()],
                support: vec![],
            },
            ..Item::default()
        };
        let plan = Plan {
            items: vec![item("1", "水道課"), item("2", "水道課"), item("3", "全庁")],
            ..Plan::default()
        };
        let directory = Directory {
            departments: vec![
                known("b", "総務部", None),
                known("z", "財政課", Some("b")),
                known("g", "議会事務局", None),
            ],
        };
        let year = FiscalYear::new(2019).expect("a year");
        let of = |pairs: &[(&str, &str)]| chosen(&plan, &directory, &[], year, &fields(pairs));
        assert_eq!((of(&[]).groups.len(), of(&[]).opening.open.len()), (2, 3));
        let some = of(&[
            ("all:unknown:水道課", "z"),
            ("one:2:水道課", "g"),
            ("all:all:全庁", "-"),
        ]);
        assert!(some.opening.open.is_empty());
        let told: Vec<&str> = some
            .opening
            .answers
            .iter()
            .map(|a| a.department.as_str())
            .collect();
        assert_eq!(told, ["z", "g"]);
        assert_eq!((some.charges.len(), some.opening.left_out.len()), (2, 1));
        // All of them, with others beside the one chosen; from now on nobody.
        let several = of(&[
            ("all:unknown:水道課", "z"),
            ("also:all:unknown:水道課", "議会事務局、財政課"),
            ("one:2:水道課", "g"),
            ("all:all:全庁", "--"),
        ]);
        let asked: Vec<(&str, &str)> = several
            .opening
            .answers
            .iter()
            .map(|a| (a.item.as_str(), a.department.as_str()))
            .collect();
        assert_eq!(asked, [("1", "z"), ("1", "g"), ("2", "g")]);
        assert_eq!(
            (several.opening.open.len(), several.opening.left_out.len()),
            (0, 0)
        );
        assert!(several.charges.iter().any(|charge| charge.departments.is_empty()));
        let unknown = of(&[("also:all:all:全庁", "ない課")]);
        assert_eq!(unknown.unknown_names, Some(UnknownNames(vec!["ない課".into()])));
        let foreign = of(&[("all:unknown:水道課", "of-another-body"), ("all:all:全庁", "-")]);
        assert_eq!((foreign.unknown, foreign.opening.open.len()), (2, 2));
        let names: Vec<String> = offered(&directory, year)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["総務部", "そのほか"]);
    }
}
