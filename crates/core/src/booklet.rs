//! The booklet (冊子): which parts it can have, said once, and which of them a plan has anything for.
//!
//! The office chooses and orders among them. A further published table is a further part by itself. Not here:
//! what the parts hold (`table`, `item_sheet`), sheets of paper.

use crate::plan::Plan;
use crate::table::{Cell, Column, Made, PUBLISHED, PlaceOnPages, Published, Row, Table};

/// A part of a booklet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The title on a sheet of its own.
    Cover,
    /// The parts with the numbers of their sheets.
    Contents,
    /// The sentences of the tables that are in the booklet, with their pictures.
    Summary,
    /// The sheet for the head of the city.
    Head,
    /// The sheet for the assembly.
    Assembly,
    /// A published table.
    Table(&'static Published),
    /// The sheet of each item.
    Sheets,
    /// The words that the plan explains.
    Terms,
    /// What the latest edition corrects.
    Errata,
}

impl Part {
    /// All parts, in the order in which they are proposed.
    pub fn all() -> impl Iterator<Item = Part> {
        const TABLES: &[Published] = &PUBLISHED;
        let tables = TABLES.iter().map(|table| match table.made {
            Made::OfItem(_) => Part::Sheets,
            _ => Part::Table(table),
        });
        let front = [
            Part::Cover,
            Part::Contents,
            Part::Summary,
            Part::Head,
            Part::Assembly,
        ];
        front.into_iter().chain(tables).chain([Part::Terms, Part::Errata])
    }

    /// The word of forms and addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Part::Cover => "cover",
            Part::Contents => "contents",
            Part::Summary => "summary",
            Part::Head => "head",
            Part::Assembly => "assembly",
            Part::Table(table) => table.name,
            Part::Sheets => "sheets",
            Part::Terms => "terms",
            Part::Errata => "errata",
        }
    }

    /// The part of a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::all().find(|part| part.key() == key)
    }

    /// Its heading.
    pub const fn label(self) -> &'static str {
        match self {
            Part::Cover => "表紙",
            Part::Contents => "目次",
            Part::Summary => "概要",
            Part::Head => "首長説明資料",
            Part::Assembly => "議会説明資料",
            Part::Table(table) => table.label,
            Part::Sheets => "個票",
            Part::Terms => "用語の説明",
            Part::Errata => "正誤表",
        }
    }

    /// Whether a plan has anything for it; `editions` is how many of its years are frozen.
    pub fn is_in(self, plan: &Plan, editions: i64) -> bool {
        match self {
            Part::Cover | Part::Contents | Part::Summary => true,
            Part::Head | Part::Assembly => !plan.items.is_empty() || !plan.progress.is_empty(),
            Part::Table(table) => table.is_in(plan, editions),
            Part::Sheets => !plan.items.is_empty(),
            Part::Terms => !plan.notes.is_empty(),
            Part::Errata => editions > 0,
        }
    }

    /// Whether it is in a booklet unless somebody leaves it out: what has a page of its own, and not what
    /// explains another table line by line.
    pub fn is_proposed(self) -> bool {
        match self {
            Part::Table(table) => !matches!(table.place, PlaceOnPages::Under(_)),
            // These are papers of their own, which a booklet may hold as well.
            Part::Head | Part::Assembly => false,
            _ => true,
        }
    }
}

/// The words that the plan explains, as a table.
pub fn terms(plan: &Plan) -> Table {
    let row = |note: &crate::plan::GlossaryNote| {
        let cells = vec![Cell::words(&note.term), Cell::words(&note.text)];
        Row::entry(0, cells)
    };
    Table {
        name: "terms",
        title: Part::Terms.label().to_owned(),
        columns: vec![Column::name("term", "用語"), Column::text("text", "説明")],
        rows: plan.notes.iter().map(row).collect(),
        ..Table::default()
    }
}

/// One correction: the item, what of it, the value before and now.
pub type Correction = [String; 4];

/// What an edition corrects, as a table.
pub fn errata(corrections: impl IntoIterator<Item = Correction>) -> Table {
    let row =
        |correction: Correction| Row::entry(0, correction.iter().map(|text| Cell::words(text)).collect());
    Table {
        name: "errata",
        title: Part::Errata.label().to_owned(),
        columns: vec![
            Column::name("title", "取組項目"),
            Column::text("what", "箇所"),
            Column::text("old", "誤"),
            Column::text("new", "正"),
        ],
        rows: corrections.into_iter().map(row).collect(),
        ..Table::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_key_of_its_own_and_is_found_by_it() {
        for part in Part::all() {
            assert_eq!(Part::of_key(part.key()), Some(part), "{}", part.key());
        }
        let keys: Vec<&str> = Part::all().map(Part::key).collect();
        assert!(keys.starts_with(&["cover", "contents", "summary"]), "{keys:?}");
        assert_eq!(keys.iter().filter(|key| **key == "sheets").count(), 1);
    }
}
