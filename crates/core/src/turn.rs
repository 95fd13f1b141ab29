//! The year's turn (年度更新): what is settled between a year that was closed and the round about the next one.
//!
//! Nothing of it is stored as such: what is left to do follows from the register, so that the turn can be made in one go
//! or bit by bit, by several people. Not here: who is in charge (`department::charge`), opening the round (`round::opening`).

use std::collections::{HashMap, HashSet};

use time::{Date, Month};

use crate::editing::{Act, Deed, FieldWrite, Indicators, ItemField, Together, Value, ValueWrite};
use crate::fiscal_year::FiscalYear;
use crate::indicator::{Indicator, IndicatorValue, Measured, ValueKind};
use crate::plan::{Item, Plan};
use crate::text::fold;

/// A serial number (通し番号) as it is, and as it is in the new year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renumbered {
    /// The identity of the item.
    pub item: String,
    /// As it is; empty where there is none.
    pub old: String,
    /// As it will be; empty where the item is worked on no longer.
    pub new: String,
}

/// A target that goes on in the new year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The identity of the indicator.
    pub indicator: String,
    /// The last year that has a target.
    pub from: FiscalYear,
    /// The target.
    pub value: Measured,
}

/// What is chosen of the turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The items that end, by identity.
    pub ends: Vec<String>,
    /// Whether the serial numbers are given anew.
    pub renumbers: bool,
    /// The indicators whose targets go on, by identity.
    pub carries: Vec<String>,
}

/// Why an item ends that the turn lets end.
const OVER: &str = "予定した期間の終了";

/// The first day of a fiscal year.
fn first_day(year: FiscalYear) -> Option<Date> {
    Date::from_calendar_date(i32::from(year.western()), Month::April, 1).ok()
}

/// How serial numbers are written: what stands before the number, and to how many digits it is filled up; none where not
/// most of the items have one of that kind.
fn style(plan: &Plan) -> Option<(String, usize)> {
    let listed = || plan.items.iter().filter(|item| !item.repeated);
    let mut found: HashMap<&str, Vec<&str>> = HashMap::new();
    for serial in listed().filter_map(|item| item.serial.as_deref()) {
        let digits = serial.chars().rev().take_while(char::is_ascii_digit).count();
        if digits > 0 {
            let (head, number) = serial.split_at(serial.len() - digits);
            found.entry(head).or_default().push(number);
        }
    }
    let (head, numbers) = found
        .into_iter()
        .max_by_key(|(head, numbers)| (numbers.len(), *head))?;
    let is_filled = numbers
        .iter()
        .any(|number| number.len() > 1 && number.starts_with('0'));
    let width = numbers
        .iter()
        .map(|number| number.len())
        .max()
        .filter(|_| is_filled);
    (numbers.len() * 2 > listed().count()).then(|| (head.to_owned(), width.unwrap_or(0)))
}

/// The serial numbers of a year: one after the other in the order of the plan, for what is worked on in it; those alone
/// that become others. What is printed elsewhere too (再掲) and has a number has that of the item that it repeats. None
/// where the plan gives no serial numbers of one kind.
pub fn renumbered(plan: &Plan, year: FiscalYear, ends: &[String]) -> Vec<Renumbered> {
    let Some((head, width)) = style(plan) else {
        return Vec::new();
    };
    let mut count = 0_usize;
    let mut given: HashMap<String, String> = HashMap::new();
    let first = plan.items.iter().filter(|item| !item.repeated).map(|item| {
        let goes_on = item.is_worked_on_in(year) && !ends.contains(&item.id);
        let new = match goes_on {
            true => {
                count += 1;
                format!("{head}{count:0width$}")
            }
            false => String::new(),
        };
        given.insert(fold(&item.title), new.clone());
        (item, new)
    });
    let first: Vec<(&Item, String)> = first.collect();
    let again = plan
        .items
        .iter()
        .filter(|item| item.repeated && item.serial.is_some());
    let again = again.filter_map(|item| Some((item, given.get(&fold(&item.title))?.clone())));
    let all = first.into_iter().chain(again);
    all.map(|(item, new)| Renumbered {
        item: item.id.clone(),
        old: item.serial.clone().unwrap_or_default(),
        new,
    })
    .filter(|one| one.old != one.new)
    .collect()
}

/// The items whose plan by year was over before a year and that have not ended.
pub fn over(plan: &Plan, year: FiscalYear) -> Vec<&Item> {
    let is_over = |item: &&Item| {
        let schedule = &item.schedule;
        let last = schedule.steps.iter().map(|step| step.fiscal_year).max();
        let goes_on = schedule.every_year || schedule.steps.iter().any(|step| step.open);
        !item.repeated && item.is_worked_on_in(year) && !goes_on && last.is_some_and(|last| last < year)
    };
    plan.items.iter().filter(is_over).collect()
}

