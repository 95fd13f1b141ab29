//! Plans in and out: nothing lost, nothing written twice, nothing of another body.

use gyokaku_core::difference::{Taking, between, merge};
use gyokaku_core::journal::Event;
use gyokaku_core::plan::{Item, Plan};

use super::sample::{effect, full, fy};
use super::{NOW, clerk, on_both, opened, sendai, tagajo};
use crate::{NewSource, Store, StoreError};
use gyokaku_core::effect::Effect;

const KEY: &str = "keiei-2016";
const DOCUMENT: NewSource<'static> = NewSource {
    name: "進捗状況.txt",
    bytes: b"\x00\xffbytes",
    checked: None,
};

async fn put(store: &Store, expected: Option<i64>, plan: &Plan) -> Result<i64, StoreError> {
    store
        .put_plan(&clerk(), NOW, &sendai(), KEY, expected, plan, None)
        .await
        .map(|head| head.revision)
}

async fn stored(store: &Store) -> Plan {
    store
        .plan(&sendai(), KEY)
        .await
        .expect("a plan")
        .expect("a plan")
        .plan
}

/// How many items the last write added, changed and removed, as the journal tells it.
async fn counted_items(store: &Store) -> (u64, u64, u64) {
    let entries = store.journal(None, 1).await.expect("a journal");
    let Event::PlanStored { tables, .. } = entries[0].event() else {
        panic!("{entries:?}");
    };
    let items = tables.iter().find(|counts| counts.table == "item");
    items.map_or((0, 0, 0), |c| (c.added, c.changed, c.removed))
}

#[test]
fn everything_comes_back() {
    on_both(async |url| {
        let store = opened(url).await;
        let mut plan = full();
        plan.items[0].places.target.document = Some(gyokaku_core::document::DocumentId::new("another"));
        plan.stated_in(&DOCUMENT.document());
        let head = store
            .put_plan(&clerk(), NOW, &sendai(), KEY, None, &plan, Some(DOCUMENT))
            .await
            .expect("a write");
        let before = store.queries();
        let found = store.plan(&sendai(), KEY).await.expect("a plan").expect("a plan");
        assert!(
            store.queries() - before <= 6,
            "{} statements",
            store.queries() - before
        );
        assert_eq!(found.plan, plan);
        assert_eq!(found.head, head);
        assert_eq!((head.revision, head.items, head.period), (1, 2, full().period));
        let source = &found.sources[0];
        assert_eq!(
            (source.name.as_str(), source.size, source.read_at.as_str()),
            ("進捗状況.txt", 7, NOW)
        );
        let documents =
            [&found.plan.items[0].at, &found.plan.items[0].places.target].map(|at| at.document.clone());
        let another = gyokaku_core::document::DocumentId::new("another");
        assert_eq!(
            documents,
            [Some(DOCUMENT.document()), Some(another)],
            "each place says in which document it is"
        );
        let (again, bytes) = store
            .source(&sendai(), &source.id)
            .await
            .expect("a source")
            .expect("a source");
        assert_eq!((&again, bytes.as_slice()), (source, DOCUMENT.bytes));
        let bodies = store.bodies().await.expect("bodies");
        assert_eq!(bodies[0].plans, [head]);
        assert_eq!(
            store.body(&sendai()).await.expect("a body"),
            bodies.into_iter().next()
        );
        // What was written is there after the program has ended.
        store.close().await;
        assert_eq!(stored(&Store::open(url).await.expect("a store")).await, plan);
    });
}

