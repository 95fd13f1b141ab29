//! The queue of reminders: one row for each mail, written once and sent at most once.
//!
//! A waiting row that nobody has taken has no `tried_at`. Whoever sends takes it first, in a
//! transaction of its own, so that no other server takes it as well; taking is a mark, like that of a
//! session in use, and leaves no entry. The outcome is a deed and leaves one. A row that was taken and
//! has no outcome was cut short: whether its mail arrived is not known, so only a person sends it again.
//! Not here: who is written to and what (`gyokaku_core::reminder`), the sending (`gyokaku-web`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::round::refusal::NotNow;
use gyokaku_core::round::{Key, RoundState};
use serde_json::json;

use super::{RoundAt, lock_round};
use crate::database::{Fields, Session, Value};
use crate::error::StoreError;
use crate::journal::{self, Deed};
use crate::rows::list_text;
use crate::schema::Holds;
use crate::words::Word;
use crate::{Actor, Store};

/// What became of a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReminderState {
    /// Waits, or is being sent.
    Waiting,
    /// The mail server has it.
    Sent,
    /// The mail server did not take it.
    Failed,
    /// The answers came in before it was sent.
    Needless,
}

/// A reminder to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReminder {
    /// Its identity.
    pub id: String,
    /// The accounts that share the address.
    pub accounts: Vec<String>,
    /// The address.
    pub mail: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub content: String,
    /// The departments whose answers it is about.
    pub departments: Vec<String>,
}

/// A reminder as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What was queued.
    pub mail: NewReminder,
    /// What became of it.
    pub state: ReminderState,
    /// When it was queued, RFC 3339.
    pub queued_at: String,
    /// By whom.
    pub queued_by: String,
    /// When it was last taken to be sent or settled, RFC 3339; none while nobody has.
    pub tried_at: Option<String>,
    /// Why it was not sent, or waits.
    pub why: Option<String>,
}

impl Reminder {
    /// Whether somebody took it and no outcome is known: it is being sent, or was cut short.
    pub fn is_taken(&self) -> bool {
        self.state == ReminderState::Waiting && self.tried_at.is_some()
    }
}

/// A waiting reminder with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingReminder {
    /// The key of the plan.
    pub plan: String,
    /// The round.
    pub round: Key,
    /// The reminder.
    pub reminder: Reminder,
}

const COLUMNS: &str = "plan_key, round, id, account, mail, subject, content, departments, state, queued_at, queued_by, tried_at, why";
const HOLDS: [Holds; 13] = [Holds::Text; 13];

fn read(values: Vec<Value>) -> Result<WaitingReminder, StoreError> {
    let mut f = Fields::new("reminder", "-".into(), values);
    let (plan, round, id) = (f.text()?, f.text()?, f.text()?);
    let round =
        Key::parse(&round).ok_or_else(|| f.damaged(format!("調査の名前ではない値「{round}」です")))?;
    Ok(WaitingReminder {
        plan,
        round,
        reminder: Reminder {
            mail: NewReminder {
                id,
                accounts: f.list()?,
                mail: f.text()?,
                subject: f.text()?,
                content: f.text()?,
                departments: f.list()?,
            },
            state: f.word()?,
            queued_at: f.text()?,
            queued_by: f.text()?,
            tried_at: f.text_or_none()?,
            why: f.text_or_none()?,
        },
    })
}

/// The values of one reminder's key.
fn key(at: RoundAt<'_>, id: &str) -> Vec<Value> {
    let mut values = at.values();
    values.push(id.into());
    values
}

