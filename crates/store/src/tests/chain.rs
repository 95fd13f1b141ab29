//! The journal: one chain, whoever writes and whatever happens to its rows.

use super::{NOW, clerk, on, on_both, opened, sendai};
use crate::database::Engine;
use crate::{Actor, Anchor, JournalState, Store, StoreError};

async fn tamper(store: &Store, sql: &str) {
    let mut tx = store.writing().await.expect("a session");
    let off = match tx.engine() {
        Engine::Lite => "DROP TRIGGER IF EXISTS journal_no_update; DROP TRIGGER IF EXISTS journal_no_delete",
        Engine::Pg => "ALTER TABLE journal DISABLE TRIGGER ALL",
    };
    tx.script(off).await.expect("the power of an administrator");
    tx.script(sql).await.expect("a change");
    tx.commit().await.expect("a change");
}

#[test]
fn the_chain_holds_until_somebody_touches_it() {
    on_both(async |url| {
        let store = Store::open(url).await.expect("a store");
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { entries: 0, .. })
        ));
        for name in ["仙台市", "仙台", "仙台市（宮城県）", "せんだい市"] {
            store
                .put_body(&clerk(), NOW, &sendai(), name)
                .await
                .expect("a body");
        }
        let entries = store.journal(None, 10).await.expect("a journal");
        assert_eq!(
            entries.iter().map(|e| e.sequence).collect::<Vec<_>>(),
            [4, 3, 2, 1]
        );
        assert_eq!(entries[0].prev, entries[1].hash);
        assert_eq!(
            (
                entries[0].actor.as_str(),
                entries[0].role.as_str(),
                entries[0].what.as_str()
            ),
            ("仙台 太郎", "事務局", "body.put")
        );
        assert!(entries[0].summary.contains("せんだい市"));
        assert_eq!(
            store.verify_journal().await.ok(),
            Some(JournalState::Holds {
                entries: 4,
                last: entries[0].hash.clone()
            })
        );
        assert_eq!(store.journal(None, 2).await.expect("a journal").len(), 2);

        let broken = async |at: i64| {
            assert!(
                matches!(store.verify_journal().await, Ok(JournalState::Broken { sequence, .. }) if sequence == at)
            )
        };
        tamper(&store, "UPDATE journal SET actor = '別人' WHERE sequence = 2").await;
        broken(2).await;
        tamper(
            &store,
            "UPDATE journal SET actor = '仙台 太郎' WHERE sequence = 2",
        )
        .await;
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));
        tamper(&store, "DELETE FROM journal WHERE sequence = 4").await;
        broken(4).await;
        tamper(&store, "DELETE FROM journal WHERE sequence = 1").await;
        broken(1).await;
    });
}

#[test]
fn what_the_chain_alone_does_not_show_is_shown_by_entries_written_down_elsewhere() {
    on_both(async |url| {
        let store = opened(url).await;
        for name in ["仙台", "仙台市（宮城県）", "せんだい市"] {
            let put = store.put_body(&clerk(), NOW, &sendai(), name).await;
            put.expect("a body");
        }
        let entries = store.journal(None, 10).await.expect("a journal");
        let anchor = |sequence: i64| {
            let entry = entries.iter().find(|entry| entry.sequence == sequence);
            let anchor = format!("{sequence}:{}", entry.expect("an entry").hash);
            anchor.parse::<Anchor>().expect("an anchor")
        };
        let faults = async |anchors: &[Anchor]| {
            let verified = store.verify(anchors).await.expect("verified");
            assert!(
                matches!(verified.journal, JournalState::Holds { .. }),
                "the chain alone holds"
            );
            verified.faults
        };
        assert_eq!(faults(&[anchor(2), anchor(4)]).await, [""; 0]);
        let elsewhere = Anchor {
            sequence: 4,
            ..anchor(3)
        };
        let told = faults(&[elsewhere]).await;
        assert!(told.len() == 1 && told[0].contains("4件目"), "{told:?}");

        // The tail is cut, and the head set back.
        let cut = "DELETE FROM journal WHERE sequence = 4; \
            UPDATE journal_head SET sequence = 3, hash = (SELECT hash FROM journal WHERE sequence = 3)";
        tamper(&store, cut).await;
        let told = faults(&[anchor(3), anchor(4)]).await;
        assert!(
            told.iter().any(|fault| fault.contains("4件目の記録がありません")),
            "{told:?}"
        );
        assert!(!told.iter().any(|fault| fault.contains("3件目")), "{told:?}");
        assert!(
            told.iter().any(|fault| fault.contains("journal_")),
            "what refused it is switched off: {told:?}"
        );
    });
}