#[test]
fn the_same_again_writes_nothing() {
    on_both(async |url| {
        let store = opened(url).await;
        let write = async |expected, source| {
            store
                .put_plan(
                    &clerk(),
                    "2027-01-01T00:00:00Z",
                    &sendai(),
                    KEY,
                    expected,
                    &full(),
                    source,
                )
                .await
                .expect("a write")
        };
        write(None, Some(DOCUMENT)).await;
        let entries = store.journal(None, 100).await.expect("a journal").len();
        assert_eq!(write(Some(1), Some(DOCUMENT)).await.revision, 1);
        assert_eq!(write(Some(1), None).await.revision, 1);
        store
            .put_body(&clerk(), NOW, &sendai(), "仙台市")
            .await
            .expect("a body");
        assert_eq!(store.journal(None, 100).await.expect("a journal").len(), entries);
        let other = NewSource {
            name: "別.txt",
            bytes: b"",
            checked: None,
        };
        assert_eq!(write(Some(1), Some(other)).await.revision, 2);
        assert_eq!(
            store
                .plan(&sendai(), KEY)
                .await
                .expect("a plan")
                .expect("a plan")
                .sources
                .len(),
            2
        );
    });
}

#[test]
fn a_merge_of_the_same_document_is_no_write() {
    on_both(async |url| {
        let store = opened(url).await;
        let mut count = 0;
        let mut fresh = || {
            count += 1;
            format!("n{count}")
        };
        let first = merge(&Plan::default(), full(), Taking::default(), &mut fresh);
        put(&store, None, &first).await.expect("a write");
        let known = stored(&store).await;
        assert!(between(&known, &full(), Taking::default()).is_empty());
        let again = merge(&known, full(), Taking::default(), &mut fresh);
        assert_eq!(again, known);
        assert_eq!(put(&store, Some(1), &again).await.expect("a write"), 1);
    });
}

#[test]
fn a_stale_write_is_a_conflict() {
    on_both(async |url| {
        let store = opened(url).await;
        assert!(matches!(
            put(&store, Some(1), &full()).await,
            Err(StoreError::Conflict {
                stored: None,
                expected: Some(1)
            })
        ));
        put(&store, None, &full()).await.expect("a write");
        assert!(matches!(
            put(&store, None, &full()).await,
            Err(StoreError::Conflict {
                stored: Some(1),
                expected: None
            })
        ));
        let mut next = full();
        next.title = "改定".into();
        assert_eq!(put(&store, Some(1), &next).await.expect("a write"), 2);
        assert!(matches!(
            put(&store, Some(1), &full()).await,
            Err(StoreError::Conflict {
                stored: Some(2),
                expected: Some(1)
            })
        ));
        assert_eq!(stored(&store).await, next);
        let nobody = store
            .put_plan(&clerk(), NOW, &tagajo(), KEY, None, &full(), None)
            .await;
        assert!(matches!(nobody, Err(StoreError::UnknownBody { .. })));
    });
}

#[test]
fn an_item_changes_where_its_contents_or_its_parts_do() {
    on_both(async |url| {
        let store = opened(url).await;
        let mut plan = full();
        put(&store, None, &plan).await.expect("a write");
        plan.items.insert(
            0,
            Item {
                id: "i-new".into(),
                title: "先頭の新しい項目".into(),
                ..Item::default()
            },
        );
        plan.items[2].at = gyokaku_core::document::Place::line(999);
        put(&store, Some(1), &plan).await.expect("a write");
        assert_eq!(counted_items(&store).await, (1, 0, 0), "moving is no change");
        let find = async |words: &str| store.search_items(&sendai(), KEY, words).await.expect("hits");
        assert_eq!(find("先頭の新しい項目").await, ["i-new"]);
        plan.items[1].schedule.steps[0].text = "段階的な実施".into();
        plan.items[2].content = Some(String::new());
        put(&store, Some(2), &plan).await.expect("a write");
        assert_eq!(
            counted_items(&store).await,
            (0, 2, 0),
            "a step is a part of its item"
        );
        assert_eq!(
            find("段階的な実施").await,
            ["i-a"],
            "and is found by its new words"
        );
        assert_eq!(stored(&store).await, plan);
        let emptied = Plan {
            // What an amount was stated for may go as well; then its printed titles are left.
            effects: plan
                .effects
                .into_iter()
                .map(|e| Effect { on: None, ..e })
                .collect(),
            ..Plan::default()
        };
        put(&store, Some(3), &emptied).await.expect("a write");
        assert_eq!(stored(&store).await, emptied, "everything but the ledger can go");
        assert!(find("段階的な実施").await.is_empty(), "what is gone is not found");
    });
}

