//! Reminders: queued once, taken by one, settled once, and every deed told.

use gyokaku_core::journal::Export;
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::RoundState;
use gyokaku_core::round::refusal::NotNow;

use super::rounds::{KEY, at, begun};
use super::{NOW, clerk, on_both, sendai};
use crate::{Actor, JournalState, NewReminder, ReminderState, RoundAt, Store, StoreError};

fn reminder(id: &str, mail: &str) -> NewReminder {
    NewReminder {
        id: id.into(),
        kind: MailKind::Reminder,
        accounts: vec![format!("a-{id}")],
        mail: mail.into(),
        subject: "提出のお願い".into(),
        content: "一行目\n二行目\n".into(),
        departments: vec!["d1".into(), "d2".into()],
    }
}

fn program() -> Actor {
    Actor {
        name: "提出のお願い".into(),
        role: "program".into(),
    }
}

async fn words(store: &Store) -> Vec<String> {
    let entries = store.journal(Some(&sendai()), 100).await.expect("a journal");
    let words = entries.into_iter().map(|e| e.what);
    words
        .filter(|w| w.starts_with("reminder") || w == "export")
        .collect()
}

#[test]
fn a_reminder_from_the_queue_to_its_outcome() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = at(&body);
        let list = [
            reminder("r1", "a@city.jp"),
            reminder("r2", "b@city.jp"),
            reminder("r3", "c@city.jp"),
        ];
        let queued = store
            .queue_reminders(&clerk(), NOW, place, &list)
            .await
            .expect("a queue");
        assert_eq!(queued, ["r1", "r2", "r3"]);
        let twice = [reminder("r4", "A@CITY.jp"), reminder("r5", "d@city.jp")];
        let queued = store
            .queue_reminders(&clerk(), NOW, place, &twice)
            .await
            .expect("a queue");
        assert_eq!(queued, ["r5"], "an address has one waiting already");
        let waiting = store.waiting_reminders(&body).await.expect("the queue");
        assert_eq!(waiting.len(), 4);
        assert_eq!((waiting[0].plan.as_str(), waiting[0].round), (KEY, place.round));
        assert_eq!(waiting[0].reminder.mail, list[0], "as it was queued");
        assert!(
            store
                .waiting_reminders(&super::tagajo())
                .await
                .expect("the queue")
                .is_empty()
        );

        assert!(store.take_reminder(NOW, place, "r1", None).await.expect("a mark"));
        assert!(
            !store.take_reminder(NOW, place, "r1", None).await.expect("a mark"),
            "taken once"
        );
        let stale = store.take_reminder(NOW, place, "r1", Some("2026-01-01T00:00:00Z"));
        assert!(!stale.await.expect("a mark"), "somebody let it wait again");
        assert!(
            store
                .take_reminder(NOW, place, "r1", Some(NOW))
                .await
                .expect("a mark")
        );
        store
            .settle_reminder(&program(), NOW, place, "r1", ReminderState::Sent, None)
            .await
            .expect("an outcome");
        store
            .settle_reminder(
                &program(),
                NOW,
                place,
                "r1",
                ReminderState::Failed,
                Some("遅すぎる"),
            )
            .await
            .expect("nothing");
        store
            .settle_reminder(
                &program(),
                NOW,
                place,
                "r2",
                ReminderState::Needless,
                Some("提出済み"),
            )
            .await
            .expect("an outcome");
        store
            .settle_reminder(
                &program(),
                NOW,
                place,
                "r3",
                ReminderState::Failed,
                Some("宛先不明"),
            )
            .await
            .expect("an outcome");
        let states: Vec<(String, ReminderState, Option<String>)> = store
            .reminders(place)
            .await
            .expect("the list")
            .into_iter()
            .map(|r| (r.mail.id, r.state, r.why))
            .collect();
        let told = |id: &str| {
            states
                .iter()
                .find(|(known, ..)| known == id)
                .map(|(_, s, w)| (*s, w.as_deref()))
        };
        assert_eq!(told("r1"), Some((ReminderState::Sent, None)));
        assert_eq!(told("r2"), Some((ReminderState::Needless, Some("提出済み"))));
        assert_eq!(told("r3"), Some((ReminderState::Failed, Some("宛先不明"))));
        assert_eq!(told("r5"), Some((ReminderState::Waiting, None)));
        assert_eq!(
            words(&store).await,
            [
                "reminder.fail",
                "reminder.drop",
                "reminder.send",
                "reminder.queue",
                "reminder.queue"
            ]
        );
        let ids = ["r1", "r2", "r3", "r5", "none"].map(str::to_owned);
        let again = store
            .retry_reminders(&clerk(), NOW, place, &ids, NOW)
            .await
            .expect("a retry");
        assert_eq!(again, 1, "only what was not sent");
        assert_eq!(store.waiting_reminders(&body).await.expect("the queue").len(), 2);
        assert!(matches!(
            store.verify_journal().await.expect("the chain"),
            JournalState::Holds { .. }
        ));
    });
}

