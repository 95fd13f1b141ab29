//! An entry of the journal in words: of what it speaks, and what changed from what to what.
//!
//! An entry holds identities and words of the program; people read names and labels. What has no label
//! yet is shown as it is, never left out. Not here: loading entries, who may read them.

mod words;

use std::collections::{BTreeSet, HashMap};

use gyokaku_core::account::Role;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::Key;
use gyokaku_core::round::answer::State;
use gyokaku_core::round::field::{Field, Question};
use gyokaku_core::wording::{Piece, pieces};
use gyokaku_store::JournalEntry;
use serde_json::{Map, Value};

pub(crate) use words::{GROUPS, of_group, what};

use crate::show::time::moment;

/// The names of what entries speak of, by identity.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) departments: HashMap<String, String>,
    pub(crate) accounts: HashMap<String, String>,
    pub(crate) indicators: HashMap<String, String>,
    /// By plan and item.
    pub(crate) items: HashMap<(String, String), String>,
}

/// A value that an entry tells of.
#[derive(Debug)]
pub(crate) struct Line {
    /// Of what, where several are told of: a department's answer, an item.
    pub(crate) subject: String,
    pub(crate) label: String,
    /// From what to what; a note has nothing before it.
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
    /// Whether it is a change and not only a note.
    pub(crate) changed: bool,
    /// The wordings side by side, where both are words.
    pub(crate) pieces: Vec<Piece>,
    /// The key in the entry, and the item and department that it is about.
    key: String,
    item: String,
    department: String,
}

/// An entry in words.
#[derive(Debug)]
pub(crate) struct Told {
    /// What was done.
    pub(crate) what: String,
    pub(crate) lines: Vec<Line>,
}

impl Told {
    /// The lines about a field of an answer alone: a field's key, `grade:council`, or empty for its state.
    /// Notes stay.
    pub(crate) fn about(mut self, field: &str, item: &str, department: &str) -> Self {
        self.lines.retain(|line| {
            let is_own = (line.item.is_empty() || line.item == item)
                && (line.department.is_empty() || line.department == department);
            let is_field = match field {
                "" => true,
                word if word.starts_with("grade:") => true,
                word => !line.changed || line.key == word,
            };
            let is_context = !line.changed
                && matches!(
                    line.key.as_str(),
                    "round" | "item" | "department" | "evaluator" | "field"
                );
            is_own && is_field && !is_context
        });
        for line in &mut self.lines {
            line.subject.clear();
        }
        self
    }
}

/// The identities of items that entries speak of.
pub(crate) fn items(entries: &[JournalEntry]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in entries {
        if let Ok(value) = serde_json::from_str::<Value>(&entry.summary) {
            collect(&value, &mut found);
        }
    }
    found
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("item").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|inner| collect(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, found)),
        _ => {}
    }
}

/// An entry in words.
pub(crate) fn told(entry: &JournalEntry, names: &Names) -> Told {
    let mut teller = Teller {
        names,
        plan: entry.plan.as_deref().unwrap_or_default(),
        what: &entry.what,
        lines: Vec::new(),
    };
    if let Ok(Value::Object(map)) = serde_json::from_str(&entry.summary) {
        teller.object(&map, &About::default());
    }
    Told {
        what: what(&entry.what).unwrap_or(&entry.what).to_owned(),
        lines: teller.lines,
    }
}

/// Of what the values at hand are.
#[derive(Clone, Debug, Default)]
struct About {
    subject: String,
    item: String,
    department: String,
    label: String,
    key: String,
}

struct Teller<'a> {
    names: &'a Names,
    plan: &'a str,
    what: &'a str,
    lines: Vec<Line>,
}

