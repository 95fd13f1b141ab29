//! Tables of effect amounts. Entries go to the ledger, printed totals and differences beside it.
//!
//! Not here: amounts in a register's own columns (`answers`), amounts in running text (`prose::amounts`).

use gyokaku_core::document::Document;

use crate::read::understand::kinds::Kind;
use crate::read::understand::kinds::amounts::Amounts;
use crate::read::understand::parts::{FoundItem, Parts};
use crate::read::understand::sections::Sections;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::speech::labels_effects;

pub(crate) mod across;
pub(crate) mod beside;
pub(crate) mod down;
pub(crate) mod row;
pub(crate) mod said;

/// Reads the tables of amounts; `owners` is the item on whose sheet each table stands.
pub(crate) fn read(
    document: &Document,
    tables: &[Table<'_>],
    kinds: &[Kind],
    (owners, items): (&[Option<usize>], &[FoundItem]),
    sections: &Sections,
) -> Parts {
    let said = said::Said::of_all(document, tables);
    let mut parts = Parts::default();
    for (n, (table, kind)) in tables.iter().zip(kinds).enumerate() {
        let amounts = kind.told().and_then(|told| told.amounts.as_ref());
        let (Some(amounts), Some(head)) = (amounts, table.head.as_deref()) else {
            continue;
        };
        let mut found = match amounts {
            Amounts::Across => across::read(table, head, said),
            Amounts::Down => down::read(table, head, said),
            Amounts::Beside(columns) => beside::read(table, head, columns, said),
        };
        // What stands on the sheet of an item is about the item.
        if let Some(owner) = owners.get(n).copied().flatten().and_then(|at| items.get(at)) {
            let path = owner.path(sections);
            let paths = found.effects.iter_mut().map(|e| &mut e.path);
            for unnamed in paths
                .chain(found.stated_amounts.iter_mut().map(|a| &mut a.path))
                .filter(|p| p.iter().all(|label| labels_effects(label)))
            {
                unnamed.clone_from(&path);
            }
        }
        parts.add(found);
    }
    parts
}