/// The items that have a plan by year, and none for a year in which they are worked on.
pub fn unplanned(plan: &Plan, year: FiscalYear) -> Vec<&Item> {
    let is_unplanned = |item: &&Item| {
        let schedule = &item.schedule;
        let reaches = schedule.every_year
            || schedule
                .steps
                .iter()
                .any(|step| step.fiscal_year == year || (step.open && step.fiscal_year < year));
        let begins_later = schedule.steps.iter().all(|step| step.fiscal_year > year);
        !item.repeated
            && item.is_worked_on_in(year)
            && !schedule.steps.is_empty()
            && !reaches
            && !begins_later
    };
    plan.items.iter().filter(is_unplanned).collect()
}

/// The targets that go on in a year because none is set for it: the last one of each indicator. An indicator of an item
/// that is worked on no longer has none.
pub fn carried(plan: &Plan, year: FiscalYear) -> Vec<Carried> {
    let left: HashSet<&str> = plan
        .items
        .iter()
        .filter(|item| !item.is_worked_on_in(year))
        .map(|item| item.id.as_str())
        .collect();
    let of = |indicator: &Indicator| {
        let is_left = indicator.item.as_deref().is_some_and(|item| left.contains(item));
        let targets = indicator.values.iter().filter(|v| v.kind == ValueKind::Target);
        let is_set = |v: &IndicatorValue| v.fiscal_year.is_none() || v.fiscal_year >= Some(year);
        if is_left || targets.clone().any(is_set) {
            return None;
        }
        let last = targets.max_by_key(|v| v.fiscal_year)?;
        Some(Carried {
            indicator: indicator.id.clone(),
            from: last.fiscal_year?,
            value: last.measured(),
        })
    };
    plan.indicators.iter().filter_map(of).collect()
}

