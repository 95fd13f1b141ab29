//! Items: adding, moving, ending, removing, numbering anew.

use std::collections::{HashMap, HashSet};

use time::Date;

use super::act::{Anchor, DEEPEST, Done, blank, is_day_of_a_plan, titled, whereto};
use super::field::{ItemField, Value};
use super::refusal::Refusal;
use crate::crosswalk::EdgeKind;
use crate::effect::Owner;
use crate::plan::{Item, Plan, Retirement, with_those_below};

/// An item that is added, with its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// Its identity.
    pub id: String,
    /// Its fields; a title is among them.
    pub values: Vec<(ItemField, Value)>,
}

impl NewItem {
    /// The item, in a section and below an item.
    pub(super) fn item(&self, section: Option<&str>, parent: Option<&str>) -> Result<Item, Refusal> {
        let mut item = Item {
            id: self.id.clone(),
            section: section.map(str::to_owned),
            parent: parent.map(str::to_owned),
            ..Item::default()
        };
        for (field, value) in &self.values {
            field.put(&mut item, value.clone());
        }
        item.title = titled(&item.title)?;
        Ok(item)
    }
}

fn item_mut<'a>(plan: &'a mut Plan, id: &str) -> Result<&'a mut Item, Refusal> {
    plan.items
        .iter_mut()
        .find(|item| item.id == id)
        .ok_or(Refusal::Gone)
}

/// An item and those that belong to it.
fn block_of<'a>(plan: &'a Plan, id: &'a str) -> HashSet<&'a str> {
    let items = plan.items.iter();
    with_those_below(id, items.map(|item| (item.id.as_str(), item.parent.as_deref())))
}

/// How many items an item lies below, itself counted; as deep as can be where they lie in a circle.
fn depth_of(plan: &Plan, id: &str) -> usize {
    let parents: HashMap<&str, Option<&str>> = plan
        .items
        .iter()
        .map(|item| (item.id.as_str(), item.parent.as_deref()))
        .collect();
    let mut depth = 0;
    let mut at = Some(id);
    while let Some(id) = at
        && depth <= usize::from(DEEPEST)
    {
        depth += 1;
        at = parents.get(id).copied().flatten();
    }
    depth
}

/// How many levels items have that come after their parents.
fn height(block: &[Item]) -> usize {
    let mut levels: HashMap<&str, usize> = HashMap::new();
    for item in block {
        let above = item.parent.as_deref().and_then(|id| levels.get(id)).copied();
        levels.insert(&item.id, above.unwrap_or(0) + 1);
    }
    levels.into_values().max().unwrap_or(0)
}

/// Puts items that the plan has not into its list.
pub(super) fn place_items(
    plan: &mut Plan,
    block: Vec<Item>,
    section: Option<&str>,
    parent: Option<&str>,
    at: &Anchor,
) -> Result<(), Refusal> {
    if let Some(id) = section {
        plan.section(id).ok_or(Refusal::Gone)?;
    }
    let end_of = |id: &str| {
        let block = block_of(plan, id);
        let last = plan
            .items
            .iter()
            .rposition(|item| block.contains(item.id.as_str()));
        last.map(|last| last + 1)
    };
    let is_sibling = |item: &Item| item.section.as_deref() == section && item.parent.as_deref() == parent;
    if let Some(parent) = parent {
        let above = plan.item(parent).ok_or(Refusal::Gone)?;
        if above.section.as_deref() != section {
            return Err(Refusal::Gone);
        }
        if depth_of(plan, parent) + height(&block) > usize::from(DEEPEST) {
            return Err(Refusal::TooDeep);
        }
    }
    let position = match at {
        Anchor::After(sibling) => {
            let found = plan.item(sibling).ok_or(Refusal::Gone)?;
            if !is_sibling(found) {
                return Err(Refusal::Gone);
            }
            end_of(sibling)
        }
        Anchor::First => plan.items.iter().position(is_sibling).or_else(|| {
            let above = plan
                .items
                .iter()
                .position(|item| Some(item.id.as_str()) == parent);
            above.map(|above| above + 1)
        }),
        Anchor::Last => {
            let last = plan.items.iter().rfind(|item| is_sibling(item));
            last.and_then(|last| end_of(&last.id))
                .or_else(|| parent.and_then(end_of))
        }
    };
    // The first of its section comes after all items of the sections before it.
    let position = position.unwrap_or_else(|| {
        let order = |section: Option<&str>| plan.sections.iter().position(|s| Some(s.id.as_str()) == section);
        let own = order(section);
        let is_before = |item: &Item| order(item.section.as_deref()) <= own;
        plan.items.iter().rposition(is_before).map_or(0, |last| last + 1)
    });
    plan.items.splice(position..position, block);
    Ok(())
}

/// Adds an item.
pub(super) fn add(
    plan: &mut Plan,
    new: &NewItem,
    (section, parent): (Option<&str>, Option<&str>),
    at: &Anchor,
) -> Result<Done, Refusal> {
    let item = new.item(section, parent)?;
    let name = item.called();
    place_items(plan, vec![item], section, parent, at)?;
    let whereto = whereto(plan, section, parent);
    Ok(Done::of(name, vec![("場所".into(), None, Some(whereto))]))
}

