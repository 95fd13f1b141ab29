//! What is done with the parts of a register: adding, moving, retiring, removing, numbering anew.
//!
//! Invariant: after an act that was not refused every part still has what it belongs to, a child stands after its
//! parent, and nothing lies under itself. Not here: writing a field of an item, which needs no other part of the plan.

use time::Date;

use super::amend::Deciding;
use super::amounts::Amounts;
use super::deed::Deed;
use super::field::{ItemField, Value};
use super::indicators::{Indicators, NewIndicator};
use super::items::NewItem;
use super::lineage::EdgeWrite;
use super::own::PlanWrite;
use super::refusal::Refusal;
use super::rewind::Rewind;
use super::sections::SectionWrite;
use super::together::Together;
use super::voices::{Voice, VoiceWrite};
use super::{amend, amounts, indicators, items, lineage, outlook, own, sections, together, voices};
use crate::amendment::Amendment;
use crate::money::Yen;
use crate::outlook::OutlookKey;
use crate::plan::{Item, Plan};
use crate::text::each_once;

/// Where a part comes among its siblings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Before all others.
    First,
    /// After the part with this identity.
    After(String),
    /// After all others.
    Last,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Fields of the plan are written.
    WritePlan(Vec<PlanWrite>),
    /// A section is added.
    AddSection {
        /// Its identity.
        id: String,
        /// The section above.
        parent: Option<String>,
        /// Its number.
        label: String,
        /// Its title.
        title: String,
    },
    /// Fields of a section are written.
    WriteSection(String, Vec<SectionWrite>),
    /// A section is moved with all that it holds.
    MoveSection {
        /// Its identity.
        id: String,
        /// The section above from now on.
        parent: Option<String>,
        /// Where among its siblings.
        at: Anchor,
    },
    /// An empty section is removed.
    RemoveSection(String),
    /// An item is added.
    AddItem {
        /// Its identity.
        id: String,
        /// The section that it belongs to.
        section: Option<String>,
        /// The item that it belongs to.
        parent: Option<String>,
        /// Its number.
        number: String,
        /// Its title.
        title: String,
        /// Where among its siblings.
        at: Anchor,
    },
    /// Items are added after the others of a section.
    AddItems {
        /// The section that they belong to.
        section: Option<String>,
        /// The items, in order.
        items: Vec<NewItem>,
    },
    /// Fields of many items are written, and items are added, at once.
    WriteItems(Together),
    /// An item is moved with those that belong to it.
    MoveItem {
        /// Its identity.
        id: String,
        /// The section from now on.
        section: Option<String>,
        /// The item that it belongs to from now on.
        parent: Option<String>,
        /// Where among its siblings.
        at: Anchor,
    },
    /// An item is worked on no longer.
    RetireItem {
        /// Its identity.
        id: String,
        /// From which day on.
        on: Date,
        /// Why.
        reason: String,
        /// The items that it goes into, where it is merged or split.
        into: Vec<String>,
    },
    /// A retired item is worked on again.
    RestoreItem(String),
    /// An item that nothing is known of but itself is removed.
    RemoveItem(String),
    /// Items are numbered anew.
    Renumber(Vec<(String, String)>),
    /// Amounts are written into the ledger.
    WriteAmounts(Amounts),
    /// Figures of a fiscal outlook are written.
    WriteOutlook {
        /// The occasion.
        vintage: String,
        /// The figures: what each is of, what was seen, and what shall be there; none for a blank.
        cells: Vec<(OutlookKey, Option<Yen>, Option<Yen>)>,
    },
    /// Indicators are added.
    AddIndicators(Vec<NewIndicator>),
    /// Indicators are named otherwise and measured.
    WriteIndicators(Indicators),
    /// What became of items is written.
    WriteEdges(Vec<EdgeWrite>),
    /// An indicator of which nothing was measured is removed.
    RemoveIndicator(String),
    /// Councils, meetings and what is said around the plan are written.
    WriteVoices(Vec<VoiceWrite>),
    /// A change in mid-plan is proposed.
    Propose(Box<Amendment>),
    /// It is decided on a proposal.
    Decide(Deciding),
    /// Several acts, all of them or none.
    All {
        /// What they are together.
        deed: Deed,
        /// One after the other.
        acts: Vec<Act>,
    },
    /// An act is undone, as long as what it changed still is as it left it.
    Undo(Box<Rewind>),
}