/// What is chosen of the turn as one act; none where nothing is.
pub fn act(plan: &Plan, year: FiscalYear, chosen: &Chosen) -> Option<Act> {
    let on = first_day(year)?;
    let over: HashSet<&str> = over(plan, year)
        .into_iter()
        .map(|item| item.id.as_str())
        .collect();
    let ends: Vec<String> = chosen
        .ends
        .iter()
        .filter(|id| over.contains(id.as_str()))
        .cloned()
        .collect();
    let mut acts: Vec<Act> = ends
        .iter()
        .map(|id| Act::RetireItem {
            id: id.clone(),
            on,
            reason: OVER.to_owned(),
            into: Vec::new(),
        })
        .collect();
    if chosen.renumbers {
        let writes = renumbered(plan, year, &ends).into_iter().map(|one| FieldWrite {
            item: one.item,
            field: ItemField::Serial,
            seen: one.old,
            value: Value::Words(Some(one.new).filter(|new| !new.is_empty())),
        });
        let writes: Vec<FieldWrite> = writes.collect();
        if !writes.is_empty() {
            acts.push(Act::WriteItems(Together {
                writes,
                new: Vec::new(),
            }));
        }
    }
    let carried = carried(plan, year)
        .into_iter()
        .filter(|one| chosen.carries.contains(&one.indicator));
    let units: HashMap<&str, &str> = plan
        .indicators
        .iter()
        .map(|one| (one.id.as_str(), one.unit.as_str()))
        .collect();
    let values = carried.map(|one| ValueWrite {
        unit: units
            .get(one.indicator.as_str())
            .copied()
            .unwrap_or_default()
            .to_owned(),
        id: one.indicator,
        kind: ValueKind::Target,
        fiscal_year: Some(year),
        seen: String::new(),
        value: Some(one.value),
    });
    let values: Vec<ValueWrite> = values.collect();
    if !values.is_empty() {
        acts.push(Act::WriteIndicators(Indicators {
            heads: Vec::new(),
            values,
        }));
    }
    (!acts.is_empty()).then_some(Act::All {
        deed: Deed::TurnYear,
        acts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editing::apply;
    use crate::indicator::Decimal;
    use crate::plan::{Schedule, Step};

    fn year(western: i16) -> FiscalYear {
        FiscalYear::new(western).expect("a year")
    }

    fn item(id: &str, serial: &str, steps: &[(i16, bool)]) -> Item {
        Item {
            id: id.into(),
            title: id.into(),
            serial: Some(serial.into()).filter(|s: &String| !s.is_empty()),
            schedule: Schedule {
                steps: steps
                    .iter()
                    .map(|(western, open)| Step {
                        fiscal_year: year(*western),
                        text: "検討".into(),
                        open: *open,
                        at: Default::default(),
                    })
                    .collect(),
                ..Schedule::default()
            },
            ..Item::default()
        }
    }

    fn plan() -> Plan {
        let target = |western: i16, value: i64| IndicatorValue {
            fiscal_year: Some(year(western)),
            kind: ValueKind::Target,
            number: Some(Decimal { value, places: 0 }),
            fraction: None,
            at: Default::default(),
        };
        Plan {
            items: vec![
                item("a", "No.1", &[(2025, false), (2026, true)]),
                item("b", "No.2", &[(2025, false), (2026, false)]),
                item("c", "No.3", &[(2028, false)]),
                item("d", "", &[(2026, false), (2028, false)]),
            ],
            indicators: vec![Indicator {
                id: "k".into(),
                name: "収納率".into(),
                unit: "％".into(),
                values: vec![target(2025, 90), target(2026, 95)],
                item: None,
                direction: crate::indicator::Direction::Up,
            }],
            ..Plan::default()
        }
    }

    fn ids(items: Vec<&Item>) -> Vec<&str> {
        items.into_iter().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn what_is_over_and_what_is_not_planned_is_told() {
        let plan = plan();
        assert_eq!(ids(over(&plan, year(2027))), ["b"], "a goes on, c begins later");
        assert_eq!(ids(unplanned(&plan, year(2027))), ["b", "d"]);
        assert_eq!(ids(over(&plan, year(2026))), [""; 0]);
    }

    #[test]
    fn the_turn_is_one_act_with_a_way_back() {
        let mut plan = plan();
        let before = plan.clone();
        let chosen = Chosen {
            ends: vec!["b".into(), "a".into()],
            renumbers: true,
            carries: vec!["k".into()],
        };
        let act = act(&plan, year(2027), &chosen).expect("an act");
        let done = apply(&mut plan, &act).expect("done");
        let serials: Vec<Option<&str>> = plan.items.iter().map(|item| item.serial.as_deref()).collect();
        assert_eq!(serials, [Some("No.1"), None, Some("No.2"), Some("No.3")]);
        assert_eq!(
            plan.items[0].retired, None,
            "what is not over is not ended by the turn"
        );
        let ended = plan.items[1].retired.as_ref().expect("it ended");
        assert_eq!(
            (ended.on, ended.reason.as_str()),
            (first_day(year(2027)).expect("a day"), OVER)
        );
        let target = plan.indicators[0].values.last().expect("a target");
        assert_eq!(
            (target.fiscal_year, target.number.map(|n| n.value)),
            (Some(year(2027)), Some(95))
        );
        // Once it is made, nothing of it is left.
        assert!(over(&plan, year(2027)).is_empty() && carried(&plan, year(2027)).is_empty());
        assert!(renumbered(&plan, year(2027), &[]).is_empty());
        let crate::editing::Back::By(undo) = done.back else {
            panic!("a way back")
        };
        apply(&mut plan, &undo).expect("undone");
        assert_eq!(plan, before);
    }

    fn new(plan: &Plan) -> Vec<String> {
        renumbered(plan, year(2027), &[])
            .into_iter()
            .map(|one| one.new)
            .collect()
    }

    #[test]
    fn a_plan_without_serial_numbers_of_one_kind_is_given_none() {
        let mut plan = plan();
        for item in &mut plan.items {
            item.serial = None;
        }
        assert!(new(&plan).is_empty());
        let heads = ["A-1", "A-2", "B-1", "B-2"];
        for (item, serial) in plan.items.iter_mut().zip(heads) {
            item.serial = Some(serial.into());
        }
        assert!(new(&plan).is_empty(), "each head counts for itself");
    }

    #[test]
    fn numbers_keep_their_width_and_what_is_repeated_follows() {
        let mut plan = plan();
        for (item, serial) in plan.items.iter_mut().zip(["01", "03", "09", "12"]) {
            item.serial = Some(serial.into());
        }
        assert_eq!(new(&plan), ["02", "03", "04"], "01 stays as it is");
        let mut again = item("e", "12", &[]);
        (again.title, again.repeated) = ("d".into(), true);
        plan.items.push(again);
        assert_eq!(new(&plan), ["02", "03", "04", "04"]);
        // What ended before has its number no longer.
        plan.items[0].retired = Some(crate::plan::Retirement {
            on: first_day(year(2026)).expect("a day"),
            reason: String::new(),
            into: Vec::new(),
        });
        assert_eq!(new(&plan), ["", "01", "02", "03", "03"]);
    }
}
