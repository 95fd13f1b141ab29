//! Accounts and sessions on both engines: roles and how far they reach, counting and locking, and what
//! the journal says of it.

use gyokaku_core::account::{Account, Grant, Role, Term};
use gyokaku_core::department::{Department, Directory};
use time::Date;
use time::macros::date;

use super::{NOW, clerk, on_both, opened, sendai, tagajo};
use crate::{Counted, Departments, JournalState, Lockout, NewPassword, Store, StoreError, Uncounted};

pub(super) const TODAY: Date = date!(2026 - 04 - 01);
pub(super) const PHC: &str = "$argon2id$v=19$secret";
pub(super) const LATER: &str = "2026-04-01T21:00:00+09:00";

pub(super) fn grant(role: Role, department: Option<&str>) -> Grant {
    Grant {
        role,
        department: department.map(str::to_owned),
        deputy: false,
        term: Term::ALWAYS,
    }
}

pub(super) fn account(id: &str, login: &str, grants: &[Grant]) -> Account {
    let mut grants = grants.to_vec();
    grants.sort();
    Account {
        id: id.into(),
        login: login.into(),
        name: format!("{login} 担当"),
        mail: Some(format!("{login}@example.lg.jp")),
        grants,
        must_change: true,
        enabled: true,
    }
}

pub(super) async fn directory(store: &Store) {
    let department = |id: &str, parent: Option<&str>| Department {
        id: id.into(),
        name: format!("{id}課"),
        aliases: Vec::new(),
        parent: parent.map(str::to_owned),
        from: None,
        until: None,
        successors: Vec::new(),
    };
    let departments = Departments {
        directory: Directory {
            departments: vec![
                department("bureau", None),
                department("division", Some("bureau")),
                department("d1", Some("division")),
                department("d2", Some("division")),
                department("d3", None),
            ],
        },
        ..Departments::default()
    };
    store
        .put_departments(&clerk(), NOW, &sendai(), &departments)
        .await
        .expect("departments");
}

pub(super) async fn make(store: &Store, account: &Account) {
    store
        .create_account(&clerk(), NOW, &sendai(), account, NewPassword::First(PHC))
        .await
        .expect("an account");
}

/// What was done, newest first.
pub(super) async fn deeds(store: &Store) -> Vec<String> {
    let entries = store.journal(Some(&sendai()), 100).await.expect("a journal");
    assert!(entries.iter().all(|e| !e.summary.contains("argon2")), "no hash");
    entries.into_iter().map(|e| e.what).collect()
}

#[test]
fn a_first_password_is_good_for_three_days() {
    on_both(async |url| {
        let store = opened(url).await;
        make(
            &store,
            &account("a1", "kanri", &[grant(Role::Administrator, None)]),
        )
        .await;
        let until = async || {
            let stored = store.account(&sendai(), "a1").await.expect("asked");
            stored.expect("there").first_until
        };
        let first = crate::first_until(NOW).expect("a clock");
        assert_eq!(until().await.as_deref(), Some(first.as_str()), "made with one");
        assert_eq!(first.get(..10), Some("2026-04-04"), "{first}");
        let own = NewPassword::Own { phc: PHC, keep: "" };
        for (password, expected) in [
            (own, None),
            (NewPassword::First(PHC), Some(first.as_str())),
            (NewPassword::Fixed(PHC), None),
        ] {
            store
                .set_password(&clerk(), NOW, &sendai(), "a1", password)
                .await
                .expect("set");
            assert_eq!(until().await.as_deref(), expected, "{password:?}");
        }
        assert!(crate::first_until("soon").is_err());
    });
}

