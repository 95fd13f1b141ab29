//! Tables of levels alone (改革項目 | 推進施策), a cell holding several parts: `人材 / 体制 / 組織`.
//!
//! Not here: items below the levels (`register`).

use gyokaku_core::document::Place;
use gyokaku_core::labels::brackets::bracketed;
use gyokaku_core::plan::Plan;
use gyokaku_core::text::split_outside_brackets;

use crate::read::understand::prose::identity;
use crate::read::understand::sections::{Sections, titled};
use crate::read::understand::tables::head::Head;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::numbering::labelled;
use crate::read::understand::words::vocabulary::{Field, field, level_name};

/// The name of a level in a header, and the name of the level below that stands in its brackets.
pub(crate) fn names(header: &str) -> (String, Option<String>) {
    let base = level_name(header);
    let is_level = |text: &str| {
        matches!(
            field(text),
            Some(Field::Level | Field::Title | Field::TitleOrLevel)
        )
    };
    match bracketed(header)
        .map(|inner| one_line(&inner))
        .filter(|inner| is_level(inner))
    {
        Some(inner) if is_level(&base) => (base, Some(inner)),
        Some(inner) => (inner, None),
        None => (base, None),
    }
}

/// Reads the outlines of a document.
pub(crate) fn read(tables: &[Table<'_>], taken: &[bool], sections: &mut Sections, plan: &mut Plan) {
    for (table, _) in tables.iter().zip(taken).filter(|(_, taken)| !**taken) {
        let Some((head, columns)) = table.head.as_deref().and_then(|h| levels(h).map(|c| (h, c))) else {
            continue;
        };
        let names: Vec<String> = columns
            .iter()
            .filter_map(|i| head.columns.get(*i))
            .map(|c| names(&c.label).0)
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
                    Some(parent) if n > 0 => open[n] = children(&cell.text, name, parent, &cell.at, sections),
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
        identity::add_levels(plan, names);
    }
}

/// The columns of levels of a table that has nothing else.
fn levels(head: &Head) -> Option<Vec<usize>> {
    let named: Vec<usize> = (0..head.width())
        .filter(|i| !head.columns[*i].label.is_empty())
        .collect();
    let all = named.iter().all(|i| {
        let column = &head.columns[*i];
        column.year.is_none()
            && (matches!(
                column.field,
                Some(Field::Level | Field::TitleOrLevel | Field::Title)
            ) || bracketed(&column.label).is_some_and(|b| field(&b).is_some()))
    });
    (all && named.len() >= 2).then_some(named)
}

/// The parts of a cell as sections below `parent`; the last of them.
pub(crate) fn children(
    text: &str,
    level: &str,
    parent: usize,
    at: &Place,
    sections: &mut Sections,
) -> Option<usize> {
    let text = one_line(text);
    let text = text.trim_matches(['(', '（']);
    let opened = text.matches(['(', '（']).count();
    let closed = text.matches([')', '）']).count();
    let text = if closed > opened {
        text.trim_end_matches([')', '）'])
    } else {
        text
    };
    let mut last = None;
    for part in split_outside_brackets(text, &['/', '／', '\n']) {
        let part = part.trim_matches(['「', ' ', '　', '・']).to_owned();
        if part.chars().count() < 3 {
            continue;
        }
        let found = labelled(&part).filter(|f| !f.title.is_empty());
        let (label, title) = found.map_or_else(|| (String::new(), part), |f| (f.label, f.title));
        last = Some(sections.ensure(Some(parent), level, &label, &title, at.clone()));
    }
    last
}
