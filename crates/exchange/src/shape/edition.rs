//! `gyokaku.edition/1`: what an edition froze, as text that a later release still reads.
//!
//! Each text stands for itself: an entry, a scale, the changes of a correction, a table with all that
//! its renderers need. Keys may be added, none renamed. What is unknown is an error and never a guess,
//! because a frozen figure that is shown must be the figure that was frozen. Not here: storing.

mod table;

use gyokaku_core::department::Role;
use gyokaku_core::edition::{Change, Entry, Given, GivenAnswer, Step};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::progress::{Evaluator, Grade, Scale, Tone};
use gyokaku_core::round::answer::State;
use gyokaku_core::round::field::{Field, Values};
use serde_json::{Map, Value, json};

pub use table::{table_of, table_text};

const SCHEMA: &str = "gyokaku.edition/1";

/// A stored text of an edition that cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotAnEdition {
    /// A newer release froze it, or it is something else.
    #[error(
        "この確定版は、このプログラムが知らない形式（{found}）で保存されています。新しい版のプログラムで開いてください。"
    )]
    Unknown {
        /// The name of the form.
        found: String,
    },
    /// It does not hold what it has to hold.
    #[error("確定版の内容を読み取れません（{what}）。バックアップから戻してください。")]
    Damaged {
        /// What is missing or does not fit.
        what: &'static str,
    },
}

type Read<T> = Result<T, NotAnEdition>;

fn damaged(what: &'static str) -> NotAnEdition {
    NotAnEdition::Damaged { what }
}

fn wrapped(key: &str, content: Value) -> String {
    let mut map = Map::new();
    map.insert("schema".to_owned(), json!(SCHEMA));
    map.insert(key.to_owned(), content);
    Value::Object(map).to_string()
}

fn unwrapped(text: &str, key: &'static str) -> Read<Value> {
    let mut value: Value = serde_json::from_str(text).map_err(|_| damaged("JSON"))?;
    match value.get("schema").and_then(Value::as_str) {
        Some(SCHEMA) => {}
        Some(other) => {
            return Err(NotAnEdition::Unknown {
                found: other.to_owned(),
            });
        }
        None => return Err(damaged("schema")),
    }
    value
        .get_mut(key)
        .map(Value::take)
        .filter(|found| !found.is_null())
        .ok_or_else(|| damaged(key))
}

/// An entry as text.
pub fn entry_text(entry: &Entry) -> String {
    wrapped("entry", entry_value(entry))
}

/// The entry of a text.
///
/// # Errors
/// The text is of a newer release, or damaged.
pub fn entry_of(text: &str) -> Read<Entry> {
    let entry = unwrapped(text, "entry")?;
    Ok(Entry {
        item: string(&entry, "item")?,
        path: each(&entry, "path", |step| {
            Ok(Step {
                level: string(step, "level")?,
                label: string(step, "label")?,
                title: string(step, "title")?,
            })
        })?,
        serial: maybe(&entry, "serial")?,
        number: maybe(&entry, "number")?,
        title: string(&entry, "title")?,
        answers: each(&entry, "answers", |answer| {
            Ok(GivenAnswer {
                department: string(answer, "department")?,
                role: word(answer, "role", &ROLES)?,
                coordinates: flag(answer, "coordinates")?,
                state: State::of(&string(answer, "state")?).ok_or_else(|| damaged("state"))?,
                values: values_of(answer)?,
            })
        })?,
        grades: each(&entry, "grades", |given| {
            Ok(Given {
                by: Evaluator::of(&string(given, "by")?).ok_or_else(|| damaged("by"))?,
                grade: string(given, "grade")?,
                reason: string(given, "reason")?,
            })
        })?,
        indicators: each(&entry, "indicators", |known| {
            Ok((
                string(known, "id")?,
                string(known, "name")?,
                string(known, "unit")?,
            ))
        })?,
    })
}

fn entry_value(entry: &Entry) -> Value {
    let path: Vec<Value> = entry
        .path
        .iter()
        .map(|step| json!({ "level": step.level, "label": step.label, "title": step.title }))
        .collect();
    let answers: Vec<Value> = entry
        .answers
        .iter()
        .map(|answer| {
            let values: Map<String, Value> = answer
                .values
                .iter()
                .map(|(field, value)| (field.key(), json!(value)))
                .collect();
            json!({
                "department": answer.department,
                "role": word_of(answer.role, &ROLES),
                "coordinates": answer.coordinates,
                "state": answer.state.key(),
                "values": values,
            })
        })
        .collect();
    let grades: Vec<Value> = entry
        .grades
        .iter()
        .map(|given| json!({ "by": given.by.key(), "grade": given.grade, "reason": given.reason }))
        .collect();
    let indicators: Vec<Value> = entry
        .indicators
        .iter()
        .map(|(id, name, unit)| json!({ "id": id, "name": name, "unit": unit }))
        .collect();
    json!({
        "item": entry.item,
        "path": path,
        "serial": entry.serial,
        "number": entry.number,
        "title": entry.title,
        "answers": answers,
        "grades": grades,
        "indicators": indicators,
    })
}

