//! Departments by the names that a list gives them, each looked for once.
//!
//! Not here: what a label means (`gyokaku_core::department::Directory`).

use std::collections::HashMap;

use time::Date;

use crate::department::{Directory, Referent};
use crate::fiscal_year::FiscalYear;
use crate::text::fold;

/// The departments of a body by their names in lists.
pub(super) struct Names<'a> {
    directory: &'a Directory,
    today: Date,
    /// What was looked for, with what was found.
    found: HashMap<(String, Option<FiscalYear>), Referent<'a>>,
    /// The names under which departments are written.
    written: HashMap<String, String>,
}

/// The fiscal year of a day.
fn year_of(day: Date) -> Option<FiscalYear> {
    FiscalYear::of_date(i16::try_from(day.year()).ok()?, u8::from(day.month()))
}

impl<'a> Names<'a> {
    pub(super) fn of(directory: &'a Directory, today: Date) -> Self {
        Self {
            directory,
            today,
            found: HashMap::new(),
            written: HashMap::new(),
        }
    }

    /// What a label means on a day.
    pub(super) fn resolve(&mut self, label: &str, on: Date) -> Referent<'a> {
        let (key, directory) = ((fold(label), year_of(on)), self.directory);
        let year = key.1;
        self.found
            .entry(key)
            .or_insert_with(|| directory.resolve(label, year))
            .clone()
    }

    /// The name of a department by which it is found: its own, or with that of a division in front.
    pub(super) fn written(&mut self, id: &str) -> String {
        if let Some(known) = self.written.get(id) {
            return known.clone();
        }
        let Some(department) = self.directory.department(id) else {
            return id.to_owned();
        };
        let above = self.directory.above(department).into_iter();
        let above = above.map(|above| format!("{}{}", above.name, department.name));
        let mut names = std::iter::once(department.name.clone()).chain(above);
        let name = names
            .find(|name| matches!(self.resolve(name, self.today), Referent::One(one) if one.id == id))
            .unwrap_or_else(|| department.name.clone());
        self.written.insert(id.to_owned(), name.clone());
        name
    }

    /// A department after the division that it belongs to.
    pub(super) fn full(&self, id: &str) -> String {
        let Some(department) = self.directory.department(id) else {
            return id.to_owned();
        };
        let above = self.directory.above(department);
        let above = above.first().map(|d| d.name.as_str()).unwrap_or_default();
        format!("{above}{}", department.name)
    }
}
