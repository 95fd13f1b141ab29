//! Rounds in the database: opening with the answers to be given, settings, locking.
//!
//! Not here: what a round is and when it may be answered (`gyokaku_core::round`), who may open one
//! (`gyokaku-web`).

mod answers;
mod approved;
mod ended;
mod grades;
mod history;
mod moves;
mod reminders;
mod save;

use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::{AnswerName, Change, Event, Settings};
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::approval::{Approval, Rank};
use gyokaku_core::round::field::Question;
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::own::OwnQuestion;
use gyokaku_core::round::refusal::{Frozen, NotNow};
use gyokaku_core::round::{Deadlines, Key, Round, RoundState, day_key};
use sqlx::FromRow;
use time::Date;

use crate::attachment::follow;
use crate::database::{ColumnType, Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::typed::{Text, list_text, own_text};
use crate::words::Word;
use crate::{Actor, Store};

use ended::want_despite;

pub use answers::Scope;
pub use approved::Approved;
pub use grades::GivenGrade;
pub use history::Comment;
pub use moves::{Moved, ToMove};
pub use reminders::{NewReminder, Reminder, WaitingReminder};
pub(crate) use save::demand_writable;
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

const ROUND_COLUMNS: &str = "plan_key, round, revision, title, questions, own_questions, approvers, due_approvals, tolerance, due_department, due_office, state, state_reason, opened_at, opened_by";

/// A round as its row has it.
#[derive(FromRow)]
struct RoundRow {
    plan_key: String,
    #[sqlx(try_from = "Text")]
    round: Key,
    revision: i64,
    title: String,
    #[sqlx(try_from = "Text")]
    questions: Vec<Question>,
    #[sqlx(try_from = "Text")]
    own_questions: Vec<OwnQuestion>,
    #[sqlx(try_from = "Text")]
    approvers: Vec<String>,
    #[sqlx(try_from = "Text")]
    due_approvals: Vec<Date>,
    tolerance: i64,
    #[sqlx(try_from = "Text")]
    due_department: Date,
    #[sqlx(try_from = "Text")]
    due_office: Date,
    #[sqlx(try_from = "Text")]
    state: RoundState,
    state_reason: Option<String>,
    opened_at: String,
    opened_by: String,
}

impl From<RoundRow> for Round {
    fn from(row: RoundRow) -> Self {
        Round {
            key: row.round,
            revision: row.revision,
            title: row.title,
            questions: row.questions,
            own: row.own_questions,
            approvals: approvals(row.approvers, row.due_approvals),
            tolerance: row.tolerance,
            due: Deadlines {
                department: row.due_department,
                office: row.due_office,
            },
            state: row.state,
            reason: row.state_reason,
            opened_at: row.opened_at,
            opened_by: row.opened_by,
        }
    }
}

/// The approvals of their names and days, which are lists of one length.
fn approvals(names: Vec<String>, days: Vec<Date>) -> Vec<Approval> {
    let pairs = names.into_iter().zip(days).take(Rank::ALL.len());
    pairs.map(|(name, due)| Approval { name, due }).collect()
}

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
    /// As the journal names it.
    fn name(&self) -> AnswerName {
        AnswerName {
            item: self.item.to_owned(),
            department: self.department.to_owned(),
        }
    }

    fn values(&self) -> Vec<Value> {
        let mut values = self.at.values();
        values.extend([self.item.into(), self.department.into()]);
        values
    }
}

/// The settings as values, from the title on.
fn settings(round: &Round) -> Vec<Value> {
    let questions: Vec<String> = round.questions.iter().map(|q| q.key().to_owned()).collect();
    let names: Vec<String> = round.approvals.iter().map(|a| a.name.clone()).collect();
    let days: Vec<String> = round.approvals.iter().map(|a| day_key(a.due)).collect();
    vec![
        round.title.as_str().into(),
        list_text(&questions).as_str().into(),
        own_text(&round.own).as_str().into(),
        list_text(&names).as_str().into(),
        list_text(&days).as_str().into(),
        round.tolerance.into(),
        day_key(round.due.department).as_str().into(),
        day_key(round.due.office).as_str().into(),
        round.state.word().into(),
        round.reason.as_deref().into(),
    ]
}

