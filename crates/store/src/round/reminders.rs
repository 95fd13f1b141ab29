//! The queue of reminders: one row for each mail, written once and sent at most once.
//!
//! A waiting row that nobody has taken has no `tried_at`. Whoever sends takes it first, in a
//! transaction of its own, so that no other server takes it as well; taking is a mark, like that of a
//! session in use, and leaves no entry. The outcome is a deed and leaves one. A row that was taken and
//! has no outcome was cut short: whether its mail arrived is not known, so only a person sends it again.
//! Not here: who is written to and what (`gyokaku_core::reminder`), the sending (`gyokaku-web`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::{Event, QueuedReminder};
use gyokaku_core::reminder::ReminderState;
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::refusal::NotNow;
use gyokaku_core::round::{Key, RoundState};
use sqlx::FromRow;

use super::{RoundAt, lock_round};
use crate::database::{ColumnType, Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::typed::Text;
use crate::typed::list_text;
use crate::words::Word;
use crate::{Actor, Store};

/// A reminder to be queued.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct NewReminder {
    /// Its identity.
    pub id: String,
    /// What it is for.
    #[sqlx(try_from = "Text")]
    pub kind: MailKind,
    /// The accounts that share the address.
    #[sqlx(rename = "account", try_from = "Text")]
    pub accounts: Vec<String>,
    /// The address.
    pub mail: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub content: String,
    /// The departments whose answers it is about.
    #[sqlx(try_from = "Text")]
    pub departments: Vec<String>,
}

/// A reminder as stored.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Reminder {
    /// What was queued.
    #[sqlx(flatten)]
    pub mail: NewReminder,
    /// What became of it.
    #[sqlx(try_from = "Text")]
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
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct WaitingReminder {
    /// The key of the plan.
    #[sqlx(rename = "plan_key")]
    pub plan: String,
    /// The round.
    #[sqlx(try_from = "Text")]
    pub round: Key,
    /// The reminder.
    #[sqlx(flatten)]
    pub reminder: Reminder,
}

const COLUMNS: &str = "plan_key, round, id, kind, account, mail, subject, content, departments, state, queued_at, queued_by, tried_at, why";
/// The values of one reminder's key.
fn key(at: RoundAt<'_>, id: &str) -> Vec<Value> {
    let mut values = at.values();
    values.push(id.into());
    values
}

