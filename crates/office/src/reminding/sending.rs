//! Sending what waits: taken one by one, asked for before each try, settled one by one.
//!
//! Invariants: a reminder is taken in a transaction before it is handed over, so no two servers send
//! it; one whose sending was cut short is left to a person, because it may have arrived.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use gyokaku_core::body::BodyCode;
use gyokaku_core::calendar::is_closed;
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::answer::{Answer, State};
use gyokaku_core::round::{Level, RoundState, day_in_japan};
use gyokaku_store::{Actor, Comment, ReminderState, RoundAt, Scope, Store, StoreError, WaitingReminder};
use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, OffsetDateTime};
use tokio::sync::Notify;

use super::notices::queue_waiting;
use crate::mail::{Mail, Outcome, Sending, Server, Unreachable};

/// How long after the last look it is looked again for what waits, where nobody queued anything.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(5 * 60);

const IN_ALREADY: &str = "送る前に、すべての回答が提出されました。";
const ENDED: &str = "送る前に、残りの取組項目が取りやめになりました。";
const NOT_OPEN: &str = "送る前に、調査の受付が終わりました。";
const HANDED_IN_AGAIN: &str = "送る前に、差し戻された回答が提出されました。";
const APPROVED: &str = "送る前に、承認が済みました。";
const ACCEPTED: &str = "送る前に、事務局の確認が済みました。";
const SETTLED: &str = "送る前に、コメントへの対応が済みました。";
const UNWANTED: &str = "送る前に、宛先の利用者がお知らせを止めました。";
const NOBODY: &str = "送る前に、宛先の利用者がサインインできなくなりました。";

/// How many mails ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The mail server has them.
    pub sent: usize,
    /// Refused, or not taken after several tries.
    pub failed: usize,
    /// No longer needed.
    pub needless: usize,
}

/// Why not all that waited was sent.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// The mail server takes no mail; everything still waits.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who notes the outcomes.
fn program() -> Actor {
    Actor {
        name: "提出のお願いの送信".to_owned(),
        role: "program".to_owned(),
    }
}

/// Sends what waits in a body, until there is no more or `stop` is set.
///
/// # Errors
/// The mail server takes no mail at all, or the store fails; what was not settled still waits.
pub async fn send_waiting(
    store: &Store,
    server: &Server,
    clock: fn() -> String,
    body: &BodyCode,
    stop: &AtomicBool,
) -> Result<Sent, NotSent> {
    let mut told = Sent::default();
    let waiting = store.waiting_reminders(body).await?;
    if waiting.is_empty() {
        return Ok(told);
    }
    let mails = waiting.iter().map(|w| Mail {
        id: w.reminder.mail.id.clone(),
        to: w.reminder.mail.mail.clone(),
        subject: w.reminder.mail.subject.clone(),
        text: w.reminder.mail.content.clone(),
    });
    let mut sending = Sending::new(server.clone(), clock, mails.collect());
    let by_id: HashMap<&str, &WaitingReminder> =
        waiting.iter().map(|w| (w.reminder.mail.id.as_str(), w)).collect();
    // When each mail that is on its way was taken.
    let mut held: HashMap<String, String> = HashMap::new();
    let end = loop {
        let step = match sending.next().await {
            Ok(Some(step)) => step,
            Ok(None) => break Ok(()),
            Err(why) => break Err(why),
        };
        let (id, outcome) = step;
        let Some(one) = by_id.get(id.as_str()) else {
            sending.skip();
            continue;
        };
        let at = place(body, one);
        match outcome {
            Outcome::Waiting if stop.load(Ordering::Relaxed) => {
                sending.end().await;
                give_back(store, body, &by_id, &held).await?;
                return Ok(told);
            }
            Outcome::Waiting => match needless(store, &clock(), at, one).await? {
                Some(why) => {
                    sending.skip();
                    held.remove(&id);
                    told.needless += 1;
                    settle(store, clock, at, &id, ReminderState::Needless, Some(why)).await?;
                }
                None => {
                    let now = clock();
                    let seen = held.get(&id).map(String::as_str);
                    if store.take_reminder(&now, at, &id, seen).await? {
                        held.insert(id.clone(), now);
                    } else {
                        sending.skip();
                        held.remove(&id);
                    }
                }
            },
            Outcome::Sent => {
                held.remove(&id);
                told.sent += 1;
                settle(store, clock, at, &id, ReminderState::Sent, None).await?;
            }
            Outcome::Refused(why) | Outcome::Postponed(why) => {
                held.remove(&id);
                told.failed += 1;
                settle(store, clock, at, &id, ReminderState::Failed, Some(&why)).await?;
            }
        }
    };
    give_back(store, body, &by_id, &held).await?;
    if let Err(why) = end {
        store
            .delay_reminders(&program(), &clock(), body, &why.to_string())
            .await?;
        return Err(why.into());
    }
    Ok(told)
}

fn place<'a>(body: &'a BodyCode, one: &'a WaitingReminder) -> RoundAt<'a> {
    RoundAt {
        body,
        plan: &one.plan,
        round: one.round,
    }
}