impl Act {
    /// What kind of act it is.
    pub fn deed(&self) -> Deed {
        match self {
            Act::WritePlan(_) => Deed::WritePlan,
            Act::AddSection { .. } => Deed::AddSection,
            Act::WriteSection(..) => Deed::WriteSection,
            Act::MoveSection { .. } => Deed::MoveSection,
            Act::RemoveSection(_) => Deed::RemoveSection,
            Act::AddItem { .. } | Act::AddItems { .. } => Deed::AddItem,
            Act::WriteItems(_) => Deed::WriteItems,
            Act::MoveItem { .. } => Deed::MoveItem,
            Act::RetireItem { into, .. } if !into.is_empty() => Deed::MergeItem,
            Act::RetireItem { .. } => Deed::RetireItem,
            Act::RestoreItem(_) => Deed::RestoreItem,
            Act::RemoveItem(_) => Deed::RemoveItem,
            Act::Renumber(_) => Deed::Renumber,
            Act::WriteAmounts(_) => Deed::WriteAmounts,
            Act::WriteEdges(_) => Deed::WriteEdges,
            Act::AddIndicators(_) => Deed::AddIndicators,
            Act::WriteIndicators(_) => Deed::WriteIndicators,
            Act::RemoveIndicator(_) => Deed::RemoveIndicator,
            Act::WriteVoices(_) => Deed::WriteVoices,
            Act::WriteOutlook { .. } => Deed::WriteOutlook,
            Act::Propose(_) => Deed::Propose,
            Act::Decide(_) => Deed::Decide,
            Act::All { deed, .. } => *deed,
            Act::Undo(_) => Deed::Undo,
        }
    }

    /// The identity of the part that it is about; empty for the plan.
    pub fn element(&self) -> &str {
        match self {
            Act::WritePlan(_)
            | Act::AddItems { .. }
            | Act::WriteItems(_)
            | Act::Renumber(_)
            | Act::WriteAmounts(_)
            | Act::WriteOutlook { .. }
            | Act::WriteEdges(_)
            | Act::AddIndicators(_)
            | Act::WriteIndicators(_)
            | Act::WriteVoices(_)
            | Act::RemoveIndicator(_) => "",
            Act::Decide(deciding) => &deciding.item,
            Act::All { acts, .. } => acts.last().map_or("", Act::element),
            Act::Undo(rewind) => rewind.elements().first().copied().unwrap_or_default(),
            Act::Propose(proposed) => &proposed.item,
            Act::WriteSection(id, _)
            | Act::RemoveSection(id)
            | Act::RestoreItem(id)
            | Act::RemoveItem(id)
            | Act::AddSection { id, .. }
            | Act::MoveSection { id, .. }
            | Act::AddItem { id, .. }
            | Act::MoveItem { id, .. }
            | Act::RetireItem { id, .. } => id,
        }
    }

    /// The identities of the items that are gone after it.
    pub fn removes(&self) -> Vec<&str> {
        match self {
            Act::RemoveItem(id) => vec![id],
            Act::All { acts, .. } => acts.iter().flat_map(Act::removes).collect(),
            Act::Undo(rewind) => rewind.removes(),
            _ => Vec::new(),
        }
    }

    /// The identities of all parts whose history it belongs to; what is done to a section or to many items is the
    /// plan's history as well.
    pub fn elements(&self) -> Vec<&str> {
        match self {
            Act::Renumber(numbers) => {
                let items = numbers.iter().map(|(id, _)| id.as_str());
                [""].into_iter().chain(items).collect()
            }
            Act::AddItems { items, .. } => {
                let items = items.iter().map(|item| item.id.as_str());
                [""].into_iter().chain(items).collect()
            }
            // Each item of a whole list has an entry of its own.
            Act::WritePlan(_)
            | Act::WriteOutlook { .. }
            | Act::WriteItems(_)
            | Act::WriteEdges(_)
            | Act::AddIndicators(_)
            | Act::WriteIndicators(_)
            | Act::RemoveIndicator(_) => vec![""],
            // What is said of an item is part of its history.
            Act::WriteVoices(writes) => {
                let voices = writes
                    .iter()
                    .flat_map(|write| [&write.seen, &write.voice])
                    .flatten();
                let items = voices.flat_map(Voice::items);
                each_once([""].into_iter().chain(items.map(String::as_str)))
            }
            Act::WriteAmounts(amounts) => {
                let parts = amounts.cells.iter().map(|cell| cell.on.id());
                each_once([""].into_iter().chain(parts))
            }
            Act::All { acts, .. } => each_once(acts.iter().flat_map(Act::elements)),
            Act::Undo(rewind) => each_once([""].into_iter().chain(rewind.elements())),
            _ => each_once(["", self.element()]),
        }
    }
}

