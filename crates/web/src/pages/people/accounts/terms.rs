//! The first and the last day of roles: as they are typed into the form of an account, and in words.
//!
//! Not here: what a term means (`gyokaku_core::account`).

use std::collections::{BTreeMap, BTreeSet};

use gyokaku_core::account::{Grant, Role, Term};
use gyokaku_core::fiscal_year::{day_as_typed, day_in_words};
use gyokaku_core::round::day_key;
use time::Date;

use crate::form::{FieldErrors, FormData};

/// The word in a form for all departments at once.
pub(super) const ALL: &str = "*";

/// The two days of a role as typed; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedTerm {
    pub(crate) from: String,
    pub(crate) until: String,
}

impl TypedTerm {
    /// Whether there is a day to be seen.
    pub(crate) fn is_set(&self) -> bool {
        *self != Self::default()
    }
}

/// The names of the two fields of a box.
pub(super) fn day_fields(name: &str, word: &str) -> (String, String) {
    (format!("from.{name}.{word}"), format!("until.{name}.{word}"))
}

/// The days of the roles of a form, each under the name of its box and what the box says: `staff.ID`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Terms {
    days: BTreeMap<String, TypedTerm>,
    /// The boxes that are ticked.
    ticked: BTreeSet<String>,
}

/// The name of the box of a role, and what it says.
pub(super) fn box_of(grant: &Grant) -> (&'static str, &str) {
    match (grant.role, grant.deputy) {
        (Role::Staff, false) => ("staff", grant.department.as_deref().unwrap_or(ALL)),
        (Role::Staff, true) => ("deputy", grant.department.as_deref().unwrap_or(ALL)),
        (Role::Head, _) => ("head", grant.department.as_deref().unwrap_or(ALL)),
        (role, _) => ("role", role.key()),
    }
}

impl Terms {
    /// The days of roles as they are held.
    pub(super) fn of_grants(grants: &[Grant]) -> Self {
        let typed = |day: Option<Date>| day.map(day_key).unwrap_or_default();
        let of = |grant: &Grant| {
            let (name, word) = box_of(grant);
            let term = TypedTerm {
                from: typed(grant.term.from),
                until: typed(grant.term.until),
            };
            (format!("{name}.{word}"), term)
        };
        let days: BTreeMap<String, TypedTerm> = grants.iter().map(of).collect();
        Self {
            ticked: days.keys().cloned().collect(),
            days,
        }
    }

    /// The days as they were sent: `from.staff.ID`, `until.staff.ID`.
    pub(super) fn of_form(form: &FormData) -> Self {
        let mut terms: BTreeMap<String, TypedTerm> = BTreeMap::new();
        let typed = |value: &str| value.trim().chars().take(40).collect::<String>();
        for (key, value) in form.named("from.") {
            terms.entry(key.to_owned()).or_default().from = typed(value);
        }
        for (key, value) in form.named("until.") {
            terms.entry(key.to_owned()).or_default().until = typed(value);
        }
        terms.retain(|_, term| term.is_set());
        let boxes = ["role", "staff", "deputy", "head"];
        let ticked = form
            .pairs()
            .iter()
            .filter(|(name, _)| boxes.contains(&name.as_str()));
        Self {
            ticked: ticked.map(|(name, word)| format!("{name}.{word}")).collect(),
            days: terms,
        }
    }

    /// What was typed for the box of a role.
    pub(super) fn typed(&self, name: &str, word: &str) -> TypedTerm {
        self.days
            .get(&format!("{name}.{word}"))
            .cloned()
            .unwrap_or_default()
    }

    /// The term of the box of a role, as far as it can be read.
    pub(super) fn term(&self, name: &str, word: &str) -> Term {
        let typed = self.typed(name, word);
        Term {
            from: day_as_typed(&typed.from),
            until: day_as_typed(&typed.until),
        }
    }

    /// Days that were typed for a role without its tick. What stood there before (`held`) goes with the role that is taken
    /// away.
    fn unticked(&self, held: &[Grant], wrong: &mut FieldErrors) {
        let before = Terms::of_grants(held);
        let left = self.days.iter().filter(|(of, typed)| {
            !self.ticked.contains(of.as_str()) && before.days.get(of.as_str()) != Some(*typed)
        });
        for (of, typed) in left {
            let end = if typed.from.is_empty() { "until" } else { "from" };
            wrong.add(
                format!("{end}.{of}"),
                "期間が入力されていますが、役割に印がありません。役割に印を付けるか、期間を消してください。",
            );
        }
    }

