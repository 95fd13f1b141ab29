//! Rounds, answers and editions: nothing typed is lost, nothing frozen changes, every write is told.

use gyokaku_core::department::Role;
use gyokaku_core::editing::{Act, Anchor};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::progress::{Evaluation, Evaluator};
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_core::round::field::Field;
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::refusal::NotNow;
use gyokaku_core::round::{Round, RoundState, day};
use time::Date;

use super::sample::fy;
use super::{NOW, clerk, on_both, opened, sendai};
use crate::database::{Engine, Value};
use crate::{
    Actor, AnswerAt, FieldChange, JournalState, NewEdition, RoundAt, Scope, Store, StoreError, ToMove,
};

pub(super) const KEY: &str = "keiei-2016";

pub(super) fn on(text: &str) -> Date {
    day(text).expect("a day")
}

fn round() -> Round {
    gyokaku_testkit::round("2019", "進捗状況調査", ["2020-05-15", "2020-05-22", "2020-05-29"])
}

fn plan() -> Plan {
    let item = |id: &str| Item {
        id: id.into(),
        title: format!("取組{id}"),
        ..Item::default()
    };
    Plan {
        title: "経営プラン".into(),
        items: vec![item("i1"), item("i2")],
        ..Plan::default()
    }
}

/// A store with an open round: two items led by d1, the first supported by d2.
pub(super) async fn begun(url: &str) -> Store {
    let store = opened(url).await;
    let body = sendai();
    store
        .put_plan(&clerk(), NOW, &body, KEY, None, &plan(), None)
        .await
        .expect("a plan");
    let mut tx = store.writing().await.expect("a transaction");
    for (n, id) in ["d1", "d2", "d3"].into_iter().enumerate() {
        let sql = "INSERT INTO department (body_code, id, ordinal, revision, name, aliases) VALUES ($1, $2, $3, 1, $4, '[]')";
        let values: Vec<Value> = vec![body.as_str().into(), id.into(), (n as i64).into(), id.into()];
        tx.run(sql, values).await.expect("a department");
    }
    tx.commit().await.expect("the departments");
    let answer = |item: &str, department: &str, role| Planned {
        item: item.into(),
        department: department.into(),
        role,
        coordinates: role == Role::Lead,
    };
    let answers = [
        answer("i1", "d1", Role::Lead),
        answer("i1", "d2", Role::Support),
        answer("i2", "d1", Role::Lead),
    ];
    store
        .open_round(&clerk(), NOW, &body, KEY, &round(), &answers)
        .await
        .expect("a round");
    store
}

pub(super) fn at(body: &gyokaku_core::body::BodyCode) -> RoundAt<'_> {
    RoundAt {
        body,
        plan: KEY,
        round: round().key,
    }
}

pub(super) fn change(field: Field, seen: Option<&str>, new: Option<&str>) -> FieldChange {
    FieldChange {
        field,
        seen: seen.map(str::to_owned),
        new: new.map(str::to_owned),
    }
}

fn other() -> Actor {
    Actor {
        name: "財政課 副担当".into(),
        role: "staff".into(),
    }
}

fn to_move(item: &str, seen: Option<i64>) -> ToMove {
    ToMove {
        item: item.into(),
        department: "d1".into(),
        seen,
    }
}

#[test]
fn rounds_are_counted_without_their_answers() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = AnswerAt {
            at: at(&body),
            item: "i1",
            department: "d1",
        };
        let change = [change(Field::Done, None, Some("統合した"))];
        store
            .save_answer(&clerk(), NOW, on("2020-05-01"), place, &change)
            .await
            .expect("a save");
        let whole = store
            .answer_counts(&body, KEY, on("2020-05-01"), None)
            .await
            .expect("counts");
        let count = whole.get(&round().key).expect("the round");
        assert_eq!((count.all, count.in_work, count.not_started), (3, 1, 2));
        let own = ["d2".to_owned()];
        let own = store
            .answer_counts(&body, KEY, on("2020-05-01"), Some(&own))
            .await
            .expect("counts");
        assert_eq!(own.get(&round().key).map(|c| c.all), Some(1));
        assert!(
            store
                .answer_counts(&body, KEY, on("2020-05-01"), Some(&[]))
                .await
                .expect("counts")
                .is_empty()
        );
    });
}

