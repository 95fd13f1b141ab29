//! What the public sees: the plan as it was released, on its day, until it is taken back.

use gyokaku_core::licence::Licence;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::release::{Scope, Standing, standing};
use gyokaku_core::round::day;
use time::Date;

use super::sample::full;
use super::{NOW, clerk, on_both, opened, sendai, tagajo};
use crate::{NewRelease, NewSource, Store, StoreError};

const KEY: &str = "keiei-2016";
const DOCUMENT: NewSource<'static> = NewSource {
    name: "進捗状況.txt",
    bytes: b"bytes",
    checked: None,
};

fn on(text: &str) -> Date {
    day(text).expect("a day")
}

fn today() -> Date {
    on("2026-04-01")
}

async fn put(store: &Store, expected: Option<i64>, plan: &Plan) -> i64 {
    let source = expected.is_none().then_some(DOCUMENT);
    store
        .put_plan(&clerk(), NOW, &sendai(), KEY, expected, plan, source)
        .await
        .expect("a write")
        .revision
}

async fn release(store: &Store, revision: i64, opens_on: &str, scope: &Scope) -> Result<i64, StoreError> {
    let new = NewRelease {
        revision,
        opens_on: on(opens_on),
        scope,
        note: "",
    };
    store
        .release(&clerk(), NOW, today(), (&sendai(), KEY), &new)
        .await
}

/// The title of the first item as the public sees it on a day.
async fn seen(store: &Store, on_day: &str) -> Option<String> {
    let released = store.released(on(on_day), &sendai(), KEY).await.expect("a store");
    Some(released?.stored.plan.items[0].title.clone())
}

async fn found(store: &Store, words: &str, on_day: &str) -> usize {
    let hits = store
        .search_released(on(on_day), words, 10)
        .await
        .expect("a search");
    hits.len()
}

#[test]
fn a_release_holds_the_whole_plan_whatever_comes_after() {
    on_both(async |url| {
        let store = opened(url).await;
        let mut plan = full();
        plan.stated_in(&DOCUMENT.document());
        let revision = put(&store, None, &plan).await;
        assert_eq!(seen(&store, "2026-04-01").await, None, "a new plan is internal");
        assert!(
            store
                .released_bodies(today())
                .await
                .expect("bodies")
                .iter()
                .all(|b| b.plans.is_empty())
        );

        let scope = Scope {
            documents: vec![DOCUMENT.document().to_string()],
            // The terms of use are those of the release.
            licence: Licence::Own {
                title: "市の 利用規約".into(),
                address: "https://www.city.example.lg.jp/terms.html".into(),
            },
            ..Scope::default()
        };
        assert_eq!(
            release(&store, revision, "2026-04-01", &scope)
                .await
                .expect("a release"),
            1
        );
        let stored = store.plan(&sendai(), KEY).await.expect("a plan").expect("a plan");
        let before = store.queries();
        let released = store
            .released(today(), &sendai(), KEY)
            .await
            .expect("a store")
            .expect("a release");
        assert!(store.queries() - before <= 4);
        let whole = scope.of_plan(stored.plan.clone(), &[]);
        assert_eq!(released.stored.plan, whole, "not a value is lost");
        assert_eq!(released.stored.sources, stored.sources);
        assert_eq!(released.release.scope, scope);

        let mut changed = stored.plan.clone();
        changed.items[0].title = "書きかけの題名".into();
        changed.items.push(Item {
            id: "i-new".into(),
            title: "これから決める取組".into(),
            ..Item::default()
        });
        let revision = put(&store, Some(revision), &changed).await;
        let released = store
            .released(today(), &sendai(), KEY)
            .await
            .expect("a store")
            .expect("a release");
        assert_eq!(released.stored.plan, whole, "editing publishes nothing");
        let body = store
            .released_body(today(), &sendai())
            .await
            .expect("a store")
            .expect("a body");
        assert_eq!(body.plans[0].items, stored.plan.items.len() as i64);
        let contents = store
            .released_contents(today(), Some(&sendai()))
            .await
            .expect("counts");
        assert_eq!(contents[0].sections, stored.plan.sections.len() as i64);
        assert_eq!(found(&store, "書きかけ", "2026-04-01").await, 0);
        assert_eq!(found(&store, "これから決める", "2026-04-01").await, 0);
        let working = store
            .search_body(&sendai(), "これから決める", 10)
            .await
            .expect("a search");
        assert_eq!(working.len(), 1);

        release(&store, revision, "2026-04-01", &Scope::default())
            .await
            .expect("a release");
        assert_eq!(
            seen(&store, "2026-04-01").await.as_deref(),
            Some("書きかけの題名")
        );
        assert_eq!(found(&store, "これから決める", "2026-04-01").await, 1);
        let released = store
            .released(today(), &sendai(), KEY)
            .await
            .expect("a store")
            .expect("a release");
        assert!(released.stored.sources.is_empty(), "no document goes with it");
    });
}

