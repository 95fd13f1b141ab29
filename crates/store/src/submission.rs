//! What the public sends in to a consultation (意見募集), until it is sorted into opinions.
//!
//! Who somebody is stands in a table of its own, is shown to the office alone, and can be removed by itself; it enters
//! neither the plan nor the journal nor a release. Invariant: a consultation takes no more than [`MOST_SUBMISSIONS`].
//! Not here: whether a consultation is open (`gyokaku_core::opinion`), how many it takes in a stretch of time (`gyokaku-web`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::editing::{Act, Done, Refusal};
use gyokaku_core::journal::Event;
use gyokaku_core::round::day_key;
use sqlx::FromRow;
use time::Date;
use uuid::Uuid;

use crate::database::Transaction;
use crate::editing::act_within;
use crate::error::StoreError;
use crate::{Actor, Store, journal};

/// How many submissions a consultation takes.
pub const MOST_SUBMISSIONS: i64 = 10_000;

/// How many submissions are given at once.
pub const MOST_AT_ONCE: i64 = 500;

/// Who sent something in, as far as they say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// The name.
    pub name: String,
    /// Where they live, or what ties them to the body.
    pub residence: String,
    /// How they can be reached.
    pub contact: String,
}

impl Sender {
    fn is_empty(&self) -> bool {
        self.name.is_empty() && self.residence.is_empty() && self.contact.is_empty()
    }
}

/// What somebody sent in.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Submission {
    /// Identity; the earlier one is the smaller.
    pub id: String,
    /// When it came in, RFC 3339.
    pub received_at: String,
    /// What it says.
    pub content: String,
    /// What it is about, in the sender's words; empty where nothing is said.
    pub about: String,
    /// The opinion that it was put to.
    pub opinion: Option<String>,
    /// Why it was set aside.
    pub set_aside: Option<String>,
    /// The name of the sender; none where nothing was said or it was removed.
    pub name: Option<String>,
    /// Where the sender lives.
    pub residence: Option<String>,
    /// How the sender can be reached.
    pub contact: Option<String>,
}

/// What became of submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'a> {
    /// They are part of the opinion with this identity.
    Grouped(&'a str),
    /// They are no opinion, for a reason.
    SetAside(&'a str),
    /// They wait again.
    Waiting,
}

/// How many submissions a consultation has, and how many of them wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Received {
    /// All of them.
    pub all: i64,
    /// Those that are neither grouped nor set aside.
    pub waiting: i64,
    /// Those whose senders are still known.
    pub known: i64,
}

