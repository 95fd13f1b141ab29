//! Grades given by the office, the headquarters and the council, each beside the others.
//!
//! Invariant: no grade of one evaluator changes that of another. Not here: the department's own
//! grade, which is a value of its answer.

use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::RoundState;
use gyokaku_core::round::refusal::{Frozen, NotNow};
use serde_json::json;

use super::history::trail;
use super::{AnswerAt, RoundAt, answers, hold_round};
use crate::database::{Fields, Value};
use crate::error::StoreError;
use crate::journal::{self, Deed};
use crate::schema::Holds;
use crate::words::Word;
use crate::{Actor, Store};

/// A grade with who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenGrade {
    /// The item.
    pub item: String,
    /// Which evaluator.
    pub by: Evaluator,
    /// Counts its changes.
    pub revision: i64,
    /// The label of the grade.
    pub grade: String,
    /// Why.
    pub reason: String,
    /// When it was last changed, RFC 3339.
    pub changed_at: String,
    /// Who changed it.
    pub changed_by: String,
}

const HOLDS: [Holds; 7] = [
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
];

fn statement(of_item: bool) -> String {
    let narrowed = if of_item { " AND item = $4" } else { "" };
    format!(
        "SELECT item, evaluator, revision, grade, reason, changed_at, changed_by FROM answer_grade \
        WHERE body_code = $1 AND plan_key = $2 AND round = $3{narrowed} ORDER BY item, evaluator"
    )
}

fn given(values: Vec<Value>) -> Result<GivenGrade, StoreError> {
    let mut f = Fields::new("answer_grade", "-".into(), values);
    Ok(GivenGrade {
        item: f.text()?,
        by: f.word()?,
        revision: f.int()?,
        grade: f.text()?,
        reason: f.text()?,
        changed_at: f.text()?,
        changed_by: f.text()?,
    })
}

/// The grades of a round, or of one item of it.
pub(super) async fn of(
    store: &Store,
    at: RoundAt<'_>,
    item: Option<&str>,
) -> Result<Vec<GivenGrade>, StoreError> {
    let mut values = at.values();
    values.extend(item.map(Value::from));
    let rows = store
        .rows("answer_grade", &statement(item.is_some()), values, &HOLDS)
        .await?;
    rows.into_iter().map(given).collect()
}

impl Store {
    /// Gives, changes or takes back (no grade) the grade of an item by an evaluator. `seen` is the
    /// revision that the person saw, none where they saw no grade.
    ///
    /// # Errors
    /// Another revision is stored (a conflict), or the round is closed (a refusal).
    #[allow(clippy::too_many_arguments)]
    pub async fn put_grade(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        item: &str,
        by: Evaluator,
        seen: Option<i64>,
        grade: Option<(&str, &str)>,
    ) -> Result<(), StoreError> {
        let mut session = self.writing().await?;
        let round = hold_round(&mut session, at).await?;
        if round.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::Closed(Frozen::Grades)));
        }
        let mut key = at.values();
        key.push(item.into());
        let rows = session
            .rows("answer_grade", &statement(true), key.clone(), &HOLDS)
            .await?;
        let stored = rows
            .into_iter()
            .map(given)
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .find(|given| given.by == by);
        let same = match (&stored, grade) {
            (None, None) => true,
            (Some(stored), Some((label, reason))) => stored.grade == label && stored.reason == reason,
            _ => false,
        };
        if same {
            return session.rollback().await;
        }
        let revision = stored.as_ref().map(|stored| stored.revision);
        if revision != seen {
            return Err(StoreError::Conflict {
                stored: revision,
                expected: seen,
            });
        }
        key.push(by.word().into());
        match grade {
            None => {
                let sql = "DELETE FROM answer_grade WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND evaluator = $5";
                session.run(sql, key).await?;
            }
            Some((label, reason)) => {
                key.extend([
                    Value::from(revision.unwrap_or(0) + 1),
                    label.into(),
                    reason.into(),
                    now.into(),
                    actor.name.as_str().into(),
                ]);
                let sql = "INSERT INTO answer_grade (body_code, plan_key, round, item, evaluator, revision, grade, reason, changed_at, changed_by) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (body_code, plan_key, round, item, evaluator) \
                    DO UPDATE SET revision = excluded.revision, grade = excluded.grade, reason = excluded.reason, changed_at = excluded.changed_at, changed_by = excluded.changed_by \
                    WHERE answer_grade.revision = excluded.revision - 1";
                // Somebody else gave the first grade at the same moment.
                if session.run(sql, key).await? == 0 {
                    return Err(StoreError::Conflict {
                        stored: Some(1),
                        expected: seen,
                    });
                }
            }
        }
        let told = |grade: Option<(&str, &str)>| {
            grade.map(|(label, reason)| json!({ "grade": label, "reason": reason }))
        };
        let old = stored.as_ref().map(|s| (s.grade.as_str(), s.reason.as_str()));
        let sequence = journal::append(
            &mut session,
            Deed {
                actor,
                now,
                what: "grade.put",
                body: Some(at.body),
                plan: Some(at.plan),
                summary: json!({ "round": at.round.to_string(), "item": item, "evaluator": by.word(), "old": told(old), "new": told(grade) }),
            },
        )
        .await?;
        // The grade is of the item; its entry stands in the history of each of the item's answers.
        let word = format!("grade:{}", by.word());
        for answer in answers::load(&mut session, at, super::Scope::Item(item)).await? {
            let place = AnswerAt {
                at,
                item,
                department: &answer.department,
            };
            trail(&mut session, place, &[&word], sequence).await?;
        }
        session.commit().await
    }
}