/// Locks a round against other writers of its settings and loads it.
pub(crate) async fn lock_round(tx: &mut Transaction, at: RoundAt<'_>) -> Result<Round, StoreError> {
    let sql = format!(
        "UPDATE round SET revision = revision WHERE body_code = $1 AND plan_key = $2 AND round = $3 RETURNING {ROUND_COLUMNS}"
    );
    one_round(tx, &sql, at).await
}

/// Loads a round, so that it stays as it is until the transaction ends: an answer written while the
/// office locks the round is either before the lock or refused.
async fn hold_round(tx: &mut Transaction, at: RoundAt<'_>) -> Result<Round, StoreError> {
    let share = match tx.engine() {
        // The one writer of SQLite holds everything already.
        crate::database::Engine::Lite => "",
        crate::database::Engine::Pg => " FOR SHARE",
    };
    let sql = format!(
        "SELECT {ROUND_COLUMNS} FROM round WHERE body_code = $1 AND plan_key = $2 AND round = $3{share}"
    );
    one_round(tx, &sql, at).await
}

async fn one_round(tx: &mut Transaction, sql: &str, at: RoundAt<'_>) -> Result<Round, StoreError> {
    let rows: Vec<RoundRow> = tx.named("round", sql, at.values()).await?;
    rows.into_iter().next().map(Round::from).ok_or_else(no_round)
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
        let rows: Vec<RoundRow> = self.named("round", &sql, values).await?;
        let keyed = |row: RoundRow| (row.plan_key.clone(), row.into());
        Ok(rows.into_iter().map(keyed).collect())
    }

    /// One round.
    pub async fn round(&self, at: RoundAt<'_>) -> Result<Option<Round>, StoreError> {
        let sql = format!(
            "SELECT {ROUND_COLUMNS} FROM round WHERE body_code = $1 AND plan_key = $2 AND round = $3"
        );
        let rows: Vec<RoundRow> = self.named("round", &sql, at.values()).await?;
        Ok(rows.into_iter().next().map(Round::from))
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
        answers: &[Planned],
    ) -> Result<(), StoreError> {
        let at = RoundAt {
            body,
            plan,
            round: round.key,
        };
        let mut tx = self.writing().await?;
        let mut values = at.values();
        values.push(1.into());
        values.extend(settings(round));
        values.extend([now.into(), actor.name.as_str().into()]);
        let sql = "INSERT INTO round (body_code, plan_key, round, revision, title, questions, own_questions, approvers, due_approvals, tolerance, due_department, due_office, state, state_reason, opened_at, opened_by) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (body_code, plan_key, round) DO NOTHING";
        if tx.run(sql, values).await? == 0 {
            return Err(StoreError::NotNow(NotNow::AlreadyOpened));
        }
        insert_answers(&mut tx, at, 0, answers).await?;
        // What is asked about although its end is known is wanted despite it.
        let sql = "UPDATE answer SET wanted_despite = (SELECT i.retired_on FROM item i \
            WHERE i.body_code = answer.body_code AND i.plan_key = answer.plan_key AND i.id = answer.item) \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3";
        tx.run(sql, at.values()).await?;
        let event = Event::RoundOpened {
            round: round.key,
            settings: Settings::from(round),
            answers: answers.len() as u64,
        };
        journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        tx.commit().await
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
        let mut tx = self.writing().await?;
        let stored = lock_round(&mut tx, at).await?;
        if stored.revision != seen {
            return Err(StoreError::Conflict {
                stored: Some(stored.revision),
                expected: Some(seen),
            });
        }
        if stored.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::Closed(Frozen::Settings)));
        }
        let names =
            |round: &Round| -> Vec<String> { round.approvals.iter().map(|a| a.name.clone()).collect() };
        if names(&stored) != names(round) {
            let sql = "SELECT COUNT(*) FROM answer_approval p JOIN answer a ON a.body_code = p.body_code \
                AND a.plan_key = p.plan_key AND a.round = p.round AND a.item = p.item AND a.department = p.department \
                WHERE p.body_code = $1 AND p.plan_key = $2 AND p.round = $3 AND a.state <> 'accepted'";
            let stand: Vec<(i64,)> = tx.named("answer_approval", sql, at.values()).await?;
            if stand.first().is_some_and(|(count,)| *count > 0) {
                return Err(StoreError::NotNow(NotNow::ApprovalsStand));
            }
        }
        let changed = Round {
            key: stored.key,
            revision: seen + 1,
            opened_at: stored.opened_at.clone(),
            opened_by: stored.opened_by.clone(),
            ..round.clone()
        };
        if settings(&stored) == settings(&changed) {
            tx.rollback().await?;
            return Ok(stored);
        }
        put_settings(&mut tx, at, &changed).await?;
        let event = Event::RoundChanged {
            round: at.round,
            settings: Change {
                old: Settings::from(&stored),
                new: Settings::from(&changed),
            },
        };
        journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        tx.commit().await?;
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
        let mut tx = self.writing().await?;
        let round = hold_round(&mut tx, at).await?;
        if round.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::Closed(Frozen::Departments)));
        }
        let before = answers::load(&mut tx, at, Scope::Item(answer.item)).await?;
        let old = before
            .iter()
            .find(|a| a.department == answer.department)
            .ok_or_else(save::no_answer)?
            .clone();
        let mut put = Planned {
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
            tx.run(sql, values).await?;
        } else {
            insert_answers(&mut tx, at, before.len(), std::slice::from_ref(&put)).await?;
            if let Some(day) = old.wanted_despite {
                let to = AnswerAt {
                    department: to,
                    ..answer
                };
                want_despite(&mut tx, to, Some(day)).await?;
            }
        }
        let goes = old.values.is_empty() && old.state == gyokaku_core::round::answer::State::NotStarted;
        let sql = if goes {
            "DELETE FROM answer WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5"
        } else {
            "UPDATE answer SET role = 'support', coordinates = 0, revision = revision + 1 \
                WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5"
        };
        if goes {
            follow(&mut tx, answer, to).await?;
        }
        tx.run(sql, answer.values()).await?;
        let event = Event::AnswerReassigned {
            round: at.round,
            item: answer.item.to_owned(),
            department: Change {
                old: answer.department.to_owned(),
                new: to.to_owned(),
            },
            reason: reason.to_owned(),
        };
        let sequence = journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        history::trail(
            &mut tx,
            AnswerAt {
                department: to,
                ..answer
            },
            &[""],
            sequence,
        )
        .await?;
        tx.commit().await
    }
}