#[test]
fn a_further_lock_lasts_longer_and_none_outlives_a_clock_that_was_ahead() {
    on_both(async |url| {
        let store = opened(url).await;
        make(
            &store,
            &account("a1", "kanri", &[grant(Role::Administrator, None)]),
        )
        .await;
        let body = sendai();
        let count = async |hour: u8| {
            let at = |hour: u8, minute: u8| format!("2026-04-01T{hour:02}:{minute:02}:00+09:00");
            let (now, until, again) = (at(hour, 0), at(hour, 15), at(hour + 1, 0));
            let lockout = Lockout {
                after: 2,
                until: &until,
                again: &again,
            };
            let counted = store.count_try(&now, &body, "a1", None, lockout).await;
            match counted.expect("counted") {
                Counted::Free => "free".to_owned(),
                Counted::Last(until) => format!("last {}", &until[11..16]),
                Counted::Locked(until) => format!("locked {}", &until[11..16]),
            }
        };
        for (hour, told) in [
            (9, "free"),
            (9, "last 09:15"),
            (9, "locked 09:15"),
            (10, "free"),
            (10, "last 11:00"),
            (11, "free"),
            (11, "last 12:00"),
            // The clock goes back by hours: the lock was set in what is the future now.
            (8, "free"),
            (8, "last 09:00"),
        ] {
            assert_eq!(count(hour).await, told, "{hour}");
        }
        store
            .open_session(&clerk(), NOW, &body, "a1", "h1", LATER)
            .await
            .expect("a session");
        for (hour, told) in [(9, "free"), (9, "last 09:15")] {
            assert_eq!(count(hour).await, told, "after a sign-in it begins anew");
        }
    });
}

#[test]
fn a_code_is_taken_once_and_what_waits_is_in_no_backup() {
    on_both(async |url| {
        let store = opened(url).await;
        make(
            &store,
            &account("a1", "kanri", &[grant(Role::Administrator, None)]),
        )
        .await;
        let (body, who) = (sendai(), clerk());
        let by = (&who, NOW);
        assert!(
            !store.take_step(&body, "a1", 7).await.expect("asked"),
            "there is none"
        );
        store.begin_factor(&body, "a1", "SECRET").await.expect("begun");
        assert!(
            !store.take_step(&body, "a1", 7).await.expect("asked"),
            "not confirmed"
        );
        let codes = ["c1".to_owned(), "c2".to_owned()];
        let confirm = async |secret: &str| {
            let step = (secret, 7);
            let done = store.confirm_factor(by, &body, "a1", step, &codes, "").await;
            done.expect("asked")
        };
        assert!(!confirm("OTHER").await, "another one was begun meanwhile");
        assert!(confirm("SECRET").await);
        assert_eq!(deeds(&store).await[0], "account.factor");
        for (step, may) in [(7, false), (8, true), (8, false), (6, false), (9, true)] {
            let taken = store.take_step(&body, "a1", step).await.expect("asked");
            assert_eq!(taken, may, "{step}");
        }
        for (hash, may) in [("c1", true), ("c1", false), ("c3", false)] {
            let taken = store.take_recovery_code(by, &body, "a1", hash).await;
            assert_eq!(taken.expect("asked"), may, "{hash}");
        }
        let kept = store
            .second_factor(&body, "a1")
            .await
            .expect("asked")
            .expect("there");
        assert_eq!((kept.codes_left, kept.secret.as_deref()), (1, Some("SECRET")));
        assert!(!format!("{kept:?}").contains("SECRET"));
        // Begun anew, the old one is in force until the new one is confirmed.
        store.begin_factor(&body, "a1", "NEW").await.expect("begun");
        assert!(store.take_step(&body, "a1", 20).await.expect("asked"));
        let stored = store.account(&body, "a1").await.expect("asked").expect("there");
        assert!(stored.has_factor);
        assert!(store.end_factor(by, &body, "a1").await.expect("ended"));
        assert!(!store.end_factor(by, &body, "a1").await.expect("ended"), "once");
        assert_eq!(deeds(&store).await[0], "account.factor_end");
        let left = store.second_factor(&body, "a1").await.expect("asked");
        assert_eq!(left, None);

        assert!(!store.demands_factor(&body).await.expect("asked"));
        store.demand_factor(by, &body, true).await.expect("decided");
        let before = deeds(&store).await.len();
        store.demand_factor(by, &body, true).await.expect("decided");
        assert_eq!(deeds(&store).await.len(), before, "nothing new");
        assert!(store.demands_factor(&body).await.expect("asked"));
        assert!(!store.demands_factor(&tagajo()).await.expect("asked"));
    });
}