/// Ends an item, as somebody does in the register.
async fn retire(store: &Store, item: &str, day: &str) {
    let act = Act::RetireItem {
        id: item.into(),
        on: on(day),
        reason: "事業の終了".into(),
        into: Vec::new(),
    };
    let done = store.act(&clerk(), NOW, (&sendai(), KEY), &act).await;
    assert!(done.expect("the store").is_ok(), "{item}");
}

#[test]
fn what_ends_in_mid_round_leaves_it_and_can_be_wanted_all_the_same() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        retire(&store, "i1", "2020-05-10").await;
        let of_i1 = async |store: &Store| {
            let found = store.round_answers(at(&body), Scope::Item("i1")).await;
            found.expect("the store").expect("a round").answers
        };
        let today = on("2020-05-12");
        let left = of_i1(&store).await;
        assert!(left.iter().all(|answer| !answer.is_awaited(today)), "{left:?}");
        let reason = left[0].left(today).map(|retired| retired.reason.as_str());
        assert_eq!(reason, Some("事業の終了"));
        let counts = async |store: &Store, day: &str| {
            let counts = store
                .answer_counts(&body, KEY, on(day), None)
                .await
                .expect("counts");
            let count = counts.get(&round().key).copied().expect("the round");
            (count.all, count.left)
        };
        assert_eq!(counts(&store, "2020-05-12").await, (1, 2));
        assert_eq!(counts(&store, "2020-05-09").await, (3, 0), "it has not ended yet");
        let want = async |store: &Store, item: &str, wanted| {
            store.want_of_ended(&clerk(), NOW, at(&body), item, wanted).await
        };
        assert_eq!(want(&store, "i1", true).await.ok(), Some(2));
        assert_eq!(want(&store, "i1", true).await.ok(), Some(0), "once is enough");
        assert!(of_i1(&store).await.iter().all(|answer| answer.is_awaited(today)));
        assert_eq!(counts(&store, "2020-05-12").await, (3, 0));
        assert!(want(&store, "i2", true).await.is_err(), "that one has not ended");
        assert_eq!(want(&store, "i1", false).await.ok(), Some(2));
        assert_eq!(counts(&store, "2020-05-12").await, (1, 2));
        let restored = store
            .act(&clerk(), NOW, (&body, KEY), &Act::RestoreItem("i1".into()))
            .await;
        assert!(restored.expect("the store").is_ok());
        assert_eq!(
            counts(&store, "2020-05-12").await,
            (3, 0),
            "it is worked on again"
        );
        let place = AnswerAt {
            at: at(&body),
            item: "i1",
            department: "d1",
        };
        let told: Vec<String> = store
            .answer_history(place, Some(""))
            .await
            .expect("a history")
            .iter()
            .map(|(_, entry)| entry.event().word().to_owned())
            .collect();
        assert_eq!(told, ["answer.want", "answer.unwant"]);
    });
}

#[test]
fn what_had_ended_when_the_round_was_opened_was_asked_on_purpose() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        retire(&store, "i2", "2020-04-20").await;
        let next = Round {
            key: gyokaku_core::round::Key::parse("2019-h2").expect("a key"),
            ..round()
        };
        let answer = Planned {
            item: "i2".into(),
            department: "d1".into(),
            role: Role::Lead,
            coordinates: true,
        };
        store
            .open_round(&clerk(), NOW, &body, KEY, &next, &[answer])
            .await
            .expect("a round");
        let place = RoundAt {
            round: next.key,
            ..at(&body)
        };
        let found = store.round_answers(place, Scope::All).await.expect("the store");
        let answers = found.expect("a round").answers;
        assert!(answers[0].is_awaited(on("2020-05-12")));
        let old = store.round_answers(at(&body), Scope::Item("i2")).await;
        let old = old.expect("the store").expect("a round").answers;
        assert!(
            !old[0].is_awaited(on("2020-05-12")),
            "the round before did not know"
        );
    });
}