/// There is no room for another submission, or the consultation is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl Store {
    /// Stores what somebody of the public sends in; the consultation is named for the journal.
    pub async fn submit(
        &self,
        now: &str,
        (body, key): (&BodyCode, &str),
        (consultation, title): (&str, &str),
        (about, content): (&str, &str),
        sender: &Sender,
    ) -> Result<Result<(), Full>, StoreError> {
        let mut tx = self.writing().await?;
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM submission WHERE body_code = $1 AND plan_key = $2 AND consultation = $3";
        let of = || vec![body.as_str().into(), key.into(), consultation.into()];
        let count: Vec<(i64,)> = tx.named("submission", sql, of()).await?;
        let known = "SELECT id FROM consultation WHERE body_code = $1 AND plan_key = $2 AND id = $3";
        let known: Vec<(String,)> = tx.named("consultation", known, of()).await?;
        if known.is_empty() || count.first().is_some_and(|(count,)| *count >= MOST_SUBMISSIONS) {
            tx.rollback().await?;
            return Ok(Err(Full));
        }
        let id = Uuid::now_v7().simple().to_string();
        let sql = "INSERT INTO submission (body_code, plan_key, consultation, id, received_at, content, about) \
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let mut values = of();
        values.extend([id.as_str().into(), now.into(), content.into(), about.into()]);
        tx.run(sql, values).await?;
        if !sender.is_empty() {
            let sql = "INSERT INTO submission_person (body_code, plan_key, submission, name, residence, contact) \
                VALUES ($1, $2, $3, $4, $5, $6)";
            let values = vec![
                body.as_str().into(),
                key.into(),
                id.as_str().into(),
                sender.name.as_str().into(),
                sender.residence.as_str().into(),
                sender.contact.as_str().into(),
            ];
            tx.run(sql, values).await?;
        }
        let event = Event::SubmissionReceived {
            consultation: title.to_owned(),
        };
        journal::append(&mut tx, &Actor::public(), now, Some(body), Some(key), &event).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// How many submissions a consultation has.
    pub async fn received(
        &self,
        (body, key): (&BodyCode, &str),
        consultation: &str,
    ) -> Result<Received, StoreError> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS \"all\", \
            CAST(COALESCE(SUM(CASE WHEN s.opinion IS NULL AND s.set_aside IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting, \
            CAST(COUNT(p.submission) AS BIGINT) AS known \
            FROM submission s LEFT JOIN submission_person p \
            ON p.body_code = s.body_code AND p.plan_key = s.plan_key AND p.submission = s.id \
            WHERE s.body_code = $1 AND s.plan_key = $2 AND s.consultation = $3";
        let of = vec![body.as_str().into(), key.into(), consultation.into()];
        let found: Vec<Received> = self.named("submission", sql, of).await?;
        Ok(found.into_iter().next().unwrap_or_default())
    }

    /// How many submissions of each consultation of a body wait, by plan and consultation.
    pub async fn waiting_submissions(
        &self,
        body: &BodyCode,
    ) -> Result<Vec<(String, String, i64)>, StoreError> {
        let sql = "SELECT plan_key, consultation, CAST(COUNT(*) AS BIGINT) FROM submission \
            WHERE body_code = $1 AND opinion IS NULL AND set_aside IS NULL \
            GROUP BY plan_key, consultation ORDER BY plan_key, consultation";
        self.named("submission", sql, vec![body.as_str().into()]).await
    }

    /// The consultations of a body that are over and sorted and of which it is still known who sent something in, by plan and
    /// consultation, with how many are known.
    pub async fn kept_senders(
        &self,
        body: &BodyCode,
        today: Date,
    ) -> Result<Vec<(String, String, i64)>, StoreError> {
        let sql = "SELECT s.plan_key, s.consultation, CAST(COUNT(p.submission) AS BIGINT) FROM submission s \
            JOIN consultation c ON c.body_code = s.body_code AND c.plan_key = s.plan_key AND c.id = s.consultation \
            LEFT JOIN submission_person p \
            ON p.body_code = s.body_code AND p.plan_key = s.plan_key AND p.submission = s.id \
            WHERE s.body_code = $1 AND c.closes_on < $2 GROUP BY s.plan_key, s.consultation \
            HAVING SUM(CASE WHEN s.opinion IS NULL AND s.set_aside IS NULL THEN 1 ELSE 0 END) = 0 \
            AND COUNT(p.submission) > 0 ORDER BY s.plan_key, s.consultation";
        let values = vec![body.as_str().into(), day_key(today).as_str().into()];
        self.named("submission", sql, values).await
    }

    /// The submissions of a consultation, those that wait first, each in the order in which they came; at most
    /// [`MOST_AT_ONCE`].
    pub async fn submissions(
        &self,
        (body, key): (&BodyCode, &str),
        consultation: &str,
    ) -> Result<Vec<Submission>, StoreError> {
        let sql = format!(
            "SELECT s.id, s.received_at, s.content, s.about, s.opinion, s.set_aside, p.name, p.residence, p.contact \
            FROM submission s LEFT JOIN submission_person p \
            ON p.body_code = s.body_code AND p.plan_key = s.plan_key AND p.submission = s.id \
            WHERE s.body_code = $1 AND s.plan_key = $2 AND s.consultation = $3 \
            ORDER BY CASE WHEN s.opinion IS NULL AND s.set_aside IS NULL THEN 0 ELSE 1 END, s.id LIMIT {MOST_AT_ONCE}"
        );
        let of = vec![body.as_str().into(), key.into(), consultation.into()];
        self.named("submission", &sql, of).await
    }

    /// Says what became of submissions, together with an act on the register where there is one: both or neither.
    ///
    /// # Errors
    /// The store fails; there is no such plan; the refusal of the domain is told.
    pub async fn sort_submissions(
        &self,
        actor: &Actor,
        now: &str,
        (body, key): (&BodyCode, &str),
        (consultation, title): (&str, &str),
        act: Option<&Act>,
        (ids, fate): (&[&str], Fate<'_>),
    ) -> Result<Result<Option<Done>, Refusal>, StoreError> {
        let mut tx = self.writing().await?;
        let done = match act {
            None => None,
            Some(act) => match act_within(&mut tx, actor, now, (body, key), act).await? {
                Ok((done, _)) => Some(done),
                Err(refusal) => {
                    tx.rollback().await?;
                    return Ok(Err(refusal));
                }
            },
        };
        let (opinion, set_aside) = match fate {
            Fate::Grouped(opinion) => (Some(opinion), None),
            Fate::SetAside(reason) => (None, Some(reason)),
            Fate::Waiting => (None, None),
        };
        let mut sorted = 0_u64;
        for id in ids {
            // What somebody else has sorted meanwhile is left as it is, and then nothing of this is stored.
            let waits = match fate {
                Fate::Waiting => "",
                _ => " AND opinion IS NULL AND set_aside IS NULL",
            };
            let sql = format!(
                "UPDATE submission SET opinion = $5, set_aside = $6 \
                WHERE body_code = $1 AND plan_key = $2 AND consultation = $3 AND id = $4{waits}"
            );
            let values = vec![
                body.as_str().into(),
                key.into(),
                consultation.into(),
                (*id).into(),
                opinion.into(),
                set_aside.into(),
            ];
            if tx.run(&sql, values).await? == 0 {
                tx.rollback().await?;
                return Ok(Err(Refusal::AsItIs));
            }
            sorted += 1;
        }
        let event = Event::SubmissionsSorted {
            consultation: title.to_owned(),
            count: sorted,
            opinion: done.as_ref().map(|done| done.name.clone()),
            set_aside: set_aside.map(str::to_owned),
        };
        journal::append(&mut tx, actor, now, Some(body), Some(key), &event).await?;
        tx.commit().await?;
        Ok(Ok(done))
    }

    /// Removes who sent in the submissions of a consultation; what they said stays. Gives how many.
    pub async fn forget_senders(
        &self,
        actor: &Actor,
        now: &str,
        (body, key): (&BodyCode, &str),
        (consultation, title): (&str, &str),
    ) -> Result<u64, StoreError> {
        let mut tx = self.writing().await?;
        let sql = "DELETE FROM submission_person WHERE body_code = $1 AND plan_key = $2 AND submission IN \
            (SELECT id FROM submission WHERE body_code = $1 AND plan_key = $2 AND consultation = $3)";
        let of = vec![body.as_str().into(), key.into(), consultation.into()];
        let count = tx.run(sql, of).await?;
        let event = Event::SendersForgotten {
            consultation: title.to_owned(),
            count,
        };
        journal::append(&mut tx, actor, now, Some(body), Some(key), &event).await?;
        tx.commit().await?;
        Ok(count)
    }
}