fn values_of(answer: &Value) -> Read<Values> {
    let values = answer.get("values").and_then(Value::as_object);
    let values = values.ok_or_else(|| damaged("values"))?;
    values
        .iter()
        .map(|(key, value)| {
            let field = Field::of(key).ok_or_else(|| damaged("field"))?;
            let value = value.as_str().ok_or_else(|| damaged("value"))?;
            Ok((field, value.to_owned()))
        })
        .collect()
}

/// A scale as text.
pub fn scale_text(scale: &Scale) -> String {
    let grades: Vec<Value> = scale
        .grades
        .iter()
        .map(|g| json!({ "label": g.label, "definition": g.definition, "rank": g.rank, "tone": word_of(g.tone, &TONES), "evaluated": g.evaluated }))
        .collect();
    let year = scale.fiscal_year.map(FiscalYear::western);
    wrapped(
        "scale",
        json!({ "fiscal_year": year, "grades": grades, "at": table::place(&scale.at) }),
    )
}

/// The scale of a text.
///
/// # Errors
/// The text is of a newer release, or damaged.
pub fn scale_of(text: &str) -> Read<Scale> {
    let scale = unwrapped(text, "scale")?;
    Ok(Scale {
        grades: each(&scale, "grades", |grade| {
            Ok(Grade {
                label: string(grade, "label")?,
                definition: string(grade, "definition")?,
                rank: whole(grade, "rank")?,
                tone: word(grade, "tone", &TONES)?,
                evaluated: flag(grade, "evaluated")?,
            })
        })?,
        fiscal_year: match scale.get("fiscal_year") {
            None | Some(Value::Null) => None,
            Some(_) => {
                let year = whole(&scale, "fiscal_year")?;
                Some(FiscalYear::new(year).ok_or_else(|| damaged("fiscal_year"))?)
            }
        },
        at: table::place_of(scale.get("at"))?,
    })
}

/// What a correction changed, as text.
pub fn changes_text(changes: &[Change]) -> String {
    let changes: Vec<Value> = changes
        .iter()
        .map(|c| json!({ "item": c.item, "title": c.title, "what": c.what, "old": c.old, "new": c.new }))
        .collect();
    wrapped("changes", json!({ "list": changes }))
}

/// The changes of a text.
///
/// # Errors
/// The text is of a newer release, or damaged.
pub fn changes_of(text: &str) -> Read<Vec<Change>> {
    let changes = unwrapped(text, "changes")?;
    each(&changes, "list", |change| {
        Ok(Change {
            item: string(change, "item")?,
            title: string(change, "title")?,
            what: string(change, "what")?,
            old: maybe(change, "old")?,
            new: maybe(change, "new")?,
        })
    })
}

/// Words that never change, for the domain's closed choices.
type Words<T, const N: usize> = [(T, &'static str); N];

const ROLES: Words<Role, 2> = [(Role::Lead, "lead"), (Role::Support, "support")];
const TONES: Words<Tone, 4> = [
    (Tone::Ahead, "ahead"),
    (Tone::Steady, "steady"),
    (Tone::Behind, "behind"),
    (Tone::Neutral, "neutral"),
];

fn word_of<T: Copy + PartialEq, const N: usize>(value: T, words: &Words<T, N>) -> &'static str {
    words
        .iter()
        .find(|(known, _)| *known == value)
        .map_or("", |(_, word)| word)
}

fn word<T: Copy, const N: usize>(value: &Value, key: &'static str, words: &Words<T, N>) -> Read<T> {
    let found = string(value, key)?;
    let known = words.iter().find(|(_, word)| *word == found);
    known.map(|(value, _)| *value).ok_or_else(|| damaged(key))
}

fn string(value: &Value, key: &'static str) -> Read<String> {
    maybe(value, key)?.ok_or_else(|| damaged(key))
}

fn maybe(value: &Value, key: &'static str) -> Read<Option<String>> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(damaged(key)),
    }
}

fn flag(value: &Value, key: &'static str) -> Read<bool> {
    value
        .get(key)
        .and_then(Value::as_bool)
        .ok_or_else(|| damaged(key))
}

fn whole<T: TryFrom<i64>>(value: &Value, key: &'static str) -> Read<T> {
    let number = value.get(key).and_then(Value::as_i64);
    number
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| damaged(key))
}

fn each<T>(value: &Value, key: &'static str, read: impl Fn(&Value) -> Read<T>) -> Read<Vec<T>> {
    let list = value.get(key).and_then(Value::as_array);
    list.ok_or_else(|| damaged(key))?.iter().map(read).collect()
}

#[cfg(test)]
mod tests;
