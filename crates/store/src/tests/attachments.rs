//! Attachments on both engines: limits, removal, retention, backup. Not here: what a file is (`gyokaku_core::attachment`).

use gyokaku_core::attachment::{Attached, FileKind, MOST_OF_BODY, MOST_OF_OWNER, Owner, Refusal};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::journal::{AttachmentDeed, Event};
use gyokaku_core::round::{Key, RoundState};

use super::sample::full;
use super::{NOW, clerk, on_both, on_pairs, opened, rounds, sendai};
use crate::{AnswerAt, AttachedBy, Existing, Holding, NewAttachment, PageOf, Store, StoreError};

const KEY: &str = "keiei-2016";
const LATER: &str = "2026-04-02T09:00:00+09:00";

async fn filled(url: &str) -> Store {
    let store = opened(url).await;
    store
        .put_plan(&clerk(), NOW, &sendai(), KEY, None, &full(), None)
        .await
        .expect("a plan");
    store
}

async fn attach(store: &Store, owner: Owner, holding: Holding<'_>) -> Result<String, Refusal> {
    let new = NewAttachment {
        owner,
        title: "資料",
        holding,
        is_public: true,
    };
    store
        .attach(&clerk(), NOW, (&sendai(), KEY), &new, AttachedBy::Office)
        .await
        .expect("a write")
}

fn meeting() -> Owner {
    Owner::Meeting("m1".into())
}

const FILE: Holding<'static> = Holding::File("資料.pdf", FileKind::Pdf, b"%PDF-1.7 \0\xff");

#[test]
fn a_file_and_a_link_are_kept_and_a_removed_one_leaves_its_record() {
    on_both(async |url| {
        let store = filled(url).await;
        let body = sendai();
        let at = (&body, KEY);
        let id = attach(&store, meeting(), FILE).await.expect("room");
        let link = Holding::Link("https://example.jp/");
        attach(&store, meeting(), link).await.expect("room");
        attach(&store, Owner::Item("m1".into()), link)
            .await
            .expect("room");

        let found = store
            .attachments(at, PageOf::Meeting("m1"))
            .await
            .expect("a list");
        let [file, link] = found.as_slice() else {
            panic!("two of the meeting: {found:?}");
        };
        assert_eq!(
            (file.id.as_str(), file.is_public, file.attached.size()),
            (id.as_str(), true, 11)
        );
        assert!(matches!(&link.attached, Attached::Link { address } if address == "https://example.jp/"));
        let content = store.attachment_content(at, &id).await.expect("a read");
        assert_eq!(content.as_deref(), Some(&b"%PDF-1.7 \0\xff"[..]));
        assert_eq!(
            store.attachment_content(at, &link.id).await.expect("a read"),
            None
        );

        let office = AttachedBy::Office;
        store
            .detach(&clerk(), LATER, at, file, office)
            .await
            .expect("a removal");
        store
            .detach(&clerk(), LATER, at, file, office)
            .await
            .expect("nothing more");
        assert_eq!(store.attachment_content(at, &id).await.expect("a read"), None);
        let gone = store
            .attachment(at, &id)
            .await
            .expect("a read")
            .expect("its record");
        assert_eq!(gone.removed, Some((LATER.to_owned(), clerk().name)));
        assert_eq!(gone.attached, file.attached, "name and digest stay");
        let of_plan = store.plan_attachments(at).await.expect("a list");
        assert_eq!((of_plan.count, of_plan.size, of_plan.of_body), (2, 0, 0));
        assert_eq!(of_plan.removed, [gone]);

        let entries = store.journal(Some(&body), 10).await.expect("a journal");
        let deeds = entries.iter().filter_map(|entry| match entry.event() {
            Event::AttachmentHandled { deed, .. } => Some(deed),
            _ => None,
        });
        let added = AttachmentDeed::Added;
        assert!(
            deeds.eq([AttachmentDeed::Removed, added, added, added]),
            "each once"
        );
        assert!(entries.iter().all(|entry| !entry.summary.contains("%PDF")));
    });
}

#[test]
fn the_limits_of_an_owner_and_of_a_body_hold() {
    on_both(async |url| {
        let store = filled(url).await;
        let body = sendai();
        for _ in 0..MOST_OF_OWNER {
            attach(&store, meeting(), FILE).await.expect("room");
        }
        assert_eq!(attach(&store, meeting(), FILE).await, Err(Refusal::OwnerFull));
        let found = store
            .attachments((&body, KEY), PageOf::Meeting("m1"))
            .await
            .expect("a list");
        let first = found.first().expect("an attachment");
        store
            .detach(&clerk(), LATER, (&body, KEY), first, AttachedBy::Office)
            .await
            .expect("a removal");
        attach(&store, meeting(), FILE).await.expect("room again");
        // As if the rest of the body's room were used.
        let size = MOST_OF_BODY - 20 * 11;
        let sql = "UPDATE attachment SET size = $1 WHERE id = $2";
        let last = store
            .attachments((&body, KEY), PageOf::Meeting("m1"))
            .await
            .expect("a list");
        let last = last.last().expect("an attachment").id.clone();
        let mut tx = store.writing().await.expect("a transaction");
        tx.run(sql, vec![size.into(), last.as_str().into()])
            .await
            .expect("a write");
        tx.commit().await.expect("an end");
        let other = Owner::Item("i1".into());
        let used = size + 19 * 11;
        assert_eq!(
            attach(&store, other.clone(), FILE).await.map(drop),
            Ok(()),
            "to the last byte"
        );
        let full = Err(Refusal::BodyFull { used: used + 11 });
        assert_eq!(attach(&store, other.clone(), FILE).await, full);
        let link = Holding::Link("https://example.jp/");
        assert!(attach(&store, other, link).await.is_ok(), "a link takes no room");
    });
}