#[test]
fn what_comes_in_mid_round_is_added_once() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let since = async |store: &Store, when: &str| {
            let found = store.items_added_since(&body, KEY, when).await;
            found.expect("the store")
        };
        assert!(
            since(&store, "2020-01-01T00:00:00Z").await.is_empty(),
            "a document is no hand"
        );
        let act = Act::AddItem {
            id: "i9".into(),
            section: None,
            parent: None,
            number: "9".into(),
            title: "新しい取組".into(),
            at: Anchor::Last,
        };
        let done = store.act(&clerk(), NOW, (&body, KEY), &act).await;
        assert!(done.expect("the store").is_ok());
        assert_eq!(since(&store, NOW).await, ["i9"]);
        assert!(since(&store, "9999-01-01T00:00:00Z").await.is_empty());
        let new = ["d1", "d2"].map(|department| Planned {
            item: "i9".into(),
            department: department.into(),
            role: if department == "d1" {
                Role::Lead
            } else {
                Role::Support
            },
            coordinates: department == "d1",
        });
        let asked = store.queries();
        let added = store.extend_round(&clerk(), NOW, at(&body), &new).await;
        assert_eq!(added.ok(), Some(2));
        assert!(store.queries() - asked <= 10, "{}", store.queries() - asked);
        let again = store.extend_round(&clerk(), NOW, at(&body), &new).await;
        assert_eq!(again.ok(), Some(0), "nothing twice");
        let found = store
            .round_answers(at(&body), Scope::All)
            .await
            .expect("the store");
        let items: Vec<String> = found
            .expect("a round")
            .answers
            .into_iter()
            .map(|answer| format!("{}:{}", answer.item, answer.department))
            .collect();
        assert_eq!(items, ["i1:d1", "i1:d2", "i2:d1", "i9:d1", "i9:d2"]);
    });
}

#[test]
fn many_answers_are_moved_with_one_trail() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let late = [("i1", "d1"), ("i1", "d2"), ("i2", "d1")].map(|(i, d)| (i.to_owned(), d.to_owned()));
        let asked = store.queries();
        store
            .allow_late(&clerk(), NOW, at(&body), &late[..1], on("2020-06-01"), "災害対応")
            .await
            .expect("one");
        let one = store.queries() - asked;
        let asked = store.queries();
        store
            .allow_late(&clerk(), NOW, at(&body), &late, on("2020-06-02"), "災害対応")
            .await
            .expect("three");
        assert_eq!(store.queries() - asked, one + 2, "only the answers themselves");
    });
}