#[test]
fn an_account_is_made_changed_and_told_of() {
    on_both(async |url| {
        let store = opened(url).await;
        directory(&store).await;
        assert!(!store.has_accounts().await.expect("asked"));
        let administrator = account("a1", "kanri", &[grant(Role::Administrator, None)]);
        let staff = account(
            "a2",
            "zaisei",
            &[
                grant(Role::Staff, Some("d1")),
                Grant {
                    deputy: true,
                    term: Term::ALWAYS,
                    ..grant(Role::Staff, Some("d2"))
                },
                grant(Role::Reader, None),
            ],
        );
        make(&store, &staff).await;
        make(&store, &administrator).await;
        assert!(store.has_accounts().await.expect("asked"));
        let stored = store.accounts(&sendai()).await.expect("accounts");
        let told: Vec<_> = stored.iter().map(|s| (&s.account, s.revision)).collect();
        assert_eq!(told, [(&administrator, 1), (&staff, 1)], "by login name");
        let found = store
            .credentials(&sendai(), "zaisei")
            .await
            .expect("asked")
            .expect("there");
        assert_eq!((&found.stored.account, found.password.as_str()), (&staff, PHC));
        assert!(!format!("{found:?} {:?}", NewPassword::First(PHC)).contains("argon2"));
        for (body, login) in [(sendai(), "nobody"), (tagajo(), "zaisei")] {
            assert!(store.credentials(&body, login).await.expect("asked").is_none());
        }
        assert!(store.account(&tagajo(), "a2").await.expect("asked").is_none());

        let taken = account("a3", "zaisei", &[]);
        let refused = store
            .create_account(&clerk(), NOW, &sendai(), &taken, NewPassword::First(PHC))
            .await;
        assert!(matches!(refused, Err(StoreError::LoginTaken { login }) if login == "zaisei"));
        let nowhere = account("a3", "new", &[grant(Role::Head, Some("elsewhere"))]);
        let refused = store
            .create_account(&clerk(), NOW, &sendai(), &nowhere, NewPassword::First(PHC))
            .await;
        assert!(matches!(refused, Err(StoreError::UnknownDepartment)));
        let refused = store
            .create_account(&clerk(), NOW, &tagajo(), &taken, NewPassword::First(PHC))
            .await;
        assert!(matches!(refused, Err(StoreError::UnknownBody { .. })));
        let before = deeds(&store).await;
        assert_eq!(before[..2], ["grant.put", "account.put"]);

        let mut changed = staff.clone();
        changed.name = "財政課 担当".into();
        changed.login = "never-changes".into();
        changed.grants = vec![grant(Role::Head, Some("division"))];
        let change = async |account: &Account, revision| {
            store
                .change_account(&clerk(), NOW, &sendai(), account, revision)
                .await
        };
        assert_eq!(change(&changed, 1).await.ok(), Some(2));
        assert!(matches!(
            change(&changed, 1).await,
            Err(StoreError::Conflict {
                stored: Some(2),
                expected: Some(1)
            })
        ));
        assert_eq!(
            change(&changed, 2).await.ok(),
            Some(2),
            "the same again is nothing"
        );
        changed.login = "zaisei".into();
        let now = store
            .account(&sendai(), "a2")
            .await
            .expect("asked")
            .expect("there");
        assert_eq!(now.account, changed);
        let entries = store.journal(Some(&sendai()), 2).await.expect("a journal");
        assert_eq!(
            (entries[0].what.as_str(), entries[1].what.as_str()),
            ("grant.put", "account.put")
        );
        for words in ["\"old\":[{", "\"d1\"", "\"division\"", "\"deputy\":true"] {
            assert!(
                entries[0].summary.contains(words),
                "{words}: {}",
                entries[0].summary
            );
        }
        assert!(entries[1].summary.contains("財政課 担当") && entries[1].summary.contains("zaisei 担当"));
        assert_eq!(deeds(&store).await.len(), before.len() + 2);
        let gone = account("none", "none", &[]);
        assert!(matches!(change(&gone, 1).await, Err(StoreError::UnknownAccount)));
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));
    });
}

