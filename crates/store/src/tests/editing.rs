//! The register by hand: what is written is there, with its history, and nothing of anybody else is lost.

use gyokaku_core::editing::{
    Act, Anchor, Deed, FieldWrite, ItemField, Left, NewItem, PlacedItem, Refusal, Together, Value,
};
use gyokaku_core::journal::Event;
use gyokaku_core::plan::Plan;

use super::sample::full;
use super::{NOW, clerk, on_both, opened, sendai};
use crate::{ItemWrite, Store, StoreError};

const KEY: &str = "keiei-2016";

async fn put(store: &Store) {
    store
        .put_plan(&clerk(), NOW, &sendai(), KEY, None, &full(), None)
        .await
        .expect("a write");
}

async fn stored(store: &Store) -> Plan {
    let found = store.plan(&sendai(), KEY).await.expect("a store");
    found.expect("a plan").plan
}

fn words(field: ItemField, seen: &str, new: &str) -> ItemWrite {
    ItemWrite {
        field,
        seen: seen.into(),
        value: Value::Words(Some(new.to_owned()).filter(|new| !new.is_empty())),
    }
}

#[test]
fn fields_are_written_one_by_one_with_their_history() {
    on_both(async |url| {
        let store = opened(url).await;
        put(&store).await;
        let before = stored(&store).await;
        let of = (&sendai(), KEY);
        let title = before.items[0].title.clone();
        let writes = [
            words(ItemField::Title, &title, "業務の見直し"),
            words(ItemField::Target, "", "年に3件"),
            ItemWrite {
                field: ItemField::Support,
                seen: before.items[0].departments.support.join("\n"),
                value: Value::List(vec!["総務課".into(), "財政課".into()]),
            },
        ];
        let asked = store.queries();
        let written = store
            .write_item(&clerk(), NOW, of, "i-a", &writes)
            .await
            .expect("a store");
        assert!(
            store.queries() - asked <= 24,
            "{} statements",
            store.queries() - asked
        );
        let written = written.expect("an item");
        assert_eq!(
            written.saved,
            [ItemField::Title, ItemField::Target, ItemField::Support]
        );
        assert!(written.clashes.is_empty());
        let mut expected = before.clone();
        let item = &mut expected.items[0];
        item.title = "業務の見直し".into();
        item.target = Some("年に3件".into());
        item.departments.support = vec!["総務課".into(), "財政課".into()];
        item.places.title = Default::default();
        item.places.target = Default::default();
        item.places.departments = Default::default();
        let now = stored(&store).await;
        assert_eq!(now, expected, "nothing else is touched");
        assert_eq!(written.item, now.items[0]);
        let found = async |words: &str| {
            let hits = store.search_items(&sendai(), KEY, words).await;
            hits.expect("a search")
        };
        assert_eq!(found("業務の見直し").await, ["i-a"]);
        assert!(found("BPR").await.is_empty());

        let history = store
            .register_history(of, "i-a", Some("title"))
            .await
            .expect("a history");
        let Event::ItemWritten { values, .. } = history[0].entry.event() else {
            panic!("{history:?}");
        };
        let change = &values
            .iter()
            .find(|(field, _)| *field == ItemField::Title)
            .expect("a title")
            .1;
        assert_eq!(
            (change.old.as_ref(), change.new.as_deref()),
            (Some(&title), Some("業務の見直し"))
        );
        let of_all = store.register_history(of, "i-a", None).await.expect("a history");
        assert_eq!(of_all.len(), 3);

        // The same again, and nothing at all, is no change.
        let revision = async || {
            let found = store.plan(&sendai(), KEY).await.expect("a store");
            found.expect("a plan").head.revision
        };
        let known = revision().await;
        let same = [words(ItemField::Title, "業務の見直し", "業務の見直し")];
        let write = async |id: &str| {
            let written = store.write_item(&clerk(), NOW, of, id, &same).await;
            written.expect("a store")
        };
        assert!(write("i-a").await.expect("an item").saved.is_empty());
        assert_eq!(known, revision().await);
        assert_eq!(write("none").await, None);
    });
}

#[test]
fn what_somebody_else_wrote_is_not_overwritten_unseen() {
    on_both(async |url| {
        let store = opened(url).await;
        put(&store).await;
        let of = (&sendai(), KEY);
        let title = stored(&store).await.items[0].title.clone();
        let write = async |writes: &[ItemWrite]| {
            let written = store.write_item(&clerk(), NOW, of, "i-a", writes).await;
            written.expect("a store").expect("an item")
        };
        write(&[words(ItemField::Title, &title, "先に書いた題名")]).await;
        let written = write(&[
            words(ItemField::Title, &title, "あとから書いた題名"),
            words(ItemField::Target, "", "年に3件"),
        ])
        .await;
        assert_eq!(written.saved, [ItemField::Target], "the other field is stored");
        let clash = &written.clashes[0];
        assert_eq!(
            (clash.field, clash.theirs.as_str()),
            (ItemField::Title, "先に書いた題名")
        );
        assert_eq!(clash.by, Some((clerk().name, NOW.to_owned())));
        assert_eq!(stored(&store).await.items[0].title, "先に書いた題名");
    });
}

