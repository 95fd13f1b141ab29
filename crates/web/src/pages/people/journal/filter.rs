//! What narrows the journal, as people say it: who, what kind, which plan, from day to day.

use gyokaku_core::journal::GROUPS;
use gyokaku_core::round::{day, day_key};
use gyokaku_store::JournalFilter;
use serde::Deserialize;
use time::{Date, Duration};

use crate::form::FieldErrors;
use crate::path::query;

/// The words of the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Narrow {
    pub(super) who: String,
    /// A kind of event.
    pub(super) kind: String,
    pub(super) plan: String,
    /// `2026-05-15`
    pub(super) from: String,
    pub(super) to: String,
    /// The number before which the page begins.
    pub(super) before: String,
}

/// A filter as the store takes it, with what it borrows.
#[derive(Debug)]
pub(super) struct Ready {
    who: String,
    what: &'static [&'static str],
    plan: String,
    from: Option<String>,
    until: Option<String>,
    pub(super) before: Option<i64>,
}

impl Narrow {
    /// The filter, or what cannot be read in it.
    pub(super) fn ready(&self) -> Result<Ready, FieldErrors> {
        let read = |field: &'static str, text: &str| match text.trim() {
            "" => Ok(None),
            text => match day(text) {
                Some(day) => Ok(Some(day)),
                None => Err(FieldErrors::one(
                    field,
                    format!("「{text}」は日付として読み取れません。2026-05-15 のように入れてください。"),
                )),
            },
        };
        let (from, to) = (read("from", &self.from)?, read("to", &self.to)?);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err(FieldErrors::one("to", "終わりの日が始まりの日より前です。"));
        }
        let until = to.and_then(|day| day.checked_add(Duration::DAY));
        Ok(Ready {
            who: self.who.trim().to_owned(),
            what: GROUPS
                .iter()
                .find(|group| group.key == self.kind)
                .map_or(&[], |group| group.begins),
            plan: self.plan.clone(),
            from: from.and_then(midnight),
            until: until.and_then(midnight),
            before: self.before.parse().ok(),
        })
    }

    /// The words of the address without the page.
    pub(super) fn words(&self) -> [(&'static str, &str); 5] {
        [
            ("who", self.who.trim()),
            ("kind", &self.kind),
            ("plan", &self.plan),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words().iter().all(|(_, value)| value.is_empty())
    }

    /// The address of the page that begins before a number.
    pub(super) fn query(&self, before: i64) -> String {
        let before = before.to_string();
        let words = self.words().into_iter().filter(|(_, value)| !value.is_empty());
        format!(
            "?{}",
            query([("before", before.as_str())].into_iter().chain(words))
        )
    }
}

impl Ready {
    pub(super) fn filter(&self) -> JournalFilter<'_> {
        let some = |text: &str| !text.is_empty();
        JournalFilter {
            actor: Some(self.who.as_str()).filter(|text| some(text)),
            what: self.what,
            plan: Some(self.plan.as_str()).filter(|text| some(text)),
            from: self.from.as_deref(),
            until: self.until.as_deref(),
            before: self.before,
        }
    }
}

/// When a day begins in Japan, in UTC: entries are compared as text.
fn midnight(day: Date) -> Option<String> {
    let before = day.checked_sub(Duration::DAY)?;
    Some(format!("{}T15:00:00", day_key(before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_japan_and_ends_with_it() {
        let narrow = Narrow {
            from: "2026-05-15".into(),
            to: "2026-05-15".into(),
            ..Narrow::default()
        };
        let ready = narrow.ready().expect("a filter");
        let filter = ready.filter();
        assert_eq!(
            (filter.from, filter.until),
            (Some("2026-05-14T15:00:00"), Some("2026-05-15T15:00:00"))
        );
        for (from, to) in [("15.5.2026", ""), ("2026-05-15", "2026-05-14")] {
            let narrow = Narrow {
                from: from.into(),
                to: to.into(),
                ..Narrow::default()
            };
            assert!(narrow.ready().is_err(), "{from} {to}");
        }
        assert!(Narrow::default().ready().expect("none").filter().actor.is_none());
    }
}