#[test]
fn the_ledger_is_append_only() {
    on_both(async |url| {
        let store = opened(url).await;
        let mut plan = full();
        put(&store, None, &plan).await.expect("a write");
        let mut less = plan.clone();
        less.effects.pop();
        assert!(
            matches!(put(&store, Some(1), &less).await, Err(StoreError::Ledger { entry }) if entry == "e-c")
        );
        let mut other = plan.clone();
        other.effects[0].amount.0 -= 1;
        assert!(
            matches!(put(&store, Some(1), &other).await, Err(StoreError::Ledger { entry }) if entry == "e-a")
        );
        plan.effects.push(effect("e-d", 5));
        put(&store, Some(1), &plan).await.expect("a write");
        assert_eq!(stored(&store).await, plan);
        for sql in [
            "UPDATE effect SET amount = 0",
            "DELETE FROM effect",
            "UPDATE journal SET actor = 'x'",
            "DELETE FROM journal",
        ] {
            let mut tx = store.writing().await.expect("a session");
            assert!(tx.script(sql).await.is_err(), "{sql}");
        }
        assert_eq!(stored(&store).await, plan);
    });
}

#[test]
fn bodies_never_see_each_other() {
    on_both(async |url| {
        let store = opened(url).await;
        store
            .put_body(&clerk(), NOW, &tagajo(), "多賀城市")
            .await
            .expect("a body");
        let other = Plan {
            title: "別の市の計画".into(),
            items: vec![Item {
                id: "i-a".into(),
                title: "窓口".into(),
                ..Item::default()
            }],
            ..Plan::default()
        };
        let source = store
            .put_plan(&clerk(), NOW, &sendai(), KEY, None, &full(), Some(DOCUMENT))
            .await;
        source.expect("a write");
        store
            .put_plan(&clerk(), NOW, &tagajo(), KEY, None, &other, None)
            .await
            .expect("a write");
        assert_eq!(stored(&store).await, full());
        let theirs = store.plan(&tagajo(), KEY).await.expect("a plan").expect("a plan");
        assert_eq!((theirs.plan, theirs.sources.len()), (other, 0));
        let id = &store
            .plan(&sendai(), KEY)
            .await
            .expect("a plan")
            .expect("a plan")
            .sources[0]
            .id;
        assert_eq!(store.source(&tagajo(), id).await.expect("an answer"), None);
        assert_eq!(
            store.search_items(&tagajo(), KEY, "ＢＰＲ").await.expect("hits"),
            Vec::<String>::new()
        );
        assert_eq!(
            store.search_items(&tagajo(), KEY, "窓口").await.expect("hits"),
            ["i-a"]
        );
        let entries = store.journal(Some(&tagajo()), 10).await.expect("a journal");
        assert!(entries.len() == 2 && entries.iter().all(|e| e.body.as_deref() == Some("042099")));
    });
}

#[test]
fn words_are_found_in_any_width() {
    on_both(async |url| {
        let store = opened(url).await;
        let mut plan = full();
        put(&store, None, &plan).await.expect("a write");
        let find = async |words: &str| store.search_items(&sendai(), KEY, words).await.expect("hits");
        for words in [
            "bpr",
            "ＢＰＲの",
            "カナ",
            "ｶﾅ",
            "税収　推進",
            "税",
            "100%",
            "%",
            "_",
            "\\",
            "総務",
            "No.2",
            "検討",
            "😀",
            "𝟙00%",
        ] {
            assert_eq!(find(words).await, ["i-a"], "{words}");
        }
        assert_eq!(find("の").await, ["i-a", "i-b"]);
        for words in [
            "",
            "　",
            "収税",
            "税収 窓口",
            "0%1",
            "' OR 1=1 --",
            "\" AND *",
            "窓口\0改善x",
        ] {
            assert_eq!(find(words).await, Vec::<String>::new(), "{words}");
        }
        plan.items[1].title = "庁舎の改修".into();
        put(&store, Some(1), &plan).await.expect("a write");
        assert_eq!(
            (find("窓口").await, find("庁舎").await),
            (vec![], vec!["i-b".to_owned()])
        );
        plan.items.truncate(1);
        plan.evaluations.clear();
        plan.opinions.clear();
        plan.suggestions.clear();
        plan.practices.clear();
        plan.appraisals.clear();
        put(&store, Some(2), &plan).await.expect("a write");
        assert_eq!(find("庁舎").await, Vec::<String>::new());
    });
}