impl Store {
    /// Queues mails and gives the identities of those that were queued: an address that still has one of this kind waiting
    /// for this round gets no second one, and of notices that tell of a deed a few.
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
        let mut tx = self.writing().await?;
        let round = lock_round(&mut tx, at).await?;
        if round.state != RoundState::Open {
            return Err(StoreError::NotNow(NotNow::NotOpen));
        }
        let mut waiting = addresses(&mut tx, at).await?;
        let mut queued: Vec<&NewReminder> = Vec::new();
        for new in reminders {
            let mail = new.mail.to_ascii_lowercase();
            let is_same = |(known, kind): &&(String, MailKind)| *kind == new.kind && *known == mail;
            if waiting.len() < MOST_WAITING && waiting.iter().filter(is_same).count() < most_of(new.kind) {
                waiting.push((mail, new.kind));
                queued.push(new);
            }
        }
        if queued.is_empty() {
            tx.rollback().await?;
            return Ok(Vec::new());
        }
        insert(&mut tx, actor, now, at, &queued).await?;
        for kind in MailKind::ALL {
            let of_kind = queued.iter().filter(|new| new.kind == kind);
            let told: Vec<QueuedReminder> = of_kind.map(|new| told(new)).collect();
            let event = match (kind, told.is_empty()) {
                (_, true) => continue,
                (MailKind::Reminder, _) => Event::RemindersQueued {
                    round: at.round,
                    reminders: told,
                },
                (kind, _) => Event::NoticesQueued {
                    round: at.round,
                    kind,
                    notices: told,
                },
            };
            journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        }
        tx.commit().await?;
        Ok(queued.into_iter().map(|r| r.id.clone()).collect())
    }

    /// The reminders of a round, the newest first.
    pub async fn reminders(&self, at: RoundAt<'_>) -> Result<Vec<Reminder>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM reminder WHERE body_code = $1 AND plan_key = $2 AND round = $3 ORDER BY queued_at DESC, ordinal"
        );
        self.named("reminder", &sql, at.values()).await
    }

    /// The reminders of a body that wait and that nobody has taken, the oldest first.
    pub async fn waiting_reminders(&self, body: &BodyCode) -> Result<Vec<WaitingReminder>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM reminder WHERE body_code = $1 AND state = 'waiting' AND tried_at IS NULL ORDER BY queued_at, ordinal"
        );
        self.named("reminder", &sql, vec![body.as_str().into()]).await
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
        let mut tx = self.writing().await?;
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
        let taken = tx.run(&sql, values).await? > 0;
        tx.commit().await?;
        Ok(taken)
    }

    /// Gives back a reminder that was taken and certainly not sent.
    pub async fn release_reminder(&self, at: RoundAt<'_>, id: &str) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let sql = "UPDATE reminder SET tried_at = NULL \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND id = $4 AND state = 'waiting'";
        tx.run(sql, key(at, id)).await?;
        tx.commit().await
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
        if state == ReminderState::Waiting {
            return Ok(());
        }
        let mut tx = self.writing().await?;
        let mut values = key(at, id);
        values.extend([state.word().into(), now.into(), why.into()]);
        let sql = "UPDATE reminder SET state = $5, tried_at = $6, why = $7 \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND id = $4 AND state = 'waiting' RETURNING mail";
        let rows: Vec<(String,)> = tx.named("reminder", sql, values).await?;
        let Some((mail,)) = rows.into_iter().next() else {
            return tx.rollback().await;
        };
        let event = Event::ReminderSettled {
            round: at.round,
            id: id.to_owned(),
            mail,
            outcome: state,
            why: why.map(str::to_owned),
        };
        journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        tx.commit().await
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
        let mut tx = self.writing().await?;
        let sql = "UPDATE reminder SET why = $2 WHERE body_code = $1 AND state = 'waiting' AND tried_at IS NULL \
            AND (why IS NULL OR why <> $2)";
        let delayed = tx.run(sql, vec![body.as_str().into(), why.into()]).await?;
        if delayed == 0 {
            return tx.rollback().await;
        }
        let event = Event::RemindersDelayed {
            reminders: delayed,
            why: why.to_owned(),
        };
        journal::append(&mut tx, actor, now, Some(body), None, &event).await?;
        tx.commit().await
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
        let mut tx = self.writing().await?;
        lock_round(&mut tx, at).await?;
        let sql = "UPDATE reminder SET state = 'waiting', tried_at = NULL, why = NULL \
            WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND id = $4 \
            AND (state = 'failed' OR (state = 'waiting' AND tried_at < $5))";
        let mut again = Vec::new();
        for id in ids {
            let mut values = key(at, id);
            values.push(taken_before.into());
            if tx.run(sql, values).await? > 0 {
                again.push(id);
            }
        }
        if again.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let event = Event::RemindersRetried {
            round: at.round,
            ids: again.iter().map(|id| (*id).clone()).collect(),
        };
        journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        tx.commit().await?;
        Ok(again.len())
    }
}

/// How many mails of a round wait at most; what comes then is on the pages all the same.
const MOST_WAITING: usize = 5_000;

/// How many mails of a kind wait for one address at most.
const fn most_of(kind: MailKind) -> usize {
    match kind {
        MailKind::Returned | MailKind::Comment => 5,
        MailKind::Reminder | MailKind::Opening | MailKind::Waiting(_) | MailKind::WaitingOffice => 1,
    }
}

/// As the journal tells of it.
fn told(new: &NewReminder) -> QueuedReminder {
    QueuedReminder {
        id: new.id.clone(),
        mail: new.mail.clone(),
        departments: new.departments.clone(),
    }
}

/// The addresses that have a mail of this round waiting, in small letters, with what for.
async fn addresses(tx: &mut Transaction, at: RoundAt<'_>) -> Result<Vec<(String, MailKind)>, StoreError> {
    let sql = "SELECT mail, kind FROM reminder WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND state = 'waiting' AND tried_at IS NULL";
    let rows: Vec<(String, String)> = tx.named("reminder", sql, at.values()).await?;
    let kind = |word: &str| MailKind::of(word).unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|(mail, word)| (mail.to_ascii_lowercase(), kind(&word)))
        .collect())
}

async fn insert(
    tx: &mut Transaction,
    actor: &Actor,
    now: &str,
    at: RoundAt<'_>,
    reminders: &[&NewReminder],
) -> Result<(), StoreError> {
    let mut types = [ColumnType::Text; 14];
    types[4] = ColumnType::Int;
    let engine = tx.engine();
    let sql = |rows| {
        format!(
            "INSERT INTO reminder (body_code, plan_key, round, id, ordinal, account, mail, subject, content, departments, state, queued_at, queued_by, kind) {}",
            engine.bound_rows(&types, rows, 0)
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
            reminder.kind.key().into(),
        ]);
        values
    });
    tx.run_rows(&sql, &[], &types, rows.collect()).await
}
