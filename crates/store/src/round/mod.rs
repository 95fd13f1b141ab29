//! Rounds in the database: opening with the answers to be given, settings, locking.
//!
//! Not here: what a round is and when it may be answered (`gyokaku_core::round`), who may open one
//! (`gyokaku-web`).

mod answers;
mod grades;
mod history;
mod moves;
mod reminders;
mod save;

use gyokaku_core::body::BodyCode;
use gyokaku_core::department::Role;
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::field::Question;
use gyokaku_core::round::refusal::{Frozen, NotNow};
use gyokaku_core::round::{Deadlines, Key, Round, RoundState, day, day_key};
use serde_json::json;
use time::Date;

use crate::database::{Fields, Session, Value};
use crate::error::StoreError;
use crate::journal::{self, Deed};
use crate::rows::list_text;
use crate::schema::Holds;
use crate::words::Word;
use crate::{Actor, Store};

pub use answers::Scope;
pub use grades::GivenGrade;
pub use history::Comment;
pub use moves::{Moved, ToMove};
pub use reminders::{NewReminder, Reminder, ReminderState, WaitingReminder};
pub use save::{Conflict, FieldChange, Saved};

/// A round of a plan, by the names in its address.
#[derive(Clone, Copy, Debug)]
pub struct RoundAt<'a> {
    /// The body.
    pub body: &'a BodyCode,
    /// The key of the plan.
    pub plan: &'a str,
    /// The round.
    pub round: Key,
}

/// An answer of a round.
#[derive(Clone, Copy, Debug)]
pub struct AnswerAt<'a> {
    /// The round.
    pub at: RoundAt<'a>,
    /// The item.
    pub item: &'a str,
    /// The department.
    pub department: &'a str,
}

/// An answer that is to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAnswer {
    /// The item.
    pub item: String,
    /// The department of the directory.
    pub department: String,
    /// Whether it leads or supports.
    pub role: Role,
    /// Whether it is the first of the leads.
    pub coordinates: bool,
}

/// A round with all that was asked for of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundAnswers {
    /// The round.
    pub round: Round,
    /// Its answers, in the order of the items and of the departments at each item.
    pub answers: Vec<Answer>,
    /// Grades given by others than the departments.
    pub grades: Vec<GivenGrade>,
}

const ROUND_COLUMNS: &str = "plan_key, round, revision, title, questions, needs_approval, due_department, due_head, due_office, state, state_reason, opened_at, opened_by";
const ROUND_HOLDS: [Holds; 13] = [
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
];

impl RoundAt<'_> {
    /// The values that every statement about the round begins with.
    fn values(&self) -> Vec<Value> {
        vec![
            self.body.as_str().into(),
            self.plan.into(),
            self.round.to_string().as_str().into(),
        ]
    }
}

impl AnswerAt<'_> {
    fn values(&self) -> Vec<Value> {
        let mut values = self.at.values();
        values.extend([self.item.into(), self.department.into()]);
        values
    }
}

fn date(f: &mut Fields) -> Result<Date, StoreError> {
    let text = f.text()?;
    day(&text).ok_or_else(|| f.damaged(format!("日付ではない値「{text}」です")))
}

/// The plan's key and the round of a row.
fn round_of(values: Vec<Value>) -> Result<(String, Round), StoreError> {
    let mut f = Fields::new("round", "-".into(), values);
    let (plan, key) = (f.text()?, f.text()?);
    let key = Key::parse(&key).ok_or_else(|| f.damaged(format!("調査の名前ではない値「{key}」です")))?;
    let revision = f.int()?;
    let title = f.text()?;
    let questions = f.list()?;
    let questions = questions
        .iter()
        .map(|word| Question::of(word).ok_or_else(|| f.damaged(format!("知らない設問「{word}」です"))))
        .collect::<Result<Vec<_>, _>>()?;
    let needs_approval = f.flag()?;
    let due = Deadlines {
        department: date(&mut f)?,
        head: date(&mut f)?,
        office: date(&mut f)?,
    };
    let round = Round {
        key,
        revision,
        title,
        questions,
        needs_approval,
        due,
        state: f.word()?,
        reason: f.text_or_none()?,
        opened_at: f.text()?,
        opened_by: f.text()?,
    };
    Ok((plan, round))
}

/// The settings of a round, as the journal tells them.
fn told(round: &Round) -> serde_json::Value {
    let questions: Vec<&str> = round.questions.iter().map(|q| q.key()).collect();
    json!({
        "title": round.title,
        "questions": questions,
        "needs_approval": round.needs_approval,
        "due_department": day_key(round.due.department),
        "due_head": day_key(round.due.head),
        "due_office": day_key(round.due.office),
        "state": round.state.word(),
        "reason": round.reason,
    })
}

