//! Which department answers for which part of an item, where its content says so: `・個別計画：施設課、管財課`.
//!
//! They are notes on the item, because its departments are those of the whole. Not here: the departments of an item.

use gyokaku_core::labels::department::is_department;
use gyokaku_core::plan::{Annotation, Item};
use gyokaku_core::text::fold;

use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::departments::names;

/// The longest name of a part.
const LONGEST: usize = 30;

/// What the contents of items say of their parts.
pub(crate) fn read(items: &[Item]) -> Vec<Annotation> {
    items.iter().flat_map(of).collect()
}

fn of(item: &Item) -> Vec<Annotation> {
    let content = item.content.as_deref().unwrap_or_default();
    let entries = content.split(['・', '\n']).map(str::trim);
    let said = entries.filter(|entry| is_charge(entry, item));
    said.map(|entry| Annotation {
        on: Some(item.id.clone()),
        text: one_line(entry),
        at: item.places.content.clone(),
    })
    .collect()
}

/// Whether an entry names a part and nothing but departments behind it.
fn is_charge(entry: &str, item: &Item) -> bool {
    let Some((part, behind)) = entry.split_once(['：', ':']) else {
        return false;
    };
    let own: Vec<String> = item.departments.all().map(|(_, name)| fold(name)).collect();
    let named = names(behind.trim());
    let length = part.trim().chars().count();
    (2..=LONGEST).contains(&length)
        && !named.is_empty()
        && named
            .iter()
            .all(|name| is_department(name) || own.contains(&fold(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_item_with_their_departments() {
        let mut item = Item {
            id: "i1".into(),
            content: Some(
                "施設を見直します。 ・個別計画：施設所管課、管財課 ・総合計画：財政 ・検証：斎場".into(),
            ),
            ..Item::default()
        };
        item.departments.lead = vec!["財政".into()];
        let found: Vec<String> = read(&[item]).into_iter().map(|note| note.text).collect();
        assert_eq!(found, ["個別計画：施設所管課、管財課", "総合計画：財政"]);
    }
}
