//! Forms as they were sent: fields by name, and what is wrong with them.
//!
//! A form that is wrong is shown again with everything typed, and the reason under its field.
//! Not here: what the fields mean.

use std::collections::HashMap;

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use gyokaku_core::text::is_invisible;

use crate::error::Problem;

/// A form as axum gives it.
pub(crate) type Posted = Result<Form<HashMap<String, String>>, FormRejection>;

/// The fields of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent(HashMap<String, String>);

impl Sent {
    /// The fields as they were sent.
    pub(crate) fn of(posted: Posted) -> Result<Self, Problem> {
        let Form(fields) = posted.map_err(|error| {
            if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                Problem::TooLarge
            } else {
                Problem::Form("送られた内容を読み取れませんでした。".into())
            }
        })?;
        Ok(Self(fields))
    }

    /// The fields of an address.
    pub(crate) fn asked(fields: HashMap<String, String>) -> Self {
        Self(fields)
    }

    /// What was typed, without characters that show nothing and without blanks around it.
    pub(crate) fn text(&self, name: &str) -> String {
        let typed = self.0.get(name).map(String::as_str).unwrap_or_default();
        let shown: String = typed.chars().filter(|c| !is_invisible(*c)).collect();
        shown.trim().to_owned()
    }

    /// Whether a field was sent at all: a checkbox that is ticked, a button that was pressed.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A number; none where it is none.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    /// The fields whose names begin so, without that beginning, in the order of their names.
    pub(crate) fn named(&self, beginning: &str) -> Vec<(&str, &str)> {
        let mut found: Vec<(&str, &str)> = self
            .0
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(beginning)?, value.as_str())))
            .collect();
        found.sort_unstable();
        found
    }
}

/// What is wrong with a form, by field; the empty name is the form as a whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wrongs(Vec<(String, String)>);

impl Wrongs {
    /// Notes what is wrong with a field.
    pub(crate) fn add(&mut self, field: impl Into<String>, words: impl Into<String>) {
        self.0.push((field.into(), words.into()));
    }

    /// What is wrong with a field.
    pub(crate) fn at(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == field)
            .map(|(_, words)| words.as_str())
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What is said when somebody else stored while a form was filled in.
pub(crate) const STALE: &str = "入力している間に、ほかの画面から保存がありました。今の内容を確かめて、もう一度保存してください。入力した内容は残っています。";
