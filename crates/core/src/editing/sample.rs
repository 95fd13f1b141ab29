//! Sections and items for the tests of what is done with them.

use crate::plan::{Item, Section};

/// A section whose title is its identity in capitals.
pub(super) fn section(id: &str, parent: Option<&str>, depth: u8) -> Section {
    Section {
        id: id.into(),
        parent: parent.map(str::to_owned),
        depth,
        title: id.to_uppercase(),
        ..Section::default()
    }
}

/// An item whose title is its identity in capitals.
pub(super) fn item(id: &str, section: &str, parent: Option<&str>) -> Item {
    Item {
        id: id.into(),
        section: Some(section.into()),
        parent: parent.map(str::to_owned),
        title: id.to_uppercase(),
        ..Item::default()
    }
}
