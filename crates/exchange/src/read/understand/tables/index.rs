//! The index at the front: number, title and serial number of each item, in a table without a head.
//! Its titles are the cleanest.
//!
//! Not here: the register itself.

use std::collections::HashMap;

use gyokaku_core::document::Place;
use gyokaku_core::text::{fold, likeness};

use super::table::Table;
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::numbering::{is_serial, label_only, labelled};

/// A line of the index.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The number as printed.
    pub(crate) number: Option<String>,
    /// The serial number as printed.
    pub(crate) serial: Option<String>,
    /// The title.
    pub(crate) title: String,
    /// Where it stands.
    pub(crate) at: Place,
}

/// All lines of the index, to be asked by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    by_serial: HashMap<String, String>,
    by_number: HashMap<String, Option<String>>,
    /// Titles of the sections printed above the lines.
    pub(crate) sections: Vec<String>,
}

/// Whether a table is a part of an index, and its lines.
pub(crate) fn entries(table: &Table<'_>) -> Option<Vec<Entry>> {
    if table.head.is_some() || table.rows.is_empty() {
        return None;
    }
    let mut out = Vec::new();
    for row in &table.rows {
        let said: Vec<_> = row.iter().filter(|c| !c.is_blank()).collect();
        let entry = match said.as_slice() {
            [number, title, serial] if label_only(&number.text).is_some() && is_serial(&serial.text) => {
                Entry {
                    number: Some(number.text.trim().to_owned()),
                    serial: Some(serial.text.trim().to_owned()),
                    title: one_line(&title.text),
                    at: number.at.clone(),
                }
            }
            [title, serial] if is_serial(&serial.text) => {
                let found = labelled(&title.text).filter(|f| !f.title.is_empty());
                Entry {
                    number: found.as_ref().map(|f| f.label.clone()),
                    serial: Some(serial.text.trim().to_owned()),
                    title: found.map_or_else(|| one_line(&title.text), |f| one_line(&f.title)),
                    at: title.at.clone(),
                }
            }
            _ => continue,
        };
        out.push(entry);
    }
    (!out.is_empty() && out.len() * 3 >= table.rows.len() * 2).then_some(out)
}

impl Index {
    /// Gathers the index parts of a document.
    pub(crate) fn of(tables: &[Table<'_>]) -> Self {
        let mut out = Index::default();
        for table in tables {
            let Some(entries) = entries(table) else { continue };
            for caption in table.captions.iter().filter(|c| c.may_head()) {
                out.sections
                    .extend(labelled(caption.text).map(|l| l.title).filter(|t| !t.is_empty()));
            }
            for entry in entries {
                if let Some(serial) = &entry.serial {
                    out.by_serial.insert(fold(serial), entry.title.clone());
                }
                if let Some(number) = &entry.number {
                    // A number that is used twice says nothing.
                    out.by_number
                        .entry(fold(number))
                        .and_modify(|t| *t = None)
                        .or_insert_with(|| Some(entry.title.clone()));
                }
            }
        }
        out
    }

    /// The title of a number.
    pub(crate) fn entry(&self, serial: Option<&str>, number: Option<&str>) -> Option<&str> {
        serial
            .and_then(|s| self.by_serial.get(&fold(s)))
            .or_else(|| {
                number
                    .and_then(|n| self.by_number.get(&fold(n)))
                    .and_then(Option::as_ref)
            })
            .map(String::as_str)
    }

    /// The cleaner title of an item, where the one printed in the register is like it.
    pub(crate) fn title(&self, serial: Option<&str>, number: Option<&str>, printed: &str) -> Option<&str> {
        self.entry(serial, number)
            .filter(|title| likeness(title, printed) >= 600)
    }
}
