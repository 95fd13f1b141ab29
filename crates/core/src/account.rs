//! Accounts (利用者): which role a person holds, for which departments, and on which days.
//!
//! An account belongs to one body and is known there by its login name. Lists of accounts are in `roster`,
//! handing over in `handover`. Not here: passwords and sessions (`gyokaku-web`), and what a role may do
//! (`gyokaku_web::access`, the one place of that).

pub mod deputation;
pub mod handover;
pub mod roster;

use std::collections::HashSet;

use time::Date;

use crate::department::{Department, Directory};

/// How long a name may be, in characters.
pub const LONGEST_NAME: usize = 60;

/// What a person is to the reform plan of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 管理者: accounts and the journal, not the contents.
    Administrator,
    /// 事務局: owns the plan; opens rounds, accepts or returns, closes.
    Office,
    /// 担当者: answers for the departments of the grant.
    Staff,
    /// 所属長: approves for the departments of the grant and those below them.
    Head,
    /// 庁内委員会（推進本部・幹事会）: grades by the headquarters.
    Committee,
    /// 外部評価者（懇談会・審議会・監査）: grades from outside.
    External,
    /// 閲覧者: reads what is not published yet.
    Reader,
}

impl Role {
    /// Every role, in the order of the screens.
    pub const ALL: [Role; 7] = [
        Role::Administrator,
        Role::Office,
        Role::Staff,
        Role::Head,
        Role::Committee,
        Role::External,
        Role::Reader,
    ];

    /// The word in the database, in forms and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Office => "office",
            Role::Staff => "staff",
            Role::Head => "head",
            Role::Committee => "committee",
            Role::External => "external",
            Role::Reader => "reader",
        }
    }

    /// The role of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Role::Administrator => "管理者",
            Role::Office => "事務局",
            Role::Staff => "担当者",
            Role::Head => "所属長",
            Role::Committee => "推進本部",
            Role::External => "外部評価者",
            Role::Reader => "閲覧者",
        }
    }

    /// Whether the role is held for departments rather than for the whole body.
    pub const fn is_of_departments(self) -> bool {
        matches!(self, Role::Staff | Role::Head)
    }
}

/// A login name as it is kept: half-width small letters, digits and `.`, `_`, `-`, `@`, two to forty of
/// them; none where a text cannot be one.
pub fn login_name(text: &str) -> Option<String> {
    let name: String = text
        .trim()
        .chars()
        .map(crate::text::narrow)
        .collect::<String>()
        .to_ascii_lowercase();
    let fits = (2..=40).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-@".contains(&b));
    fits.then_some(name)
}

/// The days on which a role is held, the first and the last included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Term {
    /// The first day; none for "always".
    pub from: Option<Date>,
    /// The last day; none for "without an end".
    pub until: Option<Date>,
}

impl Term {
    /// Every day.
    pub const ALWAYS: Term = Term {
        from: None,
        until: None,
    };

    /// Whether a day is one of them.
    pub fn covers(self, day: Date) -> bool {
        !self.begins_after(day) && !self.is_over(day)
    }

    /// Whether the first day is still ahead.
    pub fn begins_after(self, day: Date) -> bool {
        self.from.is_some_and(|from| from > day)
    }

    /// Whether the last day has passed.
    pub fn is_over(self, day: Date) -> bool {
        self.until.is_some_and(|until| until < day)
    }

    /// Whether the last day lies before the first, so that there is none.
    pub fn is_backwards(self) -> bool {
        self.from
            .zip(self.until)
            .is_some_and(|(from, until)| until < from)
    }
}

/// A role that an account holds. On days outside of its term it gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The identity of the department; none for roles of the whole body.
    pub department: Option<String>,
    /// 副担当者: stands in where the department has no other staff.
    pub deputy: bool,
    /// On which days.
    pub term: Term,
}

impl Grant {
    /// The word on the screen: 担当者, 副担当者, 所属長, 所属長の代理.
    pub const fn label(&self) -> &'static str {
        match (self.role, self.deputy) {
            (Role::Staff, true) => "副担当者",
            (Role::Head, true) => "所属長の代理",
            (role, _) => role.label(),
        }
    }
}

