//! Saving what a department writes, field by field.
//!
//! Each change says what the writer saw. A field that somebody else changed meanwhile is a conflict of
//! that field alone: the others are stored, and both versions come back. Not here: handing in.

use gyokaku_core::round::answer::{Answer, Deed as AnswerDeed, Held, next};
use gyokaku_core::round::field::Field;
use serde_json::json;
use time::Date;

use super::{AnswerAt, answers, history, hold_round};
use crate::database::{Session, Value};
use crate::error::StoreError;
use crate::journal::{self, Deed};
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
        let mut session = self.writing().await?;
        let round = hold_round(&mut session, at.at).await?;
        let mut answer = answers::lock(&mut session, at).await?.ok_or_else(no_answer)?;
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
            session.rollback().await?;
            return Ok(Saved {
                answer,
                changed: Vec::new(),
                conflicts,
            });
        }
        if let Some(why) = answer.closed_reason(&round, today) {
            return Err(StoreError::NotNow(why));
        }
        let state = next(answer.state, AnswerDeed::Save, &round).map_err(StoreError::NotNow)?;
        let mut told = serde_json::Map::new();
        let mut changed = Vec::new();
        for change in wanted {
            told.insert(
                change.field.key(),
                json!({ "old": answer.value(&change.field), "new": change.new }),
            );
            put(&mut session, at, change, actor, now).await?;
            match &change.new {
                Some(content) => {
                    let held = Held {
                        content: content.clone(),
                        changed_at: now.to_owned(),
                        changed_by: actor.name.clone(),
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
        put_state(&mut session, at, &answer).await?;
        let sequence = journal::append(
            &mut session,
            Deed {
                actor,
                now,
                what: "answer.save",
                body: Some(at.at.body),
                plan: Some(at.at.plan),
                summary: json!({ "round": at.at.round.to_string(), "item": at.item, "department": at.department, "fields": told }),
            },
        )
        .await?;
        let words: Vec<String> = changed.iter().map(Field::key).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        history::trail(&mut session, at, &words, sequence).await?;
        session.commit().await?;
        Ok(Saved {
            answer,
            changed,
            conflicts,
        })
    }
}

async fn put(
    session: &mut Session,
    at: AnswerAt<'_>,
    change: &FieldChange,
    actor: &Actor,
    now: &str,
) -> Result<(), StoreError> {
    let mut values = at.values();
    values.push(change.field.key().as_str().into());
    match &change.new {
        None => {
            let sql = "DELETE FROM answer_value WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5 AND field = $6";
            session.run(sql, values).await?;
        }
        Some(content) => {
            values.extend([
                Value::from(content.as_str()),
                now.into(),
                actor.name.as_str().into(),
            ]);
            let sql = "INSERT INTO answer_value (body_code, plan_key, round, item, department, field, content, changed_at, changed_by) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (body_code, plan_key, round, item, department, field) \
                DO UPDATE SET content = excluded.content, changed_at = excluded.changed_at, changed_by = excluded.changed_by";
            session.run(sql, values).await?;
        }
    }
    Ok(())
}

/// Writes state, revision and who changed the answer last.
pub(super) async fn put_state(
    session: &mut Session,
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
    session.run(sql, values).await?;
    Ok(())
}
