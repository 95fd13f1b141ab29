//! What a change of the organisation does to the items of the plans, before it is stored.
//!
//! Not here: the change itself (`gyokaku_core::department::change`).

use gyokaku_core::department::{ChargeDecision, duties};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::text::{each_once, fold};
use gyokaku_store::Departments;

use super::known::{Known, items};
use crate::form::FormData;

/// The items of one plan that a change concerns.
#[derive(Clone, Debug)]
pub(super) struct Concerned {
    pub(super) plan: String,
    pub(super) title: String,
    pub(super) entries: Vec<Entry>,
}

/// A duty that a change concerns.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) item: String,
    pub(super) label: String,
    /// The name of its field in the form.
    pub(super) field: String,
    pub(super) href: String,
    pub(super) name: String,
    pub(super) role: &'static str,
    /// Which of the successors takes it over.
    pub(super) chosen: usize,
    /// All departments in charge of the same label, where it was decided that they are several.
    pub(super) together: Vec<String>,
    /// The department among them that changes.
    pub(super) department: String,
}

/// The items that these departments have in the year of the change, of plans that still run then.
/// `chosen` says which successor takes over what no field of the form decides.
pub(super) fn concerned(
    known: &Known,
    ids: &[String],
    from: FiscalYear,
    sent: &FormData,
    chosen: usize,
) -> Vec<Concerned> {
    let mut all = Vec::new();
    for loaded in &known.plans {
        let plan = loaded.plan();
        if plan.period.is_some_and(|p| p.to < from) {
            continue;
        }
        let year = plan.period.map_or(from, |p| p.from.max(from));
        let by_id = items(plan);
        let charges = known.all.charges_of(&loaded.key);
        let duties = duties(plan, known.directory(), charges, year);
        let entries: Vec<Entry> = duties
            .iter()
            .filter_map(|duty| {
                let department = duty.department.as_ref().ok().filter(|id| ids.contains(id))?;
                let at = (duty.item.as_str(), duty.label.as_str());
                let item = by_id.get(duty.item.as_str())?;
                let field = format!("to:{}:{}:{}", loaded.key, duty.item, duty.label);
                Some(Entry {
                    href: format!("{}/items/{}", loaded.href(), item.id),
                    name: item.called(),
                    role: duty.role.label(),
                    chosen: sent
                        .number(&field)
                        .map_or(chosen, |n| usize::try_from(n).unwrap_or(chosen)),
                    item: duty.item.clone(),
                    label: duty.label.clone(),
                    together: known.directory().charged(charges, at, year),
                    department: department.clone(),
                    field,
                })
            })
            .collect();
        if !entries.is_empty() {
            all.push(Concerned {
                plan: loaded.key.clone(),
                title: loaded.title().to_owned(),
                entries,
            });
        }
    }
    all
}

/// Notes for each concerned item which of the new departments takes it over from the year on.
pub(super) fn charge(
    departments: &mut Departments,
    concerned: &[Concerned],
    begun: &[String],
    from: FiscalYear,
) {
    for plan in concerned {
        let charges = departments.charges.entry(plan.plan.clone()).or_default();
        for entry in &plan.entries {
            let Some(department) = begun.get(entry.chosen).or(begun.first()) else {
                continue;
            };
            // What was decided for this year or later spoke of the department that ends.
            let same = |c: &ChargeDecision| {
                c.item == entry.item && fold(&c.label) == fold(&entry.label) && from <= c.from
            };
            charges.retain(|c| !same(c));
            charges.push(ChargeDecision {
                item: entry.item.clone(),
                label: entry.label.clone(),
                from,
                departments: match entry.together.as_slice() {
                    [] | [_] => vec![department.clone()],
                    several => each_once(several.iter().map(|id| match *id == entry.department {
                        true => department.clone(),
                        false => id.clone(),
                    })),
                },
            });
        }
    }
}
