//! The journal as it is looked through: filters, pages, exports; on both engines.

use std::collections::BTreeSet;

use gyokaku_core::journal::Export;
use gyokaku_core::plan::{Item, Plan};

use super::{clerk, on_both, opened, sendai, tagajo};
use crate::database::{ColumnType, Engine, Value};
use crate::{Actor, JournalFilter, JournalState};

fn at(day: u8) -> String {
    format!("2026-04-{day:02}T09:00:00Z")
}

fn other() -> Actor {
    Actor {
        name: "100%_財政課".into(),
        role: "staff".into(),
    }
}

#[test]
fn a_filter_narrows_and_pages_follow_one_another() {
    on_both(async |url| {
        let store = opened(url).await;
        let (own, neighbour) = (sendai(), tagajo());
        store
            .put_body(&clerk(), &at(1), &neighbour, "多賀城市")
            .await
            .expect("a body");
        for day in 2..=9 {
            let actor = if day % 2 == 0 { clerk() } else { other() };
            let name = format!("仙台市{day}");
            store
                .put_body(&actor, &at(day), &own, &name)
                .await
                .expect("a body");
        }
        let plan = Plan {
            title: "計画".into(),
            items: vec![Item {
                id: "i1".into(),
                number: Some("1-1".into()),
                title: "予算編成".into(),
                ..Item::default()
            }],
            ..Plan::default()
        };
        store
            .put_plan(&clerk(), &at(10), &own, "keiei", None, &plan, None)
            .await
            .expect("a plan");
        store
            .record(
                &other(),
                &at(11),
                &own,
                None,
                Export::Journal {
                    format: "csv".into(),
                    rows: 1,
                },
            )
            .await
            .expect("an export");
        let days = async |filter: JournalFilter<'_>| -> Vec<String> {
            let page = store.journal_page(&own, filter, 100).await.expect("a page");
            page.iter().map(|e| e.at[8..10].to_owned()).collect()
        };
        let none = JournalFilter::default();
        let all = days(none).await;
        assert_eq!(all.first().map(String::as_str), Some("11"), "newest first");
        let who = |actor| JournalFilter {
            actor: Some(actor),
            ..none
        };
        assert_eq!(days(who("財政")).await, ["11", "09", "07", "05", "03"]);
        assert_eq!(days(who("%")).await.len(), 5, "a sign stands for itself");
        assert_eq!(days(who("_")).await.len(), 5);
        assert!(days(who("%%")).await.is_empty());
        let what = JournalFilter {
            what: &["export", "plan.put"],
            ..none
        };
        assert_eq!(days(what).await, ["11", "10"]);
        let of_plan = JournalFilter {
            plan: Some("keiei"),
            ..none
        };
        assert_eq!(days(of_plan).await, ["10"]);
        let (from, until) = (at(4), at(6));
        let between = JournalFilter {
            from: Some(&from),
            until: Some(&until),
            ..none
        };
        assert_eq!(days(between).await, ["05", "04"]);
        let both = JournalFilter {
            actor: Some("財政"),
            ..between
        };
        assert_eq!(days(both).await, ["05"]);

        // Page by page, everything once.
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let page = store
                .journal_page(&own, JournalFilter { before, ..none }, 3)
                .await
                .expect("a page");
            let Some(last) = page.last() else { break };
            before = Some(last.sequence);
            paged.extend(page.iter().map(|e| e.at[8..10].to_owned()));
        }
        assert_eq!(paged, all);
        let theirs = store.journal_page(&neighbour, none, 100).await.expect("a page");
        assert_eq!(theirs.len(), 1, "another body sees its own entries only");

        let ids: BTreeSet<String> = ["i1".to_owned(), "i9".to_owned()].into();
        let names = store.item_names(&own, &ids).await.expect("names");
        assert_eq!(
            names
                .get(&("keiei".to_owned(), "i1".to_owned()))
                .map(String::as_str),
            Some("1-1 予算編成")
        );
        assert!(
            store
                .item_names(&neighbour, &ids)
                .await
                .expect("names")
                .is_empty()
        );
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));
    });
}

#[test]
fn a_page_of_the_journal_comes_out_of_an_index() {
    on_both(async |url| {
        let store = opened(url).await;
        let filter = JournalFilter {
            actor: Some("財政"),
            what: &["export"],
            before: Some(1000),
            ..JournalFilter::default()
        };
        let (sql, values) = crate::journal::filtered(&sendai(), filter, 50);
        let mut tx = store.reading().await.expect("a session");
        let plan: Vec<Vec<Value>> = match tx.engine() {
            Engine::Lite => {
                let types = [
                    ColumnType::Int,
                    ColumnType::Int,
                    ColumnType::Int,
                    ColumnType::Text,
                ];
                let explained = format!("EXPLAIN QUERY PLAN {sql}");
                tx.rows("journal", &explained, values, &types).await
            }
            Engine::Pg => {
                // A small table would be read as a whole; here it may not.
                tx.script("SET LOCAL enable_seqscan = off")
                    .await
                    .expect("a setting");
                let explained = format!("EXPLAIN {sql}");
                tx.rows("journal", &explained, values, &[ColumnType::Text]).await
            }
        }
        .expect("a plan");
        let told = format!("{plan:?}");
        let uses = told.contains("journal_by_body") || told.contains("journal_pkey");
        assert!(uses && !told.contains("TEMP B-TREE"), "{told}");
        tx.rollback().await.expect("the end");
    });
}
