//! The drill of the busiest day: a backup while departments save, restored elsewhere on either engine.
//!
//! Not here: files that are not whole, full disks, newer versions (`backup`, and the command line's tests).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use gyokaku_core::round::field::Field;

use super::rounds::{at, begun, change, on};
use super::{NOW, clerk, on_pairs, sendai};
use crate::{AnswerAt, Existing, JournalState, Scope, Store};

const WRITERS: [(&str, &str); 3] = [("i1", "d1"), ("i1", "d2"), ("i2", "d1")];

/// Saves one number after the other into an answer until it is told to stop; notes each that was
/// acknowledged.
async fn save(store: Store, place: (&str, &str), acknowledged: Arc<AtomicU64>, stop: Arc<AtomicBool>) {
    let body = sendai();
    let place = AnswerAt {
        at: at(&body),
        item: place.0,
        department: place.1,
    };
    let (mut seen, mut n) = (None, 0u64);
    while !stop.load(Ordering::SeqCst) {
        n += 1;
        let new = n.to_string();
        let write = [change(Field::Done, seen.as_deref(), Some(&new))];
        let saved = store
            .save_answer(&clerk(), NOW, on("2020-05-01"), place, &write)
            .await
            .expect("a save");
        assert!(saved.conflicts.is_empty());
        acknowledged.store(n, Ordering::SeqCst);
        seen = Some(new);
        tokio::task::yield_now().await;
    }
}

#[test]
fn a_backup_on_the_busiest_day_holds_every_acknowledged_save() {
    on_pairs(async |from, to| {
        let store = begun(from).await;
        let stop = Arc::new(AtomicBool::new(false));
        let counts: Vec<Arc<AtomicU64>> = WRITERS.iter().map(|_| Arc::default()).collect();
        let writers: Vec<_> = WRITERS
            .iter()
            .zip(&counts)
            .map(|(place, count)| tokio::spawn(save(store.clone(), *place, count.clone(), stop.clone())))
            .collect();
        let read = || -> Vec<u64> { counts.iter().map(|n| n.load(Ordering::SeqCst)).collect() };
        // Everybody is in the middle of their work.
        while read().iter().any(|n| *n < 5) {
            tokio::task::yield_now().await;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.db");
        let before = read();
        let made = store
            .backup(&file, Existing::Refuse, NOW, &mut |_| {})
            .await
            .expect("a backup");
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.expect("a writer");
        }
        let JournalState::Holds { entries, last } = made.journal else {
            panic!("the chain of the backup breaks: {:?}", made.journal);
        };

        let restored = Store::restore(to, &file, &clerk(), NOW, &mut |_| {})
            .await
            .expect("restored");
        assert_eq!((restored.entries, restored.last), (entries, last));
        let there = Store::open_existing(to).await.expect("the new place");
        assert!(
            matches!(there.verify_journal().await, Ok(JournalState::Holds { entries: n, .. }) if n == entries + 1)
        );
        let body = sendai();
        let found = there
            .round_answers(at(&body), Scope::All)
            .await
            .expect("a round")
            .expect("a round");
        for ((item, department), (acknowledged, ended)) in WRITERS.iter().zip(before.iter().zip(read())) {
            let answer = found
                .answers
                .iter()
                .find(|a| (a.item.as_str(), a.department.as_str()) == (*item, *department))
                .expect("an answer");
            let value: u64 = answer
                .value(&Field::Done)
                .expect("a value")
                .parse()
                .expect("a number");
            assert!(
                (*acknowledged..=ended).contains(&value),
                "{item} {department}: {value} of {acknowledged} to {ended}"
            );
            // The value, its revision and the journal are of one moment.
            assert_eq!(answer.revision, value as i64 + 1);
            let place = AnswerAt {
                at: at(&body),
                item,
                department,
            };
            let history = there
                .answer_history(place, Some("done"))
                .await
                .expect("a history");
            assert_eq!(history.len() as u64, value);
            let newest = &history.last().expect("an entry").1.summary;
            assert!(newest.contains(&format!("\"new\":\"{value}\"")), "{newest}");
        }
        // Work goes on where it was restored.
        let place = AnswerAt {
            at: at(&body),
            item: "i2",
            department: "d1",
        };
        let write = [change(Field::Next, None, Some("続ける"))];
        there
            .save_answer(&clerk(), NOW, on("2020-05-01"), place, &write)
            .await
            .expect("a save");
        there.close().await;
        store.close().await;
    });
}