/// Adds items after the others of a section.
pub(super) fn add_all(plan: &mut Plan, section: Option<&str>, new: &[NewItem]) -> Result<Done, Refusal> {
    let items = new.iter().map(|new| new.item(section, None));
    let items: Vec<Item> = items.collect::<Result<_, _>>()?;
    let whereto = whereto(plan, section, None);
    let details = items
        .iter()
        .map(|item| (item.called(), None, Some(whereto.clone())));
    let done = Done::of(format!("{}件", items.len()), details.collect());
    place_items(plan, items, section, None, &Anchor::Last)?;
    Ok(done)
}

/// Ends an item; others may take it over.
pub(super) fn retire(
    plan: &mut Plan,
    id: &str,
    on: Date,
    reason: &str,
    into: &[String],
) -> Result<Done, Refusal> {
    let mut names = Vec::with_capacity(into.len());
    for heir in into {
        let heir = plan
            .item(heir)
            .filter(|heir| heir.retired.is_none() && heir.id != id);
        names.push(heir.ok_or(Refusal::IntoNothing)?.called());
    }
    let item = item_mut(plan, id)?;
    if item.retired.is_some() {
        return Err(Refusal::AsItIs);
    }
    if !is_day_of_a_plan(on) {
        return Err(Refusal::OddDay);
    }
    item.retired = Some(Retirement {
        on,
        reason: reason.to_owned(),
        into: into.to_vec(),
    });
    let mut details = vec![("理由".into(), None, Some(reason.to_owned()))];
    let names = names.into_iter();
    details.extend(names.map(|name| ("引き継ぐ取組項目".into(), None, Some(name))));
    Ok(Done::of(item.called(), details))
}

/// Takes the end of an item back.
pub(super) fn restore(plan: &mut Plan, id: &str) -> Result<Done, Refusal> {
    let item = item_mut(plan, id)?;
    let before = item.retired.take().ok_or(Refusal::AsItIs)?;
    let details = vec![("取りやめの理由".into(), Some(before.reason), None)];
    Ok(Done::of(item.called(), details))
}

/// Gives items other numbers: all of them, or none where one is gone.
pub(super) fn renumber(plan: &mut Plan, numbers: &[(String, String)]) -> Result<Done, Refusal> {
    let places = plan.items.iter().enumerate();
    let places: HashMap<String, usize> = places.map(|(at, item)| (item.id.clone(), at)).collect();
    let mut details = Vec::new();
    for (id, number) in numbers {
        let at = places.get(id).ok_or(Refusal::Gone)?;
        let number = blank(number.clone());
        let item = &mut plan.items[*at];
        if item.number != number {
            details.push((item.title.clone(), item.number.clone(), number.clone()));
            (item.number, item.places.number) = (number, Default::default());
        }
    }
    Ok(Done::of(format!("{}件", details.len()), details))
}

/// Moves an item with those that belong to it.
pub(super) fn shift(
    plan: &mut Plan,
    id: &str,
    section: Option<&str>,
    parent: Option<&str>,
    at: &Anchor,
) -> Result<Done, Refusal> {
    let moved = plan.item(id).ok_or(Refusal::Gone)?;
    let (name, old) = (
        moved.called(),
        whereto(plan, moved.section.as_deref(), moved.parent.as_deref()),
    );
    let block = block_of(plan, id);
    if parent.is_some_and(|parent| block.contains(parent))
        || matches!(at, Anchor::After(s) if block.contains(s.as_str()))
    {
        return Err(Refusal::UnderItself);
    }
    let block: HashSet<String> = block.into_iter().map(str::to_owned).collect();
    let (mut taken, rest): (Vec<Item>, Vec<Item>) =
        plan.items.drain(..).partition(|item| block.contains(&item.id));
    plan.items = rest;
    for item in &mut taken {
        item.section = section.map(str::to_owned);
        if item.id == id {
            item.parent = parent.map(str::to_owned);
        }
    }
    place_items(plan, taken, section, parent, at)?;
    let new = whereto(plan, section, parent);
    Ok(Done::of(name, vec![("場所".into(), Some(old), Some(new))]))
}

/// Whether anything is known of an item that would go with it, or speaks of it.
pub(super) fn has_history(plan: &Plan, id: &str) -> bool {
    let on_item = Some(Owner::Item(id.to_owned()));
    plan.evaluations.iter().any(|e| e.item == id)
        || plan.indicators.iter().any(|i| i.item.as_deref() == Some(id))
        || plan.spoken_of().any(|item| item == id)
        || plan.effects.iter().any(|e| e.on == on_item)
        || plan.amendments.iter().any(|a| a.item == id)
        || plan.items.iter().any(|i| {
            let into = i
                .retired
                .as_ref()
                .is_some_and(|r| r.into.iter().any(|heir| heir == id));
            into || i.parent.as_deref() == Some(id)
        })
}

/// Removes an item that nothing is known of but itself.
pub(super) fn remove(plan: &mut Plan, id: &str) -> Result<Done, Refusal> {
    let item = plan.item(id).ok_or(Refusal::Gone)?;
    let (name, title) = (item.called(), item.title.clone());
    if has_history(plan, id) {
        return Err(Refusal::HasHistory);
    }
    plan.items.retain(|item| item.id != id);
    plan.annotations.retain(|note| note.on.as_deref() != Some(id));
    plan.frame.keep_links(&|part| part != id);
    // What became of an item that went on as this one is to be decided again.
    plan.crosswalk
        .retain(|edge| edge.kind == EdgeKind::Abolished || edge.new_item.as_deref() != Some(id));
    for edge in &mut plan.crosswalk {
        edge.new_item.take_if(|into| into == id);
    }
    Ok(Done::of(name, vec![("取組項目".into(), Some(title), None)]))
}
