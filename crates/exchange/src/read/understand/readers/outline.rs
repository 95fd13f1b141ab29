//! Tables of levels alone (改革項目 | 推進施策), a cell holding several parts: `人材 / 体制 / 組織`.
//!
//! Not here: items below the levels (`register`).

use crate::read::understand::kinds::Kind;
use crate::read::understand::parts::Parts;
use crate::read::understand::sections::Sections;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::is_nothing;
use crate::read::understand::words::titles::{level_names, titled};

/// Reads the outlines of a document.
pub(crate) fn read(tables: &[Table<'_>], kinds: &[Kind], sections: &mut Sections) -> Parts {
    let mut parts = Parts::default();
    for (table, kind) in tables.iter().zip(kinds) {
        let Some(columns) = kind.told().and_then(|told| told.levels.as_deref()) else {
            continue;
        };
        let head = table.columns();
        let names: Vec<String> = columns
            .iter()
            .filter_map(|i| head.get(*i))
            .map(|c| level_names(&c.label).0)
            .collect();
        let mut open: Vec<Option<usize>> = vec![None; columns.len()];
        for row in &table.rows {
            for (n, column) in columns.iter().enumerate() {
                let Some(cell) = row.get(*column).filter(|c| !is_nothing(&c.text)) else {
                    continue;
                };
                let parent = open[..n].iter().rev().find_map(|o| *o);
                let name = names.get(n).map_or("", String::as_str);
                match parent {
                    Some(parent) if n > 0 => open[n] = sections.children(&cell.text, name, parent, &cell.at),
                    _ => {
                        let (label, title, word) = titled(&cell.text);
                        open[n] = Some(sections.ensure(
                            None,
                            if name.is_empty() { &word } else { name },
                            &label,
                            &title,
                            cell.at.clone(),
                        ));
                    }
                }
                for lower in &mut open[n + 1..] {
                    *lower = None;
                }
            }
        }
        parts.add_levels(names);
    }
    parts
}
