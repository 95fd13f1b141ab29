//! Saving what a department writes, and what the office mends of its wording, field by field.
//!
//! Each change says what the writer saw. A field that somebody else changed meanwhile is a conflict of
//! that field alone: the others are stored, and both versions come back. Not here: handing in.

use gyokaku_core::journal::{Change, Event};
use gyokaku_core::round::Round;
use gyokaku_core::round::answer::{Answer, Held, State, Transition, may_mend, next};
use gyokaku_core::round::field::Field;
use time::Date;

use super::{AnswerAt, answers, history, hold_round};
use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::words::Word;
use crate::{Actor, Store};

/// A change to one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// What the writer saw there, in its canonical form; none for a blank.
    pub seen: Option<String>,
    /// What it shall be, in its canonical form; none for a blank.
    pub new: Option<String>,
}

/// A field that somebody else changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The field.
    pub field: Field,
    /// What the writer wanted.
    pub mine: Option<String>,
    /// What is stored, with who changed it when; none where it was cleared.
    pub theirs: Option<Held>,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The answer as it is stored now.
    pub answer: Answer,
    /// The fields that were written.
    pub changed: Vec<Field>,
    /// The fields that were not, with both versions.
    pub conflicts: Vec<Conflict>,
}

pub(super) fn no_answer() -> StoreError {
    StoreError::NotFound {
        what: "この取組の回答欄".into(),
    }
}

/// In what capacity fields are written.
#[derive(Clone, Copy)]
enum Writing {
    /// The department answers, on this day.
    Answer(Date),
    /// The office mends the wording; what the department wrote itself is kept beside it.
    Mending,
}

impl Store {
    /// Saves changes to an answer. The right part is stored whatever is wrong with the rest.
    ///
    /// # Errors
    /// Refused where the round or the answer takes no changes on this day; nothing is stored then.
    pub async fn save_answer(
        &self,
        actor: &Actor,
        now: &str,
        today: Date,
        at: AnswerAt<'_>,
        changes: &[FieldChange],
    ) -> Result<Saved, StoreError> {
        self.write_answer(actor, now, at, changes, Writing::Answer(today))
            .await
    }

    /// Mends the wording of an answer that is not with its department: it stays where it is, and what the department
    /// wrote itself is kept beside what stands there now.
    ///
    /// # Errors
    /// Refused where the round is closed or the answer is with its department; nothing is stored then.
    pub async fn mend_answer(
        &self,
        actor: &Actor,
        now: &str,
        at: AnswerAt<'_>,
        changes: &[FieldChange],
    ) -> Result<Saved, StoreError> {
        self.write_answer(actor, now, at, changes, Writing::Mending).await
    }

    async fn write_answer(
        &self,
        actor: &Actor,
        now: &str,
        at: AnswerAt<'_>,
        changes: &[FieldChange],
        writing: Writing,
    ) -> Result<Saved, StoreError> {
        let mut tx = self.writing().await?;
        let round = hold_round(&mut tx, at.at).await?;
        let mut answer = answers::lock(&mut tx, at).await?.ok_or_else(no_answer)?;
        let mut conflicts = Vec::new();
        let mut wanted = Vec::new();
        for change in changes {
            let stored = answer.value(&change.field);
            if stored == change.new.as_deref() {
                continue;
            }
            if stored == change.seen.as_deref() {
                wanted.push(change);
            } else {
                conflicts.push(Conflict {
                    field: change.field.clone(),
                    mine: change.new.clone(),
                    theirs: answer.values.get(&change.field).cloned(),
                });
            }
        }
        if wanted.is_empty() {
            tx.rollback().await?;
            return Ok(Saved {
                answer,
                changed: Vec::new(),
                conflicts,
            });
        }
        let state = state_after(&answer, &round, writing)?;
        let mut values = Vec::new();
        let mut changed = Vec::new();
        for change in wanted {
            let value = Change {
                old: answer.value(&change.field).map(str::to_owned),
                new: change.new.clone(),
            };
            values.push((change.field.clone(), value));
            let own = match writing {
                Writing::Answer(_) => None,
                Writing::Mending => own_words(&answer, change),
            };
            put(&mut tx, at, change, own.as_deref(), actor, now).await?;
            match &change.new {
                Some(content) => {
                    let held = Held {
                        content: content.clone(),
                        changed_at: now.to_owned(),
                        changed_by: actor.name.clone(),
                        own,
                    };
                    answer.values.insert(change.field.clone(), held);
                }
                None => {
                    answer.values.remove(&change.field);
                }
            }
            changed.push(change.field.clone());
        }
        answer.state = state;
        answer.revision += 1;
        answer.changed_at = Some(now.to_owned());
        answer.changed_by = Some(actor.name.clone());
        put_state(&mut tx, at, &answer).await?;
        let (round, name) = (at.at.round, at.name());
        let event = match writing {
            Writing::Answer(_) => Event::AnswerSaved {
                round,
                answer: name,
                values,
            },
            Writing::Mending => Event::AnswerMended {
                round,
                answer: name,
                values,
            },
        };
        let sequence =
            journal::append(&mut tx, actor, now, Some(at.at.body), Some(at.at.plan), &event).await?;
        let words: Vec<String> = changed.iter().map(Field::key).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        history::trail(&mut tx, at, &words, sequence).await?;
        tx.commit().await?;
        Ok(Saved {
            answer,
            changed,
            conflicts,
        })
    }
}

