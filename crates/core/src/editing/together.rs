//! Fields of many items, and new items, written at once: what a workbook brings.
//!
//! Invariant: no field is overwritten that its writer has not seen; it is left, and the others are written. Not here:
//! what a workbook says, storing.

use std::collections::HashMap;

use super::act::{Anchor, Done, titled, whereto};
use super::field::{ItemField, Value};
use super::items::{NewItem, place_items};
use super::refusal::Refusal;
use crate::plan::{Item, Plan};

/// A field of an item to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldWrite {
    /// The identity of the item.
    pub item: String,
    /// The field.
    pub field: ItemField,
    /// What the writer saw there, as [`ItemField::text`] gives it.
    pub seen: String,
    /// What shall be there.
    pub value: Value,
}

/// An item that is added, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedItem {
    /// The item.
    pub item: NewItem,
    /// The section that it belongs to.
    pub section: Option<String>,
    /// The item that it belongs to.
    pub parent: Option<String>,
    /// Where among its siblings; after all others where the one before it is elsewhere by now.
    pub at: Anchor,
}

/// What is written at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// The fields.
    pub writes: Vec<FieldWrite>,
    /// The items that are added, in order.
    pub new: Vec<PlacedItem>,
}

/// What is not written, because the register is not as the writer saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// Somebody else wrote in the field.
    Field {
        /// The identity of the item.
        item: String,
        /// The field.
        field: ItemField,
        /// What stands there; none where the item is gone.
        theirs: Option<String>,
    },
    /// The section of a new item, or the item above it, is gone: the identity that it would have had.
    New(String),
}

impl Together {
    /// What of it would not be written into a plan.
    pub fn left(&self, plan: &Plan) -> Vec<Left> {
        let items = by_id(plan);
        let fields = self.writes.iter().filter_map(|write| {
            let item = items.get(write.item.as_str()).map(|at| &plan.items[*at]);
            let theirs = item.map(|item| write.field.text(item));
            let is_left = theirs.as_ref() != Some(&write.seen) && item.is_none_or(|item| write.changes(item));
            is_left.then(|| Left::Field {
                item: write.item.clone(),
                field: write.field,
                theirs,
            })
        });
        let new = self.new.iter().filter(|new| !self.has_place(new, plan));
        fields
            .chain(new.map(|new| Left::New(new.item.id.clone())))
            .collect()
    }

    /// Whether what a new item belongs to is there.
    fn has_place(&self, new: &PlacedItem, plan: &Plan) -> bool {
        let has_section = new.section.as_deref().is_none_or(|id| plan.section(id).is_some());
        let above = new.parent.as_deref().map(|id| plan.item(id));
        has_section && above.is_none_or(|above| above.is_some_and(|above| above.section == new.section))
    }
}

impl FieldWrite {
    /// Whether an item would be another by it.
    fn changes(&self, item: &Item) -> bool {
        let mut wanted = item.clone();
        self.field.put(&mut wanted, self.value.clone());
        self.field.text(&wanted) != self.field.text(item)
    }
}

fn by_id(plan: &Plan) -> HashMap<&str, usize> {
    let items = plan.items.iter().enumerate();
    items.map(|(at, item)| (item.id.as_str(), at)).collect()
}

