//! Answers from hand to hand: submit, withdraw, approve, accept, return, and permissions to be late.
//!
//! Many at once in one transaction with one journal entry; each answer has an outcome of its own, so
//! that one that cannot be moved keeps none of the others back. Not here: who may do it.

use gyokaku_core::journal::{Change, Event};
use gyokaku_core::round::answer::{Answer, State, Transition, next};
use gyokaku_core::round::refusal::{Frozen, NotNow};
use gyokaku_core::round::{RoundState, day_key};
use time::Date;

use super::history::put_comment;
use super::{AnswerAt, RoundAt, answers, approved, hold_round, save};
use crate::error::StoreError;
use crate::journal;
use crate::trail::ANSWERS;
use crate::{Actor, Store};

/// An answer to be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToMove {
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// The revision that the person saw; another one now is a conflict of this answer.
    pub seen: Option<i64>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// The state now, or why it was not moved.
    pub outcome: Result<State, NotNow>,
}

impl Store {
    /// Moves answers. `comment` is written at each that was moved, under an identity of `id`.
    #[allow(clippy::too_many_arguments)]
    pub async fn move_answers(
        &self,
        actor: &Actor,
        now: &str,
        today: Date,
        at: RoundAt<'_>,
        transition: Transition,
        which: &[ToMove],
        comment: Option<&str>,
        id: &mut (dyn FnMut() -> String + Send),
    ) -> Result<Vec<Moved>, StoreError> {
        self.carry((actor, now, None), today, at, transition, which, comment, id)
            .await
    }

    /// Approves answers, each at the level that it waits for; `stands_for` says in whose place (代決).
    pub async fn approve_answers(
        &self,
        actor: &Actor,
        now: &str,
        today: Date,
        at: RoundAt<'_>,
        which: &[ToMove],
        stands_for: Option<&str>,
    ) -> Result<Vec<Moved>, StoreError> {
        let (by, deed) = ((actor, now, stands_for), Transition::Approve);
        self.carry(by, today, at, deed, which, None, &mut String::new)
            .await
    }

    #[allow(clippy::too_many_arguments)]
    async fn carry(
        &self,
        (actor, now, stands_for): (&Actor, &str, Option<&str>),
        today: Date,
        at: RoundAt<'_>,
        transition: Transition,
        which: &[ToMove],
        comment: Option<&str>,
        id: &mut (dyn FnMut() -> String + Send),
    ) -> Result<Vec<Moved>, StoreError> {
        let mut tx = self.writing().await?;
        let round = hold_round(&mut tx, at).await?;
        let mut moved = Vec::new();
        let mut done: Vec<(AnswerAt<'_>, State, State)> = Vec::new();
        for one in which {
            let place = AnswerAt {
                at,
                item: &one.item,
                department: &one.department,
            };
            let outcome = match answers::lock(&mut tx, place).await? {
                None => Err(NotNow::NoAnswer),
                Some(answer) => match decide(&answer, transition, one.seen, &round, today) {
                    Err(why) => Err(why),
                    Ok(state) => {
                        let after = Answer {
                            state,
                            revision: answer.revision + 1,
                            changed_at: Some(now.to_owned()),
                            changed_by: Some(actor.name.clone()),
                            ..answer.clone()
                        };
                        save::put_state(&mut tx, place, &after).await?;
                        let level = answer.state.waits_for(&round);
                        let by = (actor, now, stands_for);
                        approved::follow(&mut tx, place, transition, level, by).await?;
                        done.push((place, answer.state, state));
                        Ok(state)
                    }
                },
            };
            moved.push(Moved {
                item: one.item.clone(),
                department: one.department.clone(),
                outcome,
            });
        }
        if done.is_empty() {
            tx.rollback().await?;
            return Ok(moved);
        }
        if let Some(comment) = comment {
            for (place, _, _) in &done {
                put_comment(&mut tx, *place, &id(), None, comment, actor, now).await?;
            }
        }
        let event = Event::AnswersMoved {
            round: at.round,
            transition,
            answers: done
                .iter()
                .map(|(place, old, new)| (place.name(), Change { old: *old, new: *new }))
                .collect(),
            comment: comment.map(str::to_owned),
            stands_for: stands_for.map(str::to_owned),
        };
        let sequence = journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        let trailed = done.iter().map(|(place, _, _)| (place.values(), ""));
        ANSWERS.note(&mut tx, trailed, sequence).await?;
        tx.commit().await?;
        Ok(moved)
    }

    /// Allows answers to be handed in after the deadline, until a day, with the reason.
    pub async fn allow_late(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        which: &[(String, String)],
        until: Date,
        reason: &str,
    ) -> Result<usize, StoreError> {
        let mut tx = self.writing().await?;
        let round = hold_round(&mut tx, at).await?;
        if round.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::Closed(Frozen::Lateness)));
        }
        let sql = "UPDATE answer SET late_until = $6, late_by = $7, late_reason = $8, revision = revision + 1 \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5";
        let mut allowed = Vec::new();
        for (item, department) in which {
            let place = AnswerAt { at, item, department };
            let mut values = place.values();
            values.extend([
                day_key(until).as_str().into(),
                actor.name.as_str().into(),
                reason.into(),
            ]);
            if tx.run(sql, values).await? > 0 {
                allowed.push(place);
            }
        }
        if allowed.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let event = Event::LateAllowed {
            round: at.round,
            answers: allowed.iter().map(AnswerAt::name).collect(),
            until,
            reason: reason.to_owned(),
        };
        let sequence = journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        let trailed = allowed.iter().map(|place| (place.values(), ""));
        ANSWERS.note(&mut tx, trailed, sequence).await?;
        tx.commit().await?;
        Ok(allowed.len())
    }
}

fn decide(
    answer: &Answer,
    transition: Transition,
    seen: Option<i64>,
    round: &gyokaku_core::round::Round,
    today: Date,
) -> Result<State, NotNow> {
    if seen.is_some_and(|seen| seen != answer.revision) {
        return Err(NotNow::ChangedMeanwhile);
    }
    let closed_reason = match transition {
        Transition::Save | Transition::Submit => answer.closed_reason(round, today),
        _ if round.state == RoundState::Closed => Some(NotNow::Closed(Frozen::States)),
        Transition::Withdraw | Transition::Approve | Transition::Accept | Transition::Return => None,
    };
    match closed_reason {
        Some(why) => Err(why),
        None => next(answer.state, transition, round),
    }
}
