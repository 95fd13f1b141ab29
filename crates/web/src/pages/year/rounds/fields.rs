//! The fields of a form in their order, and what is wrong with them.
//!
//! A name may come several times, as boxes that are checked do. Not here: what the fields mean.

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use gyokaku_core::text::is_invisible;

use crate::error::Problem;

/// A form as axum gives it.
pub(super) type Posted = Result<Form<Vec<(String, String)>>, FormRejection>;

/// How many characters of one field are kept; more than any of these forms has room for.
const LONGEST: usize = 4_000;

/// The fields of a form.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(pub(super) Vec<(String, String)>);

impl Fields {
    /// The fields as they were sent.
    pub(super) fn of(posted: Posted) -> Result<Self, Problem> {
        match posted {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::TooLarge),
            Err(_) => Err(Problem::Form("入力を読み取れませんでした。".into())),
        }
    }

    /// Whether a field was sent at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// What was typed into a field of one line.
    pub(super) fn line(&self, name: &str) -> String {
        let text = self.lines(name);
        text.split(['\n', '\t'])
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(" ")
            .trim()
            .to_owned()
    }

    /// What was typed into a field of several lines, with plain line ends.
    pub(super) fn lines(&self, name: &str) -> String {
        let typed = self.0.iter().find(|(known, _)| known == name);
        let typed = typed.map(|(_, value)| value.replace("\r\n", "\n").replace('\r', "\n"));
        let shown = typed.unwrap_or_default();
        let shown = shown
            .chars()
            .filter(|c| !is_invisible(*c) && (!c.is_control() || *c == '\n' || *c == '\t'));
        shown.take(LONGEST).collect::<String>().trim().to_owned()
    }

    /// Every value of a name, in order, without blanks.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        let own = self.0.iter().filter(|(known, _)| known == name);
        own.map(|(_, value)| value.trim())
            .filter(|v| !v.is_empty())
            .collect()
    }

    /// A number; 0 where it is none.
    pub(super) fn number(&self, name: &str) -> i64 {
        self.line(name).parse().unwrap_or_default()
    }
}

/// What is wrong, by field.
#[derive(Clone, Debug, Default)]
pub(super) struct Wrongs(pub(super) Vec<(&'static str, String)>);

impl Wrongs {
    /// Notes what is wrong with a field.
    pub(super) fn add(&mut self, field: &'static str, words: impl Into<String>) {
        self.0.push((field, words.into()));
    }

    /// What is wrong with a field.
    pub(super) fn at(&self, field: &str) -> Option<&str> {
        let wrong = self.0.iter().find(|(known, _)| *known == field);
        wrong.map(|(_, words)| words.as_str())
    }

    /// Whether nothing is wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What is said when somebody else stored while a form was filled in.
pub(super) const STALE: &str = "入力している間に、ほかの画面から保存がありました。まだ保存していません。今の内容を確かめて、よければもう一度保存してください。入力した内容は残っています。";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_is_left_out() {
        let fields = Fields(
            [
                ("reason", " 集計\r\nのため\u{202E} "),
                ("id", "a"),
                ("id", " "),
                ("id", "b"),
            ]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .to_vec(),
        );
        assert_eq!(fields.lines("reason"), "集計\nのため");
        assert_eq!(fields.line("reason"), "集計 のため");
        assert_eq!(fields.all("id"), ["a", "b"]);
        assert_eq!((fields.has("none"), fields.number("id")), (false, 0));
    }
}