/// Writes what can be written; what [`Together::left`] names stays as it is.
pub(super) fn write(plan: &mut Plan, together: &Together) -> Result<Done, Refusal> {
    let places = by_id(plan);
    let writes = together.writes.iter().filter_map(|write| {
        let at = *places.get(write.item.as_str())?;
        let item = &plan.items[at];
        (write.field.text(item) == write.seen && write.changes(item)).then_some((at, write))
    });
    let writes: Vec<(usize, &FieldWrite)> = writes.collect();
    let new: Vec<&PlacedItem> = together
        .new
        .iter()
        .filter(|new| together.has_place(new, plan))
        .collect();
    // By item, in the order in which they are first written.
    let mut written: Vec<(usize, Vec<&'static str>)> = Vec::new();
    for (at, write) in writes {
        let item = &mut plan.items[at];
        write.field.put(item, write.value.clone());
        titled(&item.title)?;
        match written.iter_mut().find(|(known, _)| *known == at) {
            Some((_, labels)) => labels.push(write.field.label()),
            None => written.push((at, vec![write.field.label()])),
        }
    }
    let mut details: Vec<_> = written
        .into_iter()
        .map(|(at, labels)| (plan.items[at].called(), None, Some(labels.join("、"))))
        .collect();
    for new in new {
        let (section, parent) = (new.section.as_deref(), new.parent.as_deref());
        let item = new.item.item(section, parent)?;
        details.push((item.called(), None, Some(whereto(plan, section, parent))));
        if place_items(plan, vec![item.clone()], section, parent, &new.at).is_err() {
            place_items(plan, vec![item], section, parent, &Anchor::Last)?;
        }
    }
    Ok(Done::of(format!("{}件", details.len()), details))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{item, section};
    use super::*;
    use crate::editing::{Act, apply};

    fn plan() -> Plan {
        Plan {
            sections: vec![section("a", None, 0), section("b", None, 0)],
            items: vec![item("x", "a", None), item("y", "a", None), item("z", "b", None)],
            ..Plan::default()
        }
    }

    fn words(text: &str) -> Value {
        Value::Words(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    fn write(item: &str, field: ItemField, seen: &str, new: &str) -> FieldWrite {
        FieldWrite {
            item: item.into(),
            field,
            seen: seen.into(),
            value: words(new),
        }
    }

    fn new(id: &str, section: &str, title: &str, at: Anchor) -> PlacedItem {
        PlacedItem {
            item: NewItem {
                id: id.into(),
                values: vec![(ItemField::Title, words(title))],
            },
            section: Some(section.into()),
            parent: None,
            at,
        }
    }

    #[test]
    fn what_was_seen_is_written_and_the_rest_is_left() {
        let mut plan = plan();
        plan.items[1].target = Some("年に5件".into());
        let act = Act::WriteItems(Together {
            writes: vec![
                write("x", ItemField::Target, "", "年に3件"),
                write("x", ItemField::Title, "X", "X2"),
                write("y", ItemField::Target, "", "年に4件"),
                write("y", ItemField::Title, "W", "Y"),
                write("gone", ItemField::Title, "G", "H"),
            ],
            new: vec![
                new("n", "a", "N", Anchor::After("x".into())),
                new("m", "a", "M", Anchor::After("n".into())),
                new("k", "b", "K", Anchor::After("gone".into())),
                new("l", "none", "L", Anchor::Last),
            ],
        });
        let Act::WriteItems(together) = &act else { return };
        let left = together.left(&plan);
        let done = apply(&mut plan, &act).expect("done");
        let ids: Vec<&str> = plan.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids, ["x", "n", "m", "y", "z", "k"]);
        assert_eq!(
            (plan.items[0].title.as_str(), plan.items[0].target.as_deref()),
            ("X2", Some("年に3件"))
        );
        assert_eq!(plan.items[3].target.as_deref(), Some("年に5件"));
        let field = |item: &str, field, theirs: Option<&str>| Left::Field {
            item: item.into(),
            field,
            theirs: theirs.map(str::to_owned),
        };
        assert_eq!(
            left,
            [
                field("y", ItemField::Target, Some("年に5件")),
                field("gone", ItemField::Title, None),
                Left::New("l".into()),
            ],
            "what is there already is neither"
        );
        assert_eq!(done.name, "4件");
        assert_eq!(
            done.details[0],
            ("X2".into(), None, Some("目標、取組項目".into()))
        );
        assert_eq!((act.element(), act.elements()), ("", vec![""]));
    }

    #[test]
    fn no_item_loses_its_name() {
        let mut plan = plan();
        let before = plan.clone();
        for together in [
            Together {
                writes: vec![write("x", ItemField::Title, "X", "")],
                new: Vec::new(),
            },
            Together {
                writes: Vec::new(),
                new: vec![new("n", "a", " ", Anchor::Last)],
            },
        ] {
            assert_eq!(
                apply(&mut plan, &Act::WriteItems(together)),
                Err(Refusal::NoTitle)
            );
            assert_eq!(plan, before);
        }
    }
}
