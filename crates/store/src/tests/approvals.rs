//! Approvals in levels, and deputies who stand in for heads, on both engines.

use gyokaku_core::account::deputation::{Deputation, Headship, Wrong, approving};
use gyokaku_core::account::{Account, Role};
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_core::round::approval::{Approval, Rank};
use gyokaku_core::round::field::Field;
use gyokaku_core::round::refusal::NotNow;
use gyokaku_core::round::{Level, Round};

use super::accounts::{account, deeds, directory, grant, make};
use super::rounds::{at, begun, change, on};
use super::{NOW, clerk, on_both, opened, sendai};
use crate::{Actor, AnswerAt, JournalState, Store, ToMove};

const LATER: &str = "2027-01-01T00:00:00Z";

fn head() -> Actor {
    Actor {
        name: "財政課長（zaisei）".into(),
        role: "head".into(),
    }
}

/// Lets a round be approved by so many, and gives the answer of the first item to it.
async fn handed_in(store: &Store, names: &[&str]) -> Round {
    let body = sendai();
    let stored = store.round(at(&body)).await.expect("asked").expect("a round");
    let approval = |name: &&str| Approval {
        name: (*name).into(),
        due: stored.due.office,
    };
    let with = Round {
        approvals: names.iter().map(approval).collect(),
        ..stored.clone()
    };
    let changed = store
        .change_round(&clerk(), NOW, at(&body), stored.revision, &with)
        .await
        .expect("changed");
    let place = AnswerAt {
        at: at(&body),
        item: "i1",
        department: "d1",
    };
    store
        .save_answer(
            &clerk(),
            NOW,
            on("2020-05-01"),
            place,
            &[change(Field::Grade, None, Some("○"))],
        )
        .await
        .expect("a save");
    changed
}

async fn carried(store: &Store, deed: Transition) -> Result<State, NotNow> {
    let which = [ToMove {
        item: "i1".into(),
        department: "d1".into(),
        seen: None,
    }];
    let (body, today) = (sendai(), on("2020-05-01"));
    let mut id = || "c".into();
    let moved = store
        .move_answers(&head(), NOW, today, at(&body), deed, &which, None, &mut id)
        .await
        .expect("an outcome");
    moved[0].outcome.clone()
}

#[test]
fn an_answer_goes_through_every_level_and_back_to_its_department() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let round = handed_in(&store, &["課長", "部長", "副市長"]).await;
        let stored = store.round(at(&body)).await.expect("asked").expect("a round");
        assert_eq!(stored, round, "names and days are kept");
        assert_eq!(stored.approvals[1].name, "部長");
        assert_eq!(carried(&store, Transition::Submit).await, Ok(State::Submitted));
        assert_eq!(
            carried(&store, Transition::Accept).await,
            Err(NotNow::NotApproved("課長".into()))
        );
        assert_eq!(
            carried(&store, Transition::Approve).await,
            Ok(State::ApprovedOnce)
        );
        let which = [ToMove {
            item: "i1".into(),
            department: "d1".into(),
            seen: None,
        }];
        let moved = store
            .approve_answers(
                &clerk(),
                NOW,
                on("2020-05-01"),
                at(&body),
                &which,
                Some("総務部長（somu）"),
            )
            .await
            .expect("an outcome");
        assert_eq!(moved[0].outcome, Ok(State::ApprovedTwice));
        let found = store
            .approvals(at(&body), None, Some("d1"))
            .await
            .expect("approvals");
        let told: Vec<_> = found
            .iter()
            .map(|a| (a.rank, a.approved_by.as_str(), a.stands_for.as_deref()))
            .collect();
        let by = [
            (Rank::First, "財政課長（zaisei）", None),
            (Rank::Second, "仙台 太郎", Some("総務部長（somu）")),
        ];
        assert_eq!(told, by);
        assert_eq!(
            carried(&store, Transition::Withdraw).await,
            Err(NotNow::ActedUpon)
        );
        assert_eq!(carried(&store, Transition::Approve).await, Ok(State::Approved));
        let waiting = State::Approved.waits_for(&stored);
        assert_eq!(waiting, Some(Level::Office));
        assert_eq!(carried(&store, Transition::Return).await, Ok(State::Returned));
        let found = store
            .approvals(at(&body), Some("i1"), None)
            .await
            .expect("approvals");
        assert!(found.is_empty(), "what goes back has to be approved anew");
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));
    });
}

