//! Departments and charges: stored as a whole, with their journal, on both engines.

use std::collections::BTreeMap;

use gyokaku_core::department::change::{merge, split};
use gyokaku_core::department::{ChargeDecision, Department, Directory};
use gyokaku_core::fiscal_year::FiscalYear;

use super::{NOW, clerk, on_both, on_pairs, opened, sendai, tagajo};
use crate::{Departments, Existing, JournalState, Store, StoreError};

fn year(western: i16) -> FiscalYear {
    FiscalYear::new(western).expect("a fiscal year")
}

fn department(id: &str, name: &str) -> Department {
    Department {
        id: id.into(),
        name: name.into(),
        aliases: vec![],
        parent: None,
        from: None,
        until: None,
        successors: vec![],
    }
}

fn town(revision: i64) -> Departments {
    Departments {
        revision,
        directory: Directory {
            departments: vec![
                Department {
                    aliases: vec!["財政".into(), "財政\"担当\"".into()],
                    // The division comes after its member: references are looked at only at the end.
                    parent: Some("so".into()),
                    from: Some(year(2020)),
                    ..department("za", "財政課")
                },
                department("so", "総務部"),
                department("ki", "企画課"),
            ],
        },
        charges: BTreeMap::new(),
    }
}

fn charge(item: &str, from: i16, to: &str) -> ChargeDecision {
    ChargeDecision {
        item: item.into(),
        label: "企画".into(),
        from: year(from),
        departments: vec![to.into()],
    }
}

async fn put(store: &Store, departments: &Departments) -> Result<i64, StoreError> {
    store.put_departments(&clerk(), NOW, &sendai(), departments).await
}

/// A store with the town and a plan `p`.
async fn with_town(url: &str) -> Store {
    let store = opened(url).await;
    let plan = gyokaku_core::plan::Plan {
        title: "計画".into(),
        ..Default::default()
    };
    store
        .put_plan(&clerk(), NOW, &sendai(), "p", None, &plan, None)
        .await
        .expect("a plan");
    assert_eq!(put(&store, &town(0)).await.expect("a town"), 1);
    store
}

async fn sql(store: &Store, text: &str) {
    let mut tx = store.writing().await.expect("a session");
    tx.script(text).await.expect("a change");
    tx.commit().await.expect("a change");
}

/// An account with a role for the department 企画課.
const HELD: &str = "INSERT INTO account (body_code, id, revision, login, name, password, must_change, enabled, failures, created_at) \
    VALUES ('041009', 'a1', 1, 'kikaku', '企画課 担当', '-', 0, 1, 0, '2026-04-01T00:00:00Z'); \
    INSERT INTO account_grant (body_code, account, role, department, deputy) VALUES ('041009', 'a1', 'staff', 'ki', 1)";

async fn held(store: &Store) -> Vec<String> {
    let sql = "SELECT department FROM account_grant WHERE body_code = '041009' AND role = 'staff' AND deputy = 1 ORDER BY department";
    let rows: Vec<(String,)> = store.named("account_grant", sql, vec![]).await.expect("roles");
    rows.into_iter().map(|row| row.0).collect()
}

#[test]
fn what_is_stored_is_what_was_given() {
    on_both(async |url| {
        let store = with_town(url).await;
        assert_eq!(store.departments(&sendai()).await.expect("a town"), town(1));
        let before = store.queries();
        store.departments(&sendai()).await.expect("a town");
        assert_eq!(store.queries() - before, 1);
        // The same again writes nothing, and other bodies have none of it.
        assert_eq!(put(&store, &town(1)).await.expect("nothing"), 1);
        assert_eq!(
            store.journal(None, 1).await.expect("a journal")[0].what,
            "department.put"
        );
        assert_eq!(store.journal(None, 99).await.expect("a journal").len(), 3);
        assert_eq!(
            store.departments(&tagajo()).await.expect("none"),
            Departments::default()
        );
        assert!(matches!(
            store.put_departments(&clerk(), NOW, &tagajo(), &town(0)).await,
            Err(StoreError::UnknownBody { .. })
        ));
    });
}