#[test]
fn two_people_at_one_answer_lose_nothing() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = AnswerAt {
            at: at(&body),
            item: "i1",
            department: "d1",
        };
        let today = on("2020-05-01");
        let first = [
            change(Field::Done, None, Some("統合した")),
            change(Field::Grade, None, Some("○")),
        ];
        let saved = store
            .save_answer(&clerk(), NOW, today, place, &first)
            .await
            .expect("a save");
        assert_eq!(
            (saved.changed.len(), saved.answer.state, saved.conflicts.len()),
            (2, State::InWork, 0)
        );
        // The second saw nothing yet: their other field is stored, the shared one comes back twice.
        let second = [
            change(Field::Done, None, Some("統合を終えた")),
            change(Field::Next, None, Some("検証する")),
        ];
        let saved = store
            .save_answer(&other(), NOW, today, place, &second)
            .await
            .expect("a save");
        assert_eq!(saved.changed, [Field::Next]);
        let conflict = &saved.conflicts[0];
        assert_eq!(conflict.mine.as_deref(), Some("統合を終えた"));
        assert_eq!(
            conflict
                .theirs
                .as_ref()
                .map(|t| (t.content.as_str(), t.changed_by.as_str())),
            Some(("統合した", clerk().name.as_str()))
        );
        // They choose theirs, having seen the other's.
        let chosen = [change(Field::Done, Some("統合した"), Some("統合を終えた"))];
        let saved = store
            .save_answer(&other(), NOW, today, place, &chosen)
            .await
            .expect("a save");
        assert_eq!(
            (saved.conflicts.len(), saved.answer.value(&Field::Done)),
            (0, Some("統合を終えた"))
        );
        // The same again writes nothing, and so does what is there already, whatever was seen.
        let before = store.journal(None, 1).await.expect("an entry")[0].sequence;
        store
            .save_answer(&other(), NOW, today, place, &chosen)
            .await
            .expect("a save");
        assert_eq!(
            store.journal(None, 1).await.expect("an entry")[0].sequence,
            before
        );
        // Clearing a field removes its value; what is loaded is what was saved.
        let cleared = [change(Field::Next, Some("検証する"), None)];
        let saved = store
            .save_answer(&other(), NOW, today, place, &cleared)
            .await
            .expect("a save");
        let found = store
            .round_answers(at(&body), Scope::One("i1", "d1"))
            .await
            .expect("answers")
            .expect("a round");
        assert_eq!(found.answers, [saved.answer]);
        assert!(!found.answers[0].values.contains_key(&Field::Next));
        // Each value leads to who changed it, from what to what.
        let trail = store.answer_history(place, Some("done")).await.expect("a trail");
        let told: Vec<&str> = trail.iter().map(|(_, entry)| entry.actor.as_str()).collect();
        assert_eq!(told, [clerk().name, other().name]);
        assert!(trail[1].1.summary.contains("統合した") && trail[1].1.summary.contains("統合を終えた"));
    });
}

#[test]
fn a_deadline_and_a_lock_hold_until_somebody_allows_it() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = AnswerAt {
            at: at(&body),
            item: "i1",
            department: "d1",
        };
        let late = on("2020-05-16");
        let write = [change(Field::Done, None, Some("遅れて記入"))];
        let refused = store
            .save_answer(&clerk(), NOW, late, place, &write)
            .await
            .expect_err("too late");
        assert!(
            matches!(&refused, StoreError::NotNow(NotNow::PastDue(_))),
            "{refused:?}"
        );
        let allowed = store
            .allow_late(
                &clerk(),
                NOW,
                at(&body),
                &[("i1".into(), "d1".into())],
                on("2020-05-20"),
                "決算の確定待ち",
            )
            .await;
        assert_eq!(allowed.expect("allowed"), 1);
        store
            .save_answer(&clerk(), NOW, late, place, &write)
            .await
            .expect("a late save");
        // The other item was not meant.
        let elsewhere = AnswerAt { item: "i2", ..place };
        assert!(
            store
                .save_answer(&clerk(), NOW, late, elsewhere, &write)
                .await
                .is_err()
        );
        let stored = store.round(at(&body)).await.expect("a round").expect("a round");
        let locked = Round {
            state: RoundState::Locked,
            reason: Some("集計中".into()),
            ..stored.clone()
        };
        store
            .change_round(&clerk(), NOW, at(&body), stored.revision, &locked)
            .await
            .expect("locked");
        let stale = store
            .change_round(&clerk(), NOW, at(&body), stored.revision, &locked)
            .await;
        assert!(matches!(stale, Err(StoreError::Conflict { .. })));
        let refused = store
            .save_answer(&clerk(), NOW, on("2020-05-01"), elsewhere, &write)
            .await;
        assert!(matches!(refused, Err(StoreError::NotNow(NotNow::Locked(Some(why)))) if why == "集計中"));
    });
}

