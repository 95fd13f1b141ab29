//! The journal: one chain, whoever writes and whatever happens to its rows.

use super::{NOW, clerk, engines, on, on_both, opened, sendai};
use crate::database::Engine;
use crate::{Actor, Anchor, JournalKey, JournalState, Store, StoreError};

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
        assert_eq!(elsewhere.to_string().parse(), Ok(elsewhere.clone()));
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
fn what_refuses_changes_on_postgres_is_compared_to_the_letter() {
    if !engines().contains(&Engine::Pg) {
        return;
    }
    on(&[Engine::Pg], async |urls| {
        let store = opened(&urls[0]).await;
        assert_eq!(store.verify(&[]).await.expect("verified").faults, [""; 0]);
        for (change, named) in [
            (
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
                "関数 refuse_change",
            ),
            (
                "CREATE FUNCTION let_pass() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; \
                 CREATE OR REPLACE TRIGGER effect_append_only BEFORE UPDATE OR DELETE ON effect \
                 FOR EACH ROW EXECUTE FUNCTION let_pass()",
                "トリガー effect_append_only",
            ),
            (
                "CREATE OR REPLACE TRIGGER journal_append_only BEFORE DELETE ON journal \
                 FOR EACH ROW EXECUTE FUNCTION refuse_change()",
                "トリガー journal_append_only",
            ),
            (
                "ALTER TABLE journal DISABLE TRIGGER journal_no_truncate",
                "トリガー journal_no_truncate",
            ),
        ] {
            let mut tx = store.writing().await.expect("a session");
            tx.script(change).await.expect("the power of an administrator");
            tx.commit().await.expect("a change");
            let faults = store.verify(&[]).await.expect("verified").faults;
            assert!(
                faults.iter().any(|fault| fault.contains(named)),
                "{named}: {faults:?}"
            );
        }
        assert_eq!(store.verify(&[]).await.expect("verified").faults.len(), 4);
    });
}

#[test]
fn a_clock_that_was_put_back_is_remarked() {
    on_both(async |url| {
        let store = opened(url).await;
        let put = async |now: &str, name: &str| {
            let put = store.put_body(&clerk(), now, &sendai(), name).await;
            put.expect("a body");
        };
        put("2026-04-01T08:59:00+09:00", "仙台").await;
        put("2026-04-01T01:00:00Z", "せんだい市").await;
        let told = store.verify(&[]).await.expect("verified");
        assert_eq!(
            (told.faults.len(), told.notes.len()),
            (0, 0),
            "a minute apart, and another offset"
        );
        put("2026-03-31T10:00:00+09:00", "仙台市（宮城県）").await;
        put("2026-03-31T10:00:01+09:00", "仙台").await;
        let told = store.verify(&[]).await.expect("verified");
        assert_eq!(told.faults, [""; 0], "no fault");
        assert!(
            told.notes.len() == 1 && told.notes[0].contains("4件目") && told.notes[0].contains("1回"),
            "{:?}",
            told.notes
        );
    });
}

#[test]
fn a_chain_computed_anew_is_shown_by_seals_with_a_key_that_is_elsewhere() {
    on_both(async |url| {
        let key = JournalKey::of(&[7; 32]).expect("a key");
        assert!(JournalKey::of(b"  too short \n").is_none());
        assert!(!format!("{key:?}").contains('7'));
        let store = opened(url).await;
        let before = store.verify(&[]).await.expect("verified");
        assert_eq!((before.faults.len(), before.unseen_seals), (0, 0));
        let sealing = store.clone().sealing(Some(key.clone()));
        let faults = async |with: &JournalKey, anchors: &[Anchor]| {
            let store = store.clone().sealing(Some(with.clone()));
            let verified = store.verify(anchors).await.expect("verified");
            assert!(
                matches!(verified.journal, JournalState::Holds { .. }),
                "the chain alone holds"
            );
            verified.faults
        };
        let put = async |store: &Store, name: &str| {
            let put = store.put_body(&clerk(), NOW, &sendai(), name).await;
            put.expect("a body");
        };
        assert!(
            faults(&key, &[]).await[0].contains("封印がありません"),
            "nothing was sealed"
        );
        for name in ["仙台", "せんだい市"] {
            put(&sealing, name).await;
        }
        assert_eq!(
            faults(&key, &[]).await,
            [""; 0],
            "the first seal carries all before it"
        );
        assert_eq!(store.verify(&[]).await.expect("verified").unseen_seals, 2);
        let other = JournalKey::of(&[8; 40]).expect("a key");
        assert!(faults(&other, &[]).await[0].contains("封印が鍵と合いません"));

        let last = store.journal(None, 1).await.expect("a journal").remove(0);
        let anchor = |seal: Option<String>| Anchor {
            sequence: last.sequence,
            hash: last.hash.clone(),
            seal,
        };
        let seal = key.seal(last.sequence, &last.hash);
        assert_eq!(faults(&key, &[anchor(seal.clone()), anchor(None)]).await, [""; 0]);
        let forged = faults(&key, &[anchor(other.seal(last.sequence, &last.hash))]).await;
        assert!(forged[0].contains("控え"), "{forged:?}");

        put(&store, "仙台市").await;
        assert!(
            faults(&key, &[]).await[0].contains("最後の1件"),
            "written without the key"
        );
        put(&sealing, "仙台市（宮城県）").await;
        assert_eq!(faults(&key, &[]).await, [""; 0]);

        // The last entry is written anew, with a hash that follows.
        let mut changed = store.journal(None, 1).await.expect("a journal").remove(0);
        changed.actor = "別人".to_owned();
        let hash = crate::journal::hash_of(&changed);
        let anew = format!(
            "UPDATE journal SET actor = '別人', hash = '{hash}' WHERE sequence = {0}; \
             UPDATE journal_head SET hash = '{hash}' WHERE id = 1",
            changed.sequence
        );
        tamper(&store, &anew).await;
        let told = faults(&key, &[]).await;
        assert!(
            told.iter().any(|fault| fault.contains("封印が鍵と合いません")),
            "{told:?}"
        );
        tamper(&store, "DELETE FROM journal_seal").await;
        let told = faults(&key, &[]).await;
        assert!(
            told.iter().any(|fault| fault.contains("封印がありません")),
            "{told:?}"
        );
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
    assert!(format!("12:{hash}:{hash}").parse::<Anchor>().is_ok());
    for text in [
        "",
        "12",
        "12:",
        "12:abc",
        &format!("0:{hash}"),
        &format!("x:{hash}"),
        &format!("12:{hash}:"),
        &format!("12:{hash}:abc"),
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