/// Whether something came in to one of some consultations that is not set aside, or of which the sender is still known; what
/// is set aside goes with its consultation.
pub(crate) async fn are_received(
    tx: &mut Transaction,
    (body, key): (&BodyCode, &str),
    consultations: &[String],
) -> Result<bool, StoreError> {
    for consultation in consultations {
        let of = || vec![body.as_str().into(), key.into(), consultation.as_str().into()];
        let sql = "SELECT s.id FROM submission s LEFT JOIN submission_person p \
            ON p.body_code = s.body_code AND p.plan_key = s.plan_key AND p.submission = s.id \
            WHERE s.body_code = $1 AND s.plan_key = $2 AND s.consultation = $3 \
            AND (s.set_aside IS NULL OR p.submission IS NOT NULL) LIMIT 1";
        let found: Vec<(String,)> = tx.named("submission", sql, of()).await?;
        if !found.is_empty() {
            return Ok(true);
        }
        let sql = "DELETE FROM submission WHERE body_code = $1 AND plan_key = $2 AND consultation = $3";
        tx.run(sql, of()).await?;
    }
    Ok(false)
}

/// Lets what was put to some opinions wait again, because they are gone.
pub(crate) async fn let_wait(
    tx: &mut Transaction,
    (body, key): (&BodyCode, &str),
    opinions: &[String],
) -> Result<(), StoreError> {
    for opinion in opinions {
        let sql =
            "UPDATE submission SET opinion = NULL WHERE body_code = $1 AND plan_key = $2 AND opinion = $3";
        let of = vec![body.as_str().into(), key.into(), opinion.as_str().into()];
        tx.run(sql, of).await?;
    }
    Ok(())
}