#[test]
fn many_move_at_once_and_each_has_its_outcome() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let today = on("2020-05-01");
        let mut n = 0;
        let mut id = || {
            n += 1;
            format!("c{n}")
        };
        let place = AnswerAt {
            at: at(&body),
            item: "i1",
            department: "d1",
        };
        let saved = store
            .save_answer(
                &clerk(),
                NOW,
                today,
                place,
                &[change(Field::Grade, None, Some("○"))],
            )
            .await
            .expect("a save");
        let both = [to_move("i1", Some(saved.answer.revision)), to_move("i2", None)];
        let moved = store
            .move_answers(
                &clerk(),
                NOW,
                today,
                at(&body),
                Transition::Submit,
                &both,
                None,
                &mut id,
            )
            .await
            .expect("moved");
        assert_eq!(moved[0].outcome, Ok(State::Submitted));
        assert_eq!(moved[1].outcome, Err(NotNow::NothingWritten));
        // What changed since it was seen is not moved.
        let stale = [to_move("i1", Some(saved.answer.revision))];
        let moved = store
            .move_answers(
                &clerk(),
                NOW,
                today,
                at(&body),
                Transition::Approve,
                &stale,
                None,
                &mut id,
            )
            .await
            .expect("an outcome");
        assert_eq!(moved[0].outcome, Err(NotNow::ChangedMeanwhile));
        let seen_now = [to_move("i1", None), to_move("i2", None)];
        let moved = store
            .move_answers(
                &clerk(),
                NOW,
                today,
                at(&body),
                Transition::Return,
                &seen_now,
                Some("数字をご確認ください"),
                &mut id,
            )
            .await
            .expect("moved");
        assert_eq!(moved[0].outcome, Ok(State::Returned));
        let comments = store.comments(at(&body), None).await.expect("comments");
        assert_eq!(comments.len(), 1);
        store
            .comment(&other(), NOW, place, "own", Some(&Field::Done), "直しました")
            .await
            .expect("a comment");
        let comments = store.comments(at(&body), Some("i1")).await.expect("comments");
        assert_eq!(comments.last().and_then(|c| c.field.clone()), Some(Field::Done));
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));
    });
}

#[test]
fn grades_stand_side_by_side() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let put = async |by, seen, grade| {
            store
                .put_grade(&clerk(), NOW, at(&body), "i1", by, seen, grade)
                .await
        };
        put(Evaluator::Secretariat, None, Some(("○", "")))
            .await
            .expect("a grade");
        put(Evaluator::Council, None, Some(("△", "根拠が足りない")))
            .await
            .expect("a grade");
        assert!(matches!(
            put(Evaluator::Council, None, Some(("◎", ""))).await,
            Err(StoreError::Conflict { .. })
        ));
        put(Evaluator::Council, Some(1), Some(("○", "")))
            .await
            .expect("a change");
        put(Evaluator::Secretariat, Some(1), None)
            .await
            .expect("taken back");
        let found = store
            .round_answers(at(&body), Scope::All)
            .await
            .expect("answers")
            .expect("a round");
        let grades: Vec<(Evaluator, &str, i64)> = found
            .grades
            .iter()
            .map(|g| (g.by, g.grade.as_str(), g.revision))
            .collect();
        assert_eq!(grades, [(Evaluator::Council, "○", 2)]);
    });
}

#[test]
fn an_answer_goes_to_another_department() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = |department| AnswerAt {
            at: at(&body),
            item: "i1",
            department,
        };
        let departments = async || {
            let found = store
                .round_answers(at(&body), Scope::Item("i1"))
                .await
                .expect("answers")
                .expect("a round");
            let own = |a: &gyokaku_core::round::answer::Answer| (a.department.clone(), a.role, a.coordinates);
            found.answers.iter().map(own).collect::<Vec<_>>()
        };
        store
            .reassign(&clerk(), NOW, place("d1"), "d3", "組織改正")
            .await
            .expect("moved");
        let support = ("d2".to_owned(), Role::Support, false);
        assert_eq!(
            departments().await,
            [support.clone(), ("d3".to_owned(), Role::Lead, true)]
        );
        // What was written stays, as a contribution.
        let written = [change(Field::Done, None, Some("実施した"))];
        store
            .save_answer(&other(), NOW, on("2020-05-01"), place("d3"), &written)
            .await
            .expect("a save");
        store
            .reassign(&clerk(), NOW, place("d3"), "d2", "所管換え")
            .await
            .expect("moved");
        assert_eq!(
            departments().await,
            [
                ("d2".to_owned(), Role::Lead, true),
                ("d3".to_owned(), Role::Support, false)
            ]
        );
    });
}