impl Store {
    /// Queues reminders and gives the identities of those that were queued: an address that still has
    /// one waiting for this round gets no second one.
    ///
    /// # Errors
    /// Refused where the round takes no answers.
    pub async fn queue_reminders(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        reminders: &[NewReminder],
    ) -> Result<Vec<String>, StoreError> {
        let mut session = self.writing().await?;
        let round = lock_round(&mut session, at).await?;
        if round.state != RoundState::Open {
            return Err(StoreError::NotNow(NotNow::NotOpen));
        }
        let waiting = addresses(&mut session, at).await?;
        let is_new = |r: &&NewReminder| !waiting.iter().any(|known| known.eq_ignore_ascii_case(&r.mail));
        let queued: Vec<&NewReminder> = reminders.iter().filter(is_new).collect();
        if queued.is_empty() {
            session.rollback().await?;
            return Ok(Vec::new());
        }
        insert(&mut session, actor, now, at, &queued).await?;
        let told: Vec<serde_json::Value> = queued
            .iter()
            .map(|r| json!({ "id": r.id, "mail": r.mail, "departments": r.departments }))
            .collect();
        let deed = Deed {
            actor,
            now,
            what: "reminder.queue",
            body: Some(at.body),
            plan: Some(at.plan),
            summary: json!({ "round": at.round.to_string(), "reminders": told }),
        };
        journal::append(&mut session, deed).await?;
        session.commit().await?;
        Ok(queued.into_iter().map(|r| r.id.clone()).collect())
    }

    /// The reminders of a round, the newest first.
    pub async fn reminders(&self, at: RoundAt<'_>) -> Result<Vec<Reminder>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM reminder WHERE body_code = $1 AND plan_key = $2 AND round = $3 ORDER BY queued_at DESC, ordinal"
        );
        let rows = self.rows("reminder", &sql, at.values(), &HOLDS).await?;
        let read = |row| read(row).map(|found| found.reminder);
        rows.into_iter().map(read).collect()
    }

    /// The reminders of a body that wait and that nobody has taken, the oldest first.
    pub async fn waiting_reminders(&self, body: &BodyCode) -> Result<Vec<WaitingReminder>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM reminder WHERE body_code = $1 AND state = 'waiting' AND tried_at IS NULL ORDER BY queued_at, ordinal"
        );
        let rows = self
            .rows("reminder", &sql, vec![body.as_str().into()], &HOLDS)
            .await?;
        rows.into_iter().map(read).collect()
    }

    /// Takes a reminder to be sent now; false where somebody else has, or it no longer waits. Before a
    /// further try `held` says when it was taken last, so that what a person let wait again meanwhile
    /// is not sent twice.
    pub async fn take_reminder(
        &self,
        now: &str,
        at: RoundAt<'_>,
        id: &str,
        held: Option<&str>,
    ) -> Result<bool, StoreError> {
        let mut session = self.writing().await?;
        let mut values = key(at, id);
        values.push(now.into());
        values.extend(held.map(Value::from));
        let as_seen = if held.is_some() {
            "tried_at = $6"
        } else {
            "tried_at IS NULL"
        };
        let sql = format!(
            "UPDATE reminder SET tried_at = $5 \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND id = $4 AND state = 'waiting' AND {as_seen}"
        );
        let taken = session.run(&sql, values).await? > 0;
        session.commit().await?;
        Ok(taken)
    }

    /// Gives back a reminder that was taken and certainly not sent.
    pub async fn release_reminder(&self, at: RoundAt<'_>, id: &str) -> Result<(), StoreError> {
        let mut session = self.writing().await?;
        let sql = "UPDATE reminder SET tried_at = NULL \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND id = $4 AND state = 'waiting'";
        session.run(sql, key(at, id)).await?;
        session.commit().await
    }

    /// Notes what became of a waiting reminder, and why; one that is settled already stays as it is.
    pub async fn settle_reminder(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        id: &str,
        state: ReminderState,
        why: Option<&str>,
    ) -> Result<(), StoreError> {
        let what = match state {
            ReminderState::Waiting => return Ok(()),
            ReminderState::Sent => "reminder.send",
            ReminderState::Failed => "reminder.fail",
            ReminderState::Needless => "reminder.drop",
        };
        let mut session = self.writing().await?;
        let mut values = key(at, id);
        values.extend([state.word().into(), now.into(), why.into()]);
        let sql = "UPDATE reminder SET state = $5, tried_at = $6, why = $7 \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND id = $4 AND state = 'waiting' RETURNING mail";
        let rows = session.rows("reminder", sql, values, &[Holds::Text]).await?;
        let Some(row) = rows.into_iter().next() else {
            return session.rollback().await;
        };
        let mail = Fields::new("reminder", id.into(), row).text()?;
        let deed = Deed {
            actor,
            now,
            what,
            body: Some(at.body),
            plan: Some(at.plan),
            summary: json!({ "round": at.round.to_string(), "id": id, "mail": mail, "why": why }),
        };
        journal::append(&mut session, deed).await?;
        session.commit().await
    }

    /// Notes why the waiting reminders of a body cannot be sent just now; the same reason again writes
    /// nothing.
    pub async fn delay_reminders(
        &self,
        actor: &Actor,
        now: &str,
        body: &BodyCode,
        why: &str,
    ) -> Result<(), StoreError> {
        let mut session = self.writing().await?;
        let sql = "UPDATE reminder SET why = $2 WHERE body_code = $1 AND state = 'waiting' AND tried_at IS NULL \
            AND (why IS NULL OR why <> $2)";
        let delayed = session.run(sql, vec![body.as_str().into(), why.into()]).await?;
        if delayed == 0 {
            return session.rollback().await;
        }
        let deed = Deed {
            actor,
            now,
            what: "reminder.delay",
            body: Some(body),
            plan: None,
            summary: json!({ "reminders": delayed, "why": why }),
        };
        journal::append(&mut session, deed).await?;
        session.commit().await
    }

    /// Lets reminders wait again that were not sent, or were taken before `taken_before` and have no
    /// outcome; gives how many.
    pub async fn retry_reminders(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        ids: &[String],
        taken_before: &str,
    ) -> Result<usize, StoreError> {
        let mut session = self.writing().await?;
        lock_round(&mut session, at).await?;
        let sql = "UPDATE reminder SET state = 'waiting', tried_at = NULL, why = NULL \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND id = $4 \
            AND (state = 'failed' OR (state = 'waiting' AND tried_at < $5))";
        let mut again = Vec::new();
        for id in ids {
            let mut values = key(at, id);
            values.push(taken_before.into());
            if session.run(sql, values).await? > 0 {
                again.push(id);
            }
        }
        if again.is_empty() {
            session.rollback().await?;
            return Ok(0);
        }
        let deed = Deed {
            actor,
            now,
            what: "reminder.retry",
            body: Some(at.body),
            plan: Some(at.plan),
            summary: json!({ "round": at.round.to_string(), "ids": again }),
        };
        journal::append(&mut session, deed).await?;
        session.commit().await?;
        Ok(again.len())
    }
}

