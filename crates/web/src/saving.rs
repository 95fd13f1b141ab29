//! Saving what is typed as one types: what a script sends, and what it is told.
//!
//! One shape for everything that is written in place, so that one script (`assets/src/saving.js`) serves all of it.
//! Not here: what the fields mean (`pages/year/answers`, `pages/year/assessment`,
//! `pages/register/editing`).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::person::Person;

/// What a script sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    /// Whose words these are: body and login name. A page may outlive its sender's session.
    #[serde(rename = "as")]
    as_: String,
    /// The fields that were changed.
    changes: Vec<Change>,
}

/// A field that was changed: its word, what was seen there, what shall be there.
#[derive(Debug, Deserialize)]
struct Change {
    field: String,
    seen: Option<String>,
    new: Option<String>,
}

/// A field as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed<F> {
    pub(crate) field: F,
    /// What was seen there.
    pub(crate) seen: String,
    /// What shall be there.
    pub(crate) text: String,
}

/// What became of it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct SavedShape {
    pub(crate) saved: Vec<String>,
    /// The canonical value of every field that has one.
    pub(crate) values: BTreeMap<String, String>,
    /// Each as it stands in its box.
    pub(crate) boxes: BTreeMap<String, String>,
    pub(crate) readings: BTreeMap<String, String>,
    pub(crate) remarks: Vec<RemarkShape>,
    pub(crate) wrong: Vec<WrongShape>,
    pub(crate) conflicts: Vec<ConflictShape>,
    pub(crate) state: StateShape,
    pub(crate) revision: i64,
    pub(crate) at: String,
    /// 「10時15分」
    pub(crate) hour: String,
}

/// What looks odd in a field.
#[derive(Debug, Serialize)]
pub(crate) struct RemarkShape {
    pub(crate) field: String,
    pub(crate) must: bool,
    pub(crate) text: String,
}

/// A field that could not be read, and why.
#[derive(Debug, Serialize)]
pub(crate) struct WrongShape {
    pub(crate) field: String,
    pub(crate) why: String,
}

/// A field that somebody else changed meanwhile, with both versions.
#[derive(Debug, Serialize)]
pub(crate) struct ConflictShape {
    pub(crate) field: String,
    pub(crate) mine: String,
    pub(crate) theirs: String,
    pub(crate) by: String,
    pub(crate) at: String,
}

/// Where what was written stands, as a sign and a word; blank where it has no states.
#[derive(Debug, Default, Serialize)]
pub(crate) struct StateShape {
    pub(crate) key: &'static str,
    pub(crate) sign: &'static str,
    pub(crate) label: &'static str,
}

impl Message {
    /// The message of a request; the answer to it where it cannot be read or carries the words of somebody else.
    #[allow(clippy::result_large_err, reason = "the answer is sent at once")]
    pub(crate) fn of(body: &[u8], person: &Person) -> Result<Self, Response> {
        let Ok(message) = serde_json::from_slice::<Message>(body) else {
            return Err(told(
                StatusCode::BAD_REQUEST,
                "unreadable",
                "送られた内容を読み取れませんでした。画面を開き直してください。",
            ));
        };
        if message.as_ != person.owner() {
            let words = format!(
                "この画面を開いた方とは別の利用者（{}）でサインインしています。入力した内容はこの画面に残っています。元の利用者でサインインし直してください。",
                person.name
            );
            return Err(told(StatusCode::FORBIDDEN, "other_person", words));
        }
        Ok(message)
    }

    /// The fields of a request's message; the answer to it where it cannot be taken as one.
    #[allow(clippy::result_large_err, reason = "the answer is sent at once")]
    pub(crate) fn fields_of<F>(
        body: &[u8],
        person: &Person,
        known: impl Fn(&str) -> Option<F>,
        unknown: &str,
    ) -> Result<Vec<Typed<F>>, Response> {
        Self::of(body, person)?.fields(known, unknown)
    }

    /// The fields of the message; the answer to it, in these words, where one is none that may be written here.
    #[allow(clippy::result_large_err, reason = "the answer is sent at once")]
    pub(crate) fn fields<F>(
        self,
        known: impl Fn(&str) -> Option<F>,
        unknown: &str,
    ) -> Result<Vec<Typed<F>>, Response> {
        let of = |change: Change| {
            Some(Typed {
                field: known(&change.field)?,
                seen: change.seen.unwrap_or_default(),
                text: change.new.unwrap_or_default(),
            })
        };
        let fields: Option<Vec<Typed<F>>> = self.changes.into_iter().map(of).collect();
        fields.ok_or_else(|| told(StatusCode::BAD_REQUEST, "unknown_field", unknown))
    }
}

/// Whether a script sends it, and not a form.
pub(crate) fn is_script(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/json"))
}

/// A refusal, as the script tells it.
pub(crate) fn told(status: StatusCode, error: &str, message: impl Into<String>) -> Response {
    (status, Json(json!({ "error": error, "message": message.into() }))).into_response()
}
