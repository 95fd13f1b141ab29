//! Three figures that say how far a plan is in hand: items whose lead is a living department with somebody in it, answers
//! of the running round that are in, items that are complete.
//!
//! They are for who works on the plan, and never public. Not here: who is in charge (`department::charge`), the answers
//! (`round::board`).

use std::collections::HashSet;

use crate::department::{Duty, Role};
use crate::editing::ItemField;
use crate::fiscal_year::FiscalYear;
use crate::plan::{Item, Plan};

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Portion {
    /// How many.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
}

impl Portion {
    /// Whether nothing is missing.
    pub fn is_whole(self) -> bool {
        self.part == self.whole
    }
}

/// The fields that a complete item has.
pub const OF_A_COMPLETE_ITEM: [ItemField; 4] = [
    ItemField::Lead,
    ItemField::Content,
    ItemField::Target,
    ItemField::Schedule,
];

/// The items of a plan that count: worked on in a year, and not printed elsewhere too.
fn counted(plan: &Plan, year: FiscalYear) -> impl Iterator<Item = &Item> {
    let is_counted = move |item: &&Item| !item.repeated && item.is_worked_on_in(year);
    plan.items.iter().filter(is_counted)
}

/// How many items have a lead that is a department of the year with somebody in it, by the duties of the year and the
/// departments that have somebody.
pub fn led(plan: &Plan, duties: &[Duty], staffed: &HashSet<String>, year: FiscalYear) -> Portion {
    let leads = duties.iter().filter(|duty| duty.role == Role::Lead);
    let living = leads.filter(|duty| duty.department.as_ref().is_ok_and(|id| staffed.contains(id)));
    let led: HashSet<&str> = living.map(|duty| duty.item.as_str()).collect();
    portion(plan, year, |item| led.contains(item.id.as_str()))
}

/// How many items have all that a complete item has.
pub fn complete(plan: &Plan, year: FiscalYear) -> Portion {
    portion(plan, year, |item| missing(item).is_empty())
}

/// What an item lacks.
pub fn missing(item: &Item) -> Vec<ItemField> {
    let is_blank = |field: &ItemField| field.text(item).trim().is_empty();
    OF_A_COMPLETE_ITEM.into_iter().filter(is_blank).collect()
}

fn portion(plan: &Plan, year: FiscalYear, is_one: impl Fn(&Item) -> bool) -> Portion {
    counted(plan, year).fold(Portion::default(), |so_far, item| Portion {
        part: so_far.part + usize::from(is_one(item)),
        whole: so_far.whole + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::department::{Department, Directory, duties};

    fn year() -> FiscalYear {
        FiscalYear::new(2026).expect("a year")
    }

    fn item(id: &str, lead: &str) -> Item {
        let mut item = Item {
            id: id.into(),
            title: id.into(),
            content: Some("内容".into()),
            target: Some("目標".into()),
            ..Item::default()
        };
        item.schedule.every_year = true;
        item.departments.lead = vec![lead.to_owned()];
        item
    }

    #[test]
    fn an_item_is_led_by_a_living_department_with_somebody_in_it() {
        let mut repeated = item("e", "財政課");
        repeated.repeated = true;
        let plan = Plan {
            items: vec![
                item("a", "財政課"),
                item("b", "市民課"),
                item("c", "なくなった課"),
                repeated,
            ],
            ..Plan::default()
        };
        let department = |id: &str, name: &str| Department {
            id: id.into(),
            name: name.into(),
            aliases: Vec::new(),
            parent: None,
            from: None,
            until: None,
            successors: Vec::new(),
        };
        let directory = Directory {
            departments: vec![department("d1", "財政課"), department("d2", "市民課")],
        };
        let duties = duties(&plan, &directory, &[], year());
        let staffed: HashSet<String> = ["d1".to_owned()].into();
        assert_eq!(
            led(&plan, &duties, &staffed, year()),
            Portion { part: 1, whole: 3 }
        );
    }

    #[test]
    fn a_complete_item_lacks_nothing() {
        let mut open = item("b", "市民課");
        open.target = None;
        open.schedule.every_year = false;
        assert_eq!(missing(&open), [ItemField::Target, ItemField::Schedule]);
        let plan = Plan {
            items: vec![item("a", "財政課"), open],
            ..Plan::default()
        };
        let complete = complete(&plan, year());
        assert_eq!(complete, Portion { part: 1, whole: 2 });
        assert!(!complete.is_whole());
    }
}
