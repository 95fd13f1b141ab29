//! Events of the journal as JSON: one shape, in version 1, written and read here alone.
//!
//! The chain of hashes covers the text, so a stored entry is never written again: what once was written
//! must be read for ever. Entries from before the version was named are of version 1 as well. What cannot
//! be read, for it is of a newer program or damaged, becomes an event that shows its values as they stand.
//! Not here: what events there are (`gyokaku_core::journal`).

mod read;
mod write;

use gyokaku_core::journal::Event;
use serde_json::{Value, json};

use crate::JournalEntry;
use read::{Object, read};
use write::contents;

/// The version of the shape.
const VERSION: u64 = 1;

pub(crate) use read::own_question as own_question_of;
pub(crate) use write::own_question as own_value;

/// An event as JSON.
pub(super) fn write(event: &Event) -> String {
    let mut shape = contents(event);
    if let Value::Object(map) = &mut shape {
        map.insert("version".into(), VERSION.into());
    }
    shape.to_string()
}

impl JournalEntry {
    /// What it tells of.
    pub fn event(&self) -> Event {
        let shape: Value = serde_json::from_str(&self.summary).unwrap_or_default();
        let known = Object::of(&shape)
            .filter(|object| {
                object
                    .0
                    .get("version")
                    .is_none_or(|version| *version == json!(VERSION))
            })
            .and_then(|object| read(&self.what, object));
        known.unwrap_or_else(|| {
            let mut values = Vec::new();
            leaves("", &shape, &mut values);
            Event::Unknown {
                word: self.what.clone(),
                values,
            }
        })
    }
}

/// The values of an entry that cannot be read, each with the last key on the way to it.
fn leaves(key: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(map) => map.iter().for_each(|(key, value)| leaves(key, value, found)),
        Value::Array(list) => list.iter().for_each(|value| leaves(key, value, found)),
        Value::String(text) => found.push((key.to_owned(), text.clone())),
        other => found.push((key.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests;
