//! Roles held on some days only, and accounts written together, on both engines.

use std::collections::BTreeMap;

use gyokaku_core::account::{Account, Grant, Role, Term};
use gyokaku_core::journal::Event;
use gyokaku_core::round::day;
use time::Date;

use super::accounts::{LATER, PHC, TODAY, account, deeds, directory, grant, make};
use super::{NOW, clerk, on_both, opened, sendai};
use crate::{AccountWrites, JournalState, NewPassword, Store, StoreError};

/// A role with its first and its last day; empty where there is none.
fn held(role: Role, department: Option<&str>, from: &str, until: &str) -> Grant {
    Grant {
        term: Term {
            from: day(from),
            until: day(until),
        },
        ..grant(role, department)
    }
}

async fn write(store: &Store, writes: &AccountWrites<'_>) -> Result<usize, StoreError> {
    store.write_accounts(&clerk(), NOW, &sendai(), writes).await
}

async fn change(store: &Store, account: &Account, revision: i64) -> Result<i64, StoreError> {
    store
        .change_account(&clerk(), NOW, &sendai(), account, revision)
        .await
}

#[test]
fn a_role_gives_nothing_outside_of_its_days() {
    on_both(async |url| {
        let store = opened(url).await;
        directory(&store).await;
        let one = account(
            "a1",
            "zaisei",
            &[
                held(Role::Staff, Some("division"), "2026-04-01", "2027-03-31"),
                held(Role::Head, Some("d3"), "", "2026-03-31"),
                held(Role::Office, None, "2026-04-02", ""),
            ],
        );
        make(&store, &one).await;
        let stored = store
            .account(&sendai(), "a1")
            .await
            .expect("asked")
            .expect("there");
        assert_eq!(stored.account, one, "the days are kept");
        store
            .open_session(&clerk(), NOW, &sendai(), "a1", "h1", LATER)
            .await
            .expect("a session");
        let on = async |today: Date| -> (Vec<Role>, Vec<String>) {
            let before = store.queries();
            let open = store.find_session(&sendai(), "h1", today).await.expect("asked");
            assert_eq!(store.queries() - before, 1);
            let open = open.expect("open");
            let reach = open.reach.into_iter().map(|(_, department)| department);
            (
                open.account.grants.iter().map(|grant| grant.role).collect(),
                reach.collect(),
            )
        };
        let day = |text| day(text).expect("a day");
        assert_eq!(
            on(day("2026-03-31")).await,
            (vec![Role::Head], vec!["d3".to_owned()])
        );
        let below = ["d1", "d2", "division"].map(str::to_owned).to_vec();
        assert_eq!(on(TODAY).await, (vec![Role::Staff], below.clone()));
        assert_eq!(
            on(day("2027-03-31")).await,
            (vec![Role::Office, Role::Staff], below)
        );
        assert_eq!(on(day("2027-04-01")).await, (vec![Role::Office], vec![]));
        let entries = store.journal(Some(&sendai()), 9).await.expect("a journal");
        let told = entries.iter().find_map(|entry| match entry.event() {
            Event::GrantsChanged { grants, .. } => Some(grants.new),
            _ => None,
        });
        assert_eq!(told, Some(one.grants), "the journal knows the days");
    });
}

#[test]
fn an_administrator_with_a_last_day_does_not_count_as_the_one_that_is_left() {
    on_both(async |url| {
        let store = opened(url).await;
        let lasting = account("a1", "kanri1", &[grant(Role::Administrator, None)]);
        let ends = account(
            "a2",
            "kanri2",
            &[held(Role::Administrator, None, "", "2026-12-31")],
        );
        make(&store, &lasting).await;
        make(&store, &ends).await;
        let mut gone = lasting.clone();
        gone.enabled = false;
        assert!(matches!(
            change(&store, &gone, 1).await,
            Err(StoreError::LastAdministrator)
        ));
        let mut ending = lasting.clone();
        ending.grants[0].term.until = day("2027-03-31");
        assert!(matches!(
            change(&store, &ending, 1).await,
            Err(StoreError::LastAdministrator)
        ));
        // Who takes up on the day after may be the one who is left.
        let mut follows = ends.clone();
        follows.grants[0].term = Term {
            from: day("2027-04-01"),
            until: None,
        };
        let writes = AccountWrites {
            new: vec![],
            changed: vec![(&ending, 1), (&follows, 1)],
        };
        assert_eq!(write(&store, &writes).await.ok(), Some(2));
        follows.grants[0].term.from = day("2027-04-02");
        assert!(
            matches!(
                change(&store, &follows, 2).await,
                Err(StoreError::LastAdministrator)
            ),
            "a day without any"
        );
    });
}