fn away(id: &str, from: &str, until: &str) -> Deputation {
    Deputation {
        id: id.into(),
        head: "h".into(),
        deputy: "a".into(),
        from: on(from),
        until: on(until),
        named_by: String::new(),
    }
}

#[test]
fn a_deputy_holds_what_the_head_holds_on_the_days_and_not_before_or_after() {
    on_both(async |url| {
        let store = opened(url).await;
        directory(&store).await;
        let body = sendai();
        let named = |id: &str, role, department| -> Account { account(id, id, &[grant(role, department)]) };
        make(&store, &named("h", Role::Head, Some("d1"))).await;
        make(&store, &named("a", Role::Staff, Some("d3"))).await;
        let today = on("2026-04-02");
        let wrong = store
            .name_deputy(
                &clerk(),
                NOW,
                today,
                &body,
                &away("1", "2026-04-10", "2026-04-12"),
            )
            .await
            .expect("named");
        assert_eq!(wrong, None);
        let twice = away("2", "2026-04-12", "2026-04-13");
        let wrong = store.name_deputy(&clerk(), NOW, today, &body, &twice).await;
        assert_eq!(wrong.expect("asked"), Some(Wrong::Taken));
        let found = store.deputations(&body, today).await.expect("deputies");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].named_by, "仙台 太郎");
        store
            .open_session(&clerk(), NOW, &body, "a", "h1", LATER)
            .await
            .expect("a session");
        let held = async |day: &str| -> Vec<Headship> {
            let before = store.queries();
            let open = store.find_session(&body, "h1", on(day)).await.expect("asked");
            assert_eq!(store.queries() - before, 1, "in the one statement");
            open.expect("open").heads
        };
        assert!(held("2026-04-09").await.is_empty());
        assert!(held("2026-04-13").await.is_empty());
        let heads = held("2026-04-12").await;
        let by = approving(&heads, "d1", Rank::First).expect("may");
        assert!(
            by.stands_for
                .as_deref()
                .is_some_and(|name| name.ends_with("（h）"))
        );
        assert!(approving(&heads, "d3", Rank::First).is_none());
        assert!(
            !store
                .end_deputy(&clerk(), NOW, &body, "1", Some("a"))
                .await
                .expect("asked")
        );
        assert!(
            store
                .end_deputy(&clerk(), NOW, &body, "1", None)
                .await
                .expect("ended")
        );
        assert!(held("2026-04-12").await.is_empty(), "it holds at once");
        let told = deeds(&store).await;
        assert!(told.iter().any(|word| word == "grant.deputy_end"), "{told:?}");
    });
}

#[test]
fn who_does_without_notices_is_known_and_told_once() {
    on_both(async |url| {
        let store = opened(url).await;
        directory(&store).await;
        let body = sendai();
        make(&store, &account("a", "a", &[grant(Role::Staff, Some("d1"))])).await;
        for are_wanted in [false, false] {
            store
                .switch_notices(&clerk(), NOW, &body, "a", are_wanted)
                .await
                .expect("switched");
        }
        let refused = store.notices_refused(&body).await.expect("asked");
        assert!(refused.contains("a"));
        let told = deeds(&store).await;
        let many = told.iter().filter(|word| *word == "account.notices").count();
        assert_eq!(many, 1, "the same again writes nothing");
        store
            .switch_notices(&clerk(), NOW, &body, "a", true)
            .await
            .expect("switched");
        assert!(store.notices_refused(&body).await.expect("asked").is_empty());
    });
}
