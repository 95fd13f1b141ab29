//! Forms: the fields as they were sent, and what is wrong with them.
//!
//! `FormData` is what a handler takes, and the one place that says what happens to a form that cannot be
//! read. A form that is wrong is shown again with everything typed and the reason at its field
//! (`FieldErrors`, and `macros/field.html` on the page).
//! Not here: what the fields mean; files (`pages/import`, `pages/year/workbook`).

use std::collections::HashMap;

use axum::extract::{Form, FromRequest, Request};
use axum::http::StatusCode;
use gyokaku_core::text::is_invisible;
use serde::Deserialize;

use crate::error::Problem;

/// How many characters of one field are kept where it is read as text; more than the largest form has room for, so that
/// nothing is cut before it is refused.
const LONGEST: usize = 120_000;

/// What is said when somebody else stored while a form was filled in.
pub(crate) const STALE: &str = "入力している間に、ほかの画面から保存がありました。まだ保存していません。今の内容を確かめて、よければもう一度保存してください。入力した内容は残っています。";

/// The fields of a form, or of an address, in their order. A name may come several times, as boxes
/// that are ticked do.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub(crate) struct FormData {
    pairs: Vec<(String, String)>,
    /// Where each name comes first: a form of many rows is asked for each of its fields.
    first: HashMap<String, usize>,
}

impl From<Vec<(String, String)>> for FormData {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let mut first = HashMap::with_capacity(pairs.len());
        for (at, (name, _)) in pairs.iter().enumerate() {
            first.entry(name.clone()).or_insert(at);
        }
        Self { pairs, first }
    }
}

/// A text with line ends as they are stored; a browser sends its own.
pub(crate) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

impl<S: Send + Sync> FromRequest<S> for FormData {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Form::from_request(request, state).await {
            Ok(Form(fields)) => Ok(fields),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::FormTooLarge),
            Err(_) => Err(Problem::Form("送られた内容を読み取れませんでした。".into())),
        }
    }
}

impl FormData {
    /// All fields with their values as sent.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// A field as sent, where it was sent at all.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.pairs.get(*self.first.get(name)?)?;
        Some(value.as_str())
    }

    /// Whether a field says what stood in it when the form was shown, which it carries under `seen.`; both below a
    /// prefix of their names. Line ends and white space around it are no difference.
    pub(crate) fn is_untouched(&self, prefix: &str, word: &str) -> bool {
        let plain = |text: &str| plain(text).trim().to_owned();
        let seen = self.get(&format!("{prefix}seen.{word}"));
        seen.is_some_and(|seen| plain(seen) == plain(self.raw(&format!("{prefix}{word}"))))
    }

    /// A field as sent, to the letter, where somebody wrote over what stood in it; its name is below a prefix.
    pub(crate) fn touched(&self, prefix: &str, word: &str) -> Option<&str> {
        let sent = self.get(&format!("{prefix}{word}"));
        sent.filter(|_| !self.is_untouched(prefix, word))
    }

    /// A field as sent, to the letter; empty where it was not sent.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Whether a field was sent at all: a box that is ticked, a button that was pressed.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// What was typed into a field of one line, without characters that show nothing.
    pub(crate) fn line(&self, name: &str) -> String {
        let text = self.lines(name);
        let parts = text.split(['\n', '\t']).map(str::trim);
        parts.collect::<Vec<_>>().join(" ").trim().to_owned()
    }

    /// What was typed into a field of several lines, with plain line ends.
    pub(crate) fn lines(&self, name: &str) -> String {
        let typed = plain(self.raw(name));
        let shown = typed
            .chars()
            .filter(|c| !is_invisible(*c) && (!c.is_control() || *c == '\n' || *c == '\t'));
        shown.take(LONGEST).collect::<String>().trim().to_owned()
    }

    /// A number; none where it is none.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.line(name).parse().ok()
    }

    /// Every value of a name, in order, without blanks.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let own = self.pairs.iter().filter(|(known, _)| known == name);
        own.map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// The fields whose names begin so, without that beginning, in the order of their names.
    pub(crate) fn named(&self, beginning: &str) -> Vec<(&str, &str)> {
        let own = self.pairs.iter();
        let own = own.filter_map(|(name, value)| Some((name.strip_prefix(beginning)?, value.as_str())));
        let mut found: Vec<(&str, &str)> = own.collect();
        found.sort_unstable();
        found
    }
}

impl FromIterator<(String, String)> for FormData {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        fields.into_iter().collect::<Vec<_>>().into()
    }
}

/// What is wrong with a form, by field; the empty name is the form as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// One thing that is wrong.
    pub(crate) fn one(field: impl Into<String>, words: impl Into<String>) -> Self {
        Self(vec![(field.into(), words.into())])
    }

    /// Notes what is wrong with a field.
    pub(crate) fn add(&mut self, field: impl Into<String>, words: impl Into<String>) {
        self.0.push((field.into(), words.into()));
    }

    /// What is wrong with a field.
    pub(crate) fn at(&self, field: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == field);
        found.map(|(_, words)| words.as_str())
    }

    /// Whether a field is the first one that is wrong: there the form is gone on with.
    pub(crate) fn is_first(&self, field: &str) -> bool {
        let first = self.0.iter().find(|(known, _)| !known.is_empty());
        first.is_some_and(|(known, _)| known == field)
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// With which status the form is shown: again, where something is wrong.
    pub(crate) fn status(&self) -> StatusCode {
        match self.is_empty() {
            true => StatusCode::OK,
            false => StatusCode::BAD_REQUEST,
        }
    }

    /// All that is wrong in one text, for where no form is shown again.
    pub(crate) fn words(&self) -> String {
        self.0.iter().map(|(_, words)| words.as_str()).collect()
    }

    /// All that is wrong: field and words.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_is_left_out() {
        let form: FormData = [
            ("reason", " 集計\r\nのため\u{202E} "),
            ("id", "a"),
            ("id", " "),
            ("id", "b"),
            ("take:2", "on"),
            ("take:1", "on"),
        ]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .into_iter()
        .collect();
        assert_eq!(form.lines("reason"), "集計\nのため");
        assert_eq!(form.line("reason"), "集計 のため");
        assert_eq!(form.all("id"), ["a", "b"]);
        assert_eq!(form.raw("id"), "a");
        assert_eq!((form.has("none"), form.number("id")), (false, None));
        assert_eq!(form.named("take:"), [("1", "on"), ("2", "on")]);
    }

    #[test]
    fn errors_are_found_at_their_fields() {
        let mut wrong = FieldErrors::one("name", "名前を入力してください。");
        wrong.add("", "保存していません。");
        assert_eq!(wrong.at("name"), Some("名前を入力してください。"));
        assert_eq!((wrong.at("").is_some(), wrong.at("mail")), (true, None));
        wrong.add("mail", "アドレスを入力してください。");
        assert_eq!((wrong.is_first("name"), wrong.is_first("mail")), (true, false));
        let mut whole = FieldErrors::one("", STALE);
        assert!(!whole.is_first(""), "a form as a whole takes no focus");
        whole.add("mail", "アドレスを入力してください。");
        assert!(whole.is_first("mail"));
        assert_eq!(wrong.iter().count(), 3);
    }
}