/// What was done, as the history tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What the part is called.
    pub name: String,
    /// What was there before and is there now, by label.
    pub details: Vec<Detail>,
    /// What undoes it.
    pub back: Back,
}

/// The way back from an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Back {
    /// Nothing changed that anybody could go back over.
    Nothing,
    /// This act undoes it.
    By(Box<Act>),
    /// There is none: what was written into the ledger or decided stays.
    Never,
}

impl Back {
    /// The way from a register back to what it was before.
    fn between(before: &Plan, after: &Plan) -> Self {
        match Rewind::between(before, after) {
            _ if before == after => Back::Nothing,
            Some(rewind) => Back::By(Box::new(Act::Undo(Box::new(rewind)))),
            None => Back::Never,
        }
    }
}

/// A label, what was there before, and what is there now.
pub type Detail = (String, Option<String>, Option<String>);

impl Done {
    pub(super) fn of(name: String, details: Vec<Detail>) -> Self {
        Done {
            name,
            details,
            back: Back::Nothing,
        }
    }
}

/// How deep sections may lie, and items below items.
pub(super) const DEEPEST: u8 = 8;

/// Whether anything of a plan can begin or end on a day.
pub(super) fn is_day_of_a_plan(day: Date) -> bool {
    (1926..=2200).contains(&day.year())
}

/// Does it.
///
/// # Errors
/// The register is not as it must be; it is then as it was.
pub fn apply(plan: &mut Plan, act: &Act) -> Result<Done, Refusal> {
    let mut after = plan.clone();
    let done = carry_out(&mut after, act)?;
    let back = match act {
        // What undoes an undoing would be the act itself, done again.
        Act::Undo(_) => Back::Nothing,
        _ => Back::between(plan, &after),
    };
    *plan = after;
    Ok(Done { back, ..done })
}

/// Does it to a register that is thrown away where it is refused.
pub(super) fn carry_out(plan: &mut Plan, act: &Act) -> Result<Done, Refusal> {
    match act {
        Act::WritePlan(values) => own::write(plan, values),
        Act::AddSection {
            id,
            parent,
            label,
            title,
        } => sections::add(plan, id, parent.as_deref(), label, title),
        Act::WriteSection(id, values) => sections::write(plan, id, values),
        Act::MoveSection { id, parent, at } => sections::shift(plan, id, parent.as_deref(), at),
        Act::RemoveSection(id) => sections::remove(plan, id),
        Act::AddItem {
            id,
            section,
            parent,
            number,
            title,
            at,
        } => {
            let words = |text: &str| Value::Words(blank(text.to_owned()));
            let new = NewItem {
                id: id.clone(),
                values: vec![
                    (ItemField::Number, words(number)),
                    (ItemField::Title, words(title)),
                ],
            };
            items::add(plan, &new, (section.as_deref(), parent.as_deref()), at)
        }
        Act::AddItems { section, items } => items::add_all(plan, section.as_deref(), items),
        Act::WriteItems(together) => together::write(plan, together),
        Act::MoveItem {
            id,
            section,
            parent,
            at,
        } => items::shift(plan, id, section.as_deref(), parent.as_deref(), at),
        Act::RetireItem { id, on, reason, into } => items::retire(plan, id, *on, reason, into),
        Act::RestoreItem(id) => items::restore(plan, id),
        Act::RemoveItem(id) => items::remove(plan, id),
        Act::Propose(proposed) => amend::propose(plan, proposed),
        Act::Decide(deciding) => amend::decide(plan, deciding),
        Act::All { acts, .. } => {
            let (mut names, mut details) = (Vec::new(), Vec::new());
            for act in acts {
                let done = carry_out(plan, act)?;
                names.push(done.name);
                details.extend(done.details);
            }
            names.dedup();
            Ok(Done::of(names.join("、"), details))
        }
        Act::Undo(rewind) => rewind.undo(plan),
        Act::WriteAmounts(amounts) => amounts::write(plan, amounts),
        Act::WriteOutlook { vintage, cells } => outlook::write(plan, vintage, cells),
        Act::WriteEdges(writes) => lineage::write(plan, writes),
        Act::AddIndicators(new) => indicators::add(plan, new),
        Act::WriteIndicators(written) => indicators::write(plan, written),
        Act::RemoveIndicator(id) => indicators::remove(plan, id),
        Act::WriteVoices(writes) => voices::write(plan, writes),
        Act::Renumber(numbers) => items::renumber(plan, numbers),
    }
}

