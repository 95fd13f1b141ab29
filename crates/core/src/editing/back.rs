//! The way back: the act that undoes an act.
//!
//! It is an act like others and is refused like others where the register has changed meanwhile. What is written into
//! the ledger of amounts has none, as no entry is ever changed; what was decided has none either.

use std::collections::HashMap;

use super::act::{Act, Anchor, Deed};
use super::field::{PlanField, SectionField};
use crate::plan::Plan;

/// The act that undoes an act which is about to be done to a plan; none where there is no way back.
pub(super) fn back(plan: &Plan, act: &Act) -> Option<Act> {
    match act {
        Act::WritePlan(values) => {
            let fields = values.iter().map(|(field, _)| *field);
            Some(Act::WritePlan(
                fields
                    .map(|field: PlanField| (field, field.value(plan)))
                    .collect(),
            ))
        }
        Act::AddSection { id, .. } => Some(Act::RemoveSection(id.clone())),
        Act::WriteSection(id, values) => {
            let section = plan.section(id)?;
            let fields = values.iter().map(|(field, _)| *field);
            let old = fields.map(|field: SectionField| (field, field.value(section)));
            Some(Act::WriteSection(id.clone(), old.collect()))
        }
        Act::MoveSection { id, .. } => {
            let parent = plan.section(id)?.parent.clone();
            Some(Act::MoveSection {
                id: id.clone(),
                at: place_of_section(plan, id)?,
                parent,
            })
        }
        Act::RemoveSection(id) => Some(Act::PutBackSection {
            section: Box::new(plan.section(id)?.clone()),
            at: place_of_section(plan, id)?,
        }),
        Act::PutBackSection { section, .. } => Some(Act::RemoveSection(section.id.clone())),
        Act::AddItem { id, .. } => Some(Act::RemoveItem(id.clone())),
        Act::AddItems { items, .. } => Some(Act::All {
            deed: Deed::RemoveItem,
            acts: items
                .iter()
                .map(|item| Act::RemoveItem(item.id.clone()))
                .collect(),
        }),
        Act::MoveItem { id, .. } => {
            let item = plan.item(id)?;
            Some(Act::MoveItem {
                id: id.clone(),
                section: item.section.clone(),
                parent: item.parent.clone(),
                at: place_of_item(plan, id)?,
            })
        }
        Act::RetireItem { id, .. } => Some(Act::RestoreItem(id.clone())),
        Act::RestoreItem(id) => {
            let retired = plan.item(id)?.retired.clone()?;
            Some(Act::RetireItem {
                id: id.clone(),
                on: retired.on,
                reason: retired.reason,
                into: retired.into,
            })
        }
        Act::RemoveItem(id) => Some(Act::PutBackItem {
            item: Box::new(plan.item(id)?.clone()),
            at: place_of_item(plan, id)?,
        }),
        Act::PutBackItem { item, .. } => Some(Act::RemoveItem(item.id.clone())),
        Act::Renumber(numbers) => {
            let known = plan.items.iter();
            let known: HashMap<&str, Option<&str>> = known
                .map(|item| (item.id.as_str(), item.number.as_deref()))
                .collect();
            let old = numbers.iter().map(|(id, _)| {
                let number = known.get(id.as_str())?.unwrap_or_default();
                Some((id.clone(), number.to_owned()))
            });
            Some(Act::Renumber(old.collect::<Option<_>>()?))
        }
        Act::WriteOutlook { vintage, cells } => {
            let turned = cells.iter().map(|(key, seen, new)| (*key, *new, *seen));
            Some(Act::WriteOutlook {
                vintage: vintage.clone(),
                cells: turned.collect(),
            })
        }
        Act::All { deed, acts } => {
            // Each part is undone as the register was before it.
            let mut plan = plan.clone();
            let mut found = Vec::with_capacity(acts.len());
            for act in acts {
                found.push(back(&plan, act)?);
                super::act::apply(&mut plan, act).ok()?;
            }
            found.reverse();
            Some(Act::All {
                deed: *deed,
                acts: found,
            })
        }
        Act::WriteAmounts(_) | Act::WriteItems(_) | Act::Propose(_) | Act::Decide(_) | Act::Back { .. } => {
            None
        }
    }
}

fn place_of_section(plan: &Plan, id: &str) -> Option<Anchor> {
    let section = plan.section(id)?;
    let siblings = plan.sections.iter().filter(|s| s.parent == section.parent);
    anchor(siblings.map(|s| s.id.as_str()), id)
}

fn place_of_item(plan: &Plan, id: &str) -> Option<Anchor> {
    let item = plan.item(id)?;
    let siblings = plan.items.iter();
    let siblings = siblings.filter(|i| i.section == item.section && i.parent == item.parent);
    anchor(siblings.map(|i| i.id.as_str()), id)
}

