//! The reminders of a round: its open answers by department, with those who hold a role for it.
//!
//! Of several who hold a role for a department those nearest to it count: those of the department
//! itself, else those of the division above it, else those of the whole body. So a division's head is
//! not written to where the department has a head of its own.

use std::collections::BTreeMap;

use time::Date;

use super::{Department, OpenItem, Person};
use crate::account::deputation::Deputation;
use crate::account::{Account, Role};
use crate::department::Directory;
use crate::plan::Plan;
use crate::round::answer::Answer;
use crate::round::approval::Rank;
use crate::round::{Round, days_left};

/// The accounts that hold a role for a department on a day, nearest first; `deputy` picks one kind of staff.
pub fn holders<'a>(
    directory: &Directory,
    accounts: &'a [Account],
    department: &str,
    role: Role,
    deputy: Option<bool>,
    today: Date,
) -> Vec<&'a Account> {
    let above = directory.department(department).map(|d| directory.above(d));
    let above = above.into_iter().flatten().map(|d| Some(d.id.as_str()));
    let ranks = std::iter::once(Some(department)).chain(above).chain([None]);
    ranks
        .map(|place| {
            let fits = |account: &&Account| {
                account.enabled
                    && account.holding(today).any(|g| {
                        g.role == role
                            && g.department.as_deref() == place
                            && deputy.is_none_or(|deputy| g.deputy == deputy)
                    })
            };
            accounts.iter().filter(fits).collect::<Vec<_>>()
        })
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// The departments with answers that are still awaited of them, in the order of the directory. `within`
/// narrows them to answers that are overdue or due within so many days.
pub fn open_departments(
    plan: &Plan,
    round: &Round,
    answers: &[Answer],
    directory: &Directory,
    accounts: &[Account],
    today: Date,
    within: Option<i32>,
) -> Vec<Department> {
    let mut open: BTreeMap<&str, Vec<OpenItem>> = BTreeMap::new();
    for answer in answers.iter().filter(|a| a.is_awaited(today)) {
        let left = answer.due(round).map(|due| days_left(due, today));
        if within.is_some_and(|within| left.is_none_or(|left| left > within)) {
            continue;
        }
        open.entry(&answer.department)
            .or_default()
            .push(open_item(plan, answer));
    }
    let place = |id: &str| directory.departments.iter().position(|d| d.id == id);
    let mut ids: Vec<&str> = open.keys().copied().collect();
    ids.sort_by_key(|id| place(id).unwrap_or(usize::MAX));
    ids.into_iter()
        .map(|id| {
            let open = open.remove(id).unwrap_or_default();
            department_with(directory, accounts, id, today, open)
        })
        .collect()
}

/// An answer as a mail lists it.
pub fn open_item(plan: &Plan, answer: &Answer) -> OpenItem {
    let item = plan.item(&answer.item);
    OpenItem {
        number: item
            .and_then(|i| i.number.clone().or_else(|| i.serial.clone()))
            .unwrap_or_default(),
        title: item.map_or_else(|| answer.item.clone(), |i| i.title.clone()),
        state: answer.state.label().to_owned(),
        late_until: answer.late.as_ref().map(|late| late.until),
    }
}

impl From<&Account> for Person {
    fn from(account: &Account) -> Self {
        Person {
            id: account.id.clone(),
            name: account.name.clone(),
            mail: account.mail.clone(),
            enabled: account.enabled,
        }
    }
}

/// A department with those who hold a role for it.
pub fn department_with(
    directory: &Directory,
    accounts: &[Account],
    id: &str,
    today: Date,
    open: Vec<OpenItem>,
) -> Department {
    let people = |role: Role, deputy: Option<bool>| -> Vec<Person> {
        let found = holders(directory, accounts, id, role, deputy, today);
        found.into_iter().map(Person::from).collect()
    };
    Department {
        id: id.to_owned(),
        name: directory
            .department(id)
            .map_or_else(|| id.to_owned(), |d| d.name.clone()),
        staff: people(Role::Staff, Some(false)),
        deputies: people(Role::Staff, Some(true)),
        heads: people(Role::Head, None),
        open,
    }
}

