//! Tables of effect amounts. Entries go to the ledger, printed totals and differences beside it.
//!
//! Not here: amounts in a register's own columns (`answers`), amounts in running text (`prose::amounts`).

use gyokaku_core::document::Document;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::text::fold;

use crate::read::understand::kinds::Kind;
use crate::read::understand::kinds::amounts::Amounts;
use crate::read::understand::parts::{FoundItem, Parts};
use crate::read::understand::sections::Sections;
use crate::read::understand::tables::flow;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::speech::reports;
use gyokaku_core::labels::effect_kind::effect_kind;

pub(crate) mod across;
pub(crate) mod beside;
pub(crate) mod down;
pub(crate) mod row;

/// Reads the tables of amounts; `owners` is the item on whose sheet each table stands.
pub(crate) fn read(
    document: &Document,
    tables: &[Table<'_>],
    kinds: &[Kind],
    (owners, items): (&[Option<usize>], &[FoundItem]),
    sections: &Sections,
) -> Parts {
    let said = said_of_all(document);
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
            for empty in paths
                .chain(found.stated_amounts.iter_mut().map(|a| &mut a.path))
                .filter(|p| p.is_empty())
            {
                empty.clone_from(&path);
            }
        }
        parts.add(found);
    }
    parts
}

/// What the document says of its amounts as a whole, in the first text that speaks of them; a report of
/// results speaks of what was reached.
fn said_of_all(document: &Document) -> Option<EffectKind> {
    let texts = || flow::texts(document);
    texts()
        .filter(|t| fold(t.text).contains("効果額"))
        .find_map(|t| effect_kind(t.text))
        .or_else(|| {
            texts()
                .take(4)
                .filter(flow::Text::may_head)
                .any(|t| reports(t.text))
                .then_some(EffectKind::Actual)
        })
}