#[test]
fn what_is_frozen_stays() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let stored = store.plan(&body, KEY).await.expect("a plan").expect("a plan");
        let with = |grade: &str| Plan {
            evaluations: vec![Evaluation {
                item: "i1".into(),
                fiscal_year: Some(fy(2019)),
                by: Evaluator::Department,
                grade: grade.into(),
                reason: None,
                done: None,
                at: gyokaku_core::document::Place::element("i1"),
            }],
            ..stored.plan.clone()
        };
        let entries = [("i1".to_owned(), "{\"grade\":\"○\"}".to_owned())];
        let found = store.round_answers(at(&body), Scope::All).await.expect("a round");
        let made_of: Vec<(String, String, i64)> = found
            .expect("a round")
            .answers
            .into_iter()
            .map(|a| (a.item, a.department, a.revision))
            .collect();
        let tables = [("progress".to_owned(), "{}".to_owned())];
        let edition = |plan, revision, reason| NewEdition {
            title: "令和元年度",
            reason,
            changes: "[]",
            scale: "{}",
            entries: &entries,
            tables: &tables,
            plan: (plan, revision),
            answers: &made_of,
            grades: &[],
            left_out: (&[], ""),
        };
        let (first, second) = (with("○"), with("△"));
        let seen = 1;
        // An answer that changed while the office looked at it, or a grade given meanwhile.
        let mut stale = made_of.clone();
        stale[0].2 += 1;
        let grades = [("i1".to_owned(), Evaluator::Council, 1)];
        for other in [
            NewEdition {
                answers: &stale,
                ..edition(&first, 1, None)
            },
            NewEdition {
                grades: &grades,
                ..edition(&first, 1, None)
            },
        ] {
            let refused = store.freeze(&clerk(), NOW, at(&body), seen, &other).await;
            assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        }
        let number = store
            .freeze(&clerk(), NOW, at(&body), seen, &edition(&first, 1, None))
            .await
            .expect("frozen");
        assert_eq!(number, 1);
        let again = edition(&first, 2, Some("訂正"));
        let refused = store.freeze(&clerk(), NOW, at(&body), seen + 1, &again).await;
        assert!(
            matches!(refused, Err(StoreError::NotNow(NotNow::AlreadyClosed))),
            "{refused:?}"
        );
        let place = AnswerAt {
            at: at(&body),
            item: "i1",
            department: "d1",
        };
        let write = [change(Field::Done, None, Some("後から"))];
        let refused = store
            .save_answer(&clerk(), NOW, on("2020-05-01"), place, &write)
            .await;
        assert!(matches!(refused, Err(StoreError::NotNow(NotNow::Closed(_)))));
        // Neither the same round twice, nor out of a plan that changed meanwhile.
        assert!(
            store
                .freeze(&clerk(), NOW, at(&body), seen, &edition(&first, 2, None))
                .await
                .is_err()
        );
        assert!(
            store
                .freeze(
                    &clerk(),
                    NOW,
                    at(&body),
                    seen + 1,
                    &edition(&first, 1, Some("訂正"))
                )
                .await
                .is_err()
        );
        store
            .reopen_round(&clerk(), NOW, at(&body), seen + 1, "集計の誤り")
            .await
            .expect("reopened");
        let number = store
            .freeze(
                &clerk(),
                NOW,
                at(&body),
                seen + 2,
                &edition(&second, 2, Some("集計の誤り")),
            )
            .await
            .expect("corrected");
        assert_eq!(number, 2);
        let head = store.body(&body).await.expect("a body").expect("a body").plans[0].clone();
        assert_eq!(head.editions, 2);
        let whole = store
            .whole(&body, KEY, "rules")
            .await
            .expect("a plan")
            .expect("a plan");
        assert_eq!(whole.stored.head, head);
        let both = store
            .entries_of_editions(&body, KEY, &[1, 2, 9])
            .await
            .expect("entries");
        assert_eq!(both.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(store.verify(&[]).await.expect("verified").faults, [""; 0]);
        let editions = store.editions(&body, KEY).await.expect("editions");
        assert_eq!(
            editions.iter().map(|e| e.corrects).collect::<Vec<_>>(),
            [None, Some(1)]
        );
        assert_eq!(
            store.edition_entries(&body, KEY, 1).await.expect("entries"),
            entries
        );
        assert_eq!(store.edition_tables(&body, KEY, 1).await.expect("tables"), tables);
        assert_eq!(
            store
                .item_over_editions(&body, KEY, "i1")
                .await
                .expect("entries")
                .len(),
            2
        );
        let now = store
            .plan(&body, KEY)
            .await
            .expect("a plan")
            .expect("a plan")
            .plan;
        assert_eq!(now.evaluations[0].grade, "△");
        for sql in [
            "UPDATE edition_table SET content = 'x' WHERE body_code = $1",
            "DELETE FROM edition_entry WHERE body_code = $1",
            "UPDATE year_edition SET reason = 'x' WHERE body_code = $1",
        ] {
            let mut tx = store.writing().await.expect("a transaction");
            assert!(tx.run(sql, vec![body.as_str().into()]).await.is_err(), "{sql}");
        }
        // Whoever owns the database changes one figure of the first edition, and takes the second away.
        let mut tx = store.writing().await.expect("a transaction");
        let off = match tx.engine() {
            Engine::Lite => {
                "DROP TRIGGER edition_entry_no_update; DROP TRIGGER edition_table_no_delete; \
                 UPDATE edition_entry SET content = '{\"grade\":\"◎\"}' WHERE number = 1; \
                 DELETE FROM edition_table WHERE number = 2"
            }
            Engine::Pg => {
                "ALTER TABLE edition_entry DISABLE TRIGGER ALL; ALTER TABLE edition_table DISABLE TRIGGER ALL; \
                 UPDATE edition_entry SET content = '{\"grade\":\"◎\"}' WHERE number = 1; \
                 DELETE FROM edition_table WHERE number = 2"
            }
        };
        tx.script(off).await.expect("the power of an administrator");
        tx.commit().await.expect("a change");
        let faults = store.verify(&[]).await.expect("verified").faults;
        for words in ["第1版", "第2版"] {
            let found = faults
                .iter()
                .find(|fault| fault.contains(words) && fault.contains("確定した内容が"));
            assert!(found.is_some(), "{words}: {faults:?}");
        }
        assert!(matches!(
            store.verify_journal().await,
            Ok(JournalState::Holds { .. })
        ));
    });
}

