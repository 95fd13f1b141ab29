//! The crosswalk from old items to new ones: 前期 取組項目名 | 見直し区分 | 後期 取組項目名.
//!
//! A row is read from its class (継続, 新規, 廃止) outwards, so a cell too few or too many does no harm.
//! Not here: comparing two plans by likeness.

use std::collections::HashSet;

use gyokaku_core::crosswalk::{Edge, EdgeKind};
use gyokaku_core::department::Role;
use gyokaku_core::document::Cell;
use gyokaku_core::plan::{Item, ItemPlaces};
use gyokaku_core::text::fold;

use crate::read::understand::kinds::Kind;
use crate::read::understand::parts::{FoundItem, Parts};
use crate::read::understand::sections::Sections;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::class::{Class, class, goes_into};
use crate::read::understand::words::cut::{is_nothing, one_line, some};
use crate::read::understand::words::departments::assignment;
use crate::read::understand::words::numbering::label_only;
use crate::read::understand::words::titles::titled;
use crate::read::understand::words::vocabulary::level_name;
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::Head;

/// Whether the rows of a crosswalk are the only place where the items of the new edition stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewItems {
    /// They are: each row with a new title is an item.
    OfRows,
    /// A register has them.
    Known,
}

/// Reads the crosswalks of a document.
pub(crate) fn read(tables: &[Table<'_>], kinds: &[Kind], items: NewItems, sections: &mut Sections) -> Parts {
    let mut parts = Parts::default();
    let mut known = HashSet::new();
    for (table, kind) in tables.iter().zip(kinds) {
        let (Kind::Crosswalk, Some(head)) = (kind, table.head.as_deref()) else {
            continue;
        };
        let levels = levels(head);
        let names: Vec<String> = levels
            .iter()
            .filter_map(|i| head.columns.get(*i))
            .map(|c| level_name(&c.label))
            .collect();
        let mut all = names.clone();
        all.extend(
            head.find(Field::New)
                .or(head.find(Field::Old))
                .and_then(|i| head.columns.get(i))
                .map(|c| level_name(&c.label)),
        );
        parts.add_levels(all);
        let mut open: Vec<Option<usize>> = vec![None; levels.len()];
        for row in &table.rows {
            let Some(found) = row_of(row, head, &levels) else {
                continue;
            };
            for (level, text, at) in &found.levels {
                let parent = open[..*level].iter().rev().find_map(|o| *o);
                let (label, title, _) = titled(text);
                open[*level] = Some(sections.ensure(
                    parent,
                    names.get(*level).map_or("", String::as_str),
                    &label,
                    &title,
                    at.clone(),
                ));
                for lower in &mut open[*level + 1..] {
                    *lower = None;
                }
            }
            let section = open.iter().rev().find_map(|o| *o);
            // Merged into a title of the new edition, an item goes on there; without one it ends.
            let merged = found.class.kind == EdgeKind::Abolished
                && found.new.is_some()
                && found.old.is_some()
                && goes_into(&found.class.label);
            let kind = if merged {
                EdgeKind::Continued
            } else {
                found.class.kind
            };
            let edge = Edge {
                id: String::new(),
                path: section.map(|s| sections.path(s)).unwrap_or_default(),
                old: found.old,
                kind,
                label: found.class.label,
                reason: found
                    .class
                    .reason
                    .or_else(|| head.find(Field::Reason).and_then(|i| text(row, i))),
                new: found.new,
                department: found.department,
                at: row
                    .iter()
                    .find(|c| !c.is_blank())
                    .map(|c| c.at.clone())
                    .unwrap_or_default(),
                ..Edge::default()
            };
            let once = known.insert((section, edge.new.as_deref().map(fold)));
            if items == NewItems::OfRows && once {
                parts.items.extend(item(&edge, section));
            }
            parts.crosswalk.push(edge);
        }
    }
    parts
}

/// The columns of levels: whatever names parts of the plan left of the titles.
fn levels(head: &Head) -> Vec<usize> {
    let first = [Field::Old, Field::New, Field::Class]
        .into_iter()
        .filter_map(|f| head.find(f))
        .min()
        .unwrap_or(0);
    (0..first)
        .filter(|i| {
            matches!(
                head.columns[*i].field,
                Some(Field::Level | Field::TitleOrLevel | Field::Title | Field::Category)
            )
        })
        .collect()
}

/// The new edition's items are known by their rows of the crosswalk.
fn item(edge: &Edge, section: Option<usize>) -> Option<FoundItem> {
    let title = edge.new.as_ref()?;
    let departments = edge
        .department
        .as_deref()
        .map(|d| assignment(d, Role::Lead))
        .unwrap_or_default();
    let item = Item {
        title: title.clone(),
        departments,
        at: edge.at.clone(),
        places: ItemPlaces {
            title: edge.at.clone(),
            ..ItemPlaces::default()
        },
        ..Item::default()
    };
    Some(FoundItem {
        item,
        section,
        parent: None,
    })
}

struct Row {
    levels: Vec<(usize, String, gyokaku_core::document::Place)>,
    old: Option<String>,
    class: Class,
    new: Option<String>,
    department: Option<String>,
}

fn row_of(row: &[Cell], head: &Head, columns: &[usize]) -> Option<Row> {
    let levels = columns.last().map_or(0, |last| last + 1);
    let said = |c: &Cell| !is_nothing(&c.text);
    let at_head = head.find(Field::Class);
    let (old_at, new_at) = (head.find(Field::Old), head.find(Field::New));
    let find = |i: usize| row.get(i).and_then(|c| class(&c.text)).map(|found| (i, found));
    let anchored = at_head
        .and_then(|i| {
            find(i)
                .or_else(|| find(i + 1))
                .or_else(|| i.checked_sub(1).and_then(find))
        })
        .or_else(|| (0..row.len()).find_map(find));
    let Some((anchor, class)) = anchored else {
        return without_class(row, head, columns);
    };
    let shift = at_head.map_or(0, |i| anchor as isize - i as isize);
    let column = |i: Option<usize>| {
        i.and_then(|i| i.checked_add_signed(shift))
            .and_then(|i| row.get(i))
            .filter(|c| said(c))
            .map(|c| one_line(&c.text))
    };
    // A class that stands behind both titles leaves the columns as they are.
    if new_at.zip(at_head).is_some_and(|(new, class_at)| new < class_at) {
        return Some(Row {
            levels: level_cells(row, columns),
            old: old_at.and_then(|i| text(row, i)),
            class,
            new: new_at.and_then(|i| text(row, i)),
            department: head.find(Field::Lead).and_then(|i| text(row, i)),
        });
    }
    let other = |i: usize| {
        head.columns
            .get(i)
            .is_some_and(|c| matches!(c.field, Some(Field::Number | Field::Serial)))
    };
    let lead = head.find(Field::Lead);
    let before = lead.filter(|l| at_head.is_some_and(|class_at| *l < class_at));
    let mut left: Vec<(usize, &Cell)> = row[..anchor]
        .iter()
        .enumerate()
        .filter(|(i, c)| said(c) && !(other(*i) && label_only(&c.text).is_some()) && before != Some(*i))
        .collect();
    let old = match class.kind {
        EdgeKind::New => left.pop_if(|(i, _)| *i >= levels),
        _ => left.pop(),
    };
    let count = left.len();
    let levels = left
        .into_iter()
        .enumerate()
        .filter_map(|(n, (i, c))| {
            // A cell where a level belongs is that level; cells moved to the right count from the end.
            let level = if i < levels {
                columns.iter().position(|c| *c == i)?
            } else {
                columns.len().checked_sub(count - n)?
            };
            some(&c.text).map(|t| (level, t, c.at.clone()))
        })
        .collect();
    let right: Vec<&Cell> = row[anchor + 1..].iter().filter(|c| said(c)).collect();
    let (new, department) = match (class.kind, right.as_slice()) {
        (EdgeKind::Abolished, [only]) => (
            column(new_at),
            column(head.find(Field::Lead)).or_else(|| some(&one_line(&only.text))),
        ),
        (_, [new, department])
            if head.has(Field::Lead)
                && at_head
                    .is_none_or(|_| column(new_at).is_none() || column(head.find(Field::Lead)).is_none())
                && class.kind != EdgeKind::Abolished =>
        {
            (some(&one_line(&new.text)), some(&one_line(&department.text)))
        }
        _ => (column(new_at), column(head.find(Field::Lead))),
    };
    let department = department
        .filter(|_| before.is_none())
        .or_else(|| before.and_then(|i| text(row, i)));
    let new = new.filter(|_| class.kind != EdgeKind::Abolished || column(new_at).is_some());
    let department =
        department.filter(|d| new.as_ref() != Some(d) || column(new_at) == column(head.find(Field::Lead)));
    Some(Row {
        levels,
        old: old.map(|(_, c)| one_line(&c.text)),
        class,
        new,
        department,
    })
}

fn text(row: &[Cell], i: usize) -> Option<String> {
    row.get(i)
        .filter(|c| !is_nothing(&c.text))
        .map(|c| one_line(&c.text))
}

fn level_cells(row: &[Cell], columns: &[usize]) -> Vec<(usize, String, gyokaku_core::document::Place)> {
    columns
        .iter()
        .enumerate()
        .filter_map(|(n, i)| row.get(*i).map(|c| (n, c)))
        .filter(|(_, c)| !is_nothing(&c.text))
        .map(|(n, c)| (n, c.text.clone(), c.at.clone()))
        .collect()
}

/// A row of a table without a class: what has an old and a new title goes on, the rest is new or ends.
fn without_class(row: &[Cell], head: &Head, columns: &[usize]) -> Option<Row> {
    if head.has(Field::Class) {
        return None;
    }
    let (old, new) = (
        head.find(Field::Old).and_then(|i| text(row, i)),
        head.find(Field::New).and_then(|i| text(row, i)),
    );
    let kind = match (&old, &new) {
        (Some(_), Some(_)) => EdgeKind::Continued,
        (None, Some(_)) => EdgeKind::New,
        (Some(_), None) => EdgeKind::Abolished,
        (None, None) => return None,
    };
    Some(Row {
        levels: level_cells(row, columns),
        old,
        class: Class {
            kind,
            label: String::new(),
            reason: None,
        },
        new,
        department: head.find(Field::Lead).and_then(|i| text(row, i)),
    })
}