    /// What is wrong with the days of the roles, each at its field; `held` are the roles before.
    pub(super) fn wrong(&self, grants: &[Grant], held: &[Grant], wrong: &mut FieldErrors) {
        self.unticked(held, wrong);
        for grant in grants {
            let (name, word) = box_of(grant);
            let (typed, term) = (self.typed(name, word), self.term(name, word));
            let (from, until) = day_fields(name, word);
            for (field, text, day) in [
                (from, &typed.from, term.from),
                (until.clone(), &typed.until, term.until),
            ] {
                if !text.is_empty() && day.is_none() {
                    wrong.add(
                        field,
                        "日付を読み取れません。2026-04-01のように入力してください。",
                    );
                }
            }
            if term.is_backwards() {
                wrong.add(until, "終了日が開始日より前です。開始日以後の日にしてください。");
            }
        }
    }
}

/// `4月1日` in the year of today, `令和9年3月31日` in any other.
pub(crate) fn short_day(day: Date, today: Date) -> String {
    match day.year() == today.year() {
        true => format!("{}月{}日", u8::from(day.month()), day.day()),
        false => day_in_words(day),
    }
}

/// A term in words, seen from today: `4月1日から`, `3月31日まで`, `3月31日まで、終了`; nothing where it is every day.
pub(crate) fn term_words(term: Term, today: Date) -> Option<String> {
    let shown = |day: Date| short_day(day, today);
    let from = term.from.map(|from| format!("{}から", shown(from)));
    let until = term.until.map(|until| format!("{}まで", shown(until)));
    let over = if term.is_over(today) { "、終了" } else { "" };
    match (from, until) {
        (None, None) => None,
        (from, until) => Some(from.unwrap_or_default() + &until.unwrap_or_default() + over),
    }
}

#[cfg(test)]
mod tests {
    use gyokaku_core::round::day;

    use super::*;

    fn grant(term: Term) -> Grant {
        Grant {
            role: Role::Head,
            department: Some("z".into()),
            deputy: false,
            term,
        }
    }

    #[test]
    fn a_term_is_told_from_today() {
        let today = day("2026-04-10").expect("a day");
        for (from, until, words) in [
            ("", "", None),
            ("2026-04-01", "", Some("4月1日から")),
            ("2026-05-01", "", Some("5月1日から")),
            ("", "2026-04-10", Some("4月10日まで")),
            ("2026-05-01", "2027-03-31", Some("5月1日から令和9年3月31日まで")),
            (
                "2025-04-01",
                "2026-03-31",
                Some("令和7年4月1日から3月31日まで、終了"),
            ),
        ] {
            let term = Term {
                from: day(from),
                until: day(until),
            };
            assert_eq!(term_words(term, today).as_deref(), words, "{from} {until}");
        }
    }

    #[test]
    fn days_come_back_as_they_were_typed_with_what_is_wrong() {
        let form: FormData = [
            ("from.head.z", "2026-04-01"),
            ("until.head.z", "2026-03-31"),
            ("from.staff.z", "すぐ"),
            ("head", "z"),
        ]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .into_iter()
        .collect();
        let terms = Terms::of_form(&form);
        let head = grant(terms.term("head", "z"));
        let mut wrong = FieldErrors::default();
        terms.wrong(std::slice::from_ref(&head), &[], &mut wrong);
        let at: Vec<&str> = wrong.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            at,
            ["from.staff.z", "until.head.z"],
            "days without a tick are asked about"
        );
        let staff = Grant {
            role: Role::Staff,
            ..grant(Term::ALWAYS)
        };
        let mut wrong = FieldErrors::default();
        terms.wrong(&[staff], &[], &mut wrong);
        assert!(wrong.at("from.staff.z").is_some());
        // Whoever takes a role away takes its days away with it.
        let days = [("from.head.z", "2026-04-01"), ("until.head.z", "2026-03-31")];
        let days = days.map(|(n, v)| (n.to_owned(), v.to_owned()));
        let unticked = Terms::of_form(&days.into_iter().collect());
        let mut wrong = FieldErrors::default();
        unticked.wrong(&[], std::slice::from_ref(&head), &mut wrong);
        assert!(wrong.is_empty());
        assert_eq!(terms.typed("staff", "z").from, "すぐ");
        assert_eq!(
            Terms::of_grants(&[head]).typed("head", "z"),
            terms.typed("head", "z")
        );
    }
}