#[test]
fn comments_are_settled_and_opened_again_with_their_history() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = AnswerAt {
            at: at(&body),
            item: "i1",
            department: "d1",
        };
        for (id, field) in [("c1", Some(Field::Done)), ("c2", None)] {
            store
                .comment(&other(), NOW, place, id, field.as_ref(), "根拠は")
                .await
                .expect("a comment");
        }
        let open = async |store: &Store| store.open_comments(at(&body)).await.expect("comments");
        assert_eq!(open(&store).await, [("i1".to_owned(), 2)]);
        let settle = async |store: &Store, ids: &[&str], is_settled| {
            store
                .settle_comments(&clerk(), NOW, place, ids, is_settled)
                .await
                .expect("settled")
        };
        assert_eq!(settle(&store, &["c1", "c2", "of another answer"], true).await, 2);
        assert_eq!(settle(&store, &["c1", "c2"], true).await, 0, "once is enough");
        assert!(open(&store).await.is_empty());
        let all = store.comments(at(&body), Some("i1")).await.expect("comments");
        let by: Vec<Option<&str>> = all.iter().map(|c| c.settled_by.as_deref()).collect();
        assert_eq!(by, [Some(clerk().name.as_str()); 2]);
        assert_eq!(settle(&store, &["c2"], false).await, 1);
        assert_eq!(open(&store).await, [("i1".to_owned(), 1)]);
        let told = async |field: &str| -> Vec<String> {
            let found = store.answer_history(place, Some(field)).await.expect("a history");
            found
                .iter()
                .map(|(_, entry)| entry.event().word().to_owned())
                .collect()
        };
        assert_eq!(told("done").await, ["answer.comment", "answer.settle"]);
        assert_eq!(
            told("").await,
            ["answer.comment", "answer.settle", "answer.unsettle"]
        );
    });
}