#[test]
fn one_administrator_is_left_whoever_writes() {
    on_both(async |url| {
        let store = opened(url).await;
        for n in 0..4 {
            let one = account(
                &format!("a{n}"),
                &format!("kanri{n}"),
                &[grant(Role::Administrator, None)],
            );
            make(&store, &one).await;
        }
        let mut writers = Vec::new();
        for n in 0..4 {
            let store = store.clone();
            writers.push(tokio::spawn(async move {
                let mut one = account(
                    &format!("a{n}"),
                    &format!("kanri{n}"),
                    &[grant(Role::Reader, None)],
                );
                if n % 2 == 0 {
                    one.grants = vec![grant(Role::Administrator, None)];
                    one.enabled = false;
                }
                store.change_account(&clerk(), NOW, &sendai(), &one, 1).await
            }));
        }
        let mut refused = 0;
        for writer in writers {
            match writer.await.expect("a writer") {
                Ok(_) => {}
                Err(StoreError::LastAdministrator) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(refused, 1);
        let left = store.accounts(&sendai()).await.expect("accounts");
        let is_administrator =
            |a: &&crate::StoredAccount| a.account.enabled && a.account.grants[0].role == Role::Administrator;
        assert_eq!(left.iter().filter(is_administrator).count(), 1);
    });
}

#[test]
fn a_session_says_whose_it_is_and_how_far_roles_reach_in_one_statement() {
    on_both(async |url| {
        let store = opened(url).await;
        directory(&store).await;
        let one = account(
            "a1",
            "zaisei",
            &[
                grant(Role::Staff, Some("d3")),
                grant(Role::Head, Some("bureau")),
                grant(Role::Office, None),
            ],
        );
        make(&store, &one).await;
        make(&store, &account("a2", "nothing", &[])).await;
        for (id, hash) in [("a1", "h1"), ("a1", "h2"), ("a2", "h3")] {
            store
                .open_session(&clerk(), NOW, &sendai(), id, hash, LATER)
                .await
                .expect("a session");
        }
        let before = store.queries();
        let open = store
            .find_session(&sendai(), "h1", TODAY)
            .await
            .expect("asked")
            .expect("open");
        assert_eq!(store.queries() - before, 1);
        assert_eq!(open.account, one);
        let reach: Vec<(Role, &str)> = open.reach.iter().map(|(r, d)| (*r, d.as_str())).collect();
        assert_eq!(
            reach,
            [
                (Role::Head, "bureau"),
                (Role::Head, "d1"),
                (Role::Head, "d2"),
                (Role::Head, "division"),
                (Role::Staff, "d3")
            ]
        );
        assert_eq!(
            (
                open.opened_at.as_str(),
                open.seen_at.as_str(),
                open.ends_at.as_str()
            ),
            (NOW, NOW, LATER)
        );
        let nothing = store
            .find_session(&sendai(), "h3", TODAY)
            .await
            .expect("asked")
            .expect("open");
        assert!(nothing.account.grants.is_empty() && nothing.reach.is_empty());
        for (body, hash) in [(sendai(), "none"), (tagajo(), "h1")] {
            assert!(
                store
                    .find_session(&body, hash, TODAY)
                    .await
                    .expect("asked")
                    .is_none()
            );
        }

        let soon = "2026-04-01T09:30:00+09:00";
        store
            .touch_session(soon, &sendai(), "h1", NOW)
            .await
            .expect("not yet");
        let seen = async || {
            let open = store.find_session(&sendai(), "h1", TODAY).await.expect("asked");
            open.expect("open").seen_at
        };
        assert_eq!(seen().await, NOW, "it was marked not long ago");
        let before = store.queries();
        store
            .touch_session(soon, &sendai(), "h1", "2026-04-01T09:00:01+09:00")
            .await
            .expect("marked");
        assert_eq!(store.queries() - before, 1);
        assert_eq!(seen().await, soon);
        let heads = store.sessions_of(&sendai(), "a1").await.expect("sessions");
        let hashes: Vec<&str> = heads.iter().map(|h| h.token_hash.as_str()).collect();
        assert_eq!(hashes, ["h1", "h2"], "the one used last first");

        store
            .end_session(&clerk(), NOW, &sendai(), "h2")
            .await
            .expect("ended");
        assert_eq!(deeds(&store).await[0], "session.end");
        let before = deeds(&store).await.len();
        store
            .end_session(&clerk(), NOW, &sendai(), "h2")
            .await
            .expect("nothing");
        assert_eq!(deeds(&store).await.len(), before);
        store
            .open_session(&clerk(), NOW, &sendai(), "a1", "h4", LATER)
            .await
            .expect("a session");
        assert_eq!(
            store.end_sessions(&clerk(), NOW, &sendai(), "a1").await.ok(),
            Some(2)
        );
        assert_eq!(deeds(&store).await[0], "session.end_all");
        assert!(
            store
                .find_session(&sendai(), "h1", TODAY)
                .await
                .expect("asked")
                .is_none()
        );
        assert!(
            store
                .find_session(&sendai(), "h3", TODAY)
                .await
                .expect("asked")
                .is_some(),
            "others stay"
        );
        let unknown = store.end_sessions(&clerk(), NOW, &tagajo(), "a1").await;
        assert!(matches!(unknown, Err(StoreError::UnknownAccount)));

        // Who may no longer sign in has no session, and gets none.
        let mut off = account("a2", "nothing", &[]);
        off.enabled = false;
        store
            .change_account(&clerk(), NOW, &sendai(), &off, 1)
            .await
            .expect("changed");
        assert!(
            store
                .find_session(&sendai(), "h3", TODAY)
                .await
                .expect("asked")
                .is_none()
        );
        let refused = store
            .open_session(&clerk(), NOW, &sendai(), "a2", "h5", LATER)
            .await;
        assert!(matches!(refused, Err(StoreError::UnknownAccount)));
        let later = "2026-04-02T09:00:00+09:00";
        for (now, hash, ends) in [(NOW, "h6", LATER), (later, "h7", "2026-04-02T21:00:00+09:00")] {
            store
                .open_session(&clerk(), now, &sendai(), "a1", hash, ends)
                .await
                .expect("a session");
        }
        let left = store.sessions_of(&sendai(), "a1").await.expect("sessions");
        assert_eq!(left.len(), 1, "what is over is cleared away");
    });
}

#[test]
fn wrong_passwords_are_counted_and_lock() {
    on_both(async |url| {
        let store = opened(url).await;
        make(&store, &account("a1", "zaisei", &[grant(Role::Reader, None)])).await;
        let refuse = async |account: Option<&str>, lockout: Option<Lockout<'_>>| {
            let mut counted = None;
            if let (Some(id), Some(lockout)) = (account, lockout) {
                counted = Some(
                    store
                        .count_try(NOW, &sendai(), id, None, lockout)
                        .await
                        .expect("a count"),
                );
            }
            store
                .refuse_session(&clerk(), NOW, &sendai(), account, counted.as_ref())
                .await
                .expect("a refusal");
            match counted {
                Some(Counted::Last(until)) => Some(until),
                _ => None,
            }
        };
        let lockout = Some(Lockout {
            after: 3,
            until: LATER,
            again: LATER,
        });
        assert_eq!(refuse(None, None).await, None);
        assert_eq!(refuse(Some("a1"), lockout).await, None);
        assert_eq!(refuse(Some("a1"), lockout).await, None);
        assert_eq!(
            refuse(Some("a1"), None).await,
            None,
            "what is not counted does not lock"
        );
        // A right password in between starts the count anew.
        store
            .open_session(&clerk(), NOW, &sendai(), "a1", "h1", LATER)
            .await
            .expect("a session");
        for n in 1..=3 {
            let locked = refuse(Some("a1"), lockout).await;
            assert_eq!(locked.as_deref(), (n == 3).then_some(LATER));
        }
        let told = deeds(&store).await;
        assert_eq!(told[..2], ["session.locked", "session.refused"]);
        let until = async || {
            let stored = store.account(&sendai(), "a1").await.expect("asked");
            stored.expect("there").locked_until
        };
        assert_eq!(until().await.as_deref(), Some(LATER));
        store
            .unlock_account(&clerk(), NOW, &sendai(), "a1")
            .await
            .expect("unlocked");
        assert_eq!(until().await, None);
        assert_eq!(deeds(&store).await[0], "account.put");
        let before = deeds(&store).await.len();
        store
            .unlock_account(&clerk(), NOW, &sendai(), "a1")
            .await
            .expect("nothing");
        assert_eq!(deeds(&store).await.len(), before);
        let unknown = store.unlock_account(&clerk(), NOW, &sendai(), "none").await;
        assert!(matches!(unknown, Err(StoreError::UnknownAccount)));
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));
    });
}