#[test]
fn acts_are_stored_with_their_history_or_refused() {
    on_both(async |url| {
        let store = opened(url).await;
        put(&store).await;
        let of = (&sendai(), KEY);
        let section = stored(&store).await.sections[0].id.clone();
        let act = async |act: Act| {
            let done = store.act(&clerk(), NOW, of, &act).await;
            done.expect("a store")
        };
        let add = Act::AddItem {
            id: "i-new".into(),
            section: Some(section.clone()),
            parent: None,
            number: "9".into(),
            title: "新しい取組".into(),
            at: Anchor::Last,
        };
        act(add.clone()).await.expect("done");
        let plan = stored(&store).await;
        assert!(
            plan.item("i-new")
                .is_some_and(|item| item.section.as_ref() == Some(&section))
        );
        let of_item = store
            .register_history(of, "i-new", None)
            .await
            .expect("a history");
        let of_plan = store.register_history(of, "", None).await.expect("a history");
        assert_eq!((of_item.len(), of_plan.len()), (1, 1));
        assert!(matches!(
            of_item[0].entry.event(),
            Event::RegisterChanged { deed: Deed::AddItem, name, .. } if name == "9 新しい取組"
        ));
        assert_eq!(act(Act::RemoveSection(section)).await, Err(Refusal::NotEmpty));
        assert_eq!(stored(&store).await, plan);
        assert!(act(Act::RemoveItem("i-new".into())).await.is_ok());
        let nowhere = store.act(&clerk(), NOW, (&sendai(), "none"), &add).await;
        assert!(matches!(nowhere, Err(StoreError::Conflict { stored: None, .. })));
    });
}

#[test]
fn every_word_comes_back() {
    for deed in Deed::ALL {
        assert_eq!(Deed::of(deed.word()), Some(deed));
    }
    for field in ItemField::ALL {
        assert_eq!(ItemField::of(field.key()), Some(field));
    }
}

#[test]
fn many_items_are_written_at_once_each_with_its_history() {
    on_both(async |url| {
        let store = opened(url).await;
        put(&store).await;
        let of = (&sendai(), KEY);
        let before = stored(&store).await;
        let titles: Vec<String> = before.items.iter().map(|item| item.title.clone()).collect();
        // A colleague is quicker in one field.
        let quicker = [words(ItemField::Target, "", "年に5件")];
        store
            .write_item(&clerk(), NOW, of, "i-b", &quicker)
            .await
            .expect("a store");
        let write = |item: &str, field, seen: &str, new: &str| FieldWrite {
            item: item.into(),
            field,
            seen: seen.into(),
            value: Value::Words(Some(new.into())),
        };
        let together = Together {
            writes: vec![
                write("i-a", ItemField::Title, &titles[0], "業務の見直し"),
                write("i-a", ItemField::Target, "", "年に3件"),
                write("i-b", ItemField::Title, &titles[1], "別の名称"),
                write("i-b", ItemField::Target, "", "年に4件"),
            ],
            new: vec![PlacedItem {
                item: NewItem {
                    id: "n".into(),
                    values: vec![(ItemField::Title, Value::Words(Some("新しい取組".into())))],
                },
                section: before.items[0].section.clone(),
                parent: None,
                at: Anchor::After("i-a".into()),
            }],
        };
        let entries = store.journal(Some(&sendai()), 50).await.expect("a journal").len();
        let done = store
            .write_together(&clerk(), NOW, of, together.clone())
            .await
            .expect("a store")
            .expect("done");
        assert_eq!(done.0.name, "3件");
        let field = Left::Field {
            item: "i-b".into(),
            field: ItemField::Target,
            theirs: Some("年に5件".into()),
        };
        assert_eq!(done.1, [(field, Some((clerk().name, NOW.to_owned())))]);
        let now = stored(&store).await;
        let ids: Vec<&str> = now.items.iter().map(|item| item.id.as_str()).take(3).collect();
        assert_eq!(
            ids,
            ["i-a", "i-b", "n"],
            "after all that belongs to the item before it"
        );
        assert_eq!(now.items[0].title, "業務の見直し");
        assert_eq!(now.items[1].target.as_deref(), Some("年に5件"));
        let journal = store.journal(Some(&sendai()), 50).await.expect("a journal");
        assert_eq!(journal.len(), entries + 4, "the act, two items, a new one");
        let history = async |element: &str, field: Option<&str>| {
            let found = store
                .register_history(of, element, field)
                .await
                .expect("a history");
            found
                .into_iter()
                .map(|one| one.entry.event())
                .collect::<Vec<Event>>()
        };
        let plan = history("", None).await;
        assert!(
            matches!(&plan[0], Event::RegisterChanged { deed: Deed::WriteItems, details, .. } if details.len() == 3)
        );
        let target = history("i-a", Some("target")).await;
        assert!(matches!(&target[..], [Event::ItemWritten { values, .. }] if values.len() == 2));
        assert!(matches!(
            &history("n", None).await[..],
            [Event::RegisterChanged {
                deed: Deed::AddItem,
                ..
            }]
        ));
        let found = store
            .search_items(&sendai(), KEY, "新しい取組")
            .await
            .expect("a search");
        assert_eq!(found.len(), 1);
        // Once more: there is nothing to do, and nothing is written down.
        let again = Together {
            new: Vec::new(),
            ..together
        };
        let again = store
            .write_together(&clerk(), NOW, of, again)
            .await
            .expect("a store");
        assert_eq!(again.expect("done").0.name, "0件");
        let chain = store.verify_journal().await.expect("a chain");
        assert!(matches!(chain, crate::JournalState::Holds { .. }));
        assert_eq!(
            store.journal(Some(&sendai()), 50).await.expect("a journal").len(),
            entries + 4
        );
    });
}
