//! A form that came without a session and is sent again after the sign-in, so that nothing typed is lost.
//!
//! A form that arrives without a session travels along on the sign-in page and back: its address and
//! its fields, as they came. After the sign-in the person sees it and sends it with one button.
//! Invariants: nothing is done with such a form before that; no password is ever kept in it.
//! Not here: the sign-in itself, and the answer to a request without a session (`pages/people/session`).

use crate::session::local;

/// How large a form may be that is sent again, in bytes.
pub(crate) const MOST_BYTES: usize = 256 * 1024;
/// Room for a form that carries another one: each `%` of the other takes three letters.
pub(crate) const CARRYING: usize = 4 * MOST_BYTES;

/// A form that waits for its sender to sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PendingForm {
    /// The address it goes to.
    pub(crate) path: String,
    /// Its fields as they came, to the letter.
    pub(crate) form: String,
    /// Its fields, in their order.
    pub(crate) fields: Vec<(String, String)>,
}

impl PendingForm {
    /// A form by its address and its fields as they came; none where it cannot be sent again.
    pub(crate) fn of(path: &str, form: &str) -> Option<Self> {
        let fields: Vec<(String, String)> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        let is_secret = fields.iter().any(|(name, _)| name.contains("password"));
        let path = local(path)?.to_owned();
        (!is_secret && form.len() <= MOST_BYTES && !path.starts_with("/session")).then(|| Self {
            path,
            form: form.to_owned(),
            fields,
        })
    }

    /// What a person would recognise of it: the words that were typed, without marks of the page.
    pub(crate) fn words(&self) -> Vec<&str> {
        let is_mark = |value: &str| {
            value.is_empty()
                || value == "on"
                || (value.len() >= 16 && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-'))
        };
        self.fields
            .iter()
            .map(|(_, value)| value.trim())
            .filter(|value| !is_mark(value))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_travels_as_it_came() {
        let form = "reason=%E9%81%85%E3%82%8C+%26+%3Cb%3E&grade=%E2%96%B3&grade=%E2%97%8B&empty=&bare";
        let pending = PendingForm::of("/041009/keiei/rounds/2019", form).expect("a form");
        assert_eq!(pending.fields[0], ("reason".to_owned(), "遅れ & <b>".to_owned()));
        assert_eq!(pending.fields.len(), 5);
        assert_eq!(pending.form, form, "to the letter");
        assert_eq!(pending.words(), ["遅れ & <b>", "△", "○"]);
    }

    #[test]
    fn what_must_not_travel_does_not() {
        assert_eq!(PendingForm::of("https://evil.example/", "a=b"), None);
        assert_eq!(PendingForm::of("//evil.example/", "a=b"), None);
        assert_eq!(PendingForm::of("/account/password", "password=secret"), None);
        assert_eq!(PendingForm::of("/session", "login=a"), None);
        assert_eq!(PendingForm::of("/a", &"a".repeat(MOST_BYTES + 1)), None);
    }
}