#[test]
fn tries_that_come_at_once_are_counted_one_after_the_other() {
    on_both(async |url| {
        let store = opened(url).await;
        make(&store, &account("a1", "zaisei", &[grant(Role::Reader, None)])).await;
        let lockout = Lockout {
            after: 5,
            until: LATER,
            again: LATER,
        };
        let tries: Vec<_> = (0..60)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.count_try(NOW, &sendai(), "a1", None, lockout).await })
            })
            .collect();
        let mut compared = 0;
        for counted in tries {
            match counted.await.expect("no panic").expect("a count") {
                Counted::Locked(until) => assert_eq!(until, LATER),
                Counted::Free | Counted::Last(_) => compared += 1,
            }
        }
        assert_eq!(compared, 5);
        let after = store.count_try(LATER, &sendai(), "a1", None, lockout).await;
        assert_eq!(after.expect("a count"), Counted::Free, "the lock is over");
        store
            .forgive_tries(&sendai(), "a1", None)
            .await
            .expect("forgiven");
        let nobody = store.count_try(NOW, &sendai(), "none", None, lockout).await;
        assert_eq!(nobody.expect("a count"), Counted::Free);
    });
}

#[test]
fn a_browser_that_is_known_has_its_own_count() {
    on_both(async |url| {
        let store = opened(url).await;
        for (id, login) in [("a1", "zaisei"), ("a2", "jinji")] {
            make(&store, &account(id, login, &[grant(Role::Reader, None)])).await;
        }
        let lockout = Lockout {
            after: 2,
            until: LATER,
            again: LATER,
        };
        let count = async |account: &str, browser: Option<&str>| {
            let counted = store.count_try(NOW, &sendai(), account, browser, lockout).await;
            counted.expect("a count")
        };
        let open = async |hash: &str, browser: &str| {
            store
                .open_session_in(&clerk(), NOW, &sendai(), "a1", (hash, LATER), Some(browser))
                .await
                .expect("a session");
        };
        open("h1", "b1").await;
        assert!(store.is_known(&sendai(), "a1", "b1").await.expect("asked"));
        assert!(!store.is_known(&sendai(), "a2", "b1").await.expect("asked"));
        for _ in 0..3 {
            count("a1", None).await;
        }
        assert_eq!(
            count("a1", Some("b2")).await,
            Counted::Locked(LATER.into()),
            "a stranger"
        );
        assert_eq!(count("a1", Some("b1")).await, Counted::Free);
        open("h2", "b1").await;
        assert_eq!(count("a1", Some("b1")).await, Counted::Free, "anew");
        assert_eq!(count("a1", Some("b1")).await, Counted::Last(LATER.into()));
        assert_eq!(count("a1", Some("b1")).await, Counted::Locked(LATER.into()));
        assert_eq!(
            count("a2", Some("b1")).await,
            Counted::Free,
            "of another account a stranger"
        );
        store
            .unlock_account(&clerk(), NOW, &sendai(), "a1")
            .await
            .expect("unlocked");
        assert_eq!(count("a1", Some("b1")).await, Counted::Free);
        assert_eq!(count("a1", None).await, Counted::Free);
        // Those that were not seen for the longest are forgotten.
        for n in 0..40 {
            open(&format!("s{n}"), &format!("c{n:02}")).await;
        }
        let mut known = 0;
        for n in 0..40 {
            let is_known = store.is_known(&sendai(), "a1", &format!("c{n:02}")).await;
            known += usize::from(is_known.expect("asked"));
        }
        assert!(known <= 20, "{known}");
        let first = NewPassword::First("$argon2id$first");
        store
            .set_password(&clerk(), NOW, &sendai(), "a1", first)
            .await
            .expect("a password");
        assert!(!store.is_known(&sendai(), "a1", "b1").await.expect("asked"));
        deeds(&store).await;
    });
}

