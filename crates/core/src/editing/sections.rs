//! Sections: adding, writing, moving, removing.

use std::collections::{HashMap, HashSet};

use super::act::{Anchor, DEEPEST, Done, blank, titled, whereto};
use super::field::{SectionField, Value};
use super::refusal::Refusal;
use crate::effect::Owner;
use crate::plan::{Item, Plan, Section};

/// A field of a section to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionWrite {
    /// The field.
    pub field: SectionField,
    /// What the writer saw there, as [`SectionField::text`] gives it; none where nobody can have written since.
    pub seen: Option<String>,
    /// What shall be there.
    pub value: Value,
}

impl SectionWrite {
    /// A field that is written whatever stands there.
    pub fn over(field: SectionField, value: Value) -> Self {
        SectionWrite {
            field,
            seen: None,
            value,
        }
    }
}

/// Adds a section after the others of the one above.
pub(super) fn add(
    plan: &mut Plan,
    id: &str,
    parent: Option<&str>,
    label: &str,
    title: &str,
) -> Result<Done, Refusal> {
    let title = titled(title)?;
    let depth = match parent {
        None => 0,
        Some(parent) => plan.section(parent).ok_or(Refusal::Gone)?.depth + 1,
    };
    if depth > DEEPEST {
        return Err(Refusal::TooDeep);
    }
    let section = Section {
        id: id.to_owned(),
        parent: parent.map(str::to_owned),
        level: plan.levels.get(usize::from(depth)).cloned().unwrap_or_default(),
        depth,
        label: label.trim().to_owned(),
        title,
        ..Section::default()
    };
    let name = section.called();
    let at = position(plan, parent, &Anchor::Last)?;
    plan.sections.insert(at, section);
    let whereto = whereto(plan, parent, None);
    Ok(Done::of(name, vec![("場所".into(), None, Some(whereto))]))
}

/// Writes fields of a section; all of them or none, where somebody wrote over what was seen.
pub(super) fn write(plan: &mut Plan, id: &str, writes: &[SectionWrite]) -> Result<Done, Refusal> {
    let section = plan
        .sections
        .iter_mut()
        .find(|s| s.id == id)
        .ok_or(Refusal::Gone)?;
    let overtaken = writes.iter().any(|write| {
        let stands = write.field.text(section);
        let seen = write.seen.as_ref();
        seen.is_some_and(|seen| seen.trim() != stands.trim())
    });
    if overtaken {
        return Err(Refusal::SectionOvertaken(section.called()));
    }
    let mut after = section.clone();
    for write in writes {
        write.field.put(&mut after, write.value.clone());
    }
    titled(&after.title)?;
    let details = SectionField::ALL
        .iter()
        .map(|field| (field.label(), field.text(section), field.text(&after)))
        .filter(|(_, old, new)| old != new)
        .map(|(label, old, new)| (label.to_owned(), blank(old), blank(new)))
        .collect();
    let name = after.called();
    *section = after;
    Ok(Done::of(name, details))
}

/// Where a section comes in the list of all.
fn position(plan: &Plan, parent: Option<&str>, at: &Anchor) -> Result<usize, Refusal> {
    let place = |id: &str| plan.sections.iter().position(|s| s.id == id).ok_or(Refusal::Gone);
    let end_of = |id: &str| -> Result<usize, Refusal> {
        let block = plan.sections_below(id);
        let last = plan.sections.iter().rposition(|s| block.contains(s.id.as_str()));
        last.map(|last| last + 1).ok_or(Refusal::Gone)
    };
    match (at, parent) {
        (Anchor::After(sibling), parent) => {
            let found = &plan.sections[place(sibling)?];
            match found.parent.as_deref() == parent {
                true => end_of(sibling),
                false => Err(Refusal::Gone),
            }
        }
        (Anchor::First, None) => Ok(0),
        (Anchor::First, Some(parent)) => Ok(place(parent)? + 1),
        (Anchor::Last, None) => Ok(plan.sections.len()),
        (Anchor::Last, Some(parent)) => end_of(parent),
    }
}

/// Moves a section with all that it holds.
pub(super) fn shift(plan: &mut Plan, id: &str, parent: Option<&str>, at: &Anchor) -> Result<Done, Refusal> {
    let moved = plan.section(id).ok_or(Refusal::Gone)?;
    let name = moved.called();
    let old = whereto(plan, moved.parent.as_deref(), None);
    let block = plan.sections_below(id);
    if parent.is_some_and(|parent| block.contains(parent))
        || matches!(at, Anchor::After(s) if block.contains(s.as_str()))
    {
        return Err(Refusal::UnderItself);
    }
    let depth = match parent {
        None => 0,
        Some(parent) => plan.section(parent).ok_or(Refusal::Gone)?.depth + 1,
    };
    let before = moved.depth;
    let block: HashSet<String> = block.into_iter().map(str::to_owned).collect();
    let (mut taken, rest): (Vec<Section>, Vec<Section>) =
        plan.sections.drain(..).partition(|s| block.contains(&s.id));
    plan.sections = rest;
    for section in &mut taken {
        // A document's own word for a level stays.
        let word = plan.levels.get(usize::from(section.depth));
        let is_the_plans = section.level.is_empty() || word == Some(&section.level);
        let deep = section.depth - before + depth;
        if deep > DEEPEST {
            return Err(Refusal::TooDeep);
        }
        section.depth = deep;
        if let Some(level) = plan.levels.get(usize::from(deep)).filter(|_| is_the_plans) {
            section.level.clone_from(level);
        }
        if section.id == id {
            section.parent = parent.map(str::to_owned);
        }
    }
    let position = position(plan, parent, at)?;
    plan.sections.splice(position..position, taken);
    in_order_of_sections(plan);
    let new = whereto(plan, parent, None);
    Ok(Done::of(name, vec![("場所".into(), Some(old), Some(new))]))
}

/// Brings the items into the order of their sections; within a section they keep their order.
fn in_order_of_sections(plan: &mut Plan) {
    let places = plan.sections.iter().enumerate();
    let places: HashMap<&str, usize> = places.map(|(at, s)| (s.id.as_str(), at)).collect();
    let mut keyed: Vec<(Option<usize>, Item)> = std::mem::take(&mut plan.items)
        .into_iter()
        .map(|item| {
            let section = item.section.as_deref();
            (section.and_then(|id| places.get(id)).copied(), item)
        })
        .collect();
    keyed.sort_by_key(|(place, _)| *place);
    plan.items = keyed.into_iter().map(|(_, item)| item).collect();
}

/// Removes a section that holds nothing.
pub(super) fn remove(plan: &mut Plan, id: &str) -> Result<Done, Refusal> {
    let section = plan.section(id).ok_or(Refusal::Gone)?;
    let name = section.called();
    let has_items = plan.items.iter().any(|item| item.section.as_deref() == Some(id));
    let has_sections = plan.sections.iter().any(|s| s.parent.as_deref() == Some(id));
    let has_amounts = plan
        .effects
        .iter()
        .any(|e| e.on == Some(Owner::Section(id.to_owned())));
    if has_items || has_sections || has_amounts {
        return Err(Refusal::NotEmpty);
    }
    plan.sections.retain(|s| s.id != id);
    plan.annotations.retain(|note| note.on.as_deref() != Some(id));
    plan.frame.keep_links(&|part| part != id);
    Ok(Done::of(name, Vec::new()))
}