impl Teller<'_> {
    fn object(&mut self, map: &Map<String, Value>, about: &About) {
        let mut about = about.clone();
        let text = |key: &str| map.get(key).and_then(Value::as_str);
        // Identities name what the rest is about.
        let is_part = map.contains_key("old") || map.contains_key("new") || text("item").is_some();
        let mut subject = Vec::new();
        if let Some(item) = text("item") {
            about.item = item.to_owned();
            subject.push(self.item(item));
        }
        if let Some(department) = text("department").filter(|_| is_part) {
            about.department = department.to_owned();
            subject.push(self.department(department));
        }
        if !subject.is_empty() {
            about.subject = subject.join("・");
        }
        let has_change = map.contains_key("old") || map.contains_key("new");
        if has_change {
            self.change(map.get("old"), map.get("new"), &about);
        }
        let mut told_subject = false;
        for (key, value) in map {
            let is_told = match key.as_str() {
                "old" | "new" => has_change,
                "item" => text("item").is_some(),
                "department" => is_part,
                // What only a program needs.
                "revision" | "sha256" | "last" | "id" | "ids" => true,
                "plan" => value.as_bool() == Some(false),
                _ => false,
            };
            if is_told {
                continue;
            }
            let label = self.label(key, &about);
            let below = About {
                label,
                key: key.clone(),
                ..about.clone()
            };
            told_subject |= self.value(key, value, &below);
        }
        if !has_change && !told_subject && !about.subject.is_empty() {
            self.note(
                &About {
                    label: "対象".into(),
                    key: "item".into(),
                    subject: String::new(),
                    ..about.clone()
                },
                about.subject.clone(),
            );
        }
    }

    /// Tells a value that is no change; gives whether there was anything to tell.
    fn value(&mut self, key: &str, value: &Value, about: &About) -> bool {
        match value {
            Value::Null => false,
            Value::Object(map) => {
                let counts = map.values().all(Value::is_number);
                if counts && !map.is_empty() {
                    let counted: Vec<String> = map
                        .iter()
                        .filter(|(_, n)| n.as_i64() != Some(0))
                        .map(|(key, n)| format!("{} {n}", words::key(key)))
                        .collect();
                    self.note(about, counted.join("、"));
                } else {
                    self.object(map, about);
                }
                true
            }
            Value::Array(list) if list.is_empty() => false,
            Value::Array(list) if list.iter().all(|one| !one.is_object()) => {
                let all: Vec<String> = list.iter().map(|one| self.scalar(key, one)).collect();
                self.note(about, all.join("、"));
                true
            }
            Value::Array(list) => {
                // Each of a list says for itself what it is about.
                let each = About {
                    label: String::new(),
                    key: String::new(),
                    ..about.clone()
                };
                for one in list {
                    match one {
                        Value::Object(map) => self.object(map, &each),
                        other => self.note(about, self.scalar(key, other)),
                    }
                }
                true
            }
            scalar => {
                let text = self.scalar(key, scalar);
                if !text.is_empty() {
                    self.note(about, text);
                }
                true
            }
        }
    }

    /// Tells what changed: of two objects each value that differs, of all else the whole.
    fn change(&mut self, old: Option<&Value>, new: Option<&Value>, about: &About) {
        let nothing = Map::new();
        let (was, is) = (old.unwrap_or(&Value::Null), new.unwrap_or(&Value::Null));
        let object = |value: &Value| value.is_object();
        if object(was) || object(is) {
            let (was, is) = (
                was.as_object().unwrap_or(&nothing),
                is.as_object().unwrap_or(&nothing),
            );
            let keys: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
            for key in keys {
                let (a, b) = (was.get(key), is.get(key));
                if a != b {
                    let below = About {
                        label: self.label(key, about),
                        key: key.clone(),
                        ..about.clone()
                    };
                    self.changed(key, a, b, below);
                }
            }
            return;
        }
        let about = match about.label.is_empty() {
            false => about.clone(),
            true => About {
                label: self.label_of_change().to_owned(),
                key: String::new(),
                ..about.clone()
            },
        };
        let key = match about.key.as_str() {
            "" => self.key_of_change().unwrap_or_default().to_owned(),
            key => key.to_owned(),
        };
        self.changed(&key, Some(was), Some(is), about);
    }

    fn changed(&mut self, key: &str, old: Option<&Value>, new: Option<&Value>, about: About) {
        let text = |value: Option<&Value>| {
            let text = value.map(|value| self.whole(key, value)).unwrap_or_default();
            Some(text).filter(|text| !text.is_empty())
        };
        let (old, new) = (text(old), text(new));
        let long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.chars().count() > 8);
        let marked = match (&old, &new) {
            (Some(was), Some(is)) if long(&old) || long(&new) => pieces(was, is),
            _ => Vec::new(),
        };
        self.lines.push(Line {
            subject: about.subject,
            label: about.label,
            old,
            new,
            changed: true,
            pieces: marked,
            key: about.key,
            item: about.item,
            department: about.department,
        });
    }

    fn note(&mut self, about: &About, text: String) {
        self.lines.push(Line {
            subject: about.subject.clone(),
            label: about.label.clone(),
            old: None,
            new: Some(text),
            changed: false,
            pieces: Vec::new(),
            key: about.key.clone(),
            item: about.item.clone(),
            department: about.department.clone(),
        });
    }

    /// What a bare change is of.
    fn label_of_change(&self) -> &'static str {
        match self.what {
            "grant.put" => "役割",
            "answer.reassign" | "charge.put" => "担当課",
            "body.put" => "名称",
            word if word.starts_with("answer.") => "状態",
            _ => "内容",
        }
    }

    fn key_of_change(&self) -> Option<&'static str> {
        match self.what {
            "answer.reassign" | "charge.put" => Some("department"),
            "grant.put" => Some("grants"),
            word if word.starts_with("answer.") => Some("state_of_answer"),
            _ => None,
        }
    }

    /// The label of a key: of a field of an answer its own, of a table of a plan its own.
    fn label(&self, key: &str, about: &About) -> String {
        if about.key == "fields" {
            return match Field::of(key) {
                Some(Field::Indicator(id)) => match self.names.indicators.get(&id) {
                    Some(name) => name.clone(),
                    None => "指標の実績値".to_owned(),
                },
                Some(field) => field.label().to_owned(),
                None => key.to_owned(),
            };
        }
        if about.key == "tables" {
            return words::table(key).to_owned();
        }
        words::key(key).to_owned()
    }

    /// A value of any kind in one text.
    fn whole(&self, key: &str, value: &Value) -> String {
        match value {
            Value::Array(list) => {
                let all: Vec<String> = list.iter().map(|one| self.whole(key, one)).collect();
                all.join("、")
            }
            Value::Object(map) => {
                if let Some(role) = map.get("role").and_then(Value::as_str) {
                    return self.grant(role, map);
                }
                let all: Vec<String> = map
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(key, value)| format!("{}：{}", words::key(key), self.whole(key, value)))
                    .collect();
                all.join("、")
            }
            scalar => self.scalar(key, scalar),
        }
    }

    /// `担当者（財政課）`
    fn grant(&self, role: &str, map: &Map<String, Value>) -> String {
        let known = Role::of(role);
        let label = known.map_or_else(|| role.to_owned(), |known| known.label().to_owned());
        let deputy = map.get("deputy").and_then(Value::as_bool) == Some(true);
        let label = if deputy { format!("副{label}") } else { label };
        match map.get("department").and_then(Value::as_str) {
            Some(department) => format!("{label}（{}）", self.department(department)),
            None => label,
        }
    }

    fn scalar(&self, key: &str, value: &Value) -> String {
        let text = match value {
            Value::Null => return String::new(),
            Value::Bool(true) if key == "plan" => return "変更あり".to_owned(),
            Value::Bool(true) => return "はい".to_owned(),
            Value::Bool(false) => return "いいえ".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match key {
            "department" | "departments" | "parent" | "successors" => self.department(&text),
            "item" | "items" => self.item(&text),
            "account" => self.names.accounts.get(&text).cloned().unwrap_or(text),
            "role" => Role::of(&text).map_or(text, |role| role.label().to_owned()),
            "evaluator" => evaluator(&text).map_or(text, |by| by.label().to_owned()),
            "questions" => Question::of(&text).map_or(text, |question| question.label().to_owned()),
            "field" => Field::of(&text).map_or(text, |field| field.label().to_owned()),
            "state_of_answer" => State::of(&text).map_or(text, |state| state.label().to_owned()),
            "state" => match text.as_str() {
                "open" => "受付中".to_owned(),
                "locked" => "受付停止中".to_owned(),
                "closed" => "確定済み".to_owned(),
                _ => text,
            },
            "round" => {
                Key::parse(&text).map_or(text, |key| key.show(gyokaku_core::fiscal_year::YearStyle::Era))
            }
            "locked_until" | "made_at" => moment(&text),
            "of" if text == "journal" => "操作記録".to_owned(),
            "effect_plan" | "effect_actual" => crate::pages::year::review::yen_shown(&text),
            _ => text,
        }
    }

    fn department(&self, id: &str) -> String {
        let known = self.names.departments.get(id);
        known.cloned().unwrap_or_else(|| id.to_owned())
    }

    fn item(&self, id: &str) -> String {
        let known = self.names.items.get(&(self.plan.to_owned(), id.to_owned()));
        known.cloned().unwrap_or_else(|| format!("取組 {id}"))
    }
}

fn evaluator(word: &str) -> Option<Evaluator> {
    let all = [
        ("department", Evaluator::Department),
        ("secretariat", Evaluator::Secretariat),
        ("headquarters", Evaluator::Headquarters),
        ("council", Evaluator::Council),
    ];
    all.into_iter()
        .find(|(known, _)| *known == word)
        .map(|(_, by)| by)
}

#[cfg(test)]
mod tests;