#[test]
fn mended_wording_keeps_what_the_department_wrote() {
    on_both(async |url| {
        let store = begun(url).await;
        let body = sendai();
        let place = AnswerAt {
            at: at(&body),
            item: "i1",
            department: "d1",
        };
        let today = on("2020-05-01");
        let first = [change(Field::Done, None, Some("実施した"))];
        store
            .save_answer(&other(), NOW, today, place, &first)
            .await
            .expect("a save");
        let mend = async |store: &Store, seen: Option<&str>, new: &str| {
            let changes = [change(Field::Done, seen, Some(new))];
            store.mend_answer(&clerk(), NOW, place, &changes).await
        };
        let early = mend(&store, Some("実施した"), "実施しました").await;
        assert!(
            matches!(early, Err(StoreError::NotNow(NotNow::NotWithOffice))),
            "it is with the department: {early:?}"
        );
        let submit = async |store: &Store, transition| {
            let mut id = || "c".to_owned();
            let which = [to_move("i1", None)];
            let comment = (transition == Transition::Return).then_some("直してください");
            store
                .move_answers(
                    &other(),
                    NOW,
                    today,
                    at(&body),
                    transition,
                    &which,
                    comment,
                    &mut id,
                )
                .await
                .expect("moved");
        };
        submit(&store, Transition::Submit).await;
        let saved = mend(&store, Some("実施した"), "実施しました")
            .await
            .expect("mended");
        let held = saved.answer.values.get(&Field::Done).expect("a value");
        assert_eq!(
            (held.content.as_str(), held.own.as_deref()),
            ("実施しました", Some("実施した"))
        );
        assert_eq!(saved.answer.state, State::Submitted, "it stays where it is");
        let clash = mend(&store, Some("実施した"), "実施済み").await.expect("told");
        assert_eq!(clash.conflicts.len(), 1, "somebody else was quicker");
        mend(&store, Some("実施しました"), "実施済み")
            .await
            .expect("mended");
        let stored = async |store: &Store| {
            let found = store.round_answers(at(&body), Scope::One("i1", "d1")).await;
            let answer = found.expect("the store").expect("a round").answers.remove(0);
            let held = answer.values.get(&Field::Done).cloned().expect("a value");
            (held.content, held.own)
        };
        assert_eq!(
            stored(&store).await,
            ("実施済み".to_owned(), Some("実施した".to_owned())),
            "the department's own words stay through a second mending"
        );
        mend(&store, Some("実施済み"), "実施した")
            .await
            .expect("given back");
        assert_eq!(stored(&store).await, ("実施した".to_owned(), None));
        mend(&store, Some("実施した"), "実施しました")
            .await
            .expect("mended");
        submit(&store, Transition::Return).await;
        let again = [change(Field::Done, Some("実施しました"), Some("全課で実施した"))];
        store
            .save_answer(&other(), NOW, today, place, &again)
            .await
            .expect("a save");
        assert_eq!(stored(&store).await, ("全課で実施した".to_owned(), None));
        let told: Vec<String> = store
            .answer_history(place, Some("done"))
            .await
            .expect("a history")
            .iter()
            .map(|(_, entry)| entry.event().word().to_owned())
            .collect();
        assert_eq!(told.iter().filter(|word| *word == "answer.mend").count(), 4);
        assert_eq!(told.first().map(String::as_str), Some("answer.save"));
    });
}