/// The settings as values, from the title on.
fn settings(round: &Round) -> Vec<Value> {
    let questions: Vec<String> = round.questions.iter().map(|q| q.key().to_owned()).collect();
    vec![
        round.title.as_str().into(),
        list_text(&questions).as_str().into(),
        i64::from(round.needs_approval).into(),
        day_key(round.due.department).as_str().into(),
        day_key(round.due.head).as_str().into(),
        day_key(round.due.office).as_str().into(),
        round.state.word().into(),
        round.reason.as_deref().into(),
    ]
}

/// Locks a round against other writers of its settings and loads it.
pub(crate) async fn lock_round(session: &mut Session, at: RoundAt<'_>) -> Result<Round, StoreError> {
    let sql = format!(
        "UPDATE round SET revision = revision WHERE body_code = $1 AND plan_key = $2 AND round = $3 RETURNING {ROUND_COLUMNS}"
    );
    let rows = session.rows("round", &sql, at.values(), &ROUND_HOLDS).await?;
    let values = rows.into_iter().next().ok_or_else(no_round)?;
    Ok(round_of(values)?.1)
}

/// Loads a round, so that it stays as it is until the transaction ends: an answer written while the
/// office locks the round is either before the lock or refused.
async fn hold_round(session: &mut Session, at: RoundAt<'_>) -> Result<Round, StoreError> {
    let share = match session.engine() {
        // The one writer of SQLite holds everything already.
        crate::database::Engine::Lite => "",
        crate::database::Engine::Pg => " FOR SHARE",
    };
    let sql = format!(
        "SELECT {ROUND_COLUMNS} FROM round WHERE body_code = $1 AND plan_key = $2 AND round = $3{share}"
    );
    let rows = session.rows("round", &sql, at.values(), &ROUND_HOLDS).await?;
    let values = rows.into_iter().next().ok_or_else(no_round)?;
    Ok(round_of(values)?.1)
}

fn no_round() -> StoreError {
    StoreError::NotFound {
        what: "この調査".into(),
    }
}

impl Store {
    /// The rounds of one plan, or of all plans of a body, with the plan's key; the newest year first.
    pub async fn rounds(
        &self,
        body: &BodyCode,
        plan: Option<&str>,
    ) -> Result<Vec<(String, Round)>, StoreError> {
        let mut values: Vec<Value> = vec![body.as_str().into()];
        values.extend(plan.map(Value::from));
        let of_plan = if plan.is_some() { " AND plan_key = $2" } else { "" };
        let sql = format!(
            "SELECT {ROUND_COLUMNS} FROM round WHERE body_code = $1{of_plan} ORDER BY plan_key, round DESC"
        );
        let rows = self.rows("round", &sql, values, &ROUND_HOLDS).await?;
        rows.into_iter().map(round_of).collect()
    }

    /// One round.
    pub async fn round(&self, at: RoundAt<'_>) -> Result<Option<Round>, StoreError> {
        let sql = format!(
            "SELECT {ROUND_COLUMNS} FROM round WHERE body_code = $1 AND plan_key = $2 AND round = $3"
        );
        let rows = self.rows("round", &sql, at.values(), &ROUND_HOLDS).await?;
        let round = rows.into_iter().next().map(round_of).transpose()?;
        Ok(round.map(|(_, round)| round))
    }

    /// Opens a round with the answers to be given. `revision`, `opened_at` and `opened_by` of the
    /// round are set here.
    ///
    /// # Errors
    /// A round of this key is there already (a refusal), or the plan or a department is not.
    pub async fn open_round(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        plan: &str,
        round: &Round,
        answers: &[NewAnswer],
    ) -> Result<(), StoreError> {
        let at = RoundAt {
            body,
            plan,
            round: round.key,
        };
        let mut session = self.writing().await?;
        let mut values = at.values();
        values.push(1.into());
        values.extend(settings(round));
        values.extend([now.into(), actor.name.as_str().into()]);
        let sql = "INSERT INTO round (body_code, plan_key, round, revision, title, questions, needs_approval, due_department, due_head, due_office, state, state_reason, opened_at, opened_by) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (body_code, plan_key, round) DO NOTHING";
        if session.run(sql, values).await? == 0 {
            return Err(StoreError::NotNow(NotNow::AlreadyOpened));
        }
        insert_answers(&mut session, at, 0, answers).await?;
        let mut summary = told(round);
        summary["answers"] = answers.len().into();
        journal::append(
            &mut session,
            Deed {
                actor,
                now,
                what: "round.open",
                body: Some(body),
                plan: Some(plan),
                summary: json!({ "round": round.key.to_string(), "settings": summary }),
            },
        )
        .await?;
        session.commit().await
    }