/// The state of an answer once it is written to in this capacity.
fn state_after(answer: &Answer, round: &Round, writing: Writing) -> Result<State, StoreError> {
    let state = match writing {
        Writing::Answer(today) => match answer.closed_reason(round, today) {
            Some(why) => Err(why),
            None => next(answer.state, Transition::Save, round),
        },
        Writing::Mending => may_mend(answer.state, round).map(|()| answer.state),
    };
    state.map_err(StoreError::NotNow)
}

/// Holds an answer and demands that it may be written: by its department on that day, or by the office where none is
/// given.
///
/// # Errors
/// There is no such answer, or it takes no changes.
pub(crate) async fn demand_writable(
    tx: &mut Transaction,
    at: AnswerAt<'_>,
    today: Option<Date>,
) -> Result<(), StoreError> {
    let round = hold_round(tx, at.at).await?;
    let answer = answers::lock(tx, at).await?.ok_or_else(no_answer)?;
    let writing = today.map_or(Writing::Mending, Writing::Answer);
    state_after(&answer, &round, writing).map(drop)
}

/// What the department wrote itself where a change mends it: none where the change gives it back.
fn own_words(answer: &Answer, change: &FieldChange) -> Option<String> {
    let held = answer.values.get(&change.field);
    let own = match held {
        Some(held) => held.own.clone().unwrap_or_else(|| held.content.clone()),
        None => String::new(),
    };
    (change.new.as_deref() != Some(own.as_str())).then_some(own)
}

async fn put(
    tx: &mut Transaction,
    at: AnswerAt<'_>,
    change: &FieldChange,
    own: Option<&str>,
    actor: &Actor,
    now: &str,
) -> Result<(), StoreError> {
    let mut values = at.values();
    values.push(change.field.key().as_str().into());
    match &change.new {
        None => {
            let sql = "DELETE FROM answer_value WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5 AND field = $6";
            tx.run(sql, values).await?;
        }
        Some(content) => {
            values.extend([
                Value::from(content.as_str()),
                now.into(),
                actor.name.as_str().into(),
                own.into(),
            ]);
            let sql = "INSERT INTO answer_value (body_code, plan_key, round, item, department, field, content, changed_at, changed_by, own_content) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (body_code, plan_key, round, item, department, field) \
                DO UPDATE SET content = excluded.content, changed_at = excluded.changed_at, changed_by = excluded.changed_by, own_content = excluded.own_content";
            tx.run(sql, values).await?;
        }
    }
    Ok(())
}

/// Writes state, revision and who changed the answer last.
pub(super) async fn put_state(
    tx: &mut Transaction,
    at: AnswerAt<'_>,
    answer: &Answer,
) -> Result<(), StoreError> {
    let mut values = at.values();
    values.extend([
        answer.state.word().into(),
        answer.revision.into(),
        answer.changed_at.as_deref().into(),
        answer.changed_by.as_deref().into(),
    ]);
    let sql = "UPDATE answer SET state = $6, revision = $7, changed_at = $8, changed_by = $9 \
        WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5";
    tx.run(sql, values).await?;
    Ok(())
}