#[test]
fn a_day_ahead_is_waited_for_and_replaced() {
    on_both(async |url| {
        let store = opened(url).await;
        let plan = full();
        let revision = put(&store, None, &plan).await;
        release(&store, revision, "2026-07-01", &Scope::default())
            .await
            .expect("a release");
        let title = plan.items[0].title.clone();
        assert_eq!(seen(&store, "2026-06-30").await, None);
        assert_eq!(seen(&store, "2026-07-01").await.as_ref(), Some(&title));
        let word: String = title.chars().take(3).collect();
        assert_eq!(found(&store, &word, "2026-06-30").await, 0);
        assert!(found(&store, &word, "2026-07-01").await > 0);

        let mut changed = store
            .plan(&sendai(), KEY)
            .await
            .expect("a plan")
            .expect("a plan")
            .plan;
        changed.items[0].title = "改めた題名".into();
        let revision = put(&store, Some(revision), &changed).await;
        release(&store, revision, "2026-04-01", &Scope::default())
            .await
            .expect("a release");
        let releases = store.releases(&sendai(), KEY).await.expect("releases");
        assert!(!releases[0].stands(), "the one that was to come is replaced");
        assert_eq!(seen(&store, "2026-07-01").await.as_deref(), Some("改めた題名"));

        // What is public stays until the day of the next.
        changed.items[0].title = "七月からの題名".into();
        let revision = put(&store, Some(revision), &changed).await;
        release(&store, revision, "2026-07-01", &Scope::default())
            .await
            .expect("a release");
        assert_eq!(seen(&store, "2026-06-30").await.as_deref(), Some("改めた題名"));
        assert_eq!(found(&store, "改めた", "2026-06-30").await, 1);
        assert_eq!(found(&store, "七月から", "2026-06-30").await, 0);
        assert_eq!(
            seen(&store, "2026-07-01").await.as_deref(),
            Some("七月からの題名")
        );
        assert_eq!(found(&store, "改めた", "2026-07-01").await, 0);
    });
}

#[test]
fn what_is_taken_back_is_seen_by_nobody_and_stays_on_record() {
    on_both(async |url| {
        let store = opened(url).await;
        let plan = full();
        let revision = put(&store, None, &plan).await;
        let of = (&sendai(), KEY);
        assert!(
            store
                .withdraw(&clerk(), NOW, of, "誤り")
                .await
                .expect("asked")
                .is_empty()
        );
        release(&store, revision, "2026-04-01", &Scope::default())
            .await
            .expect("a release");
        release(&store, revision, "2026-07-01", &Scope::default())
            .await
            .expect("a release");
        assert_eq!(
            store
                .withdraw(&clerk(), NOW, of, "誤り")
                .await
                .expect("taken back"),
            [1, 2]
        );
        assert_eq!(seen(&store, "2026-07-01").await, None);
        let word: String = plan.items[0].title.chars().take(3).collect();
        assert_eq!(found(&store, &word, "2026-07-01").await, 0);
        let releases = store.releases(&sendai(), KEY).await.expect("releases");
        assert!(matches!(standing(&releases, today()), Standing::Withdrawn(last) if last.number == 1));
        assert_eq!(
            releases[0].withdrawn.as_ref().map(|w| w.why.as_str()),
            Some("誤り")
        );
        let what: Vec<String> = store
            .journal(Some(&sendai()), 5)
            .await
            .expect("a journal")
            .into_iter()
            .map(|entry| entry.what)
            .collect();
        assert_eq!(what[..3], ["plan.withdraw", "plan.release", "plan.release"]);
    });
}

#[test]
fn only_what_was_seen_and_is_there_is_released() {
    on_both(async |url| {
        let store = opened(url).await;
        let revision = put(&store, None, &full()).await;
        let stale = release(&store, revision + 1, "2026-04-01", &Scope::default()).await;
        assert!(
            matches!(stale, Err(StoreError::Conflict { stored: Some(1), .. })),
            "{stale:?}"
        );
        for scope in [
            Scope {
                editions: vec![7],
                ..Scope::default()
            },
            Scope {
                documents: vec!["of another plan".into()],
                ..Scope::default()
            },
        ] {
            let refused = release(&store, revision, "2026-04-01", &scope).await;
            assert!(
                matches!(refused, Err(StoreError::Inconsistent { .. })),
                "{refused:?}"
            );
        }
        assert!(store.releases(&sendai(), KEY).await.expect("releases").is_empty());
        let elsewhere = NewRelease {
            revision,
            opens_on: today(),
            scope: &Scope::default(),
            note: "",
        };
        let refused = store
            .release(&clerk(), NOW, today(), (&tagajo(), KEY), &elsewhere)
            .await;
        assert!(
            matches!(refused, Err(StoreError::Conflict { stored: None, .. })),
            "{refused:?}"
        );
    });
}