/// The addresses that have a reminder of this round waiting.
async fn addresses(session: &mut Session, at: RoundAt<'_>) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT mail FROM reminder WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND state = 'waiting' AND tried_at IS NULL";
    let rows = session.rows("reminder", sql, at.values(), &[Holds::Text]).await?;
    rows.into_iter()
        .map(|row| Fields::new("reminder", "-".into(), row).text())
        .collect()
}

async fn insert(
    session: &mut Session,
    actor: &Actor,
    now: &str,
    at: RoundAt<'_>,
    reminders: &[&NewReminder],
) -> Result<(), StoreError> {
    let mut holds = [Holds::Text; 13];
    holds[4] = Holds::Int;
    let engine = session.engine();
    let sql = |rows| {
        format!(
            "INSERT INTO reminder (body_code, plan_key, round, id, ordinal, account, mail, subject, content, departments, state, queued_at, queued_by) {}",
            engine.bound_rows(&holds, rows, 0)
        )
    };
    let rows = reminders.iter().zip(0i64..).map(|(reminder, ordinal)| {
        let mut values = key(at, &reminder.id);
        values.extend([
            ordinal.into(),
            list_text(&reminder.accounts).as_str().into(),
            reminder.mail.as_str().into(),
            reminder.subject.as_str().into(),
            reminder.content.as_str().into(),
            list_text(&reminder.departments).as_str().into(),
            ReminderState::Waiting.word().into(),
            now.into(),
            actor.name.as_str().into(),
        ]);
        values
    });
    session.run_rows(&sql, &[], &holds, rows.collect()).await
}
