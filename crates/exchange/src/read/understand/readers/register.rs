//! The register: items with their sections, whatever the columns are called and wherever they stand.
//!
//! Not here: which column is which (`register_columns`), one row (`record`), grades and amounts of
//! items (`answers`).

use gyokaku_core::labels::department::is_department;
use std::collections::HashMap;

use gyokaku_core::department::Role;
use gyokaku_core::document::Cell;
use gyokaku_core::labels::{self, Rank};
use gyokaku_core::plan::{Item, ItemPlaces};
use gyokaku_core::text::fold;

use super::answers;
use super::item;
use super::levels::{Levels, level_names};
use crate::read::understand::kinds::Kind;
use crate::read::understand::kinds::register_columns::Columns;
use crate::read::understand::parts::{FoundItem, Parts};
use crate::read::understand::sections::{Sections, Trail};
use crate::read::understand::tables::flow;
use crate::read::understand::tables::index::{self, Index};
use crate::read::understand::tables::record::{Record, record};
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::departments::{assignment, is_marked};
use crate::read::understand::words::numbering::{self, Labelled, Style, label_only, labelled};
use crate::read::understand::words::others;
use crate::read::understand::words::references::{is_references, references};
use crate::read::understand::words::titles::is_about_the_document;
use crate::read::understand::words::vocabulary::level_name;
use gyokaku_core::labels::field::Field;
use gyokaku_core::tabular::single;

/// What the registers of a document hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// Items with what their rows say.
    pub(crate) parts: Parts,
    /// For each table the item on whose sheet it stands, where it stands on one.
    pub(crate) owners: Vec<Option<usize>>,
}