#[test]
fn a_split_is_one_write_with_its_charges_and_roles() {
    on_both(async |url| {
        let store = with_town(url).await;
        sql(&store, HELD).await;
        let mut seen = store.departments(&sendai()).await.expect("a town");
        let mut next = 0;
        let mut ids = || {
            next += 1;
            format!("n{next}")
        };
        let changed =
            split(&seen.directory, "ki", &["企画課", "DX課"], year(2024), &mut ids).expect("a split");
        seen.directory = changed.directory;
        seen.charges.insert(
            "p".into(),
            vec![charge("i1", 2024, "n1"), charge("i2", 2024, "n2")],
        );
        assert_eq!(put(&store, &seen).await.expect("a split"), 2);
        seen.revision = 2;
        assert_eq!(store.departments(&sendai()).await.expect("a town"), seen);
        let entries = store.journal(None, 2).await.expect("a journal");
        assert_eq!(
            (entries[0].what.as_str(), entries[0].plan.as_deref()),
            ("charge.put", Some("p"))
        );
        assert!(
            entries[0].summary.contains(r#""new":"n2""#),
            "{}",
            entries[0].summary
        );
        assert_eq!(entries[1].what, "department.put");
        assert!(entries[1].summary.contains(r#""successors":["n1","n2"]"#));
        assert!(
            entries[1].summary.contains(r#""roles_passed_on":2"#),
            "{}",
            entries[1].summary
        );
        assert_eq!(held(&store).await.len(), 3);

        // Only what differs is said: a charge that changes, one that goes, a merge back.
        seen.charges.insert(
            "p".into(),
            vec![charge("i1", 2024, "n2"), charge("i3", 2025, "n1")],
        );
        assert_eq!(put(&store, &seen).await.expect("charges"), 3);
        let entry = &store.journal(None, 1).await.expect("a journal")[0];
        assert_eq!(entry.what, "charge.put");
        assert!(
            entry
                .summary
                .contains(r#""item":"i2","label":"企画","new":null,"old":"n2""#),
            "{}",
            entry.summary
        );
        // Several departments, and nobody.
        seen.revision = 3;
        let mut all = charge("i4", 2024, "n2");
        all.departments.push("n1".into());
        let mut none = charge("i5", 2024, "n2");
        none.departments.clear();
        let before = seen.charges.clone();
        seen.charges.insert("p".into(), vec![all, none]);
        assert_eq!(put(&store, &seen).await.expect("charges"), 4);
        seen.revision = 4;
        assert_eq!(store.departments(&sendai()).await.expect("a town"), seen);
        let entry = &store.journal(None, 1).await.expect("a journal")[0];
        assert!(
            entry.summary.contains(r#""new":["n2","n1"]"#),
            "{}",
            entry.summary
        );
        seen.charges = before;
        assert_eq!(put(&store, &seen).await.expect("charges"), 5);
        seen.revision = 5;
        let merged = merge(&seen.directory, &["n1", "n2"], "企画課", year(2026), &mut ids).expect("a merge");
        seen.directory = merged.directory;
        assert_eq!(put(&store, &seen).await.expect("a merge"), 6);
        seen.revision = 6;
        assert_eq!(store.departments(&sendai()).await.expect("a town"), seen);
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));
    });
}

#[test]
fn a_stale_write_is_a_conflict() {
    on_both(async |url| {
        let store = with_town(url).await;
        let mut first = town(1);
        first.directory.departments[2].name = "政策課".into();
        let mut second = town(1);
        second.directory.departments[2].name = "経営課".into();
        let writers = [first, second].map(|departments| {
            let store = store.clone();
            tokio::spawn(async move { put(&store, &departments).await })
        });
        let mut outcomes = Vec::new();
        for writer in writers {
            outcomes.push(writer.await.expect("a writer"));
        }
        assert_eq!(
            outcomes.iter().filter(|o| matches!(o, Ok(2))).count(),
            1,
            "{outcomes:?}"
        );
        assert!(outcomes.iter().any(|o| matches!(
            o,
            Err(StoreError::Conflict {
                stored: Some(2),
                expected: Some(1)
            })
        )));
    });
}

#[test]
fn a_department_in_use_stays() {
    on_both(async |url| {
        let store = with_town(url).await;
        sql(&store, HELD).await;
        let mut without = town(1);
        without.directory.departments.remove(2);
        let refused = put(&store, &without).await.expect_err("a refusal");
        assert!(
            refused.message().contains("「企画課」は回答か利用者の担当"),
            "{}",
            refused.message()
        );
        assert_eq!(store.departments(&sendai()).await.expect("a town"), town(1));
        sql(&store, "DELETE FROM account_grant").await;
        assert_eq!(put(&store, &without).await.expect("one less"), 2);
        without.revision = 2;
        assert_eq!(store.departments(&sendai()).await.expect("a town"), without);
    });
}

#[test]
fn what_contradicts_itself_is_refused() {
    on_both(async |url| {
        let store = with_town(url).await;
        let refused = async |change: fn(&mut Departments)| {
            let mut wrong = town(1);
            change(&mut wrong);
            match put(&store, &wrong).await {
                Err(StoreError::Inconsistent { what }) => what,
                other => panic!("{other:?}"),
            }
        };
        assert!(
            refused(|d| d.directory.departments[1].id = "za".into())
                .await
                .contains("二つ")
        );
        assert!(
            refused(|d| d.directory.departments[1].name = "　".into())
                .await
                .contains("空")
        );
        assert!(
            refused(|d| d.directory.departments[1].parent = Some("za".into()))
                .await
                .contains("自身の下")
        );
        assert!(
            refused(|d| d.directory.departments[0].parent = Some("x".into()))
                .await
                .contains("課名簿にない")
        );
        assert!(
            refused(|d| d.directory.departments[0].until = Some(year(2019)))
                .await
                .contains("前に終わって")
        );
        let stray = |d: &mut Departments| {
            d.charges.insert("p".into(), vec![charge("i1", 2024, "x")]);
        };
        assert!(refused(stray).await.contains("課名簿にない"));
        assert_eq!(store.departments(&sendai()).await.expect("a town"), town(1));
    });
}

#[test]
fn a_backup_holds_departments() {
    on_pairs(async |from, into| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.db");
        let store = with_town(from).await;
        let mut seen = town(1);
        seen.charges.insert("p".into(), vec![charge("i1", 2024, "za")]);
        put(&store, &seen).await.expect("a charge");
        store
            .backup(&file, Existing::Refuse, NOW, &mut |_| {})
            .await
            .expect("a backup");
        Store::restore(into, &file, &clerk(), NOW, &mut |_| {})
            .await
            .expect("a restore");
        let restored = Store::open(into).await.expect("a store");
        seen.revision = 2;
        assert_eq!(restored.departments(&sendai()).await.expect("a town"), seen);
    });
}