    /// Changes the settings or the state of a round that is at the revision seen; the same settings
    /// again write nothing.
    pub async fn change_round(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        seen: i64,
        round: &Round,
    ) -> Result<Round, StoreError> {
        let mut session = self.writing().await?;
        let stored = lock_round(&mut session, at).await?;
        if stored.revision != seen {
            return Err(StoreError::Conflict {
                stored: Some(stored.revision),
                expected: Some(seen),
            });
        }
        if stored.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::Closed(Frozen::Settings)));
        }
        let changed = Round {
            key: stored.key,
            revision: seen + 1,
            opened_at: stored.opened_at.clone(),
            opened_by: stored.opened_by.clone(),
            ..round.clone()
        };
        if settings(&stored) == settings(&changed) {
            session.rollback().await?;
            return Ok(stored);
        }
        put_settings(&mut session, at, &changed).await?;
        let what = match (stored.state, changed.state) {
            (RoundState::Open, RoundState::Locked) => "round.lock",
            (RoundState::Locked, RoundState::Open) => "round.unlock",
            _ => "round.change",
        };
        journal::append(
            &mut session,
            Deed {
                actor,
                now,
                what,
                body: Some(at.body),
                plan: Some(at.plan),
                summary: json!({ "round": at.round.to_string(), "old": told(&stored), "new": told(&changed) }),
            },
        )
        .await?;
        session.commit().await?;
        Ok(changed)
    }

    /// Gives an answer to another department: one that nobody has begun goes away, one with
    /// contents stays as a supporting contribution. A department that has an answer of the item
    /// already takes over the lead.
    pub async fn reassign(
        &self,
        actor: &Actor,
        now: &str,
        answer: AnswerAt<'_>,
        to: &str,
        reason: &str,
    ) -> Result<(), StoreError> {
        let at = answer.at;
        let mut session = self.writing().await?;
        let round = hold_round(&mut session, at).await?;
        if round.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::Closed(Frozen::Departments)));
        }
        let before = answers::load(&mut session, at, Scope::Item(answer.item)).await?;
        let old = before
            .iter()
            .find(|a| a.department == answer.department)
            .ok_or_else(save::no_answer)?
            .clone();
        let mut put = NewAnswer {
            item: old.item.clone(),
            department: to.to_owned(),
            role: old.role,
            coordinates: old.coordinates,
        };
        if let Some(there) = before.iter().find(|a| a.department == to) {
            put.coordinates |= there.coordinates;
            let sql = "UPDATE answer SET role = $6, coordinates = $7, revision = revision + 1 \
                WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5";
            let mut values = AnswerAt {
                department: to,
                ..answer
            }
            .values();
            values.extend([put.role.word().into(), i64::from(put.coordinates).into()]);
            session.run(sql, values).await?;
        } else {
            insert_answers(&mut session, at, before.len(), std::slice::from_ref(&put)).await?;
        }
        let sql = if old.values.is_empty() && old.state == gyokaku_core::round::answer::State::NotStarted {
            "DELETE FROM answer WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5"
        } else {
            "UPDATE answer SET role = 'support', coordinates = 0, revision = revision + 1 \
                WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5"
        };
        session.run(sql, answer.values()).await?;
        let sequence = journal::append(
            &mut session,
            Deed {
                actor,
                now,
                what: "answer.reassign",
                body: Some(at.body),
                plan: Some(at.plan),
                summary: json!({ "round": at.round.to_string(), "item": answer.item, "old": answer.department, "new": to, "reason": reason }),
            },
        )
        .await?;
        history::trail(
            &mut session,
            AnswerAt {
                department: to,
                ..answer
            },
            &[""],
            sequence,
        )
        .await?;
        session.commit().await
    }
}

/// Writes the settings with their revision.
pub(crate) async fn put_settings(
    session: &mut Session,
    at: RoundAt<'_>,
    round: &Round,
) -> Result<(), StoreError> {
    let mut values = at.values();
    values.push(round.revision.into());
    values.extend(settings(round));
    let sql = "UPDATE round SET revision = $4, title = $5, questions = $6, needs_approval = $7, due_department = $8, due_head = $9, due_office = $10, state = $11, state_reason = $12 \
        WHERE body_code = $1 AND plan_key = $2 AND round = $3";
    session.run(sql, values).await?;
    Ok(())
}

const ANSWER_HOLDS: [Holds; 10] = [
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Int,
];

async fn insert_answers(
    session: &mut Session,
    at: RoundAt<'_>,
    after: usize,
    answers: &[NewAnswer],
) -> Result<(), StoreError> {
    let engine = session.engine();
    let sql = |rows| {
        format!(
            "INSERT INTO answer (body_code, plan_key, round, item, department, ordinal, role, coordinates, state, revision) {}",
            engine.bound_rows(&ANSWER_HOLDS, rows, 0)
        )
    };
    let rows = answers.iter().zip(after as i64..).map(|(answer, ordinal)| {
        let mut values = at.values();
        values.extend([
            answer.item.as_str().into(),
            answer.department.as_str().into(),
            ordinal.into(),
            answer.role.word().into(),
            i64::from(answer.coordinates).into(),
            "not_started".into(),
            1.into(),
        ]);
        values
    });
    session.run_rows(&sql, &[], &ANSWER_HOLDS, rows.collect()).await
}