#[test]
fn what_contradicts_itself_is_refused() {
    on_both(async |url| {
        let store = opened(url).await;
        let mut plans = vec![full(), full(), full(), full(), full()];
        plans[0].items[1].id = "i-a".into();
        plans[1].items[0].section = Some("nowhere".into());
        plans[2].evaluations[0].item = "nowhere".into();
        plans[3].title.push('\0');
        plans[4].notes[0].text.push('\0');
        for plan in &plans {
            assert!(matches!(
                put(&store, None, plan).await,
                Err(StoreError::Inconsistent { .. })
            ));
        }
        for key in ["", "a/b", "a\nb", &"長".repeat(40)] {
            let refused = store
                .put_plan(&clerk(), NOW, &sendai(), key, None, &full(), None)
                .await;
            assert!(matches!(refused, Err(StoreError::Inconsistent { .. })), "{key}");
        }
        assert_eq!(store.plan(&sendai(), KEY).await.expect("an answer"), None);
    });
}

#[test]
fn a_damaged_row_is_named() {
    on_both(async |url| {
        let store = opened(url).await;
        put(&store, None, &full()).await.expect("a write");
        for (sql, named) in [
            ("UPDATE edge SET kind = 'x' WHERE id = 'g-a'", "edge"),
            ("UPDATE item SET at = 'Z9' WHERE id = 'i-a'", "item"),
            ("UPDATE schedule_step SET fiscal_year = 99999", "schedule_step"),
        ] {
            let mut tx = store.writing().await.expect("a session");
            tx.script(sql).await.expect("a change");
            tx.commit().await.expect("a change");
            match store.plan(&sendai(), KEY).await {
                Err(StoreError::Damaged { table, key, .. }) => assert!(table == named && !key.is_empty()),
                other => panic!("{other:?}"),
            }
            let mend = match named {
                "edge" => "UPDATE edge SET kind = 'new'",
                "item" => "UPDATE item SET at = NULL",
                _ => "UPDATE schedule_step SET fiscal_year = 2021",
            };
            let mut tx = store.writing().await.expect("a session");
            tx.script(mend).await.expect("a change");
            tx.commit().await.expect("a change");
        }
        assert!(store.plan(&sendai(), KEY).await.is_ok());
    });
}

#[test]
fn a_large_plan_is_six_statements_too() {
    on_both(async |url| {
        let store = opened(url).await;
        let item = |n: i16| {
            let year = fy(2000 + n % 20);
            let step = gyokaku_core::plan::Step {
                fiscal_year: year,
                text: format!("段階{n}"),
                open: false,
                at: Default::default(),
            };
            let schedule = gyokaku_core::plan::Schedule {
                steps: vec![step],
                ..Default::default()
            };
            Item {
                id: format!("i{n}"),
                title: format!("取組{n}"),
                schedule,
                references: vec!["総合計画".into()],
                ..Item::default()
            }
        };
        let plan = Plan {
            items: (0..1_500).map(item).collect(),
            ..Plan::default()
        };
        put(&store, None, &plan).await.expect("a write");
        let before = store.queries();
        assert_eq!(stored(&store).await, plan);
        assert!(store.queries() - before <= 6);
        let fewer = Plan {
            items: plan.items[..100].to_vec(),
            ..Plan::default()
        };
        put(&store, Some(1), &fewer).await.expect("a write");
        assert_eq!(stored(&store).await, fewer);
    });
}