/// Reads every register of a document.
pub(crate) fn read(tables: &[Table<'_>], kinds: &[Kind], index: &Index, sections: &mut Sections) -> Found {
    let mut reader = Reader {
        parts: Parts::default(),
        trail: Trail::default(),
        known: HashMap::new(),
        heading_levels: heading_levels(tables, kinds),
        last_section: None,
    };
    let (mut owners, mut owner) = (Vec::with_capacity(tables.len()), None);
    for (table, kind) in tables.iter().zip(kinds) {
        reader.captions(table);
        if let Some(columns) = kind.register() {
            let before = reader.parts.items.len();
            reader.table(table, columns, index, sections);
            // A sheet of one item owns the tables that follow it.
            owner = (reader.parts.items.len() == before + 1).then_some(before);
        }
        owners.push(owner);
    }
    let mut parts = reader.parts;
    for ((table, kind), owner) in tables.iter().zip(kinds).zip(&mut owners) {
        if owner.is_none() && kind.register().is_none() {
            *owner = named_above(table, &parts.items);
        }
    }
    if parts.items.is_empty() {
        parts.add(from_index(tables, sections));
    }
    Found { parts, owners }
}

struct Reader {
    parts: Parts,
    trail: Trail,
    /// Items by section and folded number.
    known: HashMap<(Option<usize>, String), usize>,
    /// Levels of headings without a number that each stand above a register of their own.
    heading_levels: Vec<u8>,
    last_section: Option<usize>,
}

/// Levels of headings that head registers at least twice: they are sections though they have no number.
fn heading_levels(tables: &[Table<'_>], kinds: &[Kind]) -> Vec<u8> {
    let mut counts: HashMap<u8, usize> = HashMap::new();
    for (table, _) in tables
        .iter()
        .zip(kinds)
        .filter(|(_, kind)| kind.register().is_some_and(|c| c.levels.is_empty()))
    {
        for caption in &table.captions {
            if let flow::Form::Heading(level) = caption.form
                && labelled(caption.text).is_none()
                && !is_about_the_document(caption.text)
            {
                *counts.entry(level).or_default() += 1;
            }
        }
    }
    counts
        .into_iter()
        .filter(|(_, n)| *n >= 2)
        .map(|(level, _)| level)
        .collect()
}

impl Reader {
    /// Headings above a table open sections.
    fn captions(&mut self, table: &Table<'_>) {
        for caption in table.captions.iter().filter(|c| c.may_head()) {
            match (labelled(caption.text), caption.form) {
                (Some(found), _) => self.trail.enter(found, caption.at.clone()),
                (None, flow::Form::Heading(level)) if self.heading_levels.contains(&level) => {
                    let heading = Labelled {
                        label: String::new(),
                        style: Style::Heading(level),
                        title: one_line(caption.text),
                    };
                    self.trail.enter(heading, caption.at.clone());
                }
                (None, flow::Form::Heading(1)) => self.trail.clear(),
                _ => {}
            }
        }
        for title in &table.titles {
            if let Some(found) = labelled(&title.text) {
                self.trail.enter(found, title.at.clone());
            }
        }
    }

    fn table(&mut self, table: &Table<'_>, columns: &Columns, index: &Index, sections: &mut Sections) {
        let mut levels = Levels::of(table, columns);
        let first = self.parts.items.len();
        self.last_section = None;
        for row in &table.rows {
            if tells_of_rows(row, columns) || self.section_row(row, columns, sections) {
                continue;
            }
            let base = if levels.none() || !self.trail.is_empty() {
                self.trail.section(sections)
            } else {
                None
            };
            let total = sums_up(row, columns);
            let section = if total.is_some() {
                levels.last(base)
            } else {
                levels.place(row, columns, base, sections)
            };
            let mut record = record(row, columns, index);
            if let Some(rank) = total {
                // 小計 belongs to the section it stands in, 合計 to the whole.
                let part = section.filter(|_| rank == Rank::Subtotal);
                let path = part.map(|s| sections.path(s)).unwrap_or_default();
                self.parts.add(answers::totals(&record, columns, &path, table));
                continue;
            }
            if self.is_no_item(row, &record) {
                continue;
            }
            let is_untitled = record
                .title
                .trim_matches(['・', '●', '■', '◆', ' ', '　'])
                .is_empty();
            let above = self.parts.items.get(first..).and_then(<[_]>::last);
            let has_own_number =
                record.number.is_some() && above.is_some_and(|above| above.item.number != record.number);
            if let Some(content) = record.content.take_if(|_| is_untitled && has_own_number) {
                // A number of its own begins an item; what it is called stands beside the blank.
                record.title = content;
                record.title_at.clone_from(&record.content_at);
            } else if is_untitled {
                // A row without a title goes on with the item above.
                if let Some(last) = self
                    .parts
                    .items
                    .len()
                    .checked_sub(1)
                    .filter(|last| *last >= first)
                {
                    if let Some(more) = &record.content {
                        item::append(&mut self.parts.items[last].item.content, more.clone());
                    }
                    self.fill(&record, columns, last, table, sections);
                }
                continue;
            }
            self.item(&record, columns, section, table, sections);
        }
        if !columns.levels.is_empty() {
            by_number(&mut self.parts.items[first..], sections);
        }
        self.parts.add_levels(names_of_levels(table, columns));
    }

    /// Everything of a row but number, title and content.
    fn fill(
        &mut self,
        record: &Record<'_>,
        columns: &Columns,
        at: usize,
        table: &Table<'_>,
        sections: &Sections,
    ) {
        let Some(found) = self.parts.items.get_mut(at) else {
            return;
        };
        item::fill(record, columns, table, &mut found.item);
        let path = found.path(sections);
        let said = answers::read(record, columns, (at, &mut found.item), &path, table);
        self.parts.add(said);
    }

    /// A row that opens a section: a title on the left, and nothing else but references and departments.
    fn section_row(&mut self, row: &[Cell], columns: &Columns, sections: &mut Sections) -> bool {
        let said: Vec<(usize, &Cell)> = row
            .iter()
            .enumerate()
            .filter(|(_, c)| !is_nothing(&c.text))
            .collect();
        let Some(((at, first), rest)) = said.split_first().map(|(f, r)| (*f, r)) else {
            return true;
        };
        if rest.is_empty() && is_marked(&first.text) && at > columns.title {
            // Departments alone, broken off the section above.
            if let Some(section) = self.last_section.and_then(|s| sections.get_mut(s)) {
                let found = assignment(&first.text, Role::Lead);
                section.departments.lead.extend(found.lead);
                section.departments.support.extend(found.support);
                return true;
            }
            return false;
        }
        let text = one_line(&first.text);
        if at > columns.title
            || columns.levels.contains(&at)
            || numbering::is_serial(&text)
            || label_only(&text).is_some()
            || text.chars().count() > 90
            || is_marked(&text)
        {
            return false;
        }
        let only = |c: &Cell| is_references(&c.text) || is_marked(&c.text);
        let named = |i: usize, c: &Cell| {
            (Some(i) == columns.lead || Some(i) == columns.support) && is_department(&c.text)
        };
        if !rest.iter().all(|(i, c)| only(c) || named(*i, c)) {
            return false;
        }
        let found = labelled(&text).filter(|f| !f.title.is_empty());
        let wide = first.columns as usize > columns.width / 2;
        if at == columns.title && !columns.levels.is_empty() && !wide {
            // Left of it stand the levels, blank because those of the row above go on.
            return false;
        }
        let has_number = columns
            .number
            .or(columns.serial)
            .is_some_and(|n| n != at && n < columns.title);
        let bare = rest.is_empty()
            && columns.width >= 4
            && !text.ends_with('。')
            && !text.starts_with('※')
            && (at < columns.title || wide || has_number);
        let found = match found {
            Some(found)
                if at < columns.title
                    || wide
                    || !rest.is_empty()
                    || has_number
                    || !matches!(found.style, Style::Parts(_)) =>
            {
                found
            }
            None if bare || (!rest.is_empty() && at < columns.title) => Labelled {
                label: String::new(),
                style: Style::Heading(9),
                title: text,
            },
            _ => return false,
        };
        self.trail.enter_surely(found, first.at.clone());
        let section = self.trail.section(sections);
        self.last_section = section;
        if let Some(section) = section.and_then(|s| sections.get_mut(s)) {
            section.at = first.at.clone();
            for (_, cell) in rest {
                if is_references(&cell.text) {
                    section.references.extend(references(&cell.text));
                } else {
                    let found = assignment(&cell.text, Role::Lead);
                    section.departments.lead.extend(found.lead);
                    section.departments.support.extend(found.support);
                }
            }
        }
        true
    }

    /// Notes between the items.
    fn is_no_item(&self, row: &[Cell], record: &Record<'_>) -> bool {
        let title = fold(&record.title);
        let note = record.title.starts_with(['※', '＊'])
            || (single(row).is_some() && (title.starts_with("注") || title.ends_with('。')));
        note || (record.title.is_empty() && row.iter().all(|c| is_nothing(&c.text)))
    }

    fn item(
        &mut self,
        record: &Record<'_>,
        columns: &Columns,
        section: Option<usize>,
        table: &Table<'_>,
        sections: &Sections,
    ) {
        let at = self.parts.items.len();
        let title = record
            .title
            .replace("（再掲）", "")
            .replace("(再掲)", "")
            .replace("【再掲】", "")
            .trim()
            .trim_start_matches(['・', '●', '■', '◆'])
            .trim()
            .to_owned();
        let item = Item {
            serial: record.serial.clone(),
            number: record.number.clone(),
            repeated: record.title.contains("再掲")
                || record.serial.as_deref().is_some_and(|s| s.contains("再掲")),
            title,
            content: record.content.clone(),
            at: record.cells_at(),
            places: ItemPlaces {
                number: record.number_at.clone(),
                title: record.title_at.clone(),
                content: record.content_at.clone(),
                ..ItemPlaces::default()
            },
            ..Item::default()
        };
        let parent = self.above(item.number.as_deref(), section, at);
        self.parts.items.push(FoundItem {
            item,
            section,
            parent,
        });
        self.fill(record, columns, at, table, sections);
    }

    /// The item above one by its number, which is known from now on.
    fn above(&mut self, number: Option<&str>, section: Option<usize>, at: usize) -> Option<usize> {
        let number = number?;
        let above = numbering::above(number).and_then(|above| self.known.get(&(section, above)).copied());
        self.known.insert((section, fold(number)), at);
        above
    }
}

/// The rank of a row that sums up items: 合計 stands where a number, a level or a title would.
fn sums_up(row: &[Cell], columns: &Columns) -> Option<Rank> {
    let first = row
        .iter()
        .take(columns.title + 1)
        .find(|c| !is_nothing(&c.text))?;
    match labels::kind(&first.text) {
        labels::Kind::Total(rank) => Some(rank),
        _ => None,
    }
}

/// The item whose name alone is the last heading above a table or stands in a cell on top of its grid, as on the sheet
/// of an item that a register lists as well. None where two are called so.
fn named_above(table: &Table<'_>, items: &[FoundItem]) -> Option<usize> {
    let heading = table.captions.iter().rev().find(|c| c.may_head());
    let titles = table.titles.iter().map(|c| c.text.as_str());
    let of_name = |text: &str| {
        let named = one_line(text);
        let plain = labelled(&named).filter(|l| !l.title.is_empty());
        let same = |item: &FoundItem| {
            let title = fold(&item.item.title);
            let number = |label: &str| item.item.number.as_deref().is_none_or(|n| fold(n) == fold(label));
            title == fold(&named)
                || plain
                    .as_ref()
                    .is_some_and(|l| fold(&l.title) == title && number(&l.label))
        };
        let mut found = items.iter().enumerate().filter(|(_, item)| same(item));
        let (at, _) = found.next()?;
        found.next().is_none().then_some(at)
    };
    heading
        .map(|c| c.full.as_str())
        .into_iter()
        .chain(titles)
        .find_map(of_name)
}

/// Whether a row without a number of its own is a running total, a rate, a difference or a part (うち…) of other rows:
/// no item, and no more of the item above.
fn tells_of_rows(row: &[Cell], columns: &Columns) -> bool {
    let said = |i: usize| row.get(i).filter(|c| !is_nothing(&c.text));
    let is_numbered = [columns.number, columns.serial]
        .into_iter()
        .flatten()
        .any(|i| said(i).is_some());
    let label = said(columns.title).or_else(|| (0..columns.title).rev().find_map(said));
    !is_numbered
        && label.is_some_and(|c| others::is_no_entry(&one_line(&c.text)))
        && others::has_only_figures(row.get(columns.title + 1..).unwrap_or_default())
}

/// Items whose own number says another section than the row they stand in: 2-① belongs to 2.
fn by_number(items: &mut [FoundItem], sections: &Sections) {
    for found in items.iter_mut().filter(|i| i.parent.is_none()) {
        let above = found.item.number.as_deref().and_then(numbering::above);
        let Some(said) = above.and_then(|above| sections.labelled(None, &above)) else {
            continue;
        };
        if found.section.and_then(|s| sections.parent(s)) != Some(said) {
            found.section = Some(said);
        }
    }
}

/// The plan's names of the levels of a table.
fn names_of_levels(table: &Table<'_>, columns: &Columns) -> Vec<String> {
    let mut names: Vec<String> = level_names(table, columns)
        .into_iter()
        .flat_map(|(name, below)| [Some(name), below])
        .flatten()
        .collect();
    if let Some(column) = table
        .columns()
        .get(columns.title)
        .filter(|c| c.field != Some(Field::Content))
    {
        names.push(level_name(&column.label));
    }
    names
}

/// Items of an index that no register follows.
fn from_index(tables: &[Table<'_>], sections: &mut Sections) -> Parts {
    let mut reader = Reader {
        parts: Parts::default(),
        trail: Trail::default(),
        known: HashMap::new(),
        heading_levels: Vec::new(),
        last_section: None,
    };
    for table in tables {
        reader.captions(table);
        for entry in index::entries(table).unwrap_or_default() {
            let section = reader.trail.section(sections);
            let parent = reader.above(entry.number.as_deref(), section, reader.parts.items.len());
            reader.parts.items.push(FoundItem {
                item: Item {
                    serial: entry.serial,
                    number: entry.number,
                    title: entry.title,
                    at: entry.at,
                    ..Item::default()
                },
                section,
                parent,
            });
        }
    }
    reader.parts
}
