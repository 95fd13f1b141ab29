//! The columns of levels of a register: 基本方針 | 重点項目 left of the items.
//!
//! Not here: sections that have rows or headings of their own (`register`), tables of levels alone (`outline`).

use gyokaku_core::document::Cell;

use crate::read::understand::kinds::register_columns::Columns;
use crate::read::understand::sections::Sections;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::cut::is_nothing;
use crate::read::understand::words::numbering::{self, labelled};
use crate::read::understand::words::titles::{self, titled};

/// The columns of levels: a title stands once and holds for the rows below.
pub(crate) struct Levels {
    names: Vec<(String, Option<String>)>,
    open: Vec<Option<usize>>,
    /// Whether only titles with a number count, where nearly all have one.
    strict: bool,
}

impl Levels {
    /// Before the first row of a table.
    pub(crate) fn of(table: &Table<'_>, columns: &Columns) -> Self {
        Self {
            names: level_names(table, columns),
            open: vec![None; columns.levels.len()],
            strict: strict(table, columns),
        }
    }

    /// Whether the table has no columns of levels.
    pub(crate) fn none(&self) -> bool {
        self.open.is_empty()
    }

    /// The section of a row, after what its cells of levels say.
    pub(crate) fn place(
        &mut self,
        row: &[Cell],
        columns: &Columns,
        base: Option<usize>,
        sections: &mut Sections,
    ) -> Option<usize> {
        for (n, column) in columns.levels.iter().enumerate() {
            let parent = self.open[..n].iter().rev().find_map(|o| *o).or(base);
            let Some(cell) = row.get(*column).filter(|c| !is_nothing(&c.text)) else {
                continue;
            };
            let (name, below) = self.names.get(n).cloned().unwrap_or_default();
            let (label, title, word) = titled(&cell.text);
            if self.strict && label.is_empty() {
                // Parts of the section in brackets below its title: (人材 / 体制 / 組織).
                if let (Some(open), Some(below)) = (self.open[n], below) {
                    sections.children(&cell.text, &below, open, &cell.at);
                }
                continue;
            }
            if title.is_empty() || (label.is_empty() && numbering::label_only(&cell.text).is_some()) {
                continue;
            }
            // 区分 says nothing of a level that has a word of its own: 改革の視点1.
            let unsaid = matches!(name.as_str(), "" | "区分" | "分類" | "種別");
            let level = if unsaid && !word.is_empty() { word } else { name };
            self.open[n] = Some(sections.ensure(parent, &level, &label, &title, cell.at.clone()));
            for lower in &mut self.open[n + 1..] {
                *lower = None;
            }
        }
        self.last(base)
    }

    /// The lowest section that is open.
    pub(crate) fn last(&self, base: Option<usize>) -> Option<usize> {
        self.open.iter().rev().find_map(|o| *o).or(base)
    }
}

/// Whether the titles of the first level have numbers, so that a text without one is none of them.
fn strict(table: &Table<'_>, columns: &Columns) -> bool {
    let Some(level) = columns.levels.first() else {
        return false;
    };
    let cells: Vec<&Cell> = table
        .rows
        .iter()
        .filter_map(|r| r.get(*level))
        .filter(|c| !c.is_blank())
        .take(60)
        .collect();
    let numbered = cells
        .iter()
        .filter(|c| labelled(&c.text).is_some_and(|l| !l.title.is_empty()))
        .count();
    let plain = cells
        .iter()
        .filter(|c| !c.text.trim().starts_with(['(', '（', '「']))
        .count();
    numbered >= 2 && numbered * 2 > plain
}

/// The plan's names of the levels in the head, and the name in brackets for what stands below: 改革項目(推進施策).
pub(crate) fn level_names(table: &Table<'_>, columns: &Columns) -> Vec<(String, Option<String>)> {
    let name = |c: &usize| {
        table
            .columns()
            .get(*c)
            .map_or_else(Default::default, |c| titles::level_names(&c.label))
    };
    columns.levels.iter().map(name).collect()
}