#[test]
fn what_was_cut_short_waits_for_a_person() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = at(&body);
        let list = [reminder("r1", "a@city.jp"), reminder("r2", "b@city.jp")];
        store
            .queue_reminders(&clerk(), NOW, place, &list)
            .await
            .expect("a queue");
        store
            .take_reminder("2026-04-01T00:00:00Z", place, "r1", None)
            .await
            .expect("a mark");
        assert!(
            store
                .reminders(place)
                .await
                .expect("the list")
                .iter()
                .any(|r| r.is_taken())
        );
        let waiting = store.waiting_reminders(&body).await.expect("the queue");
        assert_eq!(waiting.len(), 1, "nobody else takes it up");
        let ids = ["r1".to_owned()];
        for (before, again) in [("2026-03-31T00:00:00Z", 0), ("2026-04-01T00:30:00Z", 1)] {
            let retried = store
                .retry_reminders(&clerk(), NOW, place, &ids, before)
                .await
                .expect("a retry");
            assert_eq!(retried, again, "before {before} it may still be on its way");
        }
        store.take_reminder(NOW, place, "r2", None).await.expect("a mark");
        store.release_reminder(place, "r2").await.expect("a release");
        assert_eq!(store.waiting_reminders(&body).await.expect("the queue").len(), 2);
        for _ in 0..2 {
            let why = "メールサーバーにつながりません。";
            store
                .delay_reminders(&program(), NOW, &body, why)
                .await
                .expect("a reason");
        }
        let reasons = store.reminders(place).await.expect("the list");
        assert!(
            reasons
                .iter()
                .all(|r| r.why.as_deref() == Some("メールサーバーにつながりません。"))
        );
        assert_eq!(
            words(&store).await,
            ["reminder.delay", "reminder.retry", "reminder.queue"]
        );
    });
}

#[test]
fn a_locked_round_sends_nothing() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = at(&body);
        let round = store.round(place).await.expect("a round").expect("a round");
        let locked = gyokaku_core::round::Round {
            state: RoundState::Locked,
            reason: Some("集計中".into()),
            ..round.clone()
        };
        store
            .change_round(&clerk(), NOW, place, round.revision, &locked)
            .await
            .expect("a lock");
        let refused = store
            .queue_reminders(&clerk(), NOW, place, &[reminder("r1", "a@city.jp")])
            .await;
        assert!(matches!(refused, Err(StoreError::NotNow(NotNow::NotOpen))));
        let elsewhere = RoundAt {
            plan: "none",
            ..place
        };
        let refused = store
            .queue_reminders(&clerk(), NOW, elsewhere, &[reminder("r1", "a@city.jp")])
            .await;
        assert!(matches!(refused, Err(StoreError::NotFound { .. })));
        assert!(words(&store).await.is_empty());
    });
}

#[test]
fn what_is_taken_away_is_written_down() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let export = Export::Journal {
            format: "csv".into(),
            rows: 1,
        };
        store
            .record(&clerk(), NOW, &body, Some(KEY), export)
            .await
            .expect("an entry");
        let entries = store.journal(Some(&body), 1).await.expect("a journal");
        assert_eq!(
            (entries[0].what.as_str(), entries[0].plan.as_deref()),
            ("export", Some(KEY))
        );
        assert!(matches!(
            store.verify_journal().await.expect("the chain"),
            JournalState::Holds { .. }
        ));
    });
}

#[test]
fn notices_of_each_kind_wait_beside_each_other_and_are_bounded() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = at(&body);
        let notice = |id: &str, kind| NewReminder {
            kind,
            ..reminder(id, "a@city.jp")
        };
        let mut many: Vec<NewReminder> = (0..7)
            .map(|n| notice(&format!("c{n}"), MailKind::Comment))
            .collect();
        many.extend([
            notice("r1", MailKind::Reminder),
            notice("o1", MailKind::Opening),
            notice("o2", MailKind::Opening),
        ]);
        let queued = store
            .queue_reminders(&clerk(), NOW, place, &many)
            .await
            .expect("a queue");
        assert_eq!(queued, ["c0", "c1", "c2", "c3", "c4", "r1", "o1"]);
        let waiting = store.waiting_reminders(&body).await.expect("the queue");
        assert_eq!(waiting[0].reminder.mail.kind, MailKind::Comment);
        let told = words(&store).await;
        let notices = told.iter().filter(|word| *word == "reminder.notice").count();
        assert_eq!(notices, 2, "one entry for each kind: {told:?}");
    });
}
