//! Answers from hand to hand: submit, withdraw, approve, accept, return, and permissions to be late.
//!
//! Many at once in one transaction with one journal entry; each answer has an outcome of its own, so
//! that one that cannot be moved keeps none of the others back. Not here: who may do it.

use gyokaku_core::round::answer::{Answer, Deed as AnswerDeed, State, next};
use gyokaku_core::round::refusal::{Frozen, NotNow};
use gyokaku_core::round::{RoundState, day_key};
use serde_json::json;
use time::Date;

use super::history::{put_comment, trail};
use super::{AnswerAt, RoundAt, answers, hold_round, save};
use crate::error::StoreError;
use crate::journal::{self, Deed};
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
        deed: AnswerDeed,
        which: &[ToMove],
        comment: Option<&str>,
        id: &mut (dyn FnMut() -> String + Send),
    ) -> Result<Vec<Moved>, StoreError> {
        let mut session = self.writing().await?;
        let round = hold_round(&mut session, at).await?;
        let mut moved = Vec::new();
        let mut done: Vec<(AnswerAt<'_>, State, State)> = Vec::new();
        for one in which {
            let place = AnswerAt {
                at,
                item: &one.item,
                department: &one.department,
            };
            let outcome = match answers::lock(&mut session, place).await? {
                None => Err(NotNow::NoAnswer),
                Some(answer) => match decide(&answer, deed, one.seen, &round, today) {
                    Err(why) => Err(why),
                    Ok(state) => {
                        let after = Answer {
                            state,
                            revision: answer.revision + 1,
                            changed_at: Some(now.to_owned()),
                            changed_by: Some(actor.name.clone()),
                            ..answer.clone()
                        };
                        save::put_state(&mut session, place, &after).await?;
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
            session.rollback().await?;
            return Ok(moved);
        }
        if let Some(comment) = comment {
            for (place, _, _) in &done {
                put_comment(&mut session, *place, &id(), None, comment, actor, now).await?;
            }
        }
        let told: Vec<serde_json::Value> = done
            .iter()
            .map(|(place, old, new)| {
                json!({ "item": place.item, "department": place.department, "old": old.key(), "new": new.key() })
            })
            .collect();
        let what = match deed {
            AnswerDeed::Save => "answer.save",
            AnswerDeed::Submit => "answer.submit",
            AnswerDeed::Withdraw => "answer.withdraw",
            AnswerDeed::Approve => "answer.approve",
            AnswerDeed::Accept => "answer.accept",
            AnswerDeed::Return => "answer.return",
        };
        let sequence = journal::append(
            &mut session,
            Deed {
                actor,
                now,
                what,
                body: Some(at.body),
                plan: Some(at.plan),
                summary: json!({ "round": at.round.to_string(), "answers": told, "comment": comment }),
            },
        )
        .await?;
        for (place, _, _) in &done {
            trail(&mut session, *place, &[""], sequence).await?;
        }
        session.commit().await?;
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
        let mut session = self.writing().await?;
        let round = hold_round(&mut session, at).await?;
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
            if session.run(sql, values).await? > 0 {
                allowed.push(place);
            }
        }
        if allowed.is_empty() {
            session.rollback().await?;
            return Ok(0);
        }
        let told: Vec<serde_json::Value> = allowed
            .iter()
            .map(|place| json!({ "item": place.item, "department": place.department }))
            .collect();
        let sequence = journal::append(
            &mut session,
            Deed {
                actor,
                now,
                what: "answer.allow_late",
                body: Some(at.body),
                plan: Some(at.plan),
                summary: json!({ "round": at.round.to_string(), "answers": told, "until": day_key(until), "reason": reason }),
            },
        )
        .await?;
        for place in &allowed {
            trail(&mut session, *place, &[""], sequence).await?;
        }
        session.commit().await?;
        Ok(allowed.len())
    }
}

fn decide(
    answer: &Answer,
    deed: AnswerDeed,
    seen: Option<i64>,
    round: &gyokaku_core::round::Round,
    today: Date,
) -> Result<State, NotNow> {
    if seen.is_some_and(|seen| seen != answer.revision) {
        return Err(NotNow::ChangedMeanwhile);
    }
    let closed_reason = match deed {
        AnswerDeed::Save | AnswerDeed::Submit => answer.closed_reason(round, today),
        _ if round.state == RoundState::Closed => Some(NotNow::Closed(Frozen::States)),
        AnswerDeed::Withdraw | AnswerDeed::Approve | AnswerDeed::Accept | AnswerDeed::Return => None,
    };
    match closed_reason {
        Some(why) => Err(why),
        None => next(answer.state, deed, round),
    }
}