/// From whom the approval of a rank is awaited for a department on a day: the nearest heads who may give it, and who stands
/// in for one of them that day.
pub fn approvers<'a>(
    directory: &Directory,
    (accounts, deputations): (&'a [Account], &[Deputation]),
    department: &str,
    rank: Rank,
    today: Date,
) -> Vec<&'a Account> {
    let known = directory.department(department);
    let above = known.into_iter().flat_map(|d| directory.above(d));
    let chain = std::iter::once(Some(department)).chain(above.map(|d| Some(d.id.as_str())));
    let places = chain.skip(rank.index()).chain([None]);
    let heads_at = |place: Option<&str>| -> Vec<&'a Account> {
        let holds = |one: &&Account| {
            let mut held = one.holding(today);
            one.enabled && held.any(|g| g.role == Role::Head && g.department.as_deref() == place)
        };
        accounts.iter().filter(holds).collect()
    };
    let mut found = places
        .map(heads_at)
        .find(|found| !found.is_empty())
        .unwrap_or_default();
    let stands_in = |one: &&Account| {
        let mut days = deputations.iter().filter(|d| d.term().covers(today));
        one.enabled && days.any(|d| d.deputy == one.id && found.iter().any(|head| head.id == d.head))
    };
    let deputies: Vec<&Account> = accounts.iter().filter(stands_in).collect();
    found.extend(deputies);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Grant, Term};
    use crate::department::Department as Known;
    use crate::plan::Item;
    use crate::reminder::recipients;
    use crate::round::answer::tests::{answer, round};
    use crate::round::answer::{Late, State};
    use crate::round::day;

    fn account(id: &str, grants: &[(Role, Option<&str>, bool)]) -> Account {
        Account {
            id: id.into(),
            name: id.into(),
            mail: Some(format!("{id}@city.example.jp")),
            enabled: true,
            grants: grants
                .iter()
                .map(|(role, department, deputy)| Grant {
                    role: *role,
                    department: department.map(str::to_owned),
                    deputy: *deputy,
                    term: Term::ALWAYS,
                })
                .collect(),
            ..Account::default()
        }
    }

    fn directory() -> Directory {
        let known = |id: &str, parent: Option<&str>| Known {
            id: id.into(),
            name: format!("{id}課"),
            aliases: vec![],
            parent: parent.map(str::to_owned),
            from: None,
            until: None,
            successors: vec![],
        };
        Directory {
            departments: vec![known("b", None), known("d2", Some("b")), known("d1", Some("b"))],
        }
    }

    #[test]
    fn the_nearest_count() {
        let accounts = [
            account("own", &[(Role::Staff, Some("d1"), false)]),
            account("division", &[(Role::Staff, Some("b"), false)]),
            account("deputy", &[(Role::Staff, Some("d2"), true)]),
            account("all", &[(Role::Staff, None, false)]),
        ];
        let today = day("2026-04-01").expect("a day");
        let names = |department: &str, deputy| -> Vec<String> {
            holders(&directory(), &accounts, department, Role::Staff, deputy, today)
                .iter()
                .map(|a| a.id.clone())
                .collect()
        };
        assert_eq!(names("d1", Some(false)), ["own"]);
        assert_eq!(names("d2", Some(false)), ["division"]);
        assert_eq!(names("d2", Some(true)), ["deputy"]);
        assert_eq!(names("elsewhere", Some(false)), ["all"]);
        let mut ended = accounts.clone();
        ended[0].enabled = false;
        let nearest = |accounts: &[Account]| {
            let found = holders(&directory(), accounts, "d1", Role::Staff, Some(false), today);
            found[0].id.clone()
        };
        assert_eq!(nearest(&ended), "division", "who may not sign in holds nothing");
        let mut over = accounts.clone();
        over[0].grants[0].term.until = day("2026-03-31");
        assert_eq!(nearest(&over), "division", "whose last day has passed");
        over[0].grants[0].term.until = Some(today);
        assert_eq!(nearest(&over), "own", "on the last day");
        over[0].grants[0].term.from = day("2026-04-02");
        assert_eq!(nearest(&over), "division", "whose first day is ahead");
    }

    #[test]
    fn only_what_is_open_and_due() {
        let on = |text| day(text).expect("a day");
        let item = |id: &str| Item {
            id: id.into(),
            number: Some(format!("No.{id}")),
            title: format!("取組{id}"),
            ..Item::default()
        };
        let plan = Plan {
            items: vec![item("i1"), item("i2"), item("i3")],
            ..Plan::default()
        };
        let mut answers = [
            answer(State::InWork),
            answer(State::Submitted),
            answer(State::Returned),
        ];
        answers[1].item = "i2".into();
        answers[2].item = "i3".into();
        answers[2].department = "d2".into();
        answers[2].late = Some(Late {
            until: on("2020-06-30"),
            by: "事務局".into(),
            reason: "決算待ち".into(),
        });
        let accounts = [account("own", &[(Role::Staff, Some("b"), false)])];
        let open = |today, within| {
            open_departments(
                &plan,
                &round(),
                &answers,
                &directory(),
                &accounts,
                on(today),
                within,
            )
        };
        let all = open("2020-05-01", None);
        let ids: Vec<&str> = all.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids, ["d2", "d1"], "in the order of the directory");
        assert_eq!(all[1].open[0].number, "No.i1");
        assert_eq!(recipients(&all).mails.len(), 1, "one mail a person");
        assert_eq!(open("2020-05-11", Some(3)).len(), 0);
        assert_eq!(open("2020-05-12", Some(3)).len(), 1, "the late one has time");
        assert_eq!(open("2020-07-01", Some(3)).len(), 2);
    }

    #[test]
    fn an_approval_is_awaited_of_the_nearest_head_and_of_who_stands_in() {
        let accounts = [
            account("own", &[(Role::Head, Some("d1"), false)]),
            account("division", &[(Role::Head, Some("b"), false)]),
            account("all", &[(Role::Head, None, false)]),
            account("deputy", &[(Role::Staff, Some("d2"), false)]),
        ];
        let on = |text| day(text).expect("a day");
        let deputations = [Deputation {
            id: "1".into(),
            head: "division".into(),
            deputy: "deputy".into(),
            from: on("2026-05-01"),
            until: on("2026-05-02"),
            named_by: String::new(),
        }];
        let names = |department: &str, rank, today| -> Vec<String> {
            let standing = (accounts.as_slice(), deputations.as_slice());
            let found = approvers(&directory(), standing, department, rank, on(today));
            found.iter().map(|one| one.id.clone()).collect()
        };
        assert_eq!(names("d1", Rank::First, "2026-04-30"), ["own"]);
        assert_eq!(names("d1", Rank::Second, "2026-04-30"), ["division"]);
        assert_eq!(names("d1", Rank::Second, "2026-05-02"), ["division", "deputy"]);
        assert_eq!(names("d1", Rank::Third, "2026-05-02"), ["all"]);
        assert_eq!(
            names("d2", Rank::First, "2026-04-30"),
            ["division"],
            "it has no head of its own"
        );
    }
}