#[test]
fn a_trigger_that_does_nothing_is_found() {
    on(&[Engine::Lite], async |urls| {
        let store = opened(&urls[0]).await;
        let mut tx = store.writing().await.expect("a session");
        let idle = "DROP TRIGGER journal_no_update; \
            CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT 1; END";
        tx.script(idle).await.expect("the power of an administrator");
        tx.commit().await.expect("a change");
        let verified = store.verify(&[]).await.expect("verified");
        assert_eq!(verified.faults.len(), 1, "{:?}", verified.faults);
        assert!(verified.faults[0].contains("journal_no_update") && verified.faults[0].contains("別の内容"));
    });
}

#[test]
fn a_database_without_tables_is_told_and_left_as_it_is() {
    on_both(async |url| {
        let file = url.strip_prefix("sqlite:");
        if let Some(file) = file {
            std::fs::write(file, "").expect("a file");
        }
        let store = Store::open_as_it_is(url).await.expect("it opens");
        assert!(matches!(store.verify(&[]).await, Err(StoreError::Empty)));
        store.close().await;
        if let Some(file) = file {
            assert_eq!(std::fs::read(file).expect("the file"), b"");
        }
    });
}

#[test]
fn an_anchor_is_a_number_and_a_hash() {
    let hash = "0a".repeat(32);
    assert!(format!("12:{hash}").parse::<Anchor>().is_ok());
    for text in [
        "",
        "12",
        "12:",
        "12:abc",
        &format!("0:{hash}"),
        &format!("x:{hash}"),
        &hash,
    ] {
        assert!(text.parse::<Anchor>().is_err(), "{text}");
    }
}

#[test]
fn the_pulse_is_written_and_stays_one_row() {
    on_both(async |url| {
        let store = opened(url).await;
        for _ in 0..3 {
            store.beat().await.expect("it takes what is written");
        }
        let sql = "SELECT beats FROM pulse";
        let rows: Vec<(i64,)> = store.named("pulse", sql, vec![]).await.expect("the pulse");
        assert_eq!(rows, [(3,)]);
        store.close().await;
        assert!(store.beat().await.is_err());
    });
}

#[test]
fn writers_at_the_same_time_make_one_chain() {
    on_both(async |url| {
        let store = opened(url).await;
        // Another program on the same database: the lock must be in the database, not in the program.
        let other = Store::open(url).await.expect("a second store");
        let mut writers = Vec::new();
        for writer in 0..8 {
            let store = if writer % 2 == 0 {
                store.clone()
            } else {
                other.clone()
            };
            writers.push(tokio::spawn(async move {
                let actor = Actor {
                    name: format!("担当{writer}"),
                    role: "担当課".into(),
                };
                for round in 0..5 {
                    store
                        .put_body(&actor, NOW, &sendai(), &format!("仙台市{writer}-{round}"))
                        .await
                        .expect("a body");
                }
            }));
        }
        for writer in writers {
            writer.await.expect("a writer");
        }
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { entries: 41, .. })
        ));
    });
}

#[test]
fn of_two_who_make_the_same_plan_one_learns_of_it() {
    on_both(async |url| {
        let store = opened(url).await;
        let write = |title: &'static str| {
            let store = store.clone();
            tokio::spawn(async move {
                let plan = gyokaku_core::plan::Plan {
                    title: title.into(),
                    ..Default::default()
                };
                store
                    .put_plan(&clerk(), NOW, &sendai(), "p", None, &plan, None)
                    .await
            })
        };
        let (a, b) = (write("甲"), write("乙"));
        let outcomes = [a.await.expect("a writer"), b.await.expect("a writer")];
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1);
        assert!(
            outcomes
                .iter()
                .any(|o| matches!(o, Err(crate::StoreError::Conflict { expected: None, .. })))
        );
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { entries: 2, .. })
        ));
    });
}