/// Writes the settings with their revision.
pub(crate) async fn put_settings(
    tx: &mut Transaction,
    at: RoundAt<'_>,
    round: &Round,
) -> Result<(), StoreError> {
    let mut values = at.values();
    values.push(round.revision.into());
    values.extend(settings(round));
    let sql = "UPDATE round SET revision = $4, title = $5, questions = $6, own_questions = $7, approvers = $8, due_approvals = $9, tolerance = $10, due_department = $11, due_office = $12, state = $13, state_reason = $14 \
        WHERE body_code = $1 AND plan_key = $2 AND round = $3";
    tx.run(sql, values).await?;
    Ok(())
}

const ANSWER_TYPES: [ColumnType; 10] = [
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Int,
    ColumnType::Text,
    ColumnType::Int,
    ColumnType::Text,
    ColumnType::Int,
];

async fn insert_answers(
    tx: &mut Transaction,
    at: RoundAt<'_>,
    after: usize,
    answers: &[Planned],
) -> Result<(), StoreError> {
    let engine = tx.engine();
    let sql = |rows| {
        format!(
            "INSERT INTO answer (body_code, plan_key, round, item, department, ordinal, role, coordinates, state, revision) {}",
            engine.bound_rows(&ANSWER_TYPES, rows, 0)
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
    tx.run_rows(&sql, &[], &ANSWER_TYPES, rows.collect()).await
}