async fn settle(
    store: &Store,
    clock: fn() -> String,
    at: RoundAt<'_>,
    id: &str,
    state: ReminderState,
    why: Option<&str>,
) -> Result<(), StoreError> {
    store
        .settle_reminder(&program(), &clock(), at, id, state, why)
        .await
}

/// What was taken and certainly not handed over waits again.
async fn give_back(
    store: &Store,
    body: &BodyCode,
    by_id: &HashMap<&str, &WaitingReminder>,
    held: &HashMap<String, String>,
) -> Result<(), StoreError> {
    for id in held.keys() {
        if let Some(one) = by_id.get(id.as_str()) {
            store.release_reminder(place(body, one), id).await?;
        }
    }
    Ok(())
}

/// Why a reminder is no longer needed, if it is not.
async fn needless(
    store: &Store,
    now: &str,
    at: RoundAt<'_>,
    one: &WaitingReminder,
) -> Result<Option<&'static str>, StoreError> {
    let departments = Scope::Departments(&one.reminder.mail.departments);
    let Some(found) = store.round_answers(at, departments).await? else {
        return Ok(Some(NOT_OPEN));
    };
    if found.round.state != RoundState::Open {
        return Ok(Some(NOT_OPEN));
    }
    let today = day_in_japan(now).ok_or_else(|| StoreError::Inconsistent {
        what: "時計の時刻を読み取れません。".into(),
    })?;
    let mail = &one.reminder.mail;
    let waits = |level| {
        let waiting = |a: &&Answer| a.state.waits_for(&found.round) == Some(level);
        found.answers.iter().any(|answer| waiting(&answer))
    };
    let over = match mail.kind {
        MailKind::Reminder | MailKind::Opening => {
            if !found.answers.iter().any(|a| a.state.is_with_department()) {
                return Ok(Some(IN_ALREADY));
            }
            (!found.answers.iter().any(|a| a.is_awaited(today))).then_some(ENDED)
        }
        MailKind::Returned => {
            let is_returned = |a: &Answer| a.state == State::Returned && a.is_awaited(today);
            (!found.answers.iter().any(is_returned)).then_some(HANDED_IN_AGAIN)
        }
        MailKind::Waiting(rank) => (!waits(Level::Approval(rank))).then_some(APPROVED),
        MailKind::WaitingOffice => (!waits(Level::Office)).then_some(ACCEPTED),
        MailKind::Comment => {
            let comments = store.comments(at, None).await?;
            let is_open = |c: &Comment| c.is_open() && mail.departments.contains(&c.department);
            (!comments.iter().any(is_open)).then_some(SETTLED)
        }
    };
    if over.is_some() {
        return Ok(over);
    }
    let refused = match mail.kind.may_be_switched_off() {
        true => store.notices_refused(at.body).await?,
        false => BTreeSet::new(),
    };
    for id in &one.reminder.mail.accounts {
        if store
            .account(at.body, id)
            .await?
            .is_some_and(|s| s.account.enabled && !refused.contains(id))
        {
            return Ok(None);
        }
    }
    Ok(Some(match refused.is_empty() {
        true => NOBODY,
        false => UNWANTED,
    }))
}

/// The hour in Japan from which on what waits for heads and the office is gathered.
const MORNING: i64 = 7;

/// The day in Japan on which somebody is at the city hall, once its morning has begun.
fn morning(now: &str) -> Option<Date> {
    let today = day_in_japan(now)?;
    let has_begun = day_in_japan(&earlier(now, MORNING)?)? == today;
    (has_begun && !is_closed(today)).then_some(today)
}

/// The point in time so many hours before.
fn earlier(now: &str, hours: i64) -> Option<String> {
    let at = OffsetDateTime::parse(now, &Rfc3339).ok()?;
    at.checked_sub(Duration::hours(hours))?.format(&Rfc3339).ok()
}

/// Sends what waits, at the start, whenever something is queued, and every few minutes, so that what
/// another server left is taken up as well. On the morning of each workday it first queues what waits for approvals and for
/// the office. Ends when `stop` is set and `queued` is notified.
pub async fn run(
    store: &Store,
    server: &Server,
    (clock, public_url): (fn() -> String, Option<&str>),
    queued: &Notify,
    stop: &AtomicBool,
) {
    let mut gathered: Option<Date> = None;
    while !stop.load(Ordering::Relaxed) {
        let today = morning(&clock()).filter(|today| gathered != Some(*today));
        let bodies = match store.bodies().await {
            Ok(bodies) => bodies,
            Err(error) => {
                tracing::warn!("reminders: {error}");
                Vec::new()
            }
        };
        for body in bodies {
            if today.is_some()
                && let Err(error) = queue_waiting(store, &clock(), &body.code, public_url).await
            {
                tracing::warn!(body = %body.code, "notices: {error}");
            }
            match send_waiting(store, server, clock, &body.code, stop).await {
                Ok(Sent {
                    sent: 0,
                    failed: 0,
                    needless: 0,
                }) => {}
                Ok(told) => tracing::info!(body = %body.code, ?told, "reminders"),
                Err(error) => tracing::warn!(body = %body.code, "reminders: {error}"),
            }
        }
        gathered = today.or(gathered);
        tokio::select! {
            () = queued.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}