pub(super) fn titled(title: &str) -> Result<String, Refusal> {
    match title.trim() {
        "" => Err(Refusal::NoTitle),
        title => Ok(title.to_owned()),
    }
}

/// Where something lies, in words.
pub(super) fn whereto(plan: &Plan, section: Option<&str>, parent: Option<&str>) -> String {
    let section = section.map(|id| plan.path(id).join(" ＞ "));
    let parent = parent.and_then(|id| plan.item(id)).map(Item::called);
    let parts: Vec<String> = section.into_iter().chain(parent).collect();
    match parts.is_empty() {
        true => "区分なし".to_owned(),
        false => parts.join(" ＞ "),
    }
}

/// A text, none where it is empty.
pub(super) fn blank(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::field::PlanField;
    use super::super::sample::{item, section};
    use super::*;
    use crate::fiscal_year::FiscalYear;
    use crate::progress::{Evaluation, Evaluator};

    /// a (a1 (x, y), a2 (z)), b (w (w1))
    fn plan() -> Plan {
        Plan {
            levels: vec!["基本方針".into(), "推進施策".into()],
            sections: vec![
                section("a", None, 0),
                section("a1", Some("a"), 1),
                section("a2", Some("a"), 1),
                section("b", None, 0),
            ],
            items: vec![
                item("x", "a1", None),
                item("y", "a1", None),
                item("z", "a2", None),
                item("w", "b", None),
                item("w1", "b", Some("w")),
            ],
            ..Plan::default()
        }
    }

    fn items(plan: &Plan) -> String {
        let ids: Vec<&str> = plan.items.iter().map(|i| i.id.as_str()).collect();
        ids.join(" ")
    }

    fn sections(plan: &Plan) -> String {
        let ids = plan.sections.iter().map(|s| format!("{}{}", s.id, s.depth));
        ids.collect::<Vec<_>>().join(" ")
    }

    fn at(section: &str, parent: Option<&str>, id: &str, at: Anchor) -> Act {
        Act::MoveItem {
            id: id.into(),
            section: Some(section.into()),
            parent: parent.map(str::to_owned),
            at,
        }
    }

    #[test]
    fn items_move_with_those_that_belong_to_them() {
        for (act, expected) in [
            (at("a1", None, "w", Anchor::First), "w w1 x y z"),
            (at("a1", None, "w", Anchor::After("x".into())), "x w w1 y z"),
            (at("a2", None, "x", Anchor::Last), "y z x w w1"),
            (at("b", Some("w"), "y", Anchor::Last), "x z w w1 y"),
            (at("b", Some("w"), "y", Anchor::First), "x z w y w1"),
            (at("b", None, "z", Anchor::After("w".into())), "x y w w1 z"),
        ] {
            let mut plan = plan();
            apply(&mut plan, &act).expect("a move");
            assert_eq!(items(&plan), expected, "{act:?}");
            for item in &plan.items {
                let above = item.parent.as_deref().and_then(|id| plan.item(id));
                assert!(above.is_none_or(|above| above.section == item.section), "{act:?}");
            }
        }
        let mut kept = plan();
        let under = apply(&mut kept, &at("b", Some("w1"), "w", Anchor::Last));
        assert_eq!(under, Err(Refusal::UnderItself));
        let gone = apply(&mut kept, &at("none", None, "w", Anchor::Last));
        assert_eq!(gone, Err(Refusal::Gone));
        let elsewhere = apply(&mut kept, &at("a1", Some("w"), "z", Anchor::Last));
        assert_eq!(elsewhere, Err(Refusal::Gone), "its parent is in another section");
        assert_eq!(kept, plan(), "what is refused changes nothing");
    }

    #[test]
    fn the_first_item_of_a_section_comes_after_those_before_it() {
        let mut plan = plan();
        apply(&mut plan, &at("a1", None, "z", Anchor::Last)).expect("a move");
        let new = Act::AddItem {
            id: "n".into(),
            section: Some("a2".into()),
            parent: None,
            number: "2-1".into(),
            title: "新しい取組".into(),
            at: Anchor::Last,
        };
        let done = apply(&mut plan, &new).expect("an item");
        assert_eq!(done.name, "2-1 新しい取組");
        assert_eq!(items(&plan), "x y z n w w1");
        let Act::AddItem { title, .. } = &new else { return };
        let nameless = Act::AddItem {
            id: "m".into(),
            section: None,
            parent: None,
            number: String::new(),
            title: title.replace("新しい取組", " "),
            at: Anchor::Last,
        };
        assert_eq!(apply(&mut plan, &nameless), Err(Refusal::NoTitle));
    }

    #[test]
    fn many_items_are_added_in_order_or_none_of_them() {
        let mut plan = plan();
        let new = |id: &str, title: &str| NewItem {
            id: id.into(),
            values: vec![
                (ItemField::Title, Value::Words(Some(title.into()))),
                (ItemField::Lead, Value::List(vec!["財政課".into()])),
            ],
        };
        let two = |section: &str, second: &str| Act::AddItems {
            section: Some(section.into()),
            items: vec![new("n", "一つ目"), new("m", second)],
        };
        let before = plan.clone();
        assert_eq!(apply(&mut plan, &two("a1", "")), Err(Refusal::NoTitle));
        assert_eq!(apply(&mut plan, &two("none", "二つ目")), Err(Refusal::Gone));
        assert_eq!(plan, before);
        let act = two("a1", "二つ目");
        let done = apply(&mut plan, &act).expect("done");
        assert_eq!((done.name.as_str(), done.details.len()), ("2件", 2));
        assert_eq!(items(&plan), "x y n m z w w1");
        assert_eq!(
            plan.item("m").map(|item| item.departments.lead.clone()),
            Some(vec!["財政課".into()])
        );
        assert_eq!(act.elements(), ["", "n", "m"]);
    }

    #[test]
    fn sections_move_with_all_that_they_hold() {
        let mut plan = plan();
        let to = |id: &str, parent: Option<&str>, at| Act::MoveSection {
            id: id.into(),
            parent: parent.map(str::to_owned),
            at,
        };
        apply(&mut plan, &to("a", None, Anchor::Last)).expect("a move");
        assert_eq!(sections(&plan), "b0 a0 a11 a21");
        assert_eq!(items(&plan), "w w1 x y z");
        apply(&mut plan, &to("a2", Some("b"), Anchor::First)).expect("a move");
        assert_eq!(sections(&plan), "b0 a21 a0 a11");
        apply(&mut plan, &to("a", Some("b"), Anchor::Last)).expect("a move");
        assert_eq!(sections(&plan), "b0 a21 a1 a12");
        assert_eq!(plan.section("a").map(|s| s.level.as_str()), Some("推進施策"));
        let under = apply(&mut plan, &to("a", Some("a1"), Anchor::Last));
        assert_eq!(under, Err(Refusal::UnderItself));
    }

    #[test]
    fn only_what_holds_nothing_is_removed() {
        let mut plan = plan();
        assert_eq!(
            apply(&mut plan, &Act::RemoveSection("a".into())),
            Err(Refusal::NotEmpty)
        );
        assert_eq!(
            apply(&mut plan, &Act::RemoveItem("w".into())),
            Err(Refusal::HasHistory)
        );
        plan.evaluations.push(Evaluation {
            item: "z".into(),
            fiscal_year: None,
            by: Evaluator::Department,
            grade: "○".into(),
            reason: None,
            done: None,
            at: Default::default(),
        });
        assert_eq!(
            apply(&mut plan, &Act::RemoveItem("z".into())),
            Err(Refusal::HasHistory)
        );
        apply(&mut plan, &Act::RemoveItem("w1".into())).expect("removed");
        apply(&mut plan, &Act::RemoveItem("w".into())).expect("removed");
        apply(&mut plan, &Act::RemoveSection("b".into())).expect("removed");
        assert_eq!(
            apply(&mut plan, &Act::RemoveSection("b".into())),
            Err(Refusal::Gone)
        );
    }

    #[test]
    fn what_is_retired_comes_back() {
        let mut plan = plan();
        let on = crate::round::day("2026-10-01").expect("a day");
        let retire = Act::RetireItem {
            id: "x".into(),
            on,
            reason: "yに統合".into(),
            into: vec!["y".into()],
        };
        apply(&mut plan, &retire).expect("retired");
        assert_eq!(apply(&mut plan, &retire), Err(Refusal::AsItIs));
        let year = |western| FiscalYear::new(western).expect("a year");
        let retired = plan.item("x").expect("an item");
        assert!(retired.is_worked_on_in(year(2026)) && !retired.is_worked_on_in(year(2027)));
        apply(&mut plan, &Act::RestoreItem("x".into())).expect("back");
        assert_eq!(
            apply(&mut plan, &Act::RestoreItem("x".into())),
            Err(Refusal::AsItIs)
        );
    }

    #[test]
    fn a_period_has_two_ends_in_order() {
        let mut plan = plan();
        let year = |western| Value::Year(FiscalYear::new(western));
        let write = |values: &[(PlanField, Value)], plan: &mut Plan| {
            let writes = values.iter().cloned();
            let writes = writes.map(|(field, value)| PlanWrite::over(field, value));
            apply(plan, &Act::WritePlan(writes.collect()))
        };
        let title = (PlanField::Title, Value::Words(Some("計画".into())));
        let (from, to) = ((PlanField::From, year(2026)), (PlanField::To, year(2030)));
        assert_eq!(
            write(std::slice::from_ref(&from), &mut plan),
            Err(Refusal::HalfAPeriod)
        );
        let backwards = [(PlanField::From, year(2031)), to.clone()];
        assert_eq!(write(&backwards, &mut plan), Err(Refusal::Backwards));
        let done = write(&[title, from, to], &mut plan).expect("written");
        assert_eq!(
            plan.period.map(|p| (p.from.western(), p.to.western())),
            Some((2026, 2030))
        );
        assert_eq!(done.details.len(), 3);
        let untitled = [(PlanField::Title, Value::Words(None))];
        assert_eq!(write(&untitled, &mut plan), Err(Refusal::NoTitle));
        let unseen = PlanWrite {
            seen: Some("前の名称".into()),
            ..PlanWrite::over(PlanField::Title, Value::Words(Some("別の名称".into())))
        };
        let overtaken = apply(&mut plan, &Act::WritePlan(vec![unseen.clone()]));
        assert_eq!(
            overtaken,
            Err(Refusal::Overtaken(vec![(PlanField::Title, "計画".into())]))
        );
        let seen = Some("計画 ".to_owned());
        apply(&mut plan, &Act::WritePlan(vec![PlanWrite { seen, ..unseen }])).expect("seen");
        assert_eq!(plan.title, "別の名称");
    }

    #[test]
    fn numbers_are_given_anew_together() {
        let mut plan = plan();
        let numbers = [("x", "1"), ("y", "2")].map(|(id, n)| (id.to_owned(), n.to_owned()));
        let done = apply(&mut plan, &Act::Renumber(numbers.to_vec())).expect("numbers");
        assert_eq!(done.details.len(), 2);
        assert_eq!(plan.item("y").and_then(|i| i.number.as_deref()), Some("2"));
        let gone = Act::Renumber(vec![("none".into(), "1".into())]);
        assert_eq!(apply(&mut plan, &gone), Err(Refusal::Gone));
    }
}