#[test]
fn refused_tries_are_counted_by_the_hour() {
    on_both(async |url| {
        let store = opened(url).await;
        let before = deeds(&store).await.len();
        for _ in 0..50 {
            for why in [Uncounted::UnknownName, Uncounted::Locked] {
                store.count_refused(NOW, &sendai(), why).await.expect("counted");
            }
        }
        let all = store.refused_tries(&sendai()).await.expect("the counts");
        let all: Vec<_> = all.iter().map(|one| (one.reason.key(), one.tries)).collect();
        assert_eq!(all, [("locked", 50), ("unknown", 50)], "two rows an hour");
        assert_eq!(deeds(&store).await.len(), before, "and no entry");
    });
}

#[test]
fn a_new_password_ends_sessions_and_lifts_a_lock() {
    on_both(async |url| {
        let store = opened(url).await;
        make(&store, &account("a1", "zaisei", &[grant(Role::Reader, None)])).await;
        for hash in ["h1", "h2", "h3"] {
            store
                .open_session(&clerk(), NOW, &sendai(), "a1", hash, LATER)
                .await
                .expect("a session");
        }
        let lockout = Lockout {
            after: 1,
            until: LATER,
            again: LATER,
        };
        let last = store.count_try(NOW, &sendai(), "a1", None, lockout).await;
        assert_eq!(last.expect("a lock"), Counted::Last(LATER.into()));
        let set = async |password| {
            store
                .set_password(&clerk(), NOW, &sendai(), "a1", password)
                .await
                .expect("a password");
            let found = store
                .credentials(&sendai(), "zaisei")
                .await
                .expect("asked")
                .expect("there");
            let left = store.sessions_of(&sendai(), "a1").await.expect("sessions").len();
            (
                found.password,
                found.stored.account.must_change,
                found.stored.locked_until,
                left,
            )
        };
        let own = NewPassword::Own {
            phc: "$argon2id$own",
            keep: "h2",
        };
        assert_eq!(set(own).await, ("$argon2id$own".into(), false, None, 1));
        let entries = store.journal(Some(&sendai()), 1).await.expect("a journal");
        assert_eq!(entries[0].what, "password.change");
        assert!(entries[0].summary.contains("\"sessions_ended\":2"));
        let first = NewPassword::First("$argon2id$first");
        assert_eq!(set(first).await, ("$argon2id$first".into(), true, None, 0));
        deeds(&store).await;
    });
}