/// Where something stands among its siblings.
fn anchor<'a>(siblings: impl Iterator<Item = &'a str>, id: &str) -> Option<Anchor> {
    let mut before = None;
    for sibling in siblings {
        if sibling == id {
            return Some(before.map_or(Anchor::First, |before: &str| Anchor::After(before.to_owned())));
        }
        before = Some(sibling);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::act::{NewItem, apply};
    use super::super::field::{ItemField, Value};
    use super::*;
    use crate::fiscal_year::FiscalYear;
    use crate::money::Yen;
    use crate::outlook::OutlookLine;
    use crate::plan::{Item, Section};

    fn section(id: &str, parent: Option<&str>, depth: u8) -> Section {
        Section {
            id: id.into(),
            parent: parent.map(str::to_owned),
            depth,
            title: id.to_uppercase(),
            ..Section::default()
        }
    }

    fn item(id: &str, section: &str, number: &str) -> Item {
        Item {
            id: id.into(),
            section: Some(section.into()),
            number: Some(number.into()),
            title: id.to_uppercase(),
            ..Item::default()
        }
    }

    fn plan() -> Plan {
        let mut plan = Plan {
            title: "計画".into(),
            sections: vec![
                section("a", None, 0),
                section("a1", Some("a"), 1),
                section("a2", Some("a"), 1),
                section("b", None, 0),
                section("c", None, 0),
            ],
            items: vec![
                item("x", "a1", "1"),
                item("y", "a1", "2"),
                item("z", "a2", "3"),
                item("w", "b", "4"),
            ],
            ..Plan::default()
        };
        let on = crate::round::day("2026-10-01").expect("a day");
        plan.items[3].retired = Some(crate::plan::Retirement {
            on,
            reason: "xに統合".into(),
            into: vec!["x".into()],
        });
        plan
    }

    #[test]
    fn every_act_that_has_a_way_back_is_undone_by_it() {
        let text = |text: &str| text.to_owned();
        let words = |text: &str| Value::Words(Some(text.into()));
        let year = FiscalYear::new(2026).expect("a year");
        let new = |id: &str| NewItem {
            id: id.into(),
            values: vec![(ItemField::Title, words(id))],
        };
        let acts = [
            Act::WritePlan(vec![(PlanField::Title, words("別の計画"))]),
            Act::AddSection {
                id: text("n"),
                parent: Some(text("a")),
                label: text(""),
                title: text("新"),
            },
            Act::WriteSection(text("b"), vec![(SectionField::Title, words("別の区分"))]),
            Act::MoveSection {
                id: text("a"),
                parent: None,
                at: Anchor::Last,
            },
            Act::MoveSection {
                id: text("a2"),
                parent: Some(text("b")),
                at: Anchor::First,
            },
            Act::RemoveSection(text("c")),
            Act::AddItem {
                id: text("n"),
                section: Some(text("a2")),
                parent: None,
                number: text(""),
                title: text("新"),
                at: Anchor::First,
            },
            Act::AddItems {
                section: Some(text("b")),
                items: vec![new("n"), new("m")],
            },
            Act::MoveItem {
                id: text("x"),
                section: Some(text("b")),
                parent: None,
                at: Anchor::Last,
            },
            Act::MoveItem {
                id: text("y"),
                section: Some(text("a1")),
                parent: None,
                at: Anchor::First,
            },
            Act::RetireItem {
                id: text("x"),
                on: crate::round::day("2026-11-28").expect("a day"),
                reason: text("終了"),
                into: Vec::new(),
            },
            Act::RestoreItem(text("w")),
            Act::RemoveItem(text("y")),
            Act::Renumber(vec![(text("x"), text("9")), (text("y"), text("8"))]),
            Act::WriteOutlook {
                vintage: text("策定時"),
                cells: vec![
                    ((OutlookLine::Gap, year, None), None, Some(Yen(-5))),
                    (
                        (OutlookLine::Gap, year, FiscalYear::new(2028)),
                        None,
                        Some(Yen(-9)),
                    ),
                ],
            },
        ];
        let whole = Act::All {
            deed: Deed::MoveItem,
            acts: acts[8..10].to_vec(),
        };
        for act in acts.iter().chain([&whole]) {
            let mut changed = plan();
            let done = apply(&mut changed, act).expect("done");
            assert_ne!(changed, plan(), "{act:?}");
            apply(&mut changed, &done.back.expect("a way back")).expect("undone");
            assert_eq!(changed, plan(), "{act:?}");
        }
    }

    #[test]
    fn what_changed_meanwhile_is_not_undone() {
        let mut plan = plan();
        let moved = Act::MoveItem {
            id: "x".into(),
            section: Some("b".into()),
            parent: None,
            at: Anchor::Last,
        };
        let back = apply(&mut plan, &moved).expect("done").back.expect("a way back");
        apply(&mut plan, &Act::RemoveItem("x".into())).expect("removed");
        assert!(apply(&mut plan, &back).is_err());
    }
}