#[test]
fn many_accounts_are_one_write_and_a_handful_of_statements() {
    on_both(async |url| {
        let store = opened(url).await;
        directory(&store).await;
        make(
            &store,
            &account("k", "kanri", &[grant(Role::Administrator, None)]),
        )
        .await;
        let made: Vec<Account> = (0..300)
            .map(|n| {
                let department = ["d1", "d2", "d3"][n % 3];
                account(
                    &format!("a{n:03}"),
                    &format!("user{n:03}"),
                    &[
                        held(Role::Staff, Some(department), "2026-04-01", ""),
                        grant(Role::Reader, None),
                    ],
                )
            })
            .collect();
        let writes = AccountWrites {
            new: made.iter().map(|one| (one, NewPassword::First(PHC))).collect(),
            changed: vec![],
        };
        let before = store.queries();
        assert_eq!(write(&store, &writes).await.ok(), Some(0));
        let first = store.queries() - before;
        assert!(first < 30, "{first} statements");
        let stored = store.accounts(&sendai()).await.expect("accounts");
        let stored: BTreeMap<&str, &Account> = stored
            .iter()
            .map(|one| (one.account.id.as_str(), &one.account))
            .collect();
        assert_eq!(stored.len(), 301);
        assert!(made.iter().all(|one| stored[one.id.as_str()] == one));
        assert_eq!(
            deeds(&store).await[..4],
            ["grant.put", "account.put", "grant.put", "account.put"]
        );

        store
            .open_session(&clerk(), NOW, &sendai(), "a007", "h1", LATER)
            .await
            .expect("a session");
        let mut changed = made.clone();
        for one in &mut changed[..200] {
            one.grants = vec![held(Role::Staff, Some("d1"), "", "2026-05-31")];
        }
        changed[7].enabled = false;
        changed[8].mail = None;
        let writes = AccountWrites {
            new: vec![],
            changed: changed.iter().map(|one| (one, 1)).collect(),
        };
        let before = store.queries();
        assert_eq!(
            write(&store, &writes).await.ok(),
            Some(200),
            "the others are as they were"
        );
        let second = store.queries() - before;
        assert!(second < 30, "{second} statements");
        let stored = store.accounts(&sendai()).await.expect("accounts");
        assert!(changed.iter().all(|one| stored.iter().any(|s| s.account == *one)));
        let revisions: Vec<i64> = stored.iter().map(|one| one.revision).collect();
        assert_eq!(revisions.iter().filter(|revision| **revision == 2).count(), 200);
        let ended = store.find_session(&sendai(), "h1", TODAY).await.expect("asked");
        assert!(ended.is_none(), "who may no longer sign in is signed out");
        let entries = store
            .journal(Some(&sendai()), 999)
            .await
            .expect("a journal")
            .len();
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));

        // One that does not fit, and nothing of it is written.
        let fresh = account("b1", "fresh", &[]);
        let taken = account("b2", "user001", &[]);
        for (new, changed) in [
            (vec![&fresh, &taken], vec![]),
            (vec![&fresh, &fresh], vec![]),
            (vec![&fresh], vec![(&made[0], 1)]),
            (vec![&fresh], vec![(&taken, 1)]),
            (vec![&fresh], vec![(&changed[250], 1), (&changed[250], 1)]),
        ] {
            let writes = AccountWrites {
                new: new
                    .into_iter()
                    .map(|one| (one, NewPassword::First(PHC)))
                    .collect(),
                changed,
            };
            assert!(write(&store, &writes).await.is_err());
        }
        assert_eq!(
            store
                .journal(Some(&sendai()), 999)
                .await
                .expect("a journal")
                .len(),
            entries
        );
    });
}

#[test]
fn who_held_a_role_before_is_known_for_a_while() {
    on_both(async |url| {
        let store = opened(url).await;
        directory(&store).await;
        for (login, until) in [
            ("old", "2025-01-31"),
            ("last", "2026-03-31"),
            ("still", "2026-04-01"),
            ("always", ""),
        ] {
            let grants = [
                held(Role::Staff, Some("d1"), "", until),
                held(Role::Reader, None, "", until),
            ];
            make(&store, &account(&format!("id-{login}"), login, &grants)).await;
        }
        let since = day("2025-04-01").expect("a day");
        let before = store.queries();
        let former = store
            .former_holders(&sendai(), since, TODAY)
            .await
            .expect("asked");
        assert_eq!(store.queries() - before, 1);
        let told: Vec<_> = former
            .iter()
            .map(|one| {
                (
                    one.account.as_str(),
                    one.name.as_str(),
                    one.role,
                    one.department.as_str(),
                    one.until,
                )
            })
            .collect();
        let until = day("2026-03-31").expect("a day");
        assert_eq!(told, [("id-last", "last 担当", Role::Staff, "d1", until)]);
        let comments = store
            .open_comments_of_departments(&sendai())
            .await
            .expect("asked");
        let items = store.open_amended_items(&sendai()).await.expect("asked");
        assert!(comments.is_empty() && items.is_empty());

        // Who takes over a department gets the roles that are held or will be, with their days, and none that is over.
        let mut departments = store.departments(&sendai()).await.expect("departments");
        departments.directory.departments[2].successors = vec!["d2".into()];
        store
            .put_departments(&clerk(), NOW, &sendai(), &departments)
            .await
            .expect("departments");
        let accounts = store.accounts(&sendai()).await.expect("accounts");
        let passed_on = |login: &str| {
            let stored = accounts
                .iter()
                .find(|one| one.account.login == login)
                .expect("there");
            let mut grants = stored.account.grants.iter();
            let found = grants.find(|grant| grant.department.as_deref() == Some("d2"));
            found.map(|grant| grant.term.until)
        };
        assert_eq!(["old", "last", "always"].map(passed_on), [None, None, Some(None)]);
        assert_eq!(passed_on("still"), Some(Some(TODAY)));
    });
}
