//! What pages ask for: a plan with its documents in six statements, the contents of plans, a search
//! over all of them; on both engines.

use gyokaku_core::plan::{Item, Plan};

use super::{NOW, clerk, on_both, opened, sendai, tagajo};
use crate::NewSource;

fn plan(titles: &[&str]) -> Plan {
    let item = |(n, title): (usize, &&str)| Item {
        id: format!("i{n}"),
        number: Some(format!("{n}")),
        title: (*title).to_owned(),
        at: gyokaku_core::document::Place::at_line(3, 1),
        ..Item::default()
    };
    Plan {
        title: "計画".into(),
        items: titles.iter().enumerate().map(item).collect(),
        ..Plan::default()
    }
}

#[test]
fn pages_ask_little() {
    on_both(async |url| {
        let store = opened(url).await;
        for (code, name) in [(sendai(), "仙台市"), (tagajo(), "多賀城市")] {
            store.put_body(&clerk(), NOW, &code, name).await.expect("a body");
        }
        let document = Some(NewSource {
            name: "a.txt",
            bytes: b"text",
            checked: None,
        });
        let titles = ["財政の健全化", "100%の達成", "財政の見える化"];
        store
            .put_plan(&clerk(), NOW, &sendai(), "a", None, &plan(&titles), document)
            .await
            .expect("stored");
        store
            .put_plan(&clerk(), NOW, &tagajo(), "b", None, &plan(&["財政運営"]), None)
            .await
            .expect("stored");

        let before = store.queries();
        let whole = store
            .whole(&sendai(), "a", "rules")
            .await
            .expect("loaded")
            .expect("there");
        assert!(store.queries() - before <= 6);
        assert_eq!(whole.body_name, "仙台市");
        assert_eq!(whole.reports, [None], "nobody has checked it");
        let stored = store.plan(&sendai(), "a").await.expect("loaded").expect("there");
        assert_eq!(whole.stored, stored, "the same plan as without documents");
        assert!(
            store
                .whole(&sendai(), "none", "rules")
                .await
                .expect("asked")
                .is_none()
        );
        let bare = store
            .whole(&tagajo(), "b", "rules")
            .await
            .expect("loaded")
            .expect("there");
        assert!(bare.reports.is_empty() && bare.stored.sources.is_empty());

        let of = async |body| store.contents(&body).await.expect("counted");
        let (there, bare) = (of(sendai()).await, of(tagajo()).await);
        assert_eq!((there.len(), there[0].documents), (1, 1));
        assert_eq!((bare.len(), bare[0].documents), (1, 0));

        let before = store.queries();
        let hits = store.search_body(&sendai(), "財政", 1).await.expect("found");
        assert_eq!(store.queries() - before, 1);
        let found: Vec<_> = hits.iter().map(|h| (h.title.as_str(), h.of_plan)).collect();
        assert_eq!(found, [("財政の健全化", 2)]);
        let found = |words: &str| {
            let words = words.to_owned();
            let store = store.clone();
            async move {
                store
                    .search_body(&sendai(), &words, 10)
                    .await
                    .expect("found")
                    .len()
            }
        };
        assert_eq!(found("化").await, 2);
        assert_eq!(found("0%").await, 1);
        assert_eq!(found("_").await, 0);
        assert_eq!(found("財政 健全").await, 1);
        assert_eq!(found("  ").await, 0);
    });
}