#[test]
fn a_backup_carries_attachments_with_their_contents() {
    on_pairs(async |from, into| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.db");
        let store = filled(from).await;
        let body = sendai();
        let id = attach(&store, meeting(), FILE).await.expect("room");
        let before = store.plan_attachments((&body, KEY)).await.expect("a list");
        store
            .backup(&file, Existing::Refuse, NOW, &mut |_| {})
            .await
            .expect("a backup");
        Store::restore(into, &file, &clerk(), NOW, &mut |_| {})
            .await
            .expect("a restore");
        let restored = Store::open(into).await.expect("a store");
        assert_eq!(
            restored.plan_attachments((&body, KEY)).await.expect("a list"),
            before
        );
        let content = restored
            .attachment_content((&body, KEY), &id)
            .await
            .expect("a read");
        assert_eq!(content.as_deref(), Some(&b"%PDF-1.7 \0\xff"[..]));
    });
}

#[test]
fn retention_removes_nothing_where_nothing_is_over() {
    on_both(async |url| {
        let store = filled(url).await;
        let body = sendai();
        attach(&store, meeting(), FILE).await.expect("room");
        let year = FiscalYear::new(2030).expect("a year");
        let at = (&body, KEY);
        assert_eq!(store.expiring_attachments(at, year).await.expect("a list"), []);
        let none = store.expire_attachments(&clerk(), LATER, at, year, 0).await;
        assert_eq!(none.expect("an answer"), None);
        assert_eq!(store.plan_attachments(at).await.expect("a list").count, 1);
    });
}

fn evidence(department: &str) -> Owner {
    Owner::Answer {
        round: Key::parse("2019").expect("a round"),
        item: "i1".into(),
        department: department.into(),
    }
}

async fn evidence_by(store: &Store, by: AttachedBy) -> Result<Result<String, Refusal>, StoreError> {
    let new = NewAttachment {
        owner: evidence("d1"),
        title: "根拠",
        holding: FILE,
        is_public: true,
    };
    store.attach(&clerk(), NOW, (&sendai(), KEY), &new, by).await
}

#[test]
fn evidence_keeps_to_the_rule_of_its_answer_and_follows_it() {
    on_both(async |url| {
        let store = rounds::begun(url).await;
        let body = sendai();
        let (today, late) = (rounds::on("2020-05-01"), rounds::on("2020-05-16"));
        let refused = |outcome| matches!(outcome, Err(StoreError::NotNow(_)));
        assert!(
            refused(evidence_by(&store, AttachedBy::Office).await),
            "it is not theirs to mend"
        );
        assert!(
            refused(evidence_by(&store, AttachedBy::Department(late)).await),
            "too late"
        );
        let kept = evidence_by(&store, AttachedBy::Department(today))
            .await
            .expect("in time");
        let id = kept.expect("room");
        let found = store
            .attachment((&body, KEY), &id)
            .await
            .expect("a read")
            .expect("it");
        assert!(!found.is_public, "evidence is never public");
        // An answer that nobody has begun goes to another department with what hangs on it.
        let place = AnswerAt {
            at: rounds::at(&body),
            item: "i1",
            department: "d1",
        };
        store
            .reassign(&clerk(), NOW, place, "d3", "組織改正")
            .await
            .expect("a change");
        let page = PageOf::Answers(rounds::at(&body).round, "i1");
        let list = store.attachments((&body, KEY), page).await.expect("a list");
        assert_eq!(list.first().map(|one| one.owner.clone()), Some(evidence("d3")));
    });
}

#[test]
fn the_evidence_of_a_closed_year_goes_in_one_act() {
    on_both(async |url| {
        let store = rounds::begun(url).await;
        let (body, year) = (sendai(), |western| FiscalYear::new(western).expect("a year"));
        let at = (&body, KEY);
        let today = AttachedBy::Department(rounds::on("2020-05-01"));
        let first = evidence_by(&store, today).await.expect("in time").expect("room");
        evidence_by(&store, today).await.expect("in time").expect("room");
        attach(&store, meeting(), FILE).await.expect("room");
        let mut round = store
            .round(rounds::at(&body))
            .await
            .expect("a read")
            .expect("a round");
        assert_eq!(
            store
                .expiring_attachments(at, year(2030))
                .await
                .expect("a list")
                .len(),
            0,
            "open"
        );
        round.state = RoundState::Closed;
        store
            .change_round(&clerk(), NOW, rounds::at(&body), round.revision, &round)
            .await
            .expect("closed");
        assert_eq!(
            store
                .expiring_attachments(at, year(2019))
                .await
                .expect("a list")
                .len(),
            0
        );
        let expire = async |seen| {
            store
                .expire_attachments(&clerk(), LATER, at, year(2020), seen)
                .await
        };
        assert_eq!(
            expire(1).await.expect("an answer"),
            None,
            "another number was seen"
        );
        assert_eq!(expire(2).await.expect("an answer"), Some(2));
        assert_eq!(store.attachment_content(at, &first).await.expect("a read"), None);
        let left = store.plan_attachments(at).await.expect("a list");
        assert_eq!(
            (left.count, left.removed.len()),
            (1, 2),
            "the paper of the meeting stays"
        );
        let holds = store.verify_journal().await.expect("a chain");
        assert!(matches!(holds, crate::JournalState::Holds { .. }));
    });
}