/// Whether some administrator is there on every day from one on, by the terms of all who may sign in: a term that
/// ends counts only where another takes up no later than the day after.
pub fn is_administered(terms: &[Term], today: Date) -> bool {
    let mut day = today;
    loop {
        // As every step takes a term that ends later, there are no more steps than terms.
        let here = terms.iter().filter(|term| term.covers(day));
        let Some(last) = here
            .map(|term| term.until)
            .max_by_key(|until| until.unwrap_or(Date::MAX))
        else {
            return false;
        };
        match last.and_then(Date::next_day) {
            Some(next) => day = next,
            None => return true,
        }
    }
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Identity within the body; never changes.
    pub id: String,
    /// The name with which the person signs in, unique within the body.
    pub login: String,
    /// The name as shown: 財政課 担当.
    pub name: String,
    /// Where reminders go.
    pub mail: Option<String>,
    /// The roles held.
    pub grants: Vec<Grant>,
    /// Whether the password has to be changed before anything else (a first password).
    pub must_change: bool,
    /// Whether the account may sign in at all.
    pub enabled: bool,
}

impl Account {
    /// The roles held on a day.
    pub fn holding(&self, day: Date) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| grant.term.covers(day))
    }

    /// The terms in which the account administers its body; none where it may not sign in.
    pub fn administering(&self) -> impl Iterator<Item = Term> {
        let held = self.grants.iter().filter(|_| self.enabled);
        held.filter(|grant| grant.role == Role::Administrator)
            .map(|grant| grant.term)
    }
}

/// The departments for which somebody answers on a day, by identity: held for the department itself, for a division above
/// it, or for all of them.
pub fn staffed<'a>(
    accounts: impl IntoIterator<Item = &'a Account>,
    directory: &Directory,
    day: Date,
) -> HashSet<String> {
    let enabled = accounts.into_iter().filter(|account| account.enabled);
    let held = enabled.flat_map(|account| account.holding(day));
    let answering: HashSet<Option<&str>> = held
        .filter(|grant| grant.role == Role::Staff)
        .map(|grant| grant.department.as_deref())
        .collect();
    let is_staffed = |department: &&Department| {
        let above = directory
            .above(department)
            .into_iter()
            .map(|one| Some(one.id.as_str()));
        let own = [None, Some(department.id.as_str())];
        own.into_iter()
            .chain(above)
            .any(|place| answering.contains(&place))
    };
    let all = directory.departments.iter();
    all.filter(is_staffed)
        .map(|department| department.id.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_name_is_kept_in_one_form() {
        for (text, kept) in [
            ("zaisei", Some("zaisei")),
            (" Zaisei.01 ", Some("zaisei.01")),
            ("ｚａｉｓｅｉ＠city", Some("zaisei@city")),
            ("a", None),
            ("", None),
            ("財政", None),
            ("a b", None),
            ("a/b", None),
        ] {
            assert_eq!(login_name(text).as_deref(), kept, "{text}");
        }
        assert_eq!(login_name(&"a".repeat(41)), None);
    }

    #[test]
    fn a_term_has_both_its_days() {
        let on = |text: &str| crate::round::day(text).expect("a day");
        let term = Term {
            from: Some(on("2026-04-01")),
            until: Some(on("2027-03-31")),
        };
        for (day, covers, ahead, over) in [
            ("2026-03-31", false, true, false),
            ("2026-04-01", true, false, false),
            ("2027-03-31", true, false, false),
            ("2027-04-01", false, false, true),
        ] {
            let day = on(day);
            assert_eq!(
                (term.covers(day), term.begins_after(day), term.is_over(day)),
                (covers, ahead, over),
                "{day}"
            );
            assert!(Term::ALWAYS.covers(day));
        }
        assert!(!term.is_backwards());
        let turned = Term {
            from: term.until,
            until: term.from,
        };
        assert!(turned.is_backwards());
    }

    #[test]
    fn an_administrator_with_a_last_day_is_not_the_one_that_is_left() {
        let on = |text: &str| crate::round::day(text);
        let term = |from: &str, until: &str| Term {
            from: on(from),
            until: on(until),
        };
        let today = on("2026-03-20").expect("a day");
        let (ends, follows) = (term("", "2026-03-31"), term("2026-04-01", ""));
        for (terms, is_administered) in [
            (vec![], false),
            (vec![Term::ALWAYS], true),
            (vec![ends], false),
            (vec![follows], false),
            (vec![ends, follows], true),
            (vec![ends, term("2026-04-02", "")], false),
            (vec![ends, ends, Term::ALWAYS], true),
            (vec![term("", "2026-03-19"), follows], false),
        ] {
            assert_eq!(
                super::is_administered(&terms, today),
                is_administered,
                "{terms:?}"
            );
        }
    }

    #[test]
    fn every_role_is_known_by_its_word() {
        for role in Role::ALL {
            assert_eq!(Role::of(role.key()), Some(role));
        }
        assert_eq!(Role::of("root"), None);
    }
}
